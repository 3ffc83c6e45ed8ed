"""The program's own icons: one set on a 24 px grid, drawn in whatever colour the theme asks for at run time."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resource_root
from ui.look.theme import current_theme

_SIZES = (16, 20, 24, 32, 48)


def icon(name: str, colour: str) -> QIcon:
    """An icon of resources/icons.

    Args:
        name: file name without suffix.
        colour: #RRGGBB that replaces the drawing's current colour.
    """
    made, pale = QIcon(), current_theme().soft
    for size in _SIZES:
        made.addPixmap(picture(name, colour, size))
        made.addPixmap(picture(name, pale, size), QIcon.Mode.Disabled)
    return made


def picture(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of `size` device-independent pixels, drawn for a screen of that pixel ratio."""
    pixels = round(size * ratio)
    drawn = QPixmap(pixels, pixels)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(_source(name).replace(b"currentColor", colour.encode()))).render(
        painter, QRectF(0, 0, pixels, pixels)
    )
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@cache
def _source(name: str) -> bytes:
    return (resource_root() / "icons" / f"{name}.svg").read_bytes()
