"""Two officers at once on one server: nothing is lost, nothing is numbered twice, each hears of the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from app.commands.table import COMMANDS, command
from app.commands.table.roles import ALONE, JUDGING, RECEIVING, TENDING
from app.domain.records import Person
from app.domain.storage import ADMIN, APPROVER, RECEPTION, Document, DocumentChange
from app.errors import UserError
from app.workspace import NewOfficer, NewStore, Notice, Stores, Workspace, load_environment
from db.memory import MemoryStore
from db.opening import SqlStores, open_store
from db.postgres.store import ServerStore
from db.store import SqlStore
from tests.db.samples import UNIT, added, changed, entry, people
from tests.simulator.postgres import PASSWORD, SECOND, SECOND_PASSWORD, Server
from tests.simulator.province import PASSPHRASE, World, found, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON

OTHER, OTHER_PASSPHRASE = "Lường Thị Lan", "một câu của người thứ hai"
ROUNDS = 100
Pair = tuple[ServerStore, ServerStore]


@pytest.fixture
def pair(shared: ServerStore, tmp_path: Path) -> Iterator[Pair]:
    """Two officers, each with a folder of their own."""
    new = NewOfficer(tmp_path / "lan", OTHER, OTHER_PASSPHRASE, (APPROVER,), SECOND, SECOND_PASSWORD)
    SqlStores().officer(shared, new)
    other = open_store(tmp_path / "lan", None, OTHER_PASSPHRASE)
    assert isinstance(other, ServerStore)
    yield shared, other
    other.close()


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Results of works that begin at the same moment; a refusal is its code."""
    barrier = threading.Barrier(len(works))

    def work(one: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return one()
        except UserError as wrong:
            return wrong.code

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(work, works))


def test_an_officer_has_a_folder_and_a_slot_of_their_own(pair: Pair) -> None:
    mine, other = pair
    assert (other.user, other.roles, [slot.name for slot in other.users()]) == (OTHER, (APPROVER,), [OTHER])
    assert other.server.address.user == SECOND
    mine.apply(added(*people()), entry())
    digest = mine.put_original(UNIT, "2026", b"sealed")
    assert (other.load(), other.history(), other.original(digest)) == (mine.load(), mine.history(), b"sealed")
    mine.set_secrets(b"PEM 2")
    assert other.secrets == b"PEM 2"


def test_a_hundred_times_at_once_the_chain_stands_without_a_gap(pair: Pair) -> None:
    works = [
        [
            lambda store=store, name=f"{who}{number}": store.apply(added(Person(id=name)), entry())
            for who, store in enumerate(pair)
        ]
        for number in range(ROUNDS)
    ]
    revisions = [revision for round_ in works for revision in at_once(*round_)]
    assert sorted(revisions) == list(range(1, 2 * ROUNDS + 1))
    check = pair[0].verify_history()
    assert (check.entries, check.broken) == (2 * ROUNDS, ())
    assert pair[1].count("person") == 2 * ROUNDS
    assert pair[0].check() == ()


@pytest.mark.fault("A14")
def test_a_hundred_times_at_once_on_one_row_one_of_the_two_is_refused(pair: Pair) -> None:
    row = people()[0]
    pair[0].apply(added(row), entry())
    for number in range(ROUNDS):
        wanted = [replace(row, note=f"{number} của {who}") for who in range(2)]
        works = [
            lambda store=store, row=row, after=after: store.apply([changed(row, after)], entry())
            for store, after in zip(pair, wanted, strict=True)
        ]
        told = at_once(*works)
        assert sorted(map(str, told)) == sorted([str(number + 2), "LUU-09"])
        row = wanted[told.index(number + 2)]
        assert dict(pair[number % 2].load().tables["person"]) == {row.id: row}
    assert pair[0].verify_history().broken == ()


def test_a_document_that_another_officer_moved_is_refused(pair: Pair) -> None:
    mine, other = pair
    received = Document("received", "r1", UNIT, "2026", "received")
    mine.apply((), entry(), [DocumentChange(None, received)])
    accepted, returned = replace(received, state="accepted"), replace(received, state="returned")
    told = at_once(
        lambda: mine.apply((), entry(), [DocumentChange(received, accepted)]),
        lambda: other.apply((), entry(), [DocumentChange(received, returned)]),
    )
    assert sorted(map(str, told)) == ["2", "LUU-09"]


