"""Workbooks by chance: every layout, encoding and kind of dirt that units send, with what must come out of them.

Hides how a sheet is put together. `generate(seed)` says the same in each run.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO, StringIO
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.domain.dates import PartialDate
from app.spreadsheets.template import HEADING_ROW, template_bytes
from app.vietnamese.fold import fold
from tests.core.spreadsheets.invented import ETHNIC_CODES, UNKNOWN_POSTS, Invented, invent
from tests.core.spreadsheets.layouts import L1, L2, L3, L3_DEEP, L4, L5, PLAIN, SPLIT, Column
from tests.core.spreadsheets.lists import BODIES, CATALOGUE, content
from tests.core.spreadsheets.typing_ways import BARE, FONTS, MIXED, Way, ways_of

LAYOUTS: Final = ("L1", "L1", "L2", "L3", "L4", "L5", "plain", "plain", "template", "text", "text")
_DIRT: Final = (
    "titles", "numbers", "groups", "totals", "signatures", "blank rows", "hidden rows", "hidden columns",
    "hidden sheet", "invisible", "ditto", "margin", "twice", "namesakes", "faults", "unmerged", "joined down",
    "shuffled", "broken headings",
)  # fmt: skip
_TITLES: Final = (
    "ỦY BAN NHÂN DÂN",
    "XÃ MƯỜNG PỒN",
    "DANH SÁCH TRÍCH NGANG CÁN BỘ, CÔNG CHỨC XÃ MƯỜNG PỒN",
    "(Kèm theo Công văn số   /UBND-VHXH ngày   tháng   năm 2026)",
)
_GROUPS: Final = (("I", "ĐẢNG ỦY"), ("II", "HĐND - UBND"), ("III", "ĐƠN VỊ SỰ NGHIỆP"))
_TEXT_FILES: Final = (
    (".csv", "utf-8", ","),
    (".csv", "utf-8-sig", ";"),
    (".csv", "utf-16", "\t"),
    (".tsv", "utf-8", "\t"),
    (".csv", "latin-1", ","),
)
_SPOILT: Final = {"ethnic": "Xing mum", "birth": "31/2/1981"}
_PERSON_SHEET: Final = "Cán bộ, công chức, viên chức"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text that was typed: what stands there, what is meant, and its table: "unicode", "nfd", "tcvn3" or "vni"."""

    sheet: str
    row: int
    column: int
    stored: str
    meant: str
    table: str


@dataclass(frozen=True, slots=True)
class Line:
    """A data row and what must come of it.

    Attributes:
        name, birth, sex, ethnic, id_number: of the person; None where nothing is claimed.
        title: of a post that no list knows; "" for none.
        faulty: the row may not go in.
    """

    sheet: str
    row: int
    name: str
    birth: PartialDate | None
    sex: str | None
    ethnic: str | None
    id_number: str | None
    title: str
    faulty: bool


def line_of(sheet: str, row: int, person: Invented, *, name: str, roles: frozenset[str], faulty: bool) -> Line:
    """What must come of a row whose columns have these roles."""
    titled = "post" in roles and person.post in UNKNOWN_POSTS
    number = str(person.id_number or "").replace(" ", "").rjust(12, "0")
    sexes = person.sex if {"birth m", "sex"} & roles else "f" if "woman" in roles and person.sex == "f" else None
    born = any(role.startswith("birth") for role in roles)
    return Line(
        sheet,
        row,
        name,
        person.birth if born else None,
        sexes,
        ETHNIC_CODES[person.people] if "ethnic" in roles else None,
        number if "number" in roles and person.id_number else None,
        person.post if titled else "",
        faulty,
    )


@dataclass(frozen=True, slots=True)
class Generated:
    """A workbook with the truth about it."""

    told: str
    data: bytes
    suffix: str
    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class _Page:
    """A sheet in the making: cells by (row, column), both from 1."""

    name: str
    values: dict[tuple[int, int], tuple[Any, str]] = field(default_factory=dict)
    joined: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False


