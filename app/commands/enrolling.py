"""Enrolment at Sở Nội vụ: a file and a sheet for each unit, then the confirmation of its fingerprint (design §6)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.commands.activation import activation_key
from app.commands.files import write_chosen
from app.commands.identity import authorities_of, key_of_certificate, province_keys, years
from app.commands.judging import current_period, cut_off_of
from app.commands.own_list import own_list
from app.commands.reception import receive_held
from app.crypto.certificates import Role, certificate_pem
from app.crypto.codes import new_activation_code, same_groups
from app.crypto.issuing import check_request, issue
from app.domain.schema import Level
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit
from app.errors import refuse
from app.package.exchange import Enrolment, EnrolmentSettings, Obliged, enrolment_files
from app.package.header import FORMAT, EnrolmentBody, Header, PackName
from app.package.sealing import seal_file
from app.package.tables import row_counts
from app.paths import resource_root
from app.plan.pack import Pack, list_packs
from app.progress import Progress
from app.workspace import PROGRAM_VERSION, Outcome, Workspace


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


def _chosen(ws: Workspace, code: str | None, *, every: bool) -> tuple[Unit, ...]:
    units = reporting_units(ws)
    if every:
        return units
    chosen = tuple(row for row in units if row.code == code or row.id == code)
    if not chosen:
        raise refuse("NHAP-02", what="đơn vị", value=code or "")
    return chosen


def _pack_files(pack: Pack) -> dict[str, bytes]:
    """Files of a pack by their name in it."""
    folder = list_packs(resource_root() / "packs")[pack.id, pack.version]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _obliged(ws: Workspace) -> list[Obliged]:
    period = current_period(ws)
    cut_off = cut_off_of(ws, period).isoformat()
    due = ws.pack.dates(period).due_of(period).isoformat()
    campaign = ws.store.document("setting", "campaign")
    level = campaign.body["level"] if campaign else Level.RUT_GON.code
    return [Obliged(str(period), cut_off, due, level)]


def _seal(ws: Workspace, row: Unit, code: str) -> bytes:
    keys, now = province_keys(ws), ws.env.now()
    authorities, _ = authorities_of(ws)
    pack = ws.pack
    own = own_list(ws, row)
    body = EnrolmentBody(row.id, row.name or "", PackName(pack.id, pack.version, pack.digest), row_counts(own))
    settings = EnrolmentSettings(keys.token_key.hex(), _obliged(ws))
    enrolment = Enrolment(body, authorities, settings, _pack_files(pack), own)
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
