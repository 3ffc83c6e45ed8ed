"""What a person decides about a workbook: who is who, what a doubtful cell says, where columns go."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.dataset import Dataset, apply, dataset
from app.domain.dates import PartialDate
from app.domain.records import Person
from app.errors import UserError
from app.spreadsheets.choices import NEW, Choices, read_choices
from app.spreadsheets.memory import joined, learn
from app.spreadsheets.outcome import Fate, Preview
from app.spreadsheets.shown import as_data
from app.vietnamese.legacy import to_tcvn3, to_vni
from tests.core.spreadsheets.lists import BODIES, CATALOGUE, UNIT, look, made, table, unit_data

_SHEET = "Danh sách"
_NAMES = (
    "Lò Thị Mai", "Lò Thị Mái", "Lò Thị Mai", "LÒ THỊ MAI", "Giàng A Tủa", "Vừ A Lử", "Chang Hừ Po", "Lỳ Mỳ Xớ",
    "Lò Thị Bun Mi", "Lường Văn Khăm", "Quàng Thị Hoan", "Mùa", "Po Po Xa",
)  # fmt: skip
_BIRTHS = ("12/3/1985", "1985", "3/1985", "13/3/1985", None)
_NUMBERS = (None, "011085000001", "011085000002")
_HEADINGS = ("Họ và tên", "Ngày sinh", "Giới tính", "CCCD", "Dân tộc")


def people(*known: Person) -> Dataset:
    """A commune with these people."""
    return dataset(UNIT, [*BODIES, *known])


def of_rows(*rows: Sequence[Any], headings: Sequence[str] = _HEADINGS, **more: Any) -> Preview:
    """The preview of a list."""
    return look(table([list(headings), *(list(row) for row in rows)]), **more)


def row(name: str, birth: str | None = None, sex: str | None = None, number: str | None = None) -> tuple[Any, ...]:
    """A row of the list."""
    return (name, birth, sex, number, None)


_MAI = Person(id="p", full_name="Lò Thị Mai", sex="f", birth=PartialDate("1985-03-12"), id_number="011085000001")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (row("Lò Thị Mai", "12/3/1985"), "same"),
        (row("LÒ THỊ MAI", "12/3/1985", "Nữ"), "same"),
        (row("Lò Thị Mai", "12/3/1985", "Nữ", "011085000001"), "same"),
        (row("Lò Thị Mai", "1985", None, "011085000001"), "same"),
        (row("Lò Thị Mai", None, None, "011085000001"), "same"),
        (row("Lò Thị Mai", "13/3/1985"), "added"),
        (row("Lò Thị Mai", "1986"), "added"),
        (row("Lò Thị Hoa", "12/3/1985"), "added"),
        (row("Lò Thị Mái", "12/3/1985"), "waits"),
        (row("Lo Thi Mai", "12/3/1985"), "waits"),
        (row("Lò Thị Mai", "1985"), "waits"),
        (row("Lò Thị Mai", "3/1985"), "waits"),
        (row("Lò Thị Mai"), "waits"),
        (row("Lò Thị Mai", "12/3/1985", "Nam"), "waits"),
        (row("Lò Thị Mai", "12/3/1985", "Nữ", "011085000002"), "waits"),
        (row("Vì Thị Hoa", "12/3/1985", "Nữ", "011085000001"), "waits"),
        (row("Lò Thị Mai", "13/3/1985", "Nữ", "011085000001"), "waits"),
    ],
)
def test_who_is_taken_for_one_person(cells: tuple[Any, ...], expected: str) -> None:
    seen = of_rows(cells, data=people(_MAI))
    (fate,) = seen.rows
    assert ("waits" if fate.waits else fate.fate.value) == expected
    assert fate.questions == (("Họ và tên: giữ cách viết đã có: Lò Thị Mai.",) if cells[0].isupper() else ())
    assert bool(fate.candidates) == (expected == "waits")
    if expected == "waits":
        assert fate.fate is Fate.REJECTED
        assert seen.changes == ()
        assert fate.reasons[0].startswith("chờ trả lời: ")
        (shown,) = as_data(seen, people(_MAI), CATALOGUE)["rows"]
        assert shown["candidates"] == [
            {
                "id": "p",
                "values": {
                    "Họ và tên": "Lò Thị Mai",
                    "Giới tính": "Nữ",
                    "Ngày sinh": "12/03/1985",
                    "Số định danh cá nhân": "011085000001",
                },
            }
        ]
        assert shown["values"]["Họ và tên"] == cells[0]


def test_several_people_who_may_be_meant_are_all_shown() -> None:
    twin = replace(_MAI, id="q", id_number="011085000002")
    seen = of_rows(row("Lò Thị Mai", "12/3/1985"), data=people(_MAI, twin))
    assert [found.id for found in seen.rows[0].candidates] == ["p", "q"]
    by_number = of_rows(row("Lò Thị Mai", "12/3/1985", None, "011085000002"), data=people(_MAI, twin))
    assert by_number.rows[0].records == (("person", "q"),)


def test_namesakes_of_other_births_are_two_people_without_a_question() -> None:
    seen = of_rows(row("Lò Thị Mai", "12/3/1985"), row("Lò Thị Mai", "12/3/1986"), row("Lò Thị Mai", "1987"))
    assert seen.counters["added"] == 3
    assert not any(fate.questions or fate.reasons for fate in seen.rows)


def test_rows_of_one_person_that_say_different_things_wait() -> None:
    rows = (("Lò Thị Mai", "12/3/1985", "Nữ", None, "Thái"), ("Lò Thị Mai", "12/3/1985", "Nữ", None, "Mông"))
    seen = of_rows(*rows)
    assert [fate.fate for fate in seen.rows] == [Fate.ADDED, Fate.REJECTED]
    assert "hai dòng ghi khác nhau (Dân tộc)" in seen.rows[1].reasons[0]
    (candidate,) = seen.rows[1].candidates
    one = of_rows(*rows, choices=Choices(same={(_SHEET, 3): candidate.id}))
    assert [person.ethnic for person in made(one, "person")] == ["03"]
    assert "giữ theo dòng 2" in one.rows[1].questions[0]
    two = of_rows(*rows, choices=Choices(same={(_SHEET, 3): NEW}))
    assert [person.ethnic for person in made(two, "person")] == ["03", "08"]


@pytest.mark.parametrize("answer", ["gone", "q", "row:3:Danh sách", "row:x", ""])
def test_an_answer_that_names_nobody_who_may_be_meant_is_asked_again(answer: str) -> None:
    """Choices made for another file, or before a row was put in between, never join people."""
    other = Person(id="q", full_name="Vì Văn Panh", birth=PartialDate("1985"))
    choices = Choices(same={(_SHEET, 2): answer, (_SHEET, 3): "p"})
    seen = of_rows(
        row("Lò Thị Mai", "1985"), row("Sùng A Chống", "1/1/1980"), data=people(_MAI, other), choices=choices
    )
    assert [(fate.waits, fate.fate) for fate in seen.rows] == [(True, Fate.REJECTED), (False, Fate.ADDED)]
    assert [found.id for found in seen.rows[0].candidates] == ["p"]


@pytest.mark.parametrize(
    "name",
    [
        "Giàng Thị Mỷ", "Sùng Thị Dợ", "Vàng Thị Pà", "Thào Thị Dua",
        "Giàng A Tủa", "Sùng A Chống", "Vừ A Lử", "Ly A Páo",
        "Hạng A Dơ", "Cháng A Sình", "Lỳ Mỳ Xớ", "Chang Hừ Po", "Quàng Thị Hoan", "Lường Văn Khút", "Lò Thị Bun Mi",
        "Lường Văn Khăm", "Lường Văn Ín", "Vì Văn Panh", "Điêu Thị Mai Chi", "Lò Thị Pâng", "Po", "Mùa Mùa", "Pờ Xì Xá",
        "Sào Lỳ Pứ", "Khoàng Thó Nu", "H'Lim", "Ksor Y Ban",
    ],
)  # fmt: skip
@pytest.mark.parametrize("encode", [str, to_tcvn3, to_vni], ids=["unicode", "tcvn3", "vni"])
def test_names_of_the_peoples_come_back_as_they_went_in(name: str, encode: Callable[[str], str]) -> None:
    seen = of_rows(
        (encode(name), "12/3/1985", None, None, None), (encode("Lò Thị Ánh Dương"), "1985", None, None, None)
    )
    (first, _) = seen.rows
    names = [person.full_name for person in made(seen, "person")]
    assert name in names or (first.waits and encode is not str)


_TOLD_TWICE = "Giàng A Tủa"
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(_NAMES),
        st.sampled_from(_BIRTHS),
        st.sampled_from((None, "Nam", "Nữ")),
        st.sampled_from(_NUMBERS),
        st.sampled_from(("Thái", "Mông", "Lào")),
    ),
    min_size=1,
    max_size=8,
)


def answered(seen: Preview, picks: Sequence[int], choices: Choices) -> Choices:
    """Answers to all rows that wait, as chance will have it."""
    same: dict[tuple[str, int], str] = dict(choices.same)
    for number, fate in enumerate(seen.rows):
        if fate.waits:
            offers = (NEW, *(found.id for found in fate.candidates))
            same[fate.sheet, fate.number] = offers[picks[number % len(picks)] % len(offers)]
    return replace(choices, same=same)


@settings(deadline=None, max_examples=60)
@example([(_TOLD_TWICE, None, None, None, "Thái"), (_TOLD_TWICE, "12/3/1985", None, None, "Mông")], [1], set())
@given(_ROWS, st.lists(st.integers(0, 3), min_size=1, max_size=4), st.sets(st.integers(2, 9), max_size=2))
def test_whatever_is_answered_the_counters_add_up_and_nothing_comes_twice(
    rows: list[tuple[Any, ...]], picks: list[int], skipped: set[int]
) -> None:
    choices = Choices(skip=frozenset((_SHEET, number) for number in skipped))
    for _ in range(len(rows) + 1):
        seen = of_rows(*rows, choices=choices)
        assert sum(seen.counters.values()) == 2 * seen.counters["read"] == 2 * len(rows)
        assert seen.waiting <= seen.counters["rejected"]
        if not seen.waiting:
            break
        choices = answered(seen, picks, choices)
    assert seen.waiting == 0
    after = apply(unit_data(), seen.changes)
    memory = learn(seen, after)
    unanswered = Choices(skip=choices.skip)
    for given_again in (unanswered, choices):
        again = of_rows(*rows, data=after, memory=memory, choices=given_again)
        assert again.changes == ()
        assert again.waiting == 0
        assert again.counters["same"] >= seen.counters["added"] + seen.counters["changed"] + seen.counters["same"]
        assert joined(memory, learn(again, after)).rows == memory.rows
    forgetful = of_rows(*rows, data=after, choices=unanswered)
    assert forgetful.counters["added"] == 0


@given(_ROWS)
def test_nobody_is_lost_and_no_name_is_changed(rows: list[tuple[Any, ...]]) -> None:
    seen = of_rows(*rows)
    kept = {person.full_name for person in made(seen, "person")}
    for fate, cells in zip(seen.rows, rows, strict=True):
        assert fate.waits or cells[0] in kept or cells[0].isupper()


def test_choices_in_json() -> None:
    choices = Choices(
        "A",
        {"A": {2: "person.ethnic", 3: ""}},
        {("A", 4): NEW},
        {("A", 5, 1): "Lò"},
        frozenset({("A", 6)}),
        {"A": (1, 2)},
        frozenset({("A", 7)}),
    )
    written = {
        "sheet": "A",
        "columns": {"A": {"2": "person.ethnic", "3": ""}},
        "same": {"A": {"4": "new"}},
        "texts": {"A": {"5": {"1": "Lò"}}},
        "skip": {"A": [6]},
        "header": {"A": [1, 2]},
        "anew": {"A": [7]},
    }
    assert read_choices(json.dumps(written).encode()) == choices
    assert read_choices(b"{}") == Choices()


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"same": {"A": {"x": "new"}}}', '{"khac": 1}', '{"skip": {"A": ["1"]}}', '{"header": {"A": [1]}}'],
)
def test_choices_that_cannot_be_read(text: str) -> None:
    with pytest.raises(UserError, match="NHAP-03"):
        read_choices(text.encode())


def test_headings_that_nobody_knows_are_chosen_by_hand() -> None:
    book = table(
        [["Ban xếp hạng"], ["Ông/bà", "Mốc", "Của nữ"], ["Lò Văn Sương", "1980", None], ["Lò Thị Pâng", None, "1981"]]
    )
    with pytest.raises(UserError, match="XLS-07"):
        look(book)
    header = {_SHEET: (2, 2)}
    blank = look(book, choices=Choices(header=header))
    assert blank.counters["rejected"] == 2
    columns = {_SHEET: {0: "person.full_name", 1: "person.birth:man", 2: "person.birth:woman"}}
    seen = look(book, choices=Choices(columns=columns, header=header))
    assert [(person.full_name, person.sex, person.birth.text) for person in made(seen, "person")] == [
        ("Lò Văn Sương", "m", "1980"),
        ("Lò Thị Pâng", "f", "1981"),
    ]
    memory = learn(seen, apply(unit_data(), seen.changes))
    later = table([["Danh sách mới"], [], ["Ông/bà", "Mốc", "Của nữ"], ["Ly A Páo", "1990", None]])
    again = look(later, memory=memory)
    assert [(person.full_name, person.sex) for person in made(again, "person")] == [("Ly A Páo", "m")]
    assert "“Ông/bà” → Họ và tên" in again.sheets[0].notices[0]


def test_a_column_of_another_table_cannot_be_chosen() -> None:
    book = table([["Người tham gia", "Lớp"], ["Lò Văn Sương", "Lớp 1"]], "Người tham gia đào tạo")
    with pytest.raises(UserError, match="NHAP-03"):
        look(book, choices=Choices(columns={"Người tham gia đào tạo": {0: "person.full_name"}}))


@pytest.mark.parametrize(
    "key", ["person", "person.khong", "khong.full_name", "person.note:x", "remark.text", "person.birth:x"]
)
def test_a_column_cannot_go_where_there_is_nothing(key: str) -> None:
    with pytest.raises(UserError, match="NHAP-03"):
        of_rows(row("Lò Văn Sương"), choices=Choices(columns={_SHEET: {1: key}}))


def test_what_is_chosen_takes_the_place_of_what_was_found() -> None:
    headings = ("Họ và tên", "Ngày sinh", "Mốc", "Đạt")
    choices = Choices(columns={_SHEET: {2: "person.birth", 3: "person.professional:ths"}})
    seen = of_rows(
        ("Lò Văn Sương", "1980", "1981", "x"), ("Ly A Páo", "1980", "1982", "-"), headings=headings, choices=choices
    )
    assert [(person.birth.text, person.professional) for person in made(seen, "person")] == [
        ("1981", "ths"),
        ("1982", None),
    ]
    (sheet,) = as_data(seen, unit_data(), CATALOGUE)["sheets"]
    assert sheet["unread"] == [{"place": 1, "title": "Ngày sinh"}]
    targets = {item["key"]: item["label"] for item in sheet["targets"]}
    assert {column["target"] for column in sheet["columns"]} <= set(targets)
    assert [(column["place"], column["chosen"]) for column in sheet["columns"]] == [(0, False), (2, True), (3, True)]
    assert targets["person.birth:man"] == "Ngày sinh của nam"


def test_only_cells_of_old_or_doubtful_letters_are_written_anew() -> None:
    choices = Choices(
        texts={(_SHEET, 2, 0): "Lò Văn Sương", (_SHEET, 3, 0): "Vì Văn Panh", (_SHEET, 99, 0): "Ly A Páo"}
    )
    seen = of_rows(row("Lò Văn Sươngg", "1980"), row(to_vni("Quàng Văn Thoan"), "1981"), choices=choices)
    assert [person.full_name for person in made(seen, "person")] == ["Lò Văn Sươngg", "Vì Văn Panh"]
    (conversion,) = seen.sheets[0].conversions
    assert (conversion.before, conversion.after) == (to_vni("Quàng Văn Thoan"), "Vì Văn Panh")
    assert conversion.chosen
    assert conversion.evidence.endswith("; người nhập chọn")


def test_a_doubtful_cell_that_is_no_name_stays_and_is_asked() -> None:
    rows = (("Lò Văn Sương", "1980", None, None, "Th¸i"), ("Ly A Páo", "1981", None, None, "Thái"))
    noted = of_rows(
        ("Lò Văn Sương", "1980", "gÆp ș"), ("Ly A Páo", "1981", "gặp"), headings=("Họ và tên", "Ngày sinh", "Ghi chú")
    )
    assert noted.doubtful == 1
    assert noted.rows[0].fate is Fate.ADDED
    assert "có thể sai bảng mã" in noted.rows[0].questions[0]
    assert made(noted, "person")[0].note == "gÆp ș"
    assert [person.ethnic for person in made(of_rows(*rows), "person")] == ["03", "03"]


def _kinds(rows: Sequence[Mapping[str, Any]]) -> set[frozenset[str]]:
    return {frozenset(found) for found in rows}


def test_the_data_for_the_window_has_the_same_keys_everywhere() -> None:
    seen = of_rows(row("Lò Thị Mai", "1985"), row("Vì Văn Panh", "1/1/1980"), data=people(_MAI))
    data = as_data(seen, people(_MAI), CATALOGUE)
    assert _kinds(data["rows"]) == {
        frozenset({
            "sheet", "number", "fate", "values", "records", "questions", "reasons", "waits", "candidates", "answers",
            "changes",
        })
    }  # fmt: skip
    assert _kinds(data["sheets"]) == {
        frozenset({"name", "table", "notices", "skipped", "columns", "unread", "targets", "conversions"})
    }
    assert _kinds(data["sheets"][0]["columns"]) == {
        frozenset({"place", "title", "target", "label", "role", "guessed", "chosen"})
    }
    assert {name: data[name] for name in ("read", "added", "changed", "same", "rejected", "waiting", "doubtful")} == {
        "read": 2, "added": 1, "changed": 0, "same": 0, "rejected": 1, "waiting": 1, "doubtful": 0,
    }  # fmt: skip


def test_a_name_typed_without_marks_never_replaces_the_same_name_with_them() -> None:
    known = people(Person(id="p", full_name="Điêu Thị Mai Chi", sex="f", birth=PartialDate("1991-01-11")))
    told = row("Dieu Thi Mai Chi", "11/1/1991", "Nữ", "011191000001")
    seen = of_rows(told, data=known, choices=Choices(same={(_SHEET, 2): "p"}))
    assert [(item.full_name, item.id_number) for item in made(seen, "person")] == [("Điêu Thị Mai Chi", "011191000001")]


def test_what_was_answered_at_an_earlier_import_may_be_answered_anew() -> None:
    known = people(Person(id="p", full_name="Lò Thị Mai", sex="f", birth=PartialDate("1985-03-12")))
    told = row("Lò Thị Mai", "1985")
    first = of_rows(told, data=known, choices=Choices(same={(_SHEET, 2): "p"}))
    memory = learn(first, apply(known, first.changes))
    assert of_rows(told, data=known, memory=memory).counters["same"] == 1
    anew = Choices(anew=frozenset({(_SHEET, 2)}))
    assert of_rows(told, data=known, memory=memory, choices=anew).rows[0].waits
    other = replace(anew, same={(_SHEET, 2): NEW})
    assert of_rows(told, data=known, memory=memory, choices=other).counters["added"] == 1
