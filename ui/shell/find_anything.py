"""Ctrl+K: finds a screen, a person, a body, a class while one types, and goes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.findings import Place
from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from app.vietnamese.fold import fold
from app.workspace import Workspace
from ui.fields.people_words import person_labels
from ui.fields.values import known_as
from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.screens.catalogue import ScreenSpec
from ui.work.session import Session

_TABLES: Final = (("person", "person"), ("body", "building"), ("course", "pack"), ("activity", "tasks"))
_MOST: Final = 8
_PAUSE_MS: Final = 120


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is called, its picture, and where it is."""

    text: str
    icon: str
    screen: str
    place: Place | None = None


def find_records(ws: Workspace, text: str) -> tuple[Hit, ...]:
    """Records in which every word of the text occurs."""
    hits = []
    for table, picture in _TABLES:
        spec = TABLES[table]
        rows = ws.store.page(PageQuery(table, text=text, limit=_MOST)).rows
        labels = person_labels(ws, rows) if table == "person" else {}
        for row in rows:
            name = labels.get(row.id) or known_as(spec, row, ws.env.catalogue)
            hits.append(Hit(f"{name} ({spec.label.lower()})", picture, "", Place(table, row.id)))
    return tuple(hits)


class FindAnything(QDialog):
    """One line and a list; arrows and Enter."""

    def __init__(self, session: Session, specs: tuple[ScreenSpec, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Tìm nhanh")
        self._session = session
        self._specs = specs
        self._hits: list[Hit] = []
        self.line = QLineEdit()
        self.line.setAccessibleName("Tìm bất cứ gì")
        self.line.setPlaceholderText("Tên người, cơ quan, lớp, hoặc tên màn hình; không cần dấu")
        self.found = QListWidget()
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setWordWrap(True)
        self.found.setAccessibleName("Kết quả tìm")
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addWidget(self.found)
        self.resize(560, 360)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._search)
        self.line.textChanged.connect(self._timer.start)
        self.line.installEventFilter(self)
        self.found.itemActivated.connect(lambda _: self._take())

    def open_fresh(self) -> None:
        """Opens with nothing typed."""
        self.line.clear()
        self._show(self._screens(""))
        self.open()
        self.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the cursor stays in the line; Enter takes."""
        if watched is not self.line or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            QApplication.sendEvent(self.found, event)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
            return True
        return False

    def _screens(self, text: str) -> list[Hit]:
        words = fold(text).split()
        return [
            Hit(spec.title, spec.icon, spec.name)
            for spec in self._specs
            if all(word in fold(spec.title) for word in words)
        ]

    def _search(self) -> None:
        text = self.line.text().strip()
        self._show(self._screens(text))
        if text and self._session.card.mode == "unit":
            self._session.ask(self, "find", lambda ws: find_records(ws, text), self._on_found)

    def _on_found(self, hits: tuple[Hit, ...]) -> None:
        self._show([*self._screens(self.line.text()), *hits])

    def _show(self, hits: list[Hit]) -> None:
        self._hits = hits
        self.found.clear()
        for hit in hits:
            self.found.addItem(QListWidgetItem(icon(hit.icon, current_theme().accent), hit.text))
        if hits:
            self.found.setCurrentRow(0)

    def _take(self) -> None:
        row = self.found.currentRow()
        if 0 <= row < len(self._hits):
            hit = self._hits[row]
            self.accept()
            self._session.go(hit.screen, hit.place)
