"""The code lists and units that the program ships with."""

from __future__ import annotations

import pytest

from app.domain.codelists import Catalogue, load_catalogue
from app.domain.units import Units, load_units
from app.paths import resource_root


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(resource_root() / "codelists")


@pytest.fixture(scope="session")
def units() -> Units:
    return load_units(resource_root() / "units" / "units.csv")
