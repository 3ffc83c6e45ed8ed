"""A person at the real window, as a process of its own that can be killed: types people by keys, and says what it did.

Run as `python -m tests.e2e.typing_driver STORE LOG SEED`. Each line of LOG is one JSON value, appended with one write:
what stands in a field after a key, the whole record when a field is left, and that the program said it is saved.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from app.paths import resource_root
from app.settings import Settings
from app.workspace import load_environment
from db.opening import SqlStores
from db.rows import to_plain
from tests.ui.sample_store import PASSWORD
from tests.ui.typing_hands import press, strokes
from ui.look.theme import LIGHT, apply_theme
from ui.look.vietnamese import speak_vietnamese
from ui.shell.application import Shell

_NAMES = ("Lò Thị Ánh Dương", "Giàng A Pó", "Quàng Văn Ướt", "Sùng Thị Dợ", "Khoàng Đức Nghĩa", "Pờ Dần Xinh")
_KEY_MS = (25, 90)
_PAUSE_MS = (1500, 5000)
_THINKS = 0.06


class Person:
    """Hands that type until they are killed."""

    def __init__(self, store: Path, log: Path, seed: str) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._rng = random.Random(seed)
        self._left: deque[str] = deque()
        self.shell = Shell(lambda: load_environment(SqlStores()), Settings(), store)
        self.shell.show()
        self.shell.activateWindow()
        self._steps = self._work()

    def step(self) -> None:
        """One key, and the wait until the next."""
        QTimer.singleShot(next(self._steps), self.step)

    def _work(self) -> Iterator[int]:
        yield 200
        self.shell.unlock.password.setFocus()
        for letter in PASSWORD:
            press(ord(letter.upper()), letter)
        press(Qt.Key.Key_Return, "\r")
        while self.shell.page is None:
            yield 50
        self.shell.page.session.saved.connect(self._on_saved)
        press(Qt.Key.Key_2, "2", Qt.KeyboardModifier.AltModifier)
        while self.shell.page.shown_name != "people":
            yield 20
        yield 300
        self._say(event="ready")
        press(Qt.Key.Key_N, "", Qt.KeyboardModifier.ControlModifier)
        while True:
            yield from self._person()
            press(Qt.Key.Key_Return, "\r", Qt.KeyboardModifier.ControlModifier)
            yield 100

    def _person(self) -> Iterator[int]:
        rng = self._rng
        birth = f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/{rng.randint(60, 99)}"
        texts = {
            "full_name": rng.choice(_NAMES),
            "sex": rng.choice(("nu", "nam")),
            "birth": birth,
            "id_number": f"011{rng.randint(10**8, 10**9 - 1)}",
            "ethnic": rng.choice(("thai", "kho mu", "ha nhi", "mong")),
        }
        for field, text in texts.items():
            while self._field() != field:
                yield 20
            for _ in strokes(text):
                at = time.time()
                self._say(event="typed", at=at, field=field, record=self._form().record.id, text=self._text())
                yield rng.randint(*_PAUSE_MS if rng.random() < _THINKS else _KEY_MS)
            self._leave()
            yield rng.randint(*_KEY_MS)

    def _leave(self) -> None:
        form = self._form()
        before = form.record
        at = time.time()
        press(Qt.Key.Key_Return, "\r")
        if form.record != before:
            self._left.append(form.record.id)
            self._say(event="left", at=at, record=form.record.id, now=to_plain("person", form.record))

    def _on_saved(self) -> None:
        self._say(event="saved", record=self._left.popleft())

    def _say(self, **told: Any) -> None:
        os.write(self._log, (json.dumps(told, ensure_ascii=False) + "\n").encode())

    def _form(self) -> Any:
        page = self.shell.page
        assert page is not None
        return page.current().panel.form  # type: ignore[attr-defined]

    def _field(self) -> str:
        focused = QApplication.focusWidget()
        return str(focused.property("help")).rpartition(".")[2] if focused is not None else ""

    def _text(self) -> str:
        focused = QApplication.focusWidget()
        if isinstance(focused, QPlainTextEdit):
            return focused.toPlainText()
        return focused.text() if isinstance(focused, QLineEdit) else ""


def main() -> None:
    """Types until the process is killed."""
    store, log, seed = sys.argv[1:]
    app = QApplication(["so2282"])
    speak_vietnamese(app, resource_root())
    apply_theme(app, LIGHT)
    person = Person(Path(store), Path(log), seed)
    person.step()
    app.exec()


if __name__ == "__main__":
    main()
