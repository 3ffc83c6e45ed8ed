"""What Sở Nội vụ sends: the enrolment file of a unit and the receipt of a package, as values and as inner files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from cryptography import x509

from app.crypto.certificates import certificate_der, load_certificate
from app.crypto.revocation import RevocationList, load_revocations
from app.domain.dataset import Dataset
from app.domain.finding_json import finding_from_json, finding_to_json
from app.domain.findings import Finding
from app.domain.schema import Level
from app.errors import refuse
from app.package.header import EnrolmentBody, ReceiptBody, canonical_json
from app.package.tables import decode_tables, encode_tables
from app.package.trust import Opened

_SETTINGS: Final = "settings.json"
_FINDINGS: Final = "findings.json"
_CRL: Final = "certificates/issuing.crl"
_CERTIFICATES: Final = ("root", "issuing", "so-sign", "so-encrypt", "so-spare")
_PACK: Final = "pack/"
_FORMS: Final = "forms/"


class Obliged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A period that the unit owes, with its dates (ISO days) and the level that Sở Nội vụ asks for."""

    period: str
    cut_off: str
    due: str
    level: str


class EnrolmentSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Secrets and dates in an enrolment file: the token key is hexadecimal."""

    token_key: str
    obliged: list[Obliged]


@dataclass(frozen=True, slots=True)
class Authorities:
    """The certificates of the province that a unit holds."""

    root: x509.Certificate
    issuing: x509.Certificate
    so_sign: x509.Certificate
    so_encrypt: x509.Certificate
    so_spare: x509.Certificate


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a unit begins with.

    Attributes:
        body: of the header.
        authorities: of the province.
        settings: token key and periods owed.
        pack: files of the plan pack by their name in it.
        data: Sở's own list of the unit, to verify instead of typing; may be empty.
    """

    body: EnrolmentBody
    authorities: Authorities
    settings: EnrolmentSettings
    pack: Mapping[str, bytes]
    data: Dataset


@dataclass(frozen=True, slots=True)
class Receipt:
    """What Sở Nội vụ says of one package, with the unit's certificates when it was enrolled by it."""

    body: ReceiptBody
    findings: tuple[Finding, ...]
    certificates: tuple[x509.Certificate, ...]
    revocations: RevocationList | None


def enrolment_files(enrolment: Enrolment) -> dict[str, bytes]:
    """Inner files of an enrolment file."""
    held = enrolment.authorities
    certificates = (held.root, held.issuing, held.so_sign, held.so_encrypt, held.so_spare)
    named = zip(_CERTIFICATES, certificates, strict=True)
    return {
        **{f"certificates/{name}.cer": certificate_der(certificate) for name, certificate in named},
        **{_packed(name): content for name, content in enrolment.pack.items()},
        **encode_tables(enrolment.data),
        _SETTINGS: canonical_json(enrolment.settings),
    }


def read_enrolment_root(files: Mapping[str, bytes]) -> Authorities:
    """The certificates in an enrolment file; they are pinned because the activation code opened the file.

    Raises:
        UserError: NGH-09.
    """
    try:
        return Authorities(*(load_certificate(files[f"certificates/{name}.cer"]) for name in _CERTIFICATES))
    except KeyError as error:
        raise refuse("NGH-09", detail="chứng thư trong tệp đăng ký") from error


def read_enrolment(opened: Opened) -> Enrolment:
    """Reads an enrolment file whose trust was judged.

    Raises:
        UserError: NGH-09.
    """
    body = opened.header.body
    if not isinstance(body, EnrolmentBody):
        raise refuse("NGH-09", detail="không phải tệp đăng ký đơn vị")
    try:
        settings = msgspec.json.decode(opened.files[_SETTINGS], type=EnrolmentSettings)
    except (KeyError, msgspec.DecodeError) as error:
        raise refuse("NGH-09", detail=_SETTINGS) from error
    pack = {_unpacked(name): content for name, content in opened.files.items() if name.startswith((_PACK, _FORMS))}
    data = decode_tables(body.unit, Level.HO_SO, opened.files, body.counts)
    return Enrolment(body, read_enrolment_root(opened.files), settings, pack, data)


def receipt_files(receipt: Receipt) -> dict[str, bytes]:
    """Inner files of a receipt."""
    files = {_FINDINGS: canonical_json([finding_to_json(item) for item in receipt.findings])}
    for name, certificate in zip(("sign", "encrypt"), receipt.certificates, strict=False):
        files[f"certificates/{name}.cer"] = certificate_der(certificate)
    if receipt.revocations is not None:
        files[_CRL] = receipt.revocations.der
    return files


def read_receipt(opened: Opened) -> Receipt:
    """Reads a receipt whose trust was judged.

    Raises:
        UserError: NGH-09.
    """
    body = opened.header.body
    if not isinstance(body, ReceiptBody):
        raise refuse("NGH-09", detail="không phải phiếu của Sở Nội vụ")
    try:
        items: list[dict[str, Any]] = msgspec.json.decode(opened.files[_FINDINGS], type=list[dict[str, Any]])
        findings = tuple(finding_from_json(item) for item in items)
    except (KeyError, ValueError, TypeError) as error:
        raise refuse("NGH-09", detail=_FINDINGS) from error
    names = [f"certificates/{name}.cer" for name in ("sign", "encrypt")] if body.enrolled else []
    if any(name not in opened.files for name in names):
        raise refuse("NGH-09", detail="chứng thư trong phiếu")
    revocations = load_revocations(opened.files[_CRL]) if _CRL in opened.files else None
    return Receipt(body, findings, tuple(load_certificate(opened.files[name]) for name in names), revocations)


def _packed(name: str) -> str:
    return name if name.startswith(_FORMS) else _PACK + name


def _unpacked(path: str) -> str:
    return path.removeprefix(_PACK)
