"""A return of twelve comments at the unit: each leads to its field; answers by key; what passes ticks itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands.table import command, resolve
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.unit_records import Activity, Body, Budget, Population, UnitProfile
from app.progress import Silent
from app.workspace import Workspace
from tests.simulator.province import corrected, found
from tests.simulator.units import PON, key
from tests.ui.conftest import focused, type_vietnamese
from tests.ui.sample_store import Sample
from ui.comments.todo import CommentsScreen, KeptDialog
from ui.shell.window import StorePage
from ui.work.comments_query import left, next_open, todo, waiting_words
from ui.work.help import help_key_of
from ui.work.session import Session

Settle = Callable[[], None]
Key = Qt.Key
PLACES = (
    (Person, 3, "birth"), (Person, 12, "professional"), (Appointment, 2, "start"), (Appointment, 5, "decision_number"),
    (PlanningEntry, 1, "post"), (Training, 0, "hours"), (Body, 2, "name"), (Population, 2, "women"),
    (Activity, 0, "result"), (Budget, 0, "paid"), (Course, 0, "turns_women"), (PlanningList, 0, "number"),
)  # fmt: skip
LONG = "Đã đối chiếu hồ sơ gốc, giá trị này đúng."


def run(ws: Workspace, name: str, **params: Any) -> Any:
    spec = command(name)
    return ws.run(spec, resolve(spec), Silent(), **params)


def make_return(sample: Sample, folder: Path) -> None:
    """The unit sends; Sở Nội vụ returns with comments, the last one on a rule that fails; the unit takes it in."""
    unit = sample.open()
    try:
        data = unit.store.load()
        late = [row for row in data.rows(Person) if row.birth is None]
        now = [Change("person", row.id, row, replace(row, birth=PartialDate("1980-05-02"))) for row in late]
        run(unit, "record save", changes=tuple(now))
        run(unit, "submit", period="2026", out=folder / "goi.p7m", minimal=True, level="ho-so")
        package = unit.store.documents("sent")[-1].id
        so = Workspace(sample.env, sample.env.stores.open(sample.province, None, sample.password))
        try:
            (row,) = run(so, "receive", paths=[folder / "goi.p7m"]).data
            run(so, "enrol confirm", fingerprint=row["fingerprint"])
            for record, number, field in PLACES:
                spec = record.__table__  # type: ignore[attr-defined]
                place = {"table": spec.name, "record": list(data.rows(record))[number].id, "field": field}
                run(so, "comment add", package=package, text=f"Đề nghị xem lại {spec.field(field).label}.", **place)
            profile = next(item for item in run(unit, "check").data if item["rule"] == "BC02")
            run(so, "comment add", package=package, text="Đề nghị nhập quyết định.", finding=profile["key"])
            run(so, "return", package=package)
            run(so, "receipt", package=package, out=folder / "phieu.p7m")
        finally:
            so.store.close()
        (given,) = run(unit, "receive", paths=[folder / "phieu.p7m"]).data
        assert given["state"] == "returned"
    finally:
        unit.store.close()


@pytest.fixture(scope="module")
def returned(template: Sample, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample's unit with a return, made once."""
    folder = tmp_path_factory.mktemp("tra")
    shutil.copytree(template.folder, folder / "don-vi")
    shutil.copytree(template.province, folder / "so")
    made = Sample(template.env, folder / "don-vi", folder / "so")
    make_return(made, folder)
    return made


@pytest.fixture
def sample(returned: Sample, tmp_path: Path) -> Sample:
    for folder in (returned.folder, returned.province):
        shutil.copytree(folder, tmp_path / folder.name)
    return Sample(returned.env, tmp_path / returned.folder.name, tmp_path / returned.province.name)


@pytest.fixture
def screen(page: StorePage, session: Session, settle: Settle) -> Iterator[CommentsScreen]:
    session.go("comments")
    settle()
    shown = page.current()
    assert isinstance(shown, CommentsScreen)
    yield shown


def test_twelve_jumps_land_on_their_fields(
    page: StorePage, screen: CommentsScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    """Peers N2."""
    assert len(screen.rows) == len(PLACES) + 1
    assert "0/13" in screen.summary.text()
    for number, (record, _, field) in enumerate(PLACES):
        session.go("comments")
        screen.tree.setCurrentItem(screen.tree.topLevelItem(number))
        qtbot.keyClick(screen.tree, Key.Key_Return)
        settle()
        field_key = f"{record.__table__.name}.{field}"  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda wanted=field_key: help_key_of(QApplication.focusWidget()) == wanted, timeout=5_000)
        assert page.comments is not None
        assert page.comments.isVisible()
        assert screen.rows[number].text in page.comments.text.text()
    session.go("comments")
    assert not page.comments.isVisible()  # type: ignore[union-attr]


