"""Which suggestions are enough: the fewest women that reach the targets of a scope, or come nearest.

Hides the order of choice: what moves most targets at once, a woman who is known before one who is not, what is vacant
sooner. Each choice is counted; one that no longer brings its target on is left out, so that a body that has its woman
is not given a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.commands.office.gap_desk import GapDesk
from app.commands.office.gap_steps import Suggestion
from app.plan.gaps import Gap
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
    chosen: list[Step] = []
    for done, (code, kind) in enumerate(_KIND_OF.items()):
        progress.step(done, len(_KIND_OF), f"Chọn đủ để đạt chỉ tiêu {code}")
        left = [item for item in offered if item.step.kind == kind and item.step not in chosen]
        chosen.extend(_for_target(desk, code, _ranked(desk, left), chosen))
    return tuple(chosen)


def _for_target(desk: GapDesk, code: str, offered: Iterable[Suggestion], chosen: Sequence[Step]) -> Iterator[Step]:
    taken = list(chosen)
    now = _gap(desk.gaps(taken), code)
    for item in offered:
        if now is None or not now.needed:
            return
        if now.result.number not in _moves(desk, item):
            continue
        after = _gap(desk.gaps([*taken, item.step]), code)
        if after is not None and (after.result.numerator or 0) > (now.result.numerator or 0):
            taken.append(item.step)
            now = after
            yield item.step


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


def _gap(found: Iterable[Gap], code: str) -> Gap | None:
    return next((gap for gap in found if gap.line.code == code), None)
