"""Keys and certificates of this side, as the store keeps them: secret bundle, authorities, own certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto.certificates import (
    Identity,
    Role,
    certificate_pem,
    holder_of,
    load_certificate,
)
from app.crypto.issuing import Validity, issue, issue_issuing, issue_root, self_signed
from app.crypto.keys import PrivateKey, generate_key, key_from_pem, key_to_pem
from app.crypto.recipients import DecryptionKey, Recipient, RecipientId, recipient_id
from app.crypto.revocation import RevocationList, issue_revocations, load_revocations
from app.domain.storage import Document
from app.errors import refuse
from app.package.exchange import Authorities
from app.package.trust import TrustState
from app.workspace import Workspace

PROVINCE: Final = "DB-SNV"
_ROOT_YEARS: Final = 15
_LEAF_YEARS: Final = 3
_CRL_DAYS: Final = 400
_AUTHORITIES: Final = ("root", "issuing", "so_sign", "so_encrypt", "so_spare")


class UnitSecrets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Secret bundle of a unit's store; keys are P-256, as PEM.

    Attributes:
        sign, encrypt: in use. token_key: of the province, hexadecimal.
        next_sign, next_encrypt: of a request that Sở Nội vụ has not answered yet; "" for none.
        older: decryption keys that were in use before, newest first.
    """

    sign: str
    encrypt: str
    token_key: str
    next_sign: str = ""
    next_encrypt: str = ""
    older: list[str] = []


