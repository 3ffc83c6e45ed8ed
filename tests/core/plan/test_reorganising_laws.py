"""Laws of any reorganisation: drawn rows on the real list of communes, and what figures make of them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.figures import Figures
from app.domain.lineage import Act, LineageRow, faults_of, reorganised
from app.domain.schema import Level
from app.domain.unit_records import Unit
from app.domain.units import Units
from app.plan.rebasing import places, rebase

DAY = date(2028, 4, 1)
LAW = settings(max_examples=40, deadline=None)


@st.composite
def rows_of(draw: st.DrawFn, units: Units, day: date = DAY) -> list[LineageRow]:
    """Rows without faults: each drawn commune is merged with its neighbours, split, renamed or abolished."""
    left = [unit for unit in units.on(day - timedelta(days=1)) if unit.tier == "xa"]
    left = draw(st.permutations(left))[: draw(st.integers(1, 12))]
    rows: list[LineageRow] = []
    while left:
        act = draw(st.sampled_from([Act.MERGE, Act.SPLIT, Act.RENAME, Act.ABOLISH]))
        taken = [left.pop() for _ in range(min(len(left), draw(st.integers(2, 4)) if act is Act.MERGE else 1))]
        rows.extend(_rows(act, taken, len(rows), day))
    return draw(st.permutations(rows))


def _rows(act: Act, taken: list[Unit], line: int, day: date) -> list[LineageRow]:
    first = taken[0]
    code, name = first.code or "", first.name or ""
    if act is Act.ABOLISH:
        return [LineageRow(line, day, act, code, name, resolution="NQ")]
    if act is Act.SPLIT:
        parts = ((code, f"{name} Một"), (f"9{code}", f"{name} Hai"))
        return [LineageRow(line, day, act, code, name, *part, "NQ") for part in parts]
    new = (code, f"{name} Mới")
    return [LineageRow(line, day, act, unit.code or "", unit.name or "", *new, "NQ") for unit in taken]


def key_of(row: LineageRow) -> tuple[str, str, str]:
    return row.new_code, row.new_name, row.day.isoformat()


@LAW
@given(data=st.data())
def test_lists_on_both_sides_differ_exactly_by_the_rows(units: Units, data: st.DataObject) -> None:
    rows = data.draw(rows_of(units))
    assert faults_of(units, rows) == ()
    now = reorganised(units, rows)
    before, after = (
        {(unit.code, unit.name, str(unit.valid_from)) for unit in now.on(day)} for day in (DAY - timedelta(days=1), DAY)
    )
    assert {name[:2] for name in before - after} == {(row.old_code, row.old_name) for row in rows}
    assert after - before == {key_of(row) for row in rows if row.new_code}
    assert {unit.id for unit in units.on(DAY - timedelta(days=1))} == {
        unit.id for unit in now.on(DAY - timedelta(days=1))
    }


@LAW
@given(data=st.data())
def test_the_order_of_rows_says_nothing(units: Units, data: st.DataObject) -> None:
    rows = data.draw(rows_of(units))
    one, two = (reorganised(units, order) for order in (rows, data.draw(st.permutations(rows))))
    assert {unit.id for unit in one} == {unit.id for unit in two}
    for unit in one:
        assert {heir.id for heir in one.successors(unit.id)} == {heir.id for heir in two.successors(unit.id)}
        other = two.get(unit.id)
        assert other is not None and (other.name, other.valid_to) == (unit.name, unit.valid_to)


@LAW
@given(data=st.data())
def test_figures_are_all_found_again_and_none_is_split(units: Units, data: st.DataObject) -> None:
    first = reorganised(units, data.draw(rows_of(units)))
    again = date(2029, 1, 1)
    now = reorganised(first, data.draw(rows_of(first, again)))
    keys = [unit.id for unit in units.on(DAY - timedelta(days=1)) if unit.tier in ("xa", "tinh")]
    by_unit = {
        key: Figures(key, "2027-12-14", "d", Level.HO_SO, {"leader{}": 1 << place}) for place, key in enumerate(keys)
    }
    for when in (DAY, again):
        based = rebase(by_unit, now, when)
        assert sum(item.cells["leader{}"] for item in based.values()) == (1 << len(keys)) - 1  # each one exactly once
        found = places(keys, now, when)
        assert Counter(part for place in found for part in place.parts) == Counter(keys)
        held = [unit.id for place in found for unit in place.units]
        assert len(held) == len(set(held))  # no unit of today in two places
        living = {unit.id for unit in now.on(when)}
        ended = {unit.id for unit in now if unit.valid_to is not None and not now.successors(unit.id)}
        assert set(held) <= living | ended
