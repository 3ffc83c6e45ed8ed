"""Ai cần bồi dưỡng: women of accepted reports by what they need, and the list to invite them by."""

from __future__ import annotations

from typing import Any, Final

from app.workspace import Notice, Outcome
from ui.look.messages import choose_file_to_write, show_done
from ui.look.widgets import button, label
from ui.records.model import ListColumn
from ui.screens.so.chips import Chips
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.screen import Screen
from ui.work.session import Session

_COLUMNS: Final = (
    ListColumn("Họ và tên"),
    ListColumn("Đơn vị", width=170),
    ListColumn("Chức vụ, cơ quan", width=240),
    ListColumn("Sinh", width=90),
    ListColumn("Dân tộc", width=90),
    ListColumn("Cần bồi dưỡng", width=280),
)
_EMPTY: Final = "Không có ai theo các tiêu chí này trong các báo cáo đã chấp nhận, hoặc các gói chỉ có số liệu."
_PERSON: Final = "person"
_LACKING: Final = (
    ("missing", "Đơn vị chưa có báo cáo", "chưa có báo cáo được chấp nhận"),
    ("uncovered", "Đơn vị chỉ gửi số liệu", "chỉ gửi số liệu, không lập được danh sách"),
)
"""Units of which nobody can be listed: key of the answer, chip, what stands beside the name."""
_MARK: Final = "(*)"
_FILES: Final = "PDF (*.pdf);;Excel (*.xlsx);;Word (*.docx)"


class TrainingScreen(Screen):
    """Criteria as filters, people, and the file of the invitation list."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Ai cần bồi dưỡng")
        self.setProperty("help", "so_boi_duong")
        self._stale = True
        self._need = ""
        self._codes: tuple[str, ...] = ()
        self.summary = label("", "soft")
        self.chips = Chips("Tiêu chí")
        self.panel = RowsPanel("Người cần bồi dưỡng", _COLUMNS, empty=_EMPTY, picture="people")
        self.panel.wrap()
        self.save = button("Lưu danh sách mời…", "save", self.save_list, "primary")
        self.tools.addWidget(button("Về Tra cứu", "back", lambda: session.go("so_search"), "plain"))
        self.tools.addWidget(self.save)
        self.doubts = label("", "soft")
        self.doubts.hide()
        for widget in (self.summary, self.chips, self.doubts):
            self.body.addWidget(widget)
        self.body.addWidget(self.panel, 1)
        self.chips.chosen.connect(self._on_need)
        session.changed.connect(self._on_changed)

    def shown(self) -> None:
        """Looks again where reports came meanwhile."""
        if self._stale:
            self.reload()
        self.panel.take_keys()

    def reload(self) -> None:
        """Judges every accepted report of the period by the criteria."""
        self._stale = False
        self.summary.setText("Đang lập danh sách…")
        self.session.run("training needs", self._show)

    def save_list(self) -> None:
        """Writes the list of the chosen criterion, or of all."""
        path = choose_file_to_write(self, "Lưu danh sách mời", "Danh sach can boi duong.xlsx", _FILES)
        if path is not None:
            params: dict[str, Any] = {"need": self._need or None, "out": path}
            self.session.run("training needs", self._on_saved, **params)

    def _show(self, outcome: Outcome) -> None:
        data = outcome.data
        self.summary.setText(outcome.message)
        self.summary.setToolTip(f"Chưa có: {', '.join(data['missing'])}" if data["missing"] else "")
        unsure = [item["words"] for item in data["needs"] if item["unconfirmed"]]
        self.doubts.setText(f"{_MARK} Cách lập chờ Sở Nội vụ xác nhận.")
        self.doubts.setVisible(bool(unsure))
        chips = [("", f"Tất cả {len(data['rows'])}")]
        chips += [
            (item["code"], f"{item['words']}{_MARK if item['unconfirmed'] else ''} {item['count']}")
            for item in data["needs"]
        ]
        chips += [(tag, f"{title} {len(data[tag])}") for tag, title, _ in _LACKING if data[tag]]
        self.chips.show_choices(chips)
        codes = {item["words"]: item["code"] for item in data["needs"]}
        self._codes = tuple(codes.values())
        rows = [_row(row, codes) for row in data["rows"]]
        rows += [_unit_row(name, tag, why) for tag, _, why in _LACKING for name in data[tag]]
        self._on_need(self.chips.key)
        self.panel.set_rows(rows)
        self.save.setEnabled(bool(data["rows"]))

    def _on_need(self, need: str) -> None:
        self._need = need if need in self._codes else ""
        self.panel.keep((need or _PERSON,))

    def _on_saved(self, outcome: Outcome) -> None:
        show_done(self, "Ai cần bồi dưỡng", outcome.message)

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & {"received", "pack"}:
            self._stale = True
            if self.isVisible():
                self.reload()


def _row(row: dict[str, Any], codes: dict[str, str]) -> Row:
    name = row["name"] or "(không có tên ở mức này)"
    cells = (name, row["unit_name"], row["post"], row["birth"], row["ethnic"], "; ".join(row["needs"]))
    tags = frozenset((_PERSON, *(codes[words] for words in row["needs"])))
    return Row(f"{row['unit']}/{row['record']}", cells, tags=tags, tip="\n".join(row["needs"]))


def _unit_row(name: str, tag: str, why: str) -> Row:
    return Row(f"{tag}/{name}", ("", name, "", "", "", why), tags=frozenset({tag}), tip=f"{name}: {why}")
