"""Twenty people by keys alone: entered, given posts, plans and classes, checked, mended from the findings.

Nothing is clicked and no widget is called: keys and input methods go to whatever has the cursor, as from a keyboard.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.dataset import Dataset
from app.domain.records import Appointment, Person, PlanningEntry, Training
from tests.ui.sample_store import Sample, make_empty
from tests.ui.typing_hands import press, strokes
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]
Key = Qt.Key
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
MOST_MENDED = 30

# Name, sex, birth, ethnic group, body, kind, professional, political, administration.
PEOPLE = (
    "Lò Thị Ánh Dương|nu|12/3/1985|thai|uy ban|cb|dh|cc|cvc",
    "Giàng A Pó|nam|3/1979|mong|uy ban|cb|dh|cc|cvc",
    "Quàng Văn Ướt|nam|1/3/75|thai|hoi dong|cb|dh|cc|cv",
    "Sùng Thị Dợ|nu|20-10-85|mong|hoi dong|cb|dh|tc|cv",
    "Hạng Nủ Dế|nu|1990|mong|van phong|cc|dh|tc|cv",
    "Pờ Dần Xinh|nam|010388|ha nhi|van phong|cc|dh|tc|cv",
    "Khoàng Đức Nghĩa|nam||thai|kinh te|cc|ths|cc|cvc",
    "Nguyễn Thùy Quyên|nu|5/6/1987|kinh|kinh te|cc|dh|tc|cv",
    "Tòng Thị Thu Ngân|nu|7/1991|thai|van hoa|cc|dh|tc|cv",
    "Lường Văn Ơn|nam|1982|thai|van hoa|cc|dh|tc|cv",
    "Vừ A Lử|nam|02.03.1986|mong|phuc vu|cc|dh|tc|cv",
    "Mùa Thị Sênh||15/8/1993|mong|phuc vu|cc|cd|sc|cs",
    "Cà Thị Hồng Nhung|nu|1994|thai|kinh te|cc|dh|sc|cv",
    "Lỳ Phì Cà|nam|1989|ha nhi|van hoa|cc|cd|sc|cs",
    "Vi Thị Ưởng|nu|11/11/1992|thai|van phong|cc|dh|sc|cv",
    "Ly A Páo|nam|4/1990|mong|kinh te|cc|dh|sc|cv",
    "Đỗ Thị Lệ Thủy|nu|1988|kinh|phuc vu|cc|dh|tc|cv",
    "Chang Thị Mỷ|nu|9/9/1995|mong|van hoa|cc|dh|sc|cv",
    "Quàng Thị Ín|nu|1996|thai|van phong|cc|dh|sc|cv",
    "Lò Văn Sương|nam|1984|thai|kinh te|vc|dh|tc|cv",
)
# Number of the person: body and post.
POSTS = {
    0: ("uy ban", "pct ubnd xa"),
    1: ("uy ban", "ct ubnd xa"),
    2: ("hoi dong", "CT HĐND"),
    3: ("hoi dong", "P.Chủ tịch HĐND"),
    4: ("van phong", "chanh van phong"),
    6: ("kinh te", "truong phong"),
    8: ("van hoa", "truong phong"),
    10: ("phuc vu", "giam doc"),
}
PLANNED = {4: "pct ubnd xa", 7: "truong phong", 12: "pho truong phong", 14: "pho truong phong"}
TRAINED = {7: "40", 12: "40", 14: "32"}
RESIDENTS = (
    ("tong", "5200", "2560"),
    ("kinh", "270", "130"),
    ("thai", "3400", "1680"),
    ("mong", "1530", "750"),
)


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A store as its enrolment file left it."""
    return make_empty(tmp_path_factory.mktemp("đầu"))


@pytest.fixture
def sample(first_day: Sample, tmp_path: Path) -> Sample:
    folder = tmp_path / "don-vi"
    shutil.copytree(first_day.folder, folder)
    return Sample(first_day.env, folder, first_day.province)


def place_of(widget: QWidget | None) -> str:
    """Which field has the cursor."""
    return str(widget.property("help") or "") if widget is not None else ""


class Clerk:
    """Somebody with a keyboard and no mouse, who looks at the screen before going on."""

    def __init__(self, session: Session, settle: Settle, qtbot: QtBot) -> None:
        self.session = session
        self.settle = settle
        self.qtbot = qtbot
        self.pressed = 0

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press(key, "\r" if key == Key.Key_Return else "", modifiers)
        self.pressed += 1

    def fill(self, *texts: str) -> None:
        """Types into one field after the other; an empty text leaves a field as it is."""
        for text in texts:
            self.pressed += sum(1 for _ in strokes(text)) if text else 0
            self.key(Key.Key_Return)

    def waits_for(self, place: str) -> None:
        """Looks until the cursor stands in a field."""
        self.qtbot.waitUntil(lambda: place_of(QApplication.focusWidget()) == place, timeout=10_000)

    def sees(self, place: str) -> bool:
        """Whether the cursor comes to a field before a person would wonder."""
        for _ in range(30):
            if place_of(QApplication.focusWidget()) == place:
                return True
            self.qtbot.wait(100)
        return False

    def screen(self, number: int) -> None:
        self.key(Qt.Key(Key.Key_0 + number), ALT)
        self.settle()

    def add_row(self, place: str) -> None:
        """The next tab of the person, and a new row in it."""
        while True:
            self.key(Key.Key_Tab, CONTROL)
            self.settle()
            self.key(Key.Key_N, CONTROL | SHIFT)
            if place_of(QApplication.focusWidget()) == place:
                return
            assert self.pressed < 20_000

    def check(self) -> None:
        with self.qtbot.waitSignal(self.session.checked, timeout=20_000):
            self.key(Key.Key_F9)
        self.settle()


