"""The page of an acceptance: the unit beside the province, figures only, and nobody can be found in it (K13)."""

from __future__ import annotations

import random
import subprocess
from itertools import pairwise

import pytest

from app.commands.figures import comparing
from app.commands.figures.comparing import GROUP, Count, compared, compared_page, hidden_cells, settled_group
from app.commands.submission.heard import compared_pages
from app.domain.dataset import Dataset, dataset
from app.domain.storage import Document
from app.errors import refuse
from app.workspace import Workspace
from tests.simulator.province import World, corrected, run
from tests.simulator.units import PON, key, person_of, small_unit

LIMIT = 5


def communes(world: World, number: int) -> list[str]:
    """Keys of units that owe a report."""
    rows = world.env.units.on(world.so.today)
    return [row.id for row in rows if row.tier == "xa"][:number]


def province(world: World, number: int) -> list[Workspace]:
    """Units whose reports were accepted, one after the other."""
    return [world.enrolled(unit) for unit in communes(world, number)]


def of(world: World, unit: str) -> Document:
    """The accepted package of a unit."""
    (found,) = world.so.store.documents("received", unit=unit, state="accepted")
    return found


def words(content: bytes, world: World) -> str:
    """The words on a page."""
    path = world.folder / "page.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.fault("K13")
def test_figures_of_the_unit_stand_beside_the_province_and_small_ones_are_masked(world: World) -> None:
    units = province(world, 6)
    page = compared(world.so, of(world, units[-1].unit))
    assert page is not None
    assert "5 trong 58 đơn vị" in page.basis
    by_title = {line.title: line for line in page.lines}
    planned = next(line for line in page.lines if line.number == "2.2" and not line.indent)
    assert planned.unit.counts == "< 5/5 người"
    assert planned.unit.share == ""
    assert planned.unit.percent is None
    assert (planned.province.share, planned.province.counts) == ("80,0%", "20/25 người")
    assert by_title["Tính từ đầu giai đoạn"].province.needed == "cần thêm 3"
    bodies = page.lines[0]
    assert (bodies.unit.share, bodies.target) == ("100,0%", 75)  # bodies are no people


@pytest.mark.fault("K13")
def test_with_few_units_nothing_of_the_province_is_shown(world: World) -> None:
    units = province(world, GROUP - 1)
    page = compared(world.so, of(world, units[0].unit))
    assert page is not None
    assert {line.province.counts for line in page.lines} == {"chưa đủ đơn vị"}
    assert page.basis.startswith("Chưa đủ 5 đơn vị")


@pytest.mark.fault("K13")
def test_the_page_travels_with_the_receipt_and_stays_with_the_package(world: World) -> None:
    unit = world.enrolled(PON)
    (sent,) = unit.store.documents("sent")
    pages = compared_pages(unit, (sent,))
    text = words(pages[sent.id], world)
    assert "ĐƠN VỊ CỦA BẠN SO VỚI TỈNH" in text
    assert "Xã Mường Pồn" in text
    assert "DỮ LIỆU MẪU" in text
    for name in ("Dương", "Thoan", "Nhung"):
        assert name not in text
    path = corrected(world, unit)
    world.deliver(path)
    world.give_receipt(unit, world.received(path).id)
    assert set(compared_pages(unit, unit.store.documents("sent"))) == {sent.id}  # only an acceptance has one


def test_equal_figures_give_equal_bytes_on_one_page(world: World) -> None:
    world.enrolled(PON)
    first, again = (compared_page(world.so, of(world, PON)) for _ in range(2))
    assert first == again
    path = world.folder / "one.pdf"
    path.write_bytes(first)
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1" in told


def test_no_typeface_and_no_figures_leave_the_receipt_without_a_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.enrolled(PON)
    document = of(world, PON)
    assert compared_page(world.so, Document("received", "00", PON, "2026", "accepted", document.at)) == b""

    def no_font(*_: object) -> bytes:
        raise refuse("FONT-01")

    monkeypatch.setattr(comparing, "compared_pdf", no_font)
    assert compared_page(world.so, document) == b""


def test_a_sum_that_leaves_a_small_rest_is_hidden_wherever_it_stands() -> None:
    women, all_, trained = ("planned{sex=f}",), ("planned{}",), ("trained{sex=f}",)
    counts = [Count((women, all_), 11, 12), Count((trained, women), 6, 11)]
    assert hidden_cells(counts, LIMIT) == {women}  # one man: the women's number is hidden in both lines
    assert hidden_cells([Count((women, all_), 6, 20), Count((trained, women), 0, 6)], LIMIT) == frozenset()
    assert hidden_cells([Count((women, all_), 3, 4)], LIMIT) == {women, all_}
    assert hidden_cells([Count((women, all_), 4, 20)], LIMIT) == {women}


@pytest.mark.fault("K13")
def test_nothing_small_is_left_when_the_unit_takes_itself_out_of_the_province(world: World) -> None:
    """The unit knows its own numbers: the province's less its own are at least the limit, or none is shown."""
    units = communes(world, GROUP)
    for unit in units[1:]:
        world.enrolled(unit, with_few_planned(unit))
    own = world.enrolled(units[0])
    page = compared(world.so, of(world, own.unit))
    assert page is not None
    planned = next(line for line in page.lines if line.number == "2.2" and not line.indent)
    assert planned.province.share == ""
    assert planned.province.counts == "…/… người"  # 9 planned, 4 of them of the other units


def with_few_planned(unit: str) -> Dataset:
    """One planned person, a woman."""
    whole = small_unit(unit, f"xã {unit[:5]}")
    kept = {key(unit, "e", 0)}
    rows = [
        row
        for table, by_id in whole.tables.items()
        for row in by_id.values()
        if table != "planning_entry" or row.id in kept
    ]
    assert person_of(whole, 3).sex == "f"
    return dataset(unit, rows)


def test_the_province_grows_by_whole_groups_in_the_order_of_acceptance() -> None:
    seen: list[frozenset[str]] = []
    order = [f"{number:05d}@2025-07-01" for number in range(23)]
    for number in range(1, len(order) + 1):
        documents = [
            Document("received", unit, unit, at="2026", body={"accepted_at": f"2026-12-{place + 1:02d}"})
            for place, unit in enumerate(order[:number])
        ]
        random.Random(number).shuffle(documents)
        seen.append(frozenset(item.unit for item in settled_group(documents, len(order))))
    assert seen[GROUP - 2] == frozenset()
    assert len(seen[GROUP - 1]) == GROUP
    assert len(seen[-1]) == len(order)
    for before, after in pairwise(seen):
        assert len(before ^ after) == 0 or len(before ^ after) >= GROUP


def test_a_receipt_of_another_state_has_no_page(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    run(world.so, "return", package=world.received(path).id, reason="Đề nghị xem lại.")
    world.give_receipt(unit, world.received(path).id)
    assert world.received(path).id not in compared_pages(unit, unit.store.documents("sent"))
