"""Nhập thay: a unit that sends paper is entered at Sở Nội vụ, marked everywhere, checked alike; y/y is reached."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.commands.accepted import expected_units
from app.commands.office.hands import hand_of
from app.domain.periods import parse_period
from app.domain.records import Person
from app.errors import UserError
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, codes, fill, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, small_unit

SECRET = "mật khẩu nhập thay 2026"
LETTER = "Báo cáo số 12/BC-UBND ngày 30/11/2026"


def working(world: World, unit: str) -> Workspace:
    """The working store of a unit, filled in."""
    folder = world.folder / f"nhap-thay-{len(world.so.store.documents('behalf'))}"
    made: list[Workspace] = []
    create = world.env.stores.create

    def remembered(new: Any) -> Any:
        made.append(Workspace(world.env, create(new)))
        return made[-1].store

    world.env.stores.create = remembered  # type: ignore[method-assign]
    try:
        run(
            world.so,
            "behalf open",
            unit=unit.partition("@")[0],
            out=folder,
            source="paper",
            paper=LETTER,
            passphrase=SECRET,
        )
    finally:
        world.env.stores.create = create  # type: ignore[method-assign]
    fill(made[0], small_unit(unit, f"xã {unit[:5]}"))
    return made[0]


def board_row(world: World, unit: str) -> dict[str, Any]:
    (row,) = (row for row in run(world.so, "board", period=PERIOD).data["rows"] if row["unit"] == unit)
    return dict(row)


def printed(world: World, out: Path) -> str:
    run(world.so, "form", code="01", out=out, period=PERIOD)
    done = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_a_paper_unit_is_entered_accepted_and_marked_everywhere(world: World) -> None:
    world.enrolled(PON)
    ws = working(world, TAM)
    path = world.package(ws)
    rows = world.deliver(path)
    assert [row["state"] for row in rows] == ["waiting_enrolment", "received"]  # nobody has to read the key out
    kept = world.received(path)
    run(world.so, "accept", package=kept.id)
    row = board_row(world, TAM)
    assert row["state"] == "accepted"
    assert LETTER in row["behalf"]
    assert world.so.actor in row["behalf"]
    assert board_row(world, PON)["behalf"] == ""
    hand = hand_of(world.so, kept)
    assert hand is not None
    assert hand.source == "báo cáo giấy"
    told = run(world.so, "explain", key="leader{}", period=PERIOD).data
    assert {item["unit"] for item in told["units"]} == {PON, TAM}
    people = len([person for person in ws.store.load().rows(Person) if person.sex])
    assert people
    text = printed(world, world.folder / "tinh.pdf")
    assert "Sở Nội vụ nhập thay báo cáo của: Phường Điện Biên Phủ." in text
    assert [item["packages"] for item in run(world.so, "behalf list").data] == [1]


def test_all_units_can_be_reached(world: World) -> None:
    world.enrolled(PON)
    owing = [unit.id for unit in expected_units(world.so, parse_period(PERIOD))]
    told = run(world.so, "board", period=PERIOD).data
    assert told["accepted"] == 1
    for unit in [key for key in owing if key != PON and key[0].isdigit()][:3]:
        path = world.package(working(world, unit))
        world.deliver(path)
        run(world.so, "accept", package=world.received(path).id)
    after = run(world.so, "board", period=PERIOD).data
    assert (after["accepted"], after["owing"]) == (4, told["owing"])


def test_the_first_package_of_the_unit_itself_takes_the_place(world: World) -> None:
    ws = working(world, TAM)
    path = world.package(ws)
    world.deliver(path)
    first = world.received(path)
    run(world.so, "accept", package=first.id)
    (pair,) = world.so.store.documents("certificate", unit=TAM)
    run(world.so, "enrol revoke", unit=TAM[:5], fingerprint=pair.body["fingerprint"], reason="replaced")
    own = world.unit(TAM)
    late = world.package(own)
    world.deliver(late)
    world.confirm(own)
    kept = world.received(late)
    assert (
        kept.state == "fork"
    )  # the unit does not know the report that was entered for it: whoever accepts one decides
    run(world.so, "accept", package=kept.id)
    assert board_row(world, TAM)["behalf"] == ""
    assert hand_of(world.so, kept) is None
    assert hand_of(world.so, first) is not None


def test_an_enrolled_unit_is_not_entered_by_accident(world: World) -> None:
    world.enrolled(PON)
    params: dict[str, Any] = {"unit": PON[:5], "out": world.folder / "x", "source": "paper", "paper": LETTER}
    assert code_of(run, world.so, "behalf open", passphrase=SECRET, **params) == "NHAP-01"
    params["unit"] = TAM[:5]
    assert code_of(run, world.so, "behalf open", **params) == "NHAP-01"
    assert code_of(run, world.so, "behalf open", passphrase=SECRET, **{**params, "paper": "  "}) == "NHAP-03"
    assert code_of(run, world.so, "behalf open", passphrase=SECRET, **{**params, "unit": "99999"}) == "NHAP-02"


def test_a_unit_has_one_open_working_store(world: World) -> None:
    params: dict[str, Any] = {"source": "paper", "paper": LETTER, "passphrase": SECRET, "unit": TAM[:5]}
    (world.folder / "mot").mkdir()
    ws = working(world, TAM)
    (kept,) = world.so.store.documents("behalf", unit=TAM)
    folder = Path(kept.body["folder"])
    folder.mkdir(exist_ok=True)  # stores of the simulator have none
    assert code_of(run, world.so, "behalf open", out=world.folder / "x", **params) == "NHAP-01"
    with pytest.raises(UserError, match="đã có dữ liệu nhập thay") as told:
        run(world.so, "behalf open", out=world.folder / "x", **params)
    assert str(folder) in str(told.value.message)
    folder.rmdir()
    world.deliver(world.package(ws))
    assert code_of(run, world.so, "behalf open", out=world.folder / "x", **params) == "NHAP-01"
    (pair,) = world.so.store.documents("certificate", unit=TAM)
    run(world.so, "enrol revoke", unit=TAM[:5], fingerprint=pair.body["fingerprint"], reason="replaced")
    working(world, TAM)
    assert len(world.so.store.documents("behalf", unit=TAM)) == 2


def test_explain_of_a_unit_says_whose_hand_it_was(world: World) -> None:
    world.enrolled(PON)
    path = world.package(working(world, TAM))
    world.deliver(path)
    run(world.so, "accept", package=world.received(path).id)
    for unit, marked in ((TAM, True), (PON, False)):
        plain = run(world.so, "explain", key=f"leader{{}}@{unit}", period=PERIOD).data
        sums = run(world.so, "explain", key="leader{sex=f}:leader{}", unit=unit, period=PERIOD).data
        told = [plain["behalf"], *(cell["behalf"] for cell in sums["cells"])]
        assert {LETTER in words for words in told} == {marked}, told


def test_a_returned_report_is_mended_and_sent_again_by_the_office(world: World) -> None:
    ws = working(world, TAM)
    path = world.package(ws)
    world.deliver(path)
    first = world.received(path).id
    run(world.so, "return", package=first, reason="Thiếu dân số năm 2026")
    assert world.give_receipt(ws, first)[0]["state"] == "returned"
    again = world.package(ws)
    assert codes(world.deliver(again)) == [("received", "")]
    assert hand_of(world.so, world.received(again)) is not None
