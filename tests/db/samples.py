"""Invented records and entries that the tests of the store write."""

from __future__ import annotations

from itertools import count
from typing import Any

from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Person
from app.domain.schema import FieldKind, TableSpec
from app.domain.storage import HistoryEntry
from app.domain.unit_records import Body

UNIT = "03202@2025-07-01"
USER = "Lò Thị Duyên"
PASSPHRASE = "hoa ban nở trắng đồi"
AT = "2026-11-30T02:00:00+00:00"
_numbers = count(1)

HOSTILE = (
    "'; DROP TABLE person; --",
    "100% _ \\ * \" ' `",
    "{0} %s %n",
    "Hoà",  # decomposed
    "‮RTL\u200b\ufeff",
    "Ế" * 70,
    "\U0001f642",
    "a\x00b",
    "=1+1",
    "",
)


def entry(text: str = "", **values: Any) -> HistoryEntry:
    """An entry with an id of its own."""
    return HistoryEntry("edit", USER, AT, text, **values)


def added(*records: Any) -> list[Change]:
    """Insertions."""
    return [Change(type(item).__table__.name, item.id, None, item) for item in records]


def removed(record: Any) -> Change:
    """A deletion."""
    return Change(type(record).__table__.name, record.id, record, None)


def changed(before: Any, after: Any) -> Change:
    """A change of a record."""
    return Change(type(before).__table__.name, before.id, before, after)


def filled(spec: TableSpec, number: int) -> Any:
    """A record with something in every field."""
    values: dict[FieldKind, Any] = {
        "text": f"Chữ thứ {number}",
        "code": f"ma{number}",
        "ref": f"id{number}",
        "int": 10**15 + number,
        "bool": bool(number % 2),
        "date": PartialDate(("2026", "2026-03", "2026-03-08")[number % 3]),
    }
    return spec.cls(id=f"{spec.name}-{number:03d}", **{field.name: values[field.kind] for field in spec.fields})


NAMES = (
    "Lò Thị Ánh",
    "Quàng Văn Đức",
    "Vàng A Chống",
    "Giàng Thị Mỷ",
    "Nguyễn Thị Hoà",
    "Cà Thị Ân",
    "Lò Văn Ánh",
    "Tòng Thị Ban",
    "Sùng Thị Đua",
    "Hạng A Dế",
)


def people() -> list[Person]:
    """Ten people, invented."""
    return [
        Person(
            id=f"p{number:02d}",
            full_name=name,
            sex="nu" if "Thị" in name else "nam",
            birth=PartialDate(f"19{70 + number}"),
            ethnic=None if number == 9 else "06",
            id_number=f"0110850012{number:02d}",
            body=f"b{number % 2}",
            ethnic_language=None if number % 3 == 0 else number % 3 == 1,
        )
        for number, name in enumerate(NAMES)
    ]


def bodies() -> list[Body]:
    """Two bodies."""
    return [Body(id="b0", name="Ủy ban nhân dân xã Mường Thử", order=2), Body(id="b1", name="Trường Tiểu học Bản Thử")]


def appointments() -> list[Appointment]:
    """One for each person, and one of somebody unknown."""
    held = [Appointment(id=f"a{number:02d}", person=f"p{number:02d}", post="ubnd.ct") for number in range(10)]
    return [*held, Appointment(id="a99", person="mất", post="hdnd.ct")]
