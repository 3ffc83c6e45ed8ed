"""The bench's own parts: the table says what was met, and the large workbook is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.codelists import load_catalogue
from app.domain.dataset import dataset
from app.domain.dates import PartialDate
from app.domain.records import Person
from app.paths import resource_root
from app.progress import Silent
from app.spreadsheets.workbook import read_workbook
from tests.bench import report, sheet
from tests.bench.processes import NO_LIMIT, Limit, Result


def _result(seconds: float, peak_mb: float = 100.0) -> Result:
    return Result(seconds, seconds, peak_mb, (seconds,), {"rows": 50_000.0})


def test_a_ratio_is_held_against_its_target() -> None:
    results = {"excel_preview": _result(6.0), "excel_bare": _result(2.0), "reception": _result(15.1, 401.0)}
    found = {line.name: line for line in (*report.lines(results), *report.memory_lines(results))}
    assert found["Excel 50,000 x 30 read, matched, previewed / bare reader"].met is True
    assert found["reception of 60 packages with 30,000 people"].met is False
    assert found["peak memory: reception"].met is False
    assert "NOT MET" in report.table(results)
    assert "reception" in report.details(results)


def test_a_measure_whose_floor_was_not_run_is_left_out() -> None:
    assert [line.name for line in report.lines({"window": _result(0.4)})] == ["window to first paint"]


def test_json_holds_runs_and_verdicts() -> None:
    content = report.as_json({"processors": 2}, {"free": {"reception": _result(10.0)}})
    (line, memory) = content["runs"]["free"]["measures"]
    assert (line["met"], memory["met"]) == (True, True)
    assert content["runs"]["free"]["stages"]["reception"]["seconds"] == pytest.approx(10.0)


def test_limits_stand_before_the_command() -> None:
    assert NO_LIMIT.prefix() == []
    assert Limit(0, 1024).prefix() == ["taskset", "--cpu-list", "0", "prlimit", "--as=1024"]


def test_the_workbook_of_the_bench_is_a_list_of_thirty_columns(tmp_path: Path) -> None:
    catalogue = load_catalogue(resource_root() / "codelists")
    people = [
        Person(id=f"p{number}", full_name="Lường Thị Pâng", sex="f", birth=PartialDate("1983-05-19"), ethnic="03")
        for number in range(3)
    ]
    sheet.write_list(tmp_path / "list.xlsx", dataset("03127@2025-07-01", people), catalogue)
    (read,) = read_workbook(tmp_path / "list.xlsx", Silent()).sheets
    assert [len(row) for row in read.rows] == [30] * 4
    assert "Lường Thị Pâng" in read.rows[1]
