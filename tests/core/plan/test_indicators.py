"""Indicators: conventions, edges of the comparisons, what is needed; arithmetic in the comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codelists import Catalogue
from app.domain.figures import Figures
from app.domain.periods import parse_period
from app.domain.schema import Level
from app.domain.units import Units
from app.errors import UserError
from app.plan.counting import count
from app.plan.indicators import (
    IndicatorInput,
    IndicatorResult,
    Verdict,
    compute_indicators,
    listed_sectors,
    needed,
    read_indicators,
)
from app.plan.pack import Pack
from app.plan.source import SourceFile
from app.plan.wanted import indicator_cells
from tests.core.plan.figure_worlds import POON, SNV, TAM, VPUBND, context, drawn_unit


@pytest.fixture
def ask(units: Units, catalogue: Catalogue, pack: Pack):  # type: ignore[no-untyped-def]
    """Results by line id, of figures given as cells; cells not given are 0."""
    zero = dict.fromkeys(indicator_cells(pack.indicators, pack.definitions, catalogue), 0)

    def figures(unit: str, cells: Mapping[str, int]) -> Figures:
        return Figures(unit, "2026-12-14", "", Level.HO_SO, {**zero, **cells})

    def asked(
        by_unit: Mapping[str, Mapping[str, int]], period: str = "2026", previous: Mapping[str, int] | None = None,
        expected: tuple[str, ...] = (), **changed: object,
    ) -> dict[str, IndicatorResult]:  # fmt: skip
        data = IndicatorInput(
            by_unit={unit: figures(unit, cells) for unit, cells in by_unit.items()},
            units=units,
            catalogue=catalogue,
            definitions=replace(pack.definitions, **changed),
            period=parse_period(period),
            target_of=pack.target,
            previous={POON: figures(POON, previous)} if previous is not None else {},
            expected=expected,
        )
        return {item.definition.id: item for item in compute_indicators(pack.indicators, data)}

    return asked


def parts(result: IndicatorResult) -> tuple[int | None, int | None, str]:
    return result.numerator, result.denominator, result.verdict.value


# Three communes, the province and one sở beside Văn phòng UBND tỉnh.
# Commune 1: women in both bodies. Commune 2: a woman in the HĐND only. Commune 3: none. Province: UBND only. Sở: yes.
HERE = "body{kind=hdnd}", "body{kind=ubnd}", "government{}", "government{tier=xa}"
THREE = {
    POON: {**dict.fromkeys(HERE, 1), "body{kind=hdnd,woman_key=1}": 1, "body{kind=ubnd,woman_key=1}": 1,
           "government{woman_key=1}": 1, "government{tier=xa,woman_key=1}": 1},
    TAM: {**dict.fromkeys(HERE, 1), "body{kind=hdnd,woman_key=1}": 1, "government{woman_key=1}": 1,
          "government{tier=xa,woman_key=1}": 1},
    "03151@2025-07-01": dict.fromkeys(HERE, 1),
    VPUBND: {"body{kind=hdnd}": 1, "body{kind=ubnd}": 1, "body{kind=so}": 1, "body{kind=ubnd,woman_key=1}": 1,
             "government{}": 1, "government{tier=tinh}": 1, "government{woman_key=1}": 1,
             "government{tier=tinh,woman_key=1}": 1},
    SNV: {"body{kind=so}": 1, "body{kind=so,woman_key=1}": 1},
}  # fmt: skip


def test_conventions_of_1_1a(ask) -> None:  # type: ignore[no-untyped-def]
    results = ask(THREE)
    # A: 4 HĐND + 4 UBND = 8 bodies; with a woman: HĐND of communes 1, 2 and UBND of commune 1 and the province = 4
    assert parts(results["1.1a/A"]) == (4, 8, "Chưa đạt")
    # B: 4 local governments; with a woman in either body: communes 1, 2 and the province = 3; 75.0% is exactly 75%
    assert parts(results["1.1a/B"]) == (3, 4, "Đạt")
    # C: 4 UBND; commune 1 and the province = 2
    assert parts(results["1.1a/C"]) == (2, 4, "Chưa đạt")
    # D: 2 sở + 4 local governments = 6; 1 + 3 = 4; 66.7% < 75%; 5/6 = 83.3% is the first above: 1 more
    assert parts(results["1.1a/D"]) == (4, 6, "Chưa đạt")
    assert results["1.1a/D"].needed == 1
    assert [line for line, item in results.items() if item.code == "1.1a" and item.headline] == ["1.1a/D"]
    assert parts(results["1.1a/tinh"]) == (2, 3, "")  # 1 of 2 sở, and the province's government
    assert parts(results["1.1a/xa"]) == (2, 3, "")
    assert results["1.1a/D"].number == "2.1a"


def test_the_pack_chooses_the_headline(ask) -> None:  # type: ignore[no-untyped-def]
    results = ask(THREE, headline="C")
    assert [line for line, item in results.items() if item.code == "1.1a" and item.headline] == ["1.1a/C"]


def sector(code: str, staff: int, women: int, agencies: int = 0) -> dict[str, int]:
    return {
        f"headcount{{sector={code}}}": staff,
        f"headcount{{sector={code},sex=f}}": women,
        f"body{{group=co_quan,sector={code},woman_key=1}}": agencies,
        f"body{{kind=so,sector={code}}}": 1,
    }


def test_a_sector_at_29_99_percent_counts_and_at_30_00_does_not(ask) -> None:  # type: ignore[no-untyped-def]
    # 2999 of 10000 women = 29.99% < 30%; 3000 of 10000 = 30.00% is not under 30%
    results = ask({POON: {**sector("xay_dung", 10_000, 2_999, 1), **sector("cong_thuong", 10_000, 3_000, 1)}})
    line = results["1.1b/nganh"]
    assert parts(line) == (1, 1, "Vượt")
    assert line.counted == ("xay_dung",)


def test_staff_of_a_sector_are_added_up_over_units_first(ask) -> None:  # type: ignore[no-untyped-def]
    # each unit alone: 1 of 4 = 25% and 2 of 6 = 33.3%; together 3 of 10 = 30.0%: not under 30%
    both = {POON: sector("tu_phap", 4, 1, 1), TAM: sector("tu_phap", 6, 2)}
    assert parts(ask(both)["1.1b/nganh"]) == (0, 0, "Không có đối tượng")
    # with one man more 3 of 11 = 27.3%: counts, and the woman leader of the other unit is enough
    more = {POON: sector("tu_phap", 4, 1), TAM: sector("tu_phap", 7, 2, 1)}
    assert parts(ask(more)["1.1b/nganh"]) == (1, 1, "Vượt")


def test_a_sector_of_schools_alone_is_judged_where_its_agency_is(ask) -> None:  # type: ignore[no-untyped-def]
    school = {**sector("y_te", 10, 2), "body{kind=so,sector=y_te}": 0}
    assert parts(ask({POON: school})["1.1b/nganh"]) == (0, 0, "Không có đối tượng")
    assert parts(ask({POON: school, SNV: sector("y_te", 1, 0, 1)})["1.1b/nganh"]) == (1, 1, "Vượt")


def test_a_sector_that_is_not_listed_does_not_count(ask, pack: Pack, catalogue: Catalogue) -> None:  # type: ignore[no-untyped-def]
    assert "chinh_quyen" not in listed_sectors(pack.definitions, catalogue)
    assert ask({POON: {**sector("tu_phap", 10, 9)}})["1.1b/nganh"].verdict is Verdict.NOBODY


def test_specific_sectors_can_be_taken_out_of_1_1a(ask) -> None:  # type: ignore[no-untyped-def]
    cells = {
        SNV: {"body{kind=so}": 2, "body{kind=so,woman_key=1}": 1, "body{kind=so,sector=xay_dung}": 1,
              "body{kind=so,sector=xay_dung,woman_key=1}": 0, **sector("xay_dung", 10, 1)}
    }  # fmt: skip
    for code in ("noi_vu", "tai_chinh"):
        cells[SNV] |= {f"body{{kind=so,sector={code}}}": 0, f"body{{kind=so,sector={code},woman_key=1}}": 0}
    assert parts(ask(cells)["1.1a/D"])[:2] == (1, 2)
    assert parts(ask(cells, specific_also_in_main=False)["1.1a/D"])[:2] == (1, 1)


def test_planning_counts_what_must_be_added(ask) -> None:  # type: ignore[no-untyped-def]
    # 40 of 100, target 50%: replacing 10 men is enough; adding women: (40 + 20) / (100 + 20) = 50%
    line = ask({POON: {"planned{sex=f}": 40, "planned{}": 100}})["1.2/nguoi"]
    assert (line.needed, line.needed_fixed, line.target) == (20, 10, 50)
    assert (line.to_target, line.verdict) == (-1000, Verdict.BELOW)


def test_training_keeps_the_denominator(ask) -> None:  # type: ignore[no-untyped-def]
    # 7 of 10 planned women trained, target 90%: 9 are needed, 2 more
    line = ask({POON: {"trained{sex=f,window=year}": 7, "planned{sex=f}": 10}})["1.3/nam"]
    assert (line.needed, line.verdict) == (2, Verdict.BELOW)


def test_nobody_in_the_denominator_is_no_percentage(ask) -> None:  # type: ignore[no-untyped-def]
    line = ask({POON: {}})["1.2/nguoi"]
    assert (line.verdict, line.needed, line.to_target) == (Verdict.NOBODY, None, None)


def test_a_cell_that_was_not_counted_is_not_zero(ask, units: Units, catalogue: Catalogue, pack: Pack) -> None:  # type: ignore[no-untyped-def]
    data = IndicatorInput(
        {POON: Figures(POON, "2026-12-14", "", Level.SO_LIEU, {"planned{}": 4})}, units, catalogue, pack.definitions,
        parse_period("2026"), pack.target, {},
    )  # fmt: skip
    results = compute_indicators(pack.indicators, data)
    assert {item.verdict for item in results if item.definition.scored} == {Verdict.UNKNOWN}
    assert {item.incomplete for item in results} == {(POON,)}


def test_a_period_before_2026_has_the_targets_of_2025(ask) -> None:  # type: ignore[no-untyped-def]
    cells = {POON: {"planned{sex=f}": 45, "planned{}": 100}}
    old, new = ask(cells, "2024")["1.2/nguoi"], ask(cells, "2026")["1.2/nguoi"]
    # 45% is above 40% (2025) and below 50% (2030)
    assert (old.number, old.target, old.verdict) == ("1.2", 40, Verdict.ABOVE)
    assert (new.number, new.target, new.verdict) == ("2.2", 50, Verdict.BELOW)
    assert ask(cells, "2025")["1.2/nguoi"].target == 40
    assert ask(cells, "2021-2025")["1.2/nguoi"].target == 40


def test_1_4_looks_at_each_unit(ask) -> None:  # type: ignore[no-untyped-def]
    cells = {
        # 60% of leaders, 90% of residents: ratio 66.7% < 80%: a leader, but not enough
        POON: {"leader{dtts=1}": 6, "leader{}": 10, "resident{dtts=1}": 90, "resident{}": 100},
        # 72% against 90%: ratio exactly 80%: fits
        TAM: {"leader{dtts=1}": 18, "leader{}": 25, "resident{dtts=1}": 90, "resident{}": 100},
        # no ethnic-minority residents: not in the denominator
        SNV: {"leader{dtts=1}": 0, "leader{}": 9},
        # nobody
        VPUBND: {"leader{dtts=1}": 0, "leader{}": 5, "resident{dtts=1}": 50, "resident{}": 100},
    }
    results = ask(cells)
    assert parts(results["1.4/co"]) == (2, 3, "Chưa đạt")
    assert parts(results["1.4/phu_hop"]) == (1, 3, "Chưa đạt")
    assert results["1.4/co"].reached == (POON, TAM)
    assert (results["1.4/co"].target, results["1.4/co"].needed) == (None, 1)
    assert parts(ask({TAM: cells[TAM]})["1.4/phu_hop"]) == (1, 1, "Đạt")


def test_the_year_before_and_units_that_are_missing(ask) -> None:  # type: ignore[no-untyped-def]
    now, before = {"planned{sex=f}": 1, "planned{}": 3}, {"planned{sex=f}": 1, "planned{}": 4}
    line = ask({POON: now}, previous=before, expected=(POON, TAM))["1.2/nguoi"]
    # 33.333…% − 25% = 8.33 points
    assert line.to_previous == 830
    assert (line.reported, line.expected, line.missing) == (1, 2, (TAM,))


def test_rounding_never_contradicts_the_verdict(ask) -> None:  # type: ignore[no-untyped-def]
    # 4999 of 10000 is 49.99%: one decimal would show 50,0 for a missed target of 50
    line = ask({POON: {"planned{sex=f}": 4_999, "planned{}": 10_000}})["1.2/nguoi"]
    assert (line.verdict, line.decimals) == (Verdict.BELOW, 2)


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 99), st.booleans())
def test_needed_is_the_smallest_number(numerator: int, more: int, target: int, added: bool) -> None:
    denominator = numerator + more
    k = needed(numerator, denominator, target, added=added)
    assert k is not None

    def reached(extra: int) -> bool:
        return Fraction(100 * (numerator + extra), denominator + (extra if added else 0)) >= target

    assert reached(k)
    assert k == 0 or not reached(k - 1)


def test_a_target_of_everyone_is_not_reached_by_adding() -> None:
    assert needed(3, 4, 100, added=True) is None
    assert needed(3, 4, 100, added=False) == 1


def test_from_records_to_results(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    wanted = set(indicator_cells(pack.indicators, pack.definitions, catalogue))
    by_unit = {
        unit: count(context(drawn_unit(unit, 4, catalogue), units, catalogue, pack), wanted) for unit in (POON, TAM)
    }
    data = IndicatorInput(by_unit, units, catalogue, pack.definitions, parse_period("2026"), pack.target, {})
    results = compute_indicators(pack.indicators, data)
    assert all(item.numerator is not None and item.incomplete == () for item in results)
    line = next(item for item in results if item.definition.id == "1.2/nguoi")
    assert line.numerator == sum(figures.cells["planned{sex=f}"] for figures in by_unit.values())


def test_a_wrong_entry_names_its_line() -> None:
    text = '[[indicator]]\ncode = "1"\nline = "a"\nkind = "share"\ntitle = "t"\nunit = "u"\nclause = "c"\n'
    with pytest.raises(UserError, match="dòng 1"):
        read_indicators(SourceFile("indicators.toml", text))
    with pytest.raises(UserError, match="colour"):
        read_indicators(SourceFile("i.toml", text + 'numerator = ["leader{colour=1}"]\ndenominator = ["leader{}"]\n'))
