"""The window on a server: what another officer does appears, a server that is gone is said, officers come and go."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.progress import Silent
from app.workspace import Workspace
from db.opening import open_store
from tests.simulator.postgres import PASSWORD, SECOND, SECOND_PASSWORD, Server, running
from tests.ui.conftest import ask
from tests.ui.so.province import RECEIVED, Province, run
from ui.shell.window import StorePage
from ui.system.officer_dialogs import OfficerDialog, ServerDialog
from ui.system.officers import OfficersPage

Settle = Callable[[], None]
LAN, SECRET = "Lường Thị Lan", "một câu của người thứ hai"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A real server."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def shared(template: Province, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Province:
    """The province moved to the server, with a second officer, once for these tests."""
    folder = tmp_path_factory.mktemp("chung")

    shutil.copytree(template.folder, folder / "so")
    old = Province(template.env, folder / "so", template.packages, template.fingerprint)
    ws = old.open()
    run(ws, "store move", out=folder / "may", server=server.new_database(), password=PASSWORD)
    ws.store.close()
    made = Province(template.env, folder / "may", template.packages, template.fingerprint)
    ws = made.open()
    joins = {"server_user": SECOND, "password": SECOND_PASSWORD, "passphrase": SECRET}
    run(ws, "officer add", officer=LAN, roles="tiep-nhan", out=folder / "lan", **joins)
    ws.close(Silent())
    return made


@pytest.fixture
def sample(shared: Province) -> Province:
    """In place of the store in a folder."""
    return shared


@pytest.fixture
def lan(shared: Province) -> Iterator[Workspace]:
    """The second officer at her own machine."""
    ws = Workspace(shared.env, open_store(shared.folder.parent / "lan", LAN, SECRET))
    yield ws
    ws.close(Silent())


def test_what_another_officer_does_appears(page: StorePage, lan: Workspace, settle: Settle) -> None:
    page.show_screen("so_inbox")
    settle()
    (found,) = (item for item in lan.store.documents("received", state="received") if item.unit.startswith(RECEIVED))
    heard: list[object] = []
    page.session.changed.connect(heard.append)
    run(lan, "checked", package=found.id)
    page.server.ask()
    settle()
    assert [notice.kinds for notice in heard] == [frozenset({"received"})]
    states = ask(page.session, settle, lambda ws: ws.store.document("received", found.id).state)
    assert states == "checked"
    with pytest.raises(UserError) as refused:
        run(lan, "accept", package=found.id)
    assert refused.value.code == "KHOA-20"
    assert "người ký duyệt" in refused.value.message


def test_a_server_that_is_gone_is_said_on_top_until_it_is_back(
    page: StorePage, server: Server, settle: Settle, qtbot: QtBot
) -> None:
    page.server.timer.stop()
    assert not page.server.isVisible()
    server.stop()
    try:
        page.server.ask()
        settle()
        assert page.server.isVisible()
        assert "Mất kết nối tới máy chủ dữ liệu" in page.server.text.text()
        page.show_screen("so_inbox")
        settle()
        assert not page.current().panel.model.rowCount()
    finally:
        server.start()
    page.server.again.click()
    settle()
    assert not page.server.isVisible()
    assert page.current().panel.model.rowCount()


def test_who_works_here_is_listed_and_an_officer_is_let_go(page: StorePage, settle: Settle, tmp_path: Path) -> None:
    page.show_screen("system")
    settle()
    screen = page.current()
    screen.tabs.setCurrentWidget(screen.officers)
    settle()
    officers: OfficersPage = screen.officers
    rows = [[officers.people.topLevelItem(n).text(c) for c in range(3)] for n in range(2)]
    assert rows == [["Quản trị", "người ký duyệt", "đang làm"], [LAN, "người tiếp nhận", "đang làm"]]
    assert (officers.up.isHidden(), officers.add.isHidden()) == (True, False)
    assert not officers.end.isEnabled()
    officers.people.setCurrentItem(officers.people.topLevelItem(1))
    assert officers.end.isEnabled()


def test_the_dialogs_ask_for_all_of_it(page: StorePage, settle: Settle) -> None:
    dialog = ServerDialog(page)
    told: list[tuple[str, str]] = []
    dialog.given.connect(lambda *given: told.append(given))
    assert not dialog.ok.isEnabled()
    for line, text in ((dialog.host, "10.0.0.5"), (dialog.database, "so2282"), (dialog.user, "so2282_ha")):
        line.setText(text)
    dialog.password.setText("mk")
    dialog.accept()
    assert told == [("postgresql://so2282_ha@10.0.0.5:5432?so2282", "mk")]
    officer = OfficerDialog(page)
    given: list[dict[str, str]] = []
    officer.given.connect(given.append)
    for line, text in ((officer.name, "  Cà   Văn An "), (officer.user, "so2282_an"), (officer.password, "mk")):
        line.setText(text)
    officer.first.setText(SECRET)
    assert not officer.ok.isEnabled()
    officer.again.setText(SECRET)
    officer.roles["quan-tri"].setChecked(True)
    assert officer.ok.isEnabled()
    officer.accept()
    assert given[0]["officer"] == "Cà Văn An"
    assert given[0]["roles"] == "tiep-nhan,quan-tri"
