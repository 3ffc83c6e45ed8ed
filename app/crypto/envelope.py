"""Sealed envelopes: CMS AuthEnvelopedData with AES-256-GCM (RFC 5083, RFC 5084); hides layout and algorithms.

Made in two steps, because GCM does not authenticate the list of recipients: `prepare` makes content key and recipients,
whose digest the caller puts under its signature; `seal` encrypts. A reader re-encodes what it understood and demands
equal bytes, so that nothing outside digest, nonce, ciphertext and tag can carry a bit.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.crypto import der, oids
from app.crypto.der import MalformedError
from app.crypto.keys import KEY_BYTES
from app.crypto.recipients import (
    DecryptionKey,
    Recipient,
    RecipientId,
    RecipientInfo,
    names,
    read_recipients,
    unwrap,
    write_recipients,
)
from app.errors import refuse

LARGEST: Final = 64 * 1024 * 1024  # bytes, threats.md 6
_NONCE: Final = 12
_TAG: Final = 16
_VERSION_0: Final = der.integer(0)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A content key wrapped for its recipients, not yet used.

    Attributes:
        content_key: 32 bytes; secret, for one envelope.
        recipient_infos: the RecipientInfos SET (DER).
        digest: SHA-256 of that SET, tag and length included, for the signed header.
    """

    content_key: bytes = field(repr=False)
    recipient_infos: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed envelope whose form was checked; nothing was decrypted.

    Attributes:
        recipients: who can open it.
        recipient_infos_digest: SHA-256 of the RecipientInfos SET, to be compared with the signed header.
        nonce: 12 bytes.
        ciphertext: with the tag of 16 bytes at its end.
    """

    recipients: tuple[RecipientInfo, ...]
    recipient_infos_digest: bytes
    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class OpenedEnvelope:
    """What was inside; the caller still has to compare the digest with the signed header.

    Attributes:
        plaintext: authentic to whoever knew the content key, no more.
        recipient_infos_digest: SHA-256 of the RecipientInfos SET.
        recipients: who else can open it.
    """

    plaintext: bytes = field(repr=False)
    recipient_infos_digest: bytes
    recipients: tuple[RecipientId, ...]


def prepare(recipients: Sequence[Recipient]) -> Prepared:
    """Draws a content key and wraps it for each recipient.

    Args:
        recipients: certificates, a pending key (named by its key identifier), or a shared key.

    Raises:
        UserError: KY-06, a certificate's key is of a kind we do not use.
    """
    content_key = os.urandom(KEY_BYTES)
    recipient_infos = write_recipients(recipients, content_key)
    return Prepared(content_key, recipient_infos, hashlib.sha256(recipient_infos).digest())


def seal(prepared: Prepared, plaintext: bytes) -> bytes:
    """Encrypts.

    Args:
        prepared: what `prepare` made; use it once.
        plaintext: at most 64 MiB.

    Returns:
        The envelope (DER).

    Raises:
        UserError: GOI-03, too large.
    """
    if len(plaintext) > LARGEST:
        raise refuse("GOI-03")
    nonce = os.urandom(_NONCE)
    ciphertext = AESGCM(prepared.content_key).encrypt(nonce, plaintext, None)
    return _encode(prepared.recipient_infos, nonce, ciphertext)


def read_envelope(sealed: bytes) -> Envelope:
    """Judges an envelope without a key.

    Raises:
        UserError: GOI-01 not an envelope of ours, GOI-03 too large, KY-06 another kind of content or algorithm.
    """
    if len(sealed) > LARGEST + 64 * 1024:
        raise refuse("GOI-03")
    try:
        recipient_infos, nonce, ciphertext = _parse(sealed)
        recipients = read_recipients(recipient_infos)
    except MalformedError as wrong:
        raise refuse("GOI-01") from wrong
    if _encode(recipient_infos, nonce, ciphertext) != sealed:
        raise refuse("GOI-01")
    return Envelope(recipients, hashlib.sha256(recipient_infos).digest(), nonce, ciphertext)


def open_envelope(sealed: bytes, keys: Sequence[DecryptionKey]) -> OpenedEnvelope:
    """Opens an envelope with whichever key fits.

    Args:
        sealed: the envelope.
        keys: identities, bare private keys, or shared keys.

    Raises:
        UserError: as `read_envelope`; MAH-01 for other recipients, MAH-02 damaged or changed.
    """
    envelope = read_envelope(sealed)
    content_key = next(
        (found for key in keys for info in envelope.recipients if (found := unwrap(info, key)) is not None), None
    )
    if content_key is None:
        ours = any(names(info.id, key) for key in keys for info in envelope.recipients)
        raise refuse("MAH-02" if ours else "MAH-01")
    try:
        plaintext = AESGCM(content_key).decrypt(envelope.nonce, envelope.ciphertext, None)
    except InvalidTag as wrong:
        raise refuse("MAH-02") from wrong
    if not plaintext:
        raise refuse("MAH-02")
    return OpenedEnvelope(plaintext, envelope.recipient_infos_digest, tuple(info.id for info in envelope.recipients))


def _encode(recipient_infos: bytes, nonce: bytes, ciphertext: bytes) -> bytes:
    parameters = der.sequence(der.octets(nonce), der.integer(_TAG))
    content = der.sequence(
        oids.DATA,
        der.sequence(oids.AES256_GCM, parameters),
        der.tlv(der.implicit(0), ciphertext[:-_TAG]),
    )
    body = der.sequence(_VERSION_0, recipient_infos, content, der.octets(ciphertext[-_TAG:]))
    return der.sequence(oids.AUTH_ENVELOPED_DATA, der.tlv(der.explicit(0), body))


def _parse(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    """Gives RecipientInfos, nonce, and ciphertext with tag; version, type and lengths are judged by re-encoding."""
    outer = der.read_one(sealed)
    kind = outer.element(der.OBJECT_IDENTIFIER)
    if kind != oids.AUTH_ENVELOPED_DATA:
        raise refuse("KY-06", name=oids.dotted(kind))
    wrapped = outer.enter(der.explicit(0))
    outer.finish()
    body = wrapped.enter()
    wrapped.finish()
    body.element(der.INTEGER)
    recipient_infos = body.element(der.SET)
    content = body.enter()
    tag = body.octets()
    body.finish()
    content.element(der.OBJECT_IDENTIFIER)
    nonce = _gcm_nonce(content.element(der.SEQUENCE))
    ciphertext = content.content(der.implicit(0))
    content.finish()
    return recipient_infos, nonce, ciphertext + tag


def _gcm_nonce(algorithm: bytes) -> bytes:
    identifier = der.read_one(algorithm)
    kind = identifier.element(der.OBJECT_IDENTIFIER)
    if kind != oids.AES256_GCM:
        raise refuse("KY-06", name=oids.dotted(kind))
    nonce = identifier.enter().octets()
    if len(nonce) != _NONCE:
        raise MalformedError("nonce of another length")
    return nonce
