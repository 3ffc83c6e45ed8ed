"""Search without marks: every way of typing the same words meets in one key."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vietnamese.fold import fold, fold_words, lacks_marks, nfc
from tests.core.vietnamese.invented_names import NAMES


@pytest.mark.fault("K04")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H.Mông", "H'Mông"),
        ("H’Mông", "HMông"),
        ("Khơ-mú", "Khơ Mú"),
        ("Xinh Mun", "Xinh-mun"),
        ("hoà", "hòa"),
        ("Đức", "duc"),
        ("Ðức", "Đức"),  # eth typed for đ
        ("  Lò\u00a0 Thị\u200b Mai ", "lo thi mai"),
        ("P.CT UBND", "PCT-UBND".replace("-", " ")),
        ("THÀNH PHỐ", "thành phố"),
    ],
)
def test_spellings_of_the_same_words_meet(one, other):
    assert fold(one) == fold(other)


def test_search_without_marks_finds_the_marked_name():
    assert "duc" in fold("Lò Văn Đức").split()
    assert fold_words("Khơ-mú, Xinh Mun") == ("kho", "mu", "xinh", "mun")


def test_the_key_is_a_format():
    """Match tokens of sent packages are made from it: a change here is a change of the package format."""
    written = ["Lò Thị Ánh Dương", "Giàng A Tủa", "H'Mông (Mèo)", "Khơ-mú", "TP.VH-XH", "Đỗ Thị Lệ Thuỷ"]
    assert [fold(text) for text in written] == [
        "lo thi anh duong",
        "giang a tua",
        "hmong meo",
        "kho mu",
        "tpvh xh",
        "do thi le thuy",
    ]


def test_sentences_stay_apart_at_an_ellipsis():
    assert fold("A...B") == "a b"


@pytest.mark.parametrize("name", NAMES)
def test_every_unicode_form_of_a_name_folds_alike(name):
    assert fold(unicodedata.normalize("NFD", name)) == fold(name)
    assert fold(name).isascii()


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("letter", "ấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự")
def test_marks_compose_in_any_order(letter):
    base, *marks = unicodedata.normalize("NFD", letter)
    assert nfc(base + "".join(marks)) == letter
    assert nfc(base + "".join(reversed(marks))) == letter
    assert nfc(base.upper() + "".join(reversed(marks))) == letter.upper()


@given(st.text(alphabet=st.characters(max_codepoint=0x1EFF)))
def test_normal_text_is_left_as_nfc_has_it(text):
    once = nfc(text)
    assert nfc(once) == once
    if not any(map(unicodedata.combining, unicodedata.normalize("NFC", text))):
        assert once == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("told", "known", "expected"),
    [
        ("Dieu Thi Mai Chi", "Điêu Thị Mai Chi", True),
        ("LO THI PANG", "Lò Thị Pâng", True),
        ("Điêu Thi Mai Chi", "Điêu Thị Mai Chi", False),
        ("Lo A Po", "Lò A Po", False),
        ("Po Po Xa", "Po Po Xa", False),
        ("Dieu Thi Chi", "Điêu Thị Mai Chi", False),
    ],
)
def test_a_text_typed_without_marks_is_told_from_a_correction(told: str, known: str, expected: bool) -> None:
    assert lacks_marks(told, known) is expected
