"""Plan cases: given rows → expected findings, figures and indicators, in TOML that an official can read.

A file holds `[[case]]` tables, with an optional `[base]` whose keys and rows every case of the file inherits.

    period, cut_off, today, unit, level   the context; `today` is the cut-off unless given
    [[case.given.person]]                 a record by its table, its fields by name; `id` is any short text
    counted, last_year, declared          figures as cell = number, for rules about figures
    rules                                 codes of the rules that the case is about
    findings                              exactly what these rules find: "HS01 person p1 full_name"
    sentences                             what some of them say
    [case.units."code@from"]              figures of a unit, for rules about the province
    matches                               [unit, person, token], for rules about the province
    [case.figures]                        cell = number that counting must give
    [[case.indicators]]                   line, numerator, denominator, percent, verdict, needed
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.codelists import Catalogue
from app.domain.dataset import dataset, redact
from app.domain.dates import PartialDate
from app.domain.figures import Figures, parse_cell_key
from app.domain.periods import parse_period
from app.domain.registry import TABLES
from app.domain.schema import Level, level_of
from app.domain.units import Units
from app.plan.facts import Context
from app.plan.pack import Pack

FOLDER = Path(__file__).parents[2] / "plan_cases"
PHUONG = "03127@2025-07-01"


@dataclass(frozen=True)
class Case:
    """One case with the keys of its file."""

    id: str
    raw: Mapping[str, Any]

    @property
    def unit(self) -> str:
        return str(self.raw.get("unit", PHUONG))

    @property
    def cut_off(self) -> date:
        return date.fromisoformat(self.raw.get("cut_off", "2026-12-14"))

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(self.raw.get("rules", ()))

    @property
    def findings(self) -> tuple[str, ...]:
        return tuple(self.raw.get("findings", ()))

    def cells(self, key: str, unit: str | None = None) -> Figures | None:
        """Figures that the case gives under a key."""
        if key not in self.raw:
            return None
        return made_figures(self.raw[key], unit or self.unit, self.cut_off)

    def context(self, units: Units, catalogue: Catalogue, pack: Pack) -> Context:
        """Context of the case at its level."""
        given = self.raw.get("given", {})
        data = dataset(self.unit, [_record(table, row) for table, rows in given.items() for row in rows])
        return Context(
            data=redact(data, level_of(self.raw.get("level", Level.HO_SO.code))),
            units=units,
            catalogue=catalogue,
            definitions=pack.definitions,
            period=parse_period(self.raw.get("period", "2026")),
            cut_off=self.cut_off,
            today=date.fromisoformat(self.raw.get("today", self.cut_off.isoformat())),
            previous=self.cells("last_year"),
            figures=self.cells("counted"),
        )


def made_figures(cells: Mapping[str, int], unit: str, cut_off: date) -> Figures:
    """Figures from cells as a case writes them."""
    numbers = {str(parse_cell_key(key)): value for key, value in cells.items()}
    return Figures(unit, cut_off.isoformat(), "", Level.HO_SO, numbers)


def read_cases() -> list[Case]:
    """All cases of the folder."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        base = raw.get("base", {})
        for number, case in enumerate(raw["case"], 1):
            merged = {**base, **case, "given": _merged(base.get("given", {}), case.get("given", {}))}
            found.append(Case(f"{path.stem}:{number} {case['name']}", merged))
    return found


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Rows of both; a row of the case replaces the inherited row with its id."""
    tables: dict[str, Any] = {}
    for table in [*one, *(name for name in other if name not in one)]:
        rows = {row["id"]: row for row in one.get(table, [])}
        rows.update({row["id"]: {**rows.get(row["id"], {}), **row} for row in other.get(table, [])})
        tables[table] = list(rows.values())
    return tables


def _record(table: str, row: Mapping[str, Any]) -> Any:
    spec = TABLES[table]
    values = {
        name: PartialDate(value) if name != "id" and spec.field(name).kind == "date" and value != "" else value
        for name, value in row.items()
    }
    return spec.cls(**{name: None if value == "" else value for name, value in values.items()})
