"""Figures of signed-off paper reports: template and file, sums that must hold, packages that win, and taking back."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.commands.figures.judging import previous_figures
from app.commands.figures.paper import filled_form, province_desk
from app.commands.office.past import year_figures
from app.domain.periods import parse_period
from app.errors import UserError
from app.plan.paper_totals import paper_cells, wrong_sums
from app.workspace import Outcome
from tests.simulator.province import World, found, run

PLANNED, WOMEN = "planned{}", "planned{sex=f}"
HEADS = ("Năm", "Đơn vị", "Số, ký hiệu báo cáo", "Ngày ký")
Told = tuple[int, str, Mapping[str, Any]]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return found(tmp_path)


def written(path: Path, *rows: Told) -> Path:
    """A CSV with cell keys as headings."""
    keys = sorted({key for _, _, cells in rows for key in cells})
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow([*HEADS, *keys])
        for year, unit, cells in rows:
            table.writerow([year, unit, "12/BC-SNV", f"20/12/{year}", *(cells.get(key, "") for key in keys)])
    return path


def taken(world: World, *rows: Told, **more: Any) -> Outcome:
    return run(world.so, "figures import", file=written(world.folder / "giay.csv", *rows), **more)


def reasons(outcome: Outcome) -> str:
    return " ".join(reason for row in outcome.data["rows"] for reason in row["reasons"])


def test_every_column_of_the_template_is_a_cell_in_vietnamese_and_the_filled_template_reads(world: World) -> None:
    out = world.folder / "mau.xlsx"
    run(world.so, "figures template", out=out)
    book = load_workbook(out)
    sheet = book.worksheets[0]
    heads = [str(cell.value) for cell in sheet[3]]
    names = paper_cells(world.so.pack, world.env.catalogue)
    assert heads == [*HEADS, *names.values()]
    assert len(set(heads)) == len(heads)
    assert not any(mark in head for head in heads for mark in "{}=")
    lists = {cell.value for cell in book["Danh mục"]["B"]}
    assert {"Toàn tỉnh", "Xã Mường Pồn (03202)", "Xã Mường Mươn (03202)"} <= lists
    assert len(sheet.data_validations.dataValidation) == 3
    for column, text in enumerate((2024, "Toàn tỉnh", "05/BC-UBND", "15/12/2024"), start=1):
        sheet.cell(4, column).value = text
    sheet.cell(4, heads.index(names[PLANNED]) + 1).value = 900
    sheet.cell(4, heads.index(names[WOMEN]) + 1).value = "1.000"
    book.save(out)
    outcome = run(world.so, "figures import", file=out)
    assert not outcome.ok and "= 1.000, lớn hơn" in reasons(outcome)
    sheet.cell(4, heads.index(names[WOMEN]) + 1).value = 300
    book.save(out)
    assert run(world.so, "figures import", file=out).data["added"] == 1
    whole = year_figures(world.so, parse_period("2024")).whole
    assert whole is not None and dict(whole.cells) == {PLANNED: 900, WOMEN: 300}


def test_preview_writes_nothing_and_the_same_file_twice_changes_nothing(world: World) -> None:
    row = (2023, "Toàn tỉnh", {PLANNED: 10, WOMEN: 4})
    assert taken(world, row, dry_run=True).data["added"] == 1
    assert run(world.so, "figures list").data == []
    first = taken(world, row)
    again = taken(world, row)
    assert (again.data["same"], again.data["added"], again.data["import"], again.writes) == (1, 0, "", False)
    (listed,) = run(world.so, "figures list").data
    digest = hashlib.sha256((world.folder / "giay.csv").read_bytes()).hexdigest()
    assert (listed["digest"], listed["by"], listed["source"]) == (digest, world.so.actor, "12/BC-SNV")
    assert (listed["signed_on"], listed["import"]) == ("2023-12-20", first.data["import"])
    kept = world.so.store.blob(f"paper_figures:{digest}")
    assert kept == (world.folder / "giay.csv").read_bytes()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({PLANNED: 10, WOMEN: 11}, "lớn hơn"),
        ({"body{kind=so}": 3, "body{kind=so,woman_key=1}": 4}, "lớn hơn"),
        ({"line.above{id=1.4/co}": 46, "line.below{id=1.4/co}": 45}, "tử số 46 lớn hơn mẫu số 45"),
        ({PLANNED: -3}, "không phải số nguyên không âm"),
        ({PLANNED: "3,5"}, "không phải số nguyên không âm"),
        ({}, "không có số liệu nào"),
    ],
)
def test_a_number_that_cannot_be_is_refused_whole(world: World, cells: Mapping[str, Any], said: str) -> None:
    outcome = taken(world, (2023, "Toàn tỉnh", cells), (2022, "Toàn tỉnh", {PLANNED: 5}))
    assert not outcome.ok and said in reasons(outcome)
    assert run(world.so, "figures list").data == []


def test_a_person_in_two_tiers_is_no_wrong_sum(world: World) -> None:
    cells = {PLANNED: 10, "planned{tier=tinh}": 8, "planned{tier=xa}": 7}
    assert wrong_sums(cells, world.so.pack.indicators, {}) == ()
    assert wrong_sums({**cells, "planned{tier=xa}": 11}, world.so.pack.indicators, {})


def test_units_must_not_exceed_the_total_and_must_make_it_where_all_are_known(world: World) -> None:
    so = world.so
    day = so.pack.dates(parse_period("2025")).cut_off_of(parse_period("2025"))
    units = [row for row in world.env.units.on(day) if row.kind == "agency" or row.tier == "xa"]
    rows = [(2025, row.id, {PLANNED: 2}) for row in units]
    some = taken(world, (2025, "Toàn tỉnh", {PLANNED: 3}), *rows[:2])
    assert "các đơn vị cộng lại 4, lớn hơn toàn tỉnh 3" in reasons(some)
    assert taken(world, (2025, "Toàn tỉnh", {PLANNED: 500}), *rows[:2], dry_run=True).ok
    whole = taken(world, (2025, "Toàn tỉnh", {PLANNED: 2 * len(units) + 1}), *rows)
    assert f"cộng lại {2 * len(units)}, khác toàn tỉnh {2 * len(units) + 1}" in reasons(whole)
    assert taken(world, (2025, "Toàn tỉnh", {PLANNED: 2 * len(units)}), *rows).ok
    assert not year_figures(so, parse_period("2025")).uses_whole


def test_a_reused_code_means_the_unit_of_its_year(world: World) -> None:
    old = taken(world, (2023, "Xã Mường Mươn (03202)", {PLANNED: 5}), dry_run=True)
    new = taken(world, (2025, "Xã Mường Pồn (03202)", {PLANNED: 5}), dry_run=True)
    assert (old.data["rows"][0]["unit"], new.data["rows"][0]["unit"]) == ("03202@2021-01-01", "03202@2025-07-01")
    wrong = taken(world, (2025, "Xã Mường Mươn (03202)", {PLANNED: 5}), dry_run=True)
    assert "không có đơn vị" in reasons(wrong)
    twice = taken(world, *((2023, "Toàn tỉnh", {PLANNED: 5}),) * 2, dry_run=True)
    assert twice.data["rejected"] == 2


def test_what_is_left_blank_is_named_row_by_row(world: World) -> None:
    path = world.folder / "trong.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow([*HEADS, PLANNED])
        table.writerow([2023, "Toàn tỉnh", "", "", 5])
        table.writerow(["", "Toàn tỉnh", "1/BC", "1/1/2024", 5])
        table.writerow([2023, "", "1/BC", "32/13/2023", 5])
    outcome = run(world.so, "figures import", file=path, dry_run=True)
    first, second, third = (" ".join(row["reasons"]) for row in outcome.data["rows"])
    assert "chưa ghi số, ký hiệu báo cáo" in first and "chưa ghi ngày ký" in first
    assert "năm «» không đọc được" in second
    assert "chưa ghi đơn vị" in third and "ngày ký:" in third


def test_unknown_heading_is_named(world: World) -> None:
    with pytest.raises(UserError) as refused:
        taken(world, (2023, "Toàn tỉnh", {"planned{colour=red}": 1}))
    assert refused.value.code == "XLS-07" and "planned{colour=red}" in refused.value.message


def test_undo_brings_back_what_stood_before_and_later_imports_go_first(world: World) -> None:
    first = taken(world, (2023, "Toàn tỉnh", {PLANNED: 5})).data["import"]
    taken(world, (2023, "Toàn tỉnh", {PLANNED: 6}), (2022, "Toàn tỉnh", {PLANNED: 7}))
    with pytest.raises(UserError):
        run(world.so, "figures undo", entry=first)
    run(world.so, "figures undo")
    whole = year_figures(world.so, parse_period("2023")).whole
    assert whole is not None and whole.cells == {PLANNED: 5}
    assert year_figures(world.so, parse_period("2022")).whole is None
    run(world.so, "figures undo")
    assert run(world.so, "figures list").data == []
    with pytest.raises(UserError):
        run(world.so, "figures undo")


def test_a_package_wins_over_paper_and_the_difference_is_listed(world: World) -> None:
    unit = "03202@2025-07-01"
    world.enrolled(unit)
    found = year_figures(world.so, parse_period("2026"))
    counted = found.units[unit].cells[PLANNED]
    taken(world, (2026, unit, {PLANNED: counted + 3, WOMEN: 0}), (2026, "03217@2025-07-01", {PLANNED: 9}))
    after = year_figures(world.so, parse_period("2026"))
    assert after.units[unit].cells[PLANNED] == counted
    assert (after.on_paper, after.source) == (("03217@2025-07-01",), "both")
    listed = {row["unit"]: row for row in run(world.so, "figures list").data}
    told = {row["cell"]: (row["paper"], row["package"]) for row in listed[unit]["differences"]}
    assert told[PLANNED] == (counted + 3, counted) and not listed[unit]["used"]
    assert listed["03217@2025-07-01"]["used"] and not listed["03217@2025-07-01"]["differences"]


def test_paper_of_the_year_before_is_the_previous_figure_in_judging(world: World) -> None:
    unit = "03202@2025-07-01"
    assert previous_figures(world.so, unit, parse_period("2026")) is None
    taken(world, (2025, unit, {PLANNED: 12}), (2025, "Toàn tỉnh", {PLANNED: 100, WOMEN: 30}))
    before = previous_figures(world.so, unit, parse_period("2026"))
    assert before is not None and before.cells == {PLANNED: 12}
    assert date.fromisoformat(before.cut_off).year == 2025


def test_the_form_says_that_last_year_is_of_paper(world: World) -> None:
    world.enrolled("03202@2025-07-01")

    def notes() -> str:
        return " ".join(filled_form(world.so, province_desk(world.so, parse_period("2026")), "01").notes)

    assert "báo cáo giấy" not in notes()
    taken(
        world, (2025, "03202@2025-07-01", {PLANNED: 12, WOMEN: 3}), (2025, "03217@2025-07-01", {PLANNED: 8, WOMEN: 1})
    )
    assert "Số liệu năm trước theo báo cáo giấy: 2 đơn vị, năm 2025." in notes()
    taken(world, (2025, "Toàn tỉnh", {PLANNED: 100, WOMEN: 30}))
    assert "Số liệu năm trước theo báo cáo giấy: tổng toàn tỉnh năm 2025." in notes()
    rows = run(world.so, "indicators", period="2026").data["rows"]
    assert any(row["code"] == "1.2" and row["numerator"] for row in rows)
