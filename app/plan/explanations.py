"""Kept warnings: an explanation binds to the finding's key and to the values it explains, and lapses with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from app.domain.dataset import Dataset, is_coarsened
from app.domain.dates import PartialDate
from app.domain.finding_json import finding_to_json
from app.domain.findings import FieldValue, Finding, Severity
from app.domain.registry import TABLES
from app.domain.schema import Level
from app.domain.unit_records import Explanation


def values_digest(finding: Finding, data: Dataset) -> str:
    """Digest of what a finding says and of the values that it points to.

    Values are taken as they travel at `rut-gon`: names and numbers of identity would be found by trial from a plain
    digest, and so the unit and Sở Nội vụ compute the same.

    Returns:
        Hex; changes when a parameter, a value or the place changes.
    """
    fields = [value for _, value in finding.params if isinstance(value, FieldValue)]
    if finding.at.record and finding.at.field and finding.at.table in TABLES:
        fields.append(FieldValue(finding.at.table, finding.at.record, finding.at.field))
    parts = [finding_to_json(finding), [_value(data, field) for field in fields]]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def unexplained(findings: Iterable[Finding], data: Dataset) -> tuple[Finding, ...]:
    """Warnings without an explanation that still holds."""
    kept = {(row.finding, row.values_digest) for row in data.rows(Explanation) if row.reason}
    return tuple(
        item
        for item in findings
        if item.severity is Severity.WARNING and (item.key, values_digest(item, data)) not in kept
    )


def lapsed(findings: Iterable[Finding], data: Dataset) -> tuple[Explanation, ...]:
    """Explanations that no longer hold: their finding is gone or its values changed."""
    current = {(item.key, values_digest(item, data)) for item in findings}
    return tuple(row for row in data.rows(Explanation) if (row.finding, row.values_digest) not in current)


def _value(data: Dataset, field: FieldValue) -> str | int | None:
    spec = next((item for item in TABLES[field.table].fields if item.name == field.field), None)
    row = data.find(field.table, field.id)
    if spec is None or row is None:
        return None
    value = getattr(row, field.field)
    if isinstance(value, PartialDate):
        return value.to_month().text if is_coarsened(spec, Level.RUT_GON) else value.text
    if spec.level > Level.RUT_GON:
        return None
    return value if isinstance(value, str | int) else None
