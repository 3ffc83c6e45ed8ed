"""The papers as documents: the report with its annexes, the covering letter, with heads, signature and Nơi nhận."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.commands.figures.paper import forms_of
from app.commands.office.trends import Scope, chosen_lines, programme_years, trends_of
from app.commands.papers.composing import Paragraph, paragraphs
from app.commands.papers.desk import COMMITTEE, ReportDesk
from app.domain.table import Cell, Column, Row, Symbol, Table, Value
from app.plan.indicator_results import IndicatorResult
from app.plan.report_input import YearResults, share_text
from app.plan.trends import Trend
from app.progress import Silent
from app.reports.administrative import AdministrativeSection, Item, Words
from app.reports.document import PRACTICE_TEXT, Annex, Document, FormSection
from app.reports.letterhead import Letterhead
from app.vietnamese.numbers import integer, roman

KIND: Final = "BÁO CÁO"
_NUMBER_BY_HAND: Final = "……"
_PEOPLES_COMMITTEE: Final = "ủy ban nhân dân "
_AS_ABOVE: Final = "- Như trên;"
_PROVINCE_SIGNS: Final = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")


@dataclass(frozen=True, slots=True)
class Dated:
    """Number and day of a paper; what is None is written by hand."""

    number: int | None = None
    on: date | None = None

    @property
    def number_words(self) -> str:
        """With a leading 0 below 10."""
        return _NUMBER_BY_HAND if self.number is None else f"{self.number:02d}"


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues a paper: office above, name in lines of capitals, symbol, place, lines over the signature, signer."""

    parent: str
    issuer: tuple[str, ...]
    name: str
    symbol: str
    place: str
    authority: tuple[str, ...]
    signer: str


def report_document(desk: ReportDesk, dated: Dated) -> Document:
    """The report with its annexes, each numbered anew; ad hoc with the forms that were asked for."""
    office = _issuer(desk)
    found = paragraphs(desk)
    body = tuple(_items(desk, found))
    number = f"{dated.number_words}/BC-{office.symbol}"
    section = _section(office, f"Số: {number}", dated, KIND, found, body, _copies(desk, found))
    label = desk.period.label
    annexes = _annexes(desk, office, number, dated)
    title = f"Báo cáo {label[:1].lower()}{label[1:]} - {office.name}"
    return Document(title, (section, *annexes), desk.desk.tie, practice_text(desk))


def letter_document(desk: ReportDesk, dated: Dated) -> Document:
    """Công văn that goes with the report; of the province's report, from Sở Nội vụ to UBND tỉnh."""
    office = _own_office(desk)
    found = paragraphs(desk, "letter")
    number = f"Số: {dated.number_words}/{office.symbol}-{_NUMBER_BY_HAND}"
    body = tuple(_items(desk, found))
    section = _section(office, number, dated, "", found, body, _copies(desk, found))
    title = f"Công văn gửi báo cáo {desk.period} - {office.name}"
    return Document(title, (section,), practice=practice_text(desk))


def own_section(desk: ReportDesk, kind: str, subject: str, body: tuple[Item, ...]) -> AdministrativeSection:
    """A paper inside the office: its head, without number, addressee and signature."""
    office = _own_office(desk)
    return AdministrativeSection(
        office.parent, office.issuer, "", Letterhead(office.place, desk.ws.today), kind, subject, (), body,
        about=desk.period.label,
    )  # fmt: skip


def _section(
    office: Office,
    number: str,
    dated: Dated,
    kind: str,
    found: Iterable[Paragraph],
    body: tuple[Item, ...],
    copies: tuple[str, ...],
) -> AdministrativeSection:
    at = {place: [item.text for item in found if item.line.at == place] for place in ("subject", "to")}
    return AdministrativeSection(
        parent=office.parent,
        issuer=office.issuer,
        number=number,
        letterhead=Letterhead(office.place, dated.on),
        kind=kind,
        subject=" ".join(at["subject"]),
        to=tuple(line for text in at["to"] for line in text.split("\n")),
        body=body,
        authority=office.authority,
        signer=office.signer,
        copies=copies,
    )


def _items(desk: ReportDesk, found: Iterable[Paragraph]) -> Iterator[Item]:
    for item in found:
        if item.line.at == "body":
            if item.text:
                yield Words(item.text, item.mark, item.line.level, item.line.heading)
            if item.line.table == "years" and desk.data.years:
                yield years_table(desk.data.years)
                yield from _lines(desk)


def _lines(desk: ReportDesk) -> Iterator[Trend]:
    """The headlines of the province over the years of the Programme, as the screen of trends draws them."""
    if desk.scope == "province":
        yield from trends_of(desk.ws, chosen_lines(desk.ws, None), Scope(), programme_years(desk.ws, Silent()))


