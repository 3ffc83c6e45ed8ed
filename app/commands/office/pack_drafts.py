"""Drafts of a plan pack at Sở Nội vụ: kept in the store, edited by value, in force only once issued."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.commands.files import write_chosen
from app.commands.office.packs_known import known_versions, newest_known
from app.commands.sending import moment
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.plan.pack import Pack, pack_files, read_pack, version_order
from app.plan.pack_entries import Entry, confirmed, doubts, entries, with_value, with_version
from app.plan.pack_text import Value
from app.progress import Progress
from app.vietnamese.fold import fold
from app.workspace import Outcome, Workspace
from app.workspace.kept_packs import blob_name, bundled, unbundled

DRAFT: Final = "pack_draft"
"""Kind of document: a draft under its version, its files beside it."""
_MOST_ROWS: Final = 400


def new(ws: Workspace, progress: Progress, *, version: str | None = None, base: str | None = None) -> Outcome:
    """Begins a draft with the values of a pack.

    Args:
        version: of the draft, such as "2027.1"; None for the next after every one known.
        base: version that it begins with; None for the newest known.

    Raises:
        UserError: NHAP-03 not newer than every one known, or there is such a draft; NGH-07 no such base.
    """
    pack = ws.pack_named(ws.pack.id, base or newest_known(ws, ws.pack.id))
    return _begun(ws, pack.files, version, pack.version)


def load(ws: Workspace, progress: Progress, *, folder: Path, version: str | None = None) -> Outcome:
    """Begins a draft with the files of a folder, such as one that `pack draft export` wrote and somebody edited.

    Raises:
        UserError: QT-01 with file and line; NHAP-03 as `new`, or another pack's.
    """
    files = pack_files(folder)
    pack = read_pack(files)
    if pack.id != ws.pack.id:
        raise refuse("NHAP-03", what="bộ chỉ tiêu", value=pack.id, detail=f"chỉ nhận bộ {ws.pack.id}")
    known = newest_known(ws, pack.id)
    newer = version_order(pack.version) > version_order(known)
    return _begun(ws, files, version or (pack.version if newer else None), known)


def listed(ws: Workspace, progress: Progress) -> Outcome:
    """The drafts, with how much of each differs from its base and what awaits confirmation in it."""
    return Outcome(data=[_row(ws, item) for item in ws.store.documents(DRAFT)])


def show(ws: Workspace, progress: Progress, *, draft: str, find: str = "") -> Outcome:
    """Values of a draft, those that differ from its base first; at most some hundred.

    Args:
        find: words of a name, a code or a key, without marks; "" for the values that differ.

    Raises:
        UserError: NHAP-02 no such draft.
    """
    document, files = draft_files(ws, draft)
    before = {item.key: item.value for item in entries(_base_files(ws, document))}
    words = fold(find).split()
    rows = [
        entry_row(item, before.get(item.key))
        for item in entries(files)
        if (all(word in fold(f"{item.key} {item.owner} {item.field}") for word in words) if words else
            before.get(item.key) != item.value)
    ]  # fmt: skip
    data = {**_row(ws, document), "values": rows[:_MOST_ROWS], "more": max(len(rows) - _MOST_ROWS, 0)}
    data["doubts"] = [asdict(item) for item in doubts(files)]
    return Outcome(data=data)


def set_value(ws: Workspace, progress: Progress, *, draft: str, key: str, value: str) -> Outcome:
    """Changes a value of a draft.

    Args:
        key: as `show` lists it.
        value: as TOML writes it (75, "chữ", true, ["a", "b"], 2027-01-01); plain text where the value is a text; ""
            takes it away.

    Raises:
        UserError: NHAP-02 no such draft or place; NHAP-03 it cannot be read; QT-01 the pack may not have it there.
    """
    document, files = draft_files(ws, draft)
    old = next((item.value for item in entries(files) if item.key == key), None)
    made = with_value(files, key, read_value(value, old))
    return _kept(ws, document, made, f"Bản thảo {document.id}: đã đặt {key}.")


def confirm(
    ws: Workspace, progress: Progress, *, draft: str, key: str, paper: str = "", on: str | None = None
) -> Outcome:
    """Writes into a draft that a value is confirmed: by the person at work, that day, on a document.

    Raises:
        UserError: NHAP-02 nothing there awaits confirmation; NHAP-03 of the day.
    """
    document, files = draft_files(ws, draft)
    made = confirmed(files, key, ws.actor, on or ws.today.isoformat(), " ".join(paper.split()))
    return _kept(ws, document, made, f"Bản thảo {document.id}: đã ghi xác nhận {key}.")


def drop(ws: Workspace, progress: Progress, *, draft: str) -> Outcome:
    """Throws a draft away.

    Raises:
        UserError: NHAP-02.
    """
    document, _ = draft_files(ws, draft)
    blobs: dict[str, bytes | None] = {blob_name(document): None}
    return Outcome(message=f"Đã bỏ bản thảo {document.id}.", documents=(DocumentChange(document, None),), blobs=blobs)


def export(ws: Workspace, progress: Progress, *, draft: str, out: Path) -> Outcome:
    """Writes the files of a draft into a folder, to be edited with any text editor and loaded again.

    Raises:
        UserError: NHAP-02, LUU-*.
    """
    _, files = draft_files(ws, draft)
    for name, content in files.items():
        write_chosen(out / name, content)
    return Outcome(data={"folder": str(out), "files": sorted(files)}, message=f"Đã ghi {len(files)} tệp vào {out}.")


def draft_files(ws: Workspace, draft: str) -> tuple[Document, dict[str, bytes]]:
    """A draft by its version.

    Raises:
        UserError: NHAP-02.
    """
    document = ws.store.document(DRAFT, draft.strip())
    if document is None:
        raise refuse("NHAP-02", what="bản thảo bộ chỉ tiêu", value=draft)
    return document, unbundled(ws.store.blob(blob_name(document)) or b"")


def draft_pack(ws: Workspace, draft: str) -> tuple[Document, Pack]:
    """A draft, read as a pack.

    Raises:
        UserError: NHAP-02, QT-01.
    """
    document, files = draft_files(ws, draft)
    return document, read_pack(files)


def entry_row(item: Entry, before: Value | None) -> dict[str, Any]:
    """A value as data of a command."""
    return {
        "key": item.key,
        "group": item.group,
        "owner": item.owner,
        "field": item.field,
        "value": plain(item.value),
        "before": plain(before),
        "source": item.source,
        "unconfirmed": item.unconfirmed,
    }


def plain(value: Value | None) -> Any:
    """A value of TOML as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def read_value(text: str, old: Value | None) -> Value | None:
    """What was typed for a value; None where it is to be taken away.

    Raises:
        UserError: NHAP-03.
    """
    if not text.strip():
        return None
    if isinstance(old, str) and not text.lstrip().startswith('"'):
        return text
    try:
        found: Value = tomllib.loads(f"x = {text}\n")["x"]
    except tomllib.TOMLDecodeError as error:
        detail = 'viết như 75, "chữ", true, ["a", "b"] hoặc 2027-01-01'
        raise refuse("NHAP-03", what="giá trị", value=text[:60], detail=detail) from error
    return found


