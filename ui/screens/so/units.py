"""Đơn vị: who reports on a day, how far each is enrolled, who succeeds whom; enrolment files; the đợt báo cáo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLineEdit, QListWidget

from app.vietnamese.dates import parse_date, write_date
from app.workspace import Notice, Outcome
from ui.look.messages import choose_folder, confirm
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import button, card, label, restyle, row
from ui.records.model import ListColumn
from ui.screens.so.chips import Chips
from ui.screens.so.keys_data import waiting_count
from ui.screens.so.panel import RowsPanel
from ui.screens.so.reorganise import ReorganiseDialog
from ui.screens.so.rows import Row
from ui.screens.so.unit_dialogs import CampaignDialog, SheetsDialog
from ui.screens.so.units_data import ENROLMENT, UnitCard, unit_card, unit_rows
from ui.work.screen import Screen
from ui.work.session import Session

_KINDS: Final = frozenset({"enrolment", "received", "request", "reorganisation"})
_FULL_DATE: Final = 10
COLUMNS: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Mã", width=108),
    ListColumn("Loại", width=118),
    ListColumn("Ghi danh", width=184),
    ListColumn("Từ ngày", width=90),
    ListColumn("Đến ngày", width=90),
)


class UnitsScreen(Screen):
    """The list with the chosen unit beside it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Đơn vị")
        self.setProperty("help", "so_don_vi")
        self._when = session.card.today
        self.day = QLineEdit(write_date(self._when.isoformat()))
        self.day.setAccessibleName("Danh mục đơn vị tại ngày")
        self.day.setMaximumWidth(104)
        self.day.editingFinished.connect(self._on_day)
        self.summary = label("", "soft")
        self.chips = Chips("Lọc theo tình trạng ghi danh")
        self.chips.chosen.connect(self._on_filter)
        self.panel = RowsPanel(
            "Đơn vị", COLUMNS, empty="Không có đơn vị nào tại ngày này.", picture="units", pill_column=3
        )
        self.panel.chosen.connect(self._on_chosen)
        self.title = label("", "subtitle")
        self.facts = QFormLayout()
        self.lineage = QListWidget()
        self.lineage.setAccessibleName("Kế thừa, sáp nhập")
        self.lineage.setWordWrap(True)
        self._make = button("Lập tệp đăng ký…", "key", self._ask_file)
        self._arrange()
        session.changed.connect(self._on_changed)
        self.reload()

    def shown(self) -> None:
        """The cursor stands in the list."""
        self.panel.take_keys()

    def reload(self) -> None:
        """Reads the units of the chosen day."""
        when = self._when
        self.session.ask(self, "units", lambda ws: unit_rows(ws, when), self._show)
        self.session.ask(self, "waiting", waiting_count, self._show_waiting)

    def make_files(self, folder: Path, unit: str | None) -> None:
        """Makes the enrolment file of a unit, or of all for None, and shows the sheets."""
        self.session.run("enrol file", self._on_made, out=folder, unit=unit, every=unit is None)

    def open_campaign(self) -> None:
        """Asks which period to open."""
        dialog = CampaignDialog(self.session, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(self.issue_period)
        dialog.open()

    def open_reorganising(self) -> ReorganiseDialog:
        """Shows reorganisations and takes a new one from a file."""
        dialog = ReorganiseDialog(self.session, self)
        dialog.open()
        return dialog

    def issue_period(self, params: Mapping[str, Any]) -> None:
        """Opens a đợt báo cáo, and writes the files of the units where a folder was chosen."""
        self.session.run("period issue", self._on_done, **params)

    def _arrange(self) -> None:
        everyone = button("Tệp đăng ký cho tất cả…", "file", self._ask_all)
        campaign = button("Mở đợt báo cáo…", "calendar", self.open_campaign, "primary")
        self.duties = button("Việc của Sở…", "tasks", lambda: self.session.go("so_duties"))
        self.keys = button("Khóa và chứng thư…", "key", lambda: self.session.go("so_keys"))
        lineage = button("Sắp xếp đơn vị…", "refresh", self.open_reorganising)
        for widget in (
            label("Tại ngày", "soft", wrap=False),
            self.day,
            lineage,
            self.duties,
            self.keys,
            everyone,
            campaign,
        ):
            self.tools.addWidget(widget)
        beside, inside = card()
        inside.addWidget(self.title)
        inside.addLayout(self.facts)
        inside.addWidget(label("Kế thừa, sáp nhập", "soft"))
        inside.addWidget(self.lineage, 1)
        inside.addLayout(row(self._make, 1))
        split = TurningSplitter(SPLIT_AT)
        split.addWidget(self.panel)
        split.addWidget(beside)
        split.setSizes([800, 320])
        self.body.addWidget(self.summary)
        self.body.addWidget(self.chips)
        self.body.addWidget(split, 1)

    def _show(self, rows: tuple[Row, ...]) -> None:
        counts = {state: sum(state in item.tags for item in rows) for state in ENROLMENT}
        reporting = sum(counts.values())
        shown = [(state, f"{ENROLMENT[state][0]} ({count})") for state, count in counts.items() if count]
        self.chips.show_choices([("", f"Tất cả ({len(rows)})"), *shown])
        self._on_filter(self.chips.key)
        day = write_date(self._when.isoformat())
        ended = len(rows) - reporting if self._when < self.session.card.today else 0
        now = f" {reporting} đơn vị báo cáo hôm nay, {counts['enrolled']}/{reporting} đã ghi danh." if reporting else ""
        self._say(
            f"Ngày {day}: {len(rows)} đơn vị trong danh mục.{now}" + (" Danh mục của một ngày đã qua." if ended else "")
        )
        self.panel.set_rows(rows)

    def _show_waiting(self, count: int) -> None:
        self.keys.setText(f"Khóa và chứng thư ({count} chờ)…" if count else "Khóa và chứng thư…")

    def _on_filter(self, state: str) -> None:
        self.panel.keep((state,) if state else ())

    def _on_day(self) -> None:
        found = parse_date(self.day.text())
        whole = found is not None and len(found) == _FULL_DATE
        self.day.setProperty("fault", "" if whole else "error")
        self.day.style().unpolish(self.day)
        self.day.style().polish(self.day)
        if not whole or found is None:
            self._say("Viết đủ ngày/tháng/năm, ví dụ 30/6/2025 hoặc 1/7/2025.", "error")
            return
        when = date.fromisoformat(found)
        self.day.setText(write_date(found))
        if when != self._when:
            self._when = when
            self.reload()

    def _on_chosen(self, chosen: Row | None) -> None:
        if chosen is None:
            self._show_card(None)
            return
        key = chosen.key
        self.session.ask(self, "card", lambda ws: unit_card(ws, key), self._show_card)

    def _show_card(self, found: UnitCard | None) -> None:
        while self.facts.rowCount():
            self.facts.removeRow(0)
        self.lineage.clear()
        self.title.setText((found.unit.name or "") if found is not None else "Chọn một đơn vị để xem")
        current = self.panel.current()
        reports = found is not None and current is not None and "outside" not in current.tags
        self._make.setEnabled(reports and found is not None and found.unit.valid_to is None)
        if found is None:
            return
        for name, text in found.facts:
            if text:
                self.facts.addRow(label(name, "soft", wrap=False), label(text))
        self.lineage.addItems(found.lineage or ("Không có thay đổi nào được ghi.",))

    def _ask_file(self) -> None:
        chosen = self.panel.current()
        folder = choose_folder(self, "Chọn nơi ghi tệp đăng ký") if chosen is not None else None
        if folder is not None and chosen is not None:
            self.make_files(folder, chosen.key)

    def _ask_all(self) -> None:
        question = (
            "Lập tệp đăng ký cho tất cả đơn vị báo cáo hôm nay? Mỗi đơn vị một tệp và một phiếu kích hoạt phải in, "
            "niêm phong. Mã cũ của tệp đã lập trước không dùng được với tệp mới."
        )
        if confirm(self, "Lập tệp đăng ký", question, "Lập tệp"):
            folder = choose_folder(self, "Chọn thư mục ghi các tệp đăng ký")
            if folder is not None:
                self.make_files(folder, None)

    def _on_made(self, outcome: Outcome) -> None:
        self._say(outcome.message, "good")
        dialog = SheetsDialog(self.session, outcome.data, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_done(self, outcome: Outcome) -> None:
        self._say(outcome.message, "good")

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & _KINDS:
            self.reload()

    def _say(self, text: str, name: str = "soft") -> None:
        self.summary.setText(text)
        restyle(self.summary, name)
