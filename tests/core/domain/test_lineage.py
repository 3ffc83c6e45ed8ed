"""Reorganisation as rows: the real one replayed on the list before it, small ones of each kind, and rows that break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.dates import PartialDate
from app.domain.lineage import Act, LineageRow, faults_of, old_unit, reorganised, unapplied
from app.domain.unit_records import Unit
from app.domain.units import Units

DAY, BEFORE, AFTER = date(2027, 1, 1), date(2026, 12, 31), date(2027, 1, 1)
PON, TAM = "03202@2025-07-01", "03127@2025-07-01"


def row(act: Act, old: str = "", old_name: str = "", new: str = "", new_name: str = "", **more: object) -> LineageRow:
    return replace(LineageRow(7, DAY, act, old, old_name, new, new_name, "Nghị quyết X"), **more)  # type: ignore[arg-type]


def merge() -> tuple[LineageRow, ...]:
    return (
        row(Act.MERGE, "03202", "Xã Mường Pồn", "03202", "Xã Mới"),
        row(Act.MERGE, "03217", "Xã Tủa Chùa", "03202", "Xã Mới"),
    )


def before_2025(units: Units) -> Units:
    """The list as it stood in June 2025: no last day, no successor, nothing of July."""
    return Units(
        replace(unit, valid_to=None, successor=None)
        for unit in units
        if unit.valid_from is not None and unit.valid_from.earliest < date(2025, 7, 1)
    )


def test_the_shipped_rows_turn_the_list_of_june_into_that_of_july(
    units: Units, shipped: tuple[LineageRow, ...]
) -> None:
    june = before_2025(units)
    assert faults_of(june, shipped) == ()
    july = {unit.id: unit for unit in reorganised(june, shipped)}
    assert set(july) == {unit.id for unit in units}
    for unit in units:
        assert july[unit.id] == unit


def test_lists_of_30_june_and_1_july_differ_exactly_by_the_rows(units: Units, shipped: tuple[LineageRow, ...]) -> None:
    last, first = (
        {(unit.code, unit.name, str(unit.valid_from)) for unit in units.on(day)}
        for day in (date(2025, 6, 30), date(2025, 7, 1))
    )
    gone = {(item.old_code, item.old_name, "2021-01-01") for item in shipped}
    come = {(item.new_code, item.new_name, "2025-07-01") for item in shipped if item.act is Act.MERGE}
    assert last - first == gone
    assert first - last == come
    assert (len(gone), len(come), len(shipped)) == (139, 45, 139)


def test_rows_that_the_list_holds_are_not_applied_again(units: Units, shipped: tuple[LineageRow, ...]) -> None:
    assert unapplied(units, shipped) == ()
    assert unapplied(before_2025(units), shipped) == shipped
    assert "đã kết thúc" in faults_of(units, shipped)[0].text


def test_a_merger_reuses_a_code_for_another_unit(units: Units) -> None:
    assert faults_of(units, merge()) == ()
    now = reorganised(units, merge())
    new = now.by_code("03202", AFTER)
    assert new is not None and (new.id, new.name, new.tier) == ("03202@2027-01-01", "Xã Mới", "xa")
    assert now.by_code("03202", BEFORE) == replace(
        units.by_code("03202", BEFORE), valid_to=PartialDate("2026-12-31"), successor=new.id
    )
    assert now.by_code("03217", AFTER) is None
    assert {unit.code for unit in now.predecessors(new.id)} == {"03202", "03217"}
    assert len(now.on(AFTER)) == len(units.on(BEFORE)) - 1
    old = units.by_code("03202", date(2025, 6, 30))
    assert old is not None and [unit.id for unit in now.heirs(old.id, BEFORE)] != [new.id]
    assert len(now.forebears(new.id)) > 4


def test_a_unit_that_takes_in_another_goes_on(units: Units) -> None:
    rows = (row(Act.MERGE, "03202", "Xã Mường Pồn", "03127", "Phường Điện Biên Phủ"),)
    assert faults_of(units, rows) == ()
    now = reorganised(units, rows)
    assert now.get(TAM) == units.get(TAM)
    assert [unit.id for unit in now.heirs(PON, AFTER)] == [TAM]
    assert [unit.id for unit in now.heirs(PON, BEFORE)] == [PON]


def test_a_split_has_several_successors(units: Units) -> None:
    rows = tuple(
        row(Act.SPLIT, "03202", "Xã Mường Pồn", code, name, population=number)
        for code, name, number in (("03202", "Xã Mường Pồn Trên", 4000), ("03991", "Xã Mường Pồn Dưới", 6401))
    )
    assert faults_of(units, rows) == ()
    now = reorganised(units, rows)
    assert [unit.id for unit in now.heirs(PON, AFTER)] == ["03202@2027-01-01", "03991@2027-01-01"]
    assert now.successor(PON) is None
    assert [unit.population for unit in now.heirs(PON, AFTER)] == [4000, 6401]


def test_rename_abolish_and_found(units: Units) -> None:
    rows = (
        row(Act.RENAME, "DB-SCT", "Sở Công Thương", "DB-SCTM", "Sở Công nghiệp"),
        row(Act.ABOLISH, "DB-TTT", "Thanh tra tỉnh"),
        row(Act.FOUND, new="DB-BQL", new_name="Ban Quản lý", kind="agency", tier="tinh", sector="khac"),
    )
    assert faults_of(units, rows) == ()
    now = reorganised(units, rows)
    old = units.by_code("DB-SCT", BEFORE)
    assert old is not None
    (heir,) = now.heirs(old.id, AFTER)
    assert (heir.name, heir.sector, heir.kind) == ("Sở Công nghiệp", old.sector, "agency")
    gone = now.by_code("DB-TTT", BEFORE)
    assert gone is not None and now.successors(gone.id) == ()
    assert now.by_code("DB-TTT", AFTER) is None
    founded = now.by_code("DB-BQL", AFTER)
    assert founded is not None and now.predecessors(founded.id) == ()


def test_days_of_one_file_follow_each_other(units: Units) -> None:
    again = replace(row(Act.RENAME, "03202", "Xã Mới", "03202", "Xã Mới Hơn"), day=date(2028, 1, 1))
    rows = (again, *merge())
    assert faults_of(units, rows) == ()
    now = reorganised(units, rows)
    assert [unit.name for unit in now.heirs(PON, date(2027, 6, 1))] == ["Xã Mới"]
    assert [unit.name for unit in now.heirs(PON, date(2028, 1, 1))] == ["Xã Mới Hơn"]


@pytest.mark.fault("I10")
@pytest.mark.parametrize(
    ("rows", "part"),
    [
        ((row(Act.ABOLISH, "09999", "Xã X"),), "không có đơn vị nào mang mã 09999"),
        ((row(Act.ABOLISH, "03202", "Xã Mường Mươn"),), "là Xã Mường Pồn, không phải Xã Mường Mươn"),
        ((row(Act.ABOLISH, "03202", ""),), "là Xã Mường Pồn"),
        ((row(Act.ABOLISH, "11", "Tỉnh Điện Biên"),), "cấp tỉnh"),
        ((*merge(), row(Act.ABOLISH, "03217", "Xã Tủa Chùa", line=9)), "đã có ở dòng 7"),
        ((row(Act.MERGE, "03202", "Xã Mường Pồn", "03127", "Xã Khác"),), "đang là của Phường Điện Biên Phủ"),
        ((row(Act.RENAME, "03202", "Xã Mường Pồn", "03127", "Phường Điện Biên Phủ"),), "đang là của"),
        ((row(Act.MERGE, "03202", "Xã Mường Pồn", "DB-SYT", "Sở Y tế"),), "không cùng loại"),
        ((row(Act.MERGE, "03202", "Xã Mường Pồn", "", ""),), "thiếu mã mới"),
        ((row(Act.MERGE, "03202", "Xã Mường Pồn", "03@02", "Xã Mới"),), "ký tự lạ"),
        ((row(Act.SPLIT, "03202", "Xã Mường Pồn", "03202", "Xã Mới"),), "ít nhất hai dòng"),
        ((row(Act.ABOLISH, "03202", "Xã Mường Pồn", "03202", "Xã Mới"),), "để trống"),
        ((row(Act.FOUND, new="DB-X", new_name="Ban X"),), "thiếu loại hoặc cấp"),
        ((merge()[0], row(Act.MERGE, "03217", "Xã Tủa Chùa", "03202", "Xã Khác", line=8)), "ở dòng này là Xã Khác"),
        ((row(Act.FOUND, new="03202", new_name="Xã Mới", kind="administrative", tier="xa"),), "đang là của"),
        ((replace(row(Act.FOUND, new="03202", new_name="Y", kind="administrative", tier="xa"), day=date(2025, 6, 1)),),
         "đang là của"),
        ((replace(row(Act.RENAME, "03202", "Xã Mường Mươn", "03203", "Xã Z"), day=date(2025, 6, 1)),), "đã kết thúc"),
    ],
)  # fmt: skip
def test_rows_that_break_the_tree(units: Units, rows: tuple[LineageRow, ...], part: str) -> None:
    faults = faults_of(units, rows)
    assert any(part in fault.text for fault in faults), faults
    assert all(fault.line in (7, 8, 9) for fault in faults)


def test_a_code_that_is_taken_later_cannot_begin_earlier(units: Units) -> None:
    with_later = reorganised(units, merge())
    early = replace(
        row(Act.FOUND, new="03217", new_name="Xã W", kind="administrative", tier="xa"), day=date(2027, 6, 1)
    )
    assert faults_of(with_later, (early,)) == ()  # 03217 is free from 2027 on
    again = reorganised(with_later, (early,))
    before = replace(early, day=date(2027, 3, 1))
    assert "đã dùng cho Xã W" in faults_of(again, (before,))[0].text


def test_a_district_cannot_end_before_its_communes(units: Units) -> None:
    june = before_2025(units)
    first = replace(row(Act.ABOLISH, "094", "Thành phố Điện Biên Phủ"), day=date(2025, 7, 1))
    assert "còn 12 đơn vị thuộc nó" in faults_of(june, (first,))[0].text


def test_the_unit_that_a_row_ends(units: Units) -> None:
    found = old_unit(units, merge()[0])
    assert isinstance(found, Unit) and found.id == PON
    assert old_unit(units, row(Act.FOUND, new="x", new_name="y")) is None
