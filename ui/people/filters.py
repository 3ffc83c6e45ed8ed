"""What people are looked for: a panel of filters that combine, and a row of chips that says which are on.

Hides how the fields of the panel become one `PeopleFilter`. A filter takes effect when its field is left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.dates import PartialDate
from app.domain.registry import TABLES
from app.vietnamese.dates import parse_date_noted, write_date
from app.workspace import Notice
from ui.fields.options import Option
from ui.fields.type_ahead import TypeAhead
from ui.look.flow_layout import FlowLayout
from ui.look.widgets import button, card, choices, clear_layout, label
from ui.people.query import PeopleFilter
from ui.work import queries
from ui.work.session import Session

_ANY: Final = "any"
_FINDINGS: Final = (("bất kỳ ai", ""), ("có lỗi hoặc cảnh báo", _ANY), ("có lỗi", "error"), ("có cảnh báo", "warning"))
_PLANNED: Final = (
    ("bất kỳ ai", ""),
    ("trong quy hoạch", "planned"),
    ("trong quy hoạch, chưa đào tạo", "untrained"),
)
_LONGEST_RULE: Final = 60
_LONGEST_CHIP: Final = 40
_OF_PEOPLE: Final = frozenset({"person", "appointment", "planning_entry", "training"})


class PeopleFilters(QWidget):
    """The chips, and below them the panel, hidden until it is wanted."""

    changed = Signal(object)
    """A `PeopleFilter` is wanted."""
    closed = Signal()
    """The panel is closed; the list takes the keys again."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.wanted = PeopleFilter()
        self.finding = choices("Lọc theo kết quả rà soát", _FINDINGS)
        self.planned = choices("Lọc theo quy hoạch, đào tạo", _PLANNED)
        self.post = _type_ahead("Lọc theo chức vụ đang giữ")
        self.body_of = _type_ahead("Lọc theo cơ quan, đơn vị công tác")
        self.retires = QCheckBox("nghỉ hưu trước")
        self.before = QLineEdit()
        self.before.setAccessibleName("Nghỉ hưu trước ngày")
        self.women = QCheckBox("nữ")
        self.leaders = QCheckBox("lãnh đạo, quản lý")
        self.followed = QCheckBox("có việc theo dõi")
        self.panel = self._made_panel()
        self.chips = QWidget()
        self._chip_row = FlowLayout(self.chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.panel)
        layout.addWidget(self.chips)
        self._connect()
        self.clear()

    def toggle(self) -> None:
        """Opens the panel, its first field taking the keys, or closes it."""
        opens = self.panel.isHidden()
        self.panel.setVisible(opens)
        self.setVisible(opens or self.wanted != PeopleFilter())
        if opens:
            self.finding.setFocus()
        else:
            self.closed.emit()

    def clear(self) -> None:
        """Takes every filter off."""
        blocked = [QSignalBlocker(widget) for widget in (self.finding, self.planned, self.post, self.body_of)]
        self.finding.setCurrentIndex(0)
        self.planned.setCurrentIndex(0)
        self.post.show_key(None)
        self.body_of.show_key(None)
        for box in (self.retires, self.women, self.leaders, self.followed):
            box.setChecked(False)
        today = self._session.card.today
        self.before.setText(write_date(f"{today.year + 1}-{today.month:02d}"))
        del blocked
        self._apply()

    def _made_panel(self) -> QWidget:
        frame, layout = card(margin=12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        fields = (
            ("Rà soát", self.finding),
            ("Chức vụ", self.post),
            ("Cơ quan", self.body_of),
            ("Quy hoạch", self.planned),
        )
        for place, (title, widget) in enumerate(fields):
            words = QLabel(title)
            words.setBuddy(widget)
            grid.addWidget(words, place // 2, place % 2 * 2)
            grid.addWidget(widget, place // 2, place % 2 * 2 + 1)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        more = QHBoxLayout()
        more.setSpacing(12)
        self.before.setMaximumWidth(120)
        for box in (self.retires, self.before, self.women, self.leaders, self.followed):
            more.addWidget(box)
        more.addStretch(1)
        more.addWidget(button("Đóng", "", self.toggle, "plain"))
        layout.addLayout(grid)
        layout.addLayout(more)
        frame.hide()
        return frame

    def _connect(self) -> None:
        self.post.set_options(self._session.code_options("posts"))
        self.finding.activated.connect(self._apply)
        self.planned.activated.connect(self._apply)
        for field in (self.post, self.body_of):
            field.chosen.connect(self._apply)
            field.entered.connect(self._apply)
        for box in (self.retires, self.women, self.leaders, self.followed):
            box.clicked.connect(self._apply)
        self.before.editingFinished.connect(self._on_before)
        self._session.checked.connect(self._offer_rules)
        self._session.changed.connect(self._on_changed)
        self._ask_bodies()

    def _on_before(self) -> None:
        if self.retires.isChecked():
            self._apply()

    def _on_changed(self, notice: Notice) -> None:
        if "body" in notice.tables:
            self._ask_bodies()

    def _ask_bodies(self) -> None:
        self._session.ask(self, "bodies", partial(queries.options, table="body"), self._on_bodies)

    def _on_bodies(self, options: tuple[Option, ...]) -> None:
        self.body_of.set_options(options)

    def _offer_rules(self) -> None:
        """One choice for each rule that finds something in people, as long as nobody has chosen one."""
        chosen = self.finding.currentData()
        found = {row.rule: row.title or row.label for row in self._session.findings if row.table in _OF_PEOPLE}
        while self.finding.count() > len(_FINDINGS):
            self.finding.removeItem(self.finding.count() - 1)
        for rule, title in sorted(found.items(), key=lambda item: item[1]):
            short = title if len(title) <= _LONGEST_RULE else f"{title[:_LONGEST_RULE]}…"
            self.finding.addItem(short, f"rule {rule}")
        self.finding.setCurrentIndex(max(self.finding.findData(chosen), 0))

    def _apply(self) -> None:
        """Reads the panel, shows the chips, and says what is wanted."""
        plan = self.planned.currentData()
        wanted = PeopleFilter(
            leaders=self.leaders.isChecked(),
            planned=plan == "planned",
            untrained=plan == "untrained",
            women=self.women.isChecked(),
            followed=self.followed.isChecked(),
            post=self.post.key or "",
            body=self.body_of.key or "",
            ids=self._with_findings(self.finding.currentData()),
            retiring_before=self._day(),
        )
        self._show_chips(wanted)
        if wanted != self.wanted:
            self.wanted = wanted
            self.changed.emit(wanted)

    def _with_findings(self, kind: str) -> frozenset[str] | None:
        """Ids of records with findings of a kind; None where that is not asked."""
        if not kind:
            return None
        rule = kind.removeprefix("rule ") if kind.startswith("rule ") else ""
        return frozenset(
            row.record
            for row in self._session.findings
            if row.table in TABLES and row.record
            if (row.rule == rule if rule else row.severity in {"error", "warning"} & {kind, *_any(kind)})
        )

    def _day(self) -> date | None:
        """The first day of what was typed; marks a text that is no date."""
        iso, _ = parse_date_noted(self.before.text())
        fault = "error" if self.retires.isChecked() and iso is None else ""
        if self.before.property("fault") != fault:
            self.before.setProperty("fault", fault)
            self.before.style().unpolish(self.before)
            self.before.style().polish(self.before)
        self.before.setToolTip("Viết 1/6/2027, 6/2027 hoặc 2027" if fault else "")
        return PartialDate(iso).earliest if self.retires.isChecked() and iso else None

    def _show_chips(self, wanted: PeopleFilter) -> None:
        clear_layout(self._chip_row)
        chips: list[tuple[str, Callable[[], object]]] = []
        if wanted.ids is not None:
            chips.append((self.finding.currentText(), lambda: self.finding.setCurrentIndex(0)))
        if wanted.post:
            chips.append((self.post.text(), lambda: self.post.show_key(None)))
        if wanted.body:
            chips.append((self.body_of.text(), lambda: self.body_of.show_key(None)))
        if wanted.planned or wanted.untrained:
            chips.append((self.planned.currentText(), lambda: self.planned.setCurrentIndex(0)))
        if wanted.retiring_before is not None:
            chips.append((f"nghỉ hưu trước {self.before.text().strip()}", partial(self.retires.setChecked, False)))  # noqa: FBT003 - Qt's signature
        boxes = ((self.women, wanted.women), (self.leaders, wanted.leaders), (self.followed, wanted.followed))
        for box, on in boxes:
            if on:
                chips.append((box.text(), partial(box.setChecked, False)))  # noqa: FBT003 - Qt's signature
        if chips:
            self._chip_row.addWidget(label("Đang lọc:", "soft", wrap=False))
        for text, off in chips:
            self._chip_row.addWidget(self._made_chip(text, off))
        if chips:
            self._chip_row.addWidget(button("Bỏ lọc", "", self.clear, "plain"))
        self.chips.setVisible(bool(chips))
        self.setVisible(bool(chips) or not self.panel.isHidden())

    def _made_chip(self, text: str, off: Callable[[], object]) -> QPushButton:
        short = text if len(text) <= _LONGEST_CHIP else f"{text[:_LONGEST_CHIP]}…"
        made = button(f"{short}  ✕", "", partial(self._take_off, off), "chip")
        made.setAccessibleName(f"Bỏ lọc: {text}")
        made.setToolTip(f"Bỏ lọc: {text}")
        return made

    def _take_off(self, off: Callable[[], object]) -> None:
        off()
        self._apply()


def _any(kind: str) -> frozenset[str]:
    return frozenset({"error", "warning"}) if kind == _ANY else frozenset()


def _type_ahead(name: str) -> TypeAhead:
    made = TypeAhead()
    made.setAccessibleName(name)
    return made
