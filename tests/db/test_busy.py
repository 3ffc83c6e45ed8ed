"""Somebody else holds the database, or memory runs out: nothing is half written, nobody reads SQL (A10, A21, C07)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.errors import UserError
from db import cipher, writes
from db.store import SqlStore
from tests.db.samples import added, entry, people

Make = Callable[..., SqlStore]


@contextmanager
def another(store: SqlStore) -> Iterator[Any]:
    """A second connection, as a forgotten tool of someone's would have."""
    connection = cipher.connect(store.folder.database, store._unlocked.data_key)
    try:
        yield connection
    finally:
        connection.close()


@pytest.fixture
def impatient(make: Make) -> SqlStore:
    """A store that waits a fifth of a second instead of five."""
    store = make()
    store._session.driver().execute("PRAGMA busy_timeout = 200")
    return store


@pytest.mark.fault("A21")
@pytest.mark.parametrize("begin", ["BEGIN", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_transaction_that_somebody_forgot(impatient: SqlStore, begin: str) -> None:
    """It is said in words, nothing is lost, and the same save goes through when the other one has ended."""
    impatient.apply(added(people()[0]), entry("Thêm"))
    change, line = added(people()[1]), entry("Thêm nữa")
    with another(impatient) as other:
        other.execute(begin)
        other.execute("SELECT count(*) FROM person").fetchone()
        with pytest.raises(UserError) as wrong:
            impatient.apply(change, line)
    assert wrong.value.code == "MO-01"
    assert not any(word in str(wrong.value).lower() for word in ("sql", "locked", "begin", "person"))
    assert impatient.count("person") == 1
    assert impatient.apply(change, line) == 2
    assert impatient.verify_history().broken == ()


@pytest.mark.fault("C07")
def test_a_database_that_is_busy_again_and_again(make: Make) -> None:
    """Another connection locks it for a moment over and over: every save waits for its turn and is there."""
    store = make()
    ended = threading.Event()

    def storm() -> None:
        with another(store) as other:
            while not ended.is_set():
                other.execute("BEGIN EXCLUSIVE")
                ended.wait(0.02)
                other.execute("COMMIT")
                ended.wait(0.005)

    thread = threading.Thread(target=storm)
    thread.start()
    try:
        for number, person in enumerate(people(), 1):
            assert store.apply(added(person), entry("Thêm")) == number
    finally:
        ended.set()
        thread.join()
    assert store.count("person") == len(people())
    assert store.check() == ()
    assert store.verify_history().broken == ()


@pytest.mark.fault("A10")
@pytest.mark.parametrize("place", ["_write_history", "_insert"])
def test_memory_runs_out_in_a_save(make: Make, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """The transaction is rolled back, the next save is as ever."""
    store = make()
    store.apply(added(people()[0]), entry("Thêm"))
    real = getattr(writes, place)

    def starved(*arguments: Any, **named: Any) -> Any:
        real(*arguments, **named)
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(writes, place, starved)
        with pytest.raises(MemoryError):
            store.apply(added(*people()[1:]), entry("Thêm"))
    assert store.count("person") == 1
    assert store.revision() == 1
    assert store.apply(added(*people()[1:]), entry("Thêm")) == 2
    assert store.count("person") == len(people())
    assert store.verify_history().broken == ()
    cipher.assert_settings(store._session.driver())
