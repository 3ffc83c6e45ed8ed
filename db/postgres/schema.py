"""Brings the database of a server to today's schema; hides Alembic. One transaction: all steps, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, select

from db.migrations.versions import v0001_initial, v0001_server

Step: TypeAlias = Callable[[Operations], None]


def _first(operations: Operations) -> None:
    v0001_initial.upgrade(operations)
    v0001_server.upgrade(operations)


STEPS: Final[Sequence[Step]] = (_first,)
"""Step n leads from version n to version n + 1, as in `db.migrations.runner`."""


def is_founded(connection: Connection) -> bool:
    """Whether a store lives in the database."""
    return connection.execute(select(func.to_regclass("head"))).scalar_one() is not None


def run_steps(connection: Connection, version: int) -> None:
    """Runs the steps after a version; the caller's transaction commits them and writes the version."""
    operations = Operations(MigrationContext.configure(connection))
    for step in STEPS[version:]:
        step(operations)
