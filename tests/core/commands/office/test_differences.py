"""What changed since the last accepted package, field by field and in figures; what jumped; acceptance of the clean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.commands.office.differences import is_outlier, widest
from app.domain.dataset import Change
from app.domain.figures import parse_cell_key
from app.domain.storage import Document
from app.workspace import Workspace
from tests.simulator.province import World, change, corrected, run
from tests.simulator.units import PON, TAM, person_of, replaced


def lines(world: World, package: str) -> list[tuple[str, str]]:
    found = run(world.so, "difference", package=package).data["lines"]
    return [(line["kind"], line["text"]) for line in found]


def deliver(world: World, ws: Workspace, **more: Any) -> str:
    path = world.package(ws, **more)
    world.deliver(path)
    return world.received(path).id


def test_a_changed_field_is_told_with_both_values_and_the_person(world: World) -> None:
    unit = world.enrolled(PON)
    person = person_of(unit.store.load(), 0)
    change(unit, replaced(unit.store.load(), person, professional="ts", full_name="Lò Thị Mới"))
    package = deliver(world, unit, level="ho-so")
    found = lines(world, package)
    assert [kind for kind, _ in found][:1] == ["changed"]
    told = " | ".join(text for kind, text in found if kind == "changed")
    assert "→ Tiến sĩ" in told
    assert "Họ và tên" not in told  # the accepted package was without names: that they are here now is no change


def test_a_new_person_and_one_who_left_are_told_once_each(world: World) -> None:
    unit = world.enrolled(PON)
    first = deliver(world, unit, level="ho-so")
    run(world.so, "accept", package=first)
    data = unit.store.load()
    left = person_of(data, 1)
    with_them = [
        (table, row)
        for table, rows in data.tables.items()
        for row in rows.values()
        if getattr(row, "person", None) == left.id
    ]
    added = replace(person_of(data, 0), id=unit.env.new_id(), full_name="Vàng Thị Thêm", id_number=None)
    change(
        unit,
        Change("person", added.id, None, added),
        *(Change(table, row.id, row, None) for table, row in with_them),
        Change("person", left.id, left, None),
    )
    found = lines(world, deliver(world, unit, level="ho-so"))
    assert [text for kind, text in found if kind == "added"] == ["Vàng Thị Thêm"]
    assert [text for kind, text in found if kind == "left"] == [
        left.full_name
    ]  # posts of one who left are not repeated
    assert with_them
    assert any(kind in ("figure", "outlier") for kind, _ in found)


def test_the_first_package_has_nothing_to_compare_with_and_a_refused_one_is_never_compared(world: World) -> None:
    unit = world.enrolled(PON)
    first = unit.store.documents("sent")[-1].id
    told = run(world.so, "difference", package=first).data
    assert (told["before"], told["lines"]) == ("", [])
    second = corrected(world, unit)
    world.deliver(second)
    run(world.so, "return", package=world.received(second).id, reason="Thiếu ngày sinh.")
    third = corrected(world, unit, number=1)
    world.deliver(third)
    told = run(world.so, "difference", package=world.received(third).id).data
    assert (told["before"], told["accepted"]) == (first, True)  # not the one that was returned


def test_an_outlier_is_more_than_the_share_and_more_than_the_number_of_the_pack(world: World) -> None:
    definitions = world.so.pack.definitions
    least = definitions.yearly_change_people
    assert is_outlier(3, 3 + 3 * least, definitions)
    assert is_outlier(0, least + 1, definitions)
    assert not is_outlier(1, 1 + least, definitions)
    assert not is_outlier(10_000, 10_000 + least + 1, definitions)


def test_a_jump_is_told_once_by_its_widest_figure() -> None:
    texts = ("staff{}", "staff{sex=f}", "staff{age=30,sex=f}", "leader{sex=f}", "staff{party=yes}")
    whole, women, young, leaders, members = map(parse_cell_key, texts)
    assert widest((whole, women, young, leaders)) == {whole, leaders}
    assert widest((women, young, members)) == {women, members}


def spotless(world: World, unit: str, **facts: Any) -> str:
    """The newest package of a unit as if nothing, or just these facts, had been found in it."""
    held = world.so.store.documents("received", unit=unit)[-1]
    clean = {"errors": 0, "warnings": 0, "differences": 0, "doubts": [], **facts}
    made: Document = replace(held, body={**held.body, **clean})
    world.so.store._content.documents["received", held.id] = made  # type: ignore[attr-defined]
    return held.id


def test_only_packages_without_any_finding_are_accepted_at_once(world: World) -> None:
    pon, tam = world.enrolled(PON), world.enrolled(TAM)
    world.deliver(corrected(world, pon), corrected(world, tam))
    clean, warned = spotless(world, PON), spotless(world, TAM, warnings=1)
    assert run(world.so, "accept clean", dry_run=True).data["accepted"] == [clean]
    told = run(world.so, "accept clean")
    assert told.data == {"accepted": [clean], "refused": []}
    assert world.so.store.document("received", clean).state == "accepted"  # type: ignore[union-attr]
    assert world.so.store.document("received", warned).state == "received"  # type: ignore[union-attr]


def test_one_that_cannot_be_accepted_does_not_stop_the_rest(world: World) -> None:
    pon, tam = world.enrolled(PON), world.enrolled(TAM)
    world.deliver(corrected(world, pon), corrected(world, tam))
    first, second = spotless(world, PON), spotless(world, TAM)
    closed = Document("closed", "2026", period="2026")
    world.so.store._content.documents["closed", "2026"] = closed  # type: ignore[attr-defined]
    run(world.so, "exception grant", unit=TAM, period="2026", reason="Máy hỏng.")
    told = run(world.so, "accept clean")
    assert told.data["accepted"] == [second]
    assert [(row["package"], row["code"]) for row in told.data["refused"]] == [(first, "NGH-05")]
    assert not told.ok


def test_a_figure_that_jumped_is_told_first_and_keeps_a_package_from_the_clean(world: World) -> None:
    unit = world.enrolled(PON)
    world.deliver(corrected(world, unit))
    package = spotless(world, PON)
    cells = world.so.store._content.figures  # type: ignore[attr-defined]
    key = next(iter(cells[package]))
    cells[package] = {**cells[package], key: 4 * cells[package][key] + 100}
    kind, text = lines(world, package)[0]
    assert kind == "outlier"
    assert "→" in text
    assert run(world.so, "accept clean", dry_run=True).data["accepted"] == []
