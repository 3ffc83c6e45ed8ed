"""One file that travels: files → signed container → sealed envelope, the recipients' digest under the signature."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from cryptography import x509

from app.crypto.certificates import Signer
from app.crypto.envelope import prepare, seal
from app.crypto.recipients import Recipient
from app.crypto.signing import sign_detached
from app.package.container import build
from app.package.header import Header, encode_header

HEADER: Final = "header.json"


def seal_file(
    header: Header,
    files: Mapping[str, bytes],
    signer: Signer,
    recipients: Sequence[Recipient],
    at: datetime,
    chain: Sequence[x509.Certificate] = (),
) -> bytes:
    """Makes the bytes of a file that travels.

    Args:
        header: complete but for `recipients_digest`, which is filled in here.
        files: the other inner files by name.
        signer: the sender's signing identity.
        recipients: who can open it, the sender among them.
        at: signing time, with time zone.
        chain: authorities that go with the signature.

    Returns:
        CMS AuthEnvelopedData (DER) around an ASiC-E container.
    """
    prepared = prepare(recipients)
    bound = msgspec.structs.replace(header, recipients_digest=prepared.digest.hex())
    inner = build(
        {**files, HEADER: encode_header(bound)},
        lambda manifest: sign_detached(manifest, signer, at, chain),
    )
    return seal(prepared, inner)


def digest(sealed: bytes) -> str:
    """The name of a sealed file: SHA-256 of its bytes, hexadecimal."""
    return hashlib.sha256(sealed).hexdigest()
