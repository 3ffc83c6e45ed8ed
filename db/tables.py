"""The tables of the database, derived from the registry, and the few that serve the store itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

from app.domain.schema import FieldKind
from db.rows import FOLD, SHAPES, SORT, Shape

METADATA: Final = MetaData()
_ESCAPE: Final = "\x10"


def escaped(text: str) -> str:
    """A text without U+0000, which PostgreSQL cannot hold."""
    if "\x00" not in text and _ESCAPE not in text:
        return text
    return text.replace(_ESCAPE, _ESCAPE + "1").replace("\x00", _ESCAPE + "0")


def _unescaped(text: str | None) -> str | None:
    if text is None or _ESCAPE not in text:
        return text
    return text.replace(_ESCAPE + "0", "\x00").replace(_ESCAPE + "1", _ESCAPE)


class Words(TypeDecorator[str]):
    """Text that people typed, verbatim; on a server it is written escaped (see `db.postgres.escaping`)."""

    impl = Text
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Undoes the escaping where there was one."""
        return _unescaped if dialect.name == "postgresql" else None


_TYPES: Final[Mapping[FieldKind, type[Any]]] = MappingProxyType(
    {"text": Words, "code": Words, "ref": Words, "date": Text, "int": BigInteger, "bool": Boolean}
)


def _records(shape: Shape) -> Table:
    name = shape.spec.name
    columns: list[Column[Any]] = [Column("scope", Text, primary_key=True), Column("id", Text, primary_key=True)]
    columns += [Column(item.name, _TYPES[item.kind]) for item in shape.spec.fields]
    columns += [Column(FOLD, Words, nullable=False), Column(SORT, Words, nullable=False)]
    columns += [Column("revision", Integer, nullable=False)]

    return Table(name, METADATA, *columns, sqlite_with_rowid=False)


RECORD_TABLES: Final[Mapping[str, Table]] = MappingProxyType({name: _records(shape) for name, shape in SHAPES.items()})

META: Final = Table(
    "meta",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("value", Words, nullable=False),
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
FIGURE_CELLS: Final = Table(
    "figure_cells",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("names", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Lists of cell keys: the documents of one plan pack have the same thousands of them (see `db.figures`)."""
FIGURES: Final = Table(
    "figures",
    METADATA,
    Column("document", Text, primary_key=True),
    Column("cells", Text, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
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
