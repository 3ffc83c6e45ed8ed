"""Late reports: by the receipt time of Sở Nội vụ, never refused for it; a closed period lets in by exception only."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.commands.keys.trusting import trust_state
from app.commands.keys.unit_identity import unit_decryption
from app.domain.storage import Document
from app.package.bodies import ReceiptBody
from app.package.trust import open_file
from tests.simulator.province import PERIOD, World, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM

REASON = "Máy tính của đơn vị hỏng từ ngày 10/12."


def close(world: World) -> None:
    """Sở Nội vụ closes the period."""
    closed = Document("closed", PERIOD, period=PERIOD)
    world.so.store._content.documents["closed", PERIOD] = closed  # type: ignore[attr-defined]


def grant(world: World, unit: str = PON, reason: str = REASON) -> str:
    """The message of a granted exception."""
    return run(world.so, "exception grant", unit=unit.partition("@")[0], period=PERIOD, reason=reason).message


@pytest.mark.fault("I14")
def test_a_closed_period_takes_the_package_of_a_unit_with_an_exception_only(world: World) -> None:
    pon, tam = world.enrolled(PON), world.enrolled(TAM)
    first, other = corrected(world, pon), corrected(world, tam)
    close(world)
    (row,) = world.deliver(first)
    assert (row["state"], row["code"]) == ("refused", "NGH-05")
    assert "Cho phép nộp muộn" in world.received(first).body["hint"]
    assert "Đã nhận 1 gói" in grant(world)
    assert world.received(first).state == "received"  # it need not be carried again
    assert codes(world.deliver(other)) == [("refused", "NGH-05")]
    run(world.so, "exception drop", unit=PON, period=PERIOD)
    assert codes(world.deliver(corrected(world, pon))) == [("refused", "NGH-05")]
    assert world.received(first).state == "received"


def test_the_newest_of_several_that_were_refused_is_let_in(world: World) -> None:
    unit = world.enrolled(PON)
    paths = [corrected(world, unit), corrected(world, unit)]
    close(world)
    assert codes(world.deliver(*paths)) == [("refused", "NGH-05")] * 2
    grant(world)
    assert world.states(PON) == ["accepted", "refused", "received"]


@pytest.mark.fault("L06")
def test_lateness_is_told_by_the_receipt_time_of_the_office_and_refuses_nothing(world: World) -> None:
    unit = world.enrolled(PON)
    due = run(world.so, "period issue", period=PERIOD, cut_off="2026-11-30").data["due"]
    path = corrected(world, unit)  # by the unit's clock it is early
    world.clock.at = world.clock.at.replace(year=2027, month=1, day=20)
    (row,) = world.deliver(path)
    days = (world.clock.at.date() - date.fromisoformat(due)).days
    assert row["state"] == "received"
    assert row["late"].startswith(f"Nộp muộn {days} ngày so với hạn ")
    world.clock.at += timedelta(days=5)
    run(world.so, "exception grant", unit=PON, period=PERIOD, reason=f"  {REASON}\n")
    (row,) = [item for item in run(world.so, "inbox").data if item["id"] == row["id"]]
    assert row["late"].endswith(f"theo cho phép của Sở Nội vụ ngày 25/01/2027: {REASON}")
    assert f"Nộp muộn {days} ngày" in row["late"]  # when it came stays when it came
    body = receipt_body(world, unit.unit, row["id"])
    assert body.late == row["late"]
    assert body.received_at[:10] == "2027-01-20"


def test_a_package_in_time_says_nothing(world: World) -> None:
    unit = world.enrolled(PON)
    (row,) = world.deliver(corrected(world, unit))
    assert row["late"] == ""
    assert receipt_body(world, PON, row["id"]).late == ""


def test_an_exception_needs_a_reason_a_unit_and_a_period(world: World) -> None:
    assert code_of(run, world.so, "exception grant", unit=PON, period=PERIOD, reason=" \n ") == "NHAP-03"
    assert code_of(run, world.so, "exception grant", unit=PON, period=PERIOD, reason="a" * 301) == "NHAP-03"
    assert code_of(run, world.so, "exception grant", unit="00000", period=PERIOD, reason=REASON) == "NHAP-02"
    assert code_of(run, world.so, "exception grant", unit=PON, period="năm nay", reason=REASON) == "NHAP-03"
    assert code_of(run, world.so, "exception drop", unit=PON, period=PERIOD) == "NHAP-02"
    assert run(world.so, "exception list").data == []


def test_who_granted_it_when_and_why_is_on_record(world: World) -> None:
    grant(world)
    grant(world, TAM)
    run(world.so, "exception grant", unit=PON, period="2025", reason=REASON)
    rows = run(world.so, "exception list", period=PERIOD).data
    assert {row["unit"] for row in rows} == {PON, TAM}
    (row,) = [row for row in rows if row["unit"] == PON]
    assert (row["reason"], row["by"], row["period"]) == (REASON, world.so.actor, PERIOD)
    assert row["at"].startswith("2026-12-01")
    assert any("nộp muộn" in line.entry.text for line in world.so.store.history(limit=5))


def receipt_body(world: World, unit: str, package: str) -> ReceiptBody:
    """The signed words of a receipt, as its unit reads them."""
    path: Path = world.folder / f"{package[:8]}.receipt.p7m"
    run(world.so, "receipt", package=package, out=path)
    ws = world.units[unit]
    body = open_file(path.read_bytes(), unit_decryption(ws), trust_state(ws), world.clock.now()).header.body
    assert isinstance(body, ReceiptBody)
    return body


def test_a_reason_pasted_with_what_nobody_sees_stops_no_receipt(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.clock.at = world.clock.at.replace(year=2027, month=1, day=20)
    grant(world, reason="Máy\u200b tính\xa0hỏng,\tđã báo\x07 trước.")
    world.deliver(path)
    (row,) = world.give_receipt(unit, world.received(path).id)
    assert row["state"] == "received"
    assert row["late"].endswith("Máy tính hỏng, đã báo trước.")
    assert code_of(grant, world, reason="Máy hỏng \ue000") == "NHAP-03"
