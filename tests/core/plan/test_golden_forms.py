"""Every form of a fixed small province, letter by letter: a number that changes is seen here."""

from __future__ import annotations

import pytest

from tests.core.plan.golden_forms import FOLDER, NAMES, Golden


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return dict(Golden().texts())


@pytest.mark.parametrize("name", NAMES)
def test_the_form_is_as_it_was(texts: dict[str, str], name: str) -> None:
    assert texts[name] == (FOLDER / name).read_text(encoding="utf-8"), "python -m tests.core.plan.golden_forms"


def test_there_is_no_other_file(texts: dict[str, str]) -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(texts)
