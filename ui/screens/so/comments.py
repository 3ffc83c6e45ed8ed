"""Comments on a received package: the list beside it, with what the unit has answered, and the dialog to write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.commands.comments.rows import province_rows
from app.commands.comments.sent_out import comments_at, drafts_at
from app.workspace import Notice, Workspace
from ui.lists.line_list import LineList
from ui.look.icons import icon
from ui.look.shortcuts import bind
from ui.look.theme import current_theme
from ui.look.widgets import button, empty_state, label, row
from ui.screens.so.package_records import Spot
from ui.work.session import Session

_COLUMNS: Final = (("Góp ý", 0), ("Tình trạng, đơn vị trả lời", 190))
_EMPTY: Final = "Chưa có góp ý nào. Chọn một dòng kết quả kiểm tra, một ô hoặc một con số rồi nhấn G."
_REPLIES: Final[Mapping[str, str]] = {"done": "đơn vị đã sửa", "kept": "đơn vị giữ nguyên"}
_STATES: Final[Mapping[str, str]] = {"draft": "chưa gửi", "sent": "đã gửi, chưa trả lời", "closed": "đã đóng"}
_LOWEST: Final = 72
_PLACE: Final = ("table", "record", "field", "cell", "finding")


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment in the list: its row of `comment list`, and what was answered, in words."""

    row: Mapping[str, Any]
    told: str

    @property
    def spot(self) -> Spot:
        """Where it stands, to be said once more."""
        return Spot({name: self.row[name] for name in _PLACE if self.row[name]}, self.row["about"])


def comments(ws: Workspace, package: str) -> tuple[CommentLine, ...]:
    """Comments of a package: drafts first, then by time."""
    document = ws.store.document("received", package)
    if document is None or not document.unit or "previous" not in document.body:
        return ()
    rows = province_rows(ws, comments_at(ws, document), document)
    return tuple(CommentLine(item, _told(item)) for item in sorted(rows, key=lambda item: item["state"] != "draft"))


def drafts_of(ws: Workspace, package: str) -> int:
    """How many comments would go with the return of a package."""
    document = ws.store.document("received", package)
    return len(drafts_at(ws, document)) if document is not None and "previous" in document.body else 0


def _told(item: Mapping[str, Any]) -> str:
    reply = _REPLIES.get(item["reply_state"], "")
    words = reply + (f": {item['reply']}" if item["reply"] else "")
    if item["state"] == "closed":
        return f"đã đóng · {words}" if words else "đã đóng"
    return words or _STATES[item["state"]]


