"""What the plan pack desk shows: drafts, the values of one, and what a trial found; read in the store thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.commands.office.pack_drafts import DRAFT, draft_files, plain
from app.plan.pack_entries import GROUPS, Doubt, Entry, doubts, entries
from app.plan.pack_text import Value, written
from app.vietnamese.numbers import integer
from app.workspace import Workspace
from ui.screens.so.rows import Row

_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class DraftShown:
    """A draft on the screen: all of them, the chosen one ("" for none), its base, values and open questions."""

    drafts: tuple[str, ...]
    chosen: str
    base: str
    values: tuple[Row, ...]
    doubts: tuple[Row, ...]
    changed: int


def draft_shown(ws: Workspace, wanted: str) -> DraftShown:
    """The wanted draft, else the newest; nothing chosen where there is none."""
    known = tuple(sorted((item.id for item in ws.store.documents(DRAFT)), reverse=True))
    chosen = wanted if wanted in known else next(iter(known), "")
    if not chosen:
        return DraftShown(known, "", "", (), (), 0)
    document, files = draft_files(ws, chosen)
    base = ws.pack_named(ws.pack.id, document.body["base"])
    before = {item.key: item.value for item in entries(base.files)}
    rows = tuple(_value_row(item, before.get(item.key)) for item in entries(files))
    awaiting = tuple(map(_doubt_row, doubts(files)))
    return DraftShown(known, chosen, base.version, rows, awaiting, sum("đã sửa" in row.tags for row in rows))


def _value_row(item: Entry, before: Value | None) -> Row:
    changed = item.value != before
    was = "" if not changed else "(chưa có)" if before is None else _short(before)
    tags = {item.group, *(["đã sửa"] if changed else []), *(["chờ xác nhận"] if item.unconfirmed else [])}
    cells = (item.owner, item.field, _short(item.value), was, item.source)
    tip = f"{item.key}, dòng {item.line}" + (": mặc định, cần xác nhận" if item.unconfirmed else "")
    return Row(item.key, cells, pill="warning" if changed else "", tags=frozenset(tags), tip=tip, source=item)


def _doubt_row(item: Doubt) -> Row:
    return Row(item.key, (item.label, item.value, item.source), source=item)


def _short(value: Value) -> str:
    text = {True: "có", False: "không"}[value] if isinstance(value, bool) else str(plain(value))
    text = ", ".join(map(str, value)) if isinstance(value, list) else text
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def typed(value: Value) -> str:
    """A value as it is edited: a text as it is, all else as TOML writes it."""
    return value if isinstance(value, str) else written(value)


def group_choices() -> list[tuple[str, str]]:
    """Filters of the list of values: what is shown, and the tag."""
    named = [(title, name) for name, title in GROUPS.items() if name]
    return [("Mọi giá trị", ""), ("Đã sửa", "đã sửa"), ("Chờ xác nhận", "chờ xác nhận"), *named]


@dataclass(frozen=True, slots=True)
class TrialShown:
    """What a trial found, as rows: by rule, by unit, lines of indicators, totals."""

    head: str
    rules: tuple[Row, ...]
    units: tuple[Row, ...]
    lines: tuple[Row, ...]
    cells: tuple[Row, ...]


def trial_shown(data: dict[str, Any], head: str) -> TrialShown:
    """Rows of the answer of `pack try`."""
    rules = tuple(
        Row(row["rule"], (f"{row['rule']}  {row['title']}", str(row["new"]), str(row["gone"]), str(row["units"])),
            ("", row["new"], row["gone"], row["units"]))
        for row in data["rules"]
    )  # fmt: skip
    units = tuple(
        Row(row["unit"], (row["name"], str(len(row["new"])), str(len(row["gone"])), " ".join(row["sentences"])),
            ("", len(row["new"]), len(row["gone"])), tip="\n".join(row["sentences"]))
        for row in data["units"]
    )  # fmt: skip
    lines = tuple(_line_row(row) for row in data["indicators"])
    cells = tuple(Row(row["cell"], (row["cell"], _count(row["was"]), _count(row["now"]))) for row in data["cells"])
    skipped = ", ".join(data["not_recomputed"])
    told = f"{head} Không chạy lại được vì gói không có trường cần: {skipped}." if skipped else head
    return TrialShown(told, rules, units, lines, cells)


def _line_row(row: dict[str, Any]) -> Row:
    was, now = row["was"] or {}, row["now"] or {}
    told = now or was
    shown = [f"{side['percent'] or '…'} / {side['target'] or '…'}" if side else "(không có)" for side in (was, now)]
    verdicts = f"{was.get('verdict', '')} → {now.get('verdict', '')}"
    return Row(row["id"], (f"{told['number']}  {told['title']}", *shown, verdicts))


def _count(value: int | None) -> str:
    return "(không đếm)" if value is None else integer(value)
