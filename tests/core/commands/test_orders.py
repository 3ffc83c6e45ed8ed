"""Order without clocks: whatever the carrier does with the files, Sở Nội vụ ends in one state (threats.md I01-I06).

Two states are one where every package stands alike, with the same figures, records and receipts: numbers and times of
receipts aside, because those tell when things came.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.chains import settled
from app.domain.storage import Document
from app.errors import refuse
from tests.simulator.province import World, cloned, corrected, run
from tests.simulator.units import PON

NEVER = "không bao giờ tới"
ALWAYS = 60


def state_of(world: World) -> dict[str, Any]:
    """Everything that Sở Nội vụ has of the unit, in one form; times and numbers of receipts aside."""
    store = world.so.store
    documents = [item for kind in ("received", "enrolment", "request") for item in store.documents(kind)]
    seen = {(item.kind, item.id): (item.unit, item.period, item.state, untimed(item)) for item in documents}
    read = [item.id for item in store.documents("received")]
    return {
        "documents": seen,
        "figures": store.figures_of(read),
        "scopes": {name: store.load(name) for name in read},
        "originals": {name: store.original(name) is not None for name in read},
        "receipts": sorted((item.body["package"], item.state) for item in store.documents("receipt")),
        "history": store.verify_history().broken,
    }


def untimed(item: Document) -> dict[str, Any]:
    """What a document says, without when it arrived."""
    return {name: value for name, value in item.body.items() if name != "received_at"}


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What is not alike in two states; of documents, which and how."""
    wrong = [part for part in expected if part != "documents" and expected[part] != found[part]]
    told = {**expected["documents"], **found["documents"]}
    for key in told:
        one, two = expected["documents"].get(key), found["documents"].get(key)
        if one != two:
            wrong.append(f"{key}: {one} | {two}")
    return wrong


def receipts_given(world: World) -> None:
    """A receipt for everything that can have one."""
    for item in world.so.store.documents("received"):
        if item.state in ("received", "accepted", "returned"):
            run(world.so, "receipt", package=item.id, out=world.folder / "receipts" / f"{item.id}.p7m")


class Orders:
    """Every order of delivery as a tree, so that a beginning that two orders share is received once."""

    def __init__(self, world: World, paths: Sequence[Path]) -> None:
        self.world, self.paths = world, paths

    def ends(self, orders: Sequence[tuple[int, ...]]) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:
        """The state after each order."""
        yield from self._walk((), sorted(orders))

    def _walk(
        self, begun: tuple[int, ...], orders: Sequence[tuple[int, ...]]
    ) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:
        store, depth = self.world.so.store, len(begun)
        if depth == len(self.paths):
            receipts_given(self.world)
            yield begun, state_of(self.world)
            return
        for number in sorted({order[depth] for order in orders}):
            self.world.so.store = deepcopy(store)
            self.world.deliver(self.paths[number])
            yield from self._walk((*begun, number), [order for order in orders if order[depth] == number])
        self.world.so.store = store


@pytest.fixture
def six(world: World) -> list[Path]:
    """A first amendment, the same again, two that replace it, one behind a head, one whose previous is lost."""
    unit = world.enrolled(PON)
    first = corrected(world, unit)
    other = cloned(world, unit)
    left, right = corrected(world, unit), corrected(world, other, 1)
    after_left = corrected(world, unit)
    _lost = corrected(world, other, 1)
    held = corrected(world, other, 1)
    again = world.folder / "chep-lai" / first.name
    again.parent.mkdir()
    again.write_bytes(first.read_bytes())
    return [first, again, left, right, after_left, held]


@pytest.mark.fault("I02", "I03", "I04", "I15")
def test_six_packages_in_sixty_orders_lead_to_one_state(world: World, six: list[Path]) -> None:
    orders = random.Random(2282).sample(list(permutations(range(6))), ALWAYS)
    assert_one_state(world, six, orders)


@pytest.mark.faults
def test_six_packages_in_all_orders_lead_to_one_state(world: World, six: list[Path]) -> None:
    orders = list(permutations(range(6)))
    assert len(orders) == 720
    assert_one_state(world, six, orders)


def assert_one_state(world: World, paths: list[Path], orders: list[tuple[int, ...]]) -> None:
    """All orders end alike, and the fork is shown in each."""
    expected: dict[str, Any] = {}
    count = 0
    for order, state in Orders(world, paths).ends(orders):
        expected = expected or state
        assert differences(expected, state) == [], order
        states = [world.received(path).state for path in paths]
        assert states == ["superseded", "superseded", "fork", "fork", "fork", "waiting_previous"], order
        count += 1
    assert count == len(orders)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package of a drawn tree: which one it continues (-1: what was there), its period, whether it is refused."""

    previous: int
    period: str
    refused: bool


@st.composite
def parcels(draw: st.DrawFn) -> list[Parcel]:
    return [
        Parcel(draw(st.integers(-1, number - 1)), draw(st.sampled_from(("2026", "2026-H1"))), draw(st.booleans()))
        for number in range(draw(st.integers(1, 7)))
    ]


def arrived(parcel: Parcel, number: int) -> Document:
    body = {"previous": str(parcel.previous) if parcel.previous >= 0 else "root"}
    return Document("received", str(number), PON, parcel.period, "refused" if parcel.refused else "received", body=body)


def received_in(order: Sequence[int], tree: Sequence[Parcel], begun: Document) -> dict[str, Document]:
    """What reception makes of an order: a gap waits, everything else is read and settled with what is there."""
    stands, waiting = {begun.id: begun}, list[Document]()
    for number in order:
        waiting.append(arrived(tree[number], number))
        while due := [item for item in waiting if item.body["previous"] in stands]:
            stands = settled((*stands.values(), due[0]), refuse("NGH-03", unit=PON))
            waiting.remove(due[0])
    assert not waiting
    return stands


@given(parcels(), st.sampled_from(("accepted", "returned", "received")), st.randoms(use_true_random=False))
def test_where_packages_stand_does_not_depend_on_their_order(
    tree: list[Parcel], state: str, chance: random.Random
) -> None:
    begun = Document("received", "root", PON, "2026", state, body={"previous": ""})
    orders = [list(range(len(tree))) for _ in range(3)]
    for order in orders[1:]:
        chance.shuffle(order)
    first, *others = (received_in(order, tree, begun) for order in orders)
    assert all(first == other for other in others)
    rivals = {one.previous for one in tree if sum(other.previous == one.previous for other in tree) > 1}
    shown = {number for number, one in enumerate(tree) if one.previous in rivals and not one.refused}
    assert all(first[str(number)].state == "fork" for number in shown)
