"""What Sở Nội vụ has asked for of each period: dates, level, parts, and which units are exempt.

Hides where that is kept: the period asked for now is the setting "campaign", every one ever asked for a document of its
own, so that an older period keeps its dates when a newer one is opened. The same on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.domain.codelists import CodeList
from app.domain.dates import in_force
from app.domain.periods import Period
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit
from app.errors import refuse
from app.package.bodies import PeriodBody
from app.vietnamese.dates import write_date
from app.workspace import Workspace

PERIOD: Final = "period"
"""Kind of document: what was asked for of a period; its id is the period."""
EXEMPTION: Final = "exemption"
"""Kind of document: a unit owes nothing for a period."""
WHOLE: Final = "bc"
"""The part that is the report with all its forms."""
CONTRIBUTION: Final = "contribution"
"""Parts that only one agency owes."""
_CAMPAIGN: Final = ("setting", "campaign")


def asked(ws: Workspace, period: str) -> Mapping[str, Any] | None:
    """What was asked for of a period; None where nothing was, so that the pack's dates hold."""
    campaign = ws.store.document(*_CAMPAIGN)
    if campaign is not None and campaign.body["period"] == period:
        return campaign.body
    kept = ws.store.document(PERIOD, period)
    return kept.body if kept else None


def last_number(ws: Workspace) -> int:
    """Number of what was asked for last; 0 for none."""
    campaign = ws.store.document(*_CAMPAIGN)
    now = int(campaign.body.get("number", 0)) if campaign else 0
    return max((now, *(int(item.body["number"]) for item in ws.store.documents(PERIOD))))


def asked_changes(ws: Workspace, body: Mapping[str, Any], at: str) -> tuple[DocumentChange, ...]:
    """Makes a period the one that is asked for now."""
    period = str(body["period"])
    now = Document(*_CAMPAIGN, period=period, body=dict(body))
    kept = Document(PERIOD, period, "", period, "issued", at, dict(body))
    return (
        DocumentChange(ws.store.document(*_CAMPAIGN), now),
        DocumentChange(ws.store.document(PERIOD, period), kept),
    )


def exemption_id(unit: str, period: str) -> str:
    """Id of the exemption of a unit and period."""
    return f"{unit}/{period}"


def exempted(ws: Workspace, period: str) -> Mapping[str, Document]:
    """Units that owe nothing for a period though they exist, by key."""
    return {item.unit: item for item in ws.store.documents(EXEMPTION, period=period)}


def named_parts(parts: CodeList, text: str) -> tuple[str, ...]:
    """Parts of a report as a person names them: codes, separated by commas; "" for the whole report.

    Raises:
        UserError: NHAP-02, no such part.
    """
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip())) or (WHOLE,)
    for code in chosen:
        if code not in parts:
            raise refuse("NHAP-02", what="phần báo cáo", value=code)
    return chosen


def parts_owed(parts: CodeList, unit: Unit, chosen: tuple[str, ...]) -> list[str]:
    """Which parts a unit owes: those that everybody owes, and the one that is its own."""
    kinds = {item.code: item.attributes.get("part", "") for item in parts}
    common = [code for code in chosen if kinds[code] != CONTRIBUTION]
    own = [item.code for item in parts if kinds[item.code] == CONTRIBUTION and item.attributes["agency"] == unit.code]
    return [*common, *own]


def apart(ws: Workspace, period: Period, cut_off: date) -> tuple[tuple[Unit, str], ...]:
    """Units that owe nothing for a period, with the reason: exempt, or ended before its cut-off (domain §5)."""
    exempt = exempted(ws, period.text)
    first = date(period.first_year, 1, 1)
    found = []
    for unit in ws.env.units:
        last = unit.valid_to.latest if unit.valid_to else None
        if unit.id in exempt:
            found.append((unit, str(exempt[unit.id].body["reason"])))
        elif last is not None and first <= last < cut_off and (unit.kind == "agency" or unit.tier == "xa"):
            found.append((unit, f"kết thúc ngày {write_date(last.isoformat())}"))
    return tuple(found)


def period_body(ws: Workspace, unit: Unit, terms: Mapping[str, Any]) -> PeriodBody:
    """What a unit is told of a period.

    Args:
        terms: as they were asked for.
    """
    chosen = tuple(terms["sections"])
    owed = parts_owed(ws.env.catalogue["report_parts"], unit, chosen)
    return PeriodBody(
        unit.id,
        terms["number"],
        terms["period"],
        terms["cut_off"],
        terms["due"],
        terms["level"],
        owed or list(chosen),
        terms["request"],
    )


def asked_now(ws: Workspace, unit_id: str) -> PeriodBody | None:
    """What a unit is told in a receipt of the period asked for now; None where it owes nothing for it."""
    campaign, unit = ws.store.document(*_CAMPAIGN), ws.env.units.get(unit_id)
    if campaign is None or unit is None or "number" not in campaign.body:
        return None
    cut_off = date.fromisoformat(campaign.body["cut_off"])
    if not in_force(unit.valid_from, unit.valid_to, cut_off) or unit_id in exempted(ws, campaign.body["period"]):
        return None
    return period_body(ws, unit, campaign.body)
