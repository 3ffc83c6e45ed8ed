"""Sắp xếp đơn vị: a file of dated rows is shown first, then kept; from its day on the list of units is another.

What was received stays under the unit that sent it; its successor shows it where tables go by the units of today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.commands.figures.watching import STATES
from app.commands.files import read_chosen
from app.commands.office.lineage_file import read_lineage
from app.commands.sending import moment
from app.domain.lineage import Act, Fault, LineageRow, by_day, faults_of, old_unit, reorganised
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit
from app.domain.units import Units, unit_key
from app.errors import refuse
from app.plan.rebasing import places
from app.progress import Progress
from app.workspace import Outcome, Workspace
from app.workspace.lineage import REORGANISATION, row_values, rows_of, units_of

_LARGEST: Final = 4 * 1024 * 1024
_DAY: Final = timedelta(days=1)
_USES: Final = ("received", "request", "enrolment")
"""Kinds of documents that name a unit; while one names a new unit its reorganisation stays."""


def reorganise(ws: Workspace, progress: Progress, *, file: Path, dry_run: bool = False) -> Outcome:
    """Reads a reorganisation; keeps it unless it is only to be shown.

    Args:
        dry_run: says what would change, and every row that breaks the tree.

    Returns:
        data: {"faults", "days", "rows", "new", "packages", "enrolments", "reorganisation"}.

    Raises:
        UserError: DV-01 the first row that breaks the tree, with file and line; LUU-* of the medium.
    """
    content = read_chosen(file, _LARGEST)
    rows, faults = read_lineage(file.name, content, ws.env.catalogue)
    faults = faults or faults_of(ws.env.units, rows)
    if faults and not dry_run:
        raise refuse("DV-01", file=file.name, line=faults[0].line, text=faults[0].text)
    if faults:
        return Outcome(data=_refused(faults), message=_told(file.name, faults), ok=False)
    data = _preview(ws, rows)
    if dry_run:
        return Outcome(data=data, message=f"Xem trước, chưa ghi: {_sums(rows, data)}")
    body = {"file": file.name, "sha256": sha256(content).hexdigest(), "rows": [row_values(row) for row in rows]}
    kept = Document(REORGANISATION, ws.env.new_id(), at=moment(ws), body=body)
    return Outcome(
        data={**data, "reorganisation": kept.id},
        message=f"Đã ghi sắp xếp đơn vị: {_sums(rows, data)}",
        documents=(DocumentChange(None, kept),),
    )


def listed(ws: Workspace, progress: Progress) -> Outcome:
    """Reorganisations that were read from files, the latest first."""
    found = sorted(ws.store.documents(REORGANISATION), key=lambda item: (item.at, item.id), reverse=True)
    data = [
        {
            "reorganisation": item.id,
            "at": item.at,
            "file": item.body["file"],
            "rows": len(item.body["rows"]),
            "days": sorted({row.day.isoformat() for row in rows_of(item)}),
            "resolutions": list(resolutions(rows_of(item))),
        }
        for item in found
    ]
    return Outcome(data=data, message=f"{len(data)} lần sắp xếp nhập từ tệp.")


def withdraw(ws: Workspace, progress: Progress, *, reorganisation: str) -> Outcome:
    """Takes the latest reorganisation back, as long as nothing was received from or made for its new units.

    Raises:
        UserError: NHAP-02 no such one, NHAP-01 a later one or a new unit's document stands on it.
    """
    found = sorted(ws.store.documents(REORGANISATION), key=lambda item: (item.at, item.id))
    chosen = next((item for item in found if item.id.startswith(reorganisation)), None)
    if chosen is None or not reorganisation:
        raise refuse("NHAP-02", what="lần sắp xếp", value=reorganisation)
    if chosen is not found[-1]:
        raise refuse("NHAP-01", detail="còn lần sắp xếp nhập sau; hãy rút lần sau trước")
    new = {unit_key(row.new_code, row.day.isoformat()) for row in rows_of(chosen) if row.new_code}
    used = next((item for kind in _USES for item in ws.store.documents(kind) if item.unit in new), None)
    if used is not None:
        raise refuse("NHAP-01", detail=f"{ws.env.units.name(used.unit)} đã có tệp đăng ký hoặc gói ở Sở Nội vụ")
    return Outcome(
        data={"reorganisation": chosen.id},
        message=f"Đã rút lần sắp xếp nhập từ tệp {chosen.body['file']}.",
        documents=(DocumentChange(chosen, None),),
    )


def preview_of(ws: Workspace, kept: Document) -> dict[str, Any]:
    """What a kept reorganisation changed, from the list as it stood before it."""
    earlier = [item for item in ws.store.documents(REORGANISATION) if (item.at, item.id) < (kept.at, kept.id)]
    return _preview(ws, rows_of(kept), units_of(ws.shipped_units, earlier))


def resolutions(rows: Sequence[LineageRow]) -> tuple[str, ...]:
    """Acts of law that the rows name, each once."""
    return tuple(dict.fromkeys(row.resolution for row in rows if row.resolution))


def _refused(faults: Sequence[Fault]) -> dict[str, Any]:
    told = [{"line": item.line, "text": item.text} for item in faults]
    return {"faults": told, "days": [], "rows": [], "new": [], "packages": [], "enrolments": [], "reorganisation": ""}


def _told(file: str, faults: Sequence[Fault]) -> str:
    first = f"Tệp {file}, dòng {faults[0].line}: {faults[0].text}."
    return f"{first} Có {len(faults)} dòng như vậy; chưa ghi gì." if len(faults) > 1 else f"{first} Chưa ghi gì."


def _preview(ws: Workspace, rows: Sequence[LineageRow], before: Units | None = None) -> dict[str, Any]:
    units = before or ws.env.units
    after = reorganised(units, rows)
    days = list(by_day(rows))
    ended = {old.id: row for row in rows if (old := _old(after, row)) is not None}
    return {
        "faults": [],
        "days": [
            {"day": day.isoformat(), "before": len(after.on(day - _DAY)), "after": len(after.on(day))} for day in days
        ],
        "rows": [_row(after, row) for row in rows],
        "new": [_new(units, after, unit) for unit in after if units.get(unit.id) is None],
        "packages": _packages(ws, ended),
        "enrolments": [
            {"unit": item.unit, "name": after.name(item.unit), "state": item.state}
            for item in ws.store.documents("enrolment")
            if item.unit in ended
        ],
        "reorganisation": "",
    }


def _old(units: Units, row: LineageRow) -> Unit | None:
    return old_unit(units, row) if row.act is not Act.FOUND else None


def _row(after: Units, row: LineageRow) -> dict[str, Any]:
    old = _old(after, row)
    heirs = after.successors(old.id) if old else ()
    return {
        "line": row.line,
        "day": row.day.isoformat(),
        "act": row.act.value,
        "label": row.act.label,
        "old": old.id if old else "",
        "old_name": old.name if old else "",
        "new": next((unit.id for unit in heirs if unit.code == row.new_code), "") if old else _key(row),
        "new_name": row.new_name,
        "resolution": row.resolution,
    }


def _key(row: LineageRow) -> str:
    return unit_key(row.new_code, row.day.isoformat())


def _new(before: Units, after: Units, unit: Unit) -> dict[str, Any]:
    """A unit that begins: from whom, whether people can be told apart, and who had its code before."""
    parts = after.predecessors(unit.id)
    named = [row for row in before if row.code == unit.code]
    had = max(named, key=lambda row: str(row.valid_from or ""), default=None)
    renamed = had is not None and [part.id for part in parts] == [had.id]
    (place,) = places([part.id for part in parts], after, date.max)[:1] or (None,)
    return {
        "unit": unit.id,
        "name": unit.name or "",
        "parts": [part.name or part.id for part in parts],
        "cluster": place.name if place is not None and place.is_cluster else "",
        "code_before": (had.name or "") if had and had.name != unit.name and not renamed else "",
        "population": unit.population,
    }


def _packages(ws: Workspace, ended: Mapping[str, LineageRow]) -> list[dict[str, Any]]:
    """Packages of units that end: kept for their time, or of days after the end, which must be looked at."""
    found = []
    for item in ws.store.documents("received"):
        row = ended.get(item.unit)
        if row is None or item.state in ("archived", "refused"):
            continue
        late = str(item.body.get("cut_off", "")) >= row.day.isoformat()
        found.append(
            {
                "package": item.id,
                "unit": item.unit,
                "name": ws.env.units.name(item.unit),
                "period": item.period,
                "state": item.state,
                "label": STATES.get(item.state, item.state),
                "people": item.body.get("counts", {}).get("person", 0),
                "after_end": late,
            }
        )
    return found


def _sums(rows: Sequence[LineageRow], data: Mapping[str, Any]) -> str:
    acts = ", ".join(f"{count} dòng {act.label}" for act in Act if (count := sum(row.act is act for row in rows)))
    days = "; ".join(
        f"từ {date.fromisoformat(item['day']):%d/%m/%Y} {item['before']} → {item['after']} đơn vị"
        for item in data["days"]
    )
    late = sum(item["after_end"] for item in data["packages"])
    warned = f" {late} gói có ngày chốt sau ngày đơn vị kết thúc." if late else ""
    return f"{acts}; {days}. {len(data['packages'])} gói đã có giữ dưới tên đơn vị cũ.{warned}"
