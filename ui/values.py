"""How a value of a record is written on screen, and by which words a record is known to a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from app.domain.codelists import Catalogue, Code
from app.domain.schema import FieldSpec, TableSpec
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import integer

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
Names = Mapping[str, str]
"""Record id → the words by which it is known."""


def shown(field: FieldSpec, value: Any, catalogue: Catalogue, names: Names) -> str:
    """A value as text: dd/mm/yyyy, 1.234, the label of a code, the name of a record; empty for none."""
    if value is None:
        return ""
    match field.kind:
        case "date":
            return write_date(value.text)
        case "int":
            return str(value) if field.name == "year" else integer(value)
        case "bool":
            return "có" if value else ""
        case "code":
            found = catalogue[field.declared.codes].get(value)
            return code_label(found) if found else str(value)
        case "ref":
            return names.get(value, "…")
    return str(value)


def code_label(code: Code) -> str:
    """How a code is written on screen: by its short label where the list has one (the tasks quote the plan)."""
    return code.attributes.get("short") or code.label


def known_as(spec: TableSpec, record: Any, catalogue: Catalogue, names: Names | None = None) -> str:
    """The words by which a record is known: its name, or the first fields that say something."""
    for field in ("full_name", "name"):
        value = getattr(record, field, None)
        if value:
            return str(value)
    told = [shown(field, getattr(record, field.name), catalogue, names or {}) for field in spec.fields]
    parts = [text for text in told if text and text != "…"][:3]
    return " · ".join(parts) or f"({spec.label.lower()} chưa có tên)"


def moment(text: str) -> str:
    """An ISO moment as "14:05 12/3/2026" in the time of the machine; empty for none."""
    if not text:
        return ""
    when = datetime.fromisoformat(text)
    if when.tzinfo is not None:
        when = when.astimezone()
    return f"{when:%H:%M} {when:%d/%m/%Y}"


def age(text: str, now: datetime) -> str:
    """How long ago an ISO moment was, in words; the moment itself where the clock was set back."""
    then = datetime.fromisoformat(text)
    if then.tzinfo is None:
        then = then.replace(tzinfo=now.tzinfo)
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 0:
        return f"lúc {moment(text)}"
    if minutes < 1:
        return "vừa xong"
    if minutes < _HOUR:
        return f"{minutes} phút trước"
    return f"{minutes // _HOUR} giờ trước" if minutes < _DAY else f"{minutes // _DAY} ngày trước"
