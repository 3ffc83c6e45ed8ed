"""The board by the units of today: a row for each, with the units of that time that it gathers and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.commands.figures.watching import SETTLED, STATES, Standing, standings
from app.commands.figures.watching import board as board_of_time
from app.domain.periods import parse_period
from app.domain.units import Units
from app.plan.rebasing import Place, places
from app.progress import Progress
from app.workspace import Outcome, Workspace


@dataclass(frozen=True, slots=True)
class Gathered:
    """A unit of today with the standings of the units whose place it has."""

    place: Place
    standings: tuple[Standing, ...]

    @property
    def settled(self) -> int:
        """How many of them count."""
        return sum(item.state in SETTLED for item in self.standings)

    @property
    def state(self) -> str:
        """That of the one which lacks most: the first that is not settled, in the order of the board."""
        order = list(STATES)
        open_ones = [item.state for item in self.standings if item.state not in SETTLED]
        return min(open_ones, key=order.index) if open_ones else self.standings[0].state

    @property
    def words(self) -> str:
        """Its state; of several units also how many count."""
        told = STATES[self.state]
        return told if len(self.standings) == 1 else f"{self.settled}/{len(self.standings)} đơn vị cũ · {told}"


def gathered(ws: Workspace, found: Sequence[Standing]) -> tuple[Gathered, ...]:
    """Standings by the units of today, in the order of the board."""
    by_key = {item.unit.id: item for item in found}
    return tuple(
        Gathered(place, tuple(by_key[key] for key in place.parts)) for place in places(by_key, ws.env.units, ws.today)
    )


def place_row(item: Gathered, units: Units) -> dict[str, Any]:
    """A row as plain values."""
    return {
        "unit": item.place.key,
        "name": item.place.name,
        "state": item.state,
        "label": item.words,
        "accepted": item.settled,
        "parts": [
            {"unit": part.unit.id, "name": units.name(part.unit.id), "state": part.state} for part in item.standings
        ],
    }


def board(ws: Workspace, progress: Progress, *, period: str | None = None, as_now: bool = False) -> Outcome:
    """Which unit stands where in a period; also by the units of today.

    Returns:
        data: as of the board, with {"places": [{unit, name, state, label, accepted, parts}]} by the units of today.
    """
    told = board_of_time(ws, progress, period=period)
    if not as_now:
        return told
    chosen = parse_period(told.data["period"])
    rows = [place_row(item, ws.env.units) for item in gathered(ws, standings(ws, chosen))]
    message = f"{told.message} Gom về {len(rows)} đơn vị hiện nay."
    return replace(told, data={**told.data, "places": rows}, message=message)
