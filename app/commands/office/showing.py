"""`show CODE`: what a code on paper stands for, opened again as it was, with everything that has changed since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.commands.figures.asked import whole_set
from app.commands.figures.judging import cut_off_of, figures_of
from app.commands.figures.paper import Desk, basis_desk
from app.commands.figures.paper import document as paper_document
from app.commands.figures.province import counted_together, province_input
from app.commands.figures.reporting import form_looks, received_desk, result_row
from app.commands.office.bases import live_unit_basis, province_basis
from app.commands.office.freezing import frozen_row
from app.commands.office.frozen import FROZEN, Basis, frozen_basis, is_intact, named_code
from app.commands.office.sent_again import frozen_report, sent_desk
from app.commands.office.since import changes_since
from app.domain.storage import Document
from app.domain.tie import figures_code, tie_of
from app.errors import refuse
from app.plan.indicators import compute_indicators
from app.progress import Progress
from app.reports.writers import write
from app.workspace import Outcome, Workspace

_ALL: Final = "all"


def show(ws: Workspace, progress: Progress, *, code: str, out: Path | None = None, form: str = _ALL) -> Outcome:
    """Opens again what a code stands for.

    Args:
        code: as printed or typed.
        out: file for the forms as they were frozen, sent or received; None writes none.
        form: which one, "all" for all.

    Raises:
        UserError: NHAP-03 the code is mistyped, NHAP-02 nothing here has it or there is no such form, NGH-07 its pack
            is not here, NHAP-01 what was kept is damaged, LUU-*.
    """
    document = coded_document(ws, code)
    outcome = _frozen(ws, progress, document) if document.kind == FROZEN else _report(ws, document, named_code(code))
    if out is None:
        return outcome
    progress.step(1, 2, "Lập biểu")
    desk = _desk_of(ws, document)
    codes = whole_set(desk.pack or ws.pack, desk.form_input.cut_off) if form == _ALL else (form,)
    write(paper_document(ws, desk, codes), out)
    seen = form_looks(ws, desk, document if document.kind == "received" else None, codes)
    told = f"{outcome.message} Đã ghi {out.name}."
    return replace(outcome, data={**outcome.data, "file": str(out)}, message=told, documents=seen)


def coded_document(ws: Workspace, text: str) -> Document:
    """What has a typed code: frozen figures, else a report that was sent or received.

    Raises:
        UserError: NHAP-03 the code is mistyped, NHAP-02 nothing here has it.
    """
    code = named_code(text)
    if (frozen := ws.store.document(FROZEN, code)) is not None:
        return frozen
    kind = "received" if ws.mode == "province" else "sent"
    for item in reversed(ws.store.documents(kind)):
        if item.body.get("cut_off") and report_code(ws, item) == code:
            return item
    raise refuse("NHAP-02", what="số liệu có mã đối chiếu", value=code)


def report_code(ws: Workspace, document: Document) -> str:
    """The code that the forms of a report print; "" where nothing was counted."""
    if known := document.body.get("tie"):
        return str(known)
    cells = ws.store.figures(document.id)
    return figures_code(document.unit, document.period, document.body["cut_off"], cells) if cells else ""


def current_basis(ws: Workspace, was: Basis) -> Basis:
    """What stands now in place of frozen figures: at a unit its records, also those that were not sent yet."""
    period = was.data.period
    if was.scope == "unit":
        return live_unit_basis(ws, period)
    return province_basis(ws, province_input(ws, period), counted_together(ws, period, cut_off_of(ws, period)))


def _frozen(ws: Workspace, progress: Progress, document: Document) -> Outcome:
    was = frozen_basis(ws, document)
    progress.step(0, 2, "So với số liệu hiện nay")
    changes = changes_since(ws, was, current_basis(ws, was), document.body["waiting"])
    results = compute_indicators(was.pack.indicators, was.data)
    data = {
        "kind": "frozen",
        **frozen_row(ws, document),
        "intact": is_intact(ws, document),
        "indicators": [{"id": item.definition.id, **result_row(item)} for item in results],
        "sources": _sources(ws, was),
        "changes": changes,
    }
    return Outcome(data=data, message=f"Bản chốt {document.id}, kỳ {document.period}: {_told(changes)}")


def _report(ws: Workspace, document: Document, code: str) -> Outcome:
    """A report that was not frozen: whose it is, how it stands, and which one of its unit counts now."""
    kind = document.kind
    same = ws.store.documents(kind, unit=document.unit, period=document.period)
    later = [item for item in same if item.at > document.at and figures_of(ws, item.id) is not None]
    data: dict[str, Any] = {
        "kind": "report",
        "code": code,
        "package": document.id,
        "unit": document.unit,
        "unit_name": ws.env.units.name(document.unit),
        "period": document.period,
        "state": document.state,
        "at": document.at,
        "cut_off": document.body["cut_off"],
        "edition": document.body.get("edition", 0),
        "pack": dict(document.body["pack"]),
        "later": [
            {"package": item.id, "state": item.state, "at": item.at, "same": report_code(ws, item) == code}
            for item in later
        ],
    }
    told = f"; sau đó đơn vị đã lập {len(later)} báo cáo khác của kỳ này" if later else ""
    return Outcome(data=data, message=f"Mã {code}: báo cáo kỳ {document.period} của {data['unit_name']}{told}.")


def _sources(ws: Workspace, was: Basis) -> list[dict[str, Any]]:
    return [
        {"unit": unit, "name": ws.env.units.name(unit), "package": source.package, "edition": source.edition}
        for unit, source in was.sources.items()
    ]


def _desk_of(ws: Workspace, document: Document) -> Desk:
    """What the forms of a code are filled with: as frozen, as sent or as received."""
    if document.kind == "received":
        return received_desk(ws, document)
    if document.kind == "sent":
        return sent_desk(ws, document)
    if document.body["scope"] == "province":
        return basis_desk(ws, frozen_basis(ws, document), tie_of(document.id))
    return sent_desk(ws, frozen_report(ws, document))


def _told(changes: dict[str, Any]) -> str:
    if changes["same"]:
        return "đến nay không có gì thay đổi."
    parts = [
        f"{len({row['unit'] for row in changes['units']})} đơn vị có báo cáo khác" if changes["units"] else "",
        f"{changes['cells_changed']} ô số liệu khác" if changes["cells_changed"] else "",
        "bộ chỉ tiêu đã đổi" if changes["pack"] else "",
        "số liệu năm trước đã đổi" if changes["before"] else "",
        f"{len(changes['boundaries'])} đơn vị hành chính đã đổi" if changes["boundaries"] else "",
    ]
    return f"từ đó đến nay {'; '.join(part for part in parts if part)}."
