"""The data of Sở Nội vụ on a server: who may reach it, what it never sees, and what happens when it is gone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.crypto.keys import KEY_BYTES
from app.domain.storage import Batch, Document, DocumentChange
from app.errors import UserError, refuse
from app.progress import Silent
from db import writes
from db.folder import Folder, read_card, write_card
from db.opening import SqlStores, create_store, open_store
from db.postgres import sums
from db.postgres.address import parameters, read_address
from db.postgres.copying import Sum
from db.postgres.session import ServerSession, connect
from db.postgres.store import ServerStore
from db.store import SqlStore
from tests.db.samples import AT, PASSPHRASE, UNIT, USER, added, changed, entry, people
from tests.simulator.postgres import FAR, PASSWORD, Server
from tests.simulator.postgres import USER as SERVER_USER
from tests.simulator.refusals import code_of

OnServer = Callable[..., ServerStore]


def old_store(folder: Path, mode: Any = "province") -> SqlStore:
    """A store of files with something of everything."""
    store = create_store(folder, mode, UNIT, USER, PASSPHRASE, cheap=True, secrets=b"PEM PRIVATE")
    first, *rest = people()
    store.apply(added(first, *rest), entry("Thêm Lò Thị Ánh"), blobs={"b": b"\x00\xff"}, meta={"k": "v"})
    moved = replace(first, note="a\x00b\x10c")
    store.apply([changed(first, moved)], entry("Sửa", period="2025"), figures={"s1": {"x{}": -1}})
    sent = Document("submission", "s1", UNIT, "2026", "sent", AT, {"sequence": 1, "tên": "Lò"})
    store.apply((), entry(), [DocumentChange(None, sent)])
    store.put_original(UNIT, "2026", b"sealed" * 1000)
    store.put_original(UNIT, "2025", b"erased")
    store.erase(UNIT, "2025")
    return store


def told(store: SqlStore) -> tuple[Any, ...]:
    """Everything that a store says of itself."""
    return (
        store.load(),
        store.history(),
        store.verify_history(),
        store.document("submission", "s1"),
        store.figures("s1"),
        (store.blob("b"), store.meta("k"), store.scopes()),
        [(item, store.original(item.sha256)) for item in store.originals()],
        store.users(),
        store.secrets,
        store.check(),
    )


def test_a_move_to_the_server_and_back_changes_nothing(server: Server, tmp_path: Path) -> None:
    old = old_store(tmp_path / "một")
    before, digest = told(old), hashlib.sha256((old.root / "so.db").read_bytes()).digest()
    counts = SqlStores().to_server(old, tmp_path / "hai", server.new_database(), PASSWORD, Silent())
    assert code_of(old.apply, (), entry(), meta={"k": "w"}) == "MO-09"
    old.close()
    assert (counts["person"], counts["history"], counts["originals"]) == (10, 3, 2)
    assert hashlib.sha256((old.root / "so.db").read_bytes()).digest() == digest
    assert code_of(open_store, old.root, USER, PASSPHRASE) == "MO-09"
    shared = open_store(tmp_path / "hai", USER, PASSPHRASE)
    assert isinstance(shared, ServerStore)
    assert told(shared) == before
    assert shared.info.epoch == old.info.epoch
    assert SqlStores().to_folder(shared, tmp_path / "ba", Silent()) == counts
    assert code_of(shared.apply, (), entry(), meta={"k": "w"}) == "MO-09"
    shared.close()
    assert code_of(open_store, tmp_path / "hai", USER, PASSPHRASE) == "MO-09"
    back = open_store(tmp_path / "ba", USER, PASSPHRASE)
    assert told(back) == before
    back.close()


def test_a_move_that_does_not_agree_leaves_nothing_behind(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, address = old_store(tmp_path / "một"), server.new_database()
    real = sums.sum_of
    monkeypatch.setattr(sums, "sum_of", lambda c, t: Sum(1, "") if t.name == "figures" else real(c, t))
    assert code_of(SqlStores().to_server, old, tmp_path / "hai", address, PASSWORD, Silent()) == "MO-11"
    assert server.run(address.partition("?")[2], "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    assert old.info.moved == ""
    monkeypatch.undo()
    SqlStores().to_server(old, tmp_path / "hai", address, PASSWORD, Silent())
    old.close()


def test_a_move_that_was_killed_is_finished_by_the_same_command(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, address = old_store(tmp_path / "một"), server.new_database()
    monkeypatch.setattr(SqlStore, "mark_moved", lambda self, place: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        SqlStores().to_server(old, tmp_path / "hai", address, PASSWORD, Silent())
    monkeypatch.undo()
    assert SqlStores().to_server(old, tmp_path / "hai", address, PASSWORD, Silent())["person"] == 10
    assert old.info.moved
    old.close()
    other = old_store(tmp_path / "khác")
    assert code_of(SqlStores().to_server, other, tmp_path / "bốn", address, PASSWORD, Silent()) == "MO-08"
    other.close()


@pytest.mark.parametrize("step", ["to_files.sum_on_server", "moving._bring_quarantine", "moving.make_card"])
def test_a_way_back_that_fails_leaves_no_second_store(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = old_store(tmp_path / "một")
    before, address = told(old), server.new_database()
    SqlStores().to_server(old, tmp_path / "hai", address, PASSWORD, Silent())
    old.close()
    shared = open_store(tmp_path / "hai", USER, PASSPHRASE)
    monkeypatch.setattr(f"db.postgres.{step}", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        SqlStores().to_folder(shared, tmp_path / "ba", Silent())
    monkeypatch.undo()
    assert code_of(open_store, tmp_path / "ba", USER, PASSPHRASE) == "MO-04"
    assert told(shared) == before
    SqlStores().to_folder(shared, tmp_path / "ba", Silent())
    assert code_of(shared.apply, (), entry(), meta={"k": "w"}) == "MO-09"
    shared.close()
    back = open_store(tmp_path / "ba", USER, PASSPHRASE)
    assert told(back) == before
    back.close()


def test_a_unit_opens_no_connection(server: Server, tmp_path: Path) -> None:
    unit = old_store(tmp_path / "xã", "unit")
    assert (
        code_of(SqlStores().to_server, unit, tmp_path / "hai", server.new_database(), PASSWORD, Silent()) == "NHAP-01"
    )
    unit.close()
    card = read_card(Folder(unit.root))
    write_card(Folder(unit.root), replace(card, server="postgresql://x@192.0.2.1:5432?so"))
    assert code_of(open_store, unit.root, USER, PASSPHRASE) == "NHAP-01"


def test_only_the_address_of_the_card_is_reached(
    on_server: OnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = on_server()
    store.close()
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.1")
    monkeypatch.setenv("PGHOST", "192.0.2.1")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=elsewhere")
    open_store(store.root, USER, PASSPHRASE).close()
    card = read_card(Folder(store.root))
    write_card(Folder(store.root), replace(card, server=str(replace(read_address(card.server), host="192.0.2.1"))))
    assert code_of(open_store, store.root, USER, PASSPHRASE) == "KHOA-03"  # the password is bound to its address


def test_over_a_network_only_with_a_certificate_that_is_known(server: Server, tmp_path: Path) -> None:
    address = server.new_database()
    far = read_address(server.far(address))
    given = parameters(far, PASSWORD, tmp_path)
    assert (given["sslmode"], given["sslrootcert"]) == ("verify-full", "system")
    assert parameters(read_address(address), PASSWORD, tmp_path)["sslmode"] == "disable"
    old = old_store(tmp_path / "một")
    assert code_of(SqlStores().to_server, old, tmp_path / "hai", str(far), PASSWORD, Silent()) == "MO-10"
    (tmp_path / "hai" / "may-chu.pem").write_bytes(server.certificate.read_bytes())
    SqlStores().to_server(old, tmp_path / "hai", str(far), PASSWORD, Silent())
    old.close()
    open_store(tmp_path / "hai", USER, PASSPHRASE).close()
    assert far.host == FAR


@pytest.mark.parametrize(
    "text",
    ["", "postgresql://a:b@h?d", "http://a@h?d", "postgresql://a@h:0?d", "postgresql://a@h", "postgresql://a@h h?d"],
)
def test_an_address_that_is_none(text: str) -> None:
    assert code_of(read_address, text) == "NHAP-03"


@pytest.mark.parametrize("text", ["postgresql://a@10.0.0.5:6432?so", "postgresql://a@[::1]:5432?so"])
def test_an_address_is_written_as_it_is_read(text: str) -> None:
    assert str(read_address(text)) == text


def test_what_the_server_refuses_is_one_sentence(server: Server, on_server: OnServer, tmp_path: Path) -> None:
    store = on_server()
    address = read_address(store.info.server)
    for wrong, password, code in (
        (address, "sai", "MO-07"),
        (replace(address, database="khong_co"), PASSWORD, "MO-08"),
        (replace(address, host=str(tmp_path)), PASSWORD, "MO-05"),
    ):
        old = create_store(tmp_path / code, "province", UNIT, USER, PASSPHRASE, cheap=True)
        assert code_of(SqlStores().to_server, old, tmp_path / f"{code}-mới", str(wrong), password, Silent()) == code
        old.close()
    empty = server.new_database()
    card = replace(store.info, server=empty)
    store.close()
    store.slots.for_folder(store.root / "keys.json", store.unlocked, (empty, PASSWORD))
    write_card(Folder(store.root), card)
    assert code_of(open_store, store.root, USER, PASSPHRASE) == "MO-08"


def test_no_key_and_nothing_typed_reaches_the_server_in_the_clear(server: Server, tmp_path: Path) -> None:
    old, address = old_store(tmp_path / "một"), server.new_database()
    SqlStores().to_server(old, tmp_path / "hai", address, PASSWORD, Silent())
    old.close()
    store = open_store(tmp_path / "hai", USER, PASSPHRASE)
    store.keep_draft(b"DRAFT OF A NAME")
    assert store.draft() == b"DRAFT OF A NAME"
    store.set_secrets(b"PEM PRIVATE 2")
    store.put_original(UNIT, "2027", b"SEALED ORIGINAL")
    keys = [store.data_key, store.unlocked.secret_key or b"", *store.period_keys.pairs().values()]
    assert {len(key) for key in keys} == {KEY_BYTES}
    assert len(keys) > 3
    store.close()
    name = address.partition("?")[2]
    command = ["pg_dump", "-h", str(server.folder), "-p", str(server.port), "-U", "chu", "--inserts", name]
    dump = subprocess.run(command, capture_output=True, check=True).stdout
    assert b"INSERT INTO public.history" in dump
    for secret in (*keys, b"PEM PRIVATE", b"DRAFT OF A NAME", b"SEALED ORIGINAL", "Thêm Lò Thị Ánh".encode()):
        assert secret not in dump
        assert secret.hex().encode() not in dump


def test_the_server_is_gone_and_comes_back(server: Server, shared: ServerStore) -> None:
    first, second, *_ = people()
    shared.apply(added(first), entry())
    kept = entry("Thêm")
    server.stop()
    try:
        with pytest.raises(UserError) as refused:
            shared.apply(added(second), kept)
        assert refused.value.code == "MO-05"
        assert "vẫn nguyên trên máy chủ" in refused.value.message
        assert code_of(shared.load) == "MO-05"
    finally:
        server.start()
    assert dict(shared.load().tables["person"]) == {first.id: first}
    assert shared.apply(added(second), kept) == 2
    assert shared.apply(added(second), kept) == 2
    assert shared.verify_history().broken == ()


def test_a_connection_that_dropped_is_opened_again_unnoticed(server: Server, shared: ServerStore) -> None:
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'so2282'"
    shared.apply(added(people()[0]), entry())
    server.run("postgres", cut)
    assert shared.count("person") == 1
    server.run("postgres", cut)
    assert shared.apply((), entry(), meta={"k": "v"}) == 2


def test_cut_in_the_middle_of_a_command_it_is_written_once(
    server: Server, shared: ServerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the commit and after it: the entry's id tells whether it is there."""
    real, cuts = writes.write_batch, [1]

    def cut(connection: Any, *rest: Any) -> int:
        done = real(connection, *rest)
        if cuts.pop() if cuts else 0:
            pid = connection.connection.driver_connection.info.backend_pid
            server.run("postgres", f"SELECT pg_terminate_backend({pid})")
        return done

    monkeypatch.setattr(writes, "write_batch", cut)
    assert shared.apply(added(people()[0]), entry()) == 1
    assert (shared.count("person"), len(shared.history())) == (1, 1)
    assert shared.check() == ()


