"""Trust as a sequence: envelope → container → digests and signature → path → holder of the certificate = sender.

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
from app.crypto.issuing import check_request
from app.crypto.keys import public_der
from app.crypto.path import Doubt, check_path
from app.crypto.recipients import DecryptionKey
from app.crypto.revocation import RevocationList
from app.errors import UserError, refuse
from app.package.container import Container, read, verify
from app.package.header import EnrolmentBody, Header, ReceiptBody, SubmissionBody, decode_header
from app.package.sealing import HEADER, digest

SIGN_REQUEST: Final = "requests/sign.p10"
ENCRYPT_REQUEST: Final = "requests/encrypt.p10"

_PURPOSES: Final = {SubmissionBody: Role.UNIT_SIGN, ReceiptBody: Role.SO_SIGN, EnrolmentBody: Role.SO_SIGN}


@dataclass(frozen=True, slots=True)
class TrustState:
    """What this side knows when a file arrives.

    Attributes:
        root: of the province, pinned.
        authorities: issuing authorities held.
        recipient: holder key of this side; "" where a bare key judges a file.
        enrolled: unit → DER of the public key of its issued signing certificate.
        confirmed: package digest → DER of the public key that an officer confirmed it by (first packages).
        revocations, lowest_numbers: see `check_path`.
    """

    root: x509.Certificate
    authorities: tuple[x509.Certificate, ...]
    recipient: str
    enrolled: Mapping[str, bytes] = field(default_factory=dict)
    confirmed: Mapping[str, bytes] = field(default_factory=dict)
    revocations: tuple[RevocationList, ...] = ()
    lowest_numbers: Mapping[bytes, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Requests:
    """Keys that a unit without certificates asks to be enrolled with; checked proofs of possession."""

    sign: bytes
    encrypt: bytes
    signing_key: bytes


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
    """

    digest: str
    header: Header
    files: Mapping[str, bytes]
    signer: x509.Certificate
    pending: Requests | None
    doubts: tuple[Doubt, ...]


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
    envelope = open_envelope(sealed, keys)
    container = read(envelope.plaintext)
    signature = verify(container)
    header = _header(container, envelope)
    if state.recipient and header.recipient != state.recipient:
        raise refuse("MAH-01")
    certificate = signature.certificate
    purpose = _PURPOSES[type(header.body)]
    name = digest(sealed)
    pending: Requests | None = None
    doubts: tuple[Doubt, ...] = ()
    if is_self_signed(certificate):
        pending = _self_signed(name, header, container, certificate, state)
    else:
        authorities = (*signature.others, *state.authorities)
        status = check_path(certificate, authorities, state.root, state.revocations, now, purpose, state.lowest_numbers)
        doubts = status.doubts
    _same_holder(header, certificate)
    if header.practice != is_practice(state.root):
        raise refuse("KY-03")
    files = {path: content for path, content in container.files.items() if path != HEADER}
    return Opened(name, header, files, certificate, pending, doubts)


def _header(container: Container, envelope: OpenedEnvelope) -> Header:
    if HEADER not in container.files:
        raise refuse("GOI-02", detail=f"thiếu {HEADER}")
    header = decode_header(container.files[HEADER])
    if header.recipients_digest != envelope.recipient_infos_digest.hex():
        raise refuse("KY-01", detail=" (danh sách nơi nhận)")
    return header


def _self_signed(
    name: str, header: Header, container: Container, certificate: x509.Certificate, state: TrustState
) -> Requests | None:
    """A first package: held until the officer confirms its fingerprint; afterwards judged by its public key."""
    key = public_der(public_key_of(certificate))
    if name in state.confirmed:
        if state.confirmed[name] != key:
            raise refuse("KY-03")
        return None
    if not isinstance(header.body, SubmissionBody) or header.sender in state.enrolled:
        raise refuse("KY-03")
    if role_of(certificate) is not Role.UNIT_SIGN:
        raise refuse("KY-05")
    return _requests(header, container, key)


def _requests(header: Header, container: Container, key: bytes) -> Requests:
    sign, encrypt = container.files.get(SIGN_REQUEST), container.files.get(ENCRYPT_REQUEST)
    if sign is None or encrypt is None:
        raise refuse("KY-03")
    for der, role in ((sign, Role.UNIT_SIGN), (encrypt, Role.UNIT_ENCRYPT)):
        request = check_request(der)
        if request.role is not role or request.holder != header.sender:
            raise refuse("KY-03")
        if role is Role.UNIT_SIGN and public_der(request.public_key) != key:
            raise refuse("KY-03")
    return Requests(sign, encrypt, key)


def _same_holder(header: Header, certificate: x509.Certificate) -> None:
    holder = holder_of(certificate)
    if holder != header.sender:
        raise _other_unit(holder, header.sender)
    if isinstance(header.body, SubmissionBody) and header.body.unit != holder:
        raise _other_unit(holder, header.body.unit)


def _other_unit(signer: str, unit: str) -> UserError:
    return refuse("NGH-04", signer=signer, unit=unit)
