"""Findings as sentences: the pack's message with names, values and labels looked up where it is read.

Where names are withheld a person is called by post and unit, so that the same finding reads well at every level.
What would tell more than the finding may hold ({birth:retirement}) is worked out where it is read, too: see `readings`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset
from app.domain.dates import PartialDate
from app.domain.findings import CodeRef, DayText, FieldName, FieldValue, Finding, Param, RecordRef, UnitRef
from app.domain.records import Appointment, PlanningEntry, PlanningList, Training
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec
from app.domain.unit_records import Activity, Headcount, Population
from app.domain.units import Units
from app.plan.pack import Pack
from app.plan.readings import MISSING, READINGS, WITHHELD, Shelf
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import integer


class Names:
    """What the parameters of findings are called: looked up in the records of one unit."""

    def __init__(self, data: Dataset, catalogue: Catalogue, units: Units, pack: Pack) -> None:
        self.data = data
        self.catalogue = catalogue
        self.units = units
        self.pack = pack

    def text(self, param: Param) -> str:
        """A parameter as it stands in a sentence."""
        match param:
            case tuple():
                return ", ".join(self.text(part) for part in param)
            case int():
                return integer(param)
            case str():
                return param
            case RecordRef(table, record):
                return self.record(table, record)
            case FieldValue(table, record, field):
                return self._value(table, record, field)
            case FieldName(table, field):
                return _in_sentence(TABLES[table].field(field).label)
            case CodeRef(codes, code):
                return self._label(codes, code)
            case UnitRef(key):
                return self.units.name(key)
            case DayText(text):
                return write_date(text)

    def record(self, table: str, record_id: str | None) -> str:
        """What a record is called; the label of its table where it has no name."""
        row = self.data.find(table, record_id) if record_id else None
        if row is None:
            return f"{TABLES[table].label} {MISSING}"
        if table == "person":
            return self._person(row)
        named: Callable[[Any], str] | None = self._by_table.get(table)
        return named(row) if named else getattr(row, "name", None) or TABLES[table].label

    def _person(self, person: Any) -> str:
        if person.full_name:
            return str(person.full_name)
        post = next((self._label("posts", row.post) for row in self._appointments.get(person.id, ())), "")
        if self.data.withholds("person", "full_name"):
            return ", ".join(part for part in (post or "Cán bộ", self.units.name(self.data.unit)) if part)
        return f"({post or 'người'} chưa có họ tên)"

    @cached_property
    def _appointments(self) -> Mapping[str, list[Appointment]]:
        groups: dict[str, list[Appointment]] = defaultdict(list)
        for row in self.data.rows(Appointment):
            if row.person and row.end is None:
                groups[row.person].append(row)
        return groups

    @cached_property
    def _by_table(self) -> Mapping[str, Callable[[Any], str]]:
        return MappingProxyType(
            {
                "appointment": self._appointment,
                "planning_list": self._planning_list,
                "planning_entry": self._planning_entry,
                "training": self._training,
                "headcount": self._headcount,
                "population": self._population,
                "activity": self._activity,
            }
        )

    def _appointment(self, row: Appointment) -> str:
        return f"{self.record('person', row.person)}, {self._post(row)}"

    def _post(self, row: Appointment | PlanningEntry) -> str:
        """The post, or the text of the unit's list that is no post yet."""
        return self._label("posts", row.post) if row.post or not row.title else row.title

    def _planning_list(self, row: PlanningList) -> str:
        if row.number:
            return f"Danh sách quy hoạch số {row.number}"
        return f"Danh sách quy hoạch {row.term}" if row.term else "Danh sách quy hoạch chưa có số"

    def _planning_entry(self, row: PlanningEntry) -> str:
        return f"{self.record('person', row.person)}, quy hoạch {self._post(row)}"

    def _training(self, row: Training) -> str:
        return f"{self.record('person', row.person)}, lớp {self.record('course', row.course)}"

    def _headcount(self, row: Headcount) -> str:
        return f"{self.record('body', row.body)}, {self._label('headcount_dimensions', row.dimension)}"

    def _population(self, row: Population) -> str:
        return f"Dân số năm {row.year or MISSING}, {self._label('population_groups', row.ethnic)}"

    def _activity(self, row: Activity) -> str:
        task = self.catalogue["tasks"].get(row.task)
        return row.name or (task.attributes.get("short") or task.label if task else TABLES["activity"].label)

    def _label(self, codes: str, code: str | None) -> str:
        known = codes in set(self.catalogue)
        return (self.catalogue.label(codes, code) if known else code) or MISSING

    def _value(self, table: str, record_id: str, name: str) -> str:
        row = self.data.find(table, record_id)
        value = getattr(row, name) if row is not None else None
        if value is None:
            return WITHHELD if self.data.withholds(table, name) else MISSING
        return self._shown(TABLES[table].field(name), value)

    def _shown(self, spec: FieldSpec, value: Any) -> str:
        match spec.kind:
            case "code":
                return self.catalogue.label(spec.declared.codes, value)
            case "ref":
                return self.record(spec.declared.ref, value)
            case "bool":
                return "có" if value else "không"
            case "int":
                return str(value) if spec.name == "year" else integer(value)
            case "date":
                return write_date(value.text if isinstance(value, PartialDate) else str(value))
            case "text":
                return str(value)


def sentence(finding: Finding, names: Names) -> str:
    """A finding as a person reads it: where, what is wrong, what to do."""
    rule = names.pack.rule(finding.rule)
    if rule is None:
        return f"Quy tắc {finding.rule} không có trong bộ quy định đang dùng."
    shown: dict[str, _Value] = defaultdict(lambda: _Value(names, MISSING))  # a foreign finding may not carry a place
    shown.update((name, _Value(names, param)) for name, param in finding.params)
    text = rule.message.format_map(shown)
    return text[:1].upper() + text[1:]


def clause(finding: Finding) -> str:
    """The clause that a finding rests on."""
    return next((value for name, value in finding.params if name == "reference" and isinstance(value, str)), "")


@dataclass(frozen=True, slots=True)
class _Value:
    """A parameter as a message asks for it: in text, or by one of `READINGS`."""

    names: Names
    param: Param

    def __format__(self, reading: str) -> str:
        if not reading:
            return self.names.text(self.param)
        names = self.names
        return READINGS[reading](Shelf(names.data, names.catalogue, names.units, names.pack.retirement), self.param)


def _in_sentence(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
