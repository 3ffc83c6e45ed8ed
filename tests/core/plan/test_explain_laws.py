"""Laws of explanations over every cell and every form: nobody is lost, and what is told makes what is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

import pytest

from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset
from app.domain.figures import Figures, cell_key, parse_cell_key
from app.domain.records import Appointment, Course, Person, PlanningEntry, Training
from app.domain.table import Cell, Points, Ratio
from app.domain.unit_records import Body, Budget
from app.domain.units import Units
from app.plan.counting import count
from app.plan.explain import Explanation, explain
from app.plan.facts import Context
from app.plan.figure_refs import Term, Terms, parse_ref
from app.plan.forms import FormInput, fill
from app.plan.indicator_results import IndicatorInput, IndicatorResult
from app.plan.indicators import compute_indicators
from app.plan.line_members import COUNTED_ONE_BY_ONE, Standing, members, terms_of
from app.plan.pack import Pack
from app.plan.wanted import required_cells
from tests.core.plan.figure_worlds import CUT_OFF, POON, SNV, TAM, context, drawn_unit

YEAR = (date(2025, 12, 15), CUT_OFF)
WHOLES = {"trained": "planned", "promoted": "planned"}
"""Subjects whose population is a wider one."""


@pytest.mark.parametrize(("unit", "seed"), [(POON, 1), (TAM, 7), (SNV, 3)])
def test_included_and_excluded_are_the_population_of_every_cell(
    units: Units, catalogue: Catalogue, pack: Pack, unit: str, seed: int
) -> None:
    made = context(drawn_unit(unit, seed, catalogue, people=25), units, catalogue, pack)
    cells = sorted(required_cells(pack, catalogue))
    keys = {cell: parse_cell_key(cell) for cell in cells}
    wholes = {cell: cell_key(WHOLES.get(key.subject, key.subject), key.measure) for cell, key in keys.items()}
    figures = count(made, {*cells, *wholes.values()}).cells
    populations = {name: found(made) for name, found in NAIVE.items()}
    told: Counter[str] = Counter()
    for cell in cells:
        if cell not in figures:
            continue
        found = explain(made, cell)
        name = keys[cell].subject
        assert found.value == figures[cell], cell
        assert found.whole == figures[wholes[cell]], cell
        assert found.population == len(found.included) + len(found.excluded)
        records = [item.record for item in (*found.included, *found.excluded)]
        assert name in ("headcount", "planned_post", "government") or len(set(records)) == len(records), cell
        if name in populations:
            assert found.population == populations[name], cell
        told[name] += 1
    assert set(told) >= set(NAIVE) - {"money"} or unit == SNV


def test_every_number_of_a_form_is_what_its_cells_make(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    made = context(drawn_unit(POON, 4, catalogue, people=30), units, catalogue, pack)
    figures = count(made, required_cells(pack, catalogue))
    data = IndicatorInput({POON: figures}, units, catalogue, pack.definitions, made.period, pack.target, {}, (POON,))
    results = {item.definition.id: item for item in compute_indicators(pack.indicators, data)}
    told = Counter[str]()
    known: dict[str, Explanation] = {}

    def value(term: Term) -> int | None:
        if term.cell not in known:
            known[term.cell] = explain(made, term.cell)
        return known[term.cell].value

    form_input = FormInput("unit", data, tuple(results.values()), CUT_OFF, "Xã", "Sở", made, {})
    for form in pack.forms.values():
        for table in fill(form, form_input).tables:
            for row in table.rows:
                for cell in row.cells:
                    told[_judge(cell, results, value)] += 1
    assert told["same"] > 500
    assert not told["differs"]
    assert told["unexplained"] == 0


def test_every_number_of_the_province_says_what_it_is_of(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    by_unit = {
        unit: count(
            context(drawn_unit(unit, 9, catalogue, 20), units, catalogue, pack), required_cells(pack, catalogue)
        )
        for unit in (POON, TAM, SNV)
    }
    period = context(drawn_unit(POON, 9, catalogue, 1), units, catalogue, pack).period
    data = IndicatorInput(by_unit, units, catalogue, pack.definitions, period, pack.target, {}, tuple(by_unit))
    results = {item.definition.id: item for item in compute_indicators(pack.indicators, data)}
    told = Counter[str]()
    form_input = FormInput("province", data, tuple(results.values()), CUT_OFF, "Sở", "UBND", None, {})
    for form in pack.forms.values():
        for table in fill(form, form_input).tables:
            for row in table.rows:
                for cell in row.cells:
                    told[_judge(cell, results, lambda term: _total(by_unit, term))] += 1
    assert told["same"] > 300
    assert not told["differs"]
    assert told["unexplained"] == 0


@pytest.mark.parametrize("seed", range(6))
def test_groups_and_units_of_an_indicator_are_all_told(
    units: Units, catalogue: Catalogue, pack: Pack, seed: int
) -> None:
    keys = (POON, TAM, SNV)
    by_unit = {
        unit: count(
            context(drawn_unit(unit, seed, catalogue, 20), units, catalogue, pack), required_cells(pack, catalogue)
        )
        for unit in keys[: 1 + seed % 3]
    }
    period = context(drawn_unit(POON, 9, catalogue, 1), units, catalogue, pack).period
    data = IndicatorInput(by_unit, units, catalogue, pack.definitions, period, pack.target, {}, keys)
    for result in compute_indicators(pack.indicators, data):
        line = result.definition
        found = members(line, data)
        if line.kind not in COUNTED_ONE_BY_ONE:
            terms = terms_of(line, data)
            assert terms is not None
            above, below = (_sum(terms[part], lambda term: _total(by_unit, term)) for part in (0, 1))
            assert (above, below) == (result.numerator, result.denominator)
            continue
        standing = {part: {item.key for item in found if item.standing is part} for part in Standing}
        everyone = set(keys) if line.kind == "share_of_units" else set(pack.definitions.specific_sectors)
        assert sum(map(len, standing.values())) == len(found) == len(everyone)
        assert all(item.reason for item in found)
        if result.numerator is not None:
            assert standing[Standing.REACHED] == set(result.reached)
            assert standing[Standing.REACHED] | standing[Standing.COUNTED] == set(result.counted)
        if line.kind == "share_of_units":
            assert standing[Standing.MISSING] >= set(data.missing)


def _judge(cell: Cell, results: Mapping[str, IndicatorResult], value: Callable[[Term], int | None]) -> str:
    """What a cell shows, beside what the cells that it names make."""
    shown = cell.value
    if not isinstance(shown, int | Ratio | Points):
        return "no number"
    if not cell.source:
        return "target" if isinstance(shown, int | Ratio) and not cell.formula else "unexplained"
    ref = parse_ref(cell.source)
    if ref.line:
        result = results[ref.line]
        known = {result.numerator, result.denominator, result.needed}
        if isinstance(shown, Points):
            return "same"
        if isinstance(shown, Ratio):
            assert result.numerator is not None
            return _same(
                Fraction(shown.numerator, shown.denominator), Fraction(result.numerator, result.denominator or 1)
            )
        return "same" if shown in known else "differs"
    sums = [_sum(part, value) for part in ref.parts]
    if None in sums:
        return "differs"
    above, below, other, whole = (*(item or 0 for item in sums), 1, 1, 1)[:4]
    if isinstance(shown, Points):
        return "same"
    if isinstance(shown, Ratio):
        made = Fraction(above, below) / (Fraction(other, whole) if len(sums) > 2 else 1)
        return _same(Fraction(shown.numerator, shown.denominator), made)
    return _same(Fraction(shown), Fraction(above))


def _same(left: Fraction, right: Fraction) -> str:
    return "same" if left == right else "differs"


def _sum(terms: Terms, value: Callable[[Term], int | None]) -> int | None:
    plus, minus = ([value(term) for term in side] for side in (terms.plus, terms.minus))
    if None in plus or None in minus:
        return None
    return sum(item or 0 for item in plus) - sum(item or 0 for item in minus)


def _total(by_unit: Mapping[str, Figures], term: Term) -> int | None:
    found = [figures.cells.get(term.cell) for unit, figures in by_unit.items() if term.unit in ("", unit)]
    return None if None in found else sum(value or 0 for value in found)


def _in_force(row: object, on: date = CUT_OFF) -> bool:
    start, end = getattr(row, "start", None), getattr(row, "end", None)
    return (start is None or start.earliest <= on) and (end is None or end.latest >= on)


def _bodies(data: Dataset) -> dict[str, Body]:
    return {row.id: row for row in data.rows(Body) if _in_force(row)}


def _posts(made: Context) -> list[Appointment]:
    """Leading posts that are held, told from the rows alone."""
    people, bodies = {row.id for row in _people(made)}, _bodies(made.data)
    posts = made.catalogue["posts"]
    return [
        row
        for row in made.data.rows(Appointment)
        if row.person in people
        and row.body in bodies
        and _in_force(row)
        and (code := posts.get(row.post)) is not None
        and code.is_set("leader")
    ]


def _people(made: Context) -> list[Person]:
    return [row for row in made.data.rows(Person) if row.left_on is None or row.left_on.latest >= made.cut_off]


def _planned(made: Context) -> list[PlanningEntry]:
    people = {row.id for row in _people(made)}
    return [row for row in made.data.rows(PlanningEntry) if row.person in people and _in_force(row)]


def _in_year(row: Course) -> bool:
    last = row.end or row.start
    return last is not None and last.latest >= YEAR[0] and last.earliest <= YEAR[1]


def _turns(made: Context) -> int:
    people = {row.id for row in _people(made)}
    courses = {row.id for row in made.data.rows(Course) if _in_year(row)}
    return sum(row.person in people and row.course in courses for row in made.data.rows(Training))


NAIVE: Mapping[str, Callable[[Context], int]] = {
    "body": lambda made: len(_bodies(made.data)),
    "leader": lambda made: len({row.person for row in _posts(made)}),
    "post_held": lambda made: len(_posts(made)),
    "planned": lambda made: len({row.person for row in _planned(made)}),
    "planned_slot": lambda made: len(_planned(made)),
    "trained": lambda made: len({row.person for row in _planned(made)}),
    "turn": _turns,
    "money": lambda made: sum(row.year == 2026 for row in made.data.rows(Budget)),
}
"""How many records a subject has, told from the rows of the dataset alone."""
