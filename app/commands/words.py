"""How records and their changes are put into words: values, names, and the one sentence that the history keeps.

Hides which records a sentence needs to read for its names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from app.domain.codelists import Catalogue, Code
from app.domain.dataset import Change, dataset
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec, TableSpec
from app.domain.storage import PageQuery
from app.plan.messages import Names as Sentences
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import integer
from app.workspace import Workspace

Names = Mapping[str, str]
"""Record id → the words by which it is known."""
EMPTY: Final = "(trống)"
_MOST_NAMED: Final = 3
_AT_ONCE: Final = 5000


def shown(field: FieldSpec, value: Any, catalogue: Catalogue, names: Names) -> str:
    """A value as text: dd/mm/yyyy, 1.234, the label of a code, the name of a record; empty for none."""
    if value is None:
        return ""
    match field.kind:
        case "date":
            return write_date(value.text)
        case "int":
            return str(value) if field.name == "year" else integer(value)
        case "bool":
            return "có" if value else ""
        case "code":
            found = catalogue[field.declared.codes].get(value)
            return code_label(found) if found else str(value)
        case "ref":
            return names.get(value, "…")
    return str(value)


def code_label(code: Code) -> str:
    """How a code is written on screen: by its short label where the list has one (the tasks quote the plan)."""
    return code.attributes.get("short") or code.label


def known_as(spec: TableSpec, record: Any, catalogue: Catalogue, names: Names | None = None) -> str:
    """The words by which a record is known: its name, or the first fields that say something."""
    for field in ("full_name", "name"):
        value = getattr(record, field, None)
        if value:
            return str(value)
    told = [shown(field, getattr(record, field.name), catalogue, names or {}) for field in spec.fields]
    parts = [text for text in told if text and text != "…"][:3]
    return " · ".join(parts) or f"({spec.label.lower()} chưa có tên)"


def moment(text: str) -> str:
    """An ISO moment as "14:05 12/3/2026" in the time of the machine; empty for none."""
    if not text:
        return ""
    when = datetime.fromisoformat(text)
    if when.tzinfo is not None:
        when = when.astimezone()
    return f"{when:%H:%M} {when:%d/%m/%Y}"


def references(spec: TableSpec, rows: Iterable[Any]) -> dict[str, set[str]]:
    """Ids to which rows refer, by table."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        for field in spec.fields:
            value = getattr(row, field.name) if field.kind == "ref" else None
            if value:
                wanted.setdefault(field.declared.ref, set()).add(value)
    return wanted


def rows_of(ws: Workspace, table: str, ids: Collection[str]) -> dict[str, Any]:
    """Live records of a table by their ids; those that are gone are not there."""
    keys = tuple(sorted(ids))
    found: dict[str, Any] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        page = ws.store.page(PageQuery(table, filters={"id": some}, limit=len(some)))
        found |= {row.id: row for row in page.rows}
    return found


def last_known(ws: Workspace, table: str, record_id: str) -> Any:
    """A deleted record as it stood before it was deleted; None where the history knows nothing of it."""
    for line in ws.store.history(table, record_id):
        for change in reversed(line.changes):
            if change.id == record_id and change.before is not None:
                return change.before
    return None


def names_of(ws: Workspace, wanted: Mapping[str, Collection[str]]) -> Names:
    """Words by which records are known, deleted ones too: table → ids."""
    found: dict[str, str] = {}
    for table, ids in wanted.items():
        rows = rows_of(ws, table, ids)
        for record_id in ids:
            row = rows.get(record_id) or last_known(ws, table, record_id)
            if row is not None:
                found[record_id] = known_as(TABLES[table], row, ws.env.catalogue)
                found[record_id] += "" if record_id in rows else " (đã xóa)"
    return found


