"""What Sở Nội vụ sends: the enrolment file of a unit and the receipt of a package, as values and as inner files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
from cryptography import x509

from app.crypto.certificates import certificate_der, load_certificate
from app.crypto.keys import KEY_BYTES
from app.crypto.revocation import RevocationList, load_revocations
from app.domain.dataset import Dataset
from app.domain.findings import Finding
from app.domain.lineage import Act
from app.domain.schema import Level
from app.errors import refuse
from app.package.bodies import EnrolmentBody, PeriodBody, PlanPackBody, ReceiptBody
from app.package.comments import COMMENTS, Comment, comments_json, read_comments
from app.package.credentials import CRL, Office, office_files, office_names, read_office
from app.package.header import canonical_json, read_period_body
from app.package.plan_pack import NOTICE, notice_json, packed, packed_in, read_notice, unpacked
from app.package.policy import POLICY, Policy, policy_json, read_policy
from app.package.questions import ANSWERS, Answer, answers_json, read_answers
from app.package.submission import FINDINGS, findings_json, read_findings
from app.package.tables import decode_tables, encode_tables, require_files, sent_tables, table_path
from app.package.trust import Opened

_SETTINGS: Final = "settings.json"
COMPARED: Final = "compared.pdf"
ASKED: Final = "period.json"
_CERTIFICATES: Final = ("root", "issuing", "so-sign", "so-encrypt", "so-spare")
_ISSUED: Final = ("sign", "encrypt")


class Obliged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A period that the unit owes, with its dates (ISO days) and the level that Sở Nội vụ asks for.

    Attributes:
        number: of what Sở Nội vụ has asked for, as in a period file; not written where nothing was asked for.
    """

    period: str
    cut_off: str
    due: str
    level: str
    number: int = 0


class UnitStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a reorganisation that Sở Nội vụ has read from a file; fields as in `app.domain.lineage.LineageRow`."""

    line: int
    day: str
    act: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    resolution: str
    kind: str
    tier: str
    sector: str
    population: int | None


class EnrolmentSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Secrets and dates in an enrolment file: the token key is hexadecimal; the policy is that of the campaign.

    `units` are rows of reorganisations that the program of the unit may not ship yet; absent where there are none.
    """

    token_key: str
    obliged: list[Obliged]
    policy: Policy
    units: list[UnitStep] = []


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
    """What Sở Nội vụ says of one package.

    Attributes:
        body: of the header.
        findings: of its check.
        certificates: of the unit, where it is enrolled. revocations: the newest list.
        comments: what is to be looked at, of a return.
        compared: one page "đơn vị của bạn so với tỉnh" (PDF), of an acceptance; may be empty.
        policy: what is taken during the campaign. office: certificates of Sở Nội vụ.
        asked: the period that is asked for when the receipt is made; None where none is.
        answers: where the difficulties of the unit stand.
        issued: a plan pack newer than that of the package, with its files; None where there is none.
    """

    body: ReceiptBody
    findings: tuple[Finding, ...]
    certificates: tuple[x509.Certificate, ...]
    revocations: RevocationList | None
    comments: tuple[Comment, ...] = ()
    compared: bytes = b""
    policy: Policy | None = None
    office: Office | None = None
    asked: PeriodBody | None = None
    issued: tuple[PlanPackBody, Mapping[str, bytes]] | None = None
    answers: tuple[Answer, ...] = ()


def enrolment_files(enrolment: Enrolment) -> dict[str, bytes]:
    """Inner files of an enrolment file."""
    held = enrolment.authorities
    certificates = (held.root, held.issuing, held.so_sign, held.so_encrypt, held.so_spare)
    named = zip(_CERTIFICATES, certificates, strict=True)
    return {
        **{_cer(name): certificate_der(certificate) for name, certificate in named},
        **packed(enrolment.pack),
        **encode_tables(enrolment.data),
        _SETTINGS: canonical_json(enrolment.settings),
    }


