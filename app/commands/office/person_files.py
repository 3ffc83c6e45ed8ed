"""All data on one person as a file, on the person's request (Luật 91/2025/QH15): at a unit, and at Sở Nội vụ.

Hides where that data stands: the live records with every correction at a unit; at Sở Nội vụ every package that names
the person, with who looked at it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.commands.figures.paper import signers_of
from app.commands.figures.recounting import received_data
from app.commands.office.registers import SEEN, WAYS, looks
from app.commands.words import EMPTY, field_label, known_as, moment, shown
from app.domain.dataset import Dataset
from app.domain.registry import TABLES
from app.domain.storage import Document, HistoryLine
from app.domain.table import Cell, Column, FilledForm, Row, Table
from app.domain.unit_records import UnitProfile
from app.errors import refuse
from app.progress import Progress
from app.reports.document import PRACTICE_TEXT, FormSection, Signers
from app.reports.document import Document as Paper
from app.reports.letterhead import Letterhead
from app.reports.writers import write
from app.vietnamese.dates import write_date
from app.vietnamese.fold import fold
from app.workspace import Outcome, Workspace

_OWN: Final = ("appointment", "planning_entry", "training")
"""Tables whose records are of one person each."""
_ENDS: Final = (".pdf", ".xlsx", ".docx")
_MOST_LINES: Final = 10_000
_FACTS: Final = (
    Column("a", "A", "Nguồn", kind="text", width=26),
    Column("b", "B", "Bản ghi", kind="text", width=26),
    Column("c1", "1", "Nội dung", kind="text", width=26),
    Column("c2", "2", "Giá trị", kind="text", width=36),
)
_CORRECTIONS: Final = (
    Column("a", "A", "Lúc", kind="text", width=16),
    Column("b", "B", "Người sửa", kind="text", width=22),
    Column("c1", "1", "Nội dung", kind="text", width=30),
    Column("c2", "2", "Trước", kind="text", width=24),
    Column("c3", "3", "Sau", kind="text", width=24),
)
_LOOKS: Final = (
    Column("a", "A", "Lúc", kind="text", width=18),
    Column("b", "B", "Người xem", kind="text", width=30),
    Column("c1", "1", "Việc", kind="text", width=40),
    Column("c2", "2", "Kỳ", kind="text", width=12),
)
_NOTES: Final = (
    "Trích theo yêu cầu của chủ thể dữ liệu (Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15). Mỗi lần sửa được ghi vào "
    "lịch sử thao tác; nội dung của kỳ đã xóa khóa không còn đọc được.",
)


def export(ws: Workspace, progress: Progress, *, person: str, out: Path) -> Outcome:
    """Writes all that is held on one person.

    Args:
        person: id of the record, its full name without marks where only one has it, or the number of the person.
        out: .pdf, .xlsx or .docx.

    Raises:
        UserError: NHAP-02 nobody, or more than one; NHAP-03 the kind of file; LUU-* of the medium, FONT-01.
    """
    if out.suffix.lower() not in _ENDS:
        raise refuse("NHAP-03", what="tên tệp", value=out.name, detail="viết .pdf, .xlsx hoặc .docx")
    if ws.mode == "unit":
        data = ws.store.load()
        found = _one(_named((("", data),), person), person)
        name = _name(ws, data, found)
        tables: tuple[Table, ...] = (
            _facts(ws, ((ws.env.units.name(ws.unit), data),), found),
            _corrections(ws, data, found),
        )
        seen: Sequence[Document] = ()
    else:
        packages = [item for item in ws.store.documents("received") if item.unit and "pack" in item.body]
        sources = [(item, received_data(ws, item)) for item in packages]
        found = _one(_named(((item.unit, data) for item, data in sources), person), person)
        held = [(item, data) for item, data in sources if data.find("person", found)]
        seen = [item for item, _ in held]
        name = _name(ws, held[-1][1], found)
        tables = (_facts(ws, [(_source(ws, item), data) for item, data in held], found), _looks(ws, seen))
    progress.step(1, 2, "Ghi hồ sơ một người")
    write(_paper(ws, name, tables), out)
    digest = sha256(out.read_bytes()).hexdigest()
    rows = len(tables[0].rows)
    message = f"Đã ghi toàn bộ dữ liệu của một người ({rows} dòng): {out.name}."
    data_out = {"file": str(out), "person": found, "rows": rows, "digest": digest}
    return Outcome(data=data_out, message=message, documents=looks(ws, "person", seen, found))


def _named(sources: Iterable[tuple[str, Dataset]], person: str) -> Iterator[str]:
    """Ids of the records that fit."""
    words = fold(person)
    for _, data in sources:
        for key, row in data.tables.get("person", {}).items():
            if person == key or (person and person == row.id_number) or (words and words == fold(row.full_name or "")):
                yield key


def _one(found: Iterable[str], person: str) -> str:
    keys = tuple(dict.fromkeys(found))
    if not keys:
        raise refuse("NHAP-02", what="người", value=person)
    if len(keys) > 1:
        raise refuse(
            "NHAP-02", what="đúng một người", value=f"{person}: có {len(keys)} người; dùng mã hồ sơ hoặc số định danh"
        )
    return keys[0]


def _name(ws: Workspace, data: Dataset, person: str) -> str:
    return known_as(TABLES["person"], data.find("person", person), ws.env.catalogue)


def _source(ws: Workspace, item: Document) -> str:
    return f"{ws.env.units.name(item.unit)}, kỳ {item.period}, gói {item.id[:8]}"


def _facts(ws: Workspace, sources: Iterable[tuple[str, Dataset]], person: str) -> Table:
    rows: list[Row] = []
    for source, data in sources:
        rows += _facts_of(ws, source, data, person)
    return Table("A", _FACTS, tuple(rows), "Dữ liệu đang lưu")


def _facts_of(ws: Workspace, source: str, data: Dataset, person: str) -> Iterator[Row]:
    catalogue = ws.env.catalogue
    names = {
        key: known_as(TABLES[table], row, catalogue) for table, rows in data.tables.items() for key, row in rows.items()
    }
    for table, row in _records(data, person):
        spec = TABLES[table]
        for field in spec.fields:
            told = shown(field, getattr(row, field.name), catalogue, names)
            if told:
                cells = (source, spec.label, field.label, told)
                yield _row(f"{source}/{row.id}/{field.name}", cells)


def _records(data: Dataset, person: str) -> Iterator[tuple[str, Any]]:
    """The person's own record and those that are about nobody else."""
    yield "person", data.find("person", person)
    for table in _OWN:
        yield from ((table, row) for row in data.tables.get(table, {}).values() if row.person == person)


