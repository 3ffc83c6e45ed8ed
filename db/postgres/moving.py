"""`store move`: from files to a server and back, in one step that is compared before it counts.

Hides the order. The old data is only read; it is marked last, when number and digest of every table and every original
are the same in both places. What was begun and not finished is thrown away, or, on the server, was never there.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.domain.storage import StoreInfo
from app.errors import refuse
from app.progress import Progress
from db import originals, writes
from db.faults import refusing
from db.folder import Folder, make_folders, read_card, refuse_unsafe_place, this_machine, write_card
from db.migrations import HEAD as SCHEMA
from db.postgres.address import CERTIFICATE, read_address
from db.postgres.copying import TABLES, copy_table, sum_of
from db.postgres.schema import is_founded, run_steps
from db.postgres.session import ServerSession
from db.postgres.store import ServerStore
from db.postgres.sums import Sums, sum_of_files, sum_on_server
from db.postgres.tables import HEAD, ORIGINALS, PERIOD_KEYS
from db.postgres.to_files import copy_to_folder, make_card, new_folder
from db.store import SqlStore

_QUARANTINE = "quarantine"


def move_to_server(
    store: SqlStore, folder: Path, server: str, password: str, progress: Progress, certificate: Path | None = None
) -> dict[str, int]:
    """Moves a store of files to an empty database of a server; a killed move is finished by the same call.

    Args:
        folder: new, of the officer who moves; it names the server from now on.
        server: address.
        password: of the server.
        certificate: of the server, where it is not on this machine.

    Returns:
        Number of rows by table, and of originals.

    Raises:
        UserError: MO-05 … MO-11, LUU-05, LUU-06, LUU-07, NHAP-01 not of Sở Nội vụ, NHAP-03 the address.
    """
    if store.info.mode != "province":
        raise refuse("NHAP-01", detail="chỉ dữ liệu của Sở Nội vụ chuyển được lên máy chủ")
    address, place = read_address(server), Folder(folder)
    refuse_unsafe_place(folder)
    info = replace(store.info, server=str(address), clean=True, machine=this_machine(store.info.id))
    _make(place, info, certificate)
    session = ServerSession(address, password, folder, store.data_key)
    try:
        with session.writing() as target:
            sums = _found(store, session, target, progress)
    finally:
        session.close()
    with refusing(folder):
        _bring_quarantine(store.folder, place)
        store.slots.for_folder(place.keys, store.unlocked, (str(address), password))
        write_card(place, info)
    store.mark_moved(address.place)
    return _counts(sums)


def move_to_folder(store: ServerStore, folder: Path, progress: Progress) -> dict[str, int]:
    """Moves the data of a server into a store of files; nobody writes meanwhile, and afterwards nobody can.

    Raises:
        UserError: MO-05, MO-11, LUU-*.
    """
    refuse_unsafe_place(folder)
    place = Folder(folder)
    with store.server.alone() as connection, new_folder(place):
        sums = copy_to_folder(store, store.server, store.sealed_secrets(), place, progress)
        connection.execute(update(HEAD).values(moved=str(folder.resolve())))
        with refusing(folder):
            _bring_quarantine(store.folder, place)
        make_card(store, place)
        # From here on the folder stays: whether a server that falls silent now has taken the mark, nobody knows.
    store.mark_moved(str(folder.resolve()))
    return _counts(sums)


def _make(place: Folder, info: StoreInfo, certificate: Path | None) -> None:
    present = place.card.exists()
    if present:
        found = read_card(place)
        if (found.id, found.server) != (info.id, info.server):
            raise refuse("LUU-07", place=place.root)
    else:
        make_folders(place)
    if certificate is not None:
        with refusing(place.root):
            shutil.copyfile(certificate, place.root / CERTIFICATE)


def _found(store: SqlStore, session: ServerSession, target: Connection, progress: Progress) -> Sums:
    """Fills an empty database, or compares one that an earlier call filled."""
    founded = is_founded(target)
    if founded and target.execute(select(HEAD.c.store)).scalar_one() != store.info.id:
        raise refuse("MO-08", place=session.address.place, detail="là của dữ liệu khác")
    with store.reading() as source:
        if founded:
            sums = {table.name: sum_of(source, table) for table in TABLES}
        else:
            run_steps(target, 0)
            sums = {}
            for number, table in enumerate(TABLES):
                progress.step(number, len(TABLES) + 1, f"Chép {table.name}")
                sums[table.name] = copy_table(source, target, table)
            progress.step(len(TABLES), len(TABLES) + 1, "Chép tệp gốc")
            _put_head(store, target, writes.last_revision(source))
            _put_keys(store, session, target)
            _put_originals(store.folder, target)
        sums[ORIGINALS.name] = sum_of_files(store.folder)
        for table in (*TABLES, ORIGINALS):
            if sum_on_server(target, table) != sums[table.name]:
                raise refuse("MO-11", detail=table.name)
    return sums


def _put_head(store: SqlStore, target: Connection, revision: int) -> None:
    row: dict[str, Any] = {"one": 1, "store": store.info.id, "schema": SCHEMA, "epoch": store.info.epoch}
    row |= {"revision": revision, "erasures": 0, "moved": "", "secrets": store.slots.sealed_secrets}
    target.execute(insert(HEAD).values(row))


def _put_keys(store: SqlStore, session: ServerSession, target: Connection) -> None:
    pairs, erased = store.period_keys.pairs(), set(store.period_keys.erased())
    rows = [
        {
            "unit": place[0],
            "period": place[1],
            "wrapped": session.keys.wrapped(place, pairs[place]) if place in pairs else None,
            "erased": place in erased,
        }
        for place in sorted({*pairs, *erased})
    ]
    if rows:
        target.execute(insert(PERIOD_KEYS), rows)


def _put_originals(folder: Folder, target: Connection) -> None:
    for item in originals.list_originals(folder.originals):
        unit, period, sealed = originals.sealed_parts(folder.originals, item.sha256)
        row = {"sha256": item.sha256, "unit": unit, "period": period, "sealed": sealed, "size": len(sealed)}
        target.execute(insert(ORIGINALS).values(row))


def _bring_quarantine(source: Folder, target: Folder) -> None:
    if source.quarantine.is_dir():
        shutil.copytree(source.quarantine, target.quarantine, dirs_exist_ok=True)


def _counts(sums: Sums) -> dict[str, int]:
    return {name: found.rows for name, found in sums.items()}
