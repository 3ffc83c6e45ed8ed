"""The store's thread: saves overtake reads, errors come back, and it ends cleanly."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from app.errors import UserError, refuse
from db.store import SqlStore
from db.thread import Priority, StoreThread
from tests.db.samples import added, entry, people


def _note(name: str, store: list[str]) -> None:
    store.append(name)


def test_saves_overtake_reads_that_wait() -> None:
    order: list[str] = []
    started, go = threading.Event(), threading.Event()
    thread = StoreThread(order)

    def first(store: list[str]) -> None:
        started.set()
        go.wait(5)

    thread.submit(first)
    started.wait(5)
    for name, priority in (
        ("nền", Priority.BACKGROUND),
        ("đọc 1", Priority.READ),
        ("lưu 1", Priority.SAVE),
        ("đọc 2", Priority.READ),
        ("lưu 2", Priority.SAVE),
    ):
        last = thread.submit(partial(_note, name), priority)
    waiting = thread.submit(lambda store: None, Priority.BACKGROUND)
    go.set()
    waiting.result(5)
    last.result(5)
    thread.close()
    assert order == ["lưu 1", "lưu 2", "đọc 1", "đọc 2", "nền"]


def test_closing_runs_saves_and_cancels_reads() -> None:
    done: list[str] = []
    started, go = threading.Event(), threading.Event()
    thread = StoreThread(done)

    def first(store: list[str]) -> None:
        started.set()
        go.wait(5)

    thread.submit(first)
    started.wait(5)
    read = thread.submit(lambda store: store.append("đọc"))
    save = thread.submit(lambda store: store.append("lưu"), Priority.SAVE)
    closer = threading.Thread(target=thread.close)
    closer.start()
    while not thread._closing:
        pass
    go.set()
    closer.join(5)
    assert (done, save.done(), read.cancelled()) == (["lưu"], True, True)
    thread.close()
    with pytest.raises(RuntimeError):
        thread.submit(lambda store: None)


@pytest.mark.fault("A11")
def test_a_refusal_reaches_who_waits_and_the_thread_lives() -> None:
    thread = StoreThread(None)

    def fail(store: None) -> None:
        raise refuse("LUU-01")

    with pytest.raises(UserError):
        thread.submit(fail).result(5)
    assert thread.submit(lambda store: 7).result(5) == 7
    thread.close()


def test_a_real_store_works_in_it(make: Callable[..., SqlStore]) -> None:
    thread = StoreThread(make())
    saved = thread.submit(lambda store: store.apply(added(*people()), entry()), Priority.SAVE)
    counted = thread.submit(lambda store: store.count("person"))
    assert (saved.result(10), counted.result(10)) == (1, 10)
    thread.close()
