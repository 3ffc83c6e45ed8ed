"""Schema 1 on a server: what it holds beside the tables of every store, frozen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(operations: Operations) -> None:
    """Makes the head, the originals and the wrapped period keys."""
    operations.create_table(
        "head",
        sa.Column("one", sa.Integer(), sa.CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
        sa.Column("store", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("schema", "epoch", "revision", "erasures")),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
    )
    operations.create_table(
        "originals",
        sa.Column("sha256", sa.Text(collation="C"), primary_key=True),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("period", sa.Text(collation="C"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
    )
    operations.create_table(
        "period_keys",
        sa.Column("unit", sa.Text(collation="C"), primary_key=True),
        sa.Column("period", sa.Text(collation="C"), primary_key=True),
        sa.Column("wrapped", sa.LargeBinary()),
        sa.Column("erased", sa.Boolean(), nullable=False),
    )
