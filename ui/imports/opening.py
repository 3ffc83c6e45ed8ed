"""Ways into an import: a file that is chosen, dropped on a page, or given by its path."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.spreadsheets.choices import Choices
from ui.imports.answer import Answer, dry_run
from ui.imports.window import ImportDialog
from ui.look.messages import choose_files
from ui.work.session import Session

SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
_KINDS: Final = "Bảng tính (*.xlsx *.xlsm *.xls *.ods *.csv *.tsv);;Mọi tệp (*)"


def start_import(parent: QWidget, session: Session) -> None:
    """Asks for a workbook and shows what importing it would do."""
    for path in choose_files(parent, "Nhập từ Excel", _KINDS)[:1]:
        preview_file(parent, session, path)


def preview_file(parent: QWidget, session: Session, path: Path) -> None:
    """Reads a workbook off the GUI thread and opens the window of its import."""

    def on_read(answer: Answer) -> None:
        dialog = ImportDialog(parent, session, path, answer)
        accept_workbooks(dialog, partial(_instead, dialog, parent, session))
        dialog.open()

    session.jobs.run(f"Đọc {path.name}", dry_run(path, Choices()), on_read, session.tell)


def _instead(dialog: ImportDialog, parent: QWidget, session: Session, path: Path) -> None:
    """Another file was dropped on the window of an import."""
    dialog.reject()
    preview_file(parent, session, path)


def accept_workbooks(widget: QWidget, taken: Callable[[Path], object]) -> None:
    """Lets a workbook be dropped on a widget.

    Args:
        widget: takes drops from now on.
        taken: told the path of the first workbook that is dropped.
    """
    widget.setAcceptDrops(True)
    widget.installEventFilter(_Drops(widget, taken))


class _Drops(QObject):
    """Hears the drops of a widget and lives as long as it does."""

    def __init__(self, widget: QWidget, taken: Callable[[Path], object]) -> None:
        super().__init__(widget)
        self._taken = taken

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes workbooks and leaves everything else to the widget."""
        if isinstance(event, QDragEnterEvent) and workbook_in(event) is not None:
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            path = workbook_in(event)
            if path is not None:
                event.acceptProposedAction()
                self._taken(path)
                return True
        return False


def workbook_in(event: QDropEvent) -> Path | None:
    """The first workbook among what is dragged; None where there is none."""
    paths = (Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
    return next((path for path in paths if path.suffix.lower() in SUFFIXES), None)
