"""Nộp báo cáo: six steps, from the cut-off to the receipt; each says whether it is done and what to do."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.crypto.meaning import MEANING
from app.domain.schema import level_of
from app.vietnamese.dates import write_date
from app.workspace import Notice, Outcome
from ui.comments.line import CommentsLine
from ui.figures.nil_choice import NilChoice
from ui.keys.sign_choice import SignChoice
from ui.look.messages import choose_file_to_write, choose_files, show_done
from ui.look.widgets import button, card, choices, label, restyle, row, scrolled
from ui.pdf.compared import ComparedLine
from ui.sending.edition_line import EditionLine
from ui.sending.sent_query import Sent, card_of_file
from ui.sending.sent_view import SentView, UnwrittenBar
from ui.sending.submit_query import Leaving, Submitting, submitting
from ui.system.policy_view import PolicyLine
from ui.work.screen import Screen
from ui.work.session import Session

_LEVELS: Final = ("so-lieu", "rut-gon", "ho-so")
_PACKAGES: Final = "Gói nộp (*.p7m)"


class SubmitScreen(Screen):
    """The stepper."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Nộp báo cáo")
        self.setProperty("help", "nop_bao_cao")
        self._found: Submitting | None = None
        self.level = choices("Mức số liệu gửi đi", [(level_of(code).label, code) for code in _LEVELS])
        self._dates = label("")
        self._leaving = label("", "soft")
        self._errors = label("", "soft")
        self._left = label("", "soft")
        self._review = button("Rà soát đầu kỳ", "check", lambda: session.go("rollover"), "plain")
        self.signing = SignChoice(session, self.level.currentData)
        self.make = button("Ký và lưu tệp nộp…", "seal", self._on_make, "primary")
        self.sent = SentView()
        self.unwritten = UnwrittenBar()
        for source in (self.sent, self.unwritten):
            source.copy_wanted.connect(self._on_copy)
        self.nil = NilChoice(session)
        self.nil.changed.connect(self._show_errors)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(12)
        inside.addWidget(self.unwritten)
        for frame in self._steps():
            inside.addWidget(frame)
        inside.addStretch(1)
        self.body.addWidget(scrolled(content))
        self.level.activated.connect(self._show_leaving)
        session.checked.connect(self._show_errors)
        session.renewed.connect(self._show_dates)
        session.changed.connect(self._on_changed)
        self._show_errors()

    def shown(self) -> None:
        """Reads what would leave now and what came back."""
        self.session.ask(self, "submitting", submitting, self._on_found)

    def _steps(self) -> tuple[QFrame, ...]:
        self._show_dates()
        go = self.session.go
        left = row(self._review)
        left.insertWidget(0, self._left, 1)
        return (
            _step(1, "Chốt số liệu", None, self._dates),
            _step(
                2,
                "Lỗi và cảnh báo",
                button("Rà soát", "review", lambda: go("review"), "plain"),
                self._errors,
                CommentsLine(self.session),
                left,
            ),
            _step(
                3,
                "Xem đúng những gì sẽ gửi",
                button("Xem các biểu", "forms", lambda: go("forms"), "plain"),
                row(label("Mức:", "", wrap=False), self.level, 1),
                self._leaving,
                self.nil,
            ),
            _step(
                4,
                "Ký, mã hóa và lưu tệp",
                self.make,
                EditionLine(self.session),
                PolicyLine(self.session),
                self.signing,
                label("Gói chỉ Sở Nội vụ và đơn vị mở được. Lưu ra USB hoặc gửi thư.", "soft"),
            ),
            _step(
                5,
                "Chờ phiếu của Sở Nội vụ",
                button("Mở phiếu Sở Nội vụ gửi về…", "inbox", self._on_receive),
                self.sent,
                ComparedLine(self.session),
                row(button("Xem một tệp trước khi gửi…", "search", self._on_look, "plain"), 1),
            ),
        )

    def _show_dates(self) -> None:
        """Cut-off and due day of the period that is asked for now, and which parts are owed."""
        card_ = self.session.card
        day, due = write_date(card_.cut_off.isoformat()), write_date(card_.due.isoformat())
        ahead = " Chưa đến ngày chốt: các màn hình đang xem thử đến hôm nay." if card_.today < card_.cut_off else ""
        owed = f"\n{self._found.owed}" if self._found is not None and self._found.owed else ""
        self._dates.setText(f"Kỳ {card_.period}. Số liệu tính đến ngày {day}. Hạn nộp {due}.{ahead}{owed}")

    def _show_errors(self) -> None:
        errors, warnings = self.session.count("error"), self.session.count("warning")
        restyle(self._errors, "error" if errors else "good")
        kept = f" {warnings} cảnh báo: sửa, hoặc giữ kèm lý do." if warnings else ""
        self._errors.setText((f"Còn {errors} lỗi phải sửa trước khi nộp." if errors else "Không còn lỗi.") + kept)
        self.make.setEnabled(not errors or self.nil.fits)

    def _on_changed(self, notice: Notice) -> None:
        if self.isVisible():
            self.shown()

    def _on_found(self, found: Submitting) -> None:
        asked_before = self._found.asked if self._found is not None else ""
        self._found = found
        if found.asked != asked_before:
            self.level.setCurrentIndex(self.level.findData(found.asked))
        self._show_leaving()
        self._show_dates()
        self._left.setText(f"{found.left}; vẫn nộp được." if found.left else "")
        for widget in (self._left, self._review):
            widget.setVisible(bool(found.left))
        self.sent.show_packages(found.sent)
        self.unwritten.show_packages(found.sent)

    def _show_leaving(self) -> None:
        if self._found is None:
            return
        rows = self._found.leaving[self.level.currentData()]
        self._leaving.setText(_told(rows))

    def _on_make(self) -> None:
        card_ = self.session.card
        path = choose_file_to_write(self, "Lưu gói nộp", self._found.name if self._found else "", _PACKAGES)
        if path is None:
            return
        signing = self.signing.params()
        if signing is None:
            return
        params: dict[str, Any] = {
            **signing,
            "period": card_.period,
            "out": path,
            "level": self.level.currentData(),
            "nil": self.nil.chosen,
        }
        self.make.setEnabled(False)
        self.session.run("submit", lambda outcome: self._on_made(outcome, path), self._on_failed, **params)

    def _on_made(self, outcome: Outcome, path: Path) -> None:
        self.make.setEnabled(True)
        self.signing.forget()
        if not outcome.ok:
            errors = [row["sentence"] for row in outcome.data["findings"] if row["severity"] == "error"]
            show_done(self, "Chưa lập gói nộp", "\n".join((outcome.message, *errors[:6])))
            return
        self._show_file(outcome.message, path)

    def _show_file(self, said: str, path: Path) -> None:
        """Says which file is to be sent: whose, of when, which (threats N01)."""

        def show(card_: str) -> None:
            next_ = "Gửi đúng tệp này cho Sở Nội vụ; chờ phiếu tiếp nhận gửi về."
            show_done(self, "Xem trước khi gửi", "\n".join(part for part in (said, str(path), card_, next_) if part))

        self.session.ask(self, "card of file", partial(card_of_file, path=path), show)

    def _on_copy(self, item: Sent) -> None:
        path = choose_file_to_write(self, "Chép lại gói đã lập", item.name, _PACKAGES)
        if path is not None:
            params: dict[str, Any] = {"package": item.id, "out": path}
            self.session.run("sent copy", lambda outcome: self._show_file(outcome.message, path), **params)

    def _on_look(self) -> None:
        paths = choose_files(self, "Xem một tệp trước khi gửi", f"{_PACKAGES};;Mọi tệp (*)")
        if paths:
            self._show_file("", paths[0])

    def _on_failed(self, wrong: Exception) -> None:
        self.make.setEnabled(True)
        self.signing.failed(wrong)
        self.session.tell(wrong)

    def _on_receive(self) -> None:
        paths = choose_files(self, "Mở phiếu Sở Nội vụ gửi về", "Phiếu (*.p7m);;Mọi tệp (*)")
        if paths:
            self.session.run("receive", self._on_received, paths=paths)

    def _on_received(self, outcome: Outcome) -> None:
        rows = outcome.data
        told = "\n".join(f"{item['name']}: {item.get('message', '')}" for item in rows)
        show_done(self, "Đã đọc phiếu", f"{outcome.message}\n{told}\n\n{MEANING}")


def _step(number: int, title: str, action: QWidget | None, *parts: Any) -> QFrame:
    frame, layout = card(margin=12)
    head = label(f"{number}  {title}", "subtitle", wrap=False)
    layout.addLayout(row(head, 1, *(() if action is None else (action,))))
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return frame


def _told(rows: tuple[Leaving, ...]) -> str:
    if not rows:
        return "Chưa có dòng nào."
    counts = "Gửi: " + " · ".join(f"{item.label} {item.rows}" for item in rows) + "."
    kept = [f"{', '.join(item.withheld)} ({item.label.lower()})" for item in rows if item.withheld]
    return counts + ("\nKhông gửi: " + "; ".join(kept) + "." if kept else "")
