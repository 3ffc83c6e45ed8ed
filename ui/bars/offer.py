"""The bar on top that offers a text typed and not saved: who, which field, what, when; it waits for nobody."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.look.shortcuts import SHORTCUTS
from ui.look.theme import current_theme
from ui.look.widgets import button, label, row, sign
from ui.work.drafts import Drafts


class OfferBar(QFrame):
    """One text at a time, the newest first; hidden where there is none."""

    def __init__(self, drafts: Drafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offer")
        self._drafts = drafts
        self.text = label("", "offerText")
        self.text.setAccessibleName("Chữ đang gõ dở")
        self.more = label("", "offerSoft", wrap=False)
        self.resume = button("Nhập tiếp", "", self.take, "primary")
        self.resume.setToolTip(f"Nhập tiếp ({SHORTCUTS['resume'].keys[0]})")
        self.drop = button("Bỏ", "", self._drop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        picture = sign("note", current_theme().warning)
        layout.addLayout(row(picture, spacing=8))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.more)
        layout.addWidget(self.resume)
        layout.addWidget(self.drop)
        drafts.offered.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Shows the newest text that waits."""
        waiting = self._drafts.waiting
        self.setVisible(bool(waiting))
        if waiting:
            self.text.setText(waiting[-1].sentence)
            self.more.setText(f"và {len(waiting) - 1} ô khác" if len(waiting) > 1 else "")
            self.resume.setAccessibleDescription(waiting[-1].sentence)

    def take(self) -> None:
        """Goes on with the text shown, if there is one."""
        if self._drafts.waiting:
            self._drafts.resume(self._drafts.waiting[-1])

    def _drop(self) -> None:
        self._drafts.drop(self._drafts.waiting[-1])
