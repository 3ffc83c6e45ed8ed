"""Sở Nội vụ on a real PostgreSQL server: 3,300 units with accepted figures; what an officer waits for."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import delete, insert

from app.commands.figures.asked import asked_forms
from app.commands.figures.paper import filled_form, province_desk
from app.commands.figures.province import counted_together, province_input
from app.commands.storing import new_province
from app.domain.periods import parse_period
from app.domain.units import Units
from app.plan.wanted import required_cells
from app.progress import Silent
from app.workspace import Workspace
from db.figures import write_figures
from db.opening import SqlStores, open_store
from db.postgres.store import ServerStore
from db.tables import DOCUMENTS
from tests.bench import material
from tests.bench.clock import Clock, Measured, serve
from tests.simulator.postgres import PASSWORD, running

UNITS: Final = 3300
_PERIOD: Final = "2026"
_KEY: Final = "leader{sex=f}"
_FIRST_CODE: Final = 90_000
"""Above the code of every commune that there is."""


def server_board(work: Path) -> Measured:
    """The board of all units."""
    return _measured(work, lambda ws: len(material.run(ws, "board").data["rows"]))


def server_figures(work: Path) -> Measured:
    """What every form of the province begins with: all accepted figures, and what is counted over all units."""

    def ask(ws: Workspace) -> int:
        period = parse_period(_PERIOD)
        counted_together(ws, period, ws.today)
        return len(province_input(ws, period).by_unit)

    return _measured(work, ask)


def server_form(work: Path) -> Measured:
    """The slowest forms of the province as they open on the screen: figures read, indicators, every cell filled."""
    slow: dict[str, float] = {}

    def ask(ws: Workspace) -> int:
        for code in asked_forms(ws, _PERIOD):
            begun = time.perf_counter()
            filled_form(ws, province_desk(ws, parse_period(_PERIOD)), code)
            slow[code] = time.perf_counter() - begun
        return len(slow)

    made = _measured(work, ask)
    slowest = max(slow, key=lambda code: slow[code])
    return {**made, "seconds": slow[slowest], "slowest_form": float(slowest), "form_01": slow["01"]}


def server_explain(work: Path) -> Measured:
    """The units behind a figure of the province."""
    return _measured(work, lambda ws: len(material.run(ws, "explain", key=_KEY, period=_PERIOD).data["units"]))


def server_people(work: Path) -> Measured:
    """The people of one unit behind a figure: its records read, checked and counted again."""
    path = material.packages(work)[0]

    def ask(ws: Workspace) -> int:
        (one,) = (item for item in ws.store.documents("received") if item.body["name"] == path.name)
        told = material.run(ws, "explain", key=f"{_KEY}@{one.unit}", period=one.period).data
        return len(told["included"]) + len(told["excluded"])

    return _measured(work, ask, path)


def _measured(work: Path, ask: Callable[[Workspace], int], package: Path | None = None) -> Measured:
    env = material.environment()
    folder = material.empty(work / "server")
    clock = Clock()
    with running() as server:
        old = _province(work, folder, package)
        SqlStores().to_server(old.store, folder / "shared", server.new_database(), PASSWORD, Silent())
        old.store.close()
        with closing(open_store(folder / "shared", material.USER, material.PASSPHRASE)) as store:
            assert isinstance(store, ServerStore)
            units = _fill(store, old)
            ws = Workspace(replace(env, units=units), store)
            with clock.measured():
                asked = ask(ws)
    return clock.result(units=asked)


def _province(work: Path, folder: Path, package: Path | None) -> Workspace:
    """A new province, or that of the material with one accepted package."""
    env = material.environment()
    if package is None:
        made = new_province(env, folder / "files", material.USER, material.PASSPHRASE, practice=True)
        material.run(made, "period issue", period=_PERIOD)
        return made
    made = material.opened_copy(work / "province", env)
    (row,) = material.run(made, "receive", paths=[package]).data
    material.run(made, "accept", package=row["id"])
    return made


def _fill(store: ServerStore, like: Workspace) -> Units:
    commune = next(unit for unit in like.env.units.on(like.today) if unit.tier == "xa")
    office = [unit for unit in like.env.units if unit.code == "DB-SNV"]
    codes = range(_FIRST_CODE, _FIRST_CODE + UNITS)
    made = [replace(commune, id=f"{n}@2025-07-01", code=str(n), name=f"Xã thứ {n}") for n in codes]
    cells = sorted(required_cells(like.env.newest_pack, like.env.catalogue))
    body = {"cut_off": f"{_PERIOD}-11-30", "definitions": "", "level": "so-lieu", "errors": 0}
    pack = like.env.newest_pack
    body |= {"pack": {"id": pack.id, "version": pack.version, "digest": pack.digest}}
    body |= {"warnings": 0, "differences": 0, "edition": 1, "sequence": 1, "name": "x.p7m", "nil": False}
    with store.server.writing() as connection:
        connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.kind == "received", DOCUMENTS.c.state != "accepted"))
        for number in range(UNITS):
            numbers = {cell: (number + place) % 40 if place % 8 == 0 else 0 for place, cell in enumerate(cells)}
            write_figures(connection, f"{number:064d}", numbers)
        row = {"kind": "received", "period": _PERIOD, "state": "accepted", "at": "2026-12-01T00:00:00+00:00"}
        rows = [{**row, "id": f"{n:064d}", "unit": u.id, "body": json.dumps(body)} for n, u in enumerate(made)]
        connection.execute(insert(DOCUMENTS), rows)
    kept = [unit for unit in like.env.units if unit.id in {item.unit for item in store.documents("received")}]
    return Units((*made, *office, *kept))


if __name__ == "__main__":
    serve(server_board, server_figures, server_form, server_explain, server_people)
