"""Plain loops over the records of the demo's units, for counting what the program counts another way."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date

from app.domain.dataset import Dataset
from app.domain.records import Appointment, Person
from app.domain.unit_records import Body
from app.paths import resource_root


def within(start: object, end: object, on: date) -> bool:
    return (start is None or start.earliest <= on) and (end is None or end.latest >= on)  # type: ignore[attr-defined]


def working(data: Dataset, on: date) -> dict[str, Person]:
    return {row.id: row for row in data.rows(Person) if within(None, row.left_on, on)}


def existing(data: Dataset, on: date) -> dict[str, Body]:
    """Bodies of a unit on a day, by id."""
    return {row.id: row for row in data.rows(Body) if within(row.start, row.end, on)}


def held(data: Dataset, on: date) -> Iterator[tuple[Appointment, Person, Body]]:
    """Posts held on a day, by people who work there, at bodies that exist."""
    people, bodies = working(data, on), existing(data, on)
    for row in data.rows(Appointment):
        if row.person in people and row.body in bodies and within(row.start, row.end, on):
            yield row, people[row.person], bodies[row.body]


def codes(name: str) -> dict[str, dict[str, str]]:
    """A code list, as it stands in its file."""
    with (resource_root() / "codelists" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row for row in csv.DictReader(stream)}
