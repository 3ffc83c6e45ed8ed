"""How the data of a server is opened from an officer's folder, moved there and back, and given to another officer."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from app.crypto.passphrase import check_passphrase
from app.domain.storage import StoreInfo
from app.errors import refuse
from app.progress import Progress
from app.workspace import NewOfficer, Store
from db.faults import refusing
from db.folder import Folder, FolderLock, clean_pending, make_folders, refuse_unsafe_place, this_machine, write_card
from db.migrations import HEAD
from db.postgres.address import CERTIFICATE, read_address
from db.postgres.moving import move_to_folder, move_to_server
from db.postgres.store import ServerStore
from db.slots import KeyFile
from db.store import SqlStore


def open_on_server(place: Folder, card: StoreInfo, user: str | None, passphrase: str, lock: FolderLock) -> ServerStore:
    """Opens the data that a card names.

    Raises:
        UserError: NHAP-01 a unit's, which opens no connection ever; KHOA-01, KHOA-03; MO-02, MO-05 … MO-10.
    """
    if card.mode != "province":
        raise refuse("NHAP-01", detail="chỉ Sở Nội vụ làm việc trên máy chủ dữ liệu")
    slots = KeyFile.read(place.keys)
    unlocked = slots.unlock(user, passphrase)
    with refusing(place.root):
        clean_pending(place)
    info = replace(card, generation=card.generation + 1, machine=this_machine(card.id), schema=HEAD, clean=False)
    store = ServerStore(place, info, slots, unlocked, lock)
    try:
        store.require_own()
        store.enter()
        with refusing(place.root):
            write_card(place, store.info)
    except BaseException:
        store.server.close()
        raise
    return store


def to_server(store: Store, folder: Path, server: str, password: str, progress: Progress) -> dict[str, int]:
    """See `db.postgres.moving.move_to_server`; raises NHAP-01 where the data is on a server already."""
    if not isinstance(store, SqlStore) or isinstance(store, ServerStore):
        raise refuse("NHAP-01", detail="dữ liệu này đã ở trên máy chủ")
    return move_to_server(store, folder, server, password, progress)


def to_folder(store: Store, folder: Path, progress: Progress) -> dict[str, int]:
    """See `db.postgres.moving.move_to_folder`; raises NHAP-01 where the data is in files already."""
    return move_to_folder(_on_server(store), folder, progress)


def officer_folder(store: Store, new: NewOfficer) -> None:
    """Makes the folder of another officer: the card, one slot, and their own password of the server.

    Raises:
        UserError: KHOA-04, KHOA-06 the giver holds no signing key, LUU-*, NHAP-01 the data is not on a server.
    """
    mine = _on_server(store)
    check_passphrase(new.passphrase)
    theirs = mine.slots.theirs(mine.unlocked, new.user, new.roles)
    place = Folder(new.folder)
    refuse_unsafe_place(new.folder)
    make_folders(place)
    address = replace(read_address(mine.info.server), user=new.server_user)
    read_address(str(address))  # a name that would read as something else is refused
    info = replace(mine.info, server=str(address), generation=0, clean=True, machine="")
    server = (str(address), new.server_password)
    with refusing(new.folder):
        only = (theirs, new.passphrase)
        mine.slots.for_folder(place.keys, mine.unlocked, server, secrets=mine.sealed_secrets(), only=only)
        if (mine.folder.root / CERTIFICATE).exists():
            shutil.copyfile(mine.folder.root / CERTIFICATE, new.folder / CERTIFICATE)
        write_card(place, info)


def _on_server(store: Store) -> ServerStore:
    if not isinstance(store, ServerStore):
        raise refuse("NHAP-01", detail="dữ liệu này không ở trên máy chủ")
    return store
