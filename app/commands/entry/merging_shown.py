"""What a merge would do, as a person reads it: each record's fate, what changes in it, and the questions side by side.

The rows have the shape of an import from Excel, so that one preview shows both; a question is in `clashes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from app.commands.entry.chained import key_text
from app.commands.words import EMPTY, shown
from app.domain.dataset import Dataset, dataset
from app.domain.merge import WHOLE, Clash, Merged
from app.domain.registry import TABLES
from app.plan.messages import Names
from app.workspace import Workspace

_GONE: Final = "đã hủy bỏ"
_KEPT: Final = "còn giữ"


def shown_rows(ws: Workspace, merged: Iterable[Merged], before: Dataset, after: Dataset) -> list[dict[str, Any]]:
    """The records of a file with their fates, those that need a look first."""
    items = tuple(merged)
    told = _Told(ws, items, before, after)
    rows = [told.row(number, item) for number, item in enumerate(items, 1)]
    order = {"rejected": 0, "changed": 1, "added": 2, "same": 3}
    return sorted(rows, key=lambda row: order[row["fate"]])


class _Told:
    """Names of records of either side."""

    def __init__(self, ws: Workspace, merged: tuple[Merged, ...], before: Dataset, after: Dataset) -> None:
        self._catalogue = ws.env.catalogue
        known = [row for rows in before.tables.values() for row in rows.values()]
        known += [item.theirs for item in merged if item.theirs is not None]
        known += [row for rows in after.tables.values() for row in rows.values()]
        self._names = Names(dataset(ws.unit, known), ws.env.catalogue, ws.env.units, ws.pack)

    def row(self, number: int, item: Merged) -> dict[str, Any]:
        """One record."""
        return {
            "sheet": TABLES[item.table].label,
            "number": number,
            "fate": item.fate,
            "name": self._names.record(item.table, item.id),
            "values": self._values(item),
            "records": [{"table": item.table, "id": item.id}],
            "questions": [],
            "reasons": self._reasons(item),
            "clashes": [self._clash(item, clash) for clash in item.clashes],
        }

    def _values(self, item: Merged) -> dict[str, str]:
        """What changes: label → "old → new", or the values of a new record."""
        if item.fate not in ("added", "changed"):
            return {}
        if item.result is None:
            return {TABLES[item.table].label: _GONE}
        told: dict[str, str] = {}
        for spec in TABLES[item.table].fields:
            old, new = getattr(item.mine, spec.name, None), getattr(item.result, spec.name)
            if old != new:
                was = "" if item.mine is None else f"{self._text(item.table, spec.name, old)} → "
                told[spec.label] = was + self._text(item.table, spec.name, new)
        return told

    def _reasons(self, item: Merged) -> list[str]:
        if item.held_by is not None:
            return [f"Chờ trả lời về {self._names.record(*item.held_by)}, vì dòng này thuộc về đó."]
        labels = [self._label(item.table, clash) for clash in item.clashes if clash.field in item.waiting]
        return [f"Hai máy ghi khác nhau: {', '.join(labels)}."] if labels else []

    def _clash(self, item: Merged, clash: Clash) -> dict[str, Any]:
        where = key_text(item.key) + (f"/{clash.field}" if clash.field != WHOLE else "")
        mine, theirs = (
            (_KEPT if value is not None else _GONE)
            if clash.field == WHOLE
            else self._text(item.table, clash.field, value)
            for value in (clash.mine, clash.theirs)
        )
        asked = clash.field in item.waiting
        return {"key": where, "label": self._label(item.table, clash), "mine": mine, "theirs": theirs, "waiting": asked}

    @staticmethod
    def _label(table: str, clash: Clash) -> str:
        return "Cả dòng" if clash.field == WHOLE else TABLES[table].field(clash.field).label

    def _text(self, table: str, field: str, value: Any) -> str:
        spec = TABLES[table].field(field)
        names = {value: self._names.record(spec.declared.ref, value)} if spec.kind == "ref" and value else {}
        return shown(spec, value, self._catalogue, names) or EMPTY
