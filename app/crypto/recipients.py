"""Who can open an envelope: the content key wrapped for each; hides CMS RecipientInfo (RFC 5652 6.2, RFC 5753).

Three kinds only: ECDH on P-256 with SHA-256 and AES-256 key wrap, RSA-OAEP with SHA-256 for official tokens, and
AES-256 key wrap under a shared key for enrolment files. Anything else in an envelope is refused, not skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF

from app.crypto import der, oids
from app.crypto.certificates import Identity, issuer_and_serial, public_key_of
from app.crypto.der import MalformedError, Reader
from app.crypto.keys import KEY_BYTES, PrivateKey, generate_key, key_identifier
from app.errors import refuse

_AGREEMENT: Final = der.explicit(1)
_SHARED: Final = der.explicit(2)
_OTHER_TAGS: Final = (der.explicit(3), der.explicit(4))  # password, other
_WRAP: Final = der.sequence(oids.AES256_WRAP)
_ECDH: Final = der.sequence(oids.ECDH_SHA256, _WRAP)
_EC_IDENTIFIERS: Final = (
    der.sequence(oids.EC_PUBLIC_KEY),
    der.sequence(oids.EC_PUBLIC_KEY, der.NULL),
    der.sequence(oids.EC_PUBLIC_KEY, oids.P256),
)
_OAEPS: Final = tuple(
    der.sequence(
        oids.RSA_OAEP,
        der.sequence(der.tlv(der.explicit(0), digest), der.tlv(der.explicit(1), der.sequence(oids.MGF1, mask))),
    )
    for digest in oids.SHA256_IDENTIFIERS
    for mask in oids.SHA256_IDENTIFIERS
)
_OAEP: Final = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
_MOST: Final = 16


@dataclass(frozen=True, slots=True)
class SharedKey:
    """A key that both sides have: 32 bytes and the identifier written beside it."""

    key: bytes
    identifier: bytes


Recipient: TypeAlias = x509.Certificate | ec.EllipticCurvePublicKey | SharedKey
DecryptionKey: TypeAlias = Identity | PrivateKey | SharedKey


class RecipientKind(StrEnum):
    """How a recipient is named."""

    CERTIFICATE = "certificate"
    KEY = "key"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class RecipientId:
    """The name of a recipient in an envelope.

    Attributes:
        kind: by certificate, by key identifier (a pending key), or a shared key.
        value: IssuerAndSerialNumber (DER), subject key identifier, or identifier of the shared key.
    """

    kind: RecipientKind
    value: bytes


@dataclass(frozen=True, slots=True)
class RecipientInfo:
    """One parsed recipient."""

    id: RecipientId
    wrapped: bytes
    ephemeral: bytes = b""  # point of the sender's key, for ECDH
    rsa: bool = False


def recipient_id(recipient: Recipient) -> RecipientId:
    """How a recipient will be named in an envelope: to compare with those found in one."""
    if isinstance(recipient, SharedKey):
        return RecipientId(RecipientKind.SHARED, recipient.identifier)
    if isinstance(recipient, x509.Certificate):
        return RecipientId(RecipientKind.CERTIFICATE, issuer_and_serial(recipient))
    return RecipientId(RecipientKind.KEY, key_identifier(recipient))


def write_recipients(recipients: Sequence[Recipient], content_key: bytes) -> bytes:
    """Wraps a content key for each recipient.

    Returns:
        The RecipientInfos SET (DER), tag and length included.

    Raises:
        UserError: KY-06, a certificate's key is of a kind we do not use.
    """
    if not 1 <= len(recipients) <= _MOST:
        raise ValueError("no recipient, or too many")
    return der.set_of(*(_write(recipient, content_key) for recipient in recipients))


def read_recipients(whole: bytes) -> tuple[RecipientInfo, ...]:
    """Reads a RecipientInfos SET.

    Raises:
        MalformedError: not one.
        UserError: KY-06, a recipient is served by a method we do not accept.
    """
    outer = Reader(whole)
    members = outer.members()
    outer.finish()
    if not 1 <= len(members) <= _MOST:
        raise MalformedError("no recipient, or too many")
    return tuple(_read(member) for member in members)


def unwrap(info: RecipientInfo, key: DecryptionKey) -> bytes | None:
    """Tries one key on one recipient; None where it does not fit."""
    try:
        content_key = _unwrap(info, key)
    except (ValueError, keywrap.InvalidUnwrap):
        return None
    return content_key if content_key is not None and len(content_key) == KEY_BYTES else None


def names(identifier: RecipientId, key: DecryptionKey) -> bool:
    """True where an envelope names the owner of a key as recipient."""
    if isinstance(key, SharedKey):
        return identifier == recipient_id(key)
    if isinstance(key, Identity):
        return identifier == recipient_id(key.certificate) or names(identifier, key.key)
    return identifier == RecipientId(RecipientKind.KEY, key_identifier(key))


def _write(recipient: Recipient, content_key: bytes) -> bytes:
    identifier = recipient_id(recipient)
    if isinstance(recipient, SharedKey):
        wrapped = keywrap.aes_key_wrap(recipient.key, content_key)
        kek_id = der.sequence(der.octets(identifier.value))
        return der.tlv(_SHARED, der.integer(4), kek_id, _WRAP, der.octets(wrapped))
    public = public_key_of(recipient) if isinstance(recipient, x509.Certificate) else recipient
    if isinstance(public, rsa.RSAPublicKey):
        wrapped = public.encrypt(content_key, _OAEP)
        return der.sequence(der.integer(0), identifier.value, _OAEPS[-1], der.octets(wrapped))
    ephemeral = generate_key()
    wrapped = keywrap.aes_key_wrap(_agreed(ephemeral, public), content_key)
    point = ephemeral.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    originator = der.tlv(der.explicit(1), _EC_IDENTIFIERS[0], der.tlv(der.BIT_STRING, b"\0", point))
    named = identifier.value
    if identifier.kind is RecipientKind.KEY:
        named = der.tlv(der.explicit(0), der.octets(named))
    return der.tlv(
        _AGREEMENT,
        der.integer(3),
        der.tlv(der.explicit(0), originator),
        _ECDH,
        der.sequence(der.sequence(named, der.octets(wrapped))),
    )


def _read(member: bytes) -> RecipientInfo:
    tag = member[0]
    if tag in _OTHER_TAGS:
        raise refuse("KY-06", name="RecipientInfo")
    info = der.read_one(member, tag)
    if tag == _AGREEMENT:
        parsed = _read_agreement(info)
    elif tag == _SHARED:
        parsed = _read_shared(info)
    elif tag == der.SEQUENCE:
        parsed = _read_transport(info)
    else:
        raise MalformedError("unknown recipient")
    info.finish()
    return parsed


def _read_agreement(info: Reader) -> RecipientInfo:
    if info.integer() != 3:
        raise MalformedError("version")
    wrapper = info.enter(der.explicit(0))
    originator = wrapper.enter(der.explicit(1))
    wrapper.finish()
    if (algorithm := originator.element(der.SEQUENCE)) not in _EC_IDENTIFIERS:
        raise refuse("KY-06", name=_name(algorithm))
    point = originator.content(der.BIT_STRING)
    originator.finish()
    if (algorithm := info.element(der.SEQUENCE)) != _ECDH:
        raise refuse("KY-06", name=_name(algorithm))
    listed = info.enter()
    one = listed.enter()
    listed.finish()
    if one.peek() == der.explicit(0):
        named = one.enter(der.explicit(0))
        identifier = RecipientId(RecipientKind.KEY, named.octets())
        named.finish()
    else:
        identifier = RecipientId(RecipientKind.CERTIFICATE, one.element(der.SEQUENCE))
    wrapped = one.octets()
    one.finish()
    if point[:1] != b"\0":
        raise MalformedError("unused bits")
    return RecipientInfo(identifier, wrapped, ephemeral=point[1:])


def _read_shared(info: Reader) -> RecipientInfo:
    if info.integer() != 4:
        raise MalformedError("version")
    named = info.enter()
    identifier = RecipientId(RecipientKind.SHARED, named.octets())
    named.finish()
    if (algorithm := info.element(der.SEQUENCE)) != _WRAP:
        raise refuse("KY-06", name=_name(algorithm))
    return RecipientInfo(identifier, info.octets())


def _read_transport(info: Reader) -> RecipientInfo:
    if info.integer() != 0:
        raise MalformedError("version")
    identifier = RecipientId(RecipientKind.CERTIFICATE, info.element(der.SEQUENCE))
    if (algorithm := info.element(der.SEQUENCE)) not in _OAEPS:
        raise refuse("KY-06", name=_name(algorithm))
    return RecipientInfo(identifier, info.octets(), rsa=True)


def _unwrap(info: RecipientInfo, key: DecryptionKey) -> bytes | None:
    if isinstance(key, SharedKey):
        if info.id.kind is not RecipientKind.SHARED:
            return None
        return keywrap.aes_key_unwrap(key.key, info.wrapped)
    private = key.key if isinstance(key, Identity) else key
    if isinstance(private, rsa.RSAPrivateKey):
        return private.decrypt(info.wrapped, _OAEP) if info.rsa else None
    if not info.ephemeral:
        return None
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), info.ephemeral)
    return keywrap.aes_key_unwrap(_agreed(private, sender), info.wrapped)


def _agreed(private: ec.EllipticCurvePrivateKey, public: ec.EllipticCurvePublicKey) -> bytes:
    """The key-encryption key of both sides: X9.63 KDF over ECC-CMS-SharedInfo (RFC 5753 7.2)."""
    bits = der.octets((8 * KEY_BYTES).to_bytes(4, "big"))
    shared_info = der.sequence(_WRAP, der.tlv(der.explicit(2), bits))
    return X963KDF(hashes.SHA256(), KEY_BYTES, shared_info).derive(private.exchange(ec.ECDH(), public))


def _name(algorithm: bytes) -> str:
    return oids.dotted(der.read_one(algorithm).element(der.OBJECT_IDENTIFIER))
