"""Schema 1: the tables of the first release, frozen. The list of records is written by `db.migrations.generate`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from alembic.operations import Operations

# Table, then its columns: t text, i integer, b yes/no.
RECORDS: Final = (
    (
        "unit",
        "code:t name:t kind:t tier:t valid_from:t valid_to:t within:t successor:t other_spelling:t sector:t "
        "population:i unconfirmed:b",
    ),
    (
        "unit_profile",
        "name:t parent:t place:t symbol:t authority:t signer_title:t signer:t preparer:t checker:t "
        "recipients:t plan_number:t own_plan_number:t own_plan_date:t committee_number:t committee_date:t "
        "committee_members:i committee_women:i committee_meetings:i",
    ),
    (
        "body",
        "name:t kind:t tier:t sector:t parent:t start:t end:t key_posts_assigned:i staff_assigned:i "
        "head_vacant:b order:i",
    ),
    (
        "person",
        "full_name:t sex:t birth:t id_number:t ethnic:t body:t staff_kind:t rank:t professional:t political:t "
        "administration:t informatics:t language:t ethnic_language:b party_joined:t party_official:t "
        "left_on:t left_reason:t note:t",
    ),
    (
        "appointment",
        "person:t body:t post:t start:t end:t mode:t concurrent:b term:t decision_number:t decision_date:t "
        "reappointed:t title:t",
    ),
    ("planning_list", "number:t date:t term:t tier:t secrecy:t reviewed:t"),
    ("planning_entry", "person:t planning_list:t post:t body:t start:t end:t end_reason:t title:t"),
    (
        "course",
        "name:t kind:t organised:b start:t end:t hours:i turns:i turns_women:i turns_women_dtts:i "
        "turns_students:i cost:i",
    ),
    ("training", "person:t course:t hours:i result:t"),
    ("headcount", "body:t dimension:t as_of:t total:i women:i dtts:i dtts_women:i"),
    ("population", "year:i ethnic:t total:i women:i source:t"),
    (
        "activity",
        "task:t name:t none:b none_reason:t start:t end:t lead:t times:i turns:i turns_women:i "
        "turns_women_dtts:i cost:i result:t",
    ),
    ("budget", "year:i source:t planned:i paid:i embedded:b note:t"),
    ("narrative", "year:i section:t text:t"),
    ("report_text", "period:t paragraph:t text:t replaced:t"),
    ("difficulty", "sent_on:t text:t state:t answered_on:t answer:t"),
    ("inspection", "by:t date:t subject:t conclusion:t problems:i follow_up:t"),
    ("obligation", "period:t section:t due:t request:t"),
    ("explanation", "finding:t values_digest:t reason:t"),
    ("adjustment", "unit:t period:t cell:t delta:i reason:t decided_by:t decided_on:t"),
    ("remark", "table:t record:t field:t text:t follow_up:b done:b by:t at:t"),
    ("confirmation", "period:t table:t record:t state:t source:t"),
    ("title_mapping", "text:t post:t"),
    ("unit_check", "unit:t decision:t date:t team:t subject:t result:t conclusion:t concluded_on:t"),
    ("check_problem", "check:t text:t due:t state:t done_on:t note:t"),
    ("raised", "unit:t sent_on:t text:t state:t answered_on:t answer:t"),
    ("proposal", "on:t number:t text:t basis:t sent_to:t state:t answer:t"),
    ("agency_part", "period:t agency:t text:t paper:t received_on:t reminded_on:t"),
)


def upgrade(operations: Operations) -> None:
    """Makes all tables."""
    for name, columns in RECORDS:
        operations.create_table(name, *_record_columns(columns), sqlite_with_rowid=False)
    _create_bookkeeping(operations)
    _create_documents(operations)
    _create_history(operations)


def _text() -> sa.Text:
    """Text that is compared by its bytes on either database."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _record_columns(columns: str) -> Iterator[Any]:
    kinds: dict[str, Any] = {"t": _text, "i": sa.BigInteger, "b": sa.Boolean}
    yield sa.Column("scope", _text(), nullable=False)
    yield sa.Column("id", _text(), nullable=False)
    for column in columns.split():
        name, _, kind = column.partition(":")
        yield sa.Column(name, kinds[kind]())
    yield sa.Column("_fold", _text(), nullable=False)
    yield sa.Column("_sort", _text(), nullable=False)
    yield sa.Column("revision", sa.Integer(), nullable=False)
    yield sa.PrimaryKeyConstraint("scope", "id")


def _create_bookkeeping(operations: Operations) -> None:
    operations.create_table(
        "meta",
        sa.Column("key", _text(), primary_key=True, nullable=False),
        sa.Column("value", _text(), nullable=False),
        sqlite_with_rowid=False,
    )
    operations.create_table(
        "blobs",
        sa.Column("name", _text(), primary_key=True, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
    )


def _create_documents(operations: Operations) -> None:
    texts = ("kind", "id", "unit", "period", "state", "at", "body")
    operations.create_table(
        "documents",
        *(sa.Column(name, _text(), nullable=False) for name in texts),
        sa.PrimaryKeyConstraint("kind", "id"),
    )
    operations.create_index("ix_documents_unit", "documents", ["kind", "unit", "period", "state"])
    operations.create_index("ix_documents_state", "documents", ["kind", "state"])
    operations.create_table(
        "figure_cells",
        sa.Column("digest", _text(), primary_key=True, nullable=False),
        sa.Column("names", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    operations.create_table(
        "figures",
        sa.Column("document", _text(), primary_key=True, nullable=False),
        sa.Column("cells", _text(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
    )


def _create_history(operations: Operations) -> None:
    texts = ("command", "actor", "at", "unit", "period")
    hidden = ("payload", "mac", "link")
    operations.create_table(
        "history",
        sa.Column("revision", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("id", _text(), nullable=False, unique=True),
        *(sa.Column(name, _text(), nullable=False) for name in texts),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in hidden),
    )
    operations.create_table(
        "touched",
        sa.Column("table", _text(), nullable=False),
        sa.Column("record", _text(), nullable=False),
        sa.Column("revision", sa.Integer(), sa.ForeignKey("history.revision"), nullable=False),
        sa.PrimaryKeyConstraint("table", "record", "revision"),
        sqlite_with_rowid=False,
    )
    operations.create_index("ix_touched_revision", "touched", ["revision"])
