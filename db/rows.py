"""Records as rows and back, with the keys that a row is searched and sorted by; hides how a value is stored.

A stored row is (scope, id, fields of the registry …, `_fold`, `_sort`, revision). Knows no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from app.domain.dates import PartialDate
from app.domain.registry import TABLES
from app.domain.schema import TableSpec
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.fold import fold

Row: TypeAlias = tuple[Any, ...]
FOLD: Final = "_fold"
SORT: Final = "_sort"
_KEYED: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (("full_name", name_sort_key), ("name", sort_key))


@dataclass(frozen=True, slots=True)
class Shape:
    """How the records of one table become rows.

    Attributes:
        spec: of the table.
        columns: of a stored row, in order.
        values: gives id and fields of a record.
        dates, bools: positions among id and fields.
        texts: fields that are searched.
        sorted_by: field and key function of the table's own order; None for the order of ids.
    """

    spec: TableSpec
    columns: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    dates: tuple[int, ...]
    bools: tuple[int, ...]
    texts: tuple[str, ...]
    sorted_by: tuple[str, Callable[[str], str]] | None

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of id and fields, in order."""
        return self.columns[1:-3]


def _shape(spec: TableSpec) -> Shape:
    names = ("id", *(item.name for item in spec.fields))
    kinds = ("text", *(item.kind for item in spec.fields))
    return Shape(
        spec=spec,
        columns=("scope", *names, FOLD, SORT, "revision"),
        values=attrgetter(*names),
        dates=tuple(place for place, kind in enumerate(kinds) if kind == "date"),
        bools=tuple(place for place, kind in enumerate(kinds) if kind == "bool"),
        texts=tuple(item.name for item in spec.fields if item.kind == "text" and not item.declared.multiline),
        sorted_by=next(((name, key) for name, key in _KEYED if name in names), None),
    )


SHAPES: Final[Mapping[str, Shape]] = MappingProxyType({name: _shape(spec) for name, spec in TABLES.items()})


def search_text(shape: Shape, record: Any) -> str:
    """What a row is found by: its short texts, folded."""
    texts = [text for name in shape.texts if (text := getattr(record, name))]
    return fold(" ".join(texts)) if texts else ""


def order_key(shape: Shape, record: Any) -> str:
    """What a row is sorted by where nothing else is asked."""
    if shape.sorted_by is None:
        return ""
    name, key = shape.sorted_by
    text = getattr(record, name)
    return key(text) if text else ""


def to_rows(shape: Shape, records: Iterable[Any], scope: str, revision: int) -> list[Row]:
    """Rows of records of one table."""
    rows = []
    for record in records:
        values = list(shape.values(record))
        for place in shape.dates:
            if values[place] is not None:
                values[place] = values[place].text
        rows.append((scope, *values, search_text(shape, record), order_key(shape, record), revision))
    return rows


def to_records(shape: Shape, rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Records by id from the columns `fields` of their rows."""
    names, make, dates, bools = shape.fields, shape.spec.cls, shape.dates, shape.bools
    seen: dict[str, PartialDate] = {}
    found = {}
    for row in rows:
        values = list(row)
        for place in dates:
            text = values[place]
            if text is not None:
                values[place] = seen.get(text) or seen.setdefault(text, PartialDate(text))
        for place in bools:
            if values[place] is not None:
                values[place] = bool(values[place])
        found[values[0]] = make(**dict(zip(names, values, strict=True)))
    return found


def to_plain(table: str, record: Any) -> dict[str, Any] | None:
    """A record as JSON values, without what is empty."""
    if record is None:
        return None
    shape = SHAPES[table]
    named = zip(shape.fields, shape.values(record), strict=True)
    return {name: stored(value) for name, value in named if value is not None}


def from_plain(table: str, plain: Mapping[str, Any] | None) -> Any:
    """A record from JSON values; fields that this version no longer has are passed over."""
    if plain is None:
        return None
    shape = SHAPES[table]
    return to_records(shape, [[plain.get(name) for name in shape.fields]])[plain["id"]]


def stored(value: Any) -> Any:
    """A field's value as it is stored."""
    return value.text if isinstance(value, PartialDate) else value
