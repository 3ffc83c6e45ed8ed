"""What is behind a figure: included and excluded are the population, and the sum is the figure."""

from __future__ import annotations

import random

import pytest

from app.domain.codelists import Catalogue
from app.domain.dataset import dataset, redact
from app.domain.figures import parse_cell_key
from app.domain.records import Course, Person, PlanningEntry, PlanningList, Training
from app.domain.schema import Level
from app.domain.units import Units
from app.errors import UserError
from app.plan.counting import count
from app.plan.explain import explain, in_words
from app.plan.pack import Pack
from app.plan.wanted import required_cells
from tests.core.plan.figure_worlds import POON, context, d, drawn_unit


def test_the_included_make_the_figure(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    made = context(drawn_unit(POON, 11, catalogue), units, catalogue, pack)
    cells = random.Random(1).sample(sorted(required_cells(pack, catalogue)), 150)
    figures = count(made, cells).cells
    populations: dict[str, set[int]] = {}
    for cell in cells:
        told = explain(made, cell)
        assert told.value == figures[cell]
        assert told.population == len(told.included) + len(told.excluded)
        assert all(reason.text for reason in told.excluded)
        populations.setdefault(parse_cell_key(cell).subject, set()).add(told.population)
    typed = {"headcount"}  # how many rows the typed-in numbers make depends on what is asked
    assert all(len(sizes) == 1 for subject, sizes in populations.items() if subject not in typed)


def test_who_was_not_trained_is_named(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    rows = [
        PlanningList(id="l", tier="xa", secrecy="khong"),
        Course(id="c", name="Lớp", kind="llct", start=d("2026-03")),
        *(Person(id=key, sex=sex) for key, sex in (("a", "f"), ("b", "f"), ("c", "m"))),
        *(PlanningEntry(id=f"q{key}", person=key, planning_list="l", post="ubnd.ct") for key in "abc"),
        *(Training(id=f"t{key}", person=key, course="c") for key in "ac"),
    ]
    told = explain(context(dataset(POON, rows), units, catalogue, pack), "trained{sex=f,window=year}")
    assert [item.record.id for item in told.included] == ["a"]
    assert {item.record.id: item.text for item in told.excluded} == {
        "c": "giới tính: Nam",
        "b": "chưa có chương trình đào tạo, tập huấn được tính",
    }
    assert told.clause == "KH 18/02/2021, II.1.3"
    assert told.formula == (
        "Đếm người: Người trong diện quy hoạch đã được đào tạo, tập huấn; giới tính: Nữ; được đào tạo: trong năm"
    )


def test_every_cell_of_the_pack_can_be_said(catalogue: Catalogue, pack: Pack) -> None:
    for cell in required_cells(pack, catalogue):
        text = in_words(parse_cell_key(cell), catalogue)
        assert "=" not in text
        assert "{" not in text


def test_withheld_records_explain_nothing(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    data = redact(drawn_unit(POON, 1, catalogue), Level.SO_LIEU)
    told = explain(context(data, units, catalogue, pack), "leader{sex=f}")
    assert (told.value, told.included, told.population) == (None, (), 0)


@pytest.mark.parametrize("key", ["nonsense", "leader{colour=red}", "leader{sex", "leader.money{}"])
def test_an_unknown_cell_is_refused(units: Units, catalogue: Catalogue, pack: Pack, key: str) -> None:
    with pytest.raises(UserError, match="NHAP-02"):
        explain(context(dataset(POON, []), units, catalogue, pack), key)
