"""What Sở Nội vụ received, issued and decided, played once more from the signed files, each at its own time.

Hides where a decision is read: a receipt says it and is signed; the book in use says when, and what no receipt says
yet. A certificate that stands no more was good when its package came, so the files that were kept as originals are
judged without the lists of revocations; what was refused is judged with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from app.commands.kept_files import ERASURE
from app.commands.keys.pairs import pair_document, pair_id, signer_id
from app.commands.keys.province_identity import province_keys
from app.commands.keys.trusting import trust_state
from app.commands.reception.holding import put_away, release
from app.commands.reception.quarantine import all_aside, kept_bytes
from app.commands.reception.receipts_back import is_own_receipt
from app.commands.reception.reception import Desk, receive_package
from app.commands.reception.verdicts import accept, checked, send_back
from app.crypto.certificates import public_key_of
from app.crypto.codes import fingerprint_groups
from app.crypto.keys import public_der
from app.crypto.recipients import DecryptionKey
from app.domain.storage import Document, DocumentChange
from app.errors import UserError
from app.package.bodies import ReceiptBody, SubmissionBody
from app.package.exchange import Receipt, read_receipt
from app.package.trust import TrustState, open_signed, read_signed
from app.progress import Progress, Silent
from app.workspace import CommandSpec, Outcome, Workspace

REBUILD: Final = CommandSpec("store rebuild", "app.commands.office.rebuilding:rebuild", "Dựng lại dữ liệu từ tệp gốc")
_VERDICTS: Final = {"checked": "checked_at", "returned": "returned_at", "accepted": "accepted_at"}
_RECEIPT, _FILE, _VERDICT = 0, 1, 2
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: a file came, a receipt was issued, a person decided.

    Attributes:
        at: UTC, ISO. rank: of equal times, receipts first, then files, then verdicts.
        digest: of the file, or of the package that was judged.
        verdict, reason: of a verdict. first: DER of the key that an officer confirmed the file by.
        carry: its names were erased by intent; what stands of it is taken from the book.
    """

    at: str
    rank: int
    digest: str
    verdict: str = ""
    reason: str = ""
    first: bytes = b""
    carry: bool = False


@dataclass(frozen=True, slots=True)
class _Package:
    """A package of a unit: which pair signed it, when its header was made, whether it was signed for itself."""

    digest: str
    signer: str = ""
    made_at: str = ""
    first: bool = False


@dataclass(slots=True)
class Found:
    """What the files tell.

    Attributes:
        events: in no order. pairs: certificates by id that stand in receipts.
        proved: package and state of every receipt. came: package → when it came, as a receipt says.
        damaged: files that cannot be read any more. erased: those whose key was erased by intent.
        others: files of no consequence here, such as certificate files.
    """

    events: list[Event] = field(default_factory=list)
    pairs: dict[str, Document] = field(default_factory=dict)
    proved: set[tuple[str, str]] = field(default_factory=set)
    damaged: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    came: dict[str, str] = field(default_factory=dict)
    others: int = 0


def read_files(old: Workspace, progress: Progress) -> Found:
    """Opens every kept file and says what happened, by the files and by the book in use."""
    found, erased = Found(), {(item.unit, item.period) for item in old.store.documents(ERASURE)}
    originals = sorted(old.store.originals(), key=lambda info: info.sha256)
    packages: list[_Package] = []
    for number, info in enumerate(originals):
        progress.step(number, len(originals), "Đọc tệp gốc")
        sealed = old.store.original(info.sha256)
        if sealed is not None:
            packages += _read(old, found, info.sha256, sealed)
        elif (info.unit, info.period) in erased:
            found.erased.append(info.sha256)
        else:
            found.damaged.append(info.sha256)
    pairs = {item.id: item for item in old.store.documents("certificate")} | found.pairs
    for item in packages:
        key = bytes.fromhex(pairs[item.signer].body["key"]) if item.first and item.signer in pairs else b""
        at = _came(old, item.digest) or found.came.get(item.digest) or _after(item.made_at)
        found.events.append(Event(at, _FILE, item.digest, first=key))
    found.events += [Event(_came(old, digest), _FILE, digest) for digest in all_aside(old)]
    found.events += [Event(_kept_at(old, digest), _RECEIPT, digest, carry=True) for digest in found.erased]
    found.events += _decided(old, found)
    return found


