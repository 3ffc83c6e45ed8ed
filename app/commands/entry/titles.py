"""Titles of the unit's own lists that are no posts of the catalogue: which there are, and what a person says they mean.

Hides that a title is settled in all its rows at once, as the next import of the same list would settle it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any, Final

from app.domain.codelists import Code, CodeList
from app.domain.dataset import Change, Dataset
from app.domain.records import Appointment, Person, PlanningEntry
from app.domain.unit_records import Body
from app.domain.work_records import TitleMapping
from app.errors import refuse
from app.progress import Progress
from app.spreadsheets.people import STAFF_KINDS
from app.spreadsheets.posts import read_title
from app.spreadsheets.references import References
from app.vietnamese.fold import fold_marked
from app.vietnamese.tidy import clean
from app.workspace import Outcome, Workspace

_TABLES: Final = ("body", "person", "appointment", "planning_entry", "title_mapping")
_MOST_OFFERED: Final = 3


def list_titles(ws: Workspace, progress: Progress) -> Outcome:
    """The titles that nobody has mapped yet, the commonest first.

    Returns:
        data: a row for each with `text`, `count` (posts held and planned), `held`, `planned`, and `offered`: codes and
        labels of the posts that it may mean, the likeliest first.
    """
    data = ws.store.load("", _TABLES)
    texts: dict[str, Counter[str]] = {}
    tallies: dict[str, Counter[str]] = {"held": Counter(), "planned": Counter()}
    for name, cls in (("held", Appointment), ("planned", PlanningEntry)):
        for title in _open_titles(data.rows(cls)):
            texts.setdefault(fold_marked(title), Counter())[title] += 1
            tallies[name][fold_marked(title)] += 1
    posts = ws.env.catalogue["posts"]
    rows: list[dict[str, Any]] = [
        {
            "text": min(spellings, key=lambda text: (-spellings[text], text)),
            "count": spellings.total(),
            **{name: tally[key] for name, tally in tallies.items()},
            "offered": [{"code": code.code, "label": code.label} for code in _offers(spellings, posts)],
        }
        for key, spellings in texts.items()
    ]
    rows.sort(key=lambda row: (-row["count"], row["text"]))
    return Outcome(data=rows, message=f"{len(rows)} chức danh chưa ghép với danh mục.")


def map_title(ws: Workspace, progress: Progress, *, text: str, post: str) -> Outcome:
    """Says once what a title means: all posts with it, held and planned, and every later import follow.

    Args:
        text: the title as the lists write it, whatever its capitals and points.
        post: code of a post; one that leads nobody means that the person is staff and holds no post.

    Raises:
        UserError: NHAP-02 no such post, or no such title.
    """
    code = ws.env.catalogue["posts"].get(post)
    if code is None:
        raise refuse("NHAP-02", what="chức vụ", value=post)
    data = ws.store.load("", _TABLES)
    key = fold_marked(text)
    known = next((row for row in data.rows(TitleMapping) if fold_marked(row.text or "") == key), None)
    held = [row for row in data.rows(Appointment) if _is_open(row) and fold_marked(row.title or "") == key]
    planned = [row for row in data.rows(PlanningEntry) if _is_open(row) and fold_marked(row.title or "") == key]
    if known is None and not held and not planned:
        raise refuse("NHAP-02", what="chức danh chưa ghép", value=text)
    mapping = TitleMapping(id=known.id if known else ws.env.new_id(), text=clean(text), post=code.code)
    bodies = References(data.rows(Body))
    changes = (
        Change("title_mapping", mapping.id, known, mapping),
        *_settled("appointment", held, data.rows(Appointment), code, bodies),
        *_settled("planning_entry", planned, data.rows(PlanningEntry), code, bodies),
        *_staff(data, held, code),
    )
    return Outcome(
        changes=changes,
        message=f"Ghép “{clean(text)}” với {code.label}: {len(held) + len(planned)} dòng.",
        data={"held": len(held), "planned": len(planned)},
    )


def _is_open(record: Any) -> bool:
    return bool(record.title) and record.post is None


def _open_titles(records: Iterable[Any]) -> Iterator[str]:
    return (record.title for record in records if _is_open(record))


def _offers(spellings: Iterable[str], posts: CodeList) -> tuple[Code, ...]:
    title = next(iter(spellings))
    return (posts.match(title) or posts.near(title))[:_MOST_OFFERED]


def _settled(
    table: str, found: Iterable[Any], all_rows: Iterable[Any], code: Code, bodies: References
) -> Iterator[Change]:
    """Rows with the post in place of the title; a post that somebody holds already, for all one knows, takes it in."""
    before = {row.id: row for row in all_rows}
    after: dict[str, Any] = dict(before)
    held: dict[str | None, list[str]] = {}
    for row in before.values():
        held.setdefault(row.person, []).append(row.id)
    for row in found:
        read = read_title(row.title, code, bodies, row.body)
        settled = replace(row, post=read.post, body=read.body, title=None)
        beside = (after[key] for key in held[row.person] if key != row.id)
        same = next((other for other in beside if other is not None and _may_be_one(settled, other)), None)
        after[row.id] = settled if same is None else None
        if table == "appointment" and not read.leader:
            after[row.id] = None
        elif same is not None:
            after[same.id] = _with_gaps_filled(same, settled)
    yield from (Change(table, key, row, after[key]) for key, row in before.items() if after[key] != row)


def _may_be_one(row: Any, other: Any) -> bool:
    """Whether two rows of a person say the same post at the same body, as far as they say it."""
    bodies = {row.body, other.body} - {None}
    return other.post == row.post and other.end is None and len(bodies) < 2


def _with_gaps_filled(row: Any, told: Any) -> Any:
    own = ("id", "concurrent")
    gaps = [field.name for field in fields(row) if field.name not in own and getattr(row, field.name) is None]
    return replace(row, **{name: getattr(told, name) for name in gaps})


def _staff(data: Dataset, held: Iterable[Appointment], code: Code) -> Iterator[Change]:
    """People whose title means staff of a kind, where the kind is not known yet."""
    kind = STAFF_KINDS.get(code.code)
    if kind is None:
        return
    for person_id in dict.fromkeys(row.person for row in held):
        person = data.get(Person, person_id)
        if person is not None and person.staff_kind is None:
            yield Change("person", person.id, person, replace(person, staff_kind=kind))