def test_answers_by_key_and_the_rest_by_the_bar(
    page: StorePage, screen: CommentsScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClick(screen.tree, Key.Key_Space)
    settle()
    assert [row.stand for row in screen.rows[:2]] == ["done", "open"]
    assert screen.tree.topLevelItem(0).font(0).strikeOut()  # type: ignore[union-attr]
    assert screen.tree.current() == 1  # the next one is chosen
    qtbot.keyClick(screen.tree, Key.Key_G)
    dialog = screen.findChild(KeptDialog)
    assert dialog is not None
    type_vietnamese(dialog.lines, "ngắn")
    assert not dialog.send.isEnabled()
    type_vietnamese(dialog.lines, f" quá. {LONG}")
    dialog.send.click()
    settle()
    assert screen.rows[1].stand == "kept"
    assert screen.rows[1].reply.endswith(LONG)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    window = page.window().windowHandle()
    QTest.keyClick(window, Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert page.shown_name == "people"
    for _ in range(3):
        QTest.keyClick(window, Key.Key_J, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        settle()
    assert [row.is_done for row in session.todo[:6]] == [True] * 5 + [False]
    assert page.rail._badges["submit"].text() == "8"


def test_what_passes_is_ticked_without_a_word(
    page: StorePage, screen: CommentsScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    last = screen.rows[-1]
    assert last.stand == "open"
    profiles: list[UnitProfile] = []
    session.ask(session, "p", lambda ws: next(iter(ws.store.load().rows(UnitProfile))), profiles.append)
    settle()
    old = profiles[0]
    session.save([Change("unit_profile", old.id, old, replace(old, committee_number="15/QĐ-UBND"))], session.tell)
    qtbot.waitUntil(lambda: screen.rows[-1].stand == "passed", timeout=10_000)
    assert "1/13" in screen.summary.text()
    session.go("home")
    settle()
    session.go("submit")
    settle()
    assert page.shown_name == "submit"


def test_a_deleted_record_is_said_to_be(screen: CommentsScreen, session: Session, settle: Settle, qtbot: QtBot) -> None:
    number = next(number for number, place in enumerate(PLACES) if place[0] is Activity)
    row = screen.rows[number]
    assert row.place is not None
    session.run("record delete", lambda _: None, session.tell, table="activity", record=row.place.record)
    qtbot.waitUntil(lambda: screen.rows[number].gone, timeout=10_000)
    screen.tree.setCurrentItem(screen.tree.topLevelItem(number))
    assert not screen.mend.isEnabled()
    assert "(đã xóa)" in screen.rows[number].about
    qtbot.keyClick(screen.tree, Key.Key_Return)  # nothing to jump to, nothing breaks
    settle()
    assert focused() is screen.tree


def test_after_the_acceptance_nothing_is_asked_any_more(tmp_path: Path) -> None:
    world = found(tmp_path)
    unit = world.enrolled(PON)
    world.deliver(path := corrected(world, unit))
    package = world.received(path).id
    for number in range(2):
        run(world.so, "comment add", package=package, text="Xem lại.", table="person", record=key(PON, "p", number))
    run(world.so, "return", package=package)
    world.give_receipt(unit, package)
    rows = todo(unit, {})
    assert waiting_words(rows) == "Sở Nội vụ đề nghị hoàn thiện: 0/2 nội dung đã xong"
    assert (next_open(rows, rows[0].id), next_open(rows, rows[1].id)) == (rows[1], rows[0])
    run(unit, "comment reply", comment=rows[0].id, state="done")
    run(unit, "comment reply", comment=rows[1].id, state="done")
    assert waiting_words(todo(unit, {})).startswith("Đã xong 2 nội dung")
    world.deliver(path := corrected(world, unit))
    run(world.so, "accept", package=world.received(path).id)
    world.give_receipt(unit, world.received(path).id)
    rows = todo(unit, {})
    assert [row.stand for row in rows] == ["closed", "closed"]
    assert (waiting_words(rows), left(rows), next_open(rows)) == ("", 0, None)
