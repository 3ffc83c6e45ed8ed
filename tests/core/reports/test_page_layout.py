"""Pages of every form measured in the finished PDF against the layout table (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from __future__ import annotations

import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from app.domain.codelists import load_catalogue
from app.domain.dataset import dataset
from app.domain.table import FilledForm
from app.domain.tie import tie_of
from app.domain.units import load_units
from app.paths import resource_root
from app.reports.document import Document, FormSection, Letterhead, Signers
from app.reports.pdf import write_pdf
from tests.core.plan.figure_worlds import POON, drawn_unit
from tests.core.plan.golden_forms import CODES, Golden
from tests.simulator.paper_reader import MM, Letter, PaperPage, read_pages

MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
"""Millimetres."""
SIZES = {13.0, 12.0, 11.0, 10.0, 9.0}
"""Title and signatures 13 (12 upright), form code 12, blocks and notes 11, legend 10, table 9-11."""
SCOPES = ("empty", "eighty", "province")


@pytest.fixture(scope="module")
def worlds() -> dict[str, Golden]:
    """An empty unit, one of 80 people, a province of 30,000 people in 60 units."""
    catalogue = load_catalogue(resource_root() / "codelists")
    units = load_units(resource_root() / "units" / "units.csv")
    reporting = [row.id for row in units.on(date(2026, 12, 14)) if row.kind == "agency" or row.tier == "xa"][:60]
    return {
        "empty": Golden({POON: dataset(POON, ())}),
        "eighty": Golden({POON: drawn_unit(POON, 1, catalogue, people=80)}),
        "province": Golden({key: drawn_unit(key, 2, catalogue, people=500) for key in reporting}),
    }


def filled(worlds: dict[str, Golden], scope: str, code: str) -> FilledForm:
    """A form of a scope."""
    world = worlds[scope]
    return world.of_province(code) if scope == "province" else world.of_unit(code)


def printed(form: FilledForm, path: Path) -> tuple[PaperPage, ...]:
    """Its pages."""
    signers = Signers(("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Lường Thị Diệu Hiền", "Vừ A Lử", "Hạng Thị Chía")
    section = FormSection(form, Letterhead("Mường Pồn", date(2027, 1, 5)), signers)
    write_pdf(Document(f"Biểu {form.code}", (section,), tie_of("5NRHV-CGNQT", "1a2b3c4d5e6f" + "0" * 52)), path)
    return read_pages(path)


def body(page: PaperPage) -> list[Letter]:
    """Letters of the text area: neither the number in the top margin nor the foot."""
    low, high = 19 * MM, page.height - 19 * MM
    return [letter for letter in page.letters if low < letter.middle[1] < high]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("scope", SCOPES)
def test_margins_sizes_and_fonts(worlds: dict[str, Golden], scope: str, code: str, tmp_path: Path) -> None:
    form = filled(worlds, scope, code)
    path = tmp_path / "bieu.pdf"
    pages = printed(form, path)
    short, long = 210 * MM, 297 * MM
    for number, page in enumerate(pages, start=1):
        assert (page.width, page.height) == pytest.approx((long, short) if form.landscape else (short, long), abs=1)
        letters = body(page)
        assert letters, f"page {number} is empty"
        edges = [x for line in page.lines for x in (line[0], line[2])]
        left = min(*(letter.left for letter in letters), *edges)
        right = page.width - max(*(letter.right for letter in letters), *edges)
        for side, value in (("left", left), ("right", right)):
            least, most = MARGINS[side]
            assert least * MM - MM <= value <= most * MM + MM, (side, value / MM)
        assert page.height - max(letter.top for letter in letters) >= (MARGINS["top"][0] - 1) * MM
        assert min(letter.bottom for letter in letters) >= (MARGINS["bottom"][0] - 1) * MM
        assert {round(letter.size, 2) for letter in letters} <= SIZES
        _check_number(page, number)
        _check_foot(page, number, len(pages))
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True)
    fonts = [line.split() for line in done.stdout.splitlines()[2:]]
    assert fonts
    assert all(line[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
    assert all("LiberationSerif" in line[0] or "TimesNewRoman" in line[0] for line in fonts)


def _check_number(page: PaperPage, number: int) -> None:
    """The page's number stands in the middle of the top margin, 13-14, from page 2."""
    found = [letter for letter in page.letters if letter.middle[1] > page.height - 19 * MM]
    assert "".join(letter.text for letter in found) == (str(number) if number > 1 else "")
    if found:
        assert {letter.size for letter in found} <= {13.0, 14.0}
        middle = (found[0].left + found[-1].right) / 2
        assert middle == pytest.approx((30 * MM + page.width - 15 * MM) / 2, abs=MM)


def _check_foot(page: PaperPage, number: int, total: int) -> None:
    """Code, package and page x/y below the text."""
    said = "".join(letter.text for letter in page.letters if letter.middle[1] < 19 * MM)
    assert said == f"Mãđốichiếu:5NRHV-CGNQT·Gói:1A2B-3C4D-5E6FTrang{number}/{total}"


@pytest.mark.parametrize("code", CODES)
def test_a_table_is_not_smaller_than_the_rules_allow(worlds: dict[str, Golden], code: str, tmp_path: Path) -> None:
    """10-11 points, 9 only above 20 columns (forms-and-rules §1.6): judged by the size most letters of a page have."""
    form = filled(worlds, "province", code)
    columns = max(len(table.columns) for table in form.tables)
    for page in printed(form, tmp_path / "bieu.pdf"):
        sizes = Counter(round(letter.size, 1) for letter in body(page))
        assert sizes.most_common(1)[0][0] >= (9 if columns > 20 else 10)
        assert min(sizes) >= (9 if columns > 20 else 10)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("scope", SCOPES)
def test_signatures_stand_whole_on_the_last_page(
    worlds: dict[str, Golden], scope: str, code: str, tmp_path: Path
) -> None:
    pages = printed(filled(worlds, scope, code), tmp_path / "bieu.pdf")
    texts = ["".join(letter.text for letter in page.letters) for page in pages]
    wanted = ("Ngườilậpbiểu", "Ngườikiểmtrabiểu", "KT.CHỦTỊCH", "PHÓCHỦTỊCH", "LườngThịDiệuHiền", "VừALử")
    assert all(name in texts[-1] for name in wanted)
    assert not any("Ngườilậpbiểu" in text for text in texts[:-1])
