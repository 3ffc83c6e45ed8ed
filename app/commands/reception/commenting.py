"""Commands of comments: Sở Nội vụ says what is to be completed, cell by cell; the unit answers each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from app.commands.comments.rows import province_rows, unit_rows
from app.commands.comments.sent_out import KIND, comments_at
from app.commands.reception.said import said
from app.commands.reception.verdicts import found_package
from app.commands.sending import moment
from app.domain.figures import parse_cell_key
from app.domain.finding_json import finding_from_json
from app.domain.findings import Finding
from app.domain.registry import SENT
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.comments import MOST
from app.progress import Progress
from app.workspace import Outcome, Workspace

_OPEN: Final = ("received", "checked", "fork", "returned", "refused")
_SHORTEST_REASON: Final = 10
_FIELDS: Final = MappingProxyType({spec.name: frozenset(field.name for field in spec.fields) for spec in SENT})


def add(
    ws: Workspace,
    progress: Progress,
    *,
    package: str,
    text: str,
    table: str = "",
    record: str = "",
    field: str = "",
    cell: str = "",
    finding: str = "",
) -> Outcome:
    """Writes a comment that will go with the return of a package.

    Args:
        package: SHA-256, its first characters do.
        text: what is to be done.
        table, record, field: a cell of a record of the package, a record, or a table.
        cell: key of a figure of the package.
        finding: key of one of its findings; where it stands is filled in.

    Raises:
        UserError: NHAP-02 the package, or what it points to, is not there; NHAP-01 nothing is pointed to, or the
            package waits for no return; NHAP-03 the text.
    """
    document = found_package(ws, package)
    if document.state not in _OPEN or not document.unit:
        raise refuse("NHAP-01", detail="chỉ góp ý cho gói đã nhận và chưa chấp nhận số liệu")
    if len(comments_at(ws, document)) >= MOST:
        raise refuse("NHAP-01", detail=f"một phiếu có nhiều nhất {MOST} góp ý")
    found = _finding(document, finding) if finding else None
    place = {"table": table, "record": record, "field": field, "cell": cell}
    if found is not None and not any(place.values()):
        place = _place_of(ws, document, found)
    _require_there(ws, document, place, pointed=found is not None)
    body = {**place, "finding": finding, "text": said(text, 1), "package": document.id, "number": 0}
    body |= {"reply": "", "reply_state": "", "given": False}
    made = Document(KIND, ws.env.new_id(), document.unit, document.period, "draft", moment(ws), body)
    message = f"Đã ghi góp ý cho gói của {ws.env.units.name(document.unit)}, kỳ {document.period}."
    return _written(ws, None, made, message)


def drop(ws: Workspace, progress: Progress, *, comment: str) -> Outcome:
    """Takes back a comment that was not sent.

    Raises:
        UserError: NHAP-02 no such comment, NHAP-01 it was sent.
    """
    found = _found(ws, comment)
    if found.state != "draft":
        raise refuse("NHAP-01", detail="góp ý này đã gửi đơn vị; chỉ đóng được, không bỏ được")
    return Outcome(message="Đã bỏ góp ý chưa gửi.", documents=(DocumentChange(found, None),))


def close(ws: Workspace, progress: Progress, *, comment: str) -> Outcome:
    """Says that what a comment asked for is done.

    Raises:
        UserError: NHAP-02 no such comment, NHAP-01 it was not sent, or is closed.
    """
    found = _found(ws, comment)
    if found.state == "draft":
        raise refuse("NHAP-01", detail="góp ý này chưa gửi; bỏ góp ý thay vì đóng")
    if found.state == "closed":
        raise refuse("NHAP-01", detail="góp ý này đã đóng")
    return _written(ws, found, replace(found, state="closed"), "Đã đóng góp ý.")


def listed(ws: Workspace, progress: Progress, *, package: str | None = None) -> Outcome:
    """Lists comments, oldest first; at Sở Nội vụ of a package and of those that it continues."""
    if ws.mode == "unit":
        rows = [row for row in unit_rows(ws, ws.store.documents(KIND)) if row["package"].startswith(package or "")]
    elif package:
        document = found_package(ws, package)
        rows = province_rows(ws, comments_at(ws, document), document)
    else:
        rows = province_rows(ws, ws.store.documents(KIND))
    still = sum(row["state"] in ("draft", "sent", "open") and not row["passed"] for row in rows)
    return Outcome(data=rows, message=f"{len(rows)} góp ý, {still} chưa có trả lời.")


def reply(ws: Workspace, progress: Progress, *, comment: str, state: str, text: str = "") -> Outcome:
    """Answers a comment: it was corrected ("done"), or stays as it is ("kept"), and why.

    The answer leaves with the next package.

    Raises:
        UserError: NHAP-02 no such comment, NHAP-01 Sở Nội vụ has closed it, NHAP-03 the reason is too short, too long.
    """
    found = _found(ws, comment)
    if found.body["settled"]:
        raise refuse("NHAP-01", detail="đề nghị này đã khép lại, không cần trả lời")
    words = said(text, _SHORTEST_REASON if state == "kept" else 0)
    body = {**found.body, "reply": words, "reply_state": state, "sent": ""}
    told = "Đã ghi: giữ nguyên và giải trình." if state == "kept" else "Đã ghi: đã sửa."
    return _written(ws, found, replace(found, state="answered", body=body), told)


def _written(ws: Workspace, before: Document | None, after: Document, message: str) -> Outcome:
    """Writes a comment; data is its row, as it will be listed."""
    changes = (DocumentChange(before, after),)
    return Outcome(data=_told(ws, after), message=message, documents=changes)


def _told(ws: Workspace, comment: Document) -> dict[str, Any]:
    rows = unit_rows if ws.mode == "unit" else province_rows
    return rows(ws, (comment,))[0]


def _found(ws: Workspace, comment: str) -> Document:
    matches = [item for item in ws.store.documents(KIND) if comment and item.id.startswith(comment)]
    if len(matches) != 1:
        raise refuse("NHAP-02", what="góp ý", value=comment)
    return matches[0]


def _finding(document: Document, key: str) -> Finding:
    items = (finding_from_json(item) for item in document.body.get("findings", ()))
    found = next((item for item in items if item.key == key), None)
    if found is None:
        raise refuse("NHAP-02", what="lỗi, cảnh báo trong gói", value=key)
    return found


def _place_of(ws: Workspace, document: Document, found: Finding) -> dict[str, str]:
    """Where a finding stands, as far as a comment can point there."""
    at = found.at
    place = {"table": "", "record": "", "field": "", "cell": ""}
    if at.table in _FIELDS:
        there = at.record in _records(ws, document, at.table)
        place |= {"table": at.table, "record": at.record if there else ""}
        place["field"] = at.field if there and at.field in _FIELDS[at.table] else ""
    elif at.table == "figures" and at.record in ws.store.figures(document.id):
        place["cell"] = _cell(at.record)
    return place


def _require_there(ws: Workspace, document: Document, place: dict[str, str], *, pointed: bool) -> None:
    """Refuses a comment that points nowhere, or to what the package does not have."""
    table, record, field, cell = place["table"], place["record"], place["field"], place["cell"]
    if not (table or cell or pointed):
        raise refuse("NHAP-01", detail="góp ý phải chỉ vào một ô, một bản ghi, một con số hoặc một lỗi trong gói")
    if table and table not in _FIELDS:
        raise refuse("NHAP-02", what="bảng", value=table)
    if record and record not in _records(ws, document, table):
        raise refuse("NHAP-02", what="bản ghi trong gói", value=record)
    if field and field not in _FIELDS.get(table, ()):
        raise refuse("NHAP-02", what="ô", value=field)
    if cell and (not _cell(cell) or cell not in ws.store.figures(document.id)):
        raise refuse("NHAP-02", what="ô số liệu trong gói", value=cell)


def _records(ws: Workspace, document: Document, table: str) -> Collection[str]:
    return ws.store.load(document.id).tables.get(table, {}) if table else ()


def _cell(text: str) -> str:
    """A cell key in its one form; "" where the text is none."""
    try:
        return text if str(parse_cell_key(text)) == text else ""
    except ValueError:
        return ""
