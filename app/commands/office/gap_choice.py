"""Which suggestions are enough: the fewest women that reach the targets of a scope, or come nearest.

Hides the order of choice: what moves most targets at once, a woman who is known before one who is not, what is vacant
sooner. Each choice is counted; one that no longer brings its target on is left out, so that a body that has its woman
is not given a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.commands.office.gap_desk import GapDesk
from app.commands.office.gap_steps import Suggestion
from app.domain.figures import Figures
from app.plan.gaps import Gap
from app.plan.indicator_defs import IndicatorDef
from app.plan.whatif import Step
from app.progress import Progress

_KIND_OF: Final = {"1.1a": "appoint", "1.1b": "appoint", "1.2": "plan", "1.3": "train"}
"""Indicator → the kind of step that is meant for it; the order is that of choice: who is planned must be trained."""
_NEVER: Final = "9999"


def enough(desk: GapDesk, offered: Sequence[Suggestion], progress: Progress) -> tuple[Step, ...]:
    """The steps to tick so that the targets of the scope are reached.

    Args:
        desk: the scope.
        offered: its suggestions.
        progress: told how far it is.

    Returns:
        In the order of choice; where what is offered does not do, all of it that helps.
    """
    choice = _Choice(desk)
    for done, (code, kind) in enumerate(_KIND_OF.items()):
        progress.step(done, len(_KIND_OF), f"Chọn đủ để đạt chỉ tiêu {code}")
        choice.reach(code, _ranked(desk, [item for item in offered if item.step.kind == kind]))
    return tuple(choice.steps)


class _Choice:
    """What was chosen so far, with the figures as they would be; a choice recounts its own unit only."""

    def __init__(self, desk: GapDesk) -> None:
        self.steps: list[Step] = []
        self._desk = desk
        self._by_unit = dict(desk.data.by_unit)
        self._of_unit: dict[str, list[Step]] = defaultdict(list)

    def reach(self, code: str, offered: Iterable[Suggestion]) -> None:
        """Chooses of what is offered until a target is reached."""
        lines = tuple(line for line in self._desk.lines if line.code == code)
        now = self._gap(lines, self._by_unit)
        for item in offered:
            if now is None or not now.needed:
                return
            step = item.step
            figures = self._desk.unit_after(step.unit, [*self._of_unit[step.unit], step])
            if step in self.steps or figures is None or now.result.number not in _moves(self._desk, item):
                continue
            after = self._gap(lines, {**self._by_unit, step.unit: figures})
            if after is not None and (after.result.numerator or 0) > (now.result.numerator or 0):
                now = after
                self.steps.append(step)
                self._of_unit[step.unit].append(step)
                self._by_unit[step.unit] = figures

    def _gap(self, lines: tuple[IndicatorDef, ...], by_unit: Mapping[str, Figures]) -> Gap | None:
        return next(iter(self._desk.gaps_in(by_unit, self._desk.scope, lines)), None) if lines else None


def _ranked(desk: GapDesk, offered: Iterable[Suggestion]) -> list[Suggestion]:
    return sorted(
        offered,
        key=lambda item: (
            -len(_moves(desk, item)),
            not item.step.person,
            (item.on.isoformat() if item.on else _NEVER) if not item.gone else "",
        ),
    )


def _moves(desk: GapDesk, item: Suggestion) -> frozenset[str]:
    """Numbers of the targets of the scope that it moves."""
    return frozenset(move.number for move in (item.moves if desk.scope else item.of_province))
