"""The rows of a sheet as a table: what becomes of each, why, and the values as understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QIcon

from ui.imports.answer import FATES, Row, Sheet, change_text
from ui.imports.text_rows import TextRows
from ui.look.icons import icon
from ui.look.theme import current_theme, figure_font

_HEADS: Final = ("Dòng", "Kết quả", "Ghi chú")
FATE: Final = 1
"""Column of the fate."""
NOTE: Final = 2
"""Column of the remarks."""
_PICTURES: Final[Mapping[str, str]] = {
    "added": "add",
    "changed": "refresh",
    "same": "check",
    "rejected": "cross",
    "waits": "help",
}
_ROLE = Qt.ItemDataRole


class RowsModel(TextRows):
    """Rows of one sheet, those of one fate where a filter is set."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_HEADS, lambda row: (), frozenset({0}), parent)
        self._labels: tuple[str, ...] = ()
        self._icons: dict[str, QIcon] = {}
        self.strong = QFont(figure_font())
        self.strong.setWeight(QFont.Weight.DemiBold)

    def show_sheet(self, sheet: Sheet, wanted: str = "") -> None:
        """Shows the rows of a sheet; `wanted` is a key of `FATES`, or "" for every row."""
        self._labels = sheet.labels
        self.show(rows_of(sheet, wanted), (*_HEADS, *sheet.labels))

    def text(self, found: Row, column: int) -> str:
        """A changed value is shown as "old → new"."""
        if column < len(_HEADS):
            return (str(found.number), FATES[found.shown_fate], found.notes)[column]
        label = self._labels[column - len(_HEADS)]
        if self._is_news(found, column):
            return change_text(*found.news[label])
        return found.values.get(label, "")

    def look(self, found: Row, column: int, role: int) -> Any:
        """Picture and colour of the fate, weight of what is new."""
        is_news = self._is_news(found, column)
        if role == _ROLE.FontRole:
            return self.strong if is_news or column == FATE else None
        if role == _ROLE.ForegroundRole and (colour := _colour(found.shown_fate, column, is_news=is_news)):
            return QBrush(QColor(colour))
        if role == _ROLE.DecorationRole and column == FATE:
            return self._icon(found.shown_fate)
        return None

    def _is_news(self, found: Row, column: int) -> bool:
        return column >= len(_HEADS) and self._labels[column - len(_HEADS)] in found.news

    def _icon(self, fate: str) -> QIcon:
        if fate not in self._icons:
            self._icons[fate] = icon(_PICTURES[fate], fate_colour(fate))
        return self._icons[fate]


def rows_of(sheet: Sheet, wanted: str) -> tuple[Row, ...]:
    """Rows of a sheet of one fate; the rows that wait are among the rejected too."""
    if not wanted:
        return sheet.rows
    if wanted == "waits":
        return tuple(row for row in sheet.rows if row.waits)
    return tuple(row for row in sheet.rows if row.fate == wanted)


def fate_colour(fate: str) -> str:
    """Colour that goes with the word of a fate."""
    theme = current_theme()
    colours = {
        "added": theme.good,
        "changed": theme.accent,
        "rejected": theme.danger,
        "waits": theme.warning,
        "letters": theme.warning,
        "findings": theme.warning,
    }
    return colours.get(fate, theme.soft)


def _colour(fate: str, column: int, *, is_news: bool) -> str:
    if column == FATE or is_news or (column == NOTE and fate in {"rejected", "waits"}):
        return fate_colour(fate)
    return current_theme().soft if fate == "same" or column == NOTE else ""
