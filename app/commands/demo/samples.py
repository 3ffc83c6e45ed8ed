"""What the demo invents people and units from: lists in resources/samples, read as values.

Hides the files. Everything in them is made up for showing; the proportions follow the orders of magnitude that are
known of the province, never the data of a real unit or person.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

Range = tuple[int, int]
_DEFAULT_PROFILE: Final = "thai"


@dataclass(frozen=True, slots=True)
class Choice:
    """Codes with weights, ready to be drawn."""

    codes: tuple[str, ...]
    cumulated: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class NameParts:
    """Parts that names of one people and sex are put together from."""

    families: tuple[str, ...]
    middles: tuple[str, ...]
    givens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Peoples:
    """Which ethnic groups live in a place.

    Attributes:
        kinh: least and greatest percent of Kinh among residents.
        staff_kinh: percent of Kinh among staff.
        groups: the other groups by weight.
    """

    kinh: Range
    staff_kinh: int
    groups: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Role:
    """What people in a kind of post are like; percents, ages and weights of codes by field."""

    women: int
    party: int
    ages: Range
    staff: Choice
    fields: Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class BodySample:
    """A kind of body that units of a scope have.

    Attributes:
        name: with {unit}, {place}, {economy}, {number} to be filled in.
        head, deputy: codes of posts; deputies: how many of the latter.
        others: further leading posts and how many of each.
        staff: how many work there besides the leaders, or all of them where `typed`.
        women: percent of women among staff; None where the role says it.
        typed: the unit types a number in instead of listing everyone.
        head_by: code of the post whose holder is also the head; deputy_by: of one deputy.
    """

    name: str
    kind: str
    sector: str
    head: str
    deputy: str
    deputies: Range
    others: Mapping[str, int]
    staff: Range
    women: int | None
    typed: bool
    head_by: str
    deputy_by: str


@dataclass(frozen=True, slots=True)
class CourseSample:
    """A class: how likely (percent) the unit organises it itself, for whom, what it costs (million đồng)."""

    name: str
    kind: str
    hours: int | None
    organised: int
    audience: str
    cost: int
    agency: str


@dataclass(frozen=True, slots=True)
class ActivitySample:
    """An activity under a task: how likely (percent) it took place, its cost (million đồng), why it did not."""

    likely: int
    lead: str
    cost: Range
    result: str
    name: str
    none_reason: str


@dataclass(frozen=True, slots=True)
class Samples:
    """All sample lists.

    Attributes:
        names: (ethnic code, sex) → parts.
        peoples: profile → groups; profiles: unit code → profile.
        bodies: scope → bodies: "xa", "truong", "tram", "tinh" or the code of an agency.
        texts: (use, key) → texts to choose from.
    """

    names: Mapping[tuple[str, str], NameParts]
    peoples: Mapping[str, Peoples]
    profiles: Mapping[str, str]
    roles: Mapping[str, Role]
    bodies: Mapping[str, tuple[BodySample, ...]]
    courses: tuple[CourseSample, ...]
    activities: Mapping[str, ActivitySample]
    texts: Mapping[tuple[str, str], tuple[str, ...]]

    def peoples_of(self, code: str) -> Peoples:
        """Groups that live in a commune."""
        return self.peoples[self.profiles.get(code, _DEFAULT_PROFILE)]


def load_samples(folder: Path) -> Samples:
    """Reads the lists of resources/samples."""
    return Samples(
        MappingProxyType(dict(_names(folder))),
        MappingProxyType({row["profile"]: _peoples(row) for row in _rows(folder, "peoples")}),
        MappingProxyType({row["code"]: row["profile"] for row in _rows(folder, "communes")}),
        MappingProxyType({row["role"]: _role(row) for row in _rows(folder, "roles")}),
        MappingProxyType(_bodies(folder)),
        tuple(_course(row) for row in _rows(folder, "courses")),
        MappingProxyType({row["task"]: _activity(row) for row in _rows(folder, "activities")}),
        MappingProxyType(_texts(folder)),
    )


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _names(folder: Path) -> Iterator[tuple[tuple[str, str], NameParts]]:
    for row in _rows(folder, "names"):
        parts = NameParts(
            tuple(row["families"].split()), tuple(row["middles"].split("|")), tuple(row["givens"].split())
        )
        for ethnic in row["ethnic"].split():
            yield (ethnic, row["sex"]), parts


def _peoples(row: dict[str, str]) -> Peoples:
    groups = {code: float(weight) for code, weight in _pairs(row["groups"])}
    return Peoples((int(row["kinh_from"]), int(row["kinh_to"])), int(row["staff_kinh"]), MappingProxyType(groups))


def _role(row: dict[str, str]) -> Role:
    names = ("professional", "political", "administration", "rank", "informatics", "language")
    fields = {name: choice_of({code: float(text) for code, text in _pairs(row[name])}) for name in names if row[name]}
    return Role(
        int(row["women"]),
        int(row["party"]),
        (int(row["age_from"]), int(row["age_to"])),
        choice_of({code: float(text) for code, text in _pairs(row["staff"])}),
        MappingProxyType(fields),
    )


def _bodies(folder: Path) -> dict[str, tuple[BodySample, ...]]:
    found: dict[str, tuple[BodySample, ...]] = {}
    for row in _rows(folder, "bodies"):
        body = BodySample(
            row["name"],
            row["kind"],
            row["sector"],
            row["head"],
            row["deputy"],
            _range(row["deputies"]),
            MappingProxyType({code: int(count) for code, count in _pairs(row["others"])}),
            _range(row["staff"]),
            int(row["women"]) if row["women"] else None,
            row["typed"] == "1",
            row["head_by"],
            row["deputy_by"],
        )
        found[row["scope"]] = (*found.get(row["scope"], ()), body)
    return found


def _course(row: dict[str, str]) -> CourseSample:
    return CourseSample(
        row["name"],
        row["kind"],
        int(row["hours"]) if row["hours"] else None,
        int(row["organised"]),
        row["audience"],
        int(row["cost"] or 0),
        row["agency"],
    )


def _activity(row: dict[str, str]) -> ActivitySample:
    return ActivitySample(
        int(row["likely"]), row["lead"], _range(row["cost"]), row["result"], row["name"], row["none_reason"]
    )


def _texts(folder: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in _rows(folder, "texts"):
        key = (row["use"], row["key"])
        found[key] = (*found.get(key, ()), row["text"])
    return found


def choice_of(weights: Mapping[str, float]) -> Choice:
    """Codes with weights, ready to be drawn."""
    cumulated: list[float] = []
    for weight in weights.values():
        cumulated.append(weight + (cumulated[-1] if cumulated else 0.0))
    return Choice(tuple(weights), tuple(cumulated))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split():
        code, _, value = part.partition("=")
        yield code, value


def _range(text: str) -> Range:
    low, _, high = text.partition("-")
    return int(low), int(high or low)
