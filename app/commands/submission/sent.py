"""Packages that a unit made: how each stands and since when, and their files written again from what is kept here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.commands.chains import LAPSED, links
from app.commands.submission.carrying import require_room, require_target
from app.commands.submission.finalising import as_started, carried
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.order import before
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

COPY: Final = CommandSpec("sent copy", "app.commands.submission.sent:copy", "Chép lại gói đã lập")


def listed(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """Packages made here, of a period or of any, newest last."""
    rows = sent_rows(ws, period)
    return Outcome(data=rows, message=_said(rows))


def copy(ws: Workspace, progress: Progress, *, package: str, out: Path) -> Outcome:
    """Writes the file of a package again, byte by byte the one that was signed.

    Args:
        package: first characters of its SHA-256. out: the file.

    Raises:
        UserError: NHAP-02 no such package, NHAP-01 it can no longer be sent or its key was erased, NHAP-03 the name,
            USB-01, LUU-*.
    """
    document = _found(ws, package)
    require_target(out)
    if document.state == LAPSED:
        raise refuse("NHAP-01", detail="gói này đã bỏ, không nộp được nữa; hãy nộp gói lập sau")
    sealed = ws.store.original(document.id)
    if sealed is None:
        raise refuse("NHAP-01", detail="bản gốc của gói này không còn đọc được trên máy này")
    require_room(out, len(sealed))
    begun = as_started(document, out)
    what = f"gói nộp kỳ {document.period} lập {datetime.fromisoformat(document.at):%d/%m/%Y %H:%M}"
    ws.commit(COPY, Outcome(message=f"Bắt đầu chép {what}.", documents=(DocumentChange(document, begun),)))
    written = carried(begun, sealed, out)
    data = {"package": document.id, "file": str(out), "size": len(sealed)}
    said = f"Đã chép {what}: {out.name}."
    return Outcome(data=data, message=said, documents=(DocumentChange(begun, written),))


def sent_rows(ws: Workspace, period: str | None = None) -> list[dict[str, Any]]:
    """One row per package, as `sent list` gives them; oldest first."""
    receipts = receipts_of(ws)
    made = (item for item in in_order(ws.store.documents("sent")) if period in (None, item.period))
    return [_row(ws, item, receipts.get(item.id, ())) for item in made]


def in_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Sent packages as they continue each other, whatever the clock said when they were made (threats L04)."""
    known = tuple(documents)
    chain = links(known)
    return tuple(sorted(known, key=lambda item: (len(before(item.id, chain)), item.at)))


def receipts_of(ws: Workspace) -> Mapping[str, Sequence[Document]]:
    """Receipts taken in, by the package they speak of, in the order of their numbers."""
    found: dict[str, list[Document]] = {}
    for item in sorted(ws.store.documents("receipt"), key=lambda item: int(item.body["number"])):
        found.setdefault(item.body["package"], []).append(item)
    return found


def days_standing(ws: Workspace, document: Document) -> int:
    """Whole days since the newest receipt of a package came, or since it was made."""
    return _days(ws, document, receipts_of(ws).get(document.id, ()))


def _days(ws: Workspace, document: Document, receipts: Sequence[Document]) -> int:
    since = datetime.fromisoformat(receipts[-1].at if receipts else document.at)
    now = ws.env.now()
    day = since.astimezone(now.tzinfo).date() if since.tzinfo else since.date()
    return max((now.date() - day).days, 0)


def _row(ws: Workspace, document: Document, receipts: Sequence[Document]) -> dict[str, Any]:
    body = document.body
    return {
        "package": document.id,
        "period": document.period,
        "edition": body.get("edition", 0),
        "replaces": body.get("replaces", ""),
        "state": document.state,
        "at": document.at,
        "level": body["level"],
        "nil": body["nil"],
        "file": body.get("file", ""),
        "written": body.get("written", True),
        "number": receipts[-1].body["number"] if receipts else 0,
        "days": _days(ws, document, receipts),
    }


def _found(ws: Workspace, package: str) -> Document:
    matches = [item for item in ws.store.documents("sent") if package and item.id.startswith(package)]
    if len(matches) != 1:
        raise refuse("NHAP-02", what="gói", value=package)
    return matches[0]


def _said(rows: Sequence[Mapping[str, Any]]) -> str:
    waiting = sum(not row["written"] and row["state"] == "sent" for row in rows)
    told = f" {waiting} gói chưa ghi ra tệp: chép lại bằng «sent copy»." if waiting else ""
    return f"{len(rows)} gói đã lập.{told}" if rows else "Chưa lập gói nào."
