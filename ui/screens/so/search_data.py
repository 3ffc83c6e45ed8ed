"""People of accepted packages as rows for Tra cứu: found without marks; names where the level has them.

The rows live in memory while the store is open; nothing of them is written anywhere (design §5, erasable names).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.commands.figures.judging import current_period
from app.commands.figures.province import accepted
from app.commands.figures.recounting import received_data
from app.commands.office.boundaries import name_and_heir
from app.domain.dataset import Dataset
from app.domain.periods import parse_period
from app.domain.records import Appointment, Course, Person, PlanningEntry, Training
from app.domain.storage import Document
from app.domain.unit_records import Body
from app.plan.facts import Context, Facts
from app.vietnamese.collation import sort_key
from app.vietnamese.dates import write_date
from app.vietnamese.fold import fold
from app.workspace import Workspace
from ui.screens.so.rows import Row


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Everything about a found person that the level tells: headings with lines."""

    title: str
    unit: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def packages(ws: Workspace, period: str) -> tuple[tuple[str, str], ...]:
    """Accepted packages of a period: id and name of the unit."""
    chosen = parse_period(period) if period else current_period(ws)
    return tuple((item.id, ws.env.units.name(item.unit)) for item in accepted(ws, chosen))


def people_of(ws: Workspace, package: str) -> tuple[Row, ...]:
    """The people of one package."""
    document = ws.store.document("received", package)
    if document is None:
        return ()
    data = received_data(ws, document)
    return tuple(_Reader(ws, document, data).rows())


class _Reader:
    """Reads the people of one package with what other tables say of them at its cut-off."""

    def __init__(self, ws: Workspace, document: Document, data: Dataset) -> None:
        self._ws = ws
        self._document = document
        self._data = data
        self._cut_off = date.fromisoformat(document.body["cut_off"])
        period = parse_period(document.period)
        pack = ws.pack_named(document.body["pack"]["id"], document.body["pack"]["version"])
        context = Context(data, ws.env.units, ws.env.catalogue, pack.definitions, period, self._cut_off, ws.today)
        self._facts = Facts(context)
        self._posts = _by_person(data.rows(Appointment))
        self._plans = _by_person(data.rows(PlanningEntry))
        self._classes = _by_person(data.rows(Training))
        self._planned = {item.person.id for item in self._facts.planned}

    def rows(self) -> Iterator[Row]:
        """One row per person who is at the unit."""
        for person in self._facts.people:
            yield self._row(person)

    def _row(self, person: Person) -> Row:
        catalogue = self._ws.env.catalogue
        held = self._facts.held_by_person.get(person.id, ())
        planned = person.id in self._planned
        posts = tuple(catalogue.label("posts", item.post.code) for item in held)
        role = ", ".join(posts) or catalogue.label("staff_kinds", person.staff_kind)
        name = person.full_name or "(không gửi họ tên)"
        unit = name_and_heir(self._ws.env.units, self._document.unit, self._ws.today)
        body = self._data.get(Body, person.body)
        trained = person.id in self._classes
        cells = (
            name,
            write_date(person.birth.text) if person.birth else "",
            catalogue.label("sex", person.sex),
            catalogue.label("ethnic_groups", person.ethnic),
            role,
            str(len(self._plans.get(person.id, ()))) if planned else "-",
            "có" if trained else "-",
            unit,
        )
        key = (sort_key(_given_first(name)) if person.full_name else "", sort_key(unit), sort_key(role))
        order: tuple[Any, ...] = (key, person.birth.text if person.birth else None)
        tags = {f"unit:{self._document.unit}", f"sex:{person.sex}", *(f"post:{item.post.code}" for item in held)}
        tags |= {name for name, is_so in (("planned", planned), ("trained", trained), ("leader", bool(held))) if is_so}
        tags |= {"untrained"} if planned and not trained else set()
        search = fold(" ".join((name, role, unit, (body.name if body else "") or "")))
        source = PersonCard(name, unit, tuple(self._parts(person, body)))
        return Row(f"{self._document.id}/{person.id}", cells, order, tags=frozenset(tags), search=search, source=source)

    def _parts(self, person: Person, body: Body | None) -> Iterator[tuple[str, tuple[str, ...]]]:
        catalogue = self._ws.env.catalogue
        facts = (
            ("Cơ quan", (body.name if body else "") or ""),
            ("Ngày sinh", write_date(person.birth.text) if person.birth else ""),
            ("Giới tính", catalogue.label("sex", person.sex)),
            ("Dân tộc", catalogue.label("ethnic_groups", person.ethnic)),
            ("Trình độ chuyên môn", catalogue.label("professional_levels", person.professional)),
            ("Lý luận chính trị", catalogue.label("political_levels", person.political)),
            ("Ngày kết nạp Đảng", write_date(person.party_joined.text) if person.party_joined else ""),
        )
        yield "Hồ sơ", tuple(f"{label}: {text}" for label, text in facts if text)
        yield "Chức vụ", tuple(self._post(item) for item in self._posts.get(person.id, ()))
        yield "Quy hoạch", tuple(self._plan(item) for item in self._plans.get(person.id, ()))
        yield "Đào tạo", tuple(self._class(item) for item in self._classes.get(person.id, ()))

    def _post(self, item: Appointment) -> str:
        return self._placed(item.post, item.body, item.start, item.end)

    def _plan(self, item: PlanningEntry) -> str:
        return self._placed(item.post, item.body, item.start, item.end)

    def _placed(self, post: str | None, body_id: str | None, start: Any, end: Any) -> str:
        body = self._data.get(Body, body_id)
        where = f", {body.name}" if body is not None and body.name else ""
        since = f", từ {write_date(start.text)}" if start else ""
        until = f", đến {write_date(end.text)}" if end else ""
        return f"{self._ws.env.catalogue.label('posts', post)}{where}{since}{until}"

    def _class(self, item: Training) -> str:
        course = self._data.get(Course, item.course)
        when = f", {write_date(course.start.text)}" if course is not None and course.start else ""
        return f"{(course.name if course else '') or 'lớp'}{when}"


def _by_person(items: Iterable[Any]) -> Mapping[str, tuple[Any, ...]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        if item.person:
            groups[item.person].append(item)
    return {key: tuple(found) for key, found in groups.items()}


def _given_first(name: str) -> str:
    """Vietnamese lists sort by tên, then by họ and chữ đệm."""
    rest, _, given = name.rpartition(" ")
    return f"{given} {rest}"
