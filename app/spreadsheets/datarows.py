"""Which rows of a sheet are data, and what their cells hold once repeated and joined cells are filled in.

Hides group headings, totals, signatures, rows of column numbers and the signs for "as above".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.spreadsheets.headers import Layout, is_number_row
from app.spreadsheets.titles import PEOPLE
from app.spreadsheets.values import Understood, plain_text
from app.spreadsheets.wire import Sheet
from app.vietnamese.fold import fold, nfc

SAMPLE_MARK: Final = "VÍ DỤ:"
"""How the first cell of the example row of our template begins; as written, for Vì Du may be somebody's name."""

_DITTO: Final = frozenset({"nt", "-nt-", "- nt -", "n.t", "//", "-//-", '"', "”", "〃", "''", '""', "như trên"})
_LONGEST_DITTO: Final = 10
_TOTALS: Final = re.compile(r"(?:tong so|tong cong|danh sach co|an dinh)\b|(?:tong|cong)(?: \d.*)?$")
_TOTAL_WORDS: Final = frozenset({"tổng", "cộng", "ấn"})
"""With their marks: Tòng is a family, Cống a people."""
_SIGNATURES: Final = re.compile(
    r"(?:nguoi lap|nguoi tong hop|nguoi kiem tra|tm uy ban|tm ubnd|tm ban|thu truong|noi nhan|kt chu tich|kt giam doc|"
    r"tl chu tich|ky ten|ky ghi ro|xac nhan cua|dai dien)\b"
)
_PLACE_AND_DATE: Final = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")
_ORDINAL: Final = re.compile(r"(?:[IVX]{1,6}|[A-EĐ])[.)]?")
_FEW: Final = 2
_MANY: Final = 6
_LONGEST_NUMBER: Final = 4


@dataclass(frozen=True, slots=True)
class DataRows:
    """The data of a sheet.

    Attributes:
        places: places of the data rows in the sheet's rows.
        groups: for each data row the heading of its group; "" before the first.
        skipped: places of rows below the headings that are no data and not blank.
    """

    places: tuple[int, ...]
    groups: tuple[str, ...]
    skipped: tuple[int, ...]


def find_data_rows(rows: list[list[Any]], layout: Layout) -> DataRows:
    """Tells data rows from everything else below the headings.

    Groups, totals and signatures are looked for in lists of people only: a row of one of our own tables is data
    whatever it says.
    """
    read = tuple(column.place for column in layout.columns if column.target.field.name != "full_name")
    named = [column.place for column in layout.columns if column.target.field.name == "full_name"]
    people = layout.table == PEOPLE
    places: list[int] = []
    groups: list[str] = []
    skipped: list[int] = []
    group = ""
    for place in range(layout.header[1] + 1, len(rows)):
        row = rows[place]
        if people and _is_surely_data(row, named):
            places.append(place)
            groups.append(group)
            continue
        names = [column for column in named if column < len(row)]
        what = "data"
        if _is_sample(row) or _only_numbers(row, names):
            what = "total"
        elif people and (len(row) - row.count(None) <= _MANY or not any(map(row.__getitem__, names))):
            what = _no_person(row, read, names, layout.ordinal)
        elif not people and all(value is None for value in row):
            continue
        if what == "data":
            places.append(place)
            groups.append(group)
        elif what == "end":
            skipped.extend(rest for rest in range(place, len(rows)) if any(value is not None for value in rows[rest]))
            break
        elif what:
            skipped.append(place)
            group = what.removeprefix("group ") if what.startswith("group ") else group
    return DataRows(tuple(places), tuple(groups), tuple(skipped))


def _is_surely_data(row: list[Any], named: list[int]) -> bool:
    """A quick look that is enough for almost every row: a name, and more cells than a heading or a total fills."""
    name = row[named[0]] if named and named[0] < len(row) else None
    filled = len(list(filter(None, row)))
    return type(name) is str and len(name) > _LONGEST_NUMBER and filled > _MANY and not _is_sample(row)


def _is_sample(row: list[Any]) -> bool:
    return bool(row) and type(row[0]) is str and row[0].startswith(SAMPLE_MARK)


def _only_numbers(row: list[Any], names: list[int]) -> bool:
    named = row[names[0]] if names else None
    return not (type(named) is str and len(named) > _LONGEST_NUMBER) and is_number_row(row)


