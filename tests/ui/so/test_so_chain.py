"""Kiểm tra chuỗi at Sở Nội vụ: one line per place where a link is missing, with the unit."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.so.province import Province
from tests.ui.test_chain_view import opened
from ui.shell.window import StorePage

Settle = Callable[[], None]


def test_lost_originals_are_lines_with_their_unit(page: StorePage, sample: Province, settle: Settle) -> None:
    chain = opened(page, settle).chain
    chain.check.click()
    settle()
    before = chain.faults.topLevelItemCount()
    kept = sorted((sample.folder / "originals").iterdir())
    assert kept
    kept[0].unlink()
    chain.check.click()
    settle()
    assert chain.faults.topLevelItemCount() == before + 1
    lines = [chain.faults.topLevelItem(number) for number in range(before + 1)]
    lost = [line for line in lines if line is not None and line.text(0).startswith("Không còn bản gốc của gói kỳ")]
    assert [line.text(1) for line in lost] == ["Thiếu"]
    assert lost[0].text(3)
    assert chain.faults.hasFocus()
    assert "chỗ không liền mạch" in chain.result.text()
