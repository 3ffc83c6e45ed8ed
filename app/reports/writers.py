"""Files of documents: chooses the format by the suffix; no half-written file carries a final name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from app.durable import as_refusal, write_whole
from app.errors import refuse
from app.reports.document import Document
from app.reports.docx import write_docx
from app.reports.pdf import write_pdf
from app.reports.xlsx import write_xlsx

_WRITERS: Final[Mapping[str, Callable[[Document, BinaryIO], object]]] = {
    ".pdf": write_pdf,
    ".docx": write_docx,
    ".xlsx": write_xlsx,
}


def write(document: Document, path: Path) -> None:
    """Writes a document in the format of the file's suffix.

    Args:
        document: what is written.
        path: ends in .pdf, .docx or .xlsx; an older file of that name is replaced only by a whole new one.

    Raises:
        UserError: NHAP-03 another suffix, LUU-01 full disk, LUU-02 failing disk, LUU-05 not writable, LUU-08 no such
            folder, FONT-01 no typeface.
    """
    content = render(document, path.suffix, path.name)
    try:
        write_whole(path, content)
    except OSError as error:
        raise as_refusal(error, path) from error


def render(document: Document, suffix: str, name: str = "") -> bytes:
    """A document as the bytes of a file.

    Args:
        suffix: ".pdf", ".docx" or ".xlsx".
        name: of the file, for the refusal.

    Raises:
        UserError: NHAP-03 another suffix, FONT-01 no typeface.
    """
    writer = _WRITERS.get(suffix.lower())
    if writer is None:
        raise refuse("NHAP-03", what="loại tệp", value=name or suffix, detail="chỉ nhận .pdf, .docx, .xlsx")
    if suffix.lower() == ".xlsx" and not document.forms:
        raise refuse("NHAP-03", what="loại tệp", value=name or suffix, detail="văn bản chỉ ghi ra .pdf, .docx")
    stream = BytesIO()
    writer(document, stream)
    return stream.getvalue()
