"""What the signatures of a PDF say, and what they do and do not mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.crypto.meaning import MEANING
from ui.look.widgets import clear_layout, label, pill, row

_VERDICTS: Final = {
    "good": ("chữ ký nguyên vẹn", "Good"),
    "changed": ("không xác nhận", "Error"),
    "unknown": ("không xác nhận", "Error"),
    "none": ("không có chữ ký số", "Warning"),
}
_TIES: Final = {"same": "Good", "other": "Error", "unknown": "Warning"}


class PdfSignatures(QWidget):
    """One line each: verdict, signatures, whether the PDF is of the same figures, what all of it means."""

    def __init__(self, margin: int = 0) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(margin, margin, margin, margin)
        self._layout.setSpacing(4)
        self.setVisible(False)

    def show_row(self, found: Mapping[str, Any] | None) -> None:
        """Shows what `pdf check` or a package says of a PDF; None hides everything."""
        clear_layout(self._layout)
        self.setVisible(found is not None)
        if found is None:
            return
        word, kind = _VERDICTS[found["verdict"]]
        self._layout.addLayout(row(pill(word, kind), label(found["sentence"], "", wrap=False), 1))
        for one in found["signatures"]:
            self._layout.addWidget(label(one["sentence"]))
        if found.get("tie_sentence"):
            style = {"Good": "good", "Error": "error", "Warning": "warning"}[_TIES[found["tie"]]]
            self._layout.addWidget(label(found["tie_sentence"], style))
        self._layout.addWidget(label(MEANING, "soft"))

    @property
    def text(self) -> str:
        """All that is said."""
        items = (self._layout.itemAt(number) for number in range(self._layout.count()))
        widgets = [item.widget() for item in items if item is not None]
        return "\n".join(widget.text() for widget in widgets if widget is not None and hasattr(widget, "text"))
