"""The store thread: answers come back, stale ones are dropped, saves overtake, long work can be stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.errors import UserError, refuse
from app.progress import Progress
from app.workspace import Workspace
from ui.work.jobs import Jobs


def test_answers_come_in_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[Any] = []

    def query(ws: Workspace) -> tuple[str, str]:
        return ws.unit, threading.current_thread().name

    jobs.ask(jobs, "unit", query, lambda answer: told.extend((*answer, threading.current_thread().name)))
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == ["03202@2025-07-01", "store", "MainThread"]


def test_a_newer_question_makes_the_older_one_stale(jobs: Jobs, settle: Callable[[], None]) -> None:
    told: list[int] = []
    ran: list[int] = []
    gate = threading.Event()
    jobs.prepare(lambda: gate.wait(10) and None, lambda: None)
    for number in range(5):
        jobs.ask(jobs, "list", lambda ws, number=number: ran.append(number) or number, told.append)
    gate.set()
    settle()
    assert told == [4]
    assert ran == [4]  # what nobody waits for is not even run


def test_topics_and_owners_do_not_disturb_each_other(jobs: Jobs, settle: Callable[[], None]) -> None:
    told: list[str] = []
    other = QObject(jobs)
    jobs.ask(jobs, "a", lambda ws: "a", told.append)
    jobs.ask(jobs, "b", lambda ws: "b", told.append)
    jobs.ask(other, "a", lambda ws: "c", told.append)
    settle()
    assert told == ["a", "b", "c"]


def test_the_answer_for_a_dead_owner_is_dropped(jobs: Jobs, settle: Callable[[], None]) -> None:
    told: list[str] = []
    owner = QObject()
    jobs.ask(owner, "a", lambda ws: "a", told.append)
    del owner
    settle()
    assert told == []


def test_saves_overtake_questions(jobs: Jobs, settle: Callable[[], None]) -> None:
    order: list[str] = []
    gate = threading.Event()
    jobs.prepare(lambda: gate.wait(10) and None, lambda: None)
    for name in ("q1", "q2"):
        jobs.ask(jobs, name, lambda ws, name=name: order.append(name), lambda _: None)
    jobs.save(lambda ws, progress: order.append("save"), lambda _: None, lambda wrong: None)
    assert jobs.saves_waiting == 1
    gate.set()
    settle()
    assert order == ["save", "q1", "q2"]
    assert jobs.saves_waiting == 0


def test_long_work_says_how_far_it_is_and_stops_when_asked(jobs: Jobs, qtbot: QtBot) -> None:
    steps: list[tuple[int, int, str]] = []
    wrong: list[Exception] = []
    begun = threading.Event()

    def work(ws: Workspace, progress: Progress) -> None:
        for number in range(10_000):
            progress.step(number, 10_000, "đếm")
            begun.set()
            time.sleep(0.002)

    run = jobs.run("Đếm", work, lambda _: None, wrong.append)
    run.stepped.connect(lambda *step: steps.append(step))
    begun.wait(10)
    run.cancel()
    qtbot.waitUntil(lambda: bool(wrong), timeout=10_000)
    assert type(wrong[0]).__name__ == "Cancelled"
    assert len(steps) < 20  # ten a second at most


def test_a_refusal_is_told_and_a_bug_is_told_apart(jobs: Jobs, settle: Callable[[], None], qtbot: QtBot) -> None:
    def refused(ws: Workspace) -> None:
        raise refuse("LUU-01")

    heard: list[UserError] = []
    jobs.refused.connect(heard.append)
    jobs.ask(jobs, "a", refused, lambda _: None)
    settle()
    assert [wrong.code for wrong in heard] == ["LUU-01"]

    bugs: list[Exception] = []
    jobs.broken.disconnect()
    jobs.broken.connect(bugs.append)
    jobs.ask(jobs, "b", lambda ws: 1 / 0, lambda _: None)
    settle()
    assert [type(wrong) for wrong in bugs] == [ZeroDivisionError]
