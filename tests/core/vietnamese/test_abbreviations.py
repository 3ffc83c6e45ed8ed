"""Abbreviations of bodies are read both ways, as lists write them and as people type them."""

from __future__ import annotations

import pytest

from app.vietnamese.abbreviations import shortened, spelt_out


@pytest.mark.parametrize(
    ("whole", "short"),
    [
        ("Ủy ban nhân dân xã Mường Pồn", "ubnd xa muong pon"),
        ("UỶ BAN NHÂN DÂN", "ubnd"),
        ("Hội đồng nhân dân xã Mường Pồn", "hdnd xa muong pon"),
        ("Văn phòng HĐND và UBND", "vp hdnd va ubnd"),
        ("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "vp hdnd va ubnd"),
        ("Trường Trung học cơ sở số 1", "truong thcs so 1"),
        ("Trường Tiểu học và Trung học cơ sở Hừa Ngài", "truong th va thcs hua ngai"),
        ("Phòng Kinh tế", "phong kinh te"),
    ],
)
def test_a_name_is_shortened_and_spelt_out_again(whole: str, short: str) -> None:
    assert shortened(whole) == short
    assert spelt_out(short) == spelt_out(whole)
