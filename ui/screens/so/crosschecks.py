"""Đối chiếu giữa các đơn vị: pairs that do not go together, asked about in the returns, decided once."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from app.commands.office.crosschecks import KINDS
from app.domain.schema import level_of
from app.vietnamese.dates import write_date
from app.workspace import Notice, Outcome
from ui.look.flow_layout import FlowLayout
from ui.look.widgets import button, card, label
from ui.records.model import ListColumn
from ui.screens.so.chips import Chips
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.screen import Screen
from ui.work.session import Session

_TOUCHED: Final = frozenset({"received", "crosscheck", "comment"})
_COLUMNS: Final = (
    ListColumn("Trường hợp"),
    ListColumn("Đơn vị", width=150),
    ListColumn("Người", width=160),
    ListColumn("Đơn vị kia", width=150),
    ListColumn("Người kia", width=160),
    ListColumn("Tình trạng", width=140),
)
_PILLS: Final = {"": "warning", "asked": "", "different": "good", "settled": "good", "double": "error"}
_EMPTY: Final = (
    "Không có trường hợp nào. Chương trình so người bằng mã đối chiếu trong các gói mức rút gọn và mức hồ sơ; gói "
    "chỉ có số liệu không đối chiếu được."
)


class CrosschecksScreen(Screen):
    """The pairs, the two sides of the chosen one, and what can be done about it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Đối chiếu giữa các đơn vị")
        self.setProperty("help", "so_doi_chieu")
        self._rows: list[dict[str, Any]] = []
        self._stale = True
        self.decided = QCheckBox("Cả trường hợp đã kết luận")
        self.summary = label("", "soft")
        self.province = label("", "soft")
        self.chips = Chips("Loại trường hợp")
        self.panel = RowsPanel("Các trường hợp", _COLUMNS, empty=_EMPTY, picture="good", pill_column=5)
        self.sides = QFormLayout()
        self.reason = QLineEdit()
        self.reason.setAccessibleName("Ghi chú của kết luận")
        self.reason.setPlaceholderText("Ghi chú, ví dụ: đã gọi điện hai xã")
        self.ask = button("Hỏi hai đơn vị", "flag", self.ask_chosen, "primary")
        self.ask_all = button("Hỏi tất cả", "flag", lambda: self._ask("all"))
        self.verdicts = {
            "different": button("Khác người", "check", lambda: self.decide("different")),
            "settled": button("Đã xử lý", "check", lambda: self.decide("settled")),
            "double": button("Tính trùng", "warning", lambda: self.decide("double"), "danger"),
        }
        self._arrange()
        self.chips.chosen.connect(lambda key: self.panel.keep((key,) if key else ()))
        self.panel.chosen.connect(self._on_chosen)
        self.decided.toggled.connect(lambda _: self.reload())
        session.changed.connect(self._on_changed)

    def shown(self) -> None:
        """Looks again where packages came or something was decided."""
        if self._stale:
            self.reload()
        self.panel.take_keys()

    def reload(self) -> None:
        """Puts all packages of the period beside each other."""
        self._stale = False
        self.summary.setText("Đang đối chiếu các gói…")
        self.session.run("crosscheck", self._show, decided=self.decided.isChecked())

    def ask_chosen(self) -> None:
        """Puts the question of the chosen pair into both returns."""
        chosen = self.panel.current()
        if chosen is not None:
            self._ask(chosen.key)

    def decide(self, verdict: str) -> None:
        """Says what the chosen pair is."""
        chosen = self.panel.current()
        if chosen is not None:
            params: dict[str, Any] = {"pair": chosen.key, "verdict": verdict, "reason": self.reason.text()}
            self.session.run("crosscheck decide", self._on_done, **params)

    def _arrange(self) -> None:
        self.tools.addWidget(button("Về Tra cứu", "back", lambda: self.session.go("so_search"), "plain"))
        self.tools.addWidget(self.ask_all)
        below, inside = card()
        inside.addLayout(self.sides)
        verbs = QWidget()
        flow = FlowLayout(verbs, 6)
        for verb in (self.ask, *self.verdicts.values()):
            flow.addWidget(verb)
        inside.addWidget(verbs)
        inside.addWidget(self.reason)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.province)
        self.panel.tools.addWidget(self.decided)
        self.body.addWidget(self.chips)
        self.body.addWidget(self.panel, 1)
        self.body.addWidget(below)
        self.province.hide()
        self._on_chosen(None)

    def _ask(self, pair: str) -> None:
        self.session.run("crosscheck ask", self._on_done, pair=pair)

    def _on_done(self, outcome: Outcome) -> None:
        self.reason.clear()

    def _show(self, outcome: Outcome) -> None:
        data = outcome.data
        self._rows = data["pairs"]
        self.summary.setText(f"Kỳ {data['period']}, gói của {data['units']} đơn vị. {outcome.message}")
        self.province.setText(" ".join(f"Toàn tỉnh: {item['sentence']}" for item in data["findings"]))
        self.province.setVisible(bool(data["findings"]))
        counts = {kind: sum(item["kind"] == kind for item in self._rows) for kind in KINDS}
        shown = [(kind, f"{_capital(KINDS[kind])} ({count})") for kind, count in counts.items() if count]
        self.chips.show_choices([("", f"Tất cả ({len(self._rows)})"), *shown])
        self.panel.keep((self.chips.key,) if self.chips.key else ())
        self.panel.set_rows(_row(item) for item in self._rows)
        self.ask_all.setEnabled(any(not item["state"] and _can_ask(item) for item in self._rows))

    def _on_chosen(self, chosen: Row | None) -> None:
        while self.sides.rowCount():
            self.sides.removeRow(0)
        item = chosen.source if chosen is not None else None
        for widget in (self.ask, self.reason, *self.verdicts.values()):
            widget.setEnabled(item is not None)
        if item is None:
            self.sides.addRow(label("Chọn một trường hợp để xem hai bên.", "soft"))
            return
        self.ask.setEnabled(not item["state"] and _can_ask(item))
        for side in item["sides"]:
            self.sides.addRow(label(side["unit_name"], "soft", wrap=False), label(_told(side)))
        why = [item["detail"], f"mã đối chiếu {item['mark']}", item["reason"]]
        self.sides.addRow(label(_capital(item["what"]), "soft", wrap=False), label("; ".join(filter(None, why)) + "."))

    def _on_changed(self, notice: Notice) -> None:
        if not _TOUCHED.isdisjoint(notice.kinds):
            self._stale = True
            if self.isVisible():
                self.reload()


def _row(item: dict[str, Any]) -> Row:
    one, other = item["sides"]
    what = _capital(item["what"]) + (f": {item['detail']}" if item["detail"] else "")
    what += " (chắc chắn)" if item["certain"] else " (có thể)"
    cells = (what, one["unit_name"], one["who"], other["unit_name"], other["who"], item["state_label"])
    pill = _PILLS[item["state"]]
    tip = f"{what}. {one['unit_name']}: {_told(one)} {other['unit_name']}: {_told(other)}"
    return Row(item["pair"], cells, pill=pill, tags=frozenset({item["kind"]}), tip=tip, source=item)


def _told(side: dict[str, Any]) -> str:
    left = f"thôi công tác {write_date(side['left_on'])}" if side["left_on"] else "không còn trong danh sách"
    where = "đang công tác" if side["here"] else left
    ask = "phiếu sau mang được câu hỏi" if side["can_ask"] else "gói đã chấp nhận, không còn phiếu để hỏi"
    return f"{side['who']}; {where}; mức gửi: {level_of(side['level']).label.lower()}; {ask}."


def _can_ask(item: dict[str, Any]) -> bool:
    return any(side["can_ask"] for side in item["sides"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
