"""Packages that were made, on Nộp báo cáo and Tổng quan: since when, which file, copied again with the keyboard."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.records import Person
from app.domain.storage import Document, DocumentChange, HistoryEntry
from app.errors import UserError, refuse
from app.workspace import Workspace
from tests.ui.sample_store import NOW
from ui.figures.home_query import UNWRITTEN, home
from ui.screens.submit import SubmitScreen
from ui.sending.sent_query import Sent, card_of_file, sent_packages
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]


def told(session: Session, settle: Settle, query: Callable[[Workspace], object]) -> object:
    """What the store says."""
    answers: list[object] = []
    session.ask(session, f"asked {time.monotonic()}", query, answers.append)
    settle()
    return answers[0]


def package(number: int, state: str, at: str, previous: str = "", **more: object) -> Document:
    body = {"previous": previous, "content": "", "level": "rut-gon", "cut_off": "2026-12-15", "nil": False}
    body |= {"edition": number, "replaces": "", "size": 40_960, "written": True, "file": "", "writing": "", **more}
    return Document("sent", f"{number}" * 64, "03202@2025-07-01", "2026", state, at, body)


def receipt(number: int, of: Document, state: str, at: str, reason: str = "") -> Document:
    body = {"number": number, "package": of.id, "state": state, "reason": reason, "previous": "", "findings": []}
    return Document("receipt", f"r{number}", of.unit, "2026", state, at, body)


def put(session: Session, settle: Settle, *documents: Document) -> None:
    entry = HistoryEntry("receive", "x", NOW.isoformat())
    told(session, settle, lambda ws: ws.store.apply((), entry, [DocumentChange(None, item) for item in documents]))


def mend(session: Session, settle: Settle) -> None:
    """The one person without a birth date gets one, so that nothing stands against sending."""
    session.check()
    settle()
    wrong = next(row.record for row in session.findings if row.severity == "error")
    person = told(session, settle, lambda ws: ws.store.load().find("person", wrong))
    assert isinstance(person, Person)
    session.save((Change("person", wrong, person, replace(person, birth=PartialDate("1990"))),), session.tell)
    settle()
    session.check()
    settle()


@pytest.fixture
def history(session: Session, settle: Settle) -> tuple[Sent, ...]:
    """A package returned, one given up, one that no receipt speaks of."""
    first = package(1, "returned", "2026-12-05T08:00:00+00:00")
    lost = package(2, "lapsed", "2026-12-10T08:00:00+00:00", first.id, written=False)
    last = package(3, "sent", "2026-12-14T08:00:00+00:00", first.id, replaces=first.id)
    said = "Đề nghị xem lại."
    receipts = (
        receipt(1, first, "received", "2026-12-06T08:00:00+00:00"),
        receipt(2, first, "returned", "2026-12-08T08:00:00+00:00", said),
    )
    put(session, settle, first, lost, last, *receipts)
    found = told(session, settle, lambda ws: sent_packages(ws, "2026"))
    assert isinstance(found, tuple)
    return found


@pytest.mark.fault("I03")
def test_each_package_says_where_it_stands_and_since_when(history: tuple[Sent, ...]) -> None:
    last, lost, first = history
    assert (last.state, last.waits) == ("đã lập", "Chưa có phiếu tiếp nhận: 6 ngày.")
    assert "thay bản số 1 ngày 05/12/2026" in last.about
    assert last.name == "2282_03202_2026_03.p7m"
    assert (lost.state, lost.copyable, lost.waits) == ("đã bỏ", False, "")
    assert (first.state, first.reason, first.waits) == ("đề nghị hoàn thiện", "Đề nghị xem lại.", "")
    assert [step.split(" ")[1] for step in first.path.split("  →  ")] == ["lập", "nhận", "nghị"]
    assert "(phiếu số 2)" in first.path


@pytest.mark.fault("I03")
def test_the_first_page_says_how_long_it_has_stood(session: Session, settle: Settle, history: tuple[Sent, ...]) -> None:
    found = told(session, settle, home)
    assert (found.sent, found.sent_days) == ("sent", 6)  # type: ignore[attr-defined]
    put(session, settle, package(4, "sent", "2026-12-20T02:00:00+00:00", "3" * 64, written=False))
    assert told(session, settle, home).sent == UNWRITTEN  # type: ignore[attr-defined]


@pytest.mark.fault("B01")
def test_what_could_not_be_written_is_offered_and_copied_with_the_keyboard(
    page: StorePage, settle: Settle, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = page.session
    mend(session, settle)
    page.show_screen("submit")
    settle()
    screen = page.current()
    assert isinstance(screen, SubmitScreen)
    monkeypatch.setattr("ui.screens.submit.choose_file_to_write", lambda *_: tmp_path / "gói.p7m")
    refusals: list[UserError] = []
    session.jobs.refused.disconnect(page._on_refused)
    session.jobs.refused.connect(refusals.append)
    with monkeypatch.context() as patch:
        patch.setattr("app.commands.submission.finalising.write_carried", _pulled)
        screen.make.click()
        settle()
    assert [wrong.code for wrong in refusals] == ["USB-01"]
    (made,) = screen.sent.findChildren(QPushButton)
    assert "chưa ghi ra tệp" in " ".join(_texts(screen))
    assert screen.unwritten.isVisible()
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Space)
    settle()
    written = tmp_path / "gói.p7m"
    (box,) = [box for box in screen.findChildren(QMessageBox) if box.isVisible()]
    assert "Đơn vị: Xã Mường Pồn" in box.text()
    assert "Kỳ báo cáo: 2026" in box.text()
    assert f"Mã gói: {hashlib.sha256(written.read_bytes()).hexdigest()[:4]} " in box.text()
    box.close()
    assert "Chưa có phiếu tiếp nhận." in _texts(screen)
    assert not screen.unwritten.isVisible()
    session.jobs.refused.connect(page._on_refused)


@pytest.mark.fault("N01")
def test_a_file_is_named_before_it_is_sent(
    session: Session, settle: Settle, tmp_path: Path, history: tuple[Sent, ...]
) -> None:
    """The newest, one that has a newer one, last year's, one given up, and one that is none of ours."""
    content = {name: name.encode() for name in ("mới", "cũ", "năm trước", "bỏ", "lạ")}
    shas = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    old = replace(package(8, "accepted", "2026-12-15T08:00:00+00:00"), id=shas["cũ"])
    year = replace(package(7, "accepted", "2025-12-19T08:00:00+00:00"), id=shas["năm trước"], period="2025")
    old = replace(old, body={**old.body, "previous": year.id})
    set_back = "2026-12-02T08:00:00+00:00"  # the clock of the machine was mended: the chain tells which is newer
    new = replace(package(9, "sent", set_back, old.id), id=shas["mới"])
    gone = replace(package(6, "lapsed", "2026-12-18T08:00:00+00:00"), id=shas["bỏ"])
    put(session, settle, old, new, year, gone)
    said = {}
    for name, data in content.items():
        path = tmp_path / f"{name}.p7m"
        path.write_bytes(data)
        said[name] = str(told(session, settle, lambda ws, path=path: card_of_file(ws, path)))
    assert "Đây là gói mới nhất" in said["mới"]
    assert f"Mã gói: {shas['mới'][:4]} {shas['mới'][4:8]}" in said["mới"]
    assert "kỳ này đã có gói lập sau" in said["cũ"]
    assert "đây là gói của kỳ 2025" in said["năm trước"]
    assert "ĐÃ BỎ" in said["bỏ"]
    assert "KHÔNG phải gói nào" in said["lạ"]


def _pulled(path: Path, content: bytes) -> None:
    raise refuse("USB-01", place=path)


def _texts(screen: SubmitScreen) -> list[str]:
    return [item.text() for item in screen.sent.findChildren(QLabel) if item.isVisible()]
