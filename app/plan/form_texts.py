"""Texts in a form's row: names of what the row is about, and remarks written from figures.

Each text says which cells it is written from, so that they are counted and sent like those of number columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.domain.codelists import Catalogue
from app.domain.figures import UNKNOWN, cell_key, parse_cell_key
from app.domain.table import MARK
from app.plan.cells import with_dims
from app.plan.definitions import Definitions
from app.plan.entries import planned_slot_entries
from app.plan.facts import Facts
from app.plan.form_rows import RowSpec
from app.plan.form_values import FormInput

CellsOf = Callable[[RowSpec, Catalogue, Definitions], Mapping[str, tuple[str, ...]]]
ValueOf = Callable[[tuple[str, ...]], int | None]
WriteText = Callable[[RowSpec, FormInput, ValueOf], str | None]


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A text: the cells it is written from, by name, and how it is written."""

    cells: CellsOf
    write: WriteText


def _nothing(_spec: RowSpec, _catalogue: Catalogue, _definitions: Definitions) -> Mapping[str, tuple[str, ...]]:
    return {}


def _number(spec: RowSpec, *_: object) -> str | None:
    return spec.number or None


def _label(spec: RowSpec, *_: object) -> str | None:
    return spec.label


def _tier(spec: RowSpec, data: FormInput, _value: ValueOf) -> str | None:
    if spec.definition.rows == "group":
        return None
    about = spec.body or spec.unit
    label = data.data.catalogue.label("tiers", about.tier if about else spec.variants[0].get("tier"))
    return label.removeprefix("Cấp ").capitalize() or None


def _listed(spec: RowSpec, data: FormInput, _value: ValueOf) -> str | None:
    listed = data.data.definitions.specific_sectors
    return MARK if spec.code is not None and spec.code.code in listed else None


def _terms(spec: RowSpec, data: FormInput, _value: ValueOf) -> str | None:
    """Terms of the planning lists behind a row: of the unit's records, or as the entries held were counted by them."""
    if spec.definition.rows in {"group", "total"}:
        return None
    terms = set()
    if data.context is None:
        for cell in data.counted_here:
            dims = dict(parse_cell_key(cell).dims)
            term = dims.pop("term", UNKNOWN)
            if dims in spec.variants:
                terms.add(term)
        return ", ".join(sorted(terms - {UNKNOWN})) or None
    facts = Facts(data.context)
    for entry in planned_slot_entries(facts):
        codes = {**entry.codes, "post": entry.post.code if entry.post else UNKNOWN}
        if any(all(codes.get(name) == code for name, code in variant.items()) for variant in spec.variants):
            terms.add(codes["term"])
    return ", ".join(sorted(terms - {UNKNOWN})) or None


def _women_posts_cells(spec: RowSpec, catalogue: Catalogue, definitions: Definitions) -> Mapping[str, tuple[str, ...]]:
    if spec.definition.rows in {"group", "total"}:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for post in catalogue["posts"]:
        if post.code in definitions.key_posts | definitions.service_key_posts and _of_kind(spec, post.attributes):
            cell = cell_key("post_held", key="1", post=post.code, sex="f")
            found[post.label] = tuple(with_dims(cell, variant) for variant in spec.variants)
    return found


def _of_kind(spec: RowSpec, attributes: Mapping[str, str]) -> bool:
    kinds = set(attributes.get("body_kinds", "").split())
    if spec.body is not None:
        return spec.body.kind in kinds
    named = {variant["kind"] for variant in spec.variants if "kind" in variant}
    return bool(kinds & named) if named else True


def _listing(cells_of: CellsOf) -> WriteText:
    def write(spec: RowSpec, data: FormInput, value: ValueOf) -> str | None:
        named = cells_of(spec, data.data.catalogue, data.data.definitions)
        parts = [(name, value(cells)) for name, cells in named.items()]
        return "; ".join(name if number == 1 else f"{name} ({number})" for name, number in parts if number) or None

    return write


def _mode_cells(spec: RowSpec, _catalogue: Catalogue, _definitions: Definitions) -> Mapping[str, tuple[str, ...]]:
    if spec.definition.rows in {"group", "total"}:
        return {}
    remarks = {
        "giao quyền": cell_key("post_held", key="1", mode="quyen"),
        "phụ trách": cell_key("post_held", key="1", mode="phu_trach"),
        "kiêm nhiệm": cell_key("post_held", key="1", concurrent="1"),
    }
    return {name: tuple(with_dims(cell, variant) for variant in spec.variants) for name, cell in remarks.items()}


TEXTS: Final[Mapping[str, TextColumn]] = MappingProxyType(
    {
        "number": TextColumn(_nothing, _number),
        "label": TextColumn(_nothing, _label),
        "tier": TextColumn(_nothing, _tier),
        "terms": TextColumn(_nothing, _terms),
        "listed": TextColumn(_nothing, _listed),
        "women_posts": TextColumn(_women_posts_cells, _listing(_women_posts_cells)),
        "modes": TextColumn(_mode_cells, _listing(_mode_cells)),
        "none": TextColumn(_nothing, lambda *_: None),
    }
)
