"""What Sở Nội vụ's screens say of an amendment and of a late report: the same words as the forms of the package."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.simulator.province import PERIOD, World, corrected, found, run
from tests.simulator.units import PON, without_people
from ui.screens.so.board_query import board
from ui.screens.so.package_data import preview
from ui.screens.so.queries import inbox

WORDS = "Bản số 2, thay thế bản số 1 ngày 01/12/2026"


def amended(world: World) -> str:
    """The SHA-256 of an amendment that came late."""
    unit = world.enrolled(PON)
    world.clock.at += timedelta(days=4)
    path = corrected(world, unit)
    world.clock.at += timedelta(days=40)
    world.deliver(path)
    return world.received(path).id


def test_package_view_inbox_and_board_say_which_report_it_is_and_how_late(tmp_path: Path) -> None:
    world = found(tmp_path)
    package = amended(world)
    shown = preview(world.so, package)
    assert shown is not None
    facts = dict(shown.facts)
    assert facts["Bản"] == WORDS
    assert facts["Hạn nộp"].startswith("Nộp muộn ")
    (row,) = (item for item in inbox(world.so) if item.key == package)
    assert WORDS in row.tip
    assert "Nộp muộn " in row.tip
    (standing,) = (item for item in board(world.so, PERIOD).rows if item.key == PON)
    assert WORDS in standing.tip
    assert "late" in standing.tags
    run(world.so, "exception grant", unit=PON, period=PERIOD, reason="Máy hỏng.")
    (standing,) = (item for item in board(world.so, PERIOD).rows if item.key == PON)
    assert standing.cells[1].endswith(", được nộp muộn")
    assert "theo cho phép của Sở Nội vụ" in standing.tip


def test_the_inbox_says_that_nothing_happened(tmp_path: Path) -> None:
    world = found(tmp_path)
    unit = world.unit(PON, without_people(PON))
    path = world.package(unit, nil=True)
    world.deliver(path)
    world.confirm(unit)
    assert [row.cells[6] for row in inbox(world.so)] == ["chờ xem xét (không phát sinh)"]
    run(world.so, "accept", package=world.received(path).id)
    assert [row.cells[6] for row in inbox(world.so)] == ["báo cáo không phát sinh số liệu"]
