"""`explain` of more than one cell: sums, quotients, lines of indicators, and figures that were frozen; plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from app.commands.figures.behind_province import CellPeople, Question, parts, people
from app.commands.figures.behind_unit import behind
from app.commands.office.registers import looks
from app.domain.storage import Document
from app.errors import refuse
from app.plan.figure_refs import FigureRef, parse_ref
from app.workspace import Outcome, Workspace


def is_plain(key: str, code: str | None) -> bool:
    """Whether a key is one cell of now, with or without a unit."""
    if code is not None:
        return False
    ref = parse_ref(key)
    return not ref.line and len(ref.parts) == 1 and len(ref.parts[0].plus) == 1 and not ref.parts[0].minus


def explained(
    ws: Workspace, key: str, period: str | None, code: str | None, unit: str | None, *, now: bool = False
) -> Outcome:
    """What is behind a figure that is more than one cell, or that was frozen.

    Args:
        key: what the figure is of, see `app.plan.figure_refs`.
        code: under which it was frozen; None for the figures of now.
        unit: at Sở Nội vụ key or code of the unit, or code of the sector, that is told; None for the figure by unit.
        now: by the units of today.

    Raises:
        UserError: NHAP-02 no such figure, code or unit; NHAP-01 its package is not kept here any more.
    """
    if ws.mode == "unit":
        return Outcome(data={"figure": key, **asdict(behind(ws, key, period, code or ""))})
    question = Question("", key, period=period or "", now=now, frozen=code or "")
    found = parts(ws, question)
    if unit is not None:
        named = next((row.key for row in found.rows if row.key == unit or row.key.startswith(f"{unit}@")), None)
        if named is None:
            raise refuse("NHAP-02", what="số liệu của đơn vị hoặc ngành", value=unit)
        cells = people(ws, question, named)
        data = {"figure": key, "cells": [asdict(item) for item in cells]}
        return Outcome(data=data, documents=looks(ws, "figure", _packages(ws, cells)))
    return Outcome(data={"figure": key, **asdict(found)}, message=_told(key, found.totals))


def _packages(ws: Workspace, cells: Iterable[CellPeople]) -> Iterator[Document]:
    """Packages whose people were named, for the register of who saw names."""
    for package in dict.fromkeys(cell.package for cell in cells if cell.package):
        if (document := ws.store.document("received", package)) is not None:
            yield document


def _told(key: str, totals: tuple[int | None, ...]) -> str:
    ref: FigureRef = parse_ref(key)
    values = "/".join("…" if value is None else str(value) for value in totals)
    return f"{ref.line or 'Ô số liệu'}: {values}."
