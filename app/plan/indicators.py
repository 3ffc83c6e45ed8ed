"""Indicators: numerator over denominator from figures by unit, divided last and compared in integers.

A unit alone is a map of one, so that unit and province run the same function. Groups (1.1b) are judged on the total,
units (1.4) one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from app.domain.codelists import Catalogue
from app.domain.figures import Figures, Sums, parse_cell_key
from app.plan.cells import with_dims
from app.plan.definitions import Definitions
from app.plan.indicator_defs import IndicatorDef, read_indicators, reported_cells
from app.plan.indicator_results import IndicatorInput, IndicatorResult, Quotient, Verdict

__all__ = [
    "IndicatorDef", "IndicatorInput", "IndicatorResult", "Quotient", "Verdict", "compute_indicators", "listed_sectors",
    "needed", "of_sectors", "read_indicators", "specific_sectors", "sum_cells",
]  # fmt: skip

STAFF: Final = ("headcount{sex=f}", "headcount{}")
"""Women and all staff, of a sector (KH II.1.1: nữ cán bộ, công chức, viên chức, người lao động dưới 30%)."""


def compute_indicators(definitions: tuple[IndicatorDef, ...], data: IndicatorInput) -> tuple[IndicatorResult, ...]:
    """Computes every line.

    Args:
        definitions: of the pack.
        data: figures by unit, now and the year before.

    Returns:
        A result for each line, in the order of the pack.
    """
    return tuple(_compute(definition, data) for definition in definitions)


def needed(numerator: int, denominator: int, target: int, *, added: bool) -> int | None:
    """Smallest number that must join the numerator to reach the target; 0 where it is reached.

    Args:
        numerator, denominator: now.
        target: percent.
        added: each one more also joins the denominator; else the denominator stays.

    Returns:
        The number; None where it cannot be reached by adding (a target of 100 percent).
    """
    gap = target * denominator - 100 * numerator
    if gap <= 0:
        return 0
    step = 100 - target if added else 100
    return -(-gap // step) if step > 0 else None


def sum_cells(by_unit: Mapping[str, Figures], cells: tuple[str, ...]) -> int | None:
    """Sum of cells over units; None where a unit did not count one, or where there is no unit."""
    return Sums(by_unit).of(cells)


def listed_sectors(definitions: Definitions, catalogue: Catalogue) -> tuple[str, ...]:
    """Sectors on the province's list of ngành, lĩnh vực đặc thù, in the order of the code list."""
    return tuple(code.code for code in catalogue["sectors"] if code.code in definitions.specific_sectors)


def specific_sectors(by_unit: Mapping[str, Figures], data: IndicatorInput) -> tuple[str, ...] | None:
    """Listed sectors with fewer women than the pack's share; None where staff are not known (KH II.1.1)."""
    found = []
    for sector in listed_sectors(data.definitions, data.catalogue):
        women, staff = (sum_cells(by_unit, (with_dims(cell, {"sector": sector}),)) for cell in STAFF)
        if women is None or staff is None:
            return None
        if staff and 100 * women < data.definitions.specific_share * staff:
            found.append(sector)
    return tuple(found)


def _compute(line: IndicatorDef, data: IndicatorInput) -> IndicatorResult:
    target = data.target_of(line.code, data.period)
    percent = target.percent if target and line.scored else None
    quotient = _quotient(line, data.by_unit, data)
    lines = (quotient.numerator, quotient.denominator) if quotient else (None, None)
    more: dict[bool, int | None] = {True: None, False: None}
    if quotient and quotient.denominator and line.scored:
        aim = 100 if percent is None else percent
        more = {added: needed(quotient.numerator, quotient.denominator, aim, added=added) for added in (True, False)}
    return IndicatorResult(
        definition=line,
        number=target.number if target else line.code,
        headline=line.headline or (bool(line.convention) and line.convention == data.definitions.headline),
        numerator=lines[0],
        denominator=lines[1],
        target=percent,
        needed=None if line.needed == "none" else more[line.needed == "added"],
        needed_fixed=more[False],
        verdict=_verdict(line, quotient, percent),
        previous=_quotient(line, data.previous, data) if data.previous else None,
        counted=quotient.counted if quotient else (),
        reached=quotient.reached if quotient else (),
        reported=len(data.by_unit) if not data.expected else len(data.expected) - len(data.missing),
        expected=len(data.expected or data.by_unit),
        missing=data.missing,
        incomplete=_incomplete(line, data),
    )


def _verdict(line: IndicatorDef, quotient: Quotient | None, target: int | None) -> Verdict:
    if not line.scored:
        return Verdict.UNSCORED
    if quotient is None:
        return Verdict.UNKNOWN
    if quotient.denominator == 0:
        return Verdict.NOBODY
    reached, aimed = 100 * quotient.numerator, (100 if target is None else target) * quotient.denominator
    if reached > aimed:
        return Verdict.ABOVE
    return Verdict.REACHED if reached == aimed else Verdict.BELOW


