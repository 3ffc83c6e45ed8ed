"""Codes read aloud: every likely slip is found, and the wrong group is named."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.codes import (
    ACTIVATION_GROUPS,
    check_groups,
    digits_with_check,
    fingerprint_groups,
    new_activation_code,
    parse_activation_code,
    same_groups,
    wrong_groups,
)
from app.crypto.keys import generate_key, public_der
from app.errors import UserError


def test_fingerprint_is_six_groups_of_five_digits_and_depends_on_the_key() -> None:
    one, two = public_der(generate_key()), public_der(generate_key())
    text = fingerprint_groups(one)
    assert [len(group) for group in text.split()] == [5] * 6
    assert check_groups(text)
    assert check_groups(text.replace(" ", "-"))
    assert fingerprint_groups(one) == text != fingerprint_groups(two)


@given(st.integers(0, 10**24 - 1), st.integers(0, 29), st.integers(1, 9))
def test_one_wrong_digit_is_always_found_and_its_group_named(number: int, place: int, shift: int) -> None:
    digits = digits_with_check(number, 6).replace(" ", "")
    typed = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert wrong_groups(typed, 6) == (place // 5 + 1,)


@given(st.integers(0, 10**24 - 1), st.integers(0, 5), st.integers(0, 3))
def test_exchanged_neighbours_in_a_group_are_always_found(number: int, group: int, place: int) -> None:
    digits = list(digits_with_check(number, 6).replace(" ", ""))
    at = 5 * group + place
    if digits[at] != digits[at + 1]:
        digits[at], digits[at + 1] = digits[at + 1], digits[at]
        assert wrong_groups("".join(digits), 6) == (group + 1,)


@given(st.integers(0, 10**40 - 1), st.integers(0, 9), st.integers(0, 9))
def test_exchanged_groups_are_always_found(number: int, left: int, right: int) -> None:
    groups = digits_with_check(number, ACTIVATION_GROUPS).split()
    if groups[left] != groups[right]:
        groups[left], groups[right] = groups[right], groups[left]
        assert wrong_groups(" ".join(groups), ACTIVATION_GROUPS)


def test_activation_code_has_at_least_128_bits_and_gives_a_key_however_it_is_typed() -> None:
    assert 10 ** (4 * ACTIVATION_GROUPS) >= 2**128
    code = new_activation_code()
    assert len(code.split()) == ACTIVATION_GROUPS
    key = parse_activation_code(code)
    digits = code.replace(" ", "")
    assert key == parse_activation_code(f"  {code.replace(' ', ' - ')}\n")
    assert key == hashlib.sha256(f"so2282-activation:{digits}".encode()).digest()
    assert same_groups(code, digits)
    assert new_activation_code() != code


@pytest.mark.parametrize("typed", ["", "12345", "٠" * 50, "x" * 50, "1" * 51, "１" * 50])
def test_a_code_that_is_not_one_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_activation_code(typed)
    assert refused.value.code == "KHOA-07"


def test_a_number_that_does_not_fit_is_a_bug() -> None:
    for number in (-1, 10**24):
        with pytest.raises(ValueError, match="fit"):
            digits_with_check(number, 6)
