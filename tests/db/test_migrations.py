"""The steps between schemas: the frozen ones make today's tables, and a step that fails leaves nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from app.domain.storage import StoreInfo
from db import backup
from db.folder import Folder, read_card, write_card
from db.migrations import HEAD
from db.migrations.generate import rendered
from db.migrations.runner import STEPS, schema_version, upgrade_safely
from db.migrations.versions import v0001_initial
from db.opening import open_store
from db.store import SqlStore
from db.tables import METADATA
from tests.db.samples import PASSPHRASE, USER, added, entry, people
from tests.simulator.refusals import code_of

Make = Callable[..., SqlStore]


def test_the_frozen_steps_make_the_tables_of_the_registry(make: Make) -> None:
    with make()._session.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        found = sa.inspect(connection)
        for name, table in METADATA.tables.items():
            assert [column["name"] for column in found.get_columns(name)] == [column.name for column in table.columns]
            assert found.get_pk_constraint(name)["constrained_columns"] == [key.name for key in table.primary_key]
        assert schema_version(connection) == HEAD == len(STEPS)


@pytest.mark.skipif(HEAD > 1, reason="after the first release the first step is frozen")
def test_the_first_step_was_written_from_todays_records() -> None:
    names: dict[str, object] = {}
    exec(rendered().replace(": Final", ""), names)  # run: python -m db.migrations.generate
    assert names["RECORDS"] == v0001_initial.RECORDS


def _good(operations: Operations) -> None:
    operations.add_column("person", sa.Column("new_field", sa.Text()))


def _bad(operations: Operations) -> None:
    with operations.batch_alter_table("body") as body:
        body.drop_column("name")
    operations.drop_table("course")
    operations.execute("INSERT INTO nowhere VALUES (1)")


def _content(store: SqlStore) -> tuple[StoreInfo, bytes]:
    store.apply(added(*people()), entry("Thêm"))
    key = store._unlocked.data_key
    store.close()
    return store.info, key


@pytest.mark.fault("D07")
def test_a_failed_step_leaves_everything_and_a_copy(make: Make) -> None:
    store = make()
    info, key = _content(store)
    place = Folder(store.root)
    assert code_of(upgrade_safely, place, info, key, (*STEPS, _good, _bad)) == "MO-03"
    kept = [item.reason for item in backup.list_backups(place.backups)]
    assert kept == [backup.BEFORE_UPGRADE]
    again = open_store(store.root, USER, PASSPHRASE)
    assert dict(again.load().tables["person"]) == {row.id: row for row in people()}
    assert again.check() == ()
    with again._session.transaction() as connection:
        assert schema_version(connection) == HEAD
        columns = {column["name"] for column in sa.inspect(connection).get_columns("person")}
    assert "new_field" not in columns
    again.close()


@pytest.mark.fault("D01")
def test_an_older_store_is_brought_to_head_when_it_opens(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make()
    _content(store)
    place = Folder(store.root)
    monkeypatch.setattr("db.opening.HEAD", HEAD + 1)
    monkeypatch.setattr("db.migrations.runner.upgrade_safely.__defaults__", ((*STEPS, _good),))
    again = open_store(store.root, USER, PASSPHRASE)
    assert again.count("person") == 10
    with again._session.transaction() as connection:
        assert schema_version(connection) == HEAD + 1
    again.close()
    assert read_card(place).schema == HEAD + 1
    monkeypatch.undo()
    assert code_of(open_store, store.root, USER, PASSPHRASE) == "MO-02"
    write_card(place, replace(read_card(place), schema=HEAD))
    assert code_of(open_store, store.root, USER, PASSPHRASE) == "MO-02"


@pytest.mark.fault("D02")
def test_killed_in_the_middle_the_old_program_still_opens_the_store(make: Make) -> None:
    store = make()
    _, key = _content(store)
    script = (
        "import os, sys; from pathlib import Path; from db.migrations.runner import STEPS, upgrade\n"
        "def half(operations):\n"
        "    operations.drop_table('course'); operations.execute('DELETE FROM person'); os._exit(9)\n"
        "upgrade(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), (*STEPS, half))"
    )
    command = [sys.executable, "-c", script, str(store.root / "so.db"), key.hex()]
    assert subprocess.run(command, check=False).returncode == 9
    again = open_store(store.root, USER, PASSPHRASE)
    assert dict(again.load().tables["person"]) == {row.id: row for row in people()}
    assert again.check() == ()
    again.close()
