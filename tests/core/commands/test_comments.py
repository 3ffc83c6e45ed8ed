"""Returns as work for one sitting: comments at Sở Nội vụ, a to-do list at the unit, answers with the next package."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

from app.commands.table import command
from app.domain.dataset import Change
from app.domain.findings import Finding, Place, Severity
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Activity, UnitProfile
from app.workspace import Outcome, Workspace
from tests.simulator.province import World, change, cloned, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, key, replaced

LONG = "Đã đối chiếu hồ sơ gốc, giá trị này đúng."
FIELDS = ("birth", "ethnic", "professional", "political", "administration", "party_joined", "rank", "staff_kind")


def sent(world: World, ws: Workspace, **more: Any) -> str:
    """A package that Sở Nội vụ has received; its id."""
    path = corrected(world, ws, **more)
    world.deliver(path)
    return world.received(path).id


def comment(world: World, package: str, text: str = "Đề nghị xem lại.", **place: str) -> str:
    return str(run(world.so, "comment add", package=package, text=text, **place).data["comment"])


def receipt(world: World, package: str) -> Path:
    world.sent += 1
    path = world.folder / "receipts" / f"{world.sent:02d}.p7m"
    run(world.so, "receipt", package=package, out=path)
    return path


def take(ws: Workspace, *paths: Path) -> list[tuple[str, str]]:
    return codes(run(ws, "receive", paths=paths).data)


def states(ws: Workspace, package: str | None = None) -> list[str]:
    return [row["state"] for row in run(ws, "comment list", package=package).data]


def finding(world: World, package: str, rule: str, number: int = 0) -> str:
    """Key of a finding that Sở Nội vụ has in a package."""
    document = world.so.store.document("received", package)
    assert document is not None
    places = [item["at"] for item in document.body["findings"] if item["rule"] == rule]
    return key_of(rule, places[number])


def key_of(rule: str, place: list[str]) -> str:
    return Finding(rule, Severity.WARNING, Place(*place)).key


def put(ws: Workspace, before: Document | None, after: Document) -> None:
    """Writes a document behind the commands."""
    ws.commit(command("comment list"), Outcome(documents=(DocumentChange(before, after),)))


def test_received_is_not_checked_is_not_accepted(world: World) -> None:
    """Peers P2: the unit moves through the states from files alone, in whatever order they come."""
    unit = world.enrolled(PON)
    package = sent(world, unit)
    papers = [receipt(world, package)]
    run(world.so, "checked", package=package)
    assert world.states(PON)[-1] == "checked"
    assert code_of(run, world.so, "checked", package=package) == "NHAP-01"
    assert run(world.so, "board").data["counts"]["checked"] == 1
    papers.append(receipt(world, package))
    run(world.so, "accept", package=package)
    papers.append(receipt(world, package))
    seen = []
    for paper in papers:
        take(unit, paper)
        seen.append(unit.store.documents("sent")[-1].state)
    assert seen == ["received", "checked", "accepted"]
    assert take(unit, *papers) == [("duplicate", "")] * 3
    assert unit.store.documents("sent")[-1].state == "accepted"


def test_a_checked_package_gives_way_to_a_newer_one_and_can_be_returned(world: World) -> None:
    unit = world.enrolled(PON)
    first = sent(world, unit)
    run(world.so, "checked", package=first)
    second = sent(world, unit)
    assert world.states(PON)[1:] == ["superseded", "received"]
    run(world.so, "checked", package=second)
    run(world.so, "return", package=second, reason="Đề nghị bổ sung.")
    assert world.states(PON)[-1] == "returned"


def test_a_comment_points_to_what_the_package_has(world: World) -> None:
    unit = world.enrolled(PON)
    package = sent(world, unit)
    person, cell = key(PON, "p", 3), "leader{sex=f}"
    row = run(
        world.so, "comment add", package=package, text=" Xem ngày sinh. ", table="person", record=person, field="birth"
    ).data
    assert (row["state"], row["text"], row["number"]) == ("draft", "Xem ngày sinh.", 0)
    assert row["about"].endswith(": Ngày sinh")
    about = run(world.so, "comment add", package=package, text="Vì sao?", cell=cell).data["about"]
    assert about == "Con số: Cán bộ lãnh đạo, quản lý; giới tính: Nữ"
    at_finding = run(world.so, "comment add", package=package, text="Bổ sung.", finding=finding(world, package, "BC02"))
    assert (at_finding.data["table"], at_finding.data["field"]) == ("unit_profile", "committee_number")
    comment(world, package, table="population")
    refused = {
        "NHAP-01": {},
        "NHAP-02": {"table": "person", "record": "không có"},
        "NHAP-03": {"table": "person", "text": "  "},
    }
    for code, place in refused.items():
        assert code_of(run, world.so, "comment add", package=package, **{"text": "Xem lại.", **place}) == code
    for place in (
        {"table": "none"},
        {"table": "person", "field": "none"},
        {"cell": "leader{sex=x}"},
        {"finding": "ab"},
    ):
        assert code_of(run, world.so, "comment add", package=package, text="Xem lại.", **place) == "NHAP-02"
    first = row["comment"]
    run(world.so, "comment drop", comment=first[:30])
    assert len(states(world.so, package)) == 3
    assert code_of(run, world.so, "comment drop", comment=first) == "NHAP-02"
    run(world.so, "accept", package=package)
    assert states(world.so, package) == ["closed"] * 3
    assert code_of(run, world.so, "comment add", package=package, text="Muộn.", table="person") == "NHAP-01"


def test_a_return_with_comments_needs_no_reason_and_can_be_repeated_with_more(world: World) -> None:
    unit = world.enrolled(PON)
    package = sent(world, unit)
    assert code_of(run, world.so, "return", package=package) == "NHAP-03"
    comment(world, package, table="person", record=key(PON, "p", 0))
    assert run(world.so, "return", package=package).data["state"] == "returned"
    first = receipt(world, package)
    assert receipt(world, package).read_bytes() == first.read_bytes()
    assert code_of(run, world.so, "return", package=package, reason="Lần nữa.") == "NHAP-01"  # nothing new to say
    comment(world, package, table="person", record=key(PON, "p", 1))
    assert receipt(world, package).read_bytes() == first.read_bytes()  # a draft is not sent
    run(world.so, "return", package=package)
    second = receipt(world, package)
    assert second.read_bytes() != first.read_bytes()
    take(unit, second, first)
    assert states(unit) == ["open", "open"]
    assert unit.store.documents("sent")[-1].body["reason"] == "1 nội dung cần hoàn thiện"


def test_the_whole_round_of_twelve(world: World) -> None:
    """Peers N2: twelve comments come as work, answers travel back, what passes closes by itself."""
    unit = world.enrolled(PON)
    package = sent(world, unit)
    places = [{"table": "person", "record": key(PON, "p", number), "field": name} for number, name in enumerate(FIELDS)]
    for place in places:
        comment(world, package, **place)
    for number in range(3):
        comment(world, package, "Nhập nhiệm vụ này.", finding=finding(world, package, "BC03", number))
    comment(world, package, "Nhập quyết định.", finding=finding(world, package, "BC02"))
    run(world.so, "return", package=package)
    take(unit, receipt(world, package))
    rows = run(unit, "comment list").data
    assert [(row["table"], row["record"], row["field"]) for row in rows[:8]] == [tuple(p.values()) for p in places]
    assert rows[0]["about"] == "Lò Thị Ánh Dương: Ngày sinh"
    assert not any(row["passed"] for row in rows)

    complete(unit)  # five rules pass: four of the comments, without a word
    rows = run(unit, "comment list").data
    assert [row["passed"] for row in rows] == [False] * 8 + [True] * 4
    for row in rows[:5]:
        run(unit, "comment reply", comment=row["comment"], state="done")
    run(unit, "comment reply", comment=rows[5]["comment"], state="kept", text=LONG)
    assert code_of(run, unit, "comment reply", comment=rows[6]["comment"], state="kept", text="ngắn") == "NHAP-03"
    out = world.folder / "packages" / "again.p7m"
    made = run(unit, "submit", period="2026", out=out, minimal=True)
    assert made.data["unanswered"] == 2
    assert states(unit) == ["answered"] * 6 + ["open"] * 2 + ["closed"] * 4
    world.deliver(out)
    again = world.received(out).id
    there = run(world.so, "comment list", package=again).data
    assert [row["state"] for row in there] == ["answered"] * 6 + ["sent"] * 2 + ["answered"] * 4
    assert (there[5]["reply"], there[5]["reply_state"]) == (LONG, "kept")
    assert {row["number"] for row in there} == {2}
    run(world.so, "comment close", comment=there[0]["comment"])
    run(world.so, "checked", package=again)
    run(world.so, "accept", package=again)
    assert states(world.so, again) == ["closed"] * 12
    take(unit, receipt(world, again))
    assert states(unit) == ["closed"] * 12
    assert code_of(run, unit, "comment reply", comment=rows[6]["comment"], state="done") == "NHAP-01"


def test_a_rule_that_fails_anew_opens_its_comment_again(world: World) -> None:
    unit, rows = returned_for_the_committee(world)
    complete(unit)
    sent(world, unit)
    assert states(unit) == ["closed"]
    profile = next(iter(unit.store.load().rows(UnitProfile)))
    change(unit, replaced(unit.store.load(), profile, committee_number=None))
    (row,) = run(unit, "comment list").data
    assert (row["state"], row["passed"]) == ("open", False)
    package = sent(world, unit)
    assert [row["reply_state"] for row in run(world.so, "comment list", package=package).data] == ["done"]
    assert rows[0]["comment"] == row["comment"]


def test_answers_go_with_every_package_until_one_is_judged(world: World) -> None:
    """The first package with the answers may never arrive; the next one has them too."""
    unit, rows = returned_for_the_committee(world)
    run(unit, "comment reply", comment=rows[0]["comment"], state="kept", text=LONG)
    lost = corrected(world, unit)
    second = corrected(world, unit)
    assert code_of(world.package, unit) == "NOP-03"  # the same answers again are no change
    world.deliver(second, lost)
    package = world.received(second).id
    assert states(world.so, package) == ["answered"]
    run(world.so, "return", package=package, reason="Còn một chỗ nữa.")
    take(unit, receipt(world, package))
    assert states(unit) == ["closed"]  # what Sở Nội vụ still wants stands in the new return


def test_no_order_of_receipts_reopens_a_comment_or_loses_an_answer(world: World) -> None:
    unit, rows = returned_for_the_committee(world)
    first = run(world.so, "inbox").data[1]["id"]
    old = receipt(world, first)
    comment(world, first, table="person", record=key(PON, "p", 2))
    run(world.so, "return", package=first)
    newer = receipt(world, first)
    run(unit, "comment reply", comment=rows[0]["comment"], state="kept", text=LONG)
    assert take(unit, old) == [("duplicate", "")]
    take(unit, newer)
    assert states(unit) == ["answered", "open"]
    second = sent(world, unit)
    third = sent(world, unit)
    run(world.so, "accept", package=third)
    accepted = receipt(world, third)
    ends = set()
    for order in permutations((old, newer, accepted)):
        copy = cloned(world, unit)
        take(copy, *order)
        ends.add(tuple((item.id, item.state, item.body["reply"]) for item in copy.store.documents("comment")))
    assert len(ends) == 1
    assert {state for _, state, _ in ends.pop()} == {"closed"}
    assert second != third


def test_an_old_return_after_the_acceptance_brings_nothing_open(world: World) -> None:
    unit = world.enrolled(PON)
    package = sent(world, unit)
    comment(world, package, table="person", record=key(PON, "p", 2))
    run(world.so, "return", package=package)
    late = receipt(world, package)
    run(world.so, "accept", package=package)
    accepted = receipt(world, package)
    take(unit, accepted, late)
    assert states(unit) == ["closed"]
    assert unit.store.documents("sent")[-1].state == "accepted"
    assert unit.store.documents("sent")[-1].body["reason"] == ""


def test_what_only_the_office_finds_does_not_pass_by_itself(world: World) -> None:
    """A rule that the unit's own check does not know cannot be seen to pass there."""
    unit = world.enrolled(PON)
    package = sent(world, unit)
    document = world.so.store.document("received", package)
    assert document is not None
    place = ["figures", "leader{sex=f}", ""]
    only_here = {"rule": "XX99", "severity": "warning", "at": place, "params": {}}
    body = {**document.body, "findings": [*document.body["findings"], only_here]}
    put(world.so, document, replace(document, body=body))
    comment(world, package, finding=key_of("XX99", place))
    run(world.so, "return", package=package)
    take(unit, receipt(world, package))
    (row,) = run(unit, "comment list").data
    assert (row["passed"], row["cell"]) == (False, "leader{sex=f}")


