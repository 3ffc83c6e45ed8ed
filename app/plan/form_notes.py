"""Notes under the tables and titles of columns: sentences with places that are filled from results and records.

A note with a place for which there is nothing to say is left out; a title is written without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from app.domain.figures import OF_PAPER, cell_key
from app.domain.records import PlanningList
from app.plan.entries import budgets
from app.plan.facts import Facts
from app.plan.form_records import told_records
from app.plan.form_values import FormInput
from app.plan.indicator_results import IndicatorResult
from app.plan.indicators import sum_cells
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


def filled_title(title: str, data: FormInput) -> str:
    """The title of a column, or what stands above a table.

    Raises:
        KeyError: the title has an unknown place.
    """
    values = {name: NOTES[name](data) for name in PLACE.findall(title)}
    return " ".join(title.format(**values).split()) if values else title


def _convention(data: FormInput) -> str:
    return _CONVENTIONS[data.data.definitions.headline]


def _without_agencies(data: FormInput) -> str:
    """Year of a period for which no provincial agency is recorded, so that convention D gives what B gives."""
    bodies = sum_cells(data.data.by_unit, (cell_key("body", kind="so"),))
    if data.scope == "unit" or data.data.definitions.headline != "D" or bodies != 0:
        return ""
    return str(data.cut_off.year)


def _reported(data: FormInput) -> str:
    """Units that reported, of those expected; a unit's own form has nothing to say."""
    if data.scope == "unit":
        return ""
    expected = len(data.data.expected or data.data.by_unit)
    return f"{expected - len(data.data.missing)}/{expected}"


def _breaks(data: FormInput) -> Iterator[tuple[date, str, str]]:
    """New boundaries between the figures of the year before and those of the form: day, act of law, that year."""
    definitions = data.data.definitions
    source = next((item.source for item in definitions.settings if item.name == "break_days"), "")
    known = {**dict.fromkeys(definitions.break_days, source), **data.breaks}
    days = {figures.cut_off for figures in data.data.previous.values()}
    for day in sorted(known):
        earlier = [before for before in days if before < day.isoformat()]
        if earlier and day <= data.cut_off:
            yield day, known[day], max(earlier)[:4]


def _break_day(data: FormInput) -> str:
    return ", ".join(
        f"{day:%d}/{day.month if day.month > 2 else f'{day:%m}'}/{day.year}" + (f" ({source})" if source else "")
        for day, source, _ in _breaks(data)
    )


def _break_year(data: FormInput) -> str:
    return ", ".join(dict.fromkeys(year for _, _, year in _breaks(data)))


def _cut_off(data: FormInput) -> str:
    return write_date(data.cut_off.isoformat())


def _span(data: FormInput) -> str:
    """What a period tells of: its year, the years of a stage, or as much of a year as has gone."""
    return {"year": "năm", "stage": "giai đoạn"}.get(data.data.period.kind, "kỳ")


def _target_year(data: FormInput) -> str:
    """Last year of the phase that the period is scored by (KH II.1, II.2)."""
    lines = dict.fromkeys(result.code for result in data.results if result.headline)
    targets = (data.data.target_of(code, data.data.period) for code in lines)
    return next((str(target.last_year) for target in targets if target is not None), "")


def _unconfirmed_sectors(data: FormInput) -> str:
    """Where the list of sectors comes from, while Sở Nội vụ has not confirmed it."""
    settings = data.data.definitions.settings
    return next((item.source for item in settings if item.name == "specific_sectors" and item.unconfirmed), "")


def _missing(data: FormInput) -> str:
    return ", ".join(data.data.units.name(unit) for unit in data.data.missing)


def _paper_before(data: FormInput) -> str:
    """Whose figures of the year before are those of a report on paper, and of which year."""
    of_paper = [item for item in data.data.previous.values() if item.definitions == OF_PAPER]
    if not of_paper:
        return ""
    year = max(item.cut_off for item in of_paper)[:4]
    return f"tổng toàn tỉnh năm {year}" if "" in data.data.previous else f"{len(of_paper)} đơn vị, năm {year}"


def _embedded(data: FormInput) -> str:
    """Sources of money that cannot be told from the programme they are part of."""
    if data.context is None:
        return ""
    sources = {row.source for row in budgets(data.context) if row.embedded and row.source}
    return "; ".join(code.label for code in data.data.catalogue["money_sources"] if code.code in sources)


def _unanswered(data: FormInput) -> str:
    """Clauses of the unit's tasks without an activity or a reason; of several under one clause also the name."""
    if data.context is None or data.context.nil:
        return ""
    answered = {told.record.task for told in told_records(Facts(data.context), "activity", ())}
    tasks = [code for code in data.data.catalogue["tasks"] if code.attributes["part"] == "A"]
    shared = Counter(code.attributes["clause"] for code in tasks)
    named = {
        code.code: clause
        if shared[clause := code.attributes["clause"]] == 1
        else f"{clause} ({code.attributes['short']})"
        for code in tasks
    }
    return "; ".join(name for code, name in named.items() if code not in answered)


def _people_listed(data: FormInput) -> str:
    """How many people the list of the unit has."""
    return str(len(told_records(Facts(data.context), "person", ()))) if data.context is not None else ""


def _nameless(data: FormInput) -> str:
    """What stands in the place of names where they were not sent."""
    withheld = data.context is not None and data.context.data.withholds("person", "full_name")
    return "cột 6 ghi chức vụ, đơn vị thay cho họ và tên" if withheld else ""


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
        "without_agencies": _without_agencies,
        "break_day": _break_day,
        "break_year": _break_year,
        "cut_off": _cut_off,
        "span": _span,
        "target_year": _target_year,
        "unconfirmed_sectors": _unconfirmed_sectors,
        "reported": _reported,
        "missing": _missing,
        "behalf": lambda data: ", ".join(map(data.data.units.name, data.behalf)),
        "paper_before": _paper_before,
        "population_source": _population_source,
        "decisions": _decisions,
        "embedded": _embedded,
        "unanswered": _unanswered,
        "people_listed": _people_listed,
        "nameless": _nameless,
        "sectors": _sectors,
        "specific_share": _specific_share,
        "small_cell": _small_cell,
    }
)
