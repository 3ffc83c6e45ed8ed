"""Questions about the report: for which periods it can be made, its paragraphs, its pages."""

from __future__ import annotations

from dataclasses import dataclass

from app.commands.figures.judging import current_period
from app.commands.office.periods import PERIOD
from app.commands.papers.composing import STATES, Paragraph, State, paragraphs
from app.commands.papers.desk import report_desk
from app.commands.papers.making import Dated, report_document
from app.domain.periods import parse_period
from app.progress import Progress
from app.reports.writers import render
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ParagraphRow:
    """A paragraph as the screen shows it.

    Attributes:
        key: its name. mark: "I.", "1." or "". level: 0-3. heading: a heading.
        text: what stands on paper. generated: what would be generated now.
        state: see `STATES`. label: its words. may_go: it may be left out of the paper.
    """

    key: str
    mark: str
    level: int
    heading: bool
    text: str
    generated: str
    state: State
    label: str
    may_go: bool


def report_periods(ws: Workspace) -> tuple[tuple[str, str], ...]:
    """Periods that a report can be made for: text and label; the one in hand first, then others asked for, stages."""
    now = current_period(ws)
    asked = [item.period for item in ws.store.documents(PERIOD)]
    phases = {(target.first_year, target.last_year) for target in ws.pack.targets.rows}
    stages = [
        f"{first}-{min(last, now.last_year)}" for first, last in sorted(phases) if first < min(last, now.last_year)
    ]
    return tuple((text, parse_period(text).label) for text in dict.fromkeys([str(now), *asked, *stages]))


def report_rows(ws: Workspace, period: str) -> tuple[ParagraphRow, ...]:
    """Paragraphs of the report, then those of the letter that goes with it."""
    desk = report_desk(ws, period)
    return tuple(map(_row, (*paragraphs(desk), *paragraphs(desk, "letter"))))


def report_pdf(ws: Workspace, progress: Progress, period: str) -> bytes:
    """The report with its annexes as it is printed."""
    progress.step(0, 2, "Lập báo cáo")
    document = report_document(report_desk(ws, period), Dated())
    progress.step(1, 2, "Dàn trang")
    return render(document, ".pdf")


def _row(item: Paragraph) -> ParagraphRow:
    line = item.line
    return ParagraphRow(
        item.key, item.mark, line.level, line.heading, item.text, item.generated, item.state, STATES[item.state],
        item.may_go,
    )  # fmt: skip
