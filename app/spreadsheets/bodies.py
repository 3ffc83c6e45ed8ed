"""The bodies that lists of people name: in a column, as a group of rows, as the name of a sheet.

Hides abbreviations and shortened names, which bodies are new, and that a new one is of the tier of all others. All
names of a workbook are looked at before its first row is read, so that what a row means does not depend on the rows
below; a new body is made when a row needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.domain.codelists import CodeList
from app.domain.ids import IdSource
from app.domain.unit_records import Body
from app.spreadsheets.body_names import as_registered
from app.spreadsheets.headers import Column
from app.spreadsheets.ledger import Ledger
from app.spreadsheets.references import References
from app.spreadsheets.values import plain_text, read_code
from app.vietnamese.abbreviations import spelt_out
from app.vietnamese.fold import fold

_BETWEEN: Final = re.compile(r"\s*(?:[-–,;/+]|\bvà\b)\s*", re.IGNORECASE)
"""What stands between names of several bodies."""


@dataclass(frozen=True, slots=True)
class BodyRead:
    """What the name of a body was taken for.

    Attributes:
        id: of the body; None where the name is none.
        question: what was assumed.
        reason: why it cannot be decided.
    """

    id: str | None = None
    question: str = ""
    reason: str = ""


class Bodies:
    """The bodies that a workbook names, known ones and new ones."""

    __slots__ = ("_groups", "_kinds", "_ledger", "_new", "_new_id", "_references", "_sheets", "_texts")

    def __init__(self, references: References, ledger: Ledger, kinds: CodeList, new_id: IdSource) -> None:
        self._references = references
        self._ledger = ledger
        self._kinds = kinds
        self._new_id = new_id
        self._texts: dict[str, BodyRead] = {}
        self._sheets: dict[str, BodyRead] = {}
        self._groups: dict[str, BodyRead] = {}
        self._new: dict[str, Body] = {}

    def provide(self, sheet: str, columns: Iterable[Column], rows: Iterable[list[Any]], groups: Iterable[str]) -> None:
        """Looks at the names of a list of people before any row is read.

        Args:
            sheet: its name.
            columns: those that were understood.
            rows: its data.
            groups: headings in it, each as often as it has rows.
        """
        for group in dict.fromkeys(groups):
            self.of_group(group)
        column = next((column.place for column in columns if is_body_of_person(column)), None)
        if column is None:
            self._sheets.setdefault(sheet, self._read_heading(sheet, "trang tính"))
            return
        named = (row[column] for row in rows if column < len(row) and row[column] is not None)
        for text in dict.fromkeys(str(value).strip() for value in named):
            self._texts.setdefault(text, self._read_text(text))

    def of_text(self, text: str) -> BodyRead:
        """The body that a cell names; a new one where nothing like it is known."""
        if text not in self._texts:
            self._texts[text] = self._read_text(text)
        return self._texts[text]

    def of_sheet(self, sheet: str) -> BodyRead:
        """The body of which a sheet without a column of bodies bears the name."""
        return self._sheets.get(sheet, BodyRead())

    def of_group(self, group: str) -> BodyRead:
        """The body that a heading over rows names; a new one where it says more than a kind of body."""
        if group not in self._groups:
            self._groups[group] = self._read_heading(group, "nhóm")
        return self._groups[group]

    def need(self, body_id: str) -> str:
        """Makes a new body that a row belongs to; says so at the first such row."""
        body = self._new.pop(body_id, None)
        if body is None:
            return ""
        self._ledger.create("body", body.id, {"name": body.name, "kind": body.kind, "tier": body.tier})
        open_fields = [what for what, value in (("loại", body.kind), ("cấp", body.tier)) if value is None]
        rest = f"; bổ sung {' và '.join(open_fields)}" if open_fields else ""
        return f'chưa có "{body.name}", sẽ thêm mới{rest}'

    def _read_text(self, text: str) -> BodyRead:
        understood = self._references.read(text, "body")
        if understood.value:
            return BodyRead(understood.value)
        longer = self._longer_names(text)
        if len(longer) == 1:
            return BodyRead(longer[0].id, f'"{text}" hiểu là {longer[0].name}')
        if "Có phải" in understood.reason or len(longer) > 1:
            return BodyRead(reason=understood.reason)
        if not plain_text(text) or text == "-":
            return BodyRead()
        return self._make(text, read_code(text, self._kinds).value)

    def _read_heading(self, name: str, what: str) -> BodyRead:
        known = self._references.named("body", name) if fold(name) else []
        if len(known) == 1:
            return BodyRead(str(known[0].id))
        longer = self._longer_names(name)
        kind = read_code(name, self._kinds)
        if len(longer) == 1:
            return BodyRead(longer[0].id, f'{what} "{name}" hiểu là {longer[0].name}')
        # "Trường Mầm non số 1" is a school, "Trường học" is any of them, and "HĐND - UBND" are two.
        if kind.question and not longer and not self._names_several(name):
            return self._make(name, kind.value)
        return BodyRead()

    def _names_several(self, name: str) -> bool:
        parts = [part for part in _BETWEEN.split(name) if part]
        return len(parts) > 1 and all(read_code(part, self._kinds).value for part in parts)

    def _longer_names(self, text: str) -> list[Any]:
        """Bodies in whose names all words of a text stand."""
        words = set(spelt_out(text))
        return [body for body in self._references.all("body") if words and words <= set(spelt_out(body.name or ""))]

    def _make(self, text: str, kind: str | None) -> BodyRead:
        known = self._references.all("body")
        name = as_registered(plain_text(text), (other.name or "" for other in known))
        tiers = {other.tier for other in known if other.tier}
        body = Body(id=self._new_id(), name=name, kind=kind, tier=tiers.pop() if len(tiers) == 1 else None)
        self._new[body.id] = body
        self._references.add(body)
        return BodyRead(body.id)


def is_body_of_person(column: Column) -> bool:
    """Whether a column of a list of people names the body where a person works."""
    return (column.target.table, column.target.field.name) == ("person", "body")
