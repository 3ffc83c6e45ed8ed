"""The bar on top that says of a second copy of the same data: both dates, nothing merged; the person chooses one."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.commands.twins import Twin, twin_of
from ui.fields.values import moment
from ui.look.theme import current_theme
from ui.look.widgets import button, label, row, sign
from ui.work.session import Session


class TwinBar(QFrame):
    """Hidden where the data has one folder, or once it was read."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offer")
        self._session = session
        self.text = label("", "offerText")
        self.known = button("Đã biết", "", self.hide, "plain")
        self.known.setAccessibleName("Đã biết có hai bản dữ liệu")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.addLayout(row(sign("warning", current_theme().warning), spacing=8))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.known)
        self.hide()
        self.ask()

    def ask(self) -> None:
        """Asks whether there is a second copy."""
        self._session.ask(self, "twin", twin_of, self._on_twin)

    def _on_twin(self, twin: Twin | None) -> None:
        self.setVisible(twin is not None)
        if twin is not None:
            self.text.setText(
                f"Dữ liệu này còn một bản khác tại {twin.place}: bản đó thay đổi lần cuối {moment(twin.changed)}, mở "
                f"{twin.opened} lần; bản đang mở thay đổi lần cuối {moment(twin.own_changed)}, mở {twin.own_opened} "
                "lần. Hai bản không tự gộp, chỉ nhập liệu ở một bản. Muốn dùng bản kia: khóa lại (Ctrl+L) rồi mở thư "
                "mục đó."
            )
