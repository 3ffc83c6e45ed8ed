"""Records named in a cell: from a name to a record and from a record to the shortest name that finds it again.

Hides how people, bodies, lists and courses are told apart by name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from app.domain.codelists import Catalogue
from app.domain.dates import PartialDate
from app.domain.schema import spec_of
from app.spreadsheets.values import NOTHING, Understood, plain_text, read_date
from app.vietnamese.dates import write_date
from app.vietnamese.fold import fold

NAMING: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("full_name", "birth"),
    "body": ("name",),
    "planning_list": ("number", "date", "term"),
    "course": ("name", "start"),
}
"""Fields that name a record of each table, the main one first."""

_NAME_AND_DETAIL: Final = re.compile(r"(?s)(.*\S)\s*[(,;]\s*([^(),;]*\d[^(),;]*?)\)?\s*")
_ID_NUMBER: Final = re.compile(r"\d{12}")
_CLOSE: Final = 0.85


class _Namesakes:
    """Records of one table by the ways in which a cell may name them; the names are indexed when first asked for."""

    __slots__ = ("_by_name", "_by_number", "_field", "_new", "by_id")

    def __init__(self, field: str) -> None:
        self.by_id: dict[str, Any] = {}
        self._field = field
        self._new: list[Any] = []
        self._by_name: dict[str, dict[str, None]] = {}
        self._by_number: dict[str, dict[str, None]] = {}

    def add(self, record: Any) -> None:
        self.by_id[record.id] = record
        self._new.append(record)

    def by_name(self) -> Mapping[str, Iterable[str]]:
        """Folded name → ids."""
        for record in self._new:
            if key := fold(plain_text(getattr(record, self._field))):
                self._by_name.setdefault(key, {})[record.id] = None
            if number := getattr(record, "id_number", None):
                self._by_number.setdefault(number, {})[record.id] = None
        self._new.clear()
        return self._by_name

    def by_number(self) -> Mapping[str, Iterable[str]]:
        """Personal identification number → ids."""
        self.by_name()
        return self._by_number


class References:
    """The records that cells may name: those of the dataset and those read before from the same workbook."""

    __slots__ = ("_tables",)

    def __init__(self, records: Iterable[Any]) -> None:
        self._tables = {name: _Namesakes(fields[0]) for name, fields in NAMING.items()}
        for record in records:
            self.add(record)

    def add(self, record: Any) -> None:
        """Makes a record known, or its new values; an old name finds it still."""
        known = self._tables.get(spec_of(type(record)).name)
        if known is not None:
            known.add(record)

    def all(self, table: str) -> Collection[Any]:
        """Records of a table, each once."""
        return self._tables[table].by_id.values()

    def named(self, table: str, name: str) -> list[Any]:
        """Records whose main name is this text, compared without marks, with their present values."""
        known = self._tables[table]
        return [known.by_id[record_id] for record_id in known.by_name().get(fold(name), ())]

    def numbered(self, number: str) -> list[Any]:
        """People with this personal identification number."""
        known = self._tables["person"]
        return [known.by_id[record_id] for record_id in known.by_number().get(number, ())]

    def read(self, raw: Any, table: str) -> Understood:
        """The record that a cell names: by id, by personal number, by name, by name and a further detail.

        Returns:
            Its id; a reason where no record or several records bear the name.
        """
        text = plain_text(raw)
        if not text or text == "-":
            return NOTHING
        known = self._tables[table]
        if text in known.by_id:
            return Understood(text)
        found = self.numbered(text) if table == "person" and _ID_NUMBER.fullmatch(text) else self.named(table, text)
        if len(found) != 1 and (match := _NAME_AND_DETAIL.fullmatch(text)):
            found = self._detailed(table, match[1], match[2]) or found
        if len(found) == 1:
            return Understood(found[0].id)
        if found:
            return Understood(reason=f'"{text}": có {len(found)} {_LABELS[table]} cùng tên, ghi thêm {_DETAILS[table]}')
        close = get_close_matches(fold(text), known.by_name(), n=1, cutoff=_CLOSE)
        asked = f". Có phải {self._main_name(table, self.named(table, close[0])[0])}?" if close else ""
        return Understood(reason=f'chưa có {_LABELS[table]} "{text}"{asked}')

    def name(self, table: str, record_id: str | None, catalogue: Catalogue | None = None) -> str:
        """The shortest text by which `read` finds a record again; its id where no name does."""
        record = self._tables[table].by_id.get(record_id or "")
        if record is None:
            return record_id or ""
        main = self._main_name(table, record)
        details = [_detail(getattr(record, field)) for field in NAMING[table][1:]]
        for text in (main, *(f"{main} ({detail})" for detail in details if detail)):
            if text and self.read(text, table).value == record_id:
                return text
        return record_id or ""

    def _main_name(self, table: str, record: Any) -> str:
        return plain_text(getattr(record, NAMING[table][0]))

    def _detailed(self, table: str, name: str, detail: str) -> list[Any]:
        wanted = {fold(detail)}
        if isinstance(written := read_date(detail).value, PartialDate):
            wanted.add(fold(write_date(written.text)))
        return [
            record
            for record in self.named(table, name)
            if any(fold(_detail(getattr(record, field))) in wanted for field in NAMING[table][1:])
        ]


_LABELS: Final[Mapping[str, str]] = {
    "person": "người",
    "body": "cơ quan",
    "planning_list": "danh sách quy hoạch",
    "course": "lớp",
}
_DETAILS: Final[Mapping[str, str]] = {
    "person": "ngày sinh trong ngoặc hoặc số định danh",
    "body": "tên đầy đủ",
    "planning_list": "ngày quyết định trong ngoặc",
    "course": "ngày khai giảng trong ngoặc",
}


def _detail(value: Any) -> str:
    return write_date(value.text) if isinstance(value, PartialDate) else plain_text(value)
