"""Hands and files for the window of an import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.records import Person
from app.vietnamese.fold import fold
from tests.core.spreadsheets import lists
from ui.imports.window import ImportDialog

Settle = Callable[[], None]
Open = Callable[[Path], ImportDialog]
Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
HEADS = "Họ và tên\tGiới tính\tNgày sinh\tDân tộc\tChức vụ"


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key) -> None:
    """Presses Alt and a key, and waits until the button that it means is up again."""
    window = widget.window()
    qtbot.keyClick(widget, key, ALT)
    qtbot.waitUntil(lambda: not any(item.isDown() for item in window.findChildren(QAbstractButton)))


def table_file(folder: Path, *rows: str, heads: str = HEADS, name: str = "danh sach.tsv") -> Path:
    """A file of plain rows."""
    path = folder / name
    path.write_text("\n".join((heads, *rows)) + "\n", encoding="utf-8")
    return path


def workbook(folder: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook with a sheet of people, and another of two more."""
    book = lists.table([("Họ và tên", "Giới tính", "Ngày sinh", "Dân tộc"), *rows])
    other = book.create_sheet("Phòng Kinh tế")
    for row in (("Họ và tên", "Giới tính", "Ngày sinh"), ("Lỳ Mỳ Xớ", "Nữ", "1992"), ("Vừ A Lử", "Nam", "31/2/1980")):
        other.append(list(row))
    return lists.write(folder, "hai trang.xlsx", lists.content(book))


def asked(dialog: ImportDialog, qtbot: QtBot) -> None:
    """Waits until the dry run that was asked for has answered."""
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=30_000)


def unsure_row(person: Person) -> str:
    """A row that may speak of a person: the same name, and of the birth date only the year."""
    assert person.birth is not None
    return f"{person.full_name}\t{'Nữ' if person.sex == 'f' else 'Nam'}\t{person.birth.text[:4]}\t\t"


def alone(people: list[Person]) -> list[Person]:
    """Those with a whole birth date whom no row with their name, marks or not, and that year can mean besides."""
    names = [(fold(person.full_name or ""), person.birth.text[:4] if person.birth else "") for person in people]
    return [
        person
        for person, name in zip(people, names, strict=True)
        if person.birth
        and len(person.birth.text) == len("2026-12-31")
        and names.count(name) == 1
        and (name[0], "") not in names
    ]
