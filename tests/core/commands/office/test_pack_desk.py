"""The plan pack desk: a draft is tried over what is held, issued, taken by units; what was simulated happens."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.plan.pack import read_pack
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, change, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, person_of, replaced

VERSION = "2026.2"


def rule_key(ws: Workspace, rule: str, field: str) -> str:
    """Key of a value of a rule in the draft."""
    rows = run(ws, "pack draft show", draft=VERSION, find=rule).data["values"]
    return next(row["key"] for row in rows if row["key"].endswith(f".{field}") and row["owner"].startswith(rule))


def value_of(ws: Workspace, rule: str, field: str) -> Any:
    """A value of a rule in the draft."""
    rows = run(ws, "pack draft show", draft=VERSION, find=rule).data["values"]
    return next(row["value"] for row in rows if row["key"].endswith(f".{field}") and row["owner"].startswith(rule))


def stricter(ws: Workspace) -> None:
    """A draft in which more is asked: another age limit, another severity, another target, other posts."""
    run(ws, "pack draft new", version=VERSION)
    run(ws, "pack draft set", draft=VERSION, key=rule_key(ws, "HS02", "low"), value="45")
    run(ws, "pack draft set", draft=VERSION, key=rule_key(ws, "BC03", "severity"), value="error")
    run(ws, "pack draft set", draft=VERSION, key="pack.toml#definitions.headline.value", value="A")
    targets = run(ws, "pack draft show", draft=VERSION, find="1.2 2026-2030").data["values"]
    percent = next(row["key"] for row in targets if row["key"].endswith(".percent"))
    run(ws, "pack draft set", draft=VERSION, key=percent, value="80")


def issued(world: World, effective: date | None = None, **more: Any) -> dict[str, Path]:
    """Files of the issued draft by unit."""
    day = (effective or world.so.today).isoformat()
    out = world.folder / "bo-chi-tieu"
    told = run(world.so, "pack issue", draft=VERSION, effective=day, title="Sửa quy tắc", out=out, **more)
    return {row["unit"]: Path(row["file"]) for row in told.data["files"]}


def findings(ws: Workspace) -> set[tuple[str, str]]:
    """Key and severity of what a unit's own check finds."""
    return {(row["key"], row["severity"]) for row in run(ws, "check", period=PERIOD, as_of="2026-11-30").data}


def simulated(world: World) -> dict[str, set[tuple[str, str]]]:
    """Unit → what newly fails in the trial."""
    rows = run(world.so, "pack try", draft=VERSION, period=PERIOD).data["units"]
    return {row["unit"]: {(item["key"], item["severity"]) for item in row["new"]} for row in rows if row["new"]}


def test_simulated_failures_are_the_real_ones_after_issue(world: World) -> None:
    units = {key: world.enrolled(key) for key in (PON, TAM)}
    before = {key: findings(ws) for key, ws in units.items()}
    stricter(world.so)
    assert findings(units[PON]) == before[PON]  # a draft changes nothing that is in force
    told = simulated(world)
    assert set(told) == {PON, TAM}
    trial = run(world.so, "pack try", draft=VERSION, period=PERIOD).data
    assert {row["rule"] for row in trial["rules"]} >= {"HS02", "BC03"}
    assert any(line["now"]["target"] == 80 for line in trial["indicators"])
    assert any(line["was"]["headline"] != line["now"]["headline"] for line in trial["indicators"])
    files = issued(world)
    for key, ws in units.items():
        assert codes(run(ws, "receive", paths=[files[key]]).data) == [("pack", "")]
        assert ws.pack.version == VERSION
        assert findings(ws) - before[key] == told[key]
    after = {row["id"]: row["now"]["target"] for row in trial["indicators"]}
    lines = run(world.so, "indicators", period=PERIOD).data["rows"]
    assert {row["target"] for row in lines if row["code"] == "1.2" and row["target"]} == {80}
    assert 80 in after.values()


