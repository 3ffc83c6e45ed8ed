"""Short codes: typed as people type, and every slip of one character or one exchange is found."""

from __future__ import annotations

import random
import re

import pytest

from app.domain.short_codes import LETTERS, SHAPE, read_code, short_code, wrong_groups

CODES = tuple(short_code(f"số liệu {number}".encode()) for number in range(60))


def test_a_code_is_read_as_people_type_it() -> None:
    for code in CODES:
        assert re.fullmatch(SHAPE, code)
        typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert read_code(typed) == read_code(code.replace("-", "")) == code
    assert read_code(f" {CODES[0]}\n") == CODES[0]


def test_one_wrong_character_is_found_and_its_group_named() -> None:
    for code in CODES[:12]:
        for at, letter in enumerate(code):
            for other in LETTERS if letter != "-" else "":
                if other != letter:
                    wrong = code[:at] + other + code[at + 1 :]
                    assert wrong_groups(wrong) == (1 if at < 5 else 2,)
                    assert not read_code(wrong)


def test_exchanged_neighbours_and_groups_are_found() -> None:
    for code in CODES:
        for at in (0, 1, 2, 3, 6, 7, 8, 9):
            swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            assert swapped == code or not read_code(swapped)
        first, _, second = code.partition("-")
        assert not read_code(f"{second}-{first}")


@pytest.mark.parametrize("text", ["", "4K7P", "Mã đối chiếu", "U" * 10, "4K7PX-29XDM-11111"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert wrong_groups(text) == (3,)
    assert read_code(text) == ""


def test_drawn_codes_differ() -> None:
    draw = random.Random(5)
    assert len({short_code(draw.randbytes(9)) for _ in range(20_000)}) == 20_000
