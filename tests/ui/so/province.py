"""A real practice store of Sở Nội vụ with some units in different states, made by the commands themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.commands.demo.people import UnitPlan, make_unit
from app.commands.storing import new_province, new_unit
from app.commands.table import command, resolve
from app.domain.dataset import Change
from app.progress import Silent
from app.workspace import Environment, Workspace, load_environment
from db.opening import SqlStores

PASSWORD = "hoa ban no trang doi"
ACCEPTED, RETURNED, RECEIVED, WAITING, LEVEL_LOW, ISSUED = "03202", "03217", "03127", "03151", "03328", "03158"
"""Codes of the units by the state they are in; LEVEL_LOW is accepted too, without names; RECEIVED carries forms."""


@dataclass(frozen=True, slots=True)
class Province:
    """Where everything is."""

    env: Environment
    folder: Path
    packages: Path
    fingerprint: str
    user: str = "Quản trị"
    password: str = PASSWORD

    def open(self) -> Workspace:
        """Opens the store of Sở Nội vụ."""
        return Workspace(self.env, self.env.stores.open(self.folder, self.user, self.password))


def run(ws: Workspace, name: str, **params: Any) -> Any:
    """Runs a command of the table."""
    spec = command(name)
    return ws.run(spec, resolve(spec), Silent(), **params)


def make_province(folder: Path, people: int = 14) -> Province:
    """Makes the province, its first units, and what they sent."""
    env = load_environment(SqlStores())
    ws = new_province(env, folder / "so", "Quản trị", PASSWORD, practice=True)
    packages = folder / "goi"
    try:
        run(ws, "period issue", period=str(ws.today.year), cut_off=ws.today.isoformat(), level="ho-so")
        for number, code in enumerate((ACCEPTED, RETURNED, RECEIVED, WAITING)):
            _send(ws, folder, code, UnitPlan(_unit(ws, code), people, number), packages, "ho-so")
        _send(ws, folder, LEVEL_LOW, UnitPlan(_unit(ws, LEVEL_LOW), people, 4), packages, "rut-gon")
        rows = run(ws, "receive", paths=[packages]).data
        by_code = {row["unit"].partition("@")[0]: row for row in rows}
        for code, row in by_code.items():
            if code != WAITING:
                run(ws, "enrol confirm", fingerprint=row["fingerprint"])
        run(ws, "enrol file", out=folder, unit=ISSUED)
        for code in (ACCEPTED, LEVEL_LOW):
            run(ws, "accept", package=by_code[code]["id"])
        run(ws, "return", package=by_code[RETURNED]["id"], reason="Đề nghị bổ sung ngày sinh của một người.")
    finally:
        ws.store.close()
    return Province(env, folder / "so", packages, by_code[WAITING]["fingerprint"])


def _unit(ws: Workspace, code: str) -> Any:
    unit = ws.env.units.by_code(code, ws.today)
    assert unit is not None
    return unit


def _send(province: Workspace, folder: Path, code: str, plan: UnitPlan, packages: Path, level: str) -> None:
    env = province.env
    given = run(province, "enrol file", out=folder, unit=code).data[0]
    ws = new_unit(env, folder / code, Path(given["file"]), given["code"], "Cán bộ", PASSWORD)
    try:
        held = ws.store.load()
        made = make_unit(plan, 2282, province.today, env.catalogue)
        removed = [Change(table, key, row, None) for table, rows in held.tables.items() for key, row in rows.items()]
        added = [Change(table, key, None, row) for table, rows in made.tables.items() for key, row in rows.items()]
        run(ws, "record save", changes=(*removed, *added))
        out = packages / f"2282_{code}_01.p7m"
        sent = run(ws, "submit", period=str(ws.today.year), out=out, level=level, minimal=code != RECEIVED)
        assert sent.ok, [row["sentence"] for row in sent.data["findings"] if row["severity"] == "error"]
    finally:
        ws.store.close()
