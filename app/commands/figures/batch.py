"""All forms of a period at once: one file, a file for each form, or a file for each accepted unit.

Hides that every file is made whole before it is written, so that a run that is stopped leaves whole files only. Lists
of people are no part of it (see `asked.whole_set`), so the register of names has nothing to note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.commands.accepted import accepted
from app.commands.figures.asked import asked_forms
from app.commands.figures.judging import current_period
from app.commands.figures.paper import Desk, document
from app.commands.figures.reporting import desk_of
from app.commands.files import write_chosen
from app.domain.periods import Period, parse_period
from app.errors import UserError, refuse
from app.progress import Progress
from app.reports.document import Document
from app.reports.writers import render
from app.vietnamese.collation import sort_key
from app.workspace import Outcome, Workspace

KINDS: Final = ("pdf", "docx", "xlsx")
"""Kinds of file, as their suffixes."""
_PROVINCE: Final = "tinh"


def forms(
    ws: Workspace,
    progress: Progress,
    *,
    out: Path,
    period: str | None = None,
    unit: str | None = None,
    each: bool = False,
    kind: str = "pdf",
    as_now: bool = False,
    publish: bool = False,
    a3: bool = False,
) -> Outcome:
    """Writes all forms that are asked for of this unit, of the province, or of one unit as it was accepted.

    Args:
        out: a file that ends in one of `KINDS` takes all forms; any other name is a folder.
        period: None for the one asked for now.
        unit: at Sở Nội vụ; None for the province.
        each: at Sở Nội vụ, a file of all forms for each unit whose report was accepted, into the folder; stopped half
            way, the files of the units before stay.
        kind: of the files in a folder.
        as_now: the province's forms by the units of today.
        publish: for publication: small counts are masked.
        a3: what has many columns is on A3 instead of A4.

    Raises:
        UserError: NHAP-01 no folder for many units or one unit of each, NHAP-02 no such unit, LUU-* of the medium,
            FONT-01. With `each` what a unit meets is told in the data.
    """
    one_file = out.suffix.lower().lstrip(".") in KINDS and not out.is_dir()
    chosen = parse_period(period) if period else current_period(ws)
    if each:
        if ws.mode != "province" or unit or one_file:
            raise refuse("NHAP-01", detail="mỗi đơn vị một tệp chỉ lập ở Sở Nội vụ, cho mọi đơn vị, vào một thư mục")
        return _of_each(ws, progress, chosen, out, kind, publish=publish, large=a3)
    progress.step(0, 0, "Lập biểu")
    whole = _document(ws, desk_of(ws, str(chosen), None, unit, as_now=as_now), publish=publish, large=a3)
    if one_file:
        progress.step(0, 1, "Dàn trang")
        made = {out: render(whole, out.suffix, out.name)}
    else:
        name = f"2282_{unit or (ws.unit if ws.mode == 'unit' else _PROVINCE)}_bieu"
        made = {out / f"{name}-{code}_{chosen}.{kind}": content for code, content in _apart(whole, progress, kind)}
    for path, content in made.items():
        write_chosen(path, content)
    files = [str(path) for path in made]
    return Outcome(
        data={"files": files, "refused": []}, message=f"Đã ghi {len(whole.forms)} biểu, {len(files)} tệp: {out.name}."
    )


def _of_each(
    ws: Workspace, progress: Progress, period: Period, out: Path, kind: str, *, publish: bool, large: bool
) -> Outcome:
    packages = [item for item in accepted(ws, period) if not item.body.get("elsewhere")]
    units = sorted({item.unit for item in packages}, key=lambda key: (sort_key(ws.env.units.name(key)), key))
    files: list[str] = []
    refused: list[dict[str, Any]] = []
    for place, unit in enumerate(units):
        name = ws.env.units.name(unit)
        progress.step(place, len(units), name)
        path = out / f"2282_{unit}_bieu_{period}.{kind}"
        try:
            desk = desk_of(ws, str(period), None, unit)
            write_chosen(path, render(_document(ws, desk, publish=publish, large=large), path.suffix, path.name))
        except UserError as error:
            refused.append({"unit": unit, "name": name, "code": error.code, "message": error.message})
        else:
            files.append(str(path))
    rest = f" {len(refused)} đơn vị không lập được: {refused[0]['name']} ({refused[0]['message']})" if refused else ""
    message = f"Đã lập biểu của {len(files)}/{len(units)} đơn vị vào {out.name}.{rest}"
    return Outcome(data={"files": files, "refused": refused}, message=message, ok=not refused)


def _document(ws: Workspace, desk: Desk, *, publish: bool, large: bool) -> Document:
    return document(ws, desk, asked_forms(ws, str(desk.form_input.data.period)), publish=publish, large=large)


def _apart(whole: Document, progress: Progress, kind: str) -> Iterator[tuple[str, bytes]]:
    """Each form as a file; they were filled, and for publication masked, together."""
    for place, section in enumerate(whole.forms):
        code = section.form.code
        progress.step(place, len(whole.forms), f"Biểu {code}")
        yield code, render(replace(whole, sections=(section,)), f".{kind}")
