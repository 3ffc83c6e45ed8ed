"""The rail on the left: the screens of this mode, with the number of what waits there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.look.widgets import Button, restyle
from ui.screens.catalogue import ScreenSpec

_WIDTH = 208


class Rail(QFrame):
    """A column of buttons; arrows move, Enter and space choose."""

    chosen = Signal(str)

    def __init__(self, specs: tuple[ScreenSpec, ...], mode_word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName("Các màn hình")
        self._buttons: dict[str, Button] = {}
        self._badges: dict[str, QLabel] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        brand = QLabel("Sổ 2282")
        brand.setObjectName("brand")
        word = QLabel(mode_word)
        word.setObjectName("brandLine")
        layout.addWidget(brand)
        layout.addWidget(word)
        for number, spec in enumerate(specs):
            layout.addWidget(self._made(spec, number))
        layout.addStretch(1)
        hint = QLabel("Ctrl+K tìm · F1 trợ giúp")
        hint.setObjectName("brandLine")
        layout.addWidget(hint)

    def choose(self, name: str) -> None:
        """Marks a screen as the one shown."""
        self._buttons[name].setChecked(True)

    def show_count(self, name: str, count: int, *, error: bool = False) -> None:
        """Shows a number beside a screen; 0 hides it."""
        badge = self._badges.get(name)
        if badge is None:
            return
        restyle(badge, "railBadgeError" if error else "railBadge")
        badge.setText(str(count))
        badge.setFixedSize(max(24, badge.fontMetrics().horizontalAdvance(badge.text()) + 16), 20)
        badge.setVisible(count > 0)
        title = self._buttons[name].text()
        self._buttons[name].setAccessibleName(f"{title}, {count}" if count else title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move between the buttons."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        here = next((number for number, item in enumerate(buttons) if item.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        buttons[(here + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _made(self, spec: ScreenSpec, number: int) -> Button:
        made = Button(spec.title)
        made.setObjectName("railButton")
        made.setCheckable(True)
        made.setIcon(icon(spec.icon, current_theme().rail_ink))
        made.setIconSize(QSize(20, 20))
        made.setToolTip(f"Alt+{number + 1}" if number < 9 else "")
        made.clicked.connect(lambda _checked=False, name=spec.name: self.chosen.emit(name))
        self._group.addButton(made)
        self._buttons[spec.name] = made
        badge = QLabel(made)
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        badge.hide()
        inside = QHBoxLayout(made)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addStretch(1)
        inside.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._badges[spec.name] = badge
        return made
