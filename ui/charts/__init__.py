"""Charts drawn by ourselves; every chart says its content as an accessible text."""

from ui.charts.shares import Pair, PairBars, ShareBar
from ui.charts.short_line import Point, TrendLine

__all__ = ["Pair", "PairBars", "Point", "ShareBar", "TrendLine"]
