"""Reporting periods: `2026`, `2026-H1`, `2026-X01` (đột xuất), `2021-2025` (sơ kết, tổng kết)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from app.errors import refuse

_SHAPES: Final = (
    ("year", re.compile(r"([0-9]{4})")),
    ("half", re.compile(r"([0-9]{4})-H([12])")),
    ("adhoc", re.compile(r"([0-9]{4})-X([0-9]{2})")),
    ("stage", re.compile(r"([0-9]{4})-([0-9]{4})")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period; its cut-off and due date come from the plan pack."""

    text: str
    kind: Literal["year", "half", "adhoc", "stage"]
    first_year: int
    last_year: int
    number: int = 0

    @property
    def label(self) -> str:
        """How the period is written on a form."""
        match self.kind:
            case "year":
                return f"Năm {self.last_year}"
            case "half":
                return f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.last_year}"
            case "adhoc":
                return f"Đột xuất lần {self.number} năm {self.last_year}"
            case "stage":
                return f"Giai đoạn {self.first_year}-{self.last_year}"

    def __str__(self) -> str:
        return self.text


def parse_period(text: str) -> Period:
    """Reads a period.

    Raises:
        UserError: NHAP-03, the text is no period.
    """
    for kind, shape in _SHAPES:
        found = shape.fullmatch(text)
        if not found:
            continue
        year = int(found[1])
        match kind:
            case "year":
                return Period(text, "year", year, year)
            case "half":
                return Period(text, "half", year, year, int(found[2]))
            case "adhoc":
                return Period(text, "adhoc", year, year, int(found[2]))
        if year < int(found[2]):
            return Period(text, "stage", year, int(found[2]))
    raise refuse("NHAP-03", what="kỳ báo cáo", value=text, detail="viết 2026, 2026-H1, 2026-X01 hoặc 2021-2025")


def previous_year(period: Period) -> Period | None:
    """The yearly period before a yearly one; other kinds have none."""
    if period.kind != "year":
        return None
    return parse_period(str(period.last_year - 1))
