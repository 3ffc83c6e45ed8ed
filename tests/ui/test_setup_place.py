"""Where new data will really lie is said before it is made (threats B14)."""

from __future__ import annotations

from pathlib import Path

import pytest
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
