"""Handing over (bàn giao): another person signs from now on, with a passphrase and keys of their own, and on paper.

Hides the order: what may fail comes first (keys, request, minutes), then the new slot, then the old one goes. At every
moment somebody can open the data, and a second call goes on where a killed one stopped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from app.commands.chains import standing
from app.commands.figures.paper import signers_of
from app.commands.files import first_line, write_chosen
from app.commands.keys.own_keys import own_key_state
from app.commands.keys.requesting import Made, asked
from app.commands.sending import moment
from app.crypto.passphrase import check_passphrase
from app.domain.registry import SENT
from app.domain.storage import APPROVER, Document, DocumentChange
from app.domain.unit_records import UnitProfile
from app.errors import refuse
from app.progress import Progress
from app.reports.minutes import Minutes, PackageLine, minutes_pdf
from app.workspace import CommandSpec, Outcome, Workspace

HAND_OVER: Final = CommandSpec("handover", "app.commands.enrolment.handing_over:hand_over", "Bàn giao")
_COMMITTEE: Final = "ỦY BAN NHÂN DÂN"
_PROVINCE: Final = "Ủy ban nhân dân tỉnh Điện Biên"
_STATES: Final = {
    "sent": "chưa có phiếu tiếp nhận",
    "received": "đã nhận",
    "checked": "đã kiểm tra",
    "accepted": "đã chấp nhận số liệu",
    "returned": "đề nghị hoàn thiện số liệu",
}


def hand_over(
    ws: Workspace,
    progress: Progress,
    *,
    to: str,
    out: Path,
    passphrase_file: Path | None = None,
    passphrase: str = "",
) -> Outcome:
    """Hands the approver's work of this machine to another person.

    Args:
        to: name of the receiver; one who is a user already gets the approver's slot instead of the old one.
        out: folder for the minutes and the request for certificates.
        passphrase: of the receiver; or passphrase_file, whose first line it is.

    Returns:
        data: minutes, request (files), fingerprint (of the new key), to.

    Raises:
        UserError: NHAP-03 no name, or the giver's own; KHOA-04 weak passphrase, KHOA-06, LUU-* of the files, FONT-01.
    """
    receiver, giver = " ".join(to.split()), ws.actor
    if not receiver or receiver == giver:
        raise refuse("NHAP-03", what="người nhận bàn giao", value=to, detail="cần tên một người khác")
    secret = passphrase or (first_line(passphrase_file) if passphrase_file else "")
    check_passphrase(secret)
    progress.step(0, 3, "Lập khóa mới")
    made = asked(ws, "handover", fresh=_is_of_another(ws, receiver))
    code = ws.unit.partition("@")[0]
    request, minutes = out / f"2282_{code}_de-nghi-chung-thu.p7m", out / f"2282_{code}_bien-ban-ban-giao.pdf"
    progress.step(1, 3, "Lập biên bản")
    write_chosen(request, made.sealed)
    write_chosen(minutes, minutes_pdf(_minutes(ws, receiver, made, request.name)))
    progress.step(2, 3, "Đổi người ký duyệt")
    body = {"from": giver, "to": receiver, "fingerprint": made.fingerprint}
    begun = Document("handover", made.document.id, ws.unit, state="begun", at=moment(ws), body=body)
    before = ws.store.document("handover", begun.id)
    said = f"Bàn giao từ {giver} cho {receiver}"
    ws.commit(HAND_OVER, Outcome(message=f"{said}: bắt đầu.", documents=(DocumentChange(before, begun),)))
    dropped = _dropped(ws, receiver)
    _swap(ws, receiver, secret, {item.body["to"] for item in dropped})
    data = {"minutes": str(minutes), "request": str(request), "fingerprint": made.fingerprint, "to": receiver}
    ended = [DocumentChange(item, replace(item, state="dropped")) for item in dropped]
    done = DocumentChange(begun, replace(begun, state="done"))
    return Outcome(data=data, message=f"{said}: xong. In biên bản, ký, rồi gửi tệp đề nghị.", documents=(*ended, done))


def _is_of_another(ws: Workspace, receiver: str) -> bool:
    """Whether the keys that wait belong to a handover to somebody else, who may have held them since it began."""
    waiting = {item.id for item in ws.store.documents("request_sent", state="pending")}
    return any(item.id in waiting and item.body["to"] != receiver for item in ws.store.documents("handover"))


def _dropped(ws: Workspace, receiver: str) -> list[Document]:
    """Handovers of this giver to somebody else that were killed midway: that person is not to keep the slot."""
    begun = ws.store.documents("handover", state="begun")
    return [item for item in begun if item.body["from"] == ws.actor and item.body["to"] != receiver]


def _swap(ws: Workspace, receiver: str, passphrase: str, others: Collection[str]) -> None:
    """The receiver's slot first, then the giver's and those of abandoned handovers go."""
    if receiver in {slot.name for slot in ws.store.users()}:
        ws.store.remove_user(receiver)
    ws.store.add_user(receiver, passphrase, (APPROVER,))
    names = {slot.name for slot in ws.store.users()}
    for name in (*others, ws.actor):
        if name in names:
            ws.store.remove_user(name)


def _minutes(ws: Workspace, receiver: str, made: Made, request: str) -> Minutes:
    profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)), None)
    name = (profile.name if profile else None) or ws.env.units.name(ws.unit)
    signers = signers_of(ws, profile)
    gone = {ws.actor, receiver, *(item.body["to"] for item in _dropped(ws, receiver))}
    return Minutes(
        committee=name.upper().startswith(_COMMITTEE),
        parent=(profile.parent if profile else None) or _PROVINCE,
        unit=name,
        place=(profile.place if profile else None) or "",
        symbol=(profile.symbol if profile else None) or "",
        giver=ws.actor,
        receiver=receiver,
        at=ws.env.now(),
        store=ws.store.info.id,
        epoch=ws.store.info.epoch,
        people=ws.store.count("person"),
        records=sum(ws.store.count(spec.name) for spec in SENT),
        last_backup=_written(ws, ws.store.last_backup()) or "chưa có",
        packages=tuple(_package(ws, item) for item in reversed(standing(ws))),
        old_fingerprint=own_key_state(ws).fingerprint,
        new_fingerprint=made.fingerprint,
        request=request,
        authority=signers.authority,
        head=signers.signer,
        others=tuple(slot.name for slot in ws.store.users() if slot.name not in gone),
        practice=ws.store.info.practice,
    )


def _package(ws: Workspace, item: Document) -> PackageLine:
    edition = int(item.body.get("edition", 0))
    return PackageLine(item.period, edition, _written(ws, item.at)[:10], _STATES.get(item.state, item.state))


def _written(ws: Workspace, at: str) -> str:
    """A moment as people write it, by the clock of this machine; "" for none."""
    return f"{datetime.fromisoformat(at).astimezone(ws.env.now().tzinfo):%d/%m/%Y %H:%M}" if at else ""
