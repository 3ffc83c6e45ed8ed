"""Kinds that judge a record by how its fields are declared, whatever the record is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.dates import PartialDate
from app.domain.findings import CodeRef, FieldName, FieldValue, Finding, Place, RecordRef
from app.domain.records import Person
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec, Level
from app.plan.facts import Facts
from app.plan.rules import FieldPath, Rule, TableName, kind
from app.vietnamese.fold import fold_words


def rows_of(facts: Facts, table: str) -> Iterable[Any]:
    """Records of a table named in a rule."""
    return facts.context.data.tables.get(table, {}).values()


def place_of(path: FieldPath, record_id: str) -> Place:
    """The place of a field of a record."""
    return Place(path.table, record_id, path.field)


def value_of(path: FieldPath, record_id: str) -> FieldValue:
    """The value of a field of a record, to be looked up where the finding is read."""
    return FieldValue(path.table, record_id, path.field)


@kind("required_fields", scope="record", says="record field", partial=True)
def required_fields(facts: Facts, rule: Rule, fields: tuple[FieldPath, ...]) -> Iterator[Finding]:
    """The named fields must be filled in."""
    for path in fields:
        if not facts.context.data.withholds(path.table, path.field):
            yield from _missing(facts, rule, path)


@kind("required_in_tables", scope="record", says="record field", partial=True)
def required_in_tables(facts: Facts, rule: Rule, tables: tuple[TableName, ...]) -> Iterator[Finding]:
    """Every field that its declaration calls required must be filled in."""
    for table in tables:
        for spec in TABLES[table.name].fields:
            if spec.declared.required and not facts.context.data.withholds(table.name, spec.name):
                yield from _missing(facts, rule, FieldPath(table.name, spec.name))


@kind("required_where", scope="record", says="record field", partial=True)
def required_where(
    facts: Facts, rule: Rule, field: FieldPath, where: FieldPath, values: tuple[str, ...]
) -> Iterator[Finding]:
    """A field must be filled in where another one has one of the values."""
    for row in rows_of(facts, field.table):
        if getattr(row, where.field) in values and getattr(row, field.field) is None:
            yield rule.found(
                place_of(field, row.id),
                record=RecordRef(field.table, row.id),
                field=FieldName(field.table, field.field),
            )


def _missing(facts: Facts, rule: Rule, path: FieldPath) -> Iterator[Finding]:
    for row in rows_of(facts, path.table):
        if getattr(row, path.field) in (None, ""):
            yield rule.found(
                place_of(path, row.id), record=RecordRef(path.table, row.id), field=FieldName(path.table, path.field)
            )


@kind("broken_reference", scope="record", says="record field", partial=True)
def broken_reference(facts: Facts, rule: Rule, tables: tuple[TableName, ...]) -> Iterator[Finding]:
    """A reference must lead to a record; one into a table that was not sent cannot be followed."""
    data = facts.context.data
    for path, target in _fields(tables, "ref"):
        if data.withholds_table(target.declared.ref) or data.withholds(path.table, path.field):
            continue
        known = data.tables.get(target.declared.ref, {})
        for row in rows_of(facts, path.table):
            value = getattr(row, path.field)
            if value is not None and value not in known:
                yield rule.found(
                    place_of(path, row.id),
                    record=RecordRef(path.table, row.id),
                    field=FieldName(path.table, path.field),
                )


@kind("unknown_code", scope="record", says="record field value", partial=True)
def unknown_code(
    facts: Facts, rule: Rule, tables: tuple[TableName, ...], but: tuple[FieldPath, ...] = ()
) -> Iterator[Finding]:
    """A code must stand in its list; `but` names fields that another rule judges."""
    for path, spec in _fields(tables, "code"):
        if path in but:
            continue
        known = facts.context.catalogue[spec.declared.codes]
        for row in rows_of(facts, path.table):
            value = getattr(row, path.field)
            if value is not None and value not in known:
                yield _about_value(rule, path, row.id)


@kind("missing_or_unknown_code", scope="record", says="record field value")
def missing_or_unknown_code(facts: Facts, rule: Rule, field: FieldPath) -> Iterator[Finding]:
    """A code must be there and stand in its list."""
    known = facts.context.catalogue[field.spec.declared.codes]
    for row in rows_of(facts, field.table):
        if getattr(row, field.field) not in known:
            yield _about_value(rule, field, row.id)


@kind("code_not_usable", scope="record", says="record field value first last")
def code_not_usable(facts: Facts, rule: Rule, field: FieldPath, first: FieldPath, last: FieldPath) -> Iterator[Finding]:
    """A code must have been usable on some day between the two dates of its record."""
    codes = facts.context.catalogue[field.spec.declared.codes]
    for row in rows_of(facts, field.table):
        code = codes.get(getattr(row, field.field))
        start, end = getattr(row, first.field), getattr(row, last.field)
        if code is not None and (_before(code.end, start) or _before(end, code.start)):
            yield rule.found(
                place_of(field, row.id),
                record=RecordRef(field.table, row.id),
                field=FieldName(field.table, field.field),
                value=CodeRef(codes.name, code.code),
                first=value_of(first, row.id),
                last=value_of(last, row.id),
            )


@kind("number_below_minimum", scope="record", says="record field value", partial=True)
def number_below_minimum(facts: Facts, rule: Rule, tables: tuple[TableName, ...]) -> Iterator[Finding]:
    """A number must not fall below the smallest value of its declaration."""
    for path, spec in _fields(tables, "int"):
        minimum = spec.declared.minimum
        for row in rows_of(facts, path.table):
            value = getattr(row, path.field)
            if minimum is not None and value is not None and value < minimum:
                yield _about_value(rule, path, row.id)


@kind("date_order", scope="record", says="record first second problem")
def date_order(facts: Facts, rule: Rule, first: FieldPath, second: FieldPath, problem: str = "") -> Iterator[Finding]:
    """A date must not certainly lie before another one."""
    for row in rows_of(facts, first.table):
        if _before(getattr(row, second.field), getattr(row, first.field)):
            yield rule.found(
                place_of(second, row.id),
                record=RecordRef(first.table, row.id),
                first=value_of(first, row.id),
                second=value_of(second, row.id),
                problem=problem,
            )


@kind("at_most", scope="record", says="record field value other limit problem")
def at_most(facts: Facts, rule: Rule, field: FieldPath, limit: FieldPath, problem: str = "") -> Iterator[Finding]:
    """A part must not exceed the whole."""
    for row in rows_of(facts, field.table):
        part, whole = getattr(row, field.field), getattr(row, limit.field)
        if part is not None and whole is not None and part > whole:
            yield rule.found(
                place_of(field, row.id),
                record=RecordRef(field.table, row.id),
                field=FieldName(field.table, field.field),
                value=value_of(field, row.id),
                other=FieldName(limit.table, limit.field),
                limit=value_of(limit, row.id),
                problem=problem,
            )


@kind("same_value", scope="record", says="record other field")
def same_value(facts: Facts, rule: Rule, field: FieldPath) -> Iterator[Finding]:
    """No two records may have the same value in a field."""
    first_with: dict[Any, str] = {}
    for row in rows_of(facts, field.table):
        value = getattr(row, field.field)
        if not value:
            continue
        first = first_with.setdefault(value, row.id)
        if first != row.id:
            yield rule.found(
                place_of(field, row.id),
                record=RecordRef(field.table, row.id),
                other=RecordRef(field.table, first),
                field=FieldName(field.table, field.field),
            )


@kind("free_text_names", scope="unit", says="record field person", reads=("person.full_name",))
def free_text_names(facts: Facts, rule: Rule, words: int) -> Iterator[Finding]:
    """Free text that travels without names must not contain the name of a recorded person.

    Args:
        facts: of the records.
        rule: the entry.
        words: fewest words of a name that is looked for; a single word is any word.
    """
    people = folded_names(facts.context.data.rows(Person))
    names = {name: person.id for person, name in people if len(name) >= words}
    lengths = sorted({len(name) for name in names})
    for table in TABLES.values():
        paths = [FieldPath(table.name, spec.name) for spec in table.fields if _leaks(spec)]
        for row in rows_of(facts, table.name) if paths else ():
            for path in paths:
                person = _name_in(getattr(row, path.field), names, lengths)
                if person is not None:
                    yield rule.found(
                        place_of(path, row.id),
                        record=RecordRef(path.table, row.id),
                        field=FieldName(path.table, path.field),
                        person=RecordRef("person", person),
                    )


def folded_names(people: Iterable[Person]) -> Iterator[tuple[Person, tuple[str, ...]]]:
    """People with the folded words of their names; a syllable is folded once, because names share few of them."""
    known: dict[str, tuple[str, ...]] = {}
    for person in people:
        words = (person.full_name or "").split()
        for word in words:
            if word not in known:
                known[word] = fold_words(word)
        yield person, tuple(part for word in words for part in known[word])


def _leaks(spec: FieldSpec) -> bool:
    return spec.declared.free_text and spec.level < Level.HO_SO


def _name_in(text: str | None, names: dict[tuple[str, ...], str], lengths: list[int]) -> str | None:
    words = fold_words(text) if text else ()
    for start in range(len(words)):
        for length in lengths:
            found = names.get(words[start : start + length])
            if found is not None:
                return found
    return None


def _fields(tables: tuple[TableName, ...], wanted: str) -> Iterator[tuple[FieldPath, FieldSpec]]:
    for table in tables:
        for spec in TABLES[table.name].fields:
            if spec.kind == wanted:
                yield FieldPath(table.name, spec.name), spec


def _about_value(rule: Rule, path: FieldPath, record_id: str) -> Finding:
    return rule.found(
        place_of(path, record_id),
        record=RecordRef(path.table, record_id),
        field=FieldName(path.table, path.field),
        value=value_of(path, record_id),
    )


def _before(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether a date certainly lies before another one."""
    return one is not None and other is not None and one.latest < other.earliest
