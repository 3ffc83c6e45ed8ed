"""Whether anything was entered behind an indicator: where nothing was, its zero means nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.commands.figures.judging import Judged
from app.plan.indicator_results import IndicatorResult
from app.workspace import Workspace

_WITHOUT_DATA: Final = "indicator_without_data"
_COUNTS_PEOPLE_OF: Final[Mapping[str, str]] = {"1.3": "1.2"}
"""Trained are those who are planned (domain.md §2)."""


def is_entered(ws: Workspace, judged: Judged, result: IndicatorResult) -> bool:
    """Whether there is data behind an indicator, or a statement that there is nobody.

    The rules of the pack that find an indicator without data say so; they name it without the letter of its part.
    """
    rules = {rule.code for rule in ws.pack.rules if rule.kind.name == _WITHOUT_DATA}
    missing = {finding.at.record for finding in judged.findings if finding.rule in rules}
    code = result.definition.code.rstrip("ab")
    return not {code, _COUNTS_PEOPLE_OF.get(code, code)} & missing
