"""Numbers as reports write them; rounding from integers at the last step."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vietnamese.numbers import decimal, integer, millions, percent, percent_against, roman, words, written


def read_back(written):
    return Fraction(written.replace(".", "").replace(",", "."))


@pytest.mark.parametrize(("n", "written"), [(0, "0"), (999, "999"), (1234, "1.234"), (-1234567, "-1.234.567")])
def test_integers_have_a_stop_between_thousands(n, written):
    assert integer(n) == written


def test_quotients_round_half_up_once():
    assert percent(7, 15) == "46,7"
    assert percent(1, 3) == "33,3"
    assert percent(1, 2000) == "0,1"  # 0,05
    assert decimal(1, 8, 2) == "0,13"  # 0,125: half up, not to even
    assert decimal(-1, 8, 2) == "-0,13"
    assert decimal(-1, 1000, 1) == "0,0"
    assert decimal(5, 2, 0) == "3"
    assert decimal(12345, 10, 2) == "1.234,50"


def test_no_denominator_is_no_percentage():
    with pytest.raises(ZeroDivisionError):
        percent(0, 0)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(0, 6))
def test_rounding_agrees_with_exact_decimals(n, d, decimals):
    exact = Fraction(n, d)
    written = decimal(n, d, decimals)
    assert abs(read_back(written) - exact) <= Fraction(1, 2 * 10**decimals)
    terminating = Decimal(n) / 1024
    expected = terminating.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert read_back(decimal(n, 1024, decimals)) == Fraction(expected)


def test_a_percentage_never_contradicts_its_verdict():
    assert percent_against(7, 15, 60) == "46,7"
    assert percent_against(2996, 10000, 30) == "29,96"  # 30,0 would say "reached"
    assert percent_against(29996, 100000, 30) == "29,996"
    assert percent_against(3, 10, 30) == "30,0"
    assert percent_against(0, 5, 0) == "0,0"


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 100))
def test_what_is_shown_says_what_was_decided(n, d, target):
    shown = percent_against(n, d, target)
    assert (read_back(shown) >= target) == (100 * n >= target * d)
    assert len(shown.partition(",")[2]) <= 3
    if (read_back(percent(n, d)) >= target) == (100 * n >= target * d):
        assert shown == percent(n, d)


def test_money_in_millions():
    assert millions(1_234_567_890) == "1.234,6"
    assert millions(12_500_000, 3) == "12,500"
    assert millions(0) == "0,0"


@pytest.mark.parametrize(
    ("n", "spoken"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (30, "ba mươi"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (111, "một trăm mười một"),
        (1005, "một nghìn không trăm linh năm"),
        (1010, "một nghìn không trăm mười"),
        (2024, "hai nghìn không trăm hai mươi tư"),
        (10_000, "mười nghìn"),
        (1_000_000, "một triệu"),
        (1_000_015, "một triệu không trăm mười lăm"),
        (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
        (10**9, "một tỷ"),
        (10**9 + 5, "một tỷ không trăm linh năm"),
        (10**12, "một nghìn tỷ"),
        (10**12 + 5 * 10**8, "một nghìn tỷ năm trăm triệu"),
        (10**15, "một triệu tỷ"),
        (-7, "âm bảy"),
    ],
)
def test_numbers_in_words(n, spoken):
    assert words(n) == spoken


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_different_numbers_read_differently(one, other):
    assert (words(one) == words(other)) == (one == other)


def test_out_of_range_is_refused():
    with pytest.raises(ValueError, match="18 digits"):
        words(10**18)
    for n in (0, 4000):
        with pytest.raises(ValueError, match="Roman"):
            roman(n)


@pytest.mark.parametrize(
    ("n", "written"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (49, "XLIX"), (2026, "MMXXVI")]
)
def test_roman_figures(n, written):
    assert roman(n) == written


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(0, 6))
def test_what_is_written_can_be_reckoned_on(n, d, decimals):
    assert written(n, d, decimals, 100) == read_back(decimal(n, d, decimals, 100))
