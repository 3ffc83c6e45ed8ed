"""Colours, type and spacing of the window, and the one style sheet made of them; light and dark.

Hides Qt's palette roles and style sheet syntax. Every pair of colours that text is drawn in stands in `PAIRS`, so that
a test can compute its contrast.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.paths import resource_root

GRID: Final = 8
"""Spacing step in device-independent pixels."""
POINTS: Final = 10.0
_GENERIC: Final = frozenset({"sans serif", "sans", "dejavu sans", ""})
_BETTER: Final = ("Noto Sans", "Segoe UI", "Ubuntu", "Cantarell", "Liberation Sans", "Arimo")


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by what they mean, as #RRGGBB."""

    name: str
    ink: str
    soft: str
    paper: str
    ground: str
    line: str
    field_line: str
    rail: str
    rail_ink: str
    rail_soft: str
    rail_chosen: str
    accent: str
    accent_ink: str
    accent_wash: str
    warning: str
    warning_wash: str
    danger: str
    danger_wash: str
    good: str
    good_wash: str
    women: str
    men: str
    band: str
    band_ink: str


LIGHT: Final = Theme(
    name="light",
    ink="#1D2733",
    soft="#54606C",
    paper="#FFFFFF",
    ground="#F6F8FA",
    line="#DCE2E8",
    field_line="#8A949E",
    rail="#12343B",
    rail_ink="#FFFFFF",
    rail_soft="#B4CBD0",
    rail_chosen="#1F4C54",
    accent="#0F6E6E",
    accent_ink="#FFFFFF",
    accent_wash="#DDEFEE",
    warning="#8A5D00",
    warning_wash="#FFF3D3",
    danger="#B42318",
    danger_wash="#FDE9E7",
    good="#1A7034",
    good_wash="#E2F3E6",
    women="#8F3B76",
    men="#2B66A8",
    band="#8A5D00",
    band_ink="#FFFFFF",
)

DARK: Final = Theme(
    name="dark",
    ink="#E6EDF3",
    soft="#A7B2BD",
    paper="#1B222A",
    ground="#12171D",
    line="#333D48",
    field_line="#76828E",
    rail="#0B2328",
    rail_ink="#FFFFFF",
    rail_soft="#A9C3C8",
    rail_chosen="#1A4148",
    accent="#5CC2BD",
    accent_ink="#06201F",
    accent_wash="#16383A",
    warning="#E6B84A",
    warning_wash="#352A0C",
    danger="#FF938A",
    danger_wash="#3F1A17",
    good="#72CF84",
    good_wash="#12301B",
    women="#DE8FC6",
    men="#7DB2EC",
    band="#E6B84A",
    band_ink="#1D1500",
)

PAIRS: Final = (
    ("ink", "paper"),
    ("ink", "ground"),
    ("soft", "paper"),
    ("soft", "ground"),
    ("rail_ink", "rail"),
    ("rail_soft", "rail"),
    ("rail_ink", "rail_chosen"),
    ("accent", "paper"),
    ("accent", "ground"),
    ("accent_ink", "accent"),
    ("ink", "accent_wash"),
    ("accent", "accent_wash"),
    ("warning", "paper"),
    ("warning", "ground"),
    ("warning", "warning_wash"),
    ("danger", "paper"),
    ("danger", "ground"),
    ("danger", "danger_wash"),
    ("good", "paper"),
    ("good", "ground"),
    ("good", "good_wash"),
    ("women", "paper"),
    ("men", "paper"),
    ("band_ink", "band"),
)
"""(text, ground): each must reach 4.5:1."""


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two #RRGGBB colours (WCAG 2.1, relative luminance), 1 to 21."""
    brighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def theme_named(name: str) -> Theme:
    """The theme "light" or "dark"; "" follows the system."""
    if name in {"light", "dark"}:
        return LIGHT if name == "light" else DARK
    return DARK if QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def current_theme() -> Theme:
    """The theme that was applied last."""
    app = QApplication.instance()
    return DARK if app is not None and app.property("theme") == "dark" else LIGHT


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Draws the whole application in a theme: Fusion, palette, typeface and style sheet."""
    app.setProperty("theme", theme.name)
    fusion = QStyleFactory.create("Fusion")
    if fusion is not None and app.style().objectName().lower() != "fusion":
        app.setStyle(fusion)
    app.setFont(ui_font())
    app.setPalette(_palette(theme))
    app.setStyleSheet(style_sheet(theme, resource_root()))


def ui_font(points: float = POINTS, *, bold: bool = False) -> QFont:
    """The system's typeface at a size, with figures of equal width."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.family().lower() in _GENERIC:
        known = set(QFontDatabase.families())
        font.setFamily(next((name for name in _BETTER if name in known), font.family()))
    font.setPointSizeF(points)
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def figure_font(points: float = POINTS) -> QFont:
    """The typeface of columns of figures: without kerning, which some typefaces apply to "11"."""
    font = ui_font(points)
    font.setKerning(False)
    return font


def style_sheet(theme: Theme, resources: Path) -> str:
    """The style sheet of resources/theme with this theme's colours."""
    text = (resources / "theme" / "style.qss").read_text(encoding="utf-8")
    values = {item.name: getattr(theme, item.name) for item in fields(theme)}
    arrow = (resources / "icons" / f"arrow-{theme.name}.svg").as_posix()
    tick = (resources / "icons" / f"tick-{theme.name}.svg").as_posix()
    return Template(text).substitute(values, arrow=arrow, tick=tick)


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.ground,
        role.WindowText: theme.ink,
        role.Base: theme.paper,
        role.AlternateBase: theme.ground,
        role.Text: theme.ink,
        role.Button: theme.paper,
        role.ButtonText: theme.ink,
        role.BrightText: theme.danger,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_ink,
        role.ToolTipBase: theme.ink,
        role.ToolTipText: theme.paper,
        role.PlaceholderText: theme.soft,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Mid: theme.line,
        role.Accent: theme.accent,
    }
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.soft))
    return palette
