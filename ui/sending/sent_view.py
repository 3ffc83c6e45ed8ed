"""The packages of a period, one below the other: where each stands, since when, and the button that copies it again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.look.theme import current_theme
from ui.look.widgets import button, clear_layout, label, pill, row, sign
from ui.sending.sent_query import Sent


class UnwrittenBar(QFrame):
    """Stands above the steps while a signed package has no file; hidden otherwise."""

    copy_wanted = Signal(object)
    """The `Sent` whose file is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offer")
        self._item: Sent | None = None
        self._text = label("", "offerText")
        self.copy = button("Chép lại…", "save", self._on_copy, "primary")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.addWidget(sign("warning", current_theme().warning))
        layout.addWidget(self._text, 1)
        layout.addWidget(self.copy)
        self.hide()

    def show_packages(self, packages: Sequence[Sent]) -> None:
        """Shows the one that has no file, if there is one."""
        self._item = next((item for item in packages if item.unwritten), None)
        self.setVisible(self._item is not None)
        if self._item is not None:
            self._text.setText(f"Gói đã ký nhưng chưa ghi ra tệp: {self._item.about}.")
            self.copy.setAccessibleName(f"Chép lại gói {self._item.about}")

    def _on_copy(self) -> None:
        if self._item is not None:
            self.copy_wanted.emit(self._item)


class SentView(QWidget):
    """Newest first; what was never written stands out."""

    copy_wanted = Signal(object)
    """The `Sent` whose file is wanted again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)

    def show_packages(self, packages: Sequence[Sent]) -> None:
        """Shows packages in place of those shown."""
        had = self._focused()
        clear_layout(self._rows)
        if not packages:
            self._rows.addWidget(label("Kỳ này chưa lập gói nào.", "soft"))
        for number, item in enumerate(packages):
            if number:
                self._rows.addSpacing(4)
            self._rows.addWidget(self._package(item))
        for made in self.findChildren(QPushButton):
            if had and made.property("package") == had and made.isVisibleTo(self):
                made.setFocus()

    def _package(self, item: Sent) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        copy = button("Chép lại…", "save", partial(self.copy_wanted.emit, item), "primary" if item.unwritten else "")
        copy.setAccessibleName(f"Chép lại gói {item.about}")
        copy.setToolTip("Ghi lại đúng tệp đã ký này ra USB hoặc thư mục khác")
        copy.setEnabled(item.copyable)
        copy.setProperty("package", item.id)
        about = label(item.about, "soft")
        head = row(pill(item.state, item.kind), about, copy)
        head.setStretch(1, 1)
        layout.addLayout(head)
        layout.addWidget(label(item.path))
        if item.waits:
            layout.addWidget(label(item.waits, "error" if item.unwritten else "warning"))
        if item.reason:
            layout.addWidget(label(f"Sở Nội vụ ghi: {item.reason}"))
        return box

    def _focused(self) -> str:
        """The package whose button has the cursor, so that it keeps it."""
        return next((str(made.property("package")) for made in self.findChildren(QPushButton) if made.hasFocus()), "")
