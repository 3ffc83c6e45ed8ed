"""What a record was before: as it was reported last period, and which of its values stood before this work began.

Hides how the history is read backwards. Moments are told apart by revision, because two commands may share a second.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from app.commands.chains import standing
from app.commands.figures.judging import current_period
from app.domain.periods import previous_year
from app.domain.registry import TABLES
from app.domain.storage import HistoryLine
from app.workspace import Workspace

_PAGE: Final = 100


def as_reported(ws: Workspace, table: str, record: Any) -> Any:
    """The record as it stood when the period before was sent last; None where it was not there or nothing was sent."""
    period = previous_year(current_period(ws))
    sent = _sent_at(ws, str(period)) if period else 0
    return _rewound(ws, table, record, lambda line: line.revision > sent) if sent else None


def settled(ws: Workspace, table: str, record: Any) -> frozenset[str]:
    """Fields whose value was there before this work: other than by plain entry, they are corrected or updated.

    This work is what was written today and after the last package of any period; so a value that was mistyped a
    moment ago is simply typed again, and one that was reported or is of an earlier day is never changed without a word.
    """
    sent, today = _sent_at(ws), ws.today
    zone = ws.env.now().tzinfo

    def is_of_now(line: HistoryLine) -> bool:
        return line.revision > sent and datetime.fromisoformat(line.entry.at).astimezone(zone).date() >= today

    before = _rewound(ws, table, record, is_of_now)
    if before is None:
        return frozenset()
    names = (field.name for field in TABLES[table].fields)
    return frozenset(name for name in names if getattr(before, name) == getattr(record, name) is not None)


def _sent_at(ws: Workspace, period: str | None = None) -> int:
    """Revision of the last package that was sent, of a period or of any; 0 for none."""
    sent = standing(ws, period)
    if not sent:
        return 0
    lines = ws.store.history("document:sent", sent[-1].id)
    return lines[-1].revision if lines else 0


def _rewound(ws: Workspace, table: str, record: Any, is_later: Callable[[HistoryLine], bool]) -> Any:
    """The record as it was before its later lines; None where it was not there."""
    found, before = record, None
    while True:
        lines = ws.store.history(table, record.id, before=before, limit=_PAGE)
        for line in lines:
            if not is_later(line):
                return found
            for change in reversed(line.changes):
                if change.table == table and change.id == record.id:
                    found = change.before
        if len(lines) < _PAGE:
            return found
        before = lines[-1].revision
