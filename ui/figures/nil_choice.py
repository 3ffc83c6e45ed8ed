"""The choice "không phát sinh số liệu" of Nộp báo cáo: what it means, or what the period has that speaks against it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.commands.figures.nil_reports import happened_here, in_short
from ui.look.widgets import label, restyle
from ui.work.session import Session

_MEANS = (
    "Gói vẫn được ký và gửi như mọi gói. Sở Nội vụ ghi nhận đơn vị đã báo cáo kỳ này và tính các số là 0, khác với "
    "chưa gửi."
)


class NilChoice(QWidget):
    """A box to tick; under it, once ticked, the words."""

    changed = Signal()
    """It was ticked or unticked, or the answer came whether it may be."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._found: tuple[str, ...] = ()
        self.box = QCheckBox("Kỳ này đơn vị không phát sinh số liệu")
        self.box.toggled.connect(lambda _: self._ask())
        self.words = label("", "soft")
        self.words.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.box)
        layout.addWidget(self.words)
        session.checked.connect(self._ask)

    @property
    def chosen(self) -> bool:
        """Whether the next package is to say so; where something happened, the package is refused with what it is."""
        return self.box.isChecked()

    @property
    def fits(self) -> bool:
        """Whether it is chosen and nothing speaks against it."""
        return self.chosen and not self._found

    def _ask(self) -> None:
        if self.chosen:
            self._session.ask(self, "nil", happened_here, self._show)
        else:
            self._show(())

    def _show(self, found: tuple[str, ...]) -> None:
        self._found = found
        self.words.setVisible(self.chosen)
        restyle(self.words, "warning" if found else "soft")
        against = f"Kỳ này đang có {in_short(found)}: hãy nộp gói có số liệu, hoặc xóa các dòng nhập nhầm."
        self.words.setText(against if found else _MEANS)
        self.changed.emit()
