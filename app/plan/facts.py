"""Facts that rules and counting share: who is active, which posts are held, who is planned, on the cut-off day.

One `Context` names the inputs; one `Facts` derives each list once per run, so that a rule, a figure and its
explanation cannot select differently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.domain.codelists import Catalogue, Code
from app.domain.dataset import Dataset
from app.domain.dates import in_force
from app.domain.figures import Figures
from app.domain.periods import Period
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.unit_records import Body, Unit
from app.domain.units import Units
from app.plan.definitions import Definitions


@dataclass(frozen=True, slots=True)
class Context:
    """What checking and counting are functions of.

    Attributes:
        data: the records.
        units, catalogue: who exists and what codes mean.
        definitions: of the pack.
        period, cut_off: what is reported, and the day at which it is read.
        today: judges a cut-off in the future and lateness only.
        previous: figures of the year before, or None.
        figures: counted from this context, for rules that compare cells; None before counting.
        nil: the unit states for the whole report that nothing happened ("không phát sinh").
    """

    data: Dataset
    units: Units
    catalogue: Catalogue
    definitions: Definitions
    period: Period
    cut_off: date
    today: date
    previous: Figures | None = None
    figures: Figures | None = None
    nil: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A post that is held on the cut-off day, with what it refers to."""

    appointment: Appointment
    person: Person
    body: Body
    post: Code


@dataclass(frozen=True, slots=True)
class Planned:
    """A planning entry in force on the cut-off day, with what it refers to."""

    entry: PlanningEntry
    person: Person
    listing: PlanningList | None
    body: Body | None
    post: Code | None


class Facts:
    """Lists derived once from a context; person facts are empty where persons are withheld."""

    def __init__(self, context: Context) -> None:
        self.context = context

    @property
    def unit(self) -> Unit | None:
        """The reporting unit."""
        return self.context.units.get(self.context.data.unit)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """People who work at the unit on the cut-off day."""
        on = self.context.cut_off
        return tuple(row for row in self.context.data.rows(Person) if in_force(None, row.left_on, on))

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """Bodies that exist on the cut-off day."""
        on = self.context.cut_off
        return tuple(row for row in self.context.data.rows(Body) if in_force(row.start, row.end, on))

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Posts held on the cut-off day by people who work at the unit, at bodies that exist."""
        on = self.context.cut_off
        people = {row.id: row for row in self.people}
        bodies = {row.id: row for row in self.bodies}
        posts = self.context.catalogue["posts"]
        found = []
        for row in self.context.data.rows(Appointment):
            person, body, post = people.get(row.person or ""), bodies.get(row.body or ""), posts.get(row.post)
            if person and body and post and in_force(row.start, row.end, on):
                found.append(Held(row, person, body, post))
        return tuple(found)

    @cached_property
    def leading(self) -> tuple[Held, ...]:
        """Held posts of leaders and managers (chức danh lãnh đạo, quản lý)."""
        return tuple(item for item in self.held if item.post.is_set("leader"))

    @cached_property
    def held_by_person(self) -> Mapping[str, tuple[Held, ...]]:
        """Person id → all posts held."""
        groups: dict[str, list[Held]] = defaultdict(list)
        for item in self.held:
            groups[item.person.id].append(item)
        return {key: tuple(items) for key, items in groups.items()}

    @cached_property
    def leading_by_person(self) -> Mapping[str, tuple[Held, ...]]:
        """Person id → the leading posts held."""
        groups: dict[str, list[Held]] = defaultdict(list)
        for item in self.leading:
            groups[item.person.id].append(item)
        return {key: tuple(items) for key, items in groups.items()}

    @cached_property
    def leading_by_body(self) -> Mapping[str, tuple[Held, ...]]:
        """Body id → the leading posts held there."""
        groups: dict[str, list[Held]] = defaultdict(list)
        for item in self.leading:
            groups[item.body.id].append(item)
        return {key: tuple(items) for key, items in groups.items()}

    @cached_property
    def planned(self) -> tuple[Planned, ...]:
        """Planning entries in force on the cut-off day, of people who work at the unit."""
        data, on = self.context.data, self.context.cut_off
        people = {row.id: row for row in self.people}
        posts = self.context.catalogue["posts"]
        found = []
        for row in data.rows(PlanningEntry):
            person = people.get(row.person or "")
            if person and in_force(row.start, row.end, on):
                listing = data.get(PlanningList, row.planning_list)
                found.append(Planned(row, person, listing, data.get(Body, row.body), posts.get(row.post)))
        return tuple(found)

    @cached_property
    def trainings_by_person(self) -> Mapping[str, tuple[tuple[Training, Course], ...]]:
        """Person id → classes attended, with the class."""
        groups: dict[str, list[tuple[Training, Course]]] = defaultdict(list)
        for row in self.context.data.rows(Training):
            course = self.context.data.get(Course, row.course)
            if course is not None and row.person:
                groups[row.person].append((row, course))
        return {key: tuple(items) for key, items in groups.items()}

    def is_dtts(self, person: Person) -> bool | None:
        """Whether the person is of an ethnic minority; None where the group is not known."""
        code = self.context.catalogue["ethnic_groups"].get(person.ethnic)
        return code.is_set("dtts") if code else None

    def is_key(self, item: Held) -> bool:
        """Whether the post is lãnh đạo chủ chốt in the denominator of 1.1a."""
        return item.post.code in self.context.definitions.key_posts

    def is_service_key(self, item: Held) -> bool:
        """Whether the post is the like of it at a đơn vị sự nghiệp."""
        return item.post.code in self.context.definitions.service_key_posts
