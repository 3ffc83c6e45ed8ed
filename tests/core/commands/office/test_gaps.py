"""Cần thêm mấy người in both modes: what is foretold comes true, and names stay where the level keeps them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.domain.dataset import Change, Dataset, apply
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Person
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, change, found, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, key, replaced, small_unit

NHUNG = "Cà Thị Hồng Nhung"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return found(tmp_path)


def led_by_men(unit: str, name: str) -> Dataset:
    """A unit without a woman among its key leaders; a deputy, a man, leaves in 2027."""
    data = small_unit(unit, name)
    men = [replace(data.get(Person, key(unit, "p", number)), sex="m", id_number=None) for number in (0, 3)]  # type: ignore[type-var]
    leaves = replace(data.get(Appointment, key(unit, "a", 4)), end=PartialDate("2027-03-31"))  # type: ignore[type-var]
    return apply(data, [Change(type(row).__table__.name, row.id, None, row) for row in (*men, leaves)])  # type: ignore[attr-defined]


def asked(ws: Workspace, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = run(ws, "gap", **more).data
    return answer


def of_target(answer: dict[str, Any], number: str) -> dict[str, Any]:
    (row,) = (item for item in answer["targets"] if item["number"] == number)
    return row


def to_appoint(answer: dict[str, Any], unit: str = PON) -> dict[str, Any]:
    """The suggestion for the deputy's post."""
    post = key(unit, "a", 4)
    (row,) = (item for item in answer["suggestions"] if item["step"].startswith(f"appoint:{unit}:{post}:"))
    return row


def send(world: World, ws: Workspace, **more: Any) -> None:
    path = world.package(ws, **more)
    world.deliver(path)
    run(world.so, "accept", package=world.received(path).id)


def test_a_unit_sees_what_it_lacks_and_who_fits(world: World) -> None:
    ws = world.unit(PON, led_by_men(PON, "xã Mường Pồn"))
    answer = asked(ws)
    assert of_target(answer, "2.1a")["words"] == "thiếu 1 nữ"
    row = to_appoint(answer)
    assert (row["who"], row["on"], row["why"]) == (NHUNG, "2027-03-31", "Nguyễn Đức Thịnh: đã có ngày thôi giữ")
    assert row["moves"] == [{"number": "2.1a", "before": "không", "after": "có"}]
    assert row["what"] == "Bổ nhiệm Phó Chủ tịch UBND, Ủy ban nhân dân xã Mường Pồn"
    people = [item["person"] for item in answer["suggestions"] if item["person"]]
    assert len(people) == len(set(people))  # nobody twice
    only = asked(ws, indicator="2.1a")
    assert next(item["step"] for item in only["suggestions"]) == row["step"]
    assert code_of(run, ws, "gap", indicator="9.9") == "NHAP-02"


def test_it_is_said_what_falls_when_the_last_woman_goes_and_no_woman_follows(world: World) -> None:
    data = small_unit(PON)
    man = replace(data.get(Person, key(PON, "p", 0)), sex="m", id_number=None)  # type: ignore[type-var]
    goes = replace(data.get(Appointment, key(PON, "a", 3)), end=PartialDate("2028-05-31"))  # type: ignore[type-var]
    rows = [Change("person", man.id, None, man), Change("appointment", goes.id, None, goes)]
    ws = world.unit(PON, apply(data, rows))
    (row,) = (item for item in asked(ws)["suggestions"] if f":{goes.id}:" in item["step"])
    assert row["lost"] == [{"number": "2.1a", "before": "có", "after": "không"}]
    assert row["why"] == "Sùng Thị Dợ (nữ): đã có ngày thôi giữ"
    assert not any(item["lost"] for item in asked(ws)["suggestions"] if item is not row and item["step"] != row["step"])


