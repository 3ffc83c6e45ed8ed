"""Which columns of a grid are shown, in which order and how wide; kept for this person on this machine."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QTableView

from app.settings import load_columns, save_columns

_KEEP_AFTER_MS: Final = 600


class GridColumns(QObject):
    """Remembers the columns of a view, and offers them in a menu."""

    def __init__(self, view: QTableView, name: str, names: tuple[str, ...], widths: tuple[int, ...]) -> None:
        """Shows the columns as they were left, else as they come.

        Args:
            view: with its model.
            name: of the grid, in the settings.
            names: of its columns; the first one is never hidden.
            widths: of a first time.
        """
        super().__init__(view)
        self._view = view
        self._name = name
        self._names = names
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        for column, width in enumerate(widths):
            view.setColumnWidth(column, width)
        self._restore()
        header = view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_menu)
        header.sectionResized.connect(self._timer.start)
        header.sectionMoved.connect(self._timer.start)

    def fill(self, menu: QMenu) -> None:
        """Puts a tick box for each column into a menu."""
        menu.clear()
        for column in range(1, len(self._names)):
            title = str(self._view.model().headerData(column, Qt.Orientation.Horizontal))
            action = QAction(title, menu, checkable=True, checked=not self._view.isColumnHidden(column))
            action.toggled.connect(lambda shown, column=column: self.show_column(column, shown=shown))
            menu.addAction(action)

    def show_column(self, column: int, *, shown: bool) -> None:
        """Shows or hides a column."""
        self._view.setColumnHidden(column, not shown)
        self._timer.start()

    def keep(self) -> None:
        """Writes down how the columns stand."""
        header = self._view.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        kept = [(self._names[column], header.sectionSize(column)) for column in order if column < len(self._names)]
        try:
            save_columns(self._name, kept)
        except OSError:  # the program works without
            return

    def _restore(self) -> None:
        header = self._view.horizontalHeader()
        known = [item for item in load_columns(self._name) if item[0] in self._names]
        if not known:  # how a row stands comes first; between fields it would be in the way of blocks
            header.moveSection(len(self._names) - 1, 0)
        for place, (name, width) in enumerate(known):
            column = self._names.index(name)
            header.moveSection(header.visualIndex(column), place)
            if width > 0 or column == 0:
                header.resizeSection(column, max(width, header.minimumSectionSize()))
            else:
                header.hideSection(column)

    def _on_menu(self, at: QPoint) -> None:
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(self._view.horizontalHeader().mapToGlobal(at))
