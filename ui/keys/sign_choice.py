"""How a package is signed: the program's key, a signing device, or with a PDF that was signed elsewhere attached."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from app.crypto.meaning import MEANING
from app.crypto.pins import wipe
from app.errors import UserError
from app.workspace import Outcome
from ui.keys.device_picker import DevicePicker
from ui.look.messages import choose_file_to_write, choose_files, show_done
from ui.look.widgets import button, label, restyle, row
from ui.pdf.signatures import PdfSignatures
from ui.work.session import Session

_APP, _DEVICE, _PDF = range(3)
_WAYS: Final = {_APP: "&Khóa của phần mềm", _DEVICE: "&Thiết bị ký số", _PDF: "Đính kèm &PDF đã ký"}
_PDFS: Final = "PDF (*.pdf)"
_PRINTED: Final = "bieu-trinh-ky.pdf"
_FILES: Final = "Tệp đề nghị (*.p7m)"
_REQUEST: Final = "de-nghi-thiet-bi.p7m"


class SignChoice(QWidget):
    """Three ways; what a way needs is shown under it."""

    def __init__(self, session: Session, level: Callable[[], str]) -> None:
        super().__init__()
        self._session = session
        self._level = level
        self._pdf: Path | None = None
        self._pin = bytearray()
        self.ways = QButtonGroup(self)
        self.picker = DevicePicker(session)
        self.signatures = PdfSignatures()
        self.file = label("Chưa chọn tệp PDF.", "soft")
        self.print_forms = button("Lưu các biểu để trình ký…", "forms", self._on_print, "plain")
        self.sign_pdf = button("Ký PDF bằng thiết bị…", "seal", self._on_sign_pdf, "plain")
        self.enrol = button("Đề nghị cấp chứng thư cho thiết bị…", "key", self._on_enrol, "plain")
        self.choose = button("Chọn PDF đã ký…", "folder", self._on_choose)
        self._attached = QWidget()
        below = QVBoxLayout(self._attached)
        below.setContentsMargins(0, 0, 0, 0)
        below.addLayout(row(self.choose, self.sign_pdf, self.print_forms, 1))
        below.addWidget(self.file)
        below.addWidget(self.signatures)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row(*(self._way(number, text) for number, text in _WAYS.items()), 1, spacing=24))
        layout.addWidget(self.picker)
        layout.addLayout(row(self.enrol, 1))
        layout.addWidget(self._attached)
        self._meaning = label(MEANING, "soft")
        layout.addWidget(self._meaning)
        self.ways.idToggled.connect(lambda *_: self._show_way())
        self._show_way()

    @property
    def way(self) -> int:
        """0 the program's key, 1 a device, 2 a signed PDF attached."""
        return self.ways.checkedId()

    def params(self) -> dict[str, Any] | None:
        """What `submit` is told; None where something is missing or the person thought better of it."""
        if self.way == _DEVICE:
            return self._device_params()
        if self.way == _PDF:
            if self._pdf is None:
                self._tell("Chọn tệp PDF đã ký trước.", "error")
                return None
            return {"signed_pdf": self._pdf}
        return {}

    def failed(self, wrong: Exception) -> None:
        """The package was not made."""
        self.forget()
        if self.way == _DEVICE:
            self.picker.failed(wrong)

    def forget(self) -> None:
        """Overwrites the PIN; what has signed with it did so already."""
        wipe(self._pin)

    def _device_params(self) -> dict[str, Any] | None:
        pin = self.picker.ask_pin()
        if pin is None:
            return None
        self._pin = pin.typed
        return {"sign": self.picker.address, "pin": pin.typed, "try_last": pin.last}

    def _way(self, number: int, text: str) -> QRadioButton:
        made = QRadioButton(text)
        self.ways.addButton(made, number)
        made.setChecked(number == _APP)
        return made

    def _show_way(self) -> None:
        self.picker.setVisible(self.way != _APP)
        self.enrol.setVisible(self.way == _DEVICE)
        self._attached.setVisible(self.way == _PDF)
        self._meaning.setVisible(self.way != _PDF or not self.signatures.isVisibleTo(self))

    def _on_enrol(self) -> None:
        """Once for each device: Sở Nội vụ issues a certificate for its key."""
        params = self._device_params()
        if params is None:
            return
        out = choose_file_to_write(self, "Lưu tệp đề nghị cấp chứng thư", _REQUEST, _FILES)
        if out is None:
            self.forget()
            return
        then = partial(self._on_enrolled, out)
        self._session.run("enrol token", then, self._on_sign_failed, out=out, **params)

    def _on_enrolled(self, out: Path, outcome: Outcome) -> None:
        show_done(self, "Đề nghị cấp chứng thư", f"{outcome.message}\n{out}")

    def _on_print(self) -> None:
        path = choose_file_to_write(self, "Lưu các biểu để trình ký", _PRINTED, _PDFS)
        if path is None:
            return
        card = self._session.card
        asked = {"code": "all", "out": path, "level": self._level(), "period": card.period}
        asked["as_of"] = card.cut_off.isoformat()
        said = f"Đã lưu các biểu: {path}. Ký số tệp này rồi chọn lại tệp đã ký."
        self._session.run("form", lambda _: self._tell(said, "good"), self._session.tell, **asked)

    def _on_sign_pdf(self) -> None:
        files = choose_files(self, "Tệp PDF sẽ ký", _PDFS)
        params = self._device_params() if files else None
        if params is None:
            return
        name = f"{files[0].stem}-da-ky.pdf"
        out = choose_file_to_write(self, "Lưu tệp PDF đã ký", name, _PDFS)
        if out is None:
            self.forget()
            return
        self._session.run("pdf sign", self._on_pdf_signed, self._on_sign_failed, file=files[0], out=out, **params)

    def _on_pdf_signed(self, outcome: Outcome) -> None:
        self._attach(Path(outcome.data["file"]))

    def _on_sign_failed(self, wrong: Exception) -> None:
        self.forget()
        self.picker.failed(wrong)
        self._session.tell(wrong)

    def _on_choose(self) -> None:
        files = choose_files(self, "Tệp PDF các biểu đã ký số", _PDFS)
        if files:
            self._attach(files[0])

    def _attach(self, path: Path) -> None:
        self._pdf = path
        self._tell(f"{path.name}: đang xem chữ ký…", "soft")
        self._session.run("pdf check", lambda done: self._on_checked(done, path), self._on_unreadable, file=path)

    def _on_checked(self, outcome: Outcome, path: Path) -> None:
        good = outcome.data["verdict"] == "good"
        self._pdf = path if good else None
        words = "được gửi nguyên vẹn theo gói, kể cả họ tên có trong tệp." if good else "không đính kèm được."
        self._tell(f"{path.name}: {words}", "" if good else "error")
        self.signatures.show_row(outcome.data)
        self._show_way()

    def _on_unreadable(self, wrong: Exception) -> None:
        self._pdf = None
        self.signatures.show_row(None)
        self._show_way()
        if isinstance(wrong, UserError):
            self._tell(f"{wrong.message} {wrong.hint}", "error")
        else:
            self._session.tell(wrong)

    def _tell(self, text: str, style: str) -> None:
        restyle(self.file, style)
        self.file.setText(text)