class _Maker:
    """Puts sheets together and keeps the truth."""

    def __init__(self, dice: random.Random, layout: str, ways: Sequence[Way], dirt: frozenset[str]) -> None:
        self.dice = dice
        self.dirt = dirt
        self.lines: list[Line] = []
        self.cells: list[Cell] = []
        self.pages: list[_Page] = []
        self._layout = layout
        self._ways = ways
        self._way = ways[0]
        self._names: set[str] = set()

    def page(self, name: str, columns: Sequence[Column], people: int) -> None:
        """A sheet with some people."""
        page = _Page(name)
        self.pages.append(page)
        left = 2 if "margin" in self.dirt else 1
        row = self._titles(page) if "titles" in self.dirt else 1
        row = self._heading(page, columns, row, left)
        if "numbers" in self.dirt:
            for place in range(len(columns)):
                self._put(page, row, left + place, place + 1)
            row += 1
        row = self._people(page, columns, people, row, left)
        self._end(page, columns, row, left)

    def persons(self, count: int) -> list[tuple[Invented, bool]]:
        """People of different names, some of them twice, some namesakes; and whether the row is a fault."""
        found: list[tuple[Invented, bool]] = []
        while len(found) < count:
            person = invent(self.dice, texts_only=self.texts_only)
            if fold(person.name) not in self._names:
                self._names.add(fold(person.name))
                found.append((person, False))
        if "twice" in self.dirt:
            found.append(self.dice.choice(found))
        if "namesakes" in self.dirt:
            known = self.dice.choice(found)[0]
            found.append((self._namesake(known), False))
        if "faults" in self.dirt:
            place = self.dice.randrange(len(found) + 1)
            found.insert(place, (invent(self.dice, texts_only=self.texts_only), True))
        return found

    @property
    def texts_only(self) -> bool:
        """Every cell of the file is text."""
        return self._layout == "text"

    def _namesake(self, known: Invented) -> Invented:
        other = invent(self.dice, texts_only=self.texts_only)
        return replace(other, name=known.name, people=known.people, ethnic=known.ethnic, sex=known.sex)

    def _titles(self, page: _Page) -> int:
        for row, text in zip((1, 2, 4, 5), _TITLES, strict=True):
            self._put(page, row, 1, text)
            if "unmerged" not in self.dirt:
                page.joined.append((row, 1, row, 4))
        return 7

    def _heading(self, page: _Page, columns: Sequence[Column], row: int, left: int) -> int:
        depth = max(len(column.titles) for column in columns)
        for place, column in enumerate(columns):
            before = columns[place - 1].titles if place else ()
            for level, title in enumerate(column.titles):
                if column.titles[: level + 1] == before[: level + 1] and level + 1 < len(column.titles):
                    continue
                if "broken headings" in self.dirt and len(column.titles) == 1:
                    title = title.replace(" ", "\n", 1)
                self._put(page, row + level, left + place, title)
                if "unmerged" not in self.dirt:
                    self._join(page, columns, place, level, (row, left, depth))
        return row + depth

    def _join(self, page: _Page, columns: Sequence[Column], place: int, level: int, at: tuple[int, int, int]) -> None:
        row, left, depth = at
        titles = columns[place].titles
        last = place
        if level + 1 < len(titles):
            while last + 1 < len(columns) and columns[last + 1].titles[: level + 1] == titles[: level + 1]:
                last += 1
        bottom = row + (level if level + 1 < len(titles) else depth - 1)
        if last > place or bottom > row + level:
            page.joined.append((row + level, left + place, bottom, left + last))

    def _people(self, page: _Page, columns: Sequence[Column], people: int, row: int, left: int) -> int:
        ordinal = columns[0].role == "ordinal"
        groups = list(_GROUPS) if "groups" in self.dirt and ordinal else []
        above: Invented | None = None
        for number, (person, faulty) in enumerate(self.persons(people), 1):
            self._way = self.dice.choice(self._ways)
            if groups and number in (1, 3, 5):
                sign, title = groups.pop(0)
                self._put(page, row, left, sign)
                self._put(page, row, left + 1, title)
                row += 1
            if "blank rows" in self.dirt and self.dice.random() < 0.2:
                row += 1
            if "hidden rows" in self.dirt and self.dice.random() < 0.2:
                page.hidden_rows.add(row)
            self._person(page, columns, (person, faulty, above), number, (row, left))
            above = person
            row += 1
        return row

    def _person(
        self,
        page: _Page,
        columns: Sequence[Column],
        told: tuple[Invented, bool, Invented | None],
        number: int,
        at: tuple[int, int],
    ) -> None:
        person, faulty, above = told
        row, left = at
        names: list[str] = []
        for place, column in enumerate(columns):
            value = column.value(person, number)
            if faulty and column.role in _SPOILT:
                value = _SPOILT[column.role]
            elif column.role == "ethnic" and above and above.people == person.people:
                value = self._as_above(page, row, left + place, value)
            meant = self._put(page, row, left + place, value, column.role)
            if column.role == "name" and meant:
                names.append(meant)
        roles = frozenset(column.role for column in columns)
        self.lines.append(line_of(page.name, row, person, name=" ".join(names), roles=roles, faulty=faulty))

    def _as_above(self, page: _Page, row: int, column: int, value: str) -> Any:
        """The same as in the row above, as lists say it: a sign, or one cell joined downwards."""
        free = all((row - 1, column) != (bottom, left) for _, left, bottom, _ in page.joined)
        joins = "joined down" in self.dirt and "unmerged" not in self.dirt and not self.texts_only
        if joins and (row - 1, column) in page.values and free:
            page.joined.append((row - 1, column, row, column))
            return None
        return self.dice.choice(("nt", "-nt-", "//")) if "ditto" in self.dirt else value

    def _end(self, page: _Page, columns: Sequence[Column], row: int, left: int) -> None:
        name = left + (1 if columns[0].role == "ordinal" else 0)
        self._way = self._ways[0]
        if "totals" in self.dirt:
            self._put(page, row, name, f"Tổng số: {len(self.lines)} người")
        if "signatures" in self.dirt:
            self._put(page, row + 2, name, "NGƯỜI LẬP BIỂU")
            self._put(page, row + 2, left + len(columns) - 2, "TM. ỦY BAN NHÂN DÂN")
            self._put(page, row + 5, name, "Lò Văn Sương")
        if "hidden columns" in self.dirt:
            page.hidden_columns.add(left + len(columns) - 1)

    def _put(self, page: _Page, row: int, column: int, value: Any, role: str = "") -> str:
        """Writes a cell and says what it means, where it is a text."""
        if value is None or value == "":
            return ""
        if not isinstance(value, str):
            page.values[row, column] = (str(value) if self.texts_only else value, "")
            return ""
        stored, meant, font = self._way.typed(value, is_name=role == "name")
        if role == "name" and "invisible" in self.dirt and self._way.table == "unicode" and self.dice.random() < 0.5:
            stored = self.dice.choice(
                (stored.replace(" ", "\u00a0", 1), f"{stored}\u200b", f" {stored} ", f"{stored}\u00a0")
            )
        page.values[row, column] = (stored, font)
        self.cells.append(Cell(page.name, row, column - 1, stored, meant, self._way.table))
        return meant


