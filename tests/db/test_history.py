"""The history: one line for each command, a chain that shows edits, and names that can be erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.domain.dataset import Change
from app.domain.storage import Document, DocumentChange
from db.memory import MemoryStore
from db.rows import from_plain
from db.store import SqlStore
from tests.db.samples import AT, UNIT, USER, added, changed, entry, people

AnyStore = SqlStore | MemoryStore


def fill(store: AnyStore) -> None:
    """Three commands."""
    first, second, *_ = people()
    store.apply(added(first, second), entry("Thêm Lò Thị Ánh"))
    store.apply([changed(first, replace(first, note="sửa"))], entry("Sửa Lò Thị Ánh", period="2027"))
    store.apply((), entry("Nộp"), [DocumentChange(None, Document("submission", "s1", UNIT, state="sent"))])


def test_a_line_holds_who_what_when_and_the_values(store: AnyStore) -> None:
    fill(store)
    newest, edit, insert = store.history()
    first, second, *_ = people()
    assert (edit.revision, edit.entry.actor, edit.entry.at, edit.entry.text) == (2, USER, AT, "Sửa Lò Thị Ánh")
    assert edit.changes == (changed(first, replace(first, note="sửa")),)
    assert insert.changes == tuple(added(first, second))
    assert (insert.entry.unit, insert.entry.period) == (UNIT, "2026")
    assert newest.changes == ()


def test_a_line_keeps_what_it_is_about(store: AnyStore) -> None:
    first, *_ = people()
    store.apply(added(first), entry("Đính chính", about={"verb": "correct", "since": "2026-09-01"}))
    store.apply([changed(first, replace(first, note="sửa"))], entry("Sửa"))
    assert [dict(line.entry.about) for line in store.history()] == [{}, {"verb": "correct", "since": "2026-09-01"}]
    assert store.verify_history().broken == ()


def test_lines_are_found_by_table_record_and_revision(store: AnyStore) -> None:
    fill(store)
    assert [line.revision for line in store.history("person")] == [2, 1]
    assert [line.revision for line in store.history("person", "p01")] == [1]
    assert [line.revision for line in store.history("document:submission", "s1")] == [3]
    assert [line.revision for line in store.history(before=3, limit=1)] == [2]


def test_the_chain_stands(store: AnyStore) -> None:
    assert store.verify_history().head == "00" * 32
    fill(store)
    check = store.verify_history()
    assert (check.entries, check.erased, check.broken) == (3, 0, ())
    assert check.head == store.history(limit=1)[0].link


def test_erasing_hides_the_values_and_the_chain_still_proves(store: AnyStore) -> None:
    fill(store)
    before = store.verify_history()
    assert store.erase(UNIT, "2026")
    check = store.verify_history()
    assert (check.entries, check.erased, check.broken, check.head) == (3, 2, (), before.head)
    line = store.history("person", "p01")[0]
    assert (line.erased, line.changes, line.entry.text, line.entry.command) == (True, (), "", "edit")
    store.apply(added(people()[2]), entry("Sau khi xóa"))  # a new key for the same unit and period
    check = store.verify_history()
    assert (check.entries, check.erased, check.broken) == (4, 2, ())
    assert [line.entry.text for line in store.history()] == ["Sau khi xóa", "", "Sửa Lò Thị Ánh", ""]


@pytest.mark.fault("N08")
@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE history SET actor = 'người khác' WHERE revision = 2", (2,)),
        ("UPDATE history SET at = '2020-01-01' WHERE revision = 1", (1,)),
        ("UPDATE history SET mac = zeroblob(32) WHERE revision = 3", (3,)),
        ("UPDATE history SET payload = zeroblob(60) WHERE revision = 2", (2,)),
        ("UPDATE history SET payload = (SELECT payload FROM history WHERE revision = 1) WHERE revision = 3", (3,)),
        ("DELETE FROM history WHERE revision = 2", (3,)),
        ("UPDATE history SET link = zeroblob(32) WHERE revision = 2", (2, 3)),
    ],
)
def test_an_edited_line_shows(make: Callable[..., SqlStore], statement: str, broken: tuple[int, ...]) -> None:
    store = make()
    fill(store)
    with store._session.transaction() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("DELETE FROM touched")
        connection.exec_driver_sql(statement)
    assert store.verify_history().broken == broken


def test_values_of_an_older_program_are_still_read() -> None:
    plain: dict[str, Any] = {"id": "p1", "full_name": "Lò Thị Ánh", "no_longer_there": 7}
    assert from_plain("person", plain).full_name == "Lò Thị Ánh"


@pytest.mark.fault("A16")
def test_compensating_changes_undo_a_command(store: AnyStore) -> None:
    fill(store)
    line = store.history("person", "p00")[0]
    back = [Change(item.table, item.id, item.after, item.before) for item in line.changes]
    store.apply(back, entry("Hoàn tác"))
    assert store.load().tables["person"]["p00"] == people()[0]
