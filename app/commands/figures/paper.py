"""Forms of a unit and of the province, from figures to the document that is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.commands.figures.asked import asked_forms
from app.commands.figures.judging import Judged, cut_off_of
from app.commands.figures.province import counted_together, indicators, unit_input
from app.commands.office.bases import foot_line, province_basis
from app.commands.office.boundaries import breaks, listing_of
from app.commands.office.frozen import Basis
from app.commands.office.hands import hands
from app.domain.periods import Period
from app.domain.table import FilledForm
from app.domain.tie import NO_TIE, Tie, figures_code, tie_of
from app.domain.unit_records import UnitProfile
from app.errors import refuse
from app.plan.form_shapes import FormDef
from app.plan.forms import FormInput, fill
from app.plan.indicators import compute_indicators
from app.plan.pack import Pack
from app.plan.publishing import publishable
from app.reports.document import PRACTICE_TEXT, Document, FormSection, Signers
from app.reports.grid import WIDE_COLUMNS
from app.reports.letterhead import Letterhead
from app.reports.writers import render
from app.workspace import Workspace

_PROVINCE: Final = "Sở Nội vụ tỉnh Điện Biên"
_PEOPLES_COMMITTEE: Final = "Ủy ban nhân dân tỉnh Điện Biên"


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that the forms of one scope are filled and signed with; `pack` None for the one of the store."""

    form_input: FormInput
    letterhead: Letterhead
    signers: Signers
    replaces: str = ""
    tie: Tie = NO_TIE
    pack: Pack | None = None


def unit_desk(ws: Workspace, judged: Judged, edition: str = "", package: str = "") -> Desk:
    """Forms of a unit.

    Args:
        edition: which report it is and whose place it takes, "" for the first.
        package: SHA-256 of the sealed package that carries these figures, "" while there is none.
    """
    data = unit_input(ws, judged)
    context = judged.context
    profile = next(iter(context.data.rows(UnitProfile)), None)
    name = (profile.name if profile else None) or ws.env.units.name(context.data.unit)
    form_input = FormInput("unit", data, indicators(ws, data), context.cut_off, name, _PROVINCE, context, {})
    letterhead = Letterhead((profile.place if profile else None) or "")
    code = figures_code(context.data.unit, str(context.period), judged.figures.cut_off, judged.figures.cells)
    return Desk(
        form_input, letterhead, signers_of(ws, profile), f"({edition})" if edition else "", tie=tie_of(code, package)
    )


def province_desk(ws: Workspace, period: Period, *, now: bool = False) -> Desk:
    """Forms of the province: the sum of what was accepted, by the units of its time or of today."""
    united = counted_together(ws, period, cut_off_of(ws, period))
    listing = listing_of(ws, period, now=now)
    basis = province_basis(ws, listing.reported, united)
    desk = basis_desk(ws, replace(basis, data=listing.data), foot_line(ws, basis))
    return replace(desk, replaces=f"({listing.words.rstrip('.')})") if now and listing.moved else desk


def basis_desk(ws: Workspace, basis: Basis, foot: Tie) -> Desk:
    """Forms of the province from its figures, of now or as they were frozen, by the pack of that time."""
    form_input = FormInput(
        "province",
        basis.data,
        compute_indicators(basis.pack.indicators, basis.data),
        date.fromisoformat(basis.cut_off),
        _PROVINCE,
        _PEOPLES_COMMITTEE,
        None,
        basis.united,
        {item.day: item.resolution for item in breaks(ws, date.min, date.fromisoformat(basis.cut_off))},
        _entered_here(ws, basis),
    )
    profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)), None)
    signers = signers_of(ws, profile) if profile else Signers(("GIÁM ĐỐC",))
    return Desk(form_input, Letterhead("Điện Biên"), signers, tie=foot, pack=basis.pack)


def _entered_here(ws: Workspace, basis: Basis) -> tuple[str, ...]:
    """Units whose figures Sở Nội vụ entered for them."""
    packages = {source.package: unit for unit, source in basis.sources.items() if source.package}
    documents = ws.store.documents("received", period=str(basis.data.period)) if packages else ()
    return tuple(packages[package] for package in hands(ws, (item for item in documents if item.id in packages)))


