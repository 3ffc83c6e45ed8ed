"""The unit's report: check, count, seal, read back, write."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from app.commands.files import write_chosen
from app.commands.identity import (
    UnitKeys,
    authorities_of,
    recipient_of,
    unit_decryption,
    unit_keys,
)
from app.commands.judging import Judged, cut_off_of, judge, require_period_open, sentences
from app.commands.paper import unit_forms_pdf
from app.commands.sending import new_header
from app.crypto.certificates import Role
from app.crypto.issuing import request
from app.domain.dataset import redact
from app.domain.periods import Period, parse_period
from app.domain.records import Person
from app.domain.schema import Level, level_of
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.header import PackName, SubmissionBody
from app.package.sealing import digest, seal_file
from app.package.submission import Submission, submission_files
from app.package.tables import row_counts
from app.package.tokens import match_tokens
from app.package.trust import ENCRYPT_REQUEST, SIGN_REQUEST, TrustState, open_file
from app.progress import Progress
from app.workspace import Outcome, Workspace


def submit(
    ws: Workspace,
    progress: Progress,
    *,
    period: str,
    out: Path,
    level: str | None = None,
    nil: bool = False,
    minimal: bool = False,
) -> Outcome:
    """Checks the live records, seals them to Sở Nội vụ and writes the package; refuses while errors remain.

    Args:
        period: text of the period.
        out: file to write.
        level: "so-lieu", "rut-gon" or "ho-so"; None for what Sở's campaign asks, else "rut-gon".
        nil: the unit reports "không phát sinh".
        minimal: without the PDF of the forms.

    Raises:
        UserError: NOP-01 errors remain, NOP-03 nothing changed, KHOA-06, LUU-*.
    """
    chosen = parse_period(period)
    require_period_open(ws, chosen)
    progress.step(0, 5, "Rà soát số liệu")
    judged = judge(ws, ws.pack, ws.store.load(), chosen, cut_off_of(ws, chosen))
    if judged.errors:
        listed = sentences(ws, ws.pack, judged.context.data, judged.findings)
        return Outcome(
            data={"findings": listed},
            message=refuse("NOP-01", count=judged.errors).message,
            ok=False,
            findings=judged.findings,
        )
    progress.step(1, 5, "Lập biểu")
    forms = b"" if minimal else unit_forms_pdf(ws, judged)
    keys = unit_keys(ws)
    submission = _submission(ws, judged, chosen, asked_level(ws, level), keys, forms, nil=nil)
    files = submission_files(submission)
    content = _content_digest(files, submission.body)
    _refuse_unchanged(ws, content)
    progress.step(2, 5, "Ký và mã hóa")
    sealed, previous = _sealed(ws, submission, files, keys)
    progress.step(3, 5, "Đọc lại gói")
    _read_back(ws, sealed, keys)
    progress.step(4, 5, "Ghi tệp")
    ws.store.put_original(ws.unit, period, sealed)
    write_chosen(out, sealed)
    document = _sent(ws, submission, sealed, previous, content)
    return Outcome(
        data={
            "package": document.id,
            "file": str(out),
            "size": len(sealed),
            "warnings": judged.warnings,
            "level": submission.body.level,
        },
        message=f"Đã lập gói nộp kỳ {period}: {out.name}.",
        findings=judged.findings,
        documents=(DocumentChange(None, document),),
        figures={document.id: judged.figures.cells},
    )


def asked_level(ws: Workspace, level: str | None) -> Level:
    """Level of a package: as asked here, else by the campaign of Sở Nội vụ, else `rut-gon`."""
    campaign = ws.store.document("setting", "campaign")
    text = level or (campaign.body["level"] if campaign else Level.RUT_GON.code)
    try:
        return level_of(text)
    except KeyError as error:
        detail = ", ".join(item.code for item in Level)
        raise refuse("NHAP-03", what="mức số liệu", value=text, detail=detail) from error


def _submission(
    ws: Workspace, judged: Judged, period: Period, level: Level, keys: UnitKeys, forms: bytes, *, nil: bool
) -> Submission:
    pack = ws.pack
    data = redact(judged.context.data, level)
    figures = replace(judged.figures, level=level)
    body = SubmissionBody(
        ws.unit,
        str(period),
        judged.figures.cut_off,
        level.code,
        PackName(pack.id, pack.version, pack.digest),
        figures.definitions,
        row_counts(data),
        nil,
    )
    people = judged.context.data.rows(Person) if level > Level.SO_LIEU else ()
    matches = tuple(match_tokens(person, keys.token_key) for person in people)
    requests = _requests(ws, keys)
    return Submission(body, data, figures, judged.findings, matches, forms, requests=requests)


def _requests(ws: Workspace, keys: UnitKeys) -> dict[str, bytes]:
    """Certificate requests that a unit without certificates sends along."""
    if keys.encryption_certificate is not None:
        return {}
    name = ws.env.units.name(ws.unit)
    return {
        SIGN_REQUEST: request(Role.UNIT_SIGN, ws.unit, name, keys.signer.key),
        ENCRYPT_REQUEST: request(Role.UNIT_ENCRYPT, ws.unit, name, keys.encryption_key),
    }


def _sealed(ws: Workspace, submission: Submission, files: dict[str, bytes], keys: UnitKeys) -> tuple[bytes, str]:
    authorities, _ = authorities_of(ws)
    recipient, certificates = recipient_of(authorities)
    receipts = ws.store.documents("receipt")
    header = new_header(
        ws,
        recipient,
        submission.body,
        sent=ws.store.documents("sent"),
        last_seen=receipts[-1].id if receipts else "",
    )
    chain = (authorities.issuing,) if keys.encryption_certificate else ()
    recipients = [*certificates, keys.own_recipient]
    return seal_file(header, files, keys.signer, recipients, ws.env.now(), chain), header.previous


def _read_back(ws: Workspace, sealed: bytes, keys: UnitKeys) -> None:
    """Opens with the unit's own key and judges as Sở Nội vụ will: a broken package never leaves (threats G34)."""
    authorities, revocations = authorities_of(ws)
    state = TrustState(
        authorities.root,
        (authorities.issuing,),
        recipient_of(authorities)[0],
        revocations=(revocations,) if revocations else (),
    )
    open_file(sealed, unit_decryption(ws), state, ws.env.now())


def _content_digest(files: dict[str, bytes], body: SubmissionBody) -> str:
    """What a package says, without header, requests and paper: equal content is an unchanged resend."""
    total = hashlib.sha256(f"{body.period}\x1f{body.level}\x1f{body.nil}\x1f{body.cut_off}".encode())
    for name in sorted(name for name in files if name.endswith((".csv", ".json"))):
        total.update(hashlib.sha256(files[name]).digest())
    return total.hexdigest()


def _refuse_unchanged(ws: Workspace, content: str) -> None:
    sent = ws.store.documents("sent")
    if sent and sent[-1].body["content"] == content and sent[-1].state != "returned":
        raise refuse("NOP-03")


def _sent(ws: Workspace, submission: Submission, sealed: bytes, previous: str, content: str) -> Document:
    body = {
        "previous": previous,
        "content": content,
        "level": submission.body.level,
        "cut_off": submission.body.cut_off,
        "definitions": submission.body.definitions,
        "pack": {"id": submission.body.pack.id, "version": submission.body.pack.version},
        "nil": submission.body.nil,
        "size": len(sealed),
    }
    at = ws.env.now().isoformat(timespec="seconds")
    return Document("sent", digest(sealed), ws.unit, submission.body.period, "sent", at, body)
