"""PDF signatures judged, as far as that goes without a network; hides how pyHanko reads and compares revisions.

What a hostile file does to the library proves nothing: the verdict is then "unknown" (threats K12).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final, Literal, TypeAlias

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from app.crypto.holders import named

Later: TypeAlias = Literal["none", "signing", "content"]
_FILTERS: Final = frozenset({"/ETSI.CAdES.detached", "/adbe.pkcs7.detached"})
_DIGESTS: Final = frozenset({"sha256", "sha384", "sha512"})
_HEX: Final = frozenset(b"0123456789abcdefABCDEF")
_MOST_SIGNATURES: Final = 20
_LONGEST_PATH: Final = 5


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature of a PDF.

    Attributes:
        signer, issuer: as their certificate names them.
        at: what the signer's clock said; None where nothing is said.
        intact: the bytes it covers are those that were signed.
        whole: it covers the whole file.
        known: its form is one that can be judged: covers the file from its start to the signature and on, sound digest.
        later: what came into the file after it.
        root: authority of the settings that the certificate goes back to; "" where that could not be checked.
    """

    signer: str
    issuer: str
    at: datetime | None
    intact: bool
    whole: bool
    known: bool
    later: Later
    root: str


@dataclass(frozen=True, slots=True)
class PdfStatus:
    """All signatures of a PDF in the order of signing; `readable` is False where the file could not be read through.

    Attributes:
        keywords: of the document's properties, where our forms keep their code.
    """

    signatures: tuple[PdfSignature, ...]
    readable: bool = True
    keywords: str = ""


def check_pdf(pdf: bytes, roots: tuple[x509.Certificate, ...] = ()) -> PdfStatus:
    """Judges the signatures of a PDF, as far as that goes without a network.

    Args:
        pdf: the file.
        roots: authorities that are trusted to issue signatures of officials.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf))
        found = reader.embedded_regular_signatures[:_MOST_SIGNATURES]
        names = {one.fq_name for one in reader.embedded_signatures}
        return PdfStatus(tuple(_judged(one, pdf, names, roots) for one in found), keywords=_keywords(reader))
    except Exception:  # noqa: BLE001, RUF100 - a file from outside: whatever it provokes, nothing is proved
        return PdfStatus((), readable=False)


def is_pdf(content: bytes) -> bool:
    """Whether a file begins as a PDF does."""
    return content[:1024].lstrip().startswith(b"%PDF-")


def _judged(
    signature: EmbeddedPdfSignature, pdf: bytes, fields: set[str], roots: tuple[x509.Certificate, ...]
) -> PdfSignature:
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    others = tuple(x509.load_der_x509_certificate(one.dump()) for one in signature.other_embedded_certs)
    signer, issuer = named(certificate)
    at = signature.self_reported_timestamp
    known = _known_form(signature, pdf)
    try:
        untyped: Any = signature
        untyped.compute_integrity_info()
        digest = signature.compute_digest()
        fits, valid = validate_sig_integrity(signature.signer_info, signature.signer_cert, "data", digest)
    except Exception:  # noqa: BLE001, RUF100 - as in `check_pdf`: one signature that cannot be judged
        return PdfSignature(signer, issuer, at, intact=False, whole=False, known=False, later="content", root="")
    whole = known and _covers(signature) == len(pdf)
    later = _later(signature.diff_result, fields)
    if not whole and signature.signed_revision + 1 >= signature.reader.xrefs.total_revisions:
        later = "content"  # bytes behind the end that belong to no update
    root = _root(certificate, others, roots, at)
    return PdfSignature(signer, issuer, at, fits and valid, whole, known, later, root)


def _known_form(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Demands that only the signature itself is left out, and a digest that is not broken (threats K12)."""
    parts = [int(part) for part in signature.byte_range]
    if len(parts) != 4 or parts[0] != 0 or min(parts) < 0 or parts[2] + parts[3] > len(pdf):
        return False
    hole = pdf[parts[1] : parts[2]]
    if len(hole) < 2 or hole[:1] != b"<" or hole[-1:] != b">" or not set(hole[1:-1]) <= _HEX:
        return False
    own = bytes.fromhex(hole[1:-1].decode()) if len(hole) % 2 == 0 else b""
    sound = signature.md_algorithm in _DIGESTS and str(value_of(signature.sig_object, "/SubFilter", "")) in _FILTERS
    return sound and own == bytes(signature.pkcs7_content)


def _covers(signature: EmbeddedPdfSignature) -> int:
    return int(signature.byte_range[2]) + int(signature.byte_range[3])


def _later(result: object, fields: set[str]) -> Later:
    """What came after a signature: nothing that is seen, further signatures, or anything else."""
    if not isinstance(result, DiffResult) or result.modification_level not in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    ):
        return "content"
    if not set(result.changed_form_fields) <= fields:
        return "content"
    return "signing" if result.modification_level is ModificationLevel.FORM_FILLING else "none"


def _root(
    certificate: x509.Certificate,
    others: tuple[x509.Certificate, ...],
    roots: tuple[x509.Certificate, ...],
    at: datetime | None,
) -> str:
    """Name of the trusted authority that a certificate goes back to; no revocation is known without a network."""
    current, moment = certificate, at
    for _ in range(_LONGEST_PATH):
        if moment is None or not current.not_valid_before_utc <= moment <= current.not_valid_after_utc:
            return ""
        above = next((one for one in (*roots, *others) if _issued(current, one)), None)
        if above is None:
            return ""
        if above in roots:
            return named(above)[0]
        current = above
    return ""


def _issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
        return above.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except Exception:  # noqa: BLE001, RUF100 - certificates from outside, of any kind
        return False


def _keywords(reader: PdfFileReader) -> str:
    return str(value_of(value_of(reader.trailer_view, "/Info", {}), "/Keywords", ""))


def value_of(dictionary: Any, name: str, missing: Any) -> Any:
    """A value of a dictionary with its reference followed, which the library's own `get` does not do."""
    return dictionary[name] if name in dictionary else missing  # noqa: SIM401 - see above
