"""What a dry run of an import says, as values that the window only shows.

Hides the plain data of the command. It is read in the store thread, because a list may have fifty thousand rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.domain.registry import TABLES
from app.progress import Progress
from app.spreadsheets.choices import Choices
from app.spreadsheets.outcome import WAITING, earlier_row
from app.spreadsheets.pause import collection_paused
from app.workspace import Outcome, Workspace
from ui.fields.people_words import posts_held
from ui.work.actions import Work, work_of
from ui.work.queries import FindingRow, finding_row, worst_first

_COUNTERS: Final = ("read", "added", "changed", "same", "rejected", "waiting", "doubtful")
POST: Final = TABLES["appointment"].field("post").label
"""Label under which the posts of a person stand beside those of a row."""

FATES: Final[Mapping[str, str]] = {
    "added": "thêm mới",
    "changed": "thay đổi",
    "same": "không đổi",
    "rejected": "không nhận",
    "waits": "chờ trả lời",
}
"""What becomes of a row, in the words of the counters; an answer would take in the rows that wait."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be the one of a row: of the ledger, or one whom an earlier row (`row`, else 0) would make."""

    id: str
    values: Mapping[str, str]
    row: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: what was understood of it and what becomes of it.

    Attributes:
        news: label of a field → (before, after) of what the row changes.
        records: ids of the records that it speaks of.
        answers: what a person answered about it, now or at an earlier import.
    """

    sheet: str
    number: int
    fate: str
    values: Mapping[str, str]
    questions: tuple[str, ...]
    reasons: tuple[str, ...]
    waits: bool
    candidates: tuple[Candidate, ...]
    news: Mapping[str, tuple[str, str]]
    records: tuple[str, ...]
    answers: tuple[str, ...]

    @property
    def key(self) -> tuple[str, int]:
        """Where it stands, as `Choices` names it."""
        return self.sheet, self.number

    @property
    def shown_fate(self) -> str:
        """Key of `FATES`."""
        return "waits" if self.waits else self.fate

    @property
    def notes(self) -> str:
        """Reasons, questions and changes in one line; that it waits is said beside it."""
        said = " ".join(text.removeprefix(WAITING) for text in (*self.reasons, *self.questions))
        news = "; ".join(f"{label}: {change_text(*values)}" for label, values in self.news.items())
        return f"{said} {news}".strip()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet and what it is taken for.

    Attributes:
        target: "table.field"; "" where nobody reads it.
        label: what it is taken for, in words.
        guessed: by likeness of the heading. chosen: by a person.
    """

    place: int
    title: str
    target: str
    label: str
    guessed: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Letters:
    """A cell whose letters were converted, or may need to be; `title` is the heading of its column."""

    sheet: str
    row: int
    column: int
    title: str
    before: str
    after: str
    evidence: str
    doubtful: bool
    chosen: str

    @property
    def key(self) -> tuple[str, int, int]:
        """Where it stands, as `Choices` names it."""
        return self.sheet, self.row, self.column


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the file as it was read.

    Attributes:
        labels: headings of the values that its rows have.
        targets: (key, label) of what a column may be.
        rows: its rows, in their order.
    """

    name: str
    is_read: bool
    notices: tuple[str, ...]
    columns: tuple[Column, ...]
    targets: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a dry run says.

    Attributes:
        names: of all sheets that were looked at. sheets: those of which there is something to say.
        stamp: tells whether the file was changed since.
    """

    message: str
    counters: Mapping[str, int]
    names: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    letters: tuple[Letters, ...]
    notices: tuple[str, ...]
    findings: tuple[FindingRow, ...]
    stamp: tuple[int, int]

    @property
    def writes(self) -> int:
        """Rows that an import would write."""
        return self.counters["added"] + self.counters["changed"]


def change_text(before: str, after: str) -> str:
    """A value that changes."""
    return f"{before or '(trống)'} → {after or '(trống)'}"


