"""What is erasable of a received package: split off, put back, and gone without a trace when it is erased."""

from __future__ import annotations

import json

from app.domain.dataset import redact
from app.domain.records import Person
from app.domain.registry import SENT
from app.domain.schema import Level
from app.package.personal import join_personal, split_personal
from tests.simulator.units import small_unit


def test_split_and_joined_again() -> None:
    data = small_unit()
    personal, rest = split_personal(data)
    assert rest == redact(data, Level.RUT_GON)
    assert join_personal(rest, personal) == data


def test_only_what_rut_gon_withholds_is_split_off() -> None:
    personal, rest = split_personal(small_unit())
    assert set(json.loads(personal)) == {"person"}
    assert {name for row in json.loads(personal)["person"].values() for name in row} == {
        "full_name", "id_number", "birth", "note",
    }  # fmt: skip
    assert all(row.full_name is None and len(str(row.birth)) <= 7 for row in rest.rows(Person))


def test_a_package_without_names_has_nothing_to_split() -> None:
    for level in (Level.SO_LIEU, Level.RUT_GON):
        data = redact(small_unit(), level)
        assert split_personal(data) == (b"{}", data)
        assert join_personal(data, b"{}") == data


def test_every_personal_field_is_a_text_or_a_date() -> None:
    """The two kinds that are put back."""
    kinds = {field.kind for spec in SENT for field in spec.fields if field.level > Level.RUT_GON}
    assert kinds == {"text", "date"}
