"""What goes in by itself at Sở Nội vụ, and the cards of drills and support."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands.office.drilling import KEY, MACHINE
from app.commands.reception.intake import begun, stop
from tests.ui.so.province import PASSWORD, Province
from ui.bars.intake import IntakeBar
from ui.screens.so.inbox import InboxScreen
from ui.screens.so.watch import WatchLine
from ui.screens.system import SystemScreen
from ui.shell.window import StorePage
from ui.system.support_card import DrillCard, DrillDialog, SupportCard

Settle = Callable[[], None]


def looks(page: StorePage, settle: Settle, times: int) -> IntakeBar:
    """The bar after some looks."""
    for _ in range(times):
        settle()
        page.intake.ask()
    settle()
    return page.intake


def a_file(folder: Path, name: str = "thu.p7m") -> Path:
    """A file that is no package: it is refused, and known from then on."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(name.encode() * 40)
    return folder / name


def test_a_watched_folder_is_chosen_and_new_files_go_in(
    page: StorePage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = tmp_path / "o-dong-bo"
    new = a_file(drive)
    page.show_screen("so_inbox")
    settle()
    screen = page.current()
    assert isinstance(screen, InboxScreen)
    (line,) = screen.findChildren(WatchLine)
    monkeypatch.setattr("ui.screens.so.watch.choose_folder", lambda *_: drive)
    line.choose.click()
    settle()
    assert str(drive) in line.text.text()
    bar = looks(page, settle, 3)
    assert bar.isVisible()
    assert "1 tệp: 1 không nhận" in bar.text.text()
    assert new.exists()
    bar.close_.click()
    assert not looks(page, settle, 2).isVisible()
    line.off.click()
    settle()
    assert line.off.isHidden()


def test_a_drive_that_is_gone_is_said_once(page: StorePage, settle: Settle, tmp_path: Path) -> None:
    drive = tmp_path / "o-dong-bo"
    drive.mkdir()
    page.session.run("watch set", lambda _: None, folder=drive)
    looks(page, settle, 1)
    drive.rename(tmp_path / "rut-ra")
    bar = looks(page, settle, 1)
    assert "Không thấy thư mục theo dõi" in bar.text.text()
    bar.close_.click()
    assert not looks(page, settle, 2).isVisible()
    (tmp_path / "rut-ra").rename(drive)
    assert "Đã thấy lại" in looks(page, settle, 1).text.text()


def test_a_killed_drop_goes_on_and_a_stopped_one_is_offered(page: StorePage, settle: Settle, tmp_path: Path) -> None:
    killed = [a_file(tmp_path / "a", f"{number}.p7m") for number in range(3)]
    page.session.jobs.run("x", lambda ws, progress: begun(ws, killed), lambda _: None)
    bar = looks(page, settle, 1)
    assert "Nhận tiếp lần trước: 3 tệp" in bar.text.text()
    held = [a_file(tmp_path / "b", f"b{number}.p7m") for number in range(2)]
    page.session.jobs.run("x", lambda ws, progress: stop(ws, begun(ws, held)), lambda _: None)
    bar = looks(page, settle, 1)
    assert "còn 2 tệp chưa nhận" in bar.text.text()
    assert bar.resume.isVisible()
    bar.close_.click()
    assert not looks(page, settle, 2).isVisible()
    bar.show()
    bar.resume.click()
    settle()
    assert "2 tệp: 2 không nhận" in bar.text.text()
    assert not bar.resume.isVisible()


def cards(page: StorePage, settle: Settle) -> SystemScreen:
    page.show_screen("so_system" if any(spec.name == "so_system" for spec in page.specs) else "system")
    settle()
    screen = page.current()
    assert isinstance(screen, SystemScreen)
    return screen


def test_a_drill_is_due_and_done(
    page: StorePage, settle: Settle, sample: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    screen = cards(page, settle)
    (card,) = screen.findChildren(DrillCard)
    assert "chưa diễn tập lần nào; đã đến hạn" in card.lines[KEY].text()
    monkeypatch.setattr("ui.system.support_card.choose_file_to_write", lambda *_: tmp_path / "bb.pdf")
    page.session.run("store backup", lambda _: None)
    settle()
    for kind, place in ((MACHINE, ""), (KEY, str(sample.folder / "keys" / "spare.pem"))):
        card.open_dialog(kind)
        (dialog,) = [item for item in card.findChildren(DrillDialog) if item.isVisible()]
        dialog.place.setText(place)
        assert not dialog.ok.isEnabled()
        dialog.secret.setText(PASSWORD)
        dialog.ok.click()
        settle()
        assert "đạt" in card.result.text()
        assert "đến hạn" not in card.lines[kind].text()
        assert (tmp_path / "bb.pdf").exists()


def test_the_support_bundle_has_a_button(
    page: StorePage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = cards(page, settle)
    (card,) = screen.findChildren(SupportCard)
    told: list[str] = []
    monkeypatch.setattr("ui.system.support_card.choose_file_to_write", lambda *_: tmp_path / "goi.zip")
    monkeypatch.setattr("ui.system.support_card.show_done", lambda *words: told.append(words[-1]))
    card._on_bundle()
    settle()
    assert "không có dữ liệu cá nhân" in told[0]
    with zipfile.ZipFile(tmp_path / "goi.zip") as archive:
        assert "counts.json" in archive.namelist()
