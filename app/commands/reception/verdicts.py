"""What the officer says of a received package: checked, accepted, or returned; one head chosen of several."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.commands.chains import Chain, chain_of, choice_changes, in_chain
from app.commands.comments.sent_out import closed_changes, drafts_at, sent_changes
from app.commands.figures.judging import require_period_open
from app.commands.reception.reception import forked, row_of
from app.commands.reception.said import said
from app.commands.sending import moment
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace


def checked(ws: Workspace, progress: Progress, *, package: str) -> Outcome:
    """Notes that an officer has looked a received package through; that says nothing yet of its figures.

    Raises:
        UserError: NHAP-02 no such package, NHAP-01 it is not one that was just received.
    """
    document = found_package(ws, package)
    if document.state != "received":
        raise refuse("NHAP-01", detail="chỉ ghi «đã kiểm tra» cho gói đã nhận, chưa xem xét")
    seen = in_chain(document, "checked")
    seen = replace(seen, body={**seen.body, "checked_at": moment(ws)})
    message = f"Đã ghi nhận kiểm tra gói của {ws.env.units.name(document.unit)}, kỳ {document.period}."
    return Outcome(data=row_of(ws, seen), message=message, documents=(DocumentChange(document, seen),))


def accept(ws: Workspace, progress: Progress, *, package: str) -> Outcome:
    """Accepts the figures of a received package; the one accepted before for its unit and period steps back.

    Of several packages that replace the same one, the accepted one is chosen and the others stand aside.

    Raises:
        UserError: NHAP-02 no such package, NHAP-01 it waits for no verdict, NGH-02 a newer one is here, NGH-08 its
            figures differ, NOP-01 errors, NGH-05 the period was frozen and the unit has no exception.
    """
    document = found_package(ws, package)
    chain = chain_of(ws, document.unit)
    _may_judge(document, (*_again(chain), "received", "checked", "returned", "fork"))
    if newer := [item for item in chain.newer(document) if item.state != "refused"]:
        raise refuse("NGH-02", unit=ws.env.units.name(document.unit), period=newer[-1].period)
    if document.body["differences"]:
        raise refuse("NGH-08", detail=f"{document.body['differences']} ô")
    if document.body["errors"]:
        raise refuse("NOP-01", count=document.body["errors"])
    require_period_open(ws, parse_period(document.period), document.unit)
    accepted = in_chain(document, "accepted")
    accepted = replace(accepted, body={**accepted.body, "accepted_at": moment(ws)})
    changes = {change.key: change for change in choice_changes(chain, document, forked(ws, document.unit))}
    for other in ws.store.documents("received", unit=document.unit, period=document.period, state="accepted"):
        changes.setdefault(("received", other.id), DocumentChange(other, in_chain(other, "superseded")))
    changes["received", document.id] = DocumentChange(document, accepted)
    name = ws.env.units.name(document.unit)
    message = f"Đã chấp nhận số liệu của {name}, kỳ {document.period}."
    documents = (*changes.values(), *closed_changes(ws, document))
    return Outcome(data=row_of(ws, accepted), message=message, documents=documents)


def send_back(ws: Workspace, progress: Progress, *, package: str, reason: str = "") -> Outcome:
    """Returns a package for completion, with its comments and a reason; with new comments it can be returned again.

    So can one be returned that was refused though its sender is proved.

    Args:
        package: SHA-256, its first characters do.
        reason: of the whole; may be empty where there are comments.

    Raises:
        UserError: NHAP-02 no such package, NHAP-01 it waits for no verdict, NHAP-03 neither reason nor comments, or too
            long, NGH-02 it was returned and a newer one is here.
    """
    document = found_package(ws, package)
    chain, drafts = chain_of(ws, document.unit), drafts_at(ws, document)
    again = ("returned",) if drafts else ()
    _may_judge(document, ("received", "checked", "fork", "refused", *again))
    if document.state == "returned" and (newer := chain.newer(document)):
        raise refuse("NGH-02", unit=ws.env.units.name(document.unit), period=newer[-1].period)
    told = said(reason, what="lý do") or (f"{len(drafts)} nội dung cần hoàn thiện" if drafts else "")
    if not told:
        raise refuse("NHAP-03", what="lý do", value=reason, detail="phải ghi lý do, hoặc góp ý ít nhất một nội dung")
    returned = in_chain(document, "returned")
    returned = replace(returned, body={**returned.body, "reason": told, "returned_at": moment(ws)})
    moved = choice_changes(chain, document, forked(ws, document.unit))
    changes = (*moved, DocumentChange(document, returned), *sent_changes(ws, document))
    name = ws.env.units.name(document.unit)
    more = f", kèm {len(drafts)} góp ý" if drafts else ""
    return Outcome(data=row_of(ws, returned), message=f"Đã đề nghị {name} hoàn thiện số liệu{more}.", documents=changes)


def found_package(ws: Workspace, package: str) -> Document:
    """The one received package whose SHA-256 begins so.

    Raises:
        UserError: NHAP-02, there is none, or several.
    """
    matches = [item for item in ws.store.documents("received") if package and item.id.startswith(package)]
    if len(matches) != 1:
        raise refuse("NHAP-02", what="gói", value=package)
    return matches[0]


def _again(chain: Chain) -> Collection[str]:
    """Where there are several heads, the accepted one may be chosen once more; taken back it never is."""
    return ("accepted",) if any(item.state == "fork" for item in chain.aside) else ()


def _may_judge(document: Document, states: Collection[str]) -> None:
    if not document.unit or document.state not in states:
        raise refuse("NHAP-01", detail="gói này không chờ xem xét")
