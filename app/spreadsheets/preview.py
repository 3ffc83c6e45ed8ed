"""The preview of an import: what each row would do, before anything is written.

Hides the order of the work: letters to Unicode, headings, data rows, values, references, identity, changes. It is pure:
nothing is written, and rules are checked by the caller on `dataset.apply(data, preview.changes)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset
from app.domain.ids import IdSource
from app.domain.work_records import TitleMapping
from app.errors import refuse
from app.progress import Progress
from app.spreadsheets.bodies import Bodies
from app.spreadsheets.choices import NO_CHOICES, NO_MEMORY, Choices, Memory
from app.spreadsheets.datarows import fill_joined, find_data_rows
from app.spreadsheets.headers import Layout, find_layout
from app.spreadsheets.identity import Claims
from app.spreadsheets.intake import Intake, Page
from app.spreadsheets.layouts import digest_of, known_layout, understand
from app.spreadsheets.ledger import Ledger
from app.spreadsheets.outcome import Preview, RowFate, SheetView
from app.spreadsheets.pause import collection_paused
from app.spreadsheets.people import read_people
from app.spreadsheets.persons import People
from app.spreadsheets.posts import TitleBook
from app.spreadsheets.references import NAMING, References
from app.spreadsheets.repair import Conversion, keep_stored, repair_sheet
from app.spreadsheets.tables import read_table
from app.spreadsheets.titles import IMPORTED, PEOPLE
from app.spreadsheets.values import Reading
from app.spreadsheets.wire import Sheet, Workbook

__all__ = ["Choices", "preview"]

_NO_COLUMNS: Final[Mapping[int, str]] = {}


def preview(
    workbook: Workbook,
    data: Dataset,
    catalogue: Catalogue,
    new_id: IdSource,
    progress: Progress,
    choices: Choices = NO_CHOICES,
    memory: Memory = NO_MEMORY,
    *,
    unread_too: bool = False,
) -> Preview:
    """Says what importing a workbook would do.

    Args:
        workbook: as `workbook.read_workbook` gives it.
        data: the records of the unit.
        catalogue: the code lists.
        new_id: source of ids for new records.
        progress: told rows; may cancel.
        choices: what a person decided.
        memory: what earlier imports of the unit taught.
        unread_too: a workbook without headings that are known is shown instead of refused, for a person to point them
            out.

    Returns:
        The fate of each row and the changes to apply; `read` is the sum of the other counters.

    Raises:
        UserError: NHAP-02 (no such sheet), NHAP-03 (no such column), XLS-06 (no data), XLS-07 (no headings).
        Cancelled: the person asked to stop.
    """
    with collection_paused():
        seen = _preview(workbook, data, catalogue, new_id, progress, choices, memory)
    _require_rows(workbook, seen, unread_too=unread_too)
    return seen


def _preview(
    workbook: Workbook,
    data: Dataset,
    catalogue: Catalogue,
    new_id: IdSource,
    progress: Progress,
    choices: Choices,
    memory: Memory,
) -> Preview:
    pages: list[Page] = []
    views: dict[str, SheetView] = {}
    for number, sheet in enumerate(_chosen(workbook, choices)):
        progress.step(number, len(workbook.sheets), f"Đang xem trang tính {sheet.name}")
        page, conversions, notices = _open(sheet, catalogue, choices, memory, data if workbook.template else None)
        views[sheet.name] = _view(sheet, page, conversions, notices)
        if page is not None:
            pages.append(page)
    ledger = Ledger(data)
    references = References(record for spec in IMPORTED if spec.name in NAMING for record in data.rows(spec.cls))
    intake = Intake(
        Reading(catalogue, date1904=workbook.date1904),
        references,
        Claims(data, (spec for spec in IMPORTED if spec.name != "person")),
        People(data, ledger, choices, memory),
        Bodies(references, ledger, catalogue["body_kinds"], new_id),
        TitleBook(data.rows(TitleMapping)),
        choices.skip,
        ledger,
        new_id,
    )
    read = _read_all(pages, intake, progress)
    rows = tuple(row for number in range(len(pages)) for row in read[number])
    return Preview(tuple(views.values()), rows, intake.ledger.changes(), _notices(workbook, choices))


def _read_all(pages: list[Page], intake: Intake, progress: Progress) -> dict[int, list[RowFate]]:
    """Reads the sheets in the order in which their tables refer to each other; gives fates by place of the sheet."""
    turns = sorted(range(len(pages)), key=lambda number: _order(pages[number]))
    lists = [number for number in turns if pages[number].layout.table == PEOPLE]
    read: dict[int, list[RowFate]] = {}
    for number in turns:
        if lists and number == lists[0]:
            for page in (pages[number] for number in lists):
                rows = (page.rows[place] for place in page.data.places)
                intake.bodies.provide(page.sheet.name, page.layout.columns, rows, page.data.groups)
        read[number] = _read(pages[number], intake, progress)
    return read


def _chosen(workbook: Workbook, choices: Choices) -> Iterator[Sheet]:
    if choices.sheet:
        named = [sheet for sheet in workbook.sheets if sheet.name == choices.sheet]
        if not named:
            raise refuse("NHAP-02", what="trang tính", value=choices.sheet)
        yield named[0]
        return
    yield from (sheet for sheet in workbook.sheets if not sheet.hidden)


def _open(
    sheet: Sheet, catalogue: Catalogue, choices: Choices, memory: Memory, exported: Dataset | None
) -> tuple[Page | None, tuple[Conversion, ...], tuple[str, ...]]:
    texts = {(row, column): text for (name, row, column), text in choices.texts.items() if name == sheet.name}
    rows, conversions = repair_sheet(sheet, texts, memory.texts)
    if exported is not None:
        rows, conversions = keep_stored(sheet, rows, conversions, exported)
    found = _headings(sheet, rows, choices.header.get(sheet.name), memory)
    if found is None:
        return None, conversions, ()
    known = memory.layouts.get(digest_of(found), _NO_COLUMNS) if memory.layouts else _NO_COLUMNS
    layout = understand(found, rows, catalogue, {**known, **choices.columns.get(sheet.name, _NO_COLUMNS)})
    rows = fill_joined(sheet, rows, layout)
    page = Page(sheet, rows, layout, find_data_rows(rows, layout), conversions)
    return page, conversions, _remembered(layout, known)


def _headings(sheet: Sheet, rows: list[list[Any]], header: tuple[int, int] | None, memory: Memory) -> Layout | None:
    """The headings of a sheet: as a person says, or as in an earlier workbook, or as they speak for themselves."""
    found = find_layout(sheet, rows, header)
    if header or not memory.layouts or (found is not None and digest_of(found) in memory.layouts):
        return found
    return known_layout(sheet, rows, memory.layouts) or found


def _remembered(layout: Layout, known: Mapping[int, str]) -> tuple[str, ...]:
    """Says which columns are taken as a person chose at an earlier import."""
    if not known:
        return ()
    taken = {column.place: f"“{column.title}” → {column.target.field.label}" for column in layout.columns}
    left = {place: f"“{title}” bỏ qua" for place, title in layout.unknown}
    said = "; ".join((taken | left)[place] for place in sorted(known) if place in taken or place in left)
    return (f"Ghép cột như đã chọn ở lần nhập trước: {said}.",)


def _view(
    sheet: Sheet, page: Page | None, conversions: tuple[Conversion, ...], remembered: tuple[str, ...]
) -> SheetView:
    if page is None:
        filled = any(value is not None for row in sheet.rows for value in row)
        notices = ("Không tìm thấy hàng tiêu đề; trang tính này không được đọc.",) if filled else ()
        return SheetView(sheet.name, None, notices, conversions)
    skipped = tuple(sheet.first_row + place for place in page.data.skipped)
    return SheetView(sheet.name, page.layout, (*remembered, *_sheet_notices(page)), conversions, skipped)


def _sheet_notices(page: Page) -> Iterator[str]:
    layout: Layout = page.layout
    for column in layout.columns:
        if column.guessed:
            yield f"Cột “{column.title}” hiểu là {column.target.field.label}."
    if layout.unknown:
        yield "Không đọc các cột: " + "; ".join(title for _, title in layout.unknown) + "."
    hidden = sorted(set(page.sheet.hidden_rows) & {page.sheet.first_row + place for place in page.data.places})
    if hidden:
        yield f"Có {len(hidden)} dòng đang ẩn vẫn được đọc (dòng {', '.join(map(str, hidden[:10]))}…)."
    if page.conversions:
        doubtful = sum(conversion.doubtful for conversion in page.conversions)
        asked = f"; hãy soát {doubtful} ô nghi ngờ" if doubtful else ""
        yield f"Chữ trong {len(page.conversions)} ô dùng bảng mã cũ, đã chuyển sang Unicode{asked}."
    if page.sheet.miscounted:
        yield "Hai cách đọc cho số ô khác nhau; hãy mở bằng Excel, lưu lại rồi nhập lại nếu thấy thiếu."


def _notices(workbook: Workbook, choices: Choices) -> tuple[str, ...]:
    notices: list[str] = []
    hidden = [sheet.name for sheet in workbook.sheets if sheet.hidden]
    if hidden and not workbook.template and not choices.sheet:
        notices.append("Không đọc trang tính đang ẩn: " + ", ".join(hidden) + ".")
    if workbook.macros:
        notices.append("Tệp có macro; phần mềm chỉ đọc giá trị, không chạy macro.")
    if workbook.external:
        notices.append("Tệp có liên kết tới tệp khác; chỉ đọc giá trị đã lưu, không mở liên kết.")
    if workbook.encoding == "latin-1":
        notices.append("Tệp văn bản không phải Unicode; hãy soát lại dấu của họ tên.")
    return tuple(notices)


def _require_rows(workbook: Workbook, seen: Preview, *, unread_too: bool) -> None:
    if seen.rows:
        return
    if any(view.layout is not None for view in seen.sheets) or not any(view.notices for view in seen.sheets):
        raise refuse("XLS-06")
    if not unread_too or not any(_is_tabular(sheet) for sheet in workbook.sheets):
        names = ", ".join(view.name for view in seen.sheets) or workbook.kind
        raise refuse("XLS-07", detail=f"trang tính {names}: cần có cột Họ và tên và ít nhất một cột khác")


def _is_tabular(sheet: Sheet) -> bool:
    """Whether some row has several cells; a letter saved as text has not."""
    return any(len(row) - row.count(None) > 1 for row in sheet.rows)


def _order(page: Page) -> int:
    table = "person" if page.layout.table == PEOPLE else page.layout.table
    return [spec.name for spec in IMPORTED].index(table)


def _read(page: Page, intake: Intake, progress: Progress) -> list[RowFate]:
    def tick(done: int, total: int) -> None:
        progress.step(done, total, f"Đang đối chiếu trang tính {page.sheet.name}")

    read: Any = read_people if page.layout.table == PEOPLE else read_table
    fates: list[RowFate] = read(page, intake, tick)
    return fates
