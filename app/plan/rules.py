"""Rules: a kind is a generator function, an instance is an entry of the pack bound to it.

Hides what a rule reads, when it applies and how it makes its findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

from app.domain.dataset import Dataset
from app.domain.findings import Finding, Param, Place, Severity, finding
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec

N = TypeVar("N")
Scope = Literal["record", "person", "body", "unit", "province", "declared"]


@dataclass(frozen=True, slots=True, order=True)
class FieldPath:
    """A field named in a rule, written `table.field`; it exists by construction."""

    table: str
    field: str

    @property
    def spec(self) -> FieldSpec:
        """How the field is declared."""
        return TABLES[self.table].field(self.field)


@dataclass(frozen=True, slots=True, order=True)
class TableName:
    """A table named in a rule; it exists by construction."""

    name: str


@dataclass(frozen=True, slots=True)
class CellName:
    """A cell key named in a rule, with its dims in order."""

    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rule.

    Attributes:
        name: as rule entries name it.
        scope: what one of its findings is about; an edit elsewhere need not run it again.
        reads: fields it reads beside those that its parameters name.
        says: placeholders that a message may use.
        dated: it compares the entry's dates with each record itself; otherwise the cut-off day decides.
        partial: it skips withheld fields itself and runs on the rest.
        function: generator of findings.
    """

    name: str
    scope: Scope
    reads: tuple[FieldPath, ...]
    says: frozenset[str]
    dated: bool
    partial: bool
    function: Callable[..., Iterator[Finding]] = field(repr=False)


def kind(
    name: str,
    *,
    scope: Scope,
    says: str,
    reads: tuple[str, ...] = (),
    dated: bool = False,
    partial: bool = False,
) -> Callable[[Callable[..., Iterator[Finding]]], Kind]:
    """Declares a kind of rule; `says` lists its placeholders, apart by spaces."""

    def declare(function: Callable[..., Iterator[Finding]]) -> Kind:
        paths = tuple(path_of(text) for text in reads)
        return Kind(name, scope, paths, frozenset(says.split()), dated, partial, function)

    return declare


def path_of(text: str) -> FieldPath:
    """Reads `table.field`.

    Raises:
        KeyError: there is no such field.
    """
    table, _, name = text.partition(".")
    TABLES[table].field(name)
    return FieldPath(table, name)


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of the pack, bound to its kind.

    Attributes:
        code: such as "HS01"; entries may share a code, then also its message.
        kind: with the arguments bound.
        severity: L, C or N.
        title: what is checked, for the list of rules.
        reference: the clause.
        message: sentence with placeholders.
        start, end: from when to when it applies, inclusive; None is open.
        unconfirmed: awaits confirmation by Sở Nội vụ.
        arguments: of the kind's function.
        reads: every field that the rule reads.
        tables: every table that it walks as a whole.
    """

    code: str
    kind: Kind
    severity: Severity
    title: str
    reference: str
    message: str
    start: date | None
    end: date | None
    unconfirmed: bool
    arguments: Mapping[str, Any] = field(repr=False)
    reads: frozenset[FieldPath] = field(repr=False)
    tables: frozenset[TableName] = field(repr=False)

    def withheld_in(self, data: Dataset) -> bool:
        """Whether something that the rule reads was not sent at the level of the data."""
        return any(data.withholds(path.table, path.field) for path in self.reads) or any(
            data.withholds_table(table.name) for table in self.tables
        )

    @property
    def cells(self) -> frozenset[str]:
        """Cells of figures that the rule names, so that they are counted."""
        return frozenset(cell.text for cell in named(self.arguments, CellName))

    def covers(self, day: date) -> bool:
        """Whether the rule applies on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def found(self, at: Place, **params: Param) -> Finding:
        """A finding of this rule; it carries the clause, because entries of one code may cite different ones."""
        return finding(self.code, self.severity, at, reference=self.reference, **params)

    def run(self, facts: object) -> Iterator[Finding]:
        """The findings of this rule."""
        return self.kind.function(facts, self, **self.arguments)


def named(arguments: Mapping[str, Any], wanted: type[N]) -> Iterator[N]:
    """Fields, tables or cells among the arguments of a rule."""
    for value in arguments.values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, wanted):
                yield part
