"""A form that is not ours comes in by a file alone, as docs/common-tasks.md walks through it; lists of people stay."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from app.domain.dates import PartialDate
from app.domain.records import Person
from app.domain.table import Table
from app.domain.unit_records import Body
from app.errors import UserError
from app.paths import resource_root
from app.plan.pack import load_pack
from app.progress import Silent
from app.reports.values import display
from app.workspace import Workspace
from tests.simulator.paper_reader import read_pages, sheet_rows, word_rows
from tests.simulator.province import PERIOD, World, run
from tests.simulator.units import PON, small_unit
from ui.figures.queries import filled, form_names, form_pdf

GUIDE = Path(__file__).parents[3] / "docs" / "common-tasks.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pack with the form of the guide."""
    section = GUIDE.read_text(encoding="utf-8").split("## A statistical form")[1].split("\n## ")[0]
    (text,) = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    shutil.copytree(resource_root() / "packs" / "dienbien-2282", tmp_path / "pack")
    (tmp_path / "pack" / "forms" / "VD1.toml").write_text(text, encoding="utf-8")
    return tmp_path / "pack"


@pytest.fixture
def unit(world: World, folder: Path) -> Workspace:
    data = small_unit()
    held = {key: replace(row, start=PartialDate("2026-03-08")) for key, row in data.tables["activity"].items()}
    made = world.unit(PON, replace(data, tables={**data.tables, "activity": held}))
    pack = load_pack(folder)
    return Workspace(replace(world.env, packs={(pack.id, pack.version): pack}), made.store)


def tight(text: str) -> str:
    """A text without blanks: where a line breaks, none is left on paper."""
    return "".join(text.split())


def paper_rows(table: Table) -> list[list[str]]:
    """What is to be on paper of a table."""
    return [
        [tight(display(cell.value, column)) for cell, column in zip(row.cells, table.columns, strict=True)]
        for row in table.rows
    ]


def pdf_text(path: Path) -> str:
    """The text of a PDF without blanks, in the order drawn: a cell is whole."""
    return "".join(letter.text for page in read_pages(path) for letter in page.letters if letter.text.strip())


def by_hand(ws: Workspace) -> dict[str, tuple[int, int]]:
    """Body → people with a leading post in it and women among them, by plain loops."""
    data = ws.store.load("")
    leading = {code.code for code in ws.env.catalogue["posts"] if code.attributes["leader"] == "1"}
    found = {}
    for body in data.rows(Body):
        people = {
            row.person
            for row in data.tables["appointment"].values()
            if row.body == body.id and row.post in leading and row.end is None
        }
        women = {key for key in people if data.find("person", key).sex == "f"}
        found[body.name or ""] = (len(people), len(women))
    return found


def test_a_form_of_a_file_prints_in_all_formats_and_stands_in_the_list(unit: Workspace, tmp_path: Path) -> None:
    assert ("VD1", "Lãnh đạo và hoạt động") in [(item.code, item.name) for item in form_names(unit)]
    made = {kind: tmp_path / f"vd1.{kind}" for kind in ("pdf", "docx", "xlsx")}
    for path in made.values():
        assert run(unit, "form", code="VD1", out=path, period=PERIOD).ok
    shown = filled(unit, "VD1")
    wanted = [paper_rows(table) for table in shown.tables]
    assert {row[1]: (row[2], row[3]) for row in wanted[0][:-1]} == {
        tight(name): (str(people), str(women)) for name, (people, women) in by_hand(unit).items()
    }
    assert len(wanted[1]) == len(unit.store.load("").tables["activity"])
    numbers = [[column.number for column in table.columns] for table in shown.tables]
    every = [*wanted[0], *wanted[1]]
    assert word_rows(made["docx"], numbers) == every
    drawn = pdf_text(made["pdf"])
    assert all("".join(row) in drawn for row in every)
    for rows, found in zip(wanted, sheet_rows(made["xlsx"], numbers, tmp_path), strict=True):
        assert [row[:3] for row in found[: len(rows)]] == [row[:3] for row in rows]
    assert form_pdf(unit, Silent(), ("VD1",)).startswith(b"%PDF-")


def test_the_same_form_prints_on_a3(unit: Workspace, tmp_path: Path) -> None:
    made = {kind: tmp_path / f"a3.{kind}" for kind in ("pdf", "docx", "xlsx")}
    for path in made.values():
        run(unit, "form", code="03", out=path, period=PERIOD, a3=True)
    assert {(round(page.width), round(page.height)) for page in read_pages(made["pdf"])} == {(1191, 842)}
    paper = docx.Document(str(made["docx"])).sections[0]
    assert (round(paper.page_width.mm), round(paper.page_height.mm)) == (420, 297)
    assert {sheet.page_setup.paperSize for sheet in openpyxl.load_workbook(made["xlsx"])} == {8}


def test_a_form_that_is_not_valid_yet_is_not_offered(unit: Workspace, tmp_path: Path) -> None:
    listed = [row["code"] for row in run(unit, "form", list_forms=True, period="2025").data]
    assert "VD1" not in listed
    assert "09" in listed
    with pytest.raises(UserError, match="VD1"):
        run(unit, "form", code="VD1", out=tmp_path / "a.pdf", period="2025")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('field = "activity.result"', 'field = "activity.results"', r"VD1.toml, dòng 66: .*activity.results"),
        ('records = "activity"', 'records = "activities"', r"VD1.toml, dòng 9\d: .*activities"),
        ('"2026-01-01"', '"2026-02-30"', r"VD1.toml, dòng 1: .*2026-02-30"),
    ],
)
def test_pack_check_names_the_line_of_a_mistake(unit: Workspace, folder: Path, old: str, new: str, says: str) -> None:
    assert run(unit, "pack check", folder=folder).ok
    path = folder / "forms" / "VD1.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=says):
        run(unit, "pack check", folder=folder)


def test_a_list_of_people_is_made_alone_of_a_unit_and_never_published(unit: Workspace, tmp_path: Path) -> None:
    names = [row.full_name or "" for row in unit.store.load("").rows(Person)]
    assert run(unit, "form", code="10", out=tmp_path / "10.pdf", period=PERIOD).ok
    assert run(unit, "form", code="all", out=tmp_path / "all.pdf", period=PERIOD).ok
    alone, together = (pdf_text(tmp_path / name) for name in ("10.pdf", "all.pdf"))
    assert all(tight(name) in alone for name in names)  # eleven lead, the twelfth is planned
    assert "Danhsáchcó12người." in alone
    assert "DANHSÁCHTRÍCHNGANG" in alone
    assert "DANHSÁCHTRÍCHNGANG" not in together
    with pytest.raises(UserError, match="không công bố"):
        run(unit, "form", code="10", out=tmp_path / "p.pdf", period=PERIOD, publish=True)
    assert not (tmp_path / "p.pdf").exists()


def test_the_province_has_no_list_of_people_of_its_own(world: World, tmp_path: Path) -> None:
    assert "10" not in [row["code"] for row in run(world.so, "form", list_forms=True).data]
    with pytest.raises(UserError, match="10"):
        run(world.so, "form", code="10", out=tmp_path / "10.pdf", period=PERIOD)