def test_a_new_report_is_judged_at_reception_as_it_was_simulated(world: World) -> None:
    pon = world.enrolled(PON)
    run(world.so, "pack draft new", version=VERSION)
    run(world.so, "pack draft set", draft=VERSION, key=rule_key(world.so, "BC03", "severity"), value="note")
    told = simulated(world)[PON]
    assert told
    files = issued(world)
    run(pon, "receive", paths=[files[PON]])
    change(pon, replaced(pon.store.load(), person_of(pon.store.load(), 3), professional="ths"))
    path = world.package(pon)
    world.deliver(path)
    kept = world.received(path)
    assert kept.body["pack"]["version"] == VERSION
    found = {(item["rule"], item["severity"]) for item in kept.body["findings"]}
    rows = run(world.so, "pack try", draft=again(world), period=PERIOD).data
    assert ("BC03", "note") in found
    assert rows["units"] == []  # the same pack under a new name changes nothing
    first = next(item for item in world.so.store.documents("received", unit=PON) if item.id != kept.id)
    assert first.body["pack"]["version"] == "2026.1"  # an old report stays judged by the pack that it names


def again(world: World) -> str:
    """A draft with the very values of the newest pack."""
    return str(run(world.so, "pack draft new").data["draft"])


def test_a_receipt_brings_the_pack_to_a_unit_that_had_no_file(world: World) -> None:
    pon = world.enrolled(PON)
    stricter(world.so)
    issued(world)
    path = corrected(world, pon)
    world.deliver(path)
    run(world.so, "accept", package=world.received(path).id)
    assert world.give_receipt(pon, world.received(path).id)[0]["state"] == "accepted"
    assert pon.pack.version == VERSION
    assert pon.pack.digest == world.so.pack.digest


def test_an_older_pack_never_takes_the_place_of_a_newer_one(world: World) -> None:
    pon = world.enrolled(PON)
    stricter(world.so)
    first = issued(world)[PON]
    newer = again(world)
    out = world.folder / "hai"
    told = run(world.so, "pack issue", draft=newer, effective=world.so.today.isoformat(), title="Sửa nữa", out=out)
    second = next(Path(row["file"]) for row in told.data["files"] if row["unit"] == PON)
    assert codes(run(pon, "receive", paths=[second]).data) == [("pack", "")]
    assert codes(run(pon, "receive", paths=[first]).data) == [("refused", "QT-02")]
    assert codes(run(pon, "receive", paths=[second]).data) == [("duplicate", "")]
    assert pon.pack.version == newer
    for wrong in ("2026.1", "2026.2", newer, "mới"):
        assert code_of(run, world.so, "pack draft new", version=wrong) == "NHAP-03"


def test_a_pack_waits_for_its_day(world: World) -> None:
    pon = world.enrolled(PON)
    stricter(world.so)
    day = world.so.today + timedelta(days=5)
    files = issued(world, day)
    run(pon, "receive", paths=[files[PON]])
    assert {world.so.pack.version, pon.pack.version} == {"2026.1"}
    world.clock.at += timedelta(days=5)
    assert {world.so.pack.version, pon.pack.version} == {VERSION}
    run(world.so, "pack draft new", version="2026.3")
    late = (world.so.today - timedelta(days=1)).isoformat()
    assert code_of(run, world.so, "pack issue", draft="2026.3", effective=late, title="Muộn") == "NHAP-03"


def test_a_unit_enrolled_later_begins_with_the_issued_pack(world: World) -> None:
    run(world.so, "pack draft new", version=VERSION)
    run(world.so, "pack draft set", draft=VERSION, key=rule_key(world.so, "HS02", "low"), value="17")
    issued(world)
    tam = world.unit(TAM)
    assert tam.pack.version == VERSION
    world.deliver(world.package(tam))
    assert world.so.store.documents("request", unit=TAM)


