"""Hệ thống và sao lưu: backup, check, history with recycle bin, users, and what this store is."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.findings import Place
from app.domain.registry import TABLES
from app.domain.storage import ROLE_NAMES
from app.vietnamese.numbers import integer
from app.workspace import PROGRAM_VERSION, Outcome
from ui.changes.page import ChangesPage
from ui.fields.values import moment
from ui.history.view import HistoryView
from ui.imports.past import PastImports
from ui.keys.panel import UnitKeysPage
from ui.keys.query import PLACE as KEYS
from ui.lists.chain_view import ChainPage
from ui.look.messages import choose_file_to_write, choose_folder, show_done
from ui.look.widgets import READING, button, card, label, row, scrolled
from ui.records.recycle_bin import PLACE, RecycleBin
from ui.system.officer_dialogs import PassphraseDialog
from ui.system.officers import OfficersPage
from ui.system.policy_view import PolicyCard
from ui.system.support_card import DrillCard, SupportCard
from ui.work.screen import Screen
from ui.work.session import Session


class SystemScreen(Screen):
    """Backup and facts, history, and at a unit the recycle bin and the imports."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Hệ thống và sao lưu")
        self._result = label("", "soft")
        self._facts = label(READING, "soft")
        self.history = HistoryView(session)
        self.bin = RecycleBin(session)
        self.imports = PastImports(session)
        self.keys = UnitKeysPage(session)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Các phần")
        self.tabs.addTab(self._keeping(), "Sao lưu và kiểm tra")
        self.tabs.addTab(self.history, "Lịch sử")
        if session.card.mode == "unit":
            self.tabs.addTab(self.bin, "Thùng rác")
            self.tabs.addTab(self.imports, "Các lần nhập")
            self.tabs.addTab(ChangesPage(session), "Ghép số liệu hai máy")
            self.tabs.addTab(self.keys, "Khóa và chứng thư")
        self.officers = OfficersPage(session)
        if session.card.mode == "province":
            self.tabs.addTab(self.officers, "Cán bộ cùng làm")
        self.chain = ChainPage(session)
        self.tabs.addTab(self.chain, "Kiểm tra chuỗi")
        self.tabs.currentChanged.connect(self._on_tab)
        self.body.addWidget(self.tabs)

    def shown(self) -> None:
        """Reads what this store is."""
        self.session.run("store info", self._on_info)
        self._on_tab(self.tabs.currentIndex())

    def go(self, place: Place) -> None:
        """Shows the recycle bin, where that is wanted."""
        if place == PLACE:
            self.tabs.setCurrentWidget(self.bin)
        elif place == KEYS:
            self.tabs.setCurrentWidget(self.keys)

    def _keeping(self) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 8, 8, 0)
        layout.setSpacing(12)
        backup, inside = card()
        inside.addWidget(label("Sao lưu", "subtitle"))
        inside.addWidget(
            label("Bản sao được mã hóa bằng mật khẩu như bản chính, và được đọc lại để chắc chắn dùng được.", "soft")
        )
        inside.addLayout(
            row(
                button("Sao lưu ngay", "backup", self._on_backup, "primary"),
                button("Sao lưu ra USB…", "save", self._on_backup_to),
                button("Kiểm tra dữ liệu", "check", self._on_check),
                1,
            )
        )
        inside.addWidget(self._result)
        about, told = card()
        told.addWidget(label("Dữ liệu này", "subtitle"))
        told.addWidget(self._facts)
        told.addLayout(row(button("Đổi mật khẩu…", "key", self._on_passphrase), 1))
        if self.session.card.mode == "unit":
            told.addLayout(
                row(
                    button("Xuất tất cả ra Excel…", "save", self._on_export),
                    button("Lấy tệp Excel mẫu…", "file", self._on_template),
                    1,
                )
            )
        layout.addWidget(backup)
        layout.addWidget(about)
        if self.session.card.mode == "unit":
            layout.addWidget(PolicyCard(self.session))
        else:
            layout.addWidget(DrillCard(self.session))
        layout.addWidget(SupportCard(self.session))
        layout.addStretch(1)
        return scrolled(content)

    def _on_tab(self, _: int) -> None:
        shown = self.tabs.currentWidget()
        if shown is self.history:
            self.history.show_history()
        elif shown is self.bin:
            self.bin.read()
            self.bin.tree.setFocus()
        elif shown is self.imports:
            self.imports.read()
            self.imports.view.setFocus()
        elif shown is self.keys:
            self.keys.read()
            self.keys.ask.setFocus()
        elif shown is self.officers:
            self.officers.read()
            self.officers.people.setFocus()

    def _on_info(self, outcome: Outcome) -> None:
        if self.session.card.mode == "province":
            self.session.ask(
                self, "held", lambda ws: len(ws.store.documents("received")), partial(self._show_info, outcome)
            )
        else:
            self._show_info(outcome)

    def _show_info(self, outcome: Outcome, received: int | None = None) -> None:
        data: dict[str, Any] = outcome.data
        card_ = self.session.card
        users = ", ".join(f"{item['name']} ({_roles(item['roles'])})" for item in data["users"])
        counts = ", ".join(f"{TABLES[name].label.lower()} {count}" for name, count in data["records"].items() if count)
        held = f"{integer(received)} gói đã nhận" if received is not None else counts or "chưa có dòng nào"
        lines = [
            f"{data['unit_name']} · thư mục {card_.folder}",
            f"Người dùng: {users}",
            f"Đang có: {held}",
            f"Tạo lúc {moment(data['created'])} · sao lưu gần nhất: {moment(data['last_backup']) or 'chưa có'}",
            f"Bộ quy tắc: {card_.pack} · chương trình {PROGRAM_VERSION}",
        ]
        if data["server"]:
            lines.insert(1, f"Dữ liệu trên máy chủ {data['server'].partition('@')[2].replace('?', '/')}")
        if data["epoch"] > 1:
            lines.append("Máy đã khôi phục từ bản sao lưu.")
        self._facts.setText("\n".join(lines))

    def _on_backup(self) -> None:
        self.session.run("store backup", self._on_backed_up)

    def _on_backup_to(self) -> None:
        folder = choose_folder(self, "Sao lưu ra USB")
        if folder is not None:
            self.session.run("store backup", self._on_backed_up, out=folder)

    def _on_backed_up(self, outcome: Outcome) -> None:
        self._result.setText(outcome.message)
        self.session.renew()
        self.session.run("store info", self._on_info)

    def _on_passphrase(self) -> None:
        dialog = PassphraseDialog(self.session.card.actor, self)
        dialog.given.connect(self._change_passphrase)
        dialog.open()

    def _change_passphrase(self, old: str, new: str) -> None:
        self.session.run("store passphrase", self._on_told, old=old, new=new)

    def _on_told(self, outcome: Outcome) -> None:
        show_done(self, "Đổi mật khẩu", outcome.message)

    def _on_check(self) -> None:
        self.session.run("store check", lambda outcome: self._result.setText(outcome.message))

    def _on_export(self) -> None:
        self._write("export", "Xuat-so-2282.xlsx")

    def _on_template(self) -> None:
        self._write("template", "Mau-so-2282.xlsx")

    def _write(self, name: str, file: str) -> None:
        path = choose_file_to_write(self, "Lưu tệp Excel", file, "Excel (*.xlsx)")
        if path is not None:
            self.session.run(name, lambda outcome: show_done(self, "Đã ghi tệp", outcome.message), out=path)


def _roles(roles: Any) -> str:
    named = [ROLE_NAMES[name] for name in roles if name in ROLE_NAMES]
    return ", ".join(named).capitalize() or "Người lập biểu"
