"""Amendments after acceptance: any number under way, chained, the original kept; forms say whose place they take."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands.figures.editions import edition_words
from app.commands.figures.province import accepted_figures
from app.commands.figures.reporting import desk_of
from app.commands.verifying import decryption_keys
from app.crypto.envelope import open_envelope
from app.domain.periods import parse_period
from app.domain.storage import Document
from app.errors import UserError
from app.package.container import read
from app.package.submission import FORMS
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, change, cloned, corrected, run
from tests.simulator.units import PON, TAM, person_of, replaced

FIRST_DAY = "01/12/2026"


def days(world: World, number: int) -> None:
    """Time goes by."""
    world.clock.at += timedelta(days=number)


def taken(world: World, unit: Workspace, path: Path) -> str:
    """A package delivered, accepted and receipted; its SHA-256."""
    world.deliver(path)
    package = world.received(path).id
    run(world.so, "accept", package=package)
    world.give_receipt(unit, package)
    return package


def editions(unit: Workspace) -> list[tuple[int, str]]:
    """Number and replaced package of everything sent, oldest first."""
    return [(item.body["edition"], item.body["replaces"]) for item in unit.store.documents("sent", period=PERIOD)]


def forms_inside(ws: Workspace, package: str) -> bytes:
    """The PDF of the forms that travelled in a package; empty for none."""
    sealed = ws.store.original(package)
    assert sealed is not None
    return read(open_envelope(sealed, decryption_keys(ws)).plaintext).files.get(FORMS, b"")


def text_of(content: bytes, folder: Path) -> str:
    """The words of a PDF."""
    path = folder / "forms.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_three_amendments_in_flight_name_the_accepted_one_and_the_newest_counts(world: World) -> None:
    unit = world.enrolled(PON)
    original = unit.store.documents("sent")[0].id
    first = world.so.store.original(original)
    days(world, 4)
    flying = [corrected(world, unit, number) for number in (0, 1, 2)]
    assert editions(unit) == [(1, ""), (2, original), (3, original), (4, original)]
    for path in reversed(flying):  # they arrive the other way round
        world.deliver(path)
    assert [world.received(path).state for path in flying] == ["superseded", "superseded", "received"]
    newest = world.received(flying[-1])
    run(world.so, "accept", package=newest.id)
    assert sorted(world.states(PON)) == ["accepted", "superseded", "superseded", "superseded"]
    (figures,) = accepted_figures(world.so, parse_period(PERIOD)).values()
    assert figures.cells == unit.store.figures(newest.id)
    assert world.so.store.original(original) == first  # the one it replaces is still there, and can be read
    assert forms_inside(world.so, original) == b""
    assert world.so.store.load(original).tables == world.so.store.load(original).tables
    with pytest.raises(UserError):
        run(world.so, "accept", package=original)


def test_accepted_one_after_the_other_while_later_ones_are_under_way(world: World) -> None:
    unit = world.enrolled(PON)
    original = unit.store.documents("sent")[0].id
    second, third, fourth = (corrected(world, unit, number) for number in (0, 1, 2))
    world.deliver(second)
    run(world.so, "accept", package=world.received(second).id)
    world.deliver(third, fourth)
    with pytest.raises(UserError) as refused:  # a newer one is here: the older cannot count any more
        run(world.so, "accept", package=world.received(third).id)
    assert refused.value.code in ("NGH-02", "NHAP-01")
    run(world.so, "accept", package=world.received(fourth).id)
    for path in (fourth, second):  # receipts come in any order
        kept = world.received(path).id
        if world.received(path).state == "accepted":
            world.give_receipt(unit, kept)
    fifth = corrected(world, unit, 3)
    assert editions(unit)[-1] == (5, world.received(fourth).id)
    world.deliver(fifth)
    assert world.received(fifth).body["replaces"] == world.received(fourth).id
    assert original in {item.id for item in world.so.store.documents("received", state="superseded")}


def test_forms_say_whose_place_they_take(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    assert desk_of(unit, PERIOD, None).replaces == ""
    days(world, 4)
    path = corrected(world, unit, minimal=False)
    line = f"(Bản số 2, thay thế bản số 1 ngày {FIRST_DAY})"
    assert desk_of(unit, PERIOD, None).replaces == line  # printed again, it is still the second
    package = taken(world, unit, path)
    assert line in text_of(forms_inside(world.so, package), tmp_path)
    assert desk_of(world.so, PERIOD, None, PON).replaces == line
    days(world, 3)
    data = unit.store.load()
    change(unit, replaced(data, person_of(data, 1), professional="ths"))
    assert desk_of(unit, PERIOD, None).replaces == "(Bản số 3, thay thế bản số 2 ngày 05/12/2026)"
    for suffix in (".xlsx", ".docx", ".pdf"):
        assert run(unit, "form", code="01", out=tmp_path / f"01{suffix}", period=PERIOD).ok


def test_the_forms_of_a_first_report_say_nothing(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    path = world.package(unit, minimal=False)
    world.deliver(path)
    world.confirm(unit)
    assert "thay thế" not in text_of(forms_inside(world.so, world.received(path).id), tmp_path)


def test_an_unchanged_report_is_refused_with_number_and_day_of_the_earlier(world: World) -> None:
    unit = world.enrolled(PON)
    days(world, 4)
    with pytest.raises(UserError) as refused:
        world.package(unit)
    assert refused.value.code == "NOP-03"
    assert f"bản số 1 lập ngày {FIRST_DAY} (phiếu tiếp nhận số 1)" in refused.value.message
    corrected(world, unit)
    with pytest.raises(UserError) as refused:
        world.package(unit)
    assert "bản số 2 lập ngày 05/12/2026 (chưa có phiếu tiếp nhận)" in refused.value.message
    assert "chép lại" in refused.value.hint


def test_a_report_of_another_period_between_changes_nothing(world: World) -> None:
    unit = world.enrolled(PON)
    world.package(unit, period="2026-H1")
    corrected(world, unit)
    with pytest.raises(UserError) as refused:
        world.package(unit)
    assert refused.value.code == "NOP-03"
    assert editions(unit)[-1][0] == 2


def test_a_report_made_on_another_machine_is_named_by_its_number_and_day(world: World) -> None:
    unit = world.enrolled(PON)
    days(world, 2)
    path = corrected(world, cloned(world, unit))
    days(world, 5)
    taken(world, unit, path)  # this machine hears of it by the receipt
    corrected(world, unit, 3)
    assert desk_of(unit, PERIOD, None).replaces == "(Bản số 3, thay thế bản số 2 ngày 03/12/2026)"


def test_a_package_does_not_take_the_place_of_another_unit_s_report_in_words(world: World) -> None:
    unit = world.enrolled(PON)
    original = unit.store.documents("sent")[0].id
    claimed = {"edition": 2, "replaces": original}
    own = Document("received", "01", PON, PERIOD, "received", "2026-12-05", claimed)
    assert edition_words(world.so, own) == f"Bản số 2, thay thế bản số 1 ngày {FIRST_DAY}"
    for other in (
        replace(own, unit=TAM),
        replace(own, period="2025"),
        replace(own, body={**claimed, "replaces": "ff"}),
    ):
        assert edition_words(world.so, other) == "Bản số 2, thay thế bản đã được chấp nhận trước đó"
    assert edition_words(world.so, replace(own, body={"edition": 1, "replaces": ""})) == ""
