"""Packages that the unit made, as Nộp báo cáo shows them: what became of each, since when, and which file is which."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.commands.chains import LAPSED, has_left, links
from app.commands.files import read_chosen
from app.commands.submission.sent import receipts_of, sent_rows
from app.domain.schema import level_of
from app.domain.storage import Document
from app.package.order import after
from app.vietnamese.dates import write_date
from app.workspace import Workspace
from ui.fields.values import moment

STATE_WORDS: Final = {
    "sent": ("đã lập", "Warning"),
    "received": ("đã nhận", "Soft"),
    "checked": ("đã kiểm tra", "Soft"),
    "accepted": ("đã chấp nhận số liệu", "Good"),
    "returned": ("đề nghị hoàn thiện", "Error"),
    LAPSED: ("đã bỏ", "Soft"),
}
"""State → words and style of a package as its unit sees it."""
_WAITING: Final = {
    "sent": "chưa có phiếu tiếp nhận",
    "received": "chờ Sở Nội vụ kiểm tra",
    "checked": "chờ Sở Nội vụ chấp nhận số liệu",
    "returned": "chờ đơn vị hoàn thiện, nộp lại",
}
_GROUP: Final = 4
_GROUPS: Final = 4


@dataclass(frozen=True, slots=True)
class Sent:
    """A package that was made, in words.

    Attributes:
        id: SHA-256. name: what its file is called.
        state, kind: words and style of where it stands.
        about: which one it is. path: its states with their days.
        waits: for what, and how many days; empty where it waits for nothing.
        reason: what Sở Nội vụ wrote.
        unwritten: no file of it was proved. copyable: its file can be written again.
    """

    id: str
    name: str
    state: str
    kind: str
    about: str
    path: str
    waits: str
    reason: str
    unwritten: bool
    copyable: bool


def sent_packages(ws: Workspace, period: str) -> tuple[Sent, ...]:
    """Packages of a period, newest first."""
    receipts = receipts_of(ws)
    made = {item.id: item for item in ws.store.documents("sent", period=period)}
    rows = sent_rows(ws, period)
    newest = next((row["package"] for row in reversed(rows) if has_left(made[row["package"]])), "")
    return tuple(_sent(ws, row, made, receipts.get(row["package"], ()), newest) for row in reversed(rows))


def next_name(ws: Workspace, period: str) -> str:
    """What the file of the next package is called; made of codes only (design §6)."""
    return _name(ws.unit, period, 1 + sum(map(has_left, ws.store.documents("sent", period=period))))


def code_of(digest: str) -> str:
    """The first characters of a SHA-256 in groups, as they are read aloud; Sở Nội vụ finds the package by them."""
    return " ".join(digest[start : start + _GROUP] for start in range(0, _GROUP * _GROUPS, _GROUP))


def card_of_file(ws: Workspace, path: Path) -> str:
    """Which package a file is, before it is carried away (threats N01).

    Raises:
        UserError: LUU-08, LUU-02 not readable, GOI-03 too large.
    """
    found = ws.store.document("sent", hashlib.sha256(read_chosen(path)).hexdigest())
    if found is None:
        return f"{path.name}\nKHÔNG phải gói nào lập trên máy này, hoặc tệp đã bị thay đổi. Đừng gửi tệp này."
    every = [item for item in ws.store.documents("sent") if has_left(item)]
    beyond = after(found.id, links((found, *every)))
    later = [item for item in every if item.id in beyond]
    warned = _warning(found, later)
    return "\n".join((path.name, *card_lines(ws, found), *([warned] if warned else ["Đây là gói mới nhất; gửi được."])))


def card_lines(ws: Workspace, document: Document) -> tuple[str, ...]:
    """Whose, of when and which: what a person looks at before sending."""
    body = document.body
    nil = ", không phát sinh" if body["nil"] else ""
    return (
        f"Đơn vị: {ws.env.units.name(ws.unit)}",
        f"Kỳ báo cáo: {document.period}, số liệu đến {write_date(body['cut_off'])}",
        f"Lập lúc: {moment(document.at)}",
        f"Mức: {level_of(body['level']).label.lower()}{nil}",
        f"Mã gói: {code_of(document.id)}",
    )


def _warning(found: Document, later: Sequence[Document]) -> str:
    if found.state == LAPSED:
        return "Gói này ĐÃ BỎ, Sở Nội vụ không nhận. Hãy gửi gói lập sau."
    if any(item.period == found.period for item in later):
        return "CHÚ Ý: kỳ này đã có gói lập sau. Hãy gửi gói lập sau cùng."
    if later:
        return f"CHÚ Ý: đây là gói của kỳ {found.period}, đã có gói của kỳ khác lập sau."
    return ""


def _sent(
    ws: Workspace, row: Mapping[str, Any], made: Mapping[str, Document], receipts: Sequence[Document], newest: str
) -> Sent:
    document = made[row["package"]]
    word, kind = STATE_WORDS.get(row["state"], (row["state"], "Soft"))
    unwritten = row["state"] == "sent" and not row["written"]
    if unwritten:
        word, kind = "đã ký, chưa ghi ra tệp", "Error"
    return Sent(
        id=document.id,
        name=_name(ws.unit, document.period, row["edition"] or 1),
        state=word,
        kind=kind,
        about=_about(row, document, made),
        path=_path(document, receipts),
        waits=_waits(row, unwritten=unwritten, newest=document.id == newest),
        reason=_told(receipts[-1].body) if receipts else "",
        unwritten=unwritten,
        copyable=document.state != LAPSED and not document.body.get("elsewhere"),
    )


def _told(body: Mapping[str, Any]) -> str:
    """What a receipt says beside its state: why it came back, how late it was."""
    return " ".join(part for part in (str(body.get("reason", "")), str(body.get("late", ""))) if part)


def _about(row: Mapping[str, Any], document: Document, made: Mapping[str, Document]) -> str:
    if document.body.get("elsewhere"):
        number = f"bản số {row['edition']} " if row["edition"] else ""
        return f"{number}lập ở máy khác của đơn vị, hoặc trước khi khôi phục · mã gói {code_of(document.id)}"
    size = f"{max(document.body['size'] // 1024, 1)} KB"
    parts = [f"bản số {row['edition']}"] if row["edition"] else []
    replaced = made.get(row["replaces"])
    if replaced is not None:
        parts.append(f"thay bản số {replaced.body.get('edition', 1)} ngày {write_date(replaced.at[:10])}")
    parts += ["không phát sinh"] if row["nil"] else []
    return " · ".join((*parts, f"mức {level_of(row['level']).label.lower()}", size, f"mã gói {code_of(document.id)}"))


def _path(document: Document, receipts: Sequence[Document]) -> str:
    steps = [f"đã lập {moment(document.at)}"]
    for item in receipts:
        word = STATE_WORDS.get(item.state, (item.state, ""))[0]
        steps.append(f"{word} {moment(item.at)} (phiếu số {item.body['number']})")
    return "  →  ".join((*steps, *(["đã bỏ"] if document.state == LAPSED else [])))


def _waits(row: Mapping[str, Any], *, unwritten: bool, newest: bool) -> str:
    """What a package waits for; an older one only for the word that it arrived, because the chain needs it."""
    if unwritten:
        return "Gói nằm đủ trên máy này nhưng chưa có tệp nào được ghi xong: bấm Chép lại."
    what, days = _WAITING.get(row["state"], ""), row["days"]
    if not what or not (newest or row["state"] == "sent"):
        return ""
    return f"{what[0].upper()}{what[1:]}: {days} ngày." if days else f"{what[0].upper()}{what[1:]}."


def _name(unit: str, period: str, number: int) -> str:
    return f"2282_{unit.partition('@')[0]}_{period}_{number:02d}.p7m"
