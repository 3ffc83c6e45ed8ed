"""Datasets: what leaves at a level, what is withheld, and changes that can be taken back."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.dataset import Change, Dataset, apply, dataset, is_coarsened, redact
from app.domain.dates import PartialDate
from app.domain.records import Course, Person
from app.domain.registry import RECORDS, TABLES
from app.domain.schema import FieldSpec, Level, spec_of
from app.domain.unit_records import Body

UNIT = "03202@2025-07-01"
LEVELS = st.sampled_from(Level)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(("Lò Thị Ánh Dương", "Giàng A Tủa", "")),
    "int": st.integers(0, 9),
    "bool": st.booleans(),
    "date": st.sampled_from(("1975", "1975-05", "1975-05-06")).map(PartialDate),
    "code": st.sampled_from(("f", "08", "ubnd.ct")),
    "ref": st.sampled_from(("1", "2")),
}


def value_of(field: FieldSpec) -> st.SearchStrategy[Any]:
    return st.none() | VALUES[field.kind]


def record_of(cls: type[Any]) -> st.SearchStrategy[Any]:
    fields = {field.name: value_of(field) for field in spec_of(cls).fields}
    return st.builds(cls, id=st.sampled_from(("1", "2", "3")), **fields)


RECORD: st.SearchStrategy[Any] = st.one_of([record_of(cls) for cls in RECORDS])
DATA = st.lists(RECORD, max_size=4).map(lambda rows: dataset(UNIT, rows))
CHECKED = settings(suppress_health_check=(HealthCheck.too_slow,), deadline=None, max_examples=60)


def full_person() -> Person:
    return Person(
        id="1", full_name="Sùng Thị Dợ", sex="f", birth=PartialDate("1985-10-20"), id_number="011185000001", ethnic="08"
    )


@CHECKED
@given(DATA, LEVELS)
def test_redacting_twice_is_redacting_once(data: Dataset, level: Level) -> None:
    once = redact(data, level)
    assert redact(once, level) == once and once.level == level


@CHECKED
@given(DATA, LEVELS, LEVELS)
def test_redaction_by_steps_is_the_lowest_step(data: Dataset, one: Level, other: Level) -> None:
    assert redact(redact(data, one), other) == redact(data, min(one, other))


@CHECKED
@given(DATA, LEVELS)
def test_nothing_above_the_level_leaves(data: Dataset, level: Level) -> None:
    left = redact(data, level)
    for name, rows in left.tables.items():
        assert TABLES[name].level <= level
        for row in rows.values():
            before = data.find(name, row.id)
            for field in TABLES[name].fields:
                now, then = getattr(row, field.name), getattr(before, field.name)
                if left.withholds(name, field.name):
                    assert now is None
                elif is_coarsened(field, level):
                    assert now == (then.to_month() if then else None)
                else:
                    assert now == then


@CHECKED
@given(DATA)
def test_the_file_level_leaves_everything(data: Dataset) -> None:
    assert redact(data, Level.HO_SO) is data
    assert not any(data.withholds(spec.name, field.name) for spec in TABLES.values() for field in spec.fields)


@CHECKED
@given(DATA, DATA)
def test_changes_can_be_taken_back(data: Dataset, other: Dataset) -> None:
    changes = [
        Change(name, row.id, data.find(name, row.id), row)
        for name, rows in other.tables.items()
        for row in rows.values()
    ]
    changed = apply(data, changes)
    assert all(changed.find(change.table, change.id) == change.after for change in changes)
    back = apply(changed, [Change(change.table, change.id, change.after, change.before) for change in changes])
    assert {name: rows for name, rows in back.tables.items() if rows} == {
        name: rows for name, rows in data.tables.items() if rows
    }


def test_levels_of_a_person() -> None:
    data = dataset(UNIT, [full_person()])
    short = redact(data, Level.RUT_GON).get(Person, "1")
    assert short == Person(id="1", sex="f", birth=PartialDate("1985-10"), ethnic="08")
    assert redact(data, Level.SO_LIEU).tables == {}


def test_withheld_is_not_missing() -> None:
    data = redact(dataset(UNIT, [full_person()]), Level.RUT_GON)
    assert data.withholds("person", "full_name") and data.withholds("person", "id_number")
    assert not data.withholds("person", "birth") and not data.withholds("person", "sex")
    assert not data.withholds_table("person")
    numbers = redact(data, Level.SO_LIEU)
    assert numbers.withholds_table("person") and not numbers.withholds_table("body")
    assert numbers.withholds("person", "birth"), "a coarse field does not leave without its table"


def test_apply_leaves_the_old_dataset() -> None:
    body = Body(id="b", name="Ủy ban nhân dân", kind="ubnd")
    data = dataset(UNIT, [])
    more = apply(data, [Change("body", "b", None, body)])
    assert list(data.rows(Body)) == [] and list(more.rows(Body)) == [body]
    gone = apply(more, [Change("body", "b", body, None)])
    assert gone.get(Body, "b") is None and more.get(Body, "b") == body


def test_reading() -> None:
    course = Course(id="c", name="Lớp bồi dưỡng")
    data = dataset(UNIT, [course, full_person()])
    assert data.get(Course, "c") is course and data.find("course", "c") is course
    assert data.get(Course, None) is None and data.get(Body, "c") is None and data.find("body", "c") is None
