"""The list of people with what stands in other tables: posts held now, plans, courses; and its filters.

Hides that a page reads only the rows that belong to its people, and that a filter is worked out once for the first page
and kept for those that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.commands.entry.remarking import follow_ups
from app.commands.words import names_of, references
from app.domain.dates import in_force
from app.domain.records import Appointment, Course, Person, PlanningEntry, Training
from app.domain.registry import TABLES
from app.domain.storage import FilterValue, PageQuery
from app.workspace import Workspace
from ui.fields.people_words import ALL, in_force_posts, posts_held, rows_of_people
from ui.fields.values import shown
from ui.records.model import ListColumn
from ui.work.queries import ListPage, ListRow

COLUMNS: Final = (
    ListColumn("Họ và tên", "full_name", width=172),
    ListColumn("Sinh", "birth", width=86),
    ListColumn("Giới", "sex", width=46),
    ListColumn("Dân tộc", "ethnic", width=70),
    ListColumn("Chức vụ", stretch=True),
    ListColumn("QH", right=True, width=38),
    ListColumn("ĐT", right=True, width=38),
)
RELATED: Final = frozenset({"appointment", "planning_entry", "training", "course"})
_SPEC: Final = TABLES["person"]
_SHOWN: Final = tuple(_SPEC.field(name) for name in ("full_name", "birth", "sex", "ethnic"))
Cells = Callable[[Workspace, Collection[Person]], Iterable[tuple[str, ...]]]
"""Texts of people, row by row."""


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What is wanted of people beyond the search line; all of it together.

    Attributes:
        leaders, planned, untrained, women: only those.
        followed: only those with an open follow-up.
        post: only those who hold this post today; "" for any.
        body: only those of this body; "" for any.
        ids: only these people, and those to whom one of these rows belongs (records with findings); None for all.
        retiring_before: only those whose month of retirement is before this day.
    """

    leaders: bool = False
    planned: bool = False
    untrained: bool = False
    women: bool = False
    followed: bool = False
    post: str = ""
    body: str = ""
    ids: frozenset[str] | None = None
    retiring_before: date | None = None

    @property
    def plain(self) -> Mapping[str, FilterValue]:
        """What the store itself can look for."""
        return ({"sex": "f"} if self.women else {}) | ({"body": self.body} if self.body else {})

    @property
    def is_plain(self) -> bool:
        """Whether the store itself can look for all of it."""
        return replace(self, women=False, body="") == PeopleFilter()


class PeopleQuery:
    """Pages of people under a filter; called in the store thread only.

    Rows asked for by their ids are given whatever the filter: the person who is being worked on stays in the list.
    """

    def __init__(self, wanted: PeopleFilter, cells: Cells) -> None:
        self._wanted = wanted
        self._cells = cells
        self._known: tuple[PageQuery, tuple[Person, ...]] | None = None

    def __call__(self, ws: Workspace, query: PageQuery) -> ListPage:
        """A page with its texts."""
        if "id" in query.filters:
            return self._with_texts(ws, ws.store.page(query).rows, None, 0)
        query = replace(query, filters={**query.filters, **self._wanted.plain})
        if self._wanted.is_plain:
            page = ws.store.page(query)
            return self._with_texts(ws, page.rows, page.next, page.total)
        fitting = self._fitting(ws, query)
        start = int(query.after or 0)
        end = start + query.limit
        return self._with_texts(ws, fitting[start:end], str(end) if end < len(fitting) else None, len(fitting))

    def _with_texts(self, ws: Workspace, people: tuple[Person, ...], after: str | None, total: int) -> ListPage:
        texts = self._cells(ws, people)
        return ListPage(tuple(map(ListRow, people, texts)), after, total)

    def _fitting(self, ws: Workspace, query: PageQuery) -> tuple[Person, ...]:
        """Everybody who fits, in order; worked out anew for a first page and for another question."""
        whole = replace(query, after=None, limit=ALL)
        if query.after is None or self._known is None or self._known[0] != whole:
            tests = tuple(_tests(ws, self._wanted))
            people = ws.store.page(whole).rows
            self._known = whole, tuple(person for person in people if all(test(person) for test in tests))
        return self._known[1]


