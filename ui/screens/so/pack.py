"""Bộ chỉ tiêu và quy định: targets, open questions, rules and forms of the pack in use; and drafts of the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QTabWidget

from app.domain.codelists import Catalogue
from app.plan.pack import Pack
from app.workspace import Notice, Workspace
from ui.look.widgets import label
from ui.records.model import ListColumn
from ui.screens.so.cards import SHORT_TITLES
from ui.screens.so.pack_desk import PackDesk
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.system.policy_view import PolicyPage
from ui.work.screen import Screen
from ui.work.session import Session

_CODE_LISTS: Final = ("posts", "training_kinds", "sectors")
_KINDS: Final = {"error": "error", "warning": "warning"}
_TARGETS: Final = (
    ListColumn("Chỉ tiêu"),
    ListColumn("Số trong kế hoạch", width=140),
    ListColumn("Giai đoạn", width=110),
    ListColumn("Mục tiêu (%)", right=True, width=110),
    ListColumn("Căn cứ", width=220),
)
_DOUBTS: Final = (ListColumn("Nội dung chờ xác nhận"), ListColumn("Giá trị", width=340), ListColumn("Nguồn", width=340))
_RULES: Final = (
    ListColumn("Quy tắc"),
    ListColumn("Mã", width=80),
    ListColumn("Mức", width=100),
    ListColumn("Căn cứ", width=300),
    ListColumn("Từ ngày", width=96),
)
_FORMS: Final = (ListColumn("Tên biểu"), ListColumn("Số", width=70), ListColumn("Tiêu đề in", width=520))


@dataclass(frozen=True, slots=True)
class PackRows:
    """The pack in use as rows of its four lists."""

    head: str
    targets: tuple[Row, ...]
    doubts: tuple[Row, ...]
    rules: tuple[Row, ...]
    forms: tuple[Row, ...]


def pack_rows(ws: Workspace) -> PackRows:
    """Reads the pack that this store works by."""
    pack = ws.pack
    doubts = tuple(
        Row(f"{number}", (item.label, in_words(ws.env.catalogue, item.value), item.source))
        for number, item in enumerate(pack.unconfirmed())
    )
    forms = tuple(Row(form.code, (form.name, form.code, form.title)) for form in pack.forms.values())
    head = (
        f"{pack.title}. Bộ {pack.id}, phiên bản {pack.version}; dấu {pack.digest[:16]}. "
        f"{len(doubts)} nội dung là mặc định của phần mềm, chờ Sở Nội vụ xác nhận."
    )
    return PackRows(head, tuple(_targets(pack)), doubts, tuple(_rules(pack)), forms)


def in_words(catalogue: Catalogue, value: str) -> str:
    """A value of the pack with labels in place of codes, where it is a list of codes."""
    codes = value.split(", ")
    for name in _CODE_LISTS:
        found = [catalogue[name].get(code) for code in codes]
        labels = [item.label for item in found if item is not None]
        if len(labels) == len(codes):
            return "; ".join(labels)
    return value


def _targets(pack: Pack) -> Iterable[Row]:
    for number, item in enumerate(pack.targets.rows):
        percent = "không nêu số" if item.percent is None else str(item.percent)
        span = f"{item.first_year}-{item.last_year}"
        cells = (SHORT_TITLES.get(item.indicator, item.indicator), item.number, span, percent, item.clause)
        yield Row(str(number), cells, ("", "", "", item.percent))


def _rules(pack: Pack) -> Iterable[Row]:
    for number, rule in enumerate(pack.rules):
        since = f"{rule.start:%d/%m/%Y}" if rule.start else ""
        doubt = " (chờ xác nhận)" if rule.unconfirmed else ""
        cells = (rule.title + doubt, rule.code, rule.severity.label, rule.reference, since)
        order = ("", "", "", "", rule.start.isoformat() if rule.start else None)
        yield Row(str(number), cells, order, _KINDS.get(str(rule.severity), ""), tip=rule.message)


class PackScreen(Screen):
    """Four lists in tabs."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Bộ chỉ tiêu và quy định")
        self.setProperty("help", "so_bo_chi_tieu")
        self.head = label("", "soft")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.targets = RowsPanel("Mục tiêu", _TARGETS, empty="Bộ này không có mục tiêu.", picture="pack")
        self.doubts = RowsPanel("Chờ xác nhận", _DOUBTS, empty="Mọi giá trị đã được xác nhận.", picture="good")
        self.rules = RowsPanel("Quy tắc", _RULES, empty="Bộ này không có quy tắc.", picture="pack", pill_column=2)
        self.forms = RowsPanel("Biểu", _FORMS, empty="Bộ này không có biểu.", picture="forms")
        for panel in (self.targets, self.doubts, self.rules):
            panel.wrap()
        for panel, title in (
            (self.targets, "Mục tiêu"),
            (self.doubts, "Chờ xác nhận"),
            (self.rules, "Quy tắc"),
            (self.forms, "Biểu"),
        ):
            self.tabs.addTab(panel, title)
        self.desk = PackDesk(session)
        self.tabs.addTab(self.desk, "Bản thảo")
        self.policy = PolicyPage(session)
        self.tabs.addTab(self.policy, "Phiên bản được nhận")
        self.body.addWidget(self.head)
        self.body.addWidget(self.tabs, 1)
        session.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Reads the pack in use."""
        self.session.ask(self, "pack", pack_rows, self._show)

    def _on_changed(self, notice: Notice) -> None:
        if "pack" in notice.kinds:
            self.reload()

    def _show(self, found: PackRows) -> None:
        self.head.setText(found.head)
        for panel, rows in (
            (self.targets, found.targets),
            (self.doubts, found.doubts),
            (self.rules, found.rules),
            (self.forms, found.forms),
        ):
            panel.set_rows(rows)
        self.tabs.setTabText(1, f"Chờ xác nhận ({len(found.doubts)})")
