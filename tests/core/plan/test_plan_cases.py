"""Runs tests/plan_cases/*.toml; see `cases` for what a case may say."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.codelists import Catalogue
from app.domain.findings import Finding
from app.domain.units import Units
from app.plan.checking import check, check_province, compare_figures
from app.plan.counting import count
from app.plan.indicators import IndicatorInput, IndicatorResult, compute_indicators
from app.plan.kinds_figures import Match, ProvinceView
from app.plan.messages import Names, sentence
from app.plan.pack import Pack
from app.plan.wanted import indicator_cells
from app.vietnamese.numbers import decimal
from tests.core.plan.cases import Case, made_figures, read_cases

CASES = read_cases()


def found_by(case: Case, units: Units, catalogue: Catalogue, pack: Pack) -> list[Finding]:
    context = case.context(units, catalogue, pack)
    found = list(check(context, pack).findings)
    if "units" in case.raw:
        by_unit = {unit: made_figures(cells, unit, case.cut_off) for unit, cells in case.raw["units"].items()}
        matches = tuple(Match(*match) for match in case.raw.get("matches", ()))
        found += check_province(ProvinceView(by_unit, units, case.cut_off, matches), pack)
    declared = case.cells("declared")
    if declared is not None:
        assert context.figures is not None
        found += compare_figures(declared, context.figures, pack)
    return [item for item in found if item.rule in case.rules]


def shown(finding: Finding) -> str:
    at = finding.at
    return " ".join(part for part in (finding.rule, at.table, at.record, at.field) if part)


@pytest.mark.fault("I26")
@pytest.mark.parametrize("case", [case for case in CASES if case.rules], ids=lambda case: case.id)
def test_findings(case: Case, units: Units, catalogue: Catalogue, pack: Pack) -> None:
    found = found_by(case, units, catalogue, pack)
    assert sorted(map(shown, found)) == sorted(case.findings)
    names = Names(case.context(units, catalogue, pack).data, catalogue, units, pack)
    said = [sentence(item, names) for item in found]
    for expected in case.raw.get("sentences", ()):
        assert expected in said
    for item in found:
        kinds = {rule.kind.says for rule in pack.rules if rule.code == item.rule}
        assert any(says <= dict(item.params).keys() for says in kinds)


@pytest.mark.parametrize("case", [case for case in CASES if "figures" in case.raw], ids=lambda case: case.id)
def test_figures(case: Case, units: Units, catalogue: Catalogue, pack: Pack) -> None:
    expected = made_figures(case.raw["figures"], case.unit, case.cut_off).cells
    assert count(case.context(units, catalogue, pack), list(expected)).cells == expected


@pytest.mark.parametrize("case", [case for case in CASES if "indicators" in case.raw], ids=lambda case: case.id)
def test_indicators(case: Case, units: Units, catalogue: Catalogue, pack: Pack) -> None:
    context = case.context(units, catalogue, pack)
    cells = set(indicator_cells(pack.indicators, pack.definitions, catalogue))
    data = IndicatorInput(
        by_unit={case.unit: count(context, cells)},
        units=units,
        catalogue=catalogue,
        definitions=pack.definitions,
        period=context.period,
        target_of=pack.target,
        previous={case.unit: context.previous} if context.previous else {},
    )
    results = {item.definition.id: item for item in compute_indicators(pack.indicators, data)}
    for expected in case.raw["indicators"]:
        result = results[expected["line"]]
        assert {name: said_of(result)[name] for name in expected} == expected


def said_of(result: IndicatorResult) -> dict[str, Any]:
    return {
        "line": result.definition.id,
        "numerator": result.numerator,
        "denominator": result.denominator,
        "percent": percent_of(result),
        "verdict": result.verdict.value,
        "needed": result.needed,
        "target": result.target,
    }


def percent_of(result: IndicatorResult) -> str | None:
    if result.numerator is None or not result.denominator:
        return None
    return decimal(result.numerator, result.denominator, result.decimals, scale=100)


def test_every_rule_has_a_case_that_fires_it_and_one_that_does_not(pack: Pack) -> None:
    fires = {finding.split()[0] for case in CASES for finding in case.findings}
    silent = {
        code for case in CASES for code in case.rules if code not in {finding.split()[0] for finding in case.findings}
    }
    codes = {rule.code for rule in pack.rules}
    assert codes - fires == set()
    assert codes - silent == set()
    assert fires | silent <= codes