def read_enrolment_root(files: Mapping[str, bytes]) -> Authorities:
    """The certificates in an enrolment file; they are pinned because the activation code opened the file.

    Raises:
        UserError: NGH-09.
    """
    try:
        return Authorities(*(load_certificate(files[_cer(name)]) for name in _CERTIFICATES))
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
    pack = packed_in(opened.files)
    tables = (table_path(spec.name) for spec in sent_tables(Level.HO_SO))
    require_files(opened.files, {_SETTINGS, *map(_cer, _CERTIFICATES), *tables}, pack)
    settings = _settings(opened.files[_SETTINGS])
    data = decode_tables(body.unit, Level.HO_SO, opened.files, body.counts)
    return Enrolment(body, read_enrolment_root(opened.files), settings, unpacked(pack), data)


def receipt_files(receipt: Receipt) -> dict[str, bytes]:
    """Inner files of a receipt."""
    files = {FINDINGS: findings_json(receipt.findings)}
    if receipt.certificates:
        issued = zip(_ISSUED, receipt.certificates, strict=True)
        files |= {_cer(name): certificate_der(certificate) for name, certificate in issued}
    if receipt.revocations is not None:
        files[CRL] = receipt.revocations.der
    if receipt.comments:
        files[COMMENTS] = comments_json(receipt.comments)
    if receipt.compared:
        files[COMPARED] = receipt.compared
    if receipt.policy is not None:
        files[POLICY] = policy_json(receipt.policy)
    if receipt.asked is not None:
        files[ASKED] = canonical_json(receipt.asked)
    if receipt.answers:
        files[ANSWERS] = answers_json(receipt.answers)
    if receipt.issued is not None:
        files |= {NOTICE: notice_json(receipt.issued[0]), **packed(receipt.issued[1])}
    return files | (office_files(receipt.office) if receipt.office else {})


def read_receipt(opened: Opened) -> Receipt:
    """Reads a receipt whose trust was judged.

    Raises:
        UserError: NGH-09; GOI-02 for a file that does not belong; KY-03 for a damaged certificate or list in it.
    """
    body = opened.header.body
    if not isinstance(body, ReceiptBody):
        raise refuse("NGH-09", detail="không phải phiếu của Sở Nội vụ")
    issued = tuple(map(_cer, _ISSUED)) if body.enrolled else ()
    files = opened.files
    carried = {NOTICE, *packed_in(files)} if NOTICE in files else set()
    require_files(
        files, {FINDINGS, *issued}, {CRL, COMMENTS, COMPARED, POLICY, ASKED, ANSWERS, *office_names(), *carried}
    )
    return Receipt(
        body,
        read_findings(files[FINDINGS]),
        tuple(load_certificate(files[name]) for name in issued),
        load_revocations(files[CRL]) if CRL in files else None,
        read_comments(files[COMMENTS]) if COMMENTS in files else (),
        files.get(COMPARED, b""),
        read_policy(files[POLICY]) if POLICY in files else None,
        read_office(files),
        _asked(files[ASKED], body.unit) if ASKED in files else None,
        (read_notice(files[NOTICE], body.unit), unpacked(files)) if NOTICE in files else None,
        read_answers(files[ANSWERS]) if ANSWERS in files else (),
    )


def _asked(content: bytes, unit: str) -> PeriodBody:
    body = read_period_body(content)
    if body.unit != unit:
        raise refuse("NGH-09", detail=ASKED)
    return body


def _settings(content: bytes) -> EnrolmentSettings:
    try:
        settings = msgspec.json.decode(content, type=EnrolmentSettings)
        secret = bytes.fromhex(settings.token_key)
        for step in settings.units:
            date.fromisoformat(step.day)
            Act(step.act)
    except (msgspec.DecodeError, ValueError) as error:
        raise refuse("NGH-09", detail=_SETTINGS) from error
    if canonical_json(settings) != content or len(secret) != KEY_BYTES:
        raise refuse("NGH-09", detail=_SETTINGS)
    return settings


def _cer(name: str) -> str:
    return f"certificates/{name}.cer"
