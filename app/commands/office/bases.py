"""The figures that can be frozen now: of the province as accepted, of a unit as it sent them; and their code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from app.commands.chains import standing
from app.commands.figures.judging import cut_off_of, figures_of, judge_live, previous_figures
from app.commands.figures.province import accepted, counted_together, province_input
from app.commands.office.frozen import Basis, Source, boundaries_digest, closed_by
from app.commands.office.paper_store import paper_documents
from app.domain.figures import Figures
from app.domain.periods import Period, previous_year
from app.domain.storage import Document
from app.domain.tie import Tie, basis_code, figures_code, tie_of
from app.errors import refuse
from app.plan.indicator_results import IndicatorInput
from app.plan.pack import Pack
from app.workspace import Workspace


def basis_now(ws: Workspace, period: Period) -> Basis:
    """What would be frozen now: of the province, or at a unit its newest report of the period.

    Raises:
        UserError: NHAP-01, there is nothing to freeze.
    """
    if ws.mode == "unit":
        return unit_basis(ws, period)
    basis = province_basis(ws, province_input(ws, period), counted_together(ws, period, cut_off_of(ws, period)))
    if not basis.data.by_unit:
        raise refuse("NHAP-01", detail=f"kỳ {period} chưa có số liệu nào được chấp nhận")
    return basis


def province_basis(ws: Workspace, data: IndicatorInput, united: Mapping[str, int]) -> Basis:
    """The province as it is now, from its figures and what was counted over all units."""
    documents = {item.unit: item for item in accepted(ws, data.period)}
    sources = {unit: _source(documents.get(unit), found) for unit, found in data.by_unit.items()}
    day = cut_off_of(ws, data.period).isoformat()
    return Basis("province", day, data, ws.pack, united, sources, _before(ws, data.period) if data.previous else "")


def unit_basis(ws: Workspace, period: Period) -> Basis:
    """The newest report of this unit as it was sent.

    Raises:
        UserError: NHAP-01, none was sent.
    """
    sent = standing(ws, str(period))
    found = figures_of(ws, sent[-1].id) if sent else None
    if found is None:
        raise refuse("NHAP-01", detail=f"chưa lập gói nộp kỳ {period}; chỉ chốt số liệu đã nộp")
    named = sent[-1].body["pack"]
    pack = ws.pack_named(named["id"], named["version"])
    return _of_unit(ws, pack, period, found, _source(sent[-1], found))


def live_unit_basis(ws: Workspace, period: Period) -> Basis:
    """The records of this unit as they stand now, whether sent or not."""
    judged = judge_live(ws, str(period))
    return _of_unit(ws, ws.pack, period, judged.figures, Source("", judged.figures.definitions))


def code_of(basis: Basis) -> str:
    """The code of figures: what the forms made of them print.

    A unit's is that of its cells; the province's that of its packages, rules and boundaries, see `app.domain.tie`.
    """
    period = str(basis.data.period)
    if basis.scope == "unit":
        ((unit, found),) = basis.data.by_unit.items()
        return figures_code(unit, period, found.cut_off, found.cells)
    sources = {unit: f"{source.package}/{source.definitions}" for unit, source in basis.sources.items()}
    rules = f"{basis.pack.digest}/{basis.before}"
    return basis_code(period, basis.cut_off, rules, boundaries_digest(basis.data.units), sources)


def foot_line(ws: Workspace, basis: Basis) -> Tie:
    """What the province's forms say at their foot: the code where the period is frozen with just these figures."""
    closed = closed_by(ws, str(basis.data.period))
    if closed is None:
        return Tie("Số liệu chưa chốt")
    code = closed.body.get("code", "")
    return tie_of(code) if code == code_of(basis) else Tie(f"Số liệu đã thay đổi sau bản chốt {code}")


def _of_unit(ws: Workspace, pack: Pack, period: Period, found: Figures, source: Source) -> Basis:
    before = previous_figures(ws, ws.unit, period)
    data = IndicatorInput(
        {ws.unit: found},
        ws.env.units,
        ws.env.catalogue,
        pack.definitions,
        period,
        pack.target,
        {ws.unit: before} if before else {},
        (ws.unit,),
    )
    return Basis("unit", found.cut_off, data, pack, {}, {ws.unit: source})


def _before(ws: Workspace, period: Period) -> str:
    """Digest of the reports of the year before, on paper or not, which the forms print beside those of the year."""
    year = previous_year(period)
    reports = (*accepted(ws, year), *paper_documents(ws, str(year))) if year else ()
    said = "\n".join(sorted(f"{item.unit}={item.id}/{item.at}" for item in reports))
    return hashlib.sha256(said.encode()).hexdigest()


def _source(document: Document | None, found: Figures) -> Source:
    """Of what figures are; those entered from paper are named by their content, because no package is behind them."""
    if document is not None:
        return Source(document.id, found.definitions, document.body.get("edition", 0))
    said = "\n".join(f"{cell}={found.cells[cell]}" for cell in sorted(found.cells))
    return Source("", hashlib.sha256(said.encode()).hexdigest())
