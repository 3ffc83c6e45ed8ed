"""A store is made, opened, refused: who holds it, where it lies, what it was damaged by."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.storage import APPROVER
from app.durable import PENDING
from app.errors import UserError
from app.workspace import NewStore
from db import cipher, folder
from db.files import spare_of
from db.migrations import HEAD
from db.opening import SqlStores, create_store, open_store, store_info
from db.store import SqlStore
from tests.db.samples import PASSPHRASE, UNIT, USER, added, entry, people
from tests.simulator.refusals import code_of

Make = Callable[..., SqlStore]


def closed(make: Make, **values: bytes) -> Path:
    """Folder of a store with ten people, closed."""
    store = make(**values)
    store.apply(added(*people()), entry("Thêm"))
    store.close()
    return store.root


def test_a_store_opens_again_with_everything(make: Make) -> None:
    root = closed(make, secrets=b"PEM")
    with_user, alone = open_store(root, USER, PASSPHRASE), None
    try:
        assert dict(with_user.load().tables["person"]) == {row.id: row for row in people()}
        assert (with_user.user, with_user.roles, with_user.secrets) == (USER, (APPROVER,), b"PEM")
        assert (with_user.info.generation, with_user.info.epoch, with_user.recovered) == (2, 1, False)
    finally:
        with_user.close()
    alone = open_store(root, None, PASSPHRASE)
    alone.close()
    assert store_info(root).generation == 3


@pytest.mark.fault("E02")
def test_a_passphrase_typed_decomposed_opens(make: Make) -> None:
    import unicodedata

    root = closed(make)
    open_store(root, USER, unicodedata.normalize("NFD", PASSPHRASE)).close()


@pytest.mark.fault("E01")
def test_the_wrong_passphrase_changes_nothing(make: Make) -> None:
    root = closed(make)
    before = {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}
    for user, passphrase in ((USER, "không phải thế này"), (None, ""), ("người lạ", PASSPHRASE)):
        assert code_of(open_store, root, user, passphrase) == "KHOA-01"
    assert {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()} == before
    open_store(root, USER, PASSPHRASE).close()


@pytest.mark.fault("C01", "C02")
def test_two_at_once_are_refused_in_one_process_and_in_two(make: Make) -> None:
    root = make().root
    assert code_of(open_store, root, USER, PASSPHRASE) == "MO-01"
    script = (
        "import sys; from pathlib import Path; from db.opening import open_store; from app.errors import UserError\n"
        "try: open_store(Path(sys.argv[1]), None, sys.argv[2])\n"
        "except UserError as wrong: print(wrong.code)"
    )
    ran = subprocess.run([sys.executable, "-c", script, root, PASSPHRASE], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "MO-01"


@pytest.mark.fault("C03")
def test_a_lock_file_left_behind_locks_nobody(make: Make) -> None:
    root = closed(make)
    (root / "lock").write_text("pid 1", encoding="utf-8")
    open_store(root, USER, PASSPHRASE).close()


@pytest.mark.fault("E08")
def test_a_weak_passphrase_is_refused_and_leaves_the_folder_usable(tmp_path: Path) -> None:
    assert code_of(create_store, tmp_path / "so", "unit", UNIT, USER, "ngắn", True) == "KHOA-04"
    create_store(tmp_path / "so", "unit", UNIT, USER, PASSPHRASE, True).close()


def test_nothing_is_written_over(make: Make) -> None:
    root = closed(make)
    assert code_of(create_store, root, "unit", UNIT, USER, PASSPHRASE, True) == "LUU-07"


def test_a_missing_store(tmp_path: Path, make: Make) -> None:
    assert code_of(open_store, tmp_path, USER, PASSPHRASE) == "MO-04"
    assert code_of(open_store, tmp_path / "nowhere", USER, PASSPHRASE) == "MO-04"
    root = closed(make)
    (root / "so.db").unlink()
    assert code_of(open_store, root, USER, PASSPHRASE) == "MO-04"
    assert not (root / "so.db").exists()


@pytest.mark.parametrize("damage", ["text", "empty", "zeros", "half", "foreign"])
def test_a_damaged_database_is_refused_and_kept(make: Make, damage: str) -> None:
    root = closed(make)
    database = root / "so.db"
    whole = database.read_bytes()
    content = {
        "text": "Báo cáo kết quả thực hiện\n".encode() * 400,
        "empty": b"\x00",
        "zeros": bytes(len(whole)),
        "half": whole[: len(whole) // 2],
        "foreign": os.urandom(len(whole)),
    }[damage]
    database.write_bytes(content)
    with pytest.raises(UserError) as refused:
        open_store(root, USER, PASSPHRASE)
    assert refused.value.code == "LUU-04"
    assert str(database) in refused.value.message
    assert "SQL" not in refused.value.message
    assert database.read_bytes() == content


@pytest.mark.fault("A17")
def test_a_flipped_bit_in_a_page_is_found(make: Make) -> None:
    root = closed(make)
    database = root / "so.db"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    assert code_of(open_store, root, USER, PASSPHRASE) == "LUU-04"


@pytest.mark.fault("D04")
def test_a_newer_schema_is_refused_and_nothing_changed(make: Make) -> None:
    root = closed(make)
    place = folder.Folder(root)
    folder.write_card(place, replace(store_info(root), schema=HEAD + 1))
    before = place.database.read_bytes()
    assert code_of(open_store, root, USER, PASSPHRASE) == "MO-02"
    assert place.database.read_bytes() == before


@pytest.mark.fault("D04")
def test_a_newer_database_under_an_old_card_is_refused(make: Make) -> None:
    store = make()
    with store._session.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {HEAD + 1}")
    store.close()
    assert code_of(open_store, store.root, USER, PASSPHRASE) == "MO-02"


@pytest.mark.fault("A08", "E05")
@pytest.mark.parametrize("name", ["store.toml", "keys.json", "period-keys.json"])
@pytest.mark.parametrize("content", [b"", bytes(300), b"\xff\xfe", b"{}", b"[1]"])
def test_a_small_file_lost_to_a_power_cut_comes_from_its_spare(make: Make, name: str, content: bytes) -> None:
    root = closed(make)
    (root / name).write_bytes(content)
    open_store(root, USER, PASSPHRASE).close()
    assert (root / name).read_bytes() == spare_of(root / name).read_bytes()
    (root / name).write_bytes(content)
    spare_of(root / name).write_bytes(content)
    expected = "LUU-04" if name == "store.toml" else "KHOA-03"
    assert code_of(open_store, root, USER, PASSPHRASE) == expected


def test_what_was_still_being_written_is_cleaned_up(make: Make) -> None:
    root = closed(make)
    (root / f"keys.json{PENDING}").write_bytes(b"half")
    open_store(root, USER, PASSPHRASE).close()
    assert not (root / f"keys.json{PENDING}").exists()


@pytest.mark.fault("B05")
@pytest.mark.parametrize(
    "name", ["OneDrive - Sở Nội vụ", "Dropbox", "Google Drive", "Zalo Received Files", "Nextcloud", "iCloudDrive"]
)
def test_a_synchronised_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert code_of(create_store, tmp_path / name / "so", "unit", UNIT, USER, PASSPHRASE, True) == "LUU-06"
    (tmp_path / name).mkdir()
    (tmp_path / "lối tắt").symlink_to(tmp_path / name)
    assert code_of(create_store, tmp_path / "lối tắt" / "so", "unit", UNIT, USER, PASSPHRASE, True) == "LUU-06"


@pytest.mark.fault("B07")
def test_a_network_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No network file system can be mounted in a test: the kernel's list of mounts is imitated.
    monkeypatch.setattr(folder, "_mounted_as", lambda path: "cifs")
    assert code_of(create_store, tmp_path / "so", "unit", UNIT, USER, PASSPHRASE, True) == "LUU-06"


@pytest.mark.fault("C04")
def test_another_machine_is_a_new_epoch(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = closed(make)
    monkeypatch.setattr("platform.node", lambda: "máy khác")
    for epoch in (2, 2):
        store = open_store(root, USER, PASSPHRASE)
        assert store.info.epoch == epoch
        store.close()


@pytest.mark.fault("A03", "A20")
def test_every_setting_is_taken_and_asserted(make: Make) -> None:
    driver = make()._session.driver()
    assert driver.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert driver.execute("PRAGMA synchronous").fetchone()[0] == 3
    assert driver.execute("PRAGMA cipher_version").fetchone()[0]
    for name, weak in (("synchronous", "OFF"), ("foreign_keys", "OFF"), ("secure_delete", "OFF")):
        driver.execute(f"PRAGMA {name} = {weak}")
        with pytest.raises(cipher.WeakSettingError):
            cipher.assert_settings(driver)
        driver.execute(f"PRAGMA {name} = {'EXTRA' if name == 'synchronous' else 'ON'}")
    cipher.assert_settings(driver)


def test_the_stores_of_the_program(tmp_path: Path) -> None:
    stores = SqlStores()
    made = stores.create(NewStore(tmp_path / "so", "province", "DB-SNV", USER, PASSPHRASE, b"PEM", practice=True))
    made.apply(added(*people()), entry("Thêm"))
    kept = made.backup(tmp_path / "usb")
    made.close()
    assert stores.card(tmp_path / "so").practice
    opened = stores.open(tmp_path / "so", None, PASSPHRASE)
    assert opened.secrets == b"PEM"
    opened.close()
    again = stores.restore(kept, tmp_path / "mới", None, PASSPHRASE)
    assert (again.info.epoch, again.count("person")) == (2, 10)
    again.close()


@pytest.mark.fault("A01", "A02")
def test_killed_at_any_moment_what_was_acknowledged_is_there(make: Make, tmp_path: Path) -> None:
    root, said = closed(make), tmp_path / "said"
    said.touch()
    for kill in range(6):
        size = said.stat().st_size
        worker = subprocess.Popen([sys.executable, "-m", "tests.db.worker", str(root), str(said)])
        while said.stat().st_size == size:
            assert worker.poll() is None
            time.sleep(0.005)
        time.sleep(0.05 + 0.04 * kill)
        worker.kill()
        worker.wait()
    store = open_store(root, USER, PASSPHRASE)
    try:
        assert store.recovered
        assert store.check() == ()
        acknowledged = {line for line in said.read_text().splitlines() if line != "ready"}
        assert len(acknowledged) > 20
        assert acknowledged <= set(store.load().tables["person"])
        assert store.verify_history().broken == ()
    finally:
        store.close()
