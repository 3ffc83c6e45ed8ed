"""Dialogs that say something or ask one thing: refusals, questions, one line or some lines of text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.dates import PartialDate
from app.errors import UserError
from app.vietnamese.dates import parse_date
from ui.look.widgets import label

_WHOLE_DAY = len("2026-12-31")


def show_refusal(parent: QWidget | None, wrong: UserError) -> None:
    """Says what was refused, why, and what to do; without waiting for the answer."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Chưa thực hiện được", wrong.message, parent=parent)
    box.setInformativeText(f"{wrong.hint}\n({wrong.code})" if wrong.hint else f"({wrong.code})")
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setObjectName("refusal")
    box.open()


def show_done(parent: QWidget | None, title: str, text: str) -> None:
    """Says what was done; without waiting for the answer."""
    box = QMessageBox(QMessageBox.Icon.Information, title, text, parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.open()


def confirm(parent: QWidget, title: str, question: str, verb: str) -> bool:
    """Asks whether to do something; the safe answer is the default."""
    box = QMessageBox(QMessageBox.Icon.Question, title, question, parent=parent)
    yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton("Không", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.exec()
    answer = box.clickedButton() is yes
    box.deleteLater()
    return answer


def ask_lines(parent: QWidget, title: str, question: str) -> str:
    """Asks for some lines of text; empty where the person thought better of it."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    layout = QVBoxLayout(dialog)
    layout.addWidget(label(question))
    lines = QPlainTextEdit()
    lines.setAccessibleName(title)
    lines.setTabChangesFocus(True)
    layout.addWidget(lines)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout.addWidget(buttons)
    dialog.resize(480, 240)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    text = lines.toPlainText().strip()
    dialog.deleteLater()
    return text if accepted else ""


def ask_day(parent: QWidget, title: str, question: str) -> PartialDate | None:
    """Asks for a whole day; None where the person thought better of it."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    layout = QVBoxLayout(dialog)
    layout.addWidget(label(question))
    line = QLineEdit()
    line.setAccessibleName("Ngày")
    line.setPlaceholderText("ngày/tháng/năm")
    layout.addWidget(line)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    ok.setEnabled(False)
    line.textChanged.connect(lambda text: ok.setEnabled(len(parse_date(text) or "") == _WHOLE_DAY))
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout.addWidget(buttons)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    iso = parse_date(line.text())
    dialog.deleteLater()
    return PartialDate(iso) if accepted and iso else None


def choose_file_to_write(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Asks where to write a file; None where the person thought better of it."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path.home() / name), kinds)
    return Path(chosen) if chosen else None


def choose_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Asks which file to read; None when cancelled."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(Path.home()), kinds)
    return Path(chosen) if chosen else None


def choose_files(parent: QWidget, title: str, kinds: str) -> tuple[Path, ...]:
    """Asks which files to read."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(Path.home()), kinds)
    return tuple(Path(item) for item in chosen)


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """Asks for a folder."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(Path.home()))
    return Path(chosen) if chosen else None
