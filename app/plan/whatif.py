"""What if: steps that somebody thinks of, put into a copy of the records and counted by the same functions.

A step is never written to the records. Hides what a step means there: who is appointed gives up the state posts that
she holds, whom she follows is gone from the post, who is planned is trained too (KH II.1.3 asks for it), who is trained
attends a class of the day that is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from app.domain.dataset import Dataset, dataset
from app.domain.dates import day
from app.domain.figures import Figures
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.schema import spec_of
from app.plan.candidates import WOMAN
from app.plan.counting import CellPlan, count_facts
from app.plan.entries import trained_entries
from app.plan.facts import Context, Facts
from app.plan.vacancies import Vacancy

StepKind = Literal["appoint", "plan", "train", "leave"]
_MADE: Final = "whatif."
"""Ids of records that stand for a step."""
_OF_PLANNING: Final = ("planned", "trained")
"""Subjects that a woman more in planning moves."""


@dataclass(frozen=True, slots=True)
class Step:
    """One woman more in a post, in planning or in a class.

    Attributes:
        kind: "appoint", "plan" or "train"; "leave": who holds a post goes and no woman follows, which nobody ticks.
        unit: key.
        person: her id; "" for a woman who is not known yet.
        vacancy: of "appoint" and "leave": id of the post that falls vacant.
        number: tells women who are not known apart.
    """

    kind: StepKind
    unit: str
    person: str = ""
    vacancy: str = ""
    number: int = 0

    @property
    def id(self) -> str:
        """Text by which the step is named."""
        last = self.person or f"?{self.number}"
        return ":".join((self.kind, self.unit, *([self.vacancy] if self.vacancy else ()), last))


def read_step(text: str) -> Step | None:
    """A step by its id; None where it is none."""
    kind, _, rest = text.partition(":")
    parts = rest.split(":")
    last = parts[-1]
    person, number = ("", int(last[1:])) if last.startswith("?") and last[1:].isdecimal() else (last, 0)
    match kind, parts:
        case "appoint", [unit, vacancy, _] if vacancy and last:
            return Step("appoint", unit, person, vacancy, number)
        case "plan", [unit, _] if last:
            return Step("plan", unit, person, number=number)
        case "train", [unit, _] if person:
            return Step("train", unit, person)
    return None


def figures_after(
    figures: Figures,
    facts: Facts,
    vacancies: Mapping[str, Vacancy],
    steps: Collection[Step],
    cells: CellPlan,
    before: Mapping[str, int],
) -> Figures:
    """The figures of a unit as they would be after steps.

    Args:
        figures: as they are, declared or counted; only what the steps change in the records is added to them.
        facts: of the unit's records.
        vacancies: by id.
        steps: of this unit; one whose post or person is no longer there changes nothing.
        cells: that are wanted. before: what these records count now.
    """
    if not steps:
        return figures
    context = facts.context
    changed = with_steps(context, vacancies, steps)
    after = count_facts(Facts(replace(context, data=changed)), cells).cells
    moved = {cell: figures.cells[cell] + after[cell] - before[cell] for cell in after if cell in figures.cells}
    return replace(figures, cells={**figures.cells, **moved})


def figures_with_unknown(figures: Figures, context: Context, women: int, cells: CellPlan) -> Figures:
    """Figures of a unit whose persons were not sent, with so many women more in planning: figures add."""
    steps = [Step("plan", figures.unit, number=number) for number in range(women)]
    made = with_steps(replace(context, data=dataset(figures.unit, ())), {}, steps)
    added = count_facts(Facts(replace(context, data=made)), cells).cells
    moved = {cell: value + added.get(cell, 0) for cell, value in figures.cells.items() if cell.startswith(_OF_PLANNING)}
    return replace(figures, cells={**figures.cells, **moved})


def with_steps(context: Context, vacancies: Mapping[str, Vacancy], steps: Iterable[Step]) -> Dataset:
    """A copy of the records in which the steps were taken."""
    tables: dict[str, dict[str, Any]] = {name: dict(rows) for name, rows in context.data.tables.items()}
    facts = Facts(context)
    for place, step in enumerate(steps):
        if step.person and context.data.get(Person, step.person) is None:
            continue
        if step.vacancy and step.vacancy not in vacancies:
            continue
        if step.vacancy:
            _vacate(tables, facts, step, vacancies[step.vacancy])
        for row in () if step.kind == "leave" else _records(facts, step, f"{_MADE}{place}.", vacancies):
            tables.setdefault(spec_of(type(row)).name, {})[row.id] = row
    return replace(context.data, tables=tables)


def _vacate(tables: dict[str, dict[str, Any]], facts: Facts, step: Step, vacancy: Vacancy) -> None:
    held = tables.get("appointment", {})
    if vacancy.held is not None:
        held.pop(vacancy.held.appointment.id, None)
    for item in facts.leading_by_person.get(step.person, ()):
        if not item.post.is_set("party"):
            held.pop(item.appointment.id, None)


def _records(facts: Facts, step: Step, key: str, vacancies: Mapping[str, Vacancy]) -> Iterator[Any]:
    on = day(facts.context.cut_off)
    vacancy = vacancies.get(step.vacancy)
    person = step.person or f"{key}person"
    if not step.person:
        yield Person(id=person, sex=WOMAN, body=vacancy.body.id if vacancy else None)
    if step.kind == "plan":
        tier = facts.unit.tier if facts.unit else None
        yield PlanningList(id=f"{key}list", tier=tier)
        yield PlanningEntry(id=f"{key}entry", person=person, planning_list=f"{key}list", start=on)
    if vacancy is not None:
        yield Appointment(id=f"{key}post", person=person, body=vacancy.body.id, post=vacancy.post.code, start=on)
    if step.kind != "appoint" or _must_learn(facts, person):
        kind = min(facts.context.definitions.counted_training)
        yield Course(id=f"{key}course", kind=kind, start=on)
        yield Training(id=f"{key}training", person=person, course=f"{key}course")


def _must_learn(facts: Facts, person: str) -> bool:
    """Whether a planned woman who is to be appointed was not trained in the year: she is, before she takes the post."""
    planned = any(item.person.id == person for item in facts.planned)
    return planned and not any(
        entry.item == person and entry.codes["window"] == "year" for entry in trained_entries(facts)
    )
