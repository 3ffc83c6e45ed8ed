"""The field language: what is said of a field once, where it is declared, and read everywhere else.

`@record` turns an annotated class into a frozen dataclass with a `TableSpec`. Column of the store, form field, grid
column, Excel header, package column and its level, built-in checks and data dictionary all come from that spec.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import IntEnum
from types import UnionType
from typing import Any, Final, Literal, Protocol, TypeVar, dataclass_transform, get_args, get_type_hints

from app.domain.dates import PartialDate


class Level(IntEnum):
    """How much of a record leaves in a package (domain §8); a field travels at its level and above."""

    SO_LIEU = 0
    RUT_GON = 1
    HO_SO = 2

    @property
    def code(self) -> str:
        """Name on the command line and in a header."""
        return _LEVEL_CODES[self]

    @property
    def label(self) -> str:
        """Name on the screen."""
        return _LEVEL_LABELS[self]


_LEVEL_CODES: Final = {Level.SO_LIEU: "so-lieu", Level.RUT_GON: "rut-gon", Level.HO_SO: "ho-so"}
_LEVEL_LABELS: Final = {
    Level.SO_LIEU: "Chỉ số liệu",
    Level.RUT_GON: "Rút gọn, không ghi họ tên",
    Level.HO_SO: "Hồ sơ có họ tên",
}


def level_of(code: str) -> Level:
    """Level by its code.

    Raises:
        KeyError: no such level.
    """
    return {text: level for level, text in _LEVEL_CODES.items()}[code]


@dataclass(frozen=True, slots=True)
class Field:
    """What is said of a field in its declaration.

    Attributes:
        label: Vietnamese name, as on screen and in Excel.
        required: its absence is a finding, never a refusal to save.
        ref: table that an id in it points to.
        codes: code list that its value comes from.
        level: from which level it travels; None means the level of its record.
        coarse: "month": below its level the field travels as YYYY-MM instead of being withheld.
        aliases: further Excel headers, compared on folded text.
        unit: of measure, shown beside the field.
        past: a date that cannot lie ahead, such as a birth; two-digit years are read so.
        multiline: a text of several lines.
        free_text: a person's name could stand in it; checked before sealing.
        minimum: smallest integer allowed.
        help: one line for the field help.
    """

    label: str
    required: bool = False
    ref: str = ""
    codes: str = ""
    level: Level | None = None
    coarse: Literal["", "month"] = ""
    aliases: tuple[str, ...] = ()
    unit: str = ""
    past: bool = False
    multiline: bool = False
    free_text: bool = False
    minimum: int | None = 0
    help: str = ""


FieldKind = Literal["text", "int", "bool", "date", "code", "ref"]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field as everyone reads it: the declaration with its name, kind and effective level."""

    name: str
    kind: FieldKind
    level: Level
    declared: Field

    @property
    def label(self) -> str:
        """Vietnamese name."""
        return self.declared.label


class Record(Protocol):
    """Any record: it has an id and a spec."""

    @property
    def id(self) -> str:
        """UUIDv7 made at the unit (the key of a `Unit` is code@valid_from)."""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A record type as everyone reads it.

    Attributes:
        name: of the table in the store and of the CSV in a package.
        label: Vietnamese name.
        level: from which level the table travels.
        fields: in order of declaration, `id` not among them.
        cls: the record class.
        system: kept by the program, not typed into a list (no form, no Excel sheet).
        slots: name of each attribute of a record, its default, and what puts a value there.
    """

    name: str
    label: str
    level: Level
    fields: tuple[FieldSpec, ...]
    cls: type[Any] = field(repr=False)
    system: bool = False
    slots: tuple[tuple[str, Any, Callable[[Any, Any], None]], ...] = field(default=(), repr=False)

    def make(self, values: Mapping[str, Any]) -> Any:
        """A record of values by name, `id` among them; a third cheaper than the class, for those made by thousands."""
        made = object.__new__(self.cls)
        for name, default, put in self.slots:
            put(made, values.get(name, default))
        return made

    def field(self, name: str) -> FieldSpec:
        """Field by name.

        Raises:
            KeyError: no such field.
        """
        for spec in self.fields:
            if spec.name == name:
                return spec
        raise KeyError(f"{self.name}.{name}")


T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(
    name: str, label: str, level: Level = Level.SO_LIEU, *, system: bool = False
) -> Callable[[type[T]], type[T]]:
    """Declares a record type; see the module docstring."""

    def declare(cls: type[T]) -> type[T]:
        made: type[T] = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        hints = get_type_hints(made, include_extras=True)
        specs = tuple(_spec(made, item.name, hints[item.name], level) for item in fields(made) if item.name != "id")  # type: ignore[arg-type]
        slots = tuple((item.name, item.default, getattr(made, item.name).__set__) for item in fields(made))  # type: ignore[arg-type]
        made.__table__ = TableSpec(name, label, level, specs, made, system, slots)  # type: ignore[attr-defined]
        return made

    return declare


def spec_of(cls: type[Any]) -> TableSpec:
    """Spec of a record class."""
    spec: TableSpec = cls.__table__
    return spec


def _spec(cls: type[Any], name: str, hint: object, level: Level) -> FieldSpec:
    kind_hint, declared = get_args(hint)[:2]
    if not isinstance(declared, Field):
        raise TypeError(f"{cls.__name__}.{name}: declare it as Annotated[type | None, Field(...)]")
    kind = _kind(kind_hint, declared)
    own = declared.level if declared.level is not None else level
    return FieldSpec(name, kind, max(own, level), declared)


def _kind(hint: object, declared: Field) -> FieldKind:
    plain = [part for part in get_args(hint) if part is not type(None)] if isinstance(hint, UnionType) else [hint]
    if plain == [str]:
        return "ref" if declared.ref else "code" if declared.codes else "text"
    kinds: dict[object, FieldKind] = {int: "int", bool: "bool", PartialDate: "date"}
    return kinds[plain[0]]
