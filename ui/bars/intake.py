"""The bar on top that tells what goes in by itself at Sở Nội vụ: the rest of a drop, and new files of a watched folder.

Hides the polling. A drop that was killed goes on at once; one that a person stopped is offered. A folder that is gone
is said once, and again only after it was back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.commands.office.watching_folder import Look, look, watched
from app.commands.reception.intake import left, unfinished
from app.errors import Cancelled
from app.workspace import Outcome, Workspace
from ui.look.theme import current_theme
from ui.look.widgets import button, label, row, sign
from ui.work.session import Session

_EVERY_MS: Final = 10_000
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Polled:
    """What one question finds: the folder, None where none is watched; files left of killed and of stopped drops."""

    look: Look | None
    killed: int
    stopped: int


def poll(ws: Workspace, before: Look | None) -> Polled:
    """Looks at the folder once more, and for drops that have not come to an end."""
    folder = watched(ws)
    known = before if before is not None and before.folder == folder else None
    seen = look(ws, known or Look(folder)) if folder is not None else None
    return Polled(seen, _left(ws, "open"), _left(ws, "stopped"))


class IntakeBar(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, session: Session, parent: QWidget | None = None, every_ms: int = _EVERY_MS) -> None:
        super().__init__(parent)
        self.setObjectName("offer")
        self._session = session
        self._look: Look | None = None
        self._busy = False
        self._gone = False
        self._tried = False
        self._offered = 0
        self.text = label("", "offerText")
        self.resume = button("Nhận tiếp", "import", self.take_rest, "primary")
        self.forget = button("Bỏ phần còn lại", "cross", self.give_up, "plain")
        self.see = button("Xem", "inbox", lambda: session.go("so_inbox"), "plain")
        self.see.setAccessibleName("Xem ở Tiếp nhận báo cáo")
        self.close_ = button("Đóng", "", self.hide, "plain")
        self.close_.setAccessibleName("Đóng thông báo")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.addLayout(row(sign("inbox", current_theme().accent), spacing=8))
        layout.addWidget(self.text, 1)
        for made in (self.resume, self.forget, self.see, self.close_):
            layout.addWidget(made)
        self.hide()
        if session.card.mode == "province":
            timer = QTimer(self)
            timer.setInterval(every_ms)
            timer.timeout.connect(self.ask)
            timer.start()
            self.ask()

    def ask(self) -> None:
        """Looks once; one question at a time, and none while files go in."""
        if not self._busy:
            self._busy = True
            self._session.jobs.ask(self, "intake", partial(poll, before=self._look), self._on_polled, self._on_failed)

    def take_rest(self) -> None:
        """Takes in what is left of earlier drops."""
        self._busy = True
        self.hide()
        self._session.run("receive resume", partial(self._on_taken, "Nhận tiếp lần trước"), self._on_failed)

    def give_up(self) -> None:
        """Forgets what is left."""
        self._session.run("receive resume", lambda outcome: self._say(outcome.message), forget=True)

    def _on_polled(self, found: Polled) -> None:
        self._busy = False
        self._look = found.look
        if found.killed and not self._tried:
            self._tried = True  # what cannot be done now is not tried every few seconds
            self.take_rest()
            return
        if found.look is not None and found.look.new:
            self._busy = True
            told = "Thư mục theo dõi" + _copies(found.look)
            self._session.run("receive", partial(self._on_taken, told), self._on_failed, paths=list(found.look.new))
            return
        self._tell_folder(found.look)
        rest = found.stopped + found.killed
        if rest and rest != self._offered:
            self._say(f"Lần nhận tệp trước dừng giữa chừng: còn {rest} tệp chưa nhận.", rest=True)
        elif not rest and self.resume.isVisibleTo(self):
            self.hide()
        self._offered = rest

    def _tell_folder(self, seen: Look | None) -> None:
        gone = seen is not None and not seen.here
        if gone and not self._gone and seen is not None:
            self._say(
                f"Không thấy thư mục theo dõi {seen.folder} (ổ đĩa đã rút hoặc mất kết nối?). "
                "Khi có lại, chương trình tự xem tiếp."
            )
        elif self._gone and not gone:
            self._say(f"Đã thấy lại thư mục theo dõi {seen.folder}.") if seen is not None else self.hide()
        self._gone = gone

    def _on_taken(self, told: str, outcome: Outcome) -> None:
        self._busy = False
        self._say(f"{told}: {outcome.message}", see=True)

    def _on_failed(self, wrong: Exception) -> None:
        self._busy = False
        if not isinstance(wrong, Cancelled):
            self._session.tell(wrong)

    def _say(self, text: str, *, rest: bool = False, see: bool = False) -> None:
        self.text.setText(text)
        self.resume.setVisible(rest)
        self.forget.setVisible(rest)
        self.see.setVisible(see)
        self.show()


def _left(ws: Workspace, state: str) -> int:
    return sum(len(left(ws, item)) for item in unfinished(ws, state))


def _copies(seen: Look) -> str:
    if not seen.copies:
        return ""
    more = f" và {len(seen.copies) - _NAMED} tệp khác" if len(seen.copies) > _NAMED else ""
    return f" (tên giống bản sao do đồng bộ: {', '.join(seen.copies[:_NAMED])}{more}; mỗi nội dung chỉ nhận một lần)"
