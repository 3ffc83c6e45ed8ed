"""Findings as plain JSON values and back; each kind of parameter has its own tag, so that nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

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
)

_TAGGED: Final[dict[str, type[Any]]] = {
    "record": RecordRef,
    "value": FieldValue,
    "field": FieldName,
    "code": CodeRef,
    "unit": UnitRef,
    "day": DayText,
}
_TAGS: Final = {kind: tag for tag, kind in _TAGGED.items()}


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Plain values of a finding."""
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "at": [finding.at.table, finding.at.record, finding.at.field],
        "params": {name: _write(value) for name, value in finding.params},
        "group": finding.group,
    }


def finding_from_json(values: Mapping[str, Any]) -> Finding:
    """A finding from its plain values.

    Raises:
        KeyError, ValueError, TypeError: the values are no finding.
    """
    if set(values) != {"rule", "severity", "at", "params", "group"}:
        raise ValueError("keys")
    table, record, field = values["at"]
    texts = (values["rule"], values["group"], table, record, field)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("text")
    params = tuple((name, _read(value)) for name, value in sorted(values["params"].items()))
    return Finding(values["rule"], Severity(values["severity"]), Place(table, record, field), params, values["group"])


def _write(value: Param) -> Any:
    if isinstance(value, tuple):
        return {"list": [_write(item) for item in value]}
    if isinstance(value, int | str):
        return value
    return {_TAGS[type(value)]: [getattr(value, name) for name in type(value).__slots__]}


def _read(value: Any) -> Param:
    if isinstance(value, dict) and set(value) == {"list"}:
        return tuple(_scalar(item) for item in value["list"])
    return _scalar(value)


def _scalar(value: Any) -> Scalar:
    if isinstance(value, bool):
        raise TypeError("bool")
    if isinstance(value, int | str):
        return value
    ((tag, parts),) = value.items()
    if not all(isinstance(part, str) for part in parts):
        raise TypeError(tag)
    made: Scalar = _TAGGED[tag](*parts)
    return made
