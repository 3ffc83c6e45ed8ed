"""The packages of a period, one below the other: where each stands, since when, and the button that copies it again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.sent_query import Sent
from ui.widgets import button, clear_layout, label, pill, row


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
