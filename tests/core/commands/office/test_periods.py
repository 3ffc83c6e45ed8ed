"""A đợt báo cáo as a signed file: who gets one, what a unit makes of it, who owes nothing, and the board's states."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from app.commands.accepted import expected_units
from app.commands.figures.judging import current_period, cut_off_of
from app.commands.figures.watching import due_of
from app.domain.periods import parse_period
from app.domain.unit_records import Obligation
from app.workspace import Notice, Workspace
from tests.simulator.province import PERIOD, World, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM


def issue(world: World, period: str, **more: str) -> dict[str, Path]:
    """Files of a period by unit."""
    rows = run(world.so, "period issue", period=period, out=world.folder / "dot", **more).data["files"]
    return {row["unit"]: Path(row["file"]) for row in rows}


def take(ws: Workspace, path: Path) -> list[tuple[str, str]]:
    return codes(run(ws, "receive", paths=[path]).data)


def state_of(world: World, unit: str = PON, period: str = PERIOD) -> str:
    (row,) = (row for row in run(world.so, "board", period=period).data["rows"] if row["unit"] == unit)
    return str(row["state"])


def forms_in(ws: Workspace, out: Path, period: str) -> list[str]:
    """Codes of the forms that a report of a period has, read off the paper."""
    run(ws, "form", code="all", out=out, period=period)
    text = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, text=True, check=True).stdout
    return list(dict.fromkeys(re.findall(r"Biểu số (\S+)", text)))


def test_a_unit_that_is_enrolled_learns_of_a_new_period_from_its_file(world: World) -> None:
    unit = world.enrolled(PON)
    told = run(
        world.so,
        "period issue",
        period="2026-X01",
        cut_off="2026-12-05",
        due="2026-12-08",
        level="so-lieu",
        sections="01,08",
        request="Công văn số 12 ngày 01/12/2026",
        out=world.folder / "dot",
    ).data
    assert [row["unit"] for row in told["files"]] == [PON]
    assert "Xã Mường Pồn" not in told["without_key"]
    assert len(told["without_key"]) == len(expected_units(world.so, parse_period("2026-X01"))) - 1
    path = Path(told["files"][0]["file"])
    assert take(unit, path) == [("period", "")]
    period = current_period(unit)
    assert (str(period), cut_off_of(unit, period).isoformat()) == ("2026-X01", "2026-12-05")
    assert due_of(unit, period).isoformat() == "2026-12-08"
    rows = [row for row in unit.store.load().rows(Obligation) if row.period == "2026-X01"]
    assert sorted((row.section, row.due.text, row.request) for row in rows if row.due) == [
        ("01", "2026-12-08", "Công văn số 12 ngày 01/12/2026"),
        ("08", "2026-12-08", "Công văn số 12 ngày 01/12/2026"),
    ]
    assert take(unit, path) == [("duplicate", "")]
    world.clock.at = world.clock.at.replace(day=6)
    assert forms_in(unit, world.folder / "hoi.pdf", "2026-X01") == ["01", "08"]
    assert forms_in(unit, world.folder / "nam.pdf", PERIOD)[:2] == ["01", "02"]
    world.deliver(world.package(unit, "2026-X01"))
    assert state_of(world, period="2026-X01") == "sent"


def test_an_older_period_file_never_takes_the_place_of_a_newer_one(world: World) -> None:
    unit = world.enrolled(PON)
    first = issue(world, PERIOD, cut_off="2026-12-01")[PON]
    second = issue(world, "2026-X01")[PON]
    assert take(unit, second) == [("period", "")]
    assert take(unit, first) == [("refused", "BN-05")]
    assert str(current_period(unit)) == "2026-X01"
    assert cut_off_of(world.so, parse_period(PERIOD)).isoformat() == "2026-12-01"  # it keeps the dates it was given


def test_the_same_period_asked_for_again_has_the_same_number_and_other_terms_have_another(world: World) -> None:
    world.enrolled(PON)
    numbers = [
        run(world.so, "period issue", period=PERIOD, cut_off=day).data["number"]
        for day in ("2026-12-01", "2026-12-01", "2026-12-02")
    ]
    assert numbers[0] == numbers[1] < numbers[2]
    told = run(world.so, "period issue", period=PERIOD, due="2026-12-20").data
    assert (told["cut_off"], told["due"]) == ("2026-12-02", "2026-12-20")  # what is not said stays as it was


def test_a_file_of_another_unit_or_of_no_part_is_refused(world: World) -> None:
    pon, tam = world.enrolled(PON), world.enrolled(TAM)
    files = issue(world, PERIOD)
    assert take(pon, files[TAM]) == [("refused", "MAH-01")]
    assert take(tam, files[TAM]) == [("period", "")]
    assert code_of(run, world.so, "period issue", period=PERIOD, sections="99") == "NHAP-02"
    assert code_of(run, world.so, "period issue", period=PERIOD, cut_off="2026-12-14", due="2026-12-01") == "NHAP-03"


def test_a_unit_that_ended_owes_nothing_after_its_end_and_what_it_owed_before(world: World) -> None:
    run(world.so, "period issue", period="2025-H1", cut_off="2025-06-14")
    before = {unit.id for unit in expected_units(world.so, parse_period("2025-H1"))}
    after = {unit.id for unit in expected_units(world.so, parse_period("2025"))}
    ended = {unit.id for unit in world.env.units if unit.tier == "xa" and str(unit.valid_to or "") == "2025-06-30"}
    assert ended <= before
    assert not ended & after
    rows = {row["unit"]: row for row in run(world.so, "board", period="2025").data["rows"]}
    one = sorted(ended)[0]
    assert (rows[one]["state"], rows[one]["why"]) == ("exempt", "kết thúc ngày 30/06/2025")
    told = run(world.so, "board", period="2025").data
    assert told["owing"] == len(after)
    assert world.env.units.name(one) not in told["missing"]


def test_an_exempt_unit_is_shown_with_the_reason_and_counted_nowhere(world: World) -> None:
    before = run(world.so, "board").data
    assert run(world.so, "period exempt", unit=PON[:5], period=PERIOD, reason="Mới thành lập tháng 11.").ok
    after = run(world.so, "board").data
    assert (state_of(world), after["owing"]) == ("exempt", before["owing"] - 1)
    assert "Xã Mường Pồn" not in after["missing"]
    run(world.so, "period oblige", unit=PON[:5], period=PERIOD)
    assert run(world.so, "board").data["owing"] == before["owing"]
    assert code_of(run, world.so, "period oblige", unit=PON[:5], period=PERIOD) == "NHAP-02"
    assert code_of(run, world.so, "period exempt", unit=PON[:5], period=PERIOD, reason=" ") == "NHAP-03"


@pytest.mark.fault("I03")
def test_a_unit_walks_through_the_states_of_the_board(world: World) -> None:
    unit = world.enrolled(PON)
    assert state_of(world) == "accepted"
    path = corrected(world, unit)
    world.deliver(path)
    package = world.received(path).id
    assert state_of(world) == "sent"
    tam = world.unit(TAM)
    assert state_of(world, TAM) == "none"
    world.deliver(world.package(tam))
    assert state_of(world, TAM) == "waiting_enrolment"
    world.confirm(tam)
    assert state_of(world, TAM) == "sent"
    first = tam.store.documents("sent")[-1].id
    world.give_receipt(tam, first)
    assert state_of(world, TAM) == "received"
    run(world.so, "return", package=package, reason="Thiếu ngày sinh.")
    assert state_of(world) == "returned"
    world.give_receipt(unit, package)
    assert state_of(world) == "mending"
    world.clock.at = world.clock.at.replace(day=31)
    (row,) = (row for row in run(world.so, "board").data["rows"] if row["unit"] == PON)
    assert (row["days"], row["overdue"]) == (30, True)
    run(world.so, "exception grant", unit=PON[:5], period=PERIOD, reason="Máy hỏng.")
    assert not next(row for row in run(world.so, "board").data["rows"] if row["unit"] == PON)["overdue"]
    assert not next(row for row in run(world.so, "board").data["rows"] if row["unit"] == TAM)["overdue"]
    world.deliver(corrected(world, unit))
    assert state_of(world) == "again"


def test_a_receipt_tells_of_the_period_too_and_the_screens_hear_of_it(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    file = issue(world, "2026-X01", cut_off="2026-12-01", due="2026-12-20")[PON]
    heard: list[Notice] = []
    unit.listen(heard.append)
    world.give_receipt(unit, world.received(path).id)
    assert str(current_period(unit)) == "2026-X01"
    assert due_of(unit, current_period(unit)).isoformat() == "2026-12-20"
    assert "setting" in heard[-1].kinds
    assert "obligation" in heard[-1].tables
    assert take(unit, file) == [("duplicate", "")]


def test_a_unit_that_is_enrolled_later_knows_every_period_that_was_asked_for(world: World) -> None:
    run(world.so, "period issue", period=PERIOD, cut_off="2026-11-29", due="2026-12-22")
    run(world.so, "period issue", period="2026-X01", cut_off="2026-12-01")
    unit = world.unit(TAM)
    assert str(current_period(unit)) == "2026-X01"
    year = parse_period(PERIOD)
    assert (cut_off_of(unit, year).isoformat(), due_of(unit, year).isoformat()) == ("2026-11-29", "2026-12-22")
