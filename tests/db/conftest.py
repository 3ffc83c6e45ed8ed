"""All implementations of the store, for the contract that they share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.progress import Silent
from app.workspace import Store
from db.memory import MemoryStore
from db.opening import SqlStores, create_store, open_store
from db.postgres.store import ServerStore
from db.store import SqlStore
from db.tables import METADATA
from tests.db.samples import PASSPHRASE, UNIT, USER
from tests.simulator.postgres import PASSWORD, Server, running

_EMPTY = (
    f"TRUNCATE {', '.join(table.name for table in METADATA.tables.values())}, originals, period_keys; "
    "UPDATE head SET revision = 0, erasures = erasures + 1, epoch = 1, moved = ''"
)


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


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real PostgreSQL server, started once; where there is none, these tests fail."""
    with running() as started:
        yield started


@pytest.fixture
def on_server(server: Server, tmp_path: Path) -> Iterator[Callable[..., ServerStore]]:
    """Makes stores on the server and closes them."""
    made: list[SqlStore] = []

    def factory(name: str = "so", secrets: bytes = b"") -> ServerStore:
        founded = create_store(tmp_path / f"{name}-cũ", "province", UNIT, USER, PASSPHRASE, cheap=True, secrets=secrets)
        SqlStores().to_server(founded, tmp_path / name, server.new_database(), PASSWORD, Silent())
        founded.close()
        opened = open_store(tmp_path / name, USER, PASSPHRASE)
        made.append(opened)
        assert isinstance(opened, ServerStore)
        return opened

    yield factory
    for store in made:
        store.close()


@pytest.fixture(scope="session")
def founded(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Folder of an empty store on the server, closed, and its database; both are used again and again."""
    folder = tmp_path_factory.mktemp("server")
    old = create_store(folder / "cũ", "province", UNIT, USER, PASSPHRASE, cheap=True)
    address = server.new_database()
    SqlStores().to_server(old, folder / "so", address, PASSWORD, Silent())
    old.close()
    return folder / "so", address.partition("?")[2]


@pytest.fixture
def shared(server: Server, founded: tuple[Path, str], tmp_path: Path) -> Iterator[ServerStore]:
    """The store on the server, emptied."""
    folder, database = founded
    server.run(database, _EMPTY)
    shutil.copytree(folder, tmp_path / "máy chủ")
    opened = open_store(tmp_path / "máy chủ", USER, PASSPHRASE)
    assert isinstance(opened, ServerStore)
    yield opened
    opened.close()


@pytest.fixture(params=["sql", "memory", "server"])
def store(request: pytest.FixtureRequest, make: Callable[..., SqlStore]) -> SqlStore | MemoryStore:
    """An empty store of each kind."""
    if request.param == "server":
        emptied: SqlStore = request.getfixturevalue("shared")
        return emptied
    return make() if request.param == "sql" else MemoryStore("unit", UNIT, USER)


def _both_are_stores(sql: SqlStore, memory: MemoryStore) -> tuple[Store, Store]:
    return sql, memory  # checked by mypy: both promise what a workspace needs
