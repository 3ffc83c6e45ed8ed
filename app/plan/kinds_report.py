"""Kinds that judge what the report itself needs: plan, tasks, money, dates and data behind each indicator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from app.domain.dates import day
from app.domain.findings import CodeRef, DayText, FieldName, Finding, Place
from app.domain.registry import TABLES
from app.domain.unit_records import Headcount, Obligation, UnitProfile
from app.plan.entries import activities, budgets
from app.plan.facts import Facts
from app.plan.kinds_unit import residents_by_year
from app.plan.pack_values import Dates
from app.plan.rules import FieldPath, Rule, TableName, kind
from app.vietnamese.numbers import millions


@kind("profile_lacks", scope="unit", says="field")
def profile_lacks(facts: Facts, rule: Rule, fields: tuple[FieldPath, ...]) -> Iterator[Finding]:
    """The unit's profile does not yet say something that the plan asks each head of agency for (KH VI.1)."""
    profile = next(iter(facts.context.data.rows(UnitProfile)), None)
    for path in fields:
        if profile is None or getattr(profile, path.field) in (None, ""):
            record = profile.id if profile else ""
            yield rule.found(Place(path.table, record, path.field), field=FieldName(path.table, path.field))
            return


@kind("task_silent", scope="unit", reads=("activity.task", "activity.none"), says="task")
def task_silent(facts: Facts, rule: Rule, attribute: str, values: tuple[str, ...]) -> Iterator[Finding]:
    """A task of the plan has neither an activity in the period nor the statement that there was none.

    Args:
        facts: of the records.
        rule: the entry.
        attribute: column of the task list that picks the tasks.
        values: of that column.
    """
    if facts.context.nil:
        return
    answered = {row.task for row in activities(facts)}
    for task in facts.context.catalogue["tasks"]:
        if task.attributes.get(attribute) in values and task.code not in answered:
            yield rule.found(Place("activity", task.code), task=CodeRef("tasks", task.code))


@kind("indicator_without_data", scope="unit", says="indicator table")
def indicator_without_data(
    facts: Facts, rule: Rule, indicator: str, table: tuple[TableName, ...], statement: str, unit_kinds: tuple[str, ...]
) -> Iterator[Finding]:
    """An indicator has no data behind it and nobody stated that the unit has no subjects for it.

    Args:
        facts: of the records.
        rule: the entry.
        indicator: its code.
        table: that the data stand in.
        statement: task code under which "không phát sinh" states that there is none.
        unit_kinds: of the units that the indicator asks.
    """
    unit = facts.unit
    if unit is not None and unit.kind not in unit_kinds:
        return
    stated = facts.context.nil or any(row.none and row.task == statement for row in activities(facts))
    for item in table:
        if not stated and not _PRESENT[item.name](facts):
            yield rule.found(Place(item.name, indicator), indicator=indicator, table=TABLES[item.name].label)


def _trained_or_none_planned(facts: Facts) -> bool:
    women = {item.person.id for item in facts.planned if item.person.sex == "f"}
    return not women or any(person in women for person in facts.trainings_by_person)


_PRESENT: Final[Mapping[str, Callable[[Facts], bool]]] = MappingProxyType(
    {
        "appointment": lambda facts: any(facts.is_key(item) or facts.is_service_key(item) for item in facts.held),
        "planning_entry": lambda facts: bool(facts.planned),
        "training": _trained_or_none_planned,
        "population": lambda facts: bool(residents_by_year(facts)),
        "headcount": lambda facts: any(row.total is not None for row in facts.context.data.rows(Headcount)),
    }
)


@kind("cut_off_ahead", scope="unit", says="day")
def cut_off_ahead(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """The cut-off lies in the future."""
    if facts.context.cut_off > facts.context.today:
        yield rule.found(Place("period"), day=DayText(facts.context.cut_off.isoformat()))


@kind("late", scope="unit", says="due today")
def late(facts: Facts, rule: Rule, dates: Dates) -> Iterator[Finding]:
    """Today is after the due day: of the unit's obligation, else of the pack."""
    period, today = facts.context.period, facts.context.today
    owed = [row.due for row in facts.context.data.rows(Obligation) if row.period == period.text and row.due]
    due = max((item.latest for item in owed), default=dates.of(period).due_of(period))
    if today > due:
        yield rule.found(Place("period"), due=DayText(day(due).text), today=DayText(day(today).text))


@kind("budget_exceeded", scope="unit", reads=("budget.planned", "budget.paid"), says="source paid planned")
def budget_exceeded(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """More was paid than planned, or paid without a plan (KH V)."""
    for row in budgets(facts.context):
        if (row.paid or 0) > (row.planned or 0) and not row.embedded:
            yield rule.found(
                Place("budget", row.id, "planned"),
                source=CodeRef("money_sources", row.source) if row.source else "chưa ghi",
                paid=millions(row.paid or 0),
                planned=millions(row.planned or 0),
            )


@kind("activities_without_budget", scope="unit", reads=("budget.paid", "activity.cost"), says="source paid planned")
def activities_without_budget(facts: Facts, rule: Rule, source: str) -> Iterator[Finding]:
    """Activities of the period cost money, but no money is entered; `source` is what is shown for the source."""
    cost = sum(row.cost or 0 for row in activities(facts))
    if cost and not any(True for _ in budgets(facts.context)):
        yield rule.found(Place("budget"), source=source, paid=millions(cost), planned=millions(0))
