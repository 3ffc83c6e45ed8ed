"""Two machines of one unit, or a restored backup: several heads, and a person who decides (threats.md I15, C04)."""

from __future__ import annotations

import pytest

from tests.simulator.province import World, cloned, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON


@pytest.mark.fault("C04", "D14", "E09", "I15")
def test_a_fork_waits_for_a_person_with_both_heads(world: World) -> None:
    unit = world.enrolled(PON)
    other = cloned(world, unit)
    one, two = corrected(world, unit), corrected(world, other, 1)
    assert codes(world.deliver(one)) == [("received", "")]
    assert codes(world.deliver(two)) == [("fork", "NGH-03")]
    assert world.states(PON) == ["accepted", "fork", "fork"]
    assert all("errors" in world.received(path).body for path in (one, two))
    run(world.so, "accept", package=world.received(two).id)
    assert (world.received(one).state, world.received(two).state) == ("archived", "accepted")
    assert world.states(PON).count("accepted") == 1


def test_what_follows_a_fork_finds_its_place_when_it_is_decided(world: World) -> None:
    unit = world.enrolled(PON)
    other = cloned(world, unit)
    one, two = corrected(world, unit), corrected(world, other, 1)
    after_one, after_two = corrected(world, unit), corrected(world, other, 1)
    world.deliver(one, two)
    assert codes(world.deliver(after_one, after_two)) == [("fork", "NGH-03")] * 2
    run(world.so, "accept", package=world.received(one).id)
    assert world.received(after_one).state == "received"
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]
    states = [world.received(path).state for path in (one, two, after_one, after_two)]
    assert states == ["accepted", "archived", "superseded", "archived"]


def test_choosing_a_later_head_takes_what_it_continues_along(world: World) -> None:
    unit = world.enrolled(PON)
    other = cloned(world, unit)
    one, two = corrected(world, unit), corrected(world, other, 1)
    after_two = corrected(world, other, 1)
    world.deliver(one, two, after_two)
    run(world.so, "accept", package=world.received(after_two).id)
    assert [world.received(path).state for path in (one, two, after_two)] == ["archived", "superseded", "accepted"]
    assert codes(world.deliver(corrected(world, other, 2))) == [("received", "")]
    assert codes(world.deliver(corrected(world, unit, 2))) == [("fork", "NGH-03")]


def test_a_second_beginning_is_a_fork(world: World) -> None:
    """A unit made anew without a backup begins its chain again."""
    unit = world.enrolled(PON)
    again = cloned(world, unit)
    for document in (*again.store.documents("sent"), *again.store.documents("setting")):
        if document.kind == "sent" or document.id == "so_head":
            again.store._content.documents.pop((document.kind, document.id))  # type: ignore[attr-defined]
    assert codes(world.deliver(corrected(world, again))) == [("fork", "NGH-03")]
    assert world.states(PON) == ["accepted", "fork"]


def test_what_was_accepted_for_another_period_stays_accepted(world: World) -> None:
    unit = world.enrolled(PON)
    other = cloned(world, unit)
    world.clock.at = world.clock.at.replace(year=2027, month=1, day=20)
    half = world.package(unit, period="2026-H1")
    assert codes(world.deliver(half)) == [("received", "")]
    run(world.so, "accept", package=world.received(half).id)
    two = corrected(world, other, 1)
    assert codes(world.deliver(two)) == [("fork", "NGH-03")]
    run(world.so, "accept", package=world.received(two).id)
    assert world.received(half).state == "accepted"
    assert world.received(two).state == "accepted"


def test_what_was_accepted_is_never_returned_though_a_rival_came(world: World) -> None:
    """Another head asks for a choice: the accepted one can be chosen once more, it cannot be taken back."""
    unit = world.enrolled(PON)
    other = cloned(world, unit)
    one, two = corrected(world, unit), corrected(world, other, 1)
    world.deliver(one)
    run(world.so, "accept", package=world.received(one).id)
    assert codes(world.deliver(two)) == [("fork", "NGH-03")]
    assert code_of(run, world.so, "return", package=world.received(one).id, reason="Nhầm.") == "NHAP-01"
    run(world.so, "accept", package=world.received(one).id)
    assert (world.received(one).state, world.received(two).state) == ("accepted", "archived")
