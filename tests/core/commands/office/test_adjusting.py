"""Điều chỉnh của Sở: beside the reported figures, never in them."""

from __future__ import annotations

from tests.simulator.province import PERIOD, World, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM


def test_an_adjustment_is_shown_apart_and_edits_nothing(world: World) -> None:
    world.enrolled(PON)
    world.enrolled(TAM)
    documents = world.so.store.documents("received", state="accepted")
    before = {item.id: dict(world.so.store.figures(item.id)) for item in documents}
    plain = run(world.so, "indicators").data
    assert plain["adjusted"] == []
    asked = {"cells": "planned{} planned{sex=f}", "by": -1, "reason": "Đã tính ở phường Điện Biên Phủ."}
    made = run(world.so, "adjust add", unit="03202", **asked).data
    told = run(world.so, "adjust list").data
    assert [(row["cell"], row["reported"] - row["adjusted"]) for row in told["totals"]] == [
        ("planned{sex=f}", 1), ("planned{}", 1),
    ]  # fmt: skip
    after = run(world.so, "indicators").data
    assert after["rows"] == plain["rows"]
    moved = {row["code"]: row for row in after["adjusted"]}
    line = next(row for row in plain["rows"] if row["code"] in moved)
    assert moved[line["code"]]["denominator"] == line["denominator"] - 1
    assert {item.id: dict(world.so.store.figures(item.id)) for item in documents} == before
    run(world.so, "adjust drop", adjustment=made["adjustment"])
    assert run(world.so, "indicators").data["adjusted"] == []
    assert [row["state"] for row in run(world.so, "adjust list", period=PERIOD).data["rows"]] == ["dropped"]


def test_what_is_refused(world: World) -> None:
    world.enrolled(PON)
    asked = {"unit": "03202", "cells": "planned{}", "by": -1, "reason": "Trùng."}
    assert code_of(run, world.so, "adjust add", **{**asked, "by": -500}) == "NHAP-03"
    assert code_of(run, world.so, "adjust add", **{**asked, "by": 0}) == "NHAP-03"
    assert code_of(run, world.so, "adjust add", **{**asked, "reason": " "}) == "NHAP-03"
    assert code_of(run, world.so, "adjust add", **{**asked, "cells": "strange{}"}) == "NHAP-02"
    assert code_of(run, world.so, "adjust add", **{**asked, "unit": "03127"}) == "NHAP-02"
    assert code_of(run, world.so, "adjust drop", adjustment="") == "NHAP-02"