def read(session: Session, settle: Settle) -> Dataset:
    told: list[Dataset] = []
    session.ask(session, "all", lambda ws: ws.store.load(), told.append)
    settle()
    return told[0]


def enter_lists(clerk: Clerk) -> None:
    """The planning list and the class that people are put into."""
    clerk.screen(5)
    for place, texts in (
        ("course.name", ("Bồi dưỡng kỹ năng lãnh đạo", "vi tri viec lam", "", "6/4/2026", "10/4/2026", "40")),
        ("planning_list.number", ("12-QĐ/ĐU", "20/9/2025", "2025-2030", "xa", "khong")),
    ):
        for _ in range(8):
            clerk.key(Key.Key_Tab, CONTROL)
            clerk.settle()
            clerk.key(Key.Key_N, CONTROL)
            if place_of(QApplication.focusWidget()) == place:
                break
        clerk.waits_for(place)
        clerk.fill(*texts)
        clerk.settle()


def enter_person(clerk: Clerk, number: int) -> None:
    name, sex, birth, ethnic, body, kind, *levels = PEOPLE[number].split("|")
    clerk.waits_for("person.full_name")
    clerk.fill(name, sex, birth, "", ethnic, body, kind, "", *levels)
    clerk.settle()
    if number in POSTS:
        clerk.add_row("appointment.body")
        clerk.fill(*POSTS[number], "1/7/2025")
    if number in PLANNED:
        clerk.add_row("planning_entry.planning_list")
        clerk.fill("12", PLANNED[number], "", "20/9/2025")
    if number in TRAINED:
        clerk.add_row("training.course")
        clerk.fill("boi duong", TRAINED[number])
    clerk.settle()
    clerk.key(Key.Key_Return, CONTROL)
    clerk.settle()


def mend(clerk: Clerk, session: Session) -> None:
    """Goes from the first finding to its field by Enter, and puts right what it says."""
    right = {"person.birth": "1983", "person.sex": "nu"}
    error = session.findings[0]
    clerk.key(Key.Key_Return)
    if error.table == "population":
        for number, row in enumerate(RESIDENTS):
            if not clerk.sees("population.ethnic"):
                clerk.key(Key.Key_N, CONTROL)  # the list came back late and took the cursor: a new row once more
            clerk.waits_for("population.ethnic")
            clerk.fill(*row, *(() if number else ("Công an xã",)))  # the year is there, later the source too
            clerk.key(Key.Key_Return, CONTROL)
            clerk.settle()
        return
    place = f"{error.table}.{error.field}"
    assert place in right, error
    clerk.waits_for(place)
    clerk.fill(right[place])
    clerk.settle()


def test_twenty_people_by_keys_alone(page: StorePage, session: Session, settle: Settle, qtbot: QtBot) -> None:
    clerk = Clerk(session, settle, qtbot)
    enter_lists(clerk)
    clerk.screen(2)
    before = clerk.pressed
    clerk.key(Key.Key_N, CONTROL)
    for number in range(len(PEOPLE)):
        enter_person(clerk, number)
    keys = (clerk.pressed - before) / len(PEOPLE)
    print(f"keys of a person on average: {keys:.1f}, all in all {clerk.pressed}")
    _check_what_is_kept(read(session, settle))
    clerk.check()
    assert session.count("error") > 0
    for _ in range(MOST_MENDED):
        if not session.count("error"):
            break
        mend(clerk, session)
        clerk.check()
    assert session.count("error") == 0, [row.sentence for row in session.findings if row.severity == "error"]
    assert keys < 90


def _check_what_is_kept(data: Dataset) -> None:
    people: dict[str, Any] = {row.full_name: row for row in data.rows(Person)}
    assert set(people) == {line.split("|")[0] for line in PEOPLE}
    assert people["Pờ Dần Xinh"].birth.text == "1988-03-01"
    assert people["Quàng Văn Ướt"].birth.text == "1975-03-01"
    assert people["Giàng A Pó"].birth.text == "1979-03"
    assert all(row.body and row.ethnic and row.staff_kind and row.administration for row in people.values())
    posts = {row.person: row.post for row in data.rows(Appointment)}
    assert posts[people["Lò Thị Ánh Dương"].id] == "ubnd.pct"
    assert posts[people["Sùng Thị Dợ"].id] == "hdnd.pct"
    assert len(posts) == len(POSTS)
    assert None not in posts.values()
    assert len(tuple(data.rows(PlanningEntry))) == len(PLANNED)
    assert len(tuple(data.rows(Training))) == len(TRAINED)
