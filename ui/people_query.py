"""The list of people with what stands in other tables: posts held now, plans, courses; and its filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.domain.dataset import Dataset
from app.domain.dates import in_force
from app.domain.records import Appointment, Course, Person, PlanningEntry, Training
from app.domain.storage import PageQuery
from app.workspace import Workspace
from ui.queries import ListPage, ListRow
from ui.record_model import ListColumn
from ui.values import shown

COLUMNS: Final = (
    ListColumn("Họ và tên", "full_name", width=172),
    ListColumn("Sinh", "birth", width=86),
    ListColumn("Giới", "sex", width=46),
    ListColumn("Dân tộc", "ethnic", width=70),
    ListColumn("Chức vụ", stretch=True),
    ListColumn("QH", right=True, width=38),
    ListColumn("ĐT", right=True, width=38),
)
_TABLES: Final = ("person", "appointment", "planning_entry", "training", "course")
RELATED: Final = frozenset(_TABLES)


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What is wanted of people beyond the search line.

    Attributes:
        leaders, planned, untrained, women: only those.
        ids: only these people (those with findings); None for all.
        retiring_before: only those whose month of retirement is before this day.
    """

    leaders: bool = False
    planned: bool = False
    untrained: bool = False
    women: bool = False
    ids: frozenset[str] | None = None
    retiring_before: date | None = None


def people_query(wanted: PeopleFilter) -> Callable[[Workspace, PageQuery], ListPage]:
    """The query of the list under a filter."""

    def read(ws: Workspace, query: PageQuery) -> ListPage:
        data = ws.store.load("", _TABLES)
        chosen = _chosen(ws, data, wanted)
        limited = query if chosen is None else replace(query, filters={**query.filters, "id": chosen or ("",)})
        page = ws.store.page(limited)
        around = _Around.read(data, ws.today)
        rows = tuple(ListRow(person, _cells(ws, person, around)) for person in page.rows)
        return ListPage(rows, page.next, page.total)

    return read


@dataclass(frozen=True, slots=True)
class _Around:
    """What other tables say of people."""

    posts: Mapping[str, list[str]]
    plans: Mapping[str, int]
    trained: frozenset[str]

    @classmethod
    def read(cls, data: Dataset, on: date) -> _Around:
        """Reads posts and plans in force on a day, and who attended a class."""
        posts: dict[str, list[str]] = {}
        for item in data.rows(Appointment):
            if item.person and item.post and in_force(item.start, item.end, on):
                posts.setdefault(item.person, []).append(item.post)
        plans: dict[str, int] = {}
        for entry in data.rows(PlanningEntry):
            if entry.person and in_force(entry.start, entry.end, on):
                plans[entry.person] = plans.get(entry.person, 0) + 1
        return cls(posts, plans, frozenset(item.person for item in data.rows(Training) if item.person))


def _cells(ws: Workspace, person: Person, around: _Around) -> tuple[str, ...]:
    fields = {field.name: field for field in type(person).__table__.fields}  # type: ignore[attr-defined]
    plain = [
        shown(fields[name], getattr(person, name), ws.env.catalogue, {})
        for name in ("full_name", "birth", "sex", "ethnic")
    ]
    plain[1] = plain[1] or "?"
    plain[3] = plain[3].partition(" (")[0]
    posts = [ws.env.catalogue.label("posts", post) for post in around.posts.get(person.id, ())]
    role = ", ".join(posts) or ws.env.catalogue.label("staff_kinds", person.staff_kind)
    plans = around.plans.get(person.id, 0)
    return (*plain, role, str(plans or "–"), "✓" if person.id in around.trained else "–")


def _chosen(ws: Workspace, data: Dataset, wanted: PeopleFilter) -> tuple[str, ...] | None:
    if wanted == PeopleFilter():
        return None
    around = _Around.read(data, ws.today)
    leading = {code.code for code in ws.env.catalogue["posts"] if code.is_set("leader")}
    counted = _counted(ws, data)
    tests: list[Callable[[Person], bool]] = []
    if wanted.leaders:
        tests.append(lambda person: any(post in leading for post in around.posts.get(person.id, ())))
    if wanted.planned or wanted.untrained:
        tests.append(lambda person: around.plans.get(person.id, 0) > 0)
    if wanted.untrained:
        tests.append(lambda person: person.id not in counted)
    if wanted.women:
        tests.append(lambda person: person.sex == "f")
    if wanted.ids is not None:
        ids = wanted.ids
        tests.append(lambda person: person.id in ids)
    if wanted.retiring_before is not None:
        end = wanted.retiring_before
        tests.append(lambda person: _retires_before(ws, person, end))
    return tuple(_passing(data.rows(Person), tests))


def _passing(people: Iterable[Person], tests: list[Callable[[Person], bool]]) -> Iterable[str]:
    return (person.id for person in people if all(test(person) for test in tests))


def _counted(ws: Workspace, data: Dataset) -> frozenset[str]:
    """People with a class of a counted kind (KH II.1.3)."""
    kinds = ws.pack.definitions.counted_training
    courses = {course.id for course in data.rows(Course) if course.kind in kinds}
    return frozenset(item.person for item in data.rows(Training) if item.person and item.course in courses)


def _retires_before(ws: Workspace, person: Person, end: date) -> bool:
    month = ws.pack.retirement.retirement_month(person.sex, person.birth)
    return month is not None and month < (end.year, end.month)
