"""What Sở Nội vụ has accepted of a period, and which units owe it a report."""

from __future__ import annotations

from collections.abc import Mapping

from app.commands.figures.judging import cut_off_of, figures_in
from app.commands.office.periods import exempted
from app.domain.figures import Figures
from app.domain.periods import Period
from app.domain.storage import Document
from app.domain.unit_records import Unit
from app.workspace import Workspace


def expected_units(ws: Workspace, period: Period) -> tuple[Unit, ...]:
    """Units that owe a report for a period: those that exist at its cut-off, report (domain §1), and are not exempt."""
    exempt = exempted(ws, str(period))
    on = ws.env.units.on(cut_off_of(ws, period))
    return tuple(row for row in on if (row.kind == "agency" or row.tier == "xa") and row.id not in exempt)


def accepted(ws: Workspace, period: Period) -> tuple[Document, ...]:
    """Accepted packages of a period, one per unit."""
    return ws.store.documents("received", period=str(period), state="accepted")


def accepted_figures(ws: Workspace, period: Period) -> Mapping[str, Figures]:
    """Unit key → accepted figures."""
    documents = [item for item in accepted(ws, period) if not item.body.get("elsewhere")]
    cells = ws.store.figures_of([item.id for item in documents])
    return {item.unit: figures_in(item, cells.get(item.id, {})) for item in documents}
