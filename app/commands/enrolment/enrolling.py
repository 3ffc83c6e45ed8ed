"""Enrolment at Sở Nội vụ: a file and a sheet for each unit, then the confirmation of its fingerprint (design §6)."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

from app.commands.enrolment.certifying import issue_pair
from app.commands.enrolment.own_list import own_list
from app.commands.figures.judging import current_period, cut_off_of
from app.commands.files import write_chosen
from app.commands.keys.activation import activation_key
from app.commands.keys.authorities import authorities_of
from app.commands.keys.province_identity import province_keys
from app.commands.keys.revoking import require_fingerprint
from app.commands.lateness import due_date
from app.commands.office.periods import PERIOD
from app.commands.policies import campaign_policy
from app.commands.reception.holding import release
from app.commands.reception.reception import open_desk
from app.commands.sending import moment, new_header
from app.crypto.certificates import public_key_of
from app.crypto.codes import fingerprint_groups, new_activation_code, same_groups
from app.crypto.keys import public_der
from app.domain.schema import Level
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit
from app.errors import refuse
from app.package.bodies import EnrolmentBody, PackName
from app.package.exchange import Enrolment, EnrolmentSettings, Obliged, UnitStep, enrolment_files
from app.package.sealing import seal_file
from app.package.tables import row_counts
from app.progress import Progress
from app.reports.sheet import activation_sheet
from app.workspace import CommandSpec, Outcome, Workspace
from app.workspace.lineage import REORGANISATION, kept_rows

CONFIRM: Final = CommandSpec("enrol confirm", "app.commands.enrolment.enrolling:confirm", "Xác nhận ghi danh")


def enrol_file(
    ws: Workspace, progress: Progress, *, out: Path, unit: str | None = None, every: bool = False
) -> Outcome:
    """Makes enrolment files, and beside each the sheet to be printed, sealed and handed over apart from it.

    Args:
        out: folder for the files.
        unit: code of one unit; every: all units of today.

    Returns:
        data: list of {unit, name, file, sheet, code}; the code stands on the sheet and is kept nowhere else.
    """
    units = _chosen(ws, unit, every=every)
    root = fingerprint_groups(public_der(public_key_of(authorities_of(ws)[0].root)))
    made: list[dict[str, str]] = []
    documents: list[DocumentChange] = []
    for number, row in enumerate(units):
        progress.step(number, len(units), f"Tệp đăng ký: {row.name}")
        code = new_activation_code()
        path = out / f"2282_{row.code}_dang-ky.p7m"
        sheet = out / f"2282_{row.code}_phieu-kich-hoat.pdf"
        write_chosen(path, sealed_enrolment(ws, row, code))
        write_chosen(sheet, activation_sheet(row.name or "", code, ws.today, root_fingerprint=root))
        made.append({"unit": row.id, "name": row.name or "", "file": str(path), "sheet": str(sheet), "code": code})
        if ws.store.document("enrolment", row.id) is None:
            documents.append(DocumentChange(None, Document("enrolment", row.id, row.id, state="issued", at=moment(ws))))
    message = f"Đã lập {len(made)} tệp đăng ký đơn vị. In phiếu kích hoạt, niêm phong, rồi xóa tệp PDF của phiếu."
    return Outcome(data=made, message=message, documents=tuple(documents))


def confirm(ws: Workspace, progress: Progress, *, fingerprint: str) -> Outcome:
    """Issues certificates to the unit whose first packages carry this fingerprint, and takes them in.

    Other requests of the unit, with other keys, are refused from then on (KY-03).

    Raises:
        UserError: NHAP-03 mistyped, or the key was seen before; NHAP-02 no held package has it; NHAP-01 a request file
            has it, which `enrol issue` answers.
    """
    require_fingerprint(fingerprint)
    pending = ws.store.documents("request", state="pending")
    found = [item for item in pending if same_groups(item.body["fingerprint"], fingerprint)]
    asked = [item for item in found if item.body.get("kind", "package") == "package"]
    if found and not asked:
        raise refuse("NHAP-01", detail="dấu vân tay này của một tệp đề nghị; hãy cấp chứng thư theo tệp đề nghị")
    if not asked:
        raise refuse("NHAP-02", what="gói chờ ghi danh có dấu vân tay", value=fingerprint)
    unit = asked[0].unit
    changes = issue_pair(ws, asked[0]).changes
    name = ws.env.units.name(unit)
    ws.commit(CONFIRM, Outcome(message=f"Đã ghi danh {name}.", documents=changes))
    progress.step(0, 1, "Nhận gói đã ghi danh")
    rows = release(open_desk(ws), partial(ws.commit, CONFIRM), unit)
    first = next((row for row in rows if row["id"] == asked[0].id), rows[0] if rows else {})
    return Outcome(data={**first, "unit": unit, "packages": rows}, message=f"Đã ghi danh {name}.")


def list_enrolments(ws: Workspace, progress: Progress) -> Outcome:
    """Where each unit's enrolment stands, and what waits for a confirmation."""
    kept = {item.unit: item for item in ws.store.documents("enrolment")}
    waiting: dict[str, list[str]] = {}
    for item in ws.store.documents("request", state="pending"):
        waiting.setdefault(item.unit, []).append(item.body["fingerprint"])
    rows: list[dict[str, Any]] = []
    for row in reporting_units(ws):
        found, fingerprints = kept.get(row.id), sorted(set(waiting.get(row.id, [])))
        rows.append(
            {
                "unit": row.id,
                "name": row.name,
                "state": found.state if found else "none",
                "fingerprint": found.body.get("fingerprint", "") if found else "",
                "waiting": fingerprints,
            }
        )
    return Outcome(data=rows)


