"""Chốt số liệu: what a code shows stays as it was, whatever comes later; a frozen period takes nothing."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.short_codes import read_code, short_code
from app.errors import UserError
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, change, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, person_of, replaced

WHY = "Báo cáo Ủy ban nhân dân tỉnh năm 2026"


def freeze(ws: Workspace, **more: Any) -> dict[str, Any]:
    """A frozen period; at Sở Nội vụ with the units that are missing."""
    row: dict[str, Any] = run(ws, "freeze", period=PERIOD, reason=WHY, incomplete=ws.mode == "province", **more).data
    return row


def shown(ws: Workspace, code: str) -> dict[str, Any]:
    """What a code shows."""
    found: dict[str, Any] = run(ws, "show", code=code).data
    return found


def accepted(world: World, ws: Workspace, path: Path) -> None:
    """A package that Sở Nội vụ takes and accepts, its receipt carried back."""
    world.deliver(path)
    run(world.so, "accept", package=world.received(path).id)
    world.give_receipt(ws, world.received(path).id)


def test_missing_units_are_asked_about_and_recorded(world: World) -> None:
    world.enrolled(PON)
    with pytest.raises(UserError, match="mới có số liệu của 1/") as refused:
        run(world.so, "freeze", period=PERIOD, reason=WHY)
    assert "--incomplete" in refused.value.message
    assert code_of(run, world.so, "freeze", period=PERIOD, reason="  ", incomplete=True) == "NHAP-03"
    row = freeze(world.so)
    assert (row["reported"], row["expected"]) == (1, 1 + len(row["missing"]))
    assert row["missing"]
    assert read_code(row["code"]) == row["code"]
    assert [item["code"] for item in run(world.so, "freeze list").data] == [row["code"]]
    assert WHY in str(world.so.store.history(limit=1)[0].entry.about)


@pytest.mark.fault("I14")
def test_a_frozen_period_takes_nothing_until_a_person_opens_it_with_a_reason(world: World) -> None:
    pon, tam = world.enrolled(PON), world.enrolled(TAM)
    waiting = corrected(world, tam)
    world.deliver(waiting)
    code = freeze(world.so)["code"]
    late = corrected(world, pon)
    assert codes(world.deliver(late)) == [("refused", "NGH-05")]
    assert code_of(run, world.so, "accept", package=world.received(waiting).id) == "NGH-05"
    assert code_of(run, world.so, "freeze", period=PERIOD, reason=WHY, incomplete=True) == "NHAP-01"
    assert code_of(run, world.so, "freeze reopen", code=code, reason="") == "NHAP-03"
    told = run(world.so, "freeze reopen", code=code.lower().replace("-", ""), reason="Đơn vị bổ sung").message
    assert "Đã nhận 1 gói gửi trong lúc chốt" in told
    assert world.received(late).state == "received"
    assert code_of(run, world.so, "freeze reopen", code=code, reason="Lần nữa") == "NHAP-01"
    events = run(world.so, "freeze list").data[0]["events"]
    assert [(event["what"], event["reason"]) for event in events] == [("freeze", WHY), ("reopen", "Đơn vị bổ sung")]


def test_a_code_shows_the_same_after_a_hundred_edits_and_says_what_changed(world: World) -> None:
    pon = world.enrolled(PON)
    tam = world.enrolled(TAM)
    code = freeze(world.so)["code"]
    before = shown(world.so, code)
    assert before["changes"]["same"]
    assert before["intact"]
    run(world.so, "freeze reopen", code=code, reason="Sửa số liệu")
    for number in range(100):
        data = pon.store.load()
        change(pon, replaced(data, person_of(data, number % 6), professional=("dh", "ths", "cd")[number % 3]))
    data = pon.store.load()
    change(pon, replaced(data, person_of(data, 3), sex="m"))
    accepted(world, pon, world.package(pon))
    world.deliver(corrected(world, tam))
    after = shown(world.so, code)
    kept = ("indicators", "sources", "pack", "boundaries", "missing", "cut_off", "reported", "expected")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    changes = after["changes"]
    assert {(row["unit"], row["kind"]) for row in changes["units"]} == {(PON, "newer"), (TAM, "waiting")}
    (women,) = (row for row in changes["totals"] if row["cell"] == "leader{sex=f}")
    assert women["was"] - women["now"] == 1
    assert {row["unit"] for row in changes["cells"]} == {PON}
    assert changes["indicators"]
    verified = run(world.so, "verify", code=code).data
    assert code in verified.pop("paper")["sentence"]
    assert verified == after


def test_the_same_figures_have_the_same_code_again_and_others_another(world: World) -> None:
    pon = world.enrolled(PON)
    first = freeze(world.so)["code"]
    run(world.so, "freeze reopen", code=first, reason="Xem lại")
    assert freeze(world.so)["code"] == first
    (row,) = run(world.so, "freeze list").data
    assert [event["what"] for event in row["events"]] == ["freeze", "reopen", "freeze"]
    run(world.so, "freeze reopen", code=first, reason="Đơn vị sửa")
    accepted(world, pon, corrected(world, pon))
    second = freeze(world.so)["code"]
    assert second != first
    assert [item["state"] for item in run(world.so, "freeze list").data] == ["reopened", "closed"]
    assert shown(world.so, first)["changes"]["cells_changed"]


def test_a_unit_freezes_what_it_sent_under_the_code_of_its_forms(world: World, tmp_path: Path) -> None:
    pon = world.unit(PON)
    assert code_of(run, pon, "freeze", period=PERIOD, reason=WHY) == "NHAP-01"
    path = world.package(pon)
    code = freeze(pon)["code"]
    assert code_of(world.package, pon) == "NGH-05"
    data = pon.store.load()
    change(pon, replaced(data, person_of(data, 3), sex="m"))
    found = shown(pon, code)
    assert found["scope"] == "unit"
    assert {row["cell"]: row["was"] - row["now"] for row in found["changes"]["totals"]}["leader{sex=f}"] == 1
    before = run(pon, "explain", key="leader{sex=f}:leader{}", code=code).data
    assert len(before["cells"][0]["included"]) - 1 == len(run(pon, "explain", key="leader{sex=f}").data["included"])
    again = tmp_path / "lai.docx"
    run(pon, "show", code=code, out=again)
    assert f"Mã đối chiếu: {code}" in words(again)
    run(pon, "freeze reopen", code=code, reason="Sở Nội vụ đề nghị sửa")
    world.deliver(path)
    world.confirm(pon)
    there = shown(world.so, code)  # the office finds the report of a code that it never froze
    assert (there["kind"], there["unit"], there["later"]) == ("report", PON, [])
    run(world.so, "show", code=code, out=again, form="01")
    assert f"Mã đối chiếu: {code}" in words(again)


def test_a_mistyped_code_is_told_where(world: World) -> None:
    good = short_code(b"1")
    wrong = "A" if good[-1] != "A" else "B"
    with pytest.raises(UserError, match=r"NHAP-03.*nhóm 2"):
        shown(world.so, good[:-1] + wrong)
    with pytest.raises(UserError, match=r"NHAP-03.*hai nhóm"):
        shown(world.so, "4K7P")


def test_no_figures_have_the_code(world: World) -> None:
    assert code_of(shown, world.so, short_code(b"1")) == "NHAP-02"
    assert code_of(run, world.so, "freeze", period="2031", reason=WHY, incomplete=True) == "NHAP-01"


def test_forms_print_the_code_while_the_figures_are_those_that_were_frozen(world: World, tmp_path: Path) -> None:
    pon = world.enrolled(PON)
    assert "Số liệu chưa chốt" in foot(world, tmp_path)
    code = freeze(world.so)["code"]
    assert f"Mã đối chiếu: {code}" in foot(world, tmp_path)
    run(world.so, "freeze reopen", code=code, reason="Sửa")
    accepted(world, pon, corrected(world, pon))
    assert "Số liệu chưa chốt" in foot(world, tmp_path)
    again = tmp_path / "lai.docx"
    run(world.so, "show", code=code, out=again, form="01")
    assert f"Mã đối chiếu: {code}" in words(again)


def test_a_damaged_snapshot_is_told(world: World) -> None:
    world.enrolled(PON)
    code = freeze(world.so)["code"]
    world.so.store._content.blobs[f"frozen/{code}"] = b"x"  # type: ignore[attr-defined]
    assert code_of(shown, world.so, code) == "NHAP-01"


def foot(world: World, folder: Path) -> str:
    """The text of the province's form 01, its foot with it."""
    world.clock.at += timedelta(seconds=1)
    path = folder / f"{world.clock.at:%H%M%S}.docx"
    run(world.so, "form", code="01", out=path, period=PERIOD)
    return words(path)


def words(path: Path) -> str:
    """The text in the parts of a DOCX file."""
    with zipfile.ZipFile(path) as file:
        return " ".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))


def test_another_past_is_told_and_does_not_touch_what_was_frozen(world: World, tmp_path: Path) -> None:
    world.enrolled(PON)
    code = freeze(world.so)["code"]
    before = shown(world.so, code)
    path = tmp_path / "giay.csv"
    head = 'Năm,Đơn vị,"Số, ký hiệu báo cáo",Ngày ký,planned{},planned{sex=f}'
    path.write_text(f"{head}\n2025,Toàn tỉnh,1/BC,20/12/2025,200,60\n", encoding="utf-8")
    run(world.so, "figures import", file=path)
    after = shown(world.so, code)
    assert "năm trước" in after["changes"]["before"]
    assert not after["changes"]["same"]
    assert after["indicators"] == before["indicators"]
    assert "đã thay đổi sau bản chốt" in foot(world, tmp_path)
    run(world.so, "freeze reopen", code=code, reason="Có số liệu năm trước")
    assert freeze(world.so)["code"] != code
