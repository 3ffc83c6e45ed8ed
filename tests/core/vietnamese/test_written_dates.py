"""Dates as the units' sheets hold them, and as documents write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vietnamese.dates import (
    excel_serial,
    long_date,
    parse_date,
    parse_date_noted,
    parse_number_noted,
    write_date,
)

DAYS = st.dates(date(1900, 3, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("12/3/1981", "1981-03-12"),
        ("01.02.1979", "1979-02-01"),
        ("'05/6/1990", "1990-06-05"),
        (" 12 / 3 / 1981 ", "1981-03-12"),
        ("12-03-1981", "1981-03-12"),
        ("3/1981", "1981-03"),
        ("tháng 3/1981", "1981-03"),
        ("1981", "1981"),
        ("sinh năm 1981", "1981"),
        ("1981.0", "1981"),
        ("1985-03-12", "1985-03-12"),
        ("1985/3/12", "1985-03-12"),
        ("1985-03-12 00:00:00", "1985-03-12"),
        ("1985-03-12T00:00:00", "1985-03-12"),
        ("1985-03", "1985-03"),
        ("ngày 05 tháng 01 năm 2027", "2027-01-05"),
        ("29/02/2024", "2024-02-29"),
        ("00/03/1981", "1981-03"),
        ("00/00/1981", "1981"),
    ],
)
def test_dates_that_read_in_one_way(written, iso):
    assert parse_date_noted(written) == (iso, "")


@pytest.mark.parametrize(
    ("written", "iso", "note"),
    [
        ("12/3/85", "1985-03-12", "năm 85 hiểu là 1985"),
        ("20-10-85", "1985-10-20", "năm 85 hiểu là 1985"),
        ("1/1/05", "2005-01-01", "năm 05 hiểu là 2005"),
        ("1/1/40", "2040-01-01", "năm 40 hiểu là 2040"),
        ("1/1/41", "1941-01-01", "năm 41 hiểu là 1941"),
        ("85", "1985", "năm 85 hiểu là 1985"),
        ("3/81", "1981-03", "năm 81 hiểu là 1981"),
        ("29500", "1980-10-06", "đọc theo số thứ tự ngày của Excel"),
        ("12031981", "1981-03-12", "12031981 hiểu là 12/03/1981"),
        ("19810312", "1981-03-12", "19810312 hiểu là 12/03/1981"),
        ("010375", "1975-03-01", "010375 hiểu là 01/03/1975"),
        ("031975", "1975-03", "031975 hiểu là 03/1975"),
        ("1/3/75", "1975-03-01", "năm 75 hiểu là 1975"),
    ],
)
def test_what_was_assumed_is_said(written, iso, note):
    assert parse_date_noted(written) == (iso, note)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/02/1985", "không có ngày 31/02/1985"),
        ("29/02/2023", "không có ngày 29/02/2023"),
        ("03/25/1985", "không có tháng 25 (có thể đã viết tháng trước ngày)"),
        ("13/1981", "không có tháng 13"),
        ("12/3/0981", "năm 981 không hợp lý"),
        ("5/12", "5/12 thiếu năm hoặc năm chỉ có hai chữ số"),
        ("12/00/1981", "có ngày mà không có tháng"),
        ("40", "40 không phải ngày, tháng hay năm"),
        ("nt", "không đọc được thành ngày"),
        ("1981-1985", "không đọc được thành ngày"),
        ("99999999", "99999999 không phải ngày"),
        ("991375", "991375 không phải ngày"),
        ("", ""),
    ],
)
def test_no_date_has_a_reason(written, why):
    assert parse_date_noted(written) == (None, why)
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1/3/30", "1930-03-01"),
        ("010330", "1930-03-01"),
        ("3/27", "1927-03"),
        ("1/3/26", "2026-03-01"),
        ("1/3/05", "2005-03-01"),
        ("20-10-85", "1985-10-20"),
        ("1/3/2030", "2030-03-01"),
    ],
)
def test_a_short_year_of_what_is_past_is_past(written, iso):
    assert parse_date_noted(written, not_after=date(2026, 11, 26))[0] == iso


@given(DAYS)
def test_written_dates_are_read_back(day):
    iso = day.isoformat()
    for prefix in (iso, iso[:7], iso[:4]):
        assert parse_date(write_date(prefix)) == prefix
        assert parse_date(prefix) == prefix
        assert parse_date(long_date(prefix)) == prefix


@given(st.text(alphabet="0123456789/.- 'Tthángnămày:"))
def test_any_text_gives_a_real_date_or_none(text):
    iso, note = parse_date_noted(text)
    if iso is None:
        assert note or not text.strip()
    else:
        date.fromisoformat((iso + "-01-01")[:10])


def test_document_dates_lead_with_zero_below_ten_and_for_two_months():
    assert long_date(date(2027, 1, 5)) == "ngày 05 tháng 01 năm 2027"
    assert long_date("2027-02-10") == "ngày 10 tháng 02 năm 2027"
    assert long_date("2027-03-09") == "ngày 09 tháng 3 năm 2027"
    assert long_date("2027-12") == "tháng 12 năm 2027"
    assert long_date("2027") == "năm 2027"


def test_written_prefixes():
    assert [write_date(iso) for iso in ("1985-03-12", "1985-03", "1985")] == ["12/03/1985", "03/1985", "1985"]


def test_the_calendar_of_excel():
    assert excel_serial(1) == "1900-01-01"
    assert excel_serial(59) == "1900-02-28"
    assert excel_serial(60) is None  # Excel's 29/02/1900
    assert excel_serial(61) == "1900-03-01"
    assert excel_serial(29500.75) == "1980-10-06"
    assert excel_serial(0, date1904=True) == "1904-01-01"
    assert excel_serial(2958465) == "9999-12-31"
    for beyond in (0, -1, 2958466, float("nan"), float("inf")):
        assert excel_serial(beyond) is None


@given(DAYS)
def test_both_calendars_name_the_same_day(day):
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    assert excel_serial(serial) == day.isoformat()
    if serial >= 1462:
        assert excel_serial(serial - 1462, date1904=True) == day.isoformat()


@pytest.mark.parametrize(
    ("number", "iso"),
    [(1981.0, "1981"), (29500.0, "1980-10-06"), (3.1981, "1981-03"), (10.198, "1980-10"), (7.0, None), (1e9, None)],
)
def test_numbers_in_a_date_column(number, iso):
    assert parse_number_noted(number)[0] == iso


def test_numbers_that_are_not_numbers():
    assert parse_number_noted(float("nan"))[0] is None