def called(ws: Workspace, table: str, record: Any) -> str:
    """What a record is called in a sentence, such as "Lò Thị Pâng, Phó Chủ tịch UBND"; as in the findings."""
    if table == "remark":
        return record.text or TABLES[table].label
    around = [
        row or last_known(ws, name, key)
        for name, ids in references(TABLES[table], [record]).items()
        for key, row in {**dict.fromkeys(ids), **rows_of(ws, name, ids)}.items()
    ]
    data = dataset(ws.unit, [record, *(row for row in around if row is not None)])
    return Sentences(data, ws.env.catalogue, ws.env.units, ws.pack).record(table, record.id)


def differences(change: Change) -> tuple[FieldSpec, ...]:
    """Fields that a change of a kept row touches; none for a new or a deleted one."""
    if change.before is None or change.after is None:
        return ()
    fields = TABLES[change.table].fields
    return tuple(item for item in fields if getattr(change.before, item.name) != getattr(change.after, item.name))


def value_change(ws: Workspace, field: FieldSpec, old: Any, new: Any) -> str:
    """Old value and new value of a field, such as "Đại học → Thạc sĩ"."""
    keys = {value for value in (old, new) if value} if field.kind == "ref" else set()
    names = names_of(ws, {field.declared.ref: keys} if keys else {})
    return " → ".join(shown(field, value, ws.env.catalogue, names) or EMPTY for value in (old, new))


def told(ws: Workspace, changes: Sequence[Change], verb: str = "") -> str:
    """What the history says of changes, one sentence.

    Args:
        ws: for the names.
        changes: what was saved.
        verb: how the sentence begins, such as "Đính chính"; empty for the usual word.
    """
    if len(changes) != 1:
        return _told_of_many(changes, verb)
    change = changes[0]
    label = TABLES[change.table].label
    if change.table == "remark":
        return _told_of_remark(ws, change)
    if change.before is None or change.after is None:
        word = "Thêm" if change.before is None else "Xóa"
        return f"{verb or word} {label.lower()}: {called(ws, change.table, change.after or change.before)}"
    fields = differences(change)
    name = called(ws, change.table, change.after)
    if len(fields) != 1:
        words = ", ".join(item.label for item in fields[:_MOST_NAMED]) + (", …" if len(fields) > _MOST_NAMED else "")
        return f"{verb or 'Sửa'} {len(fields)} ô của {name}: {words}"
    field = fields[0]
    old, new = getattr(change.before, field.name), getattr(change.after, field.name)
    if old is None and not verb:
        return f"Ghi {field.label} của {name}: {value_change(ws, field, None, new).partition(' → ')[2]}"
    return f"{verb or 'Sửa'} {field.label} của {name}: {value_change(ws, field, old, new)}"


def _told_of_many(changes: Sequence[Change], verb: str) -> str:
    word = "Sửa"
    if all(change.before is None for change in changes):
        word = "Thêm"
    elif all(change.after is None for change in changes):
        word = "Xóa"
    tables = {change.table for change in changes}
    of = f" {TABLES[next(iter(tables))].label.lower()}" if len(tables) == 1 else ""
    return f"{verb or word} {len(changes)} dòng{of}"


def field_label(table: str, field: str | None) -> str:
    """Label of a field; "cả bản ghi" for none, the bare name for one of another version."""
    if not field:
        return "cả bản ghi"
    return next((item.label for item in TABLES[table].fields if item.name == field), field)


def _told_of_remark(ws: Workspace, change: Change) -> str:
    remark = change.after or change.before
    word = "Ghi chú" if change.before is None else "Sửa ghi chú"
    if change.after is None:
        word = "Xóa ghi chú"
    elif change.before is not None and change.after.done and not change.before.done:
        word = "Đã xong việc theo dõi"
    if remark.table not in TABLES:
        return f"{word}: {remark.text or ''}"
    row = rows_of(ws, remark.table, {remark.record}).get(remark.record)
    where = f" của {called(ws, remark.table, row)}" if row is not None else ""
    return f"{word} ở ô {field_label(remark.table, remark.field)}{where}: {remark.text or ''}"
