"""Receipts of our own that come back: after a restore, Sở Nội vụ takes up again what it had signed (threats.md I23)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from app.commands.sending import moment
from app.crypto.certificates import Role
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.bodies import ReceiptBody
from app.package.header import Header
from app.package.trust import Signed, TrustState, read_signed
from app.workspace import Outcome, Workspace

UNKNOWN_RECEIPT: Final = "receipt-unknown"
"""Doubt of a package that has seen a receipt which is not here: this store was restored from an older copy."""

_LEAP: Final = 10_000


def is_own_receipt(signed: Signed) -> bool:
    """Whether a file that came is signed by Sở Nội vụ itself."""
    return signed.role is Role.SO_SIGN


def receipt_back(ws: Workspace, signed: Signed, state: TrustState, sealed: bytes, name: str) -> Outcome:
    """Keeps a receipt of our own again, as it was issued; one that is here changes nothing.

    Raises:
        UserError: KY-05, NGH-09 and others of a file that is no receipt of ours.
    """
    opened = read_signed(signed, replace(state, recipient=""))
    header, body = opened.header, opened.header.body
    if not isinstance(body, ReceiptBody) or header.sender != ws.unit or header.recipient != body.unit:
        raise refuse("NGH-09", detail="không phải phiếu của Sở Nội vụ")
    row = _row(ws, name, body)
    if ws.store.document("receipt", opened.digest) is not None:
        return Outcome(data={**row, "state": "duplicate", "message": f"Phiếu số {body.number} đã có ở đây."})
    _ = ws.store.put_original(body.unit, body.period, sealed)
    made = Document("receipt", opened.digest, body.unit, body.period, body.state, moment(ws), _facts(header, body))
    message = f"Đã lưu lại phiếu số {body.number} mà Sở Nội vụ đã lập."
    return Outcome(data={**row, "message": message}, message=message, documents=(DocumentChange(None, made),))


def next_number(ws: Workspace) -> int:
    """The number of the next receipt: one more than any known, or a leap after a restore.

    What was issued after the copy that was restored is not known here. Each epoch of the store has ten thousand numbers
    of its own, so that none stands on two receipts, however often one and the same copy is restored.
    """
    newest = max(ws.store.documents("receipt"), key=lambda item: int(item.body["number"]), default=None)
    number, info = int(newest.body["number"]) if newest else 0, ws.store.info
    epoch = newest.body.get("epoch") if newest else f"{info.id}.1"
    if epoch in (None, f"{info.id}.{info.epoch}"):
        return number + 1
    return max(number // _LEAP + 1, info.epoch - 1) * _LEAP + 1


def _row(ws: Workspace, name: str, body: ReceiptBody) -> dict[str, Any]:
    return {
        "name": name,
        "state": "restored",
        "number": body.number,
        "unit": "",  # of no package: nothing is to be taken up because of it
        "unit_name": ws.env.units.name(body.unit),
        "period": body.period,
        "package": body.package,
    }


def _facts(header: Header, body: ReceiptBody) -> dict[str, Any]:
    return {
        "number": body.number,
        "package": body.package,
        "state": body.state,
        "reason": body.reason,
        "comments": [],
        "previous": header.previous,
        "last_seen": header.last_seen,
        "history": body.history,
        "epoch": header.epoch,
    }
