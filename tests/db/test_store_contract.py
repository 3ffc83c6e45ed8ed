"""What every store promises; each test runs on the encrypted database and in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.dataset import Change, dataset, redact
from app.domain.records import Person
from app.domain.registry import TABLES
from app.domain.schema import Level
from app.domain.storage import Document, DocumentChange
from app.errors import UserError
from db.memory import MemoryStore
from db.store import SqlStore
from tests.db.samples import AT, HOSTILE, UNIT, added, bodies, changed, entry, filled, people, removed

AnyStore = SqlStore | MemoryStore


def test_every_field_of_every_record_comes_back_as_it_was(store: AnyStore) -> None:
    records = [filled(spec, number) for spec in TABLES.values() for number in range(3)]
    records += [spec.cls(id=f"{spec.name}-empty") for spec in TABLES.values()]
    store.apply(added(*records), entry())
    assert store.load().tables == dataset(UNIT, records).tables
    assert store.load().unit == UNIT


@pytest.mark.fault("K01")
def test_hostile_text_is_kept_verbatim_and_found_by_nothing_it_is_not(store: AnyStore) -> None:
    store.apply(added(*(Person(id=f"x{place}", full_name=text) for place, text in enumerate(HOSTILE))), entry())
    assert [row.full_name for row in store.load().rows(Person)] == list(HOSTILE)
    assert store.count("person") == len(HOSTILE)


def test_only_the_tables_asked_for_are_loaded(store: AnyStore) -> None:
    store.apply(added(*people(), *bodies()), entry())
    assert set(store.load(tables=["body"]).tables) == {"body"}


def test_a_row_is_changed_and_deleted(store: AnyStore) -> None:
    first, second, *_ = people()
    store.apply(added(first, second), entry())
    moved = replace(first, note="sửa", sex=None)
    assert store.apply([changed(first, moved), removed(second)], entry()) == 2
    assert dict(store.load().tables["person"]) == {first.id: moved}


@pytest.mark.fault("A14")
@pytest.mark.parametrize(
    "stale",
    [
        lambda row: changed(replace(row, note="cũ"), replace(row, note="mới")),
        lambda row: removed(replace(row, note="cũ")),
        lambda row: Change("person", row.id, None, replace(row, note="mới")),
        lambda row: changed(replace(row, id="không có"), replace(row, id="không có", note="mới")),
    ],
)
def test_a_row_that_moved_refuses_the_whole_command(store: AnyStore, stale) -> None:  # type: ignore[no-untyped-def]
    first, second, *_ = people()
    store.apply(added(first), entry())
    with pytest.raises(UserError) as refused:
        store.apply([*added(second), stale(first)], entry(), meta={"k": "v"})
    assert refused.value.code == "LUU-09"
    assert dict(store.load().tables["person"]) == {first.id: first}
    assert store.meta("k") is None
    assert store.revision() == 1


def test_the_same_entry_twice_writes_once(store: AnyStore) -> None:
    once = entry("một lần")
    first = people()[0]
    assert store.apply(added(first), once) == store.apply(added(first), once) == 1
    assert len(store.history()) == 1


def test_what_stands_there_already_may_be_written_again(store: AnyStore) -> None:
    first = people()[0]
    store.apply(added(first), entry())
    assert store.apply(added(first), entry()) == 2


def test_a_record_changed_twice_in_one_command(store: AnyStore) -> None:
    first = people()[0]
    again = replace(first, note="hai")
    store.apply([*added(first), changed(first, again)], entry())
    assert dict(store.load().tables["person"]) == {first.id: again}
    store.apply([changed(again, first), removed(first)], entry())
    assert store.count("person") == 0


def test_received_records_stand_apart_from_the_live_ones(store: AnyStore) -> None:
    sent = redact(dataset("03203@2025-07-01", [*people(), *bodies()]), Level.RUT_GON)
    store.apply(added(people()[0]), entry())
    store.apply((), entry(), scopes={"s1": sent, "s2": sent})
    assert store.load("s1") == sent
    assert store.count("person") == 1
    assert store.scopes() == ("s1", "s2")
    smaller = dataset("03203@2025-07-01", people()[:1], Level.RUT_GON)
    store.apply((), entry(), scopes={"s1": smaller, "s2": None})
    assert store.load("s1") == smaller
    assert store.scopes() == ("s1",)
    assert not store.load("s2").tables


def test_many_scopes_are_loaded_as_each_alone(store: AnyStore) -> None:
    sent = redact(dataset("03203@2025-07-01", [*people(), *bodies()]), Level.RUT_GON)
    less = redact(dataset("03204@2025-07-01", people()[:2]), Level.RUT_GON)
    store.apply(added(people()[0]), entry(), scopes={"s1": sent, "s2": less})
    tables = ("person", "body")
    wanted = {scope: store.load(scope, tables) for scope in ("s2", "s1", "nào")}
    assert store.load_many(["s2", "s1", "nào"], tables) == wanted
    assert store.load_many([], tables) == {}
    assert set(store.load_many(["s1"], ["body"])["s1"].tables) == {"body"}


def test_a_scope_may_be_empty(store: AnyStore) -> None:
    nothing = dataset("03203@2025-07-01", [], Level.SO_LIEU)
    store.apply((), entry(), scopes={"nil": nothing})
    assert store.load("nil") == nothing


def test_documents_are_found_and_guarded(store: AnyStore) -> None:
    sent = Document("submission", "s1", UNIT, "2026", "sent", AT, {"sequence": 1, "tên": ["a", {"b": None}]})
    later = Document("submission", "s0", UNIT, "2026", "sent", "2026-12-01T00:00:00+00:00")
    other = Document("receipt", "s1", UNIT, "2026", "signed", AT)
    store.apply((), entry(), [DocumentChange(None, item) for item in (later, sent, other)])
    assert store.document("submission", "s1") == sent
    assert store.document("submission", "nào") is None
    assert store.documents("submission") == (sent, later)
    assert store.documents("submission", unit=UNIT, period="2026", state="sent") == (sent, later)
    assert store.documents("submission", state="accepted") == ()
    accepted = replace(sent, state="accepted")
    store.apply((), entry(), [DocumentChange(sent, accepted)])
    with pytest.raises(UserError) as refused:
        store.apply((), entry(), [DocumentChange(sent, replace(sent, state="returned"))])
    assert refused.value.code == "LUU-09"
    store.apply((), entry(), [DocumentChange(accepted, None)])
    assert store.documents("submission") == (later,)


def test_figures_bytes_and_texts(store: AnyStore) -> None:
    cells = {"body{kind=ubnd}": 3, "leader{sex=f}": 0, "money.paid{source=?}": 10**15}
    store.apply(
        (), entry(), figures={"s1": cells, "s2": {"x{}": -1}}, blobs={"a/1": b"\x00\xff", "b": b""}, meta={"k": "v"}
    )
    assert store.figures("s1") == cells
    assert store.figures("nào") == {}
    assert store.figures_of(["s1", "s2", "s3"]) == {"s1": cells, "s2": {"x{}": -1}}
    assert (store.blob("a/1"), store.blob("b"), store.blob("c")) == (b"\x00\xff", b"", None)
    assert store.blob_names("a") == ("a/1",)
    assert store.blob_names("A") == ()
    store.apply((), entry(), figures={"s1": {"y{}": 1}}, blobs={"b": None}, meta={"k": None})
    assert store.figures("s1") == {"y{}": 1}
    assert store.blob("b") is None
    assert store.meta("k") is None


def test_sealed_files_and_names_open_until_they_are_erased(store: AnyStore) -> None:
    digest = store.put_original(UNIT, "2026", b"sealed")
    assert store.put_original(UNIT, "2026", b"sealed") == digest
    hidden = store.encrypt_personal(UNIT, "2026", "Lò Thị Ánh".encode())
    kept = store.encrypt_personal(UNIT, "2025", b"kept")
    assert store.original(digest) == b"sealed"
    assert [(item.sha256, item.unit, item.period) for item in store.originals()] == [(digest, UNIT, "2026")]
    assert store.erase(UNIT, "2026")
    assert not store.erase(UNIT, "2026")
    assert store.original(digest) is None
    assert store.original("0" * 64) is None
    assert store.decrypt_personal(UNIT, "2026", hidden) is None
    assert store.decrypt_personal(UNIT, "2025", kept) == b"kept"
    fresh = store.encrypt_personal(UNIT, "2026", b"again")
    assert store.decrypt_personal(UNIT, "2026", fresh) == b"again"
    assert store.decrypt_personal(UNIT, "2026", hidden) is None


def test_a_draft_is_kept_without_a_line_of_the_history(store: AnyStore) -> None:
    assert store.draft() is None
    store.apply(added(people()[0]), entry())
    store.keep_draft("Lò Thị Ánh".encode())
    store.keep_draft("Lò Thị Ánh Dương".encode())
    assert store.draft() == "Lò Thị Ánh Dương".encode()
    assert (store.revision(), len(store.history())) == (1, 1)
    assert store.verify_history().broken == ()
    store.keep_draft(None)
    store.keep_draft(None)
    assert store.draft() is None
