"""Laws of bringing two clerks' records together: nothing is lost, the order does not matter, twice is once."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.dates import PartialDate
from app.domain.merge import MINE, THEIRS, WHOLE, Chain, Key, Merged, State, merge, merge_all
from app.domain.records import Appointment, Person

BEFORE = Person(id="p1", full_name="Lò Thị Ánh Dương", sex="f", birth=PartialDate("1985"))
KEY: Key = ("person", "p1")
_MARKS = count()
_FIELDS = ("full_name", "ethnic", "note")


def chain(*states: Any, known: int = 1) -> Chain:
    """A chain whose first states are known to both sides."""
    return Chain("person", "p1", tuple(state(record, n, known) for n, record in enumerate(states)))


def state(record: Any, number: int, known: int) -> State:
    return State(f"common {number}" if number < known else f"{next(_MARKS)}", record)


def taken(ours: Chain, theirs: Chain, found: Merged) -> Chain:
    """The chain here after what was merged is written, as the history keeps it."""
    if not found.changes:
        return ours
    marks = (theirs.states[-1].mark, f"{next(_MARKS)}")
    written = [State(mark, item.after) for mark, item in zip(marks, found.changes, strict=False)]
    return replace(ours, states=(*ours.states, *written))


def versions(*values: str | None) -> tuple[Any, ...]:
    return tuple(None if value is None else replace(BEFORE, note=value) for value in values)


X, Y, Z = versions("x", "y", "z")


@pytest.mark.parametrize(
    ("known", "ours", "theirs", "result", "fate"),
    [
        (1, (X,), (X,), X, "same"),
        (1, (X,), (X, Y), Y, "changed"),  # theirs went on
        (1, (X, Y), (X,), Y, "same"),  # ours went on
        (0, (), (X, Y), Y, "added"),
        (0, (), (X, None), None, "same"),  # made and deleted there
        (1, (X,), (X, None), None, "changed"),
        (1, (X, None), (X,), None, "same"),
        (2, (X, None), (X, None, X), X, "added"),  # taken back there
        (2, (X, Y, X), (X, Y), X, "same"),  # ours was changed back on purpose
        (2, (X, Y), (X, Y, X), X, "changed"),
        (2, (X, Y, Z, Y), (X, Y, X), X, "changed"),  # ours came back to where both were
        (1, (X, Y), (X, Y, X), Y, "changed"),  # what theirs typed and took back is not what ours typed
    ],
)
def test_one_side_alone_has_changed(
    known: int, ours: tuple[Any, ...], theirs: tuple[Any, ...], result: Any, fate: str
) -> None:
    found = merge(chain(*ours, known=known), chain(*theirs, known=known))
    assert (found.result, found.fate, found.clashes) == (result, "same" if result == found.mine else fate, ())


def test_different_fields_come_together_without_a_question() -> None:
    mine, theirs = replace(BEFORE, ethnic="03"), replace(BEFORE, note="mới về")
    found = merge(chain(BEFORE, mine), chain(BEFORE, theirs))
    assert found.result == replace(BEFORE, ethnic="03", note="mới về")
    assert [change.after for change in found.changes] == [theirs, found.result]


def test_the_same_field_with_two_values_is_asked_and_nothing_is_written_until_then() -> None:
    mine, theirs = replace(BEFORE, ethnic="03", note="a"), replace(BEFORE, ethnic="19", sex="m")
    found = merge(chain(BEFORE, mine), chain(BEFORE, theirs))
    assert (found.fate, set(found.waiting), found.changes, found.after) == ("rejected", {"ethnic"}, (), mine)
    assert [(item.field, item.mine, item.theirs) for item in found.clashes] == [("ethnic", "03", "19")]
    answered = merge(chain(BEFORE, mine), chain(BEFORE, theirs), {"ethnic": THEIRS})
    assert answered.result == replace(BEFORE, ethnic="19", note="a", sex="m")
    kept = merge(chain(BEFORE, mine), chain(BEFORE, theirs), {"ethnic": MINE})
    assert kept.result == replace(BEFORE, ethnic="03", note="a", sex="m")


def test_a_deliberate_return_is_not_lost_to_the_other_sides_change() -> None:
    """Values alone would say that the other side is older."""
    found = merge(chain(X, Y, Z, known=2), chain(X, Y, X, known=2))
    assert [(item.mine, item.theirs) for item in found.clashes] == [("z", "x")]


def test_deleted_here_and_changed_there_is_asked() -> None:
    for ours, theirs in (((X, None), (X, Y)), ((X, Y), (X, None))):
        found = merge(chain(*ours), chain(*theirs))
        assert (found.fate, set(found.waiting)) == ("rejected", {WHOLE})
        assert merge(chain(*ours), chain(*theirs), {WHOLE: THEIRS}).result == theirs[-1]
        assert merge(chain(*ours), chain(*theirs), {WHOLE: MINE}).result == ours[-1]


def test_an_answer_is_not_asked_for_again_in_the_other_direction() -> None:
    here, there = chain(X, Y), chain(X, Z)
    answered = taken(here, there, merge(here, there, {"note": MINE}))
    assert answered.live == Y
    assert merge(answered, there).fate == "same"
    back = merge(there, answered)
    assert (back.result, back.clashes) == (Y, ())


POST = Appointment(id="a1", person="p1", post="phong.tp")


def test_a_person_who_goes_there_but_has_a_new_post_here_is_asked_for() -> None:
    ours = {KEY: chain(X), ("appointment", "a1"): Chain("appointment", "a1", (State("post", POST),))}
    (found,) = merge_all(ours, [chain(X, None)], {})
    assert (found.fate, found.after) == ("rejected", X)
    (kept,) = merge_all(ours, [chain(X, None)], {KEY: {WHOLE: MINE}})
    assert kept.after == X


def test_a_new_post_there_of_a_person_deleted_here_waits_for_the_answer() -> None:
    theirs = [Chain("appointment", "a1", (State("post", POST),)), chain(X)]
    post, person = merge_all({KEY: chain(X, None)}, theirs, {})
    assert (post.fate, post.held_by, set(person.waiting)) == ("rejected", KEY, {WHOLE})
    post, person = merge_all({KEY: chain(X, None)}, theirs, {KEY: {WHOLE: THEIRS}})
    assert (post.fate, post.after, person.after) == ("added", POST, X)


# --- laws -------------------------------------------------------------------------------------------------------------

_STATES = st.one_of(
    st.builds(
        lambda values: replace(BEFORE, **dict(zip(_FIELDS, values, strict=True))),
        st.tuples(*(st.sampled_from(("a", "b", None)) for _ in _FIELDS)),
    ),
    st.none(),
)


def _going_on(side: Chain, records: list[Any]) -> Chain:
    """The chain after further changes; a record is not written over by itself, nor deleted before it was."""
    for record in records:
        if record != side.live:
            side = replace(side, states=(*side.states, State(f"{next(_MARKS)}", record)))
    return side


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[Chain, Chain]:
    """Two stores of one backup that went on apart."""
    changes = st.lists(_STATES, max_size=3)
    common = _going_on(chain(), draw(changes))
    return _going_on(common, draw(changes)), _going_on(common, draw(changes))


@given(_pairs())
def test_a_side_with_itself_is_the_same(pair: tuple[Chain, Chain]) -> None:
    for side in pair:
        found = merge(side, side)
        assert (found.fate, found.changes, found.result) == ("same", (), side.live)


@given(_pairs())
def test_the_order_does_not_matter_where_nothing_is_asked(pair: tuple[Chain, Chain]) -> None:
    here, there = pair
    assume(there.states and here.states)
    one, other = merge(here, there), merge(there, here)
    assert {item.field for item in one.clashes} == {item.field for item in other.clashes}
    if not one.clashes:
        assert one.result == other.result


@given(_pairs(), st.sampled_from((MINE, THEIRS)))
def test_there_and_back_ends_equal_and_twice_changes_nothing(pair: tuple[Chain, Chain], answer: str) -> None:
    here, there = pair
    merged = taken(here, there, merge(here, there, {WHOLE: answer}))
    again = merge(merged, there, {WHOLE: answer})
    assert (again.fate, again.changes) == ("same", ())
    back = merge(there, merged)
    assert (back.clashes, back.after) == ((), merged.live)
    assert merge(merged, taken(there, merged, back)).changes == ()


@given(_pairs(), st.lists(_STATES, min_size=1, max_size=2))
def test_work_that_goes_on_after_a_merge_is_taken_without_a_question(
    pair: tuple[Chain, Chain], later: list[Any]
) -> None:
    here, there = pair
    assume(here.live != there.live)
    merged = taken(here, there, merge(here, there, {WHOLE: MINE}))
    on = _going_on(merged, later)
    back = merge(there, on)
    assert (back.clashes, back.after) == ((), on.live)
