"""What a page query means, whatever answers it: by what it sorts, where it searches, and the mark that it goes on from.

The mark (keyset) is the sort value and id of the last row, so that a page costs the same wherever it is, and rows added
meanwhile neither repeat nor hide others. Knows no database.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from app.domain.schema import FieldSpec, TableSpec
from app.domain.storage import PageQuery
from app.errors import UserError, refuse
from db.rows import SHAPES

_LEAST: Final = -(2**62)


@dataclass(frozen=True, slots=True)
class Sorting:
    """By what a page is sorted.

    Attributes:
        field: whose value is compared; "" for the table's own order.
        through: table whose own order counts, because the field refers to it; "" for none.
        empty: what an empty value compares as: before every other.
        descending: from the last to the first.
    """

    field: str
    through: str
    empty: str | int
    descending: bool


def sorting(query: PageQuery) -> Sorting:
    """Reads the sort of a query.

    Raises:
        KeyError: no such table or field.
    """
    shape, name = SHAPES[query.table], query.sort.removeprefix("-")
    descending = query.sort.startswith("-")
    if not name or (shape.sorted_by is not None and shape.sorted_by[0] == name):
        return Sorting("", "", "", descending)
    if name == "id":
        return Sorting("id", "", "", descending)
    spec = shape.spec.field(name)
    if spec.kind == "ref" and SHAPES[spec.declared.ref].sorted_by is not None:
        return Sorting(name, spec.declared.ref, "", descending)
    return Sorting(name, "", _LEAST if spec.kind in {"int", "bool"} else "", descending)


def searched_references(spec: TableSpec) -> tuple[FieldSpec, ...]:
    """References through which a row is found by the text of the row it points to."""
    return tuple(field for field in spec.fields if field.kind == "ref")


def write_mark(value: object, key: str) -> str:
    """The mark of a row."""
    return json.dumps([value, key], ensure_ascii=True)


def read_mark(text: str, empty: str | int) -> tuple[str | int, str]:
    """Sort value and id of a mark; the value is of the kind of what an empty one compares as.

    Raises:
        UserError: NHAP-03.
    """
    try:
        value, key = json.loads(text)
    except (ValueError, TypeError) as wrong:
        raise _not_ours(text) from wrong
    if not isinstance(value, type(empty)) or not isinstance(key, str):
        raise _not_ours(text)
    return value, key


def _not_ours(text: str) -> UserError:
    return refuse("NHAP-03", what="vị trí trang", value=text, detail="không phải vị trí đã nhận")
