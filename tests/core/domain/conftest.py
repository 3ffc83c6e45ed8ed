"""The code lists and units that the program ships with."""

from __future__ import annotations

import pytest

from app.commands.office.lineage_file import read_lineage
from app.domain.codelists import Catalogue, load_catalogue
from app.domain.lineage import LineageRow
from app.domain.units import Units, load_units
from app.paths import resource_root


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(resource_root() / "codelists")


@pytest.fixture(scope="session")
def units() -> Units:
    return load_units(resource_root() / "units" / "units.csv")


@pytest.fixture(scope="session")
def shipped(catalogue: Catalogue) -> tuple[LineageRow, ...]:
    """The reorganisation of 1/7/2025 as the file that the program ships."""
    path = resource_root() / "units" / "sap-xep-2025-07-01.csv"
    rows, faults = read_lineage(path.name, path.read_bytes(), catalogue)
    assert not faults
    return rows
