"""PDF signatures put on (PAdES B-B, ETSI EN 319 142-1); hides pyHanko's writer.

Of pyHanko only what runs without its event loop is used: it makes the update with a place for the CMS, which is ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any, Final, TypeAlias

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigAppearanceSetup, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.stamp import StaticStampStyle

from app.crypto.certificates import Signer
from app.crypto.holders import named, organisation_of
from app.crypto.signing import sign_digest
from app.errors import refuse
from app.reports.blocks import MM
from app.reports.layout import MARGIN_BOTTOM, MARGIN_RIGHT
from app.reports.pdf import SIGNATURE_MARK
from app.reports.pdf_check import value_of
from app.reports.stamp import Look, annex_line, annex_stamp, main_stamp

_RESERVED: Final = 16 * 1024
"""Hexadecimal digits kept free for the CMS, which is about 4 KiB with the certificates of an official token."""
_SIZE: Final = (200.0, 58.0)
_ANNEX_TOP: Final = 8 * MM
_MOST_BOOKMARKS: Final = 10_000
_MOST_PAGES: Final = 10_000
_DEEPEST: Final = 50
_EXACT: Final = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN)
Box: TypeAlias = tuple[float, float, float, float]


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


def _fields(writer: IncrementalPdfFileWriter) -> list[tuple[str, Box]]:
    """Names and places of the signature fields that are there."""
    fields = [one.get_object() for one in value_of(value_of(writer.root, "/AcroForm", {}), "/Fields", [])]
    return [(str(value_of(field, "/T", "")), _box(value_of(field, "/Rect", (0, 0, 0, 0)))) for field in fields]


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
    marked = [item["/Dest"] for item in _bookmarks(writer.root) if str(value_of(item, "/Title", "")) == SIGNATURE_MARK]
    if marked and str(marked[-1][1]) == "/FitR":
        return pages.index(marked[-1].raw_get(0).reference), _box(list(marked[-1])[2:6])
    _, bottom, right, _ = _page_box(writer, len(pages) - 1)
    corner = right - MARGIN_RIGHT, bottom + MARGIN_BOTTOM
    return len(pages) - 1, (corner[0] - _SIZE[0], corner[1], corner[0], corner[1] + _SIZE[1])


def _bookmarks(root: Any) -> Iterator[Any]:
    """Bookmarks of a document in order, those below one right after it; a ring of them ends at the limit."""
    waiting = [value_of(value_of(root, "/Outlines", {}), "/First", None)]
    for _ in range(_MOST_BOOKMARKS):
        if not waiting:
            return
        item = waiting.pop()
        if item is not None:
            yield item
            waiting += [value_of(item, "/Next", None), value_of(item, "/First", None)]


def _page_references(writer: Any) -> Iterator[Any]:
    count = min(int(writer.root["/Pages"]["/Count"]), _MOST_PAGES)
    return (writer.find_page_for_modification(number)[0] for number in range(count))


def _page_box(writer: Any, number: int) -> Box:
    page = writer.find_page_for_modification(number)[0].get_object()
    for _ in range(_DEEPEST):  # inherited from the tree of pages
        if "/MediaBox" in page:
            break
        page = page["/Parent"]
    return _box(page["/MediaBox"])


def _box(numbers: Any) -> Box:
    one, two, three, four = (float(number) for number in numbers)
    return one, two, three, four


def _meet(left: Box, right: Box) -> bool:
    return left[0] < right[2] and right[0] < left[2] and left[1] < right[3] and right[1] < left[3]
