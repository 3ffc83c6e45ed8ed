"""A page of a PDF as pixels, whole or strip by strip, so that nobody waits for a whole page; hides PDFium's bitmaps.

PDFium serves one thread at a time. The window uses it in the GUI thread only, and does a little of it per turn of the
event loop; a second thread would save nothing there and could meet the store thread, which reads scans with it too.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import Final

import pypdfium2
from pypdfium2 import raw
from PySide6.QtGui import QImage

POINTS_PER_INCH: Final = 72
_STRIP_PIXELS: Final = 1_000_000
"""Of a strip: 4 MB, drawn in some milliseconds."""


class Page:
    """A page at one resolution.

    Attributes:
        width: of the picture, in pixels.
        height: of the picture, in pixels.
    """

    def __init__(self, document: pypdfium2.PdfDocument, number: int, dpi: float, most: int) -> None:
        """Reads what stands on a page.

        Args:
            document: stays open while pages of it are drawn.
            number: of the page, from 0.
            dpi: pixels per inch of paper.
            most: pixels of the whole picture; a page that is drawn to be huge comes coarser.

        Raises:
            PdfiumError: the page cannot be read.
        """
        self._page = document[number]
        self.width, self.height = pixels(self._page.get_size(), dpi, most)

    def tops(self) -> range:
        """First row of each strip."""
        return range(0, self.height, max(_STRIP_PIXELS // self.width, 16))

    def strip(self, top: int, rows: int) -> QImage:
        """Some rows of the picture, on white as on paper."""
        rows = min(rows, self.height - top)
        drawn = pypdfium2.PdfBitmap.new_native(self.width, rows, raw.FPDFBitmap_BGRx)
        drawn.fill_rect((255, 255, 255, 255), 0, 0, self.width, rows)
        where = (drawn, self._page, 0, -top, self.width, self.height, 0, raw.FPDF_ANNOT)
        raw.FPDF_RenderPageBitmap(*where)
        if self._page.formenv:
            raw.FPDF_FFLDraw(self._page.formenv, *where)
        image = QImage(bytes(drawn.buffer), self.width, rows, drawn.stride, QImage.Format.Format_RGB32).copy()
        drawn.close()
        return image

    def close(self) -> None:
        """Lets the page go."""
        self._page.close()


def pixels(size: tuple[float, float], dpi: float, most: int) -> tuple[int, int]:
    """Width and height of the picture of a page.

    Args:
        size: of the page, in points.
        dpi: pixels per inch of paper.
        most: pixels of the whole picture.
    """
    width, height = size
    scale = min(dpi / POINTS_PER_INCH, sqrt(most / max(width * height, 1.0)))
    return max(ceil(width * scale), 1), max(ceil(height * scale), 1)
