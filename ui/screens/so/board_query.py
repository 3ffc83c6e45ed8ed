"""The board of Sở Nội vụ as rows: which unit stands where and for how long, who is late, what the indicators say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.commands.figures.editions import edition_words
from app.commands.figures.judging import current_period
from app.commands.figures.watching import (
    BEHIND,
    SETTLED,
    STATES,
    Standing,
    due_of,
    exempt_standings,
    receipt_numbers,
    standings,
)
from app.commands.lateness import EXCEPTION
from app.commands.office.board_now import gathered
from app.commands.office.boundaries import board_words
from app.commands.office.hands import Hand, hands
from app.commands.office.letters import LETTER
from app.domain.figures import Figures
from app.domain.periods import Period, parse_period
from app.domain.schema import level_of
from app.domain.storage import Document
from app.plan.indicator_results import IndicatorInput, IndicatorResult
from app.plan.indicators import compute_indicators
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import decimal
from app.workspace import Workspace
from ui.screens.so.board_now import rows_now
from ui.screens.so.queries import LEVELS, PILLS, receipt_word
from ui.screens.so.rows import Row

COUNTED: Final = "counted"
"""Tag of a unit whose figures are in the totals."""
OVERDUE: Final = "overdue"
"""Tag of a unit whose next step is its own, and late."""
BEHIND_TAG: Final = "behind"
"""Tag of a unit whose next step is its own: to whom a reminder can go."""
BOARD_INDICATORS: Final = ("1.1a", "1.2", "1.3", "1.4")


@dataclass(frozen=True, slots=True)
class Board:
    """Theo dõi: a row for each unit that owes the period, how many stand in each state, numbers of the indicators.

    Attributes:
        rows: by the units that owe the period; totals are theirs.
        shown: the same with those that owe nothing, or by the units of today.
        boundaries: what is to be said of units that changed since; "" for nothing.
    """

    period: Period
    due: date
    today: date
    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    numbers: tuple[str, ...]
    shown: tuple[Row, ...]
    boundaries: str

    @property
    def arrived(self) -> int:
        """Units of which anything was received."""
        return len(self.rows) - self.counts.get("none", 0)

    @property
    def accepted(self) -> int:
        """Units whose figures are in the totals."""
        return sum(COUNTED in row.tags for row in self.rows)

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the units that have sent nothing."""
        return tuple(row.cells[0] for row in self.rows if "none" in row.tags)

    @property
    def behind(self) -> tuple[Row, ...]:
        """Units to which a reminder can go."""
        return tuple(row for row in self.rows if BEHIND_TAG in row.tags)

    @property
    def overdue(self) -> int:
        """Units that are late."""
        return sum(OVERDUE in row.tags for row in self.rows)


def board(ws: Workspace, period: str = "", *, now: bool = False) -> Board:
    """The board of a period; "" for the one asked for now. By the units of its time, or of today."""
    chosen = parse_period(period) if period else current_period(ws)
    receipts = receipt_numbers(ws)
    late = {item.unit for item in ws.store.documents(EXCEPTION, period=str(chosen))}
    found, due = standings(ws, chosen), due_of(ws, chosen)
    figures, over = _figures(ws, found), (ws.today - due).days

    def row_of(standing: Standing) -> Row:
        return _board_row(ws, standing, chosen, receipts, figures.get(standing.unit.id), over)

    by = hands(ws, (item.latest for item in found if item.latest is not None))
    letters = {item.unit: item for item in ws.store.documents(LETTER, period=str(chosen))}
    rows = tuple(_marked_late(row) if row.key in late else row for row in map(row_of, found))
    rows = tuple(_marked_entered(row, by[row.source]) if row.source in by else row for row in rows)
    rows = tuple(_marked_reminded(row, letters[row.key]) if row.key in letters else row for row in rows)
    exempt = tuple(map(row_of, exempt_standings(ws, chosen)))
    counts = {state: sum(state in row.tags for row in (*rows, *exempt)) for state in STATES}
    targets = (ws.pack.target(code, chosen) for code in BOARD_INDICATORS)
    numbers = tuple(target.number if target else "" for target in targets)
    shown = _rows_now(ws, chosen, found, rows, figures) if now else (*rows, *exempt)
    words = board_words(ws, chosen, [item.unit.id for item in found], now=now)
    return Board(chosen, due, ws.today, rows, counts, numbers, shown, words)


def _figures(ws: Workspace, found: Iterable[Standing]) -> Mapping[str, Figures]:
    """Unit key → figures of its newest package, where that was read; all in one question to the store."""
    latest = [item.latest for item in found if item.latest is not None and "definitions" in item.latest.body]
    cells = ws.store.figures_of([item.id for item in latest])
    return {
        item.unit: Figures(
            item.unit,
            item.body["cut_off"],
            item.body["definitions"],
            level_of(item.body["level"]),
            cells.get(item.id, {}),
        )
        for item in latest
    }


def _rows_now(
    ws: Workspace,
    period: Period,
    found: tuple[Standing, ...],
    rows: tuple[Row, ...],
    figures: Mapping[str, Figures],
) -> tuple[Row, ...]:
    def shares(whole: Figures) -> tuple[tuple[str, ...], tuple[Any, ...]]:
        results = headlines(ws, whole, period)
        chosen = [results.get(code) for code in BOARD_INDICATORS]
        return tuple(map(quotient, chosen)), tuple(map(_share, chosen))

    return rows_now(ws, rows, gathered(ws, found), figures, shares, PILLS)


