"""The template and the export: what they hold, and that an export is read back as it was."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from app.domain.dataset import Change, Dataset, apply, dataset
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Person, Training
from app.domain.schema import FieldSpec, TableSpec, spec_of
from app.domain.unit_records import Body, Headcount, UnitProfile
from app.errors import UserError
from app.progress import Silent
from app.spreadsheets.memory import learn
from app.spreadsheets.outcome import Fate
from app.spreadsheets.shown import as_data, describe_change, names_in
from app.spreadsheets.template import (
    FIRST_ROW,
    HEADING_ROW,
    LISTS_SHEET,
    TEMPLATE_VERSION,
    template_bytes,
    write_template,
)
from app.spreadsheets.titles import IMPORTED, sheet_title
from app.spreadsheets.workbook import read_workbook
from tests.core.spreadsheets.lists import CATALOGUE, UNIT, look, made, read, unit_data

_UNIT_NAME = "UBND xã Mường Pồn"
_KEPT = Path(__file__).parents[2] / "golden" / "templates"


def _open(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_blank_template_has_a_sheet_for_each_table() -> None:
    data = template_bytes(_UNIT_NAME, CATALOGUE)
    book = _open(data)
    assert book.sheetnames == [*(sheet_title(spec) for spec in IMPORTED), LISTS_SHEET]
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert book[LISTS_SHEET].sheet_state == "hidden"
    assert read(data).template == TEMPLATE_VERSION
    with pytest.raises(UserError, match="XLS-06"):
        look(data)


def test_columns_have_help_lists_and_formats() -> None:
    sheet = _open(template_bytes(_UNIT_NAME, CATALOGUE))["Cán bộ, công chức, viên chức"]
    titles = [cell.value for cell in sheet[HEADING_ROW]]
    assert titles[:3] == ["Họ và tên *", "Giới tính *", "Ngày sinh *"]
    assert titles[-1] == "Mã"
    assert sheet.freeze_panes == "B3"
    number = sheet.cell(HEADING_ROW, titles.index("Số định danh cá nhân") + 1)
    assert number.comment is not None
    assert "12 chữ số" in number.comment.text
    assert sheet.column_dimensions[get_column_letter(titles.index("Số định danh cá nhân") + 1)].number_format == "@"
    assert sheet.column_dimensions[get_column_letter(len(titles))].hidden
    formulas = {check.formula1 for check in sheet.data_validations.dataValidation}
    assert {"=ds_sex", "=ds_ethnic_groups", "='Cơ quan, tổ chức của đơn vị'!$A$4:$A$5000"} <= formulas


def test_headings_are_locked_and_everything_else_is_free() -> None:
    for sheet in _open(template_bytes(_UNIT_NAME, CATALOGUE)).worksheets[:-1]:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not any((sheet.protection.deleteRows, sheet.protection.insertRows, sheet.protection.sort))
        assert all(cell.protection.locked for cell in sheet[HEADING_ROW] if cell.value)
        assert not any(cell.protection.locked for cell in sheet[FIRST_ROW] if cell.value)
        free = [dimension for dimension in sheet.column_dimensions.values() if not dimension.protection.locked]
        assert sum(dimension.max - dimension.min + 1 for dimension in free) == 16_384
        assert sheet.freeze_panes == f"B{FIRST_ROW}"


def test_the_example_is_shown_and_never_read() -> None:
    book = _open(template_bytes(_UNIT_NAME, CATALOGUE))
    for spec in IMPORTED:
        cell = book[sheet_title(spec)].cell(FIRST_ROW, 1)
        assert str(cell.value).startswith("VÍ DỤ: ")
        assert (cell.font.color.rgb, cell.font.italic) == ("FF7F7F7F", True)
    sheet = book["Cán bộ, công chức, viên chức"]
    sheet.move_range(f"A{FIRST_ROW}:T{FIRST_ROW}", rows=2)  # left in, below the first person
    sheet.cell(FIRST_ROW, 1, "Vì Du")
    sheet.cell(FIRST_ROW, 2, "Nam")
    sheet.cell(FIRST_ROW, 3, "1990")
    stream = io.BytesIO()
    book.save(stream)
    seen = look(stream.getvalue())
    assert [person.full_name for person in made(seen, "person")] == ["Vì Du"]
    assert seen.counters["read"] == 1


def test_examples_can_be_read_once_they_are_no_examples() -> None:
    book = _open(template_bytes(_UNIT_NAME, CATALOGUE))
    for sheet in book.worksheets[:-1]:
        cell = sheet.cell(FIRST_ROW, 1)
        cell.value = str(cell.value).removeprefix("VÍ DỤ: ")
    stream = io.BytesIO()
    book.save(stream)
    seen = look(stream.getvalue(), dataset(UNIT, []))
    assert [(row.sheet, row.reasons, row.questions) for row in seen.rows if row.reasons or row.questions] == []
    assert seen.counters["added"] == len(IMPORTED)
    for spec in IMPORTED:
        (record,) = made(seen, spec.name)
        lacking = [field.label for field in spec.fields if field.declared.required and not _has(record, field)]
        assert lacking == []


@pytest.mark.parametrize("path", sorted(_KEPT.glob("*.xlsx")), ids=lambda path: path.stem)
def test_templates_of_earlier_versions_still_come_in(path: Path) -> None:
    """When the version rises, a template of the version before, filled in, has been put beside the others."""
    workbook = read_workbook(path, Silent())
    assert workbook.template == path.stem
    empty = dataset(UNIT, [])
    seen = look(workbook, empty)
    assert [(row.number, row.reasons, row.questions) for row in seen.rows if row.reasons or row.questions] == []
    assert seen.counters == {"read": 6, "added": 6, "changed": 0, "same": 0, "rejected": 0}
    people = {person.full_name: person for person in made(seen, "person")}
    assert list(people) == ["Lò Thị Pâng", "Sùng A Chống", "Lỳ Mỳ Xớ"]
    assert people["Lò Thị Pâng"].id_number == "011185000012"
    assert people["Sùng A Chống"].birth == PartialDate("1979-03")
    assert [post.post for post in made(seen, "appointment")] == ["ubnd.pct"]
    after = apply(empty, seen.changes)
    assert look(workbook, after, memory=learn(seen, after)).counters["same"] == 6


def test_every_earlier_version_is_kept() -> None:
    kept = {path.stem for path in _KEPT.glob("*.xlsx")}
    assert {str(version) for version in range(1, int(TEMPLATE_VERSION))} <= kept


def test_drop_down_texts_are_understood() -> None:
    lists = _open(template_bytes(_UNIT_NAME, CATALOGUE))[LISTS_SHEET]
    for column in lists.iter_cols(values_only=True):
        name, texts = column[0], [text for text in column[1:] if text is not None]
        assert len(texts) == len(list(CATALOGUE[str(name)]))


def test_every_heading_is_found_again() -> None:
    """A sheet of one row for each table: the layout reads each column as the field it was written for."""
    data = unit_data()
    records = [spec.cls(id=f"r-{spec.name}", **_filled(spec)) for spec in IMPORTED if spec.name != "body"]
    data = apply(data, [_insert(record) for record in records])
    seen = look(template_bytes(_UNIT_NAME, CATALOGUE, data), data)
    for spec, view in zip(IMPORTED, seen.sheets, strict=True):
        assert view.layout is not None
        assert view.layout.table == spec.name
        assert [column.target.field.name for column in view.layout.columns] == [field.name for field in spec.fields]
        assert view.notices == ()
    assert {row.fate for row in seen.rows} == {Fate.SAME}


@pytest.mark.fault("K06")
def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    wild = ["=cmd|'/c calc'!A1", "+1", "-1+1", "@SUM(A1)", "\t=1", "_x000D_", "a" * 32_767]
    people = [Person(id=f"p{number}", full_name=text, note=text) for number, text in enumerate(wild)]
    data = dataset(UNIT, people)
    path = tmp_path / "ra.xlsx"
    write_template(path, _UNIT_NAME, CATALOGUE, data)
    sheet = openpyxl.load_workbook(path)["Cán bộ, công chức, viên chức"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=3) for cell in row if cell.value is not None} == {"s"}
    seen = look(read_workbook(path, Silent()), data)
    assert [row.fate for row in seen.rows if row.reasons or row.fate is not Fate.SAME] == []


def test_too_long_text_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    data = dataset(UNIT, [Person(id="p", note="a" * 32_768)])
    with pytest.raises(UserError, match="NHAP-03"):
        write_template(tmp_path / "ra.xlsx", _UNIT_NAME, CATALOGUE, data)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="LUU-08"):
        write_template(tmp_path / "không có" / "ra.xlsx", _UNIT_NAME, CATALOGUE)


def test_namesakes_are_named_apart() -> None:
    people = [
        Person(id="1", full_name="Lò Thị Pâng", birth=PartialDate("1985-03-12")),
        Person(id="2", full_name="Lò Thị Pâng", birth=PartialDate("1985-03-13")),
        Person(id="3", full_name="Lò Thị Pâng", birth=PartialDate("1985-03-13")),
    ]
    data = dataset(UNIT, [*people, *(Training(id=f"t{p.id}", person=p.id) for p in people)])
    book = _open(template_bytes(_UNIT_NAME, CATALOGUE, data))
    shown = [row[0] for row in book["Người tham gia đào tạo, bồi"].iter_rows(min_row=3, values_only=True)]
    assert shown == ["Lò Thị Pâng (12/03/1985)", "2", "3"]
    assert {row.fate for row in look(template_bytes(_UNIT_NAME, CATALOGUE, data), data).rows} == {Fate.SAME}


def test_export_fills_an_empty_store() -> None:
    """The ids of another store are passed over; the records come in as new ones, with their references."""
    data = apply(unit_data(), [_insert(Headcount(id="h", body="b-kt", dimension="all", total=9))])
    seen = look(template_bytes(_UNIT_NAME, CATALOGUE, data), dataset(UNIT, []))
    assert seen.counters == {"read": 6, "added": 6, "changed": 0, "same": 0, "rejected": 0}
    after = apply(dataset(UNIT, []), seen.changes)
    body = after.get(Body, made(seen, "headcount")[0].body)
    assert body is not None
    assert body.name == "Phòng Kinh tế"
    again = look(template_bytes(_UNIT_NAME, CATALOGUE, data), after)
    assert again.counters["same"] == 6


def test_as_data_has_the_counters_and_each_row() -> None:
    data = dataset(UNIT, [Person(id="p", full_name="Ly A Páo", birth=PartialDate("1981"), sex="m")])
    book = _open(template_bytes(_UNIT_NAME, CATALOGUE, data))
    sheet = book["Cán bộ, công chức, viên chức"]
    sheet["B3"] = "Nữ"
    sheet["A4"], sheet["E4"] = "Lò Văn Sương", "Xing mum"
    stream = io.BytesIO()
    book.save(stream)
    seen = look(stream.getvalue(), data)
    after = apply(data, seen.changes)
    told = as_data(seen, after, CATALOGUE)
    assert {name: told[name] for name in ("read", "added", "changed", "same", "rejected")} == {
        "read": 2, "added": 0, "changed": 1, "same": 0, "rejected": 1,
    }  # fmt: skip
    first, second = told["rows"]
    assert first["fate"] == "changed"
    assert first["values"] == {"Họ và tên": "Ly A Páo", "Giới tính": "Nữ", "Ngày sinh": "1981"}
    assert second["reasons"][0].startswith("Dân tộc")
    assert describe_change(seen.changes[0], names_in(after), CATALOGUE) == (("Giới tính", "Nam", "Nữ"),)


_LETTERS = st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệộợừị ABĐ0123456789-=+@'\".,;()/")
_TEXTS = st.text(_LETTERS, min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
_DATES = st.sampled_from(["1985", "1985-03", "1985-03-12", "2026-12-31", "2001-02"]).map(PartialDate)


def _values(field: FieldSpec, known: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "int": st.integers(0, 10**12),
        "bool": st.booleans(),
        "date": _DATES,
        "text": st.integers(0, 10**12 - 1).map(lambda n: f"{n:012d}") if field.name == "id_number" else _TEXTS,
    }
    if field.kind == "code":
        return st.none() | st.sampled_from([code.code for code in CATALOGUE[field.declared.codes]])
    if field.kind == "ref":
        return st.none() | st.sampled_from(known.get(field.declared.ref) or [None])  # type: ignore[list-item]
    return st.none() | kinds[field.kind]


@st.composite
def _datasets(draw: st.DrawFn) -> Dataset:
    known: dict[str, list[str]] = {}
    records: list[Any] = []
    for spec in IMPORTED:
        count = draw(st.integers(0, 1 if spec.name == "unit_profile" else 3))
        known[spec.name] = [f"{spec.name}-{number}" for number in range(count)]
        for record_id in known[spec.name]:
            values = {field.name: draw(_values(field, known)) for field in spec.fields}
            records.append(spec.cls(id=record_id, **values))
    return dataset(UNIT, records)


def test_a_text_that_looks_like_old_letters_comes_back_as_it_was_exported() -> None:
    data = dataset(UNIT, [Appointment(id="a", title="eà"), Appointment(id="b", title="Tổ trưởng"), UnitProfile(id="u")])
    seen = look(template_bytes(_UNIT_NAME, CATALOGUE, data), data)
    assert {row.fate for row in seen.rows} == {Fate.SAME}
    assert not any(view.conversions for view in seen.sheets)


@pytest.mark.fault("J19")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(_datasets())
def test_export_is_read_back_as_the_same(data: Dataset) -> None:
    if not any(data.tables.values()):
        return
    seen = look(template_bytes(_UNIT_NAME, CATALOGUE, data), data)
    assert [(row.number, row.sheet, row.reasons, row.questions) for row in seen.rows if row.fate is not Fate.SAME] == []
    assert seen.changes == ()
    assert len(seen.rows) == sum(len(rows) for rows in data.tables.values())


def _filled(spec: TableSpec) -> dict[str, Any]:
    values: dict[str, Any] = {"text": "một hai", "int": 5, "bool": True, "date": PartialDate("2025-03")}
    told: dict[str, Any] = {}
    for field in spec.fields:
        if field.kind == "code":
            told[field.name] = next(iter(CATALOGUE[field.declared.codes])).code
        elif field.kind == "ref":
            told[field.name] = "b-kt" if field.declared.ref == "body" else f"r-{field.declared.ref}"
        else:
            told[field.name] = "011085001234" if field.name == "id_number" else values[field.kind]
    return told


def _insert(record: Any) -> Change:
    return Change(spec_of(type(record)).name, record.id, None, record)


def _has(record: Any, field: FieldSpec) -> bool:
    return getattr(record, field.name) is not None
