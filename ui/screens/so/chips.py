"""Choices in a row or several, each with its number: one is chosen, and the list below shows only what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QPushButton, QSizePolicy, QWidget

from ui.look.flow_layout import FlowLayout
from ui.look.widgets import clear_layout, restyle

_WIDEST: Final = 260


def choice(name: str, choices: Sequence[tuple[str, str]] = ()) -> QComboBox:
    """A box of keys with their texts; its list has a name too, for screen readers."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.view().setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    made.setMaximumWidth(_WIDEST)
    for key, text in choices:
        made.addItem(text, key)
    return made


class Chips(QWidget):
    """Buttons of which one is down; "" is the first, for everything."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._layout = FlowLayout(self, 6)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._key = ""

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Shows keys with their texts; the key that was chosen stays so where it is still there."""
        focused = next((key for key, item in self._buttons.items() if item.hasFocus()), None)
        for item in self._buttons.values():
            self._group.removeButton(item)
        clear_layout(self._layout)
        self._buttons = {}
        if self._key not in dict(choices):
            self._key = ""
        for key, text in choices:
            self._layout.addWidget(self._made(key, text))
        if focused in self._buttons:
            self._buttons[focused].setFocus()
        self._mark()

    @property
    def key(self) -> str:
        """What is chosen."""
        return self._key

    def choose(self, key: str) -> None:
        """Chooses as a click does."""
        self._key = key
        self._mark()
        self.chosen.emit(key)

    def _made(self, key: str, text: str) -> QPushButton:
        made = QPushButton(text)
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False, key=key: self.choose(key))
        self._group.addButton(made)
        self._buttons[key] = made
        return made

    def _mark(self) -> None:
        for key, item in self._buttons.items():
            item.setChecked(key == self._key)
            restyle(item, "primary" if key == self._key else "")
