"""A package says what the records were at one moment, whatever is typed while it is made (threats C08)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.commands.table import command, resolve
from app.domain.dataset import Dataset, redact
from app.domain.schema import Level
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, change
from tests.simulator.units import PON, person_of, replaced


@dataclass
class Typing:
    """Somebody saves a change at every step of the command."""

    ws: Workspace
    steps: list[str] = field(default_factory=list)

    def step(self, done: int, total: int, text: str) -> None:
        self.steps.append(text)
        data = self.ws.store.load()
        for number in (0, 3, 5):
            woman = person_of(data, number)
            change(self.ws, replaced(data, woman, professional="ths" if woman.professional != "ths" else "cd"))


@pytest.mark.fault("C08")
def test_a_package_is_one_snapshot(world: World, tmp_path: Path) -> None:
    """Records and figures agree; Sở Nội vụ counts what the unit counted."""
    unit = world.enrolled(PON)
    typing, spec, out = Typing(unit), command("submit"), tmp_path / "x.p7m"
    loaded: list[Dataset] = []
    real = unit.store.load

    def load(*arguments: object, **named: object) -> Dataset:
        found = real(*arguments, **named)  # type: ignore[arg-type]
        loaded.append(found)
        return found

    unit.store.load = load  # type: ignore[method-assign]
    outcome = unit.run(spec, resolve(spec), typing, period=PERIOD, out=out)
    del unit.store.load  # type: ignore[attr-defined]
    assert outcome.ok
    assert len(typing.steps) >= 5
    (row,) = world.deliver(out)
    assert (row["state"], row["differences"], row["errors"]) == ("received", 0, 0)
    scope = world.so.store.load(row["id"])
    whole = [data for data in loaded if scope.tables.keys() <= data.tables.keys()]
    same = [data for data in whole if redact(data, Level.RUT_GON).tables["person"] == scope.tables["person"]]
    assert same, "the package holds no state that the records ever had"
    for table in scope.tables:
        assert any(redact(data, Level.RUT_GON).tables[table] == scope.tables[table] for data in same), table
