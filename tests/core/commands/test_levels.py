"""The three levels, walked through: what leaves, file by file and page by page (domain §8)."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from pathlib import Path

import pytest

from app.commands.keys.unit_identity import unit_decryption
from app.crypto.envelope import open_envelope
from app.domain.records import Person
from app.package.container import read
from app.vietnamese.fold import fold
from app.workspace import Workspace
from tests.simulator.province import World
from tests.simulator.units import CHECKER, PON, PREPARER, SIGNER, small_unit

PEOPLE = list(small_unit().rows(Person))
SIGNERS = {SIGNER, PREPARER, CHECKER}


def inner_files(ws: Workspace, path: Path) -> dict[str, bytes]:
    return dict(read(open_envelope(path.read_bytes(), unit_decryption(ws)).plaintext).files)


def pdf_text(folder: Path, content: bytes) -> str:
    path = folder / "forms.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def told(person: Person, text: str) -> set[str]:
    """What of a person a text tells: name, number, day of birth."""
    birth = str(person.birth)
    days = {birth, "/".join(reversed(birth.split("-")))} if len(birth) == 10 else set()
    folded = re.sub(r"\s+", " ", fold(text))
    found = {"name"} if fold(person.full_name or "") in folded else set()
    found |= {"number"} if (person.id_number or "-") in text else set()
    return found | ({"day"} if any(day in text for day in days) else set())


@pytest.mark.parametrize("level", ["so-lieu", "rut-gon"])
def test_no_person_is_named_below_the_level_of_names(world: World, level: str) -> None:
    unit = world.unit(PON)
    files = inner_files(unit, world.package(unit, level=level, minimal=False))
    text = pdf_text(world.folder, files["forms.pdf"])
    assert "Biểu" in text
    profile = files.pop("data/unit_profile.csv").decode()
    assert SIGNER in profile
    assert SIGNER in text  # the signature block
    for person in PEOPLE:
        for name, content in files.items():
            if name != "forms.pdf":
                assert told(person, content.decode("utf-8", "replace")) == set(), (name, person.full_name)
        if person.full_name not in SIGNERS:
            assert told(person, text) == set(), person.full_name
        assert told(person, text) <= {"name"}


def test_names_travel_at_the_level_of_names(world: World) -> None:
    unit = world.unit(PON)
    files = inner_files(unit, world.package(unit, level="ho-so", minimal=False))
    table = files["data/person.csv"].decode()
    for person in PEOPLE:
        expected = {"name", "number"} | ({"day"} if len(str(person.birth)) == 10 else set())
        assert told(person, table) == expected


def test_which_tables_travel(world: World) -> None:
    unit = world.unit(PON)

    def tables(level: str) -> set[str]:
        files = inner_files(unit, world.package(unit, level=level))
        return {name.removeprefix("data/").removesuffix(".csv") for name in files if name.startswith("data/")}

    persons = {"person", "appointment", "planning_list", "planning_entry", "training", "match"}
    whole = tables("ho-so")
    assert tables("rut-gon") == whole
    assert tables("so-lieu") == whole - persons
    assert {"body", "headcount", "population", "activity", "budget", "narrative", "course"} <= whole - persons
    assert not whole & {"unit", "obligation", "adjustment"}


def test_figures_are_the_same_at_all_levels(world: World) -> None:
    unit = world.unit(PON)
    made = [inner_files(unit, world.package(unit, level=level)) for level in ("so-lieu", "rut-gon", "ho-so")]
    assert len({files["figures.csv"] for files in made}) == 1
    rows = dict(csv.reader(io.StringIO(made[0]["figures.csv"].decode())))
    assert rows["leader{}"] == "11"
    assert rows["leader{sex=f}"] == "6"


def test_births_travel_without_their_day(world: World) -> None:
    unit = world.unit(PON)
    files = inner_files(unit, world.package(unit))
    rows = list(csv.DictReader(io.StringIO(files["data/person.csv"].decode())))
    assert {row["birth"] for row in rows} == {str(person.birth)[:7] for person in PEOPLE}
    assert "full_name" not in rows[0]
    tokens = list(csv.DictReader(io.StringIO(files["data/match.csv"].decode())))
    assert [row["id"] for row in tokens] == sorted(person.id for person in PEOPLE)
    assert all(re.fullmatch(r"[0-9a-f]{32}", row["by_id"]) for row in tokens)
