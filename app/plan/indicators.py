"""Indicators: numerator over denominator from figures by unit, divided last and compared in integers."""

from __future__ import annotations

from app.plan.indicator_defs import IndicatorDef, read_indicators

__all__ = ["IndicatorDef", "read_indicators"]
