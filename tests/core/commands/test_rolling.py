"""A year later: the walk through what was there, the marks, and the copy of last year's rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.commands.entry.confirming import marks, waiting
from app.commands.entry.copying import can_copy
from app.commands.entry.rolling_walk import ENROLMENT, walk
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.ids import derived_id, new_id
from app.domain.records import Appointment, Person
from app.domain.storage import DocumentChange
from app.domain.unit_records import Budget, Headcount, Narrative, Population
from app.workspace import CommandSpec, Outcome, Workspace
from tests.simulator.province import World, change, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, key, person_of, replaced

NEXT = "2027"


@pytest.fixture
def unit(world: World) -> Workspace:
    """A unit that has reported 2026 and begins 2027."""
    ws = world.enrolled(PON)
    world.clock.at = datetime(2027, 11, 1, 8, 0, tzinfo=UTC)
    campaign = ws.store.document("setting", "campaign")
    assert campaign is not None
    later = replace(campaign, body={**campaign.body, "period": NEXT, "cut_off": "2027-11-30", "due": "2027-12-30"})
    ws.commit(CommandSpec("receive", "", "Nhận"), Outcome(documents=(DocumentChange(campaign, later),)))
    return ws


def listed(ws: Workspace) -> dict[str, Any]:
    data: dict[str, Any] = run(ws, "rollover list").data
    assert data["left"] == sum(_left(step) for step in data["steps"])
    return data


def _left(step: dict[str, Any]) -> bool:
    return any(item["state"] in ("", "cho") for item in (step, *step["parts"]))


def step_of(ws: Workspace, record: str) -> dict[str, Any]:
    (found,) = (step for step in listed(ws)["steps"] if step["record"] == record)
    return dict(found)


def person(ws: Workspace, number: int) -> Person:
    return person_of(ws.store.load(), number)


def test_everybody_who_was_reported_is_walked_with_posts_and_plans(unit: Workspace) -> None:
    data = listed(unit)
    assert (data["period"], data["source"], data["people_left"]) == (NEXT, "kỳ 2026", 12)
    assert data["left"] == data["total"] == 12 + 6  # people, bodies
    step = step_of(unit, person(unit, 3).id)
    assert step["name"] == "Sùng Thị Dợ"
    assert [part["name"] for part in step["parts"]] == [
        "Phó Chủ tịch UBND, từ 01/07/2025",
        "Quy hoạch Chủ tịch UBND, từ 20/09/2025",
    ]


def test_what_came_after_the_report_is_not_walked(unit: Workspace) -> None:
    new = Person(id=new_id(), full_name="Lò Thị Mới")
    change(unit, Change("person", new.id, None, new))
    before = listed(unit)
    assert new.id not in {step["record"] for step in before["steps"]}
    run(unit, "record delete", table="person", record=person(unit, 11).id)
    assert listed(unit)["total"] == before["total"] - 1
    run(unit, "undo")
    assert listed(unit)["total"] == before["total"]


def test_a_unit_that_has_sent_nothing_walks_what_was_filled_in_for_it(world: World) -> None:
    ws = world.unit(TAM, None)
    run(ws, "undo")  # the records of the test
    run(ws, "undo")  # the deletion of what was filled in
    found = walk(ws)
    assert found.source == ENROLMENT
    assert {step.head.key[0] for step in found.steps} == {"body"}
    assert found.left == 6
    run(ws, "rollover mark", state="dung", rest=True)
    assert walk(ws).left == 0


def test_still_right_takes_the_posts_and_plans_along_as_one_change(unit: Workspace) -> None:
    record = person(unit, 3).id
    done = run(unit, "rollover mark", state="dung", table="person", record=record)
    assert done.message == "Rà soát đầu kỳ 2027, vẫn đúng: Sùng Thị Dợ."
    assert not _left(step_of(unit, record))
    assert listed(unit)["people_left"] == 11
    run(unit, "undo")
    assert listed(unit)["people_left"] == 12
    assert not marks(unit, NEXT)


def test_a_post_that_was_marked_before_keeps_its_mark(unit: Workspace) -> None:
    data = unit.store.load()
    post = next(row for row in data.rows(Appointment) if row.person == person(unit, 3).id)
    run(unit, "rollover mark", state="khong_con", table="appointment", record=post.id, day="30/6/2027")
    run(unit, "rollover mark", state="dung", table="person", record=person(unit, 3).id)
    assert unit.store.load().get(Appointment, post.id) == replace(post, end=PartialDate("2027-06-30"))
    step = step_of(unit, person(unit, 3).id)
    assert [part["state"] for part in step["parts"]] == ["dung", "khong_con"]
    assert not _left(step)


def test_no_longer_there_leaves_on_a_day_with_posts_and_plans_and_nothing_is_deleted(unit: Workspace) -> None:
    record, before = person(unit, 3).id, unit.store.load()
    run(
        unit, "rollover mark", state="khong_con", table="person", record=record, day="2027-05-31", reason="nghi_huu"
    )  # fmt: skip
    data = unit.store.load()
    gone = data.get(Person, record)
    assert gone is not None
    assert (gone.left_on, gone.left_reason) == (PartialDate("2027-05-31"), "nghi_huu")
    ends = {row.end for table in ("appointment", "planning_entry") for row in data.tables[table].values()
            if row.person == record}  # fmt: skip
    assert ends == {PartialDate("2027-05-31")}
    assert {table: len(rows) for table, rows in data.tables.items() if table != "confirmation"} == {
        table: len(rows) for table, rows in before.tables.items()
    }
    step = step_of(unit, record)
    assert {item["state"] for item in (step, *step["parts"])} == {"khong_con"}
    run(unit, "undo")
    assert dict(unit.store.load().tables) | {"confirmation": {}} == dict(before.tables) | {"confirmation": {}}


def test_changed_is_only_a_mark_and_can_be_reopened(unit: Workspace) -> None:
    record = person(unit, 5).id
    run(unit, "rollover mark", state="doi", table="person", record=record)
    assert step_of(unit, record)["state"] == "doi"
    assert _left(step_of(unit, record))  # its posts are still to be looked at
    run(unit, "rollover mark", state="cho", table="person", record=record)
    assert step_of(unit, record)["state"] == "cho"


def test_all_that_is_left_is_right(unit: Workspace) -> None:
    record = person(unit, 5).id
    run(unit, "rollover mark", state="doi", table="person", record=record)
    left = listed(unit)["left"]
    done = run(unit, "rollover mark", state="dung", rest=True)
    assert f"{left} dòng" in done.message
    assert listed(unit)["left"] == 0
    assert step_of(unit, record)["state"] == "doi"
    assert code_of(run, unit, "rollover mark", state="dung", rest=True) == "NHAP-01"
    run(unit, "undo")
    assert listed(unit)["left"] == left


def test_what_cannot_be_is_refused_and_changes_nothing(unit: Workspace) -> None:
    before = unit.store.load()
    record = person(unit, 3).id

    def code(**params: Any) -> str:
        return code_of(
            run, unit, "rollover mark", **{"state": "khong_con", "table": "person", "record": record, **params}
        )

    assert code() == "NHAP-01"
    assert code(day="2027-05-31") == "NHAP-01"
    assert code(day="2027-05-31", reason="no such") == "NHAP-01"
    assert code(day="31/2/2027", reason="khac") == "NHAP-03"
    assert code(record="nobody", day="2027") == "NHAP-02"
    assert code(state="maybe") == "NHAP-03"
    residents = next(iter(before.tables["population"]))
    assert code(table="population", record=residents, day="2027") == "NHAP-01"
    assert unit.store.load() == before


# --- copies of last year ---------------------------------------------------------------------------------------------


def test_last_years_residents_are_copied_once_with_a_mark_each(unit: Workspace) -> None:
    assert can_copy(unit) == {"population": 4, "headcount": 1, "budget": 1, "narrative": 1}
    done = run(unit, "copy period", table="population")
    assert done.message == "Chép dân số theo dân tộc từ kỳ 2026 sang kỳ 2027: 4 dòng, chưa xác nhận."
    rows = [row for row in unit.store.load().rows(Population) if row.year == 2027]
    assert {(row.ethnic, row.total) for row in rows} == {("00", 5200), ("01", 270), ("03", 3400), ("19", 1530)}
    assert waiting(unit) == {row.id: "kỳ 2026" for row in rows}
    assert {row.id for row in rows} <= {step["record"] for step in listed(unit)["steps"]}
    assert code_of(run, unit, "copy period", table="population") == "NHAP-01"
    run(unit, "undo")
    assert waiting(unit) == {}
    assert all(row.year == 2026 for row in unit.store.load().rows(Population))
    assert run(unit, "copy period", table="population").ok


def test_what_is_there_already_is_not_copied_over(unit: Workspace) -> None:
    own = Population(id=new_id(), year=2027, ethnic="03", total=3456)
    change(unit, Change("population", own.id, None, own))
    made = run(unit, "copy period", table="population").data["records"]
    assert len(made) == 3
    assert unit.store.load().get(Population, own.id) == own


def test_money_staff_and_words_are_a_start(unit: Workspace) -> None:
    for table in ("headcount", "budget", "narrative"):
        run(unit, "copy period", table=table)
    data = unit.store.load()
    (budget,) = (row for row in data.rows(Budget) if row.year == 2027)
    assert (budget.planned, budget.paid) == (40_000_000, None)
    (staff,) = (row for row in data.rows(Headcount) if row.as_of and row.as_of.year == 2027)
    assert (staff.as_of, staff.total) == (PartialDate("2027-11-30"), 6)
    assert sum(row.year == 2027 for row in data.rows(Narrative)) == 1
    assert code_of(run, unit, "copy period", table="activity") == "NHAP-02"


def test_editing_a_copied_row_confirms_it_as_changed_in_the_same_change(unit: Workspace) -> None:
    first, second, *_ = run(unit, "copy period", table="population").data["records"]
    row = unit.store.load().get(Population, first)
    assert row is not None
    change(unit, Change("population", first, row, replace(row, total=5300)))
    assert marks(unit, NEXT)["population", first].state == "doi"
    run(unit, "rollover mark", state="dung", table="population", record=second)
    assert set(waiting(unit)).isdisjoint({first, second})
    run(unit, "undo")
    run(unit, "undo")
    assert marks(unit, NEXT)["population", first].state == "cho"
    assert unit.store.load().get(Population, first) == row


def test_a_deleted_copy_is_not_waited_for(unit: Workspace) -> None:
    first, *_ = run(unit, "copy period", table="population").data["records"]
    run(unit, "record delete", table="population", record=first)
    assert first not in waiting(unit)
    assert len(waiting(unit)) == 3


def test_two_clerks_who_copy_and_mark_make_the_same_rows() -> None:
    made = new_id()
    assert derived_id(made, "copy", "2027") == derived_id(made, "copy", "2027")
    assert derived_id(made, "copy", "2027") != derived_id(made, "copy", "2028")
    assert derived_id(made, "copy", "2027")[:13] == made[:13]
    assert len(derived_id(key(PON, "p", 1), "x")) == 36


def test_a_change_of_a_person_is_not_taken_for_a_mark(unit: Workspace) -> None:
    data = unit.store.load()
    change(unit, replaced(data, person_of(data, 3), professional="ths"))
    assert step_of(unit, person(unit, 3).id)["state"] == ""
