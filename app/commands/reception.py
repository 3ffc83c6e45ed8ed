"""Reception at Sở Nội vụ: one file in, one state out; a bad one is kept aside and never stops the rest (INV4, INV6).

States of a received package: waiting_enrolment, waiting_previous, waiting_pack, fork, received, accepted, returned,
superseded, archived.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import msgspec

from app.commands.identity import province_keys, trust_state
from app.commands.judging import Judged, cut_off_of, judge
from app.commands.sending import links
from app.crypto.certificates import name_of
from app.crypto.codes import fingerprint_groups
from app.domain.dataset import Dataset, redact
from app.domain.finding_json import finding_to_json
from app.domain.findings import Severity
from app.domain.periods import parse_period
from app.domain.schema import Level, level_of
from app.domain.storage import Document, DocumentChange
from app.errors import UserError, refuse
from app.package.header import SubmissionBody
from app.package.order import Place, place
from app.package.personal import split_personal
from app.package.submission import Submission, read_submission
from app.package.trust import Opened, Requests, TrustState, open_file
from app.plan.checking import compare_figures
from app.progress import Progress
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Workspace

IN_CHAIN: Final = ("received", "accepted", "returned", "superseded")
"""States of packages that stand in the chain of their unit."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What reception needs for many files: keys and trust are read once, chains grow as files come."""

    ws: Workspace
    state: TrustState
    keys: tuple[Any, ...]


def open_desk(ws: Workspace) -> Desk:
    """Prepares reception."""
    return Desk(ws, trust_state(ws), (province_keys(ws).encryption,))


def receive_package(desk: Desk, sealed: bytes, name: str) -> Outcome:
    """Takes one sealed file in.

    Returns:
        What to write; data is one row: name, digest, state, code, message, unit, period, and what the check gave.
    """
    try:
        opened = open_file(sealed, desk.keys, desk.state, desk.ws.env.now())
        return _placed(desk, opened, sealed, name)
    except UserError as error:
        return Outcome(data={"name": name, "state": "refused", "code": error.code, "message": str(error.message)})


def receive_held(ws: Workspace, progress: Progress, enrolled: Document) -> Outcome:
    """Takes in the first package of a unit after the officer confirmed its fingerprint."""
    digest = enrolled.body["package"]
    held = ws.store.document("received", digest)
    if held is None:
        raise refuse("NHAP-02", what="gói chờ ghi danh", value=enrolled.unit)
    trust = trust_state(ws)
    key = bytes.fromhex(enrolled.body["key"])
    confirmed = replace(
        trust, enrolled={**trust.enrolled, enrolled.unit: key}, confirmed={**trust.confirmed, digest: key}
    )
    desk = Desk(ws, confirmed, (province_keys(ws).encryption,))
    progress.step(0, 1, "Nhận gói đã ghi danh")
    sealed = ws.store.original(digest)
    if sealed is None:
        raise refuse("NHAP-02", what="bản gốc của gói", value=digest)
    opened = open_file(sealed, desk.keys, confirmed, ws.env.now())
    return _judged(desk, opened, held.body["name"], held)


def _placed(desk: Desk, opened: Opened, sealed: bytes, name: str) -> Outcome:
    ws, body = desk.ws, opened.header.body
    if not isinstance(body, SubmissionBody):
        raise refuse("NGH-09", detail="không phải gói báo cáo")
    known = ws.store.document("received", opened.digest)
    if known is not None:
        return _duplicate(ws, known, name)
    _unit_reports(ws, body)
    ws.store.put_original(body.unit, body.period, sealed)
    if opened.pending is not None:
        return _waiting_enrolment(ws, opened, name, opened.pending)
    chain = [item for item in ws.store.documents("received", unit=body.unit) if item.state in IN_CHAIN]
    match place(opened.digest, opened.header.previous, links(chain)):
        case Place.GAP:
            return _kept(ws, opened, name, "waiting_previous", refuse("NGH-11", unit=_name(ws, body)))
        case Place.FORK:
            return _kept(ws, opened, name, "fork", refuse("NGH-03", unit=_name(ws, body)))
        case Place.OLDER:
            return _kept(ws, opened, name, "archived", refuse("NGH-02", unit=_name(ws, body), period=body.period))
    if (body.pack.id, body.pack.version) not in ws.env.packs:
        return _kept(ws, opened, name, "waiting_pack", refuse("NGH-07", version=f"{body.pack.id} {body.pack.version}"))
    return _judged(desk, opened, name, None)


def _judged(desk: Desk, opened: Opened, name: str, old: Document | None) -> Outcome:
    """Reads, recounts and rechecks a package that stands next in its chain, and writes it as received."""
    ws = desk.ws
    submission = read_submission(opened)
    judged = judge_submission(ws, submission)
    pack = ws.pack_named(submission.body.pack.id, submission.body.pack.version)
    differences = compare_figures(submission.figures, judged.figures, pack)
    findings = (*judged.findings, *differences)
    body = {
        **_facts(ws, opened, name),
        "findings": [finding_to_json(item) for item in findings],
        "not_recomputed": list(judged.not_recomputed),
        "differences": len(differences),
        "counts": dict(submission.body.counts),
        "errors": sum(item.severity is Severity.ERROR for item in findings),
        "warnings": sum(item.severity is Severity.WARNING for item in findings),
        "definitions": judged.figures.definitions,
    }
    document = Document(
        "received", opened.digest, submission.body.unit, submission.body.period, "received", _at(ws), body
    )
    personal, pseudonymous = split_personal(submission.data)
    sealed = ws.store.encrypt_personal(document.unit, document.period, personal)
    return Outcome(
        data=row_of(ws, document),
        message=f"Đã nhận gói của {ws.env.units.name(document.unit)}, kỳ {document.period}.",
        findings=findings,
        documents=(DocumentChange(old, document),),
        figures={opened.digest: {**submission.figures.cells, **judged.figures.cells}},
        blobs={f"personal/{opened.digest}": sealed, f"match/{opened.digest}": _match_blob(submission)},
        scopes={opened.digest: pseudonymous},
    )


