"""The window from start to end: look, words, crash guard, unlock, the open store, and the orderly close."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from app.crash_report import FOLDER
from app.paths import resource_root, settings_folder
from app.settings import Settings, load_settings, save_settings
from ui.look.icons import icon
from ui.look.theme import apply_theme, theme_named
from ui.look.vietnamese import speak_vietnamese
from ui.shell.crash import CrashGuard, left_behind, show_crash
from ui.start.first import NewData, StartPage
from ui.start.opening import EnvironmentMaker, Opening
from ui.start.unlock import UnlockPage
from ui.work.jobs import Jobs, Run

if TYPE_CHECKING:
    from app.workspace import Workspace
    from ui.shell.window import StorePage
    from ui.work.session import Session

_SIZE = (1280, 720)
_SMALL_SCREEN = 1440


def run(environment: EnvironmentMaker, store_folder: Path | None = None) -> int:
    """Runs the window.

    Args:
        environment: makes what every workspace shares; called once, off the GUI thread, when data is opened.
        store_folder: data to be unlocked; None for the last one.

    Returns:
        Exit code of the process.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Sổ 2282")
    app.setDesktopFileName("so2282")
    speak_vietnamese(app, resource_root())
    settings = load_settings()
    theme = theme_named(settings.theme)
    apply_theme(app, theme)
    app.setWindowIcon(QIcon(icon("people", theme.accent)))
    window = Shell(environment, settings, store_folder)
    window.guard()
    app.commitDataRequest.connect(window.leave_field, Qt.ConnectionType.DirectConnection)
    window.show_fitting()
    try:
        return app.exec()
    finally:
        window.end()


class Shell(QMainWindow):
    """The one window: first start, unlock, or the open store."""

    def __init__(self, environment: EnvironmentMaker, settings: Settings, folder: Path | None) -> None:
        super().__init__()
        self.setWindowTitle("Sổ 2282")
        self.resize(*_SIZE)
        self._settings = settings
        self._opening = Opening(environment)
        self._guard: CrashGuard | None = None
        self._jobs = self._new_jobs()
        self._session: Session | None = None
        self.page: StorePage | None = None
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        last = Path(settings.last_store) if settings.last_store else None
        self.unlock = UnlockPage(folder or last)
        self.start = StartPage()
        self._stack.addWidget(self.unlock)
        self._stack.addWidget(self.start)
        self.unlock.asked.connect(self._on_unlock)
        self.unlock.other.connect(lambda: self._stack.setCurrentWidget(self.start))
        self.start.existing.connect(lambda: self._stack.setCurrentWidget(self.unlock))
        self.start.asked.connect(self._on_new)
        self._stack.setCurrentWidget(self.unlock if folder or last else self.start)
        self.unlock.focus()

    def guard(self) -> None:
        """Catches bugs from now on, and shows what a hard crash of the last session left."""
        folder = settings_folder() / FOLDER
        left = left_behind(folder)
        guard = CrashGuard(folder, _now, self)
        guard.install()
        guard.caught.connect(lambda report: show_crash(self, report), Qt.ConnectionType.QueuedConnection)
        self._guard = guard
        if left is not None:
            show_crash(self, left)

    def show_fitting(self) -> None:
        """Shows the window; on a small screen it takes all of it."""
        if self.screen().availableSize().width() <= _SMALL_SCREEN:
            self.showMaximized()
        else:
            self.show()

    def end(self) -> None:
        """Lets saves end and closes the store."""
        self._jobs.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaves the field in which the cursor stands, so that it is saved."""
        self.leave_field()
        event.accept()

    def leave_field(self, _: object = None) -> None:
        """Saves what is being typed; what cannot be a value yet is kept as it is."""
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()
        if self._session is not None:
            self._session.drafts.flush()

    def _new_jobs(self) -> Jobs:
        jobs = Jobs(self)
        jobs.broken.connect(self._on_broken)
        return jobs

    def _on_broken(self, wrong: Exception) -> None:
        if self._guard is not None:
            self._guard.report(wrong)

    def _on_unlock(self, folder: Path, user: str, password: str) -> None:
        opening = self._opening
        self._jobs.open(lambda: opening.open(folder, user, password), self._prepare, self.unlock.refuse)

    def _on_new(self, wanted: NewData) -> None:
        opening, run = self._opening, Run("Tạo dữ liệu", self)
        self.start.watch(run)
        self._jobs.open(lambda: opening.create(wanted, run), self._prepare, self.start.refuse)

    def _prepare(self) -> None:
        self._jobs.ask(self, "card", _read_card, self._show_store, self.unlock.refuse)

    def _show_store(self, card: Any) -> None:
        made: Session = importlib.import_module("ui.work.session").Session(self._opening.env, self._jobs, card, self)
        self._session = made
        self._build_page(made)
        self.setWindowTitle(f"Sổ 2282 - {card.unit_name}")
        if self._opening.folder is not None:
            self._keep(replace(self._settings, last_store=str(self._opening.folder)))

    def _build_page(self, session: Session) -> None:
        page: StorePage = importlib.import_module("ui.shell.window").StorePage(session)
        page.theme_wanted.connect(self._on_theme)
        page.lock_wanted.connect(self._on_lock)
        self.page = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.show_screen(page.shown_name)  # now that it is seen it can have the keys

    def _on_theme(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        name = "dark" if app.property("theme") != "dark" else "light"
        apply_theme(app, theme_named(name))
        self._keep(replace(self._settings, theme=name))
        if self._session is not None and self.page is not None:  # icons take the colours of the theme when made
            shown, old = self.page.shown_name, self.page
            self.leave_field()
            self._session.drafts.set_all_aside()
            self._build_page(self._session)
            self._drop(old)
            self.page.show_screen(shown)

    def _on_lock(self) -> None:
        folder = self._opening.folder
        self.leave_field()
        self._jobs.close()
        self._jobs.deleteLater()
        self._jobs = self._new_jobs()
        if self.page is not None:
            self._drop(self.page)
            self.page = None
        if self._session is not None:
            self._session.deleteLater()
            self._session = None
        self.setWindowTitle("Sổ 2282")
        self.unlock.folder.setText(str(folder or ""))
        self.unlock.set_busy(busy=False)
        self._stack.setCurrentWidget(self.unlock)
        self.unlock.focus()

    def _drop(self, page: QWidget) -> None:
        self._stack.removeWidget(page)
        page.deleteLater()

    def _keep(self, settings: Settings) -> None:
        self._settings = settings
        try:
            save_settings(settings)
        except OSError:  # the program works without
            return


def _read_card(ws: Workspace) -> Any:
    """The card of the store, and meanwhile every module that screens need; slow, so in the store thread."""
    importlib.import_module("ui.shell.window")
    catalogue = importlib.import_module("ui.screens.catalogue")
    catalogue.import_screens(catalogue.screens_of(ws.mode))
    return importlib.import_module("ui.work.queries").card(ws)


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
