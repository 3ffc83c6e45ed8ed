"""The page of an open store: header line, rail, screens, progress, and the line at the foot that says it is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.findings import Place
from app.errors import UserError
from app.vietnamese.dates import write_date
from app.workspace import Outcome
from ui.bars.clock import ClockBar
from ui.bars.intake import IntakeBar
from ui.bars.offer import OfferBar
from ui.bars.room import RoomBar
from ui.bars.server import ServerBar
from ui.bars.twin import TwinBar
from ui.comments.bar import CommentBar
from ui.fields.values import age, moment
from ui.look.flow_layout import FlowLayout
from ui.look.messages import show_refusal
from ui.look.shortcut_sheet import ShortcutSheet
from ui.look.shortcuts import SHORTCUTS, bind
from ui.look.widgets import button, label, scrolled
from ui.screens.catalogue import ScreenSpec, make_screen, screen_for, screens_of
from ui.shell.find_anything import FindAnything
from ui.shell.rail import Rail
from ui.shell.screen_stack import ScreenStack
from ui.work.comments_query import left
from ui.work.help import HelpPanel, help_key_of
from ui.work.progress_panel import ProgressPanel
from ui.work.screen import Screen
from ui.work.session import Session

_MINUTE_MS: Final = 60_000
_MARGIN: Final = 24
_NARROW, _LOW = 960, 440
"""Pixels below which the rail shows only pictures: an old laptop's screen at 150 or 200 %."""


class StorePage(QWidget):
    """Everything that is seen while a store is open."""

    theme_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.session = session
        self._specs = screens_of(session.card.mode)
        self._made: dict[str, Screen] = {}
        self._on_rail = tuple(spec for spec in self._specs if not spec.under)
        self.rail = Rail(self._on_rail, "Đơn vị báo cáo" if session.card.mode == "unit" else "Sở Nội vụ, tổng hợp")
        self.stack = ScreenStack()
        self.area = scrolled(self.stack)
        self.progress = ProgressPanel()
        self.header = _Header(session)
        self.foot = _Foot(session)
        self.help = HelpPanel(session, self)
        self.sheet = ShortcutSheet(session.card.mode, self)
        self.offer = OfferBar(session.drafts)
        self.room = RoomBar(session)
        self.twin = TwinBar(session)
        self.clock = ClockBar(session)
        self.server = ServerBar(session)
        self.intake = IntakeBar(session)
        self.comments = CommentBar(session, self) if session.card.mode == "unit" else None
        self.finder = FindAnything(session, self._specs, self)
        self._arrange()
        self._connect()
        self.show_screen(self._specs[0].name)
        session.check()

    def show_screen(self, name: str, place: Place | None = None) -> None:
        """Shows a screen, made when first wanted."""
        spec = next(item for item in self._specs if item.name == name)
        screen = self._made.get(name)
        if screen is None:
            screen = make_screen(spec, self.session)
            self._made[name] = screen
            self.stack.addWidget(screen)
        self.stack.setCurrentWidget(screen)
        self.area.verticalScrollBar().setValue(0)
        self.rail.choose(spec.under or name)
        if self.comments is not None and not spec.tables:
            self.comments.hide()
        screen.setFocus()
        screen.shown()
        if screen.hasFocus():
            screen.take_keys()
        if place is not None:
            screen.go(place)

    def current(self) -> Screen:
        """The screen that is shown."""
        shown = self.stack.currentWidget()
        assert isinstance(shown, Screen)
        return shown

    @property
    def shown_name(self) -> str:
        """Name of the screen that is shown."""
        return next(name for name, screen in self._made.items() if screen is self.stack.currentWidget())

    @property
    def specs(self) -> tuple[ScreenSpec, ...]:
        """Screens of this mode."""
        return self._specs

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room for the screens goes before the words of the rail."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        self.rail.narrow(narrow=narrow or event.size().height() < _LOW)
        self.foot.narrow(narrow=narrow)

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.header)
        right.addWidget(self.room)
        right.addWidget(self.twin)
        right.addWidget(self.clock)
        right.addWidget(self.server)
        right.addWidget(self.intake)
        right.addWidget(self.offer)
        if self.comments is not None:
            right.addWidget(self.comments)
        practice = "DỮ LIỆU MẪU - KHÔNG NỘP" if self.session.card.practice else ""
        for words in filter(None, (practice, self.session.card.behalf)):
            band = QLabel(words)
            band.setObjectName("band")
            band.setAlignment(Qt.AlignmentFlag.AlignCenter)
            right.addWidget(band)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        right.addWidget(self.area, 1)
        right.addWidget(self.progress)
        right.addWidget(self.foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(right, 1)

    def _connect(self) -> None:
        session = self.session
        self.rail.chosen.connect(self.show_screen)
        session.went.connect(self._on_went)
        session.checked.connect(self._on_checked)
        session.todo_read.connect(self._on_todo)
        session.jobs.began.connect(self.progress.watch)
        session.jobs.refused.connect(self._on_refused)
        self.header.theme_wanted.connect(self.theme_wanted)
        self.header.lock_wanted.connect(self.lock_wanted)
        session.ended.connect(self.lock_wanted)
        session.drafts.resumed.connect(lambda draft: session.go("", Place(draft.table, draft.record, draft.field)))
        self.help.sheet_wanted.connect(self.sheet.open_sheet)
        self.header.sheet_wanted.connect(self.sheet.open_sheet)
        slots: dict[str, Callable[[], object]] = {
            "sheet": self.sheet.open_sheet,
            "find": self.finder.open_fresh,
            "help": self._show_help,
            "lock": self.lock_wanted.emit,
            "resume": self.offer.take,
        }
        if session.card.mode == "unit":
            slots |= {
                "check": self._check,
                "undo": partial(session.run, "undo", self._on_stepped),
                "redo": partial(session.run, "redo", self._on_stepped),
            }
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        bind(self, slots)
        numbers = (*SHORTCUTS["screens"].keys, *SHORTCUTS["ninth screen"].keys)
        for keys, spec in zip(numbers, self._on_rail, strict=False):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.show_screen, spec.name))

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        """In a window too low for the screen, the field that has the cursor is in sight."""
        if now is not None and self.stack.isAncestorOf(now) and now.height() <= self.area.viewport().height():
            for corner in (now.rect().bottomLeft(), now.rect().topLeft()):
                place = now.mapTo(self.stack, corner)
                self.area.ensureVisible(place.x(), place.y(), 0, _MARGIN)

    def _on_went(self, name: str, place: Place | None) -> None:
        if not name and place is not None:
            spec = screen_for(place.table, self.session.card.mode)
            name = spec.name if spec else ""
        if name:
            self.show_screen(name, place)

    def _on_checked(self) -> None:
        errors, warnings = self.session.count("error"), self.session.count("warning")
        self.rail.show_count("review", errors or warnings, error=errors > 0)

    def _on_todo(self) -> None:
        self.rail.show_count("submit", left(self.session.todo), error=True)

    def _on_refused(self, wrong: UserError) -> None:
        show_refusal(self.window(), wrong)

    def _show_help(self) -> None:
        self.help.show_for(help_key_of(QApplication.focusWidget()))

    def _check(self) -> None:
        self.session.check()
        self.show_screen("review")

    def _on_stepped(self, outcome: Outcome) -> None:
        self.foot.say(outcome.message)


