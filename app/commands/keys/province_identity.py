"""Keys of Sở Nội vụ, as its store keeps them, and how a province is founded and its certificates are renewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.commands.keys.authorities import authorities_of, former_authorities
from app.commands.keys.key_material import key_text, own_key, years
from app.crypto.certificates import (
    Identity,
    Role,
    is_practice,
    public_key_of,
)
from app.crypto.issuing import Validity, issue, issue_issuing, issue_root
from app.crypto.keys import PrivateKey, generate_key, public_der
from app.crypto.recipients import DecryptionKey
from app.crypto.revocation import RevocationList, issue_revocations, load_revocations
from app.errors import refuse
from app.package.exchange import Authorities
from app.workspace import Workspace

OVERLAP: Final = timedelta(days=365)
"""How long a package that was sealed to the former certificate of Sở Nội vụ is still taken (threats.md H09)."""

CRL_DAYS: Final = 400

_ROOT_YEARS: Final = 15


_LEAF_YEARS: Final = 3
_NAME: Final = "Sở Nội vụ tỉnh Điện Biên"


class ProvinceSecrets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Secret bundle of Sở Nội vụ's store; the keys of root and spare are in files of their own, off this machine.

    Attributes:
        older: keys of all three uses that were in use before, newest first; a key is found by its certificate, so that
            bundle and certificates, which are written one after the other, fit at every moment.
    """

    issuing: str
    so_sign: str
    so_encrypt: str
    token_key: str
    older: list[str] = []


@dataclass(frozen=True, slots=True)
class ProvinceKeys:
    """Keys of Sở Nội vụ that this machine holds.

    Attributes:
        former: issuing authorities of before, newest first; they only revoke what they issued.
        recent: decryption keys of before that packages in flight may still be sealed to.
        older: those before them; they only open what was kept.
    """

    issuing: Identity
    signer: Identity
    encryption: Identity
    token_key: bytes
    former: tuple[Identity, ...]
    recent: tuple[Identity, ...]
    older: tuple[Identity, ...]

    @property
    def decryption(self) -> tuple[DecryptionKey, ...]:
        """With what Sở Nội vụ takes files in."""
        return (self.encryption, *self.recent)

    @property
    def archive(self) -> tuple[DecryptionKey, ...]:
        """With what Sở Nội vụ opens whatever was ever sealed to it."""
        return (*self.decryption, *self.older)


@dataclass(frozen=True, slots=True)
class NewProvince:
    """What founding a province makes.

    Attributes:
        secrets: bundle of the store. authorities: certificates.
        root_key, spare_key: to be put away on media of their own.
    """

    secrets: ProvinceSecrets
    authorities: Authorities
    revocations: RevocationList
    root_key: PrivateKey
    spare_key: PrivateKey


@dataclass(frozen=True, slots=True)
class NewOffice:
    """What a renewal makes: bundle, certificates, and the first list of the new issuing authority."""

    secrets: ProvinceSecrets
    authorities: Authorities
    revocations: RevocationList


def found_province(holder: str, now: datetime, token_key: bytes, *, practice: bool) -> NewProvince:
    """Makes root, issuing authority and the certificates of Sở Nội vụ (design §6, Keys of the province)."""
    root_key, issuing_key, sign_key, encrypt_key, spare_key = (generate_key() for _ in range(5))
    long, short = years(now, _ROOT_YEARS), years(now, _LEAF_YEARS)
    root = issue_root(f"{_title(practice=practice)} - Gốc", root_key, long, practice=practice)
    issuing = issue_issuing(f"{_title(practice=practice)} - Cấp chứng thư", issuing_key, long, root)
    so_sign = issue(Role.SO_SIGN, holder, _NAME, sign_key.public_key(), short, issuing)
    so_encrypt = issue(Role.SO_ENCRYPT, holder, _NAME, encrypt_key.public_key(), short, issuing)
    so_spare = issue(Role.SO_SPARE, holder, _NAME, spare_key.public_key(), long, issuing)
    return NewProvince(
        ProvinceSecrets(key_text(issuing_key), key_text(sign_key), key_text(encrypt_key), token_key.hex()),
        Authorities(root.certificate, issuing.certificate, so_sign, so_encrypt, so_spare),
        first_list(issuing, now),
        root_key,
        spare_key,
    )


