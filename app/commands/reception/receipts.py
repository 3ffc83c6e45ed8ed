"""Receipts of Sở Nội vụ: one signed file for each state of a package, numbered without gaps."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from app.commands.chains import chain_of, links
from app.commands.clocks import clock_doubt
from app.commands.comments.sent_out import as_sent, given_with
from app.commands.figures.comparing import compared_page
from app.commands.files import write_chosen
from app.commands.keys.authorities import authorities_of, office_of
from app.commands.keys.pairs import addressed, certificates_of
from app.commands.keys.province_identity import province_keys
from app.commands.keys.revoking import keep_lists
from app.commands.office.pack_issuing import issued_for
from app.commands.office.periods import asked_now
from app.commands.office.raised import answers_for
from app.commands.policies import campaign_policy
from app.commands.reception.receipts_back import next_number
from app.commands.reception.verdicts import found_package
from app.commands.sending import moment, new_header
from app.domain.finding_json import finding_from_json
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.bodies import ReceiptBody
from app.package.exchange import Receipt, receipt_files
from app.package.order import head
from app.package.sealing import digest, seal_file
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

State = Literal["received", "checked", "accepted", "returned"]

RECEIPT: Final = CommandSpec("receipt", "app.commands.reception.receipts:receipt", "Lập phiếu tiếp nhận")
_STATES: Final[dict[str, State]] = {
    "received": "received",
    "checked": "checked",
    "accepted": "accepted",
    "returned": "returned",
}


def receipt(ws: Workspace, progress: Progress, *, package: str, out: Path) -> Outcome:
    """Writes the signed receipt of a package in its present state; the same state gives the same file again.

    Kept before it is written, so that a number can never stand on two different receipts.

    Raises:
        UserError: NHAP-02 no such package, NHAP-01 it was not taken in, LUU-* of the file.
    """
    clock = clock_doubt(ws)
    # Of two officers each takes the next number, and the file is written only when the number is kept for good.
    with ws.store.alone():
        sealed, kept = _kept(ws, package)
    write_chosen(out, sealed)
    number, state = kept.body["number"], kept.body["state"]
    data = {"receipt": kept.id, "number": number, "state": state, "file": str(out), "clock": clock}
    return Outcome(data=data, message=f"Phiếu tiếp nhận số {number}: {out.name}. {clock}".strip())


def _kept(ws: Workspace, package: str) -> tuple[bytes, Document]:
    """The receipt of a package in its present state as it was issued, or issued now."""
    document = found_package(ws, package)
    state = _STATES.get(document.state)
    if state is None:
        raise refuse("NHAP-01", detail="gói này chưa được nhận nên chưa có phiếu")
    kept = _issued(ws, document, state)
    sealed = ws.store.original(kept.id) if kept else None
    if kept is None or sealed is None:
        keep_lists(ws)
        sealed, kept = _sealed(ws, document, state)
        ws.store.put_original(document.unit, document.period, sealed)
        said = f"Đã lập phiếu tiếp nhận số {kept.body['number']}."
        ws.commit(RECEIPT, Outcome(message=said, documents=(DocumentChange(None, kept),)))
    return sealed, kept


def _issued(ws: Workspace, document: Document, state: State) -> Document | None:
    """The receipt of this state and, of a return, this reason and these comments, where there is one."""
    comments = [item.id for item in _comments(ws, document, state)]
    issued = [
        item
        for item in ws.store.documents("receipt", unit=document.unit)
        if (item.body["package"], item.body["state"]) == (document.id, state)
        and (item.body["reason"], item.body.get("comments", [])) == (_reason(document, state), comments)
    ]
    return max(issued, key=lambda item: int(item.body["number"]), default=None)


def _sealed(ws: Workspace, document: Document, state: State) -> tuple[bytes, Document]:
    keys, (authorities, revocations) = province_keys(ws), authorities_of(ws)
    machines, pair = addressed(ws, document.unit, document.body.get("signed_with", ""))
    issued = certificates_of(pair)
    body = _body(ws, document, state)
    findings = tuple(finding_from_json(item) for item in document.body.get("findings", ()))
    header = new_header(
        ws,
        document.unit,
        body,
        sent=ws.store.documents("receipt", unit=document.unit),
        last_seen=head(links(chain_of(ws, document.unit).taken)),
    )
    recipients = [*machines, authorities.so_encrypt]
    comments = tuple(as_sent(item) for item in _comments(ws, document, state))
    compared = compared_page(ws, document) if state == "accepted" else b""
    policy, office = campaign_policy(ws), office_of(authorities)
    asked = asked_now(ws, document.unit)
    pack, told = issued_for(ws, document), answers_for(ws, document.unit)
    files = receipt_files(
        Receipt(body, findings, issued, revocations, comments, compared, policy, office, asked, pack, told)
    )
    sealed = seal_file(header, files, keys.signer, recipients, ws.env.now(), (authorities.issuing,))
    facts = {
        "number": body.number,
        "package": document.id,
        "state": state,
        "reason": body.reason,
        "comments": [item.id for item in comments],
        "previous": header.previous,
        "last_seen": header.last_seen,
        "history": body.history,
        "epoch": header.epoch,
    }
    return sealed, Document("receipt", digest(sealed), document.unit, document.period, state, moment(ws), facts)


def _reason(document: Document, state: State) -> str:
    """The reason of a return; it stays with a package that is accepted after all, but no longer counts."""
    return str(document.body.get("reason", "")) if state == "returned" else ""


def _comments(ws: Workspace, document: Document, state: State) -> tuple[Document, ...]:
    return given_with(ws, document) if state == "returned" else ()


def _body(ws: Workspace, document: Document, state: State) -> ReceiptBody:
    newest = ws.store.history(limit=1)
    return ReceiptBody(
        number=next_number(ws),
        unit=document.unit,
        period=document.period,
        package=document.id,
        follows=document.body["previous"],
        state=state,
        reason=_reason(document, state),
        enrolled=True,
        history=newest[0].link if newest else "",
        received_at=document.body.get("received_at", document.at),
        late=document.body.get("late", ""),
        edition=document.body["edition"],
        made_at=document.body["made_at"],
    )
