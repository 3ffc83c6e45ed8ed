"""Which forms a report of a period is asked for: all of them, or those that the period file of Sở Nội vụ names."""

from __future__ import annotations

from datetime import date

from app.commands.figures.judging import cut_off_of
from app.domain.periods import Period, parse_period
from app.domain.unit_records import Obligation
from app.plan.form_shapes import FormDef
from app.plan.pack import Pack
from app.workspace import Workspace


def asked_forms(ws: Workspace, period: str) -> tuple[str, ...]:
    """Codes of the forms of a report, in the order of the pack.

    A period file with the report itself among its parts, or without any form, asks for every form; an ad hoc request
    (báo cáo đột xuất) for those it names. At Sở Nội vụ and for a period that nobody asked for: every form.

    Args:
        period: text of the period.
    """
    every = whole_set(ws.pack, cut_off_of(ws, parse_period(period)))
    if ws.mode != "unit":
        return every
    owed = {row.section for row in ws.store.load("", ["obligation"]).rows(Obligation) if row.period == period}
    named = tuple(code for code in every if code in owed)
    return every if not named or owed & _reports(ws) else named


def whole_set(pack: Pack, cut_off: date) -> tuple[str, ...]:
    """Codes of the forms that go together for a cut-off day.

    All but those that list people, which are sent apart, and those that are Sở's own.
    """
    return tuple(form.code for form in pack.forms_of(cut_off) if not form.names and not form.office)


def offered_forms(ws: Workspace, period: Period) -> tuple[FormDef, ...]:
    """Forms that can be made here for a period; lists of people are made of one unit, not of the province."""
    forms = ws.pack.forms_of(cut_off_of(ws, period))
    return tuple(form for form in forms if not (form.office if ws.mode == "unit" else form.names))


def _reports(ws: Workspace) -> set[str | None]:
    """Parts that are a whole report with all its annexes."""
    return {item.code for item in ws.env.catalogue["report_parts"] if item.attributes.get("part") == "report"}
