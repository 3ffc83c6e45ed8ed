"""Trust as a sequence of types: envelope → container → digests, signature, path (`Signed`) → header (`Opened`).

Pure: `open_file(bytes, keys, TrustState, now) → Opened`; the state is a value that the command loads. The refusals come
in that order, each with one code. What verified is what is read: the bytes of `Opened.files` were hashed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography import x509

from app.crypto.certificates import Role, holder_of, is_practice, is_self_signed, public_key_of, role_of
from app.crypto.envelope import OpenedEnvelope, open_envelope
from app.crypto.keys import public_der
from app.crypto.path import Doubt, check_path
from app.crypto.recipients import DecryptionKey, RecipientId
from app.crypto.revocation import RevocationList
from app.crypto.signing import SignatureStatus
from app.errors import UserError, refuse
from app.package.bodies import (
    AnswerBody,
    CertificatesBody,
    EnrolmentBody,
    PeriodBody,
    PlanPackBody,
    QuestionBody,
    ReceiptBody,
    RequestBody,
    SubmissionBody,
)
from app.package.container import read, verify
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST, Requests, read_requests
from app.package.header import Header, decode_header
from app.package.sealing import HEADER, digest

_PURPOSES: Final = {
    SubmissionBody: Role.UNIT_SIGN,
    RequestBody: Role.UNIT_SIGN,
    ReceiptBody: Role.SO_SIGN,
    EnrolmentBody: Role.SO_SIGN,
    CertificatesBody: Role.SO_SIGN,
    PeriodBody: Role.SO_SIGN,
    PlanPackBody: Role.SO_SIGN,
    QuestionBody: Role.UNIT_SIGN,
    AnswerBody: Role.SO_SIGN,
}
_NOBODY: Final[frozenset[RecipientId]] = frozenset()


@dataclass(frozen=True, slots=True)
class TrustState:
    """What this side knows when a file arrives.

    Attributes:
        root: of the province, pinned.
        authorities: issuing authorities held.
        recipient: holder key of this side; "" where a bare key judges a file.
        enrolled: unit → DER of the public key of its newest signing certificate that stands.
        confirmed: package digest → DER of the public key that an officer confirmed it by (first packages).
        revocations, lowest_numbers: see `check_path`.
        office: recipients at Sở Nội vụ that every file of a unit must be sealed to: the present ones, then those that
            are still taken for a while after a renewal; empty where they are not judged.
        units: unit → the names under which it may be a recipient beside them.
    """

    root: x509.Certificate
    authorities: tuple[x509.Certificate, ...]
    recipient: str
    enrolled: Mapping[str, bytes] = field(default_factory=dict)
    confirmed: Mapping[str, bytes] = field(default_factory=dict)
    revocations: tuple[RevocationList, ...] = ()
    lowest_numbers: Mapping[bytes, int] = field(default_factory=dict)
    office: tuple[frozenset[RecipientId], ...] = ()
    units: Mapping[str, frozenset[RecipientId]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signed:
    """A file that is intact and whose signer is known, or who signs for itself; what it says was not read.

    Attributes:
        digest: SHA-256 of the sealed bytes.
        envelope: who else can open it.
        files: inner files, the header among them.
        signer: certificate of the signature.
        role: what the certificate may be used for.
        first: made by the key's owner, who waits for the officer; the path was not judged.
        doubts: what is worth a word though it is no refusal.
    """

    digest: str
    envelope: OpenedEnvelope
    files: Mapping[str, bytes]
    signer: x509.Certificate
    role: Role
    first: bool
    doubts: tuple[Doubt, ...]

    @property
    def holder(self) -> str:
        """Who signed."""
        return holder_of(self.signer)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is intact, for us, and from whom it says.

    Attributes:
        digest: SHA-256 of the sealed bytes.
        header: signed.
        files: inner files without the header.
        signer: certificate of the signature.
        pending: the requests of a first package that waits for the officer ("chờ ghi danh"); None of an enrolled one.
        doubts: what is worth a word though it is no refusal.
        recipients: who can open it.
    """

    digest: str
    header: Header
    files: Mapping[str, bytes]
    signer: x509.Certificate
    pending: Requests | None
    doubts: tuple[Doubt, ...]
    recipients: tuple[RecipientId, ...]


def open_file(sealed: bytes, keys: Sequence[DecryptionKey], state: TrustState, now: datetime) -> Opened:
    """Opens and judges a file that travelled.

    Args:
        sealed: its bytes.
        keys: decryption keys of this side.
        state: what is known.
        now: moment of reception, with time zone; validity is judged at it.

    Raises:
        UserError: GOI, MAH, KY or NGH code of the first thing that is wrong.
    """
    return read_signed(open_signed(sealed, keys, state, now), state)