class _Header(QFrame):
    """Unit, period and user."""

    theme_wanted = Signal()
    lock_wanted = Signal()
    sheet_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("header")
        self._session = session
        self._unit = label("", "headerTitle", wrap=False)
        self._period = label("", "headerSoft", wrap=False)
        self._user = label("", "headerSoft", wrap=False)
        theme = button("", "theme", self.theme_wanted.emit, "plain")
        theme.setAccessibleName("Đổi nền sáng, tối")
        theme.setToolTip("Đổi nền sáng, tối")
        keys = button("", "help", self.sheet_wanted.emit, "plain")
        keys.setAccessibleName("Bảng phím tắt")
        keys.setToolTip("Bảng phím tắt (Ctrl+?)")
        lock = button("", "lock", self.lock_wanted.emit, "plain")
        lock.setAccessibleName("Khóa lại")
        lock.setToolTip("Khóa lại (Ctrl+L)")
        self._period.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = FlowLayout(self, 12)
        layout.setContentsMargins(16, 4, 8, 4)
        for widget in (self._unit, self._period, self._user, keys, theme, lock):
            layout.addWidget(widget)
        self.renew()
        session.renewed.connect(self.renew)

    def renew(self) -> None:
        """Shows the card."""
        card = self._session.card
        self._unit.setText(card.unit_name)
        cut_off = write_date(card.cut_off.isoformat())
        self._period.setText(f"kỳ {card.period} (số liệu đến {cut_off})")
        self._user.setText(card.actor)


class _Foot(QFrame):
    """Saved when, backed up when; and where the data is."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("statusLine")
        self._session = session
        self._last_said = "Chưa có thay đổi nào trong phiên này"
        self._saved = QLabel(self._last_said)
        self._backup = QLabel()
        self._told = QLabel()
        self._told.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        shared = session.card.server
        self._place = QLabel("Dữ liệu trên máy chủ của cơ quan" if shared else "Không cần mạng: dữ liệu chỉ ở máy này")
        layout = FlowLayout(self, 16)
        layout.setContentsMargins(16, 4, 16, 4)
        for widget in (self._saved, self._backup, self._place, self._told):
            layout.addWidget(widget)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(8000)
        self._silence.timeout.connect(self._told.clear)
        session.saved.connect(self._on_saved)
        session.jobs.saving.connect(self._on_saving)
        session.drafts.kept.connect(self._on_kept)
        session.renewed.connect(self.renew)
        minute = QTimer(self)
        minute.setInterval(_MINUTE_MS)
        minute.timeout.connect(self.renew)
        minute.start()
        self.renew()

    def narrow(self, *, narrow: bool) -> None:
        """Keeps to one line."""
        self._place.setHidden(narrow)

    def say(self, text: str) -> None:
        """Says for a while what was done."""
        self._told.setText(text)
        self._silence.start()

    def renew(self) -> None:
        """Says how old the last backup is."""
        last = self._session.card.last_backup
        never = "Máy chủ do người quản trị sao lưu" if self._session.card.server else "Chưa sao lưu lần nào"
        self._backup.setText(f"Sao lưu {age(last, self._session.env.now())}" if last else never)
        self._backup.setToolTip(f"Sao lưu gần nhất: {moment(last)}" if last else "")

    def _on_saving(self, waiting: int) -> None:
        self._saved.setText("Đang lưu…" if waiting else self._last_said)

    def _on_kept(self) -> None:
        self._say_saved("Đã giữ chữ đang gõ")

    def _on_saved(self) -> None:
        self._say_saved("Đã lưu")

    def _say_saved(self, what: str) -> None:
        now: datetime = self._session.env.now()
        self._last_said = f"{what} {now:%H:%M:%S}"
        self._saved.setText(self._last_said)
