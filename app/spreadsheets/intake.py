"""What is known while a workbook is read, and one row on its way to its fate.

Hides how cells that cannot be trusted (errors, formulas never computed, doubtful letters) reach the row they stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from app.domain.codelists import Catalogue
from app.domain.ids import IdSource
from app.domain.schema import FieldSpec
from app.spreadsheets.bodies import Bodies
from app.spreadsheets.datarows import DataRows, read_column
from app.spreadsheets.headers import Column, Layout
from app.spreadsheets.identity import Claims
from app.spreadsheets.ledger import Ledger
from app.spreadsheets.outcome import SKIPPED, WAITING, Candidate, Fate, RowFate
from app.spreadsheets.persons import People
from app.spreadsheets.posts import TitleBook
from app.spreadsheets.references import References
from app.spreadsheets.repair import Conversion
from app.spreadsheets.titles import PEOPLE
from app.spreadsheets.values import Reading, Understood, is_crossed, plain_text, read_value
from app.spreadsheets.wire import Sheet


@dataclass(frozen=True, slots=True)
class Intake:
    """The state of one import, before anything is written.

    Attributes:
        reading: code lists and calendar of the workbook.
        references: records that cells may name.
        claims: records of the dataset that no row has claimed.
        people: whom rows speak of.
        bodies: that lists of people name.
        titles: what the unit means by titles that are no posts of the list.
        skip: (sheet, number) of rows that a person leaves out.
        ledger: records as they would be.
        new_id: source of ids.
    """

    reading: Reading
    references: References
    claims: Claims
    people: People
    bodies: Bodies
    titles: TitleBook
    skip: frozenset[tuple[str, int]]
    ledger: Ledger
    new_id: IdSource

    @property
    def catalogue(self) -> Catalogue:
        """The code lists."""
        return self.reading.catalogue

    def skipped_rows(self, sheet: str) -> frozenset[int]:
        """Numbers of the rows of a sheet that a person leaves out."""
        return frozenset(number for name, number in self.skip if name == sheet)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet that is ready to be read row by row."""

    sheet: Sheet
    rows: list[list[Any]]
    layout: Layout
    data: DataRows
    conversions: tuple[Conversion, ...]


@dataclass(slots=True)
class Draft:
    """A row on its way.

    Attributes:
        number: as the person sees it.
        group: heading of its group.
        values: as understood, in the order of the columns.
        told: value by field name of the sheet's main table; what the row says nothing of is left out.
        record_id: what the column of ids says.
        candidates, answers: see `RowFate`.
    """

    number: int
    group: str
    values: tuple[Any, ...]
    told: dict[str, Any]
    record_id: str = ""
    questions: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    candidates: tuple[Candidate, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()

    def ask(self, label: str, question: str) -> None:
        """Notes an assumption."""
        if question:
            self.questions.append(_sentence(label, question))

    def refuse(self, label: str, reason: str) -> None:
        """Notes why the row cannot go in."""
        if reason:
            self.reasons.append(_sentence(label, reason))

    def wait(self, question: str) -> None:
        """Notes what a person must answer before the row can go in."""
        self.reasons.append(WAITING + question)

    def leave_out(self) -> None:
        """Leaves the row out, as a person wishes; what is wrong with it no longer counts."""
        self.questions.clear()
        self.reasons[:] = [SKIPPED]

    def fate(self, sheet: str, fate: Fate, records: tuple[tuple[str, str], ...] = ()) -> RowFate:
        """The row at its end."""
        if self.reasons:
            fate, records = Fate.REJECTED, ()
        questions, reasons = tuple(self.questions), tuple(self.reasons)
        return RowFate(
            sheet, self.number, fate, self.values, records, questions, reasons, self.candidates, self.answers
        )


def _sentence(label: str, said: str) -> str:
    return f"{label}: {said}" if said.endswith(("?", ".")) else f"{label}: {said}."


def drafts_of(page: Page, intake: Intake, *, later: frozenset[str] = frozenset()) -> list[Draft]:
    """Reads the cells of a sheet, column by column, into one draft for each data row.

    Args:
        page: the sheet.
        intake: the import.
        later: tables whose references are read as plain names, because the records are not known yet.
    """
    columns = page.layout.columns
    ditto = page.layout.table == PEOPLE
    places = page.data.places
    cells = tuple(zip_longest(*map(page.rows.__getitem__, places)))
    blank = (None,) * len(places)
    reads = [
        read_column(
            cells[column.place] if column.place < len(cells) else blank, _reader(column, intake, later), ditto=ditto
        )
        for column in columns
    ]
    values = zip(*(read.values for read in reads), strict=True) if reads else ((),) * len(places)
    drafts = [
        Draft(page.sheet.first_row + place, group, row, {})
        for place, group, row in zip(places, page.data.groups, values, strict=True)
    ]
    for column, read in zip(columns, reads, strict=True):
        if read.doubts:
            _note_doubts(column, read.cells, drafts)
    if (ids := page.layout.id_column) is not None:
        for draft, place in zip(drafts, places, strict=True):
            row = page.rows[place]
            draft.record_id = plain_text(row[ids]) if ids < len(row) else ""
    _note_faults(page, drafts)
    return drafts


def _reader(column: Column, intake: Intake, later: frozenset[str]) -> Callable[[Any], Understood]:
    spec: FieldSpec = column.target.field
    if column.target.role == "mark":
        return lambda raw: Understood(column.target.code if is_crossed(raw) else None)
    if spec.kind == "ref" and spec.declared.ref not in later:
        return lambda raw: intake.references.read(raw, spec.declared.ref)
    if spec.kind == "ref" or (spec.name == "post" and "posts" in later):
        return lambda raw: Understood(str(raw).strip() or None if raw is not None else None)
    return lambda raw: read_value(raw, spec, intake.reading)


def _note_doubts(column: Column, understood: list[Understood], drafts: list[Draft]) -> None:
    label = column.target.field.label
    for cell, draft in zip(understood, drafts, strict=True):
        if cell.question:
            draft.ask(label, cell.question)
        if cell.reason:
            draft.refuse(label, cell.reason)


def _note_faults(page: Page, drafts: list[Draft]) -> None:
    """Tells rows of cells that hold an error, a formula never computed, or letters that may be wrong."""
    by_number = {draft.number: draft for draft in drafts}
    labels: Mapping[int, str] = {column.place: column.target.field.label for column in page.layout.columns}
    names = {column.place for column in page.layout.columns if column.target.field.name == "full_name"}
    for faults, reason in (
        (page.sheet.errors, "ô báo lỗi trong Excel, sửa rồi nhập lại"),
        (page.sheet.uncomputed, "ô công thức chưa tính, mở bằng Excel và lưu lại"),
    ):
        for row, column in faults:
            if row in by_number and column in labels:
                by_number[row].refuse(labels[column], reason)
    for conversion in page.conversions:
        if not conversion.doubtful or conversion.row not in by_number or conversion.column not in labels:
            continue
        asked = f'"{conversion.after}" có thể sai bảng mã ({conversion.evidence})'
        if conversion.column in names:
            by_number[conversion.row].wait(f"họ và tên {asked}. Ghi đúng họ tên.")
        else:
            by_number[conversion.row].ask(labels[conversion.column], asked)
