"""The figures of a scope with the records behind them: what lacks, where a woman more can come from, what if she does.

At a unit the scope is the unit; at Sở Nội vụ the province, or one unit as its figures were accepted. Hides where the
records come from and at which level: where persons were not sent, only numbers are suggested.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.commands.figures.judging import current_period, cut_off_of
from app.commands.figures.province import accepted, province_input
from app.commands.figures.recounting import received_data
from app.domain.dataset import Dataset, redact
from app.domain.figures import Figures
from app.domain.periods import Period, parse_period
from app.domain.schema import Level
from app.domain.storage import Document
from app.domain.unit_records import Unit
from app.errors import refuse
from app.plan.candidates import Fit, Pool, assign
from app.plan.counting import CellPlan, count_facts, plan_cells
from app.plan.facts import Context, Facts
from app.plan.gaps import Gap, alone, gaps
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorInput
from app.plan.messages import Names
from app.plan.pack import Pack
from app.plan.terms import term_law
from app.plan.vacancies import Vacancy, vacancies
from app.plan.wanted import indicator_cells
from app.plan.whatif import Step, figures_after, figures_with_unknown
from app.progress import Progress
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Scene:
    """The records of one unit.

    Attributes:
        unit: key. facts: of its records; empty where persons were not sent. names: who they are, as the level allows.
        vacancies: by id, the soonest first. fits: vacancy id → women who fit. pool: the unit's women.
        counted: what the records count now. withheld: persons were not sent.
    """

    unit: str
    facts: Facts
    names: Names
    vacancies: Mapping[str, Vacancy]
    fits: Mapping[str, tuple[Fit, ...]]
    pool: Pool
    counted: Mapping[str, int]
    withheld: bool


class GapDesk:
    """A scope with its figures and scenes; `scope` is a unit key, "" for the province."""

    def __init__(
        self,
        ws: Workspace,
        data: IndicatorInput,
        scope: str,
        scenes: Mapping[str, Scene],
        cells: CellPlan,
        packages: Sequence[Document] = (),
    ) -> None:
        self.ws = ws
        self.data = data
        self.scope = scope
        self.scenes = scenes
        self.cells = cells
        self.packages = tuple(packages)
        """Whose people are told, for the register of who saw names."""
        way = ws.pack.definitions.headline
        self.lines: tuple[IndicatorDef, ...] = tuple(
            line for line in ws.pack.indicators if line.headline or line.convention == way
        )
        """The headline of each target."""

    @property
    def scope_name(self) -> str:
        """Of the unit; "" for the province."""
        return self.ws.env.units.name(self.scope) if self.scope else ""

    @property
    def of_scope(self) -> IndicatorInput:
        """Figures of the scope alone."""
        if not self.scope:
            return self.data
        figures = self.data.by_unit.get(self.scope)
        return alone(self.data, self.scope, figures) if figures else replace(self.data, by_unit={})

    def gaps(self, steps: Iterable[Step] = (), unit: str | None = None) -> tuple[Gap, ...]:
        """What each target lacks after steps; of the scope, of a unit, or with unit "" of the province."""
        return self.gaps_in(self.after(steps), self.scope if unit is None else unit)

    def gaps_in(
        self, by_unit: Mapping[str, Figures], unit: str, lines: tuple[IndicatorDef, ...] = ()
    ) -> tuple[Gap, ...]:
        """What each target, or some of them, lacks by other figures, of a unit or with "" of the province."""
        if unit:
            figures = by_unit.get(unit)
            return gaps(lines or self.lines, alone(self.data, unit, figures)) if figures else ()
        return gaps(lines or self.lines, replace(self.data, by_unit=by_unit))

    def after(self, steps: Iterable[Step]) -> Mapping[str, Figures]:
        """Figures by unit as they would be after steps."""
        groups: dict[str, list[Step]] = defaultdict(list)
        for step in steps:
            groups[step.unit].append(step)
        moved = {unit: self.unit_after(unit, found) for unit, found in groups.items()}
        return {**self.data.by_unit, **{unit: figures for unit, figures in moved.items() if figures is not None}}

    def unit_after(self, unit: str, steps: Sequence[Step]) -> Figures | None:
        """Figures of a unit after steps of it; None where it has none."""
        scene, figures = self.scenes.get(unit), self.data.by_unit.get(unit)
        if scene is None or figures is None:
            return figures
        if scene.withheld:
            unknown = sum(step.kind == "plan" and not step.person for step in steps)
            return figures_with_unknown(figures, scene.facts.context, unknown, self.cells)
        return figures_after(figures, scene.facts, scene.vacancies, steps, self.cells, scene.counted)


def open_gap_desk(ws: Workspace, progress: Progress, period: str | None = None, unit: str | None = None) -> GapDesk:
    """Everything that the question needs.

    Args:
        period: text; None for the one that is reported.
        unit: at Sở Nội vụ: code or key of one unit, None or "" for the province.

    Raises:
        UserError: NHAP-02 no such unit, or nothing of it was accepted; NHAP-03 the period.
    """
    chosen = parse_period(period) if period else current_period(ws)
    if ws.mode == "unit":
        return _unit_desk(ws, chosen)
    documents = accepted(ws, chosen)
    row = named_unit(ws, unit) if unit else None
    if row is not None and all(item.unit != row.id for item in documents):
        raise refuse("NHAP-02", what="số liệu đã chấp nhận của đơn vị", value=row.name or row.id)
    wanted = [item for item in documents if row is None or item.unit == row.id]
    scenes, cells = {}, _cells(ws, ws.pack)
    for done, item in enumerate(wanted):
        progress.step(done, len(wanted), f"Tìm chức danh khuyết: {ws.env.units.name(item.unit)}")
        scenes[item.unit] = _received_scene(ws, item, chosen, cells)
    return GapDesk(ws, province_input(ws, chosen), row.id if row else "", scenes, cells, wanted)


def named_unit(ws: Workspace, name: str) -> Unit:
    """A unit by key, or by code: the one of today.

    Raises:
        UserError: NHAP-02.
    """
    found = ws.env.units.get(name) or ws.env.units.by_code(name, ws.today)
    if found is None:
        raise refuse("NHAP-02", what="đơn vị", value=name)
    return found


def assigned(scene: Scene, useful: Iterable[str] = ()) -> Mapping[str, Fit]:
    """Who takes which vacant post of a unit; posts that move a target come first."""
    first = frozenset(useful)
    order = sorted(scene.vacancies.values(), key=lambda item: item.id not in first)
    return assign(order, scene.fits)


def _unit_desk(ws: Workspace, period: Period) -> GapDesk:
    pack, data = ws.pack, ws.store.load()
    on = min(cut_off_of(ws, period), ws.today)
    context = Context(data, ws.env.units, ws.env.catalogue, pack.definitions, period, on, ws.today)
    cells = _cells(ws, pack)
    scene = _scene(ws, context, Names(data, ws.env.catalogue, ws.env.units, pack), cells, withheld=False)
    figures = {data.unit: replace(count_facts(scene.facts, CellPlan(())), cells=scene.counted)}
    asked = IndicatorInput(
        figures, ws.env.units, ws.env.catalogue, pack.definitions, period, pack.target, {}, (data.unit,)
    )
    return GapDesk(ws, asked, data.unit, {data.unit: scene}, cells)


def _received_scene(ws: Workspace, document: Document, period: Period, cells: CellPlan) -> Scene:
    data = received_data(ws, document)
    named = document.body["pack"]
    pack = ws.pack_named(named["id"], named["version"])
    cut_off = date.fromisoformat(document.body["cut_off"])
    withheld = data.withholds_table("person")
    held = Dataset(data.unit, data.level, {}) if withheld else redact(data, Level.RUT_GON)
    context = Context(held, ws.env.units, ws.env.catalogue, pack.definitions, period, cut_off, ws.today)
    return _scene(ws, context, Names(data, ws.env.catalogue, ws.env.units, pack), cells, withheld=withheld)


def _scene(ws: Workspace, context: Context, names: Names, cells: CellPlan, *, withheld: bool) -> Scene:
    pack, facts = ws.pack, Facts(context)
    law = term_law(pack.rules, context.cut_off)
    last = max((target.last_year for target in pack.targets.rows), default=context.period.last_year)
    found = vacancies(facts, pack.retirement, law, date(last, 12, 31))
    pool = Pool(facts, pack.retirement, law)
    fits = {item.id: pool.fitting(item) for item in found}
    counted = {} if withheld else count_facts(facts, cells).cells
    by_id = {item.id: item for item in found}
    return Scene(context.data.unit, facts, names, by_id, fits, pool, counted, withheld)


def _cells(ws: Workspace, pack: Pack) -> CellPlan:
    return plan_cells(set(indicator_cells(pack.indicators, pack.definitions, ws.env.catalogue)))
