"""Biểu mẫu at Sở Nội vụ: the forms of the whole province, or of one unit as its figures were accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox

from app.commands.figures.behind_province import Question
from app.commands.figures.judging import current_period
from app.commands.figures.paper import forms_of
from app.commands.figures.province import accepted
from app.commands.figures.reporting import desk_of
from app.domain.table import FilledForm
from app.progress import Progress
from app.vietnamese.collation import sort_key
from app.workspace import Notice, Workspace
from ui.figures.boundaries_choice import BoundariesChoice
from ui.figures.queries import form_pdf
from ui.screens.forms import FormsScreen
from ui.screens.so.chips import choice
from ui.screens.so.explain import ExplainDialog
from ui.work.session import Session

_PROVINCE: Final = "Toàn tỉnh"
_SHOWN: Final = 18
"""Letters of a name in the box of units; the list shows it whole."""


def scopes(ws: Workspace) -> tuple[tuple[str, str], ...]:
    """Units whose figures were accepted: key and name."""
    names = ((item.unit, ws.env.units.name(item.unit)) for item in accepted(ws, current_period(ws)))
    return tuple(sorted(names, key=lambda item: sort_key(item[1])))


def filled(ws: Workspace, code: str, unit: str, *, now: bool = False, publish: bool = False) -> FilledForm:
    """A form of the province, by the units that reported or by those of today, or of one unit."""
    desk = desk_of(ws, None, None, unit or None, as_now=now)
    (form,) = forms_of(ws, desk, (code,), publish=publish)
    return replace(form, cut_off_text=f"{form.cut_off_text} {desk.replaces}") if desk.replaces else form


class ProvinceForms(FormsScreen):
    """The screen of forms with a choice of whose they are."""

    def __init__(self, session: Session) -> None:
        self.unit = choice("Biểu của toàn tỉnh hoặc của một đơn vị")
        self.boundaries = BoundariesChoice()
        self.publish = QCheckBox("Để công bố")
        self.publish.setToolTip("Che các số nhỏ có thể nhận ra từng người, và các số từ đó suy ra được chúng")
        self.publish.setAccessibleDescription(self.publish.toolTip())
        super().__init__(session)
        self.setProperty("help", "so_bieu_mau")
        self.unit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.unit.setMinimumContentsLength(_SHOWN)
        self.unit.addItem(_PROVINCE, "")
        self.unit.currentIndexChanged.connect(lambda _: self._on_scope())
        self.ways.addAction("Mỗi đơn vị đã được chấp nhận một tệp PDF, vào thư mục…", self._on_each)
        self.tools.insertWidget(1, self.unit)
        self.tools.insertWidget(2, self.boundaries)
        self.tools.insertWidget(3, self.publish)
        self.publish.toggled.connect(lambda _: self._renew())
        self.boundaries.switched.connect(self._renew)
        session.ask(self, "scopes", scopes, self._on_scopes)

    def form_query(self, code: str) -> Callable[[Workspace], FilledForm]:
        """A form of the chosen scope."""
        unit, now, publish = self._chosen(), self.boundaries.now, self.publish.isChecked()
        return lambda ws: filled(ws, code, unit, now=now, publish=publish)

    def pdf_work(self, code: str) -> Callable[[Workspace, Progress], bytes]:
        """Its page as it is printed."""
        unit, now, publish, large = self._chosen(), self.boundaries.now, self.publish.isChecked(), self.large
        return lambda ws, progress: form_pdf(ws, progress, (code,), unit=unit, as_now=now, publish=publish, large=large)

    def scope(self) -> Mapping[str, Any]:
        """The unit, where it is one; else whose units the province's forms go by."""
        told: dict[str, Any] = {"publish": True} if self.publish.isChecked() else {}
        unit = self._chosen()
        if unit:
            return {**told, "unit": unit}
        return {**told, "as_now": True} if self.boundaries.now else told

    def explain(self, key: str) -> None:
        """The figure by unit, then its people."""
        now = self.boundaries.now and not self._chosen()
        question = Question("Ô số liệu của biểu", key, unit=self._chosen(), now=now)
        ExplainDialog(self.session, question, self).open()

    def _chosen(self) -> str:
        return str(self.unit.currentData() or "")

    def _on_each(self) -> None:
        self.save_into_folder(each=True, publish=self.publish.isChecked(), **self.paper_size())

    def _on_scope(self) -> None:
        self.boundaries.setEnabled(not self._chosen())
        self._renew()

    def _on_scopes(self, found: tuple[tuple[str, str], ...]) -> None:
        chosen = self._chosen()
        blocker = QSignalBlocker(self.unit)
        self.unit.clear()
        self.unit.addItem(_PROVINCE, "")
        for key, name in found:
            self.unit.addItem(name, key)
        self.unit.setCurrentIndex(max(0, self.unit.findData(chosen)))
        blocker.unblock()
        if self._chosen() != chosen:
            self._renew()

    def _on_changed(self, notice: Notice) -> None:
        if "received" in notice.kinds:
            self.session.ask(self, "scopes", scopes, self._on_scopes)
        super()._on_changed(notice)
