"""Two clerks of one unit on two machines: files of changes go both ways, and Sở Nội vụ sees one chain."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.commands.entry.chained import chains_of
from app.commands.keys.activation import changes_key
from app.crypto.codes import new_activation_code
from app.crypto.envelope import open_envelope, prepare, seal
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.merge import MINE, THEIRS
from app.domain.records import Appointment, Person
from app.domain.unit_records import Activity
from app.package.changes import LONGEST, Changes, open_changes, seal_changes
from app.workspace import Outcome, Workspace
from tests.simulator.province import World, change, cloned, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, person_of, replaced


class Pair:
    """One store and its copy on a second machine."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.first = world.enrolled(PON)
        self.second = cloned(world, self.first)
        self._files = 0

    def export(self, ws: Workspace) -> dict[str, Any]:
        """A file of changes with its code."""
        self._files += 1
        made = run(ws, "changes export", out=self.world.folder / f"{self._files}.p7m").data
        return {"file": Path(made["file"]), "code": made["code"]}

    def carry(self, source: Workspace, target: Workspace, **more: Any) -> Outcome:
        """Changes of one machine taken in on the other."""
        return run(target, "changes import", **self.export(source), **more)

    def edit(self, ws: Workspace, number: int, **values: Any) -> None:
        """Changes a person."""
        data = ws.store.load()
        change(ws, replaced(data, person_of(data, number), **values))

    @property
    def equal(self) -> bool:
        """Both machines hold the same records."""
        return dict(self.first.store.load().tables) == dict(self.second.store.load().tables)


@pytest.fixture
def pair(world: World) -> Pair:
    return Pair(world)


def counters(outcome: Outcome) -> tuple[int, int, int, int]:
    data = outcome.data
    assert data["added"] + data["changed"] + data["same"] + data["rejected"] == data["read"] == len(data["rows"])
    return data["added"], data["changed"], data["same"], data["rejected"]


def read(data: Outcome) -> int:
    return int(data.data["read"])


def test_different_parts_come_together_both_ways_and_twice_changes_nothing(pair: Pair) -> None:
    new = Activity(id="v-moi", task="IV.2", name="Tập huấn ở bản", times=1)
    change(pair.first, Change("activity", new.id, None, new))
    pair.edit(pair.first, 3, professional="ths")
    pair.edit(pair.second, 3, political="cc")
    pair.edit(pair.second, 5, note="ghi ở máy hai")
    there = pair.export(pair.first)
    done = run(pair.second, "changes import", **there)
    assert counters(done) == (1, 1, read(done) - 2, 0)
    merged = person_of(pair.second.store.load(), 3)
    assert (merged.professional, merged.political) == ("ths", "cc")
    again = run(pair.second, "changes import", **there)
    assert counters(again) == (0, 0, read(again), 0)
    back = pair.carry(pair.second, pair.first)
    assert counters(back) == (0, 2, read(back) - 2, 0)
    assert pair.equal
    for source, target in ((pair.first, pair.second), (pair.second, pair.first)):
        assert counters(pair.carry(source, target))[:2] == (0, 0)


def test_a_preview_writes_nothing(pair: Pair) -> None:
    pair.edit(pair.first, 3, professional="ths")
    before = pair.second.store.load()
    seen = pair.carry(pair.first, pair.second, dry_run=True)
    assert counters(seen)[1] == 1
    (row,) = (row for row in seen.data["rows"] if row["fate"] == "changed")
    assert (row["name"], row["values"]) == ("Sùng Thị Dợ", {"Trình độ chuyên môn": "Đại học → Thạc sĩ"})
    assert pair.second.store.load() == before


def test_two_values_of_one_field_are_asked_side_by_side_and_wait(pair: Pair) -> None:
    pair.edit(pair.first, 3, professional="ths", political="cc")
    pair.edit(pair.second, 3, professional="ts")
    pair.edit(pair.first, 5, note="không ai tranh")
    key = person_of(pair.first.store.load(), 3).id
    waiting = pair.carry(pair.first, pair.second)
    assert not waiting.ok
    assert counters(waiting) == (0, 1, read(waiting) - 2, 1)
    row = waiting.data["rows"][0]
    assert row["clashes"] == [
        {
            "key": f"person/{key}/professional",
            "label": "Trình độ chuyên môn",
            "mine": "Tiến sĩ",
            "theirs": "Thạc sĩ",
            "waiting": True,
        }
    ]
    assert row["reasons"] == ["Hai máy ghi khác nhau: Trình độ chuyên môn."]
    assert person_of(pair.second.store.load(), 3).political == "tc"
    answers = json.dumps({f"person/{key}/professional": MINE})
    answered = pair.carry(pair.first, pair.second, answers=answers)
    assert counters(answered) == (0, 1, read(answered) - 1, 0)
    person = person_of(pair.second.store.load(), 3)
    assert (person.professional, person.political) == ("ts", "cc")
    assert pair.carry(pair.second, pair.first).ok
    assert pair.equal


