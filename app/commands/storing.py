"""Making and looking after a store."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Final

import msgspec

from app.commands.clocks import clock_doubt
from app.commands.files import first_line, read_chosen, write_chosen
from app.commands.keys.activation import activation_key
from app.commands.keys.authorities import authorities_document
from app.commands.keys.own_keys import own_keys_document
from app.commands.keys.province_identity import NewProvince, found_province
from app.commands.keys.unit_identity import new_unit_secrets
from app.commands.office.periods import PERIOD
from app.commands.policies import policy_document
from app.crypto.certificates import is_practice
from app.crypto.envelope import open_envelope
from app.crypto.keys import key_to_pem
from app.crypto.passphrase import check_passphrase
from app.domain.dataset import Change
from app.domain.registry import SENT
from app.domain.storage import Document, DocumentChange, HistoryEntry
from app.errors import refuse
from app.package.container import read
from app.package.exchange import Enrolment, read_enrolment, read_enrolment_root
from app.package.header import decode_header
from app.package.sealing import HEADER
from app.package.trust import TrustState, open_file
from app.plan.pack import read_pack
from app.progress import Progress
from app.workspace import Environment, NewStore, Outcome, Store, Workspace
from app.workspace.kept_packs import PACK, blob_name, bundled, pack_key
from app.workspace.lineage import REORGANISATION

_ALWAYS: Final = "2021-01-01"
"""In force since the first day of the plan: the pack that a unit begins with."""


def new_province(
    env: Environment, folder: Path, user: str, passphrase: str, *, practice: bool, root_passphrase: str = ""
) -> Workspace:
    """Founds the store of Sở Nội vụ with its keys; the root's and the spare's go into files to be put away.

    Args:
        root_passphrase: of these two files, whose keeper may be another person; "" for that of the user.

    Raises:
        UserError: LUU-05, LUU-06, LUU-07, KHOA-04.
    """
    unit = env.units.by_code("DB-SNV", env.now().date())
    if unit is None:
        raise refuse("NHAP-02", what="đơn vị", value="DB-SNV")
    if root_passphrase:
        check_passphrase(root_passphrase)
    made = found_province(unit.id, env.now(), random.token_bytes(32), practice=practice)
    store = env.stores.create(
        NewStore(folder, "province", unit.id, user, passphrase, msgspec.json.encode(made.secrets), practice)
    )
    _put_away(folder / "keys", made, root_passphrase or passphrase)
    documents = (DocumentChange(None, authorities_document(made.authorities, made.revocations)),)
    _first_entry(env, store, (), documents)
    return Workspace(env, store)


def new_unit(env: Environment, folder: Path, enrolment: Path, code: str, user: str, passphrase: str) -> Workspace:
    """Makes the store of a unit from its enrolment file and activation code; its keys are made here.

    Raises:
        UserError: KHOA-07 wrong code, GOI/KY/NGH codes of the file (NGH-07: another plan pack), LUU-*.
    """
    return new_unit_of(env, folder, open_enrolment(env, read_chosen(enrolment), code), user, passphrase)


def new_unit_of(
    env: Environment,
    folder: Path,
    given: Enrolment,
    user: str,
    passphrase: str,
    more: tuple[DocumentChange, ...] = (),
) -> Workspace:
    """The same from an enrolment that was opened.

    Args:
        more: documents that go in with the first ones.

    Raises:
        UserError: NGH-07 another plan pack; LUU-*.
    """
    pack = _required_pack(env, given)
    practice = is_practice(given.authorities.root)
    own = new_unit_secrets(given.settings.token_key)
    store = env.stores.create(
        NewStore(folder, "unit", given.body.unit, user, passphrase, msgspec.json.encode(own), practice)
    )
    changes = tuple(
        Change(spec.name, key, None, row) for spec in SENT for key, row in given.data.tables.get(spec.name, {}).items()
    )
    keys = own_keys_document(store.info, own.sign)
    documents = [*_settings(given), DocumentChange(None, keys), *more]
    documents += [DocumentChange(None, pack)] if pack else []
    blobs: dict[str, bytes | None] = {blob_name(pack): bundled(given.pack)} if pack else {}
    _first_entry(env, store, changes, tuple(documents), blobs)
    return Workspace(env, store)


def open_enrolment(env: Environment, sealed: bytes, code: str) -> Enrolment:
    """Opens an enrolment file; its root is pinned because the code of the sealed sheet opened it."""
    key = activation_key(code)
    inner = read(open_envelope(sealed, [key]).plaintext)
    authorities = read_enrolment_root(inner.files)
    header = decode_header(inner.files.get(HEADER, b""))
    state = TrustState(authorities.root, (authorities.issuing,), header.recipient)
    return read_enrolment(open_file(sealed, [key], state, env.now()))


def info(ws: Workspace, progress: Progress) -> Outcome:
    """Who the store is, what is in it, when it was last backed up."""
    counts = {spec.name: ws.store.count(spec.name) for spec in SENT}
    data = {
        **asdict(ws.store.info),
        "unit_name": ws.env.units.name(ws.unit),
        "records": counts,
        "users": [asdict(slot) for slot in ws.store.users()],
        "last_backup": ws.store.last_backup(),
        "clock": clock_doubt(ws),
    }
    return Outcome(data=data)


def backup(ws: Workspace, progress: Progress, *, out: Path | None = None) -> Outcome:
    """Makes an encrypted copy and proves it by reading back."""
    made = ws.store.backup(out, progress)
    return Outcome(data={"backup": str(made)}, message=f"Đã sao lưu và đọc lại: {made.name}.")


def check(ws: Workspace, progress: Progress) -> Outcome:
    """Reads every page and follows the chain of the history."""
    faults = ws.store.check()
    history = ws.store.verify_history()
    ok = not faults and not history.broken
    message = "Dữ liệu nguyên vẹn." if ok else "Dữ liệu có hư hỏng; hãy khôi phục từ bản sao lưu."
    data = {"faults": list(faults), "history": asdict(history)}
    return Outcome(data=data, message=message, ok=ok)


def change_passphrase(
    ws: Workspace,
    progress: Progress,
    *,
    old_file: Path | None = None,
    new_file: Path | None = None,
    old: str = "",
    new: str = "",
) -> Outcome:
    """Changes the passphrase of the one who works here; at every moment the old one or the new one opens the data.

    Args:
        old: passphrase until now; or old_file, whose first line it is.
        new: from now on; or new_file.

    Raises:
        UserError: KHOA-01 the old one is wrong, KHOA-04 the new one is too short, LUU-*.
    """
    before = old or (first_line(old_file) if old_file else "")
    after = new or (first_line(new_file) if new_file else "")
    ws.store.change_passphrase(ws.actor, before, after)
    return Outcome(message=f"Đã đổi mật khẩu của {ws.actor}. Bản sao lưu cũ vẫn mở bằng mật khẩu cũ.")


def users(ws: Workspace, progress: Progress) -> Outcome:
    """Who may open the store."""
    return Outcome(data=[asdict(slot) for slot in ws.store.users()])


def _required_pack(env: Environment, given: Enrolment) -> Document | None:
    """A unit works by the pack that Sở Nội vụ names, with that very content, or does not begin (threats.md I17).

    Returns:
        The pack as the store keeps it, where the program does not ship it and the file carries it; else None.

    Raises:
        UserError: NGH-07; QT-01, this program cannot read it.
    """
    named = given.body.pack
    shipped = env.packs.get((named.id, named.version))
    pack = shipped or read_pack(given.pack)
    if (pack.id, pack.version, pack.digest) != (named.id, named.version, named.digest):
        raise refuse("NGH-07", version=f"{named.id} {named.version}")
    if shipped is not None:
        return None
    facts = {"id": pack.id, "version": pack.version, "digest": pack.digest, "title": pack.title, "by": ""}
    return Document(PACK, pack_key(pack.id, pack.version), state="taken", body={**facts, "effective": _ALWAYS})


def _put_away(folder: Path, made: NewProvince, passphrase: str) -> None:
    write_chosen(folder / "root.pem", key_to_pem(made.root_key, passphrase))
    write_chosen(folder / "spare.pem", key_to_pem(made.spare_key, passphrase))


def _settings(given: Enrolment) -> list[DocumentChange]:
    pack = given.body.pack
    documents = [
        authorities_document(given.authorities, None),
        Document("setting", "pack", body={"id": pack.id, "version": pack.version}),
        policy_document(given.settings.policy),
    ]
    documents += [
        Document("setting", "campaign", body=msgspec.to_builtins(item)) for item in given.settings.obliged[:1]
    ]
    if given.settings.units:  # this program may not ship the list of units that Sở Nội vụ works with
        rows = [msgspec.to_builtins(step) for step in given.settings.units]
        documents.append(Document(REORGANISATION, "enrolment", body={"file": "", "sha256": "", "rows": rows}))
    documents += [
        Document(PERIOD, item.period, "", item.period, "issued", body=msgspec.to_builtins(item))
        for item in given.settings.obliged[1:]
    ]
    return [DocumentChange(None, document) for document in documents]


def _first_entry(
    env: Environment,
    store: Store,
    changes: tuple[Change, ...],
    documents: tuple[DocumentChange, ...],
    blobs: Mapping[str, bytes | None] | None = None,
) -> None:
    at = env.now().astimezone(UTC).isoformat(timespec="seconds")
    store.apply(changes, HistoryEntry("store new", store.user, at, "Tạo dữ liệu mới."), documents, blobs=blobs or {})
