"""A one-line field that finds its value in a list while one types, without marks: "duc" finds "Đức".

Hides the pop-up list and the reading of a text that was typed whole. What was typed and not understood stays in the
field, with a sentence why; it is never replaced by a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QListView, QToolTip, QWidget

from ui.fields.options import Meaning, Option, OptionModel

_MOST_ASKED: Final = 3
_USUAL: Final = "gõ hoặc F4 để chọn"
_LACKING: Final = "chưa có, nhấn F4"
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier


class TypeAhead(QLineEdit):
    """The field. `chosen` says that the value changed by hand."""

    chosen = Signal()
    entered = Signal()
    """Enter was pressed; what the list offered was taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = OptionModel(self)
        self._key: str | None = None
        self._label = ""
        self._typed = False
        self._popup: QCompleter | None = None
        self._near: Callable[[str], Sequence[str]] = _nothing
        self.textEdited.connect(self._on_edited)
        self.setClearButtonEnabled(False)
        self._lacking = ""
        self.setPlaceholderText(_USUAL)

    def set_options(
        self, options: Sequence[Option], near: Callable[[str], Sequence[str]] | None = None, *, lacking: str = ""
    ) -> None:
        """Gives the options; a shown value gets its label.

        Args:
            options: what may be chosen.
            near: keys that a text may mean which no option fits; they are offered, never taken unasked.
            lacking: said instead where there is no option at all: what is missing and where it is made.
        """
        self._near = near or _nothing
        self._lacking = "" if options else lacking
        self.setPlaceholderText(_LACKING if self._lacking else _USUAL)
        self._options.set_options(options)
        if self._key is not None and not self._typed:
            self.show_key(self._key)

    def show_key(self, key: str | None, label: str = "") -> None:
        """Shows a stored value; `label` is for a value that is no option any more."""
        found = self._options.by_key(key) if key is not None else None
        self._key, self._typed = key, False
        self._label = found.label if found else label or (key or "")
        self.setText(self._label)
        self.setCursorPosition(0)

    def set_meaning(self, means: Meaning) -> None:
        """Gives the words that somebody has once said the meaning of."""
        self._options.set_meaning(means)

    def prefer(self, keys: frozenset[str]) -> None:
        """Says which options are likelier here."""
        self._options.prefer(keys)

    def type_text(self, text: str) -> None:
        """Puts a text here as if it were being typed; the list stays closed."""
        self.setText(text)
        self._typed = True

    @property
    def is_typed(self) -> bool:
        """Whether the text was typed and not read yet, or could not be."""
        return self._typed

    @property
    def key(self) -> str | None:
        """The chosen value; None for none or where the text is not understood."""
        return self._key

    @property
    def problem(self) -> str:
        """Why the text is no value; empty where it is one."""
        text = self.text().strip()
        if not self._typed or not text:
            return ""
        if self._lacking:
            return f"«{text}»: {self._lacking[:1].lower()}{self._lacking[1:]}"
        return f"«{text}» không có trong danh sách. {self.question}"

    @property
    def question(self) -> str:
        """What a text that is not understood may mean, as a question; else how to choose."""
        text = self.text().strip()
        near = (self._options.by_key(key) for key in self._near(text))
        found = self._options.read(text) or tuple(item for item in near if item is not None)
        meant = "; ".join(item.label for item in found[:_MOST_ASKED])
        return f"Có phải {meant}? Nhấn F4 để chọn." if meant else "Nhấn F4 để chọn."

    def open_list(self) -> None:
        """Opens the list at the value chosen: what fits or is near a text that is not understood, else the whole."""
        if self._lacking:
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self._lacking, self)
            return
        if not (self._typed and self.text().strip() and (self._narrow() or self._suggest())):
            self._options.narrow("")
        self._offer(self._options.place_of(self._key))

    def settle(self) -> None:
        """Reads what was typed, as when the field is left."""
        if not self._typed:
            return
        text = self.text().strip()
        if not text:
            self._take(None)
            return
        found = self._options.read(text)
        if len(found) == 1:
            self._take(found[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list, Enter takes what it offers."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _CONTROL:
            self._on_enter()
            event.accept()
            return
        if event.key() == Qt.Key.Key_Down and self._shown_list is None:
            self.open_list()
            return
        super().keyPressEvent(event)

    def _on_enter(self) -> None:
        view = self._shown_list
        if view is not None:
            offered = self._options.at(view.currentIndex().row())
            view.hide()
            if offered is not None:
                self._take(offered)
        self.settle()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving reads what was typed, unless the list took the focus."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settle()
            self.setCursorPosition(0)
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """F4 opens the list before any shortcut sees the key."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
            and event.key() == Qt.Key.Key_F4
        ):
            if event.type() == QEvent.Type.KeyPress:
                self.open_list()
            event.accept()
            return True
        return super().event(event)

    @property
    def _list(self) -> QAbstractItemView | None:
        return self._popup.popup() if self._popup is not None else None

    @property
    def _shown_list(self) -> QAbstractItemView | None:
        view = self._list
        return view if view is not None and view.isVisible() else None

    def _offer(self, row: int) -> None:
        """Opens the list at a row; it is made when first wanted, because a form has many fields."""
        if self._popup is None:
            self._popup = self._made_popup()
        self._popup.complete()
        if (view := self._list) is not None:
            view.setCurrentIndex(self._options.index(row, 0))

    def _made_popup(self) -> QCompleter:
        view = QListView()
        view.setObjectName("typeList")
        view.setUniformItemSizes(True)
        completer = QCompleter(self._options, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setPopup(view)
        completer.setMaxVisibleItems(10)
        completer.setWidget(self)
        completer.activated[QModelIndex].connect(self._on_picked)  # type: ignore[index]
        return completer

    def _on_edited(self, text: str) -> None:
        self._typed = True
        if text.strip() and self._narrow():
            self._offer(0 if self._options.is_sure else -1)
        elif text.strip() and self._suggest():
            self._offer(-1)
        elif (view := self._list) is not None:
            view.hide()

    def _narrow(self) -> bool:
        self._options.narrow(self.text())
        return self._options.rowCount() > 0

    def _suggest(self) -> bool:
        self._options.suggest(self._near(self.text()))
        return self._options.rowCount() > 0

    def _on_picked(self, index: QModelIndex) -> None:
        found = self._options.at(index.row())
        if found is not None:
            self._take(found)

    def _take(self, found: Option | None) -> None:
        key = found.key if found else None
        changed = key != self._key
        self.show_key(key)
        if changed:
            self.chosen.emit()


def _nothing(_: str) -> Sequence[str]:
    return ()
