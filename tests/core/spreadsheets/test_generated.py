"""500 workbooks by chance: nothing is lost, nothing is doubled, every name comes back or is asked about."""

from __future__ import annotations

from collections import Counter

import pytest

from app.domain.dataset import Dataset, apply
from app.spreadsheets.choices import NO_MEMORY
from app.spreadsheets.identity import contradicts
from app.spreadsheets.memory import learn
from app.spreadsheets.outcome import Fate, Preview
from app.vietnamese.letters import nfc
from tests.core.spreadsheets.generated import Generated, Line, generate
from tests.core.spreadsheets.lists import look, read, unit_data

_BOOKS = 500
_AT_ONCE = 25
_RIGHT = 0.995


def _judge(book: Generated) -> Counter[str]:
    """Asserts what holds for one workbook; counts its old cells and those right without a question."""
    workbook = read(book.data, book.suffix)
    seen = look(workbook)
    counters = dict(seen.counters)
    assert counters["read"] == len(book.lines) == sum(counters.values()) - counters["read"], (book.told, counters)
    after = apply(unit_data(), seen.changes)
    fates = {(row.sheet, row.number): row for row in seen.rows}
    for line in book.lines:
        _judge_line(book, line, seen, after)
    assert set(fates) == {(line.sheet, line.row) for line in book.lines}, book.told
    for memory in (NO_MEMORY, learn(seen, after)):
        again = look(workbook, after, memory=memory)
        assert again.changes == (), (book.told, again.changes)
        assert (again.counters["added"], again.counters["changed"]) == (0, 0), (book.told, again.counters)
    accepted = counters["read"] - counters["rejected"]
    assert again.counters["same"] >= accepted, (book.told, counters, again.counters)
    return _judge_cells(book, seen)


def _judge_line(book: Generated, line: Line, seen: Preview, after: Dataset) -> None:
    where = (book.told, line)
    fate = next((row for row in seen.rows if (row.sheet, row.number) == (line.sheet, line.row)), None)
    assert fate is not None, where
    if fate.fate is Fate.REJECTED:
        assert fate.reasons, where
        return
    assert not line.faulty, where
    person = after.find("person", dict(fate.records)["person"])
    assert person.full_name == line.name or fate.questions, (where, person)
    assert line.ethnic in (None, person.ethnic) or fate.questions, (where, person)
    assert not contradicts(person.birth, line.birth), (where, person)


def _judge_cells(book: Generated, seen: Preview) -> Counter[str]:
    converted = {(found.sheet, found.row, found.column): found for view in seen.sheets for found in view.conversions}
    tally: Counter[str] = Counter()
    for cell in book.cells:
        found = converted.get((cell.sheet, cell.row, cell.column))
        after = found.after if found else cell.stored
        if cell.table == "unicode":
            assert after == cell.stored, (book.told, cell, found)
        elif cell.table == "nfd":
            assert nfc(after) == cell.meant, (book.told, cell, found)
        elif cell.stored != cell.meant:
            tally["old"] += 1
            tally["right"] += after == cell.meant and not (found and found.doubtful)
    return tally


@pytest.mark.parametrize("first", range(0, _BOOKS, _AT_ONCE))
def test_generated_workbooks(first: int) -> None:
    tally: Counter[str] = Counter()
    for seed in range(first, first + _AT_ONCE):
        tally += _judge(generate(seed))
    assert tally["right"] >= _RIGHT * tally["old"]
