"""Which certificate of which signing device: library, devices that are in, certificates; hides how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import UserError
from app.settings import load_settings, save_settings
from app.vietnamese.dates import write_date
from app.workspace import Outcome
from ui.keys.pin_dialog import Pin, ask_pin
from ui.look.messages import choose_files
from ui.look.widgets import button, choices, label, restyle, row
from ui.work.session import Session

_PIN_STATES: Final = {
    "ok": "",
    "low": "Đã có lần nhập sai mã PIN.",
    "last": "Chỉ còn MỘT lần nhập mã PIN trước khi thiết bị khóa.",
    "locked": "Thiết bị đã bị khóa.",
}
_LIBRARIES: Final = "Thư viện PKCS#11 (*.dll *.so *.dylib);;Mọi tệp (*)"


class DevicePicker(QWidget):
    """A list of certificates, filled when the person asks for it."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rows: dict[str, tuple[Mapping[str, Any], Mapping[str, str]]] = {}
        self.certificates = choices("Chứng thư trên thiết bị", ())
        self.seek = button("Tìm thiết bị", "search", self._on_find)
        self.library = button("Chọn thư viện…", "folder", self._on_library, "plain")
        self.state = label("Cắm thiết bị rồi bấm «Tìm thiết bị».", "soft")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        line = row(self.seek, self.library)
        line.insertWidget(0, self.certificates, 1)
        layout.addLayout(line)
        layout.addWidget(self.state)
        self.certificates.setEnabled(False)
        self.certificates.currentIndexChanged.connect(self._on_chosen)

    @property
    def address(self) -> str:
        """Of the chosen key, as `--sign` takes it; "" for none."""
        return str(self.certificates.currentData() or "")

    def ask_pin(self) -> Pin | None:
        """Asks for the PIN of the chosen device; None where nothing is chosen or the person thought better of it."""
        if not self.address:
            self._tell("Chưa chọn chứng thư trên thiết bị.", "error")
            return None
        device, certificate = self._rows[self.address]
        return ask_pin(self, f"Ký bằng chứng thư của {certificate['name']}", device["token"], device["pin_state"])

    def failed(self, wrong: Exception) -> None:
        """A signature did not come about: the state of the PIN is read anew, because a wrong one has changed it."""
        if isinstance(wrong, UserError) and wrong.code.startswith("TB-"):
            self._list(self.address)

    def _on_find(self) -> None:
        if load_settings().token_library:
            self._list()
        else:
            self._on_library()

    def _on_library(self) -> None:
        paths = choose_files(self, "Thư viện PKCS#11 của thiết bị", _LIBRARIES)
        if paths:
            _keep_library(paths[0])
            self._list()

    def _list(self, chosen: str = "") -> None:
        library = Path(load_settings().token_library)
        self.seek.setEnabled(False)
        asked = {"library": library, "probe": True}
        self._session.run("token list", lambda done: self._on_listed(done, chosen), self._on_failed, **asked)

    def _on_listed(self, outcome: Outcome, chosen: str) -> None:
        self.seek.setEnabled(True)
        self._rows = {one["uri"]: (device, one) for device in outcome.data for one in device["certificates"]}
        self.certificates.clear()
        for address, (device, one) in self._rows.items():
            parts = (one["name"], one["issuer"], f"đến {write_date(one['to'])}", one["algorithm"], device["token"])
            self.certificates.addItem(" · ".join(parts), address)
        self.certificates.setEnabled(bool(self._rows))
        self.certificates.setCurrentIndex(max(0, self.certificates.findData(chosen)) if self._rows else -1)
        self._on_chosen()

    def _on_chosen(self) -> None:
        if self._rows and self.address in self._rows:
            state = self._rows[self.address][0]["pin_state"]
            self._tell(_PIN_STATES[state], "error" if state in ("last", "locked") else "warning")
        else:
            self._tell("Thiết bị không có chứng thư nào.", "error")
        self.changed.emit()

    def _on_failed(self, wrong: Exception) -> None:
        self.seek.setEnabled(True)
        self._rows = {}
        self.certificates.clear()
        self.certificates.setEnabled(False)
        if isinstance(wrong, UserError):
            self._tell(f"{wrong.message} {wrong.hint}", "error")
        else:
            self._session.tell(wrong)

    def _tell(self, text: str, style: str) -> None:
        restyle(self.state, style)
        self.state.setText(text)
        self.state.setVisible(bool(text))


def _keep_library(path: Path) -> None:
    """Remembers the library; without a place to write it is asked for again next time."""
    settings = replace(load_settings(), token_library=str(path))
    _quietly(lambda: save_settings(settings))


def _quietly(write: Callable[[], None]) -> None:
    try:
        write()
    except OSError:
        return
