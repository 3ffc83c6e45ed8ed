"""Match tokens: the same person gives the same token in two units, and nothing else is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.dates import PartialDate
from app.domain.records import Person
from app.package.tokens import MatchTokens, match_tokens
from tests.simulator.packages import TOKEN_KEY

PERSON = Person(
    id="a", full_name="Lò Thị Ánh Dương", sex="f", birth=PartialDate("1978-05-14"), id_number="011178000001"
)


@pytest.mark.fault("I19")
def test_the_same_person_elsewhere() -> None:
    other = replace(PERSON, id="b", full_name="LÒ THỊ  ÁNH DƯƠNG", note="x", ethnic="03")
    one, two = match_tokens(PERSON, TOKEN_KEY), match_tokens(other, TOKEN_KEY)
    assert (one.by_id, one.by_name) == (two.by_id, two.by_name)
    assert two.person == "b"
    assert len(one.by_id) == len(one.by_name) == 32


def test_another_person_or_key_gives_another_token() -> None:
    one = match_tokens(PERSON, TOKEN_KEY)
    for change in ({"birth": PartialDate("1978-05-15")}, {"sex": "m"}, {"full_name": "Lò Thị Ánh Nguyệt"}):
        two = match_tokens(replace(PERSON, **change), TOKEN_KEY)
        assert two.by_name != one.by_name
        assert two.by_id == one.by_id
    other_key = match_tokens(PERSON, bytes(32))
    assert other_key.by_id != one.by_id
    assert other_key.by_name != one.by_name


def test_what_is_not_known_says_nothing() -> None:
    assert match_tokens(Person(id="a"), TOKEN_KEY) == MatchTokens("a", "", "")
    assert match_tokens(replace(PERSON, birth=None), TOKEN_KEY).by_name == ""
    assert match_tokens(replace(PERSON, id_number=None), TOKEN_KEY).by_id == ""
