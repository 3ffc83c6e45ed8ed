"""What is being typed and not yet a value: kept in the store within three seconds, offered again after a kill.

Hides the clock, which texts still differ from what is stored, and the letters that an input method has not committed
yet. A draft is no command and leaves no line in the history; it goes when its field is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from app.progress import Progress
from app.workspace import Workspace
from ui.work.draft_offers import Draft, Key, Offer, encode, kept_offers, left_offers
from ui.work.jobs import Jobs

_AFTER_MS: Final = 2000
"""From the first key that is not kept yet; with the write itself, on a slow disk too, below three seconds."""
_MOST: Final = 20
Describe: TypeAlias = Callable[[str], Draft | None]
"""Makes the draft of a text; None where the text is what is stored."""


class Drafts(QObject):
    """The texts that are typed while a store is open, and those that an earlier session left."""

    offered = Signal()
    """`waiting` is new."""
    resumed = Signal(object)
    """A `Draft` is to be typed on; the window goes there."""
    kept = Signal()
    """What is being typed is in the store."""

    def __init__(self, jobs: Jobs, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.waiting: tuple[Offer, ...] = ()
        self._jobs = jobs
        self._now = now
        self._live: dict[Key, Draft] = {}
        self._touched: dict[int, _Watch] = {}
        self._stored: bytes | None = None
        self._resuming: Draft | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self._has_read = False
        jobs.ask(self, "drafts", kept_offers, self._on_offers)

    def watch(self, editor: QLineEdit | QPlainTextEdit, describe: Describe) -> None:
        """Keeps what is typed into an editor as long as it lives; also saves what an input method still composes.

        Args:
            editor: a line or some lines of text.
            describe: asked, in the GUI thread, when the text is to be kept.
        """
        _Watch(self, editor, describe)

    def settled(self, key: Key) -> None:
        """A field was saved, or its text was given up: its draft goes, right behind the save."""
        if self._live.pop(key, None) is not None:
            self._write()

    def set_aside(self, table: str, record: str) -> None:
        """A form is left: what could not be saved in it is offered again instead of being lost."""
        self._describe()
        left = [draft for draft in self._live.values() if (draft.table, draft.record) == (table, record)]
        if left:
            for draft in left:
                del self._live[draft.key]
            offered = [offer.draft for offer in self.waiting] + left
            self._jobs.ask(self, "left", lambda ws: left_offers(ws, offered), self._on_offers)

    def set_all_aside(self) -> None:
        """Every form is left, as when the window is built anew."""
        for table, record, _ in tuple(self._live):
            self.set_aside(table, record)

    def flush(self) -> None:
        """Keeps now what is being typed."""
        self._timer.stop()
        self._describe()
        self._write()

    def resume(self, offer: Offer) -> None:
        """Goes on typing: the window shows the place, and the form there takes the text."""
        self._forget(offer)
        self._resuming = self._live[offer.draft.key] = offer.draft
        self.resumed.emit(offer.draft)

    def drop(self, offer: Offer) -> None:
        """Gives a text up."""
        self._forget(offer)
        self._write()

    def resuming(self, table: str, record: str = "") -> Draft | None:
        """The draft that a form of this record takes over; without a record, that of a new one of the table."""
        draft = self._resuming
        if draft is None or draft.table != table:
            return None
        fits = draft.record == record if record else draft.preset is not None
        return draft if fits else None

    def taken(self) -> None:
        """The text stands in its editor again."""
        self._resuming = None

    def touch(self, watch: _Watch) -> None:
        """A key was typed; the clock runs from the first one that is not kept yet."""
        self._touched[id(watch)] = watch
        if not self._timer.isActive():
            self._timer.start()

    def forget(self, number: int) -> None:
        """An editor is gone."""
        self._touched.pop(number, None)

    def _describe(self) -> None:
        at = self._now().isoformat(timespec="seconds")
        for watch in self._touched.values():
            draft = watch.described()
            if watch.key is not None:
                self._live.pop(watch.key, None)
            watch.key = draft.key if draft is not None else None
            if draft is not None:
                self._live[draft.key] = replace(draft, at=at)
        self._touched.clear()

    def _write(self) -> None:
        data = encode([*(offer.draft for offer in self.waiting), *self._live.values()][-_MOST:])
        if data == self._stored or not self._has_read:  # what an earlier session left is never written over unread
            return
        self._stored = data
        self._jobs.save(partial(_keep, draft=data), self._on_kept, self._on_refused)

    def _on_kept(self, _: None) -> None:
        if self._live:
            self.kept.emit()

    def _on_refused(self, _: Exception) -> None:
        """The disk refused; the next key tries again, and leaving the field says why."""
        self._stored = b""

    def _on_offers(self, offers: tuple[Offer, ...]) -> None:
        self.waiting, self._has_read = offers, True
        self._stored = b""
        self._write()
        self.offered.emit()

    def _forget(self, offer: Offer) -> None:
        self.waiting = tuple(item for item in self.waiting if item is not offer)
        self.offered.emit()


class _Watch(QObject):
    """Hears what is typed into one editor, letters in composition included; dies with the editor."""

    def __init__(self, drafts: Drafts, editor: QLineEdit | QPlainTextEdit, describe: Describe) -> None:
        super().__init__(editor)
        self.key: Key | None = None
        self._drafts = drafts
        self._editor = editor
        self._describe = describe
        self._composed = ""
        editor.installEventFilter(self)
        typed = editor.textEdited if isinstance(editor, QLineEdit) else editor.textChanged
        typed.connect(self._on_typed)
        editor.destroyed.connect(partial(drafts.forget, id(self)))

    def described(self) -> Draft | None:
        """The draft of what stands in the editor now."""
        return self._describe(self._text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters in composition count as typed, and are kept when the field is left before they are committed."""
        if isinstance(event, QInputMethodEvent):
            self._composed = event.preeditString()
            self._on_typed()
        elif isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self._commit(event.reason())
        return False

    def _commit(self, reason: Qt.FocusReason) -> None:
        if self._composed and reason != Qt.FocusReason.PopupFocusReason:
            event = QInputMethodEvent()
            event.setCommitString(self._composed)
            QApplication.sendEvent(self._editor, event)

    def _text(self) -> str:
        if isinstance(self._editor, QLineEdit):
            text, place = self._editor.text(), self._editor.cursorPosition()
        else:
            text, place = self._editor.toPlainText(), self._editor.textCursor().position()
        return text[:place] + self._composed + text[place:]

    def _on_typed(self) -> None:
        self._drafts.touch(self)


def _keep(ws: Workspace, progress: Progress, *, draft: bytes | None) -> None:
    ws.store.keep_draft(draft)
