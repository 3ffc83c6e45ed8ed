"""What the screen of frozen figures shows: what can be frozen now, the codes, one of them with what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from app.commands.chains import standing
from app.commands.figures.judging import current_period
from app.commands.figures.province import province_input
from app.commands.office.agreeing import agree, agree_photograph
from app.commands.office.freezing import listed
from app.commands.office.frozen import closed_by
from app.commands.office.since import in_hand
from app.domain.periods import parse_period
from app.progress import Silent
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import integer
from app.workspace import Workspace
from ui.fields.values import moment
from ui.screens.so.rows import Row

_UNIT_KINDS: Final[Mapping[str, str]] = {
    "newer": "báo cáo khác đã được chấp nhận",
    "added": "được chấp nhận sau khi chốt",
    "gone": "không còn trong số liệu",
    "waiting": "báo cáo mới, chưa chấp nhận",
}
_BOUNDARY_KINDS: Final[Mapping[str, str]] = {"added": "thêm", "gone": "không còn", "changed": "đổi"}
_NAMED: Final = 3
_EVENTS: Final[Mapping[str, str]] = {"freeze": "Chốt số liệu", "reopen": "Mở lại kỳ"}


@dataclass(frozen=True, slots=True)
class Ready:
    """What would be frozen now.

    Attributes:
        period: text. closed: code under which it is frozen already; "" while it is open.
        reported, expected: units. missing: their names.
        sent: at a unit, when its newest report was made; "" where there is none.
        waiting: reports that were received and have no verdict.
    """

    period: str
    closed: str
    reported: int
    expected: int
    missing: tuple[str, ...]
    sent: str = ""
    waiting: int = 0

    @property
    def possible(self) -> bool:
        """Whether there is something to freeze."""
        return not self.closed and self.reported > 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A code as the screen shows it.

    Attributes:
        code, title, state: of it. pill: kind of its label. lines: what is said of it.
        indicators, changes, events: rows of the lists.
        frozen: it was frozen, not only reported; printable: its forms can be written; closes: it closes its period.
        period: of it.
    """

    code: str
    title: str
    state: str
    pill: str
    lines: tuple[str, ...]
    indicators: tuple[Row, ...]
    changes: tuple[Row, ...]
    events: tuple[Row, ...]
    frozen: bool
    printable: bool
    closes: bool
    period: str


def ready(ws: Workspace, period: str = "") -> Ready:
    """What can be frozen of a period; "" for the one that is asked for now."""
    chosen = parse_period(period) if period else current_period(ws)
    closed = closed_by(ws, str(chosen))
    code = str(closed.body.get("code", "")) if closed else ""
    if ws.mode == "unit":
        sent = standing(ws, str(chosen))
        return Ready(str(chosen), code, min(len(sent), 1), 1, (), moment(sent[-1].at) if sent else "")
    data = province_input(ws, chosen)
    missing = tuple(data.units.name(unit) for unit in data.missing)
    waiting = len(in_hand(ws, str(chosen)))
    return Ready(str(chosen), code, len(data.by_unit), len(data.expected), missing, waiting=waiting)


def codes(ws: Workspace) -> tuple[Row, ...]:
    """Everything that was frozen, the newest first."""
    rows = listed(ws, Silent()).data
    return tuple(
        Row(
            row["code"],
            (
                row["code"],
                row["period"],
                f"{row['reported']}/{row['expected']}",
                write_date(row["at"][:10]),
                row["state_label"],
            ),
            ("", "", row["reported"], row["at"]),
            "good" if row["state"] == "closed" else "",
            tip=row["reason"],
            source=row,
        )
        for row in reversed(rows)
    )


def shown(ws: Workspace, code: str) -> Shown:
    """A code with everything that has changed since, and whether the paper it was read from agrees with the package.

    Raises:
        UserError: as `app.commands.office.agreeing.agree`.
    """
    return _shown(agree(ws, Silent(), code).data)


def photographed(ws: Workspace, path: Path) -> Shown:
    """The same of a photograph or a scan of forms; the first code on it is shown.

    Raises:
        UserError: as `app.commands.office.agreeing.agree_photograph`.
    """
    return _shown(agree_photograph(ws, Silent(), path).data)


