"""Imports that were made: the list, what one of them did, and taking it back as a whole or letter by letter.

Hides how an import is found in the history, and when it stands taken back: by its own command or by undo.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.commands.entry.undoing import lines_back, note
from app.commands.excel.import_log import IMPORT, Letter, describe, field_of, held_text, read_log
from app.commands.words import called, rows_of
from app.domain.dataset import Change
from app.domain.registry import TABLES
from app.domain.storage import Document, HistoryLine
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace

TAKES_BACK: Final = "takes back"
"""What the history line of `import undo` is about: the id of the import."""
_FARTHEST: Final = 5000
_MOST_NAMED: Final = 3


def list_imports(ws: Workspace, progress: Progress) -> Outcome:
    """The imports of this store, newest first.

    Returns:
        data: a row for each with `id`, `at`, `file`, `who`, `counters`, `sheets`, `letters`, `answers`, `undone`.
    """
    gone = _undone(ws)
    rows = [{**describe(document), "undone": document.id in gone} for document in reversed(ws.store.documents(IMPORT))]
    return Outcome(data=rows, message=f"{len(rows)} lần nhập.")


def show(ws: Workspace, progress: Progress, *, imported: str) -> Outcome:
    """What an import did.

    Args:
        imported: its id, or the first characters of it.

    Returns:
        data: as in the list, and `erased`, `cells` (numbered from 1: where, before, after, evidence, by whom, where it
        went, and whether the record still holds it) and `questions` with their answers.

    Raises:
        UserError: NHAP-02 no such import.
    """
    document = _named(ws, imported)
    log = read_log(ws, document)
    data = describe(document) | {
        "undone": document.id in _undone(ws),
        "erased": log is None,
        "cells": [],
        "questions": [],
    }
    if log is None:
        return Outcome(data=data, message="Chi tiết của lần nhập này đã được xóa cùng khóa của kỳ.")
    records = _records(ws, log.letters)
    data["cells"] = [
        {
            "number": number,
            "sheet": letter.sheet,
            "row": letter.row,
            "column": letter.column,
            "before": letter.before,
            "after": letter.after,
            "evidence": letter.evidence,
            "by": letter.by,
            "table": letter.table,
            "record": letter.record,
            "field": letter.field,
            "label": field.label if (field := field_of(letter)) else "",
            "holds": _without(records.get((letter.table, letter.record)), letter) is not None,
        }
        for number, letter in enumerate(log.letters, 1)
    ]
    data["questions"] = [
        {"sheet": item.sheet, "row": item.row, "question": item.question, "answer": item.answer}
        for item in log.questions
    ]
    return Outcome(data=data, message=f"{document.body['file']}: {len(log.letters)} ô đã chuyển mã.")


def undo(ws: Workspace, progress: Progress, *, imported: str) -> Outcome:
    """Takes a whole import back, whenever it was made.

    Args:
        imported: its id, or the first characters of it.

    Raises:
        UserError: NHAP-01 already taken back, or the key of its year was erased; NHAP-02 no such import; NHAP-04 its
            rows were changed or used since.
    """
    document = _named(ws, imported)
    file = document.body["file"]
    if document.id in _undone(ws):
        raise refuse("NHAP-01", detail=f"lần nhập {file} đã được hoàn tác")
    line = _line_of(ws, document)
    if line.erased:
        raise refuse("NHAP-01", detail=f"chi tiết của lần nhập {file} đã được xóa cùng khóa của kỳ")
    if not line.changes:
        raise refuse("NHAP-01", detail=f"lần nhập {file} không thay đổi bản ghi nào")
    back = tuple(Change(item.table, item.id, item.after, item.before) for item in reversed(line.changes))
    if moved := [*_moved(ws, back), *_used(ws, back)]:
        named = "; ".join(called(ws, table, record) for table, record in moved[:_MOST_NAMED])
        more = "…" if len(moved) > _MOST_NAMED else ""
        raise refuse("NHAP-04", file=file, count=len(moved), named=named + more)
    return Outcome(
        changes=back,
        message=f"Hoàn tác lần nhập {file}: {len(back)} bản ghi.",
        about={TAKES_BACK: document.id},
        data={"import": document.id, "records": len(back)},
    )


def letters(ws: Workspace, progress: Progress, *, imported: str, cells: str) -> Outcome:
    """Gives fields the text back that stood in the file before its letters were converted.

    Args:
        imported: id of the import, or the first characters of it.
        cells: numbers of the cells as `import show` gives them, apart by commas.

    Raises:
        UserError: NHAP-01 a field holds another text by now, or is no text; NHAP-02 no such import or cell; NHAP-03
            no numbers.
    """
    document = _named(ws, imported)
    log = read_log(ws, document)
    if log is None:
        raise refuse("NHAP-01", detail="chi tiết của lần nhập này đã được xóa cùng khóa của kỳ")
    chosen = [_cell(log.letters, number) for number in cells.replace(",", " ").split()]
    if not chosen:
        raise refuse("NHAP-03", what="ô", value=cells, detail="ghi số thứ tự các ô, cách nhau dấu phẩy")
    records = _records(ws, chosen)
    restored = dict(records)
    for letter in chosen:
        key = (letter.table, letter.record)
        updated = _without(restored.get(key), letter)
        if updated is None:
            where = f"{letter.sheet} dòng {letter.row}"
            raise refuse("NHAP-01", detail=f"ô {where} không còn giữ chữ đã chuyển “{letter.after}”; sửa trực tiếp")
        restored[key] = updated
    changes = tuple(
        Change(table, key, records[table, key], record)
        for (table, key), record in restored.items()
        if record != records[table, key]
    )
    return Outcome(changes=changes, message=f"Trả lại chữ gốc của {len(chosen)} ô.", data={"cells": len(chosen)})


def _named(ws: Workspace, imported: str) -> Document:
    found = [document for document in ws.store.documents(IMPORT) if imported and document.id.startswith(imported)]
    if len(found) != 1:
        raise refuse("NHAP-02", what="lần nhập", value=imported)
    return found[0]


def _line_of(ws: Workspace, document: Document) -> HistoryLine:
    """The line of the history that wrote the import."""
    return ws.store.history(f"document:{IMPORT}", document.id)[-1]


def _undone(ws: Workspace) -> frozenset[str]:
    """Ids of the imports that stand taken back."""
    if not ws.store.documents(IMPORT):
        return frozenset()
    taken_back: dict[str, bool] = {}
    gone: set[str] = set()
    for line in lines_back(ws, _FARTHEST):
        note(taken_back, line)
        stands = not taken_back.get(line.entry.id, False)
        if stands and (taken := line.entry.about.get(TAKES_BACK)):
            gone.add(taken)
        if not stands and (made := line.entry.about.get(IMPORT)):
            gone.add(made)
    return frozenset(gone)


def _moved(ws: Workspace, back: Sequence[Change]) -> Iterator[tuple[str, Any]]:
    """Records of an import that are no longer as it left them."""
    ids: dict[str, list[str]] = {}
    for item in back:
        ids.setdefault(item.table, []).append(item.id)
    now = {table: rows_of(ws, table, keys) for table, keys in ids.items()}
    for item in back:
        current = now[item.table].get(item.id)
        if current != item.before:
            yield item.table, current or item.before


def _used(ws: Workspace, back: Sequence[Change]) -> Iterator[tuple[str, Any]]:
    """Records outside an import that refer to one which it made."""
    touched = {(item.table, item.id) for item in back}
    going = {(item.table, item.id) for item in back if item.after is None}
    tables = {table for table, _ in going}
    data = ws.store.load()
    for spec in TABLES.values():
        fields = [field for field in spec.fields if field.declared.ref in tables]
        for record in data.rows(spec.cls) if fields else ():
            named = any((field.declared.ref, getattr(record, field.name)) in going for field in fields)
            if named and (spec.name, record.id) not in touched:
                yield spec.name, record


def _records(ws: Workspace, found: Sequence[Letter]) -> Mapping[tuple[str, str], Any]:
    """The records to which cells went, as they are now."""
    ids: dict[str, set[str]] = {}
    for letter in found:
        if letter.table in TABLES:
            ids.setdefault(letter.table, set()).add(letter.record)
    return {(table, key): row for table, keys in ids.items() for key, row in rows_of(ws, table, keys).items()}


def _cell(found: Sequence[Letter], number: str) -> Letter:
    if not number.isdecimal() or not 1 <= int(number) <= len(found):
        raise refuse("NHAP-02", what="ô", value=number)
    return found[int(number) - 1]


def _without(record: Any, letter: Letter) -> Any:
    """A record with the text as it was before its letters were converted; None where it does not hold them."""
    field = field_of(letter)
    if record is None or field is None or field.kind != "text":
        return None
    held, now = getattr(record, field.name) or "", held_text(letter.after, field)
    if not now or f" {now} " not in f" {held} ":
        return None
    text = f" {held} ".replace(f" {now} ", f" {letter.before} ", 1)[1:-1]
    return replace(record, **{field.name: text})
