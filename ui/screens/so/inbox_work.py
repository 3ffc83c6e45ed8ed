"""Work on many packages at once, as one run with progress: receipts into a folder.

Each package is a command of its own, so that stopping half way leaves whole what was done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtWidgets import QScrollArea, QWidget

from app.domain.storage import Document
from app.progress import Progress
from app.workspace import Outcome, Workspace
from ui.screens.so.rows import Row
from ui.work.actions import work_of

LAID_OUT_MS: Final = 50
"""After which a part that was just shown has its place."""
_WORDS: Final = {
    "received": "da-nhan",
    "checked": "da-kiem-tra",
    "accepted": "chap-nhan",
    "returned": "hoan-thien",
}
Work = Callable[[Workspace, Progress], Outcome]


def receipt_name(document: Document) -> str:
    """File name of a receipt; it says whose it is, and what it tells."""
    code = document.unit.partition("@")[0]
    return f"2282_{code}_{document.period}_phieu-{_WORDS[document.state]}_{document.id[:8]}.p7m"


def write_receipts(documents: Sequence[Document], folder: Path) -> Work:
    """Writes the receipts of packages into a folder."""
    steps = [
        (item.id, f"Phiếu: {item.unit.partition('@')[0]}", {"package": item.id, "out": folder / receipt_name(item)})
        for item in documents
    ]

    def work(ws: Workspace, progress: Progress) -> Outcome:
        for number, (_, text, params) in enumerate(steps):
            progress.step(number, len(steps), text)
            work_of("receipt", **params)(ws, progress)
        return Outcome(data=len(steps), message=f"Đã ghi {len(steps)} phiếu vào {folder}.")

    return work


def told_row(number: int, item: Mapping[str, Any]) -> Row:
    """A file that left no trace in the store: it was there already, or could not be read from its medium."""
    text = f"{item['code']}  {item['message']}"
    return Row(f"told/{number}", (item["name"], text), tip=text, wide=True)


def local_paths(urls: Sequence[QUrl]) -> tuple[Path, ...]:
    """Files and folders that were dropped."""
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())


def scroll_to(first: QWidget, last: QWidget) -> None:
    """Scrolls the page to a widget where another one below it is not seen whole: in a low window."""
    above = first.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    inner = above.widget() if isinstance(above, QScrollArea) else None
    if isinstance(above, QScrollArea) and inner is not None:
        bar = above.verticalScrollBar()
        foot = last.mapTo(inner, QPoint(0, last.height())).y()
        if foot > bar.value() + above.viewport().height():
            bar.setValue(first.mapTo(inner, QPoint(0, 0)).y())
