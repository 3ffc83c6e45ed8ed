"""Values, rows and changes of an import as a person reads them: in the export, in the preview, in `--json`.

Hides codes, ids and ISO dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.codelists import Catalogue
from app.domain.dataset import Change, Dataset
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec, spec_of
from app.spreadsheets.outcome import Fate, Preview, RowFate, SheetView, differences
from app.spreadsheets.references import NAMING, References
from app.spreadsheets.titles import targets_of
from app.spreadsheets.values import code_text, plain_text
from app.vietnamese.dates import write_date


def shown(value: Any, field: FieldSpec, references: References, catalogue: Catalogue) -> str | int:
    """A value as a cell shows it and `preview` reads it back.

    Args:
        value: of the field, not None.
        field: its declaration.
        references: for the names of records.
        catalogue: for the labels of codes.
    """
    if field.kind == "int":
        return int(value)
    if field.kind == "bool":
        return "x" if value else "không"
    if field.kind == "date":
        return write_date(value.text)
    if field.kind == "code":
        return code_text(value, catalogue[field.declared.codes])
    if field.kind == "ref":
        return references.name(field.declared.ref, value)
    return str(value)


def names_in(data: Dataset) -> References:
    """The records of a dataset that are shown by name."""
    return References(record for name in NAMING for record in data.rows(TABLES[name].cls))


def describe_row(
    preview: Preview, row: RowFate, references: References, catalogue: Catalogue
) -> tuple[tuple[str, str], ...]:
    """What was understood of a row: (label of the field, value), for each column that says something.

    Args:
        preview: that the row is of.
        row: the row.
        references: names of the records after the import (`names_in(apply(data, preview.changes))`).
        catalogue: the code lists.
    """
    layout = preview.sheet(row.sheet).layout
    assert layout is not None  # a row comes from a sheet that was read
    told: list[tuple[str, str]] = []
    for column, value in zip(layout.columns, row.values, strict=True):
        field = column.target.field
        if value is None:
            continue
        typed = not (field.kind in {"ref", "code"} and _is_raw(value, field, references, catalogue))
        text = str(shown(value, field, references, catalogue)) if typed else plain_text(value)
        told.append((field.label, text))
    return tuple(told)


def describe_change(change: Change, references: References, catalogue: Catalogue) -> tuple[tuple[str, str, str], ...]:
    """What a change does: (label of the field, value before, value after), empty text for no value."""

    def text(value: Any, field: FieldSpec) -> str:
        return "" if value is None else str(shown(value, field, references, catalogue))

    return tuple((field.label, text(before, field), text(after, field)) for field, before, after in differences(change))


def as_data(preview: Preview, after: Dataset, catalogue: Catalogue) -> dict[str, Any]:
    """The preview as plain values, for the window and `--json`.

    Args:
        preview: of an import.
        after: the dataset after its changes, for names.
        catalogue: the code lists.

    Returns:
        The counters `read`, `added`, `changed`, `same`, `rejected` (the last four make the first), `waiting` (of the
        rejected, those that an answer would take in), `doubtful` (cells), `rows`, `sheets`, `notices`, and `changes`:
        for each row that changes records, before and after by field.
    """
    references = names_in(after)
    changed = {(change.table, change.id): change for change in preview.changes if change.before is not None}
    rows = [_row_data(preview, row, changed, references, catalogue) for row in preview.rows]
    return {
        **preview.counters,
        "waiting": preview.waiting,
        "doubtful": preview.doubtful,
        "rows": rows,
        "sheets": [_sheet_data(view, catalogue) for view in preview.sheets],
        "changes": [
            {"sheet": row["sheet"], "number": row["number"], "changes": row["changes"]}
            for row in rows
            if row["changes"]
        ],
        "notices": list(preview.notices),
    }


def _row_data(
    preview: Preview,
    row: RowFate,
    changed: Mapping[tuple[str, str], Change],
    references: References,
    catalogue: Catalogue,
) -> dict[str, Any]:
    touched = (changed[key] for key in row.records if key in changed) if row.fate is Fate.CHANGED else ()
    return {
        "sheet": row.sheet,
        "number": row.number,
        "fate": row.fate.value,
        "values": dict(describe_row(preview, row, references, catalogue)),
        "records": [{"table": table, "id": record_id} for table, record_id in row.records],
        "questions": list(row.questions),
        "reasons": list(row.reasons),
        "waits": row.waits,
        "candidates": [
            {"id": found.id, "values": dict(describe_record(found.record, references, catalogue))}
            for found in row.candidates
        ],
        "answers": [{"question": question, "answer": answer} for question, answer in row.answers],
        "changes": [
            {"record": TABLES[change.table].label, "label": label, "before": before, "after": now}
            for change in touched
            for label, before, now in describe_change(change, references, catalogue)
        ],
    }


def describe_record(record: Any, references: References, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """What a record says: (label of the field, value), for each field that has one."""
    return tuple(
        (field.label, str(shown(value, field, references, catalogue)))
        for field in spec_of(type(record)).fields
        if (value := getattr(record, field.name)) is not None
    )


def _sheet_data(view: SheetView, catalogue: Catalogue) -> dict[str, Any]:
    layout = view.layout
    labels = dict(targets_of(layout.table, catalogue)) if layout else {}
    return {
        "name": view.name,
        "table": layout.table if layout else "",
        "notices": list(view.notices),
        "skipped": list(view.skipped),
        "columns": [
            {
                "place": column.place,
                "title": column.title,
                "target": column.target.key,
                "label": labels.get(column.target.key, column.target.field.label),
                "role": column.target.role,
                "guessed": column.guessed,
                "chosen": column.chosen,
            }
            for column in (layout.columns if layout else ())
        ],
        "unread": [{"place": place, "title": title} for place, title in (layout.unknown if layout else ())],
        "targets": [{"key": key, "label": label} for key, label in labels.items()],
        "conversions": [
            {
                "sheet": found.sheet,
                "row": found.row,
                "column": found.column,
                "before": found.before,
                "after": found.after,
                "evidence": found.evidence,
                "doubtful": found.doubtful,
                "chosen": found.chosen,
            }
            for found in view.conversions
        ],
    }


def _is_raw(value: Any, field: FieldSpec, references: References, catalogue: Catalogue) -> bool:
    """Whether a value is still the text of the cell, as posts and bodies in a list of people are."""
    if field.kind == "code":
        return value not in catalogue[field.declared.codes]
    return references.name(field.declared.ref, str(value)) == str(value)
