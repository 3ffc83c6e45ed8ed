"""Whether a unit's report may come in at all, before it is read: its versions, its unit, its cut-off, its period."""

from __future__ import annotations

from datetime import date

from app.commands.figures.judging import cut_off_of, require_period_open
from app.commands.policies import Made, require_fit
from app.domain.periods import parse_period
from app.errors import refuse
from app.package.bodies import SubmissionBody
from app.package.header import Header
from app.vietnamese.dates import write_date
from app.workspace import Workspace


def require_admission(ws: Workspace, header: Header, body: SubmissionBody) -> None:
    """Refuses a report that the campaign does not take.

    Raises:
        UserError: NGH-13 an older program, NGH-14 another pack, NGH-06 no such unit on that day, NGH-12 another
            cut-off, NGH-05 the period is closed and the unit has no exception.
    """
    require_fit(ws, Made(header.program, header.format, f"{body.pack.id} {body.pack.version}"))
    period, cut_off = parse_period(body.period), date.fromisoformat(body.cut_off)
    unit = ws.env.units.get(body.unit)
    if unit is None or unit not in ws.env.units.on(cut_off):
        raise refuse("NGH-06", unit=body.unit)
    expected = cut_off_of(ws, period)
    if cut_off != expected:  # figures of different cut-offs do not add
        raise refuse("NGH-12", date=write_date(body.cut_off), expected=write_date(expected.isoformat()))
    require_period_open(ws, period, body.unit)
