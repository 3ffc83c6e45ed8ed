"""F1: what a field means and which clause asks for it, and a short guide; read from resources/help, offline."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from app.domain.registry import TABLES
from app.paths import resource_root
from ui.look.shortcuts import bind
from ui.work.session import Session


def help_key_of(widget: QWidget | None) -> str:
    """The help key of the field that has the cursor, "table.field"; else the one of the page around it."""
    while widget is not None:
        key = widget.property("help")
        if key:
            return str(key)
        widget = widget.parentWidget()
    return ""


class HelpPanel(QDialog):
    """A window beside the work; it does not stop typing."""

    sheet_wanted = Signal()
    """F1 was pressed once more."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle("Trợ giúp")
        self.setModal(False)
        self.text = QTextBrowser()
        self.text.setAccessibleName("Nội dung trợ giúp")
        self.text.setOpenLinks(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        sheet = buttons.addButton("Bảng phím tắt", QDialogButtonBox.ButtonRole.HelpRole)
        sheet.clicked.connect(self._on_sheet)
        bind(self, {"help": self._on_sheet})
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        self.resize(480, 420)

    def show_for(self, key: str) -> None:
        """Shows the help of a field or of a screen, else the guide."""
        table, _, field = key.partition(".")
        known = table in TABLES and any(item.name == field for item in TABLES[table].fields)
        self.text.setMarkdown(self._field(table, field) if known else _page(key) or _guide())
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_sheet(self) -> None:
        self.close()
        self.sheet_wanted.emit()

    def _field(self, table: str, name: str) -> str:
        field = TABLES[table].field(name)
        entry: dict[str, str] = _fields().get(table, {}).get(name, {})
        parts = [f"## {field.label}", f"*{TABLES[table].label}*"]
        if field.declared.help:
            parts.append(field.declared.help)
        if "text" in entry:
            parts.append(entry["text"])
        if "clause" in entry:
            parts.append(f"**Căn cứ:** {entry['clause']}")
        coarse = "; ở mức rút gọn chỉ gửi tháng, năm" if field.declared.coarse else ""
        parts.append(f"**Gửi đi ở mức:** {field.level.label.lower()} trở lên{coarse}.")
        if field.declared.required:
            parts.append("Cần có trước khi nộp; trong lúc nhập có thể để trống, mọi thứ vẫn được lưu.")
        if field.kind == "date" and not field.declared.help:
            parts.append("Viết 12/3/1985, 3/1985 hoặc 1985; không tự điền ngày 01/01 khi chưa biết.")
        if field.kind == "code":
            codes = self._session.catalogue[field.declared.codes]
            shown = [item.label for item in codes if item.usable_on(self._session.card.today)][:40]
            parts.append("**Các giá trị:** " + "; ".join(shown) + ".")
        return "\n\n".join(parts)


@cache
def _fields() -> dict[str, Any]:
    with (resource_root() / "help" / "fields.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def _page(key: str) -> str:
    """The help of a screen; empty where it has none."""
    path = resource_root() / "help" / f"{key}.md"
    return path.read_text(encoding="utf-8") if key.isidentifier() and path.is_file() else ""


@cache
def _guide() -> str:
    return (resource_root() / "help" / "guide.md").read_text(encoding="utf-8")
