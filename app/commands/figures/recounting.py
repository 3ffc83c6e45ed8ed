"""A received package checked and counted again from what it carries, beside what its unit declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import msgspec

from app.commands.figures.judging import Judged, judge
from app.commands.figures.nil_reports import require_nothing
from app.domain.dataset import Dataset
from app.domain.finding_json import finding_to_json
from app.domain.findings import Finding, Severity
from app.domain.periods import parse_period
from app.domain.schema import Level, level_of
from app.domain.storage import Document
from app.domain.tie import figures_code
from app.errors import refuse
from app.package.bodies import PackName
from app.package.personal import join_personal, split_personal
from app.package.submission import FIGURES, Submission
from app.plan.checking import CheckResult, compare_figures, with_declared
from app.plan.pack import Pack
from app.workspace import Workspace

_NAMED: Final = 3
"""Cells that the refusal of a package names; the others are counted, and all are findings."""


@dataclass(frozen=True, slots=True)
class JudgedPackage:
    """What is kept of a package that was read.

    Attributes:
        period: that it reports.
        facts: for its document; findings, counts, how much could not be counted again.
        findings: of this side's check, with those declared for rules that could not be run again, and differences.
        cells: counted here, and declared where nothing could be counted ("chưa tính lại được").
        declared_only: the latter cells.
        mismatch: declared figures that the records do not give, in words ("leader{}: 8 ≠ 6"); "" where all agree.
        records: without what is withheld at `rut-gon`; personal: just that.
        matches: match tokens.
    """

    period: str
    facts: Mapping[str, Any]
    findings: tuple[Finding, ...]
    cells: Mapping[str, int]
    declared_only: tuple[str, ...]
    mismatch: str
    records: Dataset
    personal: bytes
    matches: bytes

    def blobs(self, ws: Workspace, document: Document) -> dict[str, bytes | None]:
        """What is stored beside the document; what can point to a person is erasable with its unit and period."""
        hidden = {"personal": self.personal, "match": self.matches}
        blobs: dict[str, bytes | None] = {
            f"{name}/{document.id}": ws.store.encrypt_personal(document.unit, document.period, content)
            for name, content in hidden.items()
        }
        return {**blobs, f"declared/{document.id}": msgspec.json.encode(self.declared_only)}


def judged_package(ws: Workspace, submission: Submission) -> JudgedPackage:
    """Judges a package by the pack that it names.

    Raises:
        UserError: NGH-07 for another pack of that name, NGH-09 for a cell that the pack does not name, NGH-15 for a nil
            report of a period in which something happened.
    """
    body = submission.body
    pack = named_pack(ws, body.pack)
    named = {cell for _, cells in ws.env.cell_plan(pack).shapes for cell, _ in cells}
    strange = sorted(set(submission.figures.cells) - named)
    if strange:
        raise refuse("NGH-09", detail=f"{FIGURES}, ô lạ {strange[0]}")
    period, cut_off = parse_period(body.period), date.fromisoformat(body.cut_off)
    judged = judge(ws, pack, submission.data, period, cut_off, nil=body.nil)
    if body.nil:
        require_nothing(judged.context, {**submission.figures.cells, **judged.figures.cells})
    differences = compare_figures(submission.figures, judged.figures, pack)
    checked = with_declared(CheckResult(judged.findings, judged.not_recomputed), submission.findings)
    declared_only = tuple(sorted(set(submission.figures.cells) - set(judged.figures.cells)))
    findings = (*checked, *differences)
    facts = {
        "findings": [finding_to_json(item) for item in findings],
        "not_recomputed": list(judged.not_recomputed),
        "declared_only": len(declared_only),
        "differences": len(differences),
        "counts": dict(body.counts),
        "errors": sum(item.severity is Severity.ERROR for item in checked),
        "warnings": sum(item.severity is Severity.WARNING for item in findings),
        "definitions": judged.figures.definitions,
        "tie": figures_code(body.unit, body.period, body.cut_off, submission.figures.cells),
        "replies": [[item.comment, item.state, item.text] for item in submission.replies],
    }
    personal, records = split_personal(submission.data)
    cells = {**submission.figures.cells, **judged.figures.cells}
    matches = msgspec.json.encode([[item.person, item.by_id, item.by_name] for item in submission.matches])
    mismatch = _mismatch(differences)
    return JudgedPackage(body.period, facts, findings, cells, declared_only, mismatch, records, personal, matches)


def _mismatch(differences: Sequence[Finding]) -> str:
    """The first cells that differ, as declared and as counted (threats.md I18)."""
    values = (dict(item.params) for item in differences)
    named = [f"{value['cell']}: {value['declared']} ≠ {value['recomputed']}" for value in values]
    more = len(named) - _NAMED
    return "; ".join(named[:_NAMED]) + (f" và {more} ô khác" if more > 0 else "")


def named_pack(ws: Workspace, name: PackName) -> Pack:
    """The pack that a file names, with the very content that it names.

    Raises:
        UserError: NGH-07.
    """
    pack = ws.pack_named(name.id, name.version)
    if pack.digest != name.digest:
        raise refuse("NGH-07", version=f"{name.id} {name.version}")
    return pack


def judge_received(ws: Workspace, document: Document) -> Judged:
    """The check and count of a received package again, from the records held, by the pack that it names.

    What cannot be counted again keeps the number that the unit declared.
    """
    named = document.body["pack"]
    pack = ws.pack_named(named["id"], named["version"])
    cut_off = date.fromisoformat(document.body["cut_off"])
    nil = bool(document.body.get("nil"))
    judged = judge(ws, pack, _held(ws, document), parse_period(document.period), cut_off, nil=nil)
    cells = {**ws.store.figures(document.id), **judged.figures.cells}
    return replace(judged, figures=replace(judged.figures, cells=cells))


def received_data(ws: Workspace, document: Document) -> Dataset:
    """Records of a received package, with the names where its level has them and they were not erased."""
    data = _held(ws, document)
    sealed = ws.store.blob(f"personal/{document.id}")
    personal = ws.store.decrypt_personal(document.unit, document.period, sealed) if sealed else None
    return join_personal(data, personal) if personal else data


def _held(ws: Workspace, document: Document) -> Dataset:
    level = min(level_of(document.body["level"]), Level.RUT_GON)
    return Dataset(document.unit, level, ws.store.load(document.id).tables)


def declared_only(ws: Workspace, document: Document) -> frozenset[str]:
    """Cells of a received package that only its unit has counted ("chưa tính lại được")."""
    kept = ws.store.blob(f"declared/{document.id}")
    return frozenset(msgspec.json.decode(kept, type=list[str])) if kept else frozenset()
