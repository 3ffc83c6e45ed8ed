"""QR codes found in a photograph or a scan of paper; hides the process that decodes foreign pictures."""

from __future__ import annotations

import json
from typing import Final

from app import PICTURE_SWITCH
from app.errors import refuse
from app.processes import Part, ask
from app.progress import Progress

_READER: Final = Part(PICTURE_SWITCH, "app.reports.photograph_child")
_LONGEST_SECONDS: Final = 60.0


def marks_in(content: bytes, name: str, progress: Progress) -> tuple[str, ...]:
    """Reads the QR codes of a picture, or of the pages of a scan as PDF, in a process of its own.

    Args:
        content: JPEG, PNG, TIFF, BMP, WEBP or PDF.
        name: of the file, for the sentence.
        progress: asked several times a second; may cancel.

    Returns:
        What each code says, without repetition, in the order found.

    Raises:
        UserError: ANH-01, it is no such file, broken, or too large.
        Cancelled: the person asked to stop.
    """
    try:
        output, ended = ask(_READER, (), content, progress, "Đang đọc ảnh", _LONGEST_SECONDS)
    except TimeoutError:
        raise refuse("ANH-01", name=name, detail=f"đọc quá {_LONGEST_SECONDS:.0f} giây") from None
    if ended != 0:
        raise refuse("ANH-01", name=name, detail="nội dung tệp làm trình đọc dừng lại")
    answer = json.loads(output)
    if answer["refused"]:
        raise refuse("ANH-01", name=name, detail=answer["refused"])
    return tuple(answer["marks"])
