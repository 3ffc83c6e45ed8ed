"""A "cleaner" deletes the journal of a crash: half a transaction is never taken for data (threats A18)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.dataset import Change, Dataset, dataset
from app.domain.records import Person
from app.domain.storage import Document, DocumentChange
from app.errors import UserError
from db.opening import open_store
from db.store import SqlStore
from tests.db.samples import PASSPHRASE, added, changed, entry, people, removed

Make = Callable[..., SqlStore]
PAGE = 4096
MANY = [Person(id=f"q{number:03d}", full_name="Lò Thị Ánh", note="x" * 300) for number in range(200)]
SENT = Document("sent", "a" * 64, "u", "2026", "sent", "2026-12-01T08:00:00+07:00", {"size": 1})


def edits(store: SqlStore) -> tuple[list[Change], tuple[DocumentChange, ...]]:
    return [changed(person, replace(person, note="y" * 300)) for person in MANY], ()


def one_edit(store: SqlStore) -> tuple[list[Change], tuple[DocumentChange, ...]]:
    return [changed(MANY[7], replace(MANY[7], note="khác"))], ()


def deletions(store: SqlStore) -> tuple[list[Change], tuple[DocumentChange, ...]]:
    return [removed(person) for person in MANY[:90]], ()


def insertions(store: SqlStore) -> tuple[list[Change], tuple[DocumentChange, ...]]:
    return added(*people()), ()


def a_document(store: SqlStore) -> tuple[list[Change], tuple[DocumentChange, ...]]:
    return [], (DocumentChange(SENT, replace(SENT, state="received")),)


State = tuple[Dataset, tuple[Document, ...]]


def state(store: SqlStore) -> State:
    return store.load(), store.documents("sent")


@pytest.mark.fault("A18")
@pytest.mark.parametrize("command", [edits, one_edit, deletions, insertions, a_document])
@pytest.mark.parametrize("backwards", [False, True])
def test_half_a_transaction_is_found(
    make: Make, tmp_path: Path, command: Callable[..., object], backwards: bool
) -> None:
    """Every prefix of the changed pages, in either order: refused as damaged, or what was before, or all of it."""
    store = make()
    store.apply(added(*MANY), entry("Thêm"), (DocumentChange(None, SENT),))
    old, before = state(store), store.folder.database.read_bytes()
    shutil.copytree(store.folder.root, tmp_path / "ngắt", ignore=shutil.ignore_patterns("lock"))
    changes, documents = command(store)  # type: ignore[misc]
    store.apply(changes, entry("Đổi"), documents)
    new, after = state(store), store.folder.database.read_bytes()
    pages = [at for at in range(0, len(after), PAGE) if before[at : at + PAGE] != after[at : at + PAGE]]
    assert len(pages) >= 4
    pages = pages[::-1] if backwards else pages
    found = [_opened(tmp_path / "ngắt", _mixed(before, after, pages[:number])) for number in _some(len(pages))]
    assert all(item is None or item in (old, new) for item in found)
    assert None in found


def _some(count: int) -> list[int]:
    """At most eight places among them, the first and the last with them."""
    return sorted({1, 2, count - 1, *range(1, count, 1 + count // 6)})


def _mixed(before: bytes, after: bytes, pages: list[int]) -> bytes:
    made = bytearray(before)
    for at in pages:
        if len(made) < at:
            made.extend(bytes(at - len(made)))
        made[at : at + PAGE] = after[at : at + PAGE]
    return bytes(made)


def _opened(folder: Path, database: bytes) -> State | None:
    """What a store with that database says; None where it is refused as damaged."""
    (folder / "so.db").write_bytes(database)
    try:
        store = open_store(folder, None, PASSPHRASE)
    except UserError as wrong:
        assert wrong.code == "LUU-04"
        return None
    told = state(store)
    store.abandon()
    return told


def test_a_whole_store_agrees_with_its_history(make: Make) -> None:
    store = make()
    store.apply(added(*MANY), entry("Thêm"), (DocumentChange(None, SENT),), scopes={"s": dataset("u", MANY)})
    for command in (edits, deletions, a_document):
        if command is not deletions:
            store.apply(*_pair(command(store)))
    assert store.check() == ()
    assert store.erase(store.info.unit, "2026") in (True, False)
    assert store.check() == ()


def _pair(made: tuple[list[Change], tuple[DocumentChange, ...]]) -> tuple[object, ...]:
    return made[0], entry("Đổi"), made[1]
