"""Figures of a year from where they are: packages first, paper where there is no package, never mixed unsaid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from app.commands.accepted import accepted_figures, expected_units
from app.commands.office.paper_store import WHOLE, paper_documents, paper_figures
from app.domain.figures import Figures
from app.domain.periods import Period, previous_year
from app.plan.indicator_results import IndicatorInput
from app.plan.rebasing import as_now as by_units_of
from app.workspace import Workspace

YearSource = Literal["", "packages", "paper", "both", "total"]


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Figures of a yearly period.

    Attributes:
        units: unit key → figures, of its package or else of its paper report.
        on_paper: units whose figures are of paper.
        whole: signed total of the province; None where there is none.
        expected: unit keys that owed a report.
        framed: the agencies of that time are known too; else all communes together are not yet the province.
    """

    units: Mapping[str, Figures]
    on_paper: tuple[str, ...]
    whole: Figures | None
    expected: tuple[str, ...]
    framed: bool

    @property
    def complete(self) -> bool:
        """The figures of every unit are known, so that their sum is the province's."""
        return self.framed and all(unit in self.units for unit in self.expected)

    @property
    def uses_whole(self) -> bool:
        """The province's figures are the signed total: the split is not known whole."""
        return self.whole is not None and not self.complete

    @property
    def source(self) -> YearSource:
        """Where the province's figures come from."""
        if self.uses_whole:
            return "total"
        return source_of(self.units, self.on_paper)

    @property
    def of_province(self) -> Mapping[str, Figures]:
        """Figures that make the province's: of the units, or the signed total under `WHOLE`."""
        return {WHOLE: self.whole} if self.whole is not None and self.uses_whole else self.units


def year_figures(ws: Workspace, period: Period) -> YearFigures:
    """Figures of a period from packages and paper; a package wins over the paper report of its unit."""
    packages, paper = accepted_figures(ws, period), paper_figures(ws, period)
    on_paper = tuple(unit for unit in paper if unit != WHOLE and unit not in packages)
    units = {**packages, **{unit: paper[unit] for unit in on_paper}}
    owing = expected_units(ws, period)
    framed = any(unit.kind == "agency" for unit in owing)
    return YearFigures(units, on_paper, paper.get(WHOLE), tuple(unit.id for unit in owing), framed)


def province_year(ws: Workspace, period: Period) -> tuple[YearFigures, IndicatorInput]:
    """Figures of a period, and what the province's indicators of it are functions of."""
    found, before = year_figures(ws, period), previous_year(period)
    return found, year_input(ws, period, found, year_figures(ws, before).of_province if before else {})


@dataclass(frozen=True, slots=True)
class PaperYear:
    """A year of which something is known on paper only: figures, what indicators are functions of, and the words."""

    found: YearFigures
    data: IndicatorInput
    words: str


def paper_year(ws: Workspace, packages: IndicatorInput, *, as_now: bool = False) -> PaperYear | None:
    """The year of some figures with paper reports where there is no package; None where no paper adds to it.

    Args:
        packages: of the period, from packages only.
        as_now: by the units of today; a total that nobody has split stays what it is.
    """
    if not paper_documents(ws, str(packages.period)):
        return None
    found, data = province_year(ws, packages.period)
    if found.uses_whole:
        return PaperYear(found, data, "Tổng toàn tỉnh theo báo cáo giấy, không có số liệu từng đơn vị.")
    if not found.on_paper:
        return None
    data = by_units_of(data, ws.today) if as_now else data
    share = f"{len(data.expected) - len(data.missing)}/{len(data.expected)}"
    return PaperYear(found, data, f"Số liệu của {share} đơn vị, có {len(found.on_paper)} đơn vị theo báo cáo giấy.")


def source_of(units: Collection[str], on_paper: Collection[str]) -> YearSource:
    """Where the figures of units come from, of which some are of paper."""
    if not units:
        return ""
    if not on_paper:
        return "packages"
    return "paper" if len(on_paper) == len(units) else "both"


def unit_input_of(ws: Workspace, period: Period, found: YearFigures) -> IndicatorInput:
    """Figures of a year by unit, whatever the province's are."""
    pack = ws.pack
    return IndicatorInput(
        found.units, ws.env.units, ws.env.catalogue, pack.definitions, period, pack.target, {}, found.expected
    )


def year_input(ws: Workspace, period: Period, found: YearFigures, previous: Mapping[str, Figures]) -> IndicatorInput:
    """What the province's indicators of a year are functions of.

    Args:
        found: of the period.
        previous: figures that make the province's of the year before; empty where there are none.
    """
    expected = () if found.uses_whole else found.expected
    return replace(unit_input_of(ws, period, found), by_unit=found.of_province, previous=previous, expected=expected)
