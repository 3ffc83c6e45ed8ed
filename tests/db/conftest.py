"""Both implementations of the store, for the contract that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.workspace import Store
from db.memory import MemoryStore
from db.opening import create_store
from db.store import SqlStore
from tests.db.samples import PASSPHRASE, UNIT, USER


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., SqlStore]]:
    """Makes real stores and closes them."""
    made: list[SqlStore] = []

    def factory(name: str = "so", secrets: bytes = b"") -> SqlStore:
        store = create_store(tmp_path / name, "unit", UNIT, USER, PASSPHRASE, cheap=True, secrets=secrets)
        made.append(store)
        return store

    yield factory
    for store in made:
        store.close()


@pytest.fixture(params=["sql", "memory"])
def store(request: pytest.FixtureRequest, make: Callable[..., SqlStore]) -> SqlStore | MemoryStore:
    """An empty store of either kind."""
    return make() if request.param == "sql" else MemoryStore("unit", UNIT, USER)


def _both_are_stores(sql: SqlStore, memory: MemoryStore) -> tuple[Store, Store]:
    return sql, memory  # checked by mypy: both promise what a workspace needs
