"""Versions in the field: what is taken, refused with a sentence, held; known and asked on both sides."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.commands.policies import Made, campaign_policy, misfits, policy_document, sentences, waiting
from app.errors import UserError
from app.package.header import FORMAT
from app.package.policy import Policy, default_policy
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON

OLD = "0.0.9"


def pack_name(ws: Workspace) -> str:
    """The pack in use."""
    return f"{ws.pack.id} {ws.pack.version}"


def made_by(world: World, unit: Workspace, monkeypatch: pytest.MonkeyPatch, program: str) -> Path:
    """A package whose header says another program."""
    with monkeypatch.context() as patched:
        patched.setattr("app.commands.sending.PROGRAM_VERSION", program)
        return corrected(world, unit)


def test_a_program_older_than_asked_is_refused_with_the_one_that_is_needed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.enrolled(PON)
    path = made_by(world, unit, monkeypatch, OLD)
    (row,) = world.deliver(path)
    assert (row["state"], row["code"]) == ("refused", "NGH-13")
    assert f"phiên bản {OLD}" in row["message"]
    assert "từ phiên bản 0.1.0 trở lên" in row["message"]
    assert "lập lại gói" in world.received(path).body["hint"]
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]  # the chain goes on


def test_a_pack_that_is_not_taken_is_refused_at_both_sides(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    only = msgspec.structs.replace(default_policy(), packs=["khac-2282 9"])
    keep(world.so, only)
    (row,) = world.deliver(path)
    assert (row["state"], row["code"]) == ("refused", "NGH-14")
    assert pack_name(unit) in row["message"]
    assert "chỉ nhận khac-2282 9" in row["message"]
    run(world.so, "return", package=row["id"], reason="Cập nhật bộ chỉ tiêu.")
    world.give_receipt(unit, row["id"])  # so the unit hears of the policy
    assert campaign_policy(unit) == only
    out = world.folder / "new.p7m"
    assert code_of(run, unit, "submit", period=PERIOD, out=out) == "NGH-14"
    assert not out.exists()
    assert len(unit.store.documents("sent")) == 2
    shown = run(unit, "policy show").data
    assert shown["fits"] is False
    assert any("khac-2282 9" in sentence for sentence in shown["sentences"])


def test_a_unit_knows_the_policy_from_its_enrolment_and_from_every_receipt(world: World) -> None:
    asked = [pack_name(world.so)]
    run(world.so, "policy set", program="0.1.0", packs=asked[0])
    unit = world.unit(PON)
    assert campaign_policy(unit).packs == asked
    world.deliver(world.package(unit))
    world.confirm(unit)
    first = unit.store.documents("sent")[0].id
    run(world.so, "receipt", package=first, out=world.folder / "old.p7m")
    run(world.so, "policy set", packs="all")
    run(world.so, "accept", package=first)
    world.give_receipt(unit, first)
    assert campaign_policy(unit) == default_policy()
    run(unit, "receive", paths=[world.folder / "old.p7m"])
    assert campaign_policy(unit) == default_policy()  # an older receipt takes nothing back


def test_show_says_what_is_here_and_what_is_taken(world: World) -> None:
    shown = run(world.so, "policy show").data
    assert shown["own"] == {"program": "0.1.0", "format": FORMAT, "pack": pack_name(world.so)}
    assert shown["policy"] == {"oldest_format": 1, "newest_format": FORMAT, "oldest_program": "0.1.0", "packs": []}
    assert shown["fits"] is True
    assert len(shown["sentences"]) == 3


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"program": "1"}, "NHAP-03"),
        ({"program": "0.1.0rc1"}, "NHAP-03"),
        ({"program": "99.0.0"}, "NHAP-03"),  # the office installs first
        ({"packs": "khac-2282 9"}, "NHAP-02"),
        ({"packs": ""}, "NHAP-03"),  # without the pack in use nobody could report
    ],
)
def test_a_policy_that_cannot_be(world: World, asked: dict[str, str], code: str) -> None:
    assert code_of(run, world.so, "policy set", **asked) == code


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (Made("1.2.3", 2, "a 1"), []),
        (Made("1.10.0", 3, "b 2"), []),  # newer formats are held, not refused
        (Made("1.2.2", 2, "a 1"), ["NGH-13"]),
        (Made("1.2.3", 1, "a 1"), ["NGH-13"]),
        (Made("1.3.0-thu", 2, "a 1"), []),
        (Made("2.0", 2, "a 1"), []),
        (Made("1.2", 2, "a 1"), ["NGH-13"]),
        (Made("khong-ro", 2, "a 1"), ["NGH-13"]),  # what cannot be read is older than any
        (Made("0.9.9", 2, "c 1"), ["NGH-13", "NGH-14"]),
    ],
)
def test_what_fits(made: Made, found: list[str]) -> None:
    assert [wrong.code for wrong in misfits(Policy(2, 2, "1.2.3", ["a 1", "b 2"]), made)] == found


def test_a_format_that_the_office_cannot_read_yet_is_said_and_not_refused() -> None:
    policy, made = Policy(1, 1, "0.1.0", []), Made("0.2.0", 2, "a 1")
    assert misfits(policy, made) == ()
    assert "dạng 2, mới hơn dạng 1" in waiting(policy, made)
    assert waiting(policy, made) in sentences(policy, made)
    assert waiting(policy, Made("0.1.0", 1, "a 1")) == ""


def test_a_unit_does_not_make_what_its_office_would_refuse(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = world.unit(PON)
    with monkeypatch.context() as patched:
        patched.setattr("app.commands.policies.PROGRAM_VERSION", OLD)
        with pytest.raises(UserError) as refused:
            world.package(unit)
    assert refused.value.code == "NGH-13"
    assert world.package(unit).exists()


def keep(ws: Workspace, policy: Policy) -> None:
    """Puts a policy into a store, as an earlier program with other packs may have."""
    ws.store._content.documents["setting", "policy"] = policy_document(policy)  # type: ignore[attr-defined]
