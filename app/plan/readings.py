"""What a placeholder of a message may ask for beside its value: worked out where the finding is read.

`{birth:retirement}` in a message is the month in which the person of the parameter `birth` retires. A finding must not
hold it, because it would tell the month of birth to who has no right to it; the reader's own records may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset
from app.domain.figures import parse_cell_key
from app.domain.findings import FieldValue, Param, RecordRef
from app.domain.records import Person
from app.domain.registry import TABLES
from app.domain.unit_records import Body
from app.domain.units import Units
from app.plan.explain import described
from app.plan.retirement import RetirementTable
from app.plan.subjects import known

MISSING: Final = "(chưa có)"
WITHHELD: Final = "(không gửi)"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What readings are looked up in.

    Attributes:
        data: records of the unit that the finding is about.
        catalogue, units, retirement: of the reader.
    """

    data: Dataset
    catalogue: Catalogue
    units: Units
    retirement: RetirementTable


def _retirement(shelf: Shelf, param: Param) -> str:
    """Month of retirement of the person whose field the parameter names (Nghị định 135/2020/NĐ-CP)."""
    person = shelf.data.get(Person, param.id) if isinstance(param, FieldValue) else None
    month = shelf.retirement.retirement_month(person.sex, person.birth) if person else None
    if month is None:
        return WITHHELD if shelf.data.withholds("person", "birth") else MISSING
    return f"{month[1]:02d}/{month[0]}"


def _suggestion(shelf: Shelf, param: Param) -> str:
    """A question with the labels that a value may mean which its code list does not have, and a space; or nothing."""
    row = shelf.data.find(param.table, param.id) if isinstance(param, FieldValue) else None
    if row is None or not isinstance(param, FieldValue):
        return ""
    text = getattr(row, param.field)
    codes = TABLES[param.table].field(param.field).declared.codes
    labels = [code.label for code in shelf.catalogue[codes].near(text)] if codes and text else []
    return f"Có phải {' hoặc '.join(labels)}? " if labels else ""


def _successor(shelf: Shelf, param: Param) -> str:
    """The body that took over from an ended one: of the same kind at the unit, else the unit's successor."""
    old = shelf.data.get(Body, param.id) if isinstance(param, RecordRef) else None
    if old is None:
        return "cơ quan mới"
    same = [row for row in shelf.data.rows(Body) if (row.kind, row.tier, row.end) == (old.kind, old.tier, None)]
    if len(same) == 1 and same[0].name:
        return same[0].name
    unit = shelf.units.successor(shelf.data.unit)
    return (unit.name if unit else None) or "cơ quan mới"


def _cell(shelf: Shelf, param: Param) -> str:
    """A cell of figures in words."""
    try:
        key = parse_cell_key(str(param))
    except ValueError:
        return str(param)
    return described(key, shelf.catalogue) if known(key) else str(param)


READINGS: Final[Mapping[str, Callable[[Shelf, Param], str]]] = MappingProxyType(
    {"retirement": _retirement, "suggestion": _suggestion, "successor": _successor, "cell": _cell}
)