def test_a_deleted_record_and_a_name_that_may_not_leave(world: World) -> None:
    unit = world.enrolled(PON)
    package = sent(world, unit)
    comment(world, package, table="activity", record=key(PON, "v", 0), field="result")
    run(world.so, "return", package=package)
    take(unit, receipt(world, package))
    gone = unit.store.load().tables["activity"][key(PON, "v", 0)]
    change(unit, Change("activity", gone.id, gone, None))
    (row,) = run(unit, "comment list").data
    assert row["gone"]
    assert "(đã xóa)" in row["about"]
    told = "Bà Lò Thị Ánh Dương đề nghị giữ nguyên."
    run(unit, "comment reply", comment=row["comment"], state="kept", text=told)
    assert code_of(corrected, world, unit) == "NOP-05"
    run(unit, "comment reply", comment=row["comment"], state="kept", text="Hoạt động này ghi nhầm, đã xóa.")
    assert sent(world, unit)


def test_replies_of_one_unit_never_touch_the_comments_of_another(world: World) -> None:
    unit, rows = returned_for_the_committee(world)
    other = world.enrolled(TAM)
    before = world.so.store.documents("comment")
    stolen = unit.store.documents("comment")[0]
    put(other, None, replace(stolen, unit=TAM))
    run(other, "comment reply", comment=rows[0]["comment"], state="done")
    sent(world, other)
    assert world.so.store.documents("comment") == before
    assert states(world.so) == ["sent"]


