"""What Sở Nội vụ says of single cells and findings in a return, and what the unit answers with its next package."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final, Literal, TypeVar

import msgspec

from app.domain.figures import parse_cell_key
from app.domain.registry import SENT
from app.errors import refuse
from app.package.header import TEXT_LONGEST, canonical_json, is_text
from app.package.tables import RECORD_ID

COMMENTS: Final = "comments.json"
REPLIES: Final = "replies.json"
LONGEST: Final = TEXT_LONGEST
"""Characters of a comment or a reply."""
MOST: Final = 500

ReplyState = Literal["done", "kept"]
"""The unit has corrected it, or keeps its value and says why."""

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEY: Final = re.compile(r"[0-9a-f]{0,64}")
_FIELDS: Final = MappingProxyType({spec.name: frozenset(field.name for field in spec.fields) for spec in SENT})


class Comment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to look at, wherever it stands.

    Attributes:
        id: UUIDv7 made at Sở Nội vụ; a reply names it.
        table, record, field: a cell of a record, a record (no field), a table (no record); "" for none.
        cell: key of a figure, "" for none.
        finding: key of the finding that it is about, "" for none: the comment is closed when the rule passes.
        text: what is to be done.
    """

    id: str
    table: str
    record: str
    field: str
    cell: str
    finding: str
    text: str


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to one comment.

    Attributes:
        comment: id of the comment. state: corrected, or kept as it is. text: why; may be empty where corrected.
    """

    comment: str
    state: ReplyState
    text: str


_T = TypeVar("_T", Comment, Reply)


def comments_json(comments: Iterable[Comment]) -> bytes:
    """Comments as a file."""
    return canonical_json(list(comments))


def replies_json(replies: Iterable[Reply]) -> bytes:
    """Replies as a file."""
    return canonical_json(list(replies))


def read_comments(content: bytes) -> tuple[Comment, ...]:
    """Reads a file of comments.

    Raises:
        UserError: NGH-09.
    """
    comments = _read(content, Comment, COMMENTS)
    if not all(map(_is_comment, comments)) or not _distinct([item.id for item in comments]):
        raise refuse("NGH-09", detail=COMMENTS)
    return comments


def read_replies(content: bytes) -> tuple[Reply, ...]:
    """Reads a file of replies.

    Raises:
        UserError: NGH-09.
    """
    replies = _read(content, Reply, REPLIES)
    if not all(map(_is_reply, replies)) or not _distinct([item.comment for item in replies]):
        raise refuse("NGH-09", detail=REPLIES)
    return replies


def _read(content: bytes, kind: type[_T], name: str) -> tuple[_T, ...]:
    try:
        items = msgspec.json.decode(content, type=list[kind])  # type: ignore[valid-type]
        same = 0 < len(items) <= MOST and canonical_json(items) == content
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("NGH-09", detail=name) from error
    if not same:
        raise refuse("NGH-09", detail=name)
    return tuple(items)


def _is_comment(item: Comment) -> bool:
    known = _FIELDS.get(item.table, frozenset())
    place = item.table in _FIELDS or not (item.table or item.record)
    record = not item.record or RECORD_ID.fullmatch(item.record)
    field = not item.field or item.field in known
    return (
        bool(_ID.fullmatch(item.id) and _KEY.fullmatch(item.finding) and place and record and field)
        and (not item.cell or _is_cell(item.cell))
        and is_text(item.text)
    )


def _is_reply(item: Reply) -> bool:
    said = is_text(item.text) if item.state == "kept" or item.text else True
    return bool(_ID.fullmatch(item.comment)) and said


def _is_cell(text: str) -> bool:
    try:
        return str(parse_cell_key(text)) == text
    except ValueError:
        return False


def _distinct(ids: list[str]) -> bool:
    return len(set(ids)) == len(ids)
