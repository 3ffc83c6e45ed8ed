"""How a store comes to be, is opened, and comes back from a backup; hides the order of the checks."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from app.crypto.passphrase import CHEAP, calibrated
from app.domain.ids import new_id
from app.domain.storage import Mode, StoreInfo
from app.errors import refuse
from app.progress import Progress
from app.workspace import NewOfficer, NewStore, Store
from db import backup, cipher
from db.faults import refusing
from db.folder import (
    Folder,
    FolderLock,
    clean_pending,
    make_folders,
    read_card,
    refuse_unsafe_place,
    this_machine,
    write_card,
)
from db.migrations import HEAD
from db.periodkeys import PeriodKeys
from db.slots import KeyFile
from db.store import SqlStore

_RUNNER = "db.migrations.runner"
"""Loaded when a database is made or upgraded: Alembic costs a fifth of a second that no other start needs to pay."""

_SERVER = "db.postgres.opening"
"""Loaded where a card names a server, so that nobody else pays for the driver or could open a connection."""


def create_store(
    folder: Path,
    mode: Mode,
    unit: str,
    user: str,
    passphrase: str,
    cheap: bool = False,
    secrets: bytes = b"",
    *,
    practice: bool = False,
) -> SqlStore:
    """Makes a store and opens it; the first user is an approver.

    Args:
        folder: new or without a store.
        mode: whose program opens it.
        unit: key code@valid_from of the owner.
        user: name of the first user.
        passphrase: of that user.
        cheap: a marked, cheap Argon2id setting, for demo and practice stores.
        secrets: the approvers' bundle.
        practice: invented data only.

    Raises:
        UserError: LUU-05, LUU-06, LUU-07, KHOA-04.
    """
    place = Folder(folder)
    refuse_unsafe_place(folder)
    make_folders(place)
    lock = FolderLock(place)
    try:
        with refusing(folder):
            store_id = new_id()
            params = CHEAP if cheap else calibrated()
            slots, unlocked = KeyFile.create(place.keys, store_id, user, passphrase, params, secrets)
            PeriodKeys.create(unlocked.data_key, place.period_keys)
            _runner("upgrade")(place.database, unlocked.data_key)
            created = datetime.now(UTC).isoformat(timespec="seconds")
            info = StoreInfo(store_id, mode, unit, 1, 1, practice, HEAD, created, this_machine(store_id), clean=False)
            write_card(place, info)
        return SqlStore(place, info, slots, unlocked, lock)
    except BaseException:
        lock.release()
        raise


def open_store(folder: Path, user: str | None, passphrase: str) -> SqlStore:
    """Opens a store.

    Args:
        folder: of the store.
        user: name; None tries the slots in turn.
        passphrase: of that user.

    Raises:
        UserError: MO-01 open elsewhere, MO-02 newer schema, MO-03 upgrade failed, MO-04 no store, LUU-04 damaged,
            LUU-05 read-only, LUU-06 synchronised or network folder, KHOA-01 wrong passphrase, KHOA-03 slots damaged.
    """
    place = Folder(folder)
    refuse_unsafe_place(folder)
    card = read_card(place)
    _refuse_newer(card.schema)
    if card.moved:
        raise refuse("MO-09", place=card.moved)
    lock = FolderLock(place)
    try:
        if card.server:
            return cast(SqlStore, _server("open_on_server")(place, card, user, passphrase, lock))
        return _open(place, user, passphrase, lock)
    except BaseException:
        lock.release()
        raise


class SqlStores:
    """Stores in folders, as `app.workspace.Stores` asks for them."""

    def create(self, new: NewStore) -> SqlStore:
        """Makes a store and opens it; a practice store has the cheap passphrase setting."""
        return create_store(
            new.folder,
            new.mode,
            new.unit,
            new.user,
            new.passphrase,
            cheap=new.practice,
            secrets=new.secrets,
            practice=new.practice,
        )

    def open(self, folder: Path, user: str | None, passphrase: str) -> SqlStore:
        """Opens a store."""
        return open_store(folder, user, passphrase)

    def card(self, folder: Path) -> StoreInfo:
        """Who a store is, without opening it."""
        return store_info(folder)

    def to_server(
        self, store: Store, folder: Path, server: str, password: str, progress: Progress
    ) -> Mapping[str, int]:
        """Moves a store of files to a server; see `db.postgres.opening`."""
        return cast(Mapping[str, int], _server("to_server")(store, folder, server, password, progress))

    def to_folder(self, store: Store, folder: Path, progress: Progress) -> Mapping[str, int]:
        """Moves the data of a server into a store of files."""
        return cast(Mapping[str, int], _server("to_folder")(store, folder, progress))

    def officer(self, store: Store, new: NewOfficer) -> None:
        """Makes the folder of another officer of the same server."""
        _server("officer_folder")(store, new)

    def restore(self, source: Path, folder: Path, user: str | None, passphrase: str) -> SqlStore:
        """Makes a store anew from a backup."""
        return restore_store(source, folder, user, passphrase)


def store_info(folder: Path) -> StoreInfo:
    """The card of a store, without a passphrase; raises MO-04, LUU-04."""
    return read_card(Folder(folder))


def restore_store(source: Path, folder: Path, user: str | None, passphrase: str) -> SqlStore:
    """Puts a backup in the place of a store, or into a new folder, and opens it in a new epoch.

    What stood there is kept under `backups/`. The backup is opened with the passphrase before anything is moved.

    Args:
        source: folder that `backup` made.
        folder: of the store.
        user: name; None tries the slots in turn.
        passphrase: of that user, as it was when the backup was made.

    Raises:
        UserError: LUU-04 the backup is damaged, LUU-07 another store stands there, LUU-08 no backup, KHOA-01, MO-01.
    """
    found = backup.check_backup(source)
    _refuse_newer(found.store.schema)
    place = Folder(folder)
    refuse_unsafe_place(folder)
    present = backup.store_of(place)
    if present is None:
        make_folders(place)
    elif present.id != found.store.id:
        raise refuse("LUU-07", place=folder)
    lock = FolderLock(place)
    try:
        unlocked = KeyFile.read(source / place.keys.name, align=False).unlock(user, passphrase)
        with refusing(source):
            _inspect(Folder(source), unlocked.data_key, full=True)
        epoch = max(found.store.epoch, present.epoch if present else 0) + 1
        generation = max(found.store.generation, present.generation if present else 0)
        card = replace(found.store, epoch=epoch, generation=generation, clean=True)
        backup.put_back(found, place, card, unlocked.data_key)
        return _open(place, user, passphrase, lock)
    except BaseException:
        lock.release()
        raise


def _open(place: Folder, user: str | None, passphrase: str, lock: FolderLock) -> SqlStore:
    info = read_card(place)
    if not place.database.exists():
        raise refuse("MO-04", place=place.database)
    slots = KeyFile.read(place.keys)
    unlocked = slots.unlock(user, passphrase)
    crashed = not info.clean or place.journal.exists()
    with refusing(place.database):
        clean_pending(place)
        version = _inspect(place, unlocked.data_key, full=crashed)
        if version < HEAD:
            _runner("upgrade_safely")(place, info, unlocked.data_key)
        write_card(place, _session(info))
    store = SqlStore(place, replace(_session(info), clean=not crashed), slots, unlocked, lock)
    if crashed and store.disagreements():
        store.abandon()
        raise refuse("LUU-04", place=place.database)
    return store


def _inspect(place: Folder, key: bytes, *, full: bool) -> int:
    connection = cipher.connect(place.database, key)
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        _refuse_newer(version)
        if version == 0 or cipher.integrity(connection, full=full):  # 0: an emptied file looks like a new database
            raise refuse("LUU-04", place=place.database)
    finally:
        connection.close()
    return version


def _session(info: StoreInfo) -> StoreInfo:
    machine = this_machine(info.id)
    moved = info.machine != machine
    return replace(
        info,
        generation=info.generation + 1,
        epoch=info.epoch + moved,
        machine=machine,
        schema=HEAD,
        clean=False,
    )


def _refuse_newer(schema: int) -> None:
    if schema > HEAD:
        raise refuse("MO-02", version=schema)


def _server(name: str) -> Callable[..., Any]:
    return cast(Callable[..., Any], getattr(importlib.import_module(_SERVER), name))


def _runner(name: str) -> Callable[..., Any]:
    return cast(Callable[..., Any], getattr(importlib.import_module(_RUNNER), name))
