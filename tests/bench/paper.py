"""Paper: an annex of 300 pages beside the bare canvas that draws the same letters and strokes; one usual form."""

from __future__ import annotations

import io
import resource
from datetime import date
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.commands.figures.paper import document
from app.commands.figures.reporting import desk_of
from app.domain.table import Cell, Column, FilledForm, Row, Table
from app.reports.document import Document, FormSection, Signers
from app.reports.fonts import Face, find_fonts
from app.reports.letterhead import Letterhead
from app.reports.pdf import write_pdf
from app.reports.writers import render
from tests.bench import material
from tests.bench.clock import Clock, Measured, serve
from tests.simulator.paper_reader import PaperPage, read_pages

_ROWS = 7000
_MEGABYTE = 1024.0


def annex_300(work: Path) -> Measured:
    """A list of people of some 300 pages as PDF, and the most memory that its process had."""
    made = _annex()
    clock = Clock()
    with clock.measured(), (work / "annex.pdf").open("wb") as stream:
        pages = write_pdf(made, stream)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE
    return clock.result(pages=pages, pages_per_second=pages / clock.wall, megabytes=memory)


def annex_bare(work: Path) -> Measured:
    """The floor: the same letters and strokes at the same places, drawn by the library alone."""
    with (work / "annex.pdf").open("wb") as stream:
        write_pdf(_annex(), stream)
    pages = [_drawn(page) for page in read_pages(work / "annex.pdf")]
    fonts, clock = find_fonts(), Clock()
    with clock.measured():
        canvas = Canvas(io.BytesIO(), pageCompression=1)
        for width, height, texts, lines in pages:
            canvas.setPageSize((width, height))
            canvas.lines(lines)
            canvas.setFont(fonts.name(Face.REGULAR), 10)
            for x, y, text in texts:
                canvas.drawString(x, y, text)
            canvas.showPage()
        canvas.save()
    return clock.result(pages=len(pages), pages_per_second=len(pages) / clock.wall)


def form_pdf(work: Path) -> Measured:
    """A usual form of a unit of 500 people as PDF: records read, checked, counted, laid out; in a warm process."""
    unit = material.opened_copy(work / f"unit-{material.UNITS[-1]}" / "store", material.environment())
    render(document(unit, desk_of(unit, None, None), ["01"]), ".pdf")
    clock = Clock()
    with clock.measured():
        content = render(document(unit, desk_of(unit, None, None), ["03"]), ".pdf")
    unit.store.close()
    return clock.result(bytes=len(content))


def _annex() -> Document:
    columns = (
        Column("a", "1", "TT", (), "int", 5),
        Column("b", "2", "Họ và tên", (), "text", 24),
        Column("c", "3", "Sinh", ("Ngày, tháng, năm sinh",), "text", 11),
        Column("d", "4", "Dân tộc", (), "text", 10),
        Column("e", "5", "Chức vụ, đơn vị", (), "text", 44),
        Column("f", "6", "Chức danh quy hoạch, nhiệm kỳ", (), "text", 36),
        Column("g", "7", "Ghi chú", (), "text", 14),
    )
    rows = tuple(
        Row(
            str(number),
            (
                Cell(number),
                Cell(f"Quàng Thị Thùy Linh {number}"),
                Cell(f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/19{number % 40 + 60}"),
                Cell("Khơ-mú"),
                Cell(f"Phó Trưởng phòng Văn hóa - Xã hội, Ủy ban nhân dân xã Mường số {number % 45}"),
                Cell("Trưởng phòng Văn hóa - Xã hội, nhiệm kỳ 2026-2031"),
                Cell("kiêm nhiệm" if number % 7 == 0 else None),
            ),
        )
        for number in range(1, _ROWS + 1)
    )
    form = FilledForm(
        "10", "DANH SÁCH TRÍCH NGANG", (), "Năm 2026", "(Số liệu tính đến ngày 14/12/2026)", "Sở Nội vụ", "UBND tỉnh",
        (Table("A", columns, rows),), landscape=True,
    )  # fmt: skip
    section = FormSection(form, Letterhead("Điện Biên", date(2026, 12, 20)), Signers(("GIÁM ĐỐC",)))
    return Document("Danh sách", (section,))


def _drawn(
    page: PaperPage,
) -> tuple[float, float, list[tuple[float, float, str]], list[tuple[float, float, float, float]]]:
    """Runs of letters of one line, and lines."""
    texts: list[tuple[float, float, str]] = []
    for letter in page.letters:
        last = texts[-1] if texts else None
        if last is not None and abs(last[1] - letter.bottom) < 4 and letter.left - last[0] < 6 * len(last[2]) + 8:
            texts[-1] = (last[0], last[1], last[2] + letter.text)
        else:
            texts.append((letter.left, letter.bottom, letter.text))
    return page.width, page.height, texts, list(page.lines)


if __name__ == "__main__":
    serve(annex_300, annex_bare, form_pdf)
