"""A code on paper opens the same figures on a restored backup of a real store."""

from __future__ import annotations

from pathlib import Path

from app.commands.demo.people import UnitPlan, make_unit
from app.commands.storing import new_province, new_unit
from app.domain.dataset import Change
from app.workspace import Workspace, load_environment
from db.opening import SqlStores, restore_store
from tests.ui.so.province import run

USER, PASSPHRASE = "Quản trị", "hoa ban no trang doi"
CODE = "03202"


def test_a_code_opens_the_same_on_a_restored_backup(tmp_path: Path) -> None:
    env = load_environment(SqlStores())
    so = new_province(env, tmp_path / "so", USER, PASSPHRASE, practice=True)
    period = str(so.today.year)
    run(so, "period issue", period=period, cut_off=so.today.isoformat())
    _report(so, tmp_path)
    code = run(so, "freeze", period=period, reason="Báo cáo năm", incomplete=True).data["code"]
    before = run(so, "show", code=code).data
    run(so, "freeze reopen", code=code, reason="Xem lại")
    backup = so.store.backup(tmp_path / "sao luu")
    run(so, "freeze", period=period, reason="Chốt lại", incomplete=True)
    so.store.close()
    again = Workspace(env, restore_store(backup, tmp_path / "máy mới", USER, PASSPHRASE))
    after = run(again, "show", code=code).data
    again.store.close()
    own = ("state", "state_label", "events")
    assert {**after, **{name: before[name] for name in own}} == before
    assert (before["state"], after["state"]) == ("closed", "reopened")
    assert after["intact"]
    assert after["changes"]["same"]


def _report(so: Workspace, folder: Path) -> None:
    """One enrolled unit whose report is accepted."""
    given = run(so, "enrol file", out=folder, unit=CODE).data[0]
    unit = new_unit(so.env, folder / CODE, Path(given["file"]), given["code"], "Cán bộ", PASSPHRASE)
    row = so.env.units.by_code(CODE, so.today)
    assert row is not None
    made = make_unit(UnitPlan(row, 14, 0), 2282, so.today, so.env.catalogue)
    old = [
        Change(name, key, item, None) for name, rows in unit.store.load().tables.items() for key, item in rows.items()
    ]
    new = [Change(name, key, None, item) for name, rows in made.tables.items() for key, item in rows.items()]
    run(unit, "record save", changes=(*old, *new))
    out = folder / "goi.p7m"
    assert run(unit, "submit", period=str(so.today.year), out=out, minimal=True).ok
    unit.store.close()
    (taken,) = run(so, "receive", paths=[out]).data
    run(so, "enrol confirm", fingerprint=taken["fingerprint"])
    run(so, "accept", package=taken["id"])