def years_table(years: tuple[YearResults, ...]) -> Table:
    """The headlines over the years of a stage."""
    columns = (
        Column("a", "", "Số", kind="text", width=7),
        Column("b", "", "Mục tiêu", kind="text", width=40),
        *(Column(f"y{item.year}", "", str(item.year), ("Năm",), "ratio", 13) for item in years),
    )
    lines = dict.fromkeys(result.definition.id for item in years for result in item.results if result.headline)
    rows = []
    for line in lines:
        results = [next((one for one in item.results if one.definition.id == line), None) for item in years]
        last = next(one for one in reversed(results) if one is not None)
        cells: list[Value] = [last.number, last.definition.name]
        cells += [_share_words(one) for one in results]
        rows.append(Row(line, tuple(Cell(value) for value in cells)))
    return Table("years", columns, tuple(rows))


def _share_words(result: IndicatorResult | None) -> Value:
    """Percentage over its numbers; "…" where figures are missing, "x" where there is nobody."""
    if result is None or result.numerator is None or result.denominator is None:
        return Symbol.UNKNOWN
    if not result.denominator:
        return Symbol.EXCLUDED
    return f"{share_text(result)}%\n{integer(result.numerator)}/{integer(result.denominator)}"


def _annexes(desk: ReportDesk, office: Office, number: str, dated: Dated) -> Iterator[FormSection]:
    codes = desk.data.annexes
    letterhead = Letterhead(office.place, dated.on)
    reference = f"(Kèm theo Báo cáo số {number} {letterhead.day_words()} của {office.name})"
    for place, form in enumerate(forms_of(desk.ws, desk.desk, codes), start=1):
        label = f"Phụ lục {roman(place)}" if len(codes) > 1 else "Phụ lục"
        yield FormSection(form, letterhead, desk.desk.signers, desk.desk.replaces, Annex(label, reference))


def _issuer(desk: ReportDesk) -> Office:
    """Who signs the report: the unit, or UBND tỉnh where Sở Nội vụ drafts it for Bộ Nội vụ."""
    if desk.scope == "unit":
        return _own_office(desk)
    return Office("", _broken(COMMITTEE), COMMITTEE, "UBND", "Điện Biên", _PROVINCE_SIGNS, "")


def _own_office(desk: ReportDesk) -> Office:
    """The office whose store this is."""
    ws, profile = desk.ws, desk.data.profile
    unit = ws.env.units.get(ws.unit)
    name = (profile.name if profile else None) or ws.env.units.name(ws.unit)
    above = COMMITTEE if ws.mode == "province" or (unit is not None and unit.kind == "agency") else ""
    signers = desk.desk.signers
    return Office(
        parent=((profile.parent if profile else None) or above).upper(),
        issuer=_broken(name),
        name=name,
        symbol=(profile.symbol if profile else None) or _NUMBER_BY_HAND,
        place=desk.desk.letterhead.place,
        authority=signers.authority or (_NUMBER_BY_HAND,),
        signer=signers.signer,
    )


def _broken(name: str) -> tuple[str, ...]:
    """A people's committee fills two lines, as its papers have it: "ỦY BAN NHÂN DÂN / XÃ …"."""
    head = name[: len(_PEOPLES_COMMITTEE)]
    if head.lower() == _PEOPLES_COMMITTEE:
        return head.strip().upper(), name[len(head) :].upper()
    return (name.upper(),)


def _copies(desk: ReportDesk, found: Iterable[Paragraph]) -> tuple[str, ...]:
    """Nơi nhận: "- Như trên;" first, each line closed with ";", the last one with "."; who is addressed stands once."""
    above = tuple(item.text.lower() for item in found if item.line.at == "to")
    profile = desk.data.profile
    written = (profile.recipients if profile else None) or ""
    lines = [line.strip().lstrip("- ").rstrip(";. ") for line in written.splitlines()]
    told = [line for line in lines if line and line != "Như trên" and not _addressed(line, above)] or [
        f"Lưu: VT, {_NUMBER_BY_HAND}"
    ]
    ends = [";"] * (len(told) - 1) + ["."]
    return (_AS_ABOVE, *(f"- {line}{end}" for line, end in zip(told, ends, strict=True)))


def _addressed(line: str, above: Iterable[str]) -> bool:
    """Whether a line names who the paper is addressed to, with or without the province behind the name."""
    return any(text.startswith(line.lower()) for text in above)


def practice_text(desk: ReportDesk) -> str:
    """The band of practice data; "" on real papers."""
    return PRACTICE_TEXT if desk.ws.store.info.practice else ""
