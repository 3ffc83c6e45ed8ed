"""The root key in its own file, under its own passphrase, by command line; the passphrase never stands on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import PASSPHRASE, ROOT

ROOT_PASSPHRASE = "mật khẩu riêng của khóa gốc"


def ran(store: Path, *words: str, given: str = "", descriptor: int | None = None) -> tuple[int, dict[str, object]]:
    command = [sys.executable, "-m", "app", "--store", str(store), "--json", *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "SO2282_PASSPHRASE": PASSPHRASE}, input=given, capture_output=True,
        text=True, check=False, pass_fds=() if descriptor is None else (descriptor,),
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


@pytest.mark.fault("E07")
def test_the_root_key_has_a_passphrase_of_its_own(tmp_path: Path) -> None:
    store = tmp_path / "so"
    read, write = os.pipe()
    os.write(write, f"{ROOT_PASSPHRASE}\n".encode())
    os.close(write)
    new = ("store", "new", "--mode", "province", "--user", "a", "--practice", "--root-passphrase-fd", str(read))
    assert ran(store, *new, descriptor=read)[0] == 0
    os.close(read)
    stick = tmp_path / "usb" / "root.pem"
    stick.parent.mkdir()
    (store / "keys" / "root.pem").rename(stick)
    assert b"ENCRYPTED" in stick.read_bytes()
    renew = ("authority", "renew", "--root-key", str(stick))
    code, told = ran(store, *renew)
    assert (code, told["code"]) == (1, "NHAP-01")
    code, told = ran(store, *renew, "--passphrase-file", "/dev/stdin", given=PASSPHRASE)
    assert (code, told["code"]) == (1, "KHOA-01")
    code, told = ran(store, *renew, "--passphrase-file", "/dev/stdin", given=f"{ROOT_PASSPHRASE}\n")
    assert (code, told["ok"]) == (0, True)
