"""Findings as one works them off: causes told apart, the place in the list kept, the pill of a person true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.dataset import Change
from app.domain.storage import PageQuery
from ui.lists.findings_view import FindingsView
from ui.records.model import pill
from ui.work.queries import FindingRow
from ui.work.session import Session

Settle = Callable[[], None]
Keys = Qt.Key
TITLE = "Thiếu mục bắt buộc"


def finding(number: int, field: str = "body", *, title: str = TITLE) -> FindingRow:
    key = f"{field}{number:02d}"
    group = f"DL01:{field}"
    return FindingRow(
        key, "DL01", "error", "Lỗi", f"Dòng {key}", "Nghiệp vụ", False, "appointment", key, field, group, title
    )


@pytest.fixture
def tree(qtbot: QtBot) -> Iterator[FindingsView]:
    """A list of findings, shown."""
    made = FindingsView()
    qtbot.addWidget(made)
    made.resize(700, 400)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    yield made


def heads(tree: FindingsView) -> list[str]:
    items = (tree.topLevelItem(place) for place in range(tree.topLevelItemCount()))
    return [item.text(0) for item in items if item is not None]


def test_two_causes_of_one_rule_are_told_apart(tree: FindingsView) -> None:
    other = [finding(number, "start", title="Ngày sai") for number in range(2)]
    tree.show_rows(
        [*(finding(number) for number in range(9)), *(finding(number, "post") for number in range(2)), *other]
    )
    assert heads(tree) == [f"9 dòng: {TITLE} (Cơ quan, đơn vị)", f"2 dòng: {TITLE} (Chức vụ)", "2 dòng: Ngày sai"]


def test_enter_on_a_cause_opens_it_at_its_first_row(tree: FindingsView, qtbot: QtBot) -> None:
    rows = [finding(number) for number in range(9)]
    tree.show_rows(rows)
    wanted: list[FindingRow] = []
    tree.wanted.connect(wanted.append)
    assert tree.current() is None
    qtbot.keyClick(tree, Keys.Key_Return)
    assert tree.current() == rows[0]
    assert not wanted
    qtbot.keyClick(tree, Keys.Key_Return)
    assert wanted == [rows[0]]


def test_after_a_row_is_mended_the_next_one_of_its_cause_is_chosen(tree: FindingsView, qtbot: QtBot) -> None:
    rows = [finding(number, "post") for number in range(2)] + [finding(number) for number in range(9)]
    tree.show_rows(rows)
    tree.setCurrentItem(tree.topLevelItem(1))
    qtbot.keyClick(tree, Keys.Key_Return)
    qtbot.keyClick(tree, Keys.Key_Down)
    assert tree.current() == rows[3]
    tree.show_rows([row for row in rows if row is not rows[3]])
    assert tree.current() == rows[4]
    head = tree.topLevelItem(1)
    assert head is not None
    assert head.isExpanded()
    tree.show_rows(rows[:-1])
    tree.show_rows(rows[:4])  # the cause has only rows above left: the last of them
    assert tree.current() == rows[3]
    tree.show_rows(rows[:2])  # and when it is done, the cause beside it
    assert tree.currentItem() is tree.topLevelItem(0)


def test_a_cause_that_was_closed_stays_closed(tree: FindingsView) -> None:
    rows = [finding(number) for number in range(3)]
    tree.show_rows(rows)
    head = tree.topLevelItem(0)
    assert head is not None
    assert head.isExpanded()
    head.setExpanded(False)
    tree.show_rows(rows)
    head = tree.topLevelItem(0)
    assert head is not None
    assert not head.isExpanded()


def test_a_person_is_not_whole_whose_post_has_a_fault(session: Session, settle: Settle) -> None:
    told: list[Any] = []
    session.ask(session, "posts", lambda ws: ws.store.page(PageQuery("appointment", limit=99)).rows, told.append)
    session.ask(session, "people", lambda ws: ws.store.load("", ["person"]), told.append)
    session.check()
    settle()
    posts, people = told
    holders = ((post, people.find("person", post.person)) for post in posts)
    post, person = next(found for found in holders if pill(session, found[1]) == ("đủ", "good"))
    session.save([Change("appointment", post.id, post, replace(post, body=None))], lambda _: None)
    settle()
    session.check()
    settle()
    assert [row.field for row in session.findings_of(post.id) if row.severity == "error"] == ["body"]
    assert pill(session, person) == ("lỗi 1", "error")
    assert not [row for row in session.findings_of(person.id) if row.field]  # it stands at no field of the person's own
