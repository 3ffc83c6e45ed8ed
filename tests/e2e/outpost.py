"""A small unit and its Sở Nội vụ in real stores on disk, for tests that kill the program and look at what is left.

As a module of its own, `python -m tests.e2e.outpost WORDS…`, it is the command line with the clock of the simulator.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from app import cli
from app.commands.storing import new_province, new_unit
from app.commands.submission.unfinished import settle_unfinished
from app.domain.storage import Document
from app.durable import PENDING
from app.progress import Silent
from app.workspace import Environment, Workspace, load_environment
from db.opening import SqlStores
from tests.e2e.conftest import PASSPHRASE, ROOT
from tests.simulator.province import CUT_OFF, PERIOD, START, change, fill, run
from tests.simulator.units import PON, person_of, replaced, small_unit

_BEGAN: Final = float(os.environ.setdefault("OUTPOST_BEGAN", str(time.time())))
"""When the clock of the simulator began; the processes of a test share it."""


@dataclass(frozen=True, slots=True)
class Outpost:
    """Where the two stores are."""

    unit: Path
    province: Path

    def copied(self, folder: Path) -> Outpost:
        """The same two stores in another folder."""
        shutil.copytree(self.unit, folder / "unit")
        shutil.copytree(self.province, folder / "province")
        return Outpost(folder / "unit", folder / "province")


def environment() -> Environment:
    """The program's own, with the clock of the simulator: the day after the cut-off, so that no test waits for it."""
    return replace(load_environment(SqlStores()), now=lambda: START + timedelta(seconds=time.time() - _BEGAN))


def found_outpost(folder: Path) -> Outpost:
    """A unit of twelve people, enrolled, whose first package Sở Nội vụ has accepted; something changed since."""
    env = environment()
    province = new_province(env, folder / "province", "Cán bộ tổng hợp", PASSPHRASE, practice=True)
    run(province, "period issue", period=PERIOD, cut_off=CUT_OFF)
    given = run(province, "enrol file", out=folder, unit=PON[:5]).data[0]
    unit = new_unit(env, folder / "unit", Path(given["file"]), given["code"], "Người lập biểu", PASSPHRASE)
    try:
        fill(unit, small_unit())
        _exchange(unit, province, folder)
        _correct(unit)
    finally:
        unit.close(Silent())
        province.close(Silent())
    return Outpost(folder / "unit", folder / "province")


@contextmanager
def at(store: Path) -> Iterator[Workspace]:
    """A store opened as the program opens it."""
    env = environment()
    ws = Workspace(env, env.stores.open(store, None, PASSPHRASE))
    try:
        yield ws
    finally:
        ws.store.close()


def submit_words(store: Path, out: Path) -> list[str]:
    """The command line of a submission, with that clock."""
    words = [
        "-m",
        "tests.e2e.outpost",
        "--store",
        str(store),
        "submit",
        "--period",
        PERIOD,
        "--out",
        str(out),
        "--minimal",
    ]
    return [sys.executable, *words]


def surroundings(settings: Path) -> Mapping[str, str]:
    """The environment of the program as a process of its own."""
    return {**os.environ, "SO2282_PASSPHRASE": PASSPHRASE, "SO2282_SETTINGS": str(settings), "PYTHONPATH": str(ROOT)}


def require_whole(post: Outpost, out: Path, before: int) -> str:
    """What must hold after a kill at any moment: the draft is intact, or the package is recorded, whole and good.

    Args:
        post: the two stores. out: the file that was being written. before: packages recorded before.

    Returns:
        "nothing", "recorded" (whole here, no file yet) or "written".
    """
    with at(post.unit) as ws:
        assert ws.store.check() == ()
        assert ws.store.verify_history().broken == ()
        assert run(ws, "store check").ok
        assert run(ws, "chain check").ok
        sent = ws.store.documents("sent")
        assert len(sent) in (before, before + 1)
        for document in sent:
            sealed = ws.store.original(document.id)
            assert sealed is not None
            assert hashlib.sha256(sealed).hexdigest() == document.id
        assert _chained(sent)
        state = "nothing"
        if len(sent) > before:
            state = "written" if out.exists() else "recorded"
        if out.exists():  # a name is only given to what is recorded and whole
            assert hashlib.sha256(out.read_bytes()).hexdigest() == sent[-1].id
            assert run(ws, "verify", file=out).ok
        assert not sent[-1].body.get("written") or out.exists() or len(sent) == before
        assert person_of(ws.store.load(), 0).ethnic == "01"  # what was typed is there
    return state


def require_onward(post: Outpost, out: Path, folder: Path) -> None:
    """Work goes on: the next package is made, and Sở Nội vụ takes everything that left in one chain."""
    with at(post.unit) as ws:
        settle_unfinished(ws)
        assert not out.with_name(out.name + PENDING).exists()
        waiting = [row for row in run(ws, "sent list").data if not row["written"]]
        for row in waiting:
            run(ws, "sent copy", package=row["package"], out=folder / f"chép-{row['package'][:6]}.p7m")
        _correct(ws, "19")
        run(ws, "submit", period=PERIOD, out=folder / "tiếp.p7m", minimal=True)
        names = {item.id for item in ws.store.documents("sent")}
    files = [path for path in (*folder.glob("*.p7m"), out) if path.exists()]
    with at(post.province) as so:
        assert run(so, "receive", paths=sorted(set(files))).ok
        taken = so.store.documents("received", unit=PON)
        assert {item.id for item in taken} == names
        assert {item.state for item in taken} <= {"accepted", "received", "superseded"}
        assert run(so, "chain check").ok


def _exchange(unit: Workspace, province: Workspace, folder: Path) -> None:
    assert run(unit, "submit", period=PERIOD, out=folder / "một.p7m", minimal=True).ok
    run(province, "receive", paths=[folder / "một.p7m"])
    (request,) = province.store.documents("request", unit=PON)
    run(province, "enrol confirm", fingerprint=request.body["fingerprint"])
    (package,) = province.store.documents("received", unit=PON)
    run(province, "accept", package=package.id)
    run(province, "receipt", package=package.id, out=folder / "phiếu.p7m")
    run(unit, "receive", paths=[folder / "phiếu.p7m"])


def _correct(ws: Workspace, ethnic: str = "01") -> None:
    data = ws.store.load()
    change(ws, replaced(data, person_of(data, 0), ethnic=ethnic))


def _chained(sent: tuple[Document, ...]) -> bool:
    """Each package continues the one before it."""
    return all(later.body["previous"] == earlier.id for earlier, later in pairwise(sent))


if __name__ == "__main__":
    sys.exit(cli.run(environment, sys.argv[1:]))
