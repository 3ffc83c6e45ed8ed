"""Invented units for tests of figures: small ones by hand, and drawn ones for laws. No real person's data."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset, dataset
from app.domain.dates import PartialDate
from app.domain.periods import parse_period
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.unit_records import Activity, Body, Budget, Headcount, Population
from app.domain.units import Units
from app.plan.facts import Context
from app.plan.pack import Pack

POON = "03202@2025-07-01"
TAM = "03127@2025-07-01"
SNV = "DB-SNV@2025-03-01"
VPUBND = "DB-VPUBND@2025-03-01"
CUT_OFF = date(2026, 12, 14)


def d(text: str) -> PartialDate:
    return PartialDate(text)


def context(
    data: Dataset, units: Units, catalogue: Catalogue, pack: Pack, period: str = "2026", cut_off: date = CUT_OFF
) -> Context:
    """The context in which tests count."""
    return Context(data, units, catalogue, pack.definitions, parse_period(period), cut_off, cut_off)


def drawn_unit(unit: str, seed: int, catalogue: Catalogue, people: int = 60) -> Dataset:
    """A unit with everything in it, drawn by seed: gaps, partial dates and unknown codes too."""
    draw = random.Random(f"{unit}/{seed}")

    def maybe(values: list[Any], gap: float = 0.1) -> Any:
        return None if draw.random() < gap else draw.choice(values)

    rows: list[Any] = []
    kinds = [code.code for code in catalogue["body_kinds"]]
    sectors = [code.code for code in catalogue["sectors"]]
    for index in range(12):
        kind = ["hdnd", "ubnd", "so", "truong"][index] if index < 4 else maybe(kinds, 0.05)
        tier = "tinh" if unit.startswith("DB-") else "xa"
        rows.append(
            Body(id=f"b{index}", name=f"Cơ quan {index}", kind=kind, tier=tier if index < 4 else maybe([tier, "huyen"]),
                 sector=maybe(sectors), key_posts_assigned=maybe([1, 2, 3]),
                 end=d("2026-06") if index == 11 else None)
        )  # fmt: skip
    rows += _people(draw, maybe, catalogue, people)
    rows += _numbers(draw, maybe, catalogue)
    draw.shuffle(rows)
    return dataset(unit, rows)


def _people(draw: random.Random, maybe: Any, catalogue: Catalogue, people: int) -> list[Any]:
    codes = {name: [code.code for code in catalogue[name]] for name in catalogue}
    rows: list[Any] = [
        PlanningList(id=f"l{index}", number="12", date=d("2025-03-01"), term="2025-2030", tier=tier, secrecy="khong")
        for index, tier in enumerate(["tinh", "xa", None])
    ]
    starts = ["2026", "2026-03", "2026-03-05", "2021-05", "2025-12-20"]
    rows += [
        Course(
            id=f"c{index}", name=f"Lớp {index}", kind=maybe(codes["training_kinds"]), organised=maybe([True, False]),
            start=d(draw.choice(starts)), turns=maybe([10, 20]), turns_women=maybe([3, 5]),
            turns_women_dtts=maybe([1, 2]), cost=maybe([5_000_000]),
        )
        for index in range(8)
    ]  # fmt: skip
    for index in range(people):
        rows.append(_person(f"p{index}", draw, maybe, codes))
        rows += _posts_and_plans(f"p{index}", draw, maybe, codes)
    return rows


def _person(key: str, draw: random.Random, maybe: Any, codes: dict[str, list[str]]) -> Person:
    shape = draw.choice(["{y}", "{y}-{m:02}", "{y}-{m:02}-{d:02}"])
    birth = shape.format(y=draw.randint(1964, 2003), m=draw.randint(1, 12), d=draw.randint(1, 28))
    return Person(
        id=key, full_name=f"Lò Thị {key}", sex=maybe(["f", "m"], 0.03), birth=maybe([d(birth)], 0.05),
        ethnic=maybe(["01", "03", "08", "29", "55"]), body=maybe([f"b{n}" for n in range(12)]),
        staff_kind=maybe(codes["staff_kinds"]), professional=maybe(codes["professional_levels"]),
        political=maybe(codes["political_levels"]), administration=maybe(codes["administration_levels"]),
        party_joined=maybe([d("2010"), d("2027"), d("2015-05-19")], 0.4), left_on=maybe([d("2026-05-01")], 0.95),
        note="giữ kín",
    )  # fmt: skip


def _posts_and_plans(key: str, draw: random.Random, maybe: Any, codes: dict[str, list[str]]) -> list[Any]:
    rows: list[Any] = [
        Appointment(
            id=f"{key}a{number}", person=key, body=f"b{draw.randrange(12)}", post=maybe(codes["posts"]),
            start=maybe([d("2024"), d("2026-02-03"), d("2027-01-01")]), end=maybe([d("2026-11")], 0.8),
            mode=maybe(codes["appointment_modes"]), concurrent=maybe([True, False]),
        )
        for number in range(draw.choice([0, 0, 1, 1, 2]))
    ]  # fmt: skip
    rows += [
        PlanningEntry(
            id=f"{key}q{number}", person=key, planning_list=f"l{draw.randrange(3)}", post=maybe(codes["posts"]),
            body=maybe([f"b{n}" for n in range(12)], 0.3), start=maybe([d("2025-04")]),
            end=maybe([d("2026-03-01")], 0.8),
        )
        for number in range(draw.choice([0, 0, 1, 2, 3]))
    ]  # fmt: skip
    rows += [
        Training(id=f"{key}t{number}", person=key, course=f"c{draw.randrange(8)}")
        for number in range(draw.choice([0, 1, 2]))
    ]
    return rows


def _numbers(draw: random.Random, maybe: Any, catalogue: Catalogue) -> list[Any]:
    rows: list[Any] = []
    for body in ("b3", "b5"):
        for dimension in draw.choice([("all",), ("all", "cc", "vc"), ("vc", "hd")]):
            size = 100 if dimension == "all" else 40
            told = draw.choice([(size // 2, size // 4, size // 5), (size // 2, None, None), (None, None, None)])
            women, dtts, both = told
            rows.append(
                Headcount(
                    id=f"h{body}{dimension}", body=body, dimension=dimension, as_of=d("2026-12"), total=size,
                    women=women, dtts=dtts, dtts_women=both,
                )
            )  # fmt: skip
    for ethnic, total in (("00", 5000), ("01", 900), ("03", 2500), ("08", draw.randint(1, 1600))):
        rows.append(Population(id=f"n{ethnic}", year=2026, ethnic=ethnic, total=total, women=total // 2))
    rows.append(Population(id="old", year=2024, ethnic="00", total=4000))
    tasks = [code.code for code in catalogue["tasks"]]
    for index in range(6):
        rows.append(
            Activity(
                id=f"v{index}", task=maybe(tasks), none=index == 5, start=d("2026-04"), times=maybe([1, 2]),
                turns=maybe([30]), turns_women=maybe([20]), cost=maybe([1_000_000]),
            )
        )  # fmt: skip
        source = maybe(["ctx_xa", "ctmtqg"])
        rows.append(Budget(id=f"m{index}", year=2026 - index % 2, source=source, planned=index, paid=1))
    return rows


def shuffled(data: Dataset, seed: int) -> Dataset:
    """The same records read in another order."""
    draw = random.Random(seed)
    tables = {}
    for name, rows in data.tables.items():
        items = list(rows.items())
        draw.shuffle(items)
        tables[name] = dict(items)
    return replace(data, tables=tables)
