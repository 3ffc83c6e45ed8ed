"""The unit's report: check, count, seal, read back, write."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.commands.authorities import authorities_of, recipient_of
from app.commands.chains import links, standing
from app.commands.files import write_chosen
from app.commands.judging import Judged, cut_off_of, judge, require_period_open, sentences
from app.commands.levels import named_level
from app.commands.paper import unit_forms_pdf
from app.commands.sending import moment, new_header
from app.commands.trusting import trust_state
from app.commands.unit_identity import UnitKeys, unit_decryption, unit_keys
from app.commands.withheld import refuse_names
from app.crypto.certificates import Role
from app.crypto.issuing import request
from app.domain.dataset import redact
from app.domain.periods import Period, parse_period
from app.domain.records import Person
from app.domain.schema import Level
from app.domain.storage import Document, DocumentChange
from app.errors import UserError, refuse
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST
from app.package.header import PackName, SubmissionBody
from app.package.order import head
from app.package.sealing import digest, seal_file
from app.package.submission import Submission, read_submission, submission_files
from app.package.tables import row_counts
from app.package.tokens import match_tokens
from app.package.trust import open_file
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

SUBMIT: Final = CommandSpec("submit", "app.commands.submitting:submit", "Lập gói nộp báo cáo")
_BY_PROGRAM: Final = "app"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be sent.

    Attributes:
        nil: the unit reports "không phát sinh". minimal: without the PDF of the forms.
    """

    period: Period
    level: Level
    nil: bool
    minimal: bool


def submit(
    ws: Workspace,
    progress: Progress,
    *,
    period: str,
    out: Path,
    level: str | None = None,
    nil: bool = False,
    minimal: bool = False,
    sign: str = _BY_PROGRAM,
    pin_file: Path | None = None,
    signed_pdf: Path | None = None,
) -> Outcome:
    """Checks the live records, seals them to Sở Nội vụ and writes the package; refuses while errors remain.

    Args:
        period: text of the period.
        out: file to write.
        level: "so-lieu", "rut-gon" or "ho-so"; None for what Sở's campaign asks, else "rut-gon".
        nil: the unit reports "không phát sinh".
        minimal: without the PDF of the forms.
        sign: "app", with the key of the program.

    Raises:
        UserError: NOP-01 errors remain, NOP-03 nothing changed, NOP-05 names in a text of a package without names,
            NHAP-03 another way of signing, KHOA-06, LUU-*.
    """
    if sign != _BY_PROGRAM:
        raise refuse("NHAP-03", what="cách ký", value=sign, detail="bản này chỉ ký bằng khóa của phần mềm, viết app")
    asked = _Asked(parse_period(period), asked_level(ws, level), nil, minimal)
    require_period_open(ws, asked.period)
    progress.step(0, 5, "Rà soát số liệu")
    judged = judge(ws, ws.pack, ws.store.load(), asked.period, cut_off_of(ws, asked.period))
    if judged.errors:
        listed = sentences(ws, ws.pack, judged.context.data, judged.findings)
        said = refuse("NOP-01", count=judged.errors).message
        return Outcome(data={"findings": listed}, message=said, ok=False, findings=judged.findings)
    progress.step(1, 5, "Lập biểu")
    keys = unit_keys(ws)
    submission = _submission(ws, judged, asked, keys)
    content = _content_digest(submission)
    _refuse_unchanged(ws, content, period)
    progress.step(2, 5, "Ký và mã hóa")
    sealed, previous = _sealed(ws, submission, keys)
    progress.step(3, 5, "Đọc lại gói")
    _read_back(ws, sealed)
    progress.step(4, 5, "Ghi tệp")
    document = _sent(ws, submission, sealed, previous, content)
    message = f"Đã lập gói nộp kỳ {period}: {out.name}."
    _write(ws, Outcome(message=message, figures={document.id: judged.figures.cells}), document, sealed, out)
    data = {"package": document.id, "file": str(out), "size": len(sealed), "warnings": judged.warnings}
    data |= {"level": asked.level.code, "edition": submission.body.edition, "replaces": submission.body.replaces}
    return Outcome(data=data, message=message, findings=judged.findings)


def asked_level(ws: Workspace, level: str | None) -> Level:
    """Level of a package: as asked here, else by the campaign of Sở Nội vụ, else `rut-gon`."""
    campaign = ws.store.document("setting", "campaign")
    return named_level(level or (campaign.body["level"] if campaign else Level.RUT_GON.code))