def is_wide(form: FormDef) -> bool:
    """Whether a form has so many columns that A3 paper makes it easier to read."""
    return form.landscape and form.most_columns() > WIDE_COLUMNS


def form_def(ws: Workspace, desk: Desk, code: str) -> FormDef:
    """How a form is made.

    Raises:
        UserError: NHAP-02, the pack has no such form for this cut-off day and place.
    """
    data = desk.form_input
    form = (desk.pack or ws.pack).form(code, data.cut_off)
    if form is None or (form.names and data.scope != "unit") or (form.office and data.scope == "unit"):
        raise refuse("NHAP-02", what="biểu", value=code)
    return form


def filled_form(ws: Workspace, desk: Desk, code: str) -> FilledForm:
    """One form with its numbers.

    Raises:
        UserError: as `form_def`.
    """
    return fill(form_def(ws, desk, code), desk.form_input)


def forms_of(ws: Workspace, desk: Desk, codes: Iterable[str], *, publish: bool = False) -> tuple[FilledForm, ...]:
    """Forms with their numbers; for publication they are masked together.

    Raises:
        UserError: NHAP-02, the pack has no such form; NHAP-01 a list of people is never published.
    """
    asked = [form_def(ws, desk, code) for code in codes]
    lists = [form.code for form in asked if form.names] if publish else []
    if lists:
        raise refuse("NHAP-01", detail=f"biểu {lists[0]} là danh sách người, không công bố; chọn biểu khác")
    forms = tuple(fill(form, desk.form_input) for form in asked)
    return publishable(forms, (desk.pack or ws.pack).definitions.small_cell) if publish else forms


def document(
    ws: Workspace, desk: Desk, codes: Iterable[str], *, publish: bool = False, large: bool = False
) -> Document:
    """Forms as one document, in the order given.

    Args:
        publish: small counts are masked.
        large: the wide ones are on A3; what has few columns stays on A4.
    """
    sections = tuple(
        FormSection(
            replace(form, large=large and is_wide(form_def(ws, desk, form.code))),
            desk.letterhead,
            desk.signers,
            desk.replaces,
        )
        for form in forms_of(ws, desk, codes, publish=publish)
    )
    title = f"Biểu báo cáo {desk.form_input.data.period.label} - {desk.form_input.reporter}"
    return Document(title, sections, practice=PRACTICE_TEXT if ws.store.info.practice else "", tie=desk.tie)


def unit_forms_pdf(ws: Workspace, judged: Judged, edition: str = "") -> bytes:
    """The forms that are asked of the unit as one PDF, as they go into the package."""
    codes = asked_forms(ws, str(judged.context.period))
    return render(document(ws, unit_desk(ws, judged, edition), codes), ".pdf")


def signers_of(ws: Workspace, profile: UnitProfile | None) -> Signers:
    """Who signs the unit's papers, with the lines over the signature."""
    if profile is None:
        return Signers(())
    title = (profile.signer_title or "").upper()
    return Signers(_authority(ws, profile, title), profile.signer or "", profile.preparer or "", profile.checker or "")


def _authority(ws: Workspace, profile: UnitProfile, title: str) -> tuple[str, ...]:
    """Lines over the signature (Nghị định 30/2020/NĐ-CP; forms-and-rules §1.3)."""
    committee = (profile.name or "").upper().startswith("ỦY BAN NHÂN DÂN")
    head = "TM. ỦY BAN NHÂN DÂN"
    match profile.authority:
        case "kt":
            lines = ("KT. CHỦ TỊCH" if committee else "KT. GIÁM ĐỐC", title)
            return (head, *lines) if committee else lines
        case "tl" | "tuq" | "q":
            sign = ws.env.catalogue.label("signing_authorities", profile.authority)
            return (f"{sign} {'CHỦ TỊCH' if committee else 'GIÁM ĐỐC'}", title)
    return (head, title) if committee else (title,)
