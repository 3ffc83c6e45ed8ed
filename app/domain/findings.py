"""Findings: what a rule says of the data, as values. A finding holds ids, codes and counts, never a personal value."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Severity(StrEnum):
    """L blocks export, C may be kept with a reason, N only reminds."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """Word shown beside the icon."""
        return _SEVERITY_LABELS[self]


_SEVERITY_LABELS: Final[Mapping[str, str]] = MappingProxyType({"error": "Lỗi", "warning": "Cảnh báo", "note": "Nhắc"})


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record whose name is looked up where the finding is read."""

    table: str
    id: str


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The value of a field, looked up where the finding is read."""

    table: str
    id: str
    field: str


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field, shown by its label."""

    table: str
    field: str


@dataclass(frozen=True, slots=True)
class CodeRef:
    """A code of a list, shown by its label."""

    codes: str
    code: str


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit by its key, shown by its name."""

    key: str


@dataclass(frozen=True, slots=True)
class DayText:
    """A day or month that is no personal value (a cut-off, a term's reference month), as an ISO prefix."""

    text: str


Scalar = int | str | RecordRef | FieldValue | FieldName | CodeRef | UnitRef | DayText
Param = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where to jump: a table, a record and a field; the latter two may be empty."""

    table: str
    record: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found.

    Attributes:
        rule: its code, such as "HS01".
        severity: of the rule entry.
        at: where to jump.
        params: values of the placeholders of its sentence, sorted by name.
        group: key of the common root cause; findings with equal group are shown as one.
    """

    rule: str
    severity: Severity
    at: Place
    params: tuple[tuple[str, Param], ...] = ()
    group: str = ""

    @property
    def key(self) -> str:
        """Stable key hash(rule, table, record, field) that an explanation binds to."""
        text = "\x1f".join((self.rule, self.at.table, self.at.record, self.at.field))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def finding(rule: str, severity: Severity, at: Place, **params: Param) -> Finding:
    """Builds a finding with its parameters in order."""
    return Finding(rule, severity, at, tuple(sorted(params.items())), group=f"{rule}:{at.table}:{at.field}")
