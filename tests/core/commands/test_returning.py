"""Rejected rows go back, are mended and come in: the whole circle, on a real store and real files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.records import Person
from app.spreadsheets.choices import Choices
from app.spreadsheets.titles import RETURN_TITLE
from app.workspace import Workspace, load_environment
from db.opening import SqlStores, create_store
from tests.core.spreadsheets.lists import content, table
from tests.simulator.province import fill, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, without_people

_LIST = (
    ("Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc"),
    ("Lò Thị Pâng", "12/3/1985", "Nữ", "Thái"),
    ("Sùng A Chống", "32/13/1979", "Nam", "Mông"),
    ("Lỳ Mỳ Xớ", "3/1990", "Nữ", "Hà Nhì lạ"),
)


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Workspace]:
    store = create_store(tmp_path / "so", "unit", PON, "Người lập biểu", "mật khẩu của bài thử", cheap=True)
    ws = Workspace(replace(load_environment(SqlStores())), store)
    fill(ws, without_people())
    yield ws
    store.close()


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "danh sách.xlsx"
    path.write_bytes(content(table(_LIST, "Danh sách")))
    return path


def _reasons(path: Path) -> list[Any]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [cell.value for cell in sheet["E"]]


def test_the_circle_closes(unit: Workspace, listed: Path, tmp_path: Path) -> None:
    before = listed.read_bytes()
    imported = run(unit, "import", file=listed)
    assert (imported.data["added"], imported.data["rejected"]) == (1, 2)
    out = tmp_path / "sửa" / "trả lại.xlsx"
    done = run(unit, "returned", file=listed, out=out)
    assert done.data == {"file": str(out), "rejected": 2}
    assert "trả lại.xlsx" in done.message
    assert listed.read_bytes() == before
    told = _reasons(out)
    assert told[:2] == [RETURN_TITLE, None]
    assert "Ngày sinh" in told[2]
    assert "Dân tộc" in told[3]
    book = openpyxl.load_workbook(out)
    book.worksheets[0]["B3"], book.worksheets[0]["D4"] = "1979", "Hà Nhì"
    book.save(out)
    again = run(unit, "import", file=out)
    assert (again.data["added"], again.data["same"], again.data["rejected"]) == (2, 1, 0)
    assert {person.full_name for person in unit.store.load().rows(Person)} == {row[0] for row in _LIST[1:]}
    assert run(unit, "returned", file=out, out=tmp_path / "b.xlsx").data == {"file": None, "rejected": 0}
    assert not (tmp_path / "b.xlsx").exists()


def test_choices_count_as_in_the_import(unit: Workspace, listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "b.xlsx"
    choices = Choices(columns={"Danh sách": {1: ""}})
    assert run(unit, "returned", file=listed, out=out, choices=choices).data["rejected"] == 1
    assert [bool(text) for text in _reasons(out)] == [True, False, False, True]
    written = tmp_path / "c.json"
    written.write_text('{"columns": {"Danh sách": {"1": ""}}}', encoding="utf-8")
    assert run(unit, "returned", file=listed, out=out, choices=written).data["rejected"] == 1
    assert code_of(run, unit, "returned", file=listed, out=out, sheet="không có") == "NHAP-02"


def test_the_original_is_never_written(unit: Workspace, listed: Path, tmp_path: Path) -> None:
    before = listed.read_bytes()
    linked, hard = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    linked.symlink_to(listed)
    os.link(listed, hard)
    for out in (listed, linked, hard, tmp_path / "so" / ".." / listed.name):
        assert code_of(run, unit, "returned", file=listed, out=out) == "NHAP-01"
    assert code_of(run, unit, "returned", file=linked, out=listed) == "NHAP-01"
    assert listed.read_bytes() == before
    assert linked.is_symlink()


def test_refusals_leave_nothing(unit: Workspace, listed: Path, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"")
    held = set(tmp_path.iterdir())
    for out, code in (
        (tmp_path / "b.xls", "NHAP-03"),
        (tmp_path / "b.csv", "NHAP-03"),
        (tmp_path / "tệp" / "b.xlsx", "LUU-02"),
    ):
        assert code_of(run, unit, "returned", file=listed, out=out) == code
    missing = tmp_path / "không có.xlsx"
    assert code_of(run, unit, "returned", file=missing, out=tmp_path / "b.xlsx") == "LUU-08"
    assert set(tmp_path.iterdir()) == held
