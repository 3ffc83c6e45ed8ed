"""Only the store, the files a person chose and the settings folder are written; nothing in home or temp folders."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.bad_record import opened, write_bad_workbook
from tests.e2e.conftest import PASSPHRASE, ROOT

_CALLS = "open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat"
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|^(creat|mkdir|rename|unlink|rmdir|link|symlink)")
_LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<rest>.*)\) += (?P<result>-?\d+)")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Home:
    """A machine with an empty home: the only folders in which writing is expected are `chosen` and `settings`."""

    root: Path

    @property
    def chosen(self) -> Path:
        return self.root / "chosen"

    @property
    def settings(self) -> Path:
        return self.root / "settings"

    def run(self, *words: object, code: str = "") -> dict[str, object]:
        """Runs a command, followed by the recorder of system calls where there is one; gives the envelope."""
        env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SO2282_PASSPHRASE": PASSPHRASE,
            "SO2282_SETTINGS": str(self.settings),
            "HOME": str(self.root / "home"),
            "TMPDIR": str(self.root / "tmp"),
            **{f"XDG_{name}_HOME": str(self.root / name.lower()) for name in ("CONFIG", "CACHE", "DATA", "STATE")},
        }
        read, write = os.pipe()
        os.write(write, code.encode() + b"\n")
        os.close(write)
        more = ["--code-fd", str(read)] if code else []
        done = subprocess.run(
            [*_recorder(self.root / "calls"), sys.executable, "-m", "app", "--json", *map(str, words), *more],
            check=False,
            cwd=self.root / "work",
            env=env,
            capture_output=True,
            text=True,
            pass_fds=(read,),
        )
        os.close(read)
        assert done.returncode in (0, 1), done.stderr
        envelope: dict[str, object] = json.loads(done.stdout)
        return envelope


def _recorder(log: Path) -> list[str]:
    if not shutil.which("strace"):
        return []
    command = ["strace", "-f", "--seccomp-bpf", "-qq", "-A", "-s", "4096", "-e", f"trace={_CALLS}", "-o", str(log)]
    works = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    return command if works else []


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    root = tmp_path_factory.mktemp("may")
    for name in ("home", "tmp", "config", "cache", "data", "state", "work", "chosen", "settings"):
        (root / name).mkdir()
    return Home(root)


@pytest.mark.fault("B15", "B16")
def test_only_chosen_folders_are_written(demo: Path, home: Home) -> None:
    chosen = home.chosen
    store = chosen / "unit"
    shutil.copytree(sorted((demo / "units").iterdir())[0] / "store", store)
    with opened(store) as ws:
        period = ws.store.documents("sent")[-1].period
    write_bad_workbook(chosen / "them.xlsx", store)
    made = [
        home.run("--store", chosen / "so", "store", "new", "--mode", "province", "--user", "a", "--practice"),
        home.run("--store", chosen / "so", "enrol", "file", "--unit", "03202", "--out", chosen / "enrolment"),
    ]
    given = made[-1]["data"][0]  # type: ignore[index]
    new = ("store", "new", "--mode", "unit", "--user", "b", "--enrolment", given["file"])
    out = chosen / "out"
    made += [
        home.run("--store", chosen / "moi", *new, code=given["code"]),
        home.run("--store", store, "submit", "--period", period, "--level", "so-lieu", "--out", out / "goi.p7m"),
        home.run("--store", store, "import", chosen / "them.xlsx"),
        *(home.run("--store", store, "form", "01", "--out", out / f"bieu{end}") for end in (".pdf", ".xlsx", ".docx")),
        home.run("--store", store, "export", "--out", out / "tat-ca.xlsx"),
    ]
    assert [envelope["message"] for envelope in made if not envelope["ok"]] == []
    refused = home.run("--store", store, "check")
    assert not refused["ok"]
    assert refused["data"]
    assert sorted(str(path.relative_to(home.root)) for path in _outside(home)) == []
    assert sorted({path for path in _written(home) if not path.startswith(_allowed(home))}) == []
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["goi.p7m", "bieu.pdf", "bieu.xlsx", "bieu.docx", "tat-ca.xlsx"]
    )


def _allowed(home: Home) -> tuple[str, ...]:
    return str(home.chosen), str(home.settings), "/dev/null", "/dev/tty", "/dev/pts/", "/proc/self/"


def _outside(home: Home) -> Iterator[Path]:
    """Files that came into being beside the chosen folders."""
    inside = {home.chosen, home.settings}
    for path in home.root.rglob("*"):
        if path.is_file() and path != home.root / "calls" and not inside & set(path.parents):
            yield path


def _written(home: Home) -> Iterator[str]:
    """Paths that were opened for writing, made, moved or removed, by the record of system calls."""
    log = home.root / "calls"
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else ():
        call = _LINE.match(line)
        if call and int(call["result"]) >= 0 and _WRITES.search(f"{call['call']}({call['rest']}"):
            for quoted in _PATH.findall(call["rest"]):
                path = quoted.encode("latin-1", "replace").decode("unicode_escape").encode("latin-1").decode("utf-8")
                yield path if path.startswith("/") else str(home.root / "work" / path)
