"""Báo cáo giấy: the paper reports that were typed in, with template, preview before anything is written, and undo."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.vietnamese.dates import write_date
from app.workspace import Outcome
from ui.look.messages import choose_file_to_write, choose_files
from ui.look.widgets import button, label, row
from ui.records.model import ListColumn
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.session import Session

_KINDS: Final = "Bảng tính (*.xlsx *.xls *.ods *.csv)"
_COLUMNS: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Năm", width=50),
    ListColumn("Số, ký hiệu", width=110),
    ListColumn("Ngày ký", width=80),
    ListColumn("Số ô", right=True, width=50),
    ListColumn("Dùng", width=150),
)
_FATES: Final = {"added": "thêm mới", "changed": "thay đổi", "same": "không đổi", "rejected": "không nhận"}
_PREVIEW: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Năm", width=50),
    ListColumn("Dòng", right=True, width=50),
    ListColumn("Số ô", right=True, width=50),
    ListColumn("Kết quả", width=90),
    ListColumn("Lý do", width=420),
)


class PaperPanel(QWidget):
    """The list, and what can be done with it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.rows = RowsPanel(
            "Số liệu báo cáo giấy",
            _COLUMNS,
            empty="Chưa nhập báo cáo giấy nào. Lấy tệp mẫu, ghi số liệu đã ký của các năm trước, rồi nhập tệp.",
            pill_column=5,
        )
        self.said = label("", "soft")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        self.take = button("Nhập từ tệp…", "import", self._on_take, "primary")
        self.undo = button("Hoàn tác lần nhập cuối", "undo", self._on_undo)
        self._template = button("Lấy tệp mẫu…", "save", self._on_template)
        layout.addLayout(row(self.take, self._template, self.undo, self.said, 1))
        layout.addWidget(self.rows, 1)
        self.undo.setEnabled(False)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Shows the reports."""
        told = tuple(rows)
        self.rows.set_rows(told)
        self.undo.setEnabled(bool(told))

    def preview(self, path: Path) -> None:
        """Reads a file and shows what it would do; nothing is written yet."""
        self._session.run("figures import", lambda outcome: self._on_read(path, outcome), file=path, dry_run=True)

    def _on_take(self) -> None:
        chosen = choose_files(self, "Chọn tệp số liệu báo cáo giấy", _KINDS)
        if chosen:
            self.preview(chosen[0])

    def _on_template(self) -> None:
        path = choose_file_to_write(self, "Lấy tệp mẫu", "Mau so lieu bao cao giay.xlsx", "Excel (*.xlsx)")
        if path is not None:
            self._session.run("figures template", lambda outcome: self.said.setText(outcome.message), out=path)

    def _on_undo(self) -> None:
        self._session.run("figures undo", lambda outcome: self.said.setText(outcome.message))

    def _on_read(self, path: Path, outcome: Outcome) -> None:
        dialog = PaperPreview(path.name, outcome, self)
        dialog.accepted.connect(lambda: self._write(path))
        dialog.open()

    def _write(self, path: Path) -> None:
        self._session.run("figures import", lambda outcome: self.said.setText(outcome.message), file=path)


class PaperPreview(QDialog):
    """What a file would do, row by row; it can be taken only whole."""

    def __init__(self, name: str, outcome: Outcome, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Xem trước: {name}")
        layout = QVBoxLayout(self)
        layout.addWidget(label(outcome.message, "subtitle"))
        if not outcome.ok:
            layout.addWidget(label("Sửa các dòng không nhận trong tệp rồi nhập lại. Chưa ghi gì."))
        self.rows = RowsPanel("Các dòng của tệp", _PREVIEW, empty="Tệp không có dòng nào.", pill_column=4)
        self.rows.set_rows(_preview_row(item) for item in outcome.data["rows"])
        self.rows.wrap()
        layout.addWidget(self.rows, 1)
        buttons = QDialogButtonBox()
        self.accept_button = buttons.addButton("Nhập", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        moves = outcome.data["added"] + outcome.data["changed"]
        self.accept_button.setEnabled(outcome.ok and moves > 0)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.resize(900, 480)


def _preview_row(item: dict[str, Any]) -> Row:
    word = _FATES[item["fate"]]
    said = "; ".join(item["reasons"])
    kind = {"rejected": "error", "changed": "warning", "added": "good"}.get(item["fate"], "")
    cells = (item["unit_name"], item["period"], str(item["number"]), str(item["cells"]), word, said)
    signed = f"{item['source']}, ký ngày {write_date(item['signed_on'])}" if item["signed_on"] else item["source"]
    order = ("", "", item["number"], item["cells"], "", "")
    return Row(str(item["number"]), cells, order, kind, tip=". ".join(part for part in (signed, word, said) if part))