def test_one_undo_takes_a_merge_back_and_the_file_can_be_taken_again(pair: Pair) -> None:
    pair.edit(pair.first, 3, professional="ths")
    pair.edit(pair.first, 5, professional="ths")
    pair.edit(pair.second, 3, political="cc")
    before = pair.second.store.load()
    there = pair.export(pair.first)
    done = run(pair.second, "changes import", **there)
    (line,) = pair.second.store.history(limit=1)
    assert (line.entry.command, line.entry.text) == ("changes import", done.message)
    run(pair.second, "undo")
    assert dict(pair.second.store.load().tables) == dict(before.tables)
    assert counters(run(pair.second, "changes import", **there, dry_run=True))[1] == 2
    run(pair.second, "redo")
    assert counters(run(pair.second, "changes import", **there))[:2] == (0, 0)
    run(pair.second, "undo")
    assert counters(run(pair.second, "changes import", **there))[1] == 2


def test_deleted_there_and_changed_here_is_asked_and_can_be_kept(pair: Pair) -> None:
    person = person_of(pair.first.store.load(), 10)
    run(pair.first, "record delete", table="person", record=person.id)
    pair.edit(pair.second, 10, political="cc")
    waiting = pair.carry(pair.first, pair.second)
    row = waiting.data["rows"][0]
    (clash,) = row["clashes"]
    assert (clash["key"], clash["label"]) == (f"person/{person.id}", "Cả dòng")
    assert (clash["mine"], clash["theirs"]) == ("còn giữ", "đã hủy bỏ")
    pair.carry(pair.first, pair.second, answers={f"person/{person.id}": MINE})
    assert person_of(pair.second.store.load(), 10).political == "cc"
    pair.carry(pair.second, pair.first)
    assert pair.first.store.load().get(Person, person.id) == pair.second.store.load().get(Person, person.id)


def test_what_waits_takes_what_belongs_to_it_along(pair: Pair) -> None:
    person = person_of(pair.first.store.load(), 10)
    run(pair.second, "record delete", table="person", record=person.id)
    post = Appointment(id="a-moi", person=person.id, post="phong.ptp", start=PartialDate("2026-05-01"))
    change(pair.first, Change("appointment", post.id, None, post))
    waiting = pair.carry(pair.first, pair.second)
    assert {row["records"][0]["table"] for row in waiting.data["rows"] if row["fate"] == "rejected"} == {
        "person",
        "appointment",
    }
    assert pair.second.store.load().get(Appointment, post.id) is None
    done = pair.carry(pair.first, pair.second, answers={f"person/{person.id}": THEIRS})
    assert done.ok
    assert pair.second.store.load().get(Appointment, post.id) == post


def test_the_findings_are_those_of_the_validator(pair: Pair) -> None:
    pair.edit(pair.first, 10, sex=None)
    seen = pair.carry(pair.first, pair.second, dry_run=True)
    assert any(row["severity"] == "error" for row in seen.data["findings"])


def test_the_file_tells_every_state_and_is_read_back_as_it_was(pair: Pair) -> None:
    pair.edit(pair.first, 3, professional="ths")
    made = pair.export(pair.first)
    read_back = open_changes(made["file"].read_bytes(), changes_key(made["code"]), "x")
    assert {chain.key: chain for chain in read_back.chains} == chains_of(pair.first)
    assert b"L\xc3\xb2" not in made["file"].read_bytes()


# --- what is refused --------------------------------------------------------------------------------------------------


def refused(pair: Pair, made: dict[str, Any], target: Workspace | None = None) -> str:
    ws = target or pair.second
    before, lines = ws.store.load(), ws.store.history(limit=3)
    code = code_of(run, ws, "changes import", **made)
    assert (ws.store.load(), ws.store.history(limit=3)) == (before, lines)
    return code


