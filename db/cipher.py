"""The encrypted connection: hides the driver, the key and the settings that threats.md §6 asks for.

Every setting is asserted on every connection, so that no library can quietly weaken what keeps saved work.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

_BUSY_MILLISECONDS: Final = 5000
_CACHE_KIB: Final = 65536
# What is set, and what SQLite then answers.
SETTINGS: Final[tuple[tuple[str, str, object], ...]] = (
    ("journal_mode", "DELETE", "delete"),
    ("synchronous", "EXTRA", 3),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("secure_delete", "ON", 1),
    ("busy_timeout", str(_BUSY_MILLISECONDS), _BUSY_MILLISECONDS),
    ("cache_size", str(-_CACHE_KIB), -_CACHE_KIB),
)


class WeakSettingError(Exception):
    """SQLite did not take a setting; nothing may be written."""


def connect(path: Path, key: bytes) -> Any:
    """Opens a driver connection; a wrong key or another file shows here, not at the first query.

    Args:
        path: of the database; made where it does not exist.
        key: 32 bytes.

    Raises:
        dbapi2.DatabaseError: not a database under this key.
        WeakSettingError: a setting was not taken.
    """
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        _key(connection, key)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for name, value, _ in SETTINGS:
            connection.execute(f"PRAGMA {name} = {value}")
        assert_settings(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_bare(path: Path, key: bytes) -> Any:
    """Opens the empty target of a backup; nothing but its key is set."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    _key(connection, key)
    return connection


def assert_settings(connection: Any) -> None:
    """Compares every setting with what it must be.

    Raises:
        WeakSettingError: one differs.
    """
    for name, _, expected in SETTINGS:
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise WeakSettingError(f"{name} = {found}")


def engine(path: Path, key: bytes) -> Engine:
    """An engine with the one connection of a store; every transaction begins as a writer, so that none fails midway."""
    made = create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connect(path, key), poolclass=StaticPool, echo=False
    )
    event.listen(made, "begin", _begin)
    return made


def integrity(connection: Any, *, full: bool) -> tuple[str, ...]:
    """What SQLite and SQLCipher find wrong with the pages; empty for nothing."""
    found = [row[0] for row in connection.execute(f"PRAGMA {'integrity_check' if full else 'quick_check'}")]
    if full:
        found += [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
    return tuple(text for text in found if text != "ok")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _key(connection: Any, key: bytes) -> None:
    # SQLCipher takes a raw key as a blob literal only; bytes.hex() holds nothing that could end the literal.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
