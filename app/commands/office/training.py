"""Ai cần bồi dưỡng gì: women of accepted reports who meet a criterion of the pack, and the list to invite them by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.commands.accepted import accepted, expected_units
from app.commands.figures.judging import current_period, cut_off_of
from app.commands.figures.paper import signers_of
from app.commands.figures.recounting import received_data
from app.commands.office.registers import looks
from app.domain.periods import Period, parse_period
from app.domain.records import Person
from app.domain.schema import Level, level_of
from app.domain.storage import Document as Kept
from app.domain.table import Cell, Column, FilledForm, Row, Table
from app.domain.unit_records import UnitProfile
from app.errors import refuse
from app.plan.facts import Context, Facts
from app.plan.needs import Need, in_need
from app.progress import Progress
from app.reports.document import PRACTICE_TEXT, Document, FormSection, Signers
from app.reports.letterhead import Letterhead
from app.reports.writers import write
from app.vietnamese.collation import sort_key
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Workspace

_NAMED: Final = 3
_NO_NAME: Final = "(không có tên ở mức này)"
_UNSURE: Final = "; cách lập chờ Sở Nội vụ xác nhận"
_COLUMNS: Final = (
    Column("a", "A", "STT", kind="int", width=6),
    Column("b", "B", "Họ và tên", kind="text", width=26),
    Column("c1", "1", "Sinh", kind="text", width=12),
    Column("c2", "2", "Dân tộc", kind="text", width=12),
    Column("c3", "3", "Chức vụ, cơ quan", kind="text", width=40),
    Column("c4", "4", "Nội dung cần bồi dưỡng", kind="text", width=44),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A woman who meets criteria: her unit, who she is as far as the level tells, and which criteria."""

    unit: str
    unit_name: str
    record: str
    name: str
    birth: str
    ethnic: str
    post: str
    needs: tuple[str, ...]


def needs(
    ws: Workspace,
    progress: Progress,
    *,
    need: str | None = None,
    unit: str | None = None,
    period: str | None = None,
    out: Path | None = None,
) -> Outcome:
    """Lists who needs which training, by unit and name; a report of figures alone covers nobody, and that is told.

    Units without an accepted report are named too, so that nobody takes the list for that of the whole province.

    Args:
        need: code of a criterion; None for all.
        unit: code of one unit.
        out: .pdf, .xlsx or .docx of the list; None writes none.

    Raises:
        UserError: NHAP-02 no such criterion; LUU-* of the file.
    """
    chosen = parse_period(period) if period else current_period(ws)
    wanted = chosen_needs(ws, need)
    held = [item for item in accepted(ws, chosen) if not unit or item.unit.startswith(unit)]
    people: list[Wanted] = []
    covered: list[Kept] = []
    for number, item in enumerate(held):
        progress.step(number, len(held), ws.env.units.name(item.unit))
        if level_of(item.body["level"]) > Level.SO_LIEU:
            covered.append(item)
            people.extend(_of_unit(ws, item, chosen, wanted))
    uncovered = [ws.env.units.name(item.unit) for item in held if item not in covered]
    owing = [row for row in expected_units(ws, chosen) if not unit or row.id.startswith(unit)]
    reported = {item.unit for item in held}
    missing = [ws.env.units.name(row.id) for row in owing if row.id not in reported]
    counted = f"Báo cáo đã chấp nhận của {len(owing) - len(missing)}/{len(owing)} đơn vị"
    if out is not None:
        lacking = f"{counted}. Chưa có: {', '.join(missing)}." if missing else f"{counted}."
        write(_document(ws, chosen, wanted, people, [lacking, *_uncovered_words(uncovered)]), out)
    data = {
        "period": str(chosen),
        "needs": [{"code": item.code, "words": item.words, "clause": item.clause, "unconfirmed": item.unconfirmed,
                   "count": sum(item.words in one.needs for one in people)} for item in wanted],
        "rows": [_row(one) for one in people],
        "uncovered": uncovered,
        "reported": len(owing) - len(missing),
        "expected": len(owing),
        "missing": missing,
        "file": str(out) if out else "",
    }  # fmt: skip
    said = f"{len(people)} nữ cần đào tạo, bồi dưỡng ở {len(covered)} đơn vị."
    more = f" và {len(missing) - _NAMED} đơn vị khác" if len(missing) > _NAMED else ""
    lacks = f"; chưa có: {', '.join(missing[:_NAMED])}{more}." if missing else "."
    said = " ".join((said, counted + lacks, *_uncovered_words(uncovered)))
    return Outcome(data, said, documents=looks(ws, "export", covered, "bồi dưỡng") if people else ())


