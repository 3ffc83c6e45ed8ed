"""Files made to harm whoever opens them, built at test time; small on disk, large in the hands of a careless reader."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tests.core.spreadsheets.lists import content, repacked, table

SHEET: Final = "xl/worksheets/sheet1.xml"
GOOD: Final = content(table([["Họ và tên", "Ngày sinh"], ["Lò Thị Pâng", "1985"]]))
_SHARED: Final = "xl/sharedStrings.xml"
_MAIN: Final = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TEN: Final = b"".join(b'<!ENTITY %c "%s">' % (98 + step, (b"&%c;" % (97 + step)) * 10) for step in range(10))
_LAUGHS: Final = b'<!DOCTYPE l [<!ENTITY a "ha">' + _TEN + b"]>"
_QUADRATIC: Final = b'<!DOCTYPE l [<!ENTITY a "' + b"x" * 100_000 + b'">]>'
_EXTERNAL: Final = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
_DECLARATIONS: Final = {
    "laughs": _LAUGHS,
    "quadratic": _QUADRATIC,
    "external": _EXTERNAL,
    "far": b" " * 5_000 + _LAUGHS,
    "comment": b"<!--" + b"x" * 5_000 + b"-->" + _LAUGHS,
}
_PARTS: Final = (
    SHEET, _SHARED, "xl/workbook.xml", "xl/styles.xml", "docProps/custom.xml", "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
)  # fmt: skip


@dataclass(frozen=True)
class Attack:
    """A file, what it is called, and how it must end: a code, or "read"."""

    name: str
    data: bytes
    ends: str


def entity_attacks() -> Iterator[Attack]:
    """Document types in every part that somebody parses, also hidden behind white space, a comment or UTF-16."""
    for part in _PARTS:
        for kind, declaration in _DECLARATIONS.items():
            name = f"{kind} {part.rpartition('/')[2]}.xlsx"
            yield Attack(name, repacked(_with_part(part), part, _declared(declaration)), "XLS-01")
    for kind, declaration in _DECLARATIONS.items():
        yield Attack(f"{kind}.ods", ods(b"", declaration), "XLS-01")
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-7"):

        def written(held: bytes, encoding: str = encoding) -> bytes:
            text = held.decode().partition("?>")[2] or held.decode()
            return f'<?xml version="1.0" encoding="{encoding}"?>{_LAUGHS.decode()}{text}'.encode(encoding)

        yield Attack(f"{encoding}.xlsx", repacked(GOOD, "xl/workbook.xml", written), "XLS-01")


def archive_attacks() -> Iterator[Attack]:
    """Archives that unpack without end, lie about their sizes, or are none."""
    yield Attack("one bomb.xlsx", _before_end(b" " * 60 * 2**20), "XLS-03")
    noise = random.Random(1)
    padding = b"".join(b"<!--%x-->" % noise.getrandbits(64) + b" " * 150 for _ in range(800_000))
    yield Attack("padded below the ratio.xlsx", _before_end(padding), "XLS-03")
    yield Attack("many parts.xlsx", _added({f"x/{number}.xml": b"<a/>" for number in range(65_000)}), "XLS-03")
    yield Attack("nested.xlsx", _zipped({"inner.zip": GOOD}), "XLS-01")
    yield Attack("overlapping, large.xlsx", _overlapping(15, 10_000_000), "XLS-03")
    yield Attack("overlapping, small.xlsx", _overlapping(15, 100_000), "XLS-01")
    yield Attack("lying size.xlsx", _lying_sheet(), "XLS-01")
    yield Attack("binary.xlsb", _zipped({"xl/workbook.bin": b"\x83\x01"}), "XLS-01")


def sheet_attacks() -> Iterator[Attack]:
    """Sheets that say more than they hold, or hold more than they say."""
    empty = b"".join(b'<row r="%d"/>' % row for row in range(4, 1_048_577))
    yield Attack("empty rows.xlsx", _before_end(empty), "read")
    whole = repacked(GOOD, SHEET, lambda held: held.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    yield Attack("declared size.xlsx", whole, "read")
    noise = random.Random(2)
    texts = _shared(b"%x" % noise.getrandbits(48) for _ in range(850_000))
    yield Attack("twenty megabytes of texts.xlsx", _added({_SHARED: texts}), "XLS-03")
    one = _shared([b"%x" % noise.getrandbits(20 * 2**20 * 4)])
    yield Attack("one text of twenty megabytes.xlsx", _added({_SHARED: one}), "XLS-03")
    yield Attack("one long text in many cells.xlsx", _repeated_text(noise), "XLS-03")
    cell = b'<table:table-cell %soffice:value-type="string"><text:p>a</text:p></table:table-cell>'
    for kind, rows, columns in (("tall", 1_048_575, 16_384), ("endless", 2**32 - 1, 2**32 - 1)):
        repeated = cell % (b'table:number-columns-repeated="%d" ' % columns)
        row = b'<table:table-row table:number-rows-repeated="%d">%s</table:table-row>' % (rows, repeated)
        yield Attack(f"{kind}.ods", ods(row), "XLS-01")


def text_attacks() -> Iterator[Attack]:
    """Text files of the largest size that is read at all."""
    size = 20 * 2**20 - 1
    yield Attack("commas.csv", b"," * size, "XLS-03")
    yield Attack("line breaks.csv", b"a,b\n" + b"\n" * (size - 4), "XLS-03")
    yield Attack("one line.csv", b"a" * size, "XLS-01")
    yield Attack("quotes.csv", b'"' * size, "XLS-01")
    yield Attack("cells.csv", b"a,b,c,d,e,f,g,h,i,j\n" * 1_000_000, "XLS-03")
    yield Attack("too long.csv", b"a,b\n" * (5 * 2**20 + 1), "XLS-03")


def disguised() -> Iterator[Attack]:
    """Files that are not what their name says."""
    page = b"<table><tr><td>1</td></tr></table>"
    yield Attack("page.xls", b"<html>" + page, "XLS-01")
    yield Attack("mail.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + page, "XLS-01")
    old = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    yield Attack("old.xls", old, "XLS-01")
    yield Attack("text.xls", "Họ và tên\tNgày sinh\n".encode(), "XLS-01")
    yield Attack("really new.xls", GOOD, "read")
    yield Attack("~$locked.xlsx", GOOD, "XLS-01")


def ods(rows: bytes, declaration: bytes = b"") -> bytes:
    """An OpenDocument workbook of one sheet."""
    names = b"".join(
        b' xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (name, name)
        for name in (b"office", b"table", b"text")
    )
    inner = b'<office:body><office:spreadsheet><table:table table:name="A">%s</table:table></office:spreadsheet>' % rows
    body = b"<office:document-content%s>%s</office:body></office:document-content>" % (names, inner)
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    content_part = b'<?xml version="1.0"?>' + declaration + body
    return _zipped({"mimetype": mimetype, "content.xml": content_part, "META-INF/manifest.xml": b"<m/>"})


def _declared(declaration: bytes) -> Callable[[bytes], bytes]:
    def change(held: bytes) -> bytes:
        start = held.find(b"?>") + 2 if held.startswith(b"<?xml") else 0
        return held[:start] + declaration + held[start:]

    return change


def _before_end(added: bytes) -> bytes:
    return repacked(GOOD, SHEET, lambda held: held.replace(b"</sheetData>", added + b"</sheetData>"))


def _with_part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        return GOOD if name in archive.namelist() else _added({name: b"<x/>"})


def _added(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            archive.writestr(name, held)
    return stream.getvalue()


def _zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            archive.writestr(name, held)
    return stream.getvalue()


def _shared(texts: Iterator[bytes] | list[bytes]) -> bytes:
    return b"<sst %s>%s</sst>" % (_MAIN, b"".join(b"<si><t>%s</t></si>" % text for text in texts))


def _repeated_text(noise: random.Random) -> bytes:
    """Each of 100,000 cells shows the same text of 30,000 characters: 3 GB for a reader that copies it."""
    cells = b'<c t="s"><v>0</v></c>' * 10
    rows = b"".join(b'<row r="%d">%s</row>' % (row, cells) for row in range(4, 10_004))
    with_rows = repacked(GOOD, SHEET, lambda held: held.replace(b"</sheetData>", rows + b"</sheetData>"))
    stream = io.BytesIO(with_rows)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_SHARED, _shared([b"%x" % noise.getrandbits(30_000 * 4)]))
    return stream.getvalue()


def _overlapping(count: int, size: int) -> bytes:
    """Many parts in the directory that are all the same bytes of the file."""
    held = b" " * size
    packed, checksum = zlib.compress(held, 9)[2:-4], zlib.crc32(held)
    names = [b"xl/workbook.xml", *(b"xl/worksheets/s%d.xml" % number for number in range(1, count))]
    sizes = struct.pack("<III", checksum, len(packed), size)
    local = struct.pack("<4sHHHHH", b"PK\3\4", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", len(names[0]), 0)
    body = local + names[0] + packed
    directory = b"".join(
        struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, 0, 8, 0, 33)
        + sizes
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
        + name
        for name in names
    )
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def _lying_sheet() -> bytes:
    """A sheet under the name of a picture, of 100 MB, that says it has 1,000 bytes."""
    sheet = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (_MAIN, b"<row><c><v>1</v></c></row>" * 4_000_000)
    moved = repacked(GOOD, "xl/_rels/workbook.xml.rels", lambda held: held.replace(b"sheet1.xml", b"sheet1.png"))
    stream = io.BytesIO(moved)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.png", sheet)
    return stream.getvalue().replace(struct.pack("<I", len(sheet)), struct.pack("<I", 1_000))
