"""Comments as a person reads them: who or what, where it stands, what was answered.

Hides from which records names are looked up: at a unit the live ones, at Sở Nội vụ those of the package.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from app.commands.comments.sent_out import Answer, answers_of, answers_on, path_to
from app.commands.figures.judging import judge_live
from app.commands.figures.recounting import received_data
from app.commands.words import field_label, known_as, last_known
from app.domain.dataset import Dataset
from app.domain.figures import parse_cell_key
from app.domain.finding_json import finding_from_json
from app.domain.registry import TABLES
from app.domain.schema import Level
from app.domain.storage import Document
from app.plan.explain import described
from app.plan.messages import Names
from app.plan.pack import Pack
from app.workspace import Workspace

_PLACE: Final = ("table", "record", "field", "cell", "finding", "text")
_NOTHING: Final[Mapping[str, Collection[str]]] = MappingProxyType({})


def unit_rows(
    ws: Workspace, comments: Sequence[Document], checked: Mapping[str, Collection[str]] = _NOTHING
) -> list[dict[str, Any]]:
    """Comments at a unit as `comment list` gives them.

    Args:
        ws: of the unit.
        comments: documents.
        checked: period → keys of the findings of a check that is at hand; other periods are checked where it matters.
    """
    findings = dict(checked)
    for item in comments:
        if item.period not in findings and item.body["watched"] and not item.body["settled"]:
            findings[item.period] = {found.key for found in judge_live(ws, item.period).findings}
    names = Names(ws.store.load(), ws.env.catalogue, ws.env.units, ws.pack) if comments else None
    rules = _rules_told(ws)
    rows = []
    for item in comments:
        assert names is not None
        keys = findings.get(item.period, ())
        row = _row(ws, item, standing_of(item, keys), _about(ws, item, names, rules), "")
        gone = bool(item.body["record"]) and not _is_there(names.data, item)
        passed = not item.body["settled"] and passes(item, keys)
        more = {"passed": passed, "gone": gone, "settled": item.body["settled"]}
        rows.append({**row, "number": item.body["number"], **more})
    return rows


def passes(comment: Document, findings: Collection[str]) -> bool:
    """Whether the rule of a comment passes now; only of one that this unit's own check knew (it cannot know others)."""
    return bool(comment.body["watched"]) and comment.body["finding"] not in findings


def standing_of(comment: Document, findings: Collection[str]) -> str:
    """Where a comment stands by the present check: one closed by its rule is open again where the rule fails anew."""
    if comment.state == "closed" and not comment.body["settled"] and not passes(comment, findings):
        return "answered" if comment.body["reply_state"] else "open"
    return comment.state


def province_rows(
    ws: Workspace, comments: Sequence[Document], document: Document | None = None
) -> list[dict[str, Any]]:
    """Comments at Sở Nội vụ as `comment list` gives them, with the answers known to a package, or in the chain."""
    on_path = answers_on(path_to(ws, document)) if document else {}
    known = {unit: on_path if document else answers_of(ws, unit) for unit in {item.unit for item in comments}}
    numbers = _numbers(ws)
    shelves: dict[str, tuple[Names, Mapping[str, str]]] = {}
    rows = []
    for item in comments:
        answer = known[item.unit].get(item.id)
        state = "answered" if item.state == "sent" and answer else item.state
        place = document.id if document else item.body["package"]
        if place not in shelves:
            shelves[place] = _shelf(ws, place)
        row = _row(ws, item, state, _about(ws, item, *shelves[place]), ws.env.units.name(item.unit), answer)
        rows.append(
            {**row, "number": numbers.get(item.id, 0), "passed": False, "gone": False, "settled": state == "closed"}
        )
    return rows


def _row(
    ws: Workspace, item: Document, state: str, about: str, unit_name: str, answer: Answer | None = None
) -> dict[str, Any]:
    body = item.body
    reply, reply_state = (answer.text, answer.state) if answer else (body["reply"], body["reply_state"])
    return {
        "comment": item.id,
        "state": state,
        "unit": item.unit,
        "unit_name": unit_name or ws.env.units.name(item.unit),
        "period": item.period,
        "package": body["package"],
        "at": item.at,
        **{name: body[name] for name in _PLACE},
        "about": about,
        "reply": reply,
        "reply_state": reply_state,
    }


def _about(ws: Workspace, item: Document, names: Names, rules: Mapping[str, str]) -> str:
    """Who or what a comment is about; a record that is gone is said to be."""
    body = item.body
    table, record, field = body["table"], body["record"], body["field"]
    if record:
        return _called(ws, table, record, names) + (f": {field_label(table, field)}" if field else "")
    if body["cell"]:
        return f"Con số: {described(parse_cell_key(body['cell']), ws.env.catalogue)}"
    if table:
        return TABLES[table].label + (f": {field_label(table, field)}" if field else "")
    return rules.get(body["finding"], "Cả báo cáo")


def _called(ws: Workspace, table: str, record: str, names: Names) -> str:
    if names.data.find(table, record) is not None:
        return names.record(table, record)
    before = last_known(ws, table, record) if ws.mode == "unit" else None
    if before is None:
        return f"{TABLES[table].label} không còn trong " + ("hồ sơ" if ws.mode == "unit" else "gói này")
    return f"{known_as(TABLES[table], before, ws.env.catalogue)} (đã xóa)"


def _is_there(data: Dataset, item: Document) -> bool:
    return data.find(item.body["table"], item.body["record"]) is not None


def _shelf(ws: Workspace, package: str) -> tuple[Names, Mapping[str, str]]:
    """Names of a package's records, and what its findings are of."""
    document = ws.store.document("received", package)
    if document is None or "pack" not in document.body or "findings" not in document.body:
        return Names(Dataset(ws.unit, Level.SO_LIEU, {}), ws.env.catalogue, ws.env.units, ws.pack), {}
    named = document.body["pack"]
    pack = ws.pack_named(named["id"], named["version"])
    names = Names(received_data(ws, document), ws.env.catalogue, ws.env.units, pack)
    return names, _titles(pack, document.body["findings"])


def _rules_told(ws: Workspace) -> Mapping[str, str]:
    """Finding → title of its rule, by the receipts that are here."""
    found: dict[str, str] = {}
    for item in ws.store.documents("receipt", state="returned"):
        found |= _titles(ws.pack, item.body["findings"])
    return found


def _titles(pack: Pack, findings: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    items = [finding_from_json(item) for item in findings]
    return {item.key: rule.title for item in items if (rule := pack.rule(item.rule)) is not None}


def _numbers(ws: Workspace) -> Mapping[str, int]:
    """Comment → number of the first receipt that carried it."""
    found: dict[str, int] = {}
    for item in ws.store.documents("receipt"):
        for comment in item.body.get("comments", ()):
            found[comment] = min(found.get(comment, item.body["number"]), item.body["number"])
    return found
