"""Sentences about work: plans, meetings, committee and checks, tasks of the plan, money, and what people wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from app.domain.codelists import Code
from app.domain.dates import PartialDate
from app.domain.unit_records import Activity, Inspection
from app.plan.entries import budgets, within, year_window
from app.plan.form_records import told_records
from app.plan.report_defs import ReportLine
from app.plan.report_input import ReportInput, Told, closed, known
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import integer, millions, percent

_SHOWN_ACTIVITIES: Final = 3
_SOURCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ctx": ("ctx_tinh", "ctx_xa"),
        "ctmtqg": ("ctmtqg",),
        "ctda": ("ctda",),
        "dong_gop": ("dong_gop_trong_nuoc", "dong_gop_ngoai_nuoc"),
    }
)
"""Sources as the plan groups them (KH V); the list of sources has the same groups."""


def tell_directing(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """The unit's own plan, papers and meetings (KH VI.1); more turns than people make no share of them."""
    profile = data.profile
    number, day = _paper(profile.own_plan_number, profile.own_plan_date, data) if profile else ("", "")
    papers = data.flow("activity", "times", task="VI.1.2") or 0
    meetings = data.flow("activity", "times", task="VI.1.1") or 0
    people = data.flow("activity", "turns", task="VI.1.1") or 0
    staff = data.stock("headcount")
    told.values.update(
        so_kh=number,
        ngay_kh=day,
        n_vb=integer(papers),
        n_hn=integer(meetings),
        n_nguoi=integer(people),
        p=percent(people, staff) if staff else "",
    )
    told.when(
        co_ke_hoach=bool(profile and profile.own_plan_number),
        co_van_ban=papers > 0,
        co_hoi_nghi=meetings > 0,
        co_nguoi=people > 0,
        co_ty_le=bool(staff) and people <= (staff or 0),
    )


def _paper(number: str | None, day: PartialDate | None, data: ReportInput) -> tuple[str, str]:
    """Number and day of a paper of the profile; nothing of one that came after the cut-off in the place of another."""
    if day is not None and day.earliest > data.form.cut_off:
        return "", ""
    return number or "", write_date(day.text) if day else ""


