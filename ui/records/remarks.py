"""Remarks beside the fields of a form: a small button for each field, and the dialog in which they are written.

Hides which remarks a record has, and how a field says that one must be come back to: by icon, word and colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
)

from app.commands.entry.remarking import remarks_on
from app.domain.work_records import Remark
from app.workspace import Notice
from ui.fields.values import moment
from ui.look.icons import icon
from ui.look.shortcuts import bind
from ui.look.theme import current_theme
from ui.look.widgets import button, label, row
from ui.records.form import RecordForm
from ui.work.session import Session

_ICON: Final = 16
_SIDE: Final = 24
_ROW_HEIGHT: Final = 46
_MOST_SHOWN: Final = 3
_LINES_HEIGHT: Final = 84


class FieldRemarks(QObject):
    """The remark buttons of a form; Shift+F2 in a field opens its remarks."""

    def __init__(self, session: Session, form: RecordForm) -> None:
        super().__init__(form)
        self._session = session
        self._form = form
        self._remarks: tuple[Remark, ...] = ()
        self._buttons = {name: self._made(name) for name in form.rows()}
        bind(form, {"remark": self._open_here}, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        form.shown.connect(self.read)
        form.edited.connect(self._show)
        session.changed.connect(self._on_changed)
        self._show()

    def read(self) -> None:
        """Reads the remarks of the record that is shown."""
        record = self._form.record
        self._remarks = ()
        self._show()
        if record is not None and not self._form.is_new:
            table, key = self._form.spec.name, record.id
            self._session.ask(self, "remarks", lambda ws: remarks_on(ws, table, key), self._on_read)

    def of(self, field: str) -> tuple[Remark, ...]:
        """Remarks on a field."""
        return tuple(remark for remark in self._remarks if (remark.field or "") == field)

    def open(self, field: str) -> RemarkDialog | None:
        """Opens the remarks of a field; None where nothing of the record is kept yet."""
        record = self._form.record
        if record is None or self._form.is_new:
            return None
        dialog = RemarkDialog(self._session, self._form, field, self.of(field))
        dialog.finished.connect(lambda _result: self._form.focus_field(field))
        dialog.open()
        return dialog

    def _made(self, name: str) -> QToolButton:
        row_ = self._form.rows()[name]
        made = QToolButton()
        made.setObjectName("remark")
        made.setIconSize(QSize(_ICON, _ICON))
        made.setFixedSize(_SIDE, _SIDE)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from field to field; Shift+F2 is the key
        made.clicked.connect(partial(self.open, name))
        row_.add_beside(made)
        return made

    def _open_here(self) -> None:
        focused = QApplication.focusWidget()
        for name, editor in self._form.editors().items():
            if focused is editor.inner:
                self.open(name)

    def _on_changed(self, notice: Notice) -> None:
        if "remark" in notice.tables:
            record = self._form.record
            if record is not None and not self._form.is_new:
                table, key = self._form.spec.name, record.id
                self._session.ask(self, "remarks", lambda ws: remarks_on(ws, table, key), self._on_read)

    def _on_read(self, remarks: tuple[Remark, ...]) -> None:
        self._remarks = remarks
        self._show()

    def _show(self) -> None:
        theme = current_theme()
        usable = self._form.record is not None and not self._form.is_new
        for name, shown in self._buttons.items():
            found = self.of(name)
            open_ = any(is_open(remark) for remark in found)
            picture = "flag" if open_ else "remark-full" if found else "remark"
            shown.setIcon(icon(picture, theme.warning if open_ else theme.accent if found else theme.soft))
            shown.setEnabled(usable)
            caption = self._form.spec.field(name).label
            state = ", cần theo dõi" if open_ else f", có {len(found)} ghi chú" if found else ""
            shown.setAccessibleName(f"Ghi chú cho ô {caption}{state}")
            texts = "\n".join(f"{'⚑ ' if is_open(item) else ''}{item.text or ''}" for item in found)
            shown.setToolTip(texts or f"Ghi chú cho ô {caption} (Shift+F2)")


class RemarkDialog(QDialog):
    """The remarks on one field, and a new one."""

    def __init__(self, session: Session, form: RecordForm, field: str, remarks: Sequence[Remark]) -> None:
        super().__init__(form)
        self._session = session
        self._where = {"table": form.spec.name, "record": form.record.id, "field": field}
        self._remarks = tuple(remarks)
        name = form.spec.field(field).label
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Ghi chú cho ô {name}")
        self.list = QListWidget()
        self.list.setAccessibleName(f"Ghi chú đã có cho ô {name}")
        self.list.setWordWrap(True)
        self.done_ = button("Đã xong", "check", self._on_done)
        self.gone = button("Xóa ghi chú", "delete", self._on_gone, "plain")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Ghi chú mới")
        self.text.setPlaceholderText("Ghi chú mới, chỉ lưu ở đơn vị, không gửi đi…")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_LINES_HEIGHT)
        self.follow_up = QCheckBox("Cần theo dõi (hiện trong «Việc theo dõi»)")
        self.write = button("Ghi  Ctrl+Enter", "remark", self._on_write, "primary")
        shut = button("Đóng", "", self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.list)
        layout.addLayout(row(self.done_, self.gone, 1))
        layout.addWidget(label(f"Ghi chú mới cho ô {name}:", "soft"))
        layout.addWidget(self.text)
        layout.addWidget(self.follow_up)
        layout.addLayout(row(1, self.write, shut))
        self.setMinimumWidth(420)
        bind(self, {"next": self._on_write})
        self.text.textChanged.connect(self._on_typed)
        self.list.currentRowChanged.connect(self._on_current)
        self._fill()
        self.text.setFocus()

    def _fill(self) -> None:
        theme = current_theme()
        for remark in self._remarks:
            state = "Cần theo dõi: " if is_open(remark) else "Đã xong: " if remark.done else ""
            item = QListWidgetItem(f"{state}{remark.text or ''}\n{remark.by or ''}, {moment(remark.at or '')}")
            item.setIcon(
                icon("flag" if is_open(remark) else "remark-full", theme.warning if is_open(remark) else theme.accent)
            )
            self.list.addItem(item)
        self.list.setFixedHeight(min(len(self._remarks), _MOST_SHOWN) * _ROW_HEIGHT + 4)
        self.list.setVisible(bool(self._remarks))
        self.done_.setVisible(bool(self._remarks))
        self.gone.setVisible(bool(self._remarks))
        if self._remarks:
            self.list.setCurrentRow(len(self._remarks) - 1)
        self._on_current()
        self._on_typed()

    def _chosen(self) -> Remark | None:
        place = self.list.currentRow()
        return self._remarks[place] if 0 <= place < len(self._remarks) else None

    def _on_current(self) -> None:
        chosen = self._chosen()
        self.done_.setEnabled(chosen is not None and not chosen.done)
        self.gone.setEnabled(chosen is not None)

    def _on_typed(self) -> None:
        self.write.setEnabled(bool(self.text.toPlainText().strip()))

    def _on_write(self) -> None:
        text = self.text.toPlainText()
        if text.strip():
            wanted = self.follow_up.isChecked()
            self._run("remark add", **self._where, text=text, follow_up=wanted)

    def _on_done(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._run("remark done", remark=chosen.id)

    def _on_gone(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._run("record delete", table="remark", record=chosen.id)

    def _run(self, name: str, **params: Any) -> None:
        self._session.write(name, lambda _: None, **params)
        self.accept()


def is_open(remark: Remark) -> bool:
    """Whether a remark must still be come back to."""
    return bool(remark.follow_up) and not remark.done
