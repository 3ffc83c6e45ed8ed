"""What Sở Nội vụ counts and checks again, beside what the unit declared; what is kept of it (threats.md I16, I18)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.commands.figures.recounting import declared_only
from app.commands.keys.unit_identity import UnitKeys, unit_keys
from app.package.submission import submission_files
from app.package.tokens import match_tokens
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, person_of, small_unit


@pytest.mark.fault("I16")
def test_another_pack_under_a_known_name_is_refused(world: World) -> None:
    unit = world.enrolled(PON)
    pack = world.env.newest_pack
    forged = replace(pack, digest="0" * 64)
    unit.env = replace(world.env, packs={(pack.id, pack.version): forged}, plans=dict(world.env.plans))
    assert codes(world.deliver(corrected(world, unit))) == [("refused", "NGH-07")]


def forged(world: World, ws: Workspace, monkeypatch: pytest.MonkeyPatch, change_files: Any, **more: Any) -> Path:
    """A package whose unit's program lies: the inner files are changed before they are signed."""

    def files(submission: Any) -> dict[str, bytes]:
        result: dict[str, bytes] = change_files(submission_files(submission))
        return result

    with monkeypatch.context() as patched:
        patched.setattr("app.commands.submission.finalising.submission_files", files)
        return corrected(world, ws, **more)


@pytest.mark.fault("I18")
def test_figures_that_the_records_do_not_give(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = world.enrolled(PON)

    def more_women(files: dict[str, bytes]) -> dict[str, bytes]:
        figures = files["figures.csv"]
        assert b"\nleader{sex=f},6\n" in figures
        return {**files, "figures.csv": figures.replace(b"\nleader{sex=f},6\n", b"\nleader{sex=f},8\n")}

    (row,) = world.deliver(forged(world, unit, monkeypatch, more_women))
    assert codes([row]) == [("refused", "NGH-08")]
    assert "leader{sex=f}: 8 ≠ 6" in row["message"]
    assert row["differences"] == 1
    assert not world.so.store.figures(row["id"])
    assert not world.so.store.load(row["id"]).tables
    assert code_of(run, world.so, "accept", package=row["id"]) == "NHAP-01"
    run(world.so, "return", package=row["id"], reason="Số khai khác hồ sơ.")
    (given,) = world.give_receipt(unit, row["id"])
    kept = unit.store.documents("receipt")[-1]
    assert given["state"] == "returned"
    assert [item["rule"] for item in kept.body["findings"] if item["rule"] == "DC04"] == ["DC04"]


def test_a_cell_that_the_pack_does_not_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = world.enrolled(PON)

    def added(files: dict[str, bytes]) -> dict[str, bytes]:
        return {**files, "figures.csv": files["figures.csv"] + b"zzz{},1\n"}

    assert codes(world.deliver(forged(world, unit, monkeypatch, added))) == [("refused", "NGH-09")]


def test_errors_that_the_unit_hid(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is run again: a package with errors in its records is seen, and not accepted."""
    unit = world.enrolled(PON)

    def sexless(files: dict[str, bytes]) -> dict[str, bytes]:
        return {**files, "data/person.csv": files["data/person.csv"].replace(b"03202-p-010,f", b"03202-p-010,")}

    (row,) = world.deliver(forged(world, unit, monkeypatch, sexless))
    assert codes([row]) == [("refused", "NGH-08")]
    assert row["errors"] >= 1
    assert row["differences"] >= 1


def test_where_people_are_withheld_the_declared_figures_are_kept_and_marked(world: World) -> None:
    unit = world.enrolled(PON)
    (row,) = world.deliver(corrected(world, unit, level="so-lieu"))
    assert codes([row]) == [("received", "")]
    assert row["not_recomputed"] > 0
    document = world.so.store.document("received", row["id"])
    assert document is not None
    marked = declared_only(world.so, document)
    assert len(marked) == row["not_recomputed"]
    assert "leader{}" in marked
    assert "body{kind=ubnd}" not in marked
    assert world.so.store.figures(row["id"]) == unit.store.figures(row["id"])
    assert document.body["not_recomputed"]
    run(world.so, "accept", package=row["id"])


def test_names_are_kept_apart_and_can_be_erased(world: World) -> None:
    unit = world.enrolled(PON)
    (row,) = world.deliver(corrected(world, unit, level="ho-so"))
    store = world.so.store
    assert all(person.full_name is None for person in store.load(row["id"]).tables["person"].values())
    hidden = store.blob(f"personal/{row['id']}")
    assert hidden is not None
    assert "Lò Thị Ánh Dương".encode() in (store.decrypt_personal(PON, PERIOD, hidden) or b"")
    tokens = store.blob(f"match/{row['id']}")
    assert tokens is not None
    expected = match_tokens(person_of(small_unit(), 0), _token_key(unit))
    assert expected.by_id.encode() in (store.decrypt_personal(PON, PERIOD, tokens) or b"")
    store.erase(PON, PERIOD)  # type: ignore[attr-defined]
    assert store.decrypt_personal(PON, PERIOD, hidden) is None
    assert store.original(row["id"]) is None
    assert store.figures(row["id"])["leader{}"] == 11


def _token_key(ws: Workspace) -> bytes:
    keys: UnitKeys = unit_keys(ws)
    return keys.token_key
