"""Vướng mắc at the unit: sent as a signed file at any time, beside the chain of packages; answers come back by file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.commands.files import write_chosen
from app.commands.keys.authorities import authorities_of, issuer_of, recipient_of
from app.commands.keys.unit_identity import unit_keys
from app.commands.sending import is_earlier, moment, new_header, receipt_seen
from app.commands.submission.certificates_in import require_so_and_us
from app.commands.withheld import refuse_told
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.records import Person
from app.domain.schema import Level
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Difficulty
from app.errors import refuse
from app.package.bodies import AnswerBody, QuestionBody
from app.package.questions import ANSWERS, MOST, QUESTIONS, Answer, Question, questions_json, read_answers
from app.package.sealing import digest, seal_file
from app.package.tables import require_files
from app.package.trust import Opened
from app.progress import Progress
from app.workspace import Outcome, Workspace

_SENT = "gui"
_HEARD = "answers"


def send(ws: Workspace, progress: Progress, *, out: Path) -> Outcome:
    """Writes a signed file with every difficulty that has no answer yet; again gives what has changed since too.

    Raises:
        UserError: NHAP-01 there is none, or the unit has no certificate; NOP-05 a text names a person; KHOA-06 without
            the key; LUU-* of the file.
    """
    data = ws.store.load()
    rows = [row for row in data.rows(Difficulty) if (row.text or "").strip() and not (row.answer or "").strip()]
    if not rows:
        raise refuse("NHAP-01", detail="chưa có vướng mắc nào chờ trả lời; nhập ở Nhiệm vụ, giải pháp, thẻ Vướng mắc")
    if len(rows) > MOST:
        raise refuse("NHAP-01", detail=f"nhiều nhất {MOST} vướng mắc trong một tệp")
    refuse_told((("Vướng mắc: Nội dung", row.text or "") for row in rows), Level.RUT_GON, data.rows(Person))
    if ws.store.document("setting", "certificates") is None:
        raise refuse("NHAP-01", detail="đơn vị chưa được ghi danh; vướng mắc đi cùng gói báo cáo đầu tiên")
    sealed = _sealed(ws, rows)
    write_chosen(out, sealed)
    ws.store.put_original(ws.unit, "", sealed)
    kept = Document(
        "question_sent", digest(sealed), ws.unit, "", "sent", moment(ws), {"items": [row.id for row in rows]}
    )
    marked = tuple(_change(row, replace(row, state=_SENT)) for row in rows if row.state is None)
    message = f"Đã ghi {len(rows)} vướng mắc vào {out.name}; gửi tệp này cho Sở Nội vụ."
    known = ws.store.document("question_sent", kept.id)
    documents = () if known else (DocumentChange(None, kept),)
    return Outcome({"file": str(out), "items": len(rows)}, message, documents=documents, changes=marked)


def take_answers(ws: Workspace, opened: Opened, body: AnswerBody, sealed: bytes, name: str) -> Outcome:
    """Takes a file of answers in; the same one again changes nothing.

    Raises:
        UserError: BN-04 of another unit; GOI-02, NGH-09 of the file.
    """
    require_files(opened.files, {ANSWERS})
    if body.unit != ws.unit:
        raise refuse("BN-04", unit=ws.env.units.name(body.unit))
    require_so_and_us(ws, opened, None)
    found = read_answers(opened.files[ANSWERS])
    changes, documents = answers_heard(ws, found, opened.header.made_at)
    answered = sum(bool(item.answer) for item in found)
    message = f"Sở Nội vụ: {answered}/{len(found)} vướng mắc đã được trả lời."
    row: dict[str, Any] = {"name": name, "state": "answers", "message": message}
    if not changes and not documents:
        return Outcome(data={**row, "state": "duplicate"})
    _ = ws.store.put_original(ws.unit, "", sealed)
    return Outcome(data=row, message=f"Đã nhận trả lời vướng mắc. {message}", changes=changes, documents=documents)


def answers_heard(
    ws: Workspace, found: Sequence[Answer], made_at: str
) -> tuple[tuple[Change, ...], tuple[DocumentChange, ...]]:
    """What answers change in the unit's own records; one that the unit has no more is passed over.

    Nothing where a file or a receipt that Sở Nội vụ made later was taken in before.

    Args:
        made_at: ISO time of the header that they came with.
    """
    before = ws.store.document("setting", _HEARD)
    if not found or (before is not None and is_earlier(made_at, before.at)):
        return (), ()
    after = Document("setting", _HEARD, at=made_at)
    heard = () if before == after else (DocumentChange(before, after),)
    rows = {row.id: row for row in ws.store.load("", ["difficulty"]).rows(Difficulty)}
    changes = []
    for item in found:
        old = rows.get(item.id)
        if old is None:
            continue
        day = PartialDate(item.answered_on) if item.answered_on else None
        new = replace(old, state=item.state, answered_on=day, answer=item.answer or None)
        if new != old:
            changes.append(_change(old, new))
    return tuple(changes), heard


def _sealed(ws: Workspace, rows: list[Difficulty]) -> bytes:
    items = [Question(row.id, row.sent_on.text if row.sent_on else "", (row.text or "").strip()) for row in rows]
    office, certificates = recipient_of(authorities_of(ws)[0])
    keys, now = unit_keys(ws), ws.env.now()
    header = new_header(ws, office, QuestionBody(ws.unit, len(items)), sent=(), last_seen=receipt_seen(ws))
    chain = (issuer_of(ws, keys.signer.certificate),)
    files = {QUESTIONS: questions_json(items)}
    return seal_file(header, files, keys.signer, [*certificates, keys.own_recipient], now, chain)


def _change(old: Difficulty, new: Difficulty) -> Change:
    return Change("difficulty", old.id, old, new)
