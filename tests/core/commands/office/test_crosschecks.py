"""Cross-unit checks: found over packages, asked in each return without a word of the other side, and remembered."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.commands.table import command
from app.commands.verifying import decryption_keys
from app.crypto.envelope import open_envelope
from app.domain.dates import PartialDate
from app.domain.records import Appointment
from app.package.container import read
from app.workspace import Outcome, Workspace
from tests.simulator.province import World, change, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, key, person_of, replaced, small_unit


def twins(world: World, level: str = "ho-so") -> tuple[Workspace, Workspace]:
    """Two units of which one person is in both, by number; their newer packages wait for a verdict."""
    units = (world.enrolled(PON), world.enrolled(TAM))
    person = person_of(small_unit(PON), 5)
    data = units[1].store.load()
    names = {"full_name": "Tráng Thị Páo Sua"}
    change(units[1], replaced(data, person_of(data, 5), id_number=person.id_number, **names))
    for ws in units:
        world.deliver(corrected(world, ws, level=level))
    return units


def pairs(world: World, **more: object) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = run(world.so, "crosscheck", **more).data["pairs"]
    return rows


def test_one_person_in_two_units_is_found_with_names_where_the_level_has_them(world: World) -> None:
    twins(world)
    (row,) = pairs(world)
    assert (row["kind"], row["certain"], row["rule"], row["state"]) == ("person", True, "DC03", "")
    assert {side["who"] for side in row["sides"]} == {"Cà Thị Hồng Nhung", "Tráng Thị Páo Sua"}
    assert all(side["can_ask"] for side in row["sides"])


def test_without_names_it_is_found_all_the_same(world: World) -> None:
    twins(world, "rut-gon")
    (row,) = pairs(world)
    assert row["certain"]
    assert not any("Hồng Nhung" in side["who"] or "Páo Sua" in side["who"] for side in row["sides"])
    assert "Chánh Văn phòng" in row["sides"][0]["who"]


def test_a_question_tells_nothing_of_the_other_side(world: World, tmp_path: Path) -> None:
    one, other = twins(world)
    (row,) = pairs(world)
    run(world.so, "crosscheck ask", pair=row["pair"][:8])
    assert pairs(world)[0]["state"] == "asked"
    assert code_of(run, world.so, "crosscheck ask", pair=row["pair"]) == "NHAP-01"
    run(world.so, "crosscheck ask", pair="all")
    opened = {}
    for side in row["sides"]:
        ws = world.units[side["unit"]]
        run(world.so, "return", package=side["package"], reason="Đề nghị xem các góp ý kèm theo.")
        path = tmp_path / f"{ws.unit}.p7m"
        run(world.so, "receipt", package=side["package"], out=path)
        keys = tuple(decryption_keys(ws))
        container = read(open_envelope(path.read_bytes(), keys).plaintext)
        opened[ws.unit] = b"\n".join(container.files.values())
        assert row["mark"].encode() in opened[ws.unit]
        assert run(ws, "receive", paths=[path]).ok
        (item,) = run(ws, "comment list").data
        assert (item["table"], item["record"]) == ("person", side["person"])
    for ws, foreign in ((one, other), (other, one)):
        content = opened[ws.unit]
        data = foreign.store.load()
        told = {
            str(value)
            for person in data.tables["person"].values()
            for value in (person.full_name, person.id_number, person.id)
            if value and not _also_of(ws, value)
        }
        assert told
        told |= {foreign.unit, foreign.unit.partition("@")[0], world.env.units.name(foreign.unit)}
        assert not [text for text in told if text.encode() in content]


def _also_of(ws: Workspace, value: str) -> bool:
    return value.encode() in msgspec.json.encode([str(row) for row in ws.store.load().tables["person"].values()])


@pytest.mark.parametrize("verdict", ["different", "settled"])
def test_what_was_decided_is_not_asked_again(world: World, verdict: str) -> None:
    twins(world)
    (row,) = pairs(world)
    run(world.so, "crosscheck decide", pair=row["pair"], verdict=verdict, reason="Đã gọi điện hai xã.")
    assert pairs(world) == []
    (again,) = pairs(world, decided=True)
    assert (again["state"], again["reason"]) == (verdict, "Đã gọi điện hai xã.")
    assert code_of(run, world.so, "crosscheck ask", pair=row["pair"]) == "NHAP-01"
    assert "0 trường hợp" in run(world.so, "crosscheck ask", pair="all").message


def test_a_confirmed_double_counting_is_told_with_the_figures(world: World) -> None:
    twins(world)
    (row,) = pairs(world)
    run(world.so, "crosscheck decide", pair=row["pair"], verdict="double")
    said = run(world.so, "crosscheck")
    assert said.data["double"] == 1 and "tính trùng" in said.message
    assert run(world.so, "board").data["double"] == 1
    assert "1 người được xác nhận tính trùng" in run(world.so, "indicators").message


def test_too_many_deputies_of_the_province_are_told(world: World) -> None:
    world.enrolled(PON)
    assert run(world.so, "crosscheck").data["findings"] == []
    (item,) = world.so.store.documents("received", state="accepted")
    cells = {**world.so.store.figures(item.id), "post_held{post=ubnd.pct,tier=xa}": 200}
    world.so.commit(command("crosscheck"), Outcome(figures={item.id: cells}))
    (row,) = run(world.so, "crosscheck").data["findings"]
    assert row["rule"] == "CV06" and row["sentence"].startswith("Toàn tỉnh có 200 Phó Chủ tịch UBND cấp xã")


def test_a_transfer_whose_two_ends_do_not_fit(world: World) -> None:
    units = (world.enrolled(PON), world.enrolled(TAM))
    data = units[0].store.load()
    person, left = person_of(data, 9), PartialDate("2026-06-30")
    post = data.get(Appointment, key(PON, "a", 9))
    change(units[0], replaced(data, person, left_on=left, left_reason="nghi_huu"), replaced(data, post, end=left))
    data = units[1].store.load()
    change(units[1], replaced(data, person_of(data, 9), id_number=person.id_number))
    for ws in units:
        world.deliver(corrected(world, ws, level="rut-gon"))
    (row,) = pairs(world)
    assert (row["kind"], row["certain"]) == ("transfer", True)
    assert row["detail"] == "giữ chức vụ ở nơi đến trước ngày thôi ở nơi đi"
    assert [(side["unit"], side["here"], side["left_on"]) for side in row["sides"]] == [
        (PON, False, "2026-06-30"),
        (TAM, True, ""),
    ]
