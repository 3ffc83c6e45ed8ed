"""Certificates of the province as every store keeps them: the present ones, the former ones, and revocation lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from cryptography import x509

from app.crypto.certificates import (
    certificate_pem,
    holder_of,
    load_certificate,
)
from app.crypto.path import check_authority
from app.crypto.recipients import Recipient
from app.crypto.revocation import RevocationList, load_revocations, newest, signed_by
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.credentials import Office
from app.package.exchange import Authorities
from app.workspace import Workspace

PROVINCE: Final = "DB-SNV"


_AUTHORITIES: Final = ("root", "issuing", "so_sign", "so_encrypt", "so_spare")
_RENEWED: Final = ("issuing", "so_sign", "so_encrypt", "so_spare")


@dataclass(frozen=True, slots=True)
class Former:
    """Certificates of Sở Nội vụ that were in use before; what the authority issued stays good until it ends.

    Attributes:
        revocations: the newest list of that authority. ended_at: when others took their place, ISO.
    """

    issuing: x509.Certificate
    so_sign: x509.Certificate
    so_encrypt: x509.Certificate
    so_spare: x509.Certificate
    revocations: RevocationList | None
    ended_at: str


def authorities_document(
    authorities: Authorities, revocations: RevocationList | None, former: Sequence[Former] = ()
) -> Document:
    """The province's certificates as the store keeps them; the former ones newest first."""
    held = (authorities.root, authorities.issuing, authorities.so_sign, authorities.so_encrypt, authorities.so_spare)
    body: dict[str, Any] = {name: _text(certificate) for name, certificate in zip(_AUTHORITIES, held, strict=True)}
    body["revocations"] = _hex(revocations)
    body["former"] = [_former_json(item) for item in former]
    return Document("setting", "authorities", body=body)


def authorities_of(ws: Workspace) -> tuple[Authorities, RevocationList | None]:
    """The province's present certificates and the newest revocation list held of the present authority.

    Raises:
        UserError: NHAP-02, the store has none.
    """
    kept = _kept(ws)
    certificates = [load_certificate(kept.body[name].encode()) for name in _AUTHORITIES]
    return Authorities(*certificates), _list(kept.body["revocations"])


def former_of(held: Authorities, revocations: RevocationList | None, at: str) -> Former:
    """What becomes of certificates when others take their place at a moment (ISO)."""
    return Former(held.issuing, held.so_sign, held.so_encrypt, held.so_spare, revocations, at)


def former_authorities(ws: Workspace) -> tuple[Former, ...]:
    """The certificates of Sở Nội vụ that were in use before, newest first."""
    return tuple(_read_former(item) for item in _kept(ws).body.get("former", ()))


def issuers(ws: Workspace) -> tuple[x509.Certificate, ...]:
    """Issuing authorities whose certificates are still about, the present one first."""
    return (authorities_of(ws)[0].issuing, *_issuing(former_authorities(ws)))


def issuer_of(ws: Workspace, certificate: x509.Certificate) -> x509.Certificate:
    """The authority that issued a certificate; it goes with a signature, so that a stranger finds the path."""
    held = issuers(ws)
    return next((item for item in held if item.subject == certificate.issuer), held[0])


def revocation_lists(ws: Workspace) -> tuple[RevocationList, ...]:
    """The newest list held of each authority."""
    lists = (authorities_of(ws)[1], *(item.revocations for item in former_authorities(ws)))
    return tuple(item for item in lists if item is not None)


def list_in(document: Document) -> RevocationList | None:
    """The list of the present authority in an authorities document that is about to be written."""
    return _list(document.body["revocations"])


def recipient_of(authorities: Authorities) -> tuple[str, tuple[Recipient, ...]]:
    """Holder key of Sở Nội vụ, and the certificates that a package is sealed to."""
    return holder_of(authorities.so_encrypt), (authorities.so_encrypt, authorities.so_spare)


