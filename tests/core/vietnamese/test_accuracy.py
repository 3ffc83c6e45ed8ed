"""How many cells of old lists come out right: names, units, posts and bodies of the program's own lists, in columns.

Every name here is put together from the invented ones of resources/samples.
"""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codelists import load_catalogue
from app.paths import resource_root
from app.vietnamese.detect import Decoded, decode_cell, decode_column
from app.vietnamese.legacy import to_tcvn3, to_vni
from app.vietnamese.letters import nfc, split_tone, with_tone
from tests.core.vietnamese.invented_names import NAMES

_LISTS: Final = (
    "posts",
    "body_kinds",
    "ethnic_groups",
    "professional_levels",
    "political_levels",
    "ranks",
    "staff_kinds",
)
_RARE: Final = (
    "Lỳ Mỳ Xớ", "Chang Hừ Po", "Pờ Go Na", "Sùng A Chống", "Lò Thị Bun Mi", "Kông", "Ín", "Sừng Xú Phạ", "Lý Xừ Nu",
    "Mùa A", "Thào Sênh", "Giàng Dợ", "Lò Pâng", "Cà Kẹo", "Moong Thị Ói", "Cút Văn Ọt", "Lự Thị Ém", "Vừ Chứ Pó",
    "Khoàng Xuyến Lùng", "Tráng A Khày", "Hờ Thị Và", "Chảo Láo Sử", "Tẩn Mý Phạy", "Lèng Văn Ơ", "Bạc Cầm Ún",
)  # fmt: skip
"""Names of one, two and three words, with and without Thị, Văn or A, in spellings that no dictionary has."""


def _rows(path: str) -> Iterator[dict[str, str]]:
    with (resource_root() / path).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _names() -> list[str]:
    return sorted({
        " ".join((family, middle, given))
        for row in _rows("samples/names.csv")
        for family in row["families"].split()
        for middle in row["middles"].split("|")
        for given in row["givens"].split()
    })  # fmt: skip


def _columns() -> Iterator[list[str]]:
    """Columns as lists have them: forty cells of one kind."""
    catalogue = load_catalogue(resource_root() / "codelists")
    words = [text for name in _LISTS for code in catalogue[name] for text in (code.label, *code.aliases)]
    names = _names()
    kinds = (
        names,
        [name.rpartition(" ")[0] for name in names],
        [name.rpartition(" ")[2] for name in names],
        [row["name"] for row in _rows("units/units.csv")],
        [row["name"].replace("{unit}", "xã Mường Pồn") for row in _rows("samples/bodies.csv")],
        words,
    )
    for number, kind in enumerate(kinds):
        cells = random.Random(number).sample(kind, min(len(kind), 1_200))
        yield from (cells[start : start + 40] for start in range(0, len(cells) - 39, 40))


def _two_marks(text: str, *, tone_first: bool) -> str:
    """VNI with the hat and the tone typed one after the other."""
    written = []
    for char in text:
        letter, tone = split_tone(char.lower())
        coded = to_vni(char)
        if tone and letter in "ăâêô":
            shaped, toned = to_vni(letter), to_vni(with_tone("a", tone))
            marks = (toned[1] + shaped[1]) if tone_first else (shaped[1] + toned[1])
            coded = shaped[0] + marks
            coded = coded.upper() if char.isupper() else coded
        written.append(coded)
    return "".join(written)


_ENCODINGS: Final[dict[str, Callable[[str], str]]] = {
    "tcvn3": to_tcvn3,
    "vni": to_vni,
    "vni, hat first": lambda text: _two_marks(text, tone_first=False),
    "vni, tone first": lambda text: _two_marks(text, tone_first=True),
}


@pytest.mark.parametrize("name", _ENCODINGS)
@pytest.mark.parametrize("with_font", [True, False])
def test_cells_of_old_lists_come_out_right(name: str, *, with_font: bool) -> None:
    """At least 99.5 % without a question, and of the rest nothing but a capital that TCVN3 could not write."""
    encode = _ENCODINGS[name]
    font = (".VnTime" if name == "tcvn3" else "VNI-Times") if with_font else None
    cells = 0
    wrong: list[tuple[str, Decoded]] = []
    for column in _columns():
        decoded = decode_column([encode(text) for text in column], [font] * len(column))
        cells += len(column)
        wrong += [
            (text, cell)
            for text, cell in zip(column, decoded, strict=True)
            if cell.text != text or cell.certainty == "doubtful"
        ]
    assert cells > 4_000
    assert len(wrong) <= 0.005 * cells, wrong[:10]
    silent = [pair for pair in wrong if pair[1].certainty == "sure" and pair[1].text.lower() != pair[0].lower()]
    assert silent == []


def test_cells_in_unicode_are_never_changed() -> None:
    for column in _columns():
        decoded = decode_column(column)
        assert [cell.text for cell in decoded] == column
        assert {cell.encoding for cell in decoded} == {"unicode"}
        assert not any(cell.certainty == "doubtful" for cell in decoded)


def test_rare_names_are_not_corrected_in_a_column() -> None:
    names = [*NAMES, *_RARE]
    for stored in (names, [name.upper() for name in names]):
        assert [cell.text for cell in decode_column(stored)] == stored
        assert {cell.encoding for cell in decode_column(stored)} == {"unicode"}


def _spellings(char: str) -> tuple[str, ...]:
    """Every legal way to write a letter: composed, taken apart, and its marks in any order."""
    apart = unicodedata.normalize("NFD", char)
    letter, marks = apart[0], tuple(apart[1:])
    orders = {letter + "".join(order) for order in permutations(marks)}
    return tuple(sorted(orders | {char} | {unicodedata.normalize("NFC", letter + mark) + "".join(
        other for other in marks if other != mark) for mark in marks}))  # fmt: skip


@given(
    st.data(), st.sampled_from([*NAMES, *_RARE]), st.sampled_from([None, "Arial", ".VnTime", ".VnTimeH", "VNI-Times"])
)
def test_every_unicode_spelling_of_a_name_comes_back(data: st.DataObject, name: str, font: str | None) -> None:
    written = "".join(data.draw(st.sampled_from(_spellings(char))) for char in name)
    decoded = decode_cell(written, font if written != name or any(ord(char) > 0xFF for char in name) else None)
    assert decoded.text == (name if decoded.encoding == "nfd" else written)
    assert decoded.encoding in {"unicode", "nfd"}
    assert nfc(decoded.text) == name
    assert nfc(decode_column([written] * 3)[1].text) == name
