"""Reception at Sở Nội vụ: one file in, one state out; a bad one is kept aside and never stops the rest (INV4, INV6).

The states are told in `app.commands.chains`; what waits is taken up again by `app.commands.reception.holding`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from app.commands.chains import JUDGED, chain_of, settled
from app.commands.figures.recounting import judged_package
from app.commands.keys.pairs import signer_id
from app.commands.keys.province_identity import province_keys
from app.commands.keys.requests_in import asked_changes, check_request_file, known_request, request_held
from app.commands.keys.trusting import trust_state
from app.commands.lateness import arrival
from app.commands.office.raised import take_questions
from app.commands.reception.admission import require_admission
from app.commands.reception.quarantine import put_aside
from app.commands.reception.receipts_back import UNKNOWN_RECEIPT, is_own_receipt, receipt_back
from app.commands.sending import moment
from app.crypto.certificates import name_of
from app.crypto.codes import fingerprint_groups
from app.crypto.recipients import DecryptionKey
from app.domain.storage import Document, DocumentChange
from app.errors import UserError, refuse
from app.package.bodies import QuestionBody, RequestBody, SubmissionBody
from app.package.credentials import Requests
from app.package.order import Place
from app.package.sealing import digest as digest_of
from app.package.submission import SIGNED_FORMS, read_submission
from app.package.trust import Opened, Signed, TrustState, open_signed, read_signed
from app.vietnamese.dates import write_date
from app.workspace import PROGRAM_VERSION, Outcome, Workspace

_NEWER: Final = "NGH-10"
_OTHER_READERS: Final = "GOI-02"
_CLOCK_SLACK: Final = timedelta(days=1)
_OF_THE_FILE: Final = ("GOI-", "MAH-", "KY-", "NGH-", "NHAP-")
"""Codes that say something of the file; any other one says that this machine could not do its work."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What reception needs for many files; keys and trust are read once."""

    ws: Workspace
    state: TrustState
    keys: tuple[DecryptionKey, ...]


def open_desk(ws: Workspace) -> Desk:
    """Prepares reception."""
    return Desk(ws, trust_state(ws), province_keys(ws).decryption)


def receive_package(desk: Desk, sealed: bytes, name: str) -> Outcome:
    """Takes one sealed file in.

    Returns:
        What to write, nothing where nothing changed; data is one row, see `row_of`.

    Raises:
        UserError: LUU-* only: this machine could not keep the file.
    """
    name = name.encode("utf-8", "replace").decode()
    known = desk.ws.store.document("received", digest_of(sealed))
    if known is not None and known.state in JUDGED:
        return _duplicate(desk.ws, known, name)
    if (again := known_request(desk.ws, digest_of(sealed), name)) is not None:
        return again
    try:
        signed = open_signed(sealed, desk.keys, desk.state, desk.ws.env.now())
        if is_own_receipt(signed):
            return receipt_back(desk.ws, signed, desk.state, sealed, name)
        opened = _opened(desk, signed)
    except UserError as error:
        return _refused_unknown(desk.ws, known, sealed, name, error)
    if isinstance(opened, UserError):
        put_aside(desk.ws, signed.digest, sealed)
        return _kept(desk.ws, known, _unread(desk.ws, signed, name, opened))
    if isinstance(opened.header.body, RequestBody):
        return request_held(desk.ws, known, opened, sealed, name)
    if isinstance(opened.header.body, QuestionBody):
        return _questions(desk, known, opened, sealed, name)
    _ = desk.ws.store.put_original(opened.header.sender, _submission(opened).period, sealed)
    if opened.pending is not None:
        return _waiting_enrolment(desk.ws, known, opened, name, opened.pending)
    return _placed(desk, known, opened, name)


def _questions(desk: Desk, known: Document | None, opened: Opened, sealed: bytes, name: str) -> Outcome:
    try:
        return take_questions(desk.ws, known, opened, sealed, name)
    except UserError as error:
        return _refused_unknown(desk.ws, known, sealed, name, error)


def row_of(ws: Workspace, document: Document) -> dict[str, Any]:
    """A received package as the inbox shows it."""
    body = document.body
    return {
        "id": document.id,
        "name": body.get("name", ""),
        "unit": document.unit,
        "unit_name": ws.env.units.name(document.unit) if document.unit else "",
        "period": document.period,
        "state": document.state,
        "at": document.at,
        "level": body.get("level", ""),
        "signer": body.get("signer", ""),
        "errors": body.get("errors", 0),
        "warnings": body.get("warnings", 0),
        "differences": body.get("differences", 0),
        "not_recomputed": body.get("declared_only", 0),
        "edition": body.get("edition", 0),
        "replaces": body.get("replaces", ""),
        "nil": body.get("nil", False),
        "late": body.get("late", ""),
        "code": body.get("code", ""),
        "message": body.get("message", ""),
        "fingerprint": body.get("fingerprint", ""),
        "signed_with": body.get("signed_with", ""),
    }