def _submission(ws: Workspace, judged: Judged, asked: _Asked, keys: UnitKeys) -> Submission:
    """Everything as it leaves: records, figures and forms of the level."""
    pack, whole = ws.pack, judged.context.data
    data = redact(whole, asked.level)
    refuse_names(data, whole.rows(Person))
    shown = replace(judged, context=replace(judged.context, data=data))
    sent = standing(ws, str(asked.period))
    body = SubmissionBody(
        unit=ws.unit,
        period=str(asked.period),
        cut_off=judged.figures.cut_off,
        level=asked.level.code,
        pack=PackName(pack.id, pack.version, pack.digest),
        definitions=judged.figures.definitions,
        counts=row_counts(data),
        nil=asked.nil,
        edition=len(sent) + 1,
        replaces=next((item.id for item in reversed(sent) if item.state == "accepted"), ""),
    )
    people = whole.rows(Person) if asked.level > Level.SO_LIEU else ()
    return Submission(
        body,
        data,
        replace(judged.figures, level=asked.level),
        judged.findings,
        tuple(match_tokens(person, keys.token_key) for person in people),
        b"" if asked.minimal else unit_forms_pdf(ws, shown),
        requests=_requests(ws, keys),
    )


def _requests(ws: Workspace, keys: UnitKeys) -> dict[str, bytes]:
    """Certificate requests that a unit without certificates sends along."""
    if keys.encryption_certificate is not None:
        return {}
    name = ws.env.units.name(ws.unit)
    return {
        SIGN_REQUEST: request(Role.UNIT_SIGN, ws.unit, name, keys.signer.key),
        ENCRYPT_REQUEST: request(Role.UNIT_ENCRYPT, ws.unit, name, keys.encryption_key),
    }


def _sealed(ws: Workspace, submission: Submission, keys: UnitKeys) -> tuple[bytes, str]:
    authorities, _ = authorities_of(ws)
    recipient, certificates = recipient_of(authorities)
    receipts = ws.store.documents("receipt")
    newest = max(receipts, key=lambda item: int(item.body["number"]), default=None)
    sent = ws.store.documents("sent")
    header = new_header(ws, recipient, submission.body, sent=sent, last_seen=newest.id if newest else "")
    chain = (authorities.issuing,) if keys.encryption_certificate else ()
    recipients = [*certificates, keys.own_recipient]
    files = submission_files(submission)
    return seal_file(header, files, keys.signer, recipients, ws.env.now(), chain), header.previous


def _read_back(ws: Workspace, sealed: bytes) -> None:
    """Opens with the unit's own key and judges as Sở Nội vụ will: a broken package never leaves (threats G34)."""
    state = replace(trust_state(ws), recipient=recipient_of(authorities_of(ws)[0])[0])
    read_submission(open_file(sealed, unit_decryption(ws), state, ws.env.now()))


def _write(ws: Workspace, outcome: Outcome, document: Document, sealed: bytes, out: Path) -> None:
    """Keeps the package, then writes the file: what can reach Sở Nội vụ is always known here.

    Where the file cannot be written after all, the package is forgotten, so that the chain does not miss it.
    """
    ws.store.put_original(ws.unit, document.period, sealed)
    ws.commit(SUBMIT, replace(outcome, documents=(DocumentChange(None, document),)))
    try:
        write_chosen(out, sealed)
    except UserError as error:
        undone = Outcome(
            message=f"Chưa ghi được tệp ({error.code}); bỏ gói vừa lập.", documents=(DocumentChange(document, None),)
        )
        ws.commit(SUBMIT, undone)
        raise


def _content_digest(submission: Submission) -> str:
    """What a package says, without header, requests and paper: equal content is an unchanged resend."""
    body, files = submission.body, submission_files(submission)
    total = hashlib.sha256(f"{body.period}\x1f{body.level}\x1f{body.nil}\x1f{body.cut_off}".encode())
    for name in sorted(name for name in files if name.endswith((".csv", ".json"))):
        total.update(hashlib.sha256(files[name]).digest())
    return total.hexdigest()


def _refuse_unchanged(ws: Workspace, content: str, period: str) -> None:
    newest = ws.store.document("sent", head(links(standing(ws, period))))
    if newest is not None and newest.body["content"] == content and newest.state != "returned":
        raise refuse("NOP-03")


def _sent(ws: Workspace, submission: Submission, sealed: bytes, previous: str, content: str) -> Document:
    facts = submission.body
    body = {
        "previous": previous,
        "content": content,
        "self_signed": bool(submission.requests),
        "level": facts.level,
        "cut_off": facts.cut_off,
        "definitions": facts.definitions,
        "pack": {"id": facts.pack.id, "version": facts.pack.version},
        "nil": facts.nil,
        "edition": facts.edition,
        "replaces": facts.replaces,
        "size": len(sealed),
    }
    return Document("sent", digest(sealed), ws.unit, facts.period, "sent", moment(ws), body)
