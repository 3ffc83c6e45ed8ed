"""Entries of `rules.toml`: bound to the signature of their kind, so that a typo fails at load with file and line."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from datetime import date
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any, Final, get_type_hints

from app.domain.dates import PartialDate
from app.domain.figures import parse_cell_key
from app.domain.findings import Severity
from app.domain.registry import TABLES
from app.plan.readings import READINGS
from app.plan.rules import CellName, FieldPath, Kind, Rule, TableName, named, path_of
from app.plan.source import Source, SourceFile

Supplied = Mapping[type, object]
"""Values of the pack that a kind may ask for by type: targets, the retirement table, dates of periods."""


def read_rules(file: SourceFile, kinds: Mapping[str, Kind], supplied: Supplied) -> tuple[Rule, ...]:
    """Reads the `[[rule]]` entries of a pack.

    Args:
        file: of the pack.
        kinds: by name.
        supplied: values of the pack by type.

    Raises:
        UserError: QT-01 with file and line: an unknown kind, parameter, field or placeholder.
    """
    rules: list[Rule] = []
    messages: dict[str, str] = {}
    for source in file.each("rule"):
        rule = _read_rule(source, kinds, supplied)
        if messages.setdefault(rule.code, rule.message) != rule.message:
            raise source.wrong(f"{rule.code} đã có câu thông báo khác")
        rules.append(rule)
    return tuple(rules)


def _read_rule(source: Source, kinds: Mapping[str, Kind], supplied: Supplied) -> Rule:
    name = source.text("kind")
    made = kinds.get(name)
    if made is None:
        raise source.wrong(f"không có loại quy tắc «{name}»")
    arguments = _bind(source, made, supplied)
    severity = source.text("severity")
    if severity not in set(Severity):
        raise source.wrong(f"«severity» không thể là «{severity}»")
    rule = Rule(
        code=source.text("code"),
        kind=made,
        severity=Severity(severity),
        title=source.text("title"),
        reference=source.text("reference"),
        message=_message(source, made),
        start=_day(source, "from"),
        end=_day(source, "to"),
        unconfirmed=source.flag("unconfirmed"),
        arguments=MappingProxyType(arguments),
        reads=frozenset(made.reads) | frozenset(named(arguments, FieldPath)),
        tables=frozenset(named(arguments, TableName)),
    )
    source.close()
    return rule


def _message(source: Source, made: Kind) -> str:
    message = source.text("message")
    for _, name, reading, _ in string.Formatter().parse(message):
        if name is not None and name not in made.says:
            raise source.wrong(f"thông báo dùng {{{name}}}, loại «{made.name}» không có")
        if reading and reading not in READINGS:
            raise source.wrong(f"thông báo dùng {{{name}:{reading}}}, không có cách đọc «{reading}»")
    return message


def _bind(source: Source, made: Kind, supplied: Supplied) -> dict[str, Any]:
    hints = get_type_hints(made.function)
    bound: dict[str, Any] = {}
    for parameter in list(signature(made.function).parameters.values())[2:]:
        hint = hints[parameter.name]
        if hint in supplied:
            bound[parameter.name] = supplied[hint]
        elif source.has(parameter.name) or parameter.default is Parameter.empty:
            bound[parameter.name] = _READERS[hint](source, parameter.name)
    return bound


def _day(source: Source, key: str) -> date | None:
    return _read_day(source, key) if source.has(key) else None


def _read_day(source: Source, key: str) -> date:
    text = source.text(key)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise source.wrong(f"«{key}» phải là ngày dạng 2026-12-31") from error


def _read_field(source: Source, key: str) -> FieldPath:
    return _field(source, source.text(key))


def _read_fields(source: Source, key: str) -> tuple[FieldPath, ...]:
    return tuple(_field(source, text) for text in source.texts(key))


def _field(source: Source, text: str) -> FieldPath:
    try:
        return path_of(text)
    except KeyError as error:
        raise source.wrong(f"không có trường «{text}»") from error


def _read_tables(source: Source, key: str) -> tuple[TableName, ...]:
    names = source.texts(key)
    for name in names:
        if name not in TABLES:
            raise source.wrong(f"không có bảng «{name}»")
    return tuple(TableName(name) for name in names)


def _read_cell(source: Source, key: str) -> CellName:
    return CellName(_cell(source, source.text(key)))


def _cell(source: Source, text: str) -> str:
    try:
        return str(parse_cell_key(text))
    except ValueError as error:
        raise source.wrong(f"«{text}» không phải ô số liệu") from error


def _read_cells(source: Source, key: str) -> tuple[CellName, ...]:
    return tuple(CellName(_cell(source, text)) for text in source.texts(key))


def _read_months(source: Source, key: str) -> Mapping[str, PartialDate]:
    months = {}
    for name, text in source.table(key).rest().items():
        try:
            months[name] = PartialDate(str(text))
        except ValueError as error:
            raise source.wrong(f"«{key}.{name}» phải là tháng dạng 2026-03") from error
    return MappingProxyType(months)


def _read_labels(source: Source, key: str) -> Mapping[str, str]:
    return MappingProxyType({name: str(text) for name, text in source.table(key).rest().items()})


_READERS: Final[Mapping[Any, Callable[[Source, str], Any]]] = MappingProxyType(
    {
        int: lambda source, key: source.number(key),
        str: lambda source, key: source.text(key),
        bool: lambda source, key: source.flag(key),
        date: _read_day,
        tuple[str, ...]: lambda source, key: source.texts(key),
        tuple[int, ...]: lambda source, key: source.numbers(key),
        FieldPath: _read_field,
        tuple[FieldPath, ...]: _read_fields,
        tuple[TableName, ...]: _read_tables,
        CellName: _read_cell,
        tuple[CellName, ...]: _read_cells,
        Mapping[str, PartialDate]: _read_months,
        Mapping[str, str]: _read_labels,
    }
)
