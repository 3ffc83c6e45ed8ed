"""The laws of figures (design §3), on drawn units."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset, redact
from app.domain.figures import CellKey, cell_key, parse_cell_key, total
from app.domain.schema import Level
from app.domain.units import Units
from app.plan.counting import count, count_facts
from app.plan.dims import age_bands
from app.plan.facts import Facts
from app.plan.pack import Pack
from app.plan.subjects import SUBJECTS
from app.plan.wanted import required_cells
from tests.core.plan.figure_worlds import POON, TAM, context, drawn_unit, shuffled

LAW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SEEDS = st.integers(0, 10_000)


def codes_of(catalogue: Catalogue, pack: Pack) -> dict[str, list[str]]:
    """Every code that a dimension can have, "?" included."""
    lists = {
        "sex": "sex", "ethnic": "population_groups", "prof": "professional_levels", "poli": "political_levels",
        "state": "administration_levels", "staff": "staff_kinds", "tier": "tiers", "sector": "sectors",
        "post": "posts", "mode": "appointment_modes", "source": "money_sources", "task": "tasks",
    }  # fmt: skip
    codes = {name: [code.code for code in catalogue[listed]] for name, listed in lists.items()}
    for name in ("dtts", "party", "key", "head", "concurrent", "young", "woman_key", "woman_head", "dtts_key"):
        codes[name] = ["0", "1"]
    codes |= {name: ["0", "1"] for name in ("vacant", "planned", "leader")}
    codes["kind"] = [code.code for name in ("body_kinds", "training_kinds") for code in catalogue[name]]
    codes["group"] = ["co_quan", "dvsn", "doan_the"]
    codes["body"] = [f"b{index}" for index in range(12)]
    codes["term"] = ["2025-2030"]
    codes["window"] = ["year", "stage"]
    codes["age"] = list(age_bands(pack.definitions))
    return {name: [*values, "?"] for name, values in codes.items()}


@LAW
@given(seed=SEEDS, data=st.data())
def test_parts_of_a_partitioning_dimension_make_the_total(
    units: Units, catalogue: Catalogue, pack: Pack, seed: int, data: st.DataObject
) -> None:
    facts = Facts(context(drawn_unit(POON, seed, catalogue), units, catalogue, pack))
    codes = codes_of(catalogue, pack)
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
def test_overlapping_parts_are_never_fewer_than_the_whole(
    units: Units, catalogue: Catalogue, pack: Pack, seed: int
) -> None:
    facts = Facts(context(drawn_unit(POON, seed, catalogue), units, catalogue, pack))
    posts = codes_of(catalogue, pack)["post"]
    for subject in ("leader", "planned"):
        cells = count_facts(facts, [f"{subject}{{}}", *(cell_key(subject, post=post) for post in posts)]).cells
        assert sum(cells[cell_key(subject, post=post)] for post in posts) >= cells[f"{subject}{{}}"]


@LAW
@given(seed=SEEDS)
def test_the_order_of_import_does_not_matter(units: Units, catalogue: Catalogue, pack: Pack, seed: int) -> None:
    data, wanted = drawn_unit(POON, seed, catalogue), required_cells(pack, catalogue)
    one = count(context(data, units, catalogue, pack), wanted)
    assert count(context(shuffled(data, seed), units, catalogue, pack), wanted) == one


@LAW
@given(seed=SEEDS)
def test_the_copy_without_names_and_days_has_the_same_figures(
    units: Units, catalogue: Catalogue, pack: Pack, seed: int
) -> None:
    data, wanted = drawn_unit(POON, seed, catalogue), required_cells(pack, catalogue)
    copy = redact(data, Level.RUT_GON)
    assert copy != data
    one = count(context(data, units, catalogue, pack), wanted)
    assert count(context(copy, units, catalogue, pack), wanted).cells == one.cells


@LAW
@given(seed=SEEDS)
def test_what_so_lieu_still_counts_is_the_same(units: Units, catalogue: Catalogue, pack: Pack, seed: int) -> None:
    data, wanted = drawn_unit(POON, seed, catalogue), required_cells(pack, catalogue)
    whole = count(context(data, units, catalogue, pack), wanted).cells
    left = count(context(redact(data, Level.SO_LIEU), units, catalogue, pack), wanted).cells
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
def test_the_figures_of_a_union_are_the_sum_of_the_units(
    units: Units, catalogue: Catalogue, pack: Pack, seed: int
) -> None:
    wanted = {key for key in required_cells(pack, catalogue) if parse_cell_key(key).subject in ADDITIVE}
    parts = [as_one_unit(drawn_unit(unit, seed, catalogue), prefix) for unit, prefix in ((POON, "x"), (TAM, "y"))]
    tables = {
        name: {**parts[0].tables.get(name, {}), **parts[1].tables.get(name, {})}
        for name in {*parts[0].tables, *parts[1].tables}
    }
    union = count(context(replace(parts[0], tables=tables), units, catalogue, pack), wanted)
    added = total([count(context(part, units, catalogue, pack), wanted) for part in parts])
    assert added is not None
    assert added.cells == union.cells


def test_keys_of_the_pack_are_in_order(catalogue: Catalogue, pack: Pack) -> None:
    for text in required_cells(pack, catalogue):
        assert str(parse_cell_key(text)) == text
        assert isinstance(parse_cell_key(text), CellKey)


def test_age_bands_partition_the_ages(pack: Pack) -> None:
    bands = age_bands(pack.definitions)
    assert bands == ("0-30", "31-40", "41-50", "51-60", "61-")
    for years in range(100):
        hits = [band for band in bands if int(band.split("-")[0]) <= years <= int(band.split("-")[1] or 200)]
        assert len(hits) == 1
