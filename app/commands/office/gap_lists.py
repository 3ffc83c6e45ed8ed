"""What-if lists: steps that somebody ticked, kept under a name with whose figures they were thought of; and printed.

A list holds ids of records, never a name: who it is is looked up where the list is read, as far as the level allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.commands.figures.judging import current_period
from app.commands.office.gap_desk import GapDesk, named_unit, open_gap_desk
from app.commands.office.gap_paper import list_document
from app.commands.office.gap_steps import Board
from app.commands.office.gaps import suggestion_row, target_row
from app.commands.office.registers import looks
from app.commands.sending import moment
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.plan.whatif import Step, read_step
from app.progress import Progress
from app.reports.writers import write
from app.workspace import Outcome, Workspace

WHATIF: Final = "whatif"
_NAME_LONGEST: Final = 120
_SHORTEST_PREFIX: Final = 4


def keep(
    ws: Workspace,
    progress: Progress,
    *,
    title: str,
    steps: str,
    unit: str | None = None,
    period: str | None = None,
) -> Outcome:
    """Keeps steps under a name; a list of that name and scope is replaced.

    Args:
        title: name of the list, one line.
        steps: ids of steps as `gap` shows them, apart by spaces.
        unit: at Sở Nội vụ: code or key of the unit whose figures are looked at; None for the province.
        period: text; None for the one that is reported.

    Raises:
        UserError: NHAP-03 no name, or steps that are none or meet twice; NHAP-02 no such unit.
    """
    called = " ".join(title.split())
    if not called or len(called) > _NAME_LONGEST:
        detail = f"nhiều nhất {_NAME_LONGEST} ký tự" if called else "phải đặt tên cho danh sách"
        raise refuse("NHAP-03", what="tên danh sách", value=called[:40], detail=detail)
    chosen = str(parse_period(period) if period else current_period(ws))
    scope = ws.unit if ws.mode == "unit" else named_unit(ws, unit).id if unit else ""
    ticked = _steps(steps)
    before = next((item for item in _lists(ws, chosen) if (item.unit, item.body["name"]) == (scope, called)), None)
    body = {"name": called, "by": ws.actor, "steps": [step.id for step in ticked]}
    made = Document(WHATIF, before.id if before else ws.env.new_id(), scope, chosen, "kept", moment(ws), body)
    message = f"Đã giữ danh sách «{called}»: {len(ticked)} việc."
    return Outcome(data=_row(ws, made), message=message, documents=(DocumentChange(before, made),))


def add(ws: Workspace, progress: Progress, *, whatif: str, steps: str) -> Outcome:
    """Adds steps to a kept list.

    Raises:
        UserError: NHAP-02 no such list; NHAP-03 steps that are none or meet twice.
    """
    held = _named(ws, whatif)
    ticked = _steps(" ".join((*held.body["steps"], steps)))
    return _changed(ws, held, ticked)


def drop(ws: Workspace, progress: Progress, *, whatif: str, steps: str | None = None) -> Outcome:
    """Takes steps out of a kept list; without steps the whole list.

    Raises:
        UserError: NHAP-02 no such list; NHAP-03 steps that are none.
    """
    held = _named(ws, whatif)
    if steps is None:
        message = f"Đã bỏ danh sách «{held.body['name']}»."
        return Outcome(message=message, documents=(DocumentChange(held, None),))
    gone = {step.id for step in _steps(steps)}
    return _changed(ws, held, tuple(step for step in kept_steps(held) if step.id not in gone))


def listed(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """The kept lists, of a period or of all, the newest first."""
    rows = [_row(ws, item) for item in _lists(ws, str(parse_period(period)) if period else None)]
    return Outcome(data=rows, message=f"{len(rows)} danh sách đã giữ.")


def show(ws: Workspace, progress: Progress, *, whatif: str) -> Outcome:
    """A kept list with what it does to the figures as they are today.

    Raises:
        UserError: NHAP-02 no such list.
    """
    held = _named(ws, whatif)
    desk = _desk(ws, progress, held)
    board, ticked = Board(desk), kept_steps(held)
    data = {
        **_row(ws, held),
        "before": [target_row(desk, item) for item in desk.gaps()],
        "after": [target_row(desk, item) for item in desk.gaps(ticked)],
        "rows": [suggestion_row(board.described(step)) for step in ticked],
    }
    seen = looks(ws, "gap", desk.packages)
    return Outcome(data=data, message=f"Danh sách «{held.body['name']}»: {len(ticked)} việc.", documents=seen)


def printed(ws: Workspace, progress: Progress, *, whatif: str, out: Path) -> Outcome:
    """Writes a kept list as PDF, XLSX or DOCX.

    Raises:
        UserError: NHAP-02 no such list, NHAP-03 another kind of file, LUU-* of the medium.
    """
    held = _named(ws, whatif)
    desk = _desk(ws, progress, held)
    write(list_document(desk, held.body["name"], kept_steps(held)), out)
    seen = looks(ws, "export", desk.packages, "tính thử")
    told = f"Đã ghi danh sách «{held.body['name']}»: {out.name}."
    return Outcome(data={"file": str(out)}, message=told, documents=seen)


def kept_steps(held: Document) -> tuple[Step, ...]:
    """The steps of a kept list."""
    found = (read_step(text) for text in held.body["steps"])
    return tuple(step for step in found if step is not None)


def _desk(ws: Workspace, progress: Progress, held: Document) -> GapDesk:
    return open_gap_desk(ws, progress, held.period, held.unit or None)


def _changed(ws: Workspace, held: Document, ticked: Iterable[Step]) -> Outcome:
    body = {**held.body, "by": ws.actor, "steps": [step.id for step in ticked]}
    made = replace(held, at=moment(ws), body=body)
    message = f"Danh sách «{held.body['name']}»: {len(body['steps'])} việc."
    return Outcome(data=_row(ws, made), message=message, documents=(DocumentChange(held, made),))


def _steps(text: str) -> tuple[Step, ...]:
    """Steps by their ids; nobody and no vacant post twice.

    Raises:
        UserError: NHAP-03.
    """
    found = []
    for part in dict.fromkeys(text.split()):
        step = read_step(part)
        if step is None:
            raise refuse("NHAP-03", what="việc", value=part[:80], detail="không phải mã mà lệnh gap đưa ra")
        found.append(step)
    for name, keys in (("một người", [step.person for step in found]), ("một chức danh", [s.vacancy for s in found])):
        known = [key for key in keys if key]
        if len(set(known)) < len(known):
            raise refuse("NHAP-03", what="danh sách", value=f"{len(found)} việc", detail=f"{name} có hai lần")
    if not found:
        raise refuse("NHAP-03", what="danh sách", value="", detail="chưa chọn việc nào")
    return tuple(found)


def _lists(ws: Workspace, period: str | None = None) -> tuple[Document, ...]:
    return tuple(sorted(ws.store.documents(WHATIF, period=period), key=lambda item: item.at, reverse=True))


def _named(ws: Workspace, name: str) -> Document:
    """A kept list by its name or the first characters of its id."""
    found = _lists(ws)
    exact = [item for item in found if name in (item.id, item.body["name"])]
    near = [item for item in found if len(name) >= _SHORTEST_PREFIX and item.id.startswith(name)]
    chosen = exact or near
    if len(chosen) != 1:
        detail = name if not chosen else f"{name} (có {len(chosen)} danh sách, ghi mã)"
        raise refuse("NHAP-02", what="danh sách đã giữ", value=detail)
    return chosen[0]


def _row(ws: Workspace, held: Document) -> dict[str, Any]:
    return {
        "whatif": held.id,
        "name": held.body["name"],
        "unit": held.unit,
        "unit_name": ws.env.units.name(held.unit) if held.unit else "",
        "period": held.period,
        "by": held.body["by"],
        "at": held.at,
        "steps": list(held.body["steps"]),
    }
