"""What is typed into a form and not saved yet: kept as drafts, set aside, taken up again, carried over a refresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.domain.schema import TableSpec
from ui.fields.field_row import FieldRow
from ui.fields.kept_titles import kept_text
from ui.work.draft_offers import Draft, draft_of
from ui.work.drafts import Drafts


class FormTyping:
    """The unsaved texts of one form.

    Args:
        drafts: of the session.
        spec: of the form's table.
        rows: of the form; may still be growing.
        state: the record shown, None for none, and whether it is new.
    """

    def __init__(
        self, drafts: Drafts, spec: TableSpec, rows: Mapping[str, FieldRow], state: Callable[[], tuple[Any, bool]]
    ) -> None:
        self._drafts = drafts
        self._spec = spec
        self._rows = rows
        self._state = state

    def watch(self, row: FieldRow) -> None:
        """Keeps what is typed into a row."""
        if isinstance(row.editor.inner, QLineEdit | QPlainTextEdit):
            self._drafts.watch(row.editor.inner, partial(self._draft, row))

    def leave(self) -> None:
        """Another record will be shown: texts that could not be saved are set aside."""
        record, _ = self._state()
        if record is not None:
            self._drafts.set_aside(self._spec.name, record.id)

    def settled(self, row: FieldRow) -> None:
        """What stands in a row is saved."""
        record, _ = self._state()
        self._drafts.settled((self._spec.name, record.id, row.field.name))

    def unsaved(self) -> dict[str, str]:
        """Texts by field that are not what the record holds."""
        record, _ = self._state()
        return {name: row.editor.text for name, row in self._rows.items() if self._differs(row, record)}

    def put(self, texts: Mapping[str, str]) -> None:
        """Puts unsaved texts back into their fields."""
        for name, text in texts.items():
            self._rows[name].editor.type_text(text)

    def take(self) -> str:
        """Takes up a text that is to be typed on; gives its field, empty for none."""
        record, _ = self._state()
        draft = self._drafts.resuming(self._spec.name, record.id)
        if draft is None or draft.field not in self._rows:
            return ""
        self._drafts.taken()
        self.put({draft.field: draft.text})
        return draft.field

    def _draft(self, row: FieldRow, text: str) -> Draft | None:
        record, is_new = self._state()
        composing = text != row.editor.text
        if record is None or not (composing or self._differs(row, record)):
            return None
        return draft_of(record, row.field.name, text, is_new=is_new)

    def _differs(self, row: FieldRow, record: Any) -> bool:
        kept = kept_text(record, row.field)
        return row.editor.differs(getattr(record, row.field.name)) and not (kept and row.editor.text == kept)
