"""Packages that were made: recorded before they are written, copied again byte by byte, given up for the next one."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands.submission.carrying import write_carried
from app.commands.submission.unfinished import settle_unfinished
from app.durable import PENDING
from app.errors import UserError, refuse
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, change, codes, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, person_of, replaced


def correct(ws: Workspace, ethnic: str = "01") -> None:
    """A change of the records, so that the next report says something new."""
    data = ws.store.load()
    change(ws, replaced(data, person_of(data, 0), ethnic=ethnic))


def pulled(ws: Workspace, out: Path, monkeypatch: pytest.MonkeyPatch) -> UserError:
    """The stick is pulled out while the package is written."""

    def gone(path: Path, content: bytes) -> None:
        raise refuse("USB-01", place=path)

    with monkeypatch.context() as patch:
        patch.setattr("app.commands.submission.finalising.write_carried", gone)
        with pytest.raises(UserError) as refused:
            run(ws, "submit", period=PERIOD, out=out, minimal=True)
    return refused.value


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rows(ws: Workspace) -> list[tuple[str, bool, int]]:
    return [(row["state"], row["written"], row["days"]) for row in run(ws, "sent list").data]


@pytest.mark.fault("B01")
def test_a_stick_that_is_pulled_leaves_the_package_here_to_be_copied_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.unit(PON)
    wrong = pulled(unit, tmp_path / "usb" / "1.p7m", monkeypatch)
    assert wrong.code == "USB-01"
    assert "Chép lại" in wrong.hint
    (document,) = unit.store.documents("sent")
    assert rows(unit) == [("sent", False, 0)]
    copied = run(unit, "sent copy", package=document.id[:8], out=tmp_path / "khác" / "2.p7m")
    assert sha(tmp_path / "khác" / "2.p7m") == document.id == copied.data["package"]
    assert rows(unit) == [("sent", True, 0)]
    (row,) = run(unit, "sent list", period=PERIOD).data
    assert row["file"] == str(tmp_path / "khác" / "2.p7m")
    assert codes(world.deliver(tmp_path / "khác" / "2.p7m")) == [("waiting_enrolment", "")]


def test_a_package_never_written_gives_way_to_the_next_one(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chain misses nothing, and what was given up can no longer leave."""
    unit = world.unit(PON)
    pulled(unit, tmp_path / "1.p7m", monkeypatch)
    correct(unit)
    path = world.package(unit)
    first, second = unit.store.documents("sent")
    assert [item.state for item in (first, second)] == ["lapsed", "sent"]
    assert (second.body["previous"], second.body["edition"]) == ("", 1)
    assert code_of(run, unit, "sent copy", package=first.id, out=tmp_path / "1.p7m") == "NHAP-01"
    assert codes(world.deliver(path)) == [("waiting_enrolment", "")]