def people_query(wanted: PeopleFilter) -> PeopleQuery:
    """The query of the list under a filter."""
    return PeopleQuery(wanted, list_cells)


def grid_query(wanted: PeopleFilter) -> PeopleQuery:
    """The query of the grid under a filter: every field of the person, and the posts held."""
    return PeopleQuery(wanted, grid_cells)


def list_cells(ws: Workspace, people: Collection[Person]) -> Iterable[tuple[str, ...]]:
    """Texts of the columns `COLUMNS`."""
    ids = [person.id for person in people]
    posts = posts_held(ws, ids)
    plans: dict[str, int] = {}
    for entry in rows_of_people(ws, PlanningEntry, ids):
        if in_force(entry.start, entry.end, ws.today):
            plans[entry.person] = plans.get(entry.person, 0) + 1
    trained = {row.person for row in rows_of_people(ws, Training, ids)}
    catalogue = ws.env.catalogue
    for person in people:
        name, birth, sex, ethnic = (shown(field, getattr(person, field.name), catalogue, {}) for field in _SHOWN)
        role = posts.get(person.id) or catalogue.label("staff_kinds", person.staff_kind)
        plan = str(plans.get(person.id) or "–")
        yield name, birth or "?", sex, ethnic.partition(" (")[0], role, plan, "✓" if person.id in trained else "–"


def grid_cells(ws: Workspace, people: Collection[Person]) -> Iterable[tuple[str, ...]]:
    """Texts of every field of people, and of the posts that they hold."""
    names = names_of(ws, references(_SPEC, people))
    posts = posts_held(ws, [person.id for person in people])
    catalogue = ws.env.catalogue
    for person in people:
        texts = (shown(field, getattr(person, field.name), catalogue, names) for field in _SPEC.fields)
        yield *texts, posts.get(person.id, "")


def _tests(ws: Workspace, wanted: PeopleFilter) -> Iterable[Callable[[Person], bool]]:
    """What a person must pass, the cheapest first; the tables that a test needs are read only for it."""
    if wanted.ids is not None:
        ids = wanted.ids | _owners(ws, wanted.ids)
        yield lambda person: person.id in ids
    if wanted.followed:
        noted = frozenset(item.remark.record or "" for item in follow_ups(ws))
        followed = noted | _owners(ws, noted)
        yield lambda person: person.id in followed
    if wanted.retiring_before is not None:
        end = (wanted.retiring_before.year, wanted.retiring_before.month)
        table = ws.pack.retirement
        yield lambda person: (month := table.retirement_month(person.sex, person.birth)) is not None and month < end
    if wanted.leaders or wanted.post:
        holders = _holders(ws, wanted)
        yield lambda person: person.id in holders
    if wanted.planned or wanted.untrained:
        entries = _rows(ws, PlanningEntry)
        planned = {row.person for row in entries if in_force(row.start, row.end, ws.today)}
        yield lambda person: person.id in planned
    if wanted.untrained:
        counted = _counted(ws)
        yield lambda person: person.id not in counted


def _owners(ws: Workspace, ids: frozenset[str]) -> frozenset[str]:
    """People to whom rows with these ids belong."""
    owned = (Appointment, PlanningEntry, Training) if ids else ()
    return frozenset(row.person for cls in owned for row in _rows(ws, cls) if row.id in ids and row.person)


def _rows(ws: Workspace, cls: type[Any]) -> Iterable[Any]:
    return ws.store.load("", (cls.__table__.name,)).rows(cls)


def _holders(ws: Workspace, wanted: PeopleFilter) -> frozenset[str]:
    """People who hold the post, or any leading post, today."""
    leading = {code.code for code in ws.env.catalogue["posts"] if code.is_set("leader")}
    posts = in_force_posts(ws, _rows(ws, Appointment))
    return frozenset(
        person
        for person, held in posts.items()
        if (not wanted.leaders or leading & set(held)) and (not wanted.post or wanted.post in held)
    )


def _counted(ws: Workspace) -> frozenset[str]:
    """People with a class of a counted kind (KH II.1.3)."""
    kinds = ws.pack.definitions.counted_training
    courses = {course.id for course in _rows(ws, Course) if course.kind in kinds}
    return frozenset(row.person for row in _rows(ws, Training) if row.person and row.course in courses)
