"""The words that tell two people of one name apart: birth and post."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from app.domain.dates import in_force
from app.domain.records import Appointment, Person
from app.domain.storage import PageQuery
from app.vietnamese.dates import write_date
from app.workspace import Workspace

ALL: Final = 1_000_000
"""More rows than a unit ever has: a page with everything."""
_FEW: Final = 1000
"""So many ids are looked up one by one; for more the whole table is read."""
_NAMELESS: Final = "(chưa có họ tên)"


def rows_of_people(ws: Workspace, cls: type[Any], people: Collection[str]) -> Iterable[Any]:
    """Rows of a table that belong to people, such as their posts."""
    name = cls.__table__.name
    if len(people) > _FEW:
        wanted = frozenset(people)
        return (row for row in ws.store.load("", (name,)).rows(cls) if row.person in wanted)
    if not people:
        return ()
    return ws.store.page(PageQuery(name, filters={"person": tuple(people)}, limit=ALL)).rows


def posts_held(ws: Workspace, people: Collection[str]) -> Mapping[str, str]:
    """Person id → the posts held today in words; a title that is no known post yet as it was written."""
    found: dict[str, list[str]] = {}
    for row in rows_of_people(ws, Appointment, people):
        words = ws.env.catalogue.label("posts", row.post) if row.post else row.title and f"{row.title} (chưa ghép)"
        if row.person and words and in_force(row.start, row.end, ws.today):
            found.setdefault(row.person, []).append(words)
    return {person: ", ".join(words) for person, words in found.items()}


def in_force_posts(ws: Workspace, rows: Iterable[Appointment]) -> Mapping[str, tuple[str, ...]]:
    """Person id → codes of the posts that are in force today."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.person and row.post and in_force(row.start, row.end, ws.today):
            found[row.person] = (*found.get(row.person, ()), row.post)
    return found


def person_labels(ws: Workspace, people: Collection[Person]) -> Mapping[str, str]:
    """How people are offered where one is picked: id → "Lò Thị Mai, sinh 12/3/1985, Phó Chủ tịch UBND"."""
    posts = posts_held(ws, [person.id for person in people])
    return {
        person.id: ", ".join(
            part
            for part in (
                person.full_name or _NAMELESS,
                f"sinh {write_date(person.birth.text)}" if person.birth is not None else "",
                posts.get(person.id, ""),
            )
            if part
        )
        for person in people
    }