def test_the_same_report_may_be_made_again_where_no_file_was_written(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.unit(PON)
    pulled(unit, tmp_path / "1.p7m", monkeypatch)
    assert world.package(unit).exists()
    assert code_of(run, unit, "submit", period=PERIOD, out=tmp_path / "2.p7m", minimal=True) == "NOP-03"


def test_a_file_that_is_there_after_all_counts_as_written(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the file and its mark: the next start finds the file, and removes what is no whole one."""
    unit = world.unit(PON)
    out = tmp_path / "1.p7m"
    pulled(unit, out, monkeypatch)
    (document,) = unit.store.documents("sent")
    part = out.with_name(out.name + PENDING)
    part.write_bytes(b"half")
    out.write_bytes(b"another file")
    settle_unfinished(unit)
    assert not part.exists()
    assert rows(unit) == [("sent", False, 0)]
    sealed = unit.store.original(document.id)
    assert sealed is not None
    out.write_bytes(sealed)
    settle_unfinished(unit)
    assert rows(unit) == [("sent", True, 0)]
    settle_unfinished(unit)
    assert len(unit.store.history(limit=1000)) == unit.store.history(limit=1)[0].revision


def test_days_are_counted_from_the_newest_receipt(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    path = world.package(unit)
    world.clock.at += timedelta(days=6)
    assert rows(unit) == [("sent", True, 6)]
    world.deliver(path)
    world.confirm(unit)
    (document,) = unit.store.documents("sent")
    world.give_receipt(unit, document.id)
    world.clock.at += timedelta(days=2)
    assert rows(unit) == [("received", True, 2)]
    assert [row["number"] for row in run(unit, "sent list").data] == [1]
    copied = run(unit, "sent copy", package=document.id, out=tmp_path / "lại.p7m")
    assert sha(tmp_path / "lại.p7m") == document.id
    assert copied.data["size"] == path.stat().st_size
    assert rows(unit) == [("received", True, 2)]
    assert run(unit, "sent list", period="2025").data == []


def test_a_package_is_named_by_its_first_characters(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    world.package(unit)
    for package in ("", "zz", "0" * 64):
        assert code_of(run, unit, "sent copy", package=package, out=tmp_path / "x.p7m") == "NHAP-02"


@pytest.mark.fault("B14")
def test_a_package_is_not_written_through_a_link(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    real = tmp_path / "thật"
    real.mkdir()
    (tmp_path / "tắt").symlink_to(real)
    (real / "x.p7m").symlink_to(tmp_path / "đâu đó.p7m")
    for out in (tmp_path / "tắt" / "a.p7m", real / "x.p7m"):
        wrong = refused(unit, out)
        assert wrong.code == "LUU-12"
        assert str(real) in wrong.message
    assert unit.store.documents("sent") == ()
    assert not (tmp_path / "đâu đó.p7m").exists()


@pytest.mark.fault("B11", "B10")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ă" * 130 + ".p7m", "LUU-13"),
        ("x" * 300, "LUU-13"),
        ("a:b.p7m", "NHAP-03"),
        ("hỏi?.p7m", "NHAP-03"),
        ("con.p7m", "NHAP-03"),
        ("chấm.", "NHAP-03"),
        ("ngược\u202e.p7m", "NHAP-03"),
        ("dòng\n.p7m", "NHAP-03"),
    ],
)
def test_a_name_that_other_machines_refuse_is_said_at_once(world: World, tmp_path: Path, name: str, code: str) -> None:
    unit = world.unit(PON)
    wrong = refused(unit, tmp_path / name)
    assert wrong.code == code
    assert len(wrong.message) < 300
    assert "\u202e" not in wrong.message
    assert unit.store.documents("sent") == ()
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


@pytest.mark.fault("B11")
def test_a_long_vietnamese_path_is_written(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    out = tmp_path.joinpath(*[f"Số liệu cán bộ nữ xã Pom Lót năm {year}" for year in range(2020, 2027)], "gói số 1.p7m")
    assert len(str(out)) > 260
    assert run(unit, "submit", period=PERIOD, out=out, minimal=True).ok
    assert sha(out) == unit.store.documents("sent")[0].id


def test_a_place_that_can_hold_no_file_is_said_at_once(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    (tmp_path / "tệp").write_bytes(b"")
    assert refused(unit, tmp_path / "tệp" / "x.p7m").code == "LUU-08"
    assert refused(unit, tmp_path).code == "LUU-08"
    assert unit.store.documents("sent") == ()


def test_what_cannot_be_proved_does_not_keep_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder cannot be flushed: the file is not left lying as if it were done."""
    out = tmp_path / "x.p7m"

    def broken(folder: Path) -> None:
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr("app.durable.flush_folder", broken)
    with pytest.raises(UserError) as wrong:
        write_carried(out, b"whole")
    assert wrong.value.code == "USB-01"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("B02")
@pytest.mark.parametrize("lies", ["before the rename", "after it"])
def test_a_stick_that_only_claims_to_have_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lies: str) -> None:
    """The medium gives other bytes back than it took: the name is not given, or taken away again."""
    out = tmp_path / "x.p7m"

    def read(path: Path) -> bytes:
        lying = path.name.endswith(PENDING) == (lies == "before the rename")
        return b"\0" * 5 if lying else path.read_bytes()

    monkeypatch.setattr("app.durable.read_past_cache", read)
    monkeypatch.setattr("app.commands.submission.carrying.read_past_cache", read)
    with pytest.raises(UserError) as wrong:
        write_carried(out, b"whole")
    assert wrong.value.code == "USB-01"
    assert not out.with_name(out.name + PENDING).exists()
    assert not out.exists()


def refused(ws: Workspace, out: Path) -> UserError:
    with pytest.raises(UserError) as wrong:
        run(ws, "submit", period=PERIOD, out=out, minimal=True)
    return wrong.value


def test_a_file_that_landed_unseen_becomes_a_fork_not_a_lie(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick was pulled after the name was given; the unit went on. Sở Nội vụ gets both, and a person decides."""
    unit = world.enrolled(PON)
    correct(unit)
    pulled(unit, tmp_path / "1.p7m", monkeypatch)
    unseen = unit.store.documents("sent")[-1]
    sealed = unit.store.original(unseen.id)
    assert sealed is not None
    (tmp_path / "1.p7m").write_bytes(sealed)
    correct(unit, "19")
    path = world.package(unit)
    world.deliver(tmp_path / "1.p7m", path)
    assert world.states(PON) == ["accepted", "fork", "fork"]
    world.clock.at += timedelta(hours=1)
    run(world.so, "accept", package=unit.store.documents("sent")[-1].id)
    world.give_receipt(unit, unit.store.documents("sent")[-1].id)
    correct(unit, "03")
    assert codes(world.deliver(world.package(unit))) == [("received", "")]


def test_a_package_waits_for_its_file_over_a_change_of_level(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only one package at a time can be unwritten."""
    unit = world.unit(PON)
    pulled(unit, tmp_path / "1.p7m", monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr("app.commands.submission.finalising.write_carried", _gone)
        assert code_of(run, unit, "submit", period=PERIOD, out=tmp_path / "2.p7m", level="ho-so") == "USB-01"
    assert rows(unit) == [("lapsed", False, 0), ("sent", False, 0)]


def _gone(path: Path, content: bytes) -> None:
    raise refuse("USB-01", place=path)