def test_orders_of_three_packages_with_answers(world: World) -> None:
    """Answers stand with their packages, so that the order in which these come decides nothing."""
    unit, rows = returned_for_the_committee(world)
    paths = []
    for text in (LONG, LONG + " Lần hai.", LONG + " Lần ba."):
        run(unit, "comment reply", comment=rows[0]["comment"], state="kept", text=text)
        paths.append(corrected(world, unit))
    orders = list(permutations(paths))
    for order in random.Random(7).sample(orders, 3):
        so = cloned(world, world.so)
        run(so, "receive", paths=list(order))
        (row,) = run(so, "comment list").data
        assert row["reply"].endswith("Lần ba.")


def returned_for_the_committee(world: World) -> tuple[Workspace, list[dict[str, Any]]]:
    """A unit that got one comment, on a rule that `complete` makes pass."""
    unit = world.enrolled(PON)
    package = sent(world, unit)
    comment(world, package, finding=finding(world, package, "BC02"))
    run(world.so, "return", package=package)
    take(unit, receipt(world, package))
    return unit, run(unit, "comment list").data


def complete(ws: Workspace) -> None:
    """Makes BC02 and three of BC03 pass."""
    profile = next(iter(ws.store.load().rows(UnitProfile)))
    tasks = ("IV.2a", "IV.2b", "IV.2c")
    made = [
        Activity(id=key(PON, "w", number), task=task, name="Hội nghị", times=1) for number, task in enumerate(tasks)
    ]
    change(
        ws,
        replaced(ws.store.load(), profile, committee_number="15/QĐ-UBND"),
        *(Change("activity", row.id, None, row) for row in made),
    )
