"""What every workspace of a process shares: stores, catalogues, units, packs, clock, ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.codelists import Catalogue, load_catalogue
from app.domain.ids import id_source
from app.domain.units import Units, load_units
from app.paths import resource_root
from app.plan.counting import CellPlan, plan_cells
from app.plan.pack import Pack, list_packs, load_pack, version_order
from app.plan.wanted import required_cells
from app.workspace.ports import Stores


@dataclass(frozen=True, slots=True)
class Environment:
    """What every workspace of this process shares.

    Attributes:
        stores: see `Stores`.
        catalogue, units: of the program's resources.
        packs: (id, version) → pack, every one shipped.
        now: the clock, with time zone.
        new_id: source of record ids.
        plans: digest of a pack → its cells, filled by `cell_plan`.
        kept_packs: digest → pack of a store, read once in a process.
    """

    stores: Stores
    catalogue: Catalogue
    units: Units
    packs: Mapping[tuple[str, str], Pack]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    plans: dict[str, CellPlan] = field(default_factory=dict, repr=False)
    kept_packs: dict[str, Pack] = field(default_factory=dict, repr=False)

    def cell_plan(self, pack: Pack) -> CellPlan:
        """The cells that a pack asks for; read once in a process, because that costs as much as counting a unit."""
        if pack.digest not in self.plans:
            self.plans[pack.digest] = plan_cells(required_cells(pack, self.catalogue))
        return self.plans[pack.digest]

    @property
    def newest_pack(self) -> Pack:
        """The newest of the packs that are shipped."""
        return self.packs[max(self.packs, key=lambda name: (name[0], version_order(name[1])))]


def load_environment(stores: Stores) -> Environment:
    """The environment of the program's own resources, the real clock and real ids.

    Raises:
        UserError: QT-01 for a damaged pack.
    """
    root = resource_root()
    folders = list_packs(root / "packs")
    return Environment(
        stores,
        load_catalogue(root / "codelists"),
        load_units(root / "units" / "units.csv"),
        {name: load_pack(folder) for name, folder in folders.items()},
        lambda: datetime.now().astimezone(),
        id_source(),
    )