class CommentsPanel(QWidget):
    """The list of a package's comments."""

    counted = Signal(int)
    """How many drafts there are."""
    chosen = Signal(object)
    """The `CommentLine` that is to be shown where it stands."""
    again = Signal(object)
    """A `Spot` that is to be commented on once more."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._package = ""
        self.lines: tuple[CommentLine, ...] = ()
        self.title = label("Góp ý", "subtitle", wrap=False)
        self.tree = LineList("Góp ý cho gói", _COLUMNS)
        self.drop = button("Bỏ  Del", "delete", self.drop_current, "plain")
        self.shut = button("Đóng góp ý  D", "check", self.close_current, "plain")
        page = QWidget()
        self._stack = QStackedLayout(page)
        self._stack.addWidget(self.tree)
        self._stack.addWidget(empty_state(_EMPTY, "remark"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(4)
        self.tree.setMinimumHeight(_LOWEST)
        self.tree.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # takes the room there is
        layout.addLayout(row(self.title, 1, self.drop, self.shut))
        layout.addWidget(page, 1)
        slots = {"comment": self._ask_again, "drop comment": self.drop_current, "close comment": self.close_current}
        bind(self.tree, slots, Qt.ShortcutContext.WidgetShortcut)
        self.tree.wanted.connect(self._on_wanted)
        self.tree.currentItemChanged.connect(self._on_current)
        session.changed.connect(self._on_changed)
        self._show(())

    @property
    def drafts(self) -> int:
        """How many wait for the return."""
        return sum(item.row["state"] == "draft" for item in self.lines)

    def show_package(self, package: str) -> None:
        """Reads the comments of a package; "" shows none."""
        self._package = package
        if package:
            self._session.ask(self, "comments", lambda ws: comments(ws, package), self._show)
        else:
            self._show(())

    def current(self) -> CommentLine | None:
        """The chosen comment."""
        place = self.tree.current()
        return self.lines[place] if 0 <= place < len(self.lines) else None

    def drop_current(self) -> None:
        """Takes the chosen draft back."""
        found = self.current()
        if found is not None and found.row["state"] == "draft":
            self._session.run("comment drop", lambda _: None, self._session.tell, comment=found.row["comment"])

    def close_current(self) -> None:
        """Says that the chosen one is done."""
        found = self.current()
        if found is not None and found.row["state"] in ("sent", "answered"):
            self._session.run("comment close", lambda _: None, self._session.tell, comment=found.row["comment"])

    def _ask_again(self) -> None:
        found = self.current()
        if found is not None:
            self.again.emit(found.spot)

    def _on_wanted(self) -> None:
        found = self.current()
        if found is not None:
            self.chosen.emit(found)

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & {"comment", "received", "receipt"} and self._package:
            self.show_package(self._package)

    def _show(self, lines: tuple[CommentLine, ...]) -> None:
        self.lines = lines
        theme = current_theme()
        self.tree.show_rows([(f"{item.row['about']}: {item.row['text']}", item.told) for item in lines])
        pictures = {
            "draft": ("pencil", theme.accent),
            "sent": ("clock", theme.soft),
            "answered": ("letter", theme.warning),
            "closed": ("check", theme.good),
        }
        for number, item in enumerate(lines):
            line = self.tree.topLevelItem(number)
            if line is not None:
                line.setIcon(0, icon(*pictures[item.row["state"]]))
        self._stack.setCurrentIndex(0 if lines else 1)
        drafts = self.drafts
        self.title.setText(f"Góp ý ({len(lines)}), {drafts} chưa gửi" if drafts else f"Góp ý ({len(lines)})")
        self._on_current()
        self.counted.emit(drafts)

    def _on_current(self) -> None:
        found = self.current()
        state = found.row["state"] if found is not None else ""
        self.drop.setVisible(state == "draft")
        self.shut.setVisible(state in ("sent", "answered"))


class CommentDialog(QDialog):
    """Asks what is to be completed at one place."""

    given = Signal(str)

    def __init__(self, spot: Spot, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Góp ý")
        self.lines = QPlainTextEdit(text)
        self.lines.setAccessibleName("Nội dung góp ý")
        self.lines.setTabChangesFocus(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.send = self.buttons.addButton("Ghi góp ý", QDialogButtonBox.ButtonRole.AcceptRole)
        self.send.setToolTip("Ctrl+Enter")
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label(spot.about, "subtitle"))
        if spot.value:
            layout.addWidget(label(f"Trong gói: {spot.value}"))
        told = "Viết đơn vị cần sửa hoặc bổ sung gì. Góp ý được giữ lại, chỉ gửi khi nhấn «Đề nghị hoàn thiện»."
        layout.addWidget(label(told, "soft"))
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.buttons)
        self.resize(520, 300)
        bind(self, {"write comment": self._on_accept})
        self.lines.textChanged.connect(self._on_typed)
        self.lines.setFocus()
        self.lines.selectAll()
        self._on_typed()

    def _text(self) -> str:
        return self.lines.toPlainText().strip()

    def _on_typed(self) -> None:
        self.send.setEnabled(bool(self._text()))

    def _on_accept(self) -> None:
        if self._text():
            self.given.emit(self._text())
            self.accept()
