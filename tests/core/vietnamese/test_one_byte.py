"""VPS and VISCII against other programs' tables; and that they take nothing from Unicode, TCVN3 and VNI."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from typing import Final

import pytest

from app.vietnamese.detect import decode_cell, decode_column
from app.vietnamese.legacy import to_tcvn3, to_vni
from app.vietnamese.one_byte import OneByte, strict_one_byte
from app.vietnamese.syllables import LETTERS
from tests.core.vietnamese.invented_names import NAMES

_MARKED: Final = sorted(letter for letter in LETTERS if not letter.isascii())
_CAPITAL_RARE: Final = "\x99"
"""Ỗ of VPS, which the other program does not know."""


def _encoded(text: str, table: OneByte) -> str:
    """The characters that Excel keeps for the bytes of a text."""
    bytes_of = {
        strict_one_byte(chr(code), table): chr(code) for code in range(256) if strict_one_byte(chr(code), table)
    }
    stored = "".join(bytes_of[char] for char in text)
    return "".join(
        bytes([ord(char)]).decode("cp1252") if 0x80 <= ord(char) <= 0x9F and _shown(char) else char for char in stored
    )


def _shown(char: str) -> bool:
    return char not in "\x81\x8d\x8f\x90\x9d"


@pytest.mark.parametrize("table", ["vps", "viscii"])
def test_each_letter_has_its_own_byte(table: OneByte) -> None:
    letters = [strict_one_byte(chr(code), table) for code in range(256)]
    assert sorted(letter for letter in letters if letter and not letter.isascii()) == sorted(_MARKED)


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv of glibc is the oracle")
def test_viscii_agrees_with_glibc() -> None:
    for code in range(0x80, 0x100):
        ran = subprocess.run(
            ["iconv", "-f", "VISCII", "-t", "UTF-8"], input=bytes([code]), capture_output=True, check=True
        )
        assert strict_one_byte(chr(code), "viscii") == ran.stdout.decode(), hex(code)


@pytest.mark.skipif(shutil.which("recode") is None, reason="recode is the oracle")
def test_vps_agrees_with_recode() -> None:
    for letter in _MARKED:
        byte = next(code for code in range(256) if strict_one_byte(chr(code), "vps") == letter)
        if chr(byte) == _CAPITAL_RARE:
            continue
        ran = subprocess.run(["recode", "VPS..UTF-8"], input=bytes([byte]), capture_output=True, check=True)
        assert unicodedata.normalize("NFC", ran.stdout.decode()) == letter, hex(byte)


@pytest.mark.parametrize("table", ["vps", "viscii"])
def test_fonts_name_the_table(table: OneByte) -> None:
    for name in NAMES:
        stored = _encoded(name, table)
        decoded = decode_cell(stored, f"{table.upper()} Times")
        assert decoded.text == name
        assert decoded.certainty != "doubtful"
        assert decoded.encoding == ("unicode" if stored == name else table)


@pytest.mark.parametrize("table", ["vps", "viscii"])
def test_a_whole_column_is_found_without_a_font(table: OneByte) -> None:
    decoded = decode_column([_encoded(name, table) for name in NAMES])
    assert [cell.text for cell in decoded] == list(NAMES)
    assert {cell.encoding for cell in decoded} <= {table, "unicode"}


@pytest.mark.parametrize("table", ["vps", "viscii"])
def test_one_cell_or_a_mixed_column_is_asked_not_guessed(table: OneByte) -> None:
    stored = _encoded("Nguyễn Đức Thịnh", table)
    for column in ([stored], [stored, "Nguyễn Thị Hải Yến"], [stored, "Müller", "Trần"]):
        assert decode_column(column)[0].encoding not in {"vps", "viscii"}


def test_unicode_under_such_a_font_stays() -> None:
    for name in NAMES:
        for font in ("VPS Times", "VISCII Arial"):
            assert decode_cell(name, font).text == name


@pytest.mark.parametrize("encode", [str, to_tcvn3, to_vni], ids=["unicode", "tcvn3", "vni"])
def test_the_usual_tables_lose_nothing(encode: object) -> None:
    assert callable(encode)
    for start in range(0, len(NAMES), 8):
        decoded = decode_column([encode(name) for name in NAMES[start : start + 8]])
        assert not {"vps", "viscii"} & {cell.encoding for cell in decoded}
