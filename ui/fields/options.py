"""What may be chosen in a field while one types, and how well a text fits: without marks, by initials, by aliases.

Hides the order of the options and the reading of a whole text. A text that was typed with marks must agree in them, or
it is only asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.vietnamese.fold import fold, marked_words

_MOST_SHOWN: Final = 200
Index = QModelIndex | QPersistentModelIndex
MarkedWord: TypeAlias = tuple[str, frozenset[str]]
"""Letters of a word and the marks that they bear."""
Meaning: TypeAlias = Callable[[str], str | None]
"""The key that a text was once said to mean; None where nobody has."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that may be chosen.

    Attributes:
        key: what is stored. label: what is shown.
        search: folded text in which typed words are looked for.
        spellings: folded texts each of which means this value when typed whole.
        initials: of the label: "cvc" finds "Chuyên viên chính".
        kind: of what may be chosen, such as that of a body; empty for none.
        texts: label and other spellings as written, with their marks; empty where the label is all.
    """

    key: str
    label: str
    search: str
    spellings: frozenset[str] = frozenset()
    initials: str = ""
    kind: str = ""
    texts: tuple[str, ...] = ()

    def agrees(self, typed: Sequence[MarkedWord]) -> bool:
        """Whether the marks that were typed are those of this option: "Trưởng bản" is no "Trưởng ban"."""
        own = {word for text in self.texts or (self.label,) for word in marked_words(text)}
        return all(any(mine.startswith(word) and marks <= borne for mine, borne in own) for word, marks in typed)

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
    return Option(
        key, label, " ".join((fold(label), initials, *sorted(spellings))), spellings, initials, texts=(label, *others)
    )


class OptionModel(QAbstractListModel):
    """Options that fit what was typed, the best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Option, ...] = ()
        self._preferred: frozenset[str] = frozenset()
        self._means: Meaning = _means_nothing
        self.is_sure = True
        """The first row shown is what was typed, marks and all; else it is only offered."""
        self._fitting: list[Option] = []

    def set_options(self, options: Sequence[Option]) -> None:
        """Replaces all options."""
        self._all = tuple(options)
        self.narrow("")

    def prefer(self, keys: frozenset[str]) -> None:
        """Says which options are likelier here: they come first, and decide what an ambiguous text means."""
        self._preferred = keys

    def set_meaning(self, means: Meaning) -> None:
        """Gives the words that somebody has once said the meaning of: a text to the key that it means."""
        self._means = means

    def narrow(self, text: str) -> None:
        """Keeps the options in which every typed word occurs; first what the text was once said to mean."""
        typed = fold(text)
        words = typed.split()
        fitting = [item for item in self._all if all(word in item.search for word in words)]
        fitting.sort(key=lambda item: self._order(item, typed, words))
        marked = _marked(text)
        if marked:
            fitting[:_MOST_SHOWN] = sorted(fitting[:_MOST_SHOWN], key=lambda item: not item.agrees(marked))
        if said := self._said(text):
            fitting = [said, *(item for item in fitting if item is not said)]
        self._show(fitting)
        self.is_sure = said is not None or not marked or bool(fitting and fitting[0].agrees(marked))

    def suggest(self, keys: Sequence[str]) -> None:
        """Shows these options only: nothing fits, and they may be meant."""
        self._show([found for key in keys if (found := self.by_key(key)) is not None])

    def read(self, text: str) -> tuple[Option, ...]:
        """Options that a whole text means: as somebody said, by its spelling, else the one whose words it has."""
        if said := self._said(text):
            return (said,)
        typed, marked = fold(text), _marked(text)
        exact = tuple(item for item in self._all if typed in item.spellings)
        words = typed.split()
        found = exact or tuple(item for item in self._all if all(word in item.search.split() for word in words))
        if marked:
            found = tuple(item for item in found if item.agrees(marked))
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

    def _said(self, text: str) -> Option | None:
        key = self._means(text)
        return self.by_key(key) if key is not None else None

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


def _marked(text: str) -> tuple[MarkedWord, ...]:
    """Words of a text that was typed with marks; none for one without, which agrees with everything."""
    return () if text.isascii() else marked_words(text)


def _means_nothing(_: str) -> str | None:
    return None
