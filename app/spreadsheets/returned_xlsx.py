"""A copy of an .xlsx or .xlsm with the reasons written in: the sheets concerned and the styles change, nothing else.

Hides the archive. Every other part (formulas, macros, pictures, lists, print settings) is copied byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Final
from zipfile import ZipFile, ZipInfo

from app.progress import Progress
from app.spreadsheets.returned_sheet import Marks, marked_sheet
from app.spreadsheets.returned_styles import Styles
from app.spreadsheets.returned_xml import Unfit
from app.spreadsheets.sniff import open_zip
from app.spreadsheets.xlsx_scan import sheet_paths

_STYLES: Final = "xl/styles.xml"
_TYPES: Final = "[Content_Types].xml"


def returned_xlsx(data: bytes, marks: Mapping[str, Marks], progress: Progress) -> bytes:
    """Writes the reasons into a workbook.

    Args:
        data: the whole file.
        marks: by name of the sheet.
        progress: told rows; may cancel.

    Raises:
        Unfit: the workbook is written in a way that is not changed in place.
        Refused: it is damaged, or beyond the limits.
    """
    parts = open_zip(data)
    if not parts.get(_STYLES):
        raise Unfit(_STYLES)
    styles = Styles(parts[_STYLES])
    paths = dict(sheet_paths(parts))
    changed: dict[str, bytes] = {}
    for name, wanted in marks.items():
        path = paths.get(name, "")
        if not parts.get(path) or path in changed:
            raise Unfit(name)
        changed[path] = marked_sheet(parts[path], wanted, styles, progress)
    changed[_STYLES] = styles.content()
    return _copied(data, changed)


def has_macros_type(data: bytes) -> bool:
    """Whether the workbook says that it may carry macros, so that its name must end in .xlsm.

    Raises:
        Refused: it is damaged, or beyond the limits.
    """
    return b"macroEnabled" in open_zip(data).get(_TYPES, b"")


def _copied(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(stream, "w") as target:
        for entry in source.infolist():
            copy = ZipInfo(entry.filename, entry.date_time)
            copy.compress_type, copy.external_attr = entry.compress_type, entry.external_attr
            target.writestr(copy, changed[entry.filename] if entry.filename in changed else source.read(entry))
    return stream.getvalue()