def _opened(desk: Desk, signed: Signed) -> Opened | UserError:
    """What the signer says; the refusal itself where the header is of a newer program and its signer is known."""
    try:
        opened = read_signed(signed, desk.state)
    except UserError as error:
        if error.code == _NEWER and not signed.first:
            return error
        if error.code == _OTHER_READERS and not signed.first and not _is_ours(desk.ws, signed):
            raise refuse("KY-07", unit=desk.ws.env.units.name(signed.holder)) from error
        raise
    if isinstance(opened.header.body, RequestBody):
        _ = check_request_file(desk.ws, opened)
    elif not isinstance(opened.header.body, SubmissionBody | QuestionBody):
        raise refuse("NGH-09", detail="không phải gói báo cáo")
    return opened


def _is_ours(ws: Workspace, signed: Signed) -> bool:
    """Whether the pair that signed stands in this store; one that was issued after a restored backup does not."""
    return ws.store.document("certificate", signer_id(signed.signer)) is not None


def _placed(desk: Desk, known: Document | None, opened: Opened, name: str) -> Outcome:
    """Where an enrolled unit's package belongs decides what becomes of it."""
    ws, body = desk.ws, _submission(opened)
    chain = chain_of(ws, body.unit)
    where = chain.place(opened.digest, opened.header.previous)
    unit = ws.env.units.name(body.unit)
    if where is Place.GAP:
        return _kept(ws, known, _held(ws, opened, name, "waiting_previous", refuse("NGH-11", unit=unit)))
    if where is Place.OLDER:
        why = refuse("NGH-02", unit=unit, period=body.period)
        return _kept(ws, known, _held(ws, opened, name, "archived", why))
    if (body.pack.id, body.pack.version) not in ws.pack_names():
        why = refuse("NGH-07", version=f"{body.pack.id} {body.pack.version}")
        return _kept(ws, known, _held(ws, opened, name, "waiting_pack", why))
    return _judged(desk, known, opened, name)


def forked(ws: Workspace, unit: str) -> UserError:
    """What is said of each of several packages that continue the same one."""
    return refuse("NGH-03", unit=ws.env.units.name(unit))


def _judged(desk: Desk, known: Document | None, opened: Opened, name: str) -> Outcome:
    """Reads, recounts and rechecks a package, and puts it into the chain; what it changes there is written with it."""
    ws = desk.ws
    try:
        require_admission(ws, opened.header, _submission(opened))
        package = judged_package(ws, read_submission(opened))
    except UserError as error:
        if not error.code.startswith(_OF_THE_FILE):
            raise
        return _refused(ws, known, _held(ws, opened, name, "refused", error))
    if package.mismatch:  # its findings stay, so that a return names the cells
        wrong = _held(ws, opened, name, "refused", refuse("NGH-08", detail=package.mismatch))
        return _refused(ws, known, replace(wrong, body={**wrong.body, **package.facts}))
    body = {**_facts(ws, opened, name), **package.facts}
    document = Document("received", opened.digest, opened.header.sender, package.period, "received", moment(ws), body)
    stands = _stands(ws, document)
    document = stands.pop(document.id)
    return Outcome(
        data=row_of(ws, document),
        message=f"Đã nhận gói của {ws.env.units.name(document.unit)}, kỳ {document.period}.",
        findings=package.findings,
        documents=(DocumentChange(known, document), *_moved(ws, stands)),
        figures={document.id: package.cells},
        blobs=package.blobs(ws, document),
        scopes={document.id: package.records},
    )


def _refused(ws: Workspace, known: Document | None, refused: Document) -> Outcome:
    """A package whose sender is proved and whose content is not taken: it keeps its place and leaves no record."""
    stands = _stands(ws, refused)
    kept = _kept(ws, known, stands.pop(refused.id))
    return replace(kept, documents=(*kept.documents, *_moved(ws, stands))) if kept.documents else kept


def _stands(ws: Workspace, document: Document) -> dict[str, Document]:
    """Everything of the unit as it stands with a newcomer."""
    chain = chain_of(ws, document.unit)
    return settled((*chain.taken, *chain.aside, document), forked(ws, document.unit))


def _moved(ws: Workspace, stands: Mapping[str, Document]) -> Iterator[DocumentChange]:
    for key, item in stands.items():
        old = ws.store.document("received", key)
        if old != item:
            yield DocumentChange(old, item)


