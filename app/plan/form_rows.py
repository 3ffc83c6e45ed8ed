"""Rows of a form: how an entry becomes rows, and which cells stand in them. Filling and asking for cells share this.

Hides catalogues, units and bodies behind `RowSpec`: a label and the dimensions that its cells are joined with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.codelists import Catalogue, Code
from app.domain.figures import parse_cell_key
from app.domain.unit_records import Body, Unit
from app.plan.cells import with_dims
from app.plan.entries import group_of_kind
from app.plan.facts import Facts
from app.plan.form_records import Told, told_records
from app.plan.form_shapes import ColumnDef, FormDef, RowDef, TableDef
from app.vietnamese.numbers import roman

_COUNTED: Final = "#"
CLAUSE: Final = "{clause}"
"""In the number of a row by catalogue: the clause of the code."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What rows are made from.

    Attributes:
        scope: "unit" or "province"; empty for both.
        catalogue: code lists.
        units: units whose figures make rows.
        bodies: bodies of the unit, in the order of the form.
        facts: of the unit, for rows that are records; None at the province.
    """

    scope: str
    catalogue: Catalogue
    units: tuple[Unit, ...] = ()
    bodies: tuple[Body, ...] = ()
    facts: Facts | None = None

    def told(self, table: str) -> tuple[Told, ...]:
        """Records of a table in the order of the form."""
        return told_records(self.facts, table, self.bodies) if self.facts is not None else ()


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row before its numbers.

    Attributes:
        id: unique in its table.
        definition: the entry that made it.
        label, number: texts of columns B and A; a number "#" still counts on.
        variants: dimensions joined to the cells of the columns; several are summed.
        code, unit, body: what the row is about.
        record: that the row tells; `answered` where records stand under the row.
        second: the row stands under a main row ("Trong đó: Nữ", or the second body of a unit).
    """

    id: str
    definition: RowDef
    label: str
    number: str
    variants: tuple[Mapping[str, str], ...]
    code: Code | None = None
    unit: Unit | None = None
    body: Body | None = None
    record: Any = None
    answered: bool = False
    second: bool = False

    @property
    def is_part(self) -> bool:
        """Whether the row repeats a part of the main row above it."""
        return self.second and self.definition.rows != "units"


def stands_in(tables: tuple[str, ...], scope: str, table: TableDef, scene: Scene) -> bool:
    """Whether a column or row entry belongs to a table at this scope."""
    return (not tables or table.id in tables) and (not scope or not scene.scope or scope == scene.scope)


def tables_of(form: FormDef, scene: Scene) -> tuple[TableDef, ...]:
    """Tables of a form at this scope."""
    return tuple(table for table in form.tables if not scene.scope or table.scope in {"", scene.scope})


def columns_of(form: FormDef, table: TableDef) -> tuple[ColumnDef, ...]:
    """Columns of a table, hidden ones too."""
    return tuple(column for column in form.columns if not column.tables or table.id in column.tables)


def rows_of(form: FormDef, table: TableDef, scene: Scene) -> Iterator[RowSpec]:
    """Rows of a table in order; entries of indicators are not expanded here."""
    for index, entry in enumerate(form.rows):
        if stands_in(entry.tables, entry.scope, table, scene):
            for spec in _expand(entry, f"r{index}", scene):
                yield from _with_seconds(spec)


def _with_seconds(spec: RowSpec) -> Iterator[RowSpec]:
    yield spec
    for place, (label, dims) in enumerate(spec.definition.second):
        yield replace(
            spec,
            id=f"{spec.id}/{place}",
            label=_filled(label, spec),
            number="",
            variants=tuple({**variant, **dims} for variant in spec.variants),
            second=True,
        )


def _filled(label: str, spec: RowSpec) -> str:
    if spec.unit is not None:
        name = spec.unit.name or ""
        place = name[:1].lower() + name[1:] if spec.unit.kind == "administrative" else name
        return label.format(name=name, place=place)
    if spec.body is not None:
        return label.format(name=spec.body.name)
    return label.format(name=spec.code.label if spec.code else "")


def _expand(entry: RowDef, row_id: str, scene: Scene) -> Iterator[RowSpec]:
    base = RowSpec(row_id, entry, entry.label, entry.number, (entry.dims,))
    match entry.rows:
        case "catalogue":
            for codes in _code_groups(entry, scene.catalogue):
                variants = tuple({**entry.dims, entry.dim: code.code} for code in codes)
                label = entry.label.format(name=codes[0].label) if entry.label else _raised(codes[0].label)
                spec = replace(base, id=f"{row_id}:{codes[0].code}", label=label, variants=variants, code=codes[0])
                yield from _with_records(replace(spec, number=_clause(entry.number, codes[0])), scene)
        case "units":
            for unit in scene.units:
                if _fits(entry.where, {"kind": unit.kind or "", "tier": unit.tier or ""}):
                    spec = replace(base, id=f"{row_id}:{unit.id}", unit=unit)
                    yield replace(spec, label=_filled(entry.label or "{name}", spec))
        case "bodies":
            for body in scene.bodies:
                kind = scene.catalogue["body_kinds"].get(body.kind)
                if _fits(entry.where, {"kind": body.kind or "", "group": group_of_kind(kind), "tier": body.tier or ""}):
                    variants = ({**entry.dims, "body": body.id},)
                    spec = replace(base, id=f"{row_id}:{body.id}", body=body, variants=variants)
                    yield replace(spec, label=_filled(entry.label or "{name}", spec))
        case "records":
            yield from _listed(base, scene)
        case _:
            yield base


