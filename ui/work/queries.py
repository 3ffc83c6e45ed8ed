"""Questions of the window to the workspace; plain functions that run in the store thread and give finished values.

Texts of cells are made here, so that a list on screen only shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.commands.entry.earlier import as_reported, settled
from app.commands.figures.judging import current_period, cut_off_of, judge_live, sentences
from app.commands.figures.watching import due_of
from app.commands.office.hands import working_words
from app.commands.words import names_of, references
from app.domain.dataset import Dataset
from app.domain.registry import TABLES
from app.domain.storage import Mode, PageQuery
from app.domain.unit_records import Explanation
from app.domain.work_records import TitleMapping
from app.plan.explanations import unexplained
from app.plan.pack import Pack
from app.spreadsheets.posts import TitleBook
from app.vietnamese.abbreviations import shortened
from app.vietnamese.fold import fold
from app.workspace import Workspace
from ui.fields.kept_titles import kept_text
from ui.fields.options import Option, option
from ui.fields.people_words import person_labels
from ui.fields.values import Names, known_as, shown

_MOST_OPTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Card:
    """What the window says of the open store, fixed while it is open or until a notice says otherwise."""

    mode: Mode
    unit: str
    unit_name: str
    actor: str
    practice: bool
    folder: Path
    today: date
    period: str
    cut_off: date
    due: date
    pack: str
    last_backup: str
    server: str = ""
    behalf: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding as a person reads it, with where to jump."""

    key: str
    rule: str
    severity: str
    label: str
    sentence: str
    reference: str
    unconfirmed: bool
    table: str
    record: str
    field: str
    group: str
    title: str = ""
    owner: str = ""
    """The person whose post, plan or class it is."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: the record and its cells as text."""

    record: Any
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list."""

    rows: tuple[ListRow, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record with the names of what it refers to, as it stood when the last period was reported, and its old values.

    Attributes:
        settled: fields whose value was there before this work; see `app.commands.entry.earlier.settled`.
    """

    record: Any
    names: Names
    before: Any
    settled: frozenset[str] = frozenset()


def card(ws: Workspace) -> Card:
    """Reads the card."""
    period = current_period(ws)
    info = ws.store.info
    return Card(
        mode=info.mode,
        unit=info.unit,
        unit_name=ws.env.units.name(info.unit),
        actor=ws.actor,
        practice=info.practice,
        behalf=working_words(ws),
        folder=ws.store.root,
        today=ws.today,
        period=str(period),
        cut_off=cut_off_of(ws, period),
        due=due_of(ws, period),
        pack=f"{ws.pack.title} ({ws.pack.version})",
        last_backup=ws.store.last_backup(),
        server=info.server,
    )


def check(ws: Workspace) -> tuple[FindingRow, ...]:
    """Every finding of the live records, errors first."""
    judged = judge_live(ws)
    pack = ws.pack
    rows = sentences(ws, pack, judged.context.data, judged.findings)
    reasons = {row.finding: row.reason or "" for row in judged.context.data.rows(Explanation)}
    open_ = {item.key for item in unexplained(judged.findings, judged.context.data)}
    found = [
        _kept(item, reasons) if item.severity == "warning" and item.key not in open_ else item
        for item in (_placed(finding_row(pack, row), judged.context.data) for row in rows)
    ]
    return worst_first(found)


def worst_first(rows: Iterable[FindingRow]) -> tuple[FindingRow, ...]:
    """Findings, errors before warnings before notes, else in their order."""
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(rows, key=lambda row: order[row.severity]))


def finding_row(pack: Pack, row: Mapping[str, Any]) -> FindingRow:
    """A finding with its sentence, as `judging.sentences` gives it, ready to be shown."""
    rule = pack.rule(row["rule"])
    kept = {item.name: row[item.name] for item in fields(FindingRow) if item.name in row}
    return FindingRow(**{**kept, "title": rule.title if rule else ""})


def _placed(row: FindingRow, data: Dataset) -> FindingRow:
    """A finding of a whole table names an indicator or a task instead of a record: there is none to jump to."""
    record = data.find(row.table, row.record)
    return replace(row, record=row.record if record is not None else "", owner=getattr(record, "person", None) or "")


def _kept(row: FindingRow, reasons: Mapping[str | None, str]) -> FindingRow:
    """A warning that is kept with a reason: it only reminds."""
    sentence = f"{row.sentence} (đã giữ, lý do: {reasons.get(row.key, '')})"
    return replace(row, severity="note", label="Đã giữ", sentence=sentence, group=f"kept:{row.group}")


def list_page(ws: Workspace, query: PageQuery, columns: Sequence[str]) -> ListPage:
    """A page with the given fields as text."""
    spec = TABLES[query.table]
    page = ws.store.page(query)
    names = names_of(ws, references(spec, page.rows))
    wanted = [spec.field(name) for name in columns]
    rows = [
        ListRow(
            row,
            tuple(
                shown(field, getattr(row, field.name), ws.env.catalogue, names) or kept_text(row, field)
                for field in wanted
            ),
        )
        for row in page.rows
    ]
    return ListPage(tuple(rows), page.next, page.total)


def loaded(ws: Workspace, table: str, record_id: str) -> Loaded | None:
    """A record to be edited; None where it is gone."""
    page = ws.store.page(PageQuery(table, filters={"id": record_id}, limit=1))
    if not page.rows:
        return None
    record = page.rows[0]
    before = as_reported(ws, table, record)
    spec = TABLES[table]
    rows = [record] if before is None else [record, before]
    return Loaded(record, names_of(ws, references(spec, rows)), before, settled(ws, table, record))


def title_book(ws: Workspace) -> TitleBook:
    """What the unit means by titles that are no posts of the list."""
    return TitleBook(ws.store.load("", ["title_mapping"]).rows(TitleMapping))


def options(ws: Workspace, table: str) -> tuple[Option, ...]:
    """The records of a table as options of a reference; people with birth and post, which tell namesakes apart.

    Bodies are found as offices abbreviate them too: "ubnd", "vp", "pkt".
    """
    spec = TABLES[table]
    rows = ws.store.page(PageQuery(table, limit=_MOST_OPTIONS)).rows
    labels = person_labels(ws, rows) if table == "person" else {}
    made = []
    for row in rows:
        name = known_as(spec, row, ws.env.catalogue)
        if label := labels.get(row.id):
            made.append(Option(row.id, label, fold(label), frozenset({fold(name), fold(label)})))
        else:
            made.append(replace(option(row.id, name, (shortened(name),)), kind=getattr(row, "kind", None) or ""))
    return tuple(made)
