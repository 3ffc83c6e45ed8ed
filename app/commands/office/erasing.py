"""Erasing the personal data of a unit and period at Sở Nội vụ: the key goes, totals, chain and proof stay.

Hides the order that makes it safe: minutes first, then one transaction that takes away what was typed about these
people and notes what goes, then the key; killed between the last two, the command is simply given again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.commands.chains import HELD
from app.commands.comments.sent_out import KIND as COMMENT
from app.commands.files import write_chosen
from app.commands.kept_files import ERASURE
from app.commands.lateness import REASON_LONGEST
from app.commands.office.presences import OPEN
from app.commands.reception.exceptions import unit_named
from app.commands.reception.quarantine import put_back
from app.commands.sending import moment
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit
from app.errors import refuse
from app.progress import Progress
from app.reports.erasing_paper import ErasingPaper, erasing_pdf
from app.workspace import CommandSpec, Outcome, Workspace

ERASE: Final = CommandSpec("erase", "app.commands.office.erasing:erase", "Xóa dữ liệu cá nhân của một kỳ")
GONE: Final = "(đã xóa)"
"""Stands where a text about a person stood."""
_KEPT: Final = (
    "Số liệu tổng hợp, chỉ tiêu, biểu và bản chốt số liệu của đơn vị trong kỳ.",
    "Bản ghi không có họ tên, ngày sinh, số định danh; cảnh báo và kết luận tiếp nhận.",
    "Chuỗi gói, phiếu và lịch sử thao tác: còn mã băm để kiểm tra, không còn nội dung.",
    "Họ tên người ký, người lập biểu của đơn vị trên báo cáo (thành phần thể thức văn bản).",
)
_UNSEEN: Final = (
    "USB, ổ đĩa, hộp thư dùng để gửi, nhận các tệp .p7m và phiếu của kỳ này; thư mục được theo dõi để nhận tệp.",
    "Bản sao lưu và bản sao thư mục dữ liệu đặt ngoài thư mục dữ liệu này, kèm tệp period-keys.json của chúng.",
    "Tệp PDF, Excel, Word, danh sách đã xuất và bản in có họ tên (xem sổ xem, xuất họ tên).",
    "Tệp đăng ký đơn vị đã lập có kèm hồ sơ người của đơn vị.",
)


def erase(
    ws: Workspace, progress: Progress, *, unit: str, period: str, reason: str, out: Path, confirmed: bool = False
) -> Outcome:
    """Destroys the key of a unit and period, so that the names are gone everywhere; writes the minutes.

    Args:
        out: PDF of the minutes, written first.
        confirmed: it is meant; there is no way back.

    Raises:
        UserError: NHAP-02 no such unit, or nothing is held of it; NHAP-03 no reason; NHAP-01 not confirmed, or a
            package still waits for a verdict; LUU-* of a file, FONT-01.
    """
    chosen, row = str(parse_period(period)), unit_named(ws, unit)
    why = " ".join(reason.split()).rstrip(".")
    if not why or len(why) > REASON_LONGEST:
        detail = "phải ghi lý do" if not why else f"nhiều nhất {REASON_LONGEST} ký tự"
        raise refuse("NHAP-03", what="lý do", value=why[:40], detail=detail)
    packages = ws.store.documents("received", unit=row.id, period=chosen)
    files = tuple(info.sha256 for info in ws.store.originals() if (info.unit, info.period) == (row.id, chosen))
    if not packages and not files:
        raise refuse("NHAP-02", what="dữ liệu của đơn vị trong kỳ", value=f"{row.name}, kỳ {chosen}")
    if any(_waits(item, packages) for item in packages):
        raise refuse("NHAP-01", detail="còn gói chưa có kết luận; chấp nhận, hoặc chờ đơn vị gửi lại rồi mới xóa")
    if not confirmed:
        raise refuse("NHAP-01", detail="xóa rồi không lấy lại được; cần xác nhận (--confirmed)")
    people = sum(ws.store.count("person", item.id) for item in packages if item.state == "accepted")
    write_chosen(out, erasing_pdf(_minutes(ws, row, chosen, why, files, people)))
    begun = _noted(ws, row.id, chosen, {"files": list(files), "people": people, "reason": why})
    said = f"Xóa dữ liệu cá nhân kỳ {chosen} của {row.name}."
    ws.commit(ERASE, Outcome(message=said, documents=(begun, *_blanked(ws, row.id, chosen)), blobs=_blobs(packages)))
    ws.store.erase(row.id, chosen)
    for item in packages:
        put_back(ws, item.id)  # refused files stand beside the originals, under another key
    assert begun.after is not None
    done = replace(begun.after, state="erased", at=moment(ws))
    message = (
        f"{said} {len(files)} tệp gốc không còn mở được; số liệu, chuỗi và mã băm giữ nguyên. Biên bản: {out.name}."
    )
    return Outcome(
        data=_row(ws, done) | {"file": str(out)}, message=message, documents=(DocumentChange(begun.after, done),)
    )


def listed(ws: Workspace, progress: Progress) -> Outcome:
    """What was erased, oldest first."""
    rows = [_row(ws, item) for item in ws.store.documents(ERASURE)]
    return Outcome(data=rows, message=f"{len(rows)} lần xóa dữ liệu cá nhân.")


def _waits(item: Document, packages: Iterable[Document]) -> bool:
    """Whether a package still wants a verdict; a return was answered by the package that was accepted after it."""
    done = any(other.state == "accepted" and other.at > item.at for other in packages)
    return item.state in {*HELD, "fork"} or (item.state in OPEN and not (item.state == "returned" and done))


def _row(ws: Workspace, item: Document) -> dict[str, Any]:
    told = {name: item.body[name] for name in ("reason", "by", "people")}
    name = ws.env.units.name(item.unit)
    files = len(item.body["files"])
    return {
        "unit": item.unit,
        "unit_name": name,
        "period": item.period,
        "state": item.state,
        "at": item.at,
        **told,
        "files": files,
    }


def _noted(ws: Workspace, unit: str, period: str, facts: dict[str, Any]) -> DocumentChange:
    """The erasure on record; one that was killed is taken up again."""
    before = next(iter(ws.store.documents(ERASURE, unit=unit, period=period, state="begun")), None)
    place = before.id if before is not None else ws.env.new_id()
    people = max(facts["people"], before.body["people"]) if before is not None else facts["people"]
    body = {**facts, "people": people, "by": ws.actor}
    return DocumentChange(before, Document(ERASURE, place, unit, period, "begun", moment(ws), body))


def _blobs(packages: Iterable[Document]) -> dict[str, bytes | None]:
    return {f"{name}/{item.id}": None for item in packages for name in ("personal", "match")}


def _blanked(ws: Workspace, unit: str, period: str) -> Iterator[DocumentChange]:
    """Texts that officers and the unit wrote about single people."""
    for item in ws.store.documents(COMMENT, unit=unit, period=period):
        body = {**item.body, "text": GONE, "reply": GONE if item.body["reply"] else ""}
        yield DocumentChange(item, replace(item, body=body))
    for kind in ("received", "receipt"):
        for item in ws.store.documents(kind, unit=unit, period=period):
            body = {**item.body, **_without_texts(item.body)}
            if body != item.body:
                yield DocumentChange(item, replace(item, body=body))


def _without_texts(body: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if body.get("reason"):
        found["reason"] = GONE
    if body.get("replies"):
        found["replies"] = [[comment, state, GONE if text else ""] for comment, state, text in body["replies"]]
    return found


def _minutes(ws: Workspace, row: Unit, period: str, why: str, files: tuple[str, ...], people: int) -> ErasingPaper:
    return ErasingPaper(
        office=ws.env.units.name(ws.unit),
        on=ws.today,
        by=ws.actor,
        reason=why,
        unit=row.name or row.id,
        period=period,
        files=files,
        people=people,
        kept=_KEPT,
        unseen=_UNSEEN,
        practice=ws.store.info.practice,
    )
