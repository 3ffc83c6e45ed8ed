"""The field language: kinds, levels and references of every declared record, and of ids and periods beside it."""

from __future__ import annotations

import unicodedata
from dataclasses import FrozenInstanceError
from typing import Annotated as A
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate
from app.domain.ids import id_source, new_id, uuid7
from app.domain.periods import parse_period, previous_year
from app.domain.records import Person
from app.domain.registry import RECORDS, SENT, TABLES
from app.domain.schema import Field, Level, level_of, record, spec_of
from app.errors import UserError


def test_every_record_is_registered_once() -> None:
    assert len(TABLES) == len(RECORDS)
    assert all(TABLES[spec_of(cls).name].cls is cls for cls in RECORDS)


def test_a_record_can_be_empty() -> None:
    for cls in RECORDS:
        empty = cls(id="1")
        assert all(getattr(empty, field.name) is None for field in spec_of(cls).fields)
        with pytest.raises(FrozenInstanceError):
            empty.id = "2"


def test_references_point_to_tables_that_stand_before() -> None:
    names = list(TABLES)
    for spec in TABLES.values():
        for field in spec.fields:
            if field.kind == "ref":
                assert names.index(field.declared.ref) <= names.index(spec.name), (spec.name, field.name)


def test_a_reference_travels_with_what_it_points_to() -> None:
    for spec in TABLES.values():
        for field in spec.fields:
            if field.kind == "ref":
                assert TABLES[field.declared.ref].level <= field.level, (spec.name, field.name)


def test_kinds_and_declarations_agree() -> None:
    for spec in TABLES.values():
        for field in spec.fields:
            said = field.declared
            assert (field.kind == "ref") == bool(said.ref) and (field.kind == "code") == bool(said.codes)
            assert not said.coarse or field.kind == "date"
            assert not (said.multiline or said.free_text) or field.kind == "text", (spec.name, field.name)
            assert field.level >= spec.level
            texts = (field.label, said.help, *said.aliases)
            assert all(text == unicodedata.normalize("NFC", text) for text in texts)
            assert field.label and len(set(said.aliases)) == len(said.aliases)


def test_labels_of_a_table_are_distinct() -> None:
    for spec in TABLES.values():
        labels = [field.label for field in spec.fields]
        assert len(set(labels)) == len(labels), spec.name


def test_what_identifies_a_person_travels_only_with_the_file() -> None:
    person = spec_of(Person)
    assert {field.name for field in person.fields if field.level is Level.HO_SO} == {
        "full_name",
        "birth",
        "id_number",
        "note",
    }
    assert [field.name for field in person.fields if field.declared.coarse] == ["birth"]
    assert person.level is Level.RUT_GON


def test_without_names_no_table_about_persons_travels() -> None:
    held_back = {spec.name for spec in SENT if spec.level > Level.SO_LIEU}
    assert held_back == {"person", "appointment", "planning_list", "planning_entry", "training"}
    assert {"unit", "obligation", "adjustment"}.isdisjoint(spec.name for spec in SENT)


def test_declaring_a_record() -> None:
    @record("thing", "Vật", Level.RUT_GON)
    class Thing:
        id: str
        name: A[str | None, Field("Tên", level=Level.SO_LIEU)] = None
        since: A[PartialDate | None, Field("Từ")] = None
        owner: A[str | None, Field("Chủ", ref="person")] = None
        sure: A[bool | None, Field("Chắc")] = None
        kind: A[str | None, Field("Loại", codes="unit_kinds")] = None
        amount: A[int | None, Field("Số")] = None

    spec = spec_of(Thing)
    assert [field.kind for field in spec.fields] == ["text", "date", "ref", "bool", "code", "int"]
    assert {field.level for field in spec.fields} == {Level.RUT_GON}, "no field travels below its record"
    assert spec.field("since").label == "Từ"
    with pytest.raises(KeyError, match=r"thing\.nothing"):
        spec.field("nothing")


def test_a_field_without_declaration_is_refused() -> None:
    with pytest.raises(TypeError, match="Annotated"):

        @record("wrong", "Sai")
        class Wrong:
            id: str
            name: A[str | None, "no Field"] = None


def test_levels() -> None:
    assert [level.code for level in Level] == ["so-lieu", "rut-gon", "ho-so"]
    assert all(level_of(level.code) is level and level.label for level in Level)
    with pytest.raises(KeyError):
        level_of("all")


@given(st.integers(0, (1 << 48) - 1), st.integers(0, (1 << 74) - 1))
def test_uuid7_keeps_its_parts(milliseconds: int, random_bits: int) -> None:
    value = UUID(uuid7(milliseconds, random_bits))
    assert (value.version, value.variant) == (7, "specified in RFC 4122")
    assert value.int >> 80 == milliseconds
    assert (value.int >> 64 & 0xFFF) << 62 | value.int & (1 << 62) - 1 == random_bits


@given(st.integers(0, (1 << 48) - 2), st.integers(0, (1 << 74) - 1), st.integers(0, (1 << 74) - 1))
def test_uuid7_sorts_by_time(milliseconds: int, one: int, other: int) -> None:
    assert uuid7(milliseconds, one) < uuid7(milliseconds + 1, other)


def test_new_ids_differ() -> None:
    source = id_source()
    made = [make() for make in (new_id, source) for _ in range(600)]
    assert len(set(made)) == 1200
    assert all(UUID(text).version == 7 and str(UUID(text)) == text for text in made)


@pytest.mark.parametrize(
    ("text", "kind", "first", "last", "label"),
    [
        ("2026", "year", 2026, 2026, "Năm 2026"),
        ("2026-H1", "half", 2026, 2026, "6 tháng đầu năm 2026"),
        ("2026-H2", "half", 2026, 2026, "6 tháng cuối năm 2026"),
        ("2026-X01", "adhoc", 2026, 2026, "Đột xuất lần 1 năm 2026"),
        ("2021-2025", "stage", 2021, 2025, "Giai đoạn 2021-2025"),
    ],
)
def test_periods(text: str, kind: str, first: int, last: int, label: str) -> None:
    period = parse_period(text)
    assert (period.kind, period.first_year, period.last_year, period.label, str(period)) == (
        kind,
        first,
        last,
        label,
        text,
    )


@pytest.mark.parametrize("text", ["", "26", "2026-H3", "2026-X1", "2025-2021", "2025-2025", "2026 ", "２０２６"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_period(text)
    assert raised.value.code == "NHAP-03"


def test_the_year_before() -> None:
    before = previous_year(parse_period("2026"))
    assert before is not None and before.text == "2025"
    assert previous_year(parse_period("2026-H1")) is None


def test_a_record_made_of_values_is_that_of_its_class() -> None:
    for spec in TABLES.values():
        assert spec.make({"id": "a"}) == spec.cls(id="a")
    person = TABLES["person"]
    values = {"id": "a", "full_name": "Lò Thị Pâng", "birth": PartialDate("1985")}
    assert person.make(values) == person.cls(**values)
