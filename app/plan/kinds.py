"""All kinds of rules by name: every `Kind` that a kinds module declares."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Final

from app.plan import (
    kinds_figures,
    kinds_people,
    kinds_planning,
    kinds_posts,
    kinds_records,
    kinds_report,
    kinds_training,
    kinds_unit,
)
from app.plan.rules import Kind


def _kinds(module: ModuleType) -> tuple[Kind, ...]:
    return tuple(value for value in vars(module).values() if isinstance(value, Kind))


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        item.name: item
        for module in (
            kinds_figures,
            kinds_people,
            kinds_planning,
            kinds_posts,
            kinds_records,
            kinds_report,
            kinds_training,
            kinds_unit,
        )
        for item in _kinds(module)
    }
)
