"""The store of a folder, as the program asks it: records, history, documents, bytes, users, copies.

Hides which part of the folder answers; see `db.opening` for how a store is made and opened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from app.crypto.passphrase import CHEAP, NORMAL, Argon2Parameters
from app.domain.dataset import Change, Dataset
from app.domain.storage import (
    NOTHING,
    Batch,
    Document,
    DocumentChange,
    HistoryCheck,
    HistoryEntry,
    HistoryLine,
    OriginalInfo,
    Page,
    PageQuery,
    StoreInfo,
    UserSlot,
    draft_name,
)
from app.errors import refuse
from app.progress import Progress, Silent
from db import agreement, backup, originals, paging, reads, writes
from db.faults import refusing
from db.figures import read_figures
from db.folder import Folder, FolderLock, write_card
from db.periodkeys import PeriodKeys
from db.session import Session
from db.slots import KeyFile, Unlocked

_PERSONAL: Final = "personal"


class SqlStore:
    """An open store; see `db.opening` for how one is made and opened."""

    def __init__(self, folder: Folder, info: StoreInfo, slots: KeyFile, unlocked: Unlocked, lock: FolderLock) -> None:
        """Connects; the caller holds the lock and hands it over.

        Raises:
            UserError: LUU-*, KHOA-03.
        """
        self.folder = folder
        self.info = info
        self.recovered = not info.clean
        self._slots = slots
        self._unlocked = unlocked
        self._lock = lock
        self._closed = False
        self._keys, self._session = self._connected()

    def _connected(self) -> tuple[PeriodKeys, Session]:
        keys = PeriodKeys(self._unlocked.data_key, self.folder.period_keys)
        return keys, Session(self.folder, self._unlocked.data_key, keys)

    # --- who -----------------------------------------------------------------------------------------------------

    @property
    def root(self) -> Path:
        """Folder of the store."""
        return self.folder.root

    @property
    def user(self) -> str:
        """Who opened the store."""
        return self._unlocked.user

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles of that user."""
        return self._unlocked.roles

    @property
    def secrets(self) -> bytes:
        """The approvers' bundle (signing keys and the like).

        Raises:
            UserError: KHOA-06 this user is no approver.
        """
        return self._slots.secrets(self._unlocked)

    def set_secrets(self, secrets: bytes) -> None:
        """Replaces the approvers' bundle; raises KHOA-06, LUU-*."""
        with refusing(self.folder.keys):
            self._slots.write_secrets(self._unlocked, secrets)

    def users(self) -> tuple[UserSlot, ...]:
        """Who may open the store."""
        return self._slots.users()

    def add_user(self, user: str, passphrase: str, roles: Sequence[str] = ()) -> None:
        """Adds a user; raises NHAP-03, KHOA-04, KHOA-06, LUU-*."""
        with refusing(self.folder.keys):
            self._slots.add(self._unlocked, user, passphrase, roles, self._parameters())

    def remove_user(self, user: str) -> None:
        """Removes a user; raises NHAP-02, NHAP-03, LUU-*."""
        with refusing(self.folder.keys):
            self._slots.remove(self._unlocked, user)

    def change_passphrase(self, user: str, old: str, new: str) -> None:
        """Changes a passphrase in one step; raises KHOA-01, KHOA-04, LUU-*."""
        with refusing(self.folder.keys):
            self._slots.change(self._unlocked, user, old, new, self._parameters())

    @property
    def slots(self) -> KeyFile:
        """The key slots of this folder."""
        return self._slots

    @property
    def unlocked(self) -> Unlocked:
        """What the passphrase opened."""
        return self._unlocked

    @property
    def period_keys(self) -> PeriodKeys:
        """The keys that names are erased with."""
        return self._keys

    @property
    def data_key(self) -> bytes:
        """The key of everything in the folder."""
        return self._unlocked.data_key

    # --- records -------------------------------------------------------------------------------------------------

    def load(self, scope: str = "", tables: Collection[str] | None = None) -> Dataset:
        """Records of a scope: "" the live ones, else a submission's; only of some tables where given."""
        with self._session.transaction() as connection:
            return reads.read_dataset(connection, self.info.unit, scope, tables)

    def load_many(self, scopes: Sequence[str], tables: Collection[str]) -> dict[str, Dataset]:
        """Some tables of many received submissions at once."""
        with self._session.transaction() as connection:
            return reads.read_datasets(connection, self.info.unit, scopes, tables)

    def page(self, query: PageQuery) -> Page:
        """A page of a list."""
        with self._session.transaction() as connection:
            return paging.read_page(connection, query)

    def count(self, table: str, scope: str = "") -> int:
        """Number of records of a table."""
        with self._session.transaction() as connection:
            return reads.count_rows(connection, table, scope)

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
        """Writes everything of a command in one transaction, with its line of the history.

        Returns:
            The revision of the store after it.

        Raises:
            UserError: LUU-09 a row or document is no longer what it was when read; LUU-01, LUU-02, LUU-04, LUU-05;
                MO-09 the data was moved while it was open here.
        """
        if self.info.moved:
            raise refuse("MO-09", place=self.info.moved)
        named = replace(entry, unit=entry.unit or self.info.unit, period=entry.period or entry.at[:4])
        return self._session.write(Batch(tuple(changes), named, tuple(documents), figures, blobs, meta, scopes))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within it nobody else writes a command; the lock of the folder sees to that."""
        yield

    def news(self) -> tuple[tuple[str, str], ...]:
        """What other officers' commands touched since the last call: table or "document:" and kind, and id."""
        return ()

    def scopes(self) -> tuple[str, ...]:
        """Ids of all received records."""
        with self._session.transaction() as connection:
            return writes.scopes(connection)

    # --- history -------------------------------------------------------------------------------------------------

    def revision(self) -> int:
        """Number of commands written."""
        with self._session.transaction() as connection:
            return writes.last_revision(connection)

    def history(
        self, table: str | None = None, record: str | None = None, *, before: int | None = None, limit: int = 100
    ) -> tuple[HistoryLine, ...]:
        """Lines, newest first: all, those of a table (or "document:" and a kind), or of one record.

        Args:
            table: only commands that touched it.
            record: only commands that touched this record of it.
            before: only revisions below.
            limit: most lines.
        """
        with self._session.transaction() as connection:
            return reads.read_history(connection, self._keys, table, record, before, limit)

    def verify_history(self) -> HistoryCheck:
        """Follows the chain from its start."""
        with self._session.transaction() as connection:
            return reads.check_history(connection, self._keys)

    # --- documents, figures, bytes, texts ------------------------------------------------------------------------

    def document(self, kind: str, document_id: str) -> Document | None:
        """A document; None where there is none."""
        with self._session.transaction() as connection:
            return reads.read_document(connection, kind, document_id)

    def documents(
        self, kind: str, *, unit: str | None = None, period: str | None = None, state: str | None = None
    ) -> tuple[Document, ...]:
        """Documents of a kind that fit, by time and id."""
        with self._session.transaction() as connection:
            return reads.find_documents(connection, kind, unit, period, state)

    def figures(self, document: str) -> Mapping[str, int]:
        """Cells kept under a document's id; empty for none."""
        return self.figures_of((document,)).get(document, {})

    def figures_of(self, documents: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Cells of several documents."""
        with self._session.transaction() as connection:
            return read_figures(connection, documents)

    def blob(self, name: str) -> bytes | None:
        """Bytes by name; None for none."""
        with self._session.transaction() as connection:
            return reads.read_blob(connection, name)

    def blob_names(self, prefix: str = "") -> tuple[str, ...]:
        """Names of blobs that start with a prefix."""
        with self._session.transaction() as connection:
            return reads.blob_names(connection, prefix)

    def keep_draft(self, draft: bytes | None) -> None:
        """Keeps what this user is typing, None for nothing: no command and no line of the history; raises LUU-*."""
        self._session.write(Batch(blobs={draft_name(self.user): draft}))

    def draft(self) -> bytes | None:
        """What this user was typing when it was last kept; None for nothing."""
        return self.blob(draft_name(self.user))

    def meta(self, key: str) -> str | None:
        """A text by key; None for none."""
        with self._session.transaction() as connection:
            return reads.read_meta(connection, key)

    # --- what can be erased --------------------------------------------------------------------------------------

    def put_original(self, unit: str, period: str, data: bytes) -> str:
        """Keeps a sealed file as evidence; gives its SHA-256."""
        with refusing(self.folder.originals):
            return originals.put_original(self.folder.originals, self._keys, unit, period, data)

    def original(self, sha256: str) -> bytes | None:
        """A sealed file; None where there is none or its key was erased."""
        with refusing(self.folder.originals):
            return originals.read_original(self.folder.originals, self._keys, sha256)

    def originals(self) -> Iterator[OriginalInfo]:
        """All sealed files."""
        return originals.list_originals(self.folder.originals)

    def encrypt_personal(self, unit: str, period: str, data: bytes) -> bytes:
        """Hides bytes under the key of a unit and period, made now where there is none."""
        with refusing(self.folder.period_keys):
            return self._keys.encrypt(unit, period, data, _PERSONAL)

    def decrypt_personal(self, unit: str, period: str, data: bytes) -> bytes | None:
        """Opens what `encrypt_personal` made; None where the key was erased."""
        return self._keys.decrypt(unit, period, data, _PERSONAL)

    def erase(self, unit: str, period: str) -> bool:
        """Erases the key of a unit and period, here and beside the backups; True where there was one."""
        with refusing(self.folder.period_keys):
            found = self._keys.erase(unit, period)
            backup.copy_period_keys(self.folder, self.folder.backups)
            return found

    # --- the whole -----------------------------------------------------------------------------------------------

    def backup(self, to: Path | None = None, progress: Progress | None = None, *, reason: str = backup.DAILY) -> Path:
        """Makes a verified copy; see `db.backup.make_backup`."""
        with refusing(to or self.folder.backups):
            return backup.make_backup(
                self.folder,
                self.info,
                self._session.driver(),
                self._unlocked.data_key,
                to,
                progress or Silent(),
                reason,
            )

    def last_backup(self) -> str:
        """When the newest copy in the store's own folder was made, UTC, ISO; empty for none."""
        found = backup.list_backups(self.folder.backups)
        return found[0].at if found else ""

    def check(self) -> tuple[str, ...]:
        """Reads every page and compares rows with history; gives what is damaged, empty for nothing."""
        return (*self._session.damage(full=True), *self.disagreements())

    def disagreements(self) -> tuple[str, ...]:
        """Tables of which only a part of a command was written; see `db.agreement`."""
        with self._session.transaction() as connection:
            return agreement.disagreements(connection, self._keys)

    def reading(self) -> AbstractContextManager[Connection]:
        """A snapshot of the tables, for what copies them."""
        return self._session.transaction()

    def mark_moved(self, place: str) -> None:
        """Says in the card where the data is now; this store is not opened again."""
        with refusing(self.folder.card):
            self.info = replace(self.info, moved=place)
            write_card(self.folder, self.info)

    def close(self) -> None:
        """Ends the session; a second call does nothing."""
        self._end(replace(self.info, clean=True))

    def abandon(self) -> None:
        """Ends the session of a store that is damaged: the next start looks as closely as this one."""
        self._end(replace(self.info, clean=False))

    def _end(self, info: StoreInfo) -> None:
        if self._closed:
            return
        self._closed = True
        self._session.close()
        try:
            self.info = info
            with suppress(OSError):  # the folder may be gone; what was saved is in the database
                write_card(self.folder, self.info)
        finally:
            self._lock.release()

    def _parameters(self) -> Argon2Parameters:
        return CHEAP if any(slot.setting == CHEAP.setting for slot in self.users()) else NORMAL
