"""Enrolment at Sở Nội vụ: a file and a sheet for each unit, then the confirmation of its fingerprint (design §6)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.commands.files import write_chosen
from app.commands.identity import authorities_of, key_of_certificate, province_keys, years
from app.commands.reception import receive_held
from app.crypto.certificates import Role, certificate_pem
from app.crypto.codes import fingerprint_groups, new_activation_code, parse_activation_code, same_groups
from app.crypto.issuing import check_request, issue
from app.crypto.recipients import SharedKey
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit
from app.errors import refuse
from app.package.exchange import Enrolment, EnrolmentSettings, enrolment_files
from app.package.header import FORMAT, EnrolmentBody, Header, PackName
from app.package.sealing import seal_file
from app.progress import Progress
from app.workspace import PROGRAM_VERSION, Outcome, Workspace

CODE_IDENTIFIER: Final = b"so2282-ma-kich-hoat"


def activation_key(code: str) -> SharedKey:
    """The key that an activation code stands for.

    Raises:
        UserError: KHOA-07.
    """
    secret = parse_activation_code(code)
    return SharedKey(hashlib.sha256(b"so2282 activation" + secret).digest(), CODE_IDENTIFIER)


def enrol_file(
    ws: Workspace, progress: Progress, *, out: Path, unit: str | None = None, every: bool = False
) -> Outcome:
    """Makes enrolment files.

    Args:
        out: folder for the files.
        unit: code of one unit; every: all units of today.

    Returns:
        data: list of {unit, name, file, code}; the code stands on the sealed sheet and is kept nowhere.
    """
    units = _chosen(ws, unit, every=every)
    made: list[dict[str, str]] = []
    documents: list[DocumentChange] = []
    for number, row in enumerate(units):
        progress.step(number, len(units), f"Tệp đăng ký: {row.name}")
        code = new_activation_code()
        path = out / f"2282_{row.code}_dang-ky.p7m"
        write_chosen(path, _seal(ws, row, code))
        made.append({"unit": row.id, "name": row.name or "", "file": str(path), "code": code})
        old = ws.store.document("enrolment", row.id)
        if old is None:
            documents.append(DocumentChange(None, Document("enrolment", row.id, row.id, state="issued")))
    message = f"Đã lập {len(made)} tệp đăng ký đơn vị."
    return Outcome(data=made, message=message, documents=tuple(documents))


def confirm(ws: Workspace, progress: Progress, *, fingerprint: str) -> Outcome:
    """Issues certificates to the unit whose first package carries this fingerprint, and takes the package in.

    Raises:
        UserError: NHAP-02, no held package has it.
    """
    for held in ws.store.documents("enrolment", state="pending"):
        if same_groups(held.body["fingerprint"], fingerprint):
            return _confirmed(ws, progress, held)
    raise refuse("NHAP-02", what="gói chờ ghi danh có dấu vân tay", value=fingerprint)


def list_enrolments(ws: Workspace, progress: Progress) -> Outcome:
    """Where each unit's enrolment stands."""
    kept = {item.unit: item for item in ws.store.documents("enrolment")}
    rows = [
        {
            "unit": row.id,
            "name": row.name,
            "state": kept[row.id].state if row.id in kept else "none",
            "fingerprint": kept[row.id].body.get("fingerprint", "") if row.id in kept else "",
        }
        for row in reporting_units(ws)
    ]
    return Outcome(data=rows)


def reporting_units(ws: Workspace) -> tuple[Unit, ...]:
    """Units that report today: communes and provincial agencies, not the province itself."""
    return tuple(row for row in ws.env.units.on(ws.today) if row.kind == "agency" or row.tier == "xa")


def _confirmed(ws: Workspace, progress: Progress, held: Document) -> Outcome:
    keys = province_keys(ws)
    requests = {name: check_request(bytes.fromhex(held.body[name])) for name in ("sign_request", "encrypt_request")}
    name, validity = ws.env.units.name(held.unit), years(ws.env.now(), 3)
    issued = {
        "sign": issue(Role.UNIT_SIGN, held.unit, name, requests["sign_request"].public_key, validity, keys.issuing),
        "encrypt": issue(
            Role.UNIT_ENCRYPT, held.unit, name, requests["encrypt_request"].public_key, validity, keys.issuing
        ),
    }
    pems = {name: certificate_pem(certificate).decode() for name, certificate in issued.items()}
    body = {**held.body, **pems, "key": key_of_certificate(pems["sign"])}
    enrolled = replace(held, state="enrolled", body=body)
    taken = receive_held(ws, progress, enrolled)
    change = DocumentChange(held, enrolled)
    return replace(taken, documents=(change, *taken.documents), message=f"Đã ghi danh {name}.")


def pending_enrolment(ws: Workspace, unit: str, package: str, requests: Mapping[str, bytes], key: bytes) -> Document:
    """The enrolment that a first package asks for, with the fingerprint to compare by telephone."""
    body = {
        "package": package,
        "fingerprint": fingerprint_groups(key),
        "sign_request": requests["sign"].hex(),
        "encrypt_request": requests["encrypt"].hex(),
    }
    return Document("enrolment", unit, unit, state="pending", at=ws.env.now().isoformat(), body=body)


def _chosen(ws: Workspace, code: str | None, *, every: bool) -> tuple[Unit, ...]:
    units = reporting_units(ws)
    if every:
        return units
    chosen = tuple(row for row in units if row.code == code or row.id == code)
    if not chosen:
        raise refuse("NHAP-02", what="đơn vị", value=code or "")
    return chosen


def _seal(ws: Workspace, row: Unit, code: str) -> bytes:
    keys, now = province_keys(ws), ws.env.now()
    authorities, _ = authorities_of(ws)
    pack = ws.pack
    body = EnrolmentBody(row.id, row.name or "", PackName(pack.id, pack.version, pack.digest), _counts(ws, row))
    settings = EnrolmentSettings(keys.token_key.hex(), _obliged(ws))
    enrolment = Enrolment(body, authorities, settings, _pack_files(pack.id), _own_list(ws, row))
    header = Header(
        FORMAT,
        PROGRAM_VERSION,
        ws.unit,
        row.id,
        now.isoformat(timespec="seconds"),
        f"{ws.store.info.id}.{ws.store.info.epoch}",
        0,
        "",
        "",
        "",
        ws.store.info.practice,
        body,
    )
    return seal_file(
        header, enrolment_files(enrolment), keys.signer, [activation_key(code)], now, (authorities.issuing,)
    )
