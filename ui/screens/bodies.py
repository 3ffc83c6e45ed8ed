"""Cơ quan, đơn vị: the unit's own paper, its bodies, and how many people work there."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.findings import Place
from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from app.workspace import Notice, Workspace
from ui.look.lazy_tabs import LazyTabs
from ui.look.widgets import label
from ui.records.form import RecordForm
from ui.records.pane import RecordPane
from ui.work.screen import Screen
from ui.work.session import Session

_PARTS: Final = (
    ("Cơ quan, tổ chức", "body", ("name", "kind", "sector"), "cơ quan", "order", ()),
    (
        "Số lượng người làm việc",
        "headcount",
        ("body", "dimension", "as_of", "total", "women", "dtts"),
        "số liệu",
        "",
        ("body", "as_of"),
    ),
)
_PROFILE: Final = len(_PARTS)


class BodiesScreen(Screen):
    """Three tabs."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Cơ quan, đơn vị")
        self.tabs = LazyTabs("Các phần")
        for title, table, columns, word, order, carries in _PARTS:
            self.tabs.add(title, partial(RecordPane, session, table, columns, word=word, sort=order, carries=carries))
        self.tabs.add("Thông tin trên văn bản", partial(ProfileForm, session))
        self.tabs.start()
        self.body.addWidget(self.tabs)

    def shown(self) -> None:
        """The page in front takes the keys."""
        self.tabs.enter()

    def go(self, place: Place) -> None:
        """Shows a record of one of the tabs."""
        tab = next((number for number, part in enumerate(_PARTS) if part[1] == place.table), _PROFILE)
        self.tabs.setCurrentIndex(tab)
        page = self.tabs.page(tab)
        if isinstance(page, ProfileForm):
            page.focus_field(place.field)
        elif isinstance(page, RecordPane) and place.record:
            page.open_record(place.record, place.field)


class ProfileForm(QWidget):
    """The one record of the unit itself; made when its first field is written."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._wanted = ""
        self.form = RecordForm(session, TABLES["unit_profile"])
        box = QWidget()
        box.setObjectName("card")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(16, 12, 8, 8)
        inside.addWidget(label("Những thông tin này in trên biểu và báo cáo.", "soft"))
        inside.addWidget(self.form, 1)
        box.setMaximumWidth(760)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(box)
        session.changed.connect(self._on_changed)
        self._ask()

    def focus_field(self, name: str) -> None:
        """Puts the cursor into a field, now or as soon as the record is there."""
        self._wanted = name
        if self.form.record is not None:
            self.form.focus_field(name)

    def _ask(self) -> None:
        self._session.ask(self, "profile", _profile_id, self._on_id)

    def _on_id(self, record_id: str) -> None:
        then = (lambda: self.form.focus_field(self._wanted)) if self._wanted else None
        if record_id:
            self.form.open(record_id, then)
        elif self.form.record is None:
            self.form.start_new(name=self._session.card.unit_name)

    def _on_changed(self, notice: Notice) -> None:
        if "unit_profile" in notice.tables and self.form.record is None:
            self._ask()


def _profile_id(ws: Workspace) -> str:
    rows = ws.store.page(PageQuery("unit_profile", limit=1)).rows
    return rows[0].id if rows else ""
