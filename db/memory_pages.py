"""Pages of a list from records in memory, answered as the database answers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.dataset import Dataset
from app.domain.storage import FilterValue, Page, PageQuery
from app.vietnamese.fold import fold_words
from db.marks import Sorting, read_mark, searched_references, sorting, write_mark
from db.rows import SHAPES, Shape, order_key, search_text, stored


def page_of(data: Dataset, query: PageQuery) -> Page:
    """One page; raises as `db.paging.read_page`."""
    shape, sort = SHAPES[query.table], sorting(query)
    fitting = [row for row in data.tables.get(query.table, {}).values() if _fits(data, shape, query, row)]
    keyed = sorted(((_value(data, shape, sort, row), row.id, row) for row in fitting), key=lambda item: item[:2])
    if sort.descending:
        keyed.reverse()
    rest = keyed
    if query.after is not None:
        mark = read_mark(query.after, sort.empty)
        rest = [item for item in keyed if (item[:2] < mark if sort.descending else item[:2] > mark)]
    some = rest[: query.limit]
    following = write_mark(*some[-1][:2]) if len(rest) > query.limit and some else None
    return Page(tuple(row for _, _, row in some), following, len(fitting))


def _fits(data: Dataset, shape: Shape, query: PageQuery, row: Any) -> bool:
    if not all(_passes(getattr(row, name), wanted) for name, wanted in query.filters.items()):
        return False
    texts = [search_text(shape, row)]
    for field in searched_references(shape.spec):
        other = _row(data, field.declared.ref, getattr(row, field.name))
        if other is not None:
            texts.append(search_text(SHAPES[field.declared.ref], other))
    return all(any(word in text for text in texts) for word in fold_words(query.text))


def _passes(value: Any, wanted: FilterValue | tuple[FilterValue, ...]) -> bool:
    values = wanted if isinstance(wanted, tuple) else (wanted,)
    return stored(value) in [stored(item) for item in values]


def _value(data: Dataset, shape: Shape, sort: Sorting, row: Any) -> Any:
    if not sort.field:
        return order_key(shape, row)
    value = getattr(row, sort.field)
    if sort.through:
        other = _row(data, sort.through, value)
        return order_key(SHAPES[sort.through], other) if other is not None else sort.empty
    return stored(value) if value is not None else sort.empty


def _row(data: Dataset, table: str, key: str | None) -> Any:
    rows: Mapping[str, Any] = data.tables.get(table, {})
    return rows.get(key) if key is not None else None
