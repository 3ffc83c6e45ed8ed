"""The data of a server as a store of files: for a backup, and for the way back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, select

from app.domain.storage import StoreInfo
from app.errors import refuse
from app.progress import Progress
from db import cipher, originals
from db.faults import refusing
from db.folder import Folder, make_folders, this_machine, write_card
from db.migrations import HEAD as SCHEMA
from db.migrations import runner
from db.periodkeys import PeriodKeys
from db.postgres.copying import TABLES, copy_table, sum_of
from db.postgres.session import ServerSession
from db.postgres.sums import Sums, sum_of_files, sum_on_server
from db.postgres.tables import ORIGINALS
from db.store import SqlStore


@contextmanager
def new_folder(place: Folder) -> Iterator[None]:
    """The folders of a new store; what was put into them goes again when the work inside fails.

    Raises:
        UserError: LUU-07 there is data already, LUU-05 read-only.
    """
    make_folders(place)
    try:
        yield
    except BaseException:
        for path in (place.card, place.database, place.keys, place.period_keys):
            path.unlink(missing_ok=True)
        for folder in (place.originals, place.quarantine):
            shutil.rmtree(folder, ignore_errors=True)
        raise


def copy_to_folder(store: SqlStore, server: ServerSession, secrets: str, place: Folder, progress: Progress) -> Sums:
    """Puts into a new folder what a server holds, compared; without a card it is no store yet.

    Args:
        store: whose keys they are.
        server: where its rows are.
        secrets: the approvers' bundle as it is kept.
        place: see `new_folder`.
        progress: told of each table.

    Returns:
        What was read.

    Raises:
        UserError: MO-05, MO-11, LUU-*.
    """
    with server.transaction() as source, refusing(place.root):
        return _copy_to_file(store, source, secrets, place, progress)


def make_card(store: SqlStore, place: Folder) -> StoreInfo:
    """Writes and gives the card that makes a folder a store of files; raises LUU-*."""
    machine = this_machine(store.info.id)
    info = replace(store.info, server="", seen=0, clean=True, machine=machine, schema=SCHEMA)
    with refusing(place.root):
        write_card(place, info)
    return info


def _copy_to_file(store: SqlStore, source: Connection, secrets: str, place: Folder, progress: Progress) -> Sums:
    key = store.data_key
    PeriodKeys.fill(key, place.period_keys, store.period_keys.pairs(), store.period_keys.erased())
    runner.upgrade(place.database, key)
    engine = cipher.engine(place.database, key)
    try:
        with engine.begin() as target:
            sums = {}
            for number, table in enumerate(TABLES):
                progress.step(number, len(TABLES) + 1, f"Chép {table.name}")
                sums[table.name] = copy_table(source, target, table)
        with engine.begin() as target:
            wrong = [table.name for table in TABLES if sum_of(target, table) != sums[table.name]]
    finally:
        engine.dispose()
    progress.step(len(TABLES), len(TABLES) + 1, "Chép tệp gốc")
    for row in source.execute(select(ORIGINALS).order_by(ORIGINALS.c.sha256).execution_options(yield_per=20)):
        originals.put_sealed(place.originals, row.sha256, row.unit, row.period, row.sealed)
    sums[ORIGINALS.name] = sum_on_server(source, ORIGINALS)
    if sum_of_files(place) != sums[ORIGINALS.name]:
        wrong.append(ORIGINALS.name)
    if wrong:
        raise refuse("MO-11", detail=", ".join(wrong))
    store.slots.for_folder(place.keys, store.unlocked, secrets=secrets)
    return sums
