"""Two units, Sở Nội vụ, an outsider and a carrier who loses, mixes, doubles and reorders: what may never happen.

A rule-based state machine on the real commands. The oracle is plain: which file is whose, what it says, whom the
officer confirmed, what was accepted. Either side may go back to an earlier copy of its store; clocks jump by years.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.commands.chains import JUDGED
from app.commands.storing import new_unit
from app.domain.storage import Document
from app.errors import UserError
from app.package.sealing import digest
from app.workspace import Workspace
from db.memory import MemoryStore
from tests.simulator.exchange_oracle import Oracle, Tally, copied, key_of, store_of
from tests.simulator.province import PASSPHRASE, PERIOD, START, Clock, World, change, fill, run
from tests.simulator.units import PON, TAM, person_of, replaced, small_unit

OFFICE: Final = "so"
UNITS: Final = (PON, TAM)
_LEVELS: Final = ("dh", "ths", "cd", "ts")
_YEARS: Final = (-16, -1, 0, 0, 1, 9)
_NO_VERDICT: Final = frozenset({"NHAP-01", "NGH-02", "NGH-08", "NOP-01"})
_KEYS_TRIED: Final = 3  # the first answer may be for a key that was revoked on the way
_NOT_NOW: Final = frozenset({"NOP-03", "KHOA-10"})
_OF_THE_CLOCK: Final = frozenset({"KY-04", "KHOA-09"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A province whose units have their enrolment files, and somebody who has stolen the first one's.

    Attributes:
        begun: how everything stands after the first packages were accepted: stores and oracle.
    """

    world: World
    stores: dict[str, MemoryStore]
    begun: tuple[dict[str, MemoryStore], Oracle] | None = None


def prepared(world: World) -> Prepared:
    """Makes the start of every run from a new province."""
    for key in UNITS:
        world.unit(key)
    made = run(world.so, "enrol file", out=world.folder / "enrolment", unit=PON.partition("@")[0]).data[0]
    thief = new_unit(world.env, world.folder / "thief", Path(made["file"]), made["code"], "Kẻ lạ", PASSPHRASE)
    fill(thief, small_unit(PON, "xã giả"))
    spaces = {OFFICE: world.so, **world.units, "thief": thief}
    start = Prepared(world, {name: store_of(ws) for name, ws in spaces.items()})
    first = Exchange(start, Tally(runs=-1))  # whose files have names of their own
    for unit in UNITS:
        first.finish(unit)
    stores = {name: store_of(ws) for name, ws in first.spaces.items()}
    return replace(start, begun=(stores, first.oracle))


