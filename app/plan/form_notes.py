"""Notes under the tables: sentences of the form with places that are filled from results and records.

A note with a place for which there is nothing to say is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.domain.records import PlanningList
from app.plan.facts import Facts
from app.plan.form_values import FormInput
from app.plan.indicator_results import IndicatorResult
from app.plan.staff import population_rows
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import percent_against

PLACE: Final = re.compile(r"\{(\w+)\}")
_CONVENTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "A (mỗi Hội đồng nhân dân, mỗi Ủy ban nhân dân là một cơ quan)",
        "B": "B (mỗi chính quyền địa phương tính một lần)",
        "C": "C (chỉ tính Ủy ban nhân dân)",
        "D": "D (sở, ban, ngành và chính quyền địa phương)",
    }
)


def filled_notes(notes: tuple[str, ...], data: FormInput) -> tuple[str, ...]:
    """The notes that have something to say.

    Raises:
        KeyError: a note has an unknown place.
    """
    found = []
    for note in notes:
        values = {name: NOTES[name](data) for name in PLACE.findall(note)}
        if all(values.values()):
            found.append(note.format(**values))
    return tuple(found)


def _convention(data: FormInput) -> str:
    return _CONVENTIONS[data.data.definitions.headline]


def _reported(data: FormInput) -> str:
    expected = len(data.data.expected or data.data.by_unit)
    return f"{expected - len(data.data.missing)}/{expected}"


def _missing(data: FormInput) -> str:
    return ", ".join(data.data.units.name(unit) for unit in data.data.missing)


def _population_source(data: FormInput) -> str:
    if data.context is None:
        return ""
    rows = population_rows(Facts(data.context)).values()
    sources = sorted({row.source for row in rows if row.source})
    years = sorted({str(row.year) for row in rows})
    return f"{', '.join(sources)}, năm {', '.join(years)}" if sources else ""


def _decisions(data: FormInput) -> str:
    if data.context is None:
        return ""
    rows = sorted(data.context.data.rows(PlanningList), key=lambda row: (str(row.date or ""), row.number or "", row.id))
    texts = [f"số {row.number} ngày {write_date(row.date.text)}" for row in rows if row.number and row.date]
    return "; ".join(dict.fromkeys(texts))


def _groups(data: FormInput) -> IndicatorResult | None:
    return next((item for item in data.results if item.definition.kind == "share_of_groups"), None)


def _sectors(data: FormInput) -> str:
    result = _groups(data)
    if result is None or result.numerator is None or result.denominator is None:
        return ""
    text = f"Số ngành diện tính: {result.denominator}; có nữ: {result.numerator}"
    if result.denominator and result.target is not None:
        share = percent_against(result.numerator, result.denominator, result.target)
        text += f"; tỷ lệ {share}%; mục tiêu {result.target}%"
    return text


def _specific_share(data: FormInput) -> str:
    return str(data.data.definitions.specific_share)


def _small_cell(data: FormInput) -> str:
    return str(data.data.definitions.small_cell)


NOTES: Final[Mapping[str, Callable[[FormInput], str]]] = MappingProxyType(
    {
        "convention": _convention,
        "reported": _reported,
        "missing": _missing,
        "population_source": _population_source,
        "decisions": _decisions,
        "sectors": _sectors,
        "specific_share": _specific_share,
        "small_cell": _small_cell,
    }
)
