"""Who may open a store, what each may open, and a passphrase that changes in one step."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.storage import APPROVER, UserSlot
from app.errors import UserError
from app.workspace import Workspace, load_environment
from db.opening import SqlStores, open_store
from db.store import SqlStore
from tests.db.samples import PASSPHRASE, USER, added, entry, people
from tests.simulator.province import run
from tests.simulator.refusals import code_of

Make = Callable[..., SqlStore]
OTHER, OTHER_PASSPHRASE = "Quàng Văn Hặc", "một câu thật là dài"


def test_a_second_user_reads_and_does_not_sign(make: Make) -> None:
    store = make(secrets=b"PEM")
    store.apply(added(*people()), entry())
    store.add_user(OTHER, OTHER_PASSPHRASE, ["clerk"])
    assert store.users() == (UserSlot(USER, (APPROVER,), "cheap"), UserSlot(OTHER, ("clerk",), "cheap"))
    store.close()
    theirs = open_store(store.root, None, OTHER_PASSPHRASE)
    assert (theirs.user, theirs.roles, theirs.count("person")) == (OTHER, ("clerk",), 10)
    with pytest.raises(UserError) as refused:
        _ = theirs.secrets
    assert refused.value.code == "KHOA-06"
    assert code_of(theirs.set_secrets, b"x") == "KHOA-06"
    assert code_of(theirs.add_user, "Người ký nữa", OTHER_PASSPHRASE, [APPROVER]) == "KHOA-06"
    theirs.close()


def test_a_second_approver_has_the_same_bundle(make: Make) -> None:
    store = make(secrets=b"PEM")
    store.add_user(OTHER, OTHER_PASSPHRASE, [APPROVER])
    store.set_secrets(b"PEM 2")
    store.close()
    theirs = open_store(store.root, OTHER, OTHER_PASSPHRASE)
    assert theirs.secrets == b"PEM 2"
    theirs.remove_user(USER)
    assert code_of(theirs.remove_user, OTHER) == "NHAP-03"
    assert code_of(theirs.remove_user, "người lạ") == "NHAP-02"
    theirs.close()
    assert code_of(open_store, store.root, USER, PASSPHRASE) == "KHOA-01"
    assert code_of(open_store, store.root, None, PASSPHRASE) == "KHOA-01"


def test_names_and_passphrases_that_are_refused(make: Make) -> None:
    store = make()
    assert code_of(store.add_user, USER, OTHER_PASSPHRASE) == "NHAP-03"
    assert code_of(store.add_user, " ", OTHER_PASSPHRASE) == "NHAP-03"
    assert code_of(store.add_user, OTHER, "ngắn") == "KHOA-04"
    assert code_of(store.change_passphrase, USER, "không phải thế này", OTHER_PASSPHRASE) == "KHOA-01"
    assert code_of(store.change_passphrase, USER, PASSPHRASE, "ngắn") == "KHOA-04"


def test_a_changed_passphrase_closes_the_old_one_out(make: Make) -> None:
    store = make(secrets=b"PEM")
    store.change_passphrase(USER, PASSPHRASE, OTHER_PASSPHRASE)
    store.close()
    assert code_of(open_store, store.root, USER, PASSPHRASE) == "KHOA-01"
    again = open_store(store.root, USER, OTHER_PASSPHRASE)
    assert again.secrets == b"PEM"
    again.close()


@pytest.mark.fault("E04")
def test_killed_while_changing_the_old_or_the_new_one_opens(make: Make) -> None:
    store = make()
    store.close()
    script = (
        "import itertools, sys; from pathlib import Path; from db.opening import open_store\n"
        "root, both = Path(sys.argv[1]), sys.argv[2:]\n"
        "try: store = open_store(root, None, both[0])\n"
        "except Exception: store, both = open_store(root, None, both[1]), both[::-1]\n"
        "print('ready', flush=True)\n"
        "for _ in itertools.count():\n"
        "    store.change_passphrase(store.user, *both); both = both[::-1]\n"
    )
    for _ in range(4):
        command = [sys.executable, "-c", script, str(store.root), PASSPHRASE, OTHER_PASSPHRASE]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            with pytest.raises(subprocess.TimeoutExpired):
                worker.wait(0.1)
            worker.send_signal(signal.SIGKILL)
        _opens_with_exactly_one(store.root)


def _opens_with_exactly_one(root: Path) -> None:
    codes = []
    for passphrase in (PASSPHRASE, OTHER_PASSPHRASE):
        try:
            open_store(root, USER, passphrase).close()
        except UserError as wrong:
            codes.append(wrong.code)
    assert codes == ["KHOA-01"]


@pytest.mark.parametrize("name", ["keys.json", "period-keys.json"])
def test_a_key_file_changed_by_a_stranger_is_refused(make: Make, name: str) -> None:
    store = make()
    store.apply(added(*people()), entry())
    store.close()
    for path in (store.root / name, store.root / f"{name}.ban-sao"):
        content = json.loads(path.read_text())
        if name == "keys.json":
            content["users"][0]["roles"] = ["clerk"]
        else:
            content["keys"] = []
        content.pop("checksum")
        from db.files import write_checked

        write_checked(path, content)
    assert code_of(open_store, store.root, USER, PASSPHRASE) == "KHOA-03"


def test_one_changes_ones_own_passphrase_by_the_command(make: Make, tmp_path: Path) -> None:
    store = make(secrets=b"PEM")
    store.add_user(OTHER, OTHER_PASSPHRASE)
    store.close()
    theirs = open_store(store.root, OTHER, OTHER_PASSPHRASE)
    ws = Workspace(load_environment(SqlStores()), theirs)
    for name, text in (("cũ", OTHER_PASSPHRASE), ("mới", "một câu mới hẳn"), ("sai", "không phải thế này")):
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    wrong = {"old_file": tmp_path / "sai", "new_file": tmp_path / "mới"}
    assert code_of(run, ws, "store passphrase", **wrong) == "KHOA-01"
    run(ws, "store passphrase", old_file=tmp_path / "cũ", new_file=tmp_path / "mới")
    theirs.close()
    assert code_of(open_store, store.root, OTHER, OTHER_PASSPHRASE) == "KHOA-01"
    open_store(store.root, OTHER, "một câu mới hẳn").close()
    open_store(store.root, USER, PASSPHRASE).close()
