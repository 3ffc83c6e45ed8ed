"""Cần thêm mấy người as its screen asks for it: the scope read once, then steps tried out on what was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.commands.figures.judging import current_period
from app.commands.figures.province import accepted
from app.commands.office.gap_choice import enough
from app.commands.office.gap_desk import GapDesk, open_gap_desk
from app.commands.office.gap_lists import WHATIF, kept_steps
from app.commands.office.gap_paper import effects, why_words
from app.commands.office.gap_steps import Board, Suggestion, needed_words, share_words, suggestions
from app.commands.office.gaps import lacking_name
from app.domain.storage import Document
from app.plan.gaps import Gap
from app.plan.whatif import Step
from app.progress import Progress
from app.vietnamese.collation import sort_key
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import integer
from app.workspace import Workspace

_NAMED = 4
_KINDS = {"appoint": "post", "plan": "plan", "train": "train"}


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as a line: now, and after the steps that are ticked."""

    number: str
    title: str
    target: str
    now: str
    needed: str
    after: str
    lacking: str
    reached: bool
    reached_after: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """A suggestion as a line.

    Attributes:
        step: what would be done. key: its id. unit: key of its unit.
        cells: what, who, since when and why, what it moves.
        tip: who fits too. useful: it moves a target. kind: "post", "plan" or "train".
    """

    step: Step
    key: str
    unit: str
    cells: tuple[str, ...]
    tip: str
    useful: bool
    kind: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the province: how much it lacks of the targets, in words."""

    unit: str
    name: str
    words: str
    lacks: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A list that was kept."""

    key: str
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class GapView:
    """Everything that the screen shows.

    Attributes:
        desk: the scope as it was read, to try steps out on.
        heading: whose figures, and of how many units.
        enough: steps that reach the targets, or come nearest.
        withheld: names of units that sent no persons.
    """

    desk: GapDesk
    heading: str
    targets: tuple[TargetRow, ...]
    rows: tuple[StepRow, ...]
    units: tuple[UnitRow, ...]
    kept: tuple[Kept, ...]
    enough: tuple[Step, ...]
    withheld: tuple[str, ...]


def look(ws: Workspace, progress: Progress, unit: str = "") -> GapView:
    """Reads a scope: at a unit its own, at Sở Nội vụ the province or one unit."""
    desk = open_gap_desk(ws, progress, unit=unit or None)
    offered = suggestions(desk, progress)
    names = ws.env.units
    return GapView(
        desk,
        _heading(desk),
        after(desk, ()),
        tuple(_row(item, whole=_is_whole(desk)) for item in offered),
        _units(desk),
        kept(ws, desk.scope),
        enough(desk, offered, progress),
        tuple(names.name(key) for key, scene in desk.scenes.items() if scene.withheld),
    )


def after(desk: GapDesk, steps: Sequence[Step]) -> tuple[TargetRow, ...]:
    """The targets now and after steps."""
    return tuple(_target(desk, old, new) for old, new in zip(desk.gaps(), desk.gaps(steps), strict=True))


def described(desk: GapDesk, steps: Iterable[Step]) -> tuple[StepRow, ...]:
    """Steps of a kept list that are not suggested any more."""
    board = Board(desk)
    return tuple(_row(board.described(step), whole=_is_whole(desk)) for step in steps)


def kept(ws: Workspace, scope: str) -> tuple[Kept, ...]:
    """The kept lists of a scope, the newest first."""
    found = [item for item in ws.store.documents(WHATIF, unit=scope) if item.unit == scope]
    found.sort(key=lambda item: item.at, reverse=True)
    return tuple(Kept(item.id, _called(item), kept_steps(item)) for item in found)


def scopes(ws: Workspace) -> tuple[tuple[str, str], ...]:
    """Units whose figures were accepted: key and name."""
    period = current_period(ws)
    pairs = ((item.unit, ws.env.units.name(item.unit)) for item in accepted(ws, period))
    return tuple(sorted(pairs, key=lambda pair: sort_key(pair[1])))


def _called(item: Document) -> str:
    return str(item.body["name"])


def _is_whole(desk: GapDesk) -> bool:
    """Whether the province is looked at."""
    return not desk.scope


def _heading(desk: GapDesk) -> str:
    period = desk.data.period.label
    if desk.ws.mode == "unit":
        return period
    expected, missing = len(desk.data.expected), len(desk.data.missing)
    return f"{desk.scope_name or 'Toàn tỉnh'}, {period.lower()}; số liệu của {expected - missing}/{expected} đơn vị"


def _target(desk: GapDesk, old: Gap, new: Gap) -> TargetRow:
    names = [lacking_name(desk, old, key) for key, _ in old.lacking]
    more = f" và {len(names) - _NAMED} nơi khác" if len(names) > _NAMED else ""
    return TargetRow(
        old.result.number,
        old.line.name,
        "" if old.result.target is None else f"{old.result.target} %",
        _share(old),
        needed_words(old),
        ", ".join(text for text in (_share(new), needed_words(new)) if text) if new.share != old.share else "",
        ", ".join(names[:_NAMED]) + more if _is_whole(desk) or old.line.kind == "share_of_groups" else "",
        old.needed == 0,
        new.needed == 0,
    )


def _share(gap: Gap) -> str:
    """ "5/13 = 38,5 %"; of a single body only yes or no."""
    share = gap.share
    if share is None or share[1] == 1:
        return share_words(gap)
    return f"{integer(share[0])}/{integer(share[1])} = {share_words(gap)}"


def _row(item: Suggestion, *, whole: bool) -> StepRow:
    day = write_date(item.on.isoformat()) if item.on else ""
    when = why_words(item, day)
    moves = "\n".join(effects(item, whole=whole))
    what = f"{item.unit_name}: {item.what[0].lower()}{item.what[1:]}" if whole else item.what
    tip = "Cũng phù hợp: " + ", ".join(item.others) + "." if item.others else ""
    useful = bool(item.moves or item.of_province or item.lost)
    return StepRow(
        item.step, item.step.id, item.step.unit, (what, item.who, when, moves), tip, useful, _KINDS[item.step.kind]
    )


def _units(desk: GapDesk) -> tuple[UnitRow, ...]:
    if desk.scope:
        return ()
    rows = []
    for unit in desk.data.by_unit:
        lacking = [gap for gap in desk.gaps(unit=unit) if gap.needed and gap.of_women]
        words = "; ".join(f"{gap.result.number}: {integer(gap.needed or 0)}" for gap in lacking)
        lacks = sum(gap.needed or 0 for gap in lacking)
        rows.append(UnitRow(unit, desk.ws.env.units.name(unit), words or "đã đạt", lacks))
    return tuple(sorted(rows, key=lambda row: (-row.lacks, sort_key(row.name))))
