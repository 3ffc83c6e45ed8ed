"""Findings as plain JSON values, as `findings.json` in a package and the documents of a store hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final

from app.domain.dates import PartialDate
from app.domain.findings import (
    CodeRef,
    DayText,
    FieldName,
    FieldValue,
    Finding,
    Param,
    Place,
    RecordRef,
    Scalar,
    Severity,
    UnitRef,
    finding,
)
from app.domain.registry import TABLES

_TAGGED: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {"record": RecordRef, "value": FieldValue, "field": FieldName, "code": CodeRef, "unit": UnitRef, "day": DayText}
)
_TAGS: Final[Mapping[Any, str]] = MappingProxyType({cls: tag for tag, cls in _TAGGED.items()})


def finding_to_json(item: Finding) -> dict[str, Any]:
    """A finding as JSON values; a parameter is a number, a text, {tag: [parts]} or a list of these."""
    return {
        "rule": item.rule,
        "severity": item.severity.value,
        "at": [item.at.table, item.at.record, item.at.field],
        "params": {name: _to_json(value) for name, value in item.params},
    }


def finding_from_json(raw: Mapping[str, Any]) -> Finding:
    """Reads a finding.

    Raises:
        ValueError: it has another shape, or names a table or field that does not exist.
    """
    try:
        table, record, field = raw["at"]
        place = Place(_text(table), _text(record), _text(field))
        params = {_text(name): _from_json(value) for name, value in raw["params"].items()}
        return finding(_text(raw["rule"]), Severity(raw["severity"]), place, **params)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no finding") from error


def _to_json(param: Param) -> Any:
    if isinstance(param, tuple):
        return [_to_json(part) for part in param]
    if isinstance(param, int | str):
        return param
    return {_TAGS[type(param)]: [getattr(param, item.name) for item in fields(param)]}


def _from_json(value: Any) -> Param:
    if isinstance(value, list):
        return tuple(_scalar(part) for part in value)
    return _scalar(value)


def _scalar(value: Any) -> Scalar:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    ((tag, parts),) = value.items()
    made: Scalar = _TAGGED[tag](*(_text(part) for part in parts))
    match made:
        case RecordRef(table=table):
            _ = TABLES[table]
        case FieldName(table=table, field=name) | FieldValue(table=table, field=name):
            TABLES[table].field(name)
        case DayText(text=text):
            PartialDate(text)
    return made


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