def reporting_units(ws: Workspace) -> tuple[Unit, ...]:
    """Units that report today: communes and provincial agencies, not the province itself."""
    return tuple(row for row in ws.env.units.on(ws.today) if row.kind == "agency" or row.tier == "xa")


def _chosen(ws: Workspace, code: str | None, *, every: bool) -> tuple[Unit, ...]:
    units = reporting_units(ws)
    if every:
        return units
    return (chosen_unit(ws, code or ""),)


def chosen_unit(ws: Workspace, code: str) -> Unit:
    """A unit that reports today.

    Raises:
        UserError: NHAP-02.
    """
    found = next((row for row in reporting_units(ws) if code in (row.code, row.id)), None)
    if found is None:
        raise refuse("NHAP-02", what="đơn vị", value=code)
    return found


def _obliged(ws: Workspace) -> list[Obliged]:
    period = current_period(ws)
    cut_off = cut_off_of(ws, period).isoformat()
    due = due_date(ws, str(period)).isoformat()
    campaign = ws.store.document("setting", "campaign")
    level = campaign.body["level"] if campaign else Level.RUT_GON.code
    number = int(campaign.body.get("number", 0)) if campaign else 0
    others = (item.body for item in ws.store.documents(PERIOD) if item.id != str(period))
    before = [Obliged(*(item[name] for name in ("period", "cut_off", "due", "level", "number"))) for item in others]
    return [Obliged(str(period), cut_off, due, level, number), *before]


def sealed_enrolment(ws: Workspace, row: Unit, code: str) -> bytes:
    """The enrolment file of a unit, for whoever has the activation code."""
    keys, now = province_keys(ws), ws.env.now()
    authorities, _ = authorities_of(ws)
    pack = ws.pack
    own = own_list(ws, row)
    body = EnrolmentBody(row.id, row.name or "", PackName(pack.id, pack.version, pack.digest), row_counts(own))
    steps = [UnitStep(**row) for row in kept_rows(ws.store.documents(REORGANISATION))]
    settings = EnrolmentSettings(keys.token_key.hex(), _obliged(ws), campaign_policy(ws), steps)
    enrolment = Enrolment(body, authorities, settings, pack.files, own)
    header = new_header(ws, row.id, body, sent=(), last_seen="")
    return seal_file(
        header, enrolment_files(enrolment), keys.signer, [activation_key(code)], now, (authorities.issuing,)
    )