def test_a_wrong_code_a_changed_file_and_another_file_are_told_apart(pair: Pair, tmp_path: Path) -> None:
    made = pair.export(pair.first)
    typed = made["code"].split()
    assert refused(pair, {**made, "code": " ".join(typed[:-1])}) == "GHEP-03"
    wrong = f"{typed[0][:-1]}{(int(typed[0][-1]) + 1) % 10}"
    assert refused(pair, {**made, "code": " ".join((wrong, *typed[1:]))}) == "GHEP-03"
    assert refused(pair, {**made, "code": new_activation_code()}) == "GHEP-02"
    sealed = made["file"].read_bytes()
    for place in (len(sealed) // 2, len(sealed) - 1):
        other = tmp_path / "x.p7m"
        other.write_bytes(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :])
        assert refused(pair, {**made, "file": other}) == "GHEP-02"
    other.write_bytes(b"PK\3\4 something else")
    assert refused(pair, {**made, "file": other}) == "GHEP-01"
    enrolment = next((pair.world.folder / "enrolment").glob("*.p7m"))
    assert refused(pair, {**made, "file": enrolment}) == "GHEP-01"


def test_another_unit_and_another_root_are_refused(pair: Pair) -> None:
    other = pair.world.unit(TAM)
    assert refused(pair, pair.export(other)) == "GHEP-05"
    again = pair.world.unit(PON)
    again.store.info = replace(again.store.info, id="made anew")  # type: ignore[misc]
    assert refused(pair, pair.export(again)) == "GHEP-06"


def _sealed(pair: Pair, plain: bytes) -> dict[str, Any]:
    code = new_activation_code()
    path = pair.world.folder / "bịa.p7m"
    path.write_bytes(seal(prepare([changes_key(code)]), zlib.compress(plain)))
    return {"file": path, "code": code}


def test_a_newer_file_is_refused_and_an_odd_one_too(pair: Pair) -> None:
    made = pair.export(pair.first)
    changes = open_changes(made["file"].read_bytes(), changes_key(made["code"]), "x")
    plain = _plain_of(changes)
    assert run(pair.second, "changes import", **_sealed(pair, plain)).ok
    newer = plain.replace(b'"format":1', b'"format":2')
    assert refused(pair, _sealed(pair, newer)) == "GHEP-04"
    assert refused(pair, _sealed(pair, plain.replace(b'"table":"person"', b'"table":"planet"'))) == "GHEP-04"
    assert refused(pair, _sealed(pair, plain.replace(b'"sex":"f"', b'"shoe":"f"'))) == "GHEP-04"
    assert refused(pair, _sealed(pair, plain.replace(b'"sex":"f"', b'"sex":1'))) == "NGH-09"
    assert refused(pair, _sealed(pair, plain.replace(b'"birth":"1978-05-14"', b'"birth":"1978-15-14"'))) == "NGH-09"
    assert refused(pair, _sealed(pair, plain + b" ")) == "NGH-09"
    person = f'"id":"{person_of(pair.first.store.load(), 3).id}"'.encode()
    assert refused(pair, _sealed(pair, plain.replace(person, b'"id":"a/b"'))) == "NGH-09"
    assert refused(pair, _sealed(pair, plain[:-9])) == "NGH-09"


def _plain_of(changes: Changes) -> bytes:
    code = new_activation_code()
    return zlib.decompress(open_envelope(seal_changes(changes, changes_key(code), "1"), [changes_key(code)]).plaintext)


def test_answers_that_are_none_are_refused(pair: Pair) -> None:
    made = pair.export(pair.first)
    for answers in ("{", "[]", '{"person/x": "yours"}', '{"person": "mine"}'):
        assert refused(pair, {**made, "answers": answers}) == "NHAP-03"


def test_two_machines_one_chain_at_the_province(pair: Pair) -> None:
    """Only one of them submits; Sở Nội vụ sees no fork."""
    pair.edit(pair.first, 3, professional="ths")
    pair.edit(pair.second, 5, professional="ths")
    pair.carry(pair.second, pair.first)
    pair.carry(pair.first, pair.second)
    assert pair.equal
    one, other = run(pair.first, "check"), run(pair.second, "check")
    assert [item.key for item in one.findings] == [item.key for item in other.findings]
    rows = pair.world.deliver(pair.world.package(pair.first))
    assert [row["state"] for row in rows] == ["received"]
    assert "fork" not in pair.world.states(PON)


def test_a_row_that_was_changed_very_often_tells_its_beginning_and_its_end(pair: Pair) -> None:
    for number in range(LONGEST + 20):
        pair.edit(pair.first, 3, note=str(number))
    assert pair.carry(pair.first, pair.second).ok
    pair.edit(pair.second, 3, political="cc")
    assert pair.carry(pair.second, pair.first).ok
    assert pair.equal
