"""Partial dates: what they can mean, when they are in force, and ages that never read the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate, age_bounds, certainly_in_force, day, in_force, months_between

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
PARTIAL = st.builds(lambda on, size: PartialDate(on.isoformat()[:size]), DAYS, st.sampled_from((4, 7, 10)))
MAYBE = st.none() | PARTIAL


NO_DATES = (
    *("", "26", "2026-13", "2026-00", "2026-02-29", "2025-02-30", "2026-3", "2026-03-08 ", " 2026", "2026/03", "0000"),
    *("20260308", "2026-03-08T00:00", "２０２６", "٢٠٢٦", "2026\n", "-2026", "2026-"),
)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate(text)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1975", date(1975, 1, 1), date(1975, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2026-03-08", date(2026, 3, 8), date(2026, 3, 8)),
    ],
)
def test_earliest_and_latest(text: str, earliest: date, latest: date) -> None:
    value = PartialDate(text)
    assert (value.earliest, value.latest) == (earliest, latest)
    assert str(value) == text


@given(PARTIAL)
def test_bounds_hold_the_text(value: PartialDate) -> None:
    assert value.earliest <= value.latest
    assert value.earliest.isoformat().startswith(value.text) and value.latest.isoformat().startswith(value.text)
    assert value.is_full == (value.earliest == value.latest) and value.year == value.earliest.year


@given(PARTIAL)
def test_coarsening_is_idempotent_and_keeps_the_month(value: PartialDate) -> None:
    coarse = value.to_month()
    assert coarse == coarse.to_month() and not coarse.is_full
    assert coarse.earliest <= value.earliest and value.latest <= coarse.latest
    assert coarse == value or value.is_full


@given(DAYS)
def test_a_full_day(on: date) -> None:
    assert day(on).earliest == day(on).latest == on


@given(MAYBE, MAYBE, DAYS)
def test_certain_implies_possible(start: PartialDate | None, end: PartialDate | None, on: date) -> None:
    assert not certainly_in_force(start, end, on) or in_force(start, end, on)


@given(DAYS, DAYS, DAYS)
def test_full_dates_leave_no_doubt(start: date, end: date, on: date) -> None:
    assert in_force(day(start), day(end), on) == certainly_in_force(day(start), day(end), on) == (start <= on <= end)


@given(DAYS, MAYBE, DAYS)
def test_possible_is_a_meaning_that_holds(start: date, end: PartialDate | None, on: date) -> None:
    possible = in_force(day(start), end, on)
    ends = [end.earliest, end.latest] if end else [date.max]
    assert possible == any(start <= on <= last for last in ends)


def test_the_end_is_inclusive() -> None:
    start, end = PartialDate("2021-01-01"), PartialDate("2025-06-30")
    assert in_force(start, end, date(2025, 6, 30)) and not in_force(start, end, date(2025, 7, 1))


def test_unknown_sides() -> None:
    on = date(2026, 12, 14)
    assert in_force(None, None, on) and not certainly_in_force(None, None, on)
    assert in_force(PartialDate("2026"), None, date(2026, 1, 1))
    assert not certainly_in_force(PartialDate("2026"), None, date(2026, 1, 1))


@pytest.mark.fault("L07")
@given(PARTIAL.filter(lambda value: value.is_full), DAYS)
def test_age_never_reads_the_day(birth: PartialDate, on: date) -> None:
    assert age_bounds(birth, on) == age_bounds(birth.to_month(), on)
    assert age_bounds(birth, on) == age_bounds(birth, on.replace(day=1))


@given(PARTIAL, DAYS)
def test_age_bounds_are_ordered_and_hold_every_meaning(birth: PartialDate, on: date) -> None:
    youngest, oldest = age_bounds(birth, on)
    assert youngest <= oldest <= youngest + 1
    middle = birth.earliest + (birth.latest - birth.earliest) // 2
    assert youngest <= age_bounds(day(middle), on)[0] <= oldest


@pytest.mark.fault("L07")
def test_age_turns_in_the_month_of_birth() -> None:
    birth = PartialDate("1975-05-31")
    assert age_bounds(birth, date(2035, 4, 30)) == (59, 59)
    assert age_bounds(birth, date(2035, 5, 1)) == (60, 60)
    assert age_bounds(PartialDate("1975"), date(2026, 12, 14)) == (51, 51)
    assert age_bounds(PartialDate("1975"), date(2026, 6, 30)) == (50, 51)


@given(DAYS, st.integers(0, 2000))
def test_months_add(start: date, more: int) -> None:
    end = start + timedelta(days=more)
    assert months_between(start, end) == -months_between(end, start) >= 0
    assert months_between(date(2021, 1, 31), start) + months_between(start, end) == months_between(
        date(2021, 1, 31), end
    )
