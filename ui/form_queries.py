"""Questions about official forms: which there are, one with its numbers, one as PDF, and who is behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.commands.figures.judging import judge_live
from app.commands.figures.paper import document, filled_form
from app.commands.figures.reporting import desk_of, explain
from app.commands.words import names_of
from app.domain.findings import RecordRef
from app.domain.registry import TABLES
from app.domain.table import FilledForm
from app.plan.explain import explain as explain_cell
from app.progress import Progress, Silent
from app.reports.writers import render
from app.vietnamese.numbers import integer
from app.workspace import Workspace
from ui.values import Names


@dataclass(frozen=True, slots=True)
class FormName:
    """A form as the list shows it."""

    code: str
    name: str


def form_names(ws: Workspace) -> tuple[FormName, ...]:
    """Forms of the pack."""
    return tuple(FormName(form.code, form.name) for form in ws.pack.forms.values())


def filled(ws: Workspace, code: str) -> FilledForm:
    """A form of this unit, or of the province."""
    return filled_form(ws, desk_of(ws, None, None), code)


def form_pdf(ws: Workspace, progress: Progress, codes: tuple[str, ...]) -> bytes:
    """Forms as they are printed."""
    progress.step(0, 2, "Lập biểu")
    desk = desk_of(ws, None, None)
    progress.step(1, 2, "Dàn trang")
    return render(document(ws, desk, codes), ".pdf")


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a figure: how it is counted, and rows of (name, value or reason, place)."""

    formula: str
    clause: str
    value: str
    included: tuple[tuple[str, str, str, str], ...]
    excluded: tuple[tuple[str, str, str, str], ...]


def behind(ws: Workspace, key: str) -> Behind:
    """The people, bodies or units that make a figure; each row is (name, word, table, id)."""
    if ws.mode == "province":
        data: dict[str, Any] = explain(ws, Silent(), key=key).data
        rows = tuple((row["name"], "…" if row["value"] is None else str(row["value"]), "", "") for row in data["units"])
        return Behind("Tổng của các đơn vị đã được chấp nhận số liệu", "", str(data["value"]), rows, ())
    found = explain_cell(judge_live(ws).context, key)
    wanted: dict[str, set[str]] = {}
    records = [item.record for item in found.included] + [item.record for item in found.excluded]
    for record in records:
        wanted.setdefault(record.table, set()).add(record.id)
    names = names_of(ws, {table: ids for table, ids in wanted.items() if table in TABLES})
    return Behind(
        found.formula,
        found.clause,
        "chưa có số liệu" if found.value is None else integer(found.value),
        tuple(_row(names, item.record, integer(item.value)) for item in found.included),
        tuple(_row(names, item.record, item.text) for item in found.excluded),
    )


def _row(names: Names, record: RecordRef, word: str) -> tuple[str, str, str, str]:
    return names.get(record.id, "…"), word, record.table, record.id
