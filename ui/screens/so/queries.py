"""Questions of Sở Nội vụ's screens to the workspace: which periods there are, and what came in.

Plain functions that run in the store thread and give finished values, texts of cells among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from app.commands.figures.editions import edition_words
from app.commands.figures.judging import current_period
from app.commands.figures.watching import (
    STATES,
    receipt_numbers,
)
from app.commands.office.accepting import is_clean
from app.commands.office.boundaries import name_and_heir
from app.commands.office.hands import Hand, hands
from app.commands.office.periods import PERIOD
from app.domain.storage import Document
from app.vietnamese.dates import write_date
from app.workspace import Workspace
from ui.records.model import ListColumn
from ui.screens.so.rows import Row

PILLS: Final[Mapping[str, str]] = {
    "waiting_enrolment": "warning",
    "waiting_previous": "warning",
    "waiting_pack": "warning",
    "waiting_program": "warning",
    "refused": "error",
    "fork": "error",
    "sent": "warning",
    "received": "warning",
    "checked": "warning",
    "again": "warning",
    "returned": "error",
    "mending": "error",
    "accepted": "good",
    "nil": "good",
}
"""State → kind of pill; a plain one where it is not named."""
LEVELS: Final = {"so-lieu": "chỉ số liệu", "rut-gon": "rút gọn", "ho-so": "có họ tên"}
"""Level of a package → what stands in a column."""
WITH_RECEIPT: Final = ("received", "checked", "accepted", "returned")
"""States in which a package has a receipt of its own."""
INBOX_COLUMNS: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Kỳ, lần", width=96),
    ListColumn("Chữ ký", width=136),
    ListColumn("Mức", width=84),
    ListColumn("Kiểm tra", width=130),
    ListColumn("Số đơn vị khai", width=128),
    ListColumn("Tình trạng", width=178),
    ListColumn("Ngày nhận", width=88),
    ListColumn("Phiếu", width=70),
)
"""What the cells of a row of the inbox are."""


def periods(ws: Workspace) -> tuple[str, ...]:
    """The period asked for now, then every other one that was asked for or of which packages came in, newest first."""
    now = str(current_period(ws))
    known = (*ws.store.documents("received"), *ws.store.documents(PERIOD))
    others = {item.period for item in known if item.period} - {now}
    return (now, *sorted(others, reverse=True))


def inbox(ws: Workspace) -> tuple[Row, ...]:
    """Everything received, newest first."""
    documents = ws.store.documents("received")
    receipts, by = receipt_numbers(ws), hands(ws, documents)
    turns: dict[tuple[str, str], int] = defaultdict(int)
    rows = []
    for document in documents:
        turns[document.unit, document.period] += 1
        rows.append(_inbox_row(ws, document, turns[document.unit, document.period], receipts, by.get(document.id)))
    return tuple(reversed(rows))


def state_word(state: str) -> str:
    """A state of a package, as it concerns the officer."""
    return "chờ xem xét" if state == "received" else STATES[state]


def receipt_word(document: Document, receipts: Mapping[tuple[str, str], int]) -> str:
    """The receipt of a package in its present state."""
    if document.state not in WITH_RECEIPT:
        return ""
    number = receipts.get((document.id, document.state))
    return f"số {number}" if number else "chưa lập"


def _inbox_row(
    ws: Workspace, document: Document, turn: int, receipts: Mapping[tuple[str, str], int], hand: Hand | None
) -> Row:
    body = document.body
    if document.state == "refused":
        return _refused_row(ws, document)
    kind = PILLS.get(document.state, "")
    words = state_word(document.state)
    words = STATES["nil"] if document.state == "accepted" and body.get("nil") else words
    words += " (không phát sinh)" if body.get("nil") and document.state != "accepted" else ""
    cells = (
        name_and_heir(ws.env.units, document.unit, ws.today),
        f"{document.period}, lần {turn}",
        _signed(document, hand),
        LEVELS.get(body.get("level", ""), ""),
        _checked(body),
        _declared(body),
        words,
        write_date(document.at[:10]),
        receipt_word(document, receipts),
    )
    order = ("", f"{document.period}-{turn:03d}", "", "", body.get("errors"), body.get("differences"), "", document.at)
    receipt = "no-receipt" if cells[-1] == "chưa lập" else "receipt"
    clean = ("clean",) if is_clean(ws, document) else ()
    tags = frozenset({document.state, receipt, *clean})
    said = (
        f"Ký bởi {body.get('signer', '')}",
        hand.words if hand else "",
        edition_words(ws, document),
        body.get("message", ""),
        body.get("late", ""),
    )
    tip = ". ".join(part.rstrip(".") for part in said if part)
    return Row(document.id, cells, order, kind, tags, tip, source=document)


def _signed(document: Document, hand: Hand | None) -> str:
    if document.state == "waiting_enrolment":
        return "tự ký, chờ đối chiếu"
    return "hợp lệ, nhập thay" if hand else "hợp lệ"


def _refused_row(ws: Workspace, document: Document) -> Row:
    """A file that was not taken in: what it is called, the code and the sentence."""
    body = document.body
    name = str(body.get("name", ""))
    whose = ws.env.units.name(document.unit) if document.unit else name
    file = f" (tệp {name})" if document.unit else ""
    text = f"{body.get('code', '')}  {body.get('message', '')} {body.get('hint', '')}".strip() + file
    cells = (whose, text)
    return Row(document.id, cells, tags=frozenset({"refused"}), tip=text, wide=True, source=document)


def _checked(body: Mapping[str, Any]) -> str:
    if "errors" not in body:
        return "chưa đọc"
    return f"{body['errors']} lỗi · {body['warnings']} cảnh báo"


def _declared(body: Mapping[str, Any]) -> str:
    if "differences" not in body:
        return ""
    if body["differences"]:
        return f"lệch {body['differences']} ô"
    declared = body.get("declared_only", 0)
    return f"{declared} ô chưa tính lại" if declared else "khai = tính lại"