def generate(seed: int, layout: str = "", *, fonts: bool = True) -> Generated:
    """A workbook made by chance.

    Args:
        seed: decides everything.
        layout: one of `LAYOUTS`; chance where it is empty.
        fonts: the kind of file tells the font of a cell.
    """
    dice = random.Random(seed)
    layout = layout or dice.choice(LAYOUTS)
    dirt = frozenset(item for item in _DIRT if dice.random() < 0.45)
    if layout == "template":
        return _template(dice, seed)
    name, ways = _ways(dice, layout, fonts=fonts and layout != "text")
    maker = _Maker(dice, layout, ways, dirt - {"margin"} if layout == "text" else dirt)
    for sheet, columns in _sheets(dice, layout, dirt):
        if "shuffled" in dirt and columns in (PLAIN, L4, L5):
            kept = [column for column in columns[2:] if column.role == "birth" or dice.random() < 0.85]
            columns = (*columns[:2], *dice.sample(kept, len(kept)))
        maker.page(sheet, columns, dice.randint(3, 9))
    told = f"seed {seed}: {layout}, {name}, {', '.join(sorted(dirt))}"
    if layout == "text":
        suffix, encoding, separator = dice.choice(_TEXT_FILES)
        if all(way.table in {"tcvn3", "vni"} for way in ways):
            suffix, encoding, separator = _TEXT_FILES[-1]
        elif encoding == "latin-1":
            suffix, encoding, separator = _TEXT_FILES[0]
        data = _as_text(maker.pages[0], separator).encode(encoding)
        return Generated(f"{told}, {encoding}", data, suffix, tuple(maker.lines), tuple(maker.cells))
    if "hidden sheet" in dirt:
        maker.pages.append(_Page("Nháp", {(1, 1): ("Họ và tên", ""), (2, 1): ("Lò Thị Nháp", "")}, hidden=True))
    return Generated(told, content(_as_workbook(maker.pages)), ".xlsx", tuple(maker.lines), tuple(maker.cells))


