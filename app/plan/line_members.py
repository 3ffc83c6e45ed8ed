"""What a line of an indicator is made of: the cells that it sums, or the groups and units that it counts one by one.

Included and excluded groups or units together are all there are, each with the reason, as for the people of a cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.figures import Figures
from app.plan.cells import with_dims
from app.plan.figure_refs import Terms
from app.plan.indicator_defs import IndicatorDef, reported_cells
from app.plan.indicator_results import IndicatorInput
from app.plan.indicators import STAFF, listed_sectors, of_sectors, specific_sectors, sum_cells
from app.vietnamese.numbers import integer

COUNTED_ONE_BY_ONE: Final = frozenset({"share_of_groups", "share_of_units"})
"""Kinds of lines whose numerator and denominator are groups or units."""


class Standing(StrEnum):
    """Where a group or a unit stands in a line."""

    REACHED = "Tử số và mẫu số"
    COUNTED = "Chỉ mẫu số"
    EXCLUDED = "Không tính"
    MISSING = "Chưa có số liệu"


@dataclass(frozen=True, slots=True)
class Member:
    """A group or a unit of a line.

    Attributes:
        key: code of the sector, or key of the unit.
        standing: whether it is in the numerator and the denominator.
        reason: why, in words.
        cells: that decide it.
    """

    key: str
    standing: Standing
    reason: str
    cells: tuple[str, ...]


def terms_of(line: IndicatorDef, data: IndicatorInput) -> tuple[Terms, Terms] | None:
    """Cells of the numerator and of the denominator of a line that sums; None for one that counts one by one, and where
    the sectors to be left out are not known."""
    if (stated := _stated(line, data)) is not None:
        return Terms.of(stated[:1]), Terms.of(stated[1:])
    if line.kind in COUNTED_ONE_BY_ONE:
        return None
    if line.kind == "share" or data.definitions.specific_also_in_main:
        return Terms.of(line.numerator), Terms.of(line.denominator)
    sectors = specific_sectors(data.by_unit, data)
    if sectors is None:
        return None
    above, below = (tuple(of_sectors(cells, sectors)) for cells in (line.numerator, line.denominator))
    return Terms.of(line.numerator, above), Terms.of(line.denominator, below)


def members(line: IndicatorDef, data: IndicatorInput) -> tuple[Member, ...]:
    """Every listed sector, or every unit that is to report, with where it stands; none for a line that sums."""
    if _stated(line, data) is not None:
        return ()
    match line.kind:
        case "share_of_groups":
            return tuple(_sector(line, data, code) for code in listed_sectors(data.definitions, data.catalogue))
        case "share_of_units":
            keys = dict.fromkeys((*data.by_unit, *data.expected))
            return tuple(_unit(line, data, key, data.by_unit.get(key)) for key in keys)
    return ()


def _stated(line: IndicatorDef, data: IndicatorInput) -> tuple[str, str] | None:
    """Cells of both numbers where a report of the whole province states them; nobody can tell units in it apart."""
    whole, told = data.by_unit.get(""), reported_cells(line)
    return told if whole is not None and told is not None and all(cell in whole.cells for cell in told) else None


def _sector(line: IndicatorDef, data: IndicatorInput, code: str) -> Member:
    def of_sector(cells: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(with_dims(cell, {"sector": code}) for cell in cells)

    cells = of_sector((*STAFF, *line.numerator, *line.denominator))
    women, staff = (sum_cells(data.by_unit, of_sector((cell,))) for cell in STAFF)
    led, agencies = (sum_cells(data.by_unit, of_sector(part)) for part in (line.numerator, line.denominator))
    if women is None or staff is None or led is None or agencies is None:
        return Member(code, Standing.MISSING, "có đơn vị chưa có số liệu của ngành này", cells)
    share = data.definitions.specific_share
    told = f"{integer(women)} nữ trên {integer(staff)} người"
    if not staff or 100 * women >= share * staff:
        why = f"{told}: không dưới {share} %" if staff else "chưa có người làm việc trong ngành"
        return Member(code, Standing.EXCLUDED, why, cells)
    if not agencies:
        return Member(code, Standing.EXCLUDED, f"{told}, nhưng ngành không có cơ quan nào", cells)
    reached = f"{integer(led)} trên {integer(agencies)} cơ quan có lãnh đạo chủ chốt là nữ"
    return Member(code, Standing.REACHED if led else Standing.COUNTED, f"{told}; {reached}", cells)


def _unit(line: IndicatorDef, data: IndicatorInput, key: str, figures: Figures | None) -> Member:
    cells = (*line.numerator, *line.denominator)
    values = list(_values(figures, cells))
    if any(value is None for value in values) or len(values) < 4:
        why = "chưa có báo cáo được chấp nhận" if figures is None else "báo cáo không có đủ số liệu để tính"
        return Member(key, Standing.MISSING, why, cells)
    leaders, all_leaders, residents, all_residents = (value or 0 for value in values[:4])
    if residents == 0:
        return Member(key, Standing.EXCLUDED, "không có người dân tộc thiểu số cư trú", cells)
    told = f"{integer(leaders)} trên {integer(all_leaders)} lãnh đạo là người dân tộc thiểu số"
    told += f"; {integer(residents)} trên {integer(all_residents)} dân là người dân tộc thiểu số"
    share = data.definitions.representation_percent
    fits = 100 * leaders * all_residents >= share * residents * all_leaders
    reached = leaders > 0 and (line.test == "leader" or fits)
    return Member(key, Standing.REACHED if reached else Standing.COUNTED, told, cells)


def _values(figures: Figures | None, cells: tuple[str, ...]) -> Iterator[int | None]:
    return (figures.cells.get(cell) if figures else None for cell in cells)