def test_what_is_foretold_for_the_province_comes_true(world: World) -> None:
    pon = world.enrolled(PON, led_by_men(PON, "xã Mường Pồn"))
    world.enrolled(TAM)
    row = to_appoint(asked(world.so))
    (move,) = [item for item in row["province"] if item["number"] == "2.1a"]
    assert move == {"number": "2.1a", "before": "50,0 %", "after": "100,0 %"}
    data = pon.store.load()
    old, her = data.get(Appointment, key(PON, "a", 4)), data.get(Appointment, key(PON, "a", 5))
    assert old is not None
    assert her is not None
    gone = PartialDate("2026-11-20")
    new = replace(old, id=key(PON, "a", 99), person=her.person, start=PartialDate("2026-11-21"), end=None)
    change(pon, replaced(data, old, end=gone), replaced(data, her, end=gone), Change("appointment", new.id, None, new))
    send(world, pon)
    rows = {item["number"]: item for item in run(world.so, "indicators").data["rows"] if item["headline"]}
    assert rows["2.1a"]["percent"] == "100,0"
    assert to_targets(asked(world.so)) == {"2.1a": 0, **{n: row["needed"] for n, row in rows.items() if n != "2.1a"}}


def to_targets(answer: dict[str, Any]) -> dict[str, Any]:
    return {item["number"]: item["needed"] for item in answer["targets"]}


def test_one_unit_of_the_province(world: World) -> None:
    world.enrolled(PON, led_by_men(PON, "xã Mường Pồn"))
    world.enrolled(TAM)
    answer = asked(world.so, unit="03202")
    assert (answer["unit"], of_target(answer, "2.1a")["share"]) == (PON, "không")
    assert {item["unit"] for item in answer["suggestions"]} == {PON}
    assert to_appoint(answer)["province"][0]["before"] == "50,0 %"
    assert code_of(run, world.so, "gap", unit="00000") == "NHAP-02"
    assert code_of(run, world.so, "gap", unit="03158") == "NHAP-02"  # nothing of it was accepted


def test_names_stand_only_where_the_level_has_them(world: World) -> None:
    pon = world.enrolled(PON, led_by_men(PON, "xã Mường Pồn"))
    row = to_appoint(asked(world.so))  # rut-gon
    assert row["who"] == "Chánh Văn phòng, Xã Mường Pồn"
    assert "Thịnh" not in row["why"]
    send(world, pon, level="ho-so")
    assert to_appoint(asked(world.so))["who"] == NHUNG


def test_where_only_numbers_were_sent_numbers_are_suggested(world: World) -> None:
    data = led_by_men(PON, "xã Mường Pồn")
    men = [replace(row, sex="m", id_number=None) for row in data.rows(Person) if row.id[-2:] in ("08", "10")]
    fewer = apply(data, [Change("person", row.id, None, row) for row in men])
    pon = world.enrolled(PON, fewer)
    send(world, pon, level="so-lieu")
    answer = asked(world.so)
    assert answer["withheld"] == [PON]
    lacks = of_target(answer, "2.2")["needed"]
    assert lacks == 3  # 1/5: 4/8 is half
    assert [(item["kind"], item["who"]) for item in answer["suggestions"]] == [
        ("plan", "một nữ (chưa rõ người)")
    ] * lacks
    steps = " ".join(item["step"] for item in answer["suggestions"])
    run(world.so, "gap keep", title="Thêm nữ", steps=steps)
    shown = run(world.so, "gap show", whatif="Thêm nữ").data
    assert {item["number"]: item["needed"] for item in shown["after"]}["2.2"] == 0


