"""A Dataset: the frozen records of one reporting unit, at one level. Everything is read from it and written to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

from app.domain.dates import PartialDate
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec, Level, TableSpec, spec_of

R = TypeVar("R")
_EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Change:
    """One row that becomes another: before None is an insert, after None a deletion."""

    table: str
    id: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Dataset:
    """The records of one unit.

    Attributes:
        unit: key code@valid_from of the reporting unit.
        level: what is present; fields above it are withheld, which is not the same as missing.
        tables: table name → id → record.
    """

    unit: str
    level: Level
    tables: Mapping[str, Mapping[str, Any]]

    def rows(self, cls: type[R]) -> Iterable[R]:
        """Records of one type, in the order in which they were read."""
        return self.tables.get(spec_of(cls).name, _EMPTY).values()

    def get(self, cls: type[R], record_id: str | None) -> R | None:
        """A record by id; None where there is none."""
        if record_id is None:
            return None
        return self.tables.get(spec_of(cls).name, _EMPTY).get(record_id)

    def find(self, table: str, record_id: str) -> Any:
        """A record by table name and id; None where there is none."""
        return self.tables.get(table, _EMPTY).get(record_id)

    def withholds(self, table: str, field: str) -> bool:
        """Whether the field was not sent at this level (a coarsened date is sent, unless its table is not)."""
        spec = TABLES[table].field(field)
        if self.withholds_table(table):
            return True
        return spec.level > self.level and not is_coarsened(spec, self.level)

    def withholds_table(self, table: str) -> bool:
        """Whether the whole table was not sent at this level."""
        return TABLES[table].level > self.level


def is_coarsened(spec: FieldSpec, level: Level) -> bool:
    """Whether the field travels at `level` as YYYY-MM (design §3)."""
    return bool(spec.declared.coarse) and spec.level > level


def dataset(unit: str, records: Iterable[Any], level: Level = Level.HO_SO) -> Dataset:
    """Collects records into a dataset."""
    tables: dict[str, dict[str, Any]] = {}
    for item in records:
        tables.setdefault(spec_of(type(item)).name, {})[item.id] = item
    return Dataset(unit, level, tables)


def apply(data: Dataset, changes: Iterable[Change]) -> Dataset:
    """The dataset after changes; the old one stays."""
    tables = dict(data.tables)
    touched: dict[str, dict[str, Any]] = {}
    for change in changes:
        if change.table not in touched:
            touched[change.table] = dict(tables.get(change.table, _EMPTY))
        if change.after is None:
            touched[change.table].pop(change.id, None)
        else:
            touched[change.table][change.id] = change.after
    return replace(data, tables={**tables, **touched})


def redact(data: Dataset, level: Level) -> Dataset:
    """What leaves at a level: tables above it are gone, fields above it are None, coarse dates lose their day."""
    if level >= data.level:
        return data
    tables = {
        name: _redact_table(TABLES[name], rows, level)
        for name, rows in data.tables.items()
        if TABLES[name].level <= level
    }
    return Dataset(data.unit, level, tables)


def _redact_table(spec: TableSpec, rows: Mapping[str, Any], level: Level) -> Mapping[str, Any]:
    gone = {field.name: None for field in spec.fields if field.level > level and not field.declared.coarse}
    coarse = [field.name for field in spec.fields if is_coarsened(field, level)]
    if not gone and not coarse:
        return rows
    return {key: replace(row, **gone, **_coarsened(row, coarse)) for key, row in rows.items()}


def _coarsened(row: Any, names: list[str]) -> dict[str, PartialDate | None]:
    values = ((name, getattr(row, name)) for name in names)
    return {name: value.to_month() if value is not None else None for name, value in values}