def tell_committee(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """Ban Vì sự tiến bộ của phụ nữ."""
    profile = data.profile
    number, day = _paper(profile.committee_number, profile.committee_date, data) if profile else ("", "")
    meetings = (profile.committee_meetings if profile else None) or 0
    stage = data.form.data.period.kind == "stage"
    told.values.update(
        so_qd=number,
        ngay_qd=day,
        n_tv=known(profile.committee_members if profile and number else None),
        n_nu=known(profile.committee_women if profile and number else None),
        n_hop="" if stage else integer(meetings),
    )
    told.when(
        co_quyet_dinh=bool(profile and profile.committee_number),
        co_ngay_qd=bool(day),
        co_hop=stage or meetings > 0,
    )


def tell_own_checks(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """Checks that the unit made of itself."""
    rows = tuple(_inspections(data))
    problems = sum(row.problems or 0 for row in rows)
    told.values.update(n_kt=integer(len(rows)), n_tt=integer(problems))
    told.when(co_kiem_tra=bool(rows), co_ton_tai=problems > 0)


def _inspections(data: ReportInput) -> Iterator[Inspection]:
    """Checks that the unit made of itself in the period."""
    facts = data.facts
    if facts is None:
        return
    window = year_window(facts)
    for row in facts.context.data.rows(Inspection):
        if row.by == "tu_kiem_tra" and within(row.date, None, window):
            yield row


def tell_task_name(told: Told, line: ReportLine, data: ReportInput) -> None:
    """Name of a task as the plan has it."""
    told.values["ten"] = data.form.data.catalogue.label("task_groups", line.tasks[0])


def tell_task(told: Told, line: ReportLine, data: ReportInput) -> None:
    """What was done under tasks, or why nothing was."""
    codes = tuple(_tasks(line, data))
    sums = {
        measure: sum(data.flow("activity", measure, task=code) or 0 for code in codes)
        for measure in ("times", "turns", "women", "cost")
    }
    reason = _reason(codes, data)
    best = _outstanding(codes, data)
    told.values.update(
        n=integer(sums["times"]),
        l=integer(sums["turns"]),
        l_nu=integer(sums["women"]),
        p=percent(sums["women"], sums["turns"]) if sums["turns"] else "",
        kp=millions(sums["cost"]),
        ly_do=reason,
        noi_bat=best,
    )
    told.picks["tinh_hinh"] = 0 if sums["times"] else 1 if reason else 2
    told.when(co_luot=sums["turns"] > 0, co_kp=sums["cost"] > 0, co_noi_bat=bool(best))


def _tasks(line: ReportLine, data: ReportInput) -> Iterator[str]:
    """Codes of the tasks that a line speaks of: those named, and those of a named clause of the plan."""
    for code in data.form.data.catalogue["tasks"]:
        if code.code in line.tasks or code.attributes["group"] in line.tasks:
            yield code.code


def _reason(codes: tuple[str, ...], data: ReportInput) -> str:
    """Why nothing was done, where the unit says it."""
    rows = (row for row in _activities(data) if row.none and row.task in codes and row.none_reason)
    reasons = dict.fromkeys((row.none_reason or "").strip().rstrip(".") for row in rows)
    return "; ".join(text[:1].lower() + text[1:] for text in reasons)


def _outstanding(codes: tuple[str, ...], data: ReportInput) -> str:
    """What was done with the most people, by name, where a result is written."""
    rows = [row for row in _activities(data) if row.task in codes and not row.none and row.name and row.result]
    rows.sort(key=lambda row: (-(row.turns or 0), row.id))
    texts = (f"{_one_line(row.name)} ({_one_line(row.result)})" for row in rows[:_SHOWN_ACTIVITIES])
    return "; ".join(dict.fromkeys(texts))


def _activities(data: ReportInput) -> Iterator[Activity]:
    facts = data.facts
    if facts is not None:
        yield from (told.record for told in told_records(facts, "activity", ()))


def tell_agency(told: Told, line: ReportLine, data: ReportInput) -> None:
    """What another agency of the plan did, as it reported."""
    part = closed(data.parts.get(line.agency, ""))
    told.values.update(ten=data.form.data.catalogue.label("plan_agencies", line.agency), phan=part)
    told.when(co_phan=bool(part))


def tell_money(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """Money by source, paid and planned."""
    pairs = {name: _paid_and_planned(data, codes) for name, codes in _SOURCES.items()}
    unknown = _paid_and_planned(data, ("?",))
    whole = [pair for pair in (*pairs.values(), unknown) if pair is not None]
    paid, planned = sum(pair[0] for pair in whole), sum(pair[1] for pair in whole)
    told.values.update({name: _of(pair) for name, pair in pairs.items()})
    told.values.update(th=millions(paid), dt=millions(planned), p=percent(paid, planned) if planned else "")
    told.picks["co_kinh_phi"] = 0 if paid or planned else 1 if whole else 2
    inside = _embedded(data)
    told.values["ds_long_ghep"] = "; ".join(code.label[:1].lower() + code.label[1:] for code in inside)
    told.when(
        co_du_toan=planned > 0,
        long_ghep=bool(inside),
        nguon_ctx=all(code.code in _SOURCES["ctx"] for code in inside),
    )


def _paid_and_planned(data: ReportInput, sources: tuple[str, ...]) -> tuple[int, int] | None:
    sums = [[data.flow("money", measure, source=code) for code in sources] for measure in ("paid", "planned")]
    if any(number is None for row in sums for number in row):
        return None
    return sum(filter(None, sums[0])), sum(filter(None, sums[1]))


def _of(pair: tuple[int, int] | None) -> str:
    return f"{millions(pair[0])}/{millions(pair[1])}" if pair else ""


def _embedded(data: ReportInput) -> tuple[Code, ...]:
    """Sources of money that cannot be told from what they are part of."""
    rows = tuple(budgets(data.form.context)) if data.form.context is not None else ()
    inside = {row.source for row in rows if row.embedded}
    return tuple(code for code in data.form.data.catalogue["money_sources"] if code.code in inside)


def tell_words(told: Told, line: ReportLine, data: ReportInput) -> None:
    """What a person wrote for the section."""
    told.values["nhap"] = closed(data.words.get(line.section, ""))
    told.when(co_nhap=bool(told.values["nhap"]))


def tell_difficulties(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """Difficulties sent to Sở Nội vụ."""
    told.values.update(n=integer(data.raised[0]), m=integer(data.raised[1]))
    told.when(co_vuong_mac=data.raised[0] > 0)


def tell_enclosed(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """What goes with the covering letter."""
    told.values.update(bieu=", ".join(data.annexes), goi=data.package, ma=data.code)
    told.when(co_goi=bool(data.package), co_ma=bool(data.code))


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split()).rstrip(".;")
