"""QR codes found in a photograph or a scan of paper; hides the decoder and the formats of pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from app.errors import refuse

_PIXELS: Final = 80_000_000
_PAGES: Final = 50
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "BMP", "WEBP")
_SCALE: Final = 300 / 72
_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def marks_in(content: bytes, name: str) -> tuple[str, ...]:
    """Reads the QR codes of a picture, or of the pages of a scan as PDF.

    Args:
        content: JPEG, PNG, TIFF, BMP, WEBP or PDF.
        name: of the file, for the sentence.

    Returns:
        What each code says, without repetition, in the order found.

    Raises:
        UserError: ANH-01, it is no such file, or too large.
    """
    try:
        found = [made.text for image in _images(content) for made in zxingcpp.read_barcodes(image, _QR)]
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise refuse("ANH-01", name=name, detail="không phải ảnh hay PDF đọc được, hoặc ảnh quá lớn") from error
    except (OSError, ValueError, pypdfium2.PdfiumError) as error:
        raise refuse("ANH-01", name=name, detail="tệp hỏng") from error
    return tuple(dict.fromkeys(found))


def _images(content: bytes) -> Iterator[Any]:
    if content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(content) as document:
            for number in range(min(len(document), _PAGES)):
                yield document[number].render(scale=_SCALE, grayscale=True).to_pil()
        return
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        if image.width * image.height > _PIXELS:
            raise Image.DecompressionBombError
        yield image.convert("L")
