"""Which forms a report of a period is asked for: all of them, or those that the period file of Sở Nội vụ names."""

from __future__ import annotations

from app.domain.unit_records import Obligation
from app.workspace import Workspace


def asked_forms(ws: Workspace, period: str) -> tuple[str, ...]:
    """Codes of the forms of a report, in the order of the pack.

    A period file with the report itself among its parts, or without any form, asks for every form; an ad hoc request
    (báo cáo đột xuất) for those it names. At Sở Nội vụ and for a period that nobody asked for: every form.

    Args:
        period: text of the period.
    """
    every = tuple(ws.pack.forms)
    if ws.mode != "unit":
        return every
    owed = {row.section for row in ws.store.load("", ["obligation"]).rows(Obligation) if row.period == period}
    named = tuple(code for code in every if code in owed)
    return every if not named or owed & _reports(ws) else named


def _reports(ws: Workspace) -> set[str | None]:
    """Parts that are a whole report with all its annexes."""
    return {item.code for item in ws.env.catalogue["report_parts"] if item.attributes.get("part") == "report"}