def renewed_office(ws: Workspace, root_key: PrivateKey) -> NewOffice:
    """A new issuing authority under the same root, and new certificates of Sở Nội vụ.

    The spare's key, which is off this machine, stays; its certificate is made anew, so that the path to it is the same
    as to the others.

    Raises:
        UserError: KHOA-06, the user is no approver.
    """
    now, (held, _) = ws.env.now(), authorities_of(ws)
    before = msgspec.json.decode(ws.store.secrets, type=ProvinceSecrets)
    issuing_key, sign_key, encrypt_key = (generate_key() for _ in range(3))
    root, long = Identity(held.root, root_key), _within(years(now, _ROOT_YEARS), held.root)
    number = len(former_authorities(ws)) + 2
    name = f"{_title(practice=is_practice(held.root))} - Cấp chứng thư {number}"
    issuing = issue_issuing(name, issuing_key, long, root)
    short = _within(years(now, _LEAF_YEARS), held.root)
    so_sign = issue(Role.SO_SIGN, ws.unit, _NAME, sign_key.public_key(), short, issuing)
    so_encrypt = issue(Role.SO_ENCRYPT, ws.unit, _NAME, encrypt_key.public_key(), short, issuing)
    spare_key = public_key_of(held.so_spare)
    so_spare = issue(Role.SO_SPARE, ws.unit, _NAME, spare_key, long, issuing)
    older = [before.issuing, before.so_sign, before.so_encrypt, *before.older]
    secrets = ProvinceSecrets(key_text(issuing_key), key_text(sign_key), key_text(encrypt_key), before.token_key, older)
    authorities = Authorities(held.root, issuing.certificate, so_sign, so_encrypt, so_spare)
    return NewOffice(secrets, authorities, first_list(issuing, now))


def first_list(issuing: Identity, now: datetime) -> RevocationList:
    """The list that an issuing authority begins with: nothing is revoked."""
    due = now + timedelta(days=CRL_DAYS)
    return load_revocations(issue_revocations(issuing, (), number=1, this_update=now, next_update=due))


def province_keys(ws: Workspace) -> ProvinceKeys:
    """Keys of Sở Nội vụ.

    Raises:
        UserError: KHOA-06, the user is no approver; KHOA-03, the bundle lacks the key of a certificate.
    """
    secrets = msgspec.json.decode(ws.store.secrets, type=ProvinceSecrets)
    held, _ = authorities_of(ws)
    former, now = former_authorities(ws), ws.env.now()
    known = {public_der(key): key for key in _keys(secrets)}
    recent = [item for item in former if datetime.fromisoformat(item.ended_at) + OVERLAP > now]
    older = [item for item in former if item not in recent]
    return ProvinceKeys(
        _identity(held.issuing, known),
        _identity(held.so_sign, known),
        _identity(held.so_encrypt, known),
        bytes.fromhex(secrets.token_key),
        tuple(_identity(item.issuing, known) for item in former),
        tuple(_identity(item.so_encrypt, known) for item in recent),
        tuple(_identity(item.so_encrypt, known) for item in older),
    )


def _keys(secrets: ProvinceSecrets) -> Iterator[ec.EllipticCurvePrivateKey]:
    for pem in (secrets.issuing, secrets.so_sign, secrets.so_encrypt, *secrets.older):
        yield own_key(pem)


def _identity(certificate: x509.Certificate, known: dict[bytes, ec.EllipticCurvePrivateKey]) -> Identity:
    public = certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    key = known.get(public_der(public))
    if key is None:
        raise refuse("KHOA-03", place="khóa của Sở Nội vụ")
    return Identity(certificate, key)


def _within(validity: Validity, above: x509.Certificate) -> Validity:
    return Validity(validity.start, min(validity.end, above.not_valid_after_utc))


def _title(*, practice: bool) -> str:
    return "Thực hành" if practice else "Tỉnh Điện Biên"
