"""Order without clocks: chain, gap, fork, duplicate, older (threats.md I02-I04, I15)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.package.order import Link, Place, after, before, head, place

CHAIN = (Link("a", ""), Link("b", "a"), Link("c", "b"))


@pytest.mark.fault("I04")
def test_places() -> None:
    assert place("a", "", ()) is Place.NEXT
    assert place("d", "c", CHAIN) is Place.NEXT
    assert place("b", "a", CHAIN) is Place.DUPLICATE
    assert place("x", "b", CHAIN) is Place.FORK
    assert place("x", "", CHAIN) is Place.FORK  # a second beginning: another machine, or a store made anew
    assert place("e", "d", CHAIN) is Place.GAP
    assert place("x", "y", ()) is Place.GAP
    assert place("a", "", CHAIN[1:]) is Place.OLDER


def test_what_continues_a_package_beside_the_chain_is_a_fork() -> None:
    assert place("y", "x", CHAIN, aside={"x"}) is Place.FORK
    assert place("y", "x", CHAIN) is Place.GAP


def test_head_and_neighbours() -> None:
    assert head(()) == ""
    assert head(CHAIN) == "c"
    assert before("c", CHAIN) == {"a", "b"}
    assert before("a", CHAIN) == frozenset()
    assert after("a", CHAIN) == {"b", "c"}
    assert after("c", CHAIN) == frozenset()
    assert before("a", (Link("a", "b"), Link("b", "a"))) == {
        "a",
        "b",
    }  # a circle ends all the same


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_one_chain(length: int, chance: object) -> None:
    """Whatever the carrier does, taking what is next until nothing is leaves the sender's own order."""
    links = [Link(f"p{number}", f"p{number - 1}" if number else "") for number in range(length)]
    waiting = sorted(links, key=lambda _: chance.random())  # type: ignore[attr-defined]
    taken: list[Link] = []
    while waiting:
        due = [link for link in waiting if place(link.digest, link.previous, taken) is Place.NEXT]
        assert len(due) == 1
        assert all(place(link.digest, link.previous, taken) is Place.GAP for link in waiting if link not in due)
        taken += due
        waiting.remove(due[0])
    assert taken == links
    assert head(taken) == f"p{length - 1}"
