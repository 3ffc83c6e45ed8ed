"""A province's keys in a few milliseconds: root, issuing authority, Sở, units; and the certificates of impostors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509

from app.crypto.certificates import Identity, Role
from app.crypto.issuing import Validity, issue, issue_issuing, issue_root, self_signed
from app.crypto.keys import generate_key
from app.crypto.revocation import RevocationList, Revoked, issue_revocations, load_revocations
from app.crypto.signing import sign_detached

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
SO = "DB-SNV@2025-03-01"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UnitKeys:
    """The two identities of one unit."""

    sign: Identity
    encrypt: Identity

    @property
    def holder(self) -> str:
        """The unit key, "code@valid_from"."""
        return self.sign.holder


@dataclass(frozen=True, slots=True)
class Province:
    """The authorities and Sở's own keys; `unit` enrols one unit, `crl` issues a list."""

    root: Identity
    issuing: Identity
    so_sign: Identity
    so_encrypt: Identity
    so_spare: Identity
    pack_sign: Identity
    now: datetime = field(default=NOW)

    def identity(
        self, role: Role, holder: str, name: str = "Đơn vị mẫu", *, validity: Validity | None = None
    ) -> Identity:
        """Issues a new key and certificate."""
        key = generate_key()
        usual = Validity(self.now - DAY, self.now + 3 * 365 * DAY)
        certificate = issue(role, holder, name, key.public_key(), validity or usual, self.issuing)
        return Identity(certificate, key)

    def unit(self, holder: str, name: str = "Đơn vị mẫu") -> UnitKeys:
        """Enrols a unit given as "code@valid_from"."""
        return UnitKeys(self.identity(Role.UNIT_SIGN, holder, name), self.identity(Role.UNIT_ENCRYPT, holder, name))

    def crl(self, *revoked: x509.Certificate, number: int = 1, at: datetime | None = None) -> RevocationList:
        """Issues a revocation list; the certificates are revoked a day before it."""
        issued = at or self.now
        entries = [Revoked(one.serial_number, issued - DAY) for one in revoked]
        made = issue_revocations(
            self.issuing, entries, number=number, this_update=issued, next_update=issued + 30 * DAY
        )
        return load_revocations(made)

    def sign(self, data: bytes, signer: Identity) -> bytes:
        """Signs as every program of the province does: with the issuing certificate beside the signer's."""
        return sign_detached(data, signer, self.now, [self.issuing.certificate])


def province(now: datetime = NOW, *, practice: bool = False) -> Province:
    """Builds a province with fresh keys."""
    decades = Validity(now - 365 * DAY, now + 20 * 365 * DAY)
    root = issue_root("Sở Nội vụ tỉnh Điện Biên", generate_key(), decades, practice=practice)
    issuing = issue_issuing("Sở Nội vụ tỉnh Điện Biên", generate_key(), decades, root)

    def own(role: Role) -> Identity:
        key = generate_key()
        return Identity(issue(role, SO, "Sở Nội vụ tỉnh Điện Biên", key.public_key(), decades, issuing), key)

    return Province(
        root,
        issuing,
        own(Role.SO_SIGN),
        own(Role.SO_ENCRYPT),
        own(Role.SO_SPARE),
        own(Role.PACK_SIGN),
        now,
    )


def pending(holder: str, now: datetime = NOW) -> UnitKeys:
    """A unit before enrolment: its own self-signed certificates."""
    validity = Validity(now - DAY, now + 365 * DAY)
    made = [
        self_signed(role, holder, "Đơn vị mẫu", generate_key(), validity)
        for role in (Role.UNIT_SIGN, Role.UNIT_ENCRYPT)
    ]
    return UnitKeys(*made)
