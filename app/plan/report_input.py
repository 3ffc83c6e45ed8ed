"""What the report is a function of, and how its numbers are written: like those of form 01, and never counted again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.domain.figures import Sums, cell_key
from app.domain.periods import Period, parse_period
from app.domain.unit_records import UnitProfile
from app.plan.facts import Facts
from app.plan.form_values import FormInput
from app.plan.indicator_results import IndicatorResult, Verdict
from app.vietnamese.numbers import decimal, integer

_SEEN: Final = frozenset({Verdict.ABOVE, Verdict.REACHED, Verdict.BELOW})


@dataclass(frozen=True, slots=True)
class YearResults:
    """A year of a stage: its results and the sums of its figures."""

    year: int
    results: tuple[IndicatorResult, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What the report is a function of.

    Attributes:
        form: what form 01 is a function of.
        who: the reporter as sentences name it.
        profile: of the reporter; None where nothing is recorded.
        words: section → what a person wrote for it.
        request: who asked for an ad hoc report, number and day.
        years: of a stage, those with figures.
        raised: difficulties sent to Sở Nội vụ, and how many of them were answered.
        parts: code of another agency of the plan → what it did, as it reported.
        annexes: codes of the forms that go with it. package: short digest of the package; "" while there is none.
        code: of the figures (mã đối chiếu).
    """

    form: FormInput
    who: str
    profile: UnitProfile | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    request: str = ""
    years: tuple[YearResults, ...] = ()
    raised: tuple[int, int] = (0, 0)
    parts: Mapping[str, str] = field(default_factory=dict)
    annexes: tuple[str, ...] = ()
    package: str = ""
    code: str = ""

    @property
    def facts(self) -> Facts | None:
        """Records of the unit; None at the province."""
        return Facts(self.form.context) if self.form.context is not None else None

    def flow(self, subject: str, measure: str, **dims: str) -> int | None:
        """What was done or spent in the period; of a stage of the province, the sum over its years.

        A unit holds the records of the whole stage, and so do the figures of its annexes.
        """
        cell = (cell_key(subject, measure, **dims),)
        if not self.years or self.facts is not None:
            return self.form.sums.of(cell)
        known = [number for year in self.years if (number := year.sums.of(cell)) is not None]
        return sum(known) if known else None

    def stock(self, subject: str, **dims: str) -> int | None:
        """What there is on the cut-off day; as the forms have it where units do not add up."""
        cell = cell_key(subject, **dims)
        counted = self.form.counted_here.get(cell)
        return self.form.sums.of((cell,)) if counted is None else counted


@dataclass(slots=True)
class Told:
    """Values of places and picks of choices for one line."""

    values: dict[str, str] = field(default_factory=dict)
    picks: dict[str, int] = field(default_factory=dict)

    def when(self, **choices: bool) -> None:
        """The first way of a choice where it holds, else the second."""
        self.picks.update({name: 0 if holds else 1 for name, holds in choices.items()})


def share_text(result: IndicatorResult) -> str:
    """Percentage as form 01 writes it, without the sign; "" where there is none."""
    if result.numerator is None or not result.denominator:
        return ""
    return decimal(result.numerator, result.denominator, result.decimals, 100)


def points_text(hundredths: int, decimals: int = 1) -> str:
    """A difference of percentages without its sign, as form 01 rounds it."""
    return decimal(abs(hundredths), 100, decimals)


def headline_of(data: ReportInput, code: str) -> IndicatorResult | None:
    """The result of an indicator."""
    return next((item for item in data.form.results if item.code == code and item.headline), None)


def scored(results: Iterable[IndicatorResult]) -> tuple[IndicatorResult, ...]:
    """Headlines that were judged against a target."""
    return tuple(item for item in results if item.headline and item.verdict in _SEEN)


def period_words(data: ReportInput) -> str:
    """ "năm 2026", "giai đoạn 2021-2025"."""
    label = data.form.data.period.label
    return label[:1].lower() + label[1:]


def next_period(data: ReportInput) -> Period | None:
    """The period that comes after: the other half, the next year, the rest of the phase that a stage leads into.

    None where the plan goes no further.
    """
    period = data.form.data.period
    year = period.last_year + 1
    if period.kind == "half" and period.number == 1:
        return parse_period(f"{period.last_year}-H2")
    if period.kind != "stage":
        return parse_period(str(year))
    known_targets = (data.form.data.target_of(item.code, parse_period(str(year))) for item in data.form.results)
    phase = next((target for target in known_targets if target is not None), None)
    if phase is None:
        return None
    return parse_period(str(year) if year == phase.last_year else f"{year}-{phase.last_year}")


def known(number: int | None) -> str:
    """An integer; "" where it is not known."""
    return "" if number is None else integer(number)


def closed(text: str) -> str:
    """A person's words as whole sentences."""
    tidy = text.strip()
    return tidy if not tidy or tidy[-1] in ".!?…;:" else f"{tidy}."
