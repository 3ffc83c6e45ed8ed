"""The people of packages as presences: what cross-unit checks are a function of.

Hides by which package a unit is looked at, where its match tokens stand, and that they go with the names when erased.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from app.commands.accepted import accepted
from app.domain.dataset import Dataset
from app.domain.periods import Period, parse_period
from app.domain.records import Person
from app.domain.schema import Level
from app.domain.storage import Document
from app.plan.crosschecks import Presence
from app.plan.facts import Context, Facts, Held
from app.vietnamese.fold import fold
from app.workspace import Workspace

OPEN: Final = ("received", "checked", "returned")
"""States of a package whose return can still carry a question."""
_TABLES: Final = ("person", "appointment", "body")


def looked_at(ws: Workspace, period: Period) -> dict[str, Document]:
    """The package by which each unit is looked at: the newest that waits for a verdict, else the accepted one."""
    found = {item.unit: item for item in accepted(ws, period)}
    for item in ws.store.documents("received", period=str(period)):
        if item.state in OPEN and item.unit and "pack" in item.body:
            held = found.get(item.unit)
            if held is None or held.at <= item.at:
                found[item.unit] = item
    return dict(sorted(found.items()))


def presences(ws: Workspace, item: Document) -> Iterator[Presence]:
    """People of a package; none where it has no persons, or its names were erased."""
    sealed = ws.store.blob(f"match/{item.id}")
    opened = ws.store.decrypt_personal(item.unit, item.period, sealed) if sealed else None
    if opened is None:
        return
    tokens = {person: (by_id, by_name) for person, by_id, by_name in msgspec.json.decode(opened)}
    facts, places = _facts(ws, item), frozenset(fold(unit.name) for unit in ws.env.units if unit.name)
    here = {person.id for person in facts.people}
    for person in facts.context.data.rows(Person):
        by_id, by_name = tokens.get(person.id, ("", ""))
        held = facts.held_by_person.get(person.id, ())
        starts = [post.appointment.start for post in held]
        yield Presence(
            item.unit,
            item.id,
            person.id,
            by_id,
            by_name,
            person.id in here,
            person.left_on.latest if person.left_on else None,
            person.left_reason or "",
            min((day.earliest for day in starts if day), default=None) if all(starts) else None,
            tuple(_named_posts(held, places)),
        )


def _named_posts(held: Sequence[Held], places: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Head posts of bodies that are named after a unit: "Phòng Kinh tế" is another body in every commune."""
    for item in held:
        name = fold(item.body.name or "")
        if item.post.is_set("head") and any(place in name for place in places):
            yield item.post.code, name


def _facts(ws: Workspace, item: Document) -> Facts:
    named = item.body["pack"]
    definitions = ws.pack_named(named["id"], named["version"]).definitions
    data = Dataset(item.unit, Level.RUT_GON, ws.store.load(item.id, _TABLES).tables)
    cut_off = date.fromisoformat(item.body["cut_off"])
    return Facts(
        Context(data, ws.env.units, ws.env.catalogue, definitions, parse_period(item.period), cut_off, ws.today)
    )
