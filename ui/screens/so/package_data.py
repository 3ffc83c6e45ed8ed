"""What Sở Nội vụ looks at before a verdict: facts of a package, its findings, what changed, and the forms inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from app.commands.figures.editions import edition_words
from app.commands.figures.judging import sentences
from app.commands.figures.recounting import received_data
from app.commands.figures.watching import STATES, receipt_numbers
from app.commands.late import late
from app.commands.office.differences import KINDS, Differences, Line, differences
from app.commands.office.hands import hand_of
from app.commands.verifying import decryption_keys
from app.crypto.envelope import open_envelope
from app.crypto.meaning import MEANING
from app.domain.dataset import Dataset
from app.domain.finding_json import finding_from_json
from app.domain.records import Person
from app.domain.schema import level_of
from app.domain.storage import Document
from app.domain.tie import figures_code
from app.package.container import read
from app.package.submission import FORMS, SIGNED_FORMS
from app.vietnamese.dates import write_date
from app.workspace import Workspace
from ui.fields.values import moment
from ui.screens.so.queries import receipt_word
from ui.work.queries import FindingRow

_MOST_LINES: Final = 400
_DOUBTS: Final = {
    "clock-ahead": "đồng hồ máy của đơn vị chạy trước hơn một ngày",
    "receipt-unknown": "đơn vị đã nhìn thấy một phiếu không có ở đây: Sở đã khôi phục từ bản sao lưu cũ hơn?",
    "no-revocation-list": "chưa có danh sách thu hồi chứng thư để đối chiếu",
    "stale-revocation-list": "danh sách thu hồi chứng thư đã quá hạn cập nhật",
}
_NOTES: Final = {"code": "Mã lý do", "message": "Lưu ý", "hint": "Cần làm", "reason": "Lý do đề nghị hoàn thiện"}
_ORDER: Final = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Preview:
    """A package before its verdict.

    Attributes:
        document: what was received.
        facts: label and text.
        findings: errors first; of a package that was not read yet, none.
        changes: what changed since the last accepted package, as sentences.
        lines: the changes themselves; the first belongs to the second sentence.
        names: the level has names and they were not erased.
    """

    document: Document
    facts: tuple[tuple[str, str], ...]
    findings: tuple[FindingRow, ...]
    changes: tuple[str, ...]
    names: bool
    lines: tuple[Line, ...] = ()


def preview(ws: Workspace, package: str) -> Preview | None:
    """Everything but the forms; None where the package is gone."""
    document = ws.store.document("received", package)
    if document is None:
        return None
    if "findings" not in document.body:
        return Preview(document, tuple(_facts(ws, document)), (), (), names=False)
    data = received_data(ws, document)
    named = any(person.full_name for person in data.rows(Person))
    changed = differences(ws, document)
    changes = tuple(_changes(changed))
    found = _findings(ws, document, data)
    return Preview(document, tuple(_facts(ws, document)), found, changes, named, changed.lines[:_MOST_LINES])


def forms_inside(ws: Workspace, package: str) -> bytes:
    """The PDF that travelled in a package, the signed one where there is one; empty where there is none."""
    return paper_inside(ws, package)[0]


def paper_inside(ws: Workspace, package: str) -> tuple[bytes, Mapping[str, Any] | None]:
    """The same, and what the signatures of a signed one say."""
    document, sealed = ws.store.document("received", package), ws.store.original(package)
    if sealed is None:
        return b"", None
    files = read(open_envelope(sealed, decryption_keys(ws)).plaintext).files
    signed = files.get(SIGNED_FORMS)
    if not signed or document is None:
        return signed or files.get(FORMS, b""), None
    cells = ws.store.figures(package)
    code = figures_code(document.unit, document.period, document.body["cut_off"], cells) if cells else ""
    return signed, late("app.commands.pdf_evidence:judged_pdf")(signed, code).row()


def _facts(ws: Workspace, document: Document) -> Iterator[tuple[str, str]]:
    body = document.body
    yield "Tệp", str(body.get("name", ""))
    yield "Người ký", f"{body.get('signer', '')}" + ("" if document.state != "waiting_enrolment" else " (tự ký)")
    if (hand := hand_of(ws, document)) is not None:
        yield "Nhập thay", hand.words
    yield "Tình trạng", STATES[document.state]
    yield "Mức", level_of(body["level"]).label if body.get("level") else ""
    yield "Chốt số liệu", write_date(body.get("cut_off", ""))
    yield "Lập lúc", moment(str(body.get("made_at", "")))
    yield "Bản", edition_words(ws, document)
    yield "Nhận lúc", moment(str(body.get("received_at", document.at)))
    yield "Hạn nộp", str(body.get("late", ""))
    yield "Phiếu", receipt_word(document, receipt_numbers(ws))
    for name, label in (
        ("code", "Mã lý do"),
        ("message", "Lưu ý"),
        ("hint", "Cần làm"),
        ("reason", "Lý do đề nghị hoàn thiện"),
    ):
        if body.get(name):
            yield label, str(body[name])
    if body.get("signed_pdf"):
        yield "PDF đã ký số", "có; xem chữ ký ở mục Biểu trong gói"
    if body.get("nil"):
        yield "Nội dung", "đơn vị xác nhận không phát sinh số liệu"
    if body.get("doubts"):
        yield "Nghi vấn", "; ".join(_DOUBTS.get(item, item) for item in body["doubts"])
    if body.get("not_recomputed"):
        yield "Chưa tính lại được", f"{len(body['not_recomputed'])} quy tắc, vì mức này không gửi các trường cần đọc"
    yield "Ý nghĩa chữ ký", MEANING


def _findings(ws: Workspace, document: Document, data: Dataset) -> tuple[FindingRow, ...]:
    named = document.body["pack"]
    pack = ws.pack_named(named["id"], named["version"])
    findings = (finding_from_json(item) for item in document.body["findings"])
    rows = []
    for row in sentences(ws, pack, data, findings):
        rule = pack.rule(row["rule"])
        kept = {item.name: row[item.name] for item in fields(FindingRow) if item.name in row}
        if row["reason"]:
            kept["sentence"] = f"{row['sentence']} Đơn vị giữ lại vì: {row['reason']}"
        rows.append(FindingRow(**{**kept, "title": rule.title if rule else ""}))
    return tuple(sorted(rows, key=lambda row: _ORDER[row.severity]))


def _changes(found: Differences) -> Iterator[str]:
    """What changed since the last accepted package: how much of each kind, then the changes themselves."""
    if found.before is None:
        yield "Đây là gói đầu tiên của đơn vị, chưa có gói trước để so."
        return
    what = "gói đã chấp nhận" if found.accepted else "gói nhận trước, chưa được chấp nhận,"
    counts = ((word, sum(line.kind == kind for line in found.lines)) for kind, word in KINDS.items())
    told = ", ".join(f"{word.lower()} {count}" for word, count in counts if count)
    before = found.before
    yield (
        f"So với {what} kỳ {before.period} nhận ngày {write_date(before.at[:10])}: {told or 'không có gì thay đổi'}."
    )
    for line in found.lines[:_MOST_LINES]:
        mark = "▲ " if line.kind == "outlier" else ""
        yield f"{mark}{KINDS[line.kind]}: {line.text}"
    if len(found.lines) > _MOST_LINES:
        yield f"… và {len(found.lines) - _MOST_LINES} thay đổi khác."
