"""Pages of docs/ say what the program does: those that are made from it are fresh, those by hand name every key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.commands.table import COMMANDS
from app.domain.registry import TABLES
from app.paths import resource_root
from app.plan.kinds import KINDS
from app.plan.pack import load_pack
from app.plan.source import Source
from tests.docs import DOCS, PAGES, made, parameters


@pytest.mark.parametrize("page", PAGES)
def test_made_pages_are_fresh(page: str) -> None:
    """`python -m tests.docs` writes them anew."""
    assert (DOCS / page).read_text(encoding="utf-8") == made(page)


def test_every_command_says_its_data() -> None:
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    data = page[page.index("| command | data |") :]
    for spec in COMMANDS:
        if not spec.internal:
            assert f"\n| `{spec.name}` |" in data, spec.name


def test_every_kind_of_rule_and_parameter_is_told() -> None:
    page = (DOCS / "plan-pack.md").read_text(encoding="utf-8")
    for name, kind in KINDS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert all(said in row for said in parameters(kind))
        assert all(f"`{said}`" in row for said in kind.says)


def test_every_key_that_a_pack_may_have_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack is loaded with a reader that notes which keys are asked for."""
    asked: dict[str, set[str]] = {}
    own = Source._typed
    has = Source.has

    def noted(source: Source, key: str) -> None:
        asked.setdefault(Path(source._file).name, set()).add(key)

    def typed(source: Source, key: str, *rest: Any) -> Any:
        noted(source, key)
        return own(source, key, *rest)

    def present(source: Source, key: str) -> bool:
        noted(source, key)
        return has(source, key)

    monkeypatch.setattr(Source, "_typed", typed)
    monkeypatch.setattr(Source, "has", present)
    for folder in (resource_root() / "packs").iterdir():
        load_pack(folder)
    page = (DOCS / "plan-pack.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`\[*([a-z_0-9]+)\]*`", page)) | {"definitions", "periods"}
    kinds = {name for kind in KINDS.values() for name in _names(kind)}
    for name, keys in asked.items():
        codes = {"tinh", "huyen", "xa"} if name == "pack.toml" else set()
        assert keys - told - kinds - codes == set(), name


def _names(kind: Any) -> set[str]:
    return {name for said in parameters(kind) for name in re.findall(r"^`(\w+)`", said)}


def test_every_table_and_field_stands_in_the_dictionary() -> None:
    page = (DOCS / "data-dictionary.md").read_text(encoding="utf-8")
    parts: Mapping[str, str] = {part.split(":")[0]: part for part in page.split("\n## ")[1:]}
    for name, spec in TABLES.items():
        assert all(f"| `{field.name}` | {field.label} |" in parts[name] for field in spec.fields)
