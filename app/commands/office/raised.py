"""Vướng mắc at Sở Nội vụ: taken in from a unit's file, answered in the register, told by file and with receipts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.commands.campaign import addressed_file
from app.commands.files import write_chosen
from app.commands.keys.pairs import standing
from app.commands.sending import is_earlier, moment
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.office_records import Raised
from app.domain.periods import Period
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Difficulty
from app.errors import refuse
from app.package.bodies import AnswerBody, QuestionBody
from app.package.questions import ANSWERS, Answer, answers_json, read_questions
from app.package.trust import Opened
from app.progress import Progress
from app.workspace import Outcome, Workspace

ASKED = "question"
"""Kind of document: a file of questions that came."""
_NEW = "gui"


def take_questions(ws: Workspace, known: Document | None, opened: Opened, sealed: bytes, name: str) -> Outcome:
    """Takes a file of questions in: what the unit says is the unit's, state and answer stay Sở's.

    Args:
        known: what stands of the file among packages, where it was refused before; taken away.

    Raises:
        UserError: GOI-02, NGH-09 of the file.
    """
    body = opened.header.body
    assert isinstance(body, QuestionBody)
    items = read_questions(opened)
    row: dict[str, Any] = {"id": opened.digest, "name": name, "unit": body.unit, "state": ASKED}
    row["unit_name"] = ws.env.units.name(body.unit)
    row["message"] = f"{row['unit_name']}: {len(items)} vướng mắc; xem Việc của Sở, thẻ Vướng mắc."
    if ws.store.document(ASKED, opened.digest) is not None:
        return Outcome(data={**row, "state": "duplicate"})
    held = {item.id: item for item in ws.store.load("", ["raised"]).rows(Raised)}
    others = [item for item in items if (old := held.get(item.id)) is not None and old.unit != body.unit]
    if others:
        raise refuse("NGH-09", detail=f"{len(others)} vướng mắc mang mã của đơn vị khác")
    _ = ws.store.put_original(body.unit, str(ws.today.year), sealed)
    made_at, taken = opened.header.made_at, [item for item in ws.store.documents(ASKED) if item.unit == body.unit]
    newest = not any(is_earlier(made_at, item.body["made_at"]) for item in taken)
    changes = []
    for item in items:
        old = held.get(item.id)
        day = PartialDate(item.sent_on) if item.sent_on else None
        fresh = old or Raised(id=item.id, state=_NEW)
        new = replace(fresh, unit=body.unit, sent_on=day, text=item.text)
        if old is None or (newest and new != old):  # an older file never takes a newer text back
            changes.append(Change("raised", item.id, old, new))
    facts = {"name": name, "items": len(items), "made_at": made_at}
    kept = Document(ASKED, opened.digest, body.unit, "", "taken", moment(ws), facts)
    documents = [DocumentChange(None, kept), *([DocumentChange(known, None)] if known is not None else [])]
    return Outcome(data=row, message=row["message"], documents=tuple(documents), changes=tuple(changes))


def listed(ws: Workspace, progress: Progress, *, unit: str | None = None) -> Outcome:
    """Every difficulty, those without an answer first, the oldest first."""
    rows = [row for row in ws.store.load("", ["raised"]).rows(Raised) if not unit or (row.unit or "").startswith(unit)]
    rows.sort(key=lambda row: (is_answered(ws, row), row.sent_on.text if row.sent_on else ""))
    data = [_row(ws, row) for row in rows]
    answered = sum(is_answered(ws, row) for row in rows)
    return Outcome(data=data, message=f"{len(rows)} vướng mắc, {answered} đã được trả lời.")


def is_answered(ws: Workspace, row: Raised | Difficulty) -> bool:
    """Whether a difficulty has its answer, the same at the unit and at Sở Nội vụ.

    Its state says so; words beside "Đang xem xét" are no answer yet. Where nobody moved the state on, the words count.
    """
    state = row.state or _NEW
    answered = (item.code for item in ws.env.catalogue["difficulty_states"] if item.is_set("answered"))
    return state in answered or (state == _NEW and bool((row.answer or "").strip()))


def count_raised(ws: Workspace, rows: Iterable[Raised | Difficulty], period: Period) -> tuple[int, int]:
    """How many difficulties were sent in the years of a period, and how many of them are answered (BC VII.2)."""
    years = range(period.first_year, period.last_year + 1)
    sent = [row for row in rows if row.sent_on and row.sent_on.year in years]
    return len(sent), sum(is_answered(ws, row) for row in sent)


def answers(ws: Workspace, progress: Progress, *, out: Path) -> Outcome:
    """Writes, for each unit that asked and has certificates, a signed file of where its difficulties stand.

    Raises:
        UserError: KHOA-06 without the key; LUU-* of a file.
    """
    reachable = {item.unit for item in standing(ws)}
    units = sorted({row.unit for row in ws.store.load("", ["raised"]).rows(Raised) if row.unit in reachable})
    files = []
    for number, unit in enumerate(filter(None, units)):
        progress.step(number, len(units), ws.env.units.name(unit))
        path = out / f"2282_{unit.partition('@')[0]}_tra-loi-{ws.today.isoformat()}.p7m"
        items = answers_for(ws, unit)
        write_chosen(path, addressed_file(ws, unit, AnswerBody(unit), {ANSWERS: answers_json(items)}))
        files.append({"unit": unit, "name": ws.env.units.name(unit), "file": str(path), "items": len(items)})
    return Outcome(data=files, message=f"Đã lập tệp trả lời vướng mắc cho {len(files)} đơn vị.")


def answers_for(ws: Workspace, unit: str) -> tuple[Answer, ...]:
    """Where the difficulties of a unit stand."""
    return tuple(
        Answer(row.id, row.state or _NEW, row.answered_on.text if row.answered_on else "", (row.answer or "").strip())
        for row in ws.store.load("", ["raised"]).rows(Raised)
        if row.unit == unit
    )


def _row(ws: Workspace, row: Raised) -> dict[str, Any]:
    return {
        "id": row.id,
        "unit": row.unit or "",
        "name": ws.env.units.name(row.unit) if row.unit else "",
        "sent_on": row.sent_on.text if row.sent_on else "",
        "text": row.text or "",
        "state": ws.env.catalogue.label("difficulty_states", row.state) if row.state else "",
        "answered_on": row.answered_on.text if row.answered_on else "",
        "answer": row.answer or "",
    }
