"""Verbs of a change, what goes along with a deleted row, the bin, and what the history says of all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any, cast

import pytest

from app.commands.entry.recycling import deleted
from app.commands.table import command
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Person
from app.domain.unit_records import Body
from app.domain.work_records import Confirmation, Remark
from app.errors import UserError
from app.workspace import Environment, Outcome, Workspace, load_environment
from db.memory import MemoryStore
from tests.simulator.province import Clock, run

ME, OTHER = "Lò Thị Ánh Dương", "Vàng A Chứ"
PANG = Person(id="p1", full_name="Lò Thị Pâng", professional="dh", body="b1")
POST = Appointment(id="a1", person="p1", post="ubnd.pct", start=PartialDate("2025-07-01"), decision_number="15/QĐ")
OFFICE = Body(id="b1", name="Văn phòng HĐND và UBND")
COUNCIL = Body(id="b2", name="Phòng Kinh tế")


@cache
def _environment() -> Environment:
    return load_environment(cast(Any, None))


@pytest.fixture
def ws() -> Workspace:
    made = Workspace(replace(_environment(), now=Clock().now), MemoryStore("unit", "03202@2025-07-01", ME))
    run(made, "record save", changes=[Change(row.__table__.name, row.id, None, row) for row in (OFFICE, COUNCIL, PANG)])  # type: ignore[attr-defined]
    run(made, "record save", changes=[Change("appointment", "a1", None, POST)])
    return made


def _person(ws: Workspace) -> Person:
    found: Person = ws.store.load().find("person", "p1")
    return found


def _edit(ws: Workspace, **values: Any) -> None:
    more = {name: values.pop(name) for name in ("verb", "since") if name in values}
    before = _person(ws)
    run(ws, "record save", changes=[Change("person", "p1", before, replace(before, **values))], **more)


def _newest(ws: Workspace) -> str:
    return ws.store.history(limit=1)[0].entry.text


def _as(ws: Workspace, actor: str) -> None:
    cast(MemoryStore, ws.store).user = actor


def test_the_history_says_what_was_entered_and_corrected(ws: Workspace) -> None:
    assert _newest(ws) == "Thêm chức vụ đang giữ, đã giữ: Lò Thị Pâng, Phó Chủ tịch UBND"
    _edit(ws, ethnic="03")
    assert _newest(ws) == "Ghi Dân tộc của Lò Thị Pâng: Thái"
    _edit(ws, professional="ths", verb="correct")
    assert _newest(ws) == "Đính chính Trình độ chuyên môn của Lò Thị Pâng: Đại học → Thạc sĩ"
    _edit(ws, professional="ts", verb="update", since=PartialDate("2026-09-01"))
    assert _newest(ws) == "Cập nhật thay đổi từ 01/09/2026: Trình độ chuyên môn của Lò Thị Pâng: Thạc sĩ → Tiến sĩ"
    assert ws.store.history(limit=1)[0].entry.about == {"verb": "update", "since": "2026-09-01"}
    _edit(ws, body="b2")
    assert _newest(ws).endswith("của Lò Thị Pâng: Văn phòng HĐND và UBND → Phòng Kinh tế")


def test_an_old_value_that_is_replaced_without_a_word_is_corrected(ws: Workspace) -> None:
    _edit(ws, professional="ths")
    assert ws.store.history(limit=1)[0].entry.about == {}  # typed today: simply typed again
    later = ws.env.now() + timedelta(days=2)
    ws.env = replace(ws.env, now=lambda: later)
    _edit(ws, professional="ts")
    assert _newest(ws).startswith("Đính chính Trình độ chuyên môn")
    assert ws.store.history(limit=1)[0].entry.about == {"verb": "correct"}
    _edit(ws, ethnic="03")
    assert _newest(ws).startswith("Ghi Dân tộc")


def test_a_change_of_a_person_from_a_day_on_is_a_line_of_its_own(ws: Workspace) -> None:
    _edit(ws, professional="ths", verb="correct")
    changed = ws.store.history(limit=1)[0]
    run(ws, "record update", table="person", record="p1", field="professional", since=PartialDate("2026-09-01"))
    line = ws.store.history("person", "p1", limit=1)[0]
    assert line.entry.text == (
        "Cập nhật thay đổi từ 01/09/2026: Trình độ chuyên môn của Lò Thị Pâng: Đại học → Thạc sĩ"
    )
    assert line.entry.about["of"] == changed.entry.id
    assert _person(ws).professional == "ths"
    run(ws, "undo")
    assert _person(ws).professional == "dh"


def test_a_changed_post_ends_and_begins_anew(ws: Workspace) -> None:
    changed = replace(POST, post="ubnd.ct")
    run(ws, "record save", changes=[Change("appointment", "a1", POST, changed)], verb="correct")
    outcome = run(ws, "record update", table="appointment", record="a1", field="post", since=PartialDate("2026-09-01"))
    rows = ws.store.load().tables["appointment"]
    assert rows["a1"] == replace(POST, end=PartialDate("2026-08-31"))
    begun = outcome.data["record"]
    assert rows[begun] == replace(changed, id=begun, start=PartialDate("2026-09-01"))
    run(ws, "undo")
    run(ws, "undo")
    assert ws.store.load().tables["appointment"] == {"a1": POST}


def test_a_post_that_goes_on_in_a_new_row_leaves_the_old_decision(ws: Workspace) -> None:
    outcome = run(ws, "record update", table="appointment", record="a1", since=PartialDate("2026-09-01"))
    begun = ws.store.load().find("appointment", outcome.data["record"])
    assert (begun.post, begun.decision_number, begun.end) == ("ubnd.pct", None, None)
    with pytest.raises(UserError, match="sau ngày bắt đầu"):
        run(ws, "record update", table="appointment", record="a1", since=PartialDate("2025-07-01"))


def test_a_deleted_person_goes_and_comes_back_whole(ws: Workspace) -> None:
    run(ws, "remark add", table="person", record="p1", field="ethnic", text="hỏi lại", follow_up=True)
    run(ws, "remark add", table="appointment", record="a1", text="xem quyết định")
    mark = Confirmation(id="c1", period="2026", table="person", record="p1", state="dung")
    run(ws, "record save", changes=[Change("confirmation", "c1", None, mark)])
    before = ws.store.load()
    run(ws, "record delete", table="person", record="p1", reason="ghi nhầm người")
    assert set(ws.store.load().tables) == {"body"}
    assert _newest(ws) == "Hủy bỏ bản ghi cán bộ, công chức, viên chức: Lò Thị Pâng (lý do: ghi nhầm người)"
    (entry,) = deleted(ws)
    assert (entry.name, entry.reason, entry.actor) == ("Lò Thị Pâng", "ghi nhầm người", ME)
    assert entry.parts == "1 chức vụ đang giữ, đã giữ, 2 ghi chú, việc theo dõi, 1 xác nhận đầu kỳ"
    assert deleted(ws, "pang nham") == (entry,)
    assert deleted(ws, "quàng") == ()
    assert run(ws, "record trash").data[0]["record"] == "p1"
    run(ws, "record restore", record="a1")
    assert ws.store.load() == before
    assert deleted(ws) == ()
    commands = [line.entry.command for line in ws.store.history("person", "p1")]
    assert commands == ["record restore", "record delete", "record save"]


def test_a_post_does_not_come_back_before_its_person(ws: Workspace) -> None:
    run(ws, "record delete", table="appointment", record="a1")
    run(ws, "record delete", table="person", record="p1")
    with pytest.raises(UserError, match="hãy khôi phục dòng đó trước"):
        run(ws, "record restore", record="a1")
    run(ws, "record restore", record="p1")
    run(ws, "record restore", record="a1")
    assert ws.store.load().find("appointment", "a1") == POST
    with pytest.raises(UserError) as refused:
        run(ws, "record restore", record="a1")
    assert refused.value.code == "NHAP-02"
    with pytest.raises(UserError):
        run(ws, "record restore")


def test_all_that_one_command_deleted_comes_back_by_its_revision(ws: Workspace) -> None:
    before = ws.store.load()
    changes = [Change(name, key, row, None) for name, rows in before.tables.items() for key, row in rows.items()]
    run(ws, "record save", changes=changes)
    revision = ws.store.history(limit=1)[0].revision
    assert {entry.revision for entry in deleted(ws)} == {revision}
    run(ws, "record restore", revision=revision)
    assert ws.store.load() == before


def test_what_an_import_added_and_was_taken_back_is_not_in_the_bin(ws: Workspace) -> None:
    gone = (Change("appointment", "a1", POST, None),)
    ws.commit(command("import undo"), Outcome(changes=gone))
    assert deleted(ws) == ()


def test_undo_and_redo_say_what(ws: Workspace) -> None:
    _edit(ws, note="một")
    text = _newest(ws)
    run(ws, "undo")
    assert _newest(ws) == f"Hoàn tác: {text}"
    run(ws, "redo")
    assert _newest(ws) == f"Làm lại: {text}"
    run(ws, "undo")
    assert _newest(ws) == f"Hoàn tác: {text}"
    _edit(ws, note="hai")
    with pytest.raises(UserError) as refused:
        run(ws, "redo")
    assert refused.value.code == "NHAP-01"


def test_what_somebody_else_changed_since_is_not_overwritten(ws: Workspace) -> None:
    _edit(ws, note="một")
    _as(ws, OTHER)
    _edit(ws, note="hai")
    _as(ws, ME)
    with pytest.raises(UserError) as refused:
        run(ws, "undo")
    assert refused.value.code == "LUU-11"
    assert "«Lò Thị Pâng» đã được Vàng A Chứ thay đổi lúc" in refused.value.message
    assert "một → hai" in refused.value.message
    _as(ws, OTHER)
    run(ws, "undo")
    _as(ws, ME)
    run(ws, "undo")
    assert _person(ws) == PANG


def test_a_chosen_change_is_taken_back_while_later_ones_stay(ws: Workspace) -> None:
    _edit(ws, note="một")
    revision = ws.store.history(limit=1)[0].revision
    run(ws, "record save", changes=[Change("body", "b1", OFFICE, replace(OFFICE, name="Văn phòng"))])
    run(ws, "undo", revision=revision)
    data = ws.store.load()
    assert (_person(ws), data.find("body", "b1").name) == (PANG, "Văn phòng")
    for wrong in (revision, 99, ws.store.history(limit=1)[0].revision):
        with pytest.raises(UserError):
            run(ws, "undo", revision=wrong)
    run(ws, "redo")
    assert _person(ws).note == "một"


def test_remarks_are_listed_until_they_are_done(ws: Workspace) -> None:
    run(ws, "remark add", table="person", record="p1", field="ethnic", text="  hỏi lại  ", follow_up=True)
    assert _newest(ws) == "Ghi chú ở ô Dân tộc của Lò Thị Pâng: hỏi lại"
    (row,) = run(ws, "remark list").data
    assert (row["name"], row["field"], row["text"], row["by"]) == ("Lò Thị Pâng", "Dân tộc", "hỏi lại", ME)
    run(ws, "remark done", remark=row["remark"])
    assert _newest(ws).startswith("Đã xong việc theo dõi ở ô Dân tộc")
    assert run(ws, "remark list").data == []
    run(ws, "undo")
    kept: Remark = ws.store.load().find("remark", row["remark"])
    assert kept.done is None
    run(ws, "record delete", table="remark", record=kept.id)
    assert ws.store.count("remark") == 0
    assert [entry.name for entry in deleted(ws)] == ["hỏi lại"]
    run(ws, "record restore", record=kept.id)
    assert ws.store.load().find("remark", kept.id) == kept
    for wrong in ({"record": "p9"}, {"field": "khong_co"}, {"table": "khong_co"}, {"text": "  "}):
        with pytest.raises(UserError):
            run(ws, "remark add", **{"table": "person", "record": "p1", "text": "a", **wrong})
