"""Request files at Sở Nội vụ: held with their fingerprint until an officer confirms it; they stand beside the chain.

A request signed by a certificate that stands is held like a self-signed one, because a key that was copied signs too;
the officer sees the difference.
"""

from __future__ import annotations

from typing import Any, Final

from app.commands.keys.pairs import signer_id
from app.commands.sending import moment
from app.crypto.certificates import name_of
from app.crypto.codes import fingerprint_groups
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.bodies import RequestBody
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST, Requests, read_requests
from app.package.tables import require_files
from app.package.trust import Opened
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Workspace

WAITING: Final = "waiting_request"
"""State of a request file in the rows of a reception."""

REASONS: Final = {
    "first": "ghi danh lần đầu",
    "renewal": "gia hạn chứng thư",
    "machine": "thêm máy",
    "handover": "bàn giao cho người khác",
    "compromise": "thay khóa bị lộ hoặc mất",
}
"""Why a unit asks, in words."""


def check_request_file(ws: Workspace, opened: Opened) -> Requests:
    """What a request file asks for, its form checked.

    Raises:
        UserError: NGH-06 no unit of today, NGH-09 a file is missing, GOI-02 one does not belong, KY-03 or KY-06 of the
            requests.
    """
    if not any(row.id == opened.header.sender for row in ws.env.units.on(ws.today)):
        raise refuse("NGH-06", unit=opened.header.sender)
    require_files(opened.files, {SIGN_REQUEST, ENCRYPT_REQUEST})
    return opened.pending or read_requests(opened.files, opened.header.sender)


def request_held(ws: Workspace, known: Document | None, opened: Opened, sealed: bytes, name: str) -> Outcome:
    """Holds a request file that was checked.

    Args:
        known: what stands of the file among packages, where it was refused before; taken away.

    Returns:
        data: a row as of a package, with state `WAITING`.
    """
    body, asked = opened.header.body, check_request_file(ws, opened)
    assert isinstance(body, RequestBody)
    signed_with = "" if opened.pending else signer_id(opened.signer)
    facts = {
        "kind": "request",
        "reason": body.reason,
        "machine": body.machine,
        "signed_with": signed_with,
        "name": name,
        "signer": name_of(opened.signer),
    }
    _ = ws.store.put_original(body.unit, str(ws.today.year), sealed)
    changes = asked_changes(ws, opened.digest, body.unit, asked, facts)
    if known is not None:
        changes = (*changes, DocumentChange(known, None))
    document = changes[0].after
    assert document is not None
    said = f"Tệp đề nghị cấp chứng thư của {ws.env.units.name(body.unit)}: {REASONS[body.reason]}."
    return Outcome(data=request_row(ws, document), message=said, documents=changes)


def asked_changes(
    ws: Workspace, digest: str, unit: str, asked: Requests, facts: dict[str, str]
) -> tuple[DocumentChange, ...]:
    """The request that waits for the officer, first; and the unit's enrolment, which waits too where it has none.

    Args:
        digest: of the file that asks. facts: more of the request's body.
    """
    body = {
        "fingerprint": fingerprint_groups(asked.signing_key),
        "sign_request": asked.sign.hex(),
        "encrypt_request": asked.encrypt.hex(),
        **facts,
    }
    request = Document("request", digest, unit, state="pending", at=moment(ws), body=body)
    changes = [DocumentChange(ws.store.document("request", digest), request)]
    old = ws.store.document("enrolment", unit)
    if old is None or old.state != "enrolled":
        changes.append(DocumentChange(old, Document("enrolment", unit, unit, state="pending", at=moment(ws))))
    return tuple(changes)


def known_request(ws: Workspace, digest: str, name: str) -> Outcome | None:
    """The same request file again changes nothing; None where it is new."""
    kept = ws.store.document("request", digest)
    if kept is None or kept.body.get("kind") != "request":
        return None
    error = refuse("NGH-01", date=write_date(kept.at[:10]), number="tệp đề nghị không có phiếu")
    said = {"name": name, "state": "duplicate", "code": error.code, "message": error.message}
    return Outcome(data={**request_row(ws, kept), **said})


def request_row(ws: Workspace, request: Document) -> dict[str, Any]:
    """A request file as a reception lists it."""
    body = request.body
    signed = "ký bằng chứng thư đang dùng" if body["signed_with"] else "tự ký"
    machine = f", máy «{body['machine']}»" if body["machine"] else ""
    return {
        "id": request.id,
        "name": body["name"],
        "unit": request.unit,
        "unit_name": ws.env.units.name(request.unit),
        "period": "",
        "state": WAITING,
        "at": request.at,
        "signer": body["signer"],
        "code": "",
        "message": f"Đề nghị cấp chứng thư ({REASONS[body['reason']]}{machine}), {signed}; chờ đối chiếu dấu vân tay.",
        "fingerprint": body["fingerprint"],
    }
