"""Brings a database to today's schema in one transaction: all steps, or none.

Hides Alembic. There is no script folder: the steps are modules, so that the frozen program carries them like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from app.domain.storage import StoreInfo
from app.errors import refuse
from app.progress import Silent
from db import backup, cipher
from db.folder import Folder
from db.migrations.versions import v0001_initial

Step: TypeAlias = Callable[[Operations], None]

STEPS: Final[Sequence[Step]] = (v0001_initial.upgrade,)
"""Step n leads from version n to version n + 1."""


def upgrade(database: Path, key: bytes, steps: Sequence[Step] = STEPS) -> None:
    """Runs the missing steps; whatever fails, the database stays as it was."""
    engine = cipher.engine(database, key)
    try:
        with engine.begin() as connection:
            version = schema_version(connection)
            operations = Operations(MigrationContext.configure(connection))
            for step in steps[version:]:
                step(operations)
            connection.exec_driver_sql(f"PRAGMA user_version = {len(steps):d}")
    finally:
        engine.dispose()


def upgrade_safely(folder: Folder, info: StoreInfo, key: bytes, steps: Sequence[Step] = STEPS) -> None:
    """Makes a verified backup, then upgrades.

    Raises:
        UserError: MO-03, the upgrade failed and the database is as it was; LUU-* no backup could be made.
    """
    connection = cipher.connect(folder.database, key)
    try:
        kept = backup.make_backup(folder, info, connection, key, None, Silent(), backup.BEFORE_UPGRADE)
    finally:
        connection.close()
    try:
        upgrade(folder.database, key, steps)
    except Exception as wrong:
        raise refuse("MO-03", place=kept) from wrong


def schema_version(connection: Connection) -> int:
    """Version that a database has; 0 for a new one."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
