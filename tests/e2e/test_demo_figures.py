"""The province's printed figures against plain loops over the records in the units' stores."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from app.domain.codelists import load_catalogue
from app.domain.dataset import Dataset
from app.domain.records import Appointment, Course, PlanningEntry, Training
from app.domain.unit_records import Body, Population
from app.paths import resource_root
from tests.e2e.conftest import Program
from tests.e2e.plain import within, working

KEY = {"hdnd.ct", "hdnd.pct", "ubnd.ct", "ubnd.pct"}


@pytest.fixture(scope="module")
def lines(so2282: Program, demo: Path) -> dict[tuple[str, str], dict[str, object]]:
    """Indicator lines of the province by code and title."""
    ran = so2282("--json", "--store", demo / "province" / "store", "indicators")
    assert ran.code == 0, ran.err
    return {(row["code"], row["title"]): row for row in ran.envelope["data"]["rows"]}


def _headline(lines: dict[tuple[str, str], dict[str, object]], code: str) -> dict[str, object]:
    found = [row for (name, _), row in lines.items() if name == code and row["headline"]]
    assert len(found) == 1
    return found[0]


def test_planned_women(records: list[Dataset], lines: dict[tuple[str, str], dict[str, object]], today: date) -> None:
    """1.2: women among the distinct people in planning."""
    women = everybody = 0
    for data in records:
        people = working(data, today)
        planned = {
            row.person for row in data.rows(PlanningEntry) if row.person in people and within(row.start, row.end, today)
        }
        everybody += len(planned)
        women += sum(1 for key in planned if people[key].sex == "f")
    row = _headline(lines, "1.2")
    assert (row["numerator"], row["denominator"]) == (women, everybody)
    assert everybody > 20


def test_trained_women(records: list[Dataset], lines: dict[tuple[str, str], dict[str, object]], today: date) -> None:
    """1.3: planned women with a counted course in the window of the headline line."""
    counted = {
        code.code for code in load_catalogue(resource_root() / "codelists")["training_kinds"] if code.is_set("counted")
    }
    found = []
    for first in (date(today.year, 1, 1), date(today.year - 1, 12, 15), date(2026, 1, 1), date(2021, 1, 1)):
        trained = women = 0
        for data in records:
            people = working(data, today)
            planned = {
                row.person
                for row in data.rows(PlanningEntry)
                if row.person in people and people[row.person].sex == "f" and within(row.start, row.end, today)
            }
            women += len(planned)
            done = set()
            for row in data.rows(Training):
                course = data.get(Course, row.course)
                if course and course.kind in counted and course.start and first <= course.start.earliest <= today:
                    done.add(row.person)
            trained += len(planned & done)
        found.append((trained, women))
    row = _headline(lines, "1.3")
    assert (row["numerator"], row["denominator"]) in found
    assert found[0][1] > 10


def _governments(records: Iterable[Dataset], on: date) -> tuple[int, int]:
    """Convention B: an administrative level of a unit counts once; a woman chair or deputy is enough."""
    total = with_woman = 0
    for data in records:
        people = working(data, on)
        for tier in ("tinh", "xa"):
            bodies = {
                row.id
                for row in data.rows(Body)
                if row.kind in ("hdnd", "ubnd") and row.tier == tier and within(row.start, row.end, on)
            }
            if not bodies:
                continue
            total += 1
            with_woman += any(
                row.body in bodies
                and row.post in KEY
                and row.person in people
                and people[row.person].sex == "f"
                and within(row.start, row.end, on)
                for row in data.rows(Appointment)
            )
    return with_woman, total


def test_governments_by_convention_b(
    records: list[Dataset], lines: dict[tuple[str, str], dict[str, object]], today: date
) -> None:
    rows = [row for (code, _), row in lines.items() if code == "1.1a" and row["convention"] == "B"]
    assert _governments(records, today) in {(row["numerator"], row["denominator"]) for row in rows}


def test_residents_of_form_06(records: list[Dataset], so2282: Program, demo: Path) -> None:
    """A cell of the province is the sum over the units' population rows."""
    expected = sum(row.total or 0 for data in records for row in data.rows(Population) if row.ethnic == "08")
    ran = so2282("--json", "--store", demo / "province" / "store", "explain", "resident{ethnic=08}")
    assert ran.code == 0, ran.out
    assert ran.envelope["data"]["value"] == expected > 0


def test_the_steps_were_told(demo: Path) -> None:
    assert {path.name for path in demo.iterdir()} >= {"units", "province", "packages", "receipts", "forms", "keys"}
    assert json.dumps(sorted(path.suffix for path in (demo / "forms" / "province").iterdir()))
    assert {path.suffix for path in (demo / "forms" / "province").iterdir()} == {".pdf", ".xlsx", ".docx"}