def test_a_list_is_kept_changed_shown_printed_and_dropped(world: World, tmp_path: Path) -> None:
    ws = world.unit(PON, led_by_men(PON, "xã Mường Pồn"))
    answer = asked(ws)
    first = to_appoint(answer)["step"]
    rest = [item["step"] for item in answer["suggestions"] if item["step"] != first]
    kept = run(ws, "gap keep", title="  Phương án   1 ", steps=first).data
    assert (kept["name"], kept["steps"], kept["unit"], kept["period"]) == ("Phương án 1", [first], PON, PERIOD)
    again = run(ws, "gap keep", title="Phương án 1", steps=first).data
    assert again["whatif"] == kept["whatif"]  # the same name is the same list
    run(ws, "gap add", whatif="Phương án 1", steps=rest[0])
    shown = run(ws, "gap show", whatif=kept["whatif"][:10]).data
    assert [row["step"] for row in shown["rows"]] == [first, rest[0]]
    assert (of(shown, "before"), of(shown, "after")) == ("không", "có")
    for suffix in (".pdf", ".xlsx", ".docx"):
        out = tmp_path / f"danh-sach{suffix}"
        run(ws, "gap print", whatif="Phương án 1", out=out)
        assert out.stat().st_size > 1000
    texts = [str(cell.value) for sheet in load_workbook(tmp_path / "danh-sach.xlsx") for row in sheet for cell in row]
    assert any("CẦN THÊM MẤY NGƯỜI: PHƯƠNG ÁN 1" in text for text in texts)
    assert NHUNG in texts
    assert all("Biểu số" not in text for text in texts)
    run(ws, "gap drop", whatif="Phương án 1", steps=first)
    assert [row["steps"] for row in run(ws, "gap list").data] == [[rest[0]]]
    run(ws, "gap drop", whatif="Phương án 1")
    assert run(ws, "gap list").data == []
    assert code_of(run, ws, "gap show", whatif="Phương án 1") == "NHAP-02"


def of(shown: dict[str, Any], side: str) -> str:
    return next(str(item["share"]) for item in shown[side] if item["number"] == "2.1a")


def test_a_list_holds_nobody_twice_and_no_name(world: World) -> None:
    ws = world.unit(PON, led_by_men(PON, "xã Mường Pồn"))
    step = to_appoint(asked(ws))["step"]
    person = step.rpartition(":")[2]
    for wrong in (f"{step} train:{PON}:{person}", f"{step} {step.rpartition(':')[0]}:other", "gì đó", ""):
        assert code_of(run, ws, "gap keep", title="A", steps=wrong) == "NHAP-03"
    assert code_of(run, ws, "gap keep", title=" ", steps=step) == "NHAP-03"
    run(ws, "gap keep", title="A", steps=step)
    (held,) = ws.store.documents("whatif")
    assert NHUNG not in str(held.body)


def test_a_step_whose_person_is_gone_says_so_and_does_nothing(world: World) -> None:
    ws = world.unit(PON, led_by_men(PON, "xã Mường Pồn"))
    step = to_appoint(asked(ws))["step"]
    run(ws, "gap keep", title="A", steps=step)
    post = ws.store.load().get(Appointment, key(PON, "a", 4))
    assert post is not None
    change(ws, Change("appointment", post.id, post, None))
    shown = run(ws, "gap show", whatif="A").data
    assert shown["rows"][0]["what"] == "Bổ nhiệm (không còn trong số liệu)"
    assert (of(shown, "before"), of(shown, "after")) == ("không", "không")


def test_what_is_enough_reaches_every_target_with_no_woman_too_many(world: World) -> None:
    world.enrolled(PON, led_by_men(PON, "xã Mường Pồn"))
    world.enrolled(TAM, led_by_men(TAM, "phường Điện Biên Phủ"))
    for ws, more in ((world.so, {}), (world.so, {"unit": PON}), (world.units[TAM], {})):
        answer = asked(ws, **more)
        kept = run(ws, "gap keep", title="Đủ", steps=" ".join(answer["enough"]), **more).data
        shown = run(ws, "gap show", whatif=kept["whatif"]).data
        reached = {item["number"] for item in shown["after"] if item["needed"] == 0}
        assert "2.1a" in reached
        appointed = [step for step in answer["enough"] if step.startswith("appoint")]
        assert len(appointed) == of_target(answer, "2.1a")["needed"]
        for step in answer["enough"]:  # without any one of them a target is missed
            run(ws, "gap drop", whatif=kept["whatif"], steps=step)
            less = run(ws, "gap show", whatif=kept["whatif"]).data
            assert {item["number"] for item in less["after"] if item["needed"] == 0} < reached
            run(ws, "gap add", whatif=kept["whatif"], steps=step)
        run(ws, "gap drop", whatif=kept["whatif"])