def test_a_key_made_by_both_is_one_and_erased_by_one_is_gone_for_both(pair: Pair) -> None:
    mine, other = pair
    for number in range(10):
        hidden = at_once(*(lambda s=s, n=number: s.encrypt_personal(UNIT, f"20{n:02d}", b"x") for s in pair))
        assert [mine.decrypt_personal(UNIT, f"20{number:02d}", one) for one in hidden] == [b"x", b"x"]
    mine.apply((), entry("Tên", period="2030"), meta={"k": "v"})
    assert other.history()[0].entry.text == "Tên"
    assert mine.erase(UNIT, "2030")
    assert other.history()[0].erased
    assert other.verify_history().erased == 1
    hidden = [other.encrypt_personal(UNIT, "2030", b"y")]
    assert mine.decrypt_personal(UNIT, "2030", hidden[0]) == b"y"


def test_inside_alone_it_is_all_or_nothing(pair: Pair) -> None:
    mine, other = pair
    with pytest.raises(ZeroDivisionError), mine.alone():
        mine.put_original(UNIT, "2026", b"sealed")
        mine.apply(added(people()[0]), entry())
        assert mine.count("person") == 1
        assert other.count("person") == 0  # who reads waits for nobody
        _ = 1 / 0
    assert (other.count("person"), list(other.originals()), mine.revision()) == (0, [], 0)
    with mine.alone():
        mine.apply(added(people()[0]), entry())
        assert code_of(mine.apply, added(replace(people()[0], note="khác")), entry()) == "LUU-09"
    assert (other.count("person"), other.revision()) == (1, 1)


def test_who_waits_too_long_is_told(pair: Pair) -> None:
    mine, other = pair
    with other.server.writing() as connection:
        connection.exec_driver_sql("SET SESSION lock_timeout = '50ms'")
    with mine.alone():
        mine.apply(added(people()[0]), entry())
        assert code_of(other.apply, (), entry(), meta={"k": "v"}) == "MO-06"
        other.keep_draft(b"typing")  # is no command and waits for nobody
    assert other.apply((), entry(), meta={"k": "v"}) == 2


def test_each_hears_what_the_other_changed(pair: Pair) -> None:
    mine, other = pair
    assert other.news() == ()
    mine.apply(added(people()[0]), entry(), [DocumentChange(None, Document("received", "r1"))])
    assert mine.news() == ()
    assert other.news() == (("document:received", "r1"), ("person", "p00"))
    assert other.news() == ()
    heard: list[Notice] = []
    ws = Workspace(load_environment(SqlStores()), mine)
    ws.listen(heard.append)
    other.apply(added(people()[1]), entry())
    ws.hear()
    ws.hear()
    assert heard == [Notice({"person": frozenset({"p01"})}, frozenset())]


# --- Sở Nội vụ itself --------------------------------------------------------------------------------------------


class MixedStores(SqlStores):
    """The province on a disk, its units in memory."""

    def create(self, new: NewStore) -> SqlStore:
        """Makes a store."""
        if new.mode == "province":
            return super().create(new)
        return cast(SqlStore, MemoryStore(new.mode, new.unit, new.user, new.secrets, new.folder))


@pytest.fixture
def office(server: Server, tmp_path: Path) -> Iterator[tuple[World, Workspace, Workspace]]:
    """Sở Nội vụ moved to the server by its command, and a second officer with a folder by hers."""
    world = found(tmp_path, cast(Stores, MixedStores()))
    (tmp_path / "mk").write_text(PASSWORD + "\n", encoding="utf-8")
    (tmp_path / "mk2").write_text(SECOND_PASSWORD + "\n", encoding="utf-8")
    run(world.so, "store move", out=tmp_path / "chung", server=server.new_database(), password_file=tmp_path / "mk")
    world.so.store.close()
    world.so = Workspace(world.env, open_store(tmp_path / "chung", None, PASSPHRASE))
    run(
        world.so,
        "officer add",
        officer=OTHER,
        roles="duyet",
        out=tmp_path / "lan",
        server_user=SECOND,
        password_file=tmp_path / "mk2",
        passphrase=OTHER_PASSPHRASE,
    )
    other = Workspace(world.env, open_store(tmp_path / "lan", None, OTHER_PASSPHRASE))
    yield world, world.so, other
    other.store.close()
    world.so.store.close()