class ProvinceSecrets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Secret bundle of Sở Nội vụ's store; the keys of root and spare are in files of their own, off this machine.

    Attributes:
        older: decryption keys that were in use before, newest first.
    """

    issuing: str
    so_sign: str
    so_encrypt: str
    token_key: str
    older: list[str] = []


@dataclass(frozen=True, slots=True)
class UnitKeys:
    """Keys of a unit, with what stands for a certificate until Sở Nội vụ has issued one."""

    signer: Identity
    encryption_key: ec.EllipticCurvePrivateKey
    encryption_certificate: x509.Certificate | None
    token_key: bytes

    @property
    def own_recipient(self) -> Recipient:
        """The unit as a recipient of its own package: enrolled, or by the key of its pending request."""
        return self.encryption_certificate or self.encryption_key.public_key()


@dataclass(frozen=True, slots=True)
class ProvinceKeys:
    """Keys of Sở Nội vụ that this machine holds."""

    issuing: Identity
    signer: Identity
    encryption: Identity
    token_key: bytes


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


def found_province(holder: str, now: datetime, token_key: bytes, *, practice: bool) -> NewProvince:
    """Makes root, issuing authority and the certificates of Sở Nội vụ (design §6, Keys of the province)."""
    root_key, issuing_key, sign_key, encrypt_key, spare_key = (generate_key() for _ in range(5))
    long, short = years(now, _ROOT_YEARS), years(now, _LEAF_YEARS)
    title = "Thực hành" if practice else "Tỉnh Điện Biên"
    root = issue_root(f"{title} - Gốc", root_key, long, practice=practice)
    issuing = issue_issuing(f"{title} - Cấp chứng thư", issuing_key, long, root)
    name = "Sở Nội vụ tỉnh Điện Biên"
    so_sign = issue(Role.SO_SIGN, holder, name, sign_key.public_key(), short, issuing)
    so_encrypt = issue(Role.SO_ENCRYPT, holder, name, encrypt_key.public_key(), short, issuing)
    so_spare = issue(Role.SO_SPARE, holder, name, spare_key.public_key(), long, issuing)
    return NewProvince(
        ProvinceSecrets(_pem(issuing_key), _pem(sign_key), _pem(encrypt_key), token_key.hex()),
        Authorities(root.certificate, issuing.certificate, so_sign, so_encrypt, so_spare),
        load_revocations(
            issue_revocations(issuing, (), number=1, this_update=now, next_update=now + timedelta(days=_CRL_DAYS))
        ),
        root_key,
        spare_key,
    )


def new_unit_secrets(token_key: str) -> UnitSecrets:
    """Fresh keys of a unit, made on its own machine."""
    return UnitSecrets(_pem(generate_key()), _pem(generate_key()), token_key)


def years(start: datetime, count: int) -> Validity:
    """A validity from a little before now, so that a clock that is a few hours off does no harm."""
    return Validity(start - timedelta(days=1), start + timedelta(days=365 * count))


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


def unit_keys(ws: Workspace) -> UnitKeys:
    """Keys of this unit.

    Raises:
        UserError: KHOA-06, the user is no approver.
    """
    secrets = msgspec.json.decode(ws.store.secrets, type=UnitSecrets)
    sign, encrypt = _key(secrets.sign), _key(secrets.encrypt)
    issued = ws.store.document("setting", "certificates")
    if issued is None:
        signer = self_signed(Role.UNIT_SIGN, ws.unit, ws.env.units.name(ws.unit), sign, years(ws.env.now(), 1))
        return UnitKeys(signer, encrypt, None, bytes.fromhex(secrets.token_key))
    signer = Identity(load_certificate(issued.body["sign"].encode()), sign)
    certificate = load_certificate(issued.body["encrypt"].encode())
    return UnitKeys(signer, encrypt, certificate, bytes.fromhex(secrets.token_key))


def province_keys(ws: Workspace) -> ProvinceKeys:
    """Keys of Sở Nội vụ.

    Raises:
        UserError: KHOA-06, the user is no approver.
    """
    secrets = msgspec.json.decode(ws.store.secrets, type=ProvinceSecrets)
    held, _ = authorities_of(ws)
    return ProvinceKeys(
        Identity(held.issuing, _key(secrets.issuing)),
        Identity(held.so_sign, _key(secrets.so_sign)),
        Identity(held.so_encrypt, _key(secrets.so_encrypt)),
        bytes.fromhex(secrets.token_key),
    )


def unit_decryption(ws: Workspace) -> Sequence[DecryptionKey]:
    """With what a unit opens: its certificate where it has one, and the bare key that first receipts name."""
    keys = unit_keys(ws)
    bare: list[DecryptionKey] = [keys.encryption_key]
    if keys.encryption_certificate is not None:
        bare.append(Identity(keys.encryption_certificate, keys.encryption_key))
    return bare


def own_recipients(ws: Workspace) -> tuple[x509.Certificate, x509.Certificate, frozenset[RecipientId]]:
    """Certificates of this unit, issued or standing in for them, and the names under which it can be a recipient."""
    keys = unit_keys(ws)
    bare = self_signed(Role.UNIT_ENCRYPT, ws.unit, ws.unit, keys.encryption_key, years(ws.env.now(), 1)).certificate
    held = keys.encryption_certificate
    names = {recipient_id(keys.encryption_key.public_key()), *([recipient_id(held)] if held else [])}
    return keys.signer.certificate, held or bare, frozenset(names)


def trust_state(ws: Workspace) -> TrustState:
    """What this side knows when a file arrives."""
    held, revocations = authorities_of(ws)
    known = TrustState(
        held.root,
        (held.issuing,),
        ws.unit,
        revocations=(revocations,) if revocations else (),
        lowest_numbers={revocations.authority_key: revocations.number} if revocations else {},
        office=(frozenset(map(recipient_id, (held.so_encrypt, held.so_spare))),),
    )
    if ws.mode == "unit":
        return replace(known, units={ws.unit: own_recipients(ws)[2]})
    enrolled = ws.store.documents("enrolment", state="enrolled")
    confirmed = ws.store.documents("request", state="confirmed")
    return replace(
        known,
        enrolled={item.unit: bytes.fromhex(item.body["key"]) for item in enrolled},
        confirmed={item.id: bytes.fromhex(item.body["key"]) for item in confirmed},
        units={item.unit: _recipient_names(item.body["encrypt"]) for item in enrolled},
    )


def certificates_document(sign: x509.Certificate, encrypt: x509.Certificate) -> Document:
    """The certificates that Sở Nội vụ issued, as the unit's store keeps them."""
    issued = {"sign": sign, "encrypt": encrypt}
    return Document("setting", "certificates", body={name: _pem_of(item) for name, item in issued.items()})


def _recipient_names(pem: str) -> frozenset[RecipientId]:
    """A unit's names as a recipient: by its certificate, and by its bare key as in its first package."""
    certificate = load_certificate(pem.encode())
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return frozenset({recipient_id(certificate), recipient_id(key)})


def _pem_of(certificate: x509.Certificate) -> str:
    return certificate_pem(certificate).decode()


def recipient_of(authorities: Authorities) -> tuple[str, tuple[Recipient, ...]]:
    """Holder key of Sở Nội vụ, and the certificates that a package is sealed to."""
    return holder_of(authorities.so_encrypt), (authorities.so_encrypt, authorities.so_spare)


def _pem(key: PrivateKey) -> str:
    return key_to_pem(key).decode()


def _key(pem: str) -> ec.EllipticCurvePrivateKey:
    key = key_from_pem(pem.encode())
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("all our own keys are P-256")
    return key