def stamp_of(file: Path) -> tuple[int, int]:
    """When a file was changed last and how long it is; zeros where it is gone."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def work_on(name: str, file: Path, choices: Choices, **more: Any) -> Work:
    """A command on a file with what was decided so far, as work for the store thread.

    The collector of reference cycles waits: looking at fifty thousand rows it would hold the window for a second.
    """
    work = work_of(name, file=file, choices=choices, **more)

    def run(ws: Workspace, progress: Progress) -> Outcome:
        with collection_paused():
            return work(ws, progress)

    return run


def dry_run(file: Path, choices: Choices) -> Callable[[Workspace, Progress], Answer]:
    """The dry run of a file with what was decided so far, as work for the store thread."""
    work = work_on("import", file, choices, dry_run=True, unread_too=True)

    def read(ws: Workspace, progress: Progress) -> Answer:
        stamp = stamp_of(file)
        with collection_paused():
            return read_answer(ws, work(ws, progress), stamp)

    return read


def read_answer(ws: Workspace, outcome: Outcome, stamp: tuple[int, int]) -> Answer:
    """Reads the data of a dry run of a file with that stamp."""
    data: Mapping[str, Any] = outcome.data
    by_sheet: dict[str, list[Row]] = {}
    posts, pack = _posts(ws, data["rows"]), ws.pack
    for item in data["rows"]:
        by_sheet.setdefault(item["sheet"], []).append(_row(item, posts))
    return Answer(
        message=outcome.message,
        counters={name: data[name] for name in _COUNTERS} | {"findings": len(data["findings"])},
        names=tuple(item["name"] for item in data["sheets"]),
        sheets=tuple(
            _sheet(item, tuple(by_sheet.get(item["name"], ())))
            for item in data["sheets"]
            if item["name"] in by_sheet or item["notices"]
        ),
        letters=tuple(cell for item in data["sheets"] for cell in _letters(item)),
        notices=tuple(data["notices"]),
        findings=worst_first(finding_row(pack, item) for item in data["findings"]),
        stamp=stamp,
    )


def _posts(ws: Workspace, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """Posts of the people whom rows may speak of: two of one name are told apart by them."""
    people = {found["id"] for row in rows for found in row["candidates"]}
    if not people:
        return {}
    told = {earlier_row(row["sheet"], row["number"]): row["values"].get(POST, "") for row in rows}
    return dict(posts_held(ws, people)) | {key: told[key] for key in people & told.keys()}


def _candidate(found: Mapping[str, Any], posts: Mapping[str, str]) -> Candidate:
    post = posts.get(found["id"])
    kind, _, rest = found["id"].partition(":")
    number = int(rest.partition(":")[0]) if kind == "row" else 0
    return Candidate(found["id"], {**found["values"], **({POST: post} if post else {})}, number)


def _row(item: Mapping[str, Any], posts: Mapping[str, str]) -> Row:
    return Row(
        sheet=item["sheet"],
        number=item["number"],
        fate=item["fate"],
        values=item["values"],
        questions=tuple(item["questions"]),
        reasons=tuple(item["reasons"]),
        waits=item["waits"],
        candidates=tuple(_candidate(found, posts) for found in item["candidates"]),
        news={news["label"]: (news["before"], news["after"]) for news in item["changes"]},
        records=tuple(record["id"] for record in item["records"]),
        answers=tuple(f"{said['question']}: {said['answer']}" for said in item["answers"]),
    )


def _sheet(item: Mapping[str, Any], rows: tuple[Row, ...]) -> Sheet:
    read = [
        Column(found["place"], found["title"], found["target"], found["label"], found["guessed"], found["chosen"])
        for found in item["columns"]
    ]
    unread = [Column(found["place"], found["title"], "", "") for found in item["unread"]]
    return Sheet(
        name=item["name"],
        is_read=bool(item["table"]),
        notices=tuple(item["notices"]),
        columns=tuple(sorted((*read, *unread), key=lambda column: column.place)),
        targets=tuple((found["key"], found["label"]) for found in item["targets"]),
        labels=_labels(read, rows),
        rows=rows,
    )


def _labels(columns: Iterable[Column], rows: Iterable[Row]) -> tuple[str, ...]:
    """Labels of the columns from left to right, then what the rows tell besides."""
    said = {label: None for row in rows for label in row.values}
    first = [label for column in sorted(columns, key=lambda column: column.place) if (label := _own(column)) in said]
    return tuple(dict.fromkeys((*first, *said)))


def _own(column: Column) -> str:
    """Label of the field itself: "Ngày sinh" of "Ngày sinh của nam"."""
    table, _, field = column.target.partition(":")[0].partition(".")
    return TABLES[table].field(field).label


def _letters(sheet: Mapping[str, Any]) -> Iterator[Letters]:
    titles = {column["place"]: column["title"] for column in (*sheet["columns"], *sheet["unread"])}
    for cell in sheet["conversions"]:
        title = titles.get(cell["column"]) or f"cột {cell['column'] + 1}"
        told = (cell["before"], cell["after"], cell["evidence"], cell["doubtful"], cell["chosen"])
        yield Letters(cell["sheet"], cell["row"], cell["column"], title, *told)