def judge_submission(ws: Workspace, submission: Submission) -> Judged:
    """The one check and count, by the pack that the package names."""
    body = submission.body
    pack = ws.pack_named(body.pack.id, body.pack.version)
    if pack.digest != body.pack.digest:
        raise refuse("NGH-07", version=f"{body.pack.id} {body.pack.version}")
    return judge(ws, pack, submission.data, parse_period(body.period), date.fromisoformat(body.cut_off))


def row_of(ws: Workspace, document: Document) -> dict[str, Any]:
    """A received package as the inbox shows it."""
    body = document.body
    return {
        "id": document.id,
        "name": body.get("name", ""),
        "unit": document.unit,
        "unit_name": ws.env.units.name(document.unit),
        "period": document.period,
        "state": document.state,
        "at": document.at,
        "level": body.get("level", ""),
        "signer": body.get("signer", ""),
        "errors": body.get("errors", 0),
        "warnings": body.get("warnings", 0),
        "differences": body.get("differences", 0),
        "code": body.get("code", ""),
        "message": body.get("message", ""),
        "fingerprint": body.get("fingerprint", ""),
    }


def _duplicate(ws: Workspace, known: Document, name: str) -> Outcome:
    receipts = [item for item in ws.store.documents("receipt") if item.body["package"] == known.id]
    number = receipts[-1].body["number"] if receipts else "chưa lập"
    error = refuse("NGH-01", date=write_date(known.at[:10]), number=number)
    return Outcome(
        data={**row_of(ws, known), "name": name, "state": "duplicate", "code": error.code, "message": error.message}
    )


def _waiting_enrolment(ws: Workspace, opened: Opened, name: str, pending: Requests) -> Outcome:
    fingerprint = fingerprint_groups(pending.signing_key)
    outcome = _kept(ws, opened, name, "waiting_enrolment", None, fingerprint=fingerprint)
    unit = opened.header.sender
    body = {
        "package": opened.digest,
        "fingerprint": fingerprint,
        "sign_request": pending.sign.hex(),
        "encrypt_request": pending.encrypt.hex(),
    }
    enrolment = Document("enrolment", unit, unit, state="pending", at=_at(ws), body=body)
    old = ws.store.document("enrolment", unit)
    return replace(outcome, documents=(*outcome.documents, DocumentChange(old, enrolment)))


def _kept(ws: Workspace, opened: Opened, name: str, state: str, why: UserError | None, **more: str) -> Outcome:
    body = {**_facts(ws, opened, name), **more}
    if why is not None:
        body |= {"code": why.code, "message": why.message}
    unit, period = opened.header.sender, _period(opened)
    document = Document("received", opened.digest, unit, period, state, _at(ws), body)
    return Outcome(data=row_of(ws, document), documents=(DocumentChange(None, document),))


def _facts(ws: Workspace, opened: Opened, name: str) -> dict[str, Any]:
    body = opened.header.body
    assert isinstance(body, SubmissionBody)
    return {
        "name": name,
        "previous": opened.header.previous,
        "epoch": opened.header.epoch,
        "sequence": opened.header.sequence,
        "made_at": opened.header.made_at,
        "signer": name_of(opened.signer),
        "level": body.level,
        "cut_off": body.cut_off,
        "pack": {"id": body.pack.id, "version": body.pack.version},
        "nil": body.nil,
        "doubts": [str(doubt) for doubt in opened.doubts],
    }


def _match_blob(submission: Submission) -> bytes:
    return msgspec.json.encode([[item.person, item.by_id, item.by_name] for item in submission.matches])


def _unit_reports(ws: Workspace, body: SubmissionBody) -> None:
    unit = ws.env.units.get(body.unit)
    cut_off = date.fromisoformat(body.cut_off)
    if unit is None or unit not in ws.env.units.on(cut_off):
        raise refuse("NGH-06", unit=body.unit)
    expected = cut_off_of(ws, parse_period(body.period))
    if cut_off != expected:  # figures of different cut-offs do not add
        raise refuse("NGH-12", date=write_date(cut_off.isoformat()), expected=write_date(expected.isoformat()))


def _name(ws: Workspace, body: SubmissionBody) -> str:
    return ws.env.units.name(body.unit)


def _period(opened: Opened) -> str:
    body = opened.header.body
    return body.period if isinstance(body, SubmissionBody) else ""


def _at(ws: Workspace) -> str:
    return ws.env.now().isoformat(timespec="seconds")


def judge_received(ws: Workspace, document: Document) -> Judged:
    """The check and count of a received package again, from the records held, by the pack that it names."""
    named = document.body["pack"]
    pack = ws.pack_named(named["id"], named["version"])
    data = Dataset(document.unit, level_of(document.body["level"]), ws.store.load(document.id).tables)
    held = redact(data, Level.RUT_GON)
    cut_off = date.fromisoformat(document.body["cut_off"])
    return judge(ws, pack, held, parse_period(document.period), cut_off)
