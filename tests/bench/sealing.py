"""Sealing apart from the rest of `submit`, and the bare work under it."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from app.commands.figures.judging import Judged, judge
from app.commands.figures.paper import unit_forms_pdf
from app.commands.keys.authorities import authorities_of, recipient_of
from app.commands.keys.unit_identity import unit_keys
from app.commands.sending import new_header
from app.domain.dataset import redact
from app.domain.periods import parse_period
from app.domain.records import Person
from app.domain.schema import Level
from app.package.bodies import PackName, SubmissionBody
from app.package.sealing import seal_file
from app.package.submission import Submission, submission_files
from app.package.tables import row_counts
from app.package.tokens import match_tokens
from app.workspace import Workspace

_RECIPIENTS = 3


def report_of(ws: Workspace) -> tuple[Judged, bytes]:
    """The judged records of a unit and its forms on paper: what sealing starts from."""
    day = ws.today
    judged = judge(ws, ws.pack, ws.store.load(), parse_period(str(day.year)), day)
    return judged, unit_forms_pdf(ws, judged)


def sealed_files(ws: Workspace, report: tuple[Judged, bytes]) -> dict[str, bytes]:
    """The inner files of the package."""
    return submission_files(_submission(ws, report))


def sealed(ws: Workspace, report: tuple[Judged, bytes]) -> bytes:
    """The sealed package of a report."""
    submission, keys, authorities = _submission(ws, report), unit_keys(ws), authorities_of(ws)[0]
    recipient, certificates = recipient_of(authorities)
    header = new_header(ws, recipient, submission.body, sent=ws.store.documents("sent"), last_seen="")
    recipients = [*certificates, keys.own_recipient]
    chain = (authorities.issuing,)
    return seal_file(header, submission_files(submission), keys.signer, recipients, ws.env.now(), chain)


def _submission(ws: Workspace, report: tuple[Judged, bytes]) -> Submission:
    judged, forms = report
    pack, key = ws.pack, unit_keys(ws).token_key
    data = redact(judged.context.data, Level.RUT_GON)
    body = SubmissionBody(
        ws.unit,
        str(ws.today.year),
        judged.figures.cut_off,
        Level.RUT_GON.code,
        PackName(pack.id, pack.version, pack.digest),
        judged.figures.definitions,
        row_counts(data),
        nil=False,
        edition=2,
        replaces="",
    )
    matches = tuple(match_tokens(person, key) for person in judged.context.data.rows(Person))
    return Submission(body, data, judged.figures, judged.findings, matches, forms)


def floor(files: Mapping[str, bytes], measured: Callable[[], AbstractContextManager[None]]) -> None:
    """Digest, deflate, sign, agree on keys and encrypt; then all of it back: with bare libraries, on the same bytes."""
    signing, recipients = _key(), [_key() for _ in range(_RECIPIENTS)]
    content, nonce = AESGCM.generate_key(256), os.urandom(12)
    with measured():
        packed = {name: zlib.compress(data, 6) for name, data in files.items()}
        manifest = b"".join(hashlib.sha256(data).digest() for data in files.values())
        signature = signing.sign(manifest, ec.ECDSA(SHA256()))
        for recipient in recipients:
            _key().exchange(ec.ECDH(), recipient.public_key())
        secret = AESGCM(content).encrypt(nonce, b"".join(packed.values()), None)
        recipients[0].exchange(ec.ECDH(), signing.public_key())
        AESGCM(content).decrypt(nonce, secret, None)
        signing.public_key().verify(signature, manifest, ec.ECDSA(SHA256()))
        for data in packed.values():
            hashlib.sha256(zlib.decompress(data)).digest()


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())
