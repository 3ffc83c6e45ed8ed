"""Cells as people fill them in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.dates import PartialDate
from app.domain.registry import TABLES
from app.spreadsheets.values import Reading, Understood, read_value
from tests.core.spreadsheets.lists import CATALOGUE

_READING = Reading(CATALOGUE)


def _read(table: str, field: str, raw: Any) -> Understood:
    return read_value(raw, TABLES[table].field(field), _READING)


@pytest.mark.fault("J13")
@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("12/3/81", "1981-03-12"),
        ("1981", "1981"),
        ("3/1981", "1981-03"),
        ("01.02.1979", "1979-02-01"),
        ("'05/6/1990", "1990-06-05"),
        (29500.0, "1980-10-06"),
        (1981.0, "1981"),
        (date(1985, 3, 12), "1985-03-12"),
        (date(1905, 6, 3), "1981"),
        ("1985-03-12 00:00:00", "1985-03-12"),
    ],
)
def test_dates(raw: Any, text: str) -> None:
    assert _read("person", "birth", raw).value == PartialDate(text)


@pytest.mark.fault("J13")
@pytest.mark.parametrize("raw", ["31/2/1981", "13/13/1990", "không nhớ", True, 85_000_000.0])
def test_no_dates(raw: Any) -> None:
    understood = _read("person", "birth", raw)
    assert understood.value is None
    assert understood.reason


@pytest.mark.fault("J14")
@pytest.mark.parametrize(
    ("raw", "value", "asked", "refused"),
    [
        ("011085001234", "011085001234", False, False),
        ("011 085 001 234", "011085001234", False, False),
        ("'011085001234", "011085001234", False, False),
        (11085001234.0, "011085001234", True, False),
        ("11085001234", "011085001234", True, False),
        (123000000000.0, None, False, True),
        ("1.23E+11", None, False, True),
        ("040404 A", None, False, True),
        ("040123456", "040123456", True, False),
        ("-", None, False, False),
    ],
)
def test_id_numbers(raw: Any, value: str | None, asked: bool, refused: bool) -> None:
    understood = _read("person", "id_number", raw)
    assert (understood.value, bool(understood.question), bool(understood.reason)) == (value, asked, refused)


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        ("ethnic", "H.Mông", "08"),
        ("ethnic", "HMông", "08"),
        ("sex", "nữ", "f"),
        ("sex", "NAM", "m"),
        ("professional", "ĐHSP", "dh"),
        ("professional", "ThS QLGD", "ths"),
        ("professional", "ĐH Quản trị kinh doanh", "dh"),
        ("professional", "ThS, ĐHSP", "ths"),
        ("political", "CC LLCT", "cc"),
        ("administration", "CVC", "cvc"),
        ("language", "B1", "en_cc"),
        ("ethnic", "Mong", "08"),
        ("ethnic", "Kh.Mú", "29"),
        ("ethnic", "K.Mú", "29"),
        ("ethnic", "Xinh mun", "34"),
        ("ethnic", "Hà nhì", "35"),
        ("professional", "ĐH Luật", "dh"),
        ("professional", "CĐSP", "cd"),
        ("professional", "TCNL", "tc"),
        ("professional", "ĐH, ThS", "ths"),
        ("professional", "Đại học Luật; Thạc sĩ QLGD", "ths"),
        ("political", "CCCT", "cc"),
        ("political", "TCCT", "tc"),
        ("political", "TC LLCT-HC", "tc"),
        ("administration", "CVC hạng II", "cvc"),
        ("administration", "CV, CVC", "cvc"),
        ("rank", "CVC hạng II", "cvc"),
        ("rank", "Giáo viên hạng III", "cv"),
        ("rank", "Hạng 2", "cvc"),
        ("rank", "IV", "cs"),
        ("rank", "1", "cvcc"),
        ("rank", "01.003", "cv"),
        ("rank", 1.002, "cvc"),
        ("informatics", "UDCNTT CB", "cc"),
        ("language", "Anh B", "en_cc"),
    ],
)
def test_codes(field: str, raw: Any, code: str) -> None:
    assert _read("person", field, raw).value == code


@pytest.mark.parametrize("raw", ["V.07.02.25", "V.08.01.03", "15a.201", "06.031", 15.113])
def test_a_rank_of_another_career_leaves_the_field_empty_and_is_said(raw: Any) -> None:
    understood = _read("person", "rank", raw)
    assert understood.value is None
    assert not understood.reason
    assert str(raw) in understood.question


def test_unknown_code_is_refused_with_a_suggestion() -> None:
    assert _read("person", "ethnic", "Khơ múu").reason == '"Khơ múu" không có trong danh mục. Có phải Khơ-mú?'
    assert _read("person", "ethnic", "qwerty").reason == '"qwerty" không có trong danh mục'


def test_a_class_that_no_rank_equals_is_refused() -> None:
    assert _read("person", "rank", "Hạng VI").reason
    assert "hiểu là" in _read("person", "rank", "Hạng II").question
    assert "số 0 ở đầu" in _read("person", "rank", 1.003).question


@pytest.mark.fault("J25")
@pytest.mark.parametrize("raw", ["03", "3", 3.0, "08"])
def test_a_number_is_no_ethnic_group(raw: Any) -> None:
    assert _read("person", "ethnic", raw).reason


def test_ambiguous_money_is_refused() -> None:
    assert "Ghi rõ" in _read("budget", "source", "Chi thường xuyên").reason


@pytest.mark.fault("J14")
@pytest.mark.parametrize(
    ("raw", "number"),
    [(5.0, 5), ("1.234.567", 1234567), ("12", 12), ("12,0", 12), ("1 250 đồng", 1250), ("0", 0), ("-", None)],
)
def test_integers(raw: Any, number: int | None) -> None:
    assert _read("budget", "paid", raw).value == number


@pytest.mark.parametrize("raw", [5.5, "12,5", "năm", -1.0, "-3", date(2026, 1, 1), 1e300, True])
def test_no_integers(raw: Any) -> None:
    assert _read("budget", "paid", raw).reason


@pytest.mark.parametrize(
    ("raw", "value"),
    [("x", True), ("X", True), (1.0, True), ("có", True), (True, True), ("không", False), (0.0, False)],
)
def test_marks(raw: Any, value: bool) -> None:
    assert _read("appointment", "concurrent", raw).value is value


def test_mark_that_is_none() -> None:
    assert _read("appointment", "concurrent", "một phần").reason


@pytest.mark.fault("J24")
def test_texts_are_tidied() -> None:
    assert _read("person", "full_name", "  Lò\u00a0Thị \u200bPâng ").value == "Lò Thị Pâng"
    assert _read("person", "note", "một\r\n\r\n hai ").value == "một\nhai"
    assert _read("person", "full_name", "–").value is None