def _duplicate(ws: Workspace, known: Document, name: str) -> Outcome:
    """The same bytes again change nothing; which it says depends on whether a newer report is here."""
    if known.state in ("superseded", "archived", "returned") and chain_of(ws, known.unit).newer(known):
        error = refuse("NGH-02", unit=ws.env.units.name(known.unit), period=known.period)
        said = {"name": name, "state": "duplicate", "code": error.code, "message": error.message}
        return Outcome(data={**row_of(ws, known), **said})
    receipts = [item for item in ws.store.documents("receipt", unit=known.unit) if item.body["package"] == known.id]
    number = f"số {receipts[-1].body['number']}" if receipts else "chưa lập"
    error = refuse("NGH-01", date=write_date(known.at[:10]), number=number)
    said = {"name": name, "state": "duplicate", "code": error.code, "message": error.message}
    return Outcome(data={**row_of(ws, known), **said})


def _waiting_enrolment(ws: Workspace, known: Document | None, opened: Opened, name: str, pending: Requests) -> Outcome:
    """A first package is held with what it asks for; several of one unit are all held (design §6)."""
    unit, fingerprint = opened.header.sender, fingerprint_groups(pending.signing_key)
    document = _held(ws, opened, name, "waiting_enrolment", None)
    outcome = _kept(ws, known, replace(document, body={**document.body, "fingerprint": fingerprint}))
    if not outcome.documents:
        return outcome
    asked = asked_changes(ws, opened.digest, unit, pending, {"kind": "package", "reason": "first"})
    return replace(outcome, documents=(*outcome.documents, *asked))


def _refused_unknown(ws: Workspace, known: Document | None, sealed: bytes, name: str, error: UserError) -> Outcome:
    """A file whose sender is not proved: kept apart under its SHA-256 with code and time (INV4).

    One whose sender was proved before keeps its place in the chain: the next package continues it, whatever became of
    its key since.
    """
    digest = digest_of(sealed)
    if known is not None and known.state == "refused" and "previous" in known.body:
        return Outcome(data={**row_of(ws, known), "name": name})
    if ws.store.original(digest) is None:
        put_aside(ws, digest, sealed)
    body = {"name": name, "code": error.code, "message": error.message, "hint": error.hint}
    return _kept(ws, known, Document("received", digest, state="refused", at=moment(ws), body=body))


def _unread(ws: Workspace, signed: Signed, name: str, why: UserError) -> Document:
    body = {"name": name, "signer": name_of(signed.signer), "program": PROGRAM_VERSION}
    body |= {"code": why.code, "message": why.message}
    return Document("received", signed.digest, signed.holder, "", "waiting_program", moment(ws), body)


def _held(ws: Workspace, opened: Opened, name: str, state: str, why: UserError | None) -> Document:
    body = _facts(ws, opened, name)
    if why is not None:
        body |= {"code": why.code, "message": why.message, "hint": why.hint}
    unit, period = opened.header.sender, _submission(opened).period
    return Document("received", opened.digest, unit, period, state, moment(ws), body)


def _kept(ws: Workspace, known: Document | None, document: Document) -> Outcome:
    """Writes where a package stands; nothing where it stands there already."""
    if known is not None and (known.state, known.body.get("code")) == (document.state, document.body.get("code")):
        return Outcome(data={**row_of(ws, known), "name": document.body["name"]})
    return Outcome(data=row_of(ws, document), documents=(DocumentChange(known, document),))


def _facts(ws: Workspace, opened: Opened, name: str) -> dict[str, Any]:
    header, body = opened.header, _submission(opened)
    unknown = header.last_seen and ws.store.document("receipt", header.last_seen) is None
    ahead = datetime.fromisoformat(header.made_at) > ws.env.now() + _CLOCK_SLACK
    return {
        "name": name,
        "previous": header.previous,
        "epoch": header.epoch,
        "sequence": header.sequence,
        "last_seen": header.last_seen,
        "made_at": header.made_at,
        "signer": name_of(opened.signer),
        "signed_with": signer_id(opened.signer),
        "level": body.level,
        "cut_off": body.cut_off,
        "pack": {"id": body.pack.id, "version": body.pack.version},
        "nil": body.nil,
        "signed_pdf": SIGNED_FORMS in opened.files,
        "edition": body.edition,
        "replaces": body.replaces,
        **arrival(ws, opened.digest, body.unit, body.period),
        "doubts": [
            *map(str, opened.doubts),
            *(["clock-ahead"] if ahead else []),
            *([UNKNOWN_RECEIPT] if unknown else []),
        ],
    }


def _submission(opened: Opened) -> SubmissionBody:
    body = opened.header.body
    assert isinstance(body, SubmissionBody)
    return body
