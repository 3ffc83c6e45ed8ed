"""Bản thảo: the plan pack desk; values are found, edited, confirmed, tried over what is held, and issued."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.plan.pack_entries import Entry
from app.workspace import Notice, Outcome
from ui.look.flow_layout import flowing
from ui.look.messages import confirm
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import button, card, choices, label, row
from ui.records.model import ListColumn
from ui.screens.so.pack_data import DraftShown, draft_shown, group_choices, trial_shown, typed
from ui.screens.so.pack_dialogs import ConfirmDialog, IssueDialog, TrialDialog
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.session import Session

_TOUCHED: Final = frozenset({"pack_draft", "pack"})
_VALUES: Final = (
    ListColumn("Mục"),
    ListColumn("Giá trị của", width=130),
    ListColumn("Hiện là", width=220),
    ListColumn("Trước khi sửa", width=120),
    ListColumn("Căn cứ, nguồn", width=170),
)
_EMPTY: Final = (
    "Chưa có bản thảo. Bấm Lập bản thảo: bản thảo bắt đầu bằng giá trị của bộ đang dùng và chưa ảnh hưởng ai."
)
_HINT: Final = 'Chữ gõ như thường; số 75; có, không là true, false; danh sách ["a", "b"]; để trống là bỏ giá trị.'


class PackDesk(QWidget):
    """Drafts above, values on the left, the chosen value on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown: DraftShown | None = None
        self.drafts = choices("Bản thảo", ())
        self.groups = choices("Lọc giá trị", group_choices())
        self.summary = label("", "soft")
        self.panel = RowsPanel("Giá trị của bản thảo", _VALUES, empty=_EMPTY, picture="pack", pill_column=3)
        self.owner = label("", "subtitle")
        self.about = label("", "soft")
        self.value = QPlainTextEdit()
        self.value.setAccessibleName("Giá trị mới")
        self.value.setTabChangesFocus(True)
        self.set = button("Đặt giá trị", "save", self.set_value, "primary")
        self.doubt = button("Xác nhận…", "check", self.confirm_doubt)
        self.verbs = (
            button("Chạy thử", "review", self.try_draft),
            button("Ban hành…", "seal", self.issue, "primary"),
            button("Bỏ bản thảo", "delete", self.drop),
        )
        self._arrange()
        self.drafts.activated.connect(lambda _: self.reload(self.drafts.currentText()))
        self.groups.currentIndexChanged.connect(lambda _: self._narrow())
        self.panel.chosen.connect(self._on_chosen)
        self.panel.wanted.connect(lambda _: self.value.setFocus())
        session.changed.connect(self._on_changed)
        self.reload("")

    @property
    def draft(self) -> str:
        """Version of the chosen draft; "" for none."""
        return self._shown.chosen if self._shown else ""

    def reload(self, wanted: str | None = None) -> None:
        """Reads drafts and values."""
        name = self.draft if wanted is None else wanted
        self._session.ask(self, "draft", lambda ws: draft_shown(ws, name), self._show)

    def begin(self) -> None:
        """Begins a draft with the values in use."""
        self._session.run("pack draft new", lambda outcome: self.reload(outcome.data["draft"]))

    def set_value(self) -> None:
        """Sets the chosen value to what was typed."""
        chosen = self.panel.current()
        if chosen is not None and self.draft:
            text = self.value.toPlainText()
            self._session.run("pack draft set", lambda _: None, draft=self.draft, key=chosen.key, value=text)

    def confirm_doubt(self) -> None:
        """Asks on what paper, then writes that the value is confirmed."""
        found = self._doubt()
        if found is not None and self.draft:
            ConfirmDialog(self._session, self.draft, found, self).open()

    def try_draft(self) -> None:
        """Judges all that is held by the draft."""
        if self.draft:
            self._session.run("pack try", self._on_tried, draft=self.draft)

    def issue(self) -> None:
        """Asks from when and what changes, then issues."""
        if self._shown and self.draft:
            IssueDialog(self._session, self.draft, self._shown.changed, self).open()

    def drop(self) -> None:
        """Throws the draft away, after a question."""
        if self.draft and confirm(self, "Bỏ bản thảo", f"Bỏ bản thảo {self.draft}? Các giá trị đã sửa sẽ mất.", "Bỏ"):
            self._session.run("pack draft drop", lambda _: self.reload(""), draft=self.draft)

    def _arrange(self) -> None:
        edit, inside = card(margin=12)
        inside.addWidget(self.owner)
        inside.addWidget(self.about)
        inside.addWidget(self.value, 1)
        inside.addWidget(label(_HINT, "soft"))
        inside.addLayout(row(self.set, self.doubt))
        split = TurningSplitter(SPLIT_AT)
        split.addWidget(self.panel)
        split.addWidget(edit)
        split.setSizes([760, 300])
        self.panel.tools.addWidget(self.groups)
        self.panel.wrap()
        begin = button("Lập bản thảo", "add", self.begin)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.summary)
        layout.addWidget(flowing(self.drafts, 1, begin, *self.verbs))
        layout.addWidget(split, 1)

    def _show(self, found: DraftShown) -> None:
        self._shown = found
        self.drafts.clear()
        self.drafts.addItems(found.drafts)
        self.drafts.setCurrentText(found.chosen)
        self.drafts.setVisible(bool(found.drafts))
        told = f"từ bộ {found.base}; {found.changed} giá trị đã sửa; {len(found.doubts)} nội dung chờ xác nhận"
        self.summary.setText(told if found.chosen else "")
        self.summary.setVisible(bool(found.chosen))
        for verb in (*self.verbs, self.set, self.groups):
            verb.setEnabled(bool(found.chosen))
        self.panel.set_rows(found.values)
        self._narrow()

    def _narrow(self) -> None:
        tag = str(self.groups.currentData() or "")
        self.panel.keep((tag,) if tag else ())

    def _on_chosen(self, chosen: Row | None) -> None:
        item: Entry | None = chosen.source if chosen else None
        self.owner.setText(item.owner if item else "")
        self.about.setText(f"{item.field}. {item.source}".strip(". ") if item else "")
        self.value.setPlainText(typed(item.value) if item else "")
        self.value.setEnabled(item is not None)
        self.doubt.setVisible(self._doubt() is not None)

    def _doubt(self) -> Row | None:
        """What awaits confirmation where the chosen value stands."""
        chosen = self.panel.current()
        owner = chosen.key.rpartition(".")[0] if chosen else ""
        return next((item for item in self._shown.doubts if item.key == owner), None) if self._shown else None

    def _on_tried(self, outcome: Outcome) -> None:
        TrialDialog(trial_shown(outcome.data, outcome.message), self).open()

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & _TOUCHED:
            self.reload()
