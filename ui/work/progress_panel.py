"""The strip that shows long work: what is done, for how long, and a button that stops it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from ui.look.widgets import button
from ui.work.jobs import Run

_PATIENCE_MS: Final = 300
"""Work that ends sooner shows no strip, so that nothing flickers."""


class ProgressPanel(QFrame):
    """Shows the newest run; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._run: Run | None = None
        self._title = QLabel()
        self._text = QLabel()
        self._text.setObjectName("soft")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Tiến độ")
        self._time = QLabel()
        self._time.setObjectName("soft")
        self._cancel = button("Dừng lại", "cross", self._on_cancel)
        self._cancel.setAccessibleName("Dừng việc đang chạy")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        for widget, stretch in (
            (self._title, 0),
            (self._text, 2),
            (self._bar, 1),
            (self._time, 0),
            (self._cancel, 0),
        ):
            layout.addWidget(widget, stretch)
        self._clock = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(500)
        self._tick.timeout.connect(self._show_time)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self.show)
        self.hide()

    def watch(self, run: Run) -> None:
        """Shows a run until it ends."""
        self._run = run
        self._title.setText(run.title)
        self._text.clear()
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        self._clock.start()
        self._show_time()
        self._tick.start()
        self._patience.start()
        run.stepped.connect(self._on_step)
        run.ended.connect(self._on_end)

    def _on_step(self, done: int, total: int, text: str) -> None:
        self._text.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_end(self) -> None:
        if self.sender() is self._run or self._run is None:
            self._run = None
            self._patience.stop()
            self._tick.stop()
            self.hide()

    def _on_cancel(self) -> None:
        if self._run is not None:
            self._run.cancel()
            self._cancel.setEnabled(False)
            self._text.setText("Đang dừng…")

    def _show_time(self) -> None:
        seconds = self._clock.elapsed() // 1000
        self._time.setText(f"{seconds // 60}:{seconds % 60:02d}")
