"""What the pack defines: which posts are key, who is young, which training counts, targets and dates of a period.

Every value knows whether it awaits confirmation by Sở Nội vụ (domain §10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.periods import Period

Convention = Literal["A", "B", "C", "D"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A named value of the pack with its standing, as the pack screen lists it."""

    name: str
    label: str
    value: str
    source: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Definitions:
    """Values that counting and rules read.

    Attributes:
        headline: convention of 1.1a that is the headline (domain §2).
        key_posts: posts of lãnh đạo chủ chốt in the denominator of 1.1a (HĐND, UBND, sở, ban, ngành).
        service_key_posts: the same of đơn vị sự nghiệp, reported on a line of their own.
        specific_sectors: sectors that may be "ngành, lĩnh vực đặc thù" at all: the province's list.
        specific_share: percent of women under which such a sector is one (KH II.1.1).
        specific_also_in_main: whether agencies of such sectors stay in the denominator of 1.1a.
        counted_training: training kinds that count for 1.3.
        young_under: tier → age under which a planned person is young.
        age_bands: upper ends of the age bands, the last band is open.
        representation_percent: 1.4 warns where DTTS share of leaders is under this percent of the share of residents.
        population_change_percent: change from year to year that DS02 asks about.
        yearly_change_percent, yearly_change_people: change of a figure that DC02 asks about.
        stage_starts: first years of the stages of the plan (KH II.1, II.2), for "từ đầu giai đoạn".
        small_cell: counts below it are warned about before publishing.
        break_days: first days of new boundaries; figures from before and after do not compare.
        settings: every value above with label, source and standing.
    """

    headline: Convention
    key_posts: frozenset[str]
    service_key_posts: frozenset[str]
    specific_sectors: frozenset[str]
    specific_share: int
    specific_also_in_main: bool
    counted_training: frozenset[str]
    young_under: Mapping[str, int]
    age_bands: tuple[int, ...]
    representation_percent: int
    population_change_percent: int
    yearly_change_percent: int
    yearly_change_people: int
    small_cell: int
    stage_starts: tuple[int, ...]
    break_days: tuple[date, ...]
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A target of one indicator for the years of one phase (KH II.1, II.2).

    Attributes:
        indicator: "1.1a" … "1.4".
        number: how the plan numbers it in that phase, such as "2.1".
        first_year, last_year: of the phase.
        percent: the target; None where the plan gives no number (1.4).
        clause: such as "KH 18/02/2021, II.1.1".
    """

    indicator: str
    number: str
    first_year: int
    last_year: int
    percent: int | None
    clause: str


@dataclass(frozen=True, slots=True)
class PeriodDates:
    """Month and day of cut-off and due date of a kind of period."""

    kind: str
    cut_off: tuple[int, int]
    due: tuple[int, int]
    unconfirmed: bool

    def cut_off_of(self, period: Period) -> date:
        """Ngày chốt số liệu of a period."""
        return date(period.last_year, *self.cut_off)

    def due_of(self, period: Period) -> date:
        """Hạn nộp of a period."""
        return date(period.last_year, *self.due)
