"""A signing device of software (SoftHSM) in a folder of the test, with the certificate of an invented officer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from app.crypto.certificates import Identity
from app.crypto.keys import PrivateKey

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "246810"
SO_PIN = "13579111"
LABEL = "Thiết bị của xã"
OFFICER = "Hạng A Dơ"
OFFICE = "Ủy ban nhân dân xã Mường Pồn"
ISSUER = "Cơ quan chứng thực mẫu"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Token:
    """A device that is plugged in.

    Attributes:
        folder: of its data. root: certificate of who issued the officer's. keys: by id.
    """

    folder: Path
    root: x509.Certificate
    certificates: dict[bytes, x509.Certificate]

    @property
    def root_pem(self) -> bytes:
        """The issuer's certificate as PEM."""
        return self.root.public_bytes(serialization.Encoding.PEM)


def rsa_key(bits: int = 3072) -> rsa.RSAPrivateKey:
    """An RSA key; 3072 bits take about a second."""
    return rsa.generate_private_key(65537, bits)


def ec_key() -> ec.EllipticCurvePrivateKey:
    """A P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


@contextmanager
def plugged_in(folder: Path, now: datetime, keys: dict[bytes, PrivateKey]) -> Iterator[Token]:
    """Makes a token with keys and certificates, and points the library at it.

    Args:
        folder: of the test.
        now: certificates hold from a day before until two years after.
        keys: by CKA_ID.
    """
    tokens = folder / "tokens"
    tokens.mkdir(parents=True)
    config = folder / "softhsm2.conf"
    config.write_text(
        f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = true\n"
    )
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(config)
    try:
        _tool("--init-token", "--free", "--label", LABEL, "--so-pin", SO_PIN, "--pin", PIN)
        root_key = ec_key()
        root = _certificate(_name(ISSUER), root_key, _name(ISSUER), root_key, now, authority=True)
        made = {}
        for number, (key_id, key) in enumerate(keys.items()):
            subject = _name(OFFICER if not number else f"{OFFICER} {number + 1}", OFFICE)
            made[key_id] = _certificate(subject, key, _name(ISSUER), root_key, now, authority=False)
            _load(folder, key_id, key, made[key_id], f"khóa {number + 1}")
        yield Token(folder, root, made)
    finally:
        if before is None:
            del os.environ["SOFTHSM2_CONF"]
        else:
            os.environ["SOFTHSM2_CONF"] = before


def certified(now: datetime, key: PrivateKey) -> tuple[x509.Certificate, Identity]:
    """An officer without a device: who issued the certificate, and the certificate with its key."""
    root_key = ec_key()
    root = _certificate(_name(ISSUER), root_key, _name(ISSUER), root_key, now, authority=True)
    return root, Identity(_certificate(_name(OFFICER, OFFICE), key, _name(ISSUER), root_key, now, authority=False), key)


def _name(common: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name, key: PrivateKey, issuer: x509.Name, issuer_key: PrivateKey, now: datetime, *, authority: bool
) -> x509.Certificate:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - DAY).not_valid_after(now + 730 * DAY)
    builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    builder = builder.add_extension(
        x509.KeyUsage(
            digital_signature=not authority,
            content_commitment=not authority,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=authority,
            crl_sign=authority,
            encipher_only=False,
            decipher_only=False,
        ),
        critical=True,
    )
    return builder.sign(issuer_key, hashes.SHA256())


_WRITE = """
import sys, pkcs11
from pkcs11.util import x509 as read
lib, pin, label, path, key_id = sys.argv[1:]
loaded = pkcs11.lib(lib)
loaded.initialize()
with loaded.get_token(token_label=label).open(rw=True, user_pin=pin) as s:
    attributes = read.decode_x509_certificate(open(path, "rb").read())
    attributes |= {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: bytes.fromhex(key_id)}
    attributes |= {pkcs11.Attribute.LABEL: "Chứng thư"}
    s.create_object(attributes)
"""


def _load(folder: Path, key_id: bytes, key: PrivateKey, certificate: x509.Certificate, label: str) -> None:
    """Puts a key and its certificate in, as the card office does."""
    pem, cer = folder / "key.pem", folder / "certificate.cer"
    encoding = serialization.Encoding
    pem.write_bytes(key.private_bytes(encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    cer.write_bytes(certificate.public_bytes(encoding.DER))
    _tool("--import", str(pem), "--token", LABEL, "--label", label, "--id", key_id.hex(), "--pin", PIN)
    command = [sys.executable, "-c", _WRITE, str(LIBRARY), PIN, LABEL, str(cer), key_id.hex()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pem.unlink()
    cer.unlink()


def _tool(*arguments: str) -> None:
    done = subprocess.run(["softhsm2-util", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
