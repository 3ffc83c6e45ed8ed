"""What an import teaches the next one: whose rows it had, what doubtful cells said, where columns went.

Hides which rows need remembering: those that could not find their person again without the question that was answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from app.domain.dataset import Dataset
from app.domain.records import Person
from app.spreadsheets.choices import Memory
from app.spreadsheets.layouts import digest_of
from app.spreadsheets.outcome import Fate, Preview, RowFate, SheetView
from app.spreadsheets.persons import Rivals, row_digest


def learn(preview: Preview, after: Dataset) -> Memory:
    """What is remembered of an import.

    Args:
        preview: of the import.
        after: the dataset after its changes.
    """
    views = {view.name: view for view in preview.sheets}
    rivals = Rivals(after.rows(Person))
    told = Counter(_person_of(row) for row in preview.rows)
    rows: dict[str, tuple[str, ...]] = {}
    for row in preview.rows:
        if person := _person_to_remember(row, after, rivals, told):
            digest = _digest(views[row.sheet], row)
            rows[digest] = (*rows.get(digest, ()), person)
    return Memory(
        {
            digest_of(view.layout): view.layout.chosen
            for view in preview.sheets
            if view.layout is not None and view.layout.chosen
        },
        rows,
        {found.before: found.after for view in preview.sheets for found in view.conversions if found.chosen},
    )


def joined(older: Memory, newer: Memory) -> Memory:
    """Two memories as one; of a row that both know, the one that knows more of its kind, else the newer."""
    rows = dict(older.rows)
    for digest, people in newer.rows.items():
        if len(people) >= len(rows.get(digest, ())):
            rows[digest] = people
    return Memory({**older.layouts, **newer.layouts}, rows, {**older.texts, **newer.texts})


def _person_of(row: RowFate) -> str:
    """Id of the person of a row that was taken; empty for any other row."""
    if row.fate is Fate.REJECTED:
        return ""
    return next((key for table, key in row.records if table == "person"), "")


def _person_to_remember(row: RowFate, after: Dataset, rivals: Rivals, told: Mapping[str, int]) -> str:
    """Id of the person of a row that must be remembered; empty for any other row.

    Where several rows told of one person, one alone may say too little to find that person again.
    """
    key = _person_of(row)
    person = after.get(Person, key) if key else None
    if person is None:
        return ""
    return key if row.answers or told[key] > 1 or rivals.of(person) else ""


def _digest(view: SheetView, row: RowFate) -> str:
    assert view.layout is not None  # a row comes from a sheet that was read
    return row_digest(view.layout.columns, row.values)
