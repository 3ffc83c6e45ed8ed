"""Copies that were verified when made, and what happens when one goes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest

from app.domain.records import Person
from app.durable import PENDING
from app.errors import Cancelled, refuse
from db import backup
from db.backup import DAILY, REPLACED, check_backup, list_backups
from db.opening import open_store, restore_store, store_info
from db.store import SqlStore
from tests.db.samples import PASSPHRASE, UNIT, USER, added, changed, entry, people, removed
from tests.simulator.refusals import code_of

Make = Callable[..., SqlStore]


@pytest.fixture
def full(make: Make) -> SqlStore:
    """A store with ten people and one original."""
    store = make(secrets=b"PEM")
    store.apply(added(*people()), entry("Thêm"))
    store.put_original(UNIT, "2026", b"sealed")
    return store


@pytest.mark.fault("C06")
def test_a_backup_is_whole_and_named_last(full: SqlStore) -> None:
    made = full.backup()
    assert made.parent == full.root / "backups"
    assert {path.name for path in made.iterdir()} >= {"so.db", "keys.json", "store.toml", "backup.json"}
    assert not any("period-keys" in path.name for path in made.iterdir())
    assert (made.parent / "period-keys.json").exists()
    assert check_backup(made).store.id == full.info.id
    assert not list(made.parent.glob(f"*{PENDING}"))


def test_ten_daily_ones_are_kept_and_every_other(full: SqlStore) -> None:
    special = full.backup(reason="nop")
    made = [full.backup() for _ in range(12)]
    kept = list_backups(full.root / "backups")
    assert len([item for item in kept if item.reason == DAILY]) == 10
    assert special.exists()
    assert made[-1].exists()


@pytest.mark.fault("L02")
def test_the_newest_copies_are_kept_whatever_the_clock_said(full: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of the year 2099 count by their number: they are not kept for ever, nor does a right one go for them."""

    class Future(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls(2099, 1, 1, tzinfo=tz)

    with monkeypatch.context() as patched:
        patched.setattr("db.backup.datetime", Future)
        wrong = [full.backup() for _ in range(3)]
    made = [full.backup() for _ in range(9)]
    assert [path.exists() for path in (*wrong, *made)] == [False, False, True, *([True] * 9)]
    assert list_backups(full.root / "backups")[0].path == made[-1]


def test_cancelled_it_leaves_nothing(full: SqlStore) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        full.backup(progress=Stop())
    assert list((full.root / "backups").iterdir()) == []
    full.backup()


@pytest.mark.fault("D11", "D14")
def test_going_back_keeps_what_stood_there_and_opens_a_new_epoch(full: SqlStore) -> None:
    made = full.backup()
    first = people()[0]
    full.apply([removed(first)], entry("Xóa"))
    full.close()
    again = restore_store(made, full.root, USER, PASSPHRASE)
    assert again.load().tables["person"][first.id] == first
    assert (again.info.epoch, again.secrets) == (2, b"PEM")
    assert again.info.generation > full.info.generation
    again.close()
    aside = next((full.root / "backups").glob(f"*{REPLACED}"))
    assert (aside / "so.db").exists()


@pytest.mark.fault("D18", "E06")
def test_a_new_computer_needs_backup_and_passphrase_only(full: SqlStore, tmp_path: Path) -> None:
    made = full.backup(tmp_path / "usb")
    full.close()
    shutil.rmtree(full.root)
    again = restore_store(made, tmp_path / "máy mới", USER, PASSPHRASE)
    assert again.count("person") == 10
    assert [again.original(item.sha256) for item in again.originals()] == [b"sealed"]
    assert again.verify_history().broken == ()
    assert not again.history()[0].erased
    again.close()


def test_without_the_period_keys_the_records_still_come_back(full: SqlStore, tmp_path: Path) -> None:
    made = full.backup(tmp_path / "usb")
    alone = tmp_path / "chép tay" / made.name
    shutil.copytree(made, alone)
    again = restore_store(alone, tmp_path / "máy mới", USER, PASSPHRASE)
    assert again.count("person") == 10
    check = again.verify_history()
    assert (check.erased, check.broken) == (1, ())
    again.close()


def test_going_back_does_not_bring_back_an_erased_key(full: SqlStore) -> None:
    hidden = full.encrypt_personal(UNIT, "2026", b"name")
    made = full.backup()
    full.erase(UNIT, "2026")
    full.close()
    again = restore_store(made, full.root, USER, PASSPHRASE)
    assert again.decrypt_personal(UNIT, "2026", hidden) is None
    again.close()


@pytest.mark.fault("D10")
@pytest.mark.parametrize("name", ["so.db", "keys.json", "store.toml"])
@pytest.mark.parametrize("damage", ["flip", "cut", "gone"])
def test_a_damaged_backup_is_refused_before_anything_moves(full: SqlStore, name: str, damage: str) -> None:
    made = full.backup()
    full.close()
    content = bytearray((made / name).read_bytes())
    content[len(content) // 3] ^= 4
    if damage == "gone":
        (made / name).unlink()
    else:
        (made / name).write_bytes(content if damage == "flip" else content[:-7])
    before = (full.root / "so.db").read_bytes()
    assert code_of(restore_store, made, full.root, USER, PASSPHRASE) == "LUU-04"
    assert (full.root / "so.db").read_bytes() == before
    open_store(full.root, USER, PASSPHRASE).close()


@pytest.mark.fault("D12")
def test_what_does_not_belong_there_is_refused(full: SqlStore, make: Make, tmp_path: Path) -> None:
    made = full.backup()
    other = make("khác")
    other.close()
    assert code_of(restore_store, made, other.root, USER, PASSPHRASE) == "LUU-07"
    assert code_of(restore_store, made, full.root, USER, PASSPHRASE) == "MO-01"
    assert code_of(restore_store, made, tmp_path / "mới", USER, "không phải thế này") == "KHOA-01"
    assert code_of(restore_store, tmp_path, tmp_path / "mới 2", USER, PASSPHRASE) == "LUU-08"
    assert store_info(other.root).epoch == 1


@pytest.mark.fault("A19")
def test_a_journal_left_by_a_crash_does_not_meet_the_copy(full: SqlStore) -> None:
    made = full.backup()
    full.close()
    journal = full.root / "so.db-journal"
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(4096))
    restore_store(made, full.root, USER, PASSPHRASE).close()
    assert not journal.exists()


def test_a_change_after_the_backup_is_not_in_it(full: SqlStore, tmp_path: Path) -> None:
    first = people()[0]
    made = full.backup()
    from dataclasses import replace

    full.apply([changed(first, replace(first, note="sau"))], entry("Sửa"))
    again = restore_store(made, tmp_path / "mới", USER, PASSPHRASE)
    assert again.load().tables["person"][first.id] == first
    again.close()


@pytest.mark.fault("B09")
def test_old_backups_stay_until_a_newer_one_is_proved(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup that fails takes none of those away that are there, and what a kill left of one is tidied."""
    store = make()
    for number in range(11):
        store.apply(added(Person(id=f"p{number}")), entry("Thêm"))
        store.backup()
    there = sorted(path.name for path in store.folder.backups.iterdir())

    def broken(*_: object) -> None:
        raise refuse("LUU-04", place="bản sao")

    with monkeypatch.context() as patch:
        patch.setattr(backup, "_rehearse", broken)
        assert code_of(store.backup) == "LUU-04"
    assert sorted(path.name for path in store.folder.backups.iterdir()) == there
    (store.folder.backups / f"20261130T000000Z-thuong{PENDING}").mkdir()
    store.close()
    open_store(store.folder.root, USER, PASSPHRASE).close()
    assert not list(store.folder.backups.glob(f"*{PENDING}"))