def _ways(dice: random.Random, layout: str, *, fonts: bool) -> tuple[str, Sequence[Way]]:
    if layout == "L4":
        return "tcvn3", ways_of("tcvn3" if fonts else "tcvn3 bare")
    names = (*FONTS, *BARE, MIXED) if fonts else (*BARE, MIXED)
    name = dice.choice(names) if dice.random() < 0.65 else "unicode"
    return name, ways_of(name)


def _sheets(dice: random.Random, layout: str, dirt: frozenset[str]) -> Iterable[tuple[str, Sequence[Column]]]:
    if layout == "L5":
        bodies = dice.sample(
            [body.name or "" for body in BODIES] + ["Trường Mầm non số 1", "Trạm Y tế"], dice.randint(2, 4)
        )
        return [(body, L5) for body in bodies]
    if layout == "text":
        return [("CSV", dice.choice((PLAIN, SPLIT, L1, L4)))]
    if layout == "plain":
        return [("Sheet1", dice.choice((PLAIN, SPLIT)))]
    if layout == "L3":
        return [("Danh sách", L3_DEEP if "groups" in dirt else L3)]
    return [("Danh sach", {"L1": L1, "L2": L2, "L4": L4}[layout])]


def _template(dice: random.Random, seed: int) -> Generated:
    """Our own template, its sheet of people filled in."""
    maker = _Maker(dice, "template", ways_of("unicode"), frozenset({"namesakes"}))
    book = load_workbook(BytesIO(template_bytes("UBND xã Mường Pồn", CATALOGUE)))
    sheet = book[_PERSON_SHEET]
    titles = [str(cell.value).rstrip(" *") for cell in sheet[HEADING_ROW]]
    for row, (person, _) in enumerate(maker.persons(dice.randint(2, 6)), HEADING_ROW + 1):
        told = {
            "Họ và tên": person.name,
            "Giới tính": {"m": "Nam", "f": "Nữ"}[person.sex],
            "Ngày sinh": person.born,
            "Dân tộc": person.ethnic,
            "Số định danh cá nhân": person.id_number,
            "Trình độ chuyên môn": person.level,
        }
        for title, value in told.items():
            sheet.cell(row, titles.index(title) + 1, value)
        roles = frozenset({"birth", "sex", "ethnic", "number"})
        maker.lines.append(line_of(_PERSON_SHEET, row, person, name=person.name, roles=roles, faulty=False))
    return Generated(f"seed {seed}: template", content(book), ".xlsx", tuple(maker.lines), ())


def _as_workbook(pages: Iterable[_Page]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    fonts: dict[str, Font] = {}
    for page in pages:
        sheet = book.create_sheet(page.name)
        for (row, column), (value, font) in page.values.items():
            cell = sheet.cell(row, column, value)
            if font:
                cell.font = fonts.setdefault(font, Font(name=font))
        for top, left, bottom, right in page.joined:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in page.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in page.hidden_columns:
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        sheet.sheet_state = "hidden" if page.hidden else "visible"
    return book


def _as_text(page: _Page, separator: str) -> str:
    stream = StringIO()
    writer = csv.writer(stream, delimiter=separator)
    height, width = (max(place[axis] for place in page.values) for axis in (0, 1))
    for row in range(1, height + 1):
        writer.writerow([page.values.get((row, column), ("", ""))[0] for column in range(1, width + 1)])
    return stream.getvalue()
