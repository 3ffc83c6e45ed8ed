"""Asking Sở Nội vụ for certificates: new keys, their request, one file; hides the order that a kill cannot break.

The keys are in the bundle before anything is made of them, and the request is recorded before it is written; so what
somebody carries away can always be answered here. A second call writes the same request again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

import msgspec

from app.commands.files import write_chosen
from app.commands.keys.adopting import settle_keys
from app.commands.keys.authorities import authorities_of, issuer_of, recipient_of
from app.commands.keys.key_material import key_text, own_key, years
from app.commands.keys.own_keys import KeyState, fingerprint_of, is_elsewhere, moved_here, own_key_state
from app.commands.keys.trusting import trust_state
from app.commands.keys.unit_identity import UnitSecrets, unit_decryption, unit_keys, unit_secrets
from app.commands.sending import moment, new_header, receipt_seen
from app.crypto.certificates import Role
from app.crypto.issuing import request as certificate_request
from app.crypto.issuing import self_signed
from app.crypto.keys import generate_key
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.bodies import RequestBody, RequestReason
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST, read_requests
from app.package.header import MACHINE_LONGEST
from app.package.sealing import digest, seal_file
from app.package.trust import open_file
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

REQUEST: Final = CommandSpec("enrol request", "app.commands.keys.requesting:request", "Lập tệp đề nghị cấp chứng thư")
_SIGNED_BY_PRESENT: Final = ("renewal", "handover")
"""Reasons whose request the present key may sign; any other one is signed by the new key alone."""


@dataclass(frozen=True, slots=True)
class Made:
    """A request that waits for an answer: its document and its bytes."""

    document: Document
    sealed: bytes

    @property
    def fingerprint(self) -> str:
        """Six groups, to be read to Sở Nội vụ."""
        return str(self.document.body["fingerprint"])


def request(ws: Workspace, progress: Progress, *, out: Path, reason: str = "first", machine: str = "") -> Outcome:
    """Writes the request for certificates of this machine; the same one again where one waits for this reason.

    Args:
        out: file to write.
        reason: "first", "renewal", "machine", "handover" or "compromise".
        machine: what people call the machine; shown only.

    Returns:
        data: file, fingerprint, reason.

    Raises:
        UserError: NHAP-03 the reason does not fit how the key stands, KHOA-06, LUU-* of the file.
    """
    made = asked(ws, cast(RequestReason, reason), machine)
    write_chosen(out, made.sealed)
    data = {"file": str(out), "fingerprint": made.fingerprint, "reason": reason}
    said = f"Đã lập tệp đề nghị {out.name}. Đọc dấu vân tay cho Sở Nội vụ qua điện thoại: {made.fingerprint}."
    return Outcome(data=data, message=said)


def move(ws: Workspace, progress: Progress) -> Outcome:
    """An approver states that the other machine signs no more; the key is this machine's from now on.

    Raises:
        UserError: NHAP-01, the key is this machine's already.
    """
    if not is_elsewhere(ws):
        raise refuse("NHAP-01", detail="khóa ký đã là của máy này")
    said = "Chuyển khóa ký sang máy này; máy cũ không còn dùng để ký."
    waiting = (item for item in ws.store.documents("request_sent", state="pending") if item.body["reason"] == "machine")
    given_up = [DocumentChange(item, replace(item, state="replaced")) for item in waiting]
    changes = (*moved_here(ws), *given_up)
    return Outcome(data={"machine": ws.store.info.machine}, message=said, documents=changes)


def asked(ws: Workspace, reason: RequestReason, machine: str = "", *, fresh: bool = False) -> Made:
    """The request that waits for this reason, or a new one; recorded, so that it may be carried away.

    Args:
        reason, machine: see `request`. fresh: new keys in any case.

    Raises:
        UserError: NHAP-03, KHOA-06.
    """
    settle_keys(ws)
    if len(machine) > MACHINE_LONGEST or not machine.isprintable():
        raise refuse("NHAP-03", what="tên máy", value=machine, detail=f"nhiều nhất {MACHINE_LONGEST} ký tự")
    _require_fitting(ws, reason)
    waiting = ws.store.documents("request_sent", state="pending")
    same = (item for item in reversed(waiting) if item.body["reason"] == reason and not fresh)
    kept = next(same, None)
    sealed = ws.store.original(kept.id) if kept else None
    if kept is not None and sealed is not None:
        return Made(kept, sealed)
    secrets = _with_keys(ws, reason, waiting)
    return _recorded(ws, RequestBody(ws.unit, reason, machine), secrets, waiting)


def _require_fitting(ws: Workspace, reason: str) -> None:
    """Refuses a reason that does not fit how the key of this machine stands."""
    state, issued = own_key_state(ws).state, ws.store.document("setting", "certificates") is not None
    detail = ""
    if state is KeyState.ELSEWHERE and reason in ("first", "renewal"):
        detail = "khóa ký được lập ở máy khác, chọn lý do máy thứ hai"
    elif reason == "first" and issued:
        detail = "đơn vị đã có chứng thư, chọn gia hạn hoặc lý do khác"
    elif reason == "renewal" and not issued:
        detail = "đơn vị chưa có chứng thư, chọn lần đầu"
    elif reason == "renewal" and state is KeyState.REVOKED:
        detail = "chứng thư đã bị thu hồi, chọn lý do lộ khóa"
    if detail:
        raise refuse("NHAP-03", what="lý do đề nghị", value=reason, detail=detail)


def _with_keys(ws: Workspace, reason: str, waiting: Sequence[Document]) -> UnitSecrets:
    """The bundle with the keys to be asked for; those of a killed attempt, which nobody has carried away, serve again.

    The first request is for the keys that the store was made with, as first packages are: one unit, one fingerprint.
    """
    secrets = unit_secrets(ws)
    if reason == "first":
        return secrets
    if secrets.next_sign and fingerprint_of(secrets.next_sign) not in {item.body["fingerprint"] for item in waiting}:
        return secrets
    return msgspec.structs.replace(secrets, next_sign=key_text(generate_key()), next_encrypt=key_text(generate_key()))


def _recorded(ws: Workspace, body: RequestBody, secrets: UnitSecrets, waiting: Sequence[Document]) -> Made:
    first = body.reason == "first"
    pems = (secrets.sign, secrets.encrypt) if first else (secrets.next_sign, secrets.next_encrypt)
    sealed = _sealed(ws, body, pems)
    _read_back(ws, sealed, pems[1])
    if secrets != unit_secrets(ws):  # not before: the keys of a request that waits are needed for its answer
        ws.store.set_secrets(msgspec.json.encode(secrets))
    _ = ws.store.put_original(ws.unit, "", sealed)
    facts = {"reason": body.reason, "machine": body.machine, "fingerprint": fingerprint_of(pems[0])}
    document = Document("request_sent", digest(sealed), ws.unit, "", "pending", moment(ws), facts)
    changes = [DocumentChange(item, replace(item, state="replaced")) for item in waiting]
    said = f"Lập đề nghị cấp chứng thư, dấu vân tay {facts['fingerprint']}."
    ws.commit(REQUEST, Outcome(message=said, documents=(*changes, DocumentChange(None, document))))
    return Made(document, sealed)


def _sealed(ws: Workspace, body: RequestBody, pems: tuple[str, str]) -> bytes:
    name, now = ws.env.units.name(ws.unit), ws.env.now()
    sign, encrypt = own_key(pems[0]), own_key(pems[1])
    files = {
        SIGN_REQUEST: certificate_request(Role.UNIT_SIGN, ws.unit, name, sign),
        ENCRYPT_REQUEST: certificate_request(Role.UNIT_ENCRYPT, ws.unit, name, encrypt),
    }
    office, certificates = recipient_of(authorities_of(ws)[0])
    header = new_header(ws, office, body, sent=(), last_seen=receipt_seen(ws))
    usable = own_key_state(ws).state in (KeyState.ACTIVE, KeyState.ENDING)
    if usable and body.reason in _SIGNED_BY_PRESENT:
        keys = unit_keys(ws)
        chain = (issuer_of(ws, keys.signer.certificate),)
        return seal_file(header, files, keys.signer, [*certificates, keys.own_recipient], now, chain)
    signer = self_signed(Role.UNIT_SIGN, ws.unit, name, sign, years(now, 1))
    return seal_file(header, files, signer, [*certificates, encrypt.public_key()], now)


def _read_back(ws: Workspace, sealed: bytes, encrypt: str) -> None:
    """Opens with the unit's own keys and judges as Sở Nội vụ will: a broken request never leaves."""
    state = replace(trust_state(ws), recipient=recipient_of(authorities_of(ws)[0])[0])
    opened = open_file(sealed, (*unit_decryption(ws), own_key(encrypt)), state, ws.env.now())
    _ = read_requests(opened.files, ws.unit)
