"""Sắp xếp đơn vị: a file of dated rows, what it would change before it is kept, the minutes, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from app.commands.office.boundaries import breaks
from app.domain.dates import PartialDate
from app.vietnamese.dates import write_date
from app.workspace import Notice, Outcome, Workspace
from app.workspace.lineage import REORGANISATION
from ui.look.messages import choose_file_to_write, choose_files, confirm
from ui.look.widgets import button, label, restyle, row
from ui.records.model import ListColumn
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.session import Session

_CSV: Final = "Tệp CSV (*.csv *.txt)"
_BEGIN: Final = PartialDate("2021-01-01").earliest
CHANGES: Final = (
    ListColumn("Đơn vị cũ"),
    ListColumn("Việc", width=104),
    ListColumn("Đơn vị mới", width=250),
    ListColumn("Từ ngày", width=96),
    ListColumn("Dòng", right=True, width=64),
    ListColumn("Văn bản", width=230),
)
NEW: Final = (ListColumn("Đơn vị mới"), ListColumn("Gồm đơn vị cũ", width=430), ListColumn("Lưu ý", width=330))
PACKAGES: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Kỳ", width=80),
    ListColumn("Tình trạng", width=170),
    ListColumn("Số người", right=True, width=86),
    ListColumn("Sau sắp xếp", width=330),
)


class ReorganiseDialog(QDialog):
    """Preview first; one button keeps it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sắp xếp đơn vị")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._file: Path | None = None
        self._latest = ""
        self.known = label("", "soft")
        self.summary = label("Chọn tệp các dòng sắp xếp để xem trước những gì thay đổi.")
        self.changes = RowsPanel("Các dòng sắp xếp", CHANGES, empty="Chưa chọn tệp.", picture="units")
        self.new = RowsPanel("Đơn vị mới", NEW, empty="Không có đơn vị mới.", picture="units")
        self.packages = RowsPanel(
            "Gói của các đơn vị kết thúc", PACKAGES, empty="Không có gói nào bị ảnh hưởng.", picture="inbox"
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for panel, title in ((self.changes, "Thay đổi"), (self.new, "Đơn vị mới"), (self.packages, "Gói đã có")):
            self.tabs.addTab(panel, title)
            panel.set_rows(())
        self.new.wrap()
        self.keep = button("Ghi sắp xếp", "save", self.keep_rows, "primary")
        self.withdraw = button("Rút lần nhập cuối…", "undo", self._ask_withdraw)
        self._arrange()
        self._show(None)
        session.changed.connect(self._on_changed)
        self._read()

    def preview(self, file: Path) -> None:
        """Shows what a file would change; nothing is kept."""
        self._file = file
        self._session.run("units reorganise", self._on_preview, file=file, dry_run=True)

    def keep_rows(self) -> None:
        """Keeps the rows that are shown."""
        if self._file is not None:
            self._session.run("units reorganise", self._on_kept, file=self._file)

    def write_minutes(self, path: Path) -> None:
        """Writes the minutes of the latest reorganisation."""
        self._session.run("units minutes", self._on_said, out=path)

    def take_back(self) -> None:
        """Takes the latest reorganisation back."""
        self._session.run("units withdraw", self._on_said, reorganisation=self._latest)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        choose = button("Chọn tệp…", "file", self._ask_file)
        sample = button("Lưu tệp mẫu (1/7/2025)…", "save", self._ask_sample)
        top = row(self.summary, sample, choose)
        top.setStretch(0, 1)
        layout.addWidget(self.known)
        layout.addLayout(top)
        layout.addWidget(self.tabs, 1)
        minutes = button("In biên bản…", "print", self._ask_minutes)
        layout.addLayout(row(minutes, self.withdraw, 1, self.keep, button("Đóng", "", self.reject)))
        self.resize(1120, 620)

    def _read(self) -> None:
        self._session.ask(self, "known", _known, self._on_known)

    def _on_known(self, found: tuple[str, str]) -> None:
        words, self._latest = found
        self.known.setText(f"Đã có trong danh mục: {words}.")
        self.withdraw.setEnabled(bool(self._latest))

    def _ask_file(self) -> None:
        found = choose_files(self, "Chọn tệp các dòng sắp xếp", _CSV)
        if found:
            self.preview(found[0])

    def _ask_sample(self) -> None:
        path = choose_file_to_write(self, "Lưu tệp mẫu", "sap-xep-2025-07-01.csv", _CSV)
        if path is not None:
            self._session.run("units template", self._on_said, out=path)

    def _ask_minutes(self) -> None:
        path = choose_file_to_write(self, "Lưu biên bản", "bien-ban-sap-xep.pdf", "PDF (*.pdf)")
        if path is not None:
            self.write_minutes(path)

    def _ask_withdraw(self) -> None:
        question = "Rút lần sắp xếp nhập sau cùng? Danh mục đơn vị trở lại như trước lần nhập đó."
        if confirm(self, "Rút lần sắp xếp", question, "Rút"):
            self.take_back()

    def _on_preview(self, outcome: Outcome) -> None:
        self._show(outcome.data)
        doubtful = any(item["after_end"] for item in outcome.data["packages"])
        self._say(outcome.message, "error" if not outcome.ok else "warning" if doubtful else "")
        self.keep.setEnabled(outcome.ok)
        self.changes.view.setFocus()

    def _on_kept(self, outcome: Outcome) -> None:
        self._file = None
        self.keep.setEnabled(False)
        self._say(outcome.message + " Lập tệp đăng ký cho đơn vị mới, rồi in biên bản.", "good")

    def _on_said(self, outcome: Outcome) -> None:
        self._say(outcome.message, "good")

    def _show(self, data: Mapping[str, Any] | None) -> None:
        self.keep.setEnabled(data is not None and not data["faults"])
        if data is None:
            return
        faults = [
            Row(f"fault/{item['line']}", (f"Dòng {item['line']}", item["text"]), wide=True, tip=item["text"])
            for item in data["faults"]
        ]
        self.changes.set_rows((*faults, *(_change_row(number, item) for number, item in enumerate(data["rows"]))))
        self.new.set_rows(_new_row(item) for item in data["new"])
        self.packages.set_rows(_package_row(item) for item in data["packages"])
        counts = (len(data["rows"]), len(data["new"]), len(data["packages"]))
        for place, (title, count) in enumerate(zip(("Thay đổi", "Đơn vị mới", "Gói đã có"), counts, strict=True)):
            self.tabs.setTabText(place, f"{title} ({count})")

    def _on_changed(self, notice: Notice) -> None:
        if REORGANISATION in notice.kinds:
            self._read()

    def _say(self, text: str, name: str) -> None:
        self.summary.setText(text)
        restyle(self.summary, name)


def _known(ws: Workspace) -> tuple[str, str]:
    """Breaks in words, and the id of the reorganisation that can be taken back."""
    found = sorted(ws.store.documents(REORGANISATION), key=lambda item: (item.at, item.id))
    told = "; ".join(item.words.removeprefix("Sắp xếp đơn vị ") for item in breaks(ws, _BEGIN, ws.today.max))
    return told, found[-1].id if found else ""


def _change_row(number: int, item: Mapping[str, Any]) -> Row:
    cells = (
        item["old_name"] or "(đơn vị mới)",
        item["label"],
        item["new_name"] or "(không có)",
        write_date(item["day"]),
        str(item["line"]),
        item["resolution"],
    )
    return Row(f"{number}", cells, ("", "", "", item["day"], item["line"]), tip=" · ".join(cells[:3]))


def _new_row(item: Mapping[str, Any]) -> Row:
    notes = []
    if item["cluster"]:
        notes.append(f"{item['cluster']}: số liệu để chung, không chia người")
    if item["code_before"]:
        notes.append(f"mã trước đây là của {item['code_before']}, là đơn vị khác")
    notes.append("cần lập tệp đăng ký mới")
    parts: Sequence[str] = item["parts"]
    cells = (item["name"], ", ".join(parts) or "(thành lập mới)", ". ".join(notes).capitalize() + ".")
    return Row(item["unit"], cells, tip=cells[2])


def _package_row(item: Mapping[str, Any]) -> Row:
    after = "ngày chốt sau ngày đơn vị kết thúc: cần xem lại" if item["after_end"] else "giữ nguyên cho kỳ đã báo cáo"
    cells = (item["name"], item["period"], item["label"], str(item["people"]), after)
    kind = "warning" if item["after_end"] else ""
    return Row(item["package"], cells, ("", "", "", item["people"]), kind, tip=f"{item['name']}: {after}")