def _marked_late(row: Row) -> Row:
    """A unit that may report late says so beside its state."""
    name, words, *rest = row.cells
    tip = f"{row.tip}. Được phép nộp muộn"
    return replace(row, cells=(name, f"{words}, được nộp muộn", *rest), tip=tip)


def _marked_entered(row: Row, hand: Hand) -> Row:
    """A report that Sở Nội vụ entered for its unit says so beside its state."""
    name, words, *rest = row.cells
    return replace(row, cells=(name, f"{words}, nhập thay", *rest), tip=f"{row.tip}. {hand.words}")


def _marked_reminded(row: Row, letter: Document) -> Row:
    """A unit that got a letter says so where the pointer rests; screen readers tell it too."""
    body = letter.body
    told = f"Đã đôn đốc: Công văn số {body['number']:02d}/{body['symbol']} ngày {write_date(body['on'])}"
    return replace(row, tip=f"{row.tip}. {told}", tags=row.tags | {"reminded"})


def headlines(ws: Workspace, figures: Figures, period: Period) -> Mapping[str, IndicatorResult]:
    """The result of each indicator for one unit."""
    chosen = ws.pack.definitions.headline
    lines = tuple(line for line in ws.pack.indicators if line.headline or line.convention == chosen)
    data = IndicatorInput(
        {figures.unit: figures}, ws.env.units, ws.env.catalogue, ws.pack.definitions, period, ws.pack.target, {}
    )
    return {result.code: result for result in compute_indicators(lines, data)}


def quotient(result: IndicatorResult | None) -> str:
    """A result in a narrow column: a percentage of people, else "1/2" of agencies and units."""
    if result is None or result.numerator is None or result.denominator is None:
        return "…"
    if result.denominator == 0:
        return "-"
    if result.definition.unit_word == "người":
        return decimal(result.numerator, result.denominator, result.decimals, 100)
    return f"{result.numerator}/{result.denominator}"


def _board_row(
    ws: Workspace,
    standing: Standing,
    period: Period,
    receipts: Mapping[tuple[str, str], int],
    figures: Figures | None,
    over: int,
) -> Row:
    unit, state, latest, documents = standing.unit, standing.state, standing.latest, standing.documents
    name, kind, days = unit.name or unit.id, PILLS.get(state, ""), standing.days(ws.today)
    tags = {state, unit.kind or ""}
    tags |= {BEHIND_TAG} if state in BEHIND and unit.id != ws.unit else set()
    tags |= {OVERDUE} if standing.overdue else set()
    tags |= {COUNTED} if standing.counts else set()
    words = _state_words(standing, days, over)
    order_of_state = (list(STATES).index(state), days or 0)
    if latest is None:
        tip = f"{name}: {words}. {standing.why}".rstrip(". ")
        pill = "error" if standing.overdue else kind
        return Row(unit.id, (name, words), ("", order_of_state), pill, frozenset(tags), tip)
    results = headlines(ws, figures, period) if figures else {}
    body = latest.body
    cells = (
        name,
        words,
        write_date(latest.at[:10]),
        str(len(documents)),
        LEVELS.get(body.get("level", ""), ""),
        str(body.get("errors", "")),
        str(body.get("warnings", "")),
        *(quotient(results.get(code)) for code in BOARD_INDICATORS),
        _change(latest, documents),
        receipt_word(latest, receipts),
    )
    shares = tuple(_share(results.get(code)) for code in BOARD_INDICATORS)
    level = list(LEVELS).index(body["level"]) if body.get("level") in LEVELS else None
    order = ("", order_of_state, latest.at, len(documents), level, body.get("errors"), body.get("warnings"), *shares)
    tags |= {"late"} if body.get("late") else set()
    tip = ". ".join(part for part in (f"{name}: {words}", edition_words(ws, latest), body.get("late", "")) if part)
    return Row(unit.id, cells, order, kind, frozenset(tags), tip, source=latest.id)


def _state_words(standing: Standing, days: int | None, over: int) -> str:
    """The state with its age: how long it has stood there, or how late the unit is."""
    words = STATES[standing.state]
    if standing.overdue and standing.state == "none":
        return f"{words}, quá hạn {over} ngày"
    return f"{words} ({days} ngày)" if days and standing.state not in SETTLED else words


def _share(result: IndicatorResult | None) -> Any:
    if result is None or not result.denominator or result.numerator is None:
        return None
    return result.numerator / result.denominator


def _change(latest: Document, documents: tuple[Document, ...]) -> str:
    """What grew or shrank since the package before, by the counts of both."""
    before = next((item for item in reversed(documents) if item is not latest and "counts" in item.body), None)
    if before is None or "counts" not in latest.body:
        return ""
    old, new = before.body["counts"], latest.body["counts"]
    parts = []
    for table, word in (("person", "người"), ("appointment", "chức vụ"), ("planning_entry", "quy hoạch")):
        step = new.get(table, 0) - old.get(table, 0)
        if step:
            parts.append(f"{step:+d} {word}")
    return ", ".join(parts) or "không đổi số dòng"
