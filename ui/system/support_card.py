"""Two cards of Hệ thống: the support bundle of both modes, and at Sở Nội vụ the drills that are due twice a year."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.commands.office.drilling import KEY, KIND, MACHINE, SUBJECTS, due
from app.vietnamese.dates import write_date
from app.workspace import Notice, Outcome
from ui.look.messages import choose_file_to_write, choose_files, choose_folder, show_done
from ui.look.widgets import button, card, label, restyle, row
from ui.work.session import Session

_BUNDLE: Final = (
    "Khi nhờ người hỗ trợ: một tệp .zip có phiên bản, cấu trúc, số lượng, nhật ký lệnh và báo cáo sự cố; không có họ "
    "tên, số định danh, tên tệp hay nội dung hồ sơ."
)
_DRILLS: Final = (
    "Mỗi năm hai lần nên diễn tập, để chắc chắn làm tiếp được khi mất máy hoặc mất khóa giải mã. Dữ liệu đang dùng "
    "không bị đụng tới; mỗi lần có biên bản để ký, lưu."
)
_TITLES: Final = {MACHINE: "Diễn tập mất máy tính", KEY: "Diễn tập mất khóa giải mã"}
_TOLD: Final = {
    MACHINE: (
        "Bản sao lưu được khôi phục vào thư mục tạm, mở, kiểm tra, đối chiếu rồi xóa. Để trống bản sao lưu là dùng bản "
        "mới nhất trên máy này; nên chọn bản ở USB."
    ),
    KEY: "Một gói đã nhận được mở chỉ bằng tệp khóa dự phòng (spare.pem) cất riêng. Khóa không được lưu vào máy này.",
}


class SupportCard(QWidget):
    """The support bundle."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        box, inside = card()
        inside.addWidget(label("Hỗ trợ", "subtitle"))
        inside.addWidget(label(_BUNDLE, "soft"))
        inside.addLayout(row(button("Lập gói hỗ trợ…", "save", self._on_bundle), 1))
        _only(self, box)

    def _on_bundle(self) -> None:
        path = choose_file_to_write(self, "Lưu gói hỗ trợ", "goi-ho-tro-so-2282.zip", "ZIP (*.zip)")
        if path is not None:
            done = "Đã lập gói hỗ trợ"
            self._session.run("support bundle", lambda outcome: show_done(self, done, outcome.message), out=path)


class DrillCard(QWidget):
    """When each drill was last passed, and the drills themselves."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help", "so_dien_tap")
        self._session = session
        box, inside = card()
        inside.addWidget(label("Diễn tập", "subtitle"))
        inside.addWidget(label(_DRILLS, "soft"))
        self.lines = {kind: label("", "soft") for kind in SUBJECTS}
        self.buttons: dict[str, QWidget] = {}
        for kind, line in self.lines.items():
            inside.addWidget(line)
            self.buttons[kind] = button(f"{_TITLES[kind]}…", "check", partial(self.open_dialog, kind))
        inside.addLayout(row(*self.buttons.values(), 1))
        self.result = label("", "soft")
        self.result.hide()
        inside.addWidget(self.result)
        _only(self, box)
        session.changed.connect(self._on_changed)
        self._read()

    def open_dialog(self, kind: str) -> None:
        """Asks for what a drill needs."""
        dialog = DrillDialog(kind, self)
        dialog.given.connect(lambda place, secret: self._run(kind, place, secret))
        dialog.open()

    def _run(self, kind: str, place: str, secret: str) -> None:
        name = f"bien-ban-dien-tap-{'mat-may' if kind == MACHINE else 'mat-khoa'}.pdf"
        out = choose_file_to_write(self, "Lưu biên bản diễn tập", name, "PDF (*.pdf)")
        if out is None:
            return
        chosen: dict[str, Any] = {"backup" if kind == MACHINE else "spare": Path(place)} if place else {}
        self._session.run("drill", self._on_drilled, kind=kind, out=out, passphrase=secret, **chosen)

    def _on_drilled(self, outcome: Outcome) -> None:
        restyle(self.result, "good" if outcome.ok else "error")
        self.result.setText(outcome.message)
        self.result.show()

    def _read(self) -> None:
        self._session.ask(self, "drills", due, self._on_due)

    def _on_due(self, found: Mapping[str, tuple[str, bool]]) -> None:
        for kind, (last, again) in found.items():
            when = f"lần đạt gần nhất {write_date(last[:10])}" if last else "chưa diễn tập lần nào"
            subject = SUBJECTS[kind].capitalize()
            self.lines[kind].setText(f"{subject}: {when}{'; đã đến hạn diễn tập.' if again else '.'}")
            restyle(self.lines[kind], "warning" if again else "good")

    def _on_changed(self, notice: Notice) -> None:
        if KIND in notice.kinds:
            self._read()


class DrillDialog(QDialog):
    """Where the backup or the key lies, and the password that opens it; nothing is kept."""

    given = Signal(str, str)

    def __init__(self, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_TITLES[kind])
        self._kind = kind
        self.place = QLineEdit()
        self.place.setAccessibleName("Bản sao lưu" if kind == MACHINE else "Tệp khóa dự phòng")
        if kind == MACHINE:
            self.place.setPlaceholderText("bản mới nhất trên máy này")
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setAccessibleName("Mật khẩu")
        self.ok = button("Chọn nơi ghi biên bản…", "", None, "primary")
        self._arrange()
        self.place.textChanged.connect(self._check)
        self.secret.textChanged.connect(self._check)
        self._check()
        self.secret.setFocus() if kind == MACHINE else self.place.setFocus()

    def accept(self) -> None:
        """Tells both, and forgets the password."""
        given = self.place.text().strip(), self.secret.text()
        super().accept()
        self.secret.clear()
        self.given.emit(*given)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label(_TITLES[self._kind], "subtitle"))
        layout.addWidget(label(_TOLD[self._kind], "soft"))
        form = QFormLayout()
        pick = button("Chọn…", "folder", self._on_pick)
        pick.setAutoDefault(False)
        form.addRow(self.place.accessibleName(), _beside(self.place, pick))
        form.addRow("Mật khẩu", self.secret)
        layout.addLayout(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.setMinimumWidth(560)

    def _check(self) -> None:
        self.ok.setEnabled(bool(self.secret.text()) and (self._kind == MACHINE or bool(self.place.text().strip())))

    def _on_pick(self) -> None:
        if self._kind == MACHINE:
            chosen: Any = choose_folder(self, "Chọn bản sao lưu, hoặc thư mục chứa các bản sao lưu")
        else:
            chosen = next(iter(choose_files(self, "Chọn tệp khóa dự phòng", "Khóa (*.pem);;Mọi tệp (*)")), None)
        if chosen is not None:
            self.place.setText(str(chosen))


def _beside(line: QLineEdit, pick: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(row(line, pick))
    made.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
    return made


def _only(outer: QWidget, inner: QWidget) -> None:
    layout = QVBoxLayout(outer)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(inner)
