"""What a workspace needs of a store, as protocols; the database implements them, app.domain.storage has the values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.domain.dataset import Change, Dataset
from app.domain.storage import (
    NOTHING,
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
)
from app.progress import Progress


class Store(Protocol):
    """What a workspace needs of a store; app.domain.storage has the values."""

    @property
    def info(self) -> StoreInfo:
        """Card of the store."""

    @property
    def root(self) -> Path:
        """Folder where it is."""

    @property
    def user(self) -> str:
        """Who opened it."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles of that user."""

    @property
    def secrets(self) -> bytes:
        """Secret bundle; KHOA-06 for a user who is no approver."""

    def set_secrets(self, secrets: bytes) -> None:
        """Replaces the secret bundle."""

    def users(self) -> tuple[UserSlot, ...]:
        """Who may open it."""

    def add_user(self, user: str, passphrase: str, roles: Sequence[str] = ()) -> None:
        """Adds a user."""

    def remove_user(self, user: str) -> None:
        """Removes a user."""

    def change_passphrase(self, user: str, old: str, new: str) -> None:
        """Changes a passphrase in one step."""

    def load(self, scope: str = "", tables: Collection[str] | None = None) -> Dataset:
        """Records of a scope; "" is the live ones."""

    def load_many(self, scopes: Sequence[str], tables: Collection[str]) -> Mapping[str, Dataset]:
        """Some tables of many received submissions at once."""

    def page(self, query: PageQuery) -> Page:
        """A page of a list."""

    def count(self, table: str, scope: str = "") -> int:
        """Number of records of a table."""

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
        """One transaction with its line of the history; gives the new revision."""

    def alone(self) -> AbstractContextManager[object]:
        """Within it nobody else writes a command, and all that is read and written is one transaction where shared."""

    def news(self) -> tuple[tuple[str, str], ...]:
        """What others' commands touched since the last call: table or "document:" and kind, and id."""

    def history(
        self, table: str | None = None, record: str | None = None, *, before: int | None = None, limit: int = 100
    ) -> tuple[HistoryLine, ...]:
        """Newest first."""

    def verify_history(self) -> HistoryCheck:
        """Follows the chain."""

    def document(self, kind: str, document_id: str) -> Document | None:
        """A document."""

    def documents(
        self, kind: str, *, unit: str | None = None, period: str | None = None, state: str | None = None
    ) -> tuple[Document, ...]:
        """Documents of a kind, by time."""

    def figures(self, document: str) -> Mapping[str, int]:
        """Cells kept with a document."""

    def figures_of(self, documents: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Cells of several documents."""

    def blob(self, name: str) -> bytes | None:
        """A stored blob."""

    def keep_draft(self, draft: bytes | None) -> None:
        """Keeps what the user is typing, None for nothing: no command, no line of the history."""

    def draft(self) -> bytes | None:
        """What this user was typing last; None for nothing."""

    def put_original(self, unit: str, period: str, data: bytes) -> str:
        """Keeps a sealed file as evidence; gives its SHA-256."""

    def original(self, sha256: str) -> bytes | None:
        """A kept sealed file; None where its key was erased."""

    def originals(self) -> Iterable[OriginalInfo]:
        """All kept sealed files, by SHA-256."""

    def encrypt_personal(self, unit: str, period: str, data: bytes) -> bytes:
        """Encrypts under the key of (unit, period)."""

    def decrypt_personal(self, unit: str, period: str, data: bytes) -> bytes | None:
        """Decrypts; None where the key was erased."""

    def erase(self, unit: str, period: str) -> bool:
        """Erases the key of (unit, period) for good; True where there was one."""

    def backup(self, to: Path | None = None, progress: Progress | None = None) -> Path:
        """A verified copy."""

    def last_backup(self) -> str:
        """When the newest copy in the store's own folder was made, UTC, ISO; empty for none."""

    def check(self) -> tuple[str, ...]:
        """Faults of the file; empty where it is whole."""

    def close(self) -> None:
        """Releases file and lock."""


@dataclass(frozen=True, slots=True)
class NewStore:
    """What a new store is made of.

    Attributes:
        folder, mode, unit: where, whose.
        user, passphrase: of the first user, who is an approver.
        secrets: signing keys and the like.
        practice: invented data only; opens with a cheap passphrase setting.
    """

    folder: Path
    mode: Mode
    unit: str
    user: str
    passphrase: str = field(repr=False)
    secrets: bytes = field(repr=False)
    practice: bool = False


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer's own folder for data on a server.

    Attributes:
        folder: new, to be carried to the officer's machine.
        user, passphrase, roles: of the only slot in it.
        server_user, server_password: who the officer is on the server.
    """

    folder: Path
    user: str
    passphrase: str = field(repr=False)
    roles: tuple[str, ...]
    server_user: str
    server_password: str = field(repr=False)


class Stores(Protocol):
    """Makes and opens stores; the database implements it and the composition root hands it in."""

    def create(self, new: NewStore) -> Store:
        """Makes a store and opens it."""

    def open(self, folder: Path, user: str | None, passphrase: str) -> Store:
        """Opens a store; user None tries the slots in turn."""

    def card(self, folder: Path) -> StoreInfo:
        """Who a store is, without opening it."""

    def restore(self, source: Path, folder: Path, user: str | None, passphrase: str) -> Store:
        """Makes a store anew from a backup, in a new epoch; what stood there is kept aside."""

    def to_server(
        self, store: Store, folder: Path, server: str, password: str, progress: Progress
    ) -> Mapping[str, int]:
        """Copies a store of files to a server, compares everything, marks the old one; gives counts by table."""

    def to_folder(self, store: Store, folder: Path, progress: Progress) -> Mapping[str, int]:
        """Copies the data of a server into a store of files, compares everything, marks the server's."""

    def officer(self, store: Store, new: NewOfficer) -> None:
        """Makes the folder of another officer of the same server."""
