"""All forms of a period at once: what lies on disk after a run, a run that was stopped, and one that met a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.table import command, resolve
from app.errors import Cancelled, UserError
from app.workspace import Workspace
from tests.simulator.paper_reader import read_pages
from tests.simulator.province import PERIOD, World, run
from tests.simulator.units import PON, TAM

A3, A4 = 1191, 842
"""Longer sides in points."""


class Stop:
    """A person who stops the work at a step."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.said: list[tuple[int, int]] = []

    def step(self, done: int, total: int, text: str) -> None:
        """Counts down."""
        assert text
        self.said.append((done, total))
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def text_of(path: Path) -> str:
    return "".join(letter.text for page in read_pages(path) for letter in page.letters)


def pages(path: Path) -> int:
    return len(read_pages(path))


def long_sides(path: Path) -> list[int]:
    """Longer side of each page, in whole points."""
    return [round(max(page.width, page.height)) for page in read_pages(path)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def both(world: World) -> Workspace:
    world.enrolled(PON)
    world.enrolled(TAM)
    return world.so


def test_a_file_is_what_form_all_writes_and_a_folder_its_parts(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    one, same, folder = tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "ngày 30.11.2026"
    data = run(unit, "forms", out=one, period=PERIOD).data
    assert data == {"files": [str(one)], "refused": []}
    run(unit, "form", code="all", out=same, period=PERIOD)
    assert text_of(one) == text_of(same)
    parts = [Path(name) for name in run(unit, "forms", out=folder, period=PERIOD).data["files"]]
    assert names(folder) == sorted(path.name for path in parts)
    assert sum(pages(path) for path in parts) == pages(one)
    codes = [form.code for form in world.so.pack.forms_of(world.clock.at.date()) if not form.names and not form.office]
    assert [path.name for path in parts] == [f"2282_{PON}_bieu-{code}_{PERIOD}.pdf" for code in codes]


@pytest.mark.parametrize(("kind", "start"), [("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_kinds_of_the_files_of_the_province(both: Workspace, tmp_path: Path, kind: str, start: bytes) -> None:
    files = run(both, "forms", out=tmp_path / "t", kind=kind).data["files"]
    assert all(Path(name).read_bytes().startswith(start) and name.endswith(f"_{PERIOD}.{kind}") for name in files)
    assert Path(files[0]).name.startswith("2282_tinh_bieu-")


def test_wide_forms_go_on_a3_and_narrow_ones_stay_on_a4(world: World, tmp_path: Path) -> None:
    run(world.unit(PON), "forms", out=tmp_path / "t", a3=True)
    run(world.unit(PON), "forms", out=tmp_path / "mot.pdf", a3=True)
    sides = {path.stem.split("_bieu-")[1].split("_")[0]: long_sides(path) for path in (tmp_path / "t").iterdir()}
    assert sides["03"] == [A3] * len(sides["03"]) and sides["09"] == [A4] * len(sides["09"])
    assert long_sides(tmp_path / "mot.pdf") == [side for code in sorted(sides) for side in sides[code]]


def test_one_file_of_each_unit(both: Workspace, tmp_path: Path) -> None:
    progress, spec = Stop(9), command("forms")
    data = both.run(spec, resolve(spec), progress, out=tmp_path / "t", each=True).data
    assert names(tmp_path / "t") == [f"2282_{key}_bieu_{PERIOD}.pdf" for key in sorted((PON, TAM))]
    assert len(data["files"]) == 2 and data["refused"] == []
    assert progress.said == [(0, 2), (1, 2)]
    alone = tmp_path / "mot.pdf"
    run(both, "forms", out=alone, unit=PON)
    assert text_of(tmp_path / "t" / f"2282_{PON}_bieu_{PERIOD}.pdf") == text_of(alone)


@pytest.mark.parametrize(("steps", "left"), [(0, 0), (1, 1)])
def test_what_was_stopped_leaves_whole_files_only(both: Workspace, tmp_path: Path, steps: int, left: int) -> None:
    spec = command("forms")
    with pytest.raises(Cancelled):
        both.run(spec, resolve(spec), Stop(steps), out=tmp_path / "t", each=True)
    found = names(tmp_path / "t")
    assert len(found) == left
    assert all(name.endswith(".pdf") and pages(tmp_path / "t" / name) for name in found)


@pytest.mark.parametrize("steps", [1, 3])
def test_a_stopped_set_of_forms_leaves_nothing(both: Workspace, tmp_path: Path, steps: int) -> None:
    spec = command("forms")
    with pytest.raises(Cancelled):
        both.run(spec, resolve(spec), Stop(steps), out=tmp_path / "t")
    assert names(tmp_path / "t") == []


def test_a_unit_that_fails_is_told_and_the_rest_goes_on(both: Workspace, tmp_path: Path) -> None:
    (tmp_path / "t" / f"2282_{TAM}_bieu_{PERIOD}.pdf").mkdir(parents=True)
    outcome = run(both, "forms", out=tmp_path / "t", each=True)
    (told,) = outcome.data["refused"]
    assert not outcome.ok
    assert told["unit"] == TAM and told["code"].startswith("LUU-") and told["message"]
    assert told["name"] in outcome.message
    assert [Path(name).name for name in outcome.data["files"]] == [f"2282_{PON}_bieu_{PERIOD}.pdf"]
    assert len(names(tmp_path / "t")) == 2, "no file is left half written beside them"


def test_forms_for_publication_are_masked_together(both: Workspace, tmp_path: Path) -> None:
    run(both, "forms", out=tmp_path / "a.pdf", publish=True)
    parts = run(both, "forms", out=tmp_path / "t", publish=True).data["files"]
    assert sum(text_of(Path(name)).count("*") for name in parts) == text_of(tmp_path / "a.pdf").count("*") > 0


def test_what_is_refused(world: World, both: Workspace, tmp_path: Path) -> None:
    unit = world.units[PON]
    for ws, more in ((unit, {"each": True}), (both, {"each": True, "unit": PON})):
        with pytest.raises(UserError) as wrong:
            run(ws, "forms", out=tmp_path / "t", **more)
        assert wrong.value.code == "NHAP-01"
    with pytest.raises(UserError) as wrong:
        run(both, "forms", out=tmp_path / "t.pdf", each=True)
    assert wrong.value.code == "NHAP-01"
    with pytest.raises(UserError) as wrong:
        run(both, "forms", out=tmp_path / "t", unit="nobody")
    assert wrong.value.code == "NHAP-02"
    assert names(tmp_path / "t") == []
