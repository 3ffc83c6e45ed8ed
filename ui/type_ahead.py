"""A one-line field that finds its value in a list while one types, without marks: "duc" finds "Đức".

Hides the pop-up list and the reading of a text that was typed whole. What was typed and not understood stays in the
field, with a sentence why; it is never replaced by a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QListView, QWidget

from app.vietnamese.fold import fold

_MOST_SHOWN: Final = 200
_MOST_ASKED: Final = 3
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Option:
    """A value that may be chosen.

    Attributes:
        key: what is stored. label: what is shown.
        search: folded text in which typed words are looked for.
        spellings: folded texts each of which means this value when typed whole.
        initials: of the label: "cvc" finds "Chuyên viên chính".
        kind: of what may be chosen, such as that of a body; empty for none.
    """

    key: str
    label: str
    search: str
    spellings: frozenset[str] = frozenset()
    initials: str = ""
    kind: str = ""

    def rank(self, typed: str, words: Sequence[str]) -> int:
        """How well a folded text fits: 0 means it, 1 and 2 begin like it, 3 only holds it."""
        if typed in self.spellings or typed == self.initials:
            return 0
        if self.search.startswith(typed) or any(text.startswith(typed) for text in self.spellings):
            return 1
        own = self.search.split()
        return 2 if all(any(part.startswith(word) for part in own) for word in words) else 3


def option(key: str, label: str, others: Sequence[str] = ()) -> Option:
    """Builds an option from its label and other spellings."""
    spellings = frozenset(fold(text) for text in (label, *others))
    initials = "".join(word[0] for word in fold(label).split())
    return Option(key, label, " ".join((fold(label), initials, *sorted(spellings))), spellings, initials)


class OptionModel(QAbstractListModel):
    """Options that fit what was typed, the best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Option, ...] = ()
        self._preferred: frozenset[str] = frozenset()
        self._fitting: list[Option] = []

    def set_options(self, options: Sequence[Option]) -> None:
        """Replaces all options."""
        self._all = tuple(options)
        self.narrow("")

    def prefer(self, keys: frozenset[str]) -> None:
        """Says which options are likelier here: they come first, and decide what an ambiguous text means."""
        self._preferred = keys

    def narrow(self, text: str) -> None:
        """Keeps the options in which every typed word occurs."""
        typed = fold(text)
        words = typed.split()
        fitting = [item for item in self._all if all(word in item.search for word in words)]
        self._show(sorted(fitting, key=lambda item: self._order(item, typed, words)))

    def suggest(self, keys: Sequence[str]) -> None:
        """Shows these options only: nothing fits, and they may be meant."""
        self._show([found for key in keys if (found := self.by_key(key)) is not None])

    def read(self, text: str) -> tuple[Option, ...]:
        """Options that a whole text means: by its spelling, else the only one that it begins or occurs in."""
        typed = fold(text)
        exact = tuple(item for item in self._all if typed in item.spellings)
        words = typed.split()
        found = exact or tuple(item for item in self._all if all(word in item.search.split() for word in words))
        return tuple(item for item in found if item.key in self._preferred) or found

    def by_key(self, key: str) -> Option | None:
        """The option of a stored value."""
        return next((item for item in self._all if item.key == key), None)

    def place_of(self, key: str | None) -> int:
        """Row of a shown option; the first where it is not shown."""
        return next((row for row, item in enumerate(self._fitting) if item.key == key), 0)

    def at(self, row: int) -> Option | None:
        """A shown option."""
        return self._fitting[row] if 0 <= row < len(self._fitting) else None

    def _order(self, item: Option, typed: str, words: Sequence[str]) -> tuple[int, bool]:
        return item.rank(typed, words) if typed else 0, item.key not in self._preferred

    def _show(self, options: Sequence[Option]) -> None:
        self.beginResetModel()
        self._fitting = list(options[:_MOST_SHOWN])
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Shown options."""
        return 0 if parent.isValid() else len(self._fitting)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Label of an option."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None
        return self._fitting[index.row()].label


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
        self.setPlaceholderText("gõ để tìm · F4 mở danh sách")

    def set_options(self, options: Sequence[Option], near: Callable[[str], Sequence[str]] | None = None) -> None:
        """Gives the options; a shown value gets its label.

        Args:
            options: what may be chosen.
            near: keys that a text may mean which no option fits; they are offered, never taken unasked.
        """
        self._near = near or _nothing
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
            self._offer(0)
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
