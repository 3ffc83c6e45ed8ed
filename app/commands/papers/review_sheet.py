"""The sheet for the leader who signs: targets, what changed since last year, warnings kept with their reasons.

One or two pages, whatever the unit: long lists are cut, and the sheet says how many lines are on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from app.commands.figures.judging import sentences
from app.commands.papers.composing import beginning, paragraphs, places
from app.commands.papers.desk import ReportDesk, report_desk
from app.commands.papers.making import own_section, practice_text
from app.commands.papers.report import write_paper
from app.domain.findings import Severity
from app.domain.table import Cell, Column, Points, Ratio, Row, Symbol, Table, Value
from app.plan.form_notes import NOTES
from app.plan.gaps import headlines
from app.plan.indicator_results import IndicatorResult
from app.plan.report_input import period_words, points_text, share_text
from app.plan.sentences import BLANK
from app.progress import Progress
from app.reports.administrative import Item, Words
from app.reports.document import Document
from app.vietnamese.numbers import integer, percent
from app.workspace import Outcome, Workspace

_KIND: Final = "PHIẾU RÀ SOÁT"
_MOST: Final = 8
"""Lines of a list."""
_LONGEST: Final = 220
"""Letters of a warning with its reason."""
_SHORTEST: Final = 100
"""Letters of a warning beside a long reason."""
_COLUMNS: Final = (
    Column("a", "", "Số", kind="text", width=7),
    Column("b", "", "Mục tiêu", kind="text", width=40),
    Column("c", "", "Tử/mẫu", kind="text", width=12),
    Column("d", "", "Tỷ lệ (%)", kind="ratio", width=9),
    Column("e", "", "Mục tiêu (%)", kind="int", width=9),
    Column("f", "", "Đánh giá", kind="text", width=13),
    Column("g", "", "So với năm trước", kind="ratio", width=10),
)


def write_sheet(
    ws: Workspace, progress: Progress, *, out: Path, period: str | None = None, as_of: str | None = None
) -> Outcome:
    """Writes the sheet that goes to the leader with the report.

    Args:
        out: ends in .pdf or .docx. period: None for the one that is being reported. as_of: cut-off of a unit's figures.

    Raises:
        UserError: NHAP-03 another suffix or period, LUU-* of the medium, FONT-01.
    """
    return write_paper(out, sheet_document(report_desk(ws, period, as_of)), "phiếu rà soát")


def sheet_document(desk: ReportDesk) -> Document:
    """The sheet of a period."""
    subject = f"Báo cáo {period_words(desk.data)} của {desk.data.who}"
    section = own_section(desk, _KIND, subject, tuple(_items(desk)))
    return Document(f"Phiếu rà soát báo cáo {desk.period}", (section,), practice=practice_text(desk))


def _items(desk: ReportDesk) -> Iterator[Item]:
    results = headlines(desk.data.form.results)
    yield Words("Kết quả các mục tiêu", "1.", 2, heading=True)
    yield Table("targets", _COLUMNS, tuple(_row(item) for item in results))
    yield Words("Thay đổi so với năm trước", "2.", 2, heading=True)
    yield from _cut(tuple(_changes(desk)), "Chưa có số liệu so sánh.")
    third = "Cảnh báo giữ lại và lý do" if desk.judged else "Đơn vị chưa có số liệu"
    yield Words(third, "3.", 2, heading=True)
    yield from _warnings(desk)
    yield Words("Báo cáo", "4.", 2, heading=True)
    yield from map(Words, _of_report(desk))


def _row(item: IndicatorResult) -> Row:
    share: Value = Symbol.UNKNOWN if item.denominator is None else Symbol.EXCLUDED
    if item.denominator and item.numerator is not None:
        share = Ratio(item.numerator, item.denominator, 100, item.decimals)
    change = item.to_previous
    values: tuple[Value, ...] = (
        item.number,
        item.definition.name,
        _pair(item.numerator, item.denominator),
        share,
        Symbol.EXCLUDED if item.target is None else item.target,
        str(item.verdict),
        Symbol.UNKNOWN if change is None else Points(change, item.decimals),
    )
    return Row(item.definition.id, tuple(Cell(value) for value in values))


def _pair(above: int | None, below: int | None) -> str:
    return Symbol.UNKNOWN.value if above is None or below is None else f"{integer(above)}/{integer(below)}"


def _changes(desk: ReportDesk) -> Iterator[str]:
    """Lines whose numbers are not those of the year before; new boundaries are said first."""
    if day := NOTES["break_day"](desk.data.form):
        yield f"Do sắp xếp đơn vị hành chính từ ngày {day}, số liệu không so sánh trực tiếp với năm trước."
    for item in desk.data.form.results:
        before = item.previous
        if before is None or item.numerator is None or item.denominator is None or not item.definition.scored:
            continue
        if (before.numerator, before.denominator) != (item.numerator, item.denominator):
            told = _then_and_now(item, before.numerator, before.denominator)
            yield f"{item.number}. {item.definition.title}: {told}."


def _then_and_now(item: IndicatorResult, above: int, below: int) -> str:
    told = f"{_pair(above, below)} → {_pair(item.numerator, item.denominator)}"
    change = item.to_previous
    if change is None:
        return told
    way = "tăng" if change > 0 else "giảm"
    moved = f", {way} {points_text(change, item.decimals)} điểm phần trăm" if change else ""
    return f"{told} ({percent(above, below)}% → {share_text(item)}%{moved})"


def _warnings(desk: ReportDesk) -> Iterator[Words]:
    """Of a unit its warnings with reasons, those without first; of the province who has not reported."""
    judged = desk.judged
    if judged is None:
        missing = desk.data.form.data.missing
        names = ", ".join(desk.ws.env.units.name(unit) for unit in missing[:_MOST])
        more = f" và {integer(len(missing) - _MOST)} đơn vị khác" if len(missing) > _MOST else ""
        yield Words(f"Chưa có số liệu của {integer(len(missing))} đơn vị: {names}{more}." if missing else "Đủ số liệu.")
        return
    rows = sentences(desk.ws, desk.ws.pack, judged.context.data, judged.findings)
    warnings = [row for row in rows if row["severity"] == str(Severity.WARNING)]
    silent = sum(not row["reason"] for row in warnings)
    yield Words(
        f"{integer(judged.errors)} lỗi; {integer(len(warnings))} cảnh báo, trong đó {integer(silent)} chưa ghi lý do."
    )
    told = sorted(warnings, key=lambda row: bool(row["reason"]))
    yield from _cut(tuple(map(_warning, told)), "")


def _warning(row: dict[str, Any]) -> str:
    """A warning with its reason; of a long one the sentence is cut, between words, and never the reason."""
    reason = row["reason"].rstrip(".") if row["reason"] else "CHƯA GHI LÝ DO"
    head, tail = f"- {row['rule']}: {row['sentence'].rstrip('.')}", f". Lý do: {reason}."
    if len(head) + len(tail) > _LONGEST:
        head = f"{head[: max(_SHORTEST, _LONGEST - len(tail))].rpartition(' ')[0].rstrip('.,;:')}…"
        tail = tail.removeprefix(".")
    return head + tail


def _cut(lines: tuple[str, ...], nothing: str) -> Iterator[Words]:
    """The first lines, and how many more there are."""
    if not lines and nothing:
        yield Words(nothing)
    yield from map(Words, lines[:_MOST])
    if len(lines) > _MOST:
        yield Words(f"Còn {integer(len(lines) - _MOST)} dòng, xem trên màn hình của phần mềm.")


def _of_report(desk: ReportDesk) -> Iterable[str]:
    """What was edited, what moved since, what is still to be written by hand; and the code of the figures."""
    told = paragraphs(desk)
    gone = [item for item in told if item.state == "omitted"]
    found = [item for item in told if item.state != "omitted"]
    edited = sum(item.state != "generated" for item in found)
    stands = places(found)
    stale = dict.fromkeys(stands.get(item.key, item.key) for item in found if item.state == "stale")
    blank = dict.fromkeys(stands.get(item.key, item.key) for item in found if BLANK in item.text)
    yield f"{integer(len(found))} đoạn, {integer(edited)} đoạn đã sửa."
    if gone:
        yield f"{integer(len(gone))} đoạn đã bỏ khỏi báo cáo: {'; '.join(beginning(item.generated) for item in gone)}."
    if stale:
        yield f"Số liệu đã thay đổi từ khi sửa: {', '.join(stale)}."
    if blank:
        yield f"Còn chỗ trống phải ghi: {', '.join(blank)}."
    if desk.desk.tie.words:
        yield f"{desk.desk.tie.words}."
