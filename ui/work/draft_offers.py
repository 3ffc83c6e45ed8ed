"""Drafts as values: what was being typed where, how that is kept as bytes, and how it is offered again in words.

A draft names its field and holds the text exactly as typed, which may be no value yet. It knows what the field held
when typing began: where the store holds something else by now, the field was saved and the draft is past.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeAlias

from app.commands.words import names_of
from app.domain.dates import PartialDate
from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from app.workspace import Workspace
from ui.fields.values import known_as, moment

Key: TypeAlias = tuple[str, str, str]
"""Table, record and field."""
_MOST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is no value of its field yet.

    Attributes:
        table, record, field: where it is typed.
        text: exactly as typed.
        at: when it was kept last, ISO.
        before: what the field holds, as a plain value; None for nothing.
        preset: fields of a new record that nobody has saved yet, as plain values; None for a kept record.
    """

    table: str
    record: str
    field: str
    text: str
    at: str = ""
    before: Any = None
    preset: Mapping[str, Any] | None = None

    @property
    def key(self) -> Key:
        """Where it is typed."""
        return self.table, self.record, self.field


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft with the sentence that offers it."""

    draft: Draft
    sentence: str


def draft_of(record: Any, field: str, text: str, *, is_new: bool) -> Draft:
    """The draft of a text typed into a field of a record."""
    spec = type(record).__table__
    named = {item.name: value for item in spec.fields if (value := getattr(record, item.name)) is not None}
    preset = {name: _plain(value) for name, value in named.items()} if is_new else None
    return Draft(spec.name, record.id, field, text, before=_plain(getattr(record, field)), preset=preset)


def preset_of(draft: Draft) -> dict[str, Any]:
    """Fields of the new record that the draft began."""
    kinds = {field.name: field.kind for field in TABLES[draft.table].fields}
    return {
        name: PartialDate(value) if kinds[name] == "date" else value
        for name, value in (draft.preset or {}).items()
        if name in kinds
    }


def encode(drafts: Iterable[Draft]) -> bytes | None:
    """Drafts as bytes; None for none."""
    rows = [asdict(draft) for draft in drafts]
    return json.dumps(rows, ensure_ascii=False).encode() if rows else None


def decode(data: bytes | None) -> tuple[Draft, ...]:
    """Drafts of bytes; those of fields that this version no longer has are passed over."""
    found = (Draft(**row) for row in json.loads(data)) if data else ()
    return tuple(
        draft
        for draft in found
        if draft.table in TABLES and any(field.name == draft.field for field in TABLES[draft.table].fields)
    )


def kept_offers(ws: Workspace) -> tuple[Offer, ...]:
    """What the last session of this user left, as offers; what was saved since is not among them."""
    begin = "Lần trước chương trình dừng khi đang nhập"
    return tuple(offer for draft in decode(ws.store.draft()) if (offer := _offer(ws, draft, begin)) is not None)


def left_offers(ws: Workspace, drafts: Iterable[Draft]) -> tuple[Offer, ...]:
    """Texts that could not be saved when their form was left, as offers."""
    return tuple(offer for draft in drafts if (offer := _offer(ws, draft, "Chữ chưa lưu được")) is not None)


def _offer(ws: Workspace, draft: Draft, begin: str) -> Offer | None:
    spec = TABLES[draft.table]
    rows = ws.store.page(PageQuery(draft.table, filters={"id": draft.record}, limit=1)).rows
    if not rows and draft.preset is None:
        return None
    record = rows[0] if rows else spec.cls(id=draft.record, **preset_of(draft))
    if _plain(getattr(record, draft.field)) != draft.before:
        return None
    text = " ".join(draft.text.split())
    shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    field = spec.field(draft.field).label
    return Offer(draft, f"{begin}: {_who(ws, record)}, ô {field}: «{shown}», lúc {_when(draft.at)}.")


def _who(ws: Workspace, record: Any) -> str:
    """The person a record speaks of, else the words by which the record itself is known."""
    spec = type(record).__table__
    if spec.name == "person":
        return record.full_name or "người chưa có họ tên"
    what = spec.label.lower()
    if person := getattr(record, "person", None):
        return f"{names_of(ws, {'person': [person]}).get(person, 'người đã xóa')} ({what})"
    return f"{known_as(spec, record, ws.env.catalogue)} ({what})"


def _when(at: str) -> str:
    return moment(at).replace(" ", " ngày ", 1)


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, PartialDate) else value