class Exchange(RuleBasedStateMachine):
    """The machine; `finish` shows at the end that both sides can go on."""

    def __init__(self, start: Prepared, tally: Tally) -> None:
        super().__init__()
        self.start, self.folder, self.tally = start, start.world.folder, tally
        self.clocks = {name: Clock(START) for name in start.stores}
        self.spaces = {
            name: Workspace(replace(start.world.env, now=self.clocks[name].now), copied(store))
            for name, store in start.stores.items()
        }
        self.off = dict.fromkeys(start.stores, 0)
        self.copies: dict[str, list[tuple[MemoryStore, tuple[set[str], ...]]]] = {name: [] for name in start.stores}
        self.epochs = dict.fromkeys(start.stores, 1)
        self.oracle = Oracle()
        self.count = 0
        tally.runs += 1

    @property
    def so(self) -> Workspace:
        """Sở Nội vụ."""
        return self.spaces[OFFICE]

    @initialize(begun=st.booleans())
    def begin(self, begun: bool) -> None:
        """From the enrolment files, or when the first packages are accepted already."""
        if begun and self.start.begun is not None:
            stores, oracle = self.start.begun
            self.oracle = oracle.copy()
            for name, store in stores.items():
                self.spaces[name].store = copied(store)

    @rule(unit=st.sampled_from(UNITS), person=st.integers(0, 11), verdict=st.sampled_from(("", "accept", "return")))
    def round_trip(self, unit: str, person: int, verdict: str) -> None:
        """A package and its receipt, as on a good day."""
        if not self.work(unit, person):
            return
        (row,) = self.received_at_so([list(self.oracle.bag.values())[-1]])
        if verdict == "accept" and self.tried("accept", package=row["id"]):
            self.oracle.accepted.add(row["id"])
        elif verdict == "return":
            self.tried("return", package=row["id"], reason="Bổ sung số liệu.")
        known = len(self.oracle.bag)
        document = self.so.store.document("received", row["id"])
        if document is not None and document.unit:
            self.receipt_of(document)
        if len(self.oracle.bag) > known:
            run(self.spaces[unit], "receive", paths=[list(self.oracle.bag.values())[-1]])

    @rule(unit=st.sampled_from(UNITS), person=st.integers(0, 11))
    def submit(self, unit: str, person: int) -> None:
        """A unit corrects something and makes a package."""
        self.work(unit, person)

    @rule(person=st.integers(0, 11))
    def forge(self, person: int) -> None:
        """Somebody with a stolen enrolment file makes a package of the first unit."""
        self.work("thief", person)

    @rule(pick=st.integers(0, 19), place=st.integers(0, 10**6), how=st.sampled_from(("flip", "cut", "add")))
    def spoil(self, pick: int, place: int, how: str) -> None:
        """The carrier, or somebody, changes a file."""
        files = [path for path in self.oracle.bag.values() if path.stat().st_size]
        if not files:
            return
        content = bytearray(self.chosen(files, pick).read_bytes())
        at = place % len(content)
        if how == "flip":
            content[at] ^= 1 + place % 255
        elif how == "cut":
            del content[at:]
        else:
            content += content[:at]
        self.put(bytes(content))

    @rule(picks=st.lists(st.integers(0, 19), min_size=1, max_size=3))
    def deliver(self, picks: list[int]) -> None:
        """Some files reach Sở Nội vụ, in any order, again or for the first time."""
        paths = [self.chosen(list(self.oracle.bag.values()), pick) for pick in picks if self.oracle.bag]
        if paths:
            self.received_at_so(paths)

    @rule(unit=st.sampled_from(UNITS), picks=st.lists(st.integers(0, 19), min_size=1, max_size=3))
    def hand_over(self, unit: str, picks: list[int]) -> None:
        """Some files reach a unit."""
        paths = [self.chosen(list(self.oracle.bag.values()), pick) for pick in picks if self.oracle.bag]
        if paths:
            run(self.spaces[unit], "receive", paths=paths)

    @rule(pick=st.integers(0, 19))
    def receipt(self, pick: int) -> None:
        """Sở Nội vụ makes a receipt of what it has."""
        if document := self.any_received(pick):
            self.receipt_of(document)

    @rule(pick=st.integers(0, 19))
    def accept(self, pick: int) -> None:
        """The officer accepts."""
        if (document := self.any_received(pick)) and self.tried("accept", package=document.id):
            self.oracle.accepted.add(document.id)

    @rule(pick=st.integers(0, 19))
    def send_back(self, pick: int) -> None:
        """The officer asks for completion."""
        if document := self.any_received(pick):
            self.tried("return", package=document.id, reason="Bổ sung số liệu.")

    @precondition(lambda self: not self.off[OFFICE])
    @rule(unit=st.sampled_from(UNITS))
    def confirm(self, unit: str) -> None:
        """The officer reads the fingerprint over the telephone; the thief is not asked."""
        pending = self.so.store.documents("request", unit=unit, state="pending")
        ours = [item for item in pending if item.id in self.oracle.made]
        if ours:
            try:
                run(self.so, "enrol confirm", fingerprint=ours[0].body["fingerprint"])
            except UserError as error:
                assert error.code == "NHAP-03", error  # its key was certified once and revoked
                assert self.oracle.keys[ours[0].id] in self.oracle.revoked
                return
            self.oracle.confirmed.add(unit)
            self.oracle.revoked.discard(self.oracle.keys[ours[0].id])

    @precondition(lambda self: not self.off[OFFICE])
    @rule(unit=st.sampled_from(UNITS), reason=st.sampled_from(("renewal", "compromise")), legs=st.integers(1, 3))
    def rekey(self, unit: str, reason: str, legs: int) -> None:
        """A unit asks for certificates of a new key; the request, the answer or both may be lost on the way."""
        ws, stem = self.spaces[unit], f"{self.tally.runs}-{self.count}"
        self.count += 1
        asked, answer = (self.folder / "carried" / f"{stem}-{name}.p7m" for name in ("yeu-cau", "chung-thu"))
        try:
            fingerprint = run(ws, "enrol request", out=asked, reason=reason).data["fingerprint"]
        except UserError as error:
            assert error.code in ("NHAP-03", *_OF_THE_CLOCK), error
            return
        if legs == 1:
            return
        run(self.so, "receive", paths=[asked])
        try:
            run(self.so, "enrol issue", fingerprint=fingerprint, out=answer)
        except UserError as error:
            assert error.code in ("NHAP-01", "NHAP-02", "NHAP-03"), error
            return
        self.oracle.confirmed.add(unit)
        if reason == "compromise":
            self.look()
            self.oracle.revoked |= {key for name, key in self.oracle.keys.items() if self.oracle.made[name][0] == unit}
        if legs == 3:
            self.told = run(ws, "receive", paths=[answer]).data

    @precondition(lambda self: not self.off[OFFICE])
    @rule(unit=st.sampled_from(UNITS))
    def revoke(self, unit: str) -> None:
        """The officer revokes whatever certificates the unit has."""
        try:
            run(self.so, "enrol revoke", unit=unit, reason="compromise")
        except UserError as error:
            assert error.code == "NHAP-02", error
            return
        self.look()
        self.oracle.revoked |= {key for name, key in self.oracle.keys.items() if self.oracle.made[name][0] == unit}

    @rule(party=st.sampled_from((OFFICE, *UNITS)))
    def back_up(self, party: str) -> None:
        """A copy of a store."""
        self.copies[party].append((copied(store_of(self.spaces[party])), self.oracle.memory()))

    @rule(party=st.sampled_from((OFFICE, *UNITS)), pick=st.integers(0, 99))
    def restore(self, party: str, pick: int) -> None:
        """A store goes back to a copy, in a new epoch."""
        if not self.copies[party]:
            self.back_up(party)
            return
        store, memory = self.chosen(self.copies[party], pick)
        self.epochs[party] += 1
        made = copied(store)
        made.info = replace(store.info, epoch=self.epochs[party])
        self.spaces[party].store = made
        if party == OFFICE:
            self.oracle.go_back(memory)

    @rule(unit=st.sampled_from(UNITS), person=st.integers(0, 11), carried=st.permutations((0, 1, 2)))
    def diverge(self, unit: str, person: int, carried: list[int]) -> None:
        """Two machines of a unit go on from one copy; what they make reaches Sở Nội vụ in any order, or not."""
        self.back_up(unit)
        known = len(self.oracle.bag)
        self.work(unit, person)
        self.restore(unit, 0)
        self.work(unit, (person + 1) % 12)
        self.work(unit, (person + 2) % 12)
        made = list(self.oracle.bag.values())[known:]
        if len(made) == len(carried):
            self.received_at_so([made[number] for number in carried[: 2 + person % 2]])

    @rule(unit=st.sampled_from(UNITS), person=st.integers(0, 11), again=st.booleans())
    def forget(self, unit: str, person: int, again: bool) -> None:
        """Sở Nội vụ accepts, gives a receipt, and goes back to the copy before it; perhaps the files come once more."""
        self.back_up(OFFICE)
        known = len(self.oracle.bag)
        self.round_trip(unit, person, "accept")
        self.restore(OFFICE, 0)
        paths = list(self.oracle.bag.values())[known:]
        if again and paths:
            self.received_at_so(paths)

    @rule(party=st.sampled_from((OFFICE, *UNITS)), years=st.sampled_from(_YEARS))
    def jump(self, party: str, years: int) -> None:
        """A clock jumps, or is put right."""
        self.set_clock(party, years)

    @invariant()
    def nothing_forged_and_nothing_lost(self) -> None:
        """What Sở Nội vụ has read is what an enrolled unit made; what it accepted is there, whole."""
        self.tally.steps += 1
        self.look()

    def look(self) -> None:
        """The same, wherever it matters what was read before."""
        store, oracle = store_of(self.so), self.oracle
        documents = {item.id: item for item in store.documents("received")}
        for item in documents.values():
            self.tally.seen[item.state] = self.tally.seen.get(item.state, 0) + 1
            if item.state in JUDGED:
                unit, figures = oracle.made[item.id]
                assert item.unit == unit
                assert unit in oracle.confirmed
                assert item.id in oracle.judged or oracle.keys[item.id] not in oracle.revoked
                oracle.judged.add(item.id)
                assert store.figures(item.id) in ({}, figures) and (item.state == "archived" or store.figures(item.id))
        for lost in oracle.accepted:
            assert documents[lost].state in ("accepted", "superseded", "archived")
            assert store.original(lost) is not None
            assert store.figures(lost) == oracle.made[lost][1]
        assert {name for name in store._content.figures if name in documents} <= {
            name for name, item in documents.items() if item.state in JUDGED
        }

    @invariant()
    def one_is_accepted(self) -> None:
        """At most one package of a unit and period counts, and it was accepted by the officer."""
        accepted = self.so.store.documents("received", state="accepted")
        assert len({(item.unit, item.period) for item in accepted}) == len(accepted)
        assert {item.id for item in accepted} <= self.oracle.accepted

    @invariant()
    def histories_verify(self) -> None:
        """Nobody's history is broken."""
        for ws in self.spaces.values():
            assert ws.store.verify_history().broken == ()

    def teardown(self) -> None:
        """Both sides can go on."""
        for party in self.spaces:
            self.set_clock(party, 0)
        for unit in UNITS:
            self.finish(unit)

    def finish(self, unit: str) -> None:
        """Everything is carried, heads are chosen; then one more package is taken by one reception."""
        ours = [name for name, (owner, _) in self.oracle.made.items() if owner == unit]
        if not ours:
            assert self.work(unit, 0)
            ours = list(self.oracle.made)[-1:]
        everything = [self.oracle.bag[name] for name in ours]
        self.received_at_so(everything)
        self.confirm(unit)
        self.received_at_so(everything)
        row = self.one_more(unit)
        for _ in range(_KEYS_TRIED):
            if row.get("state") != "received":  # its key stands no longer: it asks for another one
                self.rekey(unit, "compromise", 3)
                row = self.one_more(unit)
        assert row.get("state") == "received", row
        if self.tried("accept", package=row["id"]):
            self.oracle.accepted.add(row["id"])
        assert self.so.store.document("received", row["id"]).state == "accepted"  # type: ignore[union-attr]
        self.look()

    def one_more(self, unit: str) -> dict[str, Any]:
        """Heads are chosen and heard of; then what becomes of one more package, in one reception."""
        self.choose_head(unit)
        for document in self.so.store.documents("received", unit=unit):
            self.receipt_of(document)
        self.hear(unit)
        last = self.last_made(unit)
        return self.received_at_so([last])[0] if last else {}

    def last_made(self, unit: str) -> Path | None:
        """A package made now; None where its key does not sign any more."""
        for person in range(12):
            if self.work(unit, person):
                return list(self.oracle.bag.values())[-1]
        return None

    def choose_head(self, unit: str) -> None:
        """The officer chooses among several heads until there is none to choose."""
        for _ in range(20):
            forks = self.so.store.documents("received", unit=unit, state="fork")
            if not forks:
                return
            newest = next((item for item in reversed(forks) if self.tried("accept", package=item.id)), None)
            assert newest is not None, [item.id for item in forks]
            self.oracle.accepted.add(newest.id)

    def hear(self, unit: str) -> None:
        """A unit gets all receipts, by number."""
        paths = [self.oracle.bag[name] for _, name in sorted(self.oracle.numbers.items())]
        run(self.spaces[unit], "receive", paths=paths)

    def work(self, party: str, person: int) -> bool:
        """Corrects a record and makes a package; False where the unit may not now."""
        ws = self.spaces[party]
        data = ws.store.load()
        found = person_of(data, person)
        level = _LEVELS[(_LEVELS.index(found.professional or "dh") + 1) % len(_LEVELS)]
        change(ws, replaced(data, found, professional=level))
        self.count += 1
        path = self.folder / "carried" / f"{self.tally.runs}-{self.count}.p7m"
        try:
            outcome = run(ws, "submit", period=PERIOD, out=path, minimal=True)
        except UserError as error:
            assert error.code in _NOT_NOW or (self.off[party] and error.code in _OF_THE_CLOCK), error
            return False
        if not outcome.ok:  # days that lie ahead of a slow clock are errors
            assert self.off[party] < 0, outcome.data
            return False
        name = outcome.data["package"]
        self.oracle.bag[name] = path
        if party in UNITS:
            self.oracle.made[name] = (party, dict(ws.store.figures(name)))
            self.oracle.keys[name] = key_of(ws)
        return True

    def received_at_so(self, paths: list[Path]) -> list[dict[str, Any]]:
        """Reception at Sở Nội vụ; rows of the files themselves."""
        rows: list[dict[str, Any]] = run(self.so, "receive", paths=paths).data
        return rows[: len(paths)]

    def receipt_of(self, document: Document) -> None:
        """A receipt; its number stands on no other."""
        self.count += 1
        path = self.folder / "carried" / f"{self.tally.runs}-{self.count}.p7m"
        try:
            outcome = run(self.so, "receipt", package=document.id, out=path)
        except UserError as error:
            assert error.code in ("NHAP-01", "NHAP-02"), error
            return
        name, number = outcome.data["receipt"], outcome.data["number"]
        assert self.oracle.numbers.setdefault(number, name) == name
        self.oracle.bag[name] = path

    def tried(self, command: str, **params: Any) -> bool:
        """Whether the officer may."""
        try:
            run(self.so, command, **params)
        except UserError as error:
            assert error.code in _NO_VERDICT, error
            return False
        return True

    def any_received(self, pick: int) -> Document | None:
        """A package at Sở Nội vụ."""
        found = [item for item in self.so.store.documents("received") if item.unit]
        return self.chosen(found, pick) if found else None

    def put(self, content: bytes) -> None:
        """A file into the carrier's bag."""
        path = self.folder / "carried" / f"{digest(content)[:32]}.p7m"
        path.write_bytes(content)
        self.oracle.bag[digest(content)] = path

    def set_clock(self, party: str, years: int) -> None:
        """A clock, off by years."""
        self.off[party] = years
        self.clocks[party].at = self.clocks[party].at.replace(year=START.year + years)

    @staticmethod
    def chosen(items: Any, pick: int) -> Any:
        """One of several; the newest are drawn most."""
        return items[-1 - pick % len(items)]


def machine(world: World, tally: Tally) -> Callable[[], Exchange]:
    """A factory of runs that all start alike."""
    (world.folder / "carried").mkdir()
    start = prepared(world)
    return lambda: Exchange(start, tally)
