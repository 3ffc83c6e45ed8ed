"""Rà soát đầu kỳ: person by person, still right, changed or no longer there; left at any time, gone on with later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLineEdit,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.commands.entry.confirming import CHANGED, GONE, RIGHT
from app.commands.entry.rolling_walk import Part, Step, Walk, walk
from app.domain.findings import Place
from app.domain.merge import Key
from app.vietnamese.dates import parse_date
from app.workspace import Notice, Outcome
from ui.look.messages import confirm
from ui.look.widgets import button, choices, empty_state, label, reading_state, row
from ui.rollover.query import rest_words
from ui.rollover.view import LinesModel, LinesView, StepView, line_of
from ui.work.screen import Screen
from ui.work.session import Session

_TABLES: Final = frozenset(
    {
        "person",
        "appointment",
        "planning_entry",
        "body",
        "headcount",
        "population",
        "budget",
        "narrative",
        "confirmation",
    }
)
_READING, _NOTHING, _DONE, _WORK = range(4)
_BAR_WIDTH: Final = 140


class RolloverScreen(Screen):
    """What is left on the left, what is looked at on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Rà soát đầu kỳ")
        self.setProperty("help", "ra_soat_dau_ky")
        self._walk: Walk | None = None
        self._steps: list[Step] = []
        self._seen: set[Key] = set()
        self._own = 0
        self._waits_for_list = False
        self._model = LinesModel(("Người, cơ quan, số liệu", "Sinh, bảng"))
        self.list = LinesView("Cần rà soát", self._model)
        self.view = StepView(session)
        self.everything = QCheckBox("cả dòng đã xong")
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Đã rà soát")
        self.progress.setTextVisible(False)
        self.progress.setMaximumWidth(_BAR_WIDTH)
        self.progress.setMinimumWidth(_BAR_WIDTH // 3)
        self.count = label("", "subtitle", wrap=False)
        self.rest = button("Tất cả còn lại vẫn đúng…", "check", self._on_rest)
        self._told = label("", "soft")
        self._arrange()
        self.list.said.connect(self._on_said)
        self.view.said.connect(self._on_said)
        self.view.edited.connect(self._on_edited)
        self.view.left.connect(self._on_left)
        self.list.selectionModel().currentRowChanged.connect(self._on_current)
        self.everything.clicked.connect(self._on_filter)
        session.changed.connect(self._on_changed)
        self._read()

    def shown(self) -> None:
        """The list takes the keys, as soon as it is there."""
        self._waits_for_list = not self.list.isVisible()
        self.list.setFocus()

    def go(self, place: Place) -> None:
        """Shows a record of the walk."""
        self._choose((place.table, place.record))

    @property
    def current(self) -> Step | None:
        """The step that is shown."""
        place = self.list.currentIndex().row()
        return self._steps[place] if 0 <= place < len(self._steps) else None

    def _arrange(self) -> None:
        for widget in (self.count, self.progress, self.rest):
            self.tools.addWidget(widget)
        above = row(self.everything)
        above.insertWidget(0, self._told, 1)
        framed = QWidget()
        framed.setObjectName("card")
        inside = QVBoxLayout(framed)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.view)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(framed)
        split.setChildrenCollapsible(False)
        split.setSizes([460, 660])
        split.setStretchFactor(1, 1)
        done = QWidget()
        told = QVBoxLayout(done)
        told.addWidget(empty_state("Đã rà soát xong mọi dòng của kỳ này.", "good"), 1)
        home = button("Về Tổng quan", "home", lambda: self.session.go("home"), "primary")
        again = button("Xem lại các dòng đã xong", "refresh", self._on_again)
        told.addLayout(row(1, home, again, 1))
        told.addStretch(1)
        self._stack = QStackedWidget()
        nothing = "Không có gì phải rà soát: đơn vị chưa gửi kỳ báo cáo nào trước kỳ này."
        work = QWidget()
        inside = QVBoxLayout(work)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(above)
        inside.addWidget(split, 1)
        for page in (reading_state(), empty_state(nothing, "review"), done, work):
            self._stack.addWidget(page)
        self.body.addWidget(self._stack, 1)

    # --- reading ---------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self.session.ask(self, "walk", walk, self._on_walk)

    def _on_changed(self, notice: Notice) -> None:
        if not _TABLES & set(notice.tables):
            return
        if self._own and set(notice.tables) == {"confirmation"}:
            self._own -= 1
            return
        self._read()

    def _on_walk(self, found: Walk) -> None:
        chosen = self.current.head.key if self.current else None
        self._walk = found
        self._seen &= {step.head.key for step in found.steps}
        self._fill()
        self._choose(chosen)

    def _fill(self) -> None:
        assert self._walk is not None
        every = self.everything.isChecked()
        self._steps = [step for step in self._walk.steps if every or step.is_left or step.head.key in self._seen]
        self._seen |= {step.head.key for step in self._steps}
        self._model.show(map(line_of, self._steps))
        self._show_progress()

    def _show_progress(self) -> None:
        assert self._walk is not None
        total, left = len(self._walk.steps), self._walk.left
        self.count.setText(f"{total - left}/{total}" if total else "")
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(total - left)
        self.progress.setVisible(total > 0)
        self.rest.setEnabled(left > 0)
        source = f"theo {self._walk.source}" if self._walk.source else ""
        self._told.setText(f"Kỳ {self._walk.period}, {source}: còn {rest_words(self._walk)}." if left else "")
        shown = _NOTHING if not total else _DONE if not left and not self.everything.isChecked() else _WORK
        if shown != _WORK and self._stack.currentIndex() == _WORK and self.view.form is not None:
            return  # somebody still types
        self._stack.setCurrentIndex(shown)
        if self._waits_for_list and shown == _WORK:
            self._waits_for_list = False
            self.list.setFocus()

    def _choose(self, key: Key | None) -> None:
        """Chooses a step, else the first that is left."""
        keys = [step.head.key for step in self._steps]
        place = keys.index(key) if key in keys else next((n for n, step in enumerate(self._steps) if step.is_left), 0)
        if self._steps:
            self.list.selectRow(place)
            self.view.show_step(self._steps[place])

    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        if 0 <= current.row() < len(self._steps):
            self.view.show_step(self._steps[current.row()])

    def _on_filter(self) -> None:
        if self._walk is not None:
            self._seen.clear()
            chosen = self.current.head.key if self.current else None
            self._fill()
            self._choose(chosen)

    def _on_again(self) -> None:
        self.everything.setChecked(True)
        self._on_filter()
        self.list.setFocus()

    # --- saying ----------------------------------------------------------------------------------------------------

    def _on_said(self, word: str) -> None:
        step, part = self.current, self.view.part
        if step is None or part is None:
            return
        match word:
            case "right":
                if step.is_left:  # what was changed or has gone stays so
                    self._mark(step, RIGHT)
                self._next()
            case "changed":
                self.view.edit()
            case "gone":
                self._ask_gone(step, part)
            case "back":
                self.list.selectRow(max(self.list.currentIndex().row() - 1, 0))
                self.list.setFocus()

    def _mark(self, step: Step, state: str, part: Part | None = None) -> None:
        """Writes a mark and shows it at once; whatever the store says otherwise is read again."""
        whole = part is None or part is step.head
        wanted = [item.key for item in step.all if item.is_left] if state == RIGHT else []
        keys = wanted or [(part or step.head).key]
        self._put(replace(step, **_with_state(step, keys, state)))
        self._own += 1
        key = step.head.key if whole else keys[0]
        self.session.write("rollover mark", self._on_marked, self._on_refused, state=state, records=[key])

    def _put(self, step: Step) -> None:
        assert self._walk is not None
        key = step.head.key
        self._walk = replace(
            self._walk, steps=tuple(step if item.head.key == key else item for item in self._walk.steps)
        )
        place = next(number for number, item in enumerate(self._steps) if item.head.key == key)
        self._steps[place] = step
        self._model.put(place, line_of(step))
        if self.current is step:
            self.view.show_step(step)
        self._show_progress()

    def _next(self) -> None:
        """The next step that is left, from here to the end and then from the beginning."""
        here = self.list.currentIndex().row()
        order = [*range(here + 1, len(self._steps)), *range(here)]
        place = next((number for number in order if self._steps[number].is_left), None)
        if place is not None:
            self.list.selectRow(place)
            self.list.setFocus()

    def _on_marked(self, outcome: Outcome) -> None:
        if not outcome.changes:  # no notice will come
            self._own -= 1

    def _on_refused(self, wrong: Exception) -> None:
        self._own = max(self._own - 1, 0)
        self.session.tell(wrong)
        self._read()

    def _on_edited(self, table: str, record: str) -> None:
        step = self.current
        part = next((item for item in step.all if item.key == (table, record)), None) if step else None
        if step is not None and part is not None and part.state != CHANGED:
            self._mark(step, CHANGED, part)

    def _on_left(self) -> None:
        self.list.setFocus()
        if self._walk is not None:
            self._show_progress()

    def _ask_gone(self, step: Step, part: Part) -> None:
        dialog = GoneDialog(self, self.session, step, part)

        def on_accepted() -> None:
            self.session.write(
                "rollover mark", self._on_gone, state=GONE, records=[part.key], day=dialog.day, reason=dialog.reason
            )

        dialog.accepted.connect(on_accepted)
        dialog.open()

    def _on_gone(self, _: Outcome) -> None:
        self._next()

    def _on_rest(self) -> None:
        if self._walk is None or not self._walk.left:
            return
        source = f" như {self._walk.source}" if self._walk.source.startswith("kỳ") else ""
        question = f"Xác nhận {rest_words(self._walk)} còn lại đều vẫn đúng{source}? Một lần Ctrl+Z lấy lại tất cả."
        if confirm(self, "Tất cả còn lại vẫn đúng", question, f"Vẫn đúng, {self._walk.left} dòng"):
            self.session.write("rollover mark", lambda _: None, state=RIGHT, rest=True)


