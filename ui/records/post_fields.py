"""The fields of a form that hold a post: the body beside them and the words of the unit help to read what is typed.

At the Ủy ban a "PCT" is its own Phó Chủ tịch; a title whose meaning was said once (`title map`) is read so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject

from app.spreadsheets.posts import TitleBook
from ui.fields.editors import ChoiceEditor
from ui.fields.field_row import FieldRow
from ui.fields.kept_titles import POSTS, kept_text
from ui.fields.options import Option
from ui.work import queries
from ui.work.session import Session

_BODY: Final = "body"
_MAPPINGS: Final = "title_mapping"


class PostFields(QObject):
    """The posts among the rows of a form, which may still be growing."""

    def __init__(self, session: Session, rows: Mapping[str, FieldRow], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._rows = rows
        self._kinds: dict[str, str] = {}

    def ask(self, tables: set[str] | None = None) -> None:
        """Asks what the unit means by its own titles; with tables only where they were changed."""
        if self._posts() and (tables is None or _MAPPINGS in tables):
            self._session.ask(self, "titles", queries.title_book, self._on_titles)

    def learn_bodies(self, bodies: Sequence[Option], record: Any) -> None:
        """Takes the kinds of the bodies that may be chosen."""
        self._kinds = {item.key: item.kind for item in bodies}
        self.prefer(record)

    def prefer(self, record: Any) -> None:
        """Posts of the body of a record come first."""
        kind = self._kinds.get(getattr(record, _BODY, None) or "", "")
        posts = self._session.catalogue[POSTS]
        here = frozenset(code.code for code in posts if kind and kind in code.words("body_kinds"))
        for _, editor in self._posts():
            editor.line.prefer(here)

    def show(self, record: Any) -> None:
        """Shows words that are kept for a post, and prefers the posts of its body."""
        for row, editor in self._posts():
            if text := kept_text(record, row.field):
                editor.type_text(text)
        self.prefer(record)

    def _posts(self) -> list[tuple[FieldRow, ChoiceEditor]]:
        return [
            (row, row.editor)
            for row in self._rows.values()
            if isinstance(row.editor, ChoiceEditor) and row.field.declared.codes == POSTS
        ]

    def _on_titles(self, book: TitleBook) -> None:
        for _, editor in self._posts():
            editor.line.set_meaning(book.post)