def open_signed(sealed: bytes, keys: Sequence[DecryptionKey], state: TrustState, now: datetime) -> Signed:
    """The first half of `open_file`: who signed these bytes.

    Raises:
        UserError: GOI, MAH or KY.
    """
    envelope = open_envelope(sealed, keys)
    container = read(envelope.plaintext)
    if HEADER not in container.files:
        raise refuse("GOI-02", detail=f"thiếu {HEADER}")
    signature = verify(container)
    certificate, name = signature.certificate, digest(sealed)
    role = role_of(certificate)
    first = is_self_signed(certificate)
    doubts: tuple[Doubt, ...] = ()
    if first:
        _may_come_first(name, certificate, container.files, state)
    else:
        doubts = _judged_path(signature, role, state, now)
    if role is None or not role.signs:
        raise refuse("KY-05")
    return Signed(name, envelope, container.files, certificate, role, first, doubts)


def read_signed(signed: Signed, state: TrustState) -> Opened:
    """The second half of `open_file`: what the signer says of the file fits the signer and us.

    Raises:
        UserError: NGH-09 or NGH-10 of the header, then KY, MAH-01, NGH-04, GOI-02 (recipients).
    """
    header = decode_header(signed.files[HEADER])
    if header.recipients_digest != signed.envelope.recipient_infos_digest.hex():
        raise refuse("KY-01", detail=" (danh sách nơi nhận)")
    if _PURPOSES[type(header.body)] is not signed.role:
        raise refuse("KY-05")
    pending = _requests(signed, header) if signed.first and signed.digest not in state.confirmed else None
    if header.practice != is_practice(state.root):
        raise refuse("KY-03")
    if state.recipient and header.recipient != state.recipient:
        raise refuse("MAH-01")
    _may_sign_itself(signed, header, state)
    _same_holder(header, signed.holder)
    if state.office and isinstance(header.body, SubmissionBody | RequestBody | QuestionBody):
        unit = frozenset({pending.recipient}) if pending else state.units.get(signed.holder, _NOBODY)
        check_recipients(signed.envelope.recipients, state.office, unit)
    files = {path: content for path, content in signed.files.items() if path != HEADER}
    found = signed.envelope.recipients
    return Opened(signed.digest, header, files, signed.signer, pending, signed.doubts, found)


def check_recipients(
    found: Sequence[RecipientId], office: Sequence[frozenset[RecipientId]], unit: frozenset[RecipientId]
) -> None:
    """Demands that a file can be opened by Sở Nội vụ and the unit, and by nobody else (threats.md H06).

    Args:
        found: recipients of the envelope.
        office: all of one of these sets must be there.
        unit: names of the unit; at least one must be there.

    Raises:
        UserError: GOI-02.
    """
    names = frozenset(found)
    there = next((one for one in office if one <= names), None)
    others = names - there if there is not None else names
    if len(names) != len(found) or there is None or not others or not others <= unit:
        raise refuse("GOI-02", detail="nơi nhận trong phong bì khác quy định")


def require_readers(found: Sequence[RecipientId], office: frozenset[RecipientId], unit: frozenset[RecipientId]) -> None:
    """Demands that a file of Sở Nội vụ can be opened there and by this unit.

    Others among them are its other machines: Sở Nội vụ has signed the digest of the list.

    Args:
        found: recipients of the envelope. office: one of these must be there. unit: one of these too.

    Raises:
        UserError: GOI-02.
    """
    names = frozenset(found)
    if len(names) != len(found) or not names & office or not names & unit:
        raise refuse("GOI-02", detail="nơi nhận trong phong bì khác quy định")


def _judged_path(signature: SignatureStatus, role: Role | None, state: TrustState, now: datetime) -> tuple[Doubt, ...]:
    """Any signing role may have signed; whether it is the right one for the file, its header says."""
    purpose = role if role in (Role.UNIT_SIGN, Role.SO_SIGN) else Role.UNIT_SIGN
    authorities = (*signature.others, *state.authorities)
    status = check_path(
        signature.certificate, authorities, state.root, state.revocations, now, purpose, state.lowest_numbers
    )
    return status.doubts


def _may_come_first(name: str, certificate: x509.Certificate, files: Mapping[str, bytes], state: TrustState) -> None:
    """A self-signed file carries requests, or an officer has confirmed it by the key of its signer."""
    key = public_der(public_key_of(certificate))
    if name in state.confirmed:
        if state.confirmed[name] != key:
            raise refuse("KY-03")
        return
    holder_of(certificate)
    if SIGN_REQUEST not in files or ENCRYPT_REQUEST not in files:
        raise refuse("KY-03")


def _may_sign_itself(signed: Signed, header: Header, state: TrustState) -> None:
    """A unit that has certificates signs its reports with them; only a request may come without."""
    known = signed.digest in state.confirmed or signed.holder not in state.enrolled
    if signed.first and not known and not isinstance(header.body, RequestBody):
        raise refuse("KY-03")


def _requests(signed: Signed, header: Header) -> Requests:
    """The requests of a file that its own new key has signed."""
    found = read_requests(signed.files, header.sender)
    if found.signing_key != public_der(public_key_of(signed.signer)):
        raise refuse("KY-03")
    return found


def _same_holder(header: Header, holder: str) -> None:
    if holder != header.sender:
        raise _other_unit(holder, header.sender)
    if isinstance(header.body, SubmissionBody | RequestBody) and header.body.unit != holder:
        raise _other_unit(holder, header.body.unit)


def _other_unit(signer: str, unit: str) -> UserError:
    return refuse("NGH-04", signer=signer, unit=unit)
