"""What a unit takes in: the đợt báo cáo that Sở Nội vụ asks for, with its dates, level and the parts that are owed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from app.commands.office.periods import asked_changes, last_number
from app.commands.policies import policy_change
from app.commands.sending import moment
from app.commands.submission.certificates_in import require_so_and_us
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.periods import parse_period
from app.domain.storage import DocumentChange
from app.domain.unit_records import Obligation
from app.errors import refuse
from app.package.bodies import PeriodBody
from app.package.policy import POLICY, read_policy
from app.package.tables import require_files
from app.package.trust import Opened
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Workspace


def take_period(ws: Workspace, opened: Opened, body: PeriodBody, sealed: bytes, name: str) -> Outcome:
    """Takes a period file in; the same one again changes nothing, an older one never takes a newer one's place.

    Raises:
        UserError: BN-04 of another unit, BN-05 older than the one that is known; GOI-02, NGH-09 of the file.
    """
    require_files(opened.files, {POLICY})
    policy = read_policy(opened.files[POLICY])
    if body.unit != ws.unit:
        raise refuse("BN-04", unit=ws.env.units.name(body.unit))
    require_so_and_us(ws, opened, None)
    period = parse_period(body.period)
    due = write_date(body.due)
    message = f"{period.label}: chốt số liệu {write_date(body.cut_off)}, hạn nộp {due}."
    row: dict[str, Any] = {"name": name, "state": "period", "period": body.period, "message": message}
    if body.number < last_number(ws):
        now = ws.store.document("setting", "campaign")
        raise refuse("BN-05", period=parse_period(now.body["period"]).label if now else body.period)
    kept = _terms(body)
    campaign = ws.store.document("setting", "campaign")
    if campaign is not None and campaign.body == kept:
        return Outcome(data={**row, "state": "duplicate"})
    _ = ws.store.put_original(ws.unit, body.period, sealed)
    documents = (*asked_changes(ws, kept, moment(ws)), policy_change(ws, policy))
    written = tuple(item for item in documents if item.before != item.after)
    said = f"Đã nhận đợt báo cáo của Sở Nội vụ. {message}"
    return Outcome(data=row, message=said, documents=written, changes=tuple(_owed(ws, body)))


def period_heard(ws: Workspace, asked: PeriodBody | None) -> tuple[tuple[Change, ...], tuple[DocumentChange, ...]]:
    """What a receipt tells of the period that is asked for: records and documents; nothing where that is known."""
    if asked is None or asked.number <= last_number(ws):
        return (), ()
    return tuple(_owed(ws, asked)), asked_changes(ws, _terms(asked), moment(ws))


def _terms(body: PeriodBody) -> dict[str, Any]:
    """A period as both sides keep it."""
    told: dict[str, Any] = msgspec.to_builtins(body)
    return {key: value for key, value in told.items() if key not in ("kind", "unit")}


def _owed(ws: Workspace, body: PeriodBody) -> Iterator[Change]:
    """What the unit owes in this period, a row for each part; rows of other periods stay."""
    rows = ws.store.load("", ["obligation"]).rows(Obligation)
    before = {row.section: row for row in rows if row.period == body.period}
    for section in body.sections:
        old = before.pop(section, None)
        key = old.id if old else ws.env.new_id()
        new = Obligation(
            id=key,
            period=body.period,
            section=section,
            due=PartialDate(body.due),
            request=body.request or None,
        )
        if new != old:
            yield Change("obligation", key, old, new)
    for gone in before.values():
        yield Change("obligation", gone.id, gone, None)
