"""All data on one person as a file, and the register of who saw names."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.commands.office.registers import SEEN
from app.commands.office.showing import report_code
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, change, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, person_of, replaced


@pytest.fixture
def unit(world: World) -> Workspace:
    """A unit whose names are at Sở Nội vụ."""
    made = world.enrolled(PON)
    path = corrected(world, made, number=3, level="ho-so")
    world.deliver(path)
    run(world.so, "accept", package=world.received(path).id)
    return made


def cells(path: Path) -> list[str]:
    book = load_workbook(path)
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_unit_gives_everything_on_one_person_with_every_correction(unit: Workspace, tmp_path: Path) -> None:
    person = person_of(unit.store.load(), 3)
    change(unit, replaced(unit.store.load(), person, rank="cvc"))
    out = tmp_path / "nguoi.xlsx"
    told = run(unit, "person export", person="sung thi do", out=out).data
    assert told["person"] == person.id
    found = cells(out)
    assert {"Sùng Thị Dợ", "19/02/1983", "Phó Chủ tịch UBND", "Các lần nhập, sửa", "Chuyên viên chính"} <= set(found)
    assert "Người lập biểu" in found
    assert not any("Hồng Nhung" in text for text in found)


def test_the_office_gives_what_it_holds_and_says_who_looked(world: World, unit: Workspace, tmp_path: Path) -> None:
    package = world.so.store.documents("received", state="accepted")[-1]
    run(world.so, "names note", way="search", packages=[package.id])
    person = person_of(unit.store.load(), 3)
    out = tmp_path / "nguoi.xlsx"
    told = run(world.so, "person export", person=str(person.id_number), out=out).data
    found = cells(out)
    assert told["person"] == person.id
    assert "Sùng Thị Dợ" in found and "tra cứu người" in found
    rows = run(world.so, "names list").data
    assert [(row["way"], row["unit"], row["record"]) for row in rows] == [
        ("person", PON, person.id),
        ("search", PON, ""),
    ]
    assert "Sùng" not in repr(world.so.store.documents(SEEN))
    pdf = tmp_path / "nguoi.pdf"
    run(world.so, "person export", person=person.id, out=pdf)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert len(run(world.so, "names list", unit="03202", period=PERIOD).data) == 2, "once a day"


def test_commands_that_give_names_say_so_in_the_register_once(world: World, unit: Workspace, tmp_path: Path) -> None:
    """Of people behind a figure, suggestions, a kept list, and a form that lists people; also by its code."""
    package = world.so.store.documents("received", state="accepted")[-1]

    def ways() -> list[tuple[str, str]]:
        return sorted((row["way"], row["record"]) for row in run(world.so, "names list").data)

    run(world.so, "form", code="01", unit=PON, out=tmp_path / "01.pdf")
    run(world.so, "explain", key="leader{}")
    assert ways() == []
    run(world.so, "explain", key=f"leader{{}}@{PON}")
    run(world.so, "explain", key="leader{}:leader{}", unit=PON)
    run(world.so, "names note", way="figure", packages=[package.id])  # as the window does
    assert ways() == [("figure", "")]
    offered = run(world.so, "gap").data["suggestions"]
    run(world.so, "gap", unit=PON)
    run(world.so, "names note", way="gap", packages=[package.id])
    assert ways() == [("figure", ""), ("gap", "")]
    run(world.so, "gap keep", title="A", steps=offered[0]["step"])
    run(world.so, "gap show", whatif="A")
    assert len(ways()) == 2
    run(world.so, "gap print", whatif="A", out=tmp_path / "a.pdf")
    run(world.so, "form", code="10", unit=PON, out=tmp_path / "10.pdf")
    run(world.so, "show", code=report_code(world.so, package), form="10", out=tmp_path / "ma.pdf")
    assert ways() == [("export", "biểu 10"), ("export", "tính thử"), ("figure", ""), ("gap", "")]
    run(unit, "form", code="10", out=tmp_path / "rieng.pdf")
    assert not unit.store.documents(SEEN)


def test_nobody_two_people_and_a_strange_file(unit: Workspace, tmp_path: Path) -> None:
    assert code_of(run, unit, "person export", person="nobody", out=tmp_path / "a.pdf") == "NHAP-02"
    assert code_of(run, unit, "person export", person="", out=tmp_path / "a.pdf") == "NHAP-02"
    assert code_of(run, unit, "person export", person="sung thi do", out=tmp_path / "a.txt") == "NHAP-03"
    data = unit.store.load()
    change(unit, replaced(data, person_of(data, 5), full_name="Sùng Thị Dợ"))
    assert code_of(run, unit, "person export", person="Sùng Thị Dợ", out=tmp_path / "a.pdf") == "NHAP-02"


def test_a_look_at_what_has_no_names_is_not_in_the_register(world: World) -> None:
    world.enrolled(TAM)
    package = world.so.store.documents("received", unit=TAM)[-1]
    assert run(world.so, "names note", way="package", packages=[package.id]).data == {"added": 0}
    assert code_of(run, world.so, "names note", way="guess", packages=[]) == "NHAP-03"


def test_a_form_for_publication_masks_the_small_counts(world: World, unit: Workspace, tmp_path: Path) -> None:
    plain, published = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    run(world.so, "form", code="03", out=plain)
    run(world.so, "form", code="03", out=published, publish=True)
    limit = world.so.pack.definitions.small_cell

    def small(path: Path) -> list[int]:
        numbers = (int(text) for text in cells(path) if text.isdigit())
        return [number for number in numbers if 0 < number < limit]

    assert "*" in cells(published) and "*" not in cells(plain)
    assert len(small(published)) < len(small(plain))
    assert any("để công bố" in text for text in cells(published))
    run(world.so, "form", code="all", out=tmp_path / "tat-ca.pdf", publish=True)
    assert (tmp_path / "tat-ca.pdf").stat().st_size > 10_000