def _uncovered_words(uncovered: Sequence[str]) -> tuple[str, ...]:
    """Accepted reports of figures alone, of which nobody can be listed."""
    return (f"Chỉ gửi số liệu, không lập được danh sách: {', '.join(uncovered)}.",) if uncovered else ()


def chosen_needs(ws: Workspace, need: str | None) -> tuple[Need, ...]:
    """Criteria of the pack, or the one that a code names.

    Raises:
        UserError: NHAP-02.
    """
    found = tuple(item for item in ws.pack.needs if need in (None, "", item.code))
    if not found:
        raise refuse("NHAP-02", what="tiêu chí bồi dưỡng", value=need or "")
    return found


def _of_unit(ws: Workspace, item: Kept, period: Period, wanted: Sequence[Need]) -> Iterator[Wanted]:
    data = received_data(ws, item)
    cut_off = date.fromisoformat(item.body["cut_off"])
    context = Context(data, ws.env.units, ws.env.catalogue, ws.pack.definitions, period, cut_off, ws.today)
    facts = Facts(context)
    found: dict[str, list[str]] = {}
    by_id = {person.id: person for person in facts.people}
    for need in wanted:
        for person in in_need(facts, need, ws.pack.rules):
            found.setdefault(person.id, []).append(need.words)
    rows = [_wanted(ws, item.unit, facts, by_id[record], tuple(words)) for record, words in found.items()]
    yield from sorted(rows, key=lambda one: (sort_key(one.name), one.post))


def _wanted(ws: Workspace, unit: str, facts: Facts, person: Person, words: tuple[str, ...]) -> Wanted:
    held = facts.held_by_person.get(person.id, ())
    posts = "; ".join(f"{one.post.label}, {one.body.name or ''}".strip(", ") for one in held)
    body = next((one.name for one in facts.bodies if one.id == person.body), "") or ""
    label = ws.env.catalogue.label
    return Wanted(
        unit,
        ws.env.units.name(unit),
        person.id,
        person.full_name or "",
        write_date(person.birth.text) if person.birth else "",
        label("ethnic_groups", person.ethnic) if person.ethnic else "",
        posts or body,
        words,
    )


def _row(one: Wanted) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "unit_name": one.unit_name,
        "record": one.record,
        "name": one.name,
        "birth": one.birth,
        "ethnic": one.ethnic,
        "post": one.post,
        "needs": list(one.needs),
    }


def _document(
    ws: Workspace, period: Period, wanted: Sequence[Need], people: Sequence[Wanted], lacking: Sequence[str]
) -> Document:
    profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)), None)
    notes = [f"Tiêu chí: {item.words} ({item.clause}){_UNSURE if item.unconfirmed else ''}." for item in wanted]
    notes += lacking
    form = FilledForm(
        code="",
        title="DANH SÁCH NỮ CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC CẦN ĐÀO TẠO, BỒI DƯỠNG",
        basis=("Kế hoạch ngày 18/02/2021, mục VI.2",),
        period_text=period.label,
        cut_off_text=f"(Số liệu tính đến ngày {write_date(min(cut_off_of(ws, period), ws.today).isoformat())})",
        reporter="Sở Nội vụ tỉnh Điện Biên",
        receiver="Các cơ quan, đơn vị",
        tables=(Table("A", _COLUMNS, tuple(_rows(people))),),
        notes=tuple(notes),
        landscape=True,
    )
    signers = signers_of(ws, profile) if profile else Signers(("GIÁM ĐỐC",))
    practice = PRACTICE_TEXT if ws.store.info.practice else ""
    return Document(
        "Danh sách cần đào tạo, bồi dưỡng", (FormSection(form, Letterhead("Điện Biên"), signers),), practice=practice
    )


def _rows(people: Sequence[Wanted]) -> Iterator[Row]:
    unit, number = "", 0
    for one in people:
        if one.unit != unit:
            unit, number = one.unit, 0
            cells = (Cell(None), Cell(one.unit_name), *(Cell(None) for _ in _COLUMNS[2:]))
            yield Row(f"unit/{unit}", cells, "group")
        number += 1
        texts = (one.name or _NO_NAME, one.birth, one.ethnic, one.post, "; ".join(one.needs))
        yield Row(f"{unit}/{one.record}", (Cell(number), *map(Cell, texts)))
