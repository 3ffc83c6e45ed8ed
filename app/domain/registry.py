"""All record types, in the order in which they are stored and sent (a referenced table stands before its users)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from app.domain.office_records import AgencyPart, CheckProblem, Proposal, Raised, UnitCheck
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.schema import TableSpec, spec_of
from app.domain.unit_records import (
    Activity,
    Adjustment,
    Body,
    Budget,
    Difficulty,
    Explanation,
    Headcount,
    Inspection,
    Narrative,
    Obligation,
    Population,
    ReportText,
    Unit,
    UnitProfile,
)
from app.domain.work_records import Confirmation, Remark, TitleMapping

RECORDS: Final[tuple[type[Any], ...]] = (
    Unit,
    UnitProfile,
    Body,
    Person,
    Appointment,
    PlanningList,
    PlanningEntry,
    Course,
    Training,
    Headcount,
    Population,
    Activity,
    Budget,
    Narrative,
    ReportText,
    Difficulty,
    Inspection,
    Obligation,
    Explanation,
    Adjustment,
    Remark,
    Confirmation,
    TitleMapping,
    UnitCheck,
    CheckProblem,
    Raised,
    Proposal,
    AgencyPart,
)

TABLES: Final[Mapping[str, TableSpec]] = MappingProxyType({spec_of(cls).name: spec_of(cls) for cls in RECORDS})

_KEPT: Final = frozenset(
    {
        "unit", "obligation", "adjustment", "remark", "confirmation", "title_mapping",
        "unit_check", "check_problem", "raised", "proposal", "agency_part",
    }
)  # fmt: skip

SENT: Final[tuple[TableSpec, ...]] = tuple(spec for spec in TABLES.values() if spec.name not in _KEPT)
"""Tables that travel in a unit's package; the others are Sở's own, or the unit's own."""
