"""500 workbooks by chance: nothing is lost, nothing is doubled, every name comes back or is asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.dataset import Dataset, apply
from app.domain.records import Appointment
from app.spreadsheets.choices import NO_MEMORY
from app.spreadsheets.identity import contradicts
from app.spreadsheets.memory import learn
from app.spreadsheets.outcome import Fate, Preview
from app.vietnamese.letters import nfc
from tests.core.spreadsheets.generated import Generated, Line, generate
from tests.core.spreadsheets.lists import convert, look, read, unit_data, write

_BOOKS = 500
_MANY_BOOKS = 5_000
_CONVERTED = ("L4", "L1", "L2", "L3", "L5", "plain")
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
    assert not contradicts(person.birth, line.birth), (where, person)
    assert line.birth is None or person.birth is not None, (where, person)
    for said, kept in ((line.ethnic, person.ethnic), (line.sex, person.sex), (line.id_number, person.id_number)):
        assert said in (None, kept), (where, person)
    titles = [post.title for post in after.rows(Appointment) if post.person == person.id]
    assert line.title in ("", *titles), (where, titles)


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


def test_generated_workbooks() -> None:
    _sweep(range(_BOOKS))


@pytest.mark.fuzz
@pytest.mark.parametrize("first", range(_BOOKS, _MANY_BOOKS, _BOOKS))
def test_many_generated_workbooks(first: int) -> None:
    _sweep(range(first, first + _BOOKS))


def _sweep(seeds: Iterable[int]) -> None:
    tally: Counter[str] = Counter()
    for seed in seeds:
        tally += _judge(generate(seed))
    assert tally["old"] > 0
    assert tally["right"] >= _RIGHT * tally["old"], tally


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_generated_workbooks_in_other_formats(tmp_path: Path, kind: str) -> None:
    _judge_converted(tmp_path, kind, range(6))


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_many_generated_workbooks_in_other_formats(tmp_path: Path, kind: str) -> None:
    _judge_converted(tmp_path, kind, range(6, 150))


def _judge_converted(folder: Path, kind: str, seeds: Iterable[int]) -> None:
    """Judges workbooks that LibreOffice has written as another kind; only .xls tells the fonts of a cell."""
    books = {f"{seed}.xlsx": generate(seed, _CONVERTED[seed % len(_CONVERTED)], fonts=kind == "xls") for seed in seeds}
    for name, book in books.items():
        write(folder, name, book.data)
    convert(folder, kind, [folder / name for name in books])
    for name, book in books.items():
        data = (folder / name).with_suffix(f".{kind}").read_bytes()
        _judge(replace(book, data=data, suffix=f".{kind}", told=f"{book.told}, {kind}"))
