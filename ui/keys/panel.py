"""Khóa và chứng thư: whose key this machine signs with, until when, and what can be asked of Sở Nội vụ about it."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.commands.keys.own_keys import KeyState
from app.vietnamese.dates import write_date
from app.workspace import Notice, Outcome
from ui.fields.values import moment
from ui.keys.dialogs import AskDialog, HandoverDialog, MachineDialog
from ui.keys.query import REASONS, STATES, KeyFacts, key_facts
from ui.look.messages import choose_file_to_write, choose_files, choose_folder, show_done
from ui.look.theme import ui_font
from ui.look.widgets import READING, button, card, label, pill, row, scrolled
from ui.work.session import Session

_POINTS: Final = 22.0
_KINDS: Final = "Tệp đề nghị (*.p7m)"
_FROM_OFFICE: Final = "Tệp của Sở Nội vụ (*.p7m);;Mọi tệp (*)"
_ALOUD: Final = "đọc cho Sở Nội vụ qua điện thoại từng nhóm một"
_CHANGES: Final = frozenset({"setting", "request_sent", "handover"})
_NEXT: Final = "Gửi tệp này cho Sở Nội vụ (USB, thư), rồi đọc dấu vân tay qua điện thoại khi Sở Nội vụ gọi lại:"
_TOLD: Final = {
    "first": ("Xin chứng thư trước khi nộp gói đầu tiên. Không bắt buộc: gói đầu tiên cũng mang theo đề nghị này.",),
    "renewal": (
        "Lập khóa mới cho máy này. Khóa đang dùng vẫn ký được cho đến khi nhận tệp chứng thư mới; phiếu và gói cũ vẫn "
        "mở được.",
    ),
    "machine": ("Lập khóa riêng cho máy này. Nộp được ở máy này sau khi nhận tệp chứng thư của Sở Nội vụ.",),
    "compromise": (
        "Dùng khi mất máy, mất USB sao lưu, lộ mật khẩu hoặc nghi có người khác ký thay. Gọi Sở Nội vụ ngay để thu hồi "
        "chứng thư cũ.",
        "Tệp đề nghị ký bằng khóa mới; Sở Nội vụ chỉ cấp sau khi nghe đọc đúng dấu vân tay.",
    ),
}
_SECOND: Final = (
    "Trên máy thứ hai: cài chương trình, khôi phục từ bản sao lưu của máy này, mở «Khóa và chứng thư» ở đó rồi bấm "
    "«Máy thứ hai…». Máy ấy có khóa và chứng thư riêng; hai máy nhận phiếu của nhau thì nộp nối tiếp nhau được."
)


class UnitKeysPage(QWidget):
    """The tab of Hệ thống."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._found: KeyFacts | None = None
        self.setProperty("help", "khoa_chung_thu")
        self.ask = button("Đề nghị cấp chứng thư…", "key", self._on_ask, "primary")
        self.receive = button("Nhận tệp…", "inbox", self._on_receive)
        self.second = button("Máy thứ hai…", "system", self._on_second)
        self.hand_over = button("Bàn giao…", "people", self._on_hand_over)
        self.leaked = button("Báo lộ khóa…", "warning", partial(self._ask_for, "compromise"))
        self.again = button("Lưu lại tệp đề nghị…", "save", self._on_again)
        self._state = QVBoxLayout()
        self._words = label(READING, "soft")
        self._above = label("", "soft")
        self.fingerprint = _big("Dấu vân tay của khóa đang dùng")
        self._waiting, self._waits_for, self.waiting = self._waiting_card()
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 8, 8, 0)
        inside.setSpacing(12)
        for frame in (self._own_card(), self._waiting, self._actions_card()):
            inside.addWidget(frame)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))
        session.changed.connect(self._on_changed)

    def read(self) -> None:
        """Asks how the key stands."""
        self._session.ask(self, "keys", key_facts, self._on_found)

    def _own_card(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label("Khóa ký của máy này", "subtitle"))
        inside.addLayout(self._state)
        inside.addWidget(self._words)
        inside.addWidget(self._above)
        inside.addWidget(self.fingerprint)
        return frame

    def _waiting_card(self) -> tuple[QFrame, QLabel, QLabel]:
        frame, inside = card()
        words, groups = label(""), _big("Dấu vân tay của khóa mới")
        inside.addWidget(label("Đang chờ Sở Nội vụ cấp chứng thư", "subtitle"))
        inside.addWidget(words)
        inside.addWidget(groups)
        inside.addLayout(row(self.again, 1))
        frame.hide()
        return frame, words, groups

    def _actions_card(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label("Việc làm được", "subtitle"))
        inside.addLayout(row(self.ask, self.receive, 1))
        inside.addLayout(row(self.second, self.hand_over, self.leaked, 1))
        inside.addWidget(
            label(
                "Chứng thư số nội bộ chỉ để Sở Nội vụ nhận ra gói của đơn vị và biết gói không bị sửa; không thay chữ "
                "ký số công vụ trên văn bản.",
                "soft",
            )
        )
        return frame

    def _on_changed(self, notice: Notice) -> None:
        if self.isVisible() and notice.kinds & _CHANGES:
            self.read()

    def _on_found(self, found: KeyFacts) -> None:
        self._found = found
        own = found.own
        while (item := self._state.takeAt(0)) is not None:
            if (inner := item.layout()) is not None:
                while (part := inner.takeAt(0)) is not None:
                    if (widget := part.widget()) is not None:
                        widget.deleteLater()
        word, kind = STATES[own.state]
        until = f"có hiệu lực đến ngày {write_date(own.end.isoformat())}" if own.end else "Sở Nội vụ chưa cấp chứng thư"
        left = f" (còn {own.days_left} ngày)" if own.end and own.days_left else ""
        self._state.addLayout(row(pill(word, kind), label(until + left, "", wrap=False), 1))
        self._words.setText(_told(found))
        self.fingerprint.setText(_spaced(own.fingerprint))
        other = own.asked is not None and own.asked.fingerprint != own.fingerprint
        self._above.setText("Dấu vân tay của khóa đang dùng:" if other else f"Dấu vân tay, {_ALOUD}:")
        self._waiting.setVisible(own.asked is not None)
        if own.asked is not None:
            machine = f", {own.asked.machine}" if own.asked.machine else ""
            reason = REASONS[own.asked.reason]
            key = f"Dấu vân tay của khóa mới, {_ALOUD}:" if other else "Cho khóa ở trên."
            self._waits_for.setText(f"Đề nghị {reason}{machine}, lập lúc {moment(own.asked.at)}. {key}")
            self.waiting.setText(_spaced(own.asked.fingerprint))
            self.waiting.setVisible(other)
        for made in (self.ask, self.second, self.hand_over, self.leaked, self.again):
            _allow(made, found)

    def _on_ask(self) -> None:
        if self._found is None:
            return
        state = self._found.own.state
        if state is KeyState.ELSEWHERE:
            self._on_second()
        else:
            reasons = {KeyState.NONE: "first", KeyState.REVOKED: "compromise"}
            self._ask_for(reasons.get(state, "renewal"))

    def _on_second(self) -> None:
        if self._found is None or self._found.own.state is not KeyState.ELSEWHERE:
            show_done(self, "Máy thứ hai", _SECOND)
            return
        dialog = MachineDialog(self)
        dialog.own_wanted.connect(partial(self._ask_for, "machine"))
        dialog.move_wanted.connect(self._on_move)
        dialog.open()

    def _on_move(self) -> None:
        self._session.run("enrol move", lambda outcome: show_done(self, "Đã chuyển khóa", outcome.message))

    def _ask_for(self, reason: str) -> None:
        dialog = AskDialog(f"Đề nghị cấp chứng thư: {REASONS[reason]}", _TOLD[reason], self)
        dialog.given.connect(partial(self._write_request, reason))
        dialog.open()

    def _on_again(self) -> None:
        if self._found is not None and self._found.own.asked is not None:
            self._write_request(self._found.own.asked.reason, "")

    def _write_request(self, reason: str, machine: str) -> None:
        code = self._session.card.unit.partition("@")[0]
        name = f"2282_{code}_de-nghi-chung-thu.p7m"
        path = choose_file_to_write(self, "Lưu tệp đề nghị cấp chứng thư", name, _KINDS)
        if path is not None:
            self._session.run("enrol request", self._on_asked, out=path, reason=reason, machine=machine)

    def _on_asked(self, outcome: Outcome) -> None:
        data: dict[str, Any] = outcome.data
        show_done(self, "Đã lập tệp đề nghị", f"{data['file']}\n{_NEXT}\n\n{_spaced(data['fingerprint'])}")
        self.read()

    def _on_receive(self) -> None:
        paths = choose_files(self, "Nhận tệp của Sở Nội vụ", _FROM_OFFICE)
        if paths:
            self._session.run("receive", self._on_received, paths=paths)

    def _on_received(self, outcome: Outcome) -> None:
        told = "\n".join(f"{item['name']}: {item.get('message', '')}" for item in outcome.data)
        show_done(self, "Đã nhận tệp", f"{outcome.message}\n{told}")
        self.read()

    def _on_hand_over(self) -> None:
        if self._found is not None:
            dialog = HandoverDialog(self._found.actor, self)
            dialog.given.connect(self._write_minutes)
            dialog.open()

    def _write_minutes(self, to: str, passphrase: str) -> None:
        folder = choose_folder(self, "Nơi ghi biên bản bàn giao và tệp đề nghị")
        if folder is not None:
            self._session.run("handover", self._on_handed, to=to, out=folder, passphrase=passphrase)

    def _on_handed(self, outcome: Outcome) -> None:
        data: dict[str, Any] = outcome.data
        lines = (
            outcome.message,
            f"Biên bản: {data['minutes']}",
            f"Tệp đề nghị: {data['request']}",
            f"Dấu vân tay khóa mới: {_spaced(data['fingerprint'])}",
            f"Từ nay {data['to']} mở dữ liệu bằng mật khẩu của mình.",
        )
        show_done(self.window(), "Đã bàn giao", "\n".join(lines))
        self._session.ended.emit()


def _told(found: KeyFacts) -> str:
    own = found.own
    words = [f"{found.unit} ({found.holder})."]
    if own.state is KeyState.NONE:
        words.append("Gói nộp đầu tiên mang theo đề nghị cấp chứng thư, hoặc lập đề nghị trước ở đây.")
    if own.state is KeyState.ELSEWHERE:
        words.append("Dữ liệu này chép hoặc khôi phục từ máy khác nên chưa ký được gói nộp: bấm «Máy thứ hai…».")
    if own.restored and own.state is not KeyState.ELSEWHERE:
        words.append("Dữ liệu khôi phục từ bản sao lưu: nhận phiếu mới nhất của Sở Nội vụ trước khi nộp, nếu có.")
    return " ".join(words)


def _allow(made: QPushButton, found: KeyFacts) -> None:
    made.setEnabled(found.approver)
    made.setToolTip("" if found.approver else "Cần đăng nhập bằng người ký duyệt")


def _big(name: str) -> QLabel:
    made = label("")
    made.setAccessibleName(name)
    made.setFont(ui_font(_POINTS))
    return made


def _spaced(groups: str) -> str:
    return groups.replace(" ", "   ")
