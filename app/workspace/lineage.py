"""The list of units as this store knows it: the one that the program ships, and reorganisations read from files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from app.domain.lineage import Act, LineageRow, reorganised, unapplied
from app.domain.storage import Document
from app.domain.units import Units

REORGANISATION: Final = "reorganisation"
"""Kind of the document that keeps the rows of a file: {"file", "sha256", "rows"}."""


def units_of(shipped: Units, documents: Sequence[Document]) -> Units:
    """The list with the rows of every document that it does not hold yet, in the order in which they were read."""
    units = shipped
    for document in sorted(documents, key=lambda item: (item.at, item.id)):
        units = reorganised(units, unapplied(units, rows_of(document)))
    return units


def rows_of(document: Document) -> tuple[LineageRow, ...]:
    """The rows that a document keeps."""
    return tuple(read_row(row) for row in document.body["rows"])


def kept_rows(documents: Sequence[Document]) -> list[dict[str, Any]]:
    """Plain values of the rows of all documents, in the order in which they were read."""
    return [dict(row) for item in sorted(documents, key=lambda item: (item.at, item.id)) for row in item.body["rows"]]


def row_values(row: LineageRow) -> dict[str, Any]:
    """A row as plain values."""
    return {**asdict(row), "day": row.day.isoformat(), "act": row.act.value}


def read_row(values: Mapping[str, Any]) -> LineageRow:
    """A row from its plain values."""
    return LineageRow(**{**values, "day": date.fromisoformat(values["day"]), "act": Act(values["act"])})
