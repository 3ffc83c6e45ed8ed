"""Excel in and out: preview with the one check, then one transaction; template and full export."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from app.commands.entry.confirming import settled_by_edit
from app.commands.excel.import_log import IMPORT, blobs_of, layout_changes, make_log, remembered, teaches_more
from app.commands.figures.judging import current_period, cut_off_of, judge, sentences
from app.commands.files import read_chosen
from app.domain.dataset import Dataset, apply
from app.domain.findings import Finding
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.progress import Progress
from app.spreadsheets.choices import Choices, Memory, read_choices
from app.spreadsheets.memory import learn
from app.spreadsheets.outcome import Preview
from app.spreadsheets.preview import preview
from app.spreadsheets.shown import as_data
from app.spreadsheets.template import write_template
from app.spreadsheets.workbook import Workbook, read_workbook
from app.workspace import Outcome, Workspace


@dataclass(frozen=True, slots=True)
class Looked:
    """A workbook that was read and previewed; nothing has been written.

    Attributes:
        workbook: as it was read.
        before: the records of the unit.
        known: what earlier imports taught.
        seen: what the import would do.
    """

    workbook: Workbook
    before: Dataset
    known: Memory
    seen: Preview


def look_at(
    ws: Workspace,
    progress: Progress,
    file: Path,
    sheet: str | None,
    choices: Path | Choices | None,
    *,
    unread_too: bool = False,
) -> Looked:
    """Reads and previews a workbook; arguments and errors as for `import_file`."""
    chosen = choices if isinstance(choices, Choices) else read_choices(read_chosen(choices)) if choices else Choices()
    if sheet:
        chosen = replace(chosen, sheet=sheet)
    workbook = read_workbook(file, progress)
    before = ws.store.load()
    known = remembered(ws)
    seen = preview(workbook, before, ws.env.catalogue, ws.env.new_id, progress, chosen, known, unread_too=unread_too)
    return Looked(workbook, before, known, seen)


def import_file(
    ws: Workspace,
    progress: Progress,
    *,
    file: Path,
    sheet: str | None = None,
    dry_run: bool = False,
    choices: Path | Choices | None = None,
    unread_too: bool = False,
) -> Outcome:
    """Reads a workbook, previews it, and takes the accepted rows in as one transaction, all or none.

    Args:
        file: the workbook.
        sheet: the only sheet to read.
        dry_run: nothing is written.
        choices: what a person decided; on the command line a file in the JSON form of `app.spreadsheets.choices`.
        unread_too: in the window, a workbook without headings that are known is shown, for a person to point them out.

    Returns:
        data: see `app.spreadsheets.shown.as_data`, and the findings that the records would have; ok is False where a
        row was rejected.

    Raises:
        UserError: XLS-*, LUU-08, NHAP-02, NHAP-03, NOP-02.
    """
    looked = look_at(ws, progress, file, sheet, choices, unread_too=unread_too)
    seen = looked.seen
    after = apply(looked.before, seen.changes)
    data, findings = _described(ws, seen, after)
    counters = seen.counters
    message = (
        f"{counters['read']} dòng: {counters['added']} thêm mới, {counters['changed']} thay đổi, "
        f"{counters['same']} không đổi, {counters['rejected']} không nhận."
    )
    outcome = Outcome(data=data, message=message, ok=counters["rejected"] == 0, findings=findings)
    if dry_run:
        return outcome
    _refuse_secret_lists(seen)
    if seen.changes:
        ws.store.backup(None, progress)
    return _written(ws, outcome, file.name, seen, after, looked.known)


def _written(ws: Workspace, outcome: Outcome, name: str, seen: Preview, after: Dataset, known: Memory) -> Outcome:
    """The import with its log and with what it teaches; nothing where it neither changes nor teaches anything."""
    at = ws.env.now().astimezone(UTC).isoformat(timespec="seconds")
    learned = learn(seen, after)
    layouts = layout_changes(ws, learned, at)
    if not seen.changes and not teaches_more(seen, learned, known):
        return replace(outcome, documents=layouts)
    log = make_log(seen, after, ws.actor)
    body = {
        "file": name,
        "who": ws.actor,
        "counters": dict(seen.counters),
        "sheets": [view.name for view in seen.sheets if view.layout is not None],
        "letters": len(log.letters),
        "answers": sum(bool(question.answer) for question in log.questions),
    }
    document = Document(IMPORT, ws.env.new_id(), ws.unit, at[:4], at=at, body=body)
    return replace(
        outcome,
        data={**outcome.data, "import": document.id},
        about={IMPORT: document.id},
        changes=(*seen.changes, *settled_by_edit(ws, seen.changes)),
        documents=(*layouts, DocumentChange(None, document)),
        blobs=blobs_of(ws, document, log, learned),
    )


def template(ws: Workspace, progress: Progress, *, out: Path) -> Outcome:
    """Writes the blank template, with the unit's bodies and code lists to choose from."""
    write_template(out, ws.env.units.name(ws.unit), ws.env.catalogue)
    return Outcome(data={"file": str(out)}, message=f"Đã ghi tệp mẫu {out.name}.")


def export(ws: Workspace, progress: Progress, *, out: Path) -> Outcome:
    """Writes every record into the layout of the template; importing it again changes nothing."""
    write_template(out, ws.env.units.name(ws.unit), ws.env.catalogue, ws.store.load())
    return Outcome(data={"file": str(out)}, message=f"Đã xuất ra {out.name}.")


def _described(ws: Workspace, seen: Preview, after: Dataset) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    period = current_period(ws)
    judged = judge(ws, ws.pack, after, period, cut_off_of(ws, period))
    touched = {(change.table, change.id) for change in seen.changes}
    findings = tuple(item for item in judged.findings if (item.at.table, item.at.record) in touched)
    data = as_data(seen, after, ws.env.catalogue)
    data["findings"] = sentences(ws, ws.pack, after, findings)
    return data, findings


def _refuse_secret_lists(seen: Preview) -> None:
    for change in seen.changes:
        if change.table == "planning_list" and getattr(change.after, "secrecy", None) not in (None, "khong"):
            raise refuse("NOP-02")
