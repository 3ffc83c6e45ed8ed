"""The line of Tiếp nhận báo cáo that says which folder is watched, and lets it be chosen or given up."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.commands.office.watching_folder import watched
from app.workspace import Notice, Workspace
from ui.look.messages import choose_folder
from ui.look.widgets import button, label
from ui.work.session import Session

_NONE = "Có thể để chương trình tự nhận tệp mới từ một thư mục đồng bộ hoặc USB."


class WatchLine(QWidget):
    """One line: folder, choose, give up."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.text = label(_NONE, "soft")
        self.choose = button("Theo dõi thư mục…", "folder", self._on_choose, "plain")
        self.off = button("Thôi theo dõi", "cross", self._on_off, "plain")
        self.off.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.choose)
        layout.addWidget(self.off)
        session.changed.connect(self._on_changed)
        self._read()

    def _read(self) -> None:
        self._session.ask(self, "watch", _place, self._on_shown)

    def _on_shown(self, found: tuple[str, bool]) -> None:
        folder, here = found
        gone = "" if here else " (hiện không thấy)"
        self.text.setText(f"Tự nhận tệp mới từ: {folder}{gone}. Tệp ở đó giữ nguyên." if folder else _NONE)
        self.choose.setText("Đổi thư mục…" if folder else "Theo dõi thư mục…")
        self.off.setVisible(bool(folder))

    def _on_choose(self) -> None:
        folder = choose_folder(self, "Chọn thư mục theo dõi")
        if folder is not None:
            self._session.run("watch set", lambda _: None, folder=folder)

    def _on_off(self) -> None:
        self._session.run("watch off", lambda _: None)

    def _on_changed(self, notice: Notice) -> None:
        if "watch" in notice.kinds:
            self._read()


def _place(ws: Workspace) -> tuple[str, bool]:
    folder = watched(ws)
    return str(folder or ""), folder is not None and folder.is_dir()
