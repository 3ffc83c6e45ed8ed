"""Keys and certificates of a unit, as its store keeps them: secret bundle, certificates issued or standing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.commands.key_material import key_text, own_key, years
from app.crypto.certificates import (
    Identity,
    Role,
    certificate_pem,
    load_certificate,
)
from app.crypto.issuing import self_signed
from app.crypto.keys import generate_key
from app.crypto.recipients import DecryptionKey, Recipient, RecipientId, recipient_id
from app.domain.storage import Document
from app.workspace import Workspace


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
    secrets = msgspec.json.decode(ws.store.secrets, type=UnitSecrets)
    sign, encrypt = own_key(secrets.sign), own_key(secrets.encrypt)
    issued = ws.store.document("setting", "certificates")
    if issued is None:
        signer = self_signed(Role.UNIT_SIGN, ws.unit, ws.env.units.name(ws.unit), sign, years(ws.env.now(), 1))
        return UnitKeys(signer, encrypt, None, bytes.fromhex(secrets.token_key))
    signer = Identity(load_certificate(issued.body["sign"].encode()), sign)
    certificate = load_certificate(issued.body["encrypt"].encode())
    return UnitKeys(signer, encrypt, certificate, bytes.fromhex(secrets.token_key))


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


def certificates_document(sign: x509.Certificate, encrypt: x509.Certificate) -> Document:
    """The certificates that Sở Nội vụ issued, as the unit's store keeps them."""
    issued = {"sign": sign, "encrypt": encrypt}
    return Document("setting", "certificates", body={name: certificate_text(item) for name, item in issued.items()})


def certificate_text(certificate: x509.Certificate) -> str:
    return certificate_pem(certificate).decode()
