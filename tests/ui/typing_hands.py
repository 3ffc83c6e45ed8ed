"""Hands at a keyboard, for tests: keys go where the window would send them, letters come as input methods send them.

Telex and VNI are played as Unikey plays them: it lets a plain letter through, and when a mark is typed it takes letters
back with Backspace and sends them recomposed; other input methods compose in place and commit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

_SHAPES = {"\u0302", "\u0306", "\u031b"}
_PLAIN = Qt.KeyboardModifier.NoModifier


def press(key: Qt.Key | int, text: str = "", modifiers: Qt.KeyboardModifier = _PLAIN) -> None:
    """One key, down and up, given to the window as the system gives it: to shortcuts, an open list, a field."""
    window = QGuiApplication.focusWindow()
    assert window is not None
    QTest.sendKeyEvent(QTest.KeyAction.Click, window, Qt.Key(int(key)), text, modifiers)


def states(word: str, *, at_once: bool) -> Iterator[str]:
    """What stands on screen after each key of a word, from the empty word on.

    Args:
        word: in NFC.
        at_once: VNI as many type it, the tone right behind its vowel; else Telex, the tone at the end of the word.
    """
    shown, tones = "", []
    for place, letter in enumerate(word):
        base, *marks = unicodedata.normalize("NFD", letter)
        plain = {"đ": "d", "Đ": "D"}.get(base, base)
        yield shown + plain
        shapes = [mark for mark in marks if mark in _SHAPES]
        shaped = unicodedata.normalize("NFC", base + "".join(shapes))
        if shaped != plain:
            yield shown + shaped
        if at_once and shaped != letter:
            yield shown + letter
            shown += letter
        else:
            shown += shaped
            if shaped != letter:
                tones.append((place, letter))
    for place, letter in tones:
        shown = shown[:place] + letter + shown[place + 1 :]
        yield shown


def unikey(text: str, *, at_once: bool = False, packets: bool = True) -> int:
    """Types a text by Unikey; gives the keys a person pressed.

    Args:
        text: Vietnamese.
        at_once: see `states`.
        packets: recomposed letters come without a key code (VK_PACKET), else with the code of their plain letter.
    """
    return sum(1 for _ in strokes(text, at_once=at_once, packets=packets))


def strokes(text: str, *, at_once: bool = False, packets: bool = True) -> Iterator[None]:
    """As `unikey`, one key of the person at a time."""
    for number, word in enumerate(text.split(" ")):
        if number:
            press(Qt.Key.Key_Space, " ")
            yield
        before = ""
        for after in states(word, at_once=at_once):
            common = 0
            while common < min(len(before), len(after)) and before[common] == after[common]:
                common += 1
            for _ in before[common:]:
                press(Qt.Key.Key_Backspace, "\b")
            for letter in after[common:]:
                press(_code(letter, packets=packets), letter)
            before = after
            yield


def _code(letter: str, *, packets: bool) -> int:
    if letter.isascii():
        return ord(letter.upper())
    return 0 if packets else ord(unicodedata.normalize("NFD", letter)[0].upper())


def compose(text: str) -> None:
    """Types a text as an input method that composes in place: each word underlined until it is committed."""
    for number, word in enumerate(text.split(" ")):
        for shown in states(word, at_once=False):
            send(preedit=shown)
        send(commit=word)
        if number < text.count(" "):
            send(commit=" ")


def replace_behind(text: str) -> None:
    """Types a text as an input method that rewrites what stands before the cursor: a commit that replaces letters."""
    for number, word in enumerate(text.split(" ")):
        before = ""
        for after in states(word, at_once=True):
            send(commit=after, back=len(before))
            before = after
        if number < text.count(" "):
            send(commit=" ")


def send(*, preedit: str = "", commit: str = "", back: int = 0) -> None:
    """One event of an input method, to the field behind an open list."""
    event = QInputMethodEvent(preedit, [])
    if commit or back:
        event.setCommitString(commit, -back, back)
    target = QApplication.focusWidget()
    assert target is not None
    QCoreApplication.sendEvent(target, event)
