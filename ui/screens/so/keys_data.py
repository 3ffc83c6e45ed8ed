"""Pairs of certificates of the units and requests that wait, as rows; made in the store thread.

The fingerprint of a request that waits is no text of a row: it is compared with what the unit reads out, never shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.commands.keys.authorities import authorities_of, former_authorities
from app.commands.keys.pairs import certificates_of, pairs, run_out, standing
from app.commands.keys.requests_in import REASONS as ASKED
from app.commands.keys.revoking import REASONS as ENDED
from app.crypto.certificates import public_key_of
from app.crypto.codes import fingerprint_groups
from app.crypto.keys import public_der
from app.domain.storage import Document
from app.vietnamese.dates import write_date
from app.vietnamese.fold import fold
from app.workspace import Workspace
from ui.fields.values import moment
from ui.screens.so.rows import Row

SOON: Final = 60
"""Days before the end of a certificate in which its unit should ask for a new one."""

OFFICE_SOON: Final = 180
"""The same for those of Sở Nội vụ, which every unit has to hear of."""

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "pending": ("chờ đối chiếu", "warning"),
    "active": ("đang dùng", "good"),
    "soon": ("sắp hết hạn", "warning"),
    "expired": ("đã hết hạn", "error"),
    "replaced": ("đã thay, còn nhận", ""),
    "revoked": ("đã thu hồi", "error"),
}
"""State of a row → its word and kind of pill."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that waits.

    Attributes:
        document: the request. ends: what becomes of the unit's older pairs if it is confirmed, as a sentence.
    """

    document: Document
    unit_name: str
    ends: str

    @property
    def is_file(self) -> bool:
        """A request file, which is answered with a certificate file; else a held first package."""
        return bool(self.document.body.get("kind") == "request")


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair that was issued; `others` is how many more of its unit stand."""

    document: Document
    unit_name: str
    stands: bool
    others: int

    @property
    def has_file(self) -> bool:
        """A certificate file was made of it, which can be written again."""
        return bool(self.document.body.get("file"))


@dataclass(frozen=True, slots=True)
class KeysShown:
    """The screen's content.

    Attributes:
        rows: what waits, then pairs. office: lines about the certificates of Sở Nội vụ itself.
        due: a sentence where these near their end; else empty.
    """

    rows: tuple[Row, ...]
    office: tuple[tuple[str, str], ...]
    due: str = ""


def keys_shown(ws: Workspace) -> KeysShown:
    """What waits first, then the pairs by unit."""
    issued = sorted(_pairs(ws), key=lambda row: row.cells[0])
    return KeysShown((*_pending(ws), *issued), tuple(_office(ws)), _due(ws))


def waiting_count(ws: Workspace) -> int:
    """How many requests wait for an officer."""
    return len(ws.store.documents("request", state="pending"))


def _pending(ws: Workspace) -> Iterator[Row]:
    for item in ws.store.documents("request", state="pending"):
        body, name = item.body, ws.env.units.name(item.unit)
        reason = str(body.get("reason", "first"))
        source = Pending(item, name, _ends(ws, item.unit, reason))
        signed = "ký bằng chứng thư đang dùng" if body.get("signed_with") else "tự ký"
        kind = "tệp đề nghị" if source.is_file else "gói đầu tiên"
        about = f"{ASKED[reason]}; {kind}, {signed}"
        cells = (name, body.get("machine", ""), "nghe đơn vị đọc", STATES["pending"][0], "", ASKED[reason])
        tip = f"{name}: {about}; nhận lúc {moment(item.at)}"
        yield Row(item.id, cells, pill="warning", tags=frozenset({"pending"}), tip=tip, source=source)


def _pairs(ws: Workspace) -> Iterator[Row]:
    over = {item.id for item in run_out(ws)}
    stand: dict[str, int] = {}
    for item in standing(ws):
        stand[item.unit] = stand.get(item.unit, 0) + 1
    for item in pairs(ws):
        end = certificates_of(item)[0].not_valid_after_utc
        state = "revoked" if item.id in over else _state(item, (end - ws.env.now()).days)
        stands = state not in ("revoked",)
        name, body = ws.env.units.name(item.unit), item.body
        source = Pair(item, name, stands, stand.get(item.unit, 0) - int(stands))
        day = end.date().isoformat()
        digits = f"{' '.join(body['fingerprint'].split()[:2])} …"
        why = ENDED[body["ended_why"]] if body["ended_why"] else ASKED[body["reason"]]
        cells = (name, body["machine"], digits, STATES[state][0], write_date(day), why)
        order = ("", "", "", "", day, "")
        tip = f"{name}: {body['fingerprint']}; {_about(item, state)}"
        search = fold(f"{' '.join(cells)} {tip}")
        yield Row(item.id, cells, order, STATES[state][1], frozenset({state}), tip, search=search, source=source)


def _state(pair: Document, left: int) -> str:
    if pair.state != "active":
        return pair.state
    if left < 0:
        return "expired"
    return "soon" if left <= SOON else "active"


def _about(pair: Document, state: str) -> str:
    body = pair.body
    if state in ("revoked", "replaced") and body["ended_at"]:
        day = write_date(datetime.fromisoformat(body["ended_at"]).date().isoformat())
        note = f": {body['note']}" if body["note"] else ""
        until = "nhận đến" if state == "replaced" else "từ"
        return f"{until} {day}, {ENDED[body['ended_why']]}{note}"
    return f"cấp {write_date(pair.at[:10])}, {ASKED[body['reason']]}"


def _ends(ws: Workspace, unit: str, reason: str) -> str:
    count = len(standing(ws, unit))
    if not count or reason == "machine":
        return "Các chứng thư đang dùng của đơn vị giữ nguyên." if count else ""
    if reason == "renewal":
        return "Chứng thư được gia hạn còn được nhận 60 ngày, sau đó tự thu hồi."
    return f"{count} chứng thư đang dùng của đơn vị bị thu hồi ngay; gói ký bằng khóa cũ đến sau không được nhận."


def _due(ws: Workspace) -> str:
    held = authorities_of(ws)[0]
    end = min(item.not_valid_after_utc for item in (held.so_sign, held.so_encrypt))
    if (end - ws.env.now()).days > OFFICE_SOON:
        return ""
    day = write_date(end.date().isoformat())
    return f"Chứng thư của Sở Nội vụ hết hạn ngày {day}: cấp lại bằng USB khóa gốc, sớm để đơn vị kịp nhận theo phiếu."


def _office(ws: Workspace) -> Iterator[tuple[str, str]]:
    held, revocations = authorities_of(ws)
    for title, certificate in (
        ("Ký phiếu", held.so_sign),
        ("Nhận gói", held.so_encrypt),
        ("Cấp chứng thư", held.issuing),
        ("Khóa dự phòng", held.so_spare),
        ("Gốc của tỉnh", held.root),
    ):
        end = write_date(certificate.not_valid_after_utc.date().isoformat())
        yield title, f"đến {end}"
    yield "Dấu vân tay gốc", fingerprint_groups(public_der(public_key_of(held.root)))
    if revocations is not None:
        made, due = (write_date(at.date().isoformat()) for at in (revocations.this_update, revocations.next_update))
        yield "Danh sách thu hồi", f"số {revocations.number}, phát hành {made}, dùng đến {due}"
    former = former_authorities(ws)
    if former:
        yield "Lần cấp lại gần nhất", write_date(former[0].ended_at[:10])
