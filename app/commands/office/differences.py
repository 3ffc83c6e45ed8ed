"""What changed in a package since the last accepted one of its unit, as a person reads it, and what jumped.

Both are compared as far as the lower of the two levels goes, so that a value that one of them withholds is no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.commands.chains import JUDGED
from app.commands.figures.recounting import received_data
from app.commands.reception.verdicts import found_package
from app.commands.words import EMPTY, known_as, shown
from app.domain.dataset import Dataset, redact
from app.domain.figures import CellKey, parse_cell_key
from app.domain.registry import SENT
from app.domain.schema import FieldSpec, TableSpec
from app.domain.storage import Document
from app.plan.definitions import Definitions
from app.plan.explain import described
from app.plan.messages import Names
from app.progress import Progress
from app.vietnamese.numbers import decimal, integer
from app.workspace import Outcome, Workspace

Kind = Literal["added", "left", "changed", "figure", "outlier"]
KINDS: Final[Mapping[Kind, str]] = {
    "outlier": "Biến động bất thường",
    "added": "Thêm",
    "left": "Không còn",
    "changed": "Thay đổi",
    "figure": "Số liệu",
}
"""Kind of a line → its heading, in the order of the list."""
_UNTOLD: Final = frozenset({"explanation", "confirmation", "remark", "title_mapping"})


@dataclass(frozen=True, slots=True)
class Line:
    """One change: of a record (table, record, field where one changed) or of a figure (cell)."""

    kind: Kind
    text: str
    table: str = ""
    record: str = ""
    field: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed.

    Attributes:
        before: the package that was compared with; None for the first of a unit.
        accepted: it was accepted once; else it is only the last that was read.
        lines: outliers first, then people and what belongs to them, then figures.
    """

    before: Document | None
    accepted: bool
    lines: tuple[Line, ...]


def show(ws: Workspace, progress: Progress, *, package: str) -> Outcome:
    """What changed in a package since the last accepted one of its unit.

    Raises:
        UserError: NHAP-02, no such package.
    """
    document = found_package(ws, package)
    found = differences(ws, document)
    lines = [
        {name: getattr(line, name) for name in ("kind", "text", "table", "record", "field", "cell")}
        for line in found.lines
    ]
    before = found.before.id if found.before else ""
    data = {"package": document.id, "before": before, "accepted": found.accepted, "lines": lines}
    told = f"{len(lines)} thay đổi." if before else "Đây là gói đầu tiên của đơn vị, chưa có gói trước để so."
    return Outcome(data=data, message=told)


def differences(ws: Workspace, document: Document) -> Differences:
    """Everything that changed since the package before; nothing of a package that was not read."""
    before = last_before(ws, document)
    if before is None or "findings" not in document.body:
        return Differences(None, accepted=False, lines=())
    figures = tuple(figure_lines(ws, before, document))
    records = tuple(_record_lines(ws, before, document))
    order = list(KINDS)
    lines = sorted((*records, *figures), key=lambda line: order.index(line.kind))
    return Differences(before, was_accepted(before), tuple(lines))


def last_before(ws: Workspace, document: Document) -> Document | None:
    """The package of the unit that was accepted last before this one came, else the one that was read last."""
    at = _arrived(document)
    read = [
        item
        for item in ws.store.documents("received", unit=document.unit)
        if item.state in JUDGED and "findings" in item.body and item.id != document.id and _arrived(item) < at
    ]
    accepted = [item for item in read if was_accepted(item)]
    if accepted:
        return max(accepted, key=lambda item: (item.body.get("accepted_at", ""), _arrived(item)))
    return max(read, key=_arrived, default=None)


def was_accepted(document: Document) -> bool:
    """Whether a package is or was accepted."""
    return document.state == "accepted" or bool(document.body.get("accepted_at"))


def figure_lines(ws: Workspace, before: Document, document: Document) -> Iterator[Line]:
    """Figures that both packages have and that differ; those that jumped are marked (values of the pack).

    A jump that is already told by a wider figure ("tuổi 41 đến 50" by all ages) is listed as a plain change.
    """
    cells = ws.store.figures_of((before.id, document.id))
    old_cells, new_cells = cells.get(before.id, {}), cells.get(document.id, {})
    definitions = ws.pack.definitions
    changed = {key: (old_cells[key], new_cells[key]) for key in sorted(old_cells.keys() & new_cells.keys())}
    changed = {key: pair for key, pair in changed.items() if pair[0] != pair[1]}
    jumped = widest(parse_cell_key(key) for key, (old, new) in changed.items() if is_outlier(old, new, definitions))
    for key, (old, new) in changed.items():
        cell = parse_cell_key(key)
        words = described(cell, ws.env.catalogue)
        yield Line("outlier" if cell in jumped else "figure", f"{words}: {_step(old, new)}", cell=key)