def _raised(label: str) -> str:
    """A row begins with a capital letter, also where its words are the second half of a sentence of the plan."""
    return label[:1].upper() + label[1:]


def _clause(number: str, code: Code) -> str:
    return number.replace(CLAUSE, code.attributes.get("clause") or code.code)


def _with_records(spec: RowSpec, scene: Scene) -> Iterator[RowSpec]:
    """The row of a code and the records under it; a single record stands in the row."""
    table, _, name = spec.definition.records.partition(".")
    if not table or scene.facts is None:
        yield spec
        return
    codes = {variant[spec.definition.dim] for variant in spec.variants}
    found = [told.record for told in scene.told(table) if getattr(told.record, name) in codes]
    yield replace(spec, record=found[0] if len(found) == 1 else None, answered=bool(found))
    for place, row in enumerate(found if len(found) > 1 else ()):
        yield replace(spec, id=f"{spec.id}/{place}", label="", number="", record=row, second=True)


def _listed(base: RowSpec, scene: Scene) -> Iterator[RowSpec]:
    """A row for each record, under the headings of their groups."""
    heading = RowDef(base.definition.tables, base.definition.scope, "group", style="group")
    told = scene.told(base.definition.records) if scene.facts is not None else ()
    groups: dict[str, list[Told]] = {}
    for item in told:
        groups.setdefault(item.group, []).append(item)
    for place, (group, items) in enumerate(groups.items(), 1):
        if group:
            yield replace(base, id=f"{base.id}g{place}", definition=heading, label=group, number=roman(place))
        for item in items:
            yield replace(base, id=f"{base.id}:{item.record.id}", record=item.record)


def _code_groups(entry: RowDef, catalogue: Catalogue) -> Iterator[tuple[Code, ...]]:
    groups: dict[str, list[Code]] = {}
    for code in catalogue[entry.codes]:
        if _code_fits(entry, code, catalogue):
            groups.setdefault(code.attributes.get(entry.merge, "") or code.code, []).append(code)
    yield from (tuple(codes) for codes in groups.values())


def _code_fits(entry: RowDef, code: Code, catalogue: Catalogue) -> bool:
    attributes = dict(code.attributes)
    if entry.codes == "posts":
        kinds = code.attributes.get("body_kinds", "").split()
        attributes["group"] = " ".join({group_of_kind(catalogue["body_kinds"].get(kind)) for kind in kinds})
    return _fits(entry.where, {**attributes, "code": code.code})


def _fits(where: Mapping[str, tuple[str, ...]], attributes: Mapping[str, str]) -> bool:
    return all(set(allowed) & set(attributes.get(name, "").split()) for name, allowed in where.items())


def cells_of(column: ColumnDef, spec: RowSpec) -> tuple[str, ...]:
    """Keys that are summed in a cell."""
    return _joined(spec.definition.replace.get(column.id, column.cells), column, spec)


def doubts_of(column: ColumnDef, spec: RowSpec) -> tuple[str, ...]:
    """Keys that leave a cell unknown where they count anything."""
    return _joined(column.unknown_if, column, spec)


def unsure_of(column: ColumnDef, spec: RowSpec) -> tuple[str, ...]:
    """Keys that leave a zero unknown where they count anything."""
    return _joined(column.unsure, column, spec)


def _joined(cells: tuple[str, ...], column: ColumnDef, spec: RowSpec) -> tuple[str, ...]:
    entry = spec.definition
    if entry.rows in {"group", "indicators", "records"} or column.id in entry.excluded:
        return ()
    if entry.rows == "total" and column.total != "cell":
        return ()
    if entry.subject:
        cells = tuple(str(replace(parse_cell_key(cell), subject=entry.subject)) for cell in cells)
    return tuple(with_dims(cell, variant) for variant in spec.variants for cell in cells)


def numbered(specs: Collection[RowSpec]) -> Iterator[RowSpec]:
    """The rows with "#" counted on; counting starts anew under each row that has a number of its own."""
    count = 0
    for spec in specs:
        if spec.number == _COUNTED:
            count += 1
            yield replace(spec, number=str(count))
        else:
            count = 0 if spec.number else count
            yield spec
