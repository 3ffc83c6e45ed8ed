"""Công văn đôn đốc: who gets one, what it says, its number, and how it looks to a reader of PDF and Word."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from app.commands.table import command, resolve
from app.errors import Cancelled
from tests.simulator.province import PERIOD, World, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM


def letters(world: World, **more: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = run(world.so, "remind", out=world.folder / "cv", **more).data
    return rows


def text_of(path: str) -> str:
    document = pypdfium2.PdfDocument(Path(path).read_bytes())
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return " ".join(" ".join(pages).split())


def returned(world: World) -> None:
    """A unit whose report was returned and who has the receipt."""
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    package = world.received(path).id
    run(world.so, "return", package=package, reason="Thiếu ngày sinh của 2 người.")
    world.give_receipt(unit, package)


def test_a_letter_says_what_is_missing_and_until_when(world: World) -> None:
    (row,) = letters(world, units=PON[:5], number=41, symbol="SNV-TCBC")
    assert (row["number"], row["about"], row["by"]) == (41, "none", "2026-12-30")
    text = text_of(row["file"])
    for words in (
        "ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN",
        "SỞ NỘI VỤ",
        "Số: 41/SNV-TCBC",
        "Điện Biên, ngày 01 tháng 12 năm 2026",
        "Kính gửi: Ủy ban nhân dân xã Mường Pồn.",
        "chưa nhận được báo cáo của Ủy ban nhân dân xã Mường Pồn",
        "trước ngày 30/12/2026",
        "Đến nay, số liệu của 0/",
        "Nơi nhận:",
        "GIÁM ĐỐC",
        "thực hiện./.",
    ):
        assert words in text, words


def test_what_was_returned_is_asked_for_with_its_reason(world: World) -> None:
    returned(world)
    world.clock.at = world.clock.at.replace(day=31)
    (row,) = letters(world, units=PON)
    assert (row["about"], row["by"]) == ("mending", "2027-01-05")
    text = text_of(row["file"])
    assert "Thiếu ngày sinh của 2 người." in text
    assert "quá hạn 1 ngày" in text
    assert "gửi báo cáo đã hoàn thiện" in text


def test_numbers_go_on_and_the_same_letter_of_a_day_keeps_its_number(world: World) -> None:
    first = letters(world, units=f"{PON},{TAM}", number=7)
    assert [row["number"] for row in first] == [7, 8]
    assert letters(world, units=f"{PON},{TAM}", number=7) == first
    world.clock.at = world.clock.at.replace(day=3)
    (row,) = letters(world, units=PON)
    assert row["number"] == 9
    assert "Công văn số 07/SNV ngày 01/12/2026" in text_of(row["file"])
    assert len(run(world.so, "remind list", period=PERIOD).data) == 3
    assert code_of(run, world.so, "remind", out=world.folder, units=TAM, number=8) == "NHAP-01"


def test_every_unit_that_is_behind_gets_one_and_no_other(world: World) -> None:
    world.enrolled(PON)
    owing = run(world.so, "board").data
    rows = letters(world, kind="docx")
    assert len(rows) + 1 == owing["counts"]["none"] == owing["owing"] - 1  # Sở Nội vụ writes none to itself
    assert PON not in {row["unit"] for row in rows}
    assert len({row["number"] for row in rows}) == len(rows)
    assert code_of(run, world.so, "remind", out=world.folder, units=PON) == "NHAP-01"
    word = docx.Document(BytesIO(Path(rows[0]["file"]).read_bytes()))
    text = "\n".join(item.text for item in word.paragraphs)
    assert "Kính gửi: " in text
    assert text.rstrip().endswith("./.")


def test_stopped_half_way_the_letters_that_were_written_stay(world: World) -> None:
    class Stops:
        """A progress that a person cancels at the third letter."""

        def step(self, done: int, total: int, text: str = "") -> None:
            if done == 2:
                raise Cancelled

    spec = command("remind")
    with pytest.raises(Cancelled):
        world.so.run(spec, resolve(spec), Stops(), out=world.folder / "cv")
    assert len(run(world.so, "remind list").data) == len(list((world.folder / "cv").iterdir())) == 2


def test_a_day_that_is_over_and_a_unit_that_owes_nothing_are_refused(world: World) -> None:
    assert code_of(run, world.so, "remind", out=world.folder, by="2026-11-01") == "NHAP-03"
    assert code_of(run, world.so, "remind", out=world.folder, units="99999") == "NHAP-02"
    assert code_of(run, world.so, "remind", out=world.folder, number=0) == "NHAP-03"
