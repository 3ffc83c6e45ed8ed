"""Small pieces that screens are made of: titles, cards, pills, empty states, buttons; all styled by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.look.icons import icon, picture
from ui.look.theme import GRID, current_theme

READING = "Đang đọc số liệu…"
"""What stands where figures will be, until the first answer."""


def label(text: str, name: str = "", *, wrap: bool = True) -> QLabel:
    """A text; `name` is that of the style: title, subtitle, soft, error, warning, good, figure."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def restyle(widget: QWidget, name: str) -> None:
    """Gives a widget another style name."""
    if widget.objectName() != name:
        widget.setObjectName(name)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def pill(text: str, kind: str = "Soft") -> QLabel:
    """A rounded word; kind is Error, Warning, Good or Soft."""
    made = label(text, f"pill{kind}", wrap=False)
    made.setSizePolicy(made.sizePolicy().Policy.Maximum, made.sizePolicy().Policy.Maximum)
    return made


def card(*, margin: int = 2 * GRID) -> tuple[QFrame, QVBoxLayout]:
    """A white box with a thin border, and its layout."""
    frame = QFrame()
    frame.setObjectName("card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(GRID)
    return frame, layout


class Button(QPushButton):
    """A button that Enter presses when it has the cursor, in a dialog too: never another one in its stead."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, once; Ctrl+Enter is a key of the screen."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)


def button(
    text: str, picture_name: str = "", clicked: Callable[[], object] | None = None, name: str = ""
) -> QPushButton:
    """A button; name is primary, danger, plain or nothing."""
    made = Button(text)
    made.setObjectName(name)
    if picture_name:
        theme = current_theme()
        colours = {"primary": theme.accent_ink, "danger": theme.danger}
        made.setIcon(icon(picture_name, colours.get(name, theme.accent)))
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def row(*parts: QWidget | QLayout | int, spacing: int = GRID) -> QHBoxLayout:
    """Widgets beside each other; an integer is a stretch."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def empty_state(text: str, picture_name: str = "note") -> QWidget:
    """What to do where there is nothing to show."""
    box = QWidget()
    layout = QVBoxLayout(box)
    drawn = QLabel()
    drawn.setPixmap(picture(picture_name, current_theme().soft, 32, box.devicePixelRatioF()))
    drawn.setAlignment(Qt.AlignmentFlag.AlignCenter)
    words = label(text, "soft")
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout.addStretch(1)
    layout.addWidget(drawn)
    layout.addWidget(words)
    layout.addStretch(2)
    return box


def reading_state() -> QWidget:
    """A quiet line until the first answer, so that nothing claims to be empty that is only not read yet."""
    box = QWidget()
    layout = QVBoxLayout(box)
    words = label(READING, "soft")
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout.addStretch(1)
    layout.addWidget(words)
    layout.addStretch(2)
    return box


def choices(name: str, items: Iterable[tuple[str, str]]) -> QComboBox:
    """A list to choose one of: (what is shown, what is meant)."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.view().setAccessibleName(name)
    for text, meant in items:
        made.addItem(text, meant)
    return made


def sign(picture_name: str, colour: str, size: int = 20) -> QLabel:
    """An icon as a label."""
    drawn = QLabel()
    drawn.setPixmap(picture(picture_name, colour, size, drawn.devicePixelRatioF()))
    drawn.setFixedSize(size, size)
    return drawn


def scrolled(inner: QWidget) -> QScrollArea:
    """A widget that scrolls up and down."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner.setObjectName(inner.objectName() or "clear")
    area.setWidget(inner)
    return area


def clear_layout(layout: QLayout) -> None:
    """Takes everything out of a layout and deletes it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear_layout(inner)
