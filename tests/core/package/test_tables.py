"""A Dataset as CSV and back: the same bytes for the same records, and no other bytes for them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dataset import Dataset, dataset, redact
from app.domain.dates import PartialDate
from app.domain.records import Person
from app.domain.registry import SENT
from app.domain.schema import FieldKind, FieldSpec, Level, TableSpec
from app.package.tables import (
    csv_bytes,
    csv_rows,
    decode_tables,
    encode_tables,
    require_files,
    row_counts,
    sent_fields,
    sent_tables,
    table_path,
    table_schema,
)
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, small_unit

LEVELS = list(Level)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
DATES = st.sampled_from(["1975", "1975-03", "1975-03-12", "2026-02-28"]).map(PartialDate)
VALUES: dict[FieldKind, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "code": TEXT,
    "ref": TEXT,
    "date": DATES,
    "int": st.integers(-(2**63) + 1, 2**63 - 1),
    "bool": st.booleans(),
}


def record(spec: TableSpec) -> st.SearchStrategy[Any]:
    fields = {field.name: st.none() | VALUES[field.kind] for field in spec.fields}
    return st.builds(spec.cls, id=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), **fields)


DATASETS = st.lists(st.sampled_from(SENT).flatmap(record), max_size=6).map(lambda rows: dataset(PON, rows))


def sent(data: Dataset) -> Dataset:
    """The dataset with every table of its level, as reading gives it."""
    return Dataset(
        data.unit, data.level, {spec.name: dict(data.tables.get(spec.name, {})) for spec in sent_tables(data.level)}
    )


@settings(max_examples=150, deadline=None)
@given(DATASETS, st.sampled_from(LEVELS))
def test_decoding_undoes_encoding(data: Dataset, level: Level) -> None:
    at_level = redact(data, level)
    files = encode_tables(at_level)
    assert decode_tables(PON, level, files, row_counts(at_level)) == sent(at_level)


@pytest.mark.parametrize("level", LEVELS)
def test_a_unit_is_read_back(level: Level) -> None:
    data = redact(small_unit(), level)
    files = encode_tables(data)
    assert decode_tables(PON, level, files, row_counts(data)) == sent(data)
    assert ("data/person.csv" in files) == (level > Level.SO_LIEU)


def test_order_of_records_does_not_matter() -> None:
    data = small_unit()
    turned = Dataset(
        data.unit, data.level, {name: dict(reversed(list(rows.items()))) for name, rows in data.tables.items()}
    )
    assert encode_tables(turned) == encode_tables(data)


def test_a_spreadsheet_reads_it() -> None:
    rows = list(csv.reader(io.StringIO(encode_tables(small_unit())["data/person.csv"].decode(), newline="")))
    assert rows[0][:2] == ["id", "full_name"]
    assert [row[1] for row in rows[1:3]] == ["Lò Thị Ánh Dương", "Quàng Văn Thoan"]


def test_line_ends_quotes_and_nothing() -> None:
    assert csv_bytes(["a", "b"], [["", "x\ry"], ["p,q", 'r"s']]) == b'a,b\n,"x\ry"\n"p,q","r""s"\n'
    assert csv_rows("x.csv", b'a,b\n,"x\ry"\n', ["a", "b"]) == [["", "x\ry"]]


def refused(level: Level, table: str, before: bytes, after: bytes) -> str:
    """Code of the refusal when bytes of a table are replaced."""
    data = redact(small_unit(), level)
    files = encode_tables(data)
    assert before in files[table_path(table)]
    files[table_path(table)] = files[table_path(table)].replace(before, after, 1)
    return code_of(decode_tables, PON, level, files, row_counts(data))


@pytest.mark.fault("I08")
@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        ("person", b"\n03202-p-001", b"\n03202-p-000"),
        ("person", b"\n03202-p-001", b"\n03202-p-009"),
        ("person", b"\n03202-p-001", b"\n"),
        ("person", b"\n03202-p-001", b"\n../p-001"),
        ("person", b"\n03202-p-001", b'\n"03202-p-001"'),
        ("person", b"\n03202-p-001", b"\r\n03202-p-001"),
        ("person", b"\n03202-p-001", b"\n\n03202-p-001"),
        ("person", b"1974-09-03", b"1974-9-3"),
        ("person", b"1974-09-03", b"1974-02-30"),
        ("person", b"1974-09-03", b"03/09/1974"),
        ("person", b"full_name", b"fullname"),
        ("person", b"full_name,sex", b"sex,full_name"),
        ("person", b"full_name", b"full_name,salary"),
        ("course", b"true", b"True"),
        ("course", b"true", b"1"),
        ("course", b",25,", b",025,"),
        ("course", b",25,", b",+25,"),
        ("course", b",25,", b",25.0,"),
        ("course", b",25,", b",9223372036854775808,"),
        ("course", b",25,", "\u0665".join(",,").encode()),
        ("course", b",25,", b',"25",'),
        ("course", b",25,", b",25,,"),
        ("course", "Bồi".encode(), b"\xff"),
    ],
)
def test_other_spellings_are_refused(table: str, before: bytes, after: bytes) -> None:
    assert refused(Level.HO_SO, table, before, after) == "NGH-09"


def test_a_birth_day_that_was_to_be_withheld_is_refused() -> None:
    assert refused(Level.RUT_GON, "person", b"1974-09", b"1974-09-03") == "NGH-09"


def test_missing_tables_and_counts() -> None:
    data = small_unit()
    files, counts = encode_tables(data), row_counts(data)
    assert code_of(decode_tables, PON, Level.HO_SO, {**files, "data/body.csv": b""}, counts) == "NGH-09"
    without = {name: content for name, content in files.items() if name != "data/body.csv"}
    assert code_of(decode_tables, PON, Level.HO_SO, without, counts) == "NGH-09"
    assert code_of(decode_tables, PON, Level.HO_SO, files, {**counts, "person": 11}) == "NGH-09"
    assert code_of(decode_tables, PON, Level.HO_SO, files, {**counts, "unit": 0}) == "NGH-09"


@pytest.mark.fault("I08")
def test_files_that_are_missing_or_strange() -> None:
    require_files({"a": b"", "b": b""}, {"a"}, {"b", "c"})
    assert code_of(require_files, {"b": b""}, {"a"}, {"b"}) == "NGH-09"
    assert code_of(require_files, {"a": b"", "d": b""}, {"a"}, {"b"}) == "GOI-02"


def test_a_table_schema_names_every_column() -> None:
    person = next(spec for spec in SENT if spec.cls is Person)
    for level in (Level.RUT_GON, Level.HO_SO):
        schema = table_schema(person, level)
        header = encode_tables(redact(small_unit(), level))["data/person.csv"].split(b"\n")[0].decode()
        assert ",".join(field["name"] for field in schema["schema"]["fields"]) == header


def test_withheld_fields_are_no_columns() -> None:
    def names(level: Level) -> set[str]:
        fields: tuple[FieldSpec, ...] = sent_fields(next(spec for spec in SENT if spec.cls is Person), level)
        return {field.name for field in fields}

    assert names(Level.HO_SO) - names(Level.RUT_GON) == {"full_name", "id_number", "note"}
    assert replace(Person(id="x"), note="y").note == "y"
