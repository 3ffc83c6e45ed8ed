"""Broken and full disks, a commit that says it failed, and names that no file of the folder shows."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2

from app.domain.dataset import dataset
from app.domain.records import Person
from app.errors import UserError
from db import cipher
from db.faults import fault_code, refusing
from db.opening import create_store, open_store
from db.store import SqlStore
from tests.db.samples import NAMES, PASSPHRASE, UNIT, USER, added, entry, people
from tests.simulator.refusals import code_of

Make = Callable[..., SqlStore]


class Unsure(dbapi2.Connection):  # type: ignore[misc]
    """A connection whose commit reports an error of the disk, before or after it was done."""

    faults: tuple[str, ...] = ()

    def commit(self) -> None:
        """Fails as often as there are faults."""
        fault, Unsure.faults = (Unsure.faults[0], Unsure.faults[1:]) if Unsure.faults else ("", ())
        if fault == "after":
            super().commit()
        if fault:
            raise dbapi2.OperationalError("database or disk is full" if fault == "full" else "disk I/O error")
        super().commit()


@pytest.fixture
def unsure(make: Make, monkeypatch: pytest.MonkeyPatch) -> SqlStore:
    """A store on such connections."""
    real = dbapi2.connect
    monkeypatch.setattr(dbapi2, "connect", lambda *args, **named: real(*args, factory=Unsure, **named))
    Unsure.faults = ()
    return make()


@pytest.mark.fault("A05")
@pytest.mark.parametrize("fault", ["before", "after"])
def test_an_uncertain_commit_is_settled_and_written_once(unsure: SqlStore, fault: str) -> None:
    Unsure.faults = (fault,)
    assert unsure.apply(added(*people()), entry("Thêm")) == 1
    assert unsure.count("person") == 10
    assert unsure.verify_history().entries == 1
    cipher.assert_settings(unsure._session.driver())


@pytest.mark.fault("B12")
def test_a_disk_that_stays_broken_is_said_and_the_store_goes_on_later(unsure: SqlStore) -> None:
    Unsure.faults = ("before", "", "before")  # the write, the question whether it is there, the write again
    assert code_of(unsure.apply, added(*people()), entry("Thêm")) == "LUU-02"
    assert unsure.count("person") == 0
    assert unsure.apply(added(*people()), entry("Thêm")) == 1


@pytest.mark.fault("A06")
def test_a_full_disk_is_not_tried_again(unsure: SqlStore) -> None:
    Unsure.faults = ("full",)
    assert code_of(unsure.apply, added(*people()), entry("Thêm")) == "LUU-01"
    assert unsure.apply(added(*people()), entry("Thêm")) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1.5 MB."""
    place = tmp_path / "đĩa nhỏ"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting needs root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.fault("A06")
def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    store = create_store(small_disk / "so", "unit", UNIT, USER, PASSPHRASE, True)
    saved: list[Person] = []
    with pytest.raises(UserError) as refused:
        for number in range(10_000):
            person = Person(id=f"p{number:05d}", full_name="Lò Thị Ánh", note=os.urandom(2000).hex())
            store.apply(added(person), entry("Thêm"))
            saved.append(person)
    assert refused.value.code == "LUU-01"
    assert len(saved) > 50
    assert dict(store.load().tables["person"]) == {row.id: row for row in saved}
    assert code_of(store.backup) == "LUU-01"
    assert list((small_disk / "so" / "backups").iterdir()) == []
    subprocess.run(["mount", "-o", "remount,size=9m", small_disk], check=True)
    store.apply(added(person), entry("Lưu lại"))
    assert store.count("person") == len(saved) + 1
    assert store.check() == ()
    store.close()


@pytest.mark.fault("B04")
def test_a_read_only_disk_is_refused_before_anything_is_typed(small_disk: Path) -> None:
    create_store(small_disk / "so", "unit", UNIT, USER, PASSPHRASE, True).close()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert code_of(open_store, small_disk / "so", USER, PASSPHRASE) == "LUU-05"
    assert code_of(create_store, small_disk / "khác", "unit", UNIT, USER, PASSPHRASE, True) == "LUU-05"
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)


@pytest.mark.fault("B04")
def test_a_disk_that_turns_read_only_while_open(small_disk: Path) -> None:
    store = create_store(small_disk / "so", "unit", UNIT, USER, PASSPHRASE, True)
    store.apply(added(people()[0]), entry("Thêm"))
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=False, capture_output=True)
    # The kernel refuses the remount while a file is open for writing: then the disk is pulled instead.
    subprocess.run(["umount", "-l", small_disk], check=True)
    (small_disk / "so").mkdir(parents=True)
    assert code_of(store.apply, added(people()[1]), entry("Thêm")).startswith("LUU-")
    store.close()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", small_disk], check=True)


