"""The three verbs for facts in time, as questions that never stand in the way.

Đính chính (was never true) is what a replaced old value means where nobody answers; Cập nhật thay đổi asks from which
day; Hủy bỏ bản ghi asks why, and what is deleted goes to the recycle bin.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.commands.entry.editing import TIMED, VERBS
from app.commands.words import value_change
from app.domain.dates import PartialDate
from app.domain.schema import FieldSpec
from app.vietnamese.dates import parse_date
from app.vietnamese.fold import nfc
from app.workspace import Outcome
from ui.look.widgets import button, label, row
from ui.records.form import RecordForm
from ui.work.session import Session

REASONS: Final = ("Ghi nhầm người", "Ghi trùng", "Không thuộc đơn vị này")
_OF_TIME: Final = frozenset({"start", "end"})
_WHOLE_DAY: Final = len("2026-12-31")


class VerbStrip(QFrame):
    """Asks of a replaced old value whether it was wrong or has changed; the value is saved either way."""

    answered = Signal(object)
    """The `Outcome` of an update."""

    def __init__(self, session: Session, form: RecordForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._form = form
        self._field: FieldSpec | None = None
        self._before: Any = None
        self.setObjectName("strip")
        self.setAccessibleName("Đính chính hay cập nhật thay đổi")
        self._words = label("")
        self._words.setObjectName("strong")
        self.correct = QRadioButton(f"{VERBS['correct']}: trước đây ghi sai (F6)")
        self.update_ = QRadioButton(f"{VERBS['update']} (F7): đúng từ")
        self.day = QLineEdit()
        self.day.setAccessibleName("Đúng từ ngày")
        self.day.setMaximumWidth(120)
        self._write = button("Ghi", "check", self._on_write)
        self._write.setAccessibleName("Ghi là cập nhật thay đổi")
        shut = button("", "cross", self.choose_correct, "plain")
        shut.setAccessibleName("Đóng, coi là đính chính")
        shut.setToolTip("Đóng, coi là đính chính (Esc)")
        self._problem = label("", "error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 6)
        layout.setSpacing(2)
        top = row(self._words, shut)
        top.setStretch(0, 1)
        layout.addLayout(top)
        layout.addWidget(self.correct)
        layout.addLayout(row(self.update_, self.day, self._write, 1))
        layout.addWidget(self._problem)
        self.correct.clicked.connect(self.choose_correct)
        self.update_.clicked.connect(self.choose_update)
        self.day.textEdited.connect(self._on_typed)
        self.day.returnPressed.connect(self._on_write)
        form.corrected.connect(self._on_corrected)
        form.edited.connect(self._renew)
        form.shown.connect(self._renew)
        self.hide()

    def choose_correct(self) -> None:
        """It was never true: what the history already says."""
        if not self.isHidden():
            self._close()

    def choose_update(self) -> bool:
        """It became true on a day, which is asked; whether there was anything to answer."""
        if self.isHidden():
            return False
        self.update_.setChecked(True)
        self._show_day()
        self.day.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def event(self, event: QEvent) -> bool:
        """Esc is for the strip, not for the shortcut of the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves it at a correction."""
        if _is_escape(event):
            self._close()
        else:
            super().keyPressEvent(event)

    def _on_corrected(self, name: str, before: Any, _after: Any) -> None:
        if self._form.spec.name in TIMED and name in _OF_TIME:
            return
        self._field, self._before = self._form.spec.field(name), before
        self.day.clear()
        whole = self._form.spec.name in TIMED
        self.day.setPlaceholderText("1/9/2026" if whole else "9/2026")
        self.correct.setChecked(True)
        self._show_day()
        self._renew()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _renew(self) -> None:
        """Follows the form: the value typed once more, another record, the old value again."""
        field, before, now = self._field, self._before, self._form.record
        if field is None:
            return
        if now is None or now.id != before.id or getattr(now, field.name) == getattr(before, field.name):
            self._forget()
            return
        old, new = getattr(before, field.name), getattr(now, field.name)
        self._session.ask(
            self, "words", lambda ws: value_change(ws, field, old, new), partial(self._show_words, field.label)
        )

    def _show_words(self, name: str, words: str) -> None:
        if self._field is not None:
            self._words.setText(f"{name}: {words}")
            self.show()

    def _show_day(self) -> None:
        self.day.setEnabled(self.update_.isChecked())
        self._write.setVisible(self.update_.isChecked())
        self._problem.hide()

    def _on_typed(self) -> None:
        self._problem.hide()

    def _on_write(self) -> None:
        iso = parse_date(self.day.text())
        field, now = self._field, self._form.record
        if field is None or now is None:
            return
        if not iso or (self._form.spec.name in TIMED and len(iso) < _WHOLE_DAY):
            self._problem.setText("Ghi ngày bắt đầu đúng, ví dụ 1/9/2026.")
            self._problem.show()
            self.day.setFocus()
            return
        table, record = self._form.spec.name, now.id
        since = PartialDate(iso)
        then = partial(self._on_updated, record)
        self._session.write("record update", then, table=table, record=record, field=field.name, since=since)

    def _on_updated(self, record: str, outcome: Outcome) -> None:
        if self._form.record is not None and self._form.record.id == record:
            self._close()
            self.answered.emit(outcome)

    def _close(self) -> None:
        name = self._field.name if self._field else ""
        inside = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._forget()
        if inside:
            self._form.focus_field(name)

    def _forget(self) -> None:
        self._field, self._before = None, None
        self.hide()


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape


def ask_reason(parent: QWidget, title: str, question: str) -> str | None:
    """Asks why a record is cancelled; None where the person thought better of it."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    layout = QVBoxLayout(dialog)
    layout.setSpacing(12)
    layout.addWidget(label(question))
    reason, line = QComboBox(), QLineEdit()
    reason.setEditable(True)
    reason.setLineEdit(line)
    reason.addItems(REASONS)
    for part in (reason, line, reason.view()):
        part.setAccessibleName("Lý do hủy bỏ")
    line.selectAll()
    caption = label("Lý do (chọn hoặc gõ ngắn gọn):", "soft")
    caption.setBuddy(reason)
    layout.addWidget(caption)
    layout.addWidget(reason)
    buttons = QDialogButtonBox()
    yes = buttons.addButton(title, QDialogButtonBox.ButtonRole.AcceptRole)
    buttons.addButton("Không", QDialogButtonBox.ButtonRole.RejectRole)
    yes.setDefault(True)
    reason.editTextChanged.connect(lambda text: yes.setEnabled(bool(text.strip())))
    line.returnPressed.connect(yes.click)  # an editable list keeps Enter for itself
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout.addWidget(buttons)
    dialog.setMinimumWidth(440)
    reason.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    text = nfc(" ".join(reason.currentText().split()))
    dialog.deleteLater()
    return text if accepted and text else None
