"""The reader process of pictures: reads one from its input under limits and writes what its QR codes say.

Hides the decoders of foreign pictures. A crash or an endless loop ends this process and nothing else; and PDFium, which
serves one thread at a time, is not shared with the window that draws pages with it.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from app.processes import limit

MEMORY: Final = 3 * 2**30
HEAP: Final = 2**30
"""What it may hold of its own; a photograph of 80 million pixels in colours takes 400 MB."""
SECONDS_OF_CPU: Final = 60
_PIXELS: Final = 80_000_000
_PAGES: Final = 50
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "BMP", "WEBP")
_SCALE: Final = 300 / 72
_POINTS_OF_A_SIDE: Final = 2400
"""Longest side of a page that is rendered; A2 has 1684."""
_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def main(_: Sequence[str]) -> int:
    """Entry of the process: a picture as input, JSON as output.

    Returns:
        0 when an answer was written, a refusal being an answer too.
    """
    limit(MEMORY, HEAP, SECONDS_OF_CPU)
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()
    return 0


def answer(content: bytes) -> bytes:
    """What the codes of a picture say, or why it is not read.

    Args:
        content: the whole file.

    Returns:
        JSON: `marks`, texts without repetition in the order found, and `refused`, a clause in Vietnamese or "".
    """
    try:
        found = [made.text for image in _images(content) for made in zxingcpp.read_barcodes(image, _QR)]
    except (UnidentifiedImageError, Image.DecompressionBombError):
        return _say(refused="không phải ảnh hay PDF đọc được, hoặc ảnh quá lớn")
    except (OSError, ValueError, SyntaxError, pypdfium2.PdfiumError):
        return _say(refused="tệp hỏng")
    except MemoryError:
        return _say(refused="ảnh quá lớn")
    return _say(marks=tuple(dict.fromkeys(found)))


def _say(marks: Sequence[str] = (), refused: str = "") -> bytes:
    return json.dumps({"marks": marks, "refused": refused}).encode()


def _images(content: bytes) -> Iterator[Any]:
    if content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(content) as document:
            for number in range(min(len(document), _PAGES)):
                page = document[number]
                scale = _SCALE * min(1.0, _POINTS_OF_A_SIDE / max(page.get_size()))
                yield page.render(scale=scale, grayscale=True).to_pil()
        return
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        if image.width * image.height > _PIXELS:
            raise Image.DecompressionBombError
        yield image.convert("L")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
