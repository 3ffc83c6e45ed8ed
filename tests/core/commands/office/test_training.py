"""Who needs which training, counted again by plain loops over the units' own records."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl

from app.commands.accepted import expected_units
from app.domain.periods import parse_period
from app.domain.records import Appointment, Course, Person, PlanningEntry, Training
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM

PLANNED = "Nữ trong quy hoạch chưa được đào tạo, tập huấn từ đầu giai đoạn"
POLITICAL = "Nữ lãnh đạo, quản lý chưa qua bồi dưỡng lý luận chính trị"


def women(ws: Workspace) -> dict[str, Person]:
    return {row.id: row for row in ws.store.load().rows(Person) if row.sex == "f" and row.left_on is None}


def untrained(ws: Workspace) -> set[str]:
    """Planned women without any class since 2026, whatever its kind: the small unit has counted kinds only."""
    data = ws.store.load()
    courses = {row.id for row in data.rows(Course) if row.start is not None and row.start.year >= 2026}
    trained = {row.person for row in data.rows(Training) if row.course in courses}
    planned = {row.person for row in data.rows(PlanningEntry)}
    return {key for key in women(ws) if key in planned and key not in trained}


def leaders_without(ws: Workspace) -> set[str]:
    held = {row.person for row in ws.store.load().rows(Appointment) if row.end is None}
    return {key for key, row in women(ws).items() if key in held and row.political == "none"}


def found(world: World, words: str) -> dict[str, set[str]]:
    """Unit → people of a criterion."""
    rows = run(world.so, "training needs", period=PERIOD).data["rows"]
    result: dict[str, set[str]] = {}
    for row in rows:
        if words in row["needs"]:
            result.setdefault(row["unit"], set()).add(row["record"])
    return result


def test_the_lists_are_those_of_plain_loops(world: World) -> None:
    units = {key: world.enrolled(key) for key in (PON, TAM)}
    assert found(world, PLANNED) == {key: want for key, ws in units.items() if (want := untrained(ws))}
    assert found(world, POLITICAL) == {key: want for key, ws in units.items() if (want := leaders_without(ws))}
    told = run(world.so, "training needs", period=PERIOD).data
    for need in told["needs"]:
        assert need["count"] == sum(need["words"] in row["needs"] for row in told["rows"])
    one = run(world.so, "training needs", period=PERIOD, need="quy_hoach", unit=PON[:5]).data
    assert {row["unit"] for row in one["rows"]} <= {PON}
    assert all(row["needs"] == [PLANNED] for row in one["rows"])
    assert code_of(run, world.so, "training needs", need="khong_co") == "NHAP-02"


def test_names_stand_where_the_level_has_them_and_are_noted(world: World, tmp_path: Path) -> None:
    pon = world.enrolled(PON)
    assert not any(row["name"] for row in run(world.so, "training needs", period=PERIOD).data["rows"])
    path = corrected(world, pon, level="ho-so")
    world.deliver(path)
    run(world.so, "accept", package=world.received(path).id)
    out = tmp_path / "moi.xlsx"
    rows = run(world.so, "training needs", period=PERIOD, out=out).data["rows"]
    names = {person.full_name for person in women(pon).values()}
    assert rows
    assert {row["name"] for row in rows} <= names
    cells = {cell.value for line in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in line}
    assert {row["name"] for row in rows} <= cells
    assert any("xuất danh sách" in str(row) for row in run(world.so, "names list").data)
    pdf = tmp_path / "moi.pdf"
    run(world.so, "training needs", period=PERIOD, out=pdf)
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "KH 18/02/2021, II.1.3" in text
    assert text.count("chờ Sở Nội vụ xác nhận") == 3


def test_a_report_of_figures_alone_is_told_as_not_covered(world: World) -> None:
    pon = world.enrolled(PON)
    path = corrected(world, pon, level="so-lieu")
    world.deliver(path)
    run(world.so, "accept", package=world.received(path).id)
    told = run(world.so, "training needs", period=PERIOD)
    assert told.data["uncovered"] == ["Xã Mường Pồn"]
    assert "Chỉ gửi số liệu" in told.message


def test_units_without_an_accepted_report_are_named(world: World, tmp_path: Path) -> None:
    world.enrolled(PON)
    owing = [unit.id for unit in expected_units(world.so, parse_period(PERIOD))]
    out = tmp_path / "moi.xlsx"
    told = run(world.so, "training needs", period=PERIOD, out=out)
    assert (told.data["reported"], told.data["expected"]) == (1, len(owing))
    assert len(told.data["missing"]) == len(owing) - 1
    assert "Xã Mường Pồn" not in told.data["missing"]
    assert f"Báo cáo đã chấp nhận của 1/{len(owing)} đơn vị; chưa có: " in told.message
    assert f" và {len(owing) - 4} đơn vị khác." in told.message
    cells = [str(c.value) for line in openpyxl.load_workbook(out).worksheets[0].iter_rows() for c in line]
    paper = " ".join(cells)
    assert f"1/{len(owing)} đơn vị. Chưa có: " in paper
    assert all(name in paper for name in told.data["missing"])
    one = run(world.so, "training needs", period=PERIOD, unit=PON[:5])
    assert (one.data["reported"], one.data["expected"], one.data["missing"]) == (1, 1, [])
