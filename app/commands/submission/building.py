"""What a report says: the records of its level, figures, findings, tokens and paper, before anything is sealed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from app.commands.figures.editions import coming_words, next_edition
from app.commands.figures.judging import Judged, shown_at
from app.commands.figures.paper import unit_forms_pdf
from app.commands.keys.unit_identity import UnitKeys
from app.commands.withheld import refuse_names
from app.crypto.certificates import Role
from app.crypto.issuing import request
from app.domain.dataset import redact
from app.domain.periods import Period
from app.domain.records import Person
from app.domain.schema import Level
from app.package.bodies import PackName, SubmissionBody
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST
from app.package.submission import SIGNED_FORMS, Submission, submission_files
from app.package.tables import row_counts
from app.package.tokens import match_tokens
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be sent.

    Attributes:
        period, level: of what. nil: the unit reports "không phát sinh". minimal: without the PDF of the forms.
    """

    period: Period
    level: Level
    nil: bool
    minimal: bool


def built(ws: Workspace, judged: Judged, asked: Asked, keys: UnitKeys) -> Submission:
    """Everything as it leaves: records, figures and forms of the level.

    Raises:
        UserError: NOP-05 names in a text of a package without names.
    """
    pack, whole = ws.pack, judged.context.data
    data = redact(whole, asked.level)
    refuse_names(data, whole.rows(Person))
    shown = shown_at(judged, asked.level)
    edition, replaces = next_edition(ws, str(asked.period))
    body = SubmissionBody(
        unit=ws.unit,
        period=str(asked.period),
        cut_off=judged.figures.cut_off,
        level=asked.level.code,
        pack=PackName(pack.id, pack.version, pack.digest),
        definitions=judged.figures.definitions,
        counts=row_counts(data),
        nil=asked.nil,
        edition=edition,
        replaces=replaces,
    )
    people = whole.rows(Person) if asked.level > Level.SO_LIEU else ()
    return Submission(
        body,
        data,
        replace(judged.figures, level=asked.level),
        judged.findings,
        tuple(match_tokens(person, keys.token_key) for person in people),
        b"" if asked.minimal else unit_forms_pdf(ws, shown, coming_words(ws, body.period)),
        requests=_requests(ws, keys),
    )


def content_digest(submission: Submission) -> str:
    """What a package says, without header, requests and unsigned paper: equal content is an unchanged resend."""
    body, files = submission.body, submission_files(submission)
    said = (body.period, body.level, str(body.nil), body.cut_off, body.pack.digest)
    total = hashlib.sha256("\x1f".join(said).encode())
    for name in sorted(name for name in files if name.endswith((".csv", ".json")) or name == SIGNED_FORMS):
        total.update(hashlib.sha256(files[name]).digest())
    return total.hexdigest()


def _requests(ws: Workspace, keys: UnitKeys) -> dict[str, bytes]:
    """Certificate requests that a unit without certificates sends along."""
    if keys.encryption_certificate is not None:
        return {}
    name = ws.env.units.name(ws.unit)
    return {
        SIGN_REQUEST: request(Role.UNIT_SIGN, ws.unit, name, keys.signer.key),
        ENCRYPT_REQUEST: request(Role.UNIT_ENCRYPT, ws.unit, name, keys.encryption_key),
    }
