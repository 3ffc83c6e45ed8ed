"""A unit's request for certificates and the answer of Sở Nội vụ, as values and as inner files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto.certificates import Role, certificate_der, load_certificate
from app.crypto.issuing import Request, check_request
from app.crypto.keys import public_der
from app.crypto.recipients import RecipientId, recipient_id
from app.crypto.revocation import RevocationList, load_revocations
from app.errors import refuse
from app.package.bodies import CertificatesBody
from app.package.tables import require_files

SIGN_REQUEST: Final = "requests/sign.p10"
ENCRYPT_REQUEST: Final = "requests/encrypt.p10"
CRL: Final = "certificates/issuing.crl"

_ISSUED: Final = ("sign", "encrypt")
_OFFICE: Final = ("issuing", "so-sign", "so-encrypt", "so-spare")


@dataclass(frozen=True, slots=True)
class Requests:
    """Keys that a unit asks to be enrolled with; checked proofs of possession.

    Attributes:
        sign, encrypt: the requests (PKCS #10, DER).
        signing_key: public key of the first one (DER).
        recipient: how the second one's key is named in an envelope.
    """

    sign: bytes
    encrypt: bytes
    signing_key: bytes
    recipient: RecipientId


@dataclass(frozen=True, slots=True)
class Office:
    """The certificates of Sở Nội vụ below the root, as they travel in certificate files and receipts."""

    issuing: x509.Certificate
    so_sign: x509.Certificate
    so_encrypt: x509.Certificate
    so_spare: x509.Certificate


@dataclass(frozen=True, slots=True)
class Certificates:
    """What Sở Nội vụ answers a request with.

    Attributes:
        body: of the header.
        sign, encrypt: of the unit, for the keys of its request.
        office: of Sở Nội vụ.
        revocations: the newest list.
    """

    body: CertificatesBody
    sign: x509.Certificate
    encrypt: x509.Certificate
    office: Office
    revocations: RevocationList


def read_requests(files: Mapping[str, bytes], holder: str) -> Requests:
    """Reads both requests of a file and checks that they are the holder's.

    Raises:
        UserError: KY-03 missing, damaged, or of another holder; KY-06 a kind of key we do not use.
    """
    if SIGN_REQUEST not in files or ENCRYPT_REQUEST not in files:
        raise refuse("KY-03")
    sign = _request(files[SIGN_REQUEST], Role.UNIT_SIGN, holder)
    encrypt = _request(files[ENCRYPT_REQUEST], Role.UNIT_ENCRYPT, holder)
    if not isinstance(encrypt.public_key, ec.EllipticCurvePublicKey):
        raise refuse("KY-03")
    return Requests(sign.der, encrypt.der, public_der(sign.public_key), recipient_id(encrypt.public_key))


def certificates_files(answer: Certificates) -> dict[str, bytes]:
    """Inner files of a certificate file."""
    issued = zip(_ISSUED, (answer.sign, answer.encrypt), strict=True)
    own = {_cer(name): certificate_der(certificate) for name, certificate in issued}
    return {**own, **office_files(answer.office), CRL: answer.revocations.der}


def read_certificates(files: Mapping[str, bytes], body: CertificatesBody) -> Certificates:
    """Reads a certificate file whose trust was judged.

    Raises:
        UserError: GOI-02 for a file that does not belong, NGH-09 one that is missing, KY-03 for a damaged one.
    """
    require_files(files, {*map(_cer, _ISSUED), *map(_cer, _OFFICE), CRL})
    sign, encrypt = (load_certificate(files[_cer(name)]) for name in _ISSUED)
    return Certificates(body, sign, encrypt, _read_office(files), load_revocations(files[CRL]))


def office_files(office: Office) -> dict[str, bytes]:
    """The certificates of Sở Nội vụ as inner files."""
    held = zip(_OFFICE, (office.issuing, office.so_sign, office.so_encrypt, office.so_spare), strict=True)
    return {_cer(name): certificate_der(certificate) for name, certificate in held}


def office_names() -> frozenset[str]:
    """Names of these files."""
    return frozenset(map(_cer, _OFFICE))


def read_office(files: Mapping[str, bytes]) -> Office | None:
    """The certificates of Sở Nội vụ where a file brings them; all or none.

    Raises:
        UserError: NGH-09 some are missing, KY-03 a damaged one.
    """
    if not office_names() & set(files):
        return None
    if not office_names() <= set(files):
        raise refuse("NGH-09", detail="chứng thư của Sở Nội vụ")
    return _read_office(files)


def _read_office(files: Mapping[str, bytes]) -> Office:
    return Office(*(load_certificate(files[_cer(name)]) for name in _OFFICE))


def _request(content: bytes, role: Role, holder: str) -> Request:
    request = check_request(content)
    if request.role is not role or request.holder != holder:
        raise refuse("KY-03")
    return request


def _cer(name: str) -> str:
    return f"certificates/{name}.cer"
