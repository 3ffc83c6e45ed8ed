"""What the stepper of Nộp báo cáo shows: what would leave, what was sent, what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.commands.figures.judging import current_period
from app.commands.office.periods import WHOLE, asked
from app.commands.submission.submitting import asked_level
from app.domain.dataset import redact
from app.domain.registry import TABLES
from app.domain.schema import Level
from app.package.tables import row_counts
from app.workspace import Workspace
from ui.rollover.query import remaining
from ui.sending.sent_query import Sent, next_name, sent_packages


@dataclass(frozen=True, slots=True)
class Leaving:
    """A table that leaves: how many rows, and which fields stay here."""

    label: str
    rows: int
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submitting:
    """Everything that the stepper needs from the store.

    Attributes:
        name: what the file of the next package is called.
        owed: which parts Sở Nội vụ asks for and by which document; "" where nothing but the whole report is asked for.
    """

    asked: str
    leaving: Mapping[str, tuple[Leaving, ...]]
    sent: tuple[Sent, ...]
    left: str
    name: str
    owed: str = ""


def submitting(ws: Workspace) -> Submitting:
    """Reads it."""
    data = ws.store.load()
    leaving = {}
    for level in Level:
        cut = redact(data, level)
        counts = row_counts(cut)
        leaving[level.code] = tuple(
            Leaving(TABLES[name].label, count, _withheld(name, level)) for name, count in counts.items() if count
        )
    period = str(current_period(ws))
    return Submitting(
        asked_level(ws, None).code,
        leaving,
        sent_packages(ws, period),
        remaining(ws).words,
        next_name(ws, period),
        owed_words(ws, period),
    )


def owed_words(ws: Workspace, period: str) -> str:
    """Which parts are owed, and by which document."""
    terms = asked(ws, period) or {}
    parts, request = ws.env.catalogue["report_parts"], str(terms.get("request", ""))
    named = [parts.label(code) for code in terms.get("sections", ()) if code != WHOLE]
    told = [f"Phải nộp: {'; '.join(named)}."] if named else []
    return " ".join((*told, *([f"Theo {request}."] if request else [])))


def _withheld(table: str, level: Level) -> tuple[str, ...]:
    return tuple(
        f"{field.label} (chỉ gửi tháng, năm)" if field.declared.coarse else field.label
        for field in TABLES[table].fields
        if field.level > level
    )
