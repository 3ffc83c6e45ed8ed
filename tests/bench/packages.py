"""Seal and open; and the reception of many packages with its parts, each measured alone."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Final

from app.commands.figures.judging import Judged, judge
from app.commands.keys.province_identity import province_keys
from app.commands.keys.trusting import trust_state
from app.domain.periods import parse_period
from app.package.personal import split_personal
from app.package.submission import Submission, read_submission
from app.package.trust import open_file
from app.workspace import Workspace
from tests.bench import material, sealing
from tests.bench.clock import Clock, Measured, serve
from tests.bench.storing import insert_rows, rows_of

_RECEPTIONS: Final = 200
_EARLY: Final = 20
_BAD: Final = 5


def seal_open(work: Path) -> Measured:
    """Seal and open of a unit of 150: files, signature, envelope; opened, verified and read at Sở Nội vụ."""
    unit, province = _unit_and_province(work)
    report = sealing.report_of(unit)
    cold, warm = Clock(), Clock()
    with cold.measured():
        size, people = _sealed_and_opened(unit, province, report)
    with warm.measured():  # everything is imported and every table is known
        _sealed_and_opened(unit, province, report)
    unit.store.close()
    province.store.close()
    return cold.result(bytes=size, people=people, warm_ms=1000 * warm.wall)


def _sealed_and_opened(unit: Workspace, province: Workspace, report: tuple[Judged, bytes]) -> tuple[int, int]:
    """Bytes and people of one package, made and read."""
    sealed = sealing.sealed(unit, report)
    opened = open_file(sealed, (province_keys(province).encryption,), trust_state(province), province.env.now())
    return len(sealed), len(read_submission(opened).data.tables["person"])


def seal_open_floor(work: Path) -> Measured:
    """Bare cryptography and compression of the same bytes: what no program can leave out."""
    unit, province = _unit_and_province(work)
    clock = Clock()
    sealing.floor(sealing.sealed_files(unit, sealing.report_of(unit)), clock.measured)
    unit.store.close()
    province.store.close()
    return clock.result()


def submit(work: Path) -> Measured:
    """The whole command of a unit of 150: check, count, forms on paper, seal, read back, write."""
    unit, province = _unit_and_province(work)
    province.store.close()
    clock = Clock()
    with clock.measured():
        outcome = material.run(unit, "submit", period=str(unit.today.year), out=work / "submit.p7m")
    assert outcome.ok, outcome.data
    unit.store.close()
    return clock.result(bytes=outcome.data["size"])


def _unit_and_province(work: Path) -> tuple[Workspace, Workspace]:
    env, folder = material.environment(), work / f"unit-{material.UNITS[0]}"
    return material.opened_copy(folder / "store", env), material.opened_copy(folder / "province", env)


def reception(work: Path) -> Measured:
    """The command that takes all packages in, each in its own transaction."""
    ws = material.opened_copy(work / "province", material.environment())
    clock = Clock()
    with clock.measured():
        rows = material.run(ws, "receive", paths=material.packages(work)).data
    assert {row["state"] for row in rows} == {"received"}, {row["code"] for row in rows}
    people = sum(document.body["counts"]["person"] for document in ws.store.documents("received", state="received"))
    ws.store.close()
    return clock.result(packages=len(rows), people=people)


def drop(work: Path) -> Measured:
    """The same packages in one folder with five files that are none: remembered, expanded, refused beside the good."""
    ws, folder = material.opened_copy(work / "province", material.environment()), material.empty(work / "drop")
    good = material.packages(work)
    for path in good:
        shutil.copy(path, folder)
    for number in range(_BAD):
        (folder / f"{number}.txt").write_bytes(f"{number}".encode() * 1000)
    clock = Clock()
    with clock.measured():
        rows = material.run(ws, "receive", paths=[folder]).data
    states = Counter(row["state"] for row in rows)
    assert states == {"received": len(good), "refused": _BAD}, states
    ws.store.close()
    return clock.result(packages=len(good), refused=_BAD)


def reception_memory(work: Path) -> Measured:
    """Two hundred receptions in one process, one file each: resident memory after the last against after the 20th."""
    env, paths = material.environment(), material.packages(work)
    clock, resident = Clock(), list[int]()
    with clock.measured():
        while len(resident) < _RECEPTIONS:
            ws = material.opened_copy(work / "province", env)
            for path in paths[: _RECEPTIONS - len(resident)]:
                (row,) = material.run(ws, "receive", paths=[path]).data
                assert row["state"] == "received", row["code"]
                resident.append(_resident())
            ws.store.close()
    early, late = resident[_EARLY - 1], max(resident[-_EARLY:])
    return clock.result(receptions=len(resident), early_mb=early / 1e6, late_mb=late / 1e6, growth=late / early)


def _resident() -> int:
    """Bytes of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def reception_parts(work: Path) -> Measured:
    """The parts of reception, each measured alone: cryptography, reading, check and count, raw insert."""
    ws = material.opened_copy(work / "province", material.environment())
    state, keys, now = trust_state(ws), (province_keys(ws).encryption,), ws.env.now()
    crypto, parse, judging, inserting = Clock(), Clock(), Clock(), Clock()
    read: list[Submission] = []
    for path in material.packages(work):
        sealed = path.read_bytes()
        with crypto.measured():
            opened = open_file(sealed, keys, state, now)
        with parse.measured():
            submission = read_submission(opened)
        with judging.measured():
            judge(ws, ws.pack, submission.data, parse_period(submission.body.period), _day(submission))
        read.append(submission)
    ws.store.close()
    insert_rows(
        work, [rows_of(split_personal(item.data)[1], str(number)) for number, item in enumerate(read)], inserting
    )
    parts = {"crypto": crypto, "parse": parse, "judge": judging, "insert": inserting}
    seconds = {f"{name}_seconds": clock.wall for name, clock in parts.items()}
    return {
        "seconds": sum(clock.wall for clock in parts.values()),
        "cpu": sum(clock.cpu for clock in parts.values()),
        **seconds,
    }


def _day(submission: Submission) -> date:
    return date.fromisoformat(submission.body.cut_off)


if __name__ == "__main__":
    serve(seal_open, seal_open_floor, submit, reception, drop, reception_memory, reception_parts)
