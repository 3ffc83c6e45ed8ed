"""A screen that takes files in: dropped on it, or chosen one by one or as a folder."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent

from ui.look.messages import choose_files, choose_folder
from ui.screens.so.inbox_work import local_paths
from ui.work.screen import Screen
from ui.work.session import Session

_FILES: Final = "Gói báo cáo (*.p7m);;Mọi tệp (*)"


class DropScreen(Screen):
    """Says what dropping does while files hang over it; what is done with them is for the one who listens."""

    dropped = Signal(object)
    """Paths of files and folders that are to be taken in."""
    hovered = Signal(str)
    """What dropping would do; "" when the files went elsewhere."""

    def __init__(self, session: Session, title: str) -> None:
        super().__init__(session, title)
        self.setAcceptDrops(True)

    def pick_files(self) -> None:
        """Asks for files."""
        self.dropped.emit(choose_files(self, "Chọn gói báo cáo", _FILES))

    def pick_folder(self) -> None:
        """Asks for a folder."""
        folder = choose_folder(self, "Chọn thư mục chứa gói báo cáo")
        self.dropped.emit((folder,) if folder is not None else ())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if local_paths(event.mimeData().urls()):
            event.acceptProposedAction()
            self.hovered.emit("Thả ra để tiếp nhận.")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The files went elsewhere."""
        self.hovered.emit("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes the files in."""
        self.hovered.emit("")
        self.dropped.emit(local_paths(event.mimeData().urls()))
