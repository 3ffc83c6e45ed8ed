"""Which table a cell was typed in; correct Unicode is never touched."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vietnamese.detect import clean, clean_lines, decode_cell, decode_column
from app.vietnamese.legacy import to_tcvn3, to_vni
from app.vietnamese.syllables import is_syllable
from tests.core.vietnamese.invented_names import NAMES

SAMPLES = {
    "Hä vµ tªn": "Họ và tên",
    "Ngµy sinh": "Ngày sinh",
    "D©n téc": "Dân tộc",
    "Th¸i": "Thái",
    "M«ng": "Mông",
    "Kh¬ Mó": "Khơ Mú",
    "Phã Chñ tÞch UBND x·": "Phó Chủ tịch UBND xã",
    "§iÖn Biªn": "Điện Biên",
    "Lß ThÞ H\u00ad¬ng": "Lò Thị Hương",
}
# Written in TCVN3 these two are good Unicode words as well ("Lú Mú Xí"): only the font or the column can tell.
TWO_READINGS = {"Lỳ Mỳ Xớ", "Chang Hừ Po"}
SHEET = [
    "Họ và tên", "Ngày, tháng, năm sinh", "Dân tộc", "Chức vụ, đơn vị công tác", "Trưởng phòng Văn hóa - Xã hội",
    "Phó Chủ tịch HĐND xã", "Chánh Văn phòng HĐND và UBND", "Đảng viên", "Cử nhân ĐHSP", "Quê quán", "Trình độ",
    "Xã Mường Pồn, tỉnh Điện Biên", "Giàng A Tủa", "Khơ-mú", "Hà Nhì", "Cống", "Nữ", "Bí thư Đảng ủy",
]  # fmt: skip


@pytest.mark.parametrize(("stored", "meant"), SAMPLES.items())
def test_samples_of_an_old_payroll_sheet(stored, meant):
    for font in (None, ".VnTime", ".VnArial Narrow"):
        decoded = decode_cell(stored, font)
        assert (decoded.text, decoded.encoding, decoded.certainty) == (meant, "tcvn3", "sure")
    assert decode_cell(stored, ".VnTimeH").text == meant.upper()


@pytest.mark.parametrize("name", NAMES)
def test_names_in_unicode_stay_untouched(name):
    for font in (None, "Times New Roman", ".VnTime", ".VnTimeH", "VNI-Times"):
        if not name.isascii() and any(ord(char) > 0xFF for char in name):
            assert decode_cell(name, font).text == name
    decoded = decode_cell(name)
    assert (decoded.text, decoded.encoding, decoded.certainty) == (name, "unicode", "sure")


@pytest.mark.parametrize("name", NAMES)
def test_names_in_nfd_are_composed(name):
    decoded = decode_cell(unicodedata.normalize("NFD", name))
    assert (decoded.text, decoded.encoding) == (name, "nfd")


@pytest.mark.parametrize("name", NAMES)
def test_names_in_vni_are_found_without_font(name):
    decoded = decode_cell(to_vni(name))
    assert (decoded.text, decoded.encoding, decoded.certainty) == (name, "vni", "sure")


@pytest.mark.parametrize("name", sorted(set(NAMES) - TWO_READINGS))
def test_names_in_tcvn3_are_found_without_font(name):
    decoded = decode_cell(to_tcvn3(name))
    assert (decoded.text, decoded.encoding) == (name, "tcvn3")
    assert decoded.certainty in {"sure", "likely"}


@pytest.mark.parametrize("name", sorted(TWO_READINGS))
def test_a_cell_with_two_good_readings_is_left_and_said(name):
    stored = to_tcvn3(name)
    decoded = decode_cell(stored)
    assert (decoded.text, decoded.encoding, decoded.certainty) == (stored, "unicode", "likely")
    assert decode_cell(stored, ".VnTime").text == name


@pytest.mark.parametrize(("encode", "table"), [(to_tcvn3, "tcvn3"), (to_vni, "vni")])
def test_a_column_decides_for_every_name(encode, table):
    decoded = decode_column([encode(name) for name in NAMES])
    assert [cell.text for cell in decoded] == list(NAMES)
    assert {cell.encoding for cell in decoded} == {table}
    assert "doubtful" not in {cell.certainty for cell in decoded}


@pytest.mark.parametrize(("encode", "table"), [(to_tcvn3, "tcvn3"), (to_vni, "vni")])
@pytest.mark.parametrize("part", [0, -1])
def test_a_column_of_single_words_is_decided_too(encode, table, part):
    words = [name.split()[part] for name in NAMES]
    decoded = decode_column([encode(word) for word in words])
    assert [cell.text for cell in decoded] == words
    assert {cell.encoding for cell, word in zip(decoded, words, strict=True) if encode(word) != word} == {table}


def test_a_column_in_unicode_stays_as_it_is():
    words = [word for name in NAMES for word in name.split()]
    decoded = decode_column(words)
    assert [cell.text for cell in decoded] == words
    assert {(cell.encoding, cell.certainty) for cell in decoded} == {("unicode", "sure")}


@pytest.mark.parametrize("seed", range(5))
def test_a_mixed_column_is_right_or_flagged(seed):
    """peers.md P11: at least 99.5 % of the cells right, the rest flagged and not changed."""
    chance = random.Random(seed)
    forms = {
        "unicode": str,
        "nfd": lambda text: unicodedata.normalize("NFD", text),
        "tcvn3": to_tcvn3,
        "vni": to_vni,
    }
    right = 0
    cells = [(text, chance.choice(sorted(forms))) for text in (*NAMES, *SHEET) * 5]
    stored = [forms[form](text) for text, form in cells]
    fonts = [{"tcvn3": ".VnTime", "vni": "VNI-Times"}.get(form, "Arial") for _, form in cells]
    for (text, form), decoded in zip(cells, decode_column(stored, fonts), strict=True):
        right += decoded.text == text or text[1:] == decoded.text[1:]
        assert decoded.encoding == form or text.isascii() or decoded.text == text
    assert right >= 0.995 * len(cells)
    for (text, _), before, decoded in zip(cells, stored, decode_column(stored), strict=True):
        assert decoded.text.casefold() == text.casefold() or (decoded.text == before and decoded.certainty != "sure"), (
            text,
            decoded,
        )


@pytest.mark.parametrize("text", sorted(set(SHEET) - {"Cống"}))  # alone, "Coáng" is a good word in Unicode as well
@pytest.mark.parametrize("encode", [to_tcvn3, to_vni])
def test_headers_and_posts_are_found(text, encode):
    assert decode_cell(encode(text)).text == text


@pytest.mark.fault("J02")
def test_capitals_that_tcvn3_cannot_write():
    assert decode_cell(to_tcvn3("Lò Thị Ánh Dương")).text == "Lò Thị Ánh Dương"
    assert decode_cell("UBND X· M¦êNG PåN").text == "UBND XÃ MƯỜNG PỒN"
    assert decode_cell("ñY BAN NH¢N D¢N").text == "ỦY BAN NHÂN DÂN"
    assert decode_cell("UBND X·").text == "UBND Xã"  # an acronym proves nothing
    assert decode_cell(to_tcvn3("Công tác ở xã")).text == "Công tác ở xã"
    assert decode_column([to_tcvn3(word) for word in ("Loan", "Yến", "Ánh")])[2].text == "Ánh"
    assert decode_column([to_tcvn3(word) for word in ("thôn", "bản", "ấp", "đội")])[2].text == "ấp"
    assert decode_cell("Hoan", ".VnTimeH").text == "HOAN"


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("CC §C-XD", "CC ĐC-XD"),
        ("§HSP", "ĐHSP"),
        ("BT§U", "BTĐU"),
        ("PCT HÑND", "PCT HĐND"),
        ("G§ TTPVHCC", "GĐ TTPVHCC"),
    ],
)
def test_acronyms_are_found(stored, meant):
    assert decode_cell(stored).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12/3/1981",
        "Nam",
        "25°C",
        "5×10",
        "10 m²",
        "§ 1",
        "« Lò »",
        "Hoàng",
        "Toán",
        "Hoá",
        "Café",
        "Cháng A Sình",
        "Hà Nhì",
    ],
)
def test_latin_1_text_that_is_right_stays(text):
    for font in (None, "Arial"):
        decoded = decode_cell(text, font)
        assert (decoded.text, decoded.encoding) == (text, "unicode")
        assert decoded.certainty != "doubtful"


def test_what_nobody_can_read_is_flagged_and_left():
    for text in ("Müller", "Tr\u00adëng phßng Nguyễn"):
        decoded = decode_cell(text)
        assert (decoded.text, decoded.certainty) == (text, "doubtful")


@pytest.mark.fault("J02")
def test_unicode_typed_under_an_old_font_stays():
    for text in ("Nguyễn Thị Hải Yến", "Cháng A Sình"):
        assert decode_cell(text, ".VnTime").text == text


def test_columns_and_fonts_must_have_one_length():
    with pytest.raises(ValueError, match="zip"):
        decode_column(["Nam", "Nữ"], [".VnTime"])


@given(st.lists(st.text(), max_size=8))
def test_any_column_gives_one_result_for_each_cell(texts):
    decoded = decode_column(texts)
    assert len(decoded) == len(texts)
    for text, cell in zip(texts, decoded, strict=True):
        assert cell.encoding != "unicode" or cell.text == text
        assert cell.evidence


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệ "))
def test_text_with_letters_of_unicode_alone_is_never_changed(text):
    marked = text + "ế"
    assert decode_cell(marked).text == marked


def test_cleaning_comes_after_decoding():
    assert clean(" Lò\u00a0Thị\u200b  Mai_x000D_\r\n") == "Lò Thị Mai"
    assert clean("Hư\u00adơng\ufeff\x07") == "Hương"
    assert clean("Ðiện Biên, \u01a1\u01a3a") == "Điện Biên, ơưa"
    assert clean(unicodedata.normalize("NFD", "Việt")) == "Việt"
    assert clean_lines("- PCT UBND_x000D_\n\n- PCT  HĐND ") == ("- PCT UBND", "- PCT HĐND")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once or "_x00" in text


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_people_are_plausible(name):
    assert all(is_syllable(word) for word in name.split())


@pytest.mark.parametrize(
    "word", ["quốc", "quý", "giếng", "gì", "nghiêng", "khuỷu", "khuya", "xoong", "hoà", "hòa", "Mứn", "Ẳng"]
)
def test_rare_rimes_are_plausible(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["", "bcd", "Nguyeãn", "cạch̃", "tàc", "ngi", "chaò", "Müller", "hòà", "UBND"])
def test_other_strings_are_not(word):
    assert not is_syllable(word)
