"""Pairs of records of two units: by which token a person is known again, and what speaks against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.plan.crosschecks import Presence, find_pairs

A = Presence("a", "pa", "p1", "id1", "name1")
B = Presence("b", "pb", "p2", "id1", "name2")


def told(*now: Presence, before: tuple[Presence, ...] = ()) -> list[tuple[str, bool, str]]:
    return [(pair.kind, pair.certain, pair.detail) for pair in find_pairs(now, before)]


def test_a_number_is_certain_a_name_only_probable_and_two_numbers_speak_against_a_name() -> None:
    assert told(A, B) == [("person", True, "")]
    assert told(A, replace(B, by_id="", by_name="name1")) == [("person", False, "")]
    assert told(A, replace(B, by_id="id9", by_name="name1")) == []
    assert told(A, replace(B, unit="a")) == []
    assert told(replace(A, by_id="", by_name=""), replace(B, by_id="", by_name="")) == []


def test_the_key_and_the_mark_do_not_depend_on_the_order_of_the_units() -> None:
    (one,), (other,) = find_pairs((A, B)), find_pairs((B, A))
    assert (one.key, one.mark) == (other.key, other.mark)
    assert "id1" not in one.mark


def test_a_transfer_fits_or_leaves_no_trace() -> None:
    gone = replace(A, here=False, left_on=date(2026, 6, 1), left_reason="chuyen_cong_tac")
    assert told(gone, replace(B, since=date(2026, 6, 1))) == []
    assert told(gone, replace(B, since=date(2026, 3, 1))) == [("transfer", True, "overlap")]
    assert told(replace(gone, left_reason="nghi_huu"), B) == [("transfer", True, "reason")]
    assert told(gone, replace(B, here=False)) == []


def test_nobody_ended_it() -> None:
    other = replace(A, person="p9", by_id="id9", by_name="name9")
    assert told(other, B, before=(A,)) == [("transfer", True, "vanished")]
    assert told(B, before=(A,)) == [], "the old unit has not reported yet"
    assert told(other, B, before=(A, B)) == [], "was in both before; that is another question"


def test_a_head_of_one_body_in_two_units_unless_the_name_is_of_many() -> None:
    post = (("phong.tp", "phong kinh te"),)
    one, other = replace(A, posts=post), replace(B, by_id="id2", posts=post)
    assert told(one, other) == [("post", False, "")]
    assert told(one, other, replace(B, unit="c", by_id="id3", posts=post)) == []
    assert told(one, replace(other, here=False)) == []
