"""The rail on the left: the screens of this mode, with the number of what waits there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.look.widgets import Button, restyle
from ui.screens.catalogue import ScreenSpec

_WIDTH: Final = 208
_NARROW: Final = 56


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
        self._titles = {spec.name: spec.title for spec in specs}
        self._words = tuple(map(QLabel, ("Sổ 2282", mode_word, "Ctrl+K tìm · F1 trợ giúp")))
        brand, word, hint = self._words
        brand.setObjectName("brand")
        for line in (word, hint):
            line.setObjectName("brandLine")
        layout.addWidget(brand)
        layout.addWidget(word)
        for number, spec in enumerate(specs):
            layout.addWidget(self._made(spec, number))
        layout.addStretch(1)
        layout.addWidget(hint)

    def choose(self, name: str) -> None:
        """Marks a screen as the one shown."""
        self._buttons[name].setChecked(True)

    def narrow(self, *, narrow: bool) -> None:
        """Only pictures, with their names as tool tips, or the words too."""
        self.setFixedWidth(_NARROW if narrow else _WIDTH)
        for line in self._words:
            line.setHidden(narrow)
        for name, made in self._buttons.items():
            made.setText("" if narrow else self._titles[name])
            inside = made.layout()
            assert inside is not None
            inside.setContentsMargins(0, 0, 2 if narrow else 10, 0)

    def minimumSizeHint(self) -> QSize:
        """Room for the buttons: the words give way where the window is low."""
        return QSize(self.minimumWidth(), sum(made.sizeHint().height() for made in self._buttons.values()))

    def show_count(self, name: str, count: int, *, error: bool = False) -> None:
        """Shows a number beside a screen; 0 hides it."""
        badge = self._badges.get(name)
        if badge is None:
            return
        restyle(badge, "railBadgeError" if error else "railBadge")
        badge.setText(str(count))
        badge.setFixedSize(max(24, badge.fontMetrics().horizontalAdvance(badge.text()) + 16), 20)
        badge.setVisible(count > 0)
        title = self._titles[name]
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
        made.setAccessibleName(spec.title)
        made.setToolTip(f"{spec.title} (Alt+{number + 1})" if number < 9 else spec.title)
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
