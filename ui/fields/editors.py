"""One editor per kind of field: text, lines of text, whole number, yes/no, partial date, code, reference.

All speak alike: `value`, `show_value`, `problem`, and the signal `committed` when a person has changed the value and
left the field. A text that cannot be read stays in the field and is said to be a problem; it is never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QTextCursor
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.codelists import Code, CodeList
from app.domain.dates import PartialDate
from app.domain.schema import FieldSpec
from app.vietnamese.dates import parse_date_noted, write_date
from app.vietnamese.fold import nfc
from app.vietnamese.numbers import integer
from ui.fields.options import Option, option
from ui.fields.type_ahead import TypeAhead
from ui.fields.values import code_label

_LINES_HEIGHT = 72
_YEAR = re.compile(r"[12][0-9]{3}")


class Editor(QWidget):
    """The editor of one field."""

    committed = Signal()

    def __init__(self, field: FieldSpec, inner: QWidget) -> None:
        super().__init__()
        self.field = field
        self.inner = inner
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(inner)
        inner.setAccessibleName(field.label)
        if field.declared.help:
            inner.setAccessibleDescription(field.declared.help)
        self.setFocusProxy(inner)

    def value(self) -> Any:
        """The value as the record keeps it; None for none."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Shows a value; not a change by hand."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why the content cannot be a value; empty where it is one."""
        return ""

    def differs(self, stored: Any) -> bool:
        """Whether what stands here is not what is stored, such as a text that cannot be a value yet."""
        return bool(self.problem()) or self.value() != stored

    @property
    def text(self) -> str:
        """What stands here, as typed; empty where nothing is typed."""
        if isinstance(self.inner, QPlainTextEdit):
            return self.inner.toPlainText()
        return self.inner.text() if isinstance(self.inner, QLineEdit) else ""

    def type_text(self, text: str) -> None:
        """Puts a text here as if it were being typed, with the cursor at its end."""
        if isinstance(self.inner, QPlainTextEdit):
            self.inner.setPlainText(text)
            self.inner.moveCursor(QTextCursor.MoveOperation.End)
        elif isinstance(self.inner, QLineEdit):
            self.inner.setText(text)

    @property
    def note(self) -> str:
        """What had to be assumed to read the text; empty where it reads in one way only."""
        return ""

    def mark(self, fault: str) -> None:
        """Marks the field as "error", "warning" or "" for none."""
        if self.inner.property("fault") != fault:
            self.inner.setProperty("fault", fault)
            self.inner.style().unpolish(self.inner)
            self.inner.style().polish(self.inner)


class TextEditor(Editor):
    """A line of text, kept in NFC."""

    def __init__(self, field: FieldSpec) -> None:
        self._line = QLineEdit()
        super().__init__(field, self._line)
        self._line.editingFinished.connect(self._on_left)

    def _on_left(self) -> None:
        self._line.setCursorPosition(0)
        self.committed.emit()

    def value(self) -> str | None:
        return nfc(" ".join(self._line.text().split())) or None

    def show_value(self, value: Any) -> None:
        self._line.setText(value or "")
        self._line.setCursorPosition(0)


class _Lines(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class LinesEditor(Editor):
    """Several lines of text; Alt+Enter makes a new line, because Enter goes to the next field."""

    def __init__(self, field: FieldSpec) -> None:
        self._lines = _Lines()
        super().__init__(field, self._lines)
        self._lines.setTabChangesFocus(True)
        self._lines.setFixedHeight(_LINES_HEIGHT)
        self._lines.setPlaceholderText("Alt+Enter để xuống dòng")
        self._lines.left.connect(self.committed)

    def value(self) -> str | None:
        return nfc(self._lines.toPlainText()).strip() or None

    def show_value(self, value: Any) -> None:
        self._lines.setPlainText(value or "")

    def break_line(self) -> None:
        """Starts a new line."""
        self._lines.insertPlainText("\n")


class NumberEditor(Editor):
    """A whole number, written 1.234."""

    def __init__(self, field: FieldSpec) -> None:
        self._line = QLineEdit()
        super().__init__(field, self._line)
        self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._line.setMaximumWidth(176)
        self._line.editingFinished.connect(self.committed)

    def value(self) -> int | None:
        digits = self._digits()
        return int(digits) if digits and not self.problem() else None

    def show_value(self, value: Any) -> None:
        plain = "" if value is None else str(value) if self._is_year else integer(value)
        self._line.setText(plain)

    def problem(self) -> str:
        digits = self._digits()
        if not digits:
            return ""
        if self._is_year and not _YEAR.fullmatch(self._line.text().strip()):
            return f"«{self._line.text().strip()}» không phải là năm; viết đủ bốn chữ số, ví dụ 2026."
        if not digits.lstrip("-").isdecimal() or len(digits) > 15:
            return f"«{self._line.text().strip()}» không phải là số nguyên; viết 1.234."
        minimum = self.field.declared.minimum
        if minimum is not None and int(digits) < minimum:
            return f"Số này không được nhỏ hơn {minimum}."
        return ""

    @property
    def _is_year(self) -> bool:
        return self.field.name == "year"

    def _digits(self) -> str:
        return self._line.text().strip().replace(".", "").replace(" ", "")


class DateEditor(Editor):
    """A partial date as people write it: 12/3/1985, 3/1985 or 1985."""

    def __init__(self, field: FieldSpec) -> None:
        self._line = QLineEdit()
        super().__init__(field, self._line)
        self._line.setPlaceholderText("12/3/1985 hoặc 1985")
        self._line.setMaximumWidth(216)
        self._line.editingFinished.connect(self._on_left)
        self._not_after: date | None = None
        self._note = ""

    def set_today(self, today: date) -> None:
        """Says which day it is: a date that cannot lie ahead is read with years that are past."""
        self._not_after = today if self.field.declared.past else None

    @property
    def note(self) -> str:
        return self._note

    def value(self) -> PartialDate | None:
        iso, _ = self._read()
        return PartialDate(iso) if iso else None

    def show_value(self, value: Any) -> None:
        self._note = ""
        self._line.setText(write_date(value.text) if value is not None else "")

    def problem(self) -> str:
        text = self._line.text().strip()
        if not text:
            return ""
        iso, why = self._read()
        return "" if iso else f"«{text}»: {why}. Viết 12/3/1985, 3/1985 hoặc 1985."

    def _on_left(self) -> None:
        """Shows what was understood: 1/3/75 becomes 01/03/1975; what was assumed stays as a note."""
        iso, note = self._read()
        if iso:
            before, written = self._note, write_date(iso)
            if self._line.text() == written:
                note = before
            self._line.setText(written)
            self._note = note
        self.committed.emit()

    def _read(self) -> tuple[str | None, str]:
        return parse_date_noted(self._line.text(), not_after=self._not_after)


class YesNoEditor(Editor):
    """A box to tick."""

    def __init__(self, field: FieldSpec) -> None:
        self._box = QCheckBox("có")
        super().__init__(field, self._box)
        self._before: bool | None = None
        self._box.clicked.connect(self.committed)

    def value(self) -> bool | None:
        if self._box.isChecked():
            return True
        return None if self._before is None else False

    def show_value(self, value: Any) -> None:
        self._before = value
        self._box.setChecked(bool(value))


class ChoiceEditor(Editor):
    """A value of a code list, or another record; found while one types."""

    def __init__(self, field: FieldSpec) -> None:
        self.line = TypeAhead()
        super().__init__(field, self.line)
        self.line.editingFinished.connect(self.committed)
        self.line.chosen.connect(self.committed)

    def set_options(
        self, options: tuple[Option, ...], near: Callable[[str], Sequence[str]] | None = None, *, lacking: str = ""
    ) -> None:
        """Gives what may be chosen; see `TypeAhead.set_options`."""
        self.line.set_options(options, near, lacking=lacking)

    def value(self) -> str | None:
        return self.line.key

    def show_value(self, value: Any) -> None:
        self.line.show_key(value)

    def differs(self, stored: Any) -> bool:
        return self.line.is_typed or self.line.key != stored

    def type_text(self, text: str) -> None:
        self.line.type_text(text)

    def problem(self) -> str:
        return self.line.problem


def code_options(codes: CodeList, on: date) -> tuple[Option, ...]:
    """The values of a code list with all their spellings; those of another time come last and say so."""
    usable = tuple(_code_option(item) for item in codes if item.usable_on(on))
    others = (item for item in codes if not item.usable_on(on))
    return usable + tuple(option(item.code, f"{code_label(item)} (nay không dùng)") for item in others)


def _code_option(code: Code) -> Option:
    clause = code.attributes.get("clause", "")
    label = f"{clause} {code_label(code)}".strip()
    return option(code.code, label, (code_label(code), code.label, *code.aliases))


def editor_of(field: FieldSpec) -> Editor:
    """The editor of a field; a choice still needs its options."""
    match field.kind:
        case "int":
            return NumberEditor(field)
        case "bool":
            return YesNoEditor(field)
        case "date":
            return DateEditor(field)
        case "code" | "ref":
            return ChoiceEditor(field)
    return LinesEditor(field) if field.declared.multiline else TextEditor(field)
