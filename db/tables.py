"""The tables of the database, derived from the registry, and the few that serve the store itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from app.domain.schema import FieldKind
from db.rows import FOLD, SHAPES, SORT, Shape

METADATA: Final = MetaData()
_TYPES: Final[Mapping[FieldKind, type[Any]]] = MappingProxyType(
    {"text": Text, "code": Text, "ref": Text, "date": Text, "int": BigInteger, "bool": Boolean}
)


def _records(shape: Shape) -> Table:
    name = shape.spec.name
    columns: list[Column[Any]] = [Column("scope", Text, primary_key=True), Column("id", Text, primary_key=True)]
    columns += [Column(item.name, _TYPES[item.kind]) for item in shape.spec.fields]
    columns += [Column(FOLD, Text, nullable=False), Column(SORT, Text, nullable=False)]
    columns += [Column("revision", Integer, nullable=False)]

    return Table(name, METADATA, *columns, sqlite_with_rowid=False)


RECORD_TABLES: Final[Mapping[str, Table]] = MappingProxyType({name: _records(shape) for name, shape in SHAPES.items()})

META: Final = Table(
    "meta",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
DOCUMENTS: Final = Table(
    "documents",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_documents_unit", "kind", "unit", "period", "state"),
    Index("ix_documents_state", "kind", "state"),
)
FIGURES: Final = Table(
    "figures",
    METADATA,
    Column("document", Text, primary_key=True),
    Column("cell", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
BLOBS: Final = Table(
    "blobs", METADATA, Column("name", Text, primary_key=True), Column("bytes", LargeBinary, nullable=False)
)
HISTORY: Final = Table(
    "history",
    METADATA,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("command", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
)
TOUCHED: Final = Table(
    "touched",
    METADATA,
    Column("table", Text, primary_key=True),
    Column("record", Text, primary_key=True),
    Column("revision", Integer, ForeignKey("history.revision"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