def office_of(authorities: Authorities) -> Office:
    """The certificates of Sở Nội vụ as they travel."""
    return Office(authorities.issuing, authorities.so_sign, authorities.so_encrypt, authorities.so_spare)


def office_taken(
    ws: Workspace, office: Office | None, offered: RevocationList | None, at: str
) -> DocumentChange | None:
    """At a unit: the authorities document after a file of Sở Nội vụ whose trust was judged; None where nothing changes.

    An older file never takes newer certificates back, in whatever order the files come.

    Args:
        office: certificates that came along. offered: revocation list that came along. at: now, ISO.

    Raises:
        UserError: KY-03, the certificates are not under the root, or the list is not from their authority.
    """
    held, revocations = authorities_of(ws)
    former = former_authorities(ws)
    authorities = held
    if office is not None and office.issuing != held.issuing:
        check_authority(office.issuing, held.root)
    if office is not None and _is_newer(office.issuing, held.issuing, _issuing(former)):
        authorities = Authorities(held.root, office.issuing, office.so_sign, office.so_encrypt, office.so_spare)
        former = (former_of(held, revocations, at), *former)
        revocations = None
    if offered is not None and not _of_a_time_missed(offered, office, (authorities.issuing, *_issuing(former))):
        revocations, former = _with_list(authorities, revocations, former, offered)
    before = _kept(ws)
    after = authorities_document(authorities, revocations, former)
    return None if before.body == after.body else DocumentChange(before, after)


def _with_list(
    authorities: Authorities, present: RevocationList | None, former: tuple[Former, ...], offered: RevocationList
) -> tuple[RevocationList | None, tuple[Former, ...]]:
    """A list takes its place beside the authority that it is from (threats.md G22)."""
    if signed_by(offered, authorities.issuing) or not any(signed_by(offered, one) for one in _issuing(former)):
        return newest(present, offered, authorities.issuing), former
    return present, tuple(
        replace(item, revocations=newest(item.revocations, offered, item.issuing))
        if signed_by(offered, item.issuing)
        else item
        for item in former
    )


def _is_newer(offered: x509.Certificate, held: x509.Certificate, before: Sequence[x509.Certificate]) -> bool:
    """Moments in certificates are whole seconds, so that two may be equal; what was in use before is known."""
    return offered not in (held, *before) and offered.not_valid_before_utc >= held.not_valid_before_utc


def _of_a_time_missed(offered: RevocationList, office: Office | None, known: Sequence[x509.Certificate]) -> bool:
    """A list from between two renewals, of which this side has only heard the second; nothing depends on it."""
    return office is not None and office.issuing not in known and signed_by(offered, office.issuing)


def _issuing(former: Sequence[Former]) -> tuple[x509.Certificate, ...]:
    return tuple(item.issuing for item in former)


def _kept(ws: Workspace) -> Document:
    kept = ws.store.document("setting", "authorities")
    if kept is None:
        raise refuse("NHAP-02", what="chứng thư của Sở Nội vụ", value="tệp đăng ký đơn vị")
    return kept


def _former_json(item: Former) -> dict[str, str]:
    named = zip(_RENEWED, (item.issuing, item.so_sign, item.so_encrypt, item.so_spare), strict=True)
    certificates = {name: _text(certificate) for name, certificate in named}
    return {**certificates, "revocations": _hex(item.revocations), "ended_at": item.ended_at}


def _read_former(item: dict[str, str]) -> Former:
    issuing, so_sign, so_encrypt, so_spare = (load_certificate(item[name].encode()) for name in _RENEWED)
    return Former(issuing, so_sign, so_encrypt, so_spare, _list(item["revocations"]), item["ended_at"])


def _text(certificate: x509.Certificate) -> str:
    return certificate_pem(certificate).decode()


def _hex(revocations: RevocationList | None) -> str:
    return revocations.der.hex() if revocations else ""


def _list(text: str) -> RevocationList | None:
    return load_revocations(bytes.fromhex(text)) if text else None
