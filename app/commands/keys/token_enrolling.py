"""Asking Sở Nội vụ for a certificate for the key of a signing device: one more machine of the unit.

The device signs its own request file. Its pair needs a decryption key too; that is made here and kept with the older
ones, so that what is sealed to the pair is read by this machine.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from app.commands.files import write_chosen
from app.commands.keys.authorities import authorities_of, recipient_of
from app.commands.keys.device_keys import DEVICE, REQUESTED, usable_key
from app.commands.keys.key_material import key_text, years
from app.commands.keys.pins import pin_from
from app.commands.keys.tokens import token_request
from app.commands.keys.trusting import trust_state
from app.commands.keys.unit_identity import MOST_OLDER, unit_decryption, unit_secrets
from app.commands.sending import moment, new_header, receipt_seen
from app.crypto.certificates import Role, Signer
from app.crypto.codes import fingerprint_groups
from app.crypto.issuing import request, self_signed_by
from app.crypto.keys import generate_key
from app.crypto.token import open_token
from app.crypto.token_uri import read_uri
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.bodies import RequestBody
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST, read_requests
from app.package.header import MACHINE_LONGEST
from app.package.sealing import digest, seal_file
from app.package.trust import open_file
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

ENROL: Final = CommandSpec(
    "enrol token", "app.commands.keys.token_enrolling:enrol", "Lập tệp đề nghị cấp chứng thư cho thiết bị ký số"
)


def enrol(
    ws: Workspace,
    progress: Progress,
    *,
    out: Path,
    sign: str,
    pin_file: Path | None = None,
    pin: bytearray | None = None,
    try_last: bool = False,
) -> Outcome:
    """Writes the request file for the key of a device; its fingerprint is read to Sở Nội vụ over the telephone.

    Args:
        out: file to write.
        sign: address of the key.
        pin_file, pin, try_last: see `app.commands.keys.signers.Signing`.

    Returns:
        data: file, fingerprint.

    Raises:
        UserError: NHAP-01 the unit itself has no certificate yet, TB-* of the device, NHAP-03 the address, LUU-*.
    """
    if ws.store.document("setting", "certificates") is None:
        raise refuse("NHAP-01", detail="đơn vị phải ghi danh bằng khóa của phần mềm trước")
    uri = read_uri(sign)
    with open_token(uri, pin_from(pin_file, pin), try_last=try_last) as device:
        key = usable_key(device.certificate)
        sealed = _asked_before(ws, key) or _recorded(ws, device, key, uri.token)
    fingerprint = fingerprint_groups(key)
    write_chosen(out, sealed)
    said = f"Đã lập tệp đề nghị {out.name} cho thiết bị ký số. Đọc dấu vân tay cho Sở Nội vụ: {fingerprint}."
    return Outcome(data={"file": str(out), "fingerprint": fingerprint}, message=said)


def _asked_before(ws: Workspace, key: bytes) -> bytes | None:
    """The request that waits for the same key: it is written again, as any request is."""
    waiting = [item for item in ws.store.documents(REQUESTED, state="pending") if item.body["key"] == key.hex()]
    return ws.store.original(waiting[-1].id) if waiting else None


def _recorded(ws: Workspace, device: Signer, key: bytes, name: str) -> bytes:
    """A new request, read back and recorded before it is written: what somebody carries away can be answered here."""
    sealed = _sealed(ws, device, (name or DEVICE)[:MACHINE_LONGEST])
    state = replace(trust_state(ws), recipient=recipient_of(authorities_of(ws)[0])[0])
    read_requests(open_file(sealed, unit_decryption(ws), state, ws.env.now()).files, ws.unit)
    ws.store.put_original(ws.unit, "", sealed)
    body = {"key": key.hex(), "fingerprint": fingerprint_groups(key), "device": name}
    document = Document(REQUESTED, digest(sealed), ws.unit, "", "pending", moment(ws), body)
    said = f"Lập đề nghị cấp chứng thư cho thiết bị ký số, dấu vân tay {body['fingerprint']}."
    ws.commit(ENROL, Outcome(message=said, documents=(DocumentChange(None, document),)))
    return sealed


def _sealed(ws: Workspace, device: Signer, machine: str) -> bytes:
    name, now, encrypt = ws.env.units.name(ws.unit), ws.env.now(), generate_key()
    files = {
        SIGN_REQUEST: token_request(device, ws.unit, name),
        ENCRYPT_REQUEST: request(Role.UNIT_ENCRYPT, ws.unit, name, encrypt),
    }
    own = self_signed_by(Role.UNIT_SIGN, ws.unit, name, device, years(now, 1))
    secrets = unit_secrets(ws)
    older = [key_text(encrypt), *secrets.older][:MOST_OLDER]
    ws.store.set_secrets(msgspec.json.encode(msgspec.structs.replace(secrets, older=older)))
    office, certificates = recipient_of(authorities_of(ws)[0])
    header = new_header(ws, office, RequestBody(ws.unit, "machine", machine), sent=(), last_seen=receipt_seen(ws))
    signer = replace(device, certificate=own)  # type: ignore[type-var]
    return seal_file(header, files, signer, [*certificates, encrypt.public_key()], now)
