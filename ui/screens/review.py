"""Rà soát số liệu: findings by cause, jump to the field, keep a warning with a reason; and what must be followed up."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from app.domain.findings import Place
from app.vietnamese.fold import fold
from app.workspace import Outcome
from ui.lists.findings_view import FindingsView
from ui.lists.follow_ups import FollowUpsView
from ui.look.messages import ask_lines
from ui.look.widgets import button, choices, empty_state, label, restyle, row
from ui.work.queries import FindingRow
from ui.work.screen import Screen
from ui.work.session import Session

_FOLLOW_UPS: Final = "Việc theo dõi"
_KINDS: Final = (("Tất cả", ""), ("Lỗi", "error"), ("Cảnh báo", "warning"), ("Nhắc", "note"))


class ReviewScreen(Screen):
    """The list and what can be done with the chosen row."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Rà soát số liệu")
        self.summary = label("Đang rà soát…", "soft", wrap=False)
        self.kind = choices("Lọc theo mức", _KINDS)
        self.findings = FindingsView()
        self.mend = button("Sửa  Enter", "jump", self._on_mend, "primary")
        self.keep = button("Giữ cảnh báo, ghi lý do…", "note", self._on_keep)
        self.tools.addWidget(button("Rà soát lại  F9", "refresh", session.check))
        page = QWidget()
        self._stack = QStackedLayout(page)
        self._stack.addWidget(self.findings)
        self._stack.addWidget(empty_state("Không còn gì phải xem ở mức này.", "good"))
        found = QWidget()
        inside = QVBoxLayout(found)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.addLayout(row(self.summary, 1, label("Xem:", "", wrap=False), self.kind))
        inside.addWidget(page, 1)
        inside.addLayout(row(1, self.keep, self.mend))
        self.follow_ups = FollowUpsView(session)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Các phần")
        self.tabs.addTab(found, "Lỗi, cảnh báo")
        self.tabs.addTab(self.follow_ups, _FOLLOW_UPS)
        self.body.addWidget(self.tabs)
        self.follow_ups.counted.connect(self._on_counted)
        self.kind.activated.connect(self._show)
        self.findings.wanted.connect(self._go_to)
        self.findings.currentItemChanged.connect(self._on_current)
        session.checked.connect(self._show)
        if session.findings:
            self._show()

    def shown(self) -> None:
        """The list takes the keys."""
        if self.tabs.currentWidget() is self.follow_ups:
            self.follow_ups.tree.setFocus()
        else:
            self.findings.setFocus()

    def go(self, place: Place) -> None:
        """Shows what must be come back to, where that is wanted."""
        if place.table == "remark":
            self.tabs.setCurrentWidget(self.follow_ups)
            self.follow_ups.tree.setFocus()

    def _on_counted(self, count: int) -> None:
        self.tabs.setTabText(1, f"{_FOLLOW_UPS} ({count})" if count else _FOLLOW_UPS)

    def _show(self) -> None:
        wanted = self.kind.currentData()
        rows = [item for item in self.session.findings if not wanted or item.severity == wanted]
        errors, warnings = self.session.count("error"), self.session.count("warning")
        notes = self.session.count("note")
        causes = len({item.group for item in self.session.findings})
        restyle(self.summary, "error" if errors else "soft")
        self.summary.setText(
            f"{errors} lỗi phải sửa trước khi nộp · {warnings} cảnh báo · {notes} nhắc · {causes} nguyên nhân"
        )
        self.findings.show_rows(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        self._on_current()

    def _on_current(self) -> None:
        found = self.findings.current()
        self.mend.setEnabled(found is not None)
        self.keep.setEnabled(found is not None and found.severity == "warning")

    def _on_mend(self) -> None:
        found = self.findings.current()
        if found is not None:
            self._go_to(found)

    def _go_to(self, found: FindingRow) -> None:
        self.session.go("", Place(found.table, found.record, found.field))

    def _on_keep(self) -> None:
        found = self.findings.current()
        if found is None:
            return
        question = f"{found.sentence}\n\nVì sao giữ nguyên? Lý do đi cùng báo cáo (ít nhất 10 ký tự)."
        reason = ask_lines(self, "Giữ cảnh báo", question)
        if fold(reason):
            self.session.run("finding keep", self._on_kept, finding=found.key, reason=reason)

    def _on_kept(self, outcome: Outcome) -> None:
        self.summary.setText(outcome.message)
