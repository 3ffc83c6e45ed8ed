"""What a frozen code stands for: figures by unit, the packages they are of, rules and boundaries, kept whole.

Hides how it is kept: the document says whose figures, by which pack and why; a blob beside it holds every cell and the
catalogue of units, so that neither later packages nor a later catalogue of the program change what a code shows.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal

import msgspec

from app.domain.dates import PartialDate
from app.domain.figures import Figures
from app.domain.periods import parse_period
from app.domain.schema import level_of
from app.domain.short_codes import GROUPS, read_code, wrong_groups
from app.domain.storage import Document
from app.domain.unit_records import Unit
from app.domain.units import Units
from app.errors import refuse
from app.plan.indicator_results import IndicatorInput
from app.plan.pack import Pack
from app.workspace import Workspace

FROZEN: Final = "frozen"
"""Kind of document: figures that were frozen, under their code."""
CLOSED: Final = "closed"
"""Kind of document: a period that takes no further figures; what `judging.require_period_open` asks."""

_BLOB: Final = "frozen/"
_DAYS: Final = frozenset({"valid_from", "valid_to"})


@dataclass(frozen=True, slots=True)
class Source:
    """Of what the figures of a unit are.

    Attributes:
        package: SHA-256 of the package; "" where the figures were entered from paper.
        definitions: digest of what they were counted by.
        edition: number of the report, 0 where it has none.
    """

    package: str
    definitions: str
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """Figures with everything that they rest on.

    Attributes:
        scope: of the province, or of one unit.
        cut_off: ISO day.
        data: what indicators and forms are functions of.
        pack: the rules.
        united: cells that do not add up over units, counted over all of them.
        sources: unit key → of what its figures are.
        before: digest of what the figures of the year before are of; "" where there are none.
    """

    scope: Literal["province", "unit"]
    cut_off: str
    data: IndicatorInput
    pack: Pack
    united: Mapping[str, int]
    sources: Mapping[str, Source]
    before: str = ""


def boundaries_digest(units: Iterable[Unit]) -> str:
    """SHA-256 of a catalogue of units, whatever the order of its rows."""
    return hashlib.sha256(msgspec.json.encode(sorted(map(_unit_row, units), key=lambda row: row["id"]))).hexdigest()


def snapshot_of(basis: Basis) -> bytes:
    """Everything that a code must show again, as one blob; the same basis gives the same bytes."""
    data = basis.data
    names = sorted({cell for part in (data.by_unit, data.previous) for found in part.values() for cell in found.cells})
    told = {
        "units": sorted(map(_unit_row, data.units), key=lambda row: row["id"]),
        "expected": list(data.expected),
        "cells": names,
        "now": {unit: _figures_row(found, names) for unit, found in sorted(data.by_unit.items())},
        "before": {unit: _figures_row(found, names) for unit, found in sorted(data.previous.items())},
        "united": dict(sorted(basis.united.items())),
    }
    return zlib.compress(msgspec.json.encode(told))


def snapshot_changes(code: str, content: bytes) -> dict[str, bytes | None]:
    """The blob as it is written."""
    return {_BLOB + code: content}


def is_intact(ws: Workspace, document: Document) -> bool:
    """Whether what is kept under a code is what was frozen."""
    content = ws.store.blob(_BLOB + document.id)
    return content is not None and hashlib.sha256(content).hexdigest() == document.body["snapshot"]


def frozen_basis(ws: Workspace, document: Document) -> Basis:
    """What was frozen under a code, as it was.

    Raises:
        UserError: NGH-07 the pack is not here with the very content, NHAP-01 what was kept is damaged.
    """
    body, content = document.body, ws.store.blob(_BLOB + document.id)
    if content is None or not is_intact(ws, document):
        raise refuse("NHAP-01", detail=f"phần số liệu giữ dưới mã {document.id} đã hỏng; hãy kiểm tra kho dữ liệu")
    pack = ws.pack_named(body["pack"]["id"], body["pack"]["version"])
    if pack.digest != body["pack"]["digest"]:
        raise refuse("NGH-07", version=f"{pack.id} {pack.version}")
    told = msgspec.json.decode(zlib.decompress(content))
    period = parse_period(document.period)
    data = IndicatorInput(
        {unit: _figures(unit, row, told["cells"]) for unit, row in told["now"].items()},
        Units(map(_unit, told["units"])),
        ws.env.catalogue,
        pack.definitions,
        period,
        pack.target,
        {unit: _figures(unit, row, told["cells"]) for unit, row in told["before"].items()},
        tuple(told["expected"]),
    )
    sources = {unit: Source(**row) for unit, row in body["sources"].items()}
    return Basis(body["scope"], body["cut_off"], data, pack, told["united"], sources, body["before"])


def named_code(text: str) -> str:
    """A typed code as it is printed.

    Raises:
        UserError: NHAP-03, with the group that was mistyped.
    """
    code = read_code(text)
    if not code:
        wrong = wrong_groups(text)
        detail = f"gõ sai nhóm {wrong[0]}" if wrong[0] <= GROUPS else "cần hai nhóm, mỗi nhóm năm chữ số hoặc chữ cái"
        raise refuse("NHAP-03", what="mã đối chiếu", value=text.strip()[:40], detail=detail)
    return code


def frozen_document(ws: Workspace, text: str) -> Document:
    """What was frozen under a typed code.

    Raises:
        UserError: NHAP-03 the code is mistyped, NHAP-02 nothing was frozen under it.
    """
    code = named_code(text)
    found = ws.store.document(FROZEN, code)
    if found is None:
        raise refuse("NHAP-02", what="bản chốt số liệu có mã", value=code)
    return found


def closed_by(ws: Workspace, period: str) -> Document | None:
    """The document that closes a period; None while it is open."""
    return next(iter(ws.store.documents(CLOSED, period=period)), None)


def with_event(document: Document, state: str, what: str, at: str, by: str, reason: str) -> Document:
    """A frozen document in another state, with who, when and why added to its story."""
    event = {"what": what, "at": at, "by": by, "reason": reason}
    return replace(document, state=state, body={**document.body, "events": [*document.body.get("events", ()), event]})


def _figures_row(found: Figures, names: list[str]) -> dict[str, Any]:
    values = [found.cells.get(name) for name in names]
    return {"cut_off": found.cut_off, "by": found.definitions, "level": found.level.code, "values": values}


def _figures(unit: str, row: Mapping[str, Any], names: list[str]) -> Figures:
    cells = {name: value for name, value in zip(names, row["values"], strict=True) if value is not None}
    return Figures(unit, row["cut_off"], row["by"], level_of(row["level"]), cells)


def _unit_row(unit: Unit) -> dict[str, Any]:
    values = ((field.name, getattr(unit, field.name)) for field in fields(unit))
    return {name: value.text if isinstance(value, PartialDate) else value for name, value in values}


def _unit(row: Mapping[str, Any]) -> Unit:
    values: dict[str, Any] = dict(row)
    values |= {name: PartialDate(row[name]) for name in _DAYS if row[name]}
    return Unit(**values)