def widest(cells: Iterable[CellKey]) -> frozenset[CellKey]:
    """Those cells of which no other one counts the same thing with fewer conditions."""
    found = frozenset(cells)
    return frozenset(
        cell
        for cell in found
        if not any(
            (other.subject, other.measure) == (cell.subject, cell.measure) and set(other.dims) < set(cell.dims)
            for other in found
        )
    )


def is_outlier(old: int, new: int, definitions: Definitions) -> bool:
    """Whether a figure changed by more than the pack's share and by more than its number."""
    change = abs(new - old)
    return 100 * change > definitions.yearly_change_percent * old and change > definitions.yearly_change_people


def has_outlier(ws: Workspace, document: Document) -> bool:
    """Whether any figure jumped since the package before."""
    before = last_before(ws, document)
    return before is not None and any(line.kind == "outlier" for line in figure_lines(ws, before, document))


def _step(old: int, new: int) -> str:
    """Such as "3 → 12 (+9, +300 %)"; from nothing there is no share."""
    sign = "+" if new > old else "-"
    share = f", {sign}{decimal(abs(new - old), old, 0, 100)} %" if old > 0 else ""
    return f"{integer(old)} → {integer(new)} ({sign}{integer(abs(new - old))}{share})"


def _arrived(document: Document) -> str:
    return str(document.body.get("received_at") or document.at)


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two packages: its records, what they are called, and the words of what they refer to."""

    data: Dataset
    names: Names
    known: Mapping[str, str]


def _record_lines(ws: Workspace, before: Document, document: Document) -> Iterator[Line]:
    data = received_data(ws, before), received_data(ws, document)
    level = min(item.level for item in data)
    old, new = (_side(ws, redact(item, level)) for item in data)
    gone = set(old.data.tables.get("person", {})) ^ set(new.data.tables.get("person", {}))
    for spec in SENT:
        if spec.name not in _UNTOLD and not new.data.withholds_table(spec.name):
            yield from _table_lines(ws, spec, old, new, gone)


def _side(ws: Workspace, data: Dataset) -> _Side:
    rows = ((table, key, row) for table, found in data.tables.items() for key, row in found.items())
    by_table = {spec.name: spec for spec in SENT}
    known = {key: known_as(by_table[table], row, ws.env.catalogue) for table, key, row in rows if table in by_table}
    return _Side(data, Names(data, ws.env.catalogue, ws.env.units, ws.pack), known)


def _table_lines(ws: Workspace, spec: TableSpec, old: _Side, new: _Side, gone: set[str]) -> Iterator[Line]:
    """Rows of one table that came, went or changed; what belongs to a person who came or went is told by that."""
    before, after = old.data.tables.get(spec.name, {}), new.data.tables.get(spec.name, {})
    for kind, keys, side in (
        ("added", after.keys() - before.keys(), new),
        ("left", before.keys() - after.keys(), old),
    ):
        rows = side.data.tables.get(spec.name, {})
        told = [key for key in keys if getattr(rows[key], "person", None) not in gone]
        for text, key in sorted((_called(spec, side, key), key) for key in told):
            yield Line(kind, text, spec.name, key)  # type: ignore[arg-type]  # one of two literals
    changed = [key for key in after.keys() & before.keys() if after[key] != before[key]]
    for text, key in sorted((_called(spec, new, key), key) for key in changed):
        for field in _fields(spec, before[key], after[key]):
            values = (
                shown(field, getattr(row, field.name), ws.env.catalogue, side.known) or EMPTY
                for row, side in ((before[key], old), (after[key], new))
            )
            yield Line("changed", f"{text}: {field.label} {' → '.join(values)}", spec.name, key, field.name)


def _called(spec: TableSpec, side: _Side, key: str) -> str:
    name = side.names.record(spec.name, key)
    return name if spec.name == "person" or name == spec.label else f"{spec.label}: {name}"


def _fields(spec: TableSpec, before: Any, after: Any) -> Sequence[FieldSpec]:
    return [field for field in spec.fields if getattr(before, field.name) != getattr(after, field.name)]
