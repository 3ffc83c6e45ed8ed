"""Undo, redo and the recycle bin in every interleaving, against plain lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.commands.entry.recycling import deleted
from app.domain.dataset import Change
from app.domain.records import Appointment, Person
from app.errors import UserError
from app.workspace import Environment, Workspace, load_environment
from db.memory import MemoryStore
from tests.simulator.province import Clock, run

ACTORS = ("Lò Thị Ánh Dương", "Vàng A Chứ")
Key = tuple[str, str]


@cache
def environment() -> Environment:
    return load_environment(cast(Any, None))


@dataclass(slots=True, eq=False)
class Step:
    """A change of the oracle: who, what, and whether it stands."""

    actor: str
    changes: tuple[Change, ...]
    stands: bool = True

    @property
    def changed(self) -> tuple[Change, ...]:
        """Rows that are not as they were; a block may hold others."""
        return tuple(item for item in self.changes if item.before != item.after)


class Undoing(RuleBasedStateMachine):
    """A store and its oracle: a list of steps, and for each person what may be taken back and done again."""

    def __init__(self) -> None:
        super().__init__()
        clock = Clock()
        self.store = MemoryStore("unit", "03202@2025-07-01", ACTORS[0])
        self.ws = Workspace(replace(environment(), now=clock.now), self.store)
        self.rows: dict[Key, Any] = {}
        self.steps: list[Step] = []
        self.done: dict[str, list[Step]] = {actor: [] for actor in ACTORS}
        self.undone: dict[str, list[Step]] = {actor: [] for actor in ACTORS}
        self.made = 0

    # --- what people do ------------------------------------------------------------------------------------------

    @rule(actor=st.sampled_from(ACTORS), posts=st.integers(0, 2))
    def add(self, actor: str, posts: int) -> None:
        person = Person(id=self._id(), full_name=f"Lò Thị {self.made}", note="một")
        held = [Appointment(id=self._id(), person=person.id, title=f"chức danh {self.made}") for _ in range(posts)]
        self._save(actor, [Change(_table(row), row.id, None, row) for row in (person, *held)])

    @rule(actor=st.sampled_from(ACTORS), pick=st.integers(0, 99), text=st.sampled_from(("một", "hai", "ba")))
    def edit(self, actor: str, pick: int, text: str) -> None:
        key = self._pick("person", pick)
        if key is not None:
            self._save(actor, [Change("person", key[1], self.rows[key], replace(self.rows[key], note=text))])

    @rule(actor=st.sampled_from(ACTORS), text=st.sampled_from(("bốn", "năm")))
    def paste(self, actor: str, text: str) -> None:
        people = [(key, row) for key, row in self.rows.items() if key[0] == "person"][:5]
        if people:
            self._save(actor, [Change(*key, row, replace(row, note=text)) for key, row in people])

    @rule(actor=st.sampled_from(ACTORS), pick=st.integers(0, 99), table=st.sampled_from(("person", "appointment")))
    def delete(self, actor: str, pick: int, table: str) -> None:
        key = self._pick(table, pick)
        if key is not None:
            gone = [key, *(other for other, row in self.rows.items() if getattr(row, "person", None) == key[1])]
            changes = [Change(*other, self.rows[other], None) for other in gone]
            self._as(actor, "record delete", table=table, record=key[1])
            self._did(actor, changes)

    @rule(actor=st.sampled_from(ACTORS), pick=st.integers(0, 99))
    def restore(self, actor: str, pick: int) -> None:
        bin_ = deleted(self.ws)
        if not bin_:
            return
        entry = bin_[pick % len(bin_)]
        row = entry.changes[0].before
        orphan = getattr(row, "person", None) is not None and ("person", row.person) not in self.rows
        wrong = self._as(actor, "record restore", record=entry.record)
        assert (wrong == "NHAP-01") == orphan
        if not orphan:
            self._did(actor, [Change(item.table, item.id, None, item.before) for item in entry.changes])

    @rule(actor=st.sampled_from(ACTORS))
    def undo(self, actor: str) -> None:
        self._back(actor, "undo", self.done[actor], self.undone[actor])

    @rule(actor=st.sampled_from(ACTORS))
    def redo(self, actor: str) -> None:
        self._back(actor, "redo", self.undone[actor], self.done[actor])

    # --- what must hold ------------------------------------------------------------------------------------------

    @invariant()
    def store_holds_what_the_oracle_says(self) -> None:
        kept = {(name, key): row for name, rows in self.store.load().tables.items() for key, row in rows.items()}
        assert kept == self.rows

    @invariant()
    def bin_holds_what_was_deleted_last(self) -> None:
        last: dict[Key, Change] = {}
        for step in self.steps:
            if step.stands:
                last |= {(item.table, item.id): item for item in step.changed}
        gone = {key: item.before for key, item in last.items() if item.after is None}
        found = {(item.table, item.id): item.before for entry in deleted(self.ws) for item in entry.changes}
        assert found == gone

    def teardown(self) -> None:
        assert not self.store.verify_history().broken

    # --- the oracle ----------------------------------------------------------------------------------------------

    def _back(self, actor: str, name: str, source: list[Step], target: list[Step]) -> None:
        wrong = self._as(actor, name)
        if not source:
            assert wrong == "NHAP-01"
            return
        step, forwards = source[-1], name == "redo"
        later = self.steps[self.steps.index(step) + 1 :]
        touched = {(item.table, item.id) for other in later if other.stands for item in other.changed}
        moved = any(
            (item.table, item.id) in touched
            or self.rows.get((item.table, item.id)) != (item.before if forwards else item.after)
            for item in step.changes
        )
        assert wrong == ("LUU-11" if moved else None)
        if moved:
            return
        for item in step.changes:
            self._put((item.table, item.id), item.after if forwards else item.before)
        step.stands = forwards
        source.pop()
        target.append(step)

    def _save(self, actor: str, changes: list[Change]) -> None:
        self._as(actor, "record save", changes=changes)
        real = [item for item in changes if item.before != item.after]
        if real:
            self._did(actor, changes)

    def _did(self, actor: str, changes: list[Change]) -> None:
        for item in changes:
            self._put((item.table, item.id), item.after)
        step = Step(actor, tuple(changes))
        self.steps.append(step)
        self.done[actor].append(step)
        self.undone[actor].clear()

    def _put(self, key: Key, row: Any) -> None:
        if row is None:
            self.rows.pop(key, None)
        else:
            self.rows[key] = row

    def _as(self, actor: str, name: str, **params: Any) -> str | None:
        """Code of the refusal; None where the command was done."""
        self.store.user = actor
        try:
            run(self.ws, name, **params)
        except UserError as wrong:
            return wrong.code
        return None

    def _pick(self, table: str, pick: int) -> Key | None:
        keys = [key for key in self.rows if key[0] == table]
        return keys[pick % len(keys)] if keys else None

    def _id(self) -> str:
        self.made += 1
        return f"{self.made:06d}"


def _table(row: Any) -> str:
    name: str = row.__table__.name
    return name


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
