"""A pasted block: how it is split, spread and understood, and that the fates of its cells add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.codelists import Catalogue, load_catalogue
from app.domain.dates import PartialDate
from app.domain.records import Person, Training
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec
from app.domain.unit_records import Body
from app.errors import UserError
from app.paths import resource_root
from app.spreadsheets.block import preview_block
from app.spreadsheets.block_outcome import BlockPreview, CellFate, Wish
from app.spreadsheets.clipboard import LARGEST_CELLS, join_block, split_block, spread
from app.spreadsheets.references import References

SPEC = TABLES["person"]
OFFICE = Body(id="b1", name="Văn phòng HĐND và UBND", kind="van_phong")
MAI = Person(id="p1", full_name="Lò Thị Mai", birth=PartialDate("1985-03-12"), id_number="011185000001")
OTHER_MAI = Person(id="p2", full_name="Lò Thị Mai", birth=PartialDate("1990"), id_number="011190000002")
PEOPLE = (MAI, OTHER_MAI)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resource_root() / "codelists")


def fields(*names: str) -> list[FieldSpec | None]:
    return [SPEC.field(name) if name else None for name in names]


def pasted(catalogue: Catalogue, text: str, *names: str, wish: Wish | None = None) -> BlockPreview:
    ids: Iterator[int] = count(1)
    return preview_block(
        split_block(text),
        fields(*names),
        PEOPLE,
        spec=SPEC,
        references=References((*PEOPLE, OFFICE)),
        catalogue=catalogue,
        new_id=lambda: f"n{next(ids)}",
        wish=wish,
    )


def reasons(preview: BlockPreview) -> list[str]:
    return [cell.reason for cell in preview.cells if cell.fate is CellFate.REFUSED]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\nc\td", [["a", "b"], ["c", "d"]]),
        ('"hai\ndòng"\tb\n', [["hai\ndòng", "b"]]),
        ('"nói ""có"" rồi"\tb', [['nói "có" rồi', "b"]]),
        ('"Gương sáng" bản\tb\nc', [['"Gương sáng" bản', "b"], ["c"]]),
        ('"\tb\nc', [['"', "b"], ["c"]]),
        ("a, b; c", [["a, b; c"]]),
        ("\t\n", [["", ""]]),
        ("a\n\nb\n", [["a"], [""], ["b"]]),
        ("", [[""]]),
    ],
)
@pytest.mark.fault("J23")
def test_a_clipboard_is_split(text: str, rows: list[list[str]]) -> None:
    assert split_block(text) == rows


@given(
    some.integers(1, 4).flatmap(
        lambda width: some.lists(
            some.lists(some.text("ab\"'\t\nĐ ,=", max_size=6), min_size=width, max_size=width), min_size=1, max_size=5
        )
    )
)
def test_what_is_copied_is_read_back(rows: list[list[str]]) -> None:
    assert split_block(join_block(rows)) == rows


@pytest.mark.fault("J23")
def test_a_million_cells_are_refused_before_they_are_read() -> None:
    with pytest.raises(UserError) as wrong:
        split_block("\t".join("x" * 1_000_000))
    assert wrong.value.code == "DAN-01"
    assert "1.000.000 ô" in wrong.value.message
    assert len(split_block("x\n" * LARGEST_CELLS)) == LARGEST_CELLS


def test_one_cell_fills_a_selection_and_a_block_only_a_multiple() -> None:
    assert spread([["x"]], 3, 2) == [["x", "x"]] * 3
    assert spread([["a", "b"]], 2, 4) == [["a", "b", "a", "b"]] * 2
    assert spread([["a", "b"]], 2, 3) == [["a", "b"]]
    assert spread([["a"], ["b", "c"]], 1, 1) == [["a", ""], ["b", "c"]]


def test_values_are_understood_as_in_an_import(catalogue: Catalogue) -> None:
    found = pasted(catalogue, "1/3/75\tNữ\tthai\tvăn phòng hđnd và ubnd\tx", "birth", "sex", "ethnic", "body", "note")
    told = {cell.field.name: cell.after for cell in found.cells if cell.field}
    assert told == {
        "birth": PartialDate("1975-03-01"),
        "sex": "f",
        "ethnic": "03",
        "body": "b1",
        "note": "x",
    }
    assert found.cells[0].question
    assert found.changes[0].before == MAI
    assert found.changes[0].after.ethnic == "03"


def test_letters_from_before_unicode_are_decoded(catalogue: Catalogue) -> None:
    found = pasted(catalogue, "Lß ThÞ Hång\nLường Thị Hồng", "full_name")
    assert [cell.after for cell in found.cells] == ["Lò Thị Hồng", "Lường Thị Hồng"]
    assert "Lß ThÞ Hång" in found.cells[0].question
    assert not found.cells[1].question


def test_what_cannot_be_understood_is_refused_and_the_rest_goes_in(catalogue: Catalogue) -> None:
    found = pasted(catalogue, "32/13/1985\tNữ\nkhông rõ\tNam", "birth", "sex")
    assert dict(found.counters) == {"cells": 4, "changed": 2, "added": 0, "same": 0, "refused": 2}
    assert [cell.name for cell in found.cells] == ["Lò Thị Mai"] * 4
    assert [change.after.birth for change in found.changes] == [MAI.birth, OTHER_MAI.birth]
    assert [change.after.sex for change in found.changes] == ["f", "m"]


def test_an_empty_cell_says_nothing_unless_wanted(catalogue: Catalogue) -> None:
    assert pasted(catalogue, "\tNữ", "birth", "sex").kept == 1
    cleared = pasted(catalogue, "\tNữ", "birth", "sex", wish=Wish(clear=True))
    assert cleared.changes[0].after.birth is None
    assert cleared.kept == 0


def test_a_column_that_takes_nothing_and_one_beyond_are_refused(catalogue: Catalogue) -> None:
    found = pasted(catalogue, "Chủ tịch\tNữ\tthừa\n\t\t", "", "sex")
    assert dict(found.counters) == {"cells": 6, "changed": 1, "added": 0, "same": 3, "refused": 2}


def test_as_above_takes_the_value_above(catalogue: Catalogue) -> None:
    found = pasted(catalogue, "Thái\nnt", "ethnic")
    assert [change.after.ethnic for change in found.changes] == ["03", "03"]


def test_rows_below_become_people_only_where_asked(catalogue: Catalogue) -> None:
    text = "Lò Thị Mai\t1985\nLò Thị Mai\t1991\nVàng A Dính\t5/1988\n\t1999\nlò thị mai\t1991\nVàng A Dính\t5/1988"
    without = pasted(catalogue, text, "full_name", "birth")
    assert (without.new_rows, without.added) == (4, 0)
    assert without.counters["refused"] == 7
    found = pasted(catalogue, text, "full_name", "birth", wish=Wish(add=True))
    assert [change.after.full_name for change in found.changes if change.before is None] == [
        "Vàng A Dính",
        "lò thị mai",
    ]
    assert found.counters["cells"] == 12 == sum(list(found.counters.values())[1:])
    assert any("đã có trong danh sách" in reason for reason in reasons(found))
    assert any("không có Họ và tên" in reason for reason in reasons(found))


def test_nobody_is_added_a_second_time(catalogue: Catalogue) -> None:
    text = "\t\n\t\nLò Thị Mai\t12/3/1985"
    found = pasted(catalogue, text, "full_name", "birth", wish=Wish(add=True))
    assert found.changes == ()
    assert len(reasons(found)) == 2


def test_a_personal_number_belongs_to_one_person(catalogue: Catalogue) -> None:
    taken = pasted(catalogue, "011190000002", "id_number")
    assert taken.changes == ()
    assert "Lò Thị Mai" in reasons(taken)[0]
    twice = pasted(catalogue, "011185000009\n011185000009", "id_number")
    assert [change.id for change in twice.changes] == ["p1"]
    exchanged = pasted(catalogue, "011190000002\n011185000001", "id_number")
    assert [change.after.id_number for change in exchanged.changes] == ["011190000002", "011185000001"]


def test_rows_of_a_table_without_names_are_changed_but_not_added(catalogue: Catalogue) -> None:
    table = TABLES["training"]
    row = Training(id="t1", person="p1", hours=10)
    found = preview_block(
        split_block("12\tGiỏi\n8\tKhá"),
        [table.field("hours"), table.field("result")],
        [row],
        spec=table,
        references=References(PEOPLE),
        catalogue=catalogue,
        new_id=lambda: "n1",
        wish=Wish(add=True),
    )
    assert [change.after for change in found.changes] == [replace(row, hours=12, result="Giỏi")]
    assert reasons(found) == ["ngoài các dòng của danh sách"] * 2


def test_a_body_of_a_known_name_is_not_added_again(catalogue: Catalogue) -> None:
    table = TABLES["body"]
    found = preview_block(
        split_block("van phong hdnd va ubnd\nPhòng Kinh tế"),
        [table.field("name")],
        [],
        spec=table,
        references=References((OFFICE,)),
        catalogue=catalogue,
        new_id=lambda: "n1",
        wish=Wish(add=True),
    )
    assert [change.after.name for change in found.changes] == ["Phòng Kinh tế"]
    assert reasons(found) == ["van phong hdnd va ubnd đã có trong danh sách; dán vào đúng dòng đó"]


@given(
    some.lists(
        some.lists(some.sampled_from(["", "Nữ", "1985", "32/13", "Thái", "Lò Thị Mai", "x", "-", "nt"]), max_size=5),
        min_size=1,
        max_size=5,
    ),
    some.booleans(),
    some.booleans(),
)
def test_fates_add_up_and_only_changed_cells_change(rows: list[list[str]], add: bool, clear: bool) -> None:
    catalogue = load_catalogue(resource_root() / "codelists")
    block = spread(rows, 1, 1)
    names = ("full_name", "birth", "sex", "ethnic")
    found = pasted(catalogue, join_block(block), *names, wish=Wish(add, clear))
    counted = found.counters
    assert counted["cells"] == sum(len(row) for row in split_block(join_block(block)))
    assert counted["cells"] == sum(counted[fate.value] for fate in CellFate)
    written = {
        (cell.record, cell.field.name) for cell in found.cells if cell.fate in ("changed", "added") and cell.field
    }
    for change in found.changes:
        for field in SPEC.fields:
            before = getattr(change.before, field.name, None)
            assert (getattr(change.after, field.name) != before) == ((change.id, field.name) in written)
