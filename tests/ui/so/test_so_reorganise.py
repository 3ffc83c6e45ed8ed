"""Reorganisations on screen: the preview, keeping and taking back, and the one choice of whose units tables go by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.settings import load_settings
from tests.ui.so.province import ACCEPTED, RETURNED
from ui.screens.so.reorganise import ReorganiseDialog
from ui.shell.window import StorePage

Settle = Callable[[], None]
HEAD = "Từ ngày,Việc,Mã cũ,Tên cũ,Mã mới,Tên mới,Văn bản\n"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    yield


def merger(folder: Path, page: StorePage) -> Path:
    """Tomorrow's names of two communes, from today on, so that both ways of listing differ at once."""
    day = f"{page.session.card.today:%d/%m/%Y}"
    path = folder / "sap-xep.csv"
    path.write_text(
        f"{HEAD}{day},sáp nhập,{ACCEPTED},Xã Mường Pồn,{ACCEPTED},Xã Pồn Chùa,NQ 9\n"
        f"{day},sáp nhập,{RETURNED},Xã Tủa Chùa,{ACCEPTED},Xã Pồn Chùa,NQ 9\n",
        encoding="utf-8",
    )
    return path


def opened(page: StorePage, settle: Settle) -> ReorganiseDialog:
    page.show_screen("so_units")
    settle()
    dialog = page.current().open_reorganising()
    settle()
    assert isinstance(dialog, ReorganiseDialog)
    return dialog


def test_a_file_is_shown_before_it_is_kept_and_can_be_taken_back(
    page: StorePage, settle: Settle, tmp_path: Path
) -> None:
    dialog = opened(page, settle)
    assert "Nghị quyết 1661/NQ-UBTVQH15" in dialog.known.text()
    assert not dialog.keep.isEnabled() and not dialog.withdraw.isEnabled()
    dialog.preview(merger(tmp_path, page))
    settle()
    assert dialog.summary.text().startswith("Xem trước, chưa ghi: 2 dòng sáp nhập")
    assert [item.cells[:3] for item in dialog.changes.model.rows()] == [
        ("Xã Mường Pồn", "sáp nhập", "Xã Pồn Chùa"),
        ("Xã Tủa Chùa", "sáp nhập", "Xã Pồn Chùa"),
    ]
    (new,) = dialog.new.model.rows()
    assert new.cells[1] == "Xã Mường Pồn, Xã Tủa Chùa" and "là đơn vị khác" in new.cells[2]
    assert {item.cells[0] for item in dialog.packages.model.rows()} == {"Xã Mường Pồn", "Xã Tủa Chùa"}
    dialog.keep_rows()
    settle()
    assert "Đã ghi sắp xếp đơn vị" in dialog.summary.text() and "NQ 9" in dialog.known.text()
    assert not dialog.keep.isEnabled() and dialog.withdraw.isEnabled()
    paper = tmp_path / "bb.pdf"
    dialog.write_minutes(paper)
    settle()
    assert paper.read_bytes().startswith(b"%PDF")
    screen = page.current()
    screen.panel.line.setText("pồn chùa")
    settle()
    assert screen.title.text() == "Xã Pồn Chùa"
    told = [screen.lineage.item(place).text() for place in range(screen.lineage.count())]
    assert any("Kế thừa: Xã Mường Pồn" in text for text in told) and any("NQ 9" in text for text in told)
    dialog.take_back()
    settle()
    assert "NQ 9" not in dialog.known.text() and not dialog.withdraw.isEnabled()
    dialog.reject()


def test_a_bad_row_is_said_with_its_line_and_nothing_can_be_kept(
    page: StorePage, settle: Settle, tmp_path: Path
) -> None:
    dialog = opened(page, settle)
    path = tmp_path / "x.csv"
    path.write_text(f"{HEAD}1/1/2030,giải thể,{ACCEPTED},Xã Mường Mươn,,,NQ 9\n", encoding="utf-8")
    dialog.preview(path)
    settle()
    (wrong,) = dialog.changes.model.rows()
    assert wrong.cells[0] == "Dòng 2" and "là Xã Mường Pồn, không phải Xã Mường Mươn" in wrong.cells[1]
    assert not dialog.keep.isEnabled()
    dialog.reject()


def test_the_choice_is_one_for_all_screens_and_remembered(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_board")
    settle()
    board = page.current()
    board.period.addItem("2024", "2024")
    board.period.setCurrentIndex(board.period.count() - 1)
    board.reload()
    settle()
    assert len(board.panel.model.rows()) == 129
    assert "Theo 129 đơn vị khi báo cáo" in board.summary.text()
    assert load_settings().as_now is False
    board.boundaries.setCurrentIndex(1)
    settle()
    assert load_settings().as_now is True
    assert len(board.panel.model.rows()) == 45
    assert "0/129 đơn vị đã gửi" in board.summary.text()  # totals are those of the time
    assert "gom về 45 đơn vị hiện nay" in board.summary.text()
    assert "Nghị quyết 1661/NQ-UBTVQH15" in board.summary.text()
    row = board.panel.model.at(board.panel.model.place_of("03202@2025-07-01"))
    assert row is not None and row.cells[1].startswith("0/2 ") and "Xã Mường Mươn: chưa gửi" in row.tip
    board.panel.choose(row.key)
    assert not board._late.isEnabled()
    page.show_screen("so_home")
    settle()
    assert page.current().boundaries.now
    page.show_screen("so_forms")
    settle()
    assert page.current().boundaries.now and page.current().scope() == {"as_now": True}
    page.current().boundaries.setCurrentIndex(0)
    settle()
    page.show_screen("so_board")
    settle()
    assert not page.current().boundaries.now
    assert len(page.current().panel.model.rows()) == 129


def test_where_nothing_moved_both_ways_are_the_same(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_home")
    settle()
    home = page.current()
    before = [(row.key, row.cells) for row in home.ranking.model.rows()]
    home.boundaries.setCurrentIndex(1)
    settle()
    assert [(row.key, row.cells) for row in home.ranking.model.rows()] == before
    assert "hai cách liệt kê như nhau" in home.boundaries.toolTip()


def test_a_commune_of_two_districts_says_that_it_cannot_be_told_apart(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_units")
    settle()
    screen = page.current()
    known = screen.session.env.units
    torn = [unit for unit in known if len({part.within for part in known.predecessors(unit.id)}) > 1]
    assert len(torn) == 8
    screen.panel.choose(torn[0].id)
    settle()
    told = [screen.lineage.item(place).text() for place in range(screen.lineage.count())]
    assert any("không tách được số liệu theo huyện" in text for text in told)
