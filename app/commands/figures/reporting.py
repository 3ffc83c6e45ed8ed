"""What the numbers say: findings, indicators, who is behind a figure, and the forms as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.commands.days import as_of_date
from app.commands.figures.asked import asked_forms, offered_forms
from app.commands.figures.editions import edition_words, report_on_forms, words_on_forms
from app.commands.figures.explaining import explained, is_plain
from app.commands.figures.judging import Judged, current_period, judge_live, sentences, shown_at
from app.commands.figures.paper import Desk, document, province_desk, unit_desk
from app.commands.figures.province import indicators as compute
from app.commands.figures.province import unit_input
from app.commands.figures.recounting import judge_received
from app.commands.levels import named_level
from app.commands.office.adjusting import adjusted
from app.commands.office.boundaries import Listing, listing_of, of_district
from app.commands.office.doubles import double_words
from app.commands.office.hands import hand_of
from app.commands.office.past import paper_year
from app.commands.office.registers import looks
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.plan.explain import explain as explain_cell
from app.plan.indicator_results import IndicatorResult
from app.plan.messages import Names
from app.progress import Progress
from app.reports.writers import write
from app.vietnamese.numbers import decimal
from app.workspace import Outcome, Workspace


def check(ws: Workspace, progress: Progress, *, period: str | None = None, as_of: str | None = None) -> Outcome:
    """Findings of the live records, with their sentences."""
    judged = judge_live(ws, period, as_of_date(as_of))
    rows = sentences(ws, ws.pack, judged.context.data, judged.findings)
    notes = len(rows) - judged.errors - judged.warnings
    message = f"{judged.errors} lỗi, {judged.warnings} cảnh báo, {notes} nhắc."
    return Outcome(data=rows, message=message, ok=judged.errors == 0, findings=judged.findings)


def indicators(
    ws: Workspace,
    progress: Progress,
    *,
    period: str | None = None,
    as_of: str | None = None,
    as_now: bool = False,
    district: str | None = None,
) -> Outcome:
    """Indicators of this unit, or of the province at Sở Nội vụ.

    Args:
        as_now: by the units of today, at Sở Nội vụ.
        district: code of a district that is no more; only its part of the province.

    Raises:
        UserError: NHAP-02 no such district, DV-02 it cannot be told apart in this period.
    """
    listing: Listing | None = None
    if ws.mode == "province":
        listing = listing_of(ws, parse_period(period) if period else current_period(ws), now=as_now)
        data = of_district(ws, listing.reported, district) if district else listing.data
    else:
        data = unit_input(ws, judge_live(ws, period, as_of_date(as_of)))
    paper = paper_year(ws, data, as_now=as_now) if listing is not None and not district else None
    data = paper.data if paper is not None else data
    rows = [result_row(result) for result in compute(ws, data)]
    missing = [ws.env.units.name(unit) for unit in data.missing]
    told = listing.words if listing is not None and not district else ""
    said = paper.words if paper is not None else f"Số liệu của {len(data.by_unit)}/{len(data.expected)} đơn vị."
    plain: dict[str, Any] = {"boundaries": listing.plain()} if listing is not None else {}
    if listing is not None:
        on_paper = paper.found.on_paper if paper is not None else ()
        plain["source"] = paper.found.source if paper is not None else "packages" if data.by_unit else ""
        plain["on_paper"] = [ws.env.units.name(unit) for unit in on_paper]
    values = {"period": str(data.period), "rows": rows, "missing": missing, **plain}
    if listing is not None and not as_now and not district:
        corrected = replace(data, by_unit=adjusted(ws, data.period, data.by_unit))
        again = [result_row(result) for result in compute(ws, corrected)] if corrected.by_unit != data.by_unit else rows
        values["adjusted"] = [row for row, was in zip(again, rows, strict=True) if row != was]
    double = double_words(ws, data.period) if listing is not None else ""
    return Outcome(data=values, message=" ".join(filter(None, (said, told, double))))


def explain(
    ws: Workspace,
    progress: Progress,
    *,
    key: str,
    period: str | None = None,
    as_of: str | None = None,
    code: str | None = None,
    unit: str | None = None,
    as_now: bool = False,
) -> Outcome:
    """Who is behind a figure: at Sở Nội vụ the figure by unit first, then with @unit the people of one.

    Args:
        key: a cell, a sum, a quotient or "#" and the line of an indicator, see `app.plan.figure_refs`.
        code: under which the figure was frozen; None for that of now.
        unit: key of the unit whose people are told, where the figure is more than one cell.
        as_now: at Sở Nội vụ, by the units of today.

    Raises:
        UserError: NHAP-02 no such figure, code or unit.
    """
    if not is_plain(key, code):
        return explained(ws, key, period, code, unit, now=as_now)
    return _of_cell(ws, key, period, as_of, now=as_now)


def _of_cell(ws: Workspace, key: str, period: str | None, as_of: str | None, *, now: bool) -> Outcome:
    cell, _, unit = key.partition("@")
    if ws.mode == "province" and not unit:
        chosen = parse_period(period) if period else current_period(ws)
        data = listing_of(ws, chosen, now=now).data
        rows = [
            {"unit": name, "name": data.units.name(name), "value": item.cells.get(cell)}
            for name, item in sorted(data.by_unit.items())
        ]
        known = [row["value"] for row in rows if isinstance(row["value"], int)]
        return Outcome(data={"cell": cell, "value": sum(known), "units": rows})
    if ws.mode == "province":
        return _explained_unit(ws, cell, unit, period)
    judged = judge_live(ws, period, as_of_date(as_of))
    return Outcome(data=_explained(ws, judged, cell))


def form(
    ws: Workspace,
    progress: Progress,
    *,
    code: str | None = None,
    out: Path | None = None,
    list_forms: bool = False,
    unit: str | None = None,
    period: str | None = None,
    as_of: str | None = None,
    level: str | None = None,
    as_now: bool = False,
    publish: bool = False,
    a3: bool = False,
) -> Outcome:
    """Writes a form as PDF, XLSX or DOCX; code "all" is every form that is asked for, in one file.

    Args:
        level: of a package: the unit's forms as they go into it, to be signed and attached; None for all there is.
        as_now: the province's forms by the units of today.
        publish: for publication: small counts are masked, and what they could be worked out of.
        a3: what has many columns is on A3 instead of A4.

    Raises:
        UserError: NHAP-03 no such level, NHAP-02 no such form or unit, LUU-* of the medium.
    """
    if list_forms or code is None:
        offered = offered_forms(ws, parse_period(period) if period else current_period(ws))
        return Outcome(data=[{"code": item.code, "name": item.name} for item in offered])
    if out is None:
        raise refuse("NHAP-01", detail="cần --out TỆP")
    chosen = _chosen_report(ws, period, unit)
    desk = received_desk(ws, chosen) if chosen is not None else desk_of(ws, period, as_of, unit, level, as_now=as_now)
    codes = asked_forms(ws, str(desk.form_input.data.period)) if code == "all" else (code,)
    write(document(ws, desk, codes, publish=publish, large=a3), out)
    seen = form_looks(ws, desk, chosen, codes)
    return Outcome(data={"file": str(out)}, message=f"Đã ghi biểu {code}: {out.name}.", documents=seen)


def desk_of(
    ws: Workspace,
    period: str | None,
    as_of: str | None,
    unit: str | None = None,
    level: str | None = None,
    *,
    as_now: bool = False,
) -> Desk:
    """What forms are filled with: of this unit, of the province, or of one unit as Sở Nội vụ accepted it."""
    if (report := _chosen_report(ws, period, unit)) is not None:
        return received_desk(ws, report)
    if ws.mode == "unit":
        judged = judge_live(ws, period, as_of_date(as_of))
        sent = report_on_forms(ws, judged)
        shown = shown_at(judged, named_level(level)) if level else judged
        return unit_desk(ws, shown, words_on_forms(ws, judged), sent.id if sent else "")
    return province_desk(ws, parse_period(period) if period else current_period(ws), now=as_now)


def form_looks(ws: Workspace, desk: Desk, report: Document | None, codes: Iterable[str]) -> tuple[DocumentChange, ...]:
    """Lines of the register of names for forms of a received report, where one of them lists people."""
    pack, day = desk.pack or ws.pack, desk.form_input.cut_off
    lists = [code for code in codes if (form := pack.form(code, day)) is not None and form.names]
    return looks(ws, "export", (report,), f"biểu {', '.join(lists)}") if report is not None and lists else ()


def received_desk(ws: Workspace, received: Document) -> Desk:
    """Forms of a unit from its package, counted by the pack that the package names."""
    return unit_desk(ws, judge_received(ws, received), edition_words(ws, received), received.id)


def result_row(result: IndicatorResult) -> dict[str, Any]:
    """An indicator line as plain values; the percentage is written from its integers."""
    known = result.numerator is not None and result.denominator
    percent = decimal(result.numerator or 0, result.denominator or 1, result.decimals, 100) if known else ""
    return {
        "code": result.code,
        "number": result.number,
        "title": result.definition.title,
        "convention": result.definition.convention,
        "headline": result.headline,
        "numerator": result.numerator,
        "denominator": result.denominator,
        "percent": percent,
        "target": result.target,
        "needed": result.needed,
        "verdict": str(result.verdict),
        "reported": result.reported,
        "expected": result.expected,
    }


def _chosen_report(ws: Workspace, period: str | None, unit: str | None) -> Document | None:
    """The accepted report of a unit at Sở Nội vụ; None at a unit and for the province."""
    if ws.mode == "unit" or unit is None:
        return None
    return _accepted(ws, unit, str(parse_period(period) if period else current_period(ws)))


def _accepted(ws: Workspace, unit: str, period: str) -> Document:
    found = [
        item
        for item in ws.store.documents("received", period=period, state="accepted")
        if item.unit == unit or item.unit.startswith(f"{unit}@")
    ]
    if not found:
        raise refuse("NHAP-02", what="số liệu đã chấp nhận của đơn vị", value=unit)
    return found[-1]


def _explained_unit(ws: Workspace, cell: str, unit: str, period: str | None) -> Outcome:
    """A cell of one unit, by whose hand its report came, and the line of the register of who saw names."""
    received = _accepted(ws, unit, period or str(current_period(ws)))
    told, hand = _explained(ws, judge_received(ws, received), cell), hand_of(ws, received)
    seen = looks(ws, "figure", (received,)) if told["included"] or told["excluded"] else ()
    return Outcome(data={**told, "behalf": hand.words if hand else ""}, documents=seen)


def _explained(ws: Workspace, judged: Judged, cell: str) -> dict[str, Any]:
    """Formula, clause and the named records behind a figure; names only where the level has them."""
    found = explain_cell(judged.context, cell)
    names = Names(judged.context.data, ws.env.catalogue, ws.env.units, ws.pack)
    return {
        "cell": found.key,
        "formula": found.formula,
        "clause": found.clause,
        "value": found.value,
        "population": found.population,
        "included": [
            {
                "name": names.record(item.record.table, item.record.id),
                "value": item.value,
                "table": item.record.table,
                "record": item.record.id,
            }
            for item in found.included
        ],
        "excluded": [
            {
                "name": names.record(item.record.table, item.record.id),
                "reason": item.text,
                "table": item.record.table,
                "record": item.record.id,
            }
            for item in found.excluded
        ],
    }
