"""Certificates of the province as every store keeps them, with the newest revocation list."""

from __future__ import annotations

from typing import Final

from app.crypto.certificates import (
    certificate_pem,
    holder_of,
    load_certificate,
)
from app.crypto.recipients import Recipient
from app.crypto.revocation import RevocationList, load_revocations
from app.domain.storage import Document
from app.errors import refuse
from app.package.exchange import Authorities
from app.workspace import Workspace

PROVINCE: Final = "DB-SNV"


_AUTHORITIES: Final = ("root", "issuing", "so_sign", "so_encrypt", "so_spare")


def authorities_document(authorities: Authorities, revocations: RevocationList | None) -> Document:
    """The province's certificates as the store keeps them."""
    held = (authorities.root, authorities.issuing, authorities.so_sign, authorities.so_encrypt, authorities.so_spare)
    body = {name: certificate_pem(certificate).decode() for name, certificate in zip(_AUTHORITIES, held, strict=True)}
    body["revocations"] = revocations.der.hex() if revocations else ""
    return Document("setting", "authorities", body=body)


def authorities_of(ws: Workspace) -> tuple[Authorities, RevocationList | None]:
    """The province's certificates and the newest revocation list held.

    Raises:
        UserError: NHAP-02, the store has none.
    """
    kept = ws.store.document("setting", "authorities")
    if kept is None:
        raise refuse("NHAP-02", what="chứng thư của Sở Nội vụ", value="tệp đăng ký đơn vị")
    certificates = [load_certificate(kept.body[name].encode()) for name in _AUTHORITIES]
    text = kept.body["revocations"]
    return Authorities(*certificates), load_revocations(bytes.fromhex(text)) if text else None


def recipient_of(authorities: Authorities) -> tuple[str, tuple[Recipient, ...]]:
    """Holder key of Sở Nội vụ, and the certificates that a package is sealed to."""
    return holder_of(authorities.so_encrypt), (authorities.so_encrypt, authorities.so_spare)