def _corrections(ws: Workspace, data: Dataset, person: str) -> Table:
    rows: list[Row] = []
    for table, record in _records(data, person):
        for line in reversed(ws.store.history(table, record.id, limit=_MOST_LINES)):
            rows += _changed(ws, line, table, record.id)
    return Table("B", _CORRECTIONS, tuple(rows), "Các lần nhập, sửa")


def _changed(ws: Workspace, line: HistoryLine, table: str, record: str) -> Iterator[Row]:
    catalogue = ws.env.catalogue
    for change in line.changes:
        if (change.table, change.id) != (table, record):
            continue
        for field in TABLES[table].fields:
            was = shown(field, getattr(change.before, field.name, None), catalogue, {})
            now = shown(field, getattr(change.after, field.name, None), catalogue, {})
            if was != now:
                about = f"{TABLES[table].label}: {field_label(table, field.name)}"
                cells = (moment(line.entry.at), line.entry.actor, about, was or EMPTY, now or EMPTY)
                yield _row(f"{line.revision}/{record}/{field.name}", cells)


def _looks(ws: Workspace, packages: Iterable[Document]) -> Table:
    ids = {item.id for item in packages}
    rows = [
        _row(item.id, (moment(item.at), item.body["by"], WAYS[item.state], item.period))
        for item in ws.store.documents(SEEN)
        if item.body["package"] in ids
    ]
    return Table("B", _LOOKS, tuple(rows), "Ai đã xem, xuất ở Sở Nội vụ")


def _paper(ws: Workspace, name: str, tables: tuple[Table, ...]) -> Paper:
    profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)), None)
    office = (profile.name if profile else None) or ws.env.units.name(ws.unit)
    form = FilledForm(
        code="",
        title="DỮ LIỆU CÁ NHÂN ĐANG LƯU",
        basis=("Phần mềm Sổ 2282",),
        period_text=name,
        cut_off_text=f"(Trích ngày {write_date(ws.today.isoformat())})",
        reporter=office,
        receiver="Người có dữ liệu",
        tables=tuple(table for table in tables if table.rows),
        notes=_NOTES,
        landscape=True,
    )
    section = FormSection(
        form, Letterhead((profile.place if profile else None) or ""), signers_of(ws, profile) or Signers(())
    )
    return Paper(f"Dữ liệu cá nhân - {name}", (section,), practice=PRACTICE_TEXT if ws.store.info.practice else "")


def _row(key: str, values: Sequence[str]) -> Row:
    return Row(key, tuple(Cell(value) for value in values))