def _no_person(row: list[Any], read: tuple[int, ...], names: list[int], ordinal: int | None) -> str:
    """What a row with few values is: "data", "end", "total", "group " with its heading, or "" for a blank row."""
    filled = [column for column, value in enumerate(row) if value is not None]
    if any(column in filled for column in names) and sum(column in filled for column in read) > _FEW:
        return "data"
    texts = [plain_text(row[column]) for column in filled]
    folded = [fold(text) for text in texts]
    if any(_SIGNATURES.match(text) for text in folded) or any(_PLACE_AND_DATE.search(text) for text in folded):
        return "end"
    if any(_is_total(text) for text in texts[:2]):
        return "total"
    others = [column for column in filled if column != ordinal]
    number = plain_text(row[ordinal]) if ordinal is not None and ordinal in filled else ""
    heading = " ".join(text for column, text in zip(filled, texts, strict=True) if column != ordinal)
    if _ORDINAL.fullmatch(number) and len(others) <= _FEW:
        return f"group {heading}"
    alone = not number and len(others) == 1
    if alone and (others[0] not in names or heading.isupper() or _ORDINAL.match(heading)):
        return f"group {heading}"
    return "data" if filled else ""


def _is_total(text: str) -> bool:
    first = nfc(text).lower().partition(" ")[0].rstrip(".:,")
    return first in _TOTAL_WORDS or (first.isascii() and _TOTALS.match(fold(text)) is not None)


def fill_joined(sheet: Sheet, rows: list[list[Any]], layout: Layout) -> list[list[Any]]:
    """Gives each row of a cell joined downwards the value of the whole; the rows given are not changed."""
    read = {column.place for column in layout.columns}
    areas = [
        (top - sheet.first_row, left, bottom - sheet.first_row)
        for top, left, bottom, right in sheet.merged
        if left == right and bottom > top and left in read and top - sheet.first_row > layout.header[1]
    ]
    if not areas:
        return rows
    filled = list(rows)
    for top, column, bottom in areas:
        if not 0 <= top < len(rows) or column >= len(rows[top]):
            continue
        for place in range(top + 1, min(bottom, len(rows) - 1) + 1):
            row = list(filled[place])
            row.extend([None] * (column + 1 - len(row)))
            row[column] = rows[top][column] if row[column] is None else row[column]
            filled[place] = row
    return filled


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column that was understood.

    Attributes:
        values: one for each data row.
        doubts: some cell carries a question or a reason.
        keys, known: for each data row the key of what its cell says; whole cells are put together when asked for.
    """

    values: list[Any]
    doubts: bool
    keys: Sequence[Any]
    known: Mapping[Any, Understood]

    @property
    def cells(self) -> list[Understood]:
        """What each cell says, with questions and reasons."""
        return list(map(self.known.__getitem__, self.keys))


def read_column(values: Sequence[Any], read: Callable[[Any], Understood], *, ditto: bool) -> ColumnRead:
    """Understands a column, each distinct value once.

    Args:
        values: of the data rows.
        read: understands one cell.
        ditto: the signs for "as above" take the value above.
    """
    distinct = set(values)
    if ditto and any(map(_is_ditto, distinct)):
        values = _repeated(values)
    keys: Sequence[Any] = values
    if (True in distinct or False in distinct) and bool in set(map(type, values)):
        keys = list(zip(map(type, values), values, strict=True))  # True and 1.0 would be one key of a dictionary
        known = {key: read(key[1]) for key in set(keys)}
    else:
        known = {value: read(value) for value in distinct}
    understood = {key: cell.value for key, cell in known.items()}
    doubts = any(cell.question or cell.reason for cell in known.values())
    return ColumnRead(list(map(understood.__getitem__, keys)), doubts, keys, known)


def _repeated(values: Sequence[Any]) -> list[Any]:
    """Puts the value above for each "as above"."""
    filled: list[Any] = []
    for value in values:
        filled.append(filled[-1] if filled and _is_ditto(value) else value)
    return filled


def _is_ditto(value: Any) -> bool:
    return type(value) is str and len(value) < _LONGEST_DITTO and value.strip().lower() in _DITTO
