"""The laws of figures (design §3), on drawn units."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.codelists import load_catalogue
from app.domain.dataset import Dataset, redact
from app.domain.figures import CellKey, Figures, cell_key, parse_cell_key, total
from app.domain.schema import Level
from app.domain.units import load_units
from app.paths import resource_root
from app.plan.counting import count, count_facts
from app.plan.dims import age_bands
from app.plan.facts import Facts
from app.plan.pack import load_pack
from app.plan.subjects import SUBJECTS
from app.plan.wanted import required_cells
from tests.core.plan.figure_worlds import POON, TAM, context, drawn_unit, shuffled

LAW = settings(max_examples=10, deadline=None)
SEEDS = st.integers(0, 10_000)
ROOT = resource_root()
CATALOGUE = load_catalogue(ROOT / "codelists")
UNITS = load_units(ROOT / "units" / "units.csv")
PACK = load_pack(ROOT / "packs" / "dienbien-2282")
WANTED = required_cells(PACK, CATALOGUE)


def counted(data: Dataset, cells: Collection[str] = WANTED) -> Figures:
    return count(context(data, UNITS, CATALOGUE, PACK), cells)


def codes_of() -> dict[str, list[str]]:
    """Every code that a dimension can have, "?" included."""
    lists = {
        "sex": "sex", "ethnic": "population_groups", "prof": "professional_levels", "poli": "political_levels",
        "state": "administration_levels", "staff": "staff_kinds", "tier": "tiers", "sector": "sectors",
        "post": "posts", "mode": "appointment_modes", "source": "money_sources", "task": "tasks",
        "rank": "ranks", "it": "informatics_levels", "lang": "language_levels",
    }  # fmt: skip
    codes = {name: [code.code for code in CATALOGUE[listed]] for name, listed in lists.items()}
    for name in ("dtts", "party", "key", "head", "concurrent", "young", "woman_key", "woman_head", "dtts_key"):
        codes[name] = ["0", "1"]
    codes |= {name: ["0", "1"] for name in ("assigned", "vacant", "planned", "leader")}
    codes["kind"] = [code.code for name in ("body_kinds", "training_kinds") for code in CATALOGUE[name]]
    codes["group"] = ["co_quan", "dvsn", "doan_the"]
    codes["body"] = [f"b{index}" for index in range(12)]
    codes["term"] = ["2025-2030"]
    codes["window"] = ["year", "stage"]
    codes["tongue"] = ["0", "1"]
    codes["span"] = [f"{first}-{first + 4}" for first in range(-4, 120, 5)]
    codes["age"] = list(age_bands(PACK.definitions))
    return {name: [*values, "?"] for name, values in codes.items()}


@LAW
@given(seed=SEEDS, data=st.data())
def test_parts_of_a_partitioning_dimension_make_the_total(seed: int, data: st.DataObject) -> None:
    facts = Facts(context(drawn_unit(POON, seed, CATALOGUE), UNITS, CATALOGUE, PACK))
    codes = codes_of()
    for subject in SUBJECTS.values():
        free = sorted(set(subject.dims) - subject.overlapping)
        if not free:
            continue
        parted = data.draw(st.sampled_from(free))
        others = data.draw(st.sets(st.sampled_from(sorted(set(subject.dims) - {parted}) or [parted]), max_size=2))
        base = {name: data.draw(st.sampled_from(codes[name])) for name in others - {parted}}
        measure = data.draw(st.sampled_from(["", *sorted(subject.measures)]))
        whole = cell_key(subject.name, measure, **base)
        parts = [cell_key(subject.name, measure, **{**base, parted: code}) for code in codes[parted]]
        cells = count_facts(facts, [whole, *parts]).cells
        assert sum(cells[part] for part in parts) == cells[whole], (whole, parted)


@LAW
@given(seed=SEEDS)
def test_overlapping_parts_are_never_fewer_than_the_whole(seed: int) -> None:
    facts = Facts(context(drawn_unit(POON, seed, CATALOGUE), UNITS, CATALOGUE, PACK))
    posts = codes_of()["post"]
    for subject in ("leader", "planned"):
        cells = count_facts(facts, [f"{subject}{{}}", *(cell_key(subject, post=post) for post in posts)]).cells
        assert sum(cells[cell_key(subject, post=post)] for post in posts) >= cells[f"{subject}{{}}"]


@LAW
@given(seed=SEEDS)
def test_the_order_of_import_does_not_matter(seed: int) -> None:
    data = drawn_unit(POON, seed, CATALOGUE)
    assert counted(shuffled(data, seed)) == counted(data)


@LAW
@given(seed=SEEDS)
def test_the_copy_without_names_and_days_has_the_same_figures(seed: int) -> None:
    data = drawn_unit(POON, seed, CATALOGUE)
    copy = redact(data, Level.RUT_GON)
    assert copy != data
    assert counted(copy).cells == counted(data).cells


@LAW
@given(seed=SEEDS)
def test_what_so_lieu_still_counts_is_the_same(seed: int) -> None:
    data = drawn_unit(POON, seed, CATALOGUE)
    whole, left = counted(data).cells, counted(redact(data, Level.SO_LIEU)).cells
    assert left == {cell: whole[cell] for cell in left}
    assert {parse_cell_key(cell).subject for cell in left} >= {"body", "course", "resident"}
    assert not {parse_cell_key(cell).subject for cell in left} & {"leader", "planned", "trained", "turn"}


def as_one_unit(data: Dataset, prefix: str) -> Dataset:
    """The records with other ids, so that two units can be laid together."""
    refs = {"person", "body", "planning_list", "course", "parent"}

    def renamed(row: object) -> object:
        values = {name: f"{prefix}{getattr(row, name)}" for name in refs if getattr(row, name, None)}
        return replace(row, id=f"{prefix}{row.id}", **values)  # type: ignore[attr-defined,type-var]

    tables = {name: {f"{prefix}{key}": renamed(row) for key, row in rows.items()} for name, rows in data.tables.items()}
    return replace(data, tables=tables)


ADDITIVE = {
    "leader",
    "post_held",
    "body",
    "planned",
    "planned_slot",
    "trained",
    "promoted",
    "turn",
    "course",
    "activity",
}


@LAW
@given(seed=SEEDS)
def test_the_figures_of_a_union_are_the_sum_of_the_units(seed: int) -> None:
    wanted = {key for key in WANTED if parse_cell_key(key).subject in ADDITIVE}
    parts = [as_one_unit(drawn_unit(unit, seed, CATALOGUE), prefix) for unit, prefix in ((POON, "x"), (TAM, "y"))]
    tables = {
        name: {**parts[0].tables.get(name, {}), **parts[1].tables.get(name, {})}
        for name in {*parts[0].tables, *parts[1].tables}
    }
    added = total([counted(part, wanted) for part in parts])
    assert added is not None
    assert added.cells == counted(replace(parts[0], tables=tables), wanted).cells


def test_keys_of_the_pack_are_in_order() -> None:
    for text in WANTED:
        assert str(parse_cell_key(text)) == text
        assert isinstance(parse_cell_key(text), CellKey)


def test_age_bands_partition_the_ages() -> None:
    bands = age_bands(PACK.definitions)
    assert bands == ("0-30", "31-40", "41-50", "51-60", "61-")
    for years in range(100):
        hits = [band for band in bands if int(band.split("-")[0]) <= years <= int(band.split("-")[1] or 200)]
        assert len(hits) == 1
