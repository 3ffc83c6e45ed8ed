"""Two clerks of one unit: a file of what one machine knows, and taking it in on the other, never a fork.

Both stores come from one backup; only one of them submits. The file holds records, never packages, documents or keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.commands.entry.chained import chains_of, marks_of
from app.commands.entry.merging_shown import shown_rows
from app.commands.figures.judging import current_period, cut_off_of, judge, sentences
from app.commands.files import read_chosen, write_chosen
from app.commands.keys.activation import changes_key
from app.commands.sending import moment
from app.crypto.codes import new_activation_code
from app.domain.dataset import Dataset, apply
from app.domain.findings import Finding
from app.domain.merge import MINE, THEIRS, WHOLE, Key, Merged, merge_all
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.changes import Changes, open_changes, seal_changes
from app.package.sealing import digest
from app.progress import Progress
from app.workspace import PROGRAM_VERSION, Outcome, Workspace

_FATES: Final = ("added", "changed", "same", "rejected")
_KEPT_FOR: Final = "changes"


def export_changes(ws: Workspace, progress: Progress, *, out: Path) -> Outcome:
    """Writes every record with its states into a sealed file, and gives the code that opens it.

    Returns:
        data: file, records, and the code, which is kept nowhere.

    Raises:
        UserError: LUU-* of the file, GOI-03.
    """
    progress.step(0, 2, "Đọc lịch sử")
    chains = tuple(chains_of(ws).values())
    info = ws.store.info
    changes = Changes(ws.unit, info.id, info.practice, ws.actor, ws.env.now().isoformat(timespec="seconds"), chains)
    code = new_activation_code()
    progress.step(1, 2, "Mã hóa và ghi tệp")
    sealed = seal_changes(changes, changes_key(code), PROGRAM_VERSION)
    write_chosen(out, sealed)
    there = sum(chain.live is not None for chain in chains)
    document = Document(_KEPT_FOR, digest(sealed), ws.unit, state="written", at=moment(ws), body={"records": there})
    return Outcome(
        data={"file": str(out), "code": code, "records": there},
        message=f"Đã ghi tệp thay đổi {out.name}: {there} dòng.",
        documents=(DocumentChange(None, document),),
    )


def import_changes(
    ws: Workspace,
    progress: Progress,
    *,
    file: Path,
    code: str = "",
    code_file: Path | None = None,
    answers: str | Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Takes the records of the other machine in, field by field, as one change; what clashes without answer waits.

    Args:
        file: written by `export_changes` there.
        code: as shown there; or code_file, whose first line holds it.
        answers: "table/id/field", or "table/id" for the whole record → "mine" or "theirs"; also as JSON.
        dry_run: only says what would happen.

    Returns:
        data: counters that add up to the records of the file, each record's fate with its clashes, and the findings
        that the records brought in would have; ok is False where a record waits.

    Raises:
        UserError: GHEP-*, LUU-*, NGH-09, NHAP-03 answers, NOP-02.
    """
    progress.step(0, 3, "Mở tệp")
    theirs = _opened(ws, file, code or _code_of(code_file))
    progress.step(1, 3, "So từng dòng")
    chains = {chain.key: chain for chain in theirs.chains}
    merged = merge_all(chains_of(ws), theirs.chains, _answers(answers))
    changes = tuple(change for item in merged for change in item.changes)
    _refuse_secret_lists(merged)
    progress.step(2, 3, "Rà soát")
    before = ws.store.load()
    data, findings = _described(ws, merged, theirs, before, apply(before, changes))
    message = (
        f"Ghép số liệu của {theirs.actor} ({data['read']} dòng): {data['added']} thêm mới, {data['changed']} thay đổi, "
        f"{data['same']} không đổi, {data['rejected']} chờ trả lời."
    )
    ok = not data["rejected"]
    if dry_run or not changes:
        return Outcome(data=data, message=message, ok=ok, findings=findings)
    return Outcome(
        data=data, message=message, ok=ok, findings=findings, changes=changes, about=marks_of(merged, chains)
    )


def _opened(ws: Workspace, file: Path, code: str) -> Changes:
    theirs = open_changes(read_chosen(file), changes_key(code), file.name)
    if theirs.unit != ws.unit:
        raise refuse("GHEP-05", unit=ws.env.units.name(theirs.unit))
    if theirs.store != ws.store.info.id or theirs.practice != ws.store.info.practice:
        raise refuse("GHEP-06")
    return theirs


def _code_of(path: Path | None) -> str:
    if path is None:
        raise refuse("GHEP-03", detail="chưa có mã")
    return read_chosen(path).decode("ascii", "replace").partition("\n")[0]


def _answers(given: str | Mapping[str, str] | None) -> dict[Key, dict[str, str]]:
    try:
        read = json.loads(given or "{}") if isinstance(given, str) else dict(given or {})
    except json.JSONDecodeError as error:
        raise refuse("NHAP-03", what="câu trả lời", value=given, detail="không phải JSON") from error
    found: dict[Key, dict[str, str]] = {}
    for where, answer in read.items() if isinstance(read, dict) else [("", read)]:
        table, _, rest = where.partition("/")
        record, _, name = rest.partition("/")
        if answer not in (MINE, THEIRS) or not record:
            raise refuse("NHAP-03", what="câu trả lời", value=where, detail=f"trả lời là {MINE} hoặc {THEIRS}")
        found.setdefault((table, record), {})[name or WHOLE] = answer
    return found


def _refuse_secret_lists(merged: tuple[Merged, ...]) -> None:
    for item in merged:
        if (
            item.table == "planning_list"
            and item.changes
            and getattr(item.result, "secrecy", None) not in (None, "khong")
        ):
            raise refuse("NOP-02")


def _described(
    ws: Workspace, merged: tuple[Merged, ...], theirs: Changes, before: Dataset, after: Dataset
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    period = current_period(ws)
    judged = judge(ws, ws.pack, after, period, cut_off_of(ws, period))
    touched = {item.key for item in merged if item.changes}
    findings = tuple(item for item in judged.findings if (item.at.table, item.at.record) in touched)
    counters = {fate: sum(item.fate == fate for item in merged) for fate in _FATES}
    data = {
        "read": len(merged),
        **counters,
        "actor": theirs.actor,
        "made_at": theirs.made_at,
        "rows": shown_rows(ws, merged, before, after),
        "findings": sentences(ws, ws.pack, after, findings),
    }
    return data, findings