def test_written_but_the_answer_was_lost_it_is_not_written_again(
    shared: ServerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, lost = ServerSession._write, [1]

    def write(session: ServerSession, batch: Batch) -> int:
        revision = real(session, batch)
        if lost:
            lost.clear()
            raise refuse("MO-05", place="", detail="")
        return revision

    monkeypatch.setattr(ServerSession, "_write", write)
    assert shared.apply(added(people()[0]), entry()) == 1
    assert len(shared.history()) == 1


def test_a_server_that_was_restored_is_a_new_epoch(
    server: Server, founded: tuple[Path, str], shared: ServerStore
) -> None:
    shared.apply((), entry(), meta={"k": "v"})
    shared.apply((), entry(), meta={"k": "w"})
    root, epoch = shared.root, shared.info.epoch
    shared.close()
    server.run(founded[1], "DELETE FROM history WHERE revision = 2")
    server.run(founded[1], "UPDATE head SET revision = 1")
    again = open_store(root, USER, PASSPHRASE)
    assert again.info.epoch == epoch + 1
    again.close()
    once = open_store(root, USER, PASSPHRASE)
    assert once.info.epoch == epoch + 1
    once.close()


def test_a_copy_of_the_server_is_a_store_of_files(shared: ServerStore, tmp_path: Path) -> None:
    shared.apply(added(*people()), entry())
    digest = shared.put_original(UNIT, "2026", b"sealed")
    kept = shared.backup(tmp_path / "bản sao", Silent())
    assert not list((tmp_path / "bản sao").glob("may-chu-*"))
    restored = SqlStores().restore(kept, tmp_path / "khôi phục", USER, PASSPHRASE)
    assert restored.load() == shared.load()
    assert restored.original(digest) == b"sealed"
    assert restored.verify_history().broken == ()
    assert restored.info.server == ""
    restored.close()


def test_the_driver_is_not_loaded_where_no_server_is_named() -> None:
    code = "import sys, db.opening, app.commands.table; sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_driver_speaks_as_the_officer(server: Server, on_server: OnServer, tmp_path: Path) -> None:
    store = on_server()
    with connect(read_address(store.info.server), PASSWORD, tmp_path) as connection:
        assert connection.execute("SELECT session_user, current_user").fetchone() == (SERVER_USER, "so2282")


@pytest.mark.frozen
def test_the_frozen_program_reaches_a_server_over_tls(server: Server, tmp_path: Path) -> None:
    program = Path(__file__).parents[2] / "dist" / "so2282" / "so2282"
    if not program.exists():
        pytest.skip("not built: make build")
    (tmp_path / "mk").write_text(PASSWORD, encoding="utf-8")
    old = create_store(tmp_path / "một", "province", "DB-SNV@2025-03-01", USER, PASSPHRASE, cheap=True)
    old.close()
    place = tmp_path / "hai"
    place.mkdir()
    (place / "may-chu.pem").write_bytes(server.certificate.read_bytes())
    moved = ("store", "move", "--out", place, "--server", server.far(server.new_database()), "--password-file")
    for store, command in ((old.root, (*moved, tmp_path / "mk")), (place, ("store", "check"))):
        done = subprocess.run(
            [program, "--store", store, *command],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "SO2282_PASSPHRASE": PASSPHRASE, "XDG_CONFIG_HOME": str(tmp_path)},
        )
        assert done.returncode == 0, done.stderr
