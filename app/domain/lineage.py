"""Reorganisation of units as dated rows: what each row does to the list of units, and which rows break the tree.

Hides how a merge, split, rename, abolition or foundation ends one unit and begins another. A code that is used again
for another place is another unit, because the key is code and first day (domain §5).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.domain.dates import PartialDate, in_force
from app.domain.unit_records import Unit
from app.domain.units import Units, unit_key
from app.vietnamese.fold import fold_marked

_DAY: Final = timedelta(days=1)


class Act(StrEnum):
    """What a row says of a unit."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    ABOLISH = "abolish"
    FOUND = "found"

    @property
    def label(self) -> str:
        """As it stands in the file and on paper."""
        return _LABELS[self]


_LABELS: Final[Mapping[Act, str]] = {
    Act.MERGE: "sáp nhập",
    Act.SPLIT: "chia tách",
    Act.RENAME: "đổi tên",
    Act.ABOLISH: "giải thể",
    Act.FOUND: "thành lập",
}


@dataclass(frozen=True, slots=True)
class LineageRow:
    """A row of a reorganisation.

    Attributes:
        line: in the file, from 1; 0 where it comes from none.
        day: first day of the new boundaries.
        act: what happens.
        old_code, old_name: the unit that ends; "" for a foundation.
        new_code, new_name: the unit that takes over; "" for an abolition.
        resolution: the act of law that says so.
        kind, tier, sector: of the new unit where it does not take them from the old one; "" otherwise.
        population: residents of the new unit; None where it is not known.
    """

    line: int
    day: date
    act: Act
    old_code: str = ""
    old_name: str = ""
    new_code: str = ""
    new_name: str = ""
    resolution: str = ""
    kind: str = ""
    tier: str = ""
    sector: str = ""
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row breaks the tree: line of the file, and a Vietnamese sentence."""

    line: int
    text: str


def faults_of(units: Units, rows: Sequence[LineageRow]) -> tuple[Fault, ...]:
    """What keeps rows from being applied; empty where nothing does.

    Args:
        units: before the rows.
        rows: of one file; days are taken in order.
    """
    found: list[Fault] = []
    for day, group in by_day(rows).items():
        found.extend(_faults_of_day(units, day, group))
        if found:  # what follows stands on what broke
            break
        units = _applied(units, day, group)
    return tuple(sorted(found, key=lambda item: item.line))


def reorganised(units: Units, rows: Sequence[LineageRow]) -> Units:
    """The list of units with rows applied.

    Args:
        rows: without faults; see `faults_of`.
    """
    for day, group in by_day(rows).items():
        units = _applied(units, day, group)
    return units


def unapplied(units: Units, rows: Sequence[LineageRow]) -> tuple[LineageRow, ...]:
    """Rows that the list of units does not hold yet: a newer program may ship what was once read from a file."""
    return tuple(row for row in rows if not _is_applied(units, row))


def by_day(rows: Iterable[LineageRow]) -> Mapping[date, tuple[LineageRow, ...]]:
    """Rows by their day, the earliest first, in the order of the file."""
    groups: dict[date, list[LineageRow]] = defaultdict(list)
    for row in rows:
        groups[row.day].append(row)
    return {day: tuple(groups[day]) for day in sorted(groups)}


def old_unit(units: Units, row: LineageRow) -> Unit | None:
    """The unit that a row ends: the one that carries the code on the day before."""
    return units.by_code(row.old_code, row.day - _DAY) if row.old_code else None


def _applied(units: Units, day: date, rows: tuple[LineageRow, ...]) -> Units:
    ends: dict[str, list[str]] = {}
    old_rows: dict[str, Unit] = {}
    new_rows: dict[str, Unit] = {}
    ending = {row.old_code for row in rows if row.act is not Act.FOUND}
    for row in rows:
        old = old_unit(units, row)
        if old is not None:
            old_rows[old.id] = old
            ends.setdefault(old.id, [])
        if row.act is Act.ABOLISH:
            continue
        going_on = None if row.new_code in ending else units.by_code(row.new_code, day)
        new = going_on or new_rows.get(unit_key(row.new_code, day.isoformat())) or _new_unit(row, old)
        if going_on is None:
            new_rows[new.id] = new
        if old is not None and new.id not in ends[old.id]:
            ends[old.id].append(new.id)
    last = PartialDate.of(day - _DAY)
    ended = [replace(old_rows[key], valid_to=last, successor=" ".join(heirs) or None) for key, heirs in ends.items()]
    return units.with_units([*ended, *new_rows.values()])


def _new_unit(row: LineageRow, old: Unit | None) -> Unit:
    return Unit(
        id=unit_key(row.new_code, row.day.isoformat()),
        code=row.new_code,
        name=row.new_name,
        kind=row.kind or (old.kind if old else None),
        tier=row.tier or (old.tier if old else None),
        valid_from=PartialDate.of(row.day),
        within=old.within if old and row.act is Act.RENAME else None,
        sector=row.sector or (old.sector if old else None),
        population=row.population,
        unconfirmed=False,
    )


def _is_applied(units: Units, row: LineageRow) -> bool:
    if row.act is Act.FOUND:
        return units.get(unit_key(row.new_code, row.day.isoformat())) is not None
    old = old_unit(units, row)
    return old is not None and old.valid_to is not None and old.valid_to.latest == row.day - _DAY


def _faults_of_day(units: Units, day: date, rows: tuple[LineageRow, ...]) -> Iterator[Fault]:
    ending = {row.old_code for row in rows if row.act is not Act.FOUND}
    acts: dict[str, list[LineageRow]] = defaultdict(list)
    names: dict[str, str] = {}
    parts = Counter(row.new_code for row in rows if row.new_code)
    for row in rows:
        text = _old_fault(units, row, acts[row.old_code]) if row.act is not Act.FOUND else ""
        text = text or _new_fault(units, row, ending, names, parts)
        if text:
            yield Fault(row.line, text)
        acts[row.old_code].append(row)
        names.setdefault(row.new_code, row.new_name)
    for code, group in acts.items():
        if code and group[0].act is Act.SPLIT and len(group) == 1:
            name = group[0].old_name
            yield Fault(group[0].line, f"chia tách {name} phải có ít nhất hai dòng, mỗi đơn vị mới một dòng")
        yield from _orphans(units, day, group[0], ending) if code else ()


def _old_fault(units: Units, row: LineageRow, before: list[LineageRow]) -> str:
    """Why the unit that the row ends cannot end so; "" where it can."""
    day = f"{row.day - _DAY:%d/%m/%Y}"
    old = old_unit(units, row)
    if old is None:
        return f"ngày {day} không có đơn vị nào mang mã {row.old_code}"
    if fold_marked(row.old_name) not in {fold_marked(old.name or ""), fold_marked(old.other_spelling or "")} - {""}:
        return f"mã {row.old_code} ngày {day} là {old.name}, không phải {row.old_name or 'đơn vị để trống tên'}"
    if old.valid_to is not None:
        return f"{old.name} đã kết thúc ngày {old.valid_to.latest:%d/%m/%Y} theo lần sắp xếp trước"
    if old.kind == "administrative" and old.tier == "tinh":
        return f"{old.name} là cấp tỉnh, không sắp xếp ở đây"
    if before and not (row.act is Act.SPLIT and all(item.act is Act.SPLIT for item in before)):
        return f"{old.name} đã có ở dòng {before[0].line}"
    if any(item.new_code == row.new_code for item in before):
        return f"{old.name} đã chia cho mã {row.new_code} ở dòng {before[0].line}"
    return ""


def _new_fault(
    units: Units, row: LineageRow, ending: set[str], names: Mapping[str, str], parts: Mapping[str, int]
) -> str:
    """Why the unit that takes over cannot begin so; "" where it can."""
    if row.act is Act.ABOLISH:
        return "giải thể thì để trống mã mới và tên mới" if row.new_code or row.new_name else ""
    if not row.new_code or not row.new_name or set(row.new_code) & set("@+ "):
        return "thiếu mã mới hoặc tên mới, hoặc mã có ký tự lạ"
    if names.get(row.new_code, row.new_name) != row.new_name:
        return f"mã mới {row.new_code} ở dòng khác là {names[row.new_code]}, ở dòng này là {row.new_name}"
    if row.act in (Act.RENAME, Act.FOUND) and parts[row.new_code] > 1:
        return f"mã mới {row.new_code} có ở dòng khác; {row.act.label} thì mỗi đơn vị mới một dòng"
    going_on = None if row.new_code in ending else units.by_code(row.new_code, row.day)
    other = going_on is not None and fold_marked(going_on.name or "") != fold_marked(row.new_name)
    if going_on is not None and (other or row.act in (Act.RENAME, Act.FOUND)):
        return f"mã {row.new_code} đang là của {going_on.name}"
    old = old_unit(units, row)
    later = [
        item for item in units if item.code == row.new_code and item is not going_on and _begins_from(item, row.day)
    ]
    if later:
        return f"mã {row.new_code} đã dùng cho {later[0].name} từ {later[0].valid_from}"
    return _kind_fault(row, old, going_on)


def _begins_from(unit: Unit, day: date) -> bool:
    return unit.valid_from is not None and unit.valid_from.earliest >= day


def _kind_fault(row: LineageRow, old: Unit | None, going_on: Unit | None) -> str:
    """A unit is taken over by one of its own kind and tier."""
    kind, tier = row.kind or (old.kind if old else ""), row.tier or (old.tier if old else "")
    if not kind or not tier:
        return f"{row.new_name}: thiếu loại hoặc cấp của đơn vị mới"
    target = (going_on.kind, going_on.tier) if going_on else (kind, tier)
    if old is not None and (old.kind, old.tier) != target:
        return f"{old.name} và {row.new_name} không cùng loại, cùng cấp"
    return ""


def _orphans(units: Units, day: date, row: LineageRow, ending: set[str]) -> Iterator[Fault]:
    """Units that would stay within one that ends."""
    old = old_unit(units, row)
    if old is None or row.act is Act.FOUND:
        return
    left = [
        item
        for item in units
        if item.within == old.id and in_force(item.valid_from, item.valid_to, day) and item.code not in ending
    ]
    if left:
        yield Fault(row.line, f"{old.name} kết thúc nhưng còn {len(left)} đơn vị thuộc nó, như {left[0].name}")
