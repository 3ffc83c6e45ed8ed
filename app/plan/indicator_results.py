"""What an indicator says: its quotient, what is needed, how it is judged; and what it is a function of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.domain.codelists import Catalogue
from app.domain.figures import Figures
from app.domain.periods import Period
from app.domain.units import Units
from app.plan.definitions import Definitions, Target
from app.plan.indicator_defs import IndicatorDef
from app.vietnamese.numbers import percent_against, written


class Verdict(StrEnum):
    """Đánh giá of form 01."""

    ABOVE = "Vượt"
    REACHED = "Đạt"
    BELOW = "Chưa đạt"
    NOBODY = "Không có đối tượng"
    UNKNOWN = "Chưa đủ số liệu"
    UNSCORED = ""


@dataclass(frozen=True, slots=True)
class IndicatorInput:
    """What indicators are functions of.

    Attributes:
        by_unit: unit key → its figures.
        previous: the same of the year before; empty where there are none.
        units, catalogue, definitions: as for counting.
        period: picks the target.
        target_of: target of an indicator in the phase that a period ends in.
        expected: unit keys that are to report; empty means those in `by_unit`.
    """

    by_unit: Mapping[str, Figures]
    units: Units
    catalogue: Catalogue
    definitions: Definitions
    period: Period
    target_of: Callable[[str, Period], Target | None]
    previous: Mapping[str, Figures]
    expected: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Expected units without figures."""
        return tuple(unit for unit in self.expected if unit not in self.by_unit)


@dataclass(frozen=True, slots=True)
class Quotient:
    """Numerator and denominator, with the groups or units behind them."""

    numerator: int
    denominator: int
    counted: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """A line of an indicator with its numbers.

    Attributes:
        definition: the line's entry in the pack.
        number: how the plan numbers it in the phase of the period ("2.1"); its code where no target is known.
        headline: the line is the indicator's result.
        numerator, denominator: None where figures are missing.
        target: percent, or None.
        needed: how many more reach the target, the way the line counts it; None where nothing can be said.
        needed_fixed: the same with the denominator as it is.
        verdict: of scored lines.
        previous: quotient of the year before, or None.
        counted, reached: sectors or unit keys in the denominator and the numerator.
        reported, expected: units; `missing` are their keys.
        incomplete: units whose figures lack a cell that the line needs.
    """

    definition: IndicatorDef
    number: str
    headline: bool
    numerator: int | None
    denominator: int | None
    target: int | None
    needed: int | None
    needed_fixed: int | None
    verdict: Verdict
    previous: Quotient | None
    counted: tuple[str, ...]
    reached: tuple[str, ...]
    reported: int
    expected: int
    missing: tuple[str, ...]
    incomplete: tuple[str, ...]

    @property
    def code(self) -> str:
        """Of the indicator, "1.1a" … "1.4"."""
        return self.definition.code

    @property
    def decimals(self) -> int:
        """Digits after the comma, so that the figure shown never contradicts the verdict."""
        if not self.denominator or self.numerator is None or self.target is None:
            return 1
        return len(percent_against(self.numerator, self.denominator, self.target).partition(",")[2])

    @property
    def to_target(self) -> int | None:
        """Percentage minus target in hundredths of a point, of the figures that stand on paper."""
        if not self.denominator or self.numerator is None or self.target is None:
            return None
        return round(100 * (self._on_paper(self.numerator, self.denominator) - self.target))

    @property
    def to_previous(self) -> int | None:
        """Percentage minus that of the year before in hundredths of a point, likewise."""
        if not self.denominator or self.numerator is None or self.previous is None or not self.previous.denominator:
            return None
        before = written(self.previous.numerator, self.previous.denominator, 1, 100)
        return round(100 * (self._on_paper(self.numerator, self.denominator) - before))

    def _on_paper(self, numerator: int, denominator: int) -> Fraction:
        return written(numerator, denominator, self.decimals, 100)
