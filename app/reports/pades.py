"""PDF signatures (PAdES B-B, ETSI EN 319 142-1): put on, and judged; hides pyHanko.

Of pyHanko only what runs without its event loop is used: its writer with a place for the CMS, which is ours, and its
reader with the analysis of what came after a signature. What a hostile file does to the library proves nothing: the
verdict is then "unknown".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final, Literal, TypeAlias

from cryptography import x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigAppearanceSetup, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.stamp import StaticStampStyle

from app.crypto.certificates import Signer
from app.crypto.holders import named, organisation_of
from app.crypto.signing import sign_digest
from app.errors import refuse
from app.reports.blocks import MM
from app.reports.layout import MARGIN_BOTTOM, MARGIN_RIGHT
from app.reports.pdf import SIGNATURE_MARK
from app.reports.stamp import Look, annex_line, annex_stamp, main_stamp

Later: TypeAlias = Literal["none", "signing", "content"]
_RESERVED: Final = 16 * 1024
"""Hexadecimal digits kept free for the CMS, which is about 4 KiB with the certificates of an official token."""
_SIZE: Final = (200.0, 58.0)
_ANNEX_TOP: Final = 8 * MM
_FILTERS: Final = frozenset({"/ETSI.CAdES.detached", "/adbe.pkcs7.detached"})
_DIGESTS: Final = frozenset({"sha256", "sha384", "sha512"})
_HEX: Final = frozenset(b"0123456789abcdefABCDEF")
_MOST_SIGNATURES: Final = 20
_LONGEST_PATH: Final = 5
_MOST_BOOKMARKS: Final = 1000
_EXACT: Final = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN)
Box: TypeAlias = tuple[float, float, float, float]


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


class _Update(IncrementalPdfFileWriter):
    """An update that leaves the document's properties alone: the library would write its clock and its name there."""

    def _update_meta(self) -> None:
        pass


class _Drawn(PdfContent):
    """A page of another PDF in memory, as the background of a stamp."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        """The content that shows the page."""
        writer: Any = self.writer
        page = writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject["/Stamp"] = page
        _, _, width, height = _box(page.get_object()["/BBox"])
        self.box = BoxConstraints(width=width, height=height)
        return b"/Stamp Do"


def sign_pdf(pdf: bytes, signer: Signer, at: datetime, look: Look, name: str = "PDF") -> bytes:
    """Signs a PDF by an incremental update: its bytes stay as they are, the signature comes behind them.

    Args:
        pdf: the document; may have been signed before.
        signer: a token, as a rule.
        at: the signing time to state, with time zone.
        look: how the signature is seen.
        name: of the file, for the message.

    Raises:
        UserError: PDF-01 not a PDF that can be signed, FONT-01; those of the signer.
    """
    try:
        writer = _Update(BytesIO(pdf))
        taken = _fields(writer)
        stamp, page, box = _stamp(writer, signer, at, look, [widget for _, widget in taken])
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as wrong:
        raise refuse("PDF-01", name=name, detail=type(wrong).__name__) from wrong
    field = next(f"ChuKy{number}" for number in range(1, 100) if f"ChuKy{number}" not in {name for name, _ in taken})
    where: Any = box  # parts of a point are meant
    spec = SigFieldSpec(field, on_page=page, box=where)
    embedder: Any = PdfCMSEmbedder(new_field_spec=spec).write_cms(field, writer)
    next(embedder)
    style = StaticStampStyle(background=_Drawn(stamp), background_layout=_EXACT, border_width=0)
    placeholder = SignatureObject(at, SigSeedSubFilter.PADES, bytes_reserved=2 * _RESERVED)
    embedder.send(SigObjSetup(placeholder, appearance_setup=SigAppearanceSetup(style, at, None)))
    prepared, output = embedder.send(SigIOSetup("sha256"))
    embedder.send(sign_digest(prepared.document_digest, signer, None))
    made: bytes = output.getvalue()
    return made


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
    sound = signature.md_algorithm in _DIGESTS and str(_value(signature.sig_object, "/SubFilter", "")) in _FILTERS
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
    return str(_value(_value(reader.trailer_view, "/Info", {}), "/Keywords", ""))


def _fields(writer: IncrementalPdfFileWriter) -> list[tuple[str, Box]]:
    """Names and places of the signature fields that are there."""
    fields = [one.get_object() for one in _value(_value(writer.root, "/AcroForm", {}), "/Fields", [])]
    return [(str(_value(field, "/T", "")), _box(_value(field, "/Rect", (0, 0, 0, 0)))) for field in fields]


def _stamp(
    writer: IncrementalPdfFileWriter, signer: Signer, at: datetime, look: Look, taken: list[Box]
) -> tuple[bytes, int, Box]:
    """What is shown, on which page (from 0) and where."""
    if look.annex:
        stamp, width, height = annex_stamp(annex_line(look.number, at))
        _, _, right, top = _page_box(writer, 0)
        return (
            stamp,
            0,
            (right - MARGIN_RIGHT - width, top - _ANNEX_TOP - height, right - MARGIN_RIGHT, top - _ANNEX_TOP),
        )
    page, box = _place(writer)
    while any(_meet(box, other) for other in taken) and box[0] > box[2] - box[0]:
        box = (2 * box[0] - box[2], box[1], box[0], box[3])
    name, office = named(signer.certificate)[0], organisation_of(signer.certificate)
    return main_stamp(box[2] - box[0], box[3] - box[1], name, office, at, look), page, box


def _place(writer: IncrementalPdfFileWriter) -> tuple[int, Box]:
    """The signature place that our forms mark, the last one; else the lower right corner of the last page."""
    pages = [reference.reference for reference in _page_references(writer)]
    marked = [item["/Dest"] for item in _bookmarks(writer.root) if str(_value(item, "/Title", "")) == SIGNATURE_MARK]
    if marked and str(marked[-1][1]) == "/FitR":
        return pages.index(marked[-1].raw_get(0).reference), _box(list(marked[-1])[2:6])
    _, bottom, right, _ = _page_box(writer, len(pages) - 1)
    corner = right - MARGIN_RIGHT, bottom + MARGIN_BOTTOM
    return len(pages) - 1, (corner[0] - _SIZE[0], corner[1], corner[0], corner[1] + _SIZE[1])


def _bookmarks(parent: Any) -> Iterator[Any]:
    """Bookmarks of a document with those below them, in order; a ring of them ends at the limit."""
    item = _value(_value(parent, "/Outlines", parent), "/First", None)
    for _ in range(_MOST_BOOKMARKS):
        if item is None:
            return
        yield item
        yield from _bookmarks(item) if "/First" in item else ()
        item = _value(item, "/Next", None)


def _page_references(writer: Any) -> Iterator[Any]:
    count = int(writer.root["/Pages"]["/Count"])
    return (writer.find_page_for_modification(number)[0] for number in range(count))


def _page_box(writer: Any, number: int) -> Box:
    page = writer.find_page_for_modification(number)[0].get_object()
    while "/MediaBox" not in page:  # inherited from the tree of pages
        page = page["/Parent"]
    return _box(page["/MediaBox"])


def _value(dictionary: Any, name: str, missing: Any) -> Any:
    """A value of a dictionary with its reference followed, which the library's own `get` does not do."""
    return dictionary[name] if name in dictionary else missing  # noqa: SIM401 - see above


def _box(numbers: Any) -> Box:
    one, two, three, four = (float(number) for number in numbers)
    return one, two, three, four


def _meet(left: Box, right: Box) -> bool:
    return left[0] < right[2] and right[0] < left[2] and left[1] < right[3] and right[1] < left[3]