def test_two_officers_accept_and_give_receipts_at_once(
    office: tuple[World, Workspace, Workspace], tmp_path: Path
) -> None:
    world, mine, other = office
    units = [world.unit(key) for key in (PON, "03256@2025-07-01")]
    paths = [world.package(unit) for unit in units]
    told = at_once(*(lambda ws=ws: run(ws, "receive", paths=paths).data for ws in (mine, other)))
    assert [row["state"] for rows in told for row in rows] == ["waiting_enrolment"] * 4
    assert len(mine.store.documents("received")) == len(list(mine.store.originals())) == 2
    for unit in units:
        world.confirm(unit)
    packages = [unit.store.documents("sent")[-1].id for unit in units]
    numbers: list[int] = []
    out = tmp_path / "phieu"
    for verdict in ("checked", "accept"):
        told = at_once(*(lambda ws=ws, name=verdict: run(ws, name, package=packages[0]) for ws in (mine, other)))
        assert [item for item in told if isinstance(item, str)] == ["NHAP-01"]  # the second sees the first's verdict
        run(other, verdict, package=packages[1])
        given = at_once(
            lambda v=verdict: run(mine, "receipt", package=packages[0], out=out / f"{v}-1.p7m"),
            lambda v=verdict: run(other, "receipt", package=packages[1], out=out / f"{v}-2.p7m"),
        )
        numbers += [item.data["number"] for item in given]
        again = run(other, "receipt", package=packages[0], out=out / f"{verdict}-3.p7m")
        assert again.data["number"] == given[0].data["number"]
    assert sorted(numbers) == [1, 2, 3, 4]
    assert len(mine.store.documents("receipt")) == 4
    assert mine.store.verify_history().broken == ()  # type: ignore[attr-defined]
    assert sum(item.state == "accepted" for item in other.store.documents("received")) == 2


def test_an_officer_whose_work_ended_opens_nothing(office: tuple[World, Workspace, Workspace], tmp_path: Path) -> None:
    _, mine, other = office
    names = [row["name"] for row in run(mine, "officer list").data]
    assert names == ["Cán bộ tổng hợp", OTHER]
    assert code_of(run, other, "officer end", officer=OTHER) == "NHAP-01"
    run(mine, "officer end", officer=OTHER)
    assert code_of(run, mine, "officer end", officer=OTHER) == "NHAP-02"
    other.store.close()
    assert code_of(open_store, tmp_path / "lan", None, OTHER_PASSPHRASE) == "KHOA-21"


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (RECEPTION, ("inbox", "receive"), ("accept", "freeze", "period issue", "store move")),
        (ADMIN, ("inbox", "officer list"), ("accept", "receive", "receipt", "record save")),
        (APPROVER, ("receive", "officer list"), ()),
    ],
)
def test_an_officer_does_what_is_theirs(
    tmp_path: Path, role: str, may: tuple[str, ...], may_not: tuple[str, ...]
) -> None:
    world = found(tmp_path)
    store = cast(MemoryStore, world.so.store)
    store._users[store.user] = ("", (role,))
    given: dict[str, dict[str, Any]] = {
        "accept": {"package": "x"},
        "receive": {"paths": []},
        "receipt": {"package": "x", "out": tmp_path / "x"},
        "period issue": {"period": "2027"},
        "freeze": {},
        "store move": {"out": tmp_path / "x"},
        "record save": {"changes": tuple(added(people()[0]))},
    }
    for name in may:
        run(world.so, name, **given.get(name, {}))
    for name in may_not:
        with pytest.raises(UserError) as refused:
            run(world.so, name, **given[name])
        assert (name, refused.value.code) == (name, "KHOA-20")
        assert command(name).title in refused.value.message


def test_every_command_with_a_role_is_there() -> None:
    assert {spec.name for spec in COMMANDS} >= RECEIVING | TENDING | JUDGING | ALONE
    assert not RECEIVING & JUDGING
    assert not TENDING & (RECEIVING | JUDGING)
