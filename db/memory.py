"""A store without a disk: the second implementation that passes the contract tests; for tests and trials.

Keeps rows, documents and sealed history lines in dictionaries; no database, no file, no lock.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.crypto.keys import KEY_BYTES
from app.domain.dataset import Change, Dataset
from app.domain.registry import TABLES
from app.domain.schema import Level
from app.domain.storage import (
    APPROVER,
    NOTHING,
    Batch,
    Document,
    DocumentChange,
    HistoryCheck,
    HistoryEntry,
    HistoryLine,
    Mode,
    OriginalInfo,
    Page,
    PageQuery,
    StoreInfo,
    UserSlot,
    draft_name,
)
from app.errors import refuse
from app.progress import Progress
from db.chain import START, SealedLine, follow, open_line, seal_line, touched
from db.memory_pages import page_of
from db.periodkeys import PeriodKeys

Tables = dict[str, dict[str, Any]]


@dataclass(slots=True)
class _Content:
    """What a transaction may change; copied before and kept only when all of it went well."""

    live: Tables = field(default_factory=dict)
    received: dict[str, Dataset] = field(default_factory=dict)
    documents: dict[tuple[str, str], Document] = field(default_factory=dict)
    figures: dict[str, dict[str, int]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    lines: tuple[tuple[SealedLine, frozenset[tuple[str, str]]], ...] = ()

    def copy(self) -> _Content:
        """A copy that can be changed alone."""
        return _Content(
            {name: dict(rows) for name, rows in self.live.items()},
            dict(self.received),
            dict(self.documents),
            dict(self.figures),
            dict(self.blobs),
            dict(self.meta),
            self.lines,
        )


class MemoryStore:
    """A store in memory; see `app.workspace.Store` for what its methods promise."""

    def __init__(
        self,
        mode: Mode = "unit",
        unit: str = "",
        user: str = "Người thử",
        secrets: bytes = b"",
        root: Path | None = None,
    ) -> None:
        """Makes an empty store."""
        self.info = StoreInfo("memory", mode, unit, 1, 1, practice=True, schema=0, created="")
        self.root = root or Path()
        self.user = user
        self.secrets = secrets
        self._content = _Content()
        self._keys = PeriodKeys(os.urandom(KEY_BYTES), None)
        self._originals: dict[str, tuple[OriginalInfo, bytes]] = {}
        self._users: dict[str, tuple[str, tuple[str, ...]]] = {user: ("", (APPROVER,))}

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles of the user."""
        return self._users[self.user][1] if self.user in self._users else ()

    def set_secrets(self, secrets: bytes) -> None:
        """Replaces the bundle."""
        self.secrets = secrets

    def users(self) -> tuple[UserSlot, ...]:
        """Who may open it."""
        return tuple(UserSlot(name, roles, "cheap") for name, (_, roles) in self._users.items())

    def add_user(self, user: str, passphrase: str, roles: Sequence[str] = ()) -> None:
        """Adds a user."""
        if not user.strip() or user in self._users:
            raise refuse("NHAP-03", what="tên người dùng", value=user, detail="để trống hoặc đã có")
        self._users[user] = (passphrase, tuple(roles))

    def remove_user(self, user: str) -> None:
        """Removes a user."""
        if user not in self._users:
            raise refuse("NHAP-02", what="người dùng", value=user)
        if not any(APPROVER in roles for name, (_, roles) in self._users.items() if name != user):
            raise refuse("NHAP-03", what="tên người dùng", value=user, detail="người ký duyệt cuối cùng phải ở lại")
        del self._users[user]

    def change_passphrase(self, user: str, old: str, new: str) -> None:
        """Changes a passphrase."""
        if user not in self._users or self._users[user][0] != old:
            raise refuse("KHOA-01")
        self._users[user] = (new, self._users[user][1])

    def load(self, scope: str = "", tables: Collection[str] | None = None) -> Dataset:
        """Records of a scope."""
        received = self._content.received.get(scope)
        found = self._content.live if not scope else dict(received.tables) if received else {}
        wanted = {
            name: dict(sorted(found[name].items()))
            for name in TABLES
            if found.get(name) and (tables is None or name in tables)
        }
        if received is not None:
            return Dataset(received.unit, received.level, wanted)
        return Dataset(self.info.unit, Level.HO_SO, wanted)

    def load_many(self, scopes: Sequence[str], tables: Collection[str]) -> dict[str, Dataset]:
        """Some tables of many scopes."""
        return {scope: self.load(scope, tables) for scope in scopes}

    def page(self, query: PageQuery) -> Page:
        """A page of a list."""
        return page_of(self.load(query.scope), query)

    def count(self, table: str, scope: str = "") -> int:
        """Number of records of a table."""
        return len(self.load(scope).tables.get(table, {}))

    def scopes(self) -> tuple[str, ...]:
        """Ids of all received records."""
        return tuple(sorted(self._content.received))

    def apply(
        self,
        changes: Sequence[Change],
        entry: HistoryEntry,
        documents: Sequence[DocumentChange] = (),
        *,
        figures: Mapping[str, Mapping[str, int]] = NOTHING,
        blobs: Mapping[str, bytes | None] = NOTHING,
        meta: Mapping[str, str | None] = NOTHING,
        scopes: Mapping[str, Dataset | None] = NOTHING,
    ) -> int:
        """Writes everything of a command, or nothing."""
        named = replace(entry, unit=entry.unit or self.info.unit, period=entry.period or entry.at[:4])
        batch = Batch(tuple(changes), named, tuple(documents), figures, blobs, meta, scopes)
        written = [line.revision for line, _ in self._content.lines if line.id == named.id]
        if written:
            return written[0]
        made = self._content.copy()
        _change(made.live, batch.changes)
        _change_documents(made.documents, batch.documents)
        made.figures |= {name: dict(sorted(cells.items())) for name, cells in batch.figures.items()}
        _put(made.blobs, batch.blobs)
        _put(made.meta, batch.meta)
        _put(made.received, batch.scopes)
        revision, previous = len(made.lines) + 1, made.lines[-1][0].link if made.lines else START
        line = seal_line(self._keys, previous, revision, named, batch)
        made.lines += ((line, frozenset(touched(batch))),)
        self._content = made
        return revision

    @contextmanager
    def alone(self) -> Iterator[None]:
        """There is nobody else."""
        yield

    def news(self) -> tuple[tuple[str, str], ...]:
        """There is nobody else."""
        return ()

    def revision(self) -> int:
        """Number of commands written."""
        return len(self._content.lines)

    def history(
        self, table: str | None = None, record: str | None = None, *, before: int | None = None, limit: int = 100
    ) -> tuple[HistoryLine, ...]:
        """Lines, newest first."""
        fitting = [
            line
            for line, pairs in reversed(self._content.lines)
            if (before is None or line.revision < before)
            and (table is None or any(name == table and record in (None, key) for name, key in pairs))
        ]
        return tuple(open_line(self._keys, line) for line in fitting[:limit])

    def verify_history(self) -> HistoryCheck:
        """Follows the chain."""
        return follow(self._keys, (line for line, _ in self._content.lines))

    def document(self, kind: str, document_id: str) -> Document | None:
        """A document; None where there is none."""
        return self._content.documents.get((kind, document_id))

    def documents(
        self, kind: str, *, unit: str | None = None, period: str | None = None, state: str | None = None
    ) -> tuple[Document, ...]:
        """Documents of a kind that fit, by time and id."""
        fitting = (
            item
            for item in self._content.documents.values()
            if item.kind == kind
            and unit in (None, item.unit)
            and period in (None, item.period)
            and state in (None, item.state)
        )
        return tuple(sorted(fitting, key=lambda item: (item.at, item.id)))

    def figures(self, document: str) -> dict[str, int]:
        """Cells kept under a document's id."""
        return dict(self._content.figures.get(document, {}))

    def figures_of(self, documents: Sequence[str]) -> dict[str, dict[str, int]]:
        """Cells of several documents."""
        return {name: found for name in documents if (found := self.figures(name))}

    def blob(self, name: str) -> bytes | None:
        """Bytes by name."""
        return self._content.blobs.get(name)

    def blob_names(self, prefix: str = "") -> tuple[str, ...]:
        """Names that start with a prefix."""
        return tuple(sorted(name for name in self._content.blobs if name.startswith(prefix)))

    def keep_draft(self, draft: bytes | None) -> None:
        """Keeps what the user is typing."""
        _put(self._content.blobs, {draft_name(self.user): draft})

    def draft(self) -> bytes | None:
        """What the user was typing last."""
        return self.blob(draft_name(self.user))

    def meta(self, key: str) -> str | None:
        """A text by key."""
        return self._content.meta.get(key)

    def put_original(self, unit: str, period: str, data: bytes) -> str:
        """Keeps a sealed file; gives its SHA-256."""
        digest = hashlib.sha256(data).hexdigest()
        info = OriginalInfo(digest, unit, period)
        self._originals.setdefault(digest, (info, self.encrypt_personal(unit, period, data)))
        return digest

    def original(self, sha256: str) -> bytes | None:
        """A sealed file; None where there is none or its key was erased."""
        if sha256 not in self._originals:
            return None
        info, hidden = self._originals[sha256]
        return self.decrypt_personal(info.unit, info.period, hidden)

    def originals(self) -> Iterator[OriginalInfo]:
        """All sealed files."""
        return (info for _, (info, _) in sorted(self._originals.items()))

    def encrypt_personal(self, unit: str, period: str, data: bytes) -> bytes:
        """Hides bytes under the key of a unit and period."""
        return self._keys.encrypt(unit, period, data, "personal")

    def decrypt_personal(self, unit: str, period: str, data: bytes) -> bytes | None:
        """Opens what `encrypt_personal` made."""
        return self._keys.decrypt(unit, period, data, "personal")

    def erase(self, unit: str, period: str) -> bool:
        """Erases the key of a unit and period."""
        return self._keys.erase(unit, period)

    def backup(self, to: Path | None = None, progress: Progress | None = None) -> Path:
        """Refused with NHAP-01: there is no file to copy."""
        raise refuse("NHAP-01", detail="dữ liệu này chỉ ở trong bộ nhớ")

    def last_backup(self) -> str:
        """There is none."""
        return ""

    def check(self) -> tuple[str, ...]:
        """Nothing can be damaged."""
        return ()

    def close(self) -> None:
        """Nothing to release."""


def _change(live: Tables, changes: Sequence[Change]) -> None:
    for change in changes:
        rows = live.setdefault(change.table, {})
        if rows.get(change.id) not in (change.before, change.after):
            raise refuse("LUU-09")
        rows[change.id] = change.after
    for rows in live.values():
        for key in [key for key, row in rows.items() if row is None]:
            del rows[key]


def _change_documents(documents: dict[tuple[str, str], Document], changes: Sequence[DocumentChange]) -> None:
    for change in changes:
        if documents.get(change.key) not in (_plain(change.before), _plain(change.after)):
            raise refuse("LUU-09")
        _put(documents, {change.key: _plain(change.after)})


def _plain(document: Document | None) -> Document | None:
    return replace(document, body=json.loads(json.dumps(dict(document.body)))) if document else None


def _put(kept: dict[Any, Any], values: Mapping[Any, Any]) -> None:
    for name, value in values.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = value
