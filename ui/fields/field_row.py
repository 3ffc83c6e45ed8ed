"""One field of a form on screen: its label, its editor, what the rules say of it, and last period's value in grey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.schema import FieldSpec, TableSpec
from ui.fields.editors import ChoiceEditor, editor_of

_LABEL_WIDTH: Final = 144


class FieldRow:
    """Label, editor, last period's value and what the rules say, of one field."""

    def __init__(self, spec: TableSpec, field: FieldSpec) -> None:
        self.field = field
        self.editor = editor_of(field)
        self.editor.inner.setProperty("help", f"{spec.name}.{field.name}")
        star = " *" if field.declared.required else ""
        self._label = QLabel(f"{field.label}{star}")
        self._label.setWordWrap(True)
        self._label.setFixedWidth(_LABEL_WIDTH)
        self._label.setBuddy(self.editor.inner)
        self._before = QLabel()
        self._before.setObjectName("soft")
        self._before.setWordWrap(True)
        self._message = QLabel()
        self._message.setWordWrap(True)
        for label in (self._before, self._message):
            label.hide()

    def place(self, grid: QGridLayout, number: int) -> None:
        """Puts the widgets into the grid of the form."""
        grid.addWidget(self._label, 2 * number, 0, Qt.AlignmentFlag.AlignTop)
        self._label.setContentsMargins(0, 6, 0, 6)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.editor, 0 if self.field.declared.unit else 1)
        if self.field.declared.unit:
            unit = QLabel(self.field.declared.unit)
            unit.setObjectName("soft")
            beside.addWidget(unit, 1)
        grid.addLayout(beside, 2 * number, 1)
        self._beside = beside
        below = QVBoxLayout()
        below.setContentsMargins(0, 0, 0, 4)
        below.setSpacing(0)
        below.addWidget(self._message)
        below.addWidget(self._before)
        grid.addLayout(below, 2 * number + 1, 1)

    def add_beside(self, widget: QWidget) -> None:
        """Puts something more at the end of the row, beside the editor."""
        self._beside.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_value(self, value: Any, names: Mapping[str, str] | None = None) -> None:
        """Shows a value; a reference by its name until the options are there."""
        if isinstance(self.editor, ChoiceEditor):
            self.editor.line.show_key(value, (names or {}).get(value, ""))
        else:
            self.editor.show_value(value)

    def show_before(self, text: str) -> None:
        """Shows last period's value in grey."""
        self._before.setText(text)
        self._before.setVisible(bool(text))

    def show_message(self, severity: str, text: str) -> None:
        """Shows what is wrong, told apart by word and colour; empty for nothing."""
        words = {"error": "Lỗi: ", "warning": "Cảnh báo: ", "note": "Nhắc: "}
        name = severity if severity in {"error", "warning"} else "soft"
        if self._message.objectName() != name:
            self._message.setObjectName(name)
            self._message.style().unpolish(self._message)
            self._message.style().polish(self._message)
        self._message.setText(words.get(severity, "") + text if text else "")
        self._message.setVisible(bool(text))
        self.editor.mark(severity if severity in {"error", "warning"} else "")
        self.editor.inner.setAccessibleDescription(self._message.text() or self.field.declared.help)
