"""Dates as people write them, read into ISO prefixes and written back.

Hides every spelling found in the units' sheets, the window of two-digit years and the day numbers of Excel. A partial
date is an ISO prefix: "1985", "1985-03", "1985-03-12". The day always comes before the month.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from math import isfinite
from typing import Final

Noted = tuple[str | None, str]
"""The ISO prefix or None, and a Vietnamese note, empty where the reading leaves no doubt."""

LAST_SHORT_YEAR_OF_2000S: Final = 40
"""Two-digit years up to this one are read as 20xx, later ones as 19xx: a person in service in 2026 was born after 1940
and no term of office in the plan ends after 2040."""

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2100

_DAY_ZERO: Final = {False: date(1899, 12, 31), True: date(1904, 1, 1)}
_FAKE_LEAP_DAY: Final = 60
_SERIALS_AS_TEXT: Final = range(10_000, 60_000)  # 1927 to 2064; shorter numbers are years or counts

_LEADING: Final = re.compile(r"^(?:['’`]|(?:sinh|ngày|tháng|năm)\b)\s*", re.IGNORECASE)
_WORDED: Final = re.compile(r"\s*\b(?:tháng|năm)\b\s*", re.IGNORECASE)
_TIME_OF_DAY: Final = re.compile(r"(?<=\d)[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$")
_SEPARATOR: Final = r"\s*[/.\-\s]\s*"
_DAY_FIRST: Final = re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{4}}|\d{{2}})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_MONTH_YEAR: Final = re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{4}}|\d{{2}})")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_AS_DECIMAL: Final = re.compile(r"(\d{1,2})\.((?:19|20)\d{0,2})")  # Excel took 3.1981 for a number
_DIGITS: Final = re.compile(r"\d+(?:\.0+)?")


def parse_date(text: str) -> str | None:
    """Reads a date, day first; None where there is none or it cannot exist."""
    return parse_date_noted(text)[0]


def parse_date_noted(text: str, *, not_after: date | None = None) -> Noted:
    """Reads a date and says what had to be assumed.

    Reads 12/3/1981, 12/3/81, 01.02.1979, 20-10-85, 120381, 3/1981, 1981, ISO dates with or without a time of day, "ngày
    05 tháng 01 năm 2027", a leading apostrophe, day numbers of Excel typed as text, and a day or month written 00 for
    unknown.

    Args:
        text: the content of a cell that should hold a date.
        not_after: the day after which the date cannot lie, such as today for a birth; two-digit years keep to it.

    Returns:
        The ISO prefix or None, and a Vietnamese note: why there is no date, or what was assumed; empty for a blank cell
        and for a date that reads in one way only.
    """
    plain = _plain(text)
    if not plain:
        return None, "không đọc được thành ngày" if text.strip() else ""
    last = LAST_SHORT_YEAR_OF_2000S if not_after is None else min(LAST_SHORT_YEAR_OF_2000S, not_after.year % 100)
    for pattern, read in _READERS:
        if match := pattern.fullmatch(plain):
            return read(*match.groups(), last=last)
    if _DIGITS.fullmatch(plain):
        return _read_digits(plain.partition(".")[0], last)
    return None, "không đọc được thành ngày"


def parse_number_noted(number: float, *, date1904: bool = False) -> Noted:
    """Reads a number found in a cell that should hold a date: a year, a day number of Excel, or 3.1981 meaning 3/1981.

    Args:
        number: the value of the cell.
        date1904: whether the workbook counts days from 1904.

    Returns:
        As `parse_date_noted`.
    """
    if not isfinite(number):
        return None, "không đọc được thành ngày"
    if EARLIEST_YEAR <= number <= LATEST_YEAR and number == int(number):
        return str(int(number)), ""
    if int(number) in _SERIALS_AS_TEXT:
        return excel_serial(number, date1904=date1904), "đọc theo số thứ tự ngày của Excel"
    if match := _MONTH_AS_DECIMAL.fullmatch(f"{number:.10g}"):
        month, year = match[1], match[2].ljust(4, "0")
        iso, why = _read_month_year(month, year, last=LAST_SHORT_YEAR_OF_2000S)
        return iso, why or f"{number:.10g} hiểu là {month}/{year}"
    return None, f"số {number:.10g} không phải năm hay ngày của Excel"


def excel_serial(number: float, date1904: bool = False) -> str | None:
    """Turns a day number of Excel into an ISO date.

    Args:
        number: days; the fraction (time of day) is dropped.
        date1904: whether the workbook counts from 1904 (old Excel for Mac).

    Returns:
        The ISO date; None for numbers outside Excel's calendar and for 60, the 29/02/1900 that never was.
    """
    if not isfinite(number):
        return None
    days = int(number // 1)
    if not date1904:
        if days < 1 or days == _FAKE_LEAP_DAY:
            return None
        days -= days > _FAKE_LEAP_DAY
    if days < 0:
        return None
    try:
        return (_DAY_ZERO[date1904] + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def write_date(iso_prefix: str) -> str:
    """Writes an ISO prefix as "12/03/1985", "03/1985" or "1985"."""
    return "/".join(reversed(iso_prefix.split("-")))


def long_date(day: date | str) -> str:
    """Writes the date line of a document: "ngày 05 tháng 01 năm 2027".

    A leading 0 stands before days below 10 and before months 1 and 2 only (Nghị định 30/2020/NĐ-CP, Phụ lục I). A
    partial date leaves out what it does not know.

    Args:
        day: a date or an ISO prefix.
    """
    parts = (day.isoformat() if isinstance(day, date) else day).split("-")
    written = [f"năm {parts[0]}"]
    if len(parts) > 1:
        month = int(parts[1])
        written.insert(0, f"tháng {month:02d}" if month <= 2 else f"tháng {month}")
    if len(parts) > 2:
        written.insert(0, f"ngày {int(parts[2]):02d}")
    return " ".join(written)


def _plain(text: str) -> str:
    plain = _TIME_OF_DAY.sub("", " ".join(text.split()))
    while (shorter := _LEADING.sub("", plain)) != plain:
        plain = shorter
    return _WORDED.sub("/", plain).strip(" .,;")


def _read_day_first(day: str, month: str, year: str, *, last: int) -> Noted:
    return _checked(int(day), int(month), *_year(year, last))


def _read_year_first(year: str, month: str, day: str, *, last: int) -> Noted:
    return _checked(int(day), int(month), int(year), "")


def _read_year_month(year: str, month: str, *, last: int) -> Noted:
    return _checked(0, int(month), int(year), "")


def _read_month_year(month: str, year: str, *, last: int) -> Noted:
    full, note = _year(year, last)
    if note and int(year) <= 12:
        return None, f"{month}/{year} thiếu năm hoặc năm chỉ có hai chữ số"
    return _checked(0, int(month), full, note)


def _read_digits(digits: str, last: int) -> Noted:
    number = int(digits)
    if len(digits) == 4:
        return _checked(0, 0, number, "")
    if len(digits) == 2 and number > LAST_SHORT_YEAR_OF_2000S:
        return _checked(0, 0, *_year(digits, last))
    if len(digits) == 5 and number in _SERIALS_AS_TEXT:
        return excel_serial(number), "đọc theo số thứ tự ngày của Excel"
    if len(digits) in (6, 8):
        return _read_run(digits, last)
    return None, f"{digits} không phải ngày, tháng hay năm"


def _read_run(digits: str, last: int) -> Noted:
    """Reads a date without separators: 12031981, 19810312, 120381, 031981."""
    iso = _read_day_first(digits[:2], digits[2:4], digits[4:], last=last)[0]
    if iso is None and len(digits) == 8:
        iso = _read_year_first(digits[:4], digits[4:6], digits[6:], last=last)[0]
    elif iso is None:
        iso = _read_month_year(digits[:2], digits[2:], last=last)[0]
    return iso, f"{digits} hiểu là {write_date(iso)}" if iso else f"{digits} không phải ngày"


def _year(written: str, last: int) -> tuple[int, str]:
    if len(written) == 4:
        return int(written), ""
    century = 2000 if int(written) <= last else 1900
    year = century + int(written)
    return year, f"năm {written} hiểu là {year}"


def _checked(day: int, month: int, year: int, note: str) -> Noted:
    """Makes the ISO prefix; a part written 0 is unknown."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None, f"năm {year} không hợp lý"
    if month == 0:
        if day:
            return None, "có ngày mà không có tháng"
        return str(year), note
    if month > 12:
        swapped = " (có thể đã viết tháng trước ngày)" if 1 <= day <= 12 else ""
        return None, f"không có tháng {month}{swapped}"
    if day == 0:
        return f"{year}-{month:02d}", note
    try:
        return date(year, month, day).isoformat(), note
    except ValueError:
        return None, f"không có ngày {day:02d}/{month:02d}/{year}"


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[..., Noted]], ...]] = (
    (_DAY_FIRST, _read_day_first),
    (_YEAR_FIRST, _read_year_first),
    (_YEAR_MONTH, _read_year_month),
    (_MONTH_YEAR, _read_month_year),
)
