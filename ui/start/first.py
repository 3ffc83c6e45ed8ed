"""The first start: one question, then what that answer needs and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.errors import UserError
from ui.look.icons import icon
from ui.look.messages import choose_file, choose_folder
from ui.look.theme import current_theme
from ui.look.widgets import Button, button, card, label, row
from ui.work.jobs import Run

Kind = Literal["unit", "province", "practice"]
SHORTEST_PASSWORD: Final = 10
_WRONG_CODE: Final = "KHOA-07"
_CHOICES: Final[tuple[tuple[Kind, str, str, str], ...]] = (
    ("unit", "building", "Đơn vị báo cáo", "Xã, phường, sở, ban, ngành: nhập số liệu và nộp cho Sở Nội vụ"),
    ("province", "units", "Sở Nội vụ (tổng hợp)", "Ghi danh đơn vị, tiếp nhận báo cáo, tổng hợp toàn tỉnh"),
    ("practice", "people", "Thực hành (dữ liệu mẫu)", "Người và số liệu bịa, để làm thử; không nộp được"),
)

PRACTICE_TEXT: Final = (
    "Chương trình lập một Sở Nội vụ và hai đơn vị với khoảng 160 người bịa, rồi tự làm trọn một vòng: ghi danh đơn vị, "
    "nhập danh sách, nộp, tiếp nhận, đề nghị hoàn thiện, chấp nhận và lập biểu. Xong thì mở đơn vị mẫu thứ nhất. "
    "Lần sau mở lại bằng mật khẩu: so tay 2282 thuc hanh"
)


@dataclass(frozen=True, slots=True)
class NewData:
    """What a person said for new data; `enrolment` and `code` are of a unit only."""

    kind: Kind
    folder: Path
    user: str
    password: str
    enrolment: Path | None = None
    code: str = ""


class StartPage(QWidget):
    """Asks which of the three; then a short form."""

    asked = Signal(object)
    """A `NewData` is wanted."""
    existing = Signal()
    """There is data already."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._stack = QStackedLayout(self)
        self._answers: dict[Kind, Button] = {}
        self._stack.addWidget(self._question())
        self.forms: dict[Kind, NewDataForm] = {}
        for kind, _, title, text in _CHOICES:
            form = NewDataForm(kind, title, text)
            form.back.connect(partial(self._ask_again, kind))
            form.asked.connect(self.asked)
            self.forms[kind] = form
            self._stack.addWidget(form)

    def ask(self, kind: Kind) -> None:
        """Shows the form of one answer."""
        self._stack.setCurrentWidget(self.forms[kind])
        self.forms[kind].lines[0].setFocus()

    def watch(self, run: Run) -> None:
        """Shows on the shown form how far the making is."""
        form = self._stack.currentWidget()
        if isinstance(form, NewDataForm):
            run.stepped.connect(form.show_step)

    def refuse(self, wrong: Exception) -> None:
        """Says on the shown form why it was refused."""
        form = self._stack.currentWidget()
        if isinstance(form, NewDataForm):
            form.refuse(wrong)

    def _ask_again(self, kind: Kind) -> None:
        self._stack.setCurrentIndex(0)
        self._answers[kind].setFocus()

    def _question(self) -> QWidget:
        box, layout = card(margin=32)
        box.setFixedWidth(560)
        layout.addWidget(label("Sổ 2282", "title"))
        layout.addWidget(label("Máy này dùng để làm gì?", "subtitle"))
        layout.addSpacing(8)
        for kind, picture, title, text in _CHOICES:
            self._answers[kind] = _choice(picture, title, text, partial(self.ask, kind))
            layout.addWidget(self._answers[kind])
        layout.addSpacing(8)
        layout.addLayout(row(button("Mở dữ liệu đã có…", "folder", self.existing.emit, "plain"), 1))
        return _centred(box)


