"""A post written in words that no post of the list has: kept as written in `title`, to be matched later.

The field of the post itself stays empty then, so that nothing is counted by a guess, and shows the words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from app.domain.schema import FieldSpec, TableSpec
from app.vietnamese.fold import nfc
from ui.fields.editors import Editor

TITLE: Final = "title"
POSTS: Final = "posts"


def keeps_text(field: FieldSpec, spec: TableSpec) -> bool:
    """Whether words that the list does not have are kept beside the field."""
    return field.declared.codes == POSTS and any(other.name == TITLE for other in spec.fields)


def kept_text(record: Any, field: FieldSpec) -> str:
    """The words kept for a field that is still without a post; empty for none."""
    if not keeps_text(field, type(record).__table__) or getattr(record, field.name) is not None:
        return ""
    return record.title or ""


def written(record: Any, field: FieldSpec, editor: Editor) -> Any:
    """The record with what stands in an editor: its value, or the words of a post that the list does not have.

    A chosen post takes the place of the words, which the history keeps.
    """
    if not keeps_text(field, type(record).__table__):
        return replace(record, **{field.name: editor.value()})
    if editor.problem():
        return replace(record, **{field.name: None, TITLE: nfc(" ".join(editor.text.split()))})
    stood_here = getattr(record, field.name) is None
    return replace(record, **{field.name: editor.value(), TITLE: None if stood_here else record.title})
