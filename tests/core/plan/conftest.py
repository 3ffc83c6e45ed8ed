"""The code lists, units and plan pack that the program ships with."""

from __future__ import annotations

import pytest

from app.domain.codelists import Catalogue, load_catalogue
from app.domain.units import Units, load_units
from app.paths import resource_root
from app.plan.pack import Pack, load_pack


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(resource_root() / "codelists")


@pytest.fixture(scope="session")
def units() -> Units:
    return load_units(resource_root() / "units" / "units.csv")


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack(resource_root() / "packs" / "dienbien-2282")
