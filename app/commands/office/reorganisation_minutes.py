"""Biên bản chuyển số liệu: which unit takes over whose accepted packages and people after a reorganisation."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from app.commands.figures.judging import figures_of
from app.commands.files import read_chosen, write_chosen
from app.commands.office.lineage_file import read_lineage
from app.commands.office.reorganising import resolutions
from app.domain.lineage import LineageRow, old_unit
from app.domain.storage import Document
from app.domain.units import Units
from app.errors import refuse
from app.paths import resource_root
from app.plan.rebasing import Place, estimated_residents, places, rebase
from app.progress import Progress
from app.reports.reorganisation_paper import Move, OldUnit, ReorganisationPaper, reorganisation_pdf
from app.vietnamese.numbers import integer
from app.workspace import Outcome, Workspace
from app.workspace.lineage import REORGANISATION, rows_of

_SHIPPED: Final = "sap-xep-2025-07-01.csv"
_ALL_RESIDENTS: Final = "resident{}"


def write_minutes(ws: Workspace, progress: Progress, *, out: Path, reorganisation: str | None = None) -> Outcome:
    """Writes the minutes of a reorganisation as PDF.

    Args:
        reorganisation: first characters of its id; None for the latest, or that of 1/7/2025 where none was read.

    Raises:
        UserError: NHAP-02 no such one, LUU-* of the medium, FONT-01.
    """
    file, rows = _chosen(ws, reorganisation)
    minutes = _minutes(ws, file, rows)
    write_chosen(out, reorganisation_pdf(minutes))
    data = {"file": str(out), "old": minutes.old_units, "places": len(minutes.moves)}
    return Outcome(data=data, message=f"Đã ghi biên bản chuyển số liệu: {out.name}.")


def template(ws: Workspace, progress: Progress, *, out: Path) -> Outcome:
    """Writes the rows of 1/7/2025 as a filled example of the file, so that Excel reads its letters.

    Raises:
        UserError: LUU-* of the medium.
    """
    content = read_chosen(resource_root() / "units" / _SHIPPED)
    write_chosen(out, codecs.BOM_UTF8 + content)
    return Outcome(data={"file": str(out)}, message=f"Đã ghi tệp mẫu {out.name} (các dòng sắp xếp ngày 01/07/2025).")


def shipped_rows(ws: Workspace) -> tuple[LineageRow, ...]:
    """The rows of the reorganisation of 1/7/2025 that the program ships."""
    path = resource_root() / "units" / _SHIPPED
    return read_lineage(_SHIPPED, read_chosen(path), ws.env.catalogue)[0]


def _chosen(ws: Workspace, wanted: str | None) -> tuple[str, tuple[LineageRow, ...]]:
    found = sorted(ws.store.documents(REORGANISATION), key=lambda item: (item.at, item.id))
    if wanted is None and not found:
        return _SHIPPED, shipped_rows(ws)
    chosen = next((item for item in reversed(found) if item.id.startswith(wanted or "")), None)
    if chosen is None:
        raise refuse("NHAP-02", what="lần sắp xếp", value=wanted or "")
    return chosen.body["file"], rows_of(chosen)


def _minutes(ws: Workspace, file: str, rows: Sequence[LineageRow]) -> ReorganisationPaper:
    units, days = ws.env.units, tuple(sorted({row.day for row in rows}))
    moves = _moves(ws, rows)
    last = days[-1]
    return ReorganisationPaper(
        office=units.name(ws.unit),
        on=ws.today,
        by=ws.actor,
        days=days,
        resolutions=resolutions(rows),
        file=file,
        before=len(units.on(days[0] - timedelta(days=1))),
        after=len(units.on(last)),
        moves=moves,
        practice=ws.store.info.practice,
    )


def _moves(ws: Workspace, rows: Sequence[LineageRow]) -> tuple[Move, ...]:
    units = ws.env.units
    ended = {old.id: row for row in rows if (old := old_unit(units, row)) is not None}
    accepted: dict[str, list[Document]] = {}
    for item in ws.store.documents("received", state="accepted"):
        accepted.setdefault(item.unit, []).append(item)
    last = max((row.day for row in rows), default=date.max)
    found = [place for place in places(ended, units, last) if place.units and place.units[0].id not in ended]
    moves = [
        Move(
            place.name,
            place.is_cluster,
            tuple(_old(units, key, ended, accepted) for key in place.parts),
            _residents(ws, place, accepted) if place.is_cluster else "",
        )
        for place in found
    ]
    gone = [key for key in ended if not units.successors(key)]
    if gone:
        moves.append(Move("", cluster=False, old=tuple(_old(units, key, ended, accepted) for key in gone)))
    return tuple(moves)


def _old(
    units: Units, key: str, ended: Mapping[str, LineageRow], accepted: Mapping[str, Sequence[Document]]
) -> OldUnit:
    held = sorted(accepted.get(key, ()), key=lambda item: (item.body["cut_off"], item.at))
    people = held[-1].body.get("counts", {}).get("person") if held else None
    act = ended[key].act.label if key in ended else ""
    return OldUnit(units.name(key), act, tuple(_package(item) for item in held), people)


def _package(item: Document) -> str:
    people = item.body.get("counts", {}).get("person")
    return f"kỳ {item.period} ({people} người)" if people is not None else f"kỳ {item.period}"


def _residents(ws: Workspace, place: Place, accepted: Mapping[str, Sequence[Document]]) -> str:
    """Residents of a cụm shared out by the population of its units, of the newest figures of its parts."""
    newest = {
        key: max(held, key=lambda item: item.body["cut_off"]) for key in place.parts if (held := accepted.get(key))
    }
    by_unit = {key: found for key, item in newest.items() if (found := figures_of(ws, item.id)) is not None}
    if set(by_unit) != set(place.parts) or len({item.period for item in newest.values()}) != 1:
        return ""
    (figures,) = rebase(
        by_unit, ws.env.units, max(unit.valid_from.earliest for unit in place.units if unit.valid_from)
    ).values()
    return ", ".join(_shares(place, estimated_residents(figures, place.units)))


def _shares(place: Place, told: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for unit in place.units:
        number = told.get(unit.id, {}).get(_ALL_RESIDENTS)
        if number is not None:
            yield f"{unit.name} {integer(number)} người (ước tính)"
