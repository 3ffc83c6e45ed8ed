"""Cần thêm mấy người: what each target lacks, what could be done, and how the figures move when it is ticked.

One screen for both modes: at Sở Nội vụ it also asks whose figures, and lists the units that lack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.progress import Silent
from app.workspace import Notice, Outcome
from ui.gaps.list_view import StepList
from ui.gaps.query import GapView, Kept, StepRow, after, described, kept, look, scopes
from ui.gaps.targets import TargetList
from ui.lists.line_list import LineList
from ui.look.flow_layout import flowing
from ui.look.messages import choose_file_to_write, confirm, show_done
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import button, empty_state, label, reading_state
from ui.screens.so.chips import Chips, choice
from ui.work.screen import Screen
from ui.work.session import Session

_TABLES: Final = frozenset({"person", "appointment", "body", "planning_entry", "planning_list", "training", "course"})
_KINDS: Final = frozenset({"received", "setting"})
_FILES: Final = "Tệp PDF (*.pdf);;Tệp Excel (*.xlsx);;Tệp Word (*.docx)"
_UNITS: Final = (("Đơn vị", 0), ("Thiếu nữ", 130))
_CHOICES: Final = (
    ("useful", "Làm chỉ tiêu thay đổi"),
    ("post", "Bổ nhiệm"),
    ("plan", "Quy hoạch"),
    ("train", "Đào tạo"),
    ("ticked", "Đã chọn"),
)
_PROVINCE: Final = "Toàn tỉnh"
_TICKED: Final = "ticked"
_EVERY_UNIT: Final = "Tất cả đơn vị"
_NEW_LIST: Final = "Danh sách mới"
_READING, _NOTHING, _ROWS = range(3)


class GapsScreen(Screen):
    """Targets above, suggestions below, the list that is being made at the foot."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Cần thêm mấy người")
        self.setProperty("help", "can_them")
        self._office = session.card.mode == "province"
        self._view: GapView | None = None
        self._rows: tuple[StepRow, ...] = ()
        self._kept: tuple[Kept, ...] = ()
        self._stale = True
        self._has_read = False
        self.scope = choice("Số liệu của toàn tỉnh hoặc của một đơn vị")
        self.lists = choice("Danh sách đã giữ")
        self.heading = label("", "soft")
        self.targets = TargetList()
        self.units = LineList("Đơn vị còn thiếu", _UNITS)
        self.chips = Chips("Loại việc")
        self.steps = StepList()
        self.count = label("", "subtitle", wrap=False)
        self.name = QLineEdit()
        self.name.setAccessibleName("Tên danh sách")
        self.name.setPlaceholderText("Tên danh sách, ví dụ Phương án 1")
        self.enough = button("Chọn đủ để đạt", "check", self._on_enough)
        self.none = button("Bỏ chọn", "cross", lambda: self.steps.choose(()), "plain")
        self.keep = button("Giữ danh sách", "save", self._on_keep)
        self.print = button("In danh sách…", "print", self._on_print, "primary")
        self.drop = button("Xóa danh sách", "delete", self._on_drop, "plain")
        self._arrange()
        self.chips.chosen.connect(lambda _: self._show_steps())
        self.units.currentItemChanged.connect(lambda *_: self._show_steps())
        self.steps.ticked.connect(self._on_ticked)
        self.lists.activated.connect(lambda _: self._on_list())
        self.scope.activated.connect(lambda _: self.reload())
        self.name.textChanged.connect(lambda _: self._mark())
        session.changed.connect(self._on_changed)
        if self._office:
            session.ask(self, "scopes", scopes, self._on_scopes)

    def shown(self) -> None:
        """Counts anew where something has changed meanwhile."""
        if self._stale:
            self.reload()
        self.steps.setFocus()

    def reload(self) -> None:
        """Reads the chosen scope."""
        self._stale = False
        self._stack.setCurrentIndex(_READING)
        unit = str(self.scope.currentData() or "")
        if self._office:
            self.session.jobs.run("Cần thêm mấy người", lambda ws, progress: look(ws, progress, unit), self._show)
        else:
            self.session.ask(self, "gaps", lambda ws: look(ws, Silent()), self._show)

    def _arrange(self) -> None:
        if self._office:
            self.scope.addItem(_PROVINCE, "")
            self.tools.addWidget(label("Số liệu của", "soft", wrap=False))
            self.tools.addWidget(self.scope)
        self.tools.addWidget(self.lists)
        self.tools.addWidget(button("Về Tổng quan", "home", self._go_home, "plain"))
        below = TurningSplitter(SPLIT_AT)
        below.addWidget(self.units)
        right = QWidget()
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.chips)
        self._stack = QStackedWidget()
        self._stack.addWidget(reading_state())
        self._stack.addWidget(empty_state("Không có việc nào thuộc loại này.", "good"))
        self._stack.addWidget(self.steps)
        inside.addWidget(self._stack, 1)
        below.addWidget(right)
        below.setSizes([250, 900])
        below.setStretchFactor(1, 1)
        self.units.setVisible(self._office)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.targets)
        self.body.addWidget(below, 1)
        foot = flowing(self.count, self.enough, self.none, self.name, self.keep, self.print, self.drop)
        self.body.addWidget(foot)
        self._mark()

    def _go_home(self) -> None:
        self.session.go("so_home" if self._office else "home")

    def _on_scopes(self, found: Sequence[tuple[str, str]]) -> None:
        for key, name in found:
            self.scope.addItem(name, key)

    def _show(self, found: GapView) -> None:
        if self._office and found.desk.scope != str(self.scope.currentData() or ""):
            return  # another scope was chosen meanwhile
        self._view = found
        self._rows = found.rows
        if self._office:
            seen = [item.id for item in found.desk.packages]
            self.session.run("names note", lambda _: None, way="gap", packages=seen)
        self._mark()
        told = found.heading
        if found.withheld:
            told += f". Không có danh sách người (chỉ gửi số liệu): {', '.join(found.withheld)}"
        self.heading.setText(f"{told}.")
        self.units.setVisible(bool(found.units))
        self.units.show_rows([(_EVERY_UNIT, ""), *((item.name, item.words) for item in found.units)])
        self.targets.show_targets(found.targets)
        self._show_kept(found.kept)
        self.steps.choose(())
        if not self._has_read:
            self._has_read = True
            self.chips.choose("useful" if any(item.useful for item in found.rows) else "")
        self._show_steps()

    def _show_steps(self) -> None:
        if self._view is None:
            return
        self._show_chips()
        rows = [item for item in self._here() if self._is(item, self.chips.key)]
        self.steps.show_steps(rows)
        self._stack.setCurrentIndex(_ROWS if rows else _NOTHING)

    def _show_chips(self) -> None:
        here = self._here()
        counted = [(key, f"{text} ({sum(self._is(item, key) for item in here)})") for key, text in _CHOICES]
        self.chips.show_choices([("", f"Tất cả ({len(here)})"), *counted])

    def _here(self) -> list[StepRow]:
        """Steps of the chosen unit, or of all."""
        unit = self._unit()
        return [item for item in self._rows if not unit or item.unit == unit]

    def _is(self, item: StepRow, key: str) -> bool:
        if key == _TICKED:
            return item.key in self.steps.chosen
        return not key or (item.useful if key == "useful" else item.kind == key)

    def _unit(self) -> str:
        place = self.units.current() - 1
        assert self._view is not None
        return self._view.units[place].unit if self._view.units and place >= 0 else ""

    def _on_enough(self) -> None:
        """Ticks the fewest that reach the targets, and shows just those."""
        if self._view is not None:
            self.steps.choose([step.id for step in self._view.enough])
            self.chips.choose(_TICKED)

    def _on_ticked(self) -> None:
        self._mark()
        view = self._view
        if view is not None:
            self._show_chips()
            steps = [item.step for item in self._rows if item.key in self.steps.chosen]
            self.session.ask(self, "after", lambda ws: after(view.desk, steps), self.targets.show_targets)

    def _mark(self) -> None:
        number = len(self.steps.chosen)
        self.count.setText(f"Đã chọn {number} việc" if number else "Chọn việc để tính thử")
        named = bool(self.name.text().strip())
        self.none.setEnabled(number > 0)
        self.enough.setEnabled(self._view is not None and bool(self._view.enough))
        self.keep.setEnabled(number > 0 and named)
        self.print.setEnabled(number > 0 and named)
        self.drop.setVisible(bool(self.lists.currentData()))

    def _show_kept(self, found: tuple[Kept, ...], name: str = "") -> None:
        self._kept = found
        blocker = QSignalBlocker(self.lists)
        self.lists.clear()
        self.lists.addItem(_NEW_LIST, "")
        for item in found:
            self.lists.addItem(item.name, item.key)
        self.lists.setCurrentIndex(max(0, self.lists.findText(name)) if name else 0)
        blocker.unblock()
        self._mark()

    def _on_list(self) -> None:
        view = self._view
        self.chips.choose(_TICKED if self.lists.currentData() else "")
        chosen = next((item for item in self._kept if item.key == self.lists.currentData()), None)
        self.name.setText(chosen.name if chosen else "")
        if chosen is None or view is None:
            self.steps.choose(())
            return
        known = {item.key for item in self._rows}
        lost = [step for step in chosen.steps if step.id not in known]
        keys = [step.id for step in chosen.steps]
        self.session.ask(self, "lost", lambda ws: described(view.desk, lost), lambda rows: self._on_lost(rows, keys))

    def _on_lost(self, rows: tuple[StepRow, ...], keys: Sequence[str]) -> None:
        """Steps of a kept list that nobody suggests now stand first."""
        self._rows = (*rows, *self._rows)
        self.steps.choose(keys)
        self._show_steps()

    def _on_keep(self) -> None:
        self._keep(lambda _: None)

    def _keep(self, then: Callable[[str], None]) -> None:
        name = " ".join(self.name.text().split())
        scope: dict[str, Any] = {}
        if self._office and self._view is not None and self._view.desk.scope:
            scope["unit"] = self._view.desk.scope

        def on_kept(outcome: Outcome) -> None:
            self._ask_kept(name)
            then(name)

        self.session.write("gap keep", on_kept, title=name, steps=" ".join(self._ordered()), **scope)

    def _ordered(self) -> list[str]:
        return [item.key for item in self._rows if item.key in self.steps.chosen]

    def _ask_kept(self, name: str) -> None:
        view = self._view
        if view is not None:
            scope = view.desk.scope
            self.session.ask(self, "kept", lambda ws: kept(ws, scope), lambda found: self._show_kept(found, name))

    def _on_print(self) -> None:
        path = choose_file_to_write(self, "In danh sách", f"Can-them-{self.session.card.period}.pdf", _FILES)
        if path is not None:
            self._keep(lambda name: self._write(name, path))

    def _write(self, name: str, path: Path) -> None:
        def on_written(outcome: Outcome) -> None:
            show_done(self, "Đã ghi danh sách", f"{outcome.message}\n{path}")

        self.session.run("gap print", on_written, whatif=name, out=path)

    def _on_drop(self) -> None:
        key, name = str(self.lists.currentData() or ""), self.lists.currentText()
        if key and confirm(self, "Xóa danh sách", f"Xóa danh sách «{name}»? Số liệu không thay đổi.", "Xóa"):
            self.name.clear()
            self.steps.choose(())
            self.session.write("gap drop", lambda _: self._ask_kept(""), whatif=key)

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & _KINDS or notice.tables.keys() & _TABLES:
            self._stale = True
            if self.isVisible():
                self.reload()
