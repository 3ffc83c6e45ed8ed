"""Chốt số liệu: a period is closed under a short code, opened again with a reason, and shown again for ever.

The code is that of the figures (`app.domain.tie`): what is frozen under it, and what its forms print, cannot part.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from app.commands.figures.judging import current_period
from app.commands.office.bases import basis_now, code_of
from app.commands.office.frozen import (
    CLOSED,
    FROZEN,
    Basis,
    boundaries_digest,
    closed_by,
    frozen_document,
    snapshot_changes,
    snapshot_of,
    with_event,
)
from app.commands.office.since import in_hand
from app.commands.reception.holding import release
from app.commands.reception.reception import open_desk
from app.commands.sending import moment
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.progress import Progress
from app.workspace import PROGRAM_VERSION, CommandSpec, Outcome, Workspace

REOPEN: Final = CommandSpec("freeze reopen", "app.commands.office.freezing:reopen", "Mở lại kỳ đã chốt")
_LONGEST: Final = 300
_NAMED: Final = 5
_STATES: Final = {"closed": "đang chốt", "reopened": "đã mở lại"}


def freeze(
    ws: Workspace, progress: Progress, *, period: str | None = None, reason: str = "", incomplete: bool = False
) -> Outcome:
    """Freezes a period: at Sở Nội vụ everything accepted, at a unit its newest report.

    Args:
        period: such as "2026"; None for the one that is asked for now.
        reason: why, one line, required.
        incomplete: also while units are missing; which ones is recorded.

    Raises:
        UserError: NHAP-01 it is frozen already, there is nothing to freeze, or units are missing; NHAP-03 no reason;
            KHOA-06 without the right.
    """
    why, chosen = _reason(reason), parse_period(period) if period else current_period(ws)
    closed = closed_by(ws, str(chosen))
    if closed is not None:
        code = closed.body.get("code", "")
        raise refuse("NHAP-01", detail=f"kỳ {chosen} đã chốt, mã {code}; muốn chốt lại thì mở lại kỳ trước")
    progress.step(0, 2, "Cộng số liệu")
    basis = basis_now(ws, chosen)
    missing = [ws.env.units.name(unit) for unit in basis.data.missing]
    if missing and not incomplete:
        raise refuse("NHAP-01", detail=_missing_told(basis, missing))
    progress.step(1, 2, "Chốt số liệu")
    snapshot = snapshot_of(basis)
    document = _frozen(ws, basis, why, snapshot)
    body = {"code": document.id, "by": ws.actor, "reason": why}
    shut = Document(CLOSED, str(chosen), ws.unit if ws.mode == "unit" else "", str(chosen), "closed", document.at, body)
    message = f"Đã chốt số liệu kỳ {chosen}, mã đối chiếu {document.id}"
    message += f", còn thiếu {len(missing)} đơn vị." if missing else "."
    return Outcome(
        data=frozen_row(ws, document),
        message=message,
        documents=(DocumentChange(ws.store.document(FROZEN, document.id), document), DocumentChange(None, shut)),
        blobs=snapshot_changes(document.id, snapshot),
        about={"reason": why, "code": document.id},
    )


def listed(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """Everything that was frozen, newest last."""
    rows = [frozen_row(ws, item) for item in ws.store.documents(FROZEN, period=period)]
    return Outcome(data=rows, message=f"{len(rows)} bản chốt số liệu." if rows else "Chưa chốt số liệu kỳ nào.")


def reopen(ws: Workspace, progress: Progress, *, code: str, reason: str = "") -> Outcome:
    """Opens a frozen period again; the code goes on showing what was frozen. What was refused meanwhile is taken in.

    Args:
        code: as printed or typed.
        reason: why, one line, required.

    Raises:
        UserError: NHAP-03 the code is mistyped or there is no reason, NHAP-02 nothing was frozen under it, NHAP-01 it
            is open already, KHOA-06 without the right.
    """
    why, document = _reason(reason), frozen_document(ws, code)
    shut = closed_by(ws, document.period)
    if shut is None or shut.body.get("code") != document.id:
        raise refuse("NHAP-01", detail=f"bản chốt {document.id} không còn khóa kỳ {document.period}")
    opened = with_event(document, "reopened", "reopen", moment(ws), ws.actor, why)
    message = f"Đã mở lại kỳ {document.period} (bản chốt {document.id}): {why}"
    changes = (DocumentChange(document, opened), DocumentChange(shut, None))
    about = {"reason": why, "code": document.id}
    ws.commit(REOPEN, Outcome(message=message, documents=changes, about=about))
    if ws.mode == "province":
        progress.step(0, 1, "Nhận các gói đã gửi")
        rows = release(open_desk(ws), partial(ws.commit, REOPEN))
        taken = sum(item["state"] == "received" for item in rows)
        message += f" Đã nhận {taken} gói gửi trong lúc chốt." if taken else ""
    return Outcome(data=frozen_row(ws, opened), message=message)


def frozen_row(ws: Workspace, document: Document) -> dict[str, Any]:
    """A frozen code as the list shows it."""
    body = document.body
    return {
        "code": document.id,
        "scope": body["scope"],
        "period": document.period,
        "state": document.state,
        "state_label": _STATES[document.state],
        "at": document.at,
        "by": body["by"],
        "reason": body["reason"],
        "cut_off": body["cut_off"],
        "reported": body["reported"],
        "expected": body["expected"],
        "missing": [ws.env.units.name(unit) for unit in body["missing"]],
        "waiting": [ws.env.units.name(unit) for unit in body["waiting"].values()],
        "pack": dict(body["pack"]),
        "boundaries": body["boundaries"],
        "program": body["program"],
        "events": [dict(event) for event in body["events"]],
    }


def _frozen(ws: Workspace, basis: Basis, why: str, snapshot: bytes) -> Document:
    """The document of a code; the same figures frozen again after an opening go on with its story."""
    code, data, at = code_of(basis), basis.data, moment(ws)
    old = ws.store.document(FROZEN, code)
    body = {
        "scope": basis.scope,
        "cut_off": basis.cut_off,
        "reason": why,
        "by": ws.actor,
        "pack": {"id": basis.pack.id, "version": basis.pack.version, "digest": basis.pack.digest},
        "boundaries": boundaries_digest(data.units),
        "before": basis.before,
        "program": PROGRAM_VERSION,
        "sources": {unit: asdict(source) for unit, source in sorted(basis.sources.items())},
        "missing": list(data.missing),
        "waiting": {item.id: item.unit for item in in_hand(ws, str(data.period))} if ws.mode == "province" else {},
        "expected": len(data.expected),
        "reported": len(data.expected) - len(data.missing),
        "snapshot": hashlib.sha256(snapshot).hexdigest(),
        "events": list(old.body["events"]) if old else [],
    }
    unit = ws.unit if basis.scope == "unit" else ""
    made = Document(FROZEN, code, unit, str(data.period), "closed", at, body)
    return with_event(made, "closed", "freeze", at, ws.actor, why)


def _reason(text: str) -> str:
    why = " ".join(text.split())
    if not why or len(why) > _LONGEST:
        detail = "phải ghi lý do" if not why else f"nhiều nhất {_LONGEST} ký tự"
        raise refuse("NHAP-03", what="lý do", value=why[:40], detail=detail)
    return why


def _missing_told(basis: Basis, missing: list[str]) -> str:
    count = len(basis.data.expected)
    names = ", ".join(missing[:_NAMED]) + ("…" if len(missing) > _NAMED else "")
    told = f"mới có số liệu của {count - len(missing)}/{count} đơn vị, còn thiếu {names}"
    return f"{told}; muốn chốt khi còn thiếu thì xác nhận (--incomplete)"
