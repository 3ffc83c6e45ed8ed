"""Báo cáo không phát sinh số liệu: a signed report like any other, only for a period in which there is nothing to tell.

What a unit is (its bodies, its residents) is no event of a period; people, plans, training, activities and money are.
Hides how that is found: by the same entries that figures are counted from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from app.commands.figures.judging import current_period, cut_off_of
from app.domain.figures import cell_key, parse_cell_key
from app.errors import refuse
from app.plan.facts import Context, Facts
from app.plan.subjects import SUBJECTS, Subject
from app.vietnamese.numbers import integer
from app.workspace import Workspace

_STANDING: Final = frozenset({"body", "government", "resident"})
_MOST_NAMED: Final = 3


def happened(context: Context, cells: Mapping[str, int]) -> tuple[str, ...]:
    """What a period has beside what the unit is, as "Lượt quy hoạch: 5 lượt", in the order of subjects.

    Args:
        context: records, period and cut-off.
        cells: figures, also of what is withheld in the records.
    """
    facts = Facts(context)
    named = {parse_cell_key(key).subject for key, value in cells.items() if value}
    found = []
    for name, subject in SUBJECTS.items():
        number = cells.get(cell_key(name)) or _counted(subject, facts)
        if name not in _STANDING and (number or name in named):
            found.append(f"{subject.title}: {integer(number)} {subject.unit_word}" if number else subject.title)
    return tuple(found)


def require_nothing(context: Context, cells: Mapping[str, int]) -> None:
    """Refuses a nil report of a period in which something happened; both sides ask the same.

    Raises:
        UserError: NGH-15, with what there is.
    """
    found = happened(context, cells)
    if found:
        raise refuse("NGH-15", period=str(context.period), detail=in_short(found))


def happened_here(ws: Workspace) -> tuple[str, ...]:
    """The same of the live records of this unit and the period that is being reported, before it is counted."""
    period = current_period(ws)
    context = Context(
        ws.store.load(),
        ws.env.units,
        ws.env.catalogue,
        ws.pack.definitions,
        period,
        cut_off_of(ws, period),
        ws.today,
    )
    return happened(context, {})


def in_short(found: Sequence[str]) -> str:
    """The first of what happened, and how much more there is."""
    more = f"; và {len(found) - _MOST_NAMED} mục khác" if len(found) > _MOST_NAMED else ""
    return "; ".join(found[:_MOST_NAMED]) + more


def _counted(subject: Subject, facts: Facts) -> int:
    listed = len({entry.item for entry in subject.entries(facts)})
    typed = subject.typed(facts, frozenset()) if subject.typed else ()
    return listed + sum(entry.values.get("", 0) for entry in typed)
