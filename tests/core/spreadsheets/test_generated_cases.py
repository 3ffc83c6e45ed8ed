"""Cases that generated workbooks showed first: words of two readings, deep headings, families that look like totals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.styles import Font

from app.vietnamese.legacy import to_tcvn3, to_vni
from tests.core.spreadsheets.lists import look, made, table

_ROWS = [
    ["TT", "Họ và chữ đệm", "Tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số CCCD", "Ghi chú"],
    ["1", "Thào Thị", "Sênh", "12/3/1985", "Nữ", "HMông", "011085001234", None],
    ["2", "Lường Văn", "Khút", "13/3/1985", "Nam", "Khơ-mú", None, None],
    ["3", "Lò", "Po", "14/3/1985", "Nam", "Thái", None, None],
]


def _encoded(encode: Callable[[str], str]) -> list[list[str | None]]:
    return [[encode(text) if text else None for text in row] for row in _ROWS]


@pytest.mark.parametrize("encode", [to_vni, to_tcvn3])
def test_words_of_two_readings_follow_the_sheet(encode: Callable[[str], str]) -> None:
    seen = look(table(_encoded(encode)))
    layout = seen.sheets[0].layout
    assert layout is not None
    assert [column.title for column in layout.columns] == _ROWS[0][1:]
    assert not any(column.guessed for column in layout.columns)
    assert [person.full_name for person in made(seen, "person")] == ["Thào Thị Sênh", "Lường Văn Khút", "Lò Po"]
    assert [person.ethnic for person in made(seen, "person")] == ["08", "29", "03"]
    assert not any(found.doubtful for found in seen.sheets[0].conversions)


@pytest.mark.fault("J02")
def test_unicode_under_its_own_font_stays_beside_an_old_font() -> None:
    rows = [["Họ và tên", "Ngày sinh", "Ghi chú"], ["Lò Thị Pâng", "1985", "Nữ dân tộc"], ["Ly A Páo", "1981", "Nghỉ"]]
    book = table([rows[0], *([to_tcvn3(text) for text in row] for row in rows[1:])])
    for row in book.worksheets[0].iter_rows(min_row=2):
        for cell in row:
            cell.font = Font(name=".VnTime")
    seen = look(book)
    assert [person.note for person in made(seen, "person")] == ["Nữ dân tộc", "Nghỉ"]
    assert {found.row for found in seen.sheets[0].conversions} == {2, 3}


def test_a_word_of_two_readings_follows_its_row_where_rows_were_typed_apart() -> None:
    rows = [
        ["Họ và chữ đệm", "Tên", "Năm sinh", "Chức vụ"],
        ["Cµ ThÞ H\u00ad¬ng", "Trµ", "1986", "V¨n th\u00ad"],
        ["Lú Mú", "Xí", "1987", "V¨n th\u00ad"],
        ["Lú Mú", "Xí", "1988", "Văn thư"],
        ["Haïng A", "Pzoâng", "1989", "Vaên thö"],
    ]
    seen = look(table(rows))
    names = ["Cà Thị Hương Trà", "Lỳ Mỳ Xớ", "Lú Mú Xí", "Hạng A Pzông"]
    assert [person.full_name for person in made(seen, "person")] == names
    assert {found.row for found in seen.sheets[0].conversions} == {2, 3, 5}
    assert not any(found.doubtful for found in seen.sheets[0].conversions)


@pytest.mark.parametrize("joined", [True, False])
def test_headings_of_three_rows_end_where_the_deepest_ends(*, joined: bool) -> None:
    book = table(
        [
            ["TT", "Họ và tên", "Năm sinh", "Trong đó", None, "ĐV", "Trình độ", None],
            [None, None, None, "Nữ", "DTTS", None, "Chuyên môn", None],
            [None, None, None, None, None, None, "ThS", "ĐH"],
            [1, "Thào Thị Dua", 1990, "x", "x", None, "x", None],
            [2, "Cháng A Sình", 1988, None, "x", "x", None, "x"],
        ]
    )
    if joined:
        for area in ("A1:A3", "B1:B3", "C1:C3", "D1:E1", "D2:D3", "E2:E3", "F1:F3", "G1:H1", "G2:H2"):
            book.worksheets[0].merge_cells(area)
    seen = look(book)
    assert seen.counters == {"read": 2, "added": 2, "changed": 0, "same": 0, "rejected": 0}
    assert [(person.sex, person.professional) for person in made(seen, "person")] == [("f", "ths"), (None, "dh")]


@pytest.mark.parametrize("name", ["Tòng Thị Thu Ngân", "Tong Thi Thu Ngan", "TÒNG VĂN CHIÊU", "Cống A Sình"])
def test_a_family_name_is_no_total(name: str) -> None:
    rows = [
        ["TT", "Họ và tên", "Năm sinh", "Nữ", "Dân tộc"],
        [1, 2, 3, 4, 5],
        [1, name, 1990, "x", None],
        [2, "Lò Po", None, None, "Cống"],
        [None, "Tổng cộng: 2", None, 1, None],
        [None, "Cộng", None, 1, None],
        [None, "Tổng toàn xã", None, 1, None],
        [None, "NGƯỜI LẬP BIỂU", None, "TM. ỦY BAN NHÂN DÂN", None],
    ]
    seen = look(table(rows))
    assert seen.counters["read"] == 2
    assert [(person.full_name, person.sex) for person in made(seen, "person")] == [(name, "f"), ("Lò Po", None)]
    assert seen.sheets[0].skipped == (2, 5, 6, 7, 8)