def _begun(ws: Workspace, files: Mapping[str, bytes], version: str | None, base: str) -> Outcome:
    known = known_versions(ws, ws.pack.id)
    chosen = version or _next(known, ws.today.year)
    newer = version_order(chosen) > max(map(version_order, known))
    if not newer or not version_order(chosen)[0] or len(chosen.split()) != 1:
        detail = f"phải mới hơn {known[-1]}, viết như {_next(known, ws.today.year)}"
        raise refuse("NHAP-03", what="phiên bản bộ chỉ tiêu", value=chosen, detail=detail)
    if ws.store.document(DRAFT, chosen) is not None:
        raise refuse("NHAP-03", what="phiên bản bộ chỉ tiêu", value=chosen, detail="đã có bản thảo này")
    body = {"base": base, "by": ws.actor, "edits": 0}
    document = Document(DRAFT, chosen, state="draft", at=moment(ws), body=body)
    made = with_version(files, chosen)
    read_pack(made)
    blobs: dict[str, bytes | None] = {blob_name(document): bundled(made)}
    said = f"Đã lập bản thảo {chosen} từ bộ {base}."
    return Outcome({"draft": chosen}, said, documents=(DocumentChange(None, document),), blobs=blobs)


def _next(known: tuple[str, ...], year: int) -> str:
    """The version after every one known: the first of a year, or one more in the same year."""
    numbers = version_order(known[-1])[0] if known else ()
    if len(numbers) == 2 and numbers[0] >= year:
        return f"{numbers[0]}.{numbers[1] + 1}"
    return f"{year}.1" if not numbers or numbers[0] < year else f"{numbers[0] + 1}.1"


def _kept(ws: Workspace, document: Document, files: dict[str, bytes], said: str) -> Outcome:
    body = {**document.body, "edits": int(document.body["edits"]) + 1, "by": ws.actor}
    after = replace(document, at=moment(ws), body=body)
    blobs: dict[str, bytes | None] = {blob_name(document): bundled(files)}
    return Outcome({"draft": document.id}, said, documents=(DocumentChange(document, after),), blobs=blobs)


def _base_files(ws: Workspace, document: Document) -> Mapping[str, bytes]:
    return ws.pack_named(ws.pack.id, document.body["base"]).files


def _row(ws: Workspace, document: Document) -> dict[str, Any]:
    _, files = draft_files(ws, document.id)
    before = {item.key: item.value for item in entries(_base_files(ws, document))}
    after = {item.key: item.value for item in entries(files)}
    changed = sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
    return {
        "draft": document.id,
        "base": document.body["base"],
        "by": document.body["by"],
        "at": document.at,
        "changed": changed,
        "unconfirmed": sum(1 for _ in doubts(files)),
    }