def test_a_pack_of_another_unit_or_changed_on_the_way_is_refused(world: World) -> None:
    pon, tam = world.enrolled(PON), world.enrolled(TAM)
    stricter(world.so)
    files = issued(world)
    (row,) = run(pon, "receive", paths=[files[TAM]]).data
    assert row["state"] == "refused"
    bent = bytearray(files[PON].read_bytes())
    bent[len(bent) // 2] ^= 1
    other = world.folder / "hong.p7m"
    other.write_bytes(bytes(bent))
    (row,) = run(pon, "receive", paths=[other]).data
    assert row["state"] == "refused"
    assert {pon.pack.version, tam.pack.version} == {"2026.1"}


def test_an_edit_that_the_pack_may_not_have_is_refused_with_its_line_and_changes_nothing(world: World) -> None:
    run(world.so, "pack draft new", version=VERSION)
    key = rule_key(world.so, "HS02", "low")
    with pytest.raises(UserError, match=r"QT-01.*rules\.toml, dòng \d+.*«low»"):
        run(world.so, "pack draft set", draft=VERSION, key=key, value="'chữ'")
    assert code_of(run, world.so, "pack draft set", draft=VERSION, key=key, value="mười") == "NHAP-03"
    assert (
        code_of(run, world.so, "pack draft set", draft=VERSION, key="rules.toml#rule.9999.low", value="1") == "NHAP-02"
    )
    assert code_of(run, world.so, "pack draft set", draft=VERSION, key="pack.toml#version", value="9") == "NHAP-01"
    doubt = "pack.toml#definitions.headline.unconfirmed"
    assert code_of(run, world.so, "pack draft set", draft=VERSION, key=doubt, value="false") == "NHAP-01"
    assert value_of(world.so, "HS02", "low") == 18
    assert run(world.so, "pack draft show", draft=VERSION).data["values"][:1] == []


def test_what_is_confirmed_says_who_when_and_on_what_paper(world: World) -> None:
    run(world.so, "pack draft new", version=VERSION)
    doubts = run(world.so, "pack draft show", draft=VERSION).data["doubts"]
    first = next(item for item in doubts if item["key"] == "pack.toml#definitions.headline")
    run(world.so, "pack confirm", draft=VERSION, key=first["key"], paper="Công văn 12/SNV")
    left = run(world.so, "pack draft show", draft=VERSION).data["doubts"]
    assert len(left) == len(doubts) - 1
    assert code_of(run, world.so, "pack confirm", draft=VERSION, key=first["key"]) == "NHAP-02"
    issued(world)
    (row,) = world.so.pack.confirmed
    assert (row.by, row.paper, row.on) == (world.so.actor, "Công văn 12/SNV", world.so.today.isoformat())
    assert "headline" not in {item.name for item in world.so.pack.unconfirmed()}


def test_a_draft_goes_out_as_files_and_comes_back(world: World) -> None:
    run(world.so, "pack draft new", version=VERSION)
    folder = world.folder / "ban-thao"
    run(world.so, "pack draft export", draft=VERSION, out=folder)
    main = folder / "pack.toml"
    main.write_text(main.read_text(encoding="utf-8").replace("percent = 90", "percent = 91"), encoding="utf-8")
    told = run(world.so, "pack draft load", folder=folder, version="2026.3").data
    (row,) = run(world.so, "pack draft show", draft=told["draft"]).data["values"]
    assert (row["value"], row["before"]) == (91, 90)
    run(world.so, "pack draft drop", draft=told["draft"])
    assert [row["draft"] for row in run(world.so, "pack draft list").data] == [VERSION]


def test_a_draft_that_nobody_touched_has_the_bytes_of_its_pack_but_for_the_version(world: World) -> None:
    run(world.so, "pack draft new", version=VERSION)
    issued(world)
    old, new = world.env.newest_pack.files, world.so.pack.files
    assert {name for name in old if old[name] != new[name]} == {"pack.toml"}
    text = new["pack.toml"].decode().replace(f'version = "{VERSION}"', 'version = "2026.1"')
    assert text.encode() == old["pack.toml"]
    assert read_pack(new).digest == world.so.pack.digest
