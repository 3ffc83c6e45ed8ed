"""Biểu mẫu: the official forms with their numbers, as they will be printed, and as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.table import FilledForm
from app.progress import Progress
from app.workspace import Notice, Outcome, Workspace
from ui.figures.figure_dialog import explain_figure
from ui.figures.form_view import FormView
from ui.figures.queries import FormName, filled, form_names, form_pdf
from ui.look.messages import choose_file_to_write, choose_folder, show_done
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import button
from ui.pdf.view import PdfView
from ui.work.screen import Screen
from ui.work.session import Session

_CODE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_KINDS: Final = "PDF (*.pdf);;Excel (*.xlsx);;Word (*.docx)"
_PAPER: Final = 1
_PADDING: Final = 30
_SPACING: Final = 10


class _NameDelegate(QStyledItemDelegate):
    """Room for all lines of a name; Qt forgets the padding that the style sheet gives an item."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as the name at the width of the list."""
        width = self._view.viewport().width() - _PADDING
        text = str(index.data() or "")
        area = option.fontMetrics.boundingRect(0, 0, max(width, 1), 0, int(Qt.TextFlag.TextWordWrap), text)
        return QSize(self._view.viewport().width(), area.height() + _SPACING)


class FormsScreen(Screen):
    """List of forms on the left; on screen, or as paper, on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Biểu mẫu")
        self.names = QListWidget()
        self.names.setAccessibleName("Các biểu")
        self.names.setMinimumWidth(200)
        self.names.setWordWrap(True)
        self.names.setItemDelegate(_NameDelegate(self.names))
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view = FormView()
        self.paper = PdfView()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Cách xem")
        self.tabs.addTab(self.view, "Số liệu")
        self.tabs.addTab(self.paper, "Trang in")
        split = TurningSplitter(SPLIT_AT)
        split.addWidget(self._list_with_report())
        split.addWidget(self.tabs)
        split.setSizes([200, 920])
        split.setStretchFactor(1, 1)
        self.body.addWidget(split)
        codes = "so_frozen" if session.card.mode == "province" else "frozen"
        self.tools.addWidget(button("Mã đối chiếu…", "lock", lambda: session.go(codes), "plain"))
        self.a3 = QCheckBox("Khổ A3")
        self.a3.setToolTip("Trang in và tệp lưu của các biểu nhiều cột trên giấy A3; biểu ít cột vẫn trên A4")
        self.a3.setAccessibleDescription(self.a3.toolTip())
        self.a3.setVisible(False)
        self.a3.toggled.connect(self._renew)
        self.tools.addWidget(self.a3)
        self.tools.addWidget(button("Lưu biểu này…", "save", self._on_save))
        self.ways = QMenu(self)
        self.ways.addAction("Một tệp có mọi biểu…", self._on_save_all)
        self.ways.addAction("Mỗi biểu một tệp PDF, vào thư mục…", self._on_save_apart)
        self.save_all = button("Lưu tất cả…", "forms", self._on_ways, "primary")
        self.tools.addWidget(self.save_all)
        self._stale = True
        self.names.currentItemChanged.connect(self._renew)
        self.tabs.currentChanged.connect(self._renew)
        self.view.asked.connect(self.explain)
        session.changed.connect(self._on_changed)
        session.ask(self, "names", form_names, self._on_names)

    def shown(self) -> None:
        """Counts anew where records have changed meanwhile."""
        if self._stale:
            self._renew()
        self.names.setFocus()

    @property
    def code(self) -> str:
        """Code of the chosen form; empty for none."""
        item = self.names.currentItem()
        return str(item.data(_CODE_ROLE)) if item is not None else ""

    @property
    def large(self) -> bool:
        """Whether forms of many columns are to be printed on A3."""
        return self.a3.isChecked()

    def form_query(self, code: str) -> Callable[[Workspace], FilledForm]:
        """What reads a form with its numbers."""
        return lambda ws: filled(ws, code)

    def pdf_work(self, code: str) -> Callable[[Workspace, Progress], bytes]:
        """What makes the page as it is printed."""
        large = self.large
        return lambda ws, progress: form_pdf(ws, progress, (code,), large=large)

    def scope(self) -> Mapping[str, Any]:
        """Further parameters of the command that writes a form."""
        return {}

    def paper_size(self) -> Mapping[str, Any]:
        """The parameter of the commands that says which paper wide forms are on."""
        return {"a3": True} if self.large else {}

    def explain(self, key: str) -> None:
        """Asks where a figure comes from."""
        explain_figure(self, self.session, key)

    def _list_with_report(self) -> QWidget:
        """The forms, and under them the report that they go with; the row of buttons above is full."""
        report = "so_report" if self.session.card.mode == "province" else "report"
        column = QWidget()
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.names)
        inside.addWidget(button("Báo cáo, công văn…", "letter", lambda: self.session.go(report)))
        return column

    def _on_names(self, names: tuple[FormName, ...]) -> None:
        for form in names:
            item = QListWidgetItem(f"{form.code}  {form.name}")
            item.setData(_CODE_ROLE, form.code)
            self.names.addItem(item)
        self.a3.setVisible(any(form.wide for form in names))
        if names:
            self.names.setCurrentRow(0)

    def _on_changed(self, notice: Notice) -> None:
        self._stale = True
        if self.isVisible():
            self._renew()

    def _renew(self, *_: object) -> None:
        code = self.code
        if not code:
            return
        self._stale = False
        if self.tabs.currentIndex() == _PAPER:
            self.session.jobs.run("Trang in", self.pdf_work(code), lambda pdf: self._on_pdf(code, pdf))
        else:
            self.session.ask(self, "form", self.form_query(code), self._on_form)

    def _on_form(self, form: FilledForm) -> None:
        self.view.show_form(form)

    def _on_pdf(self, code: str, content: bytes) -> None:
        if code == self.code:
            self.paper.show_pdf(content)

    def _on_save(self) -> None:
        if self.code:
            self._save(self.code, f"Bieu-{self.code}.pdf")

    def _on_ways(self) -> None:
        self.ways.popup(self.save_all.mapToGlobal(self.save_all.rect().bottomLeft()))

    def _on_save_all(self) -> None:
        path = self._file(f"Bieu-{self.session.card.period}.pdf")
        if path is not None:
            self._run("forms", path, **self.scope(), **self.paper_size())

    def _on_save_apart(self) -> None:
        self.save_into_folder(**self.scope(), **self.paper_size())

    def save_into_folder(self, **params: Any) -> None:
        """Asks for a folder and writes many files there, with progress and cancel.

        Args:
            **params: further parameters of the command.
        """
        folder = choose_folder(self, "Chọn thư mục ghi các biểu")
        if folder is not None:
            self._run("forms", folder, **params)

    def _save(self, code: str, name: str) -> None:
        path = self._file(name)
        if path is not None:
            self._run("form", path, code=code, **self.scope(), **self.paper_size())

    def _file(self, name: str) -> Path | None:
        return choose_file_to_write(self, "Lưu biểu", name, _KINDS)

    def _run(self, command: str, path: Path, **params: Any) -> None:
        self.session.run(command, lambda outcome: self._on_saved(outcome, path), out=path, **params)

    def _on_saved(self, outcome: Outcome, path: Path) -> None:
        show_done(self, "Đã lưu biểu", f"{outcome.message}\n{path}")
