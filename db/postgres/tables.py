"""What the server holds beside the tables of every store: the head that writers lock, originals, period keys."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, MetaData, Table, Text

METADATA: Final = MetaData()

HEAD: Final = Table(
    "head",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("store", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("erasures", Integer, nullable=False),
    Column("moved", Text, nullable=False),
    Column("secrets", Text, nullable=False),
)
"""One row. Whoever writes a command locks it first, so that the chain has one next link and a receipt one number."""

ORIGINALS: Final = Table(
    "originals",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
)
PERIOD_KEYS: Final = Table(
    "period_keys",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("wrapped", LargeBinary),
    Column("erased", Boolean, nullable=False),
)
"""Wrapped under the data key, which no server ever sees."""
