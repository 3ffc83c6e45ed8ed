"""Stores for the composition root: makes and opens encrypted stores behind the `Stores` protocol of the workspace."""

from __future__ import annotations

from pathlib import Path

from app.domain.storage import StoreInfo
from app.workspace import NewStore, Store
from db.opening import create_store, open_store, restore_store, store_info


class SqlStores:
    """Encrypted SQLite stores in folders."""

    def create(self, new: NewStore) -> Store:
        """Makes a store and opens it; raises LUU-05, LUU-06, LUU-07, KHOA-04."""
        return create_store(
            new.folder,
            new.mode,
            new.unit,
            new.user,
            new.passphrase,
            new.practice,
            new.secrets,
            practice=new.practice,
        )

    def open(self, folder: Path, user: str | None, passphrase: str) -> Store:
        """Opens a store; raises MO-*, LUU-*, KHOA-*."""
        return open_store(folder, user, passphrase)

    def card(self, folder: Path) -> StoreInfo:
        """The card of a store; raises MO-04, LUU-04."""
        return store_info(folder)

    def restore(self, source: Path, folder: Path, user: str | None, passphrase: str) -> Store:
        """Puts a backup in place in a new epoch; raises LUU-*, KHOA-01, MO-01."""
        return restore_store(source, folder, user, passphrase)
