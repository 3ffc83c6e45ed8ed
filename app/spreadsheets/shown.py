"""Values, rows and changes of an import as a person reads them: in the export, in the preview, in `--json`.

Hides codes, ids and ISO dates.
"""

from __future__ import annotations

from typing import Any

from app.domain.codelists import Catalogue
from app.domain.dataset import Change, Dataset
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec
from app.spreadsheets.outcome import Preview, RowFate, differences
from app.spreadsheets.references import NAMING, References
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
    """The preview as plain values, for `--json`: the counters, and each row with its fate.

    Args:
        preview: of an import.
        after: the dataset after its changes, for names.
        catalogue: the code lists.
    """
    references = names_in(after)
    rows = [
        {
            "sheet": row.sheet,
            "number": row.number,
            "fate": row.fate.value,
            "values": dict(describe_row(preview, row, references, catalogue)),
            "records": [{"table": table, "id": record_id} for table, record_id in row.records],
            "questions": list(row.questions),
            "reasons": list(row.reasons),
        }
        for row in preview.rows
    ]
    sheets = [
        {
            "name": view.name,
            "table": view.layout.table if view.layout else "",
            "notices": list(view.notices),
            "skipped": list(view.skipped),
            "conversions": [
                {"row": c.row, "before": c.before, "after": c.after, "evidence": c.evidence, "doubtful": c.doubtful}
                for c in view.conversions
            ],
        }
        for view in preview.sheets
    ]
    return dict(preview.counters) | {"rows": rows, "sheets": sheets, "notices": list(preview.notices)}


def _is_raw(value: Any, field: FieldSpec, references: References, catalogue: Catalogue) -> bool:
    """Whether a value is still the text of the cell, as posts and bodies in a list of people are."""
    if field.kind == "code":
        return value not in catalogue[field.declared.codes]
    return references.name(field.declared.ref, str(value)) == str(value)
