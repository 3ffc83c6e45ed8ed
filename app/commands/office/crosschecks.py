"""Cross-unit checks at Sở Nội vụ: pairs of records of two units that do not go together, asked about and decided.

Hides how the people of all packages are put side by side (match tokens first, names only to show them here), and that a
question to a unit is a comment on its own record, which tells nothing of the other one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from app.commands.accepted import accepted, accepted_figures
from app.commands.figures.judging import current_period, cut_off_of, sentences
from app.commands.figures.recounting import received_data
from app.commands.lateness import REASON_LONGEST
from app.commands.office.doubles import CROSSCHECK
from app.commands.office.presences import OPEN, looked_at, presences
from app.commands.office.registers import looks
from app.commands.reception.commenting import add
from app.commands.sending import moment
from app.domain.dataset import Dataset
from app.domain.periods import Period, parse_period, previous_year
from app.domain.schema import Level
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.plan.checking import check_province
from app.plan.crosschecks import Pair, Presence, find_pairs
from app.plan.kinds_figures import ProvinceView
from app.plan.messages import Names
from app.progress import Progress
from app.workspace import Outcome, Workspace

_DECISIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"different": "khác người", "settled": "đã xử lý", "double": "xác nhận tính trùng"}
)
STATES: Final[Mapping[str, str]] = MappingProxyType({"": "chưa hỏi", "asked": "đã hỏi đơn vị", **_DECISIONS})
_FOR_GOOD: Final = "different"
"""This decision holds in every period; the others are of one."""
_QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person": "Đề nghị xác nhận người này còn công tác tại đơn vị ở ngày chốt số liệu; nếu đã chuyển đến hoặc "
        "chuyển đi thì ghi đúng ngày giữ chức vụ, ngày thôi công tác.",
        "post": "Đề nghị xác nhận chức vụ này thuộc đơn vị báo cáo, và người giữ, ngày giữ, ngày thôi giữ.",
        "transfer": "Đề nghị xác nhận ngày đến, ngày đi và lý do thôi công tác (nếu có) của người này theo quyết định.",
        "vanished": "Một người có trong báo cáo kỳ trước của đơn vị, nay không còn trong danh sách và chưa có ngày "
        "thôi công tác. Đề nghị đối chiếu lại danh sách, ghi ngày và lý do thôi công tác.",
    }
)
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person": "một người ở hai đơn vị",
        "post": "một chức vụ do hai đơn vị khai",
        "transfer": "chuyển đi, đến không khớp",
    }
)
_DETAILS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "",
        "overlap": "giữ chức vụ ở nơi đến trước ngày thôi ở nơi đi",
        "reason": "nơi đi ghi lý do khác chuyển công tác",
        "vanished": "nơi đi không ghi thôi công tác",
    }
)


@dataclass(frozen=True, slots=True)
class _Desk:
    """The pairs of a period with what is needed to tell of them."""

    ws: Workspace
    period: Period
    packages: Mapping[str, Document]
    pairs: tuple[Pair, ...]


def crosscheck(ws: Workspace, progress: Progress, *, period: str | None = None, decided: bool = False) -> Outcome:
    """Lists what does not go together over all units of a period, with the rules that look at the whole province.

    Args:
        period: None for the one asked for now.
        decided: also pairs that were decided.
    """
    desk = _desk(ws, progress, period)
    every = _rows(desk)
    waiting = [row for row in every if row["state"] not in _DECISIONS]
    rows = every if decided else waiting
    findings = _of_province(ws, desk.period)
    certain = sum(row["certain"] for row in waiting)
    double = sum(row["state"] == "double" for row in every)
    message = f"{len(waiting)} trường hợp cần xem ({certain} chắc chắn), {len(findings)} cảnh báo của toàn tỉnh."
    if double:
        message += f" {double} người được xác nhận tính trùng trong số liệu của tỉnh."
    data = {"period": str(desk.period), "units": len(desk.packages), "pairs": rows, "double": double}
    named = {item.id: item for item in (desk.packages[side["unit"]] for row in rows for side in row["sides"])}
    seen = looks(ws, "crosscheck", named.values())
    return Outcome(data={**data, "findings": findings}, message=message, documents=seen)


def ask(ws: Workspace, progress: Progress, *, pair: str, period: str | None = None) -> Outcome:
    """Puts a question about a pair into the next return of each side; none tells of the other's record.

    Args:
        pair: first characters of its id, or "all" for every one that was neither asked about nor decided.

    Raises:
        UserError: NHAP-02 no such pair, NHAP-01 it was asked about or decided, or both packages were accepted.
    """
    desk = _desk(ws, progress, period)
    every = pair == "all"
    chosen = [item for item in desk.pairs if every or (pair and item.key.startswith(pair))]
    if not every and len(chosen) != 1:
        raise refuse("NHAP-02", what="trường hợp", value=pair)
    changes: list[DocumentChange] = []
    asked = 0
    for item in chosen:
        state = _state(desk, item)
        comments = () if state else tuple(_asked_sides(desk, item, progress))
        if not comments and not every:
            detail = f"trường hợp này {STATES[state]}" if state else "các gói đã được chấp nhận; không còn phiếu để hỏi"
            raise refuse("NHAP-01", detail=detail)
        if comments:
            ids = [change.key[1] for change in comments]
            changes += (*comments, _noted(desk, item, "asked", {"comments": ids}))
            asked += 1
    message = (
        f"Đã ghi câu hỏi của {asked} trường hợp; câu hỏi đi theo phiếu đề nghị hoàn thiện số liệu của từng đơn vị."
    )
    return Outcome(data=_rows(desk, [item.key for item in chosen]), message=message, documents=tuple(changes))


def decide(
    ws: Workspace, progress: Progress, *, pair: str, verdict: str, reason: str = "", period: str | None = None
) -> Outcome:
    """Says what a pair is: other people, dealt with, or a double counting; it is not asked about again.

    Args:
        verdict: "different" (for all periods), "settled" or "double".

    Raises:
        UserError: NHAP-02 no such pair, NHAP-03 no such verdict, or the reason is too long.
    """
    desk = _desk(ws, progress, period)
    chosen = [item for item in desk.pairs if pair and item.key.startswith(pair)]
    if len(chosen) != 1:
        raise refuse("NHAP-02", what="trường hợp", value=pair)
    if verdict not in _DECISIONS:
        raise refuse("NHAP-03", what="kết luận", value=verdict, detail=", ".join(_DECISIONS))
    why = " ".join(reason.split())
    if len(why) > REASON_LONGEST:
        raise refuse("NHAP-03", what="lý do", value=why[:40], detail=f"nhiều nhất {REASON_LONGEST} ký tự")
    change = _noted(desk, chosen[0], verdict, {"reason": why})
    (row,) = _rows(desk, [chosen[0].key])
    told = {**row, "state": verdict, "state_label": STATES[verdict], "reason": why}
    return Outcome(data=told, message=f"Đã ghi: {STATES[verdict]}.", documents=(change,))


def _desk(ws: Workspace, progress: Progress, period: str | None) -> _Desk:
    chosen = parse_period(period) if period else current_period(ws)
    packages = looked_at(ws, chosen)
    now: list[Presence] = []
    for done, item in enumerate(packages.values()):
        progress.step(done, len(packages), f"Đối chiếu: {ws.env.units.name(item.unit)}")
        now += presences(ws, item)
    before = previous_year(chosen)
    earlier = [one for item in (accepted(ws, before) if before else ()) for one in presences(ws, item) if one.here]
    return _Desk(ws, chosen, packages, find_pairs(now, earlier))


def _of_province(ws: Workspace, period: Period) -> list[dict[str, Any]]:
    """Findings of the rules over all units; pairs of persons are told with their own row instead."""
    view = ProvinceView(accepted_figures(ws, period), ws.env.units, cut_off_of(ws, period))
    nobody = Dataset(ws.unit, Level.HO_SO, {})
    return sentences(ws, ws.pack, nobody, check_province(view, ws.pack))


def _rows(desk: _Desk, keys: Sequence[str] | None = None) -> list[dict[str, Any]]:
    names: dict[str, Names] = {}
    return [_row(desk, item, names) for item in desk.pairs if keys is None or item.key in keys]


def _row(desk: _Desk, item: Pair, names: dict[str, Names]) -> dict[str, Any]:
    kept = _kept(desk, item)
    state = kept.state if kept else ""
    rule = next((rule for rule in desk.ws.pack.rules if rule.kind.name == "person_in_two_units"), None)
    return {
        "pair": item.key,
        "kind": item.kind,
        "what": KINDS[item.kind],
        "detail": _DETAILS[item.detail],
        "certain": item.certain,
        "mark": item.mark,
        "rule": rule.code if rule and item.kind == "person" else "",
        "state": state,
        "state_label": STATES[state],
        "reason": kept.body.get("reason", "") if kept else "",
        "at": kept.at if kept else "",
        "by": kept.body.get("by", "") if kept else "",
        "sides": [_side(desk, one, names) for one in (item.one, item.other)],
    }


def _side(desk: _Desk, one: Presence, names: dict[str, Names]) -> dict[str, Any]:
    ws = desk.ws
    document = ws.store.document("received", one.package)
    assert document is not None
    if one.package not in names:
        names[one.package] = Names(received_data(ws, document), ws.env.catalogue, ws.env.units, ws.pack)
    return {
        "unit": one.unit,
        "unit_name": ws.env.units.name(one.unit),
        "package": one.package,
        "level": document.body["level"],
        "person": one.person,
        "who": names[one.package].record("person", one.person),
        "here": one.here,
        "left_on": one.left_on.isoformat() if one.left_on else "",
        "can_ask": _open_package(desk, one) is not None,
    }


def _asked_sides(desk: _Desk, item: Pair, progress: Progress) -> Iterator[DocumentChange]:
    """The comments that go to the two sides."""
    for one in (item.one, item.other):
        package = _open_package(desk, one)
        if package is None:
            continue
        gone = item.detail == "vanished" and one is item.one
        text = _QUESTIONS["vanished" if gone else item.kind]
        record = "" if gone else one.person
        told = add(
            desk.ws,
            progress,
            package=package.id,
            text=f"{text} (Mã đối chiếu {item.mark}.)",
            table="person",
            record=record,
        )
        yield from told.documents


def _open_package(desk: _Desk, one: Presence) -> Document | None:
    """The package of a side whose return can carry a question."""
    package = desk.packages.get(one.unit)
    return package if package is not None and package.state in OPEN else None


def _kept(desk: _Desk, item: Pair) -> Document | None:
    """What is on record about a pair: for good, or of this period."""
    for place in (item.key, _place(desk, item)):
        if (found := desk.ws.store.document(CROSSCHECK, place)) is not None:
            return found
    return None


def _state(desk: _Desk, item: Pair) -> str:
    kept = _kept(desk, item)
    return kept.state if kept else ""


def _noted(desk: _Desk, item: Pair, state: str, facts: Mapping[str, Any]) -> DocumentChange:
    place = item.key if state == _FOR_GOOD else _place(desk, item)
    before = desk.ws.store.document(CROSSCHECK, place)
    body = {**(before.body if before else {}), "by": desk.ws.actor, "units": [item.one.unit, item.other.unit], **facts}
    made = Document(CROSSCHECK, place, "", str(desk.period), state, moment(desk.ws), body)
    return DocumentChange(before, made if before is None else replace(before, state=state, at=made.at, body=body))


def _place(desk: _Desk, item: Pair) -> str:
    return f"{item.key}/{desk.period}"
