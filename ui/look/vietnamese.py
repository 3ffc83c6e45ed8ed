"""Vietnamese words of Qt's own dialogs, from resources/i18n: Qt ships no Vietnamese translation."""

from __future__ import annotations

import tomllib
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication


class Words(QTranslator):
    """Translates by a dictionary; the context is not read, because a word means the same in every dialog of ours."""

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        with path.open("rb") as stream:
            self._words: dict[str, str] = tomllib.load(stream)["words"]

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """The Vietnamese word; None leaves Qt's own ("" would blank it, and a page size without a name is invalid)."""
        return self._words.get(text.replace("&", ""))

    def isEmpty(self) -> bool:
        """Qt installs no empty translator."""
        return not self._words


def speak_vietnamese(app: QApplication, resources: Path) -> None:
    """Gives the application Vietnamese standard buttons, and the writing of dates and numbers of Việt Nam."""
    app.installTranslator(Words(resources / "i18n" / "qt_vi.toml", app))
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
