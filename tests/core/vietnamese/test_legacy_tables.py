"""TCVN3 and VNI tables against glibc and against themselves."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vietnamese.legacy import from_tcvn3, from_vni, strict_tcvn3, strict_vni, to_tcvn3, to_vni
from app.vietnamese.letters import nfc
from app.vietnamese.syllables import LETTERS
from tests.core.vietnamese.invented_names import NAMES

CAPITALS_OF_TCVN3 = set("ĂÂÊÔƠƯĐ")
MARKED = sorted(letter for letter in LETTERS if not letter.isascii())
TCVN3_LETTERS = [letter for letter in MARKED if letter.islower() or letter in CAPITALS_OF_TCVN3]
ASCII = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789,.-/()"


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv of glibc is the oracle")
def test_every_code_agrees_with_glibc():
    """`iconv` is part of glibc; its table has 0xA1-0xFE in common with the fonts, and 0xB0-0xB4 combine."""
    codes = [code for code in range(0xA1, 0xFF) if strict_tcvn3(chr(code)) is not None]
    lines = b"\n".join(bytes([code]) for code in codes)
    said = subprocess.run(["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=lines, capture_output=True, check=True)
    assert [from_tcvn3(chr(code)) for code in codes] == nfc(said.stdout.decode()).split("\n")
    assert len(codes) == len(TCVN3_LETTERS) == 74


@given(st.text(alphabet=ASCII + "".join(TCVN3_LETTERS)))
def test_tcvn3_decodes_what_it_encodes(text):
    assert from_tcvn3(to_tcvn3(text)) == text
    assert strict_tcvn3(to_tcvn3(text)) == text


@given(st.text(alphabet=ASCII + "".join(MARKED)))
def test_tcvn3_loses_the_case_of_toned_capitals_only(text):
    assert from_tcvn3(to_tcvn3(text)).lower() == text.lower()
    assert from_tcvn3(to_tcvn3(text), capitals=True) == text.upper()


@given(st.text(alphabet=ASCII + "".join(MARKED)))
def test_vni_decodes_what_it_encodes(text):
    assert from_vni(to_vni(text)) == text
    assert strict_vni(to_vni(text)) == text


@pytest.mark.parametrize("name", NAMES)
def test_names_survive_both_tables(name):
    assert from_vni(to_vni(name)) == name
    assert from_tcvn3(to_tcvn3(name)).lower() == name.lower()
    assert from_tcvn3(to_tcvn3(name), capitals=True) == name.upper()


@pytest.mark.parametrize("letter", MARKED)
def test_legacy_text_stays_in_latin_1(letter):
    assert all(ord(char) <= 0xFF for char in to_tcvn3(letter) + to_vni(letter))


def test_the_invisible_soft_hyphen_is_a_letter():
    assert from_tcvn3("Lß ThÞ H\u00ad¬ng") == "Lò Thị Hương"
    assert to_tcvn3("Hương") == "H\u00ad¬ng"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Nguyeãn Thò Hoàng", "Nguyễn Thị Hồng"),
        ("TRÖÔÛNG PHOØNG", "TRƯỞNG PHÒNG"),
        ("TRÖÔûNG PHOøNG", "TRƯỞNG PHÒNG"),  # marks left small under capitals
        ("Traâøn", "Trần"),  # hat, then tone
        ("Traøân", "Trần"),  # tone, then hat
        ("Trâan", "Trân"),  # mark before its vowel
        ("Thôù", "Thớ"),  # ơ keeps its tone
        ("Kyõ sö", "Kỹ sư"),
        ("Myî", "Myỵ"),
    ],
)
def test_spellings_of_vni(typed, meant):
    assert from_vni(typed) == meant


def test_strict_reading_refuses_what_the_table_lacks():
    assert strict_vni("Võ") is None
    assert strict_vni("Th¸i") is None
    assert strict_tcvn3("hà") is None
    assert strict_tcvn3("Đ") is None
    assert strict_vni("Nam") == strict_tcvn3("Nam") == "Nam"
