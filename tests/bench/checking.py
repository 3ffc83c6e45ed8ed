"""Check and count."""

from __future__ import annotations

from pathlib import Path

from app.commands.figures.judging import judge
from app.domain.dataset import Dataset
from app.domain.periods import parse_period
from tests.bench import material
from tests.bench.clock import Clock, Measured, serve


def judge_one(work: Path) -> Measured:
    """Check and count of one unit that lists all people."""
    return _judged(work, [material.read_one(work)])


def judge_units(work: Path) -> Measured:
    """Check and count of the same number of people in all units of the province, one after the other."""
    return _judged(work, material.read_people(work))


def _judged(work: Path, datasets: list[Dataset]) -> Measured:
    ws = material.opened_copy(work / "province", material.environment())
    day = ws.today
    clock, findings = Clock(), 0
    with clock.measured():
        for data in datasets:
            findings += len(judge(ws, ws.pack, data, parse_period(str(day.year)), day).findings)
    ws.store.close()
    return clock.result(people=sum(len(data.tables["person"]) for data in datasets), findings=findings)


if __name__ == "__main__":
    serve(judge_one, judge_units)
