"""Cần thêm mấy người: the smallest whole number that reaches a target, for a scope and for each unit alone.

Hides which way a line is counted: 1.1a, 1.1b and 1.3 with the denominator as it is; 1.2 both ways, the headline being
that each one more also adds to the denominator (design §3, Figures). Shares are compared in integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.domain.figures import Figures
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorInput, IndicatorResult
from app.plan.indicators import compute_indicators

_OF_WOMEN = frozenset({"share", "share_of_bodies", "share_of_groups"})
"""Kinds of lines that one more woman moves; 1.4 asks for leaders of an ethnic minority."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a line is from its target.

    Attributes:
        result: the line with its numbers.
        needed: how many more, the way the headline counts; None where adding never reaches it, or figures are missing.
        instead: how many must take the place of others, with the denominator as it is; None where that is the headline.
        lacking: units or sectors that are counted and not reached, with how many of theirs lack; only of lines that
            count bodies, sectors or units.
    """

    result: IndicatorResult
    needed: int | None
    instead: int | None
    lacking: tuple[tuple[str, int], ...] = ()

    @property
    def line(self) -> IndicatorDef:
        """The line of the pack."""
        return self.result.definition

    @property
    def of_women(self) -> bool:
        """Whether it is women who are missing."""
        return self.line.kind in _OF_WOMEN

    @property
    def share(self) -> tuple[int, int] | None:
        """Numerator and denominator; None where figures are missing or there is nobody."""
        above, below = self.result.numerator, self.result.denominator
        return (above, below) if above is not None and below else None


def headlines(lines: Iterable[IndicatorResult]) -> tuple[IndicatorResult, ...]:
    """The one scored line of each indicator that is its result."""
    return tuple(line for line in lines if line.headline and line.definition.scored)


def gaps(lines: tuple[IndicatorDef, ...], data: IndicatorInput) -> tuple[Gap, ...]:
    """What each headline lacks.

    Args:
        lines: of the pack.
        data: figures by unit; a unit alone is a map of one.
    """
    return tuple(_gap(result, data) for result in headlines(compute_indicators(lines, data)))


def gaps_by_unit(lines: tuple[IndicatorDef, ...], data: IndicatorInput) -> Mapping[str, tuple[Gap, ...]]:
    """Unit key → what each headline lacks at that unit alone; units without figures have none."""
    return {unit: gaps(lines, alone(data, unit, figures)) for unit, figures in data.by_unit.items()}


def alone(data: IndicatorInput, unit: str, figures: Figures) -> IndicatorInput:
    """The input of one unit."""
    return replace(data, by_unit={unit: figures}, previous={}, expected=(unit,))


def _gap(result: IndicatorResult, data: IndicatorInput) -> Gap:
    adds = result.definition.needed == "added"
    return Gap(result, result.needed, result.needed_fixed if adds else None, tuple(_lacking(result, data)))


def _lacking(result: IndicatorResult, data: IndicatorInput) -> Iterable[tuple[str, int]]:
    match result.definition.kind:
        case "share_of_groups" | "share_of_units":
            yield from ((key, 1) for key in result.counted if key not in result.reached)
        case "share_of_bodies":
            for unit, figures in data.by_unit.items():
                (one,) = compute_indicators((result.definition,), alone(data, unit, figures))
                if one.numerator is not None and one.denominator and one.denominator > one.numerator:
                    yield unit, one.denominator - one.numerator
