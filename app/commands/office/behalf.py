"""Nhập thay: a unit that sends paper or a plain list has a working store at Sở Nội vụ, in unit mode, with its own key.

In it everything is as at a unit: forms, Excel, check, package. What Sở knows beside that is whose hand it was: the key
of the working store is written down when it is made, and every package that it signs is marked by that, everywhere. The
package itself needs no word of it, and a unit cannot make one that seems to be Sở's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from app.commands.enrolment.enrolling import chosen_unit, confirm, sealed_enrolment
from app.commands.files import first_line
from app.commands.keys.own_keys import OWN_KEYS
from app.commands.keys.pairs import pair_id, standing
from app.commands.office.hands import BEHALF
from app.commands.sending import moment
from app.commands.storing import new_unit_of, open_enrolment
from app.crypto.codes import new_activation_code
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit
from app.errors import UserError, refuse
from app.progress import Progress, Silent
from app.vietnamese.dates import write_date
from app.workspace import CommandSpec, Outcome, Workspace

OPEN: Final = CommandSpec("behalf open", "app.commands.office.behalf:open_store", "Lập dữ liệu nhập thay")
_LONGEST: Final = 200


def open_store(
    ws: Workspace,
    progress: Progress,
    *,
    unit: str,
    out: Path,
    source: str,
    paper: str,
    passphrase_file: Path | None = None,
    passphrase: str = "",
) -> Outcome:
    """Makes the working store of a unit; it is opened and used as that of a unit.

    Args:
        unit: code.
        out: new folder.
        source: "paper" or "excel". paper: number and day of what the unit sent.
        passphrase: that opens the working store; or passphrase_file, whose first line it is.

    Raises:
        UserError: NHAP-02 no such unit; NHAP-01 it has certificates of its own, or a working store that is open, or no
            passphrase; NHAP-03 of the paper; KHOA-04 too short; LUU-*.
    """
    row = chosen_unit(ws, unit)
    secret = passphrase or (first_line(passphrase_file) if passphrase_file else "")
    said = " ".join(paper.split())
    if not secret:
        raise refuse("NHAP-01", detail="cần mật khẩu mở dữ liệu nhập thay")
    if not 0 < len(said) <= _LONGEST:
        raise refuse("NHAP-03", what="văn bản của đơn vị", value=said[:40], detail="ghi số, ngày của báo cáo đã gửi")
    own = [item for item in standing(ws, row.id) if ws.store.document(BEHALF, item.id) is None]
    if own:
        detail = f"{row.name} đã có chứng thư, tự gửi báo cáo được; không nhập thay"
        raise refuse("NHAP-01", detail=detail)
    _require_none_open(ws, row)
    code = new_activation_code()
    given = open_enrolment(ws.env, sealed_enrolment(ws, row, code), code)
    facts = {"by": ws.actor, "source": source, "paper": said, "unit": row.id}
    mark = DocumentChange(None, Document("setting", BEHALF, body=facts))
    made = new_unit_of(ws.env, out, given, ws.actor, secret, (mark,))
    with closing(made.store):
        kept = made.store.document("setting", OWN_KEYS)
    assert kept is not None
    body = {**facts, "folder": str(out)}
    key = Document(BEHALF, pair_id(kept.body["fingerprint"]), row.id, state="open", at=moment(ws), body=body)
    changes = [DocumentChange(None, key)]
    if ws.store.document("enrolment", row.id) is None:
        changes.append(DocumentChange(None, Document("enrolment", row.id, row.id, state="issued", at=moment(ws))))
    message = f"Đã lập dữ liệu nhập thay cho {row.name}: {out}."
    return Outcome({"unit": row.id, "name": row.name, "store": str(out)}, message, documents=tuple(changes))


def _require_none_open(ws: Workspace, unit: Unit) -> None:
    """Refuses a second working store: two of them would send two reports that both replace the same one.

    One whose folder is gone before it sent anything is no hindrance; one that did is ended by revoking its certificate.
    """
    in_use = {item.id for item in standing(ws, unit.id)}
    for item in ws.store.documents(BEHALF, unit=unit.id):
        folder = Path(item.body["folder"])
        was_used = ws.store.document("certificate", item.id) is not None
        if item.id in in_use if was_used else folder.exists():
            by, day = item.body["by"], write_date(item.at[:10])
            detail = f"{unit.name} đã có dữ liệu nhập thay ({by} lập ngày {day}): mở {folder} để nhập tiếp"
            raise refuse("NHAP-01", detail=f"{detail}; nếu đã mất, thu hồi chứng thư của đơn vị rồi lập lại")


def listed(ws: Workspace, progress: Progress) -> Outcome:
    """Working stores that were made, and how many packages came of each."""
    packages = ws.store.documents("received")
    rows = [
        {
            "unit": item.unit,
            "name": ws.env.units.name(item.unit),
            **{name: item.body[name] for name in ("by", "source", "paper", "folder")},
            "at": item.at,
            "packages": sum(made.body.get("signed_with") == item.id for made in packages),
        }
        for item in ws.store.documents(BEHALF)
    ]
    return Outcome(data=rows)


def confirm_own(ws: Workspace, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Confirms the first packages of working stores: their keys were made here, nobody needs to read them out.

    Args:
        rows: of a reception.

    Returns:
        Rows of what waits no longer.
    """
    freed: list[dict[str, Any]] = []
    for row in rows:
        fingerprint = str(row.get("fingerprint", ""))
        if row.get("state") != "waiting_enrolment" or ws.store.document(BEHALF, pair_id(fingerprint)) is None:
            continue
        try:
            packages = confirm(ws, Silent(), fingerprint=fingerprint).data["packages"]
        except UserError:  # an officer without the signing key: it waits for one who has it
            continue
        freed.extend({**item, "released": True} for item in packages)
    return freed