class NewDataForm(QWidget):
    """The fields that one answer needs."""

    back = Signal()
    asked = Signal(object)

    def __init__(self, kind: Kind, title: str, text: str) -> None:
        super().__init__()
        self._kind = kind
        self.enrolment = _line("Tệp đăng ký đơn vị")
        self.code = _line("Mã kích hoạt")
        self.code.setPlaceholderText("các nhóm năm chữ số trên phiếu niêm phong")
        self.user = _line("Họ tên người dùng")
        self.folder = _line("Thư mục dữ liệu")
        self.folder.setText(str(Path.home() / "So2282" / {"unit": "don-vi", "province": "so-noi-vu"}.get(kind, kind)))
        self.password = _line("Mật khẩu", secret=True)
        self.again = _line("Nhập lại mật khẩu", secret=True)
        self.lines = [self.user, self.password, self.again, self.folder]
        if kind == "unit":
            self.lines = [self.enrolment, self.code, *self.lines]
        elif kind == "practice":
            self.lines = [self.folder]
        self.real = label("", "warning")
        self.real.hide()
        self.folder.editingFinished.connect(self._show_real)
        self._message = label("", "error")
        self._step = label("", "soft")
        self.steps = QProgressBar()
        self.steps.setTextVisible(False)
        self.steps.setAccessibleName("Tiến độ tạo dữ liệu")
        self.steps.hide()
        self._aside = [
            button("Chọn…", "file", self._choose_enrolment),
            button("Chọn…", "folder", self._choose_folder),
            button("Quay lại", "back", self.back.emit, "plain"),
        ]
        self.make = button("Tạo dữ liệu", "", self._on_make, "primary")
        self._arrange(title, text)
        for line in self.lines:
            line.installEventFilter(self)

    @property
    def message(self) -> str:
        """What the form says."""
        return self._message.text()

    def show_step(self, done: int, total: int, text: str) -> None:
        """Shows which step is being done."""
        self.steps.setRange(0, total)
        self.steps.setValue(done)
        self._step.setText(f"Bước {done + 1}/{total}: {text}…")

    def refuse(self, wrong: Exception) -> None:
        """Says why no data was made."""
        self._message.setText(
            f"{wrong.message} {wrong.hint}" if isinstance(wrong, UserError) else "Chương trình gặp sự cố."
        )
        self._set_busy(busy=False)
        is_code = isinstance(wrong, UserError) and wrong.code == _WRONG_CODE
        (self.code if is_code else self.make).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next field; after the last it goes to the button."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not pressed or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            return False
        place = next(number for number, line in enumerate(self.lines) if line is watched)
        (self.lines[place + 1] if place + 1 < len(self.lines) else self.make).setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the question, unless the data is being made."""
        if event.key() == Qt.Key.Key_Escape and self.make.isEnabled():
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def _arrange(self, title: str, text: str) -> None:
        box, layout = card(margin=32)
        box.setFixedWidth(680)  # the activation code stands in its field whole
        layout.addWidget(label(title, "title"))
        layout.addWidget(label(text, "soft"))
        layout.addSpacing(8)
        form = QFormLayout()
        form.setVerticalSpacing(12)
        for line in self.lines:
            field: QWidget | QHBoxLayout = line
            if line is self.enrolment:
                field = row(line, self._aside[0])
            elif line is self.folder:
                field = row(line, self._aside[1])
            name = QLabel(line.accessibleName())
            name.setBuddy(line)
            form.addRow(name, field)
        layout.addLayout(form)
        layout.addWidget(self.real)
        told = (
            f"Mật khẩu ít nhất {SHORTEST_PASSWORD} ký tự, ví dụ một câu ngắn. "
            "Quên mật khẩu thì không ai mở lại được giúp: ghi ra giấy, cất ở nơi có khóa."
        )
        layout.addWidget(label(PRACTICE_TEXT if self._kind == "practice" else told, "soft"))
        layout.addWidget(self.steps)
        layout.addWidget(self._step)
        layout.addWidget(self._message)
        layout.addLayout(row(self._aside[2], 1, self.make))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(_centred(box))

    def _on_make(self) -> None:
        problem = self._problem()
        self._message.setText(problem)
        if problem:
            return
        self._set_busy(busy=True)
        enrolment = Path(self.enrolment.text().strip()) if self._kind == "unit" else None
        self.asked.emit(
            NewData(
                self._kind,
                Path(self.folder.text().strip()),
                self.user.text().strip(),
                self.password.text(),
                enrolment,
                self.code.text().strip(),
            )
        )

    def _problem(self) -> str:
        empty = next((line for line in self.lines if not line.text().strip()), None)
        if empty is not None:
            empty.setFocus()
            return f"Chưa nhập: {empty.accessibleName()}."
        if self._kind == "practice":
            return ""
        if len(self.password.text()) < SHORTEST_PASSWORD:
            return f"Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự."
        return "" if self.password.text() == self.again.text() else "Hai lần nhập mật khẩu khác nhau."

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (*self.lines, *self._aside, self.make):
            widget.setEnabled(not busy)
        self.steps.setVisible(busy)
        self.steps.setRange(0, 0)
        self._step.clear()
        self.make.setText("Đang tạo…" if busy else "Tạo dữ liệu")

    def _choose_enrolment(self) -> None:
        chosen = choose_file(self, "Tệp đăng ký đơn vị", "Tệp đăng ký (*.p7m);;Mọi tệp (*)")
        if chosen is not None:
            self.enrolment.setText(str(chosen))

    def _choose_folder(self) -> None:
        chosen = choose_folder(self, "Thư mục dữ liệu")
        if chosen is not None:
            self.folder.setText(str(chosen))
            self._show_real()

    def _show_real(self) -> None:
        """Says where the folder really is, if a link on the way leads elsewhere (threats B14)."""
        given = Path(self.folder.text().strip()).absolute()
        real = given.resolve()
        self.real.setText(f"Thư mục này là lối tắt; dữ liệu sẽ nằm thật tại: {real}")
        self.real.setVisible(bool(self.folder.text().strip()) and real != given)


def _line(name: str, *, secret: bool = False) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    if secret:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def _choice(picture: str, title: str, text: str, chosen: Callable[[], None]) -> Button:
    made = Button(f"{title}\n{text}")
    made.setIcon(icon(picture, current_theme().accent))
    made.setIconSize(QSize(32, 32))
    made.setMinimumHeight(72)
    made.setStyleSheet("text-align: left; padding: 8px 16px;")
    made.setAccessibleName(title)
    made.clicked.connect(lambda _checked=False: chosen())
    return made


def _centred(box: QWidget) -> QWidget:
    page = QWidget()
    outer = QVBoxLayout(page)
    outer.addStretch(2)
    middle = QHBoxLayout()
    middle.addStretch(1)
    middle.addWidget(box)
    middle.addStretch(1)
    outer.addLayout(middle)
    outer.addStretch(3)
    return page
