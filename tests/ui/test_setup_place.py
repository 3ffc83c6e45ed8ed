"""Where new data will really lie is said before it is made (threats B14)."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.start.first import NewDataForm


@pytest.mark.fault("B14")
def test_a_link_on_the_way_to_the_data_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "thật").mkdir()
    (tmp_path / "tắt").symlink_to(tmp_path / "thật")
    page = NewDataForm("province", "Sở Nội vụ", "")
    qtbot.addWidget(page)
    page.show()
    page.folder.setText(str(tmp_path / "tắt" / "so"))
    page.folder.editingFinished.emit()
    assert page.real.isVisible()
    assert str(tmp_path / "thật" / "so") in page.real.text()
    page.folder.setText(str(tmp_path / "thật" / "so"))
    page.folder.editingFinished.emit()
    assert not page.real.isVisible()


def test_what_a_forgotten_password_means_is_said_as_it_is(qtbot: QtBot) -> None:
    page = NewDataForm("unit", "Đơn vị báo cáo", "")
    qtbot.addWidget(page)
    told = " ".join(part.text() for part in page.findChildren(QLabel))
    assert "phiếu khôi phục" not in told  # there is none
    assert "Quên mật khẩu thì không ai mở lại được giúp" in told
