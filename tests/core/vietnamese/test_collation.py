"""The Vietnamese order of names and words."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vietnamese.collation import name_sort_key, sort_key, split_name
from tests.core.vietnamese.invented_names import NAMES


def in_order(words, key):
    shuffled = list(words)
    random.Random(2282).shuffle(shuffled)
    return sorted(shuffled, key=key)


@pytest.mark.parametrize(
    "words",
    [
        list("aăâbcdđeêghiklmnoôơpqrstuưvxy"),
        ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ"],
        ["ang", "áng", "anh", "ánh", "ăn", "ân", "ba"],  # letters first, then the tone
        ["cha", "chà", "chan", "chàn"],
        ["dân", "dâng", "đá", "đan"],
        ["Khối 2", "Khối 10", "Khối A"],
        ["xã Mường Ảng", "xã Mường Ẳng", "xã Mường Nhé", "xã Mường Pồn"],
    ],
)
def test_words_follow_the_dictionary(words):
    assert in_order(words, sort_key) == words


def test_names_go_by_given_then_middle_then_family_name():
    names = [
        "Lò An",
        "Vì An",
        "Lò Thị An",
        "Nguyễn Thị An",
        "Lò Văn An",
        "Nguyễn Thị Ánh",
        "Nguyễn Văn Ân",
        "Lò Văn Dũng",
        "Lò Văn Đức",
    ]
    assert in_order(names, name_sort_key) == names


def test_the_peers_example():
    assert in_order(["Nguyễn Văn Ân", "Nguyễn Thị Ánh", "Lò Văn Đức"], name_sort_key) == [
        "Nguyễn Thị Ánh",
        "Nguyễn Văn Ân",
        "Lò Văn Đức",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_ascii_and_blind_to_unicode_form_and_case(name):
    key = name_sort_key(name)
    assert key.isascii()
    assert key == name_sort_key(unicodedata.normalize("NFD", name)) == name_sort_key(name.upper())
    assert name_sort_key(name.replace("ủy", "uỷ")) == key


def test_names_split_into_their_parts():
    assert split_name(" Lò  Thị Ánh Dương ") == ("Lò", "Thị Ánh", "Dương")
    assert split_name("Lò Pâng") == ("Lò", "", "Pâng")
    assert split_name("Pâng") == ("", "", "Pâng")
    assert split_name("  ") == ("", "", "")


@given(st.text())
def test_any_text_has_a_key_and_stray_punctuation_does_not_move_it(text):
    assert sort_key(text).isascii()
    assert sort_key(f" {text} ") == sort_key(text)
