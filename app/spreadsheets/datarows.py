"""Which rows of a sheet are data, and what their cells hold once repeated and joined cells are filled in.

Hides group headings, totals, signatures, rows of column numbers and the signs for "as above".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.spreadsheets.headers import Layout, is_number_row
from app.spreadsheets.titles import PEOPLE
from app.spreadsheets.values import Understood, plain_text
from app.spreadsheets.wire import Sheet
from app.vietnamese.fold import fold

_DITTO: Final = frozenset({"nt", "-nt-", "- nt -", "n.t", "//", "-//-", '"', "”", "〃", "''", '""', "như trên"})
_LONGEST_DITTO: Final = 10
_TOTALS: Final = re.compile(r"(?:tong so|tong cong|tong|cong|danh sach co|an dinh)\b")
_SIGNATURES: Final = re.compile(
    r"(?:nguoi lap|nguoi tong hop|nguoi kiem tra|tm uy ban|tm ubnd|tm ban|thu truong|noi nhan|kt chu tich|kt giam doc|"
    r"tl chu tich|ky ten|ky ghi ro|xac nhan cua|dai dien)\b"
)
_PLACE_AND_DATE: Final = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")
_ORDINAL: Final = re.compile(r"(?:[IVX]{1,6}|[A-EĐ])[.)]?")
_FEW: Final = 2


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
    read = frozenset(column.place for column in layout.columns)
    names = frozenset(c.place for c in layout.columns if c.target.field.name == "full_name")
    places: list[int] = []
    groups: list[str] = []
    skipped: list[int] = []
    group = ""
    for place in range(layout.header[1] + 1, len(rows)):
        row = rows[place]
        filled = [column for column, value in enumerate(row) if value is not None]
        if not filled:
            continue
        if len(filled) > _FEW + 1 and is_number_row(row):
            skipped.append(place)
        elif layout.table == PEOPLE and (what := _no_person(row, filled, read, names, layout.ordinal)):
            if what == "end":
                skipped.extend(range(place, len(rows)))
                break
            skipped.append(place)
            group = what if what != "total" else group
        else:
            places.append(place)
            groups.append(group)
    return DataRows(tuple(places), tuple(groups), tuple(skipped))


def _no_person(
    row: list[Any], filled: list[int], read: frozenset[int], names: frozenset[int], ordinal: int | None
) -> str:
    """What a row is that is no person: "end", "total", or the heading of a group; "" for a person."""
    if len([column for column in filled if column in read and column not in names]) > _FEW:
        return ""
    texts = [plain_text(row[column]) for column in filled]
    folded = [fold(text) for text in texts]
    if any(_SIGNATURES.match(text) for text in folded) or any(_PLACE_AND_DATE.search(text) for text in folded):
        return "end"
    if any(_TOTALS.match(text) for text in folded[:2]):
        return "total"
    others = [column for column in filled if column != ordinal]
    number = plain_text(row[ordinal]) if ordinal is not None and ordinal in filled else ""
    heading = " ".join(text for column, text in zip(filled, texts, strict=True) if column != ordinal)
    if _ORDINAL.fullmatch(number) and len(others) <= _FEW:
        return heading or "total"
    if not number and len(others) == 1 and (others[0] not in names or heading.isupper() or _ORDINAL.match(heading)):
        return heading
    return ""


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


def read_column(
    rows: list[list[Any]], places: tuple[int, ...], column: int, read: Callable[[Any], Understood], *, ditto: bool
) -> list[Understood]:
    """Understands a column, each distinct value once.

    Args:
        rows: of the sheet.
        places: of the data rows.
        column: 0-based.
        read: understands one cell.
        ditto: the signs for "as above" take the value above.
    """
    known: dict[Any, Understood] = {}
    found: list[Understood] = []
    above: Any = None
    for place in places:
        row = rows[place]
        raw = row[column] if column < len(row) else None
        if ditto:
            if type(raw) is str and len(raw) < _LONGEST_DITTO and raw.strip().lower() in _DITTO:
                raw = above
            above = raw
        key = raw if type(raw) is not bool else (raw,)
        understood = known.get(key)
        if understood is None:
            understood = known[key] = read(raw)
        found.append(understood)
    return found