_ONE_SAVE = (
    "import sys; from pathlib import Path; from app.errors import UserError; from db.opening import open_store\n"
    "from tests.db.samples import PASSPHRASE, added, entry, people\n"
    "try:\n"
    "    store = open_store(Path(sys.argv[1]), None, PASSPHRASE)\n"
    "    store.apply(added(people()[0]), entry('Thêm'))\n"
    "    print('saved')\n"
    "except UserError as wrong: print(wrong.code)\n"
)


@pytest.mark.fault("A05")
@pytest.mark.faults
@pytest.mark.parametrize(
    ("calls", "error"), [("fsync,fdatasync", "EIO"), ("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("unlink", "EIO")]
)
def test_every_call_to_the_disk_may_fail_once(make: Make, tmp_path: Path, calls: str, error: str) -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    original = make()
    original.close()
    for number in range(1, 60):
        root = tmp_path / f"n{number}"
        shutil.copytree(original.root, root)
        log = tmp_path / "log"
        inject = f"inject={calls}:error={error}:when={number}"
        command = [
            "strace",
            "-f",
            "-o",
            str(log),
            "-e",
            f"trace={calls}",
            "-e",
            inject,
            sys.executable,
            "-c",
            _ONE_SAVE,
        ]
        ran = subprocess.run([*command, str(root)], capture_output=True, text=True, check=False)
        said = ran.stdout.strip()
        assert said in {"saved", "LUU-01", "LUU-02", "LUU-04"}, (number, said, ran.stderr)
        store = open_store(root, USER, PASSPHRASE)
        assert store.check() == ()
        assert said != "saved" or store.count("person") == 1
        assert store.verify_history().broken == ()
        assert store.count("person") == store.revision()
        store.close()
        if "INJECTED" not in log.read_text():
            return
    pytest.fail("the save never passed untouched")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (OSError(errno.ENOSPC, "x"), "LUU-01"),
        (OSError(errno.EROFS, "x"), "LUU-05"),
        (OSError(errno.EIO, "x"), "LUU-02"),
        (dbapi2.OperationalError("database is locked"), "MO-01"),
        (OperationalError("SELECT secret", {}, dbapi2.OperationalError("disk I/O error")), "LUU-02"),
        (dbapi2.DatabaseError("database disk image is malformed"), "LUU-04"),
        (dbapi2.OperationalError("attempt to write a readonly database"), "LUU-05"),
        (dbapi2.OperationalError("no such table: person"), None),
        (ValueError("x"), None),
    ],
)
def test_what_an_error_is_called(wrong: Exception, code: str | None, tmp_path: Path) -> None:
    assert fault_code(wrong) == code
    with pytest.raises((UserError, type(wrong))) as raised, refusing(tmp_path):
        raise wrong
    assert getattr(raised.value, "code", None) == code or code is None
    assert code is None or "SELECT" not in str(raised.value)


@pytest.mark.fault("B16")
def test_no_file_of_the_folder_shows_a_name(make: Make) -> None:
    store = make(secrets=b"BEGIN PRIVATE KEY")
    store.apply(added(*people()), entry("Thêm Lò Thị Ánh"))
    sent = dataset("u", people())
    store.apply((), entry("Nhận Lò Thị Ánh"), scopes={"s": sent}, blobs={"b": NAMES[0].encode()})
    store.put_original(UNIT, "2026", NAMES[0].encode())
    store.backup()
    with store._session.transaction() as connection:
        connection.exec_driver_sql("UPDATE person SET note = 'Lò Thị Ánh' WHERE id = 'p01'")
        _search(store.root, shown=("so.db-journal", "so.db"))
    store.close()
    _search(store.root, shown=("so.db",))


def _search(root: Path, shown: tuple[str, ...]) -> None:
    files = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert set(shown) <= {path.name for path in files}
    hidden = [*NAMES, "Ánh", "BEGIN PRIVATE KEY", "SQLite format", "CREATE TABLE", "0110850012"]
    for path, content in files.items():
        for word in hidden:
            for coding in ("utf-8", "utf-16-le"):
                assert word.encode(coding) not in content, f"{word} in {path.name}"
            assert word.encode().hex().encode() not in content


@pytest.mark.fault("E07")
def test_a_key_is_nowhere_in_the_folder(make: Make) -> None:
    store = make()
    key: Any = store._unlocked.data_key
    store.backup()
    for path in store.root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert key not in content
            assert key.hex().encode() not in content