def _read(old: Workspace, found: Found, digest: str, sealed: bytes) -> Iterator[_Package]:
    """What one original is; one that was kept and opens no more was replaced by other bytes of ours."""
    state, keys, kept_at = as_received(old), province_keys(old).archive, _kept_at(old, digest)
    at = datetime.fromisoformat(kept_at) if kept_at else old.env.now()
    try:
        signed = open_signed(sealed, keys, state, at)
        opened = read_signed(signed, replace(state, recipient="") if is_own_receipt(signed) else state)
    except UserError:
        if old.store.document("received", digest) is not None:
            yield _Package(digest)
        else:
            found.damaged.append(digest)
        return
    body, made_at = opened.header.body, opened.header.made_at
    if isinstance(body, ReceiptBody):
        _receipt(old, found, digest, read_receipt(opened), made_at)
    elif isinstance(body, SubmissionBody):
        yield _Package(digest, signer_id(opened.signer), made_at, signed.first)
    else:
        found.others += 1


def play(old: Workspace, new: Workspace, found: Found, progress: Progress) -> list[tuple[str, str]]:
    """Does everything again in a store that has the settings and certificates.

    Returns:
        What could not be done again: digest and sentence.
    """
    failed: list[tuple[str, str]] = []
    env, events = new.env, sorted(found.events, key=_order)
    try:
        for number, event in enumerate(events):
            progress.step(number, len(events), "Dựng lại")
            at = datetime.fromisoformat(event.at) if event.at else env.now()
            new.env = replace(env, now=lambda at=at: at)  # type: ignore[misc]
            try:
                _done(old, new, event)
            except UserError as wrong:
                failed.append((event.digest, wrong.message))
    finally:
        new.env = replace(new.env, now=env.now)
    return failed


def _order(event: Event) -> tuple[datetime, int, str]:
    return datetime.fromisoformat(event.at) if event.at else _EARLIEST, event.rank, event.digest


def as_received(ws: Workspace) -> TrustState:
    """Trust of the time when the originals came: nothing revoked, every recipient of then."""
    return replace(trust_state(ws), revocations=(), lowest_numbers={}, office=(), units={})


def _done(old: Workspace, new: Workspace, event: Event) -> None:
    if event.rank == _VERDICT:
        new.commit(REBUILD, _judged(new, event))
        return
    if event.carry:
        _carry_erased(old, new, event.digest)
        return
    original = old.store.original(event.digest)
    sealed = original if original is not None else kept_bytes(old, event.digest)
    if sealed is None:
        return
    keys, commit = province_keys(new).archive, partial(new.commit, REBUILD)
    state = trust_state(new) if original is None else _trust(new, sealed, keys)
    if event.first:
        state = replace(state, confirmed={**state.confirmed, event.digest: event.first})
    desk = Desk(new, state, keys)
    outcome = receive_package(desk, sealed, _name(old, event.digest))
    commit(outcome)
    put_away(new, outcome)
    release(desk, commit, outcome.data.get("unit") or None)


def _trust(new: Workspace, sealed: bytes, keys: Sequence[DecryptionKey]) -> TrustState:
    """With the lists of today where they let the file pass; else without, because it was revoked since."""
    listed = replace(trust_state(new), office=(), units={})
    try:
        open_signed(sealed, keys, listed, new.env.now())
    except UserError:
        return as_received(new)
    return listed


