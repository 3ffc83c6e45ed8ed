"""Published forms: small counts are masked, and none can be worked out of what is still shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.table import Cell, Column, FilledForm, Ratio, Row, Table
from app.plan.publishing import MASKED, Relation, determined, masked, publishable

LIMIT = 5


def grid(rows: list[list[int]]) -> tuple[dict[str, int], list[Relation]]:
    """A table with totals of its rows and columns, and the total of all."""
    high, wide = len(rows), len(rows[0])
    values = {f"{r},{c}": rows[r][c] for r, c in product(range(high), range(wide))}
    values |= {f"{r},*": sum(rows[r]) for r in range(high)}
    values |= {f"*,{c}": sum(row[c] for row in rows) for c in range(wide)}
    values["*,*"] = sum(map(sum, rows))
    relations = [Relation(f"{r},*", tuple(f"{r},{c}" for c in range(wide))) for r in range(high)]
    relations += [Relation(f"*,{c}", tuple(f"{r},{c}" for r in range(high))) for c in range(wide)]
    relations += [Relation("*,*", tuple(f"{r},*" for r in range(high)))]
    relations += [Relation("*,*", tuple(f"*,{c}" for c in range(wide)))]
    return values, relations


def moved(relations: list[Relation], hidden: frozenset[str], name: str) -> bool:
    """Whether a hidden figure could be another one: by rank, worked out apart from the code under test."""
    columns = sorted(hidden)
    matrix = [
        [float(column in relation.parts) - float(column == relation.whole) for column in columns]
        for relation in relations
    ]
    unit = [float(column == name) for column in columns]
    return rank([*matrix, unit]) > rank(matrix)


def rank(matrix: list[list[float]]) -> int:
    rows, found = [list(row) for row in matrix], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if abs(rows[r][column]) > 1e-9), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for r in range(len(rows)):
            if r != found:
                times = rows[r][column] / rows[found][column]
                rows[r] = [one - times * other for one, other in zip(rows[r], rows[found], strict=True)]
        found += 1
    return found


@pytest.mark.fault("K13")
@given(
    st.integers(2, 5).flatmap(
        lambda wide: st.lists(st.lists(st.integers(0, 30), min_size=wide, max_size=wide), min_size=2, max_size=5)
    )
)
def test_no_masked_cell_follows_from_the_totals(rows: list[list[int]]) -> None:
    values, relations = grid(rows)
    small = {name for name, value in values.items() if 0 < value < LIMIT}
    hidden = masked(values, relations, small)
    assert small <= hidden
    assert not determined(relations, hidden)
    assert all(moved(relations, hidden, name) for name in hidden)
    assert bool(hidden) == bool(small), "a table without a small cell is shown whole"


def test_one_small_cell_takes_one_more_in_its_row_and_column() -> None:
    values, relations = grid([[3, 10, 20], [11, 12, 13], [14, 15, 16]])
    assert masked(values, relations, {"0,0"}) == {"0,0", "0,1", "1,0", "1,1"}


def form(rows: tuple[Row, ...]) -> FilledForm:
    columns = (
        Column("a", "A", "Nơi", kind="text"),
        Column("c1", "1", "Tổng số"),
        Column("c2", "2", "Nữ"),
        Column("c3", "3=2/1×100", "Tỷ lệ", kind="ratio"),
    )
    return FilledForm("03", "BIỂU", (), "Năm 2026", "", "", "", (Table("A", columns, rows),))


def line(name: str, total: int, women: int, key: str = "", sums: tuple[str, ...] = ()) -> Row:
    keys = (f"leader{{post={key}}}", f"leader{{post={key},sex=f}}") if key else ("leader{}", "leader{sex=f}")
    share = Cell(Ratio(women, total), formula="c2/c1*100")
    return Row(name, (Cell(name), Cell(total, keys[0]), Cell(women, keys[1]), share), sums=sums)


def shown(table: Table) -> list[list[object]]:
    return [[cell.value for cell in row.cells[1:]] for row in table.rows]


def test_a_form_masks_rests_shares_and_the_same_figure_elsewhere() -> None:
    total = line("t", 90, 40, sums=("x", "y", "z"))
    rows = (total, line("x", 20, 18, "a"), line("y", 30, 10, "b"), line("z", 40, 12, "c"))
    (made,) = publishable([form(rows)], LIMIT)
    table = made.tables[0]
    assert shown(table)[1] == [20, MASKED, MASKED], "two men are as easily known as two women"
    assert shown(table)[2] == [30, MASKED, MASKED]
    assert shown(table)[0][:2] == [90, 40] and shown(table)[3][:2] == [40, 12]
    assert all(not cell.formula for row in table.rows for cell in row.cells)
    assert any("để công bố" in note for note in made.notes)
    alone = form((line("x", 20, 18, "a"),))
    first, again = publishable([form(rows), alone], LIMIT)
    assert shown(again.tables[0]) == [[20, MASKED, MASKED]]
    assert shown(first.tables[0]) == shown(table)


def test_a_line_below_is_a_part_too() -> None:
    men_and_women = Row("x", (Cell("x"), Cell(30, "leader{}"), Cell(20, "leader{dtts=1}"), Cell(None)))
    women = Row("y", (Cell("trong đó: nữ"), Cell(28, "leader{sex=f}"), Cell(10, "leader{dtts=1,sex=f}"), Cell(None)))
    (made,) = publishable([form((men_and_women, women))], LIMIT)
    assert shown(made.tables[0]) == [[30, 20, None], [MASKED, 10, None]]


def test_nothing_small_changes_nothing_but_the_note() -> None:
    rows = (line("t", 90, 40, sums=("x", "y")), line("x", 50, 20, "a"), line("y", 40, 20, "b"))
    (made,) = publishable([form(rows)], LIMIT)
    assert MASKED not in {cell.value for row in made.tables[0].rows for cell in row.cells}
