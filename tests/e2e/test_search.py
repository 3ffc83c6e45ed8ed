"""What a person types into a search box is words to be found, never a pattern or a statement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.storage import PageQuery
from app.workspace import Workspace
from tests.e2e.bad_record import opened


@pytest.fixture
def ws(demo: Path) -> Iterator[Workspace]:
    with opened(sorted((demo / "units").iterdir())[0] / "store") as made:
        yield made


def _found(ws: Workspace, typed: str) -> int:
    return ws.store.page(PageQuery("person", text=typed)).total


@pytest.mark.fault("K02", "K03")
def test_signs_of_a_pattern_are_passed_over(ws: Workspace) -> None:
    """A sign stands for nothing: with it the same people are found as without."""
    some, everybody = _found(ws, "thị"), _found(ws, "")
    assert 5 < some < everybody
    for sign in ("%", "_", "\\", '"', "*", "-", "'", "(", "{}", "; --"):
        assert _found(ws, sign) == everybody, sign
        assert _found(ws, f"thị{sign}") == some, sign
    assert _found(ws, "t%ị") == _found(ws, "t ị")
    assert _found(ws, "thị' OR '1'='1") == _found(ws, "thị or 1 1")
    assert _found(ws, "NEAR") == 0
