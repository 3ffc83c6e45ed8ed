"""Subjects of figures: from what each is counted, which dimensions it has and what may be summed.

The table of design §3 as data. A dimension is partitioning (its codes, "?" included, make the total) or overlapping
(one item may have several of its codes).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.domain.figures import CellKey
from app.domain.schema import Level
from app.plan import entries as made
from app.plan.dims import BODY_DIMS, PERSON_DIMS, PLAN_DIMS, POST_DIMS, Dim, stated
from app.plan.entries import Entry
from app.plan.facts import Facts
from app.plan.staff import headcount_by_body, listed_staff, population_rows, resident_entries, typed_staff

EntriesOf = Callable[[Facts], Iterable[Entry]]
TypedEntriesOf = Callable[[Facts, frozenset[str]], Iterable[Entry]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted.

    Attributes:
        name: in a cell key.
        title: Vietnamese, for explanations.
        unit_word: what one is called.
        entries: from facts.
        typed: further entries, made of typed-in numbers for the dimensions asked for; typed_by: on which they depend.
        dims: by name.
        overlapping: dimensions of which an item may have several codes.
        measures: that may be summed instead of counting.
        outside: why the rest of a wider population is not in it, and the entries of that population.
        people: it, or the named dimensions of it, read person tables.
    """

    name: str
    title: str
    unit_word: str
    entries: EntriesOf
    dims: Mapping[str, Dim]
    overlapping: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    people: bool | frozenset[str] = False
    typed: TypedEntriesOf | None = None
    typed_by: frozenset[str] = frozenset()
    outside: tuple[str, EntriesOf | None] = ("", None)

    def counted_at(self, facts: Facts, names: frozenset[str]) -> bool:
        """Whether the records at hand allow counting with these dimensions; else the cell stays absent."""
        withheld = facts.context.data.level < Level.RUT_GON
        if self.name == "headcount":
            return not withheld or {body.id for body in facts.bodies} <= set(headcount_by_body(facts))
        if self.name == "resident" and not population_rows(facts):
            unit = facts.unit
            return unit is None or unit.kind != "administrative"
        if not withheld:
            return True
        return self.people is not True and (self.people is False or not names & self.people)


_TURN_MEASURES: Final = frozenset({"turns", "women", "women_dtts", "cost"})
_POST_OVERLAP: Final = frozenset({*BODY_DIMS, *POST_DIMS})
_PLAN_OVERLAP: Final = frozenset(PLAN_DIMS)
_LEADERS: Final = frozenset({"woman_key", "woman_head", "dtts_key"})

_ALL: Final = (
    Subject(
        "leader", "Cán bộ lãnh đạo, quản lý", "người", made.leader_entries,
        {**PERSON_DIMS, **BODY_DIMS, **POST_DIMS}, _POST_OVERLAP, people=True,
    ),
    Subject(
        "post_held", "Chức danh lãnh đạo, quản lý đang có người giữ", "lượt chức danh", made.post_held_entries,
        {**PERSON_DIMS, **BODY_DIMS, **POST_DIMS}, people=True,
    ),
    Subject(
        "body", "Cơ quan, tổ chức", "cơ quan", made.body_entries,
        {**BODY_DIMS, **stated("assigned", "vacant", *_LEADERS)},
        measures=frozenset({"key_posts", "staff_assigned"}), people=_LEADERS,
    ),
    Subject(
        "government", "Chính quyền địa phương", "chính quyền địa phương", made.government_entries,
        {"tier": BODY_DIMS["tier"], **stated(*_LEADERS)}, people=_LEADERS,
    ),
    Subject(
        "headcount", "Cán bộ, công chức, viên chức, người lao động", "người", listed_staff,
        {**PERSON_DIMS, **BODY_DIMS}, typed=typed_staff, typed_by=frozenset({"sex", "dtts"}),
    ),
    Subject(
        "planned", "Người trong diện quy hoạch", "người", made.planned_entries,
        {**PERSON_DIMS, **PLAN_DIMS}, _PLAN_OVERLAP, people=True,
    ),
    Subject(
        "planned_slot", "Lượt quy hoạch", "lượt", made.planned_slot_entries,
        {**PERSON_DIMS, **PLAN_DIMS}, people=True,
    ),
    Subject(
        "planned_post", "Chức danh có quy hoạch", "chức danh", made.planned_post_entries,
        {name: dim for name, dim in PLAN_DIMS.items() if name != "young"}, people=True,
    ),
    Subject(
        "trained", "Người trong diện quy hoạch đã được đào tạo, tập huấn", "người", made.trained_entries,
        {**PERSON_DIMS, **PLAN_DIMS, **stated("window")}, _PLAN_OVERLAP | {"window"}, people=True,
        outside=("chưa có chương trình đào tạo, tập huấn được tính", made.planned_entries),
    ),
    Subject(
        "promoted", "Người trong quy hoạch đã được bổ nhiệm trong năm", "người", made.promoted_entries,
        {**PERSON_DIMS, **PLAN_DIMS}, _PLAN_OVERLAP, people=True,
        outside=("chưa được bổ nhiệm trong năm vào chức danh quy hoạch", made.planned_entries),
    ),
    Subject(
        "turn", "Lượt tham gia đào tạo, bồi dưỡng trong năm", "lượt", made.turn_entries,
        {**PERSON_DIMS, **stated("kind", "planned", "leader")}, people=True,
    ),
    Subject(
        "course", "Lớp do đơn vị tổ chức trong năm", "lớp", made.course_entries, stated("kind"),
        measures=_TURN_MEASURES | {"students"},
    ),
    Subject(
        "resident", "Dân số", "người", resident_entries, stated("ethnic", "dtts"),
        measures=frozenset({"women"}),
    ),
    Subject(
        "money", "Kinh phí", "đồng", made.money_entries, stated("source"),
        measures=frozenset({"planned", "paid"}),
    ),
    Subject(
        "activity", "Hoạt động trong năm", "hoạt động", made.activity_entries, stated("task"),
        measures=_TURN_MEASURES | {"times"},
    ),
)  # fmt: skip

SUBJECTS: Final[Mapping[str, Subject]] = MappingProxyType({subject.name: subject for subject in _ALL})


def known(key: CellKey) -> bool:
    """Whether subject, measure and dimensions of a key exist."""
    subject = SUBJECTS.get(key.subject)
    if subject is None or (key.measure and key.measure not in subject.measures):
        return False
    return all(name in subject.dims for name, _ in key.dims)
