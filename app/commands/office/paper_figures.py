"""Signed-off paper totals of earlier years: template, preview, taking in, list, and taking back.

They stand beside the packages, never among them: a package of the same unit and period wins, and the list says where
the two differ. The bytes of each file are kept with its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.commands.accepted import accepted_figures
from app.commands.files import read_chosen, write_chosen
from app.commands.office.paper_rows import judged_rows, paper_years, shown_rows, unit_texts
from app.commands.office.paper_store import IMPORT, PAPER, paper_documents, paper_id
from app.commands.sending import moment
from app.domain.figures import Figures
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.plan.paper_totals import paper_cells
from app.progress import Progress
from app.spreadsheets.paper_figures import WHOLE_PROVINCE, PaperRow, paper_template
from app.spreadsheets.workbook import read_workbook
from app.workspace import Outcome, Workspace

_TITLE: Final = "Số liệu báo cáo giấy đã ký - Kế hoạch 18/02/2021 (Quyết định 2282/QĐ-TTg)"


def template(ws: Workspace, progress: Progress, *, out: Path) -> Outcome:
    """Writes the blank workbook for paper totals, with lists to choose from.

    Raises:
        UserError: LUU-* of the medium.
    """
    names = paper_cells(ws.pack, ws.env.catalogue)
    write_chosen(out, paper_template(names, unit_texts(ws), paper_years(ws), _TITLE))
    return Outcome(data={"file": str(out)}, message=f"Đã ghi tệp mẫu {out.name}.")


def import_figures(ws: Workspace, progress: Progress, *, file: Path, dry_run: bool = False) -> Outcome:
    """Takes paper totals in as one transaction, all or none; the same file twice changes nothing.

    Returns:
        data: counters `read, added, changed, same, rejected`, `digest` and `rows`; ok is False where a row is rejected,
        and then nothing is written.

    Raises:
        UserError: XLS-*, LUU-08.
    """
    content = read_chosen(file)
    digest = hashlib.sha256(content).hexdigest()
    rows = judged_rows(ws, read_workbook(file, progress))
    fates = {row.number: _fate(ws, row) for row in rows}
    counters = {name: sum(fate == name for fate in fates.values()) for name in ("added", "changed", "same", "rejected")}
    message = (
        f"{len(rows)} dòng: {counters['added']} thêm mới, {counters['changed']} thay đổi, "
        f"{counters['same']} không đổi, {counters['rejected']} không nhận."
    )
    data = {"read": len(rows), **counters, "digest": digest, "import": "", "rows": shown_rows(ws, rows, fates)}
    outcome = Outcome(data=data, message=message, ok=counters["rejected"] == 0)
    moving = [row for row in rows if fates[row.number] in ("added", "changed")]
    if dry_run or counters["rejected"] or not moving:
        return outcome
    return _written(ws, outcome, moving, (file.name, digest, content))


def listed(ws: Workspace, progress: Progress) -> Outcome:
    """All paper reports, each with what a package of the same unit and period says otherwise."""
    names = paper_cells(ws.pack, ws.env.catalogue)
    packages: dict[str, Mapping[str, Figures]] = {}
    rows = []
    for item in paper_documents(ws):
        if item.period not in packages:
            packages[item.period] = accepted_figures(ws, parse_period(item.period))
        rows.append(_listed_row(ws, item, packages[item.period].get(item.unit), names))
    return Outcome(data=rows, message=f"{len(rows)} báo cáo giấy.")


def undo_import(ws: Workspace, progress: Progress, *, entry: str | None = None) -> Outcome:
    """Takes an import of paper totals back, the last one where none is named: what stood before stands again.

    Raises:
        UserError: NHAP-01 nothing to take back, or a later import changed the same report; NHAP-02 no such import.
    """
    log = _import_to_undo(ws, entry)
    changes, figures = [], {}
    for old in log.body["before"]:
        now = ws.store.document(PAPER, old["id"])
        if now is None or now.body["import"] != log.id:
            raise refuse("NHAP-01", detail="một lần nhập sau đã thay số liệu này; hãy hoàn tác lần nhập sau trước")
        was = (
            Document(PAPER, old["id"], now.unit, now.period, "signed", old["at"], old["body"]) if old["body"] else None
        )
        changes.append(DocumentChange(now, was))
        figures[old["id"]] = old["cells"]
    undone = replace(log, state="undone", body={**log.body, "undone_by": ws.actor})
    message = f"Đã hoàn tác lần nhập «{log.body['file']}»: {len(changes)} báo cáo giấy."
    data = {"import": log.id, "reports": len(changes)}
    return Outcome(data, message, documents=(*changes, DocumentChange(log, undone)), figures=figures)


def _import_to_undo(ws: Workspace, entry: str | None) -> Document:
    if entry:
        found = ws.store.document(IMPORT, entry)
        if found is None:
            raise refuse("NHAP-02", what="lần nhập báo cáo giấy", value=entry)
        if found.state == "undone":
            raise refuse("NHAP-01", detail="lần nhập này đã được hoàn tác")
        return found
    standing = ws.store.documents(IMPORT, state="done")
    if not standing:
        raise refuse("NHAP-01", detail="không có lần nhập báo cáo giấy nào để hoàn tác")
    return standing[-1]


def _fate(ws: Workspace, row: PaperRow) -> str:
    if row.reasons:
        return "rejected"
    key = paper_id(str(row.year), row.unit)
    held = ws.store.document(PAPER, key)
    if held is None:
        return "added"
    said = (held.body["source"], held.body["signed_on"])
    same = said == (row.source, row.signed_on) and ws.store.figures(key) == row.cells
    return "same" if same else "changed"


def _written(ws: Workspace, outcome: Outcome, rows: Iterable[PaperRow], file: tuple[str, str, bytes]) -> Outcome:
    """The reports with the log that can take them back, and the file itself as evidence."""
    name, digest, content = file
    entry, at = ws.env.new_id(), moment(ws)
    changes, before, figures = [], [], {}
    for row in rows:
        key = paper_id(str(row.year), row.unit)
        held = ws.store.document(PAPER, key)
        body, was_at = (dict(held.body), held.at) if held else (None, "")
        before.append({"id": key, "body": body, "at": was_at, "cells": ws.store.figures(key)})
        cut_off = ws.pack.dates(parse_period(str(row.year))).cut_off_of(parse_period(str(row.year)))
        said = {"source": row.source, "signed_on": row.signed_on, "cut_off": cut_off.isoformat()}
        kept = {"file": name, "digest": digest, "row": row.number, "by": ws.actor, "import": entry}
        changes.append(DocumentChange(held, Document(PAPER, key, row.unit, str(row.year), "signed", at, said | kept)))
        figures[key] = dict(row.cells)
    told = {"file": name, "digest": digest, "who": ws.actor, "before": before}
    log = Document(IMPORT, entry, state="done", at=at, body=told)
    return replace(
        outcome,
        data={**outcome.data, "import": entry},
        about={IMPORT: entry},
        documents=(*changes, DocumentChange(None, log)),
        figures=figures,
        blobs={f"{PAPER}:{digest}": content},
    )


def _listed_row(ws: Workspace, item: Document, package: Figures | None, names: Mapping[str, str]) -> dict[str, Any]:
    cells = ws.store.figures(item.id)
    differences = [
        {"cell": cell, "label": names.get(cell, cell), "paper": value, "package": package.cells[cell]}
        for cell, value in cells.items()
        if package is not None and package.cells.get(cell, value) != value
    ]
    return {
        "period": item.period,
        "unit": item.unit,
        "unit_name": ws.env.units.name(item.unit) if item.unit else WHOLE_PROVINCE,
        "source": item.body["source"],
        "signed_on": item.body["signed_on"],
        "by": item.body["by"],
        "at": item.at,
        "file": item.body["file"],
        "digest": item.body["digest"],
        "import": item.body["import"],
        "cells": len(cells),
        "used": package is None,
        "differences": differences,
    }
