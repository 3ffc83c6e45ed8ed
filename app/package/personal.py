"""What is erasable of a received package: the fields withheld at `rut-gon`, apart from the rest (design §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from app.domain.dataset import Dataset, redact
from app.domain.dates import PartialDate
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec, Level


def split_personal(data: Dataset) -> tuple[bytes, Dataset]:
    """Personal fields as JSON bytes, and the dataset without them."""
    if data.level < Level.HO_SO:
        return b"{}", data
    personal = {
        table: {key: _values(row, fields) for key, row in rows.items()}
        for table, rows in data.tables.items()
        if (fields := _personal_fields(table))
    }
    return msgspec.json.encode(personal), redact(data, Level.RUT_GON)


def join_personal(data: Dataset, personal: bytes) -> Dataset:
    """The dataset with the personal fields that were split off."""
    kept: dict[str, dict[str, dict[str, str]]] = msgspec.json.decode(personal)
    if not kept:
        return data
    tables = {
        table: {key: _joined(table, row, kept.get(table, {}).get(key, {})) for key, row in rows.items()}
        for table, rows in data.tables.items()
    }
    return Dataset(data.unit, Level.HO_SO, tables)


def _personal_fields(table: str) -> tuple[FieldSpec, ...]:
    return tuple(field for field in TABLES[table].fields if field.level > Level.RUT_GON)


def _values(row: Any, fields: tuple[FieldSpec, ...]) -> dict[str, str]:
    values = ((field.name, getattr(row, field.name)) for field in fields)
    return {name: str(value) for name, value in values if value is not None}


def _joined(table: str, row: Any, values: Mapping[str, str]) -> Any:
    if not values:
        return row
    kinds = {field.name: field.kind for field in _personal_fields(table)}
    return replace(row, **{name: PartialDate(text) if kinds[name] == "date" else text for name, text in values.items()})
