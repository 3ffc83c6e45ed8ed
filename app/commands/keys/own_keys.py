"""How this unit's own key stands: whose machine it is on, until when its certificate goes, what was asked for.

Hides where that is kept. Nothing here needs the secret bundle, so that every user of the unit sees the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from cryptography import x509

from app.commands.keys.authorities import revocation_lists
from app.commands.keys.key_material import own_key
from app.crypto.certificates import load_certificate, public_key_of
from app.crypto.codes import fingerprint_groups
from app.crypto.keys import public_der
from app.domain.storage import Document, DocumentChange, StoreInfo
from app.errors import refuse
from app.vietnamese.dates import write_date
from app.workspace import Workspace

WARN_DAYS: Final = 60
"""How long before its end a certificate is worth a task on the first page."""

OWN_KEYS: Final = "own_keys"


class KeyState(StrEnum):
    """How the signing key stands; the first that fits, from the bottom of this list up."""

    NONE = "none"  # Sở Nội vụ has not issued a certificate yet
    ACTIVE = "active"
    ENDING = "ending"
    ENDED = "ended"
    REVOKED = "revoked"
    ELSEWHERE = "elsewhere"  # the key was made on another machine


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that Sở Nội vụ has not answered: id of its document, why, which machine, whose fingerprint, when."""

    id: str
    reason: str
    machine: str
    fingerprint: str
    at: str


@dataclass(frozen=True, slots=True)
class OwnKey:
    """The signing key of this unit on this machine.

    Attributes:
        fingerprint: six groups; of the key in use.
        start, end: of its certificate; None without one. days_left: until then, 0 without one.
        asked: what waits for an answer. restored: since the last file of Sở Nội vụ the data came from a backup.
    """

    state: KeyState
    fingerprint: str
    start: date | None
    end: date | None
    days_left: int
    asked: Asked | None
    restored: bool


def own_keys_document(info: StoreInfo, sign_pem: str) -> Document:
    """Whose machine a key was made on, as a new store keeps it."""
    body = {"machine": info.machine, "epoch": info.epoch, "fingerprint": fingerprint_of(sign_pem)}
    return Document("setting", OWN_KEYS, body=body)


def fingerprint_of(sign_pem: str) -> str:
    """Six groups of a signing key in the bundle."""
    return fingerprint_groups(public_der(own_key(sign_pem)))


def own_key_state(ws: Workspace) -> OwnKey:
    """How the key of this unit stands on this machine."""
    issued, kept = ws.store.document("setting", "certificates"), ws.store.document("setting", OWN_KEYS)
    body = dict(kept.body) if kept else {}
    asked, restored = pending_request(ws), bool(kept) and ws.store.info.epoch > body["epoch"]
    if issued is None:
        state = KeyState.ELSEWHERE if is_elsewhere(ws) else KeyState.NONE
        return OwnKey(state, body.get("fingerprint", ""), None, None, 0, asked, restored)
    certificate = load_certificate(issued.body["sign"].encode())
    start, end = certificate.not_valid_before_utc.date(), certificate.not_valid_after_utc.date()
    left = (certificate.not_valid_after_utc - ws.env.now()).days
    fingerprint = fingerprint_groups(public_der(public_key_of(certificate)))
    return OwnKey(_state(ws, certificate, left), fingerprint, start, end, max(left, 0), asked, restored)


def require_own_key(ws: Workspace) -> None:
    """Refuses to sign where Sở Nội vụ would refuse the signature, or where another machine signs with the same key.

    Raises:
        UserError: KHOA-08 the key is another machine's, KHOA-09 its certificate has ended, KHOA-10 was revoked.
    """
    own = own_key_state(ws)
    end = write_date(own.end.isoformat()) if own.end else ""
    if own.state is KeyState.ELSEWHERE:
        raise refuse("KHOA-08")
    if own.state is KeyState.ENDED:
        raise refuse("KHOA-09", date=end)
    if own.state is KeyState.REVOKED:
        raise refuse("KHOA-10")


def is_elsewhere(ws: Workspace) -> bool:
    """Whether the signing key was made on another machine than this one (threats.md C04, E09)."""
    kept = ws.store.document("setting", OWN_KEYS)
    return kept is not None and kept.body["machine"] != ws.store.info.machine


def moved_here(ws: Workspace, fingerprint: str = "") -> list[DocumentChange]:
    """The key is this machine's from now on; of a new key its fingerprint is given."""
    kept = ws.store.document("setting", OWN_KEYS)
    held = kept.body["fingerprint"] if kept else ""
    body = {"machine": ws.store.info.machine, "epoch": ws.store.info.epoch, "fingerprint": fingerprint or held}
    after = Document("setting", OWN_KEYS, body=body)
    return [] if kept == after else [DocumentChange(kept, after)]


def heard_of_office(ws: Workspace) -> list[DocumentChange]:
    """A file of Sở Nội vụ came in since the data were restored: the chain is known again (threats.md D14)."""
    kept = ws.store.document("setting", OWN_KEYS)
    if kept is None or kept.body["epoch"] == ws.store.info.epoch:
        return []
    return [DocumentChange(kept, replace(kept, body={**kept.body, "epoch": ws.store.info.epoch}))]


def pending_request(ws: Workspace) -> Asked | None:
    """The request that waits for an answer of Sở Nội vụ."""
    waiting = ws.store.documents("request_sent", state="pending")
    if not waiting:
        return None
    found = waiting[-1]
    body = found.body
    return Asked(found.id, body["reason"], body["machine"], body["fingerprint"], found.at)


def _state(ws: Workspace, certificate: x509.Certificate, left: int) -> KeyState:
    if is_elsewhere(ws):
        return KeyState.ELSEWHERE
    if any(item.when(certificate.serial_number) for item in revocation_lists(ws)):
        return KeyState.REVOKED
    if ws.env.now() > certificate.not_valid_after_utc:
        return KeyState.ENDED
    return KeyState.ENDING if left <= WARN_DAYS else KeyState.ACTIVE
