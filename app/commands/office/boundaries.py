"""Whose units a table goes by: those of the time of its figures ("như đã báo cáo") or those of today.

One place says it for every command and screen, with the days between which figures do not compare and the resolution
that set each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.commands.figures.judging import cut_off_of
from app.commands.figures.province import province_input
from app.domain.figures import Figures
from app.domain.periods import Period
from app.domain.unit_records import Unit
from app.domain.units import Units
from app.errors import refuse
from app.plan.indicator_results import IndicatorInput
from app.plan.rebasing import Place, as_now, places
from app.workspace import Workspace
from app.workspace.lineage import REORGANISATION, rows_of

AS_REPORTED: Final = "như đã báo cáo"
AS_NOW: Final = "theo đơn vị hiện nay"


@dataclass(frozen=True, slots=True)
class Break:
    """First day of new boundaries, and the act of law behind it."""

    day: date
    resolution: str

    @property
    def words(self) -> str:
        """As it stands at a mark."""
        told = f"Sắp xếp đơn vị từ {self.day:%d/%m/%Y}"
        return f"{told} ({self.resolution})" if self.resolution else told


@dataclass(frozen=True, slots=True)
class Listing:
    """Figures of the province for a table.

    Attributes:
        now: by the units of today; else as reported.
        data: what the table is made of.
        reported: the same as reported.
        places: of `reported`, each with the units of its time that it gathers; empty where nothing moved.
        breaks: days between the cut-off and today.
    """

    now: bool
    data: IndicatorInput
    reported: IndicatorInput
    places: tuple[Place, ...]
    breaks: tuple[Break, ...]

    @property
    def moved(self) -> bool:
        """Whether both ways of listing differ."""
        return bool(self.places)

    @property
    def lacking(self) -> Mapping[str, tuple[str, ...]]:
        """Key of a place that has figures → its units of that time whose figures are missing."""
        held, owed = self.reported.by_unit, set(self.reported.expected)
        found = {}
        for place in self.places:
            gone = tuple(key for key in place.parts if key in owed and key not in held)
            if gone and len(gone) < len(place.parts):
                found[place.key] = gone
        return found

    @property
    def words(self) -> str:
        """What a table says of its units; "" where there is nothing to say."""
        told = _words(len(self.reported.expected), self.places, self.breaks, now=self.now)
        short = sum(map(len, self.lacking.values()))
        lacking = f" {short} đơn vị cũ chưa có số liệu trong tổng của đơn vị hiện nay." if short and self.now else ""
        return told + lacking

    def plain(self) -> dict[str, Any]:
        """As plain values, for `--json`."""
        names = self.data.units
        return {
            "as_now": self.now,
            "moved": self.moved,
            "breaks": [{"day": item.day.isoformat(), "resolution": item.resolution} for item in self.breaks],
            "clusters": [place.name for place in self.places if place.is_cluster],
            "lacking": [
                {"unit": key, "name": names.name(key), "parts": [names.name(part) for part in parts]}
                for key, parts in self.lacking.items()
            ],
        }


def listing_of(ws: Workspace, period: Period, *, now: bool = False) -> Listing:
    """Figures of a period by the units of its time or of today."""
    reported = province_input(ws, period)
    found = _moved(ws, (*reported.expected, *reported.by_unit))
    data = as_now(reported, ws.today) if now else reported
    return Listing(now, data, reported, found, breaks(ws, cut_off_of(ws, period), ws.today))


def board_words(ws: Workspace, period: Period, keys: Collection[str], *, now: bool) -> str:
    """What a table says of the units that owe a period, without their figures; "" where nothing moved."""
    return _words(len(keys), _moved(ws, keys), breaks(ws, cut_off_of(ws, period), ws.today), now=now)


def _moved(ws: Workspace, keys: Iterable[str]) -> tuple[Place, ...]:
    """Places of units; empty where each still stands for itself."""
    found = places(keys, ws.env.units, ws.today)
    return () if all(place.parts == (place.key,) for place in found) else found


def _words(then: int, found: Collection[Place], marks: Iterable[Break], *, now: bool) -> str:
    if not found:
        return ""
    told = "; ".join(item.words for item in marks)
    if not now:
        return f"Theo {then} đơn vị khi báo cáo. {told}."
    gathered = f"Số liệu của {then} đơn vị khi báo cáo, gom về {len(found)} đơn vị hiện nay"
    return f"{gathered}, chính quyền địa phương đếm lại. {told}."


def breaks(ws: Workspace, after: date, until: date) -> tuple[Break, ...]:
    """New boundaries that took effect after a day: of the pack and of reorganisations read from files."""
    definitions = ws.pack.definitions
    source = next((item.source for item in definitions.settings if item.name == "break_days"), "")
    found = dict.fromkeys(definitions.break_days, source)
    for document in ws.store.documents(REORGANISATION):
        for row in rows_of(document):
            found[row.day] = row.resolution or found.get(row.day, "")
    return tuple(Break(day, found[day]) for day in sorted(found) if after < day <= until)


def name_and_heir(units: Units, key: str, when: date) -> str:
    """Name of a unit; of one that is no more also who has its place."""
    heirs = units.heirs(key, when)
    if not heirs or heirs[0].id == key:
        return units.name(key)
    return f"{units.name(key)} (nay là {', '.join(unit.name or unit.id for unit in heirs)})"


def straddling(units: Units, district: str) -> tuple[Unit, ...]:
    """Units of today that took over communes of a district and of another one; they cannot be told apart."""
    inside = [unit for unit in units if unit.within == district]
    heirs = {heir.id: heir for unit in inside for heir in units.successors(unit.id)}
    return tuple(
        heir for heir in heirs.values() if {part.within for part in units.predecessors(heir.id)} - {district, None}
    )


def of_district(ws: Workspace, data: IndicatorInput, name: str) -> IndicatorInput:
    """Figures of one district: of its communes, or of the units that took them over where these lie in it wholly.

    Args:
        data: as reported.
        name: code or key of the district.

    Raises:
        UserError: NHAP-02 no such district; DV-02 a unit straddles two districts (threats I13).
    """
    found = [unit for unit in data.units if unit.tier == "huyen" and name in (unit.id, unit.code)]
    if not found:
        raise refuse("NHAP-02", what="cấp huyện trước ngày 01/07/2025", value=name)
    district = found[0]
    inside = {unit.id for unit in data.units if unit.within == district.id}
    present = set(data.expected) | set(data.by_unit)
    if not inside & present:
        torn = [unit for unit in straddling(data.units, district.id) if unit.id in present]
        if torn:
            names = ", ".join(unit.name or unit.id for unit in torn)
            raise refuse("DV-02", period=str(data.period), district=district.name, names=names)
        inside = {heir.id for key in inside for heir in data.units.successors(key)}
    return _only(data, inside)


def _only(data: IndicatorInput, keys: Iterable[str]) -> IndicatorInput:
    wanted = set(keys)

    def kept(by_unit: Mapping[str, Figures]) -> dict[str, Figures]:
        return {key: figures for key, figures in by_unit.items() if key in wanted}

    expected = tuple(key for key in data.expected if key in wanted)
    return replace(data, by_unit=kept(data.by_unit), previous=kept(data.previous), expected=expected)
