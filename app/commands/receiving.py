"""Taking files in, on both sides; and at Sở Nội vụ the verdict and the receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.commands.files import read_chosen, write_chosen
from app.commands.identity import authorities_of, province_keys, trust_state, unit_decryption
from app.commands.reception import open_desk, receive_package, row_of
from app.commands.sending import new_header
from app.crypto.certificates import certificate_pem, load_certificate
from app.crypto.recipients import Recipient
from app.domain.finding_json import finding_from_json
from app.domain.storage import Document, DocumentChange
from app.errors import UserError, refuse
from app.package.exchange import Receipt, read_receipt, receipt_files
from app.package.header import ReceiptBody
from app.package.sealing import digest, seal_file
from app.package.trust import open_file
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

RECEIVE: Final = CommandSpec("receive", "app.commands.receiving:receive", "Tiếp nhận tệp")
_STATES: Final = {"received": "received", "accepted": "accepted", "returned": "returned"}


def receive(ws: Workspace, progress: Progress, *, paths: Iterable[Path]) -> Outcome:
    """Takes files or folders of files in; each file is its own transaction, a bad one never stops the rest.

    Returns:
        data: one row per file; ok is False where any was refused.
    """
    files = _files(paths)
    rows: list[dict[str, Any]] = []
    desk = open_desk(ws) if ws.mode == "province" else None
    for number, path in enumerate(files):
        progress.step(number, len(files), f"Tiếp nhận {path.name}")
        try:
            sealed = read_chosen(path)
            outcome = receive_package(desk, sealed, path.name) if desk else _receive_receipt(ws, sealed, path.name)
            ws.commit(RECEIVE, outcome)
            rows.append(outcome.data)
        except UserError as error:
            rows.append({"name": path.name, "state": "refused", "code": error.code, "message": error.message})
    refused = sum(row["state"] == "refused" for row in rows)
    message = f"{len(rows)} tệp: {len(rows) - refused} mở được, {refused} không."
    return Outcome(data=rows, message=message, ok=refused == 0)


def inbox(ws: Workspace, progress: Progress, *, state: str | None = None) -> Outcome:
    """What was received, newest last."""
    return Outcome(data=[row_of(ws, item) for item in ws.store.documents("received", state=state)])


def accept(ws: Workspace, progress: Progress, *, package: str) -> Outcome:
    """Accepts the figures of a received package; the one accepted before for its unit and period steps back.

    Raises:
        UserError: NHAP-02 no such package, NHAP-01 it is not waiting for a verdict, NGH-08 its figures differ.
    """
    document = _waiting(ws, package)
    if document.body["differences"]:
        raise refuse("NGH-08", detail=f"{document.body['differences']} ô")
    if document.body["errors"]:
        raise refuse("NOP-01", count=document.body["errors"])
    changes = [DocumentChange(document, replace(document, state="accepted"))]
    before = ws.store.documents("received", unit=document.unit, period=document.period, state="accepted")
    changes += [DocumentChange(other, replace(other, state="superseded")) for other in before]
    name = ws.env.units.name(document.unit)
    message = f"Đã chấp nhận số liệu của {name}, kỳ {document.period}."
    return Outcome(data=row_of(ws, changes[0].after or document), message=message, documents=tuple(changes))


def send_back(ws: Workspace, progress: Progress, *, package: str, reason: str) -> Outcome:
    """Returns a package for completion, with the reason."""
    document = _waiting(ws, package)
    body = {**document.body, "reason": reason}
    returned = replace(document, state="returned", body=body)
    name = ws.env.units.name(document.unit)
    return Outcome(
        data=row_of(ws, returned),
        message=f"Đã đề nghị {name} hoàn thiện số liệu.",
        documents=(DocumentChange(document, returned),),
    )


def receipt(ws: Workspace, progress: Progress, *, package: str, out: Path) -> Outcome:
    """Writes the signed receipt of a package in its present state; the same state gives the same number again."""
    document = _found(ws, package)
    state = _STATES.get(document.state)
    if state is None:
        raise refuse("NHAP-01", detail="gói này chưa được nhận nên chưa có phiếu")
    earlier = ws.store.documents("receipt", unit=document.unit)
    issued = [item for item in earlier if item.body["package"] == document.id and item.body["state"] == state]
    if issued:
        sealed = ws.store.original(issued[-1].id)
        if sealed is not None:
            write_chosen(out, sealed)
            return Outcome(data={"receipt": issued[-1].id, "number": issued[-1].body["number"], "file": str(out)})
    return _new_receipt(ws, document, state, earlier, out)


def _new_receipt(ws: Workspace, document: Document, state: Any, earlier: tuple[Document, ...], out: Path) -> Outcome:
    keys, (authorities, revocations) = province_keys(ws), authorities_of(ws)
    enrolment = ws.store.document("enrolment", document.unit)
    if enrolment is None or enrolment.state != "enrolled":
        raise refuse("NHAP-02", what="chứng thư của đơn vị", value=document.unit)
    certificates = tuple(load_certificate(enrolment.body[name].encode()) for name in ("sign", "encrypt"))
    number = 1 + max((item.body["number"] for item in ws.store.documents("receipt")), default=0)
    body = ReceiptBody(
        number,
        document.unit,
        document.period,
        document.id,
        state,
        document.body.get("reason", ""),
        enrolled=True,
    )
    findings = tuple(finding_from_json(item) for item in document.body["findings"])
    header = new_header(ws, document.unit, body, sent=earlier, last_seen=document.id)
    recipients: list[Recipient] = [certificates[1], certificates[1].public_key(), authorities.so_encrypt]  # type: ignore[list-item]
    sealed = seal_file(
        header,
        receipt_files(Receipt(body, findings, certificates, revocations)),
        keys.signer,
        recipients,
        ws.env.now(),
        (authorities.issuing,),
    )
    write_chosen(out, sealed)
    ws.store.put_original(document.unit, document.period, sealed)
    kept = Document(
        "receipt",
        digest(sealed),
        document.unit,
        document.period,
        state,
        header.made_at,
        {"number": number, "package": document.id, "state": state, "previous": header.previous},
    )
    return Outcome(
        data={"receipt": kept.id, "number": number, "file": str(out)},
        message=f"Đã lập phiếu tiếp nhận số {number}.",
        documents=(DocumentChange(None, kept),),
    )


def _receive_receipt(ws: Workspace, sealed: bytes, name: str) -> Outcome:
    opened = open_file(sealed, unit_decryption(ws), trust_state(ws), ws.env.now())
    given = read_receipt(opened)
    sent = ws.store.document("sent", given.body.package)
    if sent is None or given.body.unit != ws.unit:
        raise refuse("BN-01")
    known = ws.store.document("receipt", opened.digest)
    row = {
        "name": name,
        "state": given.body.state,
        "number": given.body.number,
        "period": given.body.period,
        "package": given.body.package,
        "reason": given.body.reason,
        "message": f"Phiếu số {given.body.number}.",
    }
    if known is not None:
        return Outcome(data={**row, "state": "duplicate"})
    ws.store.put_original(ws.unit, given.body.period, sealed)
    kept = Document(
        "receipt",
        opened.digest,
        ws.unit,
        given.body.period,
        given.body.state,
        opened.header.made_at,
        {**row, "previous": opened.header.previous},
    )
    changes = [DocumentChange(None, kept), DocumentChange(sent, replace(sent, state=given.body.state))]
    issued = ws.store.document("setting", "certificates")
    if given.certificates:
        pems = {
            part: certificate_pem(certificate).decode()
            for part, certificate in zip(("sign", "encrypt"), given.certificates, strict=True)
        }
        changes.append(DocumentChange(issued, Document("setting", "certificates", body=pems)))
    return Outcome(data=row, message=f"Đã nhận phiếu số {given.body.number} của Sở Nội vụ.", documents=tuple(changes))


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(item for item in path.iterdir() if item.is_file())
        else:
            found.append(path)
    return found


def _found(ws: Workspace, package: str) -> Document:
    matches = [item for item in ws.store.documents("received") if item.id.startswith(package)]
    if len(matches) != 1:
        raise refuse("NHAP-02", what="gói", value=package)
    return matches[0]


def _waiting(ws: Workspace, package: str) -> Document:
    document = _found(ws, package)
    if document.state not in ("received", "returned"):
        raise refuse("NHAP-01", detail="gói này không chờ xem xét")
    return document
