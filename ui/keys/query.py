"""What the window says of the unit's own key: facts of the page, and the sentence of the first page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.commands.keys.own_keys import KeyState, OwnKey, own_key_state
from app.domain.findings import Place
from app.domain.storage import APPROVER
from app.vietnamese.dates import write_date
from app.workspace import Workspace

PLACE: Final = Place("own_keys")
"""Where Hệ thống shows the key."""

REASONS: Final = {
    "first": "cấp lần đầu",
    "renewal": "cấp lại trước khi hết hạn",
    "machine": "máy thứ hai của đơn vị",
    "handover": "bàn giao người ký duyệt",
    "compromise": "lộ khóa",
}

STATES: Final = {
    KeyState.NONE: ("chưa có chứng thư", "Soft"),
    KeyState.ACTIVE: ("đang dùng", "Good"),
    KeyState.ENDING: ("sắp hết hạn", "Warning"),
    KeyState.ENDED: ("đã hết hạn", "Error"),
    KeyState.REVOKED: ("đã thu hồi", "Error"),
    KeyState.ELSEWHERE: ("khóa của máy khác", "Error"),
}


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The page of the key.

    Attributes:
        own: how it stands. unit: name; holder: "code@valid_from". actor: who works here.
        approver: whether that is one who may ask for certificates.
        users: names of all who can open the data.
    """

    own: OwnKey
    unit: str
    holder: str
    actor: str
    approver: bool
    users: tuple[str, ...]


def key_facts(ws: Workspace) -> KeyFacts:
    """Reads them; no secret is needed."""
    slots = ws.store.users()
    approver = any(slot.name == ws.actor and APPROVER in slot.roles for slot in slots)
    names = tuple(slot.name for slot in slots)
    return KeyFacts(own_key_state(ws), ws.env.units.name(ws.unit), ws.unit, ws.actor, approver, names)


def key_task(ws: Workspace) -> str:
    """What there is to do about the key, one sentence; "" for nothing."""
    own = own_key_state(ws)
    end = write_date(own.end.isoformat()) if own.end else ""
    waits = own.asked is not None
    match own.state:
        case KeyState.ENDING if not waits:
            return f"Chứng thư số nội bộ hết hạn ngày {end}: lập đề nghị cấp lại."
        case KeyState.ENDED:
            return f"Chứng thư số nội bộ đã hết hạn ngày {end}: chưa ký được gói nộp."
        case KeyState.REVOKED:
            return "Chứng thư số nội bộ của máy này đã bị thu hồi: chưa ký được gói nộp."
        case KeyState.ELSEWHERE:
            return "Khóa ký được lập ở máy khác: chưa ký được gói nộp ở máy này."
    if own.restored:
        return "Dữ liệu khôi phục từ bản sao lưu: nhận phiếu mới nhất của Sở Nội vụ trước khi nộp, nếu có."
    return "Đang chờ tệp chứng thư của Sở Nội vụ." if waits else ""
