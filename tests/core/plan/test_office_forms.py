"""Sở's own form: all women staff by unit; its sums are those of form 03, part B, and no unit makes or sends it."""

from __future__ import annotations

import pytest

from app.commands.figures.asked import whole_set
from app.domain.table import Ratio, Symbol
from app.plan.pack import Pack
from tests.core.plan.figure_worlds import CUT_OFF
from tests.core.plan.golden_forms import Golden


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden()


def test_women_of_all_units_are_those_of_form_03(golden: Golden) -> None:
    (table,) = golden.of_province("RS").tables
    total = table.rows[-1].cells
    names = [column.id for column in table.columns]
    staff = golden.of_province("03").tables[1]
    columns = [column.id for column in staff.columns]
    whole, women = staff.rows[-2].cells, staff.rows[-1].cells
    assert total[names.index("c0")].value == whole[columns.index("c1")].value
    for name in (column for column in columns if column.startswith("c")):
        assert total[names.index(name)].value == women[columns.index(name)].value, name


def test_each_unit_has_its_row_and_the_missing_one_is_told(golden: Golden) -> None:
    form = golden.of_province("RS")
    (table,) = form.tables
    names = [column.id for column in table.columns]
    rows = [row for row in table.rows if row.style == "normal"]
    counted = [row for row in rows if isinstance(row.cells[names.index("c1")].value, int)]
    assert len(counted) == 4
    for row in counted:
        women, whole = (row.cells[names.index(name)].value for name in ("c1", "c0"))
        share = row.cells[names.index("p")].value
        assert isinstance(share, Ratio)
        assert (share.numerator, share.denominator) == (women, whole)
    assert any(row.cells[names.index("c1")].value is Symbol.UNKNOWN for row in rows)
    assert any("Chưa có báo cáo của" in note for note in form.notes)


def test_it_is_no_form_of_a_unit_and_no_annex(pack: Pack) -> None:
    assert pack.forms["RS"].office
    assert "RS" not in whole_set(pack, CUT_OFF)
