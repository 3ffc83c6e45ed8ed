"""The log of imports: what was read, which letters were converted, what was asked and answered; and what it teaches.

Hides where the log is kept: a document with the counters, and a blob under the key of its unit and year with everything
that may name a person. After that key is erased the document still says that there was an import.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any, Final, TypeVar

import msgspec

from app.domain.dataset import Dataset
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec
from app.domain.storage import Document, DocumentChange
from app.spreadsheets.choices import Memory
from app.spreadsheets.headers import Layout
from app.spreadsheets.memory import joined
from app.spreadsheets.outcome import SKIPPED, Fate, Preview, RowFate
from app.spreadsheets.repair import Conversion
from app.spreadsheets.titles import Target
from app.spreadsheets.values import plain_text
from app.vietnamese.detect import clean_lines
from app.workspace import Workspace

IMPORT: Final = "import"
LAYOUT: Final = "layout"
_LOG: Final = "import"
_TAUGHT: Final = "import-taught"
_Part = TypeVar("_Part")


class Letter(msgspec.Struct, frozen=True, array_like=True):
    """A cell whose letters were converted, and where it went.

    Attributes:
        by: who said what it is; empty where the program was sure enough.
        table, record, field: where it went; empty where it left no record.
    """

    sheet: str
    row: int
    column: int
    before: str
    after: str
    evidence: str
    by: str
    table: str = ""
    record: str = ""
    field: str = ""


class Question(msgspec.Struct, frozen=True, array_like=True):
    """What was asked of a row; no answer where the program went on with what it had assumed."""

    sheet: str
    row: int
    question: str
    answer: str


class ImportLog(msgspec.Struct, frozen=True):
    """What may name people in the log of an import."""

    letters: tuple[Letter, ...] = ()
    questions: tuple[Question, ...] = ()


class _Taught(msgspec.Struct, frozen=True):
    """What the next import reads of an earlier one; apart from the log, which may be long."""

    rows: dict[str, tuple[str, ...]] = {}
    texts: dict[str, str] = {}


def make_log(seen: Preview, after: Dataset, actor: str) -> ImportLog:
    """The log of an import.

    Args:
        seen: its preview.
        after: the dataset after its changes.
        actor: who ran it.
    """
    return ImportLog(tuple(_letters(seen, after, actor)), tuple(_questions(seen)))


def blobs_of(ws: Workspace, document: Document, log: ImportLog, learned: Memory) -> dict[str, bytes | None]:
    """What is kept beside the document of an import, under the key of its unit and year."""
    parts = {_LOG: log, _TAUGHT: _Taught(dict(learned.rows), dict(learned.texts))}
    return {
        f"{name}/{document.id}": ws.store.encrypt_personal(
            document.unit, document.period, zlib.compress(msgspec.msgpack.encode(part), 3)
        )
        for name, part in parts.items()
    }


def read_log(ws: Workspace, document: Document) -> ImportLog | None:
    """The log of an import; None after the key of its unit and year was erased."""
    return _read(ws, document, _LOG, ImportLog)


def _read(ws: Workspace, document: Document, name: str, kind: type[_Part]) -> _Part | None:
    sealed = ws.store.blob(f"{name}/{document.id}")
    packed = ws.store.decrypt_personal(document.unit, document.period, sealed) if sealed is not None else None
    return msgspec.msgpack.decode(zlib.decompress(packed), type=kind) if packed is not None else None


def remembered(ws: Workspace) -> Memory:
    """What all earlier imports teach."""
    layouts = {
        document.id: {int(place): key for place, key in document.body["columns"].items()}
        for document in ws.store.documents(LAYOUT)
    }
    parts = (_read(ws, document, _TAUGHT, _Taught) for document in ws.store.documents(IMPORT))
    taught = (Memory({}, part.rows, part.texts) for part in parts if part is not None)
    return reduce(joined, taught, Memory(layouts))


def layout_changes(ws: Workspace, learned: Memory, at: str) -> tuple[DocumentChange, ...]:
    """The documents that keep for the next import where a person put the columns."""
    found: list[DocumentChange] = []
    for digest, columns in learned.layouts.items():
        before = ws.store.document(LAYOUT, digest)
        body = {"columns": {str(place): key for place, key in columns.items()}}
        if before is None or before.body != body:
            found.append(DocumentChange(before, Document(LAYOUT, digest, unit=ws.unit, at=at, body=body)))
    return tuple(found)


def teaches_more(seen: Preview, learned: Memory, known: Memory) -> bool:
    """Whether a person answered something in an import that was not answered before."""
    if any(known.texts.get(before) != after for before, after in learned.texts.items()):
        return True
    answered = any(row.answers for row in seen.rows)
    return answered and any(len(people) > len(known.rows.get(digest, ())) for digest, people in learned.rows.items())


def held_text(text: str, field: FieldSpec) -> str:
    """The text of a cell as a field of text holds it."""
    return "\n".join(clean_lines(text)) if field.declared.multiline else plain_text(text)


def _letters(seen: Preview, after: Dataset, actor: str) -> Iterator[Letter]:
    fates = {(row.sheet, row.number): row for row in seen.rows if row.fate is not Fate.REJECTED}
    for view in seen.sheets:
        targets = _targets(view.layout)
        for found in view.conversions:
            row, target = fates.get((found.sheet, found.row)), targets.get(found.column)
            if row is None or target is None:
                continue
            where = _place(row, target, found, after)
            by = actor if found.chosen else ""
            yield Letter(found.sheet, found.row, found.column, found.before, found.after, found.evidence, by, *where)


def _targets(layout: Layout | None) -> Mapping[int, Target]:
    return {column.place: column.target for column in layout.columns} if layout is not None else {}


def _place(row: RowFate, target: Target, found: Conversion, after: Dataset) -> tuple[str, str, str]:
    """Where a cell went: table, record, field; a post that is not known lies in the title, a new body in its name."""
    records = [(table, key, after.find(table, key)) for table, key in row.records]
    own = [(key, record) for table, key, record in records if table == target.table and record is not None]
    if target.field.name == "post":
        for key, record in own:
            if record.title and record.title in found.after:
                return target.table, key, "title"
    if target.field.declared.ref == "body" and own:
        body = after.find("body", getattr(own[0][1], target.field.name) or "")
        if body is not None and body.name == plain_text(found.after):
            return "body", body.id, "name"
    text = held_text(found.after, target.field)
    for key, record in own:
        value = getattr(record, target.field.name)
        if value is not None and (not isinstance(value, str) or target.field.kind != "text" or text in value):
            return target.table, key, target.field.name
    return "", "", ""


def _questions(seen: Preview) -> Iterator[Question]:
    for row in seen.rows:
        if row.reasons == (SKIPPED,):
            yield Question(row.sheet, row.number, "có nhập dòng này không", SKIPPED)
        if row.fate is Fate.REJECTED:
            continue
        for question, answer in row.answers:
            yield Question(row.sheet, row.number, question, answer)
        for question in row.questions:
            yield Question(row.sheet, row.number, question, "")


def field_of(letter: Letter) -> FieldSpec | None:
    """The field to which a cell went; None for none, or for one of another version."""
    spec = TABLES.get(letter.table)
    return next((item for item in spec.fields if item.name == letter.field), None) if spec is not None else None


def describe(document: Document) -> dict[str, Any]:
    """An import as plain values: id, when, who, file, sheets and counters."""
    return {"id": document.id, "at": document.at, **document.body}