def _quotient(line: IndicatorDef, by_unit: Mapping[str, Figures], data: IndicatorInput) -> Quotient | None:
    if not by_unit:
        return None
    if (whole := by_unit.get("")) is not None and (told := reported_cells(line)) is not None:
        return _reported(line, whole, told, data)
    match line.kind:
        case "share":
            return _share(line.numerator, line.denominator, by_unit)
        case "share_of_bodies":
            return _share_of_bodies(line, by_unit, data)
        case "share_of_groups":
            return _share_of_groups(line, by_unit, data)
        case "share_of_units":
            return _share_of_units(line, by_unit, data)


def _reported(line: IndicatorDef, whole: Figures, told: tuple[str, str], data: IndicatorInput) -> Quotient | None:
    """What a report of the whole province states; units cannot be told from it, sectors can be counted of its cells."""
    if all(cell in whole.cells for cell in told):
        return Quotient(whole.cells[told[0]], whole.cells[told[1]])
    return _share_of_groups(line, {"": whole}, data) if line.kind == "share_of_groups" else None


def _share(above: tuple[str, ...], below: tuple[str, ...], by_unit: Mapping[str, Figures]) -> Quotient | None:
    numerator, denominator = sum_cells(by_unit, above), sum_cells(by_unit, below)
    return None if numerator is None or denominator is None else Quotient(numerator, denominator)


def _share_of_bodies(line: IndicatorDef, by_unit: Mapping[str, Figures], data: IndicatorInput) -> Quotient | None:
    """1.1a by one convention (domain §2): bodies, local governments or both."""
    whole = _share(line.numerator, line.denominator, by_unit)
    if whole is None or data.definitions.specific_also_in_main:
        return whole
    sectors = specific_sectors(by_unit, data)
    if sectors is None:
        return None
    above, below = (tuple(of_sectors(cells, sectors)) for cells in (line.numerator, line.denominator))
    apart = _share(above, below, by_unit)
    if apart is None:
        return None
    return Quotient(whole.numerator - apart.numerator, whole.denominator - apart.denominator)


def of_sectors(cells: tuple[str, ...], sectors: tuple[str, ...]) -> Iterator[str]:
    """The cells of bodies that belong to sectors; a local government belongs to none."""
    for cell in cells:
        if parse_cell_key(cell).subject == "body":
            yield from (with_dims(cell, {"sector": sector}) for sector in sectors)


def _share_of_groups(line: IndicatorDef, by_unit: Mapping[str, Figures], data: IndicatorInput) -> Quotient | None:
    """1.1b: of the sectors with few women that have an agency, those where one has a woman key leader."""
    sectors = specific_sectors(by_unit, data)
    if sectors is None:
        return None
    counted: list[str] = []
    reached: list[str] = []
    for sector in sectors:
        led, agencies = (
            sum_cells(by_unit, tuple(with_dims(cell, {"sector": sector}) for cell in cells))
            for cells in (line.numerator, line.denominator)
        )
        if led is None or agencies is None:
            return None
        if agencies > 0:
            counted.append(sector)
            reached.extend([sector] if led > 0 else [])
    return Quotient(len(reached), len(counted), tuple(counted), tuple(reached))


def _share_of_units(line: IndicatorDef, by_unit: Mapping[str, Figures], data: IndicatorInput) -> Quotient | None:
    """1.4: of the units with ethnic-minority residents, those with such leaders, or with enough of them."""
    counted, reached, known = [], [], False
    for unit, figures in by_unit.items():
        values = [figures.cells.get(cell) for cell in (*line.numerator, *line.denominator)]
        leaders, all_leaders, residents, all_residents = (*values, None, None, None, None)[:4]
        if leaders is None or all_leaders is None or residents is None or all_residents is None:
            continue
        known = True
        if residents == 0:
            continue
        counted.append(unit)
        share = data.definitions.representation_percent
        fits = 100 * leaders * all_residents >= share * residents * all_leaders
        if leaders > 0 and (line.test == "leader" or fits):
            reached.append(unit)
    return Quotient(len(reached), len(counted), tuple(counted), tuple(reached)) if known else None


def _incomplete(line: IndicatorDef, data: IndicatorInput) -> tuple[str, ...]:
    if line.kind == "share_of_groups":
        sectors = listed_sectors(data.definitions, data.catalogue)
        cells = tuple(
            with_dims(cell, {"sector": code})
            for cell in (*STAFF, *line.numerator, *line.denominator)
            for code in sectors
        )
    else:
        cells = (*line.numerator, *line.denominator)
    return tuple(unit for unit, figures in data.by_unit.items() if any(cell not in figures.cells for cell in cells))
