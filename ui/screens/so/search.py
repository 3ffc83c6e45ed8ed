"""Tra cứu: people and posts of every accepted package, searched without marks while one types."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QComboBox, QTextBrowser

from app.vietnamese.collation import sort_key
from app.vietnamese.numbers import integer
from app.workspace import Notice
from ui.look.flow_layout import flowing
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import button, label
from ui.records.model import ListColumn
from ui.screens.so.chips import choice
from ui.screens.so.panel import RowsPanel
from ui.screens.so.queries import periods
from ui.screens.so.rows import Row
from ui.screens.so.search_data import PersonCard, packages, people_of
from ui.work.screen import Screen
from ui.work.session import Session

_SHOW_AFTER_MS: Final = 120
COLUMNS: Final = (
    ListColumn("Họ và tên", width=190),
    ListColumn("Sinh", width=84),
    ListColumn("Giới", width=48),
    ListColumn("Dân tộc", width=96),
    ListColumn("Chức vụ", width=210),
    ListColumn("QH", right=True, width=36),
    ListColumn("ĐT", width=40),
    ListColumn("Đơn vị", width=160),
)
_STATES: Final = (
    ("", "Mọi người"),
    ("leader", "Đang giữ chức vụ"),
    ("planned", "Trong quy hoạch"),
    ("untrained", "Quy hoạch, chưa đào tạo"),
    ("trained", "Đã đào tạo, tập huấn"),
)
_SEXES: Final = (("", "Nam và nữ"), ("sex:f", "Nữ"), ("sex:m", "Nam"))


class SearchScreen(Screen):
    """An index in memory that grows package by package, so that saves of others are never held up."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Tra cứu")
        self.setProperty("help", "so_tra_cuu")
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._wanted: tuple[tuple[str, str], ...] = ()
        self._noted: set[str] = set()
        self._stale = True
        self.period = choice("Kỳ báo cáo")
        self.unit = choice("Lọc theo đơn vị")
        self.post = choice("Lọc theo chức vụ")
        self.sex = choice("Lọc theo giới tính", _SEXES)
        self.state = choice("Lọc theo quy hoạch, đào tạo", _STATES)
        self.summary = label("", "soft")
        self.panel = RowsPanel(
            "Người trong các gói đã chấp nhận",
            COLUMNS,
            empty="Chưa có gói nào được chấp nhận ở kỳ này, nên chưa có ai để tìm. Mở mục Tiếp nhận báo cáo.",
            picture="search",
        )
        self.panel.line.setPlaceholderText("Tên, chức vụ, cơ quan, đơn vị; không cần dấu")
        self.card = QTextBrowser()
        self.card.setAccessibleName("Thông tin người được chọn")
        self.card.setOpenLinks(False)
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOW_AFTER_MS)
        self._timer.timeout.connect(self._show)
        self.panel.chosen.connect(self._on_chosen)
        session.changed.connect(self._on_changed)
        session.ask(self, "periods", periods, self._on_periods)

    def shown(self) -> None:
        """The cursor stands in the search line."""
        if self._stale and self.period.count():
            self.reload()
        self.panel.line.setFocus()

    def reload(self) -> None:
        """Reads which packages are accepted; those known already are kept."""
        self._stale = False
        period = self.period.currentData() or ""
        self.session.ask(self, "packages", lambda ws: packages(ws, period), self._on_packages)

    def _arrange(self) -> None:
        self.tools.addWidget(button("Đối chiếu giữa các đơn vị", "people", lambda: self.session.go("so_crosschecks")))
        self.tools.addWidget(button("Ai cần bồi dưỡng", "people", lambda: self.session.go("so_training")))
        self.tools.addWidget(button("Dữ liệu cá nhân", "lock", lambda: self.session.go("so_privacy")))
        self.tools.addWidget(label("Kỳ", "soft", wrap=False))
        self.tools.addWidget(self.period)
        for box in (self.unit, self.post, self.sex, self.state):
            box.currentIndexChanged.connect(lambda _: self._filter())
        split = TurningSplitter(SPLIT_AT)
        split.addWidget(self.panel)
        split.addWidget(self.card)
        split.setSizes([840, 290])
        self.body.addWidget(flowing(self.unit, self.post, self.sex, self.state))
        self.body.addWidget(self.summary)
        self.body.addWidget(split, 1)

    def _on_periods(self, found: tuple[str, ...]) -> None:
        for period in found:
            self.period.addItem(period, period)
        self.period.currentIndexChanged.connect(lambda _: self.reload())
        self.reload()

    def _on_packages(self, found: tuple[tuple[str, str], ...]) -> None:
        self._wanted = found
        kept = {package for package, _ in found}
        self._rows = {package: rows for package, rows in self._rows.items() if package in kept}
        for package, _ in found:
            if package not in self._rows:
                self._ask(package)
        self._timer.start()

    def _ask(self, package: str) -> None:
        def then(rows: tuple[Row, ...]) -> None:
            if package in {wanted for wanted, _ in self._wanted}:
                self._rows[package] = rows
                if not self._timer.isActive():
                    self._timer.start()

        self.session.ask(self, f"people/{package}", lambda ws: people_of(ws, package), then)

    def _show(self) -> None:
        rows = [item for package, _ in self._wanted for item in self._rows.get(package, ())]
        rows.sort(key=lambda item: item.order[0])
        done, total = len(self._rows), len(self._wanted)
        nameless = sum(item.cells[0].startswith("(") for item in rows)
        told = f"{integer(len(rows))} người của {done}/{total} đơn vị đã được chấp nhận số liệu."
        if done < total:
            told += " Đang đọc…"
        elif nameless:
            told += f" {integer(nameless)} người gửi ở mức không có họ tên: tìm theo chức vụ, cơ quan."
        if done == total and rows and nameless < len(rows):
            told += " Danh sách có họ tên; lần xem này được ghi vào sổ."
            self._note()
        self.summary.setText(told)
        _refill(self.unit, "Mọi đơn vị", {_tag(item, "unit:"): item.cells[7] for item in rows})
        posts = {tag: tag.partition(":")[2] for item in rows for tag in item.tags if tag.startswith("post:")}
        catalogue = self.session.catalogue
        _refill(self.post, "Mọi chức vụ", {tag: catalogue.label("posts", code) for tag, code in posts.items()})
        self._filter()
        if rows or done == total:
            self.panel.set_rows(rows)

    def _note(self) -> None:
        """Says to the register which packages were looked at, once each while the screen lives."""
        new = [package for package in self._rows if package not in self._noted]
        if new:
            self._noted.update(new)
            self.session.run("names note", lambda _: None, way="search", packages=new)

    def _filter(self) -> None:
        boxes = (self.unit, self.post, self.sex, self.state)
        self.panel.keep(box.currentData() for box in boxes if box.currentData())

    def _on_chosen(self, chosen: Row | None) -> None:
        found: PersonCard | None = chosen.source if chosen is not None else None
        if found is None:
            self.card.setMarkdown("Chọn một người để xem chức vụ, quy hoạch, đào tạo.")
            return
        lines = [f"### {found.title}", found.unit]
        for heading, texts in found.parts:
            lines += [f"**{heading}**", "\n".join(f"- {text}" for text in texts) or "- chưa có"]
        self.card.setMarkdown("\n\n".join(lines))

    def _on_changed(self, notice: Notice) -> None:
        if "received" in notice.kinds:
            self._stale = True
            if self.isVisible():
                self.reload()


def _refill(box: QComboBox, every: str, choices: dict[str, str]) -> None:
    """Replaces the choices; the chosen one stays where it is still there."""
    chosen = box.currentData()
    blocker = QSignalBlocker(box)
    box.clear()
    box.addItem(every, "")
    for key, text in sorted(choices.items(), key=lambda item: sort_key(item[1])):
        box.addItem(text, key)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    blocker.unblock()


def _tag(item: Row, prefix: str) -> str:
    return next(tag for tag in item.tags if tag.startswith(prefix))