class GoneDialog(QDialog):
    """Asks since when somebody or something is no longer there, and of a person why."""

    def __init__(self, parent: QWidget, session: Session, step: Step, part: Part) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Không còn")
        self._line = QLineEdit()
        self._line.setAccessibleName("Ngày không còn")
        self._line.setPlaceholderText("ngày/tháng/năm")
        self._reasons = None
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        is_person = part.key[0] == "person"
        layout.addWidget(label(part.name if part is step.head else f"{step.head.name}: {part.name}", "subtitle"))
        if is_person:
            along = f" {len(step.parts)} chức vụ, quy hoạch cũng kết thúc ngày đó." if step.parts else ""
            layout.addWidget(label(f"Thôi công tác tại đơn vị từ ngày nào?{along} Hồ sơ vẫn được giữ."))
        else:
            layout.addWidget(label("Không còn từ ngày nào? Dòng này vẫn được giữ, có ngày kết thúc."))
        layout.addWidget(self._line)
        if is_person:
            items = ((item.label, item.code) for item in session.catalogue["leaving_reasons"])
            self._reasons = choices("Lý do thôi công tác", (("Chọn lý do thôi công tác", ""), *items))
            self._reasons.currentIndexChanged.connect(self._on_answered)
            layout.addWidget(self._reasons)
        self._yes = button("Không còn", "", self.accept, "primary")
        self._yes.setDefault(True)
        self._yes.setEnabled(False)
        layout.addLayout(row(1, button("Để sau", "", self.reject), self._yes))
        self._line.textChanged.connect(self._on_answered)
        self.setMinimumWidth(440)
        self._line.setFocus()

    @property
    def day(self) -> str | None:
        """The last day, ISO."""
        return parse_date(self._line.text())

    @property
    def reason(self) -> Any:
        """Code of the reason, empty until one is chosen; None of what is no person."""
        return self._reasons.currentData() if self._reasons is not None else None

    def _on_answered(self) -> None:
        self._yes.setEnabled(self.day is not None and self.reason != "")


def _with_state(step: Step, keys: list[Key], state: str) -> dict[str, Any]:
    """Head and parts with the state of those that are marked."""

    def marked(part: Part) -> Part:
        return replace(part, state=state) if part.key in keys else part

    return {"head": marked(step.head), "parts": tuple(map(marked, step.parts))}
