"""The object identifiers we write and accept, as DER; one page to compare with the RFCs.

Our own arc is 2.25.<UUID> (ITU-T X.667): it needs no registration. The UUID was drawn once for Sổ 2282 and never
changes. Under it: 1 = what a certificate may be used for, 2 = certificate policies.
"""

from __future__ import annotations

from typing import Final

from app.crypto import der

OUR_ARC: Final = "2.25.121295642133965371774515694946261924061"
PRACTICE_POLICY: Final = f"{OUR_ARC}.2.1"

# RFC 5652, RFC 5083, RFC 5084
DATA: Final = der.oid("1.2.840.113549.1.7.1")
SIGNED_DATA: Final = der.oid("1.2.840.113549.1.7.2")
AUTH_ENVELOPED_DATA: Final = der.oid("1.2.840.113549.1.9.16.1.23")
CONTENT_TYPE: Final = der.oid("1.2.840.113549.1.9.3")
MESSAGE_DIGEST: Final = der.oid("1.2.840.113549.1.9.4")
SIGNING_TIME: Final = der.oid("1.2.840.113549.1.9.5")
SIGNING_CERTIFICATE_V2: Final = der.oid("1.2.840.113549.1.9.16.2.47")

SHA256: Final = der.oid("2.16.840.1.101.3.4.2.1")
ECDSA_SHA256: Final = der.oid("1.2.840.10045.4.3.2")
RSA_ENCRYPTION: Final = der.oid("1.2.840.113549.1.1.1")
RSA_SHA256: Final = der.oid("1.2.840.113549.1.1.11")
EC_PUBLIC_KEY: Final = der.oid("1.2.840.10045.2.1")
P256: Final = der.oid("1.2.840.10045.3.1.7")

AES256_GCM: Final = der.oid("2.16.840.1.101.3.4.1.46")
AES256_WRAP: Final = der.oid("2.16.840.1.101.3.4.1.45")
ECDH_SHA256: Final = der.oid("1.3.132.1.11.1")  # dhSinglePass-stdDH-sha256kdf-scheme, RFC 5753
RSA_OAEP: Final = der.oid("1.2.840.113549.1.1.7")
MGF1: Final = der.oid("1.2.840.113549.1.1.8")

# Digest identifiers come with an absent or a NULL parameter (RFC 5754 2); both are in use.
SHA256_IDENTIFIERS: Final = (der.sequence(SHA256), der.sequence(SHA256, der.NULL))


def dotted(element: bytes) -> str:
    """The dotted text of an OBJECT IDENTIFIER, to name an algorithm that is refused."""
    arcs, value = [], 0
    for octet in der.Reader(element).content(der.OBJECT_IDENTIFIER):
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2) if arcs else 0
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:]))) if arcs else "?"
