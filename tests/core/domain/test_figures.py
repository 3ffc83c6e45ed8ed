"""Figures add, cell keys read back as written; findings have keys that do not move."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codelists import Catalogue
from app.domain.figures import UNKNOWN, CellKey, Figures, cell_key, parse_cell_key, total
from app.domain.findings import Place, RecordRef, Severity, finding
from app.domain.schema import Level

NAMES = st.from_regex(r"[a-z][a-z_]{0,7}", fullmatch=True)
CODES = st.from_regex(r"[A-Za-z0-9_.]{1,8}", fullmatch=True) | st.just(UNKNOWN)
DIMS = st.dictionaries(NAMES, CODES, max_size=4)
CELLS = st.dictionaries(st.sampled_from("abcd"), st.integers(-50, 50))
LEVELS = st.sampled_from(Level)


def figures(cells: dict[str, int], level: Level = Level.HO_SO, unit: str = "u", definitions: str = "d") -> Figures:
    return Figures(unit, "2026-12-14", definitions, level, cells)


SOME = st.builds(figures, CELLS, LEVELS)


@given(NAMES, NAMES | st.just(""), DIMS)
def test_a_cell_key_reads_back(subject: str, measure: str, dims: dict[str, str]) -> None:
    text = cell_key(subject, measure, **dims)
    assert parse_cell_key(text) == CellKey(subject, measure, tuple(sorted(dims.items())))
    assert str(parse_cell_key(text)) == text


@given(NAMES, st.permutations(["a=1", "b=?", "c=ubnd.ct"]))
def test_the_order_of_dims_does_not_matter(subject: str, parts: list[str]) -> None:
    assert str(parse_cell_key(f"{subject}{{{','.join(parts)}}}")) == f"{subject}{{a=1,b=?,c=ubnd.ct}}"


def test_keys_of_the_design() -> None:
    assert cell_key("post_held", dtts="1", post="ubnd.ct", sex="f") == "post_held{dtts=1,post=ubnd.ct,sex=f}"
    assert cell_key("money", "paid", source="ctmtqg") == "money.paid{source=ctmtqg}"
    assert str(parse_cell_key("leader")) == cell_key("leader") == "leader{}"


@pytest.mark.parametrize("text", ["", "{}", "a{", "a{b", "a{b}", "a{=1}", "a{b=}", "a b{}", "a{b=1}c", "1{}", ".m{}"])
def test_what_is_no_cell_key(text: str) -> None:
    with pytest.raises(ValueError, match=r"^" if not text else "."):
        parse_cell_key(text)


def test_every_code_can_stand_in_a_cell_key(catalogue: Catalogue) -> None:
    for name in catalogue:
        for code in catalogue[name]:
            key = cell_key("leader", code=code.code)
            assert parse_cell_key(key).dims == (("code", code.code),)


@given(SOME, SOME, SOME)
def test_figures_add_in_any_order(one: Figures, two: Figures, three: Figures) -> None:
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)


@given(SOME, SOME)
def test_a_cell_is_counted_where_both_counted_it(one: Figures, two: Figures) -> None:
    both = one + two
    assert set(both.cells) == set(one.cells) & set(two.cells)
    assert all(value == one.cells[key] + two.cells[key] for key, value in both.cells.items())
    assert both.unit == "" and both.level == min(one.level, two.level)


def test_zero_is_not_absent() -> None:
    assert (figures({"a": 0}) + figures({"a": 0})).cells == {"a": 0}
    assert (figures({"a": 0}) + figures({})).cells == {}


def test_different_definitions_do_not_add() -> None:
    with pytest.raises(ValueError, match="do not add"):
        _ = figures({}) + figures({}, definitions="other")


def test_total() -> None:
    assert total([]) is None
    one = figures({"a": 2})
    assert total([one]) == one
    summed = total(figures({"a": 2}) for _ in range(46))
    assert summed is not None and summed.cells == {"a": 92}


def test_a_finding_keeps_its_key() -> None:
    place = Place("person", "1", "birth")
    one = finding("HS02", Severity.ERROR, place, who=RecordRef("person", "1"), age=17)
    other = finding("HS02", Severity.WARNING, place, age=16)
    assert one.key == other.key and len(one.key) == 32
    assert [name for name, _ in one.params] == ["age", "who"]
    assert one.group == "HS02:person:birth"
    different = {finding("HS02", Severity.ERROR, at).key for at in (place, Place("person", "1"), Place("person", "2"))}
    assert len(different) == 3
    assert [severity.label for severity in Severity] == ["Lỗi", "Cảnh báo", "Nhắc"]
