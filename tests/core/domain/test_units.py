"""Units as of a date: the two worlds on either side of 1/7/2025 and the traps between them (domain §5)."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from datetime import date

import pytest

from app.domain.unit_records import Unit
from app.domain.units import Units, unit_key
from app.paths import resource_root

LAST_OLD, FIRST_NEW = date(2025, 6, 30), date(2025, 7, 1)


def count(units: Units, when: date) -> Counter[tuple[str | None, str | None]]:
    return Counter((unit.kind, unit.tier) for unit in units.on(when))


def bare(unit: Unit) -> str:
    name = unit.name or ""
    for kind in ("Phường ", "Xã ", "Thị trấn "):
        name = name.removeprefix(kind)
    return name


def communes(units: Units, when: date) -> dict[str, Unit]:
    return {unit.code or "": unit for unit in units.on(when) if unit.tier == "xa"}


def code_on(units: Units, code: str, when: date) -> Unit:
    found = units.by_code(code, when)
    assert found is not None
    return found


def test_file_is_nfc_with_unique_keys() -> None:
    path = resource_root() / "units" / "units.csv"
    text = path.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    keys = [tuple(line.split(",")[:2]) for line in text.splitlines()[1:]]
    assert len(set(keys)) == len(keys) == 1 + 13 + 45 + 10 + 129


def test_the_two_worlds(units: Units) -> None:
    assert count(units, LAST_OLD) == {
        ("administrative", "tinh"): 1,
        ("agency", "tinh"): 13,
        ("administrative", "huyen"): 10,
        ("administrative", "xa"): 129,
    }
    assert count(units, FIRST_NEW) == {
        ("administrative", "tinh"): 1,
        ("agency", "tinh"): 13,
        ("administrative", "xa"): 45,
    }
    kinds = Counter((unit.name or "").split(" ")[0] for unit in communes(units, FIRST_NEW).values())
    assert kinds == {"Xã": 42, "Phường": 3}


def test_programme_years_before_the_reorganisation(units: Units) -> None:
    early = count(units, date(2021, 1, 1))
    assert early[("administrative", "huyen")] == 10 and early[("administrative", "xa")] == 129
    assert ("agency", "tinh") not in early  # the frame before 1/3/2025 is not recorded


@pytest.mark.fault("I10")
def test_a_code_means_one_unit_a_day(units: Units) -> None:
    for when in (date(2021, 1, 1), LAST_OLD, FIRST_NEW, date(2030, 12, 31)):
        codes = [unit.code for unit in units.on(when)]
        assert len(set(codes)) == len(codes)


def test_every_old_commune_has_a_successor(units: Units) -> None:
    new = {unit.id for unit in communes(units, FIRST_NEW).values()}
    for unit in communes(units, LAST_OLD).values():
        heir = units.successor(unit.id)
        assert heir is not None and heir.id in new
        assert unit in units.predecessors(heir.id)
        assert units.get(unit.within) is not None
    assert sum(len(units.predecessors(key)) for key in new) == 129
    assert all(units.predecessors(key) for key in new)


def test_a_district_has_no_successor_and_holds_no_new_unit(units: Units) -> None:
    districts = [unit for unit in units if unit.tier == "huyen"]
    assert [units.successor(unit.id) for unit in districts] == [None] * 10
    assert {unit.within for unit in districts} == {None}
    assert {unit.within for unit in communes(units, FIRST_NEW).values()} == {None}


def test_all_new_codes_are_reused_24_under_another_name(units: Units) -> None:
    old, new = communes(units, LAST_OLD), communes(units, FIRST_NEW)
    assert set(new) <= set(old)
    renamed = [code for code in new if new[code].name != old[code].name]
    assert len(renamed) == 24
    towns = [new[code].name for code in renamed if bare(new[code]) == bare(old[code])]
    assert towns == ["Xã Tủa Chùa", "Xã Tuần Giáo", "Xã Mường Ảng"]  # old towns that only became xã


def test_37_new_names_equal_an_old_one(units: Units) -> None:
    old_names = {unit.name for unit in communes(units, LAST_OLD).values()}
    assert sum(unit.name in old_names for unit in communes(units, FIRST_NEW).values()) == 37


@pytest.mark.fault("I13")
def test_eight_new_units_straddle_two_districts(units: Units) -> None:
    districts = defaultdict(set)
    for unit in communes(units, LAST_OLD).values():
        districts[unit.successor].add(unit.within)
    assert sorted(len(found) for found in districts.values()) == [1] * 37 + [2] * 8


@pytest.mark.fault("I10")
def test_a_code_that_moved(units: Units) -> None:
    assert code_on(units, "03202", LAST_OLD).name == "Xã Mường Mươn"
    assert code_on(units, "03202", FIRST_NEW).name == "Xã Mường Pồn"
    assert units.name("03202@2021-01-01") != units.name("03202@2025-07-01")


def test_a_name_that_moved(units: Units) -> None:
    new = code_on(units, "03166", FIRST_NEW)
    assert new.name == "Xã Mường Chà"
    assert {units.name(old.within or "") for old in units.predecessors(new.id)} == {"Huyện Nậm Pồ"}
    old_ward, new_ward = code_on(units, "03136", LAST_OLD), code_on(units, "03334", FIRST_NEW)
    assert old_ward.name == new_ward.name == "Phường Mường Thanh"
    assert old_ward.successor != new_ward.id
    assert units.by_code("03136", FIRST_NEW) is None


def test_seven_second_spellings(units: Units) -> None:
    assert sum(unit.other_spelling is not None for unit in units) == 7


def test_unknown_population_stays_unknown(units: Units) -> None:
    missing = [unit.name for unit in communes(units, FIRST_NEW).values() if unit.population is None]
    assert missing == ["Xã Nà Hỳ", "Xã Mường Tùng", "Xã Sáng Nhè", "Xã Pu Nhi"]


def test_agencies(units: Units) -> None:
    agencies = [unit for unit in units if unit.kind == "agency"]
    assert len({unit.sector for unit in agencies}) == 13
    assert {unit.code for unit in agencies if not unit.unconfirmed} == {
        "DB-SNV",
        "DB-SXD",
        "DB-SNNMT",
        "DB-SVHTTDL",
        "DB-SGDDT",
    }


@pytest.mark.parametrize("key", ["", "03202", "03202@2024-01-01", None])
def test_what_is_not_known(units: Units, key: str | None) -> None:
    assert units.get(key) is None
    assert units.name(key or "x") == (key or "x")
    assert units.successor(key or "") is None and units.predecessors(key or "") == ()


def test_key() -> None:
    assert unit_key("03202", "2025-07-01") == "03202@2025-07-01"