def _judged(new: Workspace, event: Event) -> Outcome:
    document = new.store.document("received", event.digest)
    if document is not None and document.state == event.verdict:
        return Outcome()
    if event.verdict == "accepted":
        return accept(new, Silent(), package=event.digest)
    if event.verdict == "returned":
        return send_back(new, Silent(), package=event.digest, reason=event.reason)
    return checked(new, Silent(), package=event.digest)


def _receipt(old: Workspace, found: Found, digest: str, receipt: Receipt, made_at: str) -> None:
    body = receipt.body
    kept = old.store.document("receipt", digest)
    found.events.append(Event(kept.at if kept else _after(made_at), _RECEIPT, digest))
    found.proved.add((body.package, body.state))
    found.came.setdefault(body.package, body.received_at)
    known = old.store.document("received", body.package)
    if known is None and body.state in _VERDICTS:  # the book in use is older than this receipt
        found.events.append(Event(_after(made_at), _VERDICT, body.package, body.state, body.reason))
    if receipt.certificates:
        sign, encrypt = receipt.certificates
        keys = public_key_of(sign), public_key_of(encrypt)
        print_ = fingerprint_groups(public_der(keys[0]))
        facts = {"reason": "first", "machine": "", "answers": body.package}
        pair = pair_document(body.unit, _after(made_at), print_, (sign, encrypt), keys, **facts)
        if old.store.document("certificate", pair_id(print_)) is None:
            found.pairs.setdefault(pair.id, pair)


def _decided(old: Workspace, found: Found) -> Iterator[Event]:
    """Verdicts of the book in use; of an acceptance that another one took the place of, too."""
    gone = frozenset(found.erased)
    for item in old.store.documents("received"):
        if item.id in gone:
            continue
        for verdict, name in _VERDICTS.items():
            at = str(item.body.get(name, ""))
            if at or (item.state == verdict and _signed(found, item, verdict)):
                reason = str(item.body.get("reason", ""))
                yield Event(at or item.at, _VERDICT, item.id, verdict, reason)


def _signed(found: Found, item: Document, verdict: str) -> bool:
    return (item.id, verdict) in found.proved


def _carry_erased(old: Workspace, new: Workspace, digest: str) -> None:
    """A package or receipt whose names were erased: its place, figures and records without names."""
    for kind in ("received", "receipt"):
        document = old.store.document(kind, digest)
        if document is None:
            continue
        named = f"declared/{digest}"
        records, blob = old.store.load(digest), old.store.blob(named)
        more: dict[str, Any] = {"figures": {digest: dict(old.store.figures(digest))}} if kind == "received" else {}
        more |= {"scopes": {digest: records}} if records.tables else {}
        more |= {"blobs": {named: blob}} if blob is not None else {}
        carried(old, new, {(kind, digest): document}, **more)


def _kept_at(old: Workspace, digest: str) -> str:
    """When a kept file came or was issued, by the book; "" for a file that it does not know."""
    found = (old.store.document(kind, digest) for kind in ("received", "receipt", "request"))
    return next((item.at for item in found if item is not None), "")


def _came(old: Workspace, digest: str) -> str:
    document = old.store.document("received", digest)
    return str(document.body.get("received_at", document.at)) if document is not None else ""


def _name(old: Workspace, digest: str) -> str:
    document = old.store.document("received", digest)
    return str(document.body.get("name", "")) if document is not None else f"{digest[:12]}.p7m"


def _after(made_at: str) -> str:
    """A moment after that of a header, which is cut to whole seconds."""
    return (datetime.fromisoformat(made_at) + timedelta(seconds=1)).astimezone(UTC).isoformat(timespec="seconds")


def carried(old: Workspace, new: Workspace, documents: Mapping[tuple[str, str], Document], **more: Any) -> None:
    """Lays documents into the new store as they are."""
    changes = tuple(DocumentChange(new.store.document(*key), item) for key, item in documents.items())
    new.commit(REBUILD, Outcome(message="Chép lại từ sổ đang dùng.", documents=changes, **more))
