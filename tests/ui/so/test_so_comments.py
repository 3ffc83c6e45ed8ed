"""Comments at Sở Nội vụ: put by one key on a finding, a cell, a figure; sent with the return; answers beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands.table import command
from app.domain.storage import DocumentChange
from app.progress import Progress
from app.workspace import Outcome, Workspace
from tests.ui.conftest import ask, type_vietnamese
from tests.ui.so.province import ACCEPTED, LEVEL_LOW, RECEIVED
from tests.ui.so.test_so_inbox import choose, inbox, press, states
from ui.screens.so.comments import CommentDialog
from ui.screens.so.dialogs import ReasonDialog
from ui.screens.so.inbox import InboxScreen
from ui.screens.so.package_records import FIGURES
from ui.work.session import Session

Settle = Callable[[], None]
Key = Qt.Key
_FINDINGS, _RECORDS = 0, 3

__all__ = ["inbox"]


@pytest.fixture
def opened(inbox: InboxScreen, settle: Settle, qtbot: QtBot) -> InboxScreen:
    """The inbox with the preview of a received package."""
    choose(inbox, RECEIVED)
    press(qtbot, inbox, Key.Key_Space)
    settle()
    return inbox


def write(inbox: InboxScreen, widget: QWidget, text: str, settle: Settle, qtbot: QtBot) -> None:
    """G, the text, Ctrl+Enter."""
    widget.setFocus()
    qtbot.keyClick(widget, Key.Key_G)
    dialog = inbox.package.findChild(CommentDialog)
    assert dialog is not None
    dialog.lines.selectAll()
    type_vietnamese(dialog.lines, text)
    dialog.send.click()
    settle()
    wake(inbox, qtbot)


def wake(inbox: InboxScreen, qtbot: QtBot) -> None:
    """Off screen no window manager gives the keys back when a dialog has closed."""
    inbox.window().activateWindow()
    qtbot.waitUntil(inbox.window().isActiveWindow)


def rows(session: Session, settle: Settle) -> list[dict[str, Any]]:
    def listed(ws: Workspace) -> list[dict[str, Any]]:
        return list(ws.store.documents("comment"))  # type: ignore[arg-type]

    return [{**item.body, "state": item.state} for item in ask(session, settle, listed)]


def test_one_key_on_a_finding_a_cell_a_record_and_a_figure(
    opened: InboxScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    view = opened.package
    view.tabs.setCurrentIndex(_FINDINGS)
    write(opened, view.findings, "Đề nghị bổ sung.", settle, qtbot)
    view.tabs.setCurrentIndex(_RECORDS)
    settle()
    table, choice = view.records.table, view.records.choice
    choice.setCurrentIndex(choice.findData("person"))
    choice.activated.emit(choice.currentIndex())
    column = next(
        number
        for number in range(table.model().columnCount())
        if table.model().headerData(number, Qt.Orientation.Horizontal) == "Ngày sinh"
    )
    table.setCurrentIndex(table.model().index(1, column))
    write(opened, table, "Xem lại ngày sinh.", settle, qtbot)
    table.setCurrentIndex(table.model().index(2, 0))
    write(opened, table, "Người này còn công tác không?", settle, qtbot)
    choice.setCurrentIndex(choice.findData(FIGURES))
    choice.activated.emit(choice.currentIndex())
    table.setCurrentIndex(table.model().index(0, 1))
    write(opened, table, "Vì sao?", settle, qtbot)
    found = rows(session, settle)
    assert [bool(item["finding"]) for item in found] == [True, False, False, False]
    assert [item["field"] for item in found[1:3]] == ["birth", ""]
    assert found[3]["cell"]
    assert view.comments.drafts == 4
    assert view.comments.title.text() == "Góp ý (4), 4 chưa gửi"
    place = next(number for number, line in enumerate(view.comments.lines) if line.row["field"] == "birth")
    view.comments.tree.setCurrentItem(view.comments.tree.topLevelItem(place))
    qtbot.keyClick(view.comments.tree, Key.Key_Return)  # back to the cell that it is about
    assert (choice.currentData(), table.currentIndex().column()) == ("person", column)
    view.comments.tree.setFocus()
    qtbot.keyClick(view.comments.tree, Key.Key_Delete)
    settle()
    assert view.comments.drafts == 3


def test_r_sends_the_comments_without_a_reason_and_again_when_there_are_more(
    opened: InboxScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    write(opened, opened.package.findings, "Đề nghị bổ sung.", settle, qtbot)
    press(qtbot, opened, Key.Key_R)
    settle()
    dialog = opened.findChild(ReasonDialog)
    assert dialog is not None
    assert dialog.send.isEnabled()
    dialog.send.click()
    settle()
    wake(opened, qtbot)
    assert states(opened)[RECEIVED] == "returned"
    assert [item["state"] for item in rows(session, settle)] == ["sent"]
    press(qtbot, opened, Key.Key_R)  # nothing new to say
    settle()
    assert not [item for item in opened.findChildren(ReasonDialog) if item.isVisible()]
    write(opened, opened.package.findings, "Thêm một việc.", settle, qtbot)
    press(qtbot, opened, Key.Key_R)
    settle()
    again = next(item for item in opened.findChildren(ReasonDialog) if item.isVisible())
    again.send.click()
    settle()
    assert [item["state"] for item in rows(session, settle)] == ["sent", "sent"]


def test_k_notes_that_a_package_was_checked(inbox: InboxScreen, settle: Settle, qtbot: QtBot) -> None:
    choose(inbox, RECEIVED)
    press(qtbot, inbox, Key.Key_K)
    settle()
    assert states(inbox)[RECEIVED] == "checked"
    press(qtbot, inbox, Key.Key_A)
    settle()
    assert states(inbox)[RECEIVED] == "accepted"


def test_an_answer_stands_beside_its_comment_and_can_be_closed_or_said_again(
    opened: InboxScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    write(opened, opened.package.findings, "Đề nghị bổ sung.", settle, qtbot)
    press(qtbot, opened, Key.Key_R)
    settle()
    opened.findChild(ReasonDialog).send.click()  # type: ignore[union-attr]
    settle()
    wake(opened, qtbot)
    session.jobs.run("trả lời", answered, lambda _: None)
    settle()
    tree = opened.package.comments.tree
    assert opened.package.comments.lines[0].told == "đơn vị giữ nguyên: Đã đối chiếu hồ sơ gốc."
    tree.setFocus()
    qtbot.keyClick(tree, Key.Key_G)
    again = opened.package.findChild(CommentDialog)
    assert again is not None
    again.reject()
    wake(opened, qtbot)
    tree.setFocus()
    qtbot.keyClick(tree, Key.Key_D)
    settle()
    assert opened.package.comments.lines[0].row["state"] == "closed"


def answered(ws: Workspace, progress: Progress) -> Outcome:
    """The package itself says what a following one would: the unit's answer."""
    (comment,) = ws.store.documents("comment")
    old = ws.store.document("received", comment.body["package"])
    assert old is not None
    new = replace(old, body={**old.body, "replies": [[comment.id, "kept", "Đã đối chiếu hồ sơ gốc."]]})
    outcome = Outcome(documents=(DocumentChange(old, new),))
    ws.commit(command("receive"), outcome)
    return outcome


def test_nothing_can_be_said_of_what_is_accepted_and_names_stay_withheld(
    inbox: InboxScreen, settle: Settle, qtbot: QtBot
) -> None:
    for code in (ACCEPTED, LEVEL_LOW):
        choose(inbox, code)
        inbox.show_preview(shown=True)
        settle()
        inbox.package.tabs.setCurrentIndex(_RECORDS)
        settle()
        qtbot.keyClick(inbox.package.records.table, Key.Key_G)
        assert inbox.package.findChild(CommentDialog) is None
    headings = [
        inbox.package.records.table.model().headerData(number, Qt.Orientation.Horizontal)
        for number in range(inbox.package.records.table.model().columnCount())
    ]
    assert "Họ và tên" not in headings
