"""A sheet of one table: each row is one record. Hides the order in which a row finds its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from app.domain.registry import TABLES
from app.domain.schema import FieldSpec, TableSpec
from app.spreadsheets.headers import Column
from app.spreadsheets.identity import KEYS
from app.spreadsheets.intake import Draft, Intake, Page, drafts_of
from app.spreadsheets.outcome import Fate, RowFate
from app.spreadsheets.people import find_person, keep_person

_TICK: Final = 2_000


def read_table(page: Page, intake: Intake, tick: Callable[[int, int], None]) -> list[RowFate]:
    """Reads a sheet of one table.

    Args:
        page: the sheet.
        intake: the import; its ledger and references grow.
        tick: told rows done and all rows, now and then.

    Returns:
        The fate of each data row, in order.
    """
    spec = TABLES[page.layout.table]
    own = frozenset({spec.name})
    drafts = drafts_of(page, intake, later=own)
    columns = page.layout.columns
    plain = [(place, c.target.field.name) for place, c in enumerate(columns) if c.target.field.declared.ref not in own]
    fates: list[RowFate | None] = [None] * len(drafts)
    settled: list[tuple[int, Draft, Any]] = []
    skipped = intake.skipped_rows(page.sheet.name)
    settle = _settle_person if spec.name == "person" else _settle
    for number, draft in enumerate(drafts):
        if number % _TICK == 0:
            tick(number, len(drafts))
        values = draft.values
        draft.told = {name: values[place] for place, name in plain if values[place] is not None}
        if draft.number in skipped:
            draft.leave_out()
        record, fate = settle(spec, draft, page, intake)
        fates[number] = draft.fate(page.sheet.name, fate, ((spec.name, record.id),) if record else ())
        if record is not None:
            settled.append((number, draft, record))
    if len(plain) < len(columns):
        _resolve_own_references(page, intake, settled, fates)
    return [fate for fate in fates if fate is not None]


def _settle_person(spec: TableSpec, draft: Draft, page: Page, intake: Intake) -> tuple[Any, Fate]:
    """Finds or makes the person of a row."""
    if not draft.reasons:
        _check_key(spec, draft)
    person = find_person(draft, page, intake) if not draft.reasons else None
    if draft.reasons:
        return None, Fate.REJECTED
    return keep_person(draft, page, intake, person)


def _settle(spec: TableSpec, draft: Draft, page: Page, intake: Intake) -> tuple[Any, Fate]:
    """Finds or makes the record of a row."""
    if not draft.reasons:
        _check_key(spec, draft)
    if draft.reasons:
        return None, Fate.REJECTED
    match = intake.claims.match(spec.name, draft.told, draft.record_id)
    draft.refuse(spec.label, match.reason)
    if match.reason:
        return None, Fate.REJECTED
    if match.record is None:
        record = intake.ledger.create(spec.name, intake.new_id(), draft.told)
        fate = Fate.ADDED
    else:
        record = intake.ledger.update(match.record, spec.name, draft.told)
        fate = Fate.SAME if record is match.record else Fate.CHANGED
    intake.references.add(record)
    return record, fate


def _check_key(spec: TableSpec, draft: Draft) -> None:
    """A new row must say what it is about: the fields that tell records apart, the first of them at least."""
    if draft.record_id or not KEYS[spec.name]:
        return
    first = spec.field(KEYS[spec.name][0])
    if (_names_its_subject(first) or len(KEYS[spec.name]) == 1) and first.name not in draft.told:
        draft.reasons.append(f"Chưa có {first.label.lower()}.")
    elif not any(name in draft.told for name in KEYS[spec.name]):
        labels = ", ".join(spec.field(name).label.lower() for name in KEYS[spec.name])
        draft.reasons.append(f"Chưa có {labels}.")


def _names_its_subject(field: FieldSpec) -> bool:
    return field.kind == "ref" and field.declared.required


def _resolve_own_references(
    page: Page, intake: Intake, settled: list[tuple[int, Draft, Any]], fates: list[RowFate | None]
) -> None:
    """Reads references to the sheet's own table ("Thuộc"), once all its rows are known."""
    table = page.layout.table
    own: list[tuple[int, Column]] = [
        (place, column) for place, column in enumerate(page.layout.columns) if column.target.field.declared.ref == table
    ]
    for number, draft, record in settled:
        told: dict[str, Any] = {}
        for place, column in own:
            understood = intake.references.read(draft.values[place], table)
            told[column.target.field.name] = understood.value
            if understood.reason:
                draft.ask(column.target.field.label, f"{understood.reason}; để trống")
        current = intake.ledger.find(table, record.id)
        updated = intake.ledger.update(current, table, told)
        before = fates[number]
        if before is None:
            continue
        changed = before.fate is Fate.SAME and updated is not current
        intake.references.add(updated)
        fates[number] = draft.fate(page.sheet.name, Fate.CHANGED if changed else before.fate, before.records)
