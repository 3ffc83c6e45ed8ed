"""Keys and certificates of a unit, as its store keeps them: secret bundle, certificates issued or standing in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.commands.keys.key_material import key_text, own_key, years
from app.crypto.certificates import (
    Identity,
    Role,
    certificate_pem,
    load_certificate,
)
from app.crypto.issuing import self_signed
from app.crypto.keys import generate_key, public_der
from app.crypto.recipients import DecryptionKey, Recipient, RecipientId, recipient_id
from app.domain.storage import Document
from app.errors import refuse
from app.workspace import Workspace

MOST_OLDER: Final = 5
"""Decryption keys that are kept after others took their place; what is older can no longer be opened."""


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


def new_unit_secrets(token_key: str) -> UnitSecrets:
    """Fresh keys of a unit, made on its own machine."""
    return UnitSecrets(key_text(generate_key()), key_text(generate_key()), token_key)


def unit_keys(ws: Workspace) -> UnitKeys:
    """Keys of this unit.

    Raises:
        UserError: KHOA-06, the user is no approver.
    """
    secrets = unit_secrets(ws)
    issued = ws.store.document("setting", "certificates")
    if issued is None:
        sign, encrypt = own_key(secrets.sign), own_key(secrets.encrypt)
        signer = self_signed(Role.UNIT_SIGN, ws.unit, ws.env.units.name(ws.unit), sign, years(ws.env.now(), 1))
        return UnitKeys(signer, encrypt, None, bytes.fromhex(secrets.token_key))
    certificate = load_certificate(issued.body["sign"].encode())
    signer = Identity(certificate, _key_of(certificate, (secrets.sign, secrets.next_sign)))
    certificate = load_certificate(issued.body["encrypt"].encode())
    encrypt = _key_of(certificate, (secrets.encrypt, secrets.next_encrypt))
    return UnitKeys(signer, encrypt, certificate, bytes.fromhex(secrets.token_key))


def unit_secrets(ws: Workspace) -> UnitSecrets:
    """The secret bundle.

    Raises:
        UserError: KHOA-06, the user is no approver.
    """
    return msgspec.json.decode(ws.store.secrets, type=UnitSecrets)


def unit_decryption(ws: Workspace) -> Sequence[DecryptionKey]:
    """With what a unit opens: every key it has or had, bare as requests name it, and by its certificate."""
    secrets = unit_secrets(ws)
    bare = [own_key(pem) for pem in (secrets.encrypt, secrets.next_encrypt, *secrets.older) if pem]
    named = [
        Identity(certificate, key)
        for certificate in encryption_certificates(ws)
        for key in bare
        if public_der(key.public_key()) == _public(certificate)
    ]
    return [*bare, *named]


def encryption_certificates(ws: Workspace) -> tuple[x509.Certificate, ...]:
    """Certificates that others may have sealed to: the present one, then those before it, newest first."""
    issued = ws.store.document("setting", "certificates")
    if issued is None:
        return ()
    return tuple(load_certificate(pem.encode()) for pem in (issued.body["encrypt"], *issued.body.get("older", ())))


def own_recipients(ws: Workspace) -> tuple[x509.Certificate, x509.Certificate, frozenset[RecipientId]]:
    """Certificates of this unit, issued or standing in for them, and the names under which it can be a recipient."""
    keys = unit_keys(ws)
    bare = self_signed(Role.UNIT_ENCRYPT, ws.unit, ws.unit, keys.encryption_key, years(ws.env.now(), 1)).certificate
    names = {recipient_id(_recipient(key)) for key in unit_decryption(ws)}
    return keys.signer.certificate, keys.encryption_certificate or bare, frozenset(names)


def certificates_document(
    sign: x509.Certificate, encrypt: x509.Certificate, older: Iterable[x509.Certificate] = ()
) -> Document:
    """The certificates that Sở Nội vụ issued, as the unit's store keeps them.

    Args:
        sign, encrypt: in use. older: of decryption keys that were in use before, newest first.
    """
    body = {"sign": certificate_text(sign), "encrypt": certificate_text(encrypt)}
    kept = list(older)[:MOST_OLDER]
    return Document("setting", "certificates", body={**body, "older": [certificate_text(item) for item in kept]})


def certificate_text(certificate: x509.Certificate) -> str:
    return certificate_pem(certificate).decode()


def _key_of(certificate: x509.Certificate, pems: Iterable[str]) -> ec.EllipticCurvePrivateKey:
    """The key of a certificate. Found by what it is: a swap of keys may have been killed before the bundle was written.

    Raises:
        UserError: KHOA-03, the bundle has it not.
    """
    keys = (own_key(pem) for pem in pems if pem)
    found = next((key for key in keys if public_der(key.public_key()) == _public(certificate)), None)
    if found is None:
        raise refuse("KHOA-03", place="keys.json")
    return found


def _public(certificate: x509.Certificate) -> bytes:
    return public_der(certificate.public_key())  # type: ignore[arg-type]


def _recipient(key: DecryptionKey) -> Recipient:
    if isinstance(key, Identity):
        return key.certificate
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.public_key()
