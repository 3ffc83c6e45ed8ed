"""Phiên bản được nhận: a line before submitting, a card of Hệ thống, and at Sở Nội vụ the page where it is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.commands.policies import campaign_policy, made_here, misfits, sentences, waiting
from app.workspace import Notice, Outcome, Workspace
from ui.look.widgets import READING, button, card, label, restyle, row
from ui.work.session import Session

_MOST_HEIGHT: Final = 160
"""Of the list of packs, in pixels; more of them scroll."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What is taken and what is here.

    Attributes:
        own: program, format and pack of this store, in words.
        told: the policy as sentences, with what does not fit at their end.
        wrong: only what does not fit. waits: why a package would be held unread.
        program: least version asked for. packs: every pack held here, with whether it is taken.
    """

    own: str
    told: tuple[str, ...]
    wrong: tuple[str, ...]
    waits: str
    program: str
    packs: tuple[tuple[str, bool], ...]


def versions(ws: Workspace) -> Versions:
    """Reads the policy that this store knows."""
    policy, made = campaign_policy(ws), made_here(ws)
    held = sorted(" ".join(name) for name in ws.pack_names())
    return Versions(
        f"Ở đây: chương trình {made.program}, bộ chỉ tiêu {made.pack}, dạng gói {made.format}.",
        tuple(sentences(policy, made)),
        tuple(f"{wrong.message} {wrong.hint}" for wrong in misfits(policy, made)),
        waiting(policy, made),
        policy.oldest_program,
        tuple((name, not policy.packs or name in policy.packs) for name in held),
    )


class _Reading(QObject):
    """Shows the policy in a widget now, and anew whenever a setting has changed."""

    def __init__(self, widget: QWidget, session: Session, show: Callable[[Versions], None]) -> None:
        super().__init__(widget)
        self._session, self._show = session, show
        session.changed.connect(self._on_changed)
        self._read()

    def _read(self) -> None:
        self._session.ask(self, "versions", versions, self._show)

    def _on_changed(self, notice: Notice) -> None:
        if "setting" in notice.kinds:
            self._read()


class PolicyLine(QWidget):
    """Says before submitting that Sở Nội vụ would refuse this program or pack; hidden where it fits."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.text = label("", "error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        self.hide()
        _Reading(self, session, self._show)

    def _show(self, found: Versions) -> None:
        said = found.wrong or ((found.waits,) if found.waits else ())
        restyle(self.text, "error" if found.wrong else "warning")
        self.setVisible(bool(said))
        self.text.setText("\n".join(said))


class PolicyCard(QFrame):
    """What is taken, what is here, and whether that fits."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        frame, inside = card()
        self.own = label(READING, "soft")
        self.told = label("", "soft")
        self.verdict = label("", "good")
        inside.addWidget(label("Phiên bản được nhận trong đợt báo cáo", "subtitle"))
        for widget in (self.verdict, self.own, self.told):
            inside.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        _Reading(self, session, self._show)

    def _show(self, found: Versions) -> None:
        self.own.setText(found.own)
        self.told.setText("\n".join(found.told[: len(found.told) - len(found.wrong)]))
        restyle(self.verdict, "error" if found.wrong else "good")
        self.verdict.setText("\n".join(found.wrong) or "Chương trình và bộ chỉ tiêu ở máy này được nhận.")


class PolicyPage(QWidget):
    """At Sở Nội vụ: the least program and the packs that are taken."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.told = label(READING, "soft")
        self.program = QLineEdit()
        self.program.setAccessibleName("Phiên bản chương trình thấp nhất")
        self.program.setMaximumWidth(120)
        self.packs = QListWidget()
        self.packs.setAccessibleName("Bộ chỉ tiêu được nhận")
        self.packs.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self.packs.setMaximumHeight(_MOST_HEIGHT)
        self.packs.setMinimumHeight(0)
        self.save = button("Đặt phiên bản được nhận", "check", self._on_save, "primary")
        self.done = label("", "good")
        frame, inside = card()
        inside.addWidget(label("Trong đợt báo cáo này nhận", "subtitle"))
        inside.addWidget(self.told)
        inside.addLayout(row(label("Chương trình từ phiên bản", wrap=False), self.program, 1))
        inside.addWidget(label("Bộ chỉ tiêu (chọn mọi bộ để nhận cả bộ thêm sau này)"))
        inside.addWidget(self.packs)
        inside.addLayout(row(self.save, self.done, 1))
        inside.addWidget(
            label(
                "Đơn vị biết các phiên bản này qua tệp đăng ký và qua mỗi phiếu. Gói lập bằng chương trình cũ hơn "
                "(NGH-13) hoặc theo bộ khác (NGH-14) không nhận; gói dạng mới hơn được giữ lại, chưa đọc.",
                "soft",
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.addWidget(frame)
        layout.addStretch(1)
        _Reading(self, session, self._show)

    def _show(self, found: Versions) -> None:
        self.told.setText("\n".join((*found.told, found.own)))
        self.program.setText(found.program)
        self.packs.clear()
        for name, taken in found.packs:
            item = QListWidgetItem(name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked)
            self.packs.addItem(item)

    def _on_save(self) -> None:
        items = [self.packs.item(number) for number in range(self.packs.count())]
        chosen = [item.text() for item in items if item.checkState() == Qt.CheckState.Checked]
        packs = "all" if len(chosen) == len(items) else ", ".join(chosen)
        self._session.run("policy set", self._on_saved, program=self.program.text(), packs=packs)

    def _on_saved(self, outcome: Outcome) -> None:
        self.done.setText(outcome.message)
