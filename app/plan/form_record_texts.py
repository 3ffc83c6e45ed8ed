"""Texts in a form's row that tell records: what an activity was, who a person is, what stands beside an amount.

Hides how a field of a record is written on paper: codes by their names, dates day first, a yes as x.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from app.domain.codelists import Catalogue
from app.domain.dates import PartialDate
from app.domain.records import Person
from app.domain.table import MARK, Symbol
from app.domain.unit_records import Activity
from app.plan.entries import budgets
from app.plan.facts import Facts
from app.plan.form_rows import RowSpec
from app.plan.rules import FieldPath
from app.vietnamese.dates import write_date

_NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
"""Before the dash between two days, so that it does not stand on a line of its own."""

WriteRecord = Callable[[RowSpec, Facts], str | None]


def field_text(record: Any, path: FieldPath, catalogue: Catalogue) -> str | None:
    """A field of a record as it is printed; None where it is empty or the record is of another table."""
    value = getattr(record, path.field, None)
    if value is None or value == "":
        return None
    if isinstance(value, PartialDate):
        return write_date(value.text)
    if isinstance(value, bool):
        return MARK if value else None
    codes = path.spec.declared.codes
    return catalogue.label(codes, value) if codes else str(value)


def _activity_content(spec: RowSpec, facts: Facts) -> str | None:
    """What was done, or why nothing; "…" under a task that nobody answered."""
    row = spec.record
    if isinstance(row, Activity):
        return f"Không phát sinh, lý do: {row.none_reason or Symbol.UNKNOWN}" if row.none else row.name
    if spec.code is None or spec.answered:
        return None
    return "Không phát sinh" if facts.context.nil else Symbol.UNKNOWN.value


def _activity_time(spec: RowSpec, _facts: Facts) -> str | None:
    row = spec.record
    if not isinstance(row, Activity) or row.none:
        return None
    days = [write_date(day.text) for day in (row.start, row.end) if day]
    return f"{_NO_BREAK_SPACE}- ".join(dict.fromkeys(days)) or None


def _budget_notes(spec: RowSpec, facts: Facts) -> str | None:
    if spec.definition.style != "normal" or spec.definition.rows == "total":
        return None
    source = spec.variants[0].get("source")
    rows = [row for row in budgets(facts.context) if row.source == source]
    said = ["Lồng ghép, không tách được"] if any(row.embedded for row in rows) else []
    return "; ".join((*said, *(row.note for row in rows if row.note))) or None


def _birth(sex: str) -> WriteRecord:
    def write(spec: RowSpec, _facts: Facts) -> str | None:
        row = spec.record
        return write_date(row.birth.text) if isinstance(row, Person) and row.birth and row.sex == sex else None

    return write


def _person_name(spec: RowSpec, _facts: Facts) -> str | None:
    """The heading of a group, or the name, where it was sent."""
    return (spec.record.full_name if isinstance(spec.record, Person) else spec.label) or None


def _person_posts(spec: RowSpec, facts: Facts) -> str | None:
    """Posts held with their bodies; of who holds none, the body."""
    row = spec.record
    if not isinstance(row, Person):
        return None
    held = facts.held_by_person.get(row.id, ())
    posts = [
        f"{item.post.label}, {item.body.name}" for item in sorted(held, key=lambda item: item.post.number("order"))
    ]
    body = facts.context.data.find("body", row.body or "")
    return "; ".join(posts) or (body.name if body else None)


def _person_plans(spec: RowSpec, facts: Facts) -> str | None:
    if not isinstance(spec.record, Person):
        return None
    plans = [item for item in facts.planned if item.person.id == spec.record.id]
    named = (
        ", ".join(filter(None, (item.post.label if item.post else "", (item.listing and item.listing.term) or "")))
        for item in plans
    )
    return "; ".join(dict.fromkeys(filter(None, named))) or None


def _person_courses(spec: RowSpec, facts: Facts) -> str | None:
    if not isinstance(spec.record, Person):
        return None
    names = []
    for _, course in facts.trainings_by_person.get(spec.record.id, ()):
        year = course.end or course.start
        names.append(f"{course.name or ''} ({year.text[:4]})" if year else course.name or "")
    return "; ".join(dict.fromkeys(filter(None, names))) or None


def _person_skills(spec: RowSpec, facts: Facts) -> str | None:
    row = spec.record
    if not isinstance(row, Person):
        return None
    parts = [facts.context.catalogue.label("informatics_levels", row.informatics) if row.informatics else ""]
    parts.append("Chứng chỉ tiếng dân tộc" if row.ethnic_language else "")
    return "; ".join(filter(None, parts)) or None


RECORD_TEXTS: Final[Mapping[str, WriteRecord]] = MappingProxyType(
    {
        "activity_content": _activity_content,
        "activity_time": _activity_time,
        "budget_notes": _budget_notes,
        "birth_men": _birth("m"),
        "birth_women": _birth("f"),
        "person_name": _person_name,
        "person_posts": _person_posts,
        "person_plans": _person_plans,
        "person_courses": _person_courses,
        "person_skills": _person_skills,
    }
)
