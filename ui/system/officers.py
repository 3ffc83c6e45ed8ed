"""Cán bộ cùng làm: where the data of Sở Nội vụ lies, who works on it, and how another officer joins or leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.storage import ROLE_NAMES
from app.vietnamese.fold import fold
from app.workspace import Notice, Outcome
from ui.fields.values import moment
from ui.lists.line_list import LineList
from ui.look.messages import choose_folder, confirm, show_done
from ui.look.widgets import button, label, row
from ui.system.officer_dialogs import OfficerDialog, ServerDialog
from ui.work.session import Session

_ALONE: Final = (
    "Dữ liệu đang nằm trong thư mục của máy này; mỗi lúc một người mở. Để hai, ba cán bộ cùng tiếp nhận và duyệt, "
    "chuyển dữ liệu lên máy chủ PostgreSQL của cơ quan: chương trình chép, đối chiếu từng bảng, rồi giữ nguyên bản cũ."
)
_TOGETHER: Final = (
    "Dữ liệu nằm trên máy chủ {place}. Mỗi cán bộ có thư mục riêng ở máy mình với mật khẩu riêng; khóa không bao giờ "
    "lên máy chủ ở dạng đọc được. Người quản trị máy chủ lo sao lưu và mã hóa ổ đĩa của máy chủ."
)
_STATES: Final = {"active": "đang làm", "ended": "đã kết thúc"}
_FOLDER: Final = "du-lieu-chung"


class OfficersPage(QWidget):
    """What it says of the place, the people, and what can be done."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help", "so_can_bo")
        self._session = session
        self._rows: list[dict[str, Any]] = []
        shared = bool(session.card.server)
        place = session.card.server.partition("@")[2].replace("?", "/")
        self.people = LineList(
            "Cán bộ cùng làm", [("Cán bộ", 260), ("Vai trò", 240), ("Tình trạng", 150), ("Từ ngày", 150)]
        )
        self.up = button("Chuyển lên máy chủ…", "save", self._on_up, "primary")
        self.add = button("Thêm cán bộ…", "person", self._on_add, "primary")
        self.end = button("Kết thúc việc…", "", self._on_end)
        self.down = button("Chuyển về thư mục…", "save", self._on_down)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 8, 0)
        layout.setSpacing(12)
        layout.addWidget(label(_TOGETHER.format(place=place) if shared else _ALONE, "soft"))
        layout.addLayout(row(self.up, self.add, self.end, self.down, 1))
        for unwanted in (self.up,) if shared else (self.add, self.end, self.down):
            unwanted.hide()
        layout.addWidget(self.people, 1)
        self.people.itemSelectionChanged.connect(self._allow)
        session.changed.connect(self._on_changed)

    def read(self) -> None:
        """Reads who works on the data."""
        self._session.run("officer list", self._on_listed)

    def _on_changed(self, notice: Notice) -> None:
        if "officer" in notice.kinds and self.isVisible():
            self.read()

    def _on_listed(self, outcome: Outcome) -> None:
        self._rows = outcome.data
        self.people.show_rows([_cells(item) for item in self._rows])
        self._allow()

    def _allow(self) -> None:
        chosen = self._chosen()
        self.end.setEnabled(chosen is not None and bool(chosen["server_user"]) and chosen["state"] == "active")

    def _chosen(self) -> dict[str, Any] | None:
        place = self.people.current()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def _on_up(self) -> None:
        dialog = ServerDialog(self)
        dialog.given.connect(self._move_up)
        dialog.open()

    def _move_up(self, server: str, password: str) -> None:
        folder = choose_folder(self, "Nơi đặt thư mục dữ liệu mới của máy này")
        if folder is not None:
            out = folder / _FOLDER
            self._session.run("store move", self._on_moved, out=out, server=server, password=password)

    def _on_down(self) -> None:
        question = "Mọi cán bộ khác sẽ không ghi được nữa; dữ liệu trên máy chủ giữ nguyên để đối chiếu."
        if not confirm(self, "Chuyển dữ liệu về thư mục", question, "Chọn thư mục…"):
            return
        folder = choose_folder(self, "Nơi đặt dữ liệu")
        if folder is not None:
            self._session.run("store move", self._on_moved, out=folder / _FOLDER)

    def _on_moved(self, outcome: Outcome) -> None:
        show_done(self.window(), "Đã chuyển dữ liệu", f"{outcome.message}\nTừ nay mở: {outcome.data['folder']}")
        self._session.ended.emit()

    def _on_add(self) -> None:
        dialog = OfficerDialog(self)
        dialog.given.connect(self._make)
        dialog.open()

    def _make(self, given: dict[str, Any]) -> None:
        folder = choose_folder(self, "Nơi ghi thư mục cho cán bộ (USB)")
        if folder is not None:
            out = folder / Path("so-2282-" + "-".join(fold(given["officer"]).split()))
            self._session.run("officer add", self._on_done, out=out, **given)

    def _on_end(self) -> None:
        chosen = self._chosen()
        if chosen is not None and confirm(
            self,
            "Kết thúc việc của cán bộ",
            f"{chosen['name']} sẽ không mở được dữ liệu chung nữa.",
            "Kết thúc",
        ):
            self._session.run("officer end", self._on_done, officer=chosen["name"])

    def _on_done(self, outcome: Outcome) -> None:
        show_done(self.window(), "Cán bộ cùng làm", outcome.message)
        self.read()


def _cells(item: dict[str, Any]) -> list[str]:
    roles = ", ".join(ROLE_NAMES.get(name, name) for name in item["roles"]) or "chưa được giao"
    return [item["name"], roles, _STATES[item["state"]], moment(item["at"])]
