"""Lists of people as the units have them, from headings to records."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from app.domain.dataset import apply, dataset
from app.domain.dates import PartialDate
from app.domain.records import Person, PlanningList
from app.spreadsheets.body_names import as_registered
from app.spreadsheets.choices import Choices
from app.spreadsheets.memory import learn
from app.spreadsheets.outcome import Fate
from app.vietnamese.legacy import to_tcvn3, to_vni
from tests.core.spreadsheets.lists import BODIES, PEOPLE, UNIT, l1, look, made, table, unit_data


def test_l1_gives_people_and_posts() -> None:
    seen = look(l1())
    people = {person.full_name: person for person in made(seen, "person")}
    assert seen.counters == {"read": 6, "added": 6, "changed": 0, "same": 0, "rejected": 0}
    assert [row.reasons for row in seen.rows if row.reasons] == []
    assert list(people) == [person[0] for person in PEOPLE]
    duong = people["Lò Thị Ánh Dương"]
    assert (duong.sex, duong.birth, duong.ethnic) == ("f", PartialDate("1985-03-12"), "03")
    assert (duong.party_joined, duong.party_official) == (PartialDate("2010-02-03"), PartialDate("2011-02-03"))
    assert (duong.professional, duong.political, duong.administration) == ("dh", "cc", "cvc")
    assert people["Vàng A Chứ"].birth == PartialDate("1979")
    assert people["Lường Thị Mương"].birth == PartialDate("1981-03")
    assert people["Nguyễn Đức Thịnh"].staff_kind == "cc"
    names = {person.id: name for name, person in people.items()}
    posts = {(names[post.person], post.post, post.body) for post in made(seen, "appointment")}
    assert posts == {
        ("Lò Thị Ánh Dương", "ubnd.pct", "b-ubnd"),
        ("Vàng A Chứ", "phong.tp", "b-kt"),
        ("Quàng Văn Thoan", "ubnd.ct", "b-ubnd"),
        ("Quàng Văn Thoan", "dang.pbt", "b-du"),
        ("Lường Thị Mương", "phong.ptp", "b-vhxh"),
    }


def test_l1_says_what_it_did_not_read() -> None:
    seen = look(l1())
    view = seen.sheets[0]
    assert view.layout is not None
    assert [title for _, title in view.layout.unknown] == ["Quê quán", "Trình độ VH"]
    assert view.skipped == (10, 11, 14, 19, 21, 24)
    assert any("Quê quán" in notice for notice in view.notices)


@pytest.mark.parametrize(
    ("encode", "font"),
    [
        (to_tcvn3, ".VnTime"),
        (to_tcvn3, ""),
        (to_vni, "VNI-Times"),
        (to_vni, ""),
        (lambda text: unicodedata.normalize("NFD", text), ""),
    ],
    ids=["tcvn3 font", "tcvn3 bare", "vni font", "vni bare", "nfd"],
)
def test_old_letters_give_the_same_people(encode: Callable[[str], str], font: str) -> None:
    seen = look(l1(encode=encode, font=font))
    plain = look(l1())
    assert made(seen, "person") == made(plain, "person")
    assert made(seen, "appointment") == made(plain, "appointment")
    converted = {found.before: found.after for found in seen.sheets[0].conversions}
    assert converted[encode("Lò Thị Ánh Dương")] == "Lò Thị Ánh Dương"
    assert all(found.evidence for found in seen.sheets[0].conversions)
    assert any("Unicode" in notice for notice in seen.sheets[0].notices)


@pytest.mark.fault("J19")
def test_same_file_twice_changes_nothing() -> None:
    first = look(l1())
    after = apply(unit_data(), first.changes)
    again = look(l1(), after, memory=learn(first, after))
    assert again.counters == {"read": 6, "added": 0, "changed": 0, "same": 6, "rejected": 0}
    assert again.changes == ()
    assert again.waiting == 0


def test_namesakes_with_different_births_are_two_people() -> None:
    seen = look(
        table(
            [
                ["Họ và tên", "Ngày sinh", "Giới tính"],
                ["Lò Thị Pâng", "12/3/1985", "Nữ"],
                ["Lò Thị Pâng", "13/3/1985", "Nữ"],
                ["Lò Thị Pâng", "1986", "Nữ"],
            ]
        )
    )
    assert seen.counters["added"] == 3
    after = apply(unit_data(), seen.changes)
    other = look(table([["Họ và tên", "Ngày sinh", "Giới tính"], ["Lò Thị Pâng", "14/3/1985", "Nữ"]]), after)
    assert other.counters["added"] == 1


def test_one_person_in_two_rows_holds_two_posts() -> None:
    seen = look(
        table(
            [
                ["Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ"],
                ["Vì Văn Panh", "1/1/1975", "Nam", "Chủ tịch UBND"],
                ["Vì Văn Panh", "1/1/1975", "Nam", "Phó Bí thư Đảng ủy"],
            ]
        )
    )
    assert len(made(seen, "person")) == 1
    assert {post.post for post in made(seen, "appointment")} == {"ubnd.ct", "dang.pbt"}
    assert [row.fate for row in seen.rows] == [Fate.ADDED, Fate.CHANGED]
    assert seen.rows[1].questions == ()


def test_l2_planned_posts() -> None:
    planning = PlanningList(id="pl", number="12-QĐ/ĐU", secrecy="khong")
    data = apply(unit_data(), ())
    data = dataset(data.unit, [*data.tables["body"].values(), planning])
    seen = look(
        table(
            [
                [
                    "STT",
                    "Họ tên",
                    "Năm sinh Nam",
                    "Năm sinh Nữ",
                    "DT",
                    "CV hiện nay",
                    "QH chức danh 1",
                    "QH chức danh 2",
                ],
                [1, "Hạng A Dơ", 1985, None, "Mông", "PTP KT", "- PCT UBND xã\n- PCT HĐND", None],
                [2, "Mùa Thị Sênh", None, "5/1990", "nt", "Công chức", "PCT UBND", "Trưởng phòng Kinh tế"],
            ]
        ),
        data,
    )
    assert seen.counters["added"] == 2
    first, second = made(seen, "person")
    assert (first.sex, first.birth, second.sex, second.birth) == ("m", PartialDate("1985"), "f", PartialDate("1990-05"))
    assert second.ethnic == first.ethnic
    planned = [(entry.person, entry.post, entry.planning_list) for entry in made(seen, "planning_entry")]
    assert planned == [
        (first.id, "ubnd.pct", "pl"),
        (first.id, "hdnd.pct", "pl"),
        (second.id, "ubnd.pct", "pl"),
        (second.id, "phong.tp", "pl"),
    ]


def test_l3_crosses() -> None:
    seen = look(
        table(
            [
                ["TT", "Họ và tên", "Năm sinh", "Nữ", "ThS", "ĐH", "CĐ"],
                [1, "Thào Thị Dua", 1990, "x", "X", None, None],
                [2, "Cháng A Sình", 1988, None, None, "v", None],
            ]
        )
    )
    first, second = made(seen, "person")
    assert (first.sex, first.professional) == ("f", "ths")
    assert (second.sex, second.professional) == (None, "dh")


def test_name_in_two_columns() -> None:
    seen = look(table([["Họ và chữ đệm", "Tên", "Ngày sinh"], ["Chang Hừ", "Po", "1982"]]))
    assert made(seen, "person")[0].full_name == "Chang Hừ Po"


def test_unknown_body_is_made_and_asked() -> None:
    seen = look(
        table(
            [
                ["Họ và tên", "Ngày sinh", "Đơn vị công tác", "Chức vụ"],
                ["Tòng Thị Thu Ngân", "1980", "Trường Mầm non số 1", "Hiệu trưởng"],
                ["Cà Thị Hồng Nhung", "1981", "Trường Mầm non số 1", "PHT"],
            ]
        )
    )
    bodies = made(seen, "body")
    assert [(body.name, body.kind) for body in bodies] == [("Trường Mầm non số 1", "truong")]
    assert {post.body for post in made(seen, "appointment")} == {bodies[0].id}
    assert any("thêm mới" in question for question in seen.rows[0].questions)


def test_the_name_of_a_sheet_is_the_body_where_no_column_says_it() -> None:
    book = table(
        [["Họ và tên", "Ngày sinh", "Chức vụ"], ["Tòng Thị Thu Ngân", "1/1/1980", "HT"]], "Trường Mầm non số 1"
    )
    other = book.create_sheet("Văn hóa - Xã hội")
    for row in (["Họ và tên", "Ngày sinh", "Chức vụ"], ["Cà Thị Hồng Nhung", "1/1/1981", "Trưởng phòng"]):
        other.append(row)
    anybody = book.create_sheet("Trường học")
    for row in (["Họ và tên", "Ngày sinh"], ["Lò Thị Pâng", "1/1/1982"]):
        anybody.append(row)
    seen = look(book)
    school = made(seen, "body")[0]
    assert [(body.name, body.kind) for body in made(seen, "body")] == [("Trường Mầm non số 1", "truong")]
    assert [(person.full_name, person.body) for person in made(seen, "person")] == [
        ("Tòng Thị Thu Ngân", school.id),
        ("Cà Thị Hồng Nhung", "b-vhxh"),
        ("Lò Thị Pâng", None),
    ]
    assert [(held.post, held.body) for held in made(seen, "appointment")] == [
        ("truong.ht", school.id),
        ("phong.tp", "b-vhxh"),
    ]
    after = apply(unit_data(), seen.changes)
    assert look(book, after).counters["same"] == 3


GROUPED = [
    ["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ"],
    ["I", "HĐND - UBND"],
    [1, "Quàng Văn Thoan", "6/3/1983", "Nam", "Chủ tịch UBND"],
    ["II", "TRƯỜNG MẦM NON SỐ 1 MƯỜNG PỒN"],
    [2, "Tòng Thị Thu Ngân", "1/1/1980", "Nữ", "Hiệu trưởng"],
    [3, "Cà Thị Hồng Nhung", "2/1/1981", "Nữ", "Phó Hiệu trưởng"],
    ["III", "TRƯỜNG PTDTBT TIỂU HỌC SỐ 2 MƯỜNG PỒN"],
    [4, "Lò Văn Hặc", "2/1/1975", "Nam", "Hiệu trưởng"],
    ["IV", "ỦY BAN MTTQ VIỆT NAM XÃ MƯỜNG PỒN"],
    [5, "Vàng A Chứ", "2/1/1972", "Nam", "Chủ tịch Ủy ban MTTQ"],
    ["V", "PHÒNG KINH TẾ"],
    [6, "Lường Thị Mương", "2/3/1981", "Nữ", "Phó Trưởng phòng"],
    ["VI", "CÔNG CHỨC"],
    [7, "Nguyễn Đức Thịnh", "2/3/1991", "Nam", "Công chức"],
]


def test_headings_over_rows_name_the_bodies_of_their_people() -> None:
    seen = look(table(GROUPED))
    bodies = {body.id: body.name for body in made(seen, "body")}
    assert sorted(bodies.values()) == [
        "Trường Mầm non số 1 Mường Pồn",
        "Trường PTDTBT Tiểu học số 2 Mường Pồn",
        "Ủy ban MTTQ Việt Nam xã Mường Pồn",
    ]
    assert {(body.kind, body.tier) for body in made(seen, "body")} == {("truong", "xa"), ("mttq", "xa")}
    held = [(item.post, bodies.get(item.body, item.body)) for item in made(seen, "appointment")]
    assert held == [
        ("ubnd.ct", "b-ubnd"),
        ("truong.ht", "Trường Mầm non số 1 Mường Pồn"),
        ("truong.pht", "Trường Mầm non số 1 Mường Pồn"),
        ("truong.ht", "Trường PTDTBT Tiểu học số 2 Mường Pồn"),
        ("mttq.ct", "Ủy ban MTTQ Việt Nam xã Mường Pồn"),
        ("phong.ptp", "b-kt"),
    ]
    told = [question for row in seen.rows for question in row.questions if "sẽ thêm mới" in question]
    assert len(told) == 3 and not any("bổ sung" in question for question in told)
    after = apply(unit_data(), seen.changes)
    assert look(table(GROUPED), after).changes == ()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("PHÒNG KẾ HOẠCH - TỔNG HỢP", "Phòng Kế hoạch - Tổng hợp"),
        ("BAN CHỈ HUY QUÂN SỰ XÃ CHÀ TỞ", "Ban Chỉ huy Quân sự xã Chà Tở"),
        ("TRƯỜNG THCS CHÀ TỞ", "Trường THCS Chà Tở"),
        ("TRẠM Y TẾ XÃ CHÀ TỞ", "Trạm Y tế xã Chà Tở"),
        ("Trường mầm non Chà Tở", "Trường mầm non Chà Tở"),
    ],
)
def test_names_in_capitals_are_written_as_in_a_register(written: str, name: str) -> None:
    assert as_registered(written, ["Ủy ban nhân dân xã Chà Tở", "Phòng Kinh tế"]) == name


def test_misspelt_body_is_refused_with_a_suggestion() -> None:
    seen = look(table([["Họ và tên", "Ngày sinh", "Đơn vị"], ["Lò Văn Sương", "1980", "Phòng Kinh tê s"]]))
    assert seen.counters["rejected"] == 1
    assert "Có phải Phòng Kinh tế?" in seen.rows[0].reasons[0]


def test_ambiguous_post_is_asked_never_guessed() -> None:
    seen = look(table([["Họ và tên", "Ngày sinh", "Chức vụ"], ["Bùi Quang Vịnh", "1980", "Chủ tịch"]]))
    assert [(held.post, held.title) for held in made(seen, "appointment")] == [(None, "Chủ tịch")]
    assert "Ghi rõ cơ quan" in seen.rows[0].questions[0]


def test_a_kept_title_gets_its_post_once_the_body_is_known() -> None:
    book = table(
        [["Họ và tên", "Ngày sinh", "Chức vụ", "Quy hoạch"], ["Bùi Quang Vịnh", "1/1/1980", "Chủ tịch", "PCT"]]
    )
    before = dataset(UNIT, [])
    first = look(book, before)
    assert [held.title for held in made(first, "appointment")] == ["Chủ tịch"]
    council = dataset(UNIT, [*apply(before, first.changes).tables["person"].values(), BODIES[1]])
    known = apply(council, [change for change in first.changes if change.table != "person"])
    again = look(book, known)
    assert again.counters["changed"] == 1
    (held,) = made(again, "appointment")
    assert (held.id, held.post, held.title, held.body) == (made(first, "appointment")[0].id, "ubnd.ct", None, "b-ubnd")
    assert [(entry.post, entry.title) for entry in made(again, "planning_entry")] == [("ubnd.pct", None)]
    assert look(book, apply(known, again.changes)).counters["same"] == 1


def test_existing_person_is_changed_not_doubled() -> None:
    known = Person(id="p", full_name="Lò Thị Bun Mi", sex="f", birth=PartialDate("1985-03-12"), note="cũ")
    data = dataset("u", [known])
    rows: list[list[str | None]] = [
        ["Họ và tên", "Ngày sinh", "Dân tộc", "Ghi chú"],
        ["LÒ THỊ BUN MI", "1985", "Lào", None],
    ]
    asked = look(table(rows), data)
    assert asked.rows[0].waits
    assert [found.id for found in asked.rows[0].candidates] == ["p"]
    seen = look(table(rows), data, Choices(same={("Danh sách", 2): "p"}))
    after = made(seen, "person")[0]
    assert seen.rows[0].fate is Fate.CHANGED
    assert (after.id, after.ethnic, after.birth, after.note) == ("p", "37", PartialDate("1985-03-12"), "cũ")
    assert after.full_name == "Lò Thị Bun Mi"


@pytest.mark.fault("J18")
def test_renamed_column_is_a_question_and_may_be_chosen() -> None:
    book = table([["Họ và tên", "Ngày sinhh", "Bản sắc"], ["Lò Văn Sương", "1980", "Thái"]])
    seen = look(book)
    assert made(seen, "person")[0].birth == PartialDate("1980")
    assert "Ngày sinhh" in seen.sheets[0].notices[0]
    chosen = look(book, choices=Choices(columns={"Danh sách": {2: "person.ethnic", 1: ""}}))
    assert made(chosen, "person")[0].ethnic == "03"
    assert made(chosen, "person")[0].birth is None


@pytest.mark.fault("J15")
def test_cells_joined_downwards_count_for_each_row() -> None:
    book = table(
        [
            ["Họ và tên", "Ngày sinh", "Đơn vị"],
            ["Lò Văn Sương", "1980", "Phòng Kinh tế"],
            ["Ly A Páo", "1981", None],
        ]
    )
    book.worksheets[0].merge_cells("C2:C3")
    assert [person.body for person in made(look(book), "person")] == ["b-kt", "b-kt"]


def test_faulty_cells_reject_their_rows_only() -> None:
    book = table(
        [
            ["Họ và tên", "Ngày sinh", "Dân tộc", "CCCD"],
            ["Lò Văn Sương", "1980", "Thái", "011080001234"],
            ["Ly A Páo", "31/2/1981", "Mông", None],
            ["Vừ A Lử", "1981", "Xing mum", None],
            ["Hạng A Dơ", "1981", "=A1+1", None],
            ["Sùng A Chống", "1981", "Mông", 1.23e11],
            [None, "1981", "Mông", None],
            ["Cà Văn Nhất", "1979", "Thái", 11079001234],
        ]
    )
    seen = look(book)
    assert [row.fate.value for row in seen.rows] == [
        "added", "rejected", "rejected", "rejected", "rejected", "rejected", "added",
    ]  # fmt: skip
    counters = dict(seen.counters)
    assert counters.pop("read") == sum(counters.values()) == 7
    assert "không có ngày 31/02/1981" in seen.rows[1].reasons[0]
    assert "Có phải Xinh-mun?" in seen.rows[2].reasons[0]
    assert "chưa tính" in seen.rows[3].reasons[0]
    assert "làm tròn" in seen.rows[4].reasons[0]
    assert made(seen, "person")[1].id_number == "011079001234"
    assert "số 0 ở đầu" in seen.rows[6].questions[0]


@pytest.mark.parametrize(
    ("text", "post", "body"),
    [
        ("Phó Chủ tịch UBND xã Mường Pồn", "ubnd.pct", "b-ubnd"),
        ("Trưởng phòng Văn hóa - Xã hội", "phong.tp", "b-vhxh"),
        ("P. Chủ tịch UBND xã", "ubnd.pct", "b-ubnd"),
        ("Chủ tich UBND", "ubnd.ct", "b-ubnd"),
        ("pho chu tich ubnd", "ubnd.pct", "b-ubnd"),
        ("TP VH-XH", "phong.tp", "b-vhxh"),
        ("PTP KT xã", "phong.ptp", "b-kt"),
        ("BTĐU", "dang.bt", "b-du"),
        ("PBT TT", "dang.pbt", "b-du"),
        ("CT HĐND", "hdnd.ct", "b-hdnd"),
        ("GĐ TTPVHCC", "ttpvhcc.gd", None),
        ("CHT", "bchqs.cht", None),
        ("PHT", "truong.pht", None),
        ("CVP", "vp.cvp", None),
        ("PCVP", "vp.pcvp", None),
        ("Trưởng bản", None, None),
        ("Hiệu trưởng trường Mầm non số 9", "truong.ht", None),
        ("Bí thư chi bộ bản Pú Múa", None, None),
        ("Trưởng ban Thanh tra nhân dân", None, None),
        ("Chủ tịch Hội Khuyến học", None, None),
    ],
)
def test_words_behind_a_post_must_say_where(text: str, post: str | None, body: str | None) -> None:
    seen = look(table([["Họ và tên", "Ngày sinh", "Chức vụ"], ["Bùi Quang Vịnh", "1980", text]]))
    held = [(appointment.post, appointment.body, appointment.title) for appointment in made(seen, "appointment")]
    assert held == [(post, body, None if post else text)]
    assert seen.rows[0].fate is Fate.ADDED
    assert bool(seen.rows[0].questions) == (body is None)


@pytest.mark.parametrize("text", ["CC ĐC-XD", "Giáo viên", "Kế toán trường MN", "Chuyên viên VP", "-", "…"])
def test_staff_hold_no_post(text: str) -> None:
    seen = look(table([["Họ và tên", "Ngày sinh", "Chức vụ"], ["Bùi Quang Vịnh", "1980", text]]))
    assert made(seen, "appointment") == []
    assert seen.rows[0].questions == ()


def test_a_leading_post_is_found_beside_words_that_are_none() -> None:
    seen = look(table([["Họ và tên", "Ngày sinh", "Chức vụ"], ["Bùi Quang Vịnh", "1980", "HUV, Chủ tịch UBND xã"]]))
    assert [(held.post, held.title) for held in made(seen, "appointment")] == [(None, "HUV"), ("ubnd.ct", None)]


@pytest.mark.parametrize(
    ("titles", "cells", "sex", "questions"),
    [
        (("Ghi chú",), ("Nữ",), "f", 1),
        (("Ghi chú",), ("QH mới, nữ",), "f", 1),
        (("Ghi chú",), ("Nữ công",), None, 0),
        (("Ghi chú", "Giới tính"), ("Nữ", "Nam"), "m", 0),
        (("Nữ",), ("x",), "f", 0),
        (("Nam",), ("v",), "m", 0),
        (("Giới tính nữ",), ("1",), "f", 0),
        (("Hội viên phụ nữ",), ("x",), None, 0),
        (("Năm sinh nam", "Năm sinh nữ"), ("", "1985"), "f", 0),
    ],
)
def test_where_a_list_says_the_sex(
    titles: tuple[str, ...], cells: tuple[str, ...], sex: str | None, questions: int
) -> None:
    seen = look(table([["Họ và tên", "Dân tộc", *titles], ["Chang Hừ Po", "Hà Nhì", *cells]]))
    person = made(seen, "person")[0]
    assert person.sex == sex
    assert len(seen.rows[0].questions) == questions
    if "Ghi chú" in titles:
        assert person.note == cells[0]


@pytest.mark.parametrize("title", ["Lý do không nhận", "Lý do"])
def test_the_column_of_a_returned_workbook_is_never_read(title: str) -> None:
    seen = look(table([["Họ và tên", "Ngày sinh", title], ["Lò Văn Sương", "1/1/1980", "Thiếu dân tộc"]]))
    layout = seen.sheets[0].layout
    assert layout is not None
    assert [column.title for column in layout.columns] == ["Họ và tên", "Ngày sinh"]
    assert layout.unknown == ()
    assert not any("Lý do" in notice for notice in seen.sheets[0].notices)


@pytest.mark.parametrize(
    "heading",
    ["Họ và tên cán bộ", "Họ tên CBCC", "Họ và tên công chức, viên chức", "HỌ, TÊN", "Tên cán bộ", "Họ tên khai sinh"],
)
def test_a_name_column_under_a_longer_heading(heading: str) -> None:
    seen = look(table([("STT", heading, "Năm sinh", "Dân tộc"), (1, "Lò Thị Mai", "1985", "Thái")]))
    assert [person.full_name for person in made(seen, "person")] == ["Lò Thị Mai"]


@pytest.mark.parametrize("heading", ["Họ và tên vợ (chồng)", "Tên bố", "Đảng viên", "Tên cơ quan"])
def test_a_column_about_somebody_else_is_no_name(heading: str) -> None:
    seen = look(table([("Họ và tên", heading, "Năm sinh"), ("Lò Thị Mai", "Vừ A Lử", "1985")]))
    assert [person.full_name for person in made(seen, "person")] == ["Lò Thị Mai"]


def test_the_shorter_heading_of_two_is_the_name() -> None:
    seen = look(table([("Họ tên khai sinh", "Họ và tên", "Năm sinh"), ("Lò Thị Mỷ", "Lò Thị Mai", "1985")]))
    assert [person.full_name for person in made(seen, "person")] == ["Lò Thị Mai"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Chức vụ hiện tại", "appointment.post"),
        ("Chức danh, chức vụ", "appointment.post"),
        ("Chức vụ và đơn vị công tác", "appointment.post"),
        ("Đơn vị công tác hiện nay", "person.body"),
        ("Trình độ chuyên môn cao nhất", "person.professional"),
        ("Trình độ lý luận chính trị", "person.political"),
        ("Trình độ quản lý nhà nước", "person.administration"),
        ("Số CMND/CCCD", "person.id_number"),
        ("Chức danh được quy hoạch giai đoạn 2025-2030", "planning_entry.post"),
        ("Ngày bổ nhiệm chức vụ hiện nay", "appointment.start"),
    ],
)
def test_headings_with_words_around(heading: str, field: str) -> None:
    seen = look(table([("Họ và tên", "Năm sinh", heading), ("Lò Thị Mai", "1985", None)]))
    layout = seen.sheets[0].layout
    assert layout is not None
    assert [column.target.key for column in layout.columns if column.title == heading] == [field]