def _shown(data: dict[str, Any]) -> Shown:
    found = _frozen(data) if data["kind"] == "frozen" else _reported(data)
    return replace(found, lines=(data["paper"]["sentence"], *found.lines))


def _frozen(data: dict[str, Any]) -> Shown:
    missing = data["missing"]
    more = f" và {len(missing) - _NAMED} đơn vị khác" if len(missing) > _NAMED else ""
    lacking = f", thiếu {', '.join(missing[:_NAMED])}{more}" if missing else ""
    pack = data["pack"]
    lines = (
        f"{data['by']} chốt lúc {moment(data['at'])}: {data['reason']}",
        f"Số liệu tính đến {write_date(data['cut_off'])}, của {data['reported']}/{data['expected']} đơn vị{lacking}.",
        f"Bộ chỉ tiêu {pack['id']} {pack['version']}; chương trình {data['program']}.",
    )
    return Shown(
        data["code"],
        f"Bản chốt {data['code']}, kỳ {data['period']}",
        data["state_label"],
        "Good" if data["state"] == "closed" else "Soft",
        lines,
        tuple(map(_indicator, data["indicators"])),
        tuple(_changes(data["changes"])),
        tuple(
            Row(f"{place}", (moment(event["at"]), _EVENTS[event["what"]], event["by"], event["reason"]))
            for place, event in enumerate(data["events"])
        ),
        frozen=True,
        printable=True,
        closes=data["state"] == "closed",
        period=data["period"],
    )


def _reported(data: dict[str, Any]) -> Shown:
    edition = f", bản số {data['edition']}" if data["edition"] else ""
    lines = [
        f"Báo cáo của {data['unit_name']}{edition}, lập hoặc nhận lúc {moment(data['at'])}; chưa chốt.",
        f"Số liệu tính đến {write_date(data['cut_off'])}.",
    ]
    later = data["later"]
    lines.append(f"Sau đó có {len(later)} báo cáo khác của kỳ này." if later else "Không có báo cáo nào sau đó.")
    return Shown(
        data["code"],
        f"Mã {data['code']}, kỳ {data['period']}",
        "báo cáo, chưa chốt",
        "Soft",
        tuple(lines),
        (),
        tuple(
            Row(item["package"], (f"Báo cáo lúc {moment(item['at'])}", "", "cùng số liệu" if item["same"] else "khác"))
            for item in later
        ),
        (),
        frozen=False,
        printable=True,
        closes=False,
        period=data["period"],
    )


def _indicator(row: dict[str, Any]) -> Row:
    above, below = row["numerator"], row["denominator"]
    share = "…" if above is None or below is None else f"{integer(above)}/{integer(below)}"
    kind = {"": "", "Đạt": "good", "Vượt": "good"}.get(row["verdict"], "warning")
    title = f"{'▸ ' if row['headline'] else ''}{row['number']}  {row['title']}"
    cells = (title, share, row["percent"], row["verdict"])
    return Row(row["id"], cells, ("", above), kind, tip=row["title"], source=row)


def _changes(changes: dict[str, Any]) -> Iterator[Row]:
    for name in ("pack", "before"):
        if changes[name]:
            yield Row(name, (changes[name], "", "", ""))
    for row in changes["units"]:
        was, now = (key[:8] or "không có" for key in (row["was"], row["now"]))
        text = f"{row['name']}: {_UNIT_KINDS[row['kind']]}"
        yield Row(f"unit/{row['unit']}/{row['kind']}", (text, was, now, ""))
    for row in changes["boundaries"]:
        yield Row(
            f"boundary/{row['unit']}", (f"{row['name']}: {_BOUNDARY_KINDS[row['kind']]} trong danh mục", "", "", "")
        )
    for row in changes["indicators"]:
        yield Row(f"line/{row['id']}", (f"{row['number']}  {row['title']}", row["was"], row["now"], ""))
    for row in changes["totals"]:
        cells = (row["label"], integer(row["was"]), integer(row["now"]), f"{row['now'] - row['was']:+d}")
        yield Row(
            f"cell/{row['cell']}", cells, ("", row["was"], row["now"], abs(row["now"] - row["was"])), tip=row["cell"]
        )
