"""Khóa và chứng thư: requests that wait, pairs of the units and how long they go, the office's own certificates."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout

from app.workspace import Notice, Outcome
from ui.look.messages import choose_file_to_write
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import button, card, label, restyle, row, scrolled
from ui.records.model import ListColumn
from ui.screens.so.chips import Chips
from ui.screens.so.dialogs import FingerprintDialog
from ui.screens.so.keys_data import STATES, KeysShown, Pair, Pending, keys_shown
from ui.screens.so.keys_dialogs import RenewDialog, RevokeDialog
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.screen import Screen
from ui.work.session import Session

_KINDS: Final = frozenset({"certificate", "request", "enrolment", "setting"})
_EMPTY: Final = (
    "Chưa cấp chứng thư nào. Đơn vị gửi gói đầu tiên hoặc tệp đề nghị cấp chứng thư;\n"
    "nhận tệp đó ở «Tiếp nhận báo cáo», rồi đối chiếu dấu vân tay ở đây."
)
COLUMNS: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Máy", width=112),
    ListColumn("Dấu vân tay", width=124),
    ListColumn("Tình trạng", width=150),
    ListColumn("Hiệu lực đến", width=100),
    ListColumn("Lý do", width=180),
)


class KeysScreen(Screen):
    """The list with what can be done about the chosen row under it, and the office's certificates beside."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Khóa và chứng thư")
        self.setProperty("help", "so_khoa")
        self.summary = label("", "soft")
        self.chips = Chips("Lọc theo tình trạng")
        self.panel = RowsPanel("Chứng thư của đơn vị", COLUMNS, empty=_EMPTY, picture="key", pill_column=3)
        self.confirm = button("Đối chiếu, xác nhận… (G)", "check", self.ask_fingerprint, "primary")
        self.again = button("Ghi lại tệp chứng thư…", "save", self.ask_again)
        self.revoke = button("Thu hồi…", "cross", self.ask_revoke, "danger")
        self.about = label("", "soft")
        self.office = QFormLayout()
        self.renew = button("Cấp lại chứng thư của Sở…", "key", self.ask_renew)
        self._arrange()
        self.chips.chosen.connect(lambda state: self.panel.keep((state,) if state else ()))
        self.panel.chosen.connect(self._on_chosen)
        self.panel.wanted.connect(lambda _: self.ask_fingerprint())
        self.panel.bind("G", self.ask_fingerprint)
        session.changed.connect(self._on_changed)
        self.reload()

    def shown(self) -> None:
        """The cursor stands in the list, so that G works at once."""
        self.panel.take_keys()

    def reload(self) -> None:
        """Reads pairs and requests."""
        self.session.ask(self, "keys", keys_shown, self._show)

    def ask_fingerprint(self) -> None:
        """Asks for the fingerprint of the chosen request, then issues."""
        chosen = self._chosen()
        if not isinstance(chosen, Pending):
            return
        verb = "Cấp chứng thư…" if chosen.is_file else "Ghi danh đơn vị"
        expected = str(chosen.document.body["fingerprint"])
        dialog = FingerprintDialog(chosen.unit_name, expected, self, verb=verb, told=chosen.ends)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(lambda text: self._on_fingerprint(chosen, text))
        dialog.open()

    def ask_again(self) -> None:
        """Writes the certificate file of the chosen pair once more."""
        chosen = self._chosen()
        if isinstance(chosen, Pair) and chosen.has_file:
            self._ask_file(chosen.document.unit, chosen.document.body["fingerprint"])

    def ask_revoke(self) -> None:
        """Asks what is revoked and why, then revokes."""
        chosen = self._chosen()
        if not isinstance(chosen, Pair) or not chosen.stands:
            return
        dialog = RevokeDialog(chosen, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(lambda every, reason, note: self.revoke_pair(chosen, reason, note, every=every))
        dialog.open()

    def ask_renew(self) -> None:
        """Asks for the root key, then renews the office's certificates."""
        dialog = RenewDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(
            lambda path, secret: self.session.run("authority renew", self._on_done, root_key=path, passphrase=secret)
        )
        dialog.open()

    def revoke_pair(self, chosen: Pair, reason: str, note: str, *, every: bool) -> None:
        """Revokes a pair, or every pair of its unit."""
        fingerprint = None if every else chosen.document.body["fingerprint"]
        unit = chosen.document.unit
        self.session.run("enrol revoke", self._on_done, unit=unit, fingerprint=fingerprint, reason=reason, note=note)

    def issue(self, fingerprint: str, path: Path) -> None:
        """Issues what a request file asks for, and writes the certificate file."""
        self.session.run("enrol issue", self._on_done, fingerprint=fingerprint, out=path)

    def _on_fingerprint(self, chosen: Pending, text: str) -> None:
        if chosen.is_file:
            self._ask_file(chosen.document.unit, text)
        else:
            self.session.run("enrol confirm", self._on_done, fingerprint=text)

    def _ask_file(self, unit: str, fingerprint: str) -> None:
        name = f"2282_{unit.partition('@')[0]}_chung-thu.p7m"
        path = choose_file_to_write(self, "Nơi ghi tệp chứng thư", name, "Tệp chứng thư (*.p7m)")
        if path is not None:
            self.issue(fingerprint, path)

    def _arrange(self) -> None:
        self._back = button("Về Đơn vị", "back", lambda: self.session.go("so_units"), "plain")
        self.tools.addWidget(self._back)
        self.tools.addWidget(self.renew)
        beside, inside = card()
        inside.addWidget(label("Chứng thư của Sở Nội vụ", "subtitle"))
        inside.addLayout(self.office)
        inside.addStretch(1)
        self.office.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        side = scrolled(beside)
        side.setMinimumWidth(264)
        split = TurningSplitter(SPLIT_AT)
        split.addWidget(self.panel)
        split.addWidget(side)
        split.setSizes([860, 280])
        split.setStretchFactor(0, 1)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.chips)
        self.body.addWidget(split, 1)
        self.body.addWidget(self.about)
        kept = self.revoke.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the list must not jump when another row is chosen
        self.revoke.setSizePolicy(kept)
        self.body.addLayout(row(self.confirm, self.again, self.revoke, 1))
        self._on_chosen(None)

    def _show(self, found: KeysShown) -> None:
        counts = {state: sum(state in item.tags for item in found.rows) for state in STATES}
        shown = [(state, f"{STATES[state][0]} ({count})") for state, count in counts.items() if count]
        self.chips.show_choices([("", f"Tất cả ({len(found.rows)})"), *shown])
        self.chips.setVisible(bool(found.rows))
        self.panel.keep((self.chips.key,) if self.chips.key else ())
        self.panel.set_rows(found.rows)
        if self._back.hasFocus():  # the list could not take the keys before there was one
            self.panel.view.setFocus()
        while self.office.rowCount():
            self.office.removeRow(0)
        for name, text in found.office:
            self.office.addRow(label(name, "soft", wrap=False), label(text))
        waiting = counts["pending"]
        if not self.summary.text():
            told = f"{waiting} đề nghị chờ đối chiếu dấu vân tay qua điện thoại." if waiting else ""
            parts = " ".join(text for text in (told, found.due) if text)
            self._say(parts or "Không có đề nghị nào đang chờ.", "warning" if parts else "soft")

    def _on_chosen(self, chosen: Row | None) -> None:
        source = chosen.source if chosen is not None else None
        for offered, fits in (
            (self.confirm, isinstance(source, Pending)),
            (self.again, isinstance(source, Pair) and source.has_file),
            (self.revoke, isinstance(source, Pair) and source.stands),
        ):
            offered.setEnabled(fits)
            offered.setVisible(fits)
        self.about.setText(chosen.tip if chosen is not None else "Chọn một dòng để xem việc có thể làm.")

    def _chosen(self) -> Pending | Pair | None:
        chosen = self.panel.current()
        found: Pending | Pair | None = chosen.source if chosen is not None else None
        return found

    def _on_done(self, outcome: Outcome) -> None:
        self._say(outcome.message, "good" if outcome.ok else "warning")

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & _KINDS:
            self.reload()

    def _say(self, text: str, name: str) -> None:
        self.summary.setText(text)
        restyle(self.summary, name)
