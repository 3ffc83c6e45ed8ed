"""The file of a reorganisation: one dated row for each old unit (for each part, where a unit is split).

Hides encodings, separators, spellings of the headings, and codes whose zero in front was lost in Excel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from app.domain.codelists import Catalogue
from app.domain.lineage import Act, Fault, LineageRow
from app.errors import refuse
from app.spreadsheets.text_table import decode_text, split_table
from app.spreadsheets.wire import Refused
from app.vietnamese.dates import parse_date
from app.vietnamese.fold import fold, fold_marked

COLUMNS: Final = (
    "Từ ngày", "Việc", "Mã cũ", "Tên cũ", "Mã mới", "Tên mới", "Loại", "Cấp", "Lĩnh vực", "Dân số", "Văn bản",
)  # fmt: skip
"""Headings of the file, in the order of the template; the last five may be left out, "Văn bản" may not."""
_NEEDED: Final = ("Từ ngày", "Việc", "Mã cũ", "Tên cũ", "Mã mới", "Tên mới", "Văn bản")
_ACTS: Final[Mapping[str, Act]] = MappingProxyType(
    {fold(word): act for act in Act for word in (act.value, act.label)} | {"chia": Act.SPLIT, "nhap": Act.MERGE}
)
_COMMUNE, _DISTRICT = 5, 3
_FULL_DATE: Final = 10


def read_lineage(name: str, content: bytes, catalogue: Catalogue) -> tuple[tuple[LineageRow, ...], tuple[Fault, ...]]:
    """Reads the rows of a file.

    Args:
        name: of the file, for a refusal.
        content: CSV with the headings of `COLUMNS`.
        catalogue: names kinds, tiers and sectors.

    Returns:
        The rows that can be read, and what is wrong with the others.

    Raises:
        UserError: DV-01, the file is no such list.
    """
    try:
        lines = split_table(decode_text(content)[0])
    except Refused as error:
        raise refuse("DV-01", file=name, line=1, text="không phải tệp CSV") from error
    numbered = [(number, line) for number, line in enumerate(lines, 1) if any(line)]
    if not numbered:
        raise refuse("DV-01", file=name, line=1, text="tệp không có dòng nào")
    places = {fold(str(cell or "")): place for place, cell in enumerate(numbered[0][1])}
    missing = [title for title in _NEEDED if fold(title) not in places]
    if missing:
        raise refuse("DV-01", file=name, line=numbered[0][0], text=f"thiếu cột {', '.join(missing)}")
    rows: list[LineageRow] = []
    faults: list[Fault] = []
    for number, line in numbered[1:]:
        cells = {title: _cell(line, places.get(fold(title))) for title in COLUMNS}
        wrong = tuple(_faults(cells, catalogue))
        faults.extend(Fault(number, text) for text in wrong)
        if not wrong:
            rows.append(_row(number, cells, catalogue))
    if not rows and not faults:
        raise refuse("DV-01", file=name, line=numbered[0][0], text="không có dòng nào dưới dòng tên cột")
    return tuple(rows), tuple(faults)


def _cell(line: Sequence[Any], place: int | None) -> str:
    return "" if place is None or place >= len(line) else " ".join(str(line[place] or "").split())


def _faults(cells: Mapping[str, str], catalogue: Catalogue) -> Iterator[str]:
    day = parse_date(cells["Từ ngày"])
    if day is None or len(day) != _FULL_DATE:
        yield f"«{cells['Từ ngày']}» không phải ngày đủ ngày, tháng, năm"
    if fold(cells["Việc"]) not in _ACTS:
        yield f"«{cells['Việc']}» không phải một trong {', '.join(act.label for act in Act)}"
    if not cells["Văn bản"]:
        yield "thiếu số văn bản sắp xếp"
    if cells["Dân số"] and not _digits(cells["Dân số"]).isdigit():
        yield f"dân số «{cells['Dân số']}» không phải số nguyên"
    for title, name in (("Loại", "unit_kinds"), ("Cấp", "tiers"), ("Lĩnh vực", "sectors")):
        if cells[title] and not _code(catalogue, name, cells[title]):
            yield f"«{cells[title]}» không có trong danh mục {title.lower()}"


def _row(number: int, cells: Mapping[str, str], catalogue: Catalogue) -> LineageRow:
    act = _ACTS[fold(cells["Việc"])]
    return LineageRow(
        line=number,
        day=date.fromisoformat(parse_date(cells["Từ ngày"]) or ""),
        act=act,
        old_code="" if act is Act.FOUND else _with_zeros(cells["Mã cũ"]),
        old_name="" if act is Act.FOUND else cells["Tên cũ"],
        new_code=_with_zeros(cells["Mã mới"]),
        new_name=cells["Tên mới"],
        resolution=cells["Văn bản"],
        kind=_code(catalogue, "unit_kinds", cells["Loại"]),
        tier=_code(catalogue, "tiers", cells["Cấp"]),
        sector=_code(catalogue, "sectors", cells["Lĩnh vực"]),
        population=int(_digits(cells["Dân số"])) if cells["Dân số"] else None,
    )


def _digits(text: str) -> str:
    return text.replace(".", "").replace(" ", "")


def _with_zeros(code: str) -> str:
    """The code as the catalogue writes it; Excel takes the zero away from 03202 and from 094."""
    if not code.isdigit():
        return code
    return code.zfill(_COMMUNE if len(code) >= _COMMUNE - 1 else _DISTRICT)


def _code(catalogue: Catalogue, name: str, text: str) -> str:
    wanted = fold_marked(text)
    found = (item.code for item in catalogue[name] if text == item.code or fold_marked(item.label) == wanted)
    return next(found, "")
