"""What Sở Nội vụ already has of a unit, to be verified there instead of typed (design §6, Enrolment)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.domain.dataset import Dataset, dataset
from app.domain.records import Appointment, Person
from app.domain.schema import Level, level_of
from app.domain.storage import Document
from app.domain.unit_records import Body, Unit, UnitProfile
from app.package.personal import join_personal
from app.workspace import Workspace

# Structure of a commune since 1/7/2025 (domain §4): name, kind, sector; a ward has Kinh tế, Hạ tầng và Đô thị.
_COMMUNE: Final = (
    ("Hội đồng nhân dân {name}", "hdnd"),
    ("Ủy ban nhân dân {name}", "ubnd"),
    ("Văn phòng HĐND và UBND", "van_phong"),
    ("{economy}", "phong"),
    ("Phòng Văn hóa - Xã hội", "phong"),
    ("Trung tâm Phục vụ hành chính công", "ttpvhcc"),
)

_WITHOUT_PEOPLE: Final = ("unit_profile", "body", "population")
_PEOPLE: Final = ("person", "appointment", "planning_list", "planning_entry", "course", "training")


def own_list(ws: Workspace, unit: Unit) -> Dataset:
    """What the unit is given to begin with.

    From its newest accepted package: bodies and residents, and its people where their names were sent and not erased
    since (a list without names cannot be verified). A unit that only got another name has what it had before.
    Else the bodies that every such unit has, and the people of the units that were merged into it.
    """
    accepted = _accepted(ws, unit)
    if accepted:
        return _newest(ws, unit, accepted)
    before = ws.env.units.predecessors(unit.id)
    if len(before) == 1 and ws.env.units.successor(before[0].id) is not None and (known := _accepted(ws, before[0])):
        held, profile = _newest(ws, unit, known), _profile(ws, unit)
        return Dataset(unit.id, Level.HO_SO, {**held.tables, "unit_profile": {profile.id: profile}})
    bodies = _bodies(ws, unit)
    return dataset(unit.id, (_profile(ws, unit), *bodies, *inherited(ws, unit, bodies)))


def _accepted(ws: Workspace, unit: Unit) -> tuple[Document, ...]:
    return ws.store.documents("received", unit=unit.id, state="accepted")


def _newest(ws: Workspace, unit: Unit, accepted: Sequence[Document]) -> Dataset:
    last = max(accepted, key=lambda item: (item.body["cut_off"], item.at))
    held = ws.store.load(last.id, _WITHOUT_PEOPLE)
    if level_of(last.body["level"]) is Level.HO_SO:
        sealed = ws.store.blob(f"personal/{last.id}")
        personal = ws.store.decrypt_personal(last.unit, last.period, sealed) if sealed else None
        if personal is not None:
            held = join_personal(ws.store.load(last.id, (*_WITHOUT_PEOPLE, *_PEOPLE)), personal)
    return Dataset(unit.id, Level.HO_SO, held.tables)


def inherited(ws: Workspace, unit: Unit, bodies: Sequence[Body]) -> Iterator[Any]:
    """People of the units that were merged into this one, as their newest accepted packages name them.

    Posts and bodies of the old units end with them; who works at what is now the same kind of body stands there. A unit
    that was split gives nobody: who went where is not known, and people are never shared out.
    """
    now = {body.kind: body.id for body in bodies}
    for part in ws.env.units.predecessors(unit.id):
        accepted = _accepted(ws, part)
        if accepted and ws.env.units.successor(part.id) is not None:
            yield from _moved(_newest(ws, part, accepted), part, now)


def _moved(held: Dataset, old: Unit, now: Mapping[str | None, str]) -> Iterator[Any]:
    kinds = {body.id: body.kind for body in held.rows(Body)}
    people = held.tables.get("person", {})
    for table in ("body", *_PEOPLE) if people else ():
        for row in held.tables.get(table, {}).values():
            if isinstance(row, Body | Appointment) and row.end is None:
                yield replace(row, end=old.valid_to)
            elif isinstance(row, Person):
                yield replace(row, body=now.get(kinds.get(row.body or "")))
            else:
                yield row


def _profile(ws: Workspace, unit: Unit) -> UnitProfile:
    name = unit.name or ""
    if unit.kind == "agency":
        return UnitProfile(
            id=ws.env.new_id(),
            name=name,
            parent="Ủy ban nhân dân tỉnh Điện Biên",
            place="Điện Biên",
            signer_title="GIÁM ĐỐC",
        )
    place = name.removeprefix("Xã ").removeprefix("Phường ")
    return UnitProfile(
        id=ws.env.new_id(),
        name=f"Ủy ban nhân dân {lowered(name)}",
        place=place,
        symbol="UBND",
        signer_title="CHỦ TỊCH",
    )


def _bodies(ws: Workspace, unit: Unit) -> tuple[Body, ...]:
    if unit.kind == "agency":
        return (Body(id=ws.env.new_id(), name=unit.name, kind="so", tier="tinh", sector=unit.sector, order=1),)
    economy = "Phòng Kinh tế, Hạ tầng và Đô thị" if (unit.name or "").startswith("Phường") else "Phòng Kinh tế"
    return tuple(
        Body(
            id=ws.env.new_id(),
            name=name.format(name=lowered(unit.name or ""), economy=economy),
            kind=kind,
            tier="xa",
            start=unit.valid_from,
            order=order,
        )
        for order, (name, kind) in enumerate(_COMMUNE, 1)
    )


def lowered(name: str) -> str:
    """A unit's name inside a longer one: "Xã Mường Pồn" → "xã Mường Pồn"."""
    return name[:1].lower() + name[1:]
