"""Retirement age by month of birth (Nghị định 135/2020/NĐ-CP), read from the pack; hides the bands."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.dates import PartialDate
from app.errors import UserError, refuse
from app.plan.definitions import Setting

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RetirementBand:
    """Births of one sex that share an age.

    Attributes:
        sex: code.
        first: first month of birth as year·12+month-1; None is open.
        last: last month, inclusive; None is open.
        age: in months.
        unconfirmed: awaits confirmation by Sở Nội vụ.
    """

    sex: str
    first: int | None
    last: int | None
    age: int
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class RetirementTable:
    """All bands, by sex, in order of birth."""

    bands: Mapping[str, tuple[RetirementBand, ...]]

    def retirement_month(self, sex: str | None, birth: PartialDate | None) -> Month | None:
        """Year and month at whose end a person retires; None where sex or birth is not known.

        An unknown month counts as January (Nghị định 135: unknown day and month → 01/01); the day is never read.
        """
        bands = self.bands.get(sex or "")
        if bands is None or birth is None:
            return None
        born = birth.year * 12 + birth.earliest.month - 1
        index = bisect_right([band.first or 0 for band in bands], born) - 1
        year, month = divmod(born + bands[index].age, 12)
        return year, month + 1

    def unconfirmed(self) -> tuple[Setting, ...]:
        """Bands that await confirmation, as the pack screen lists them."""
        return tuple(
            Setting(
                "retirement",
                f"Tuổi nghỉ hưu, {'nam' if band.sex == 'm' else 'nữ'} sinh {_span(band)}",
                f"{band.age // 12} tuổi {band.age % 12} tháng",
                "Nghị định 135/2020/NĐ-CP",
                unconfirmed=True,
            )
            for bands in self.bands.values()
            for band in bands
            if band.unconfirmed
        )


def _span(band: RetirementBand) -> str:
    months = ("…" if month is None else f"{month % 12 + 1:02d}/{month // 12}" for month in (band.first, band.last))
    return "-".join(months)


def read_retirement(name: str, text: str) -> RetirementTable:
    """Reads the bands: sex, born_from, born_to (YYYY-MM, empty is open), years, months, unconfirmed.

    Raises:
        UserError: QT-01: a row cannot be read, or the bands of a sex leave a gap or overlap.
    """
    groups: dict[str, list[RetirementBand]] = {}
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        band = _band(name, line, row)
        before = groups.setdefault(band.sex, [])
        expected = None if not before else _following(before[-1])
        if band.first != expected or (before and expected is None):
            raise _wrong(name, line, "các khoảng tháng sinh phải nối liền nhau")
        before.append(band)
    for sex, bands in groups.items():
        if bands[-1].last is not None:
            raise _wrong(name, 1, f"khoảng cuối của «{sex}» phải để mở")
    return RetirementTable(MappingProxyType({sex: tuple(bands) for sex, bands in groups.items()}))


def _following(band: RetirementBand) -> int | None:
    return None if band.last is None else band.last + 1


def _band(name: str, line: int, row: Mapping[str, str]) -> RetirementBand:
    try:
        age = int(row["years"]) * 12 + int(row["months"])
        return RetirementBand(
            row["sex"], _month(row["born_from"]), _month(row["born_to"]), age, row["unconfirmed"] == "1"
        )
    except (KeyError, ValueError, TypeError) as error:
        raise _wrong(name, line, "không đọc được khoảng tuổi nghỉ hưu") from error


def _month(text: str) -> int | None:
    if not text:
        return None
    first = PartialDate(text).earliest
    return first.year * 12 + first.month - 1


def _wrong(name: str, line: int, detail: str) -> UserError:
    return refuse("QT-01", detail=f"{name}, dòng {line}: {detail}")
