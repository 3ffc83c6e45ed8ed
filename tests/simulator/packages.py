"""Packages good and evil, from the floor of app.package: whoever holds keys can make whatever bytes they like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from app.crypto.certificates import Identity
from app.crypto.envelope import prepare, seal
from app.crypto.recipients import DecryptionKey, Recipient, recipient_id
from app.crypto.signing import sign_detached
from app.domain.dataset import Dataset, redact
from app.domain.figures import Figures
from app.domain.records import Person
from app.domain.schema import Level
from app.package.bodies import Body, PackName, ReceiptBody, SubmissionBody
from app.package.container import build
from app.package.header import FORMAT, Header, canonical_json
from app.package.sealing import HEADER
from app.package.submission import Submission, submission_files
from app.package.tables import row_counts
from app.package.tokens import match_tokens
from app.package.trust import TrustState
from tests.simulator.pki import NOW, SO, Province, UnitKeys
from tests.simulator.units import PON, small_unit

TOKEN_KEY = bytes(range(32))
DIGEST = "ab" * 32
CELLS = {"body{kind=ubnd}": 1, "leader{sex=f}": 5, "leader{}": 11}


def submission(level: Level = Level.RUT_GON, data: Dataset | None = None, **more: Any) -> Submission:
    """A report of the small unit at a level, with three figures."""
    whole = data or small_unit()
    sent = redact(whole, level)
    body = SubmissionBody(
        unit=whole.unit,
        period="2026",
        cut_off="2026-11-30",
        level=level.code,
        pack=PackName("dienbien-2282", "2026.1", DIGEST),
        definitions=DIGEST,
        counts=row_counts(sent),
        nil=False,
        edition=1,
        replaces="",
    )
    figures = Figures(whole.unit, body.cut_off, body.definitions, level, CELLS)
    people = whole.rows(Person) if level > Level.SO_LIEU else ()
    tokens = tuple(match_tokens(person, TOKEN_KEY) for person in people)
    return replace(Submission(body, sent, figures, (), tokens), **more)


def receipt_body(**changes: Any) -> ReceiptBody:
    """A receipt's part of a header."""
    body = ReceiptBody(
        number=1,
        unit=PON,
        period="2026",
        package=DIGEST,
        follows="",
        state="received",
        reason="",
        enrolled=False,
        history="",
        received_at=NOW.isoformat(),
        late="",
        edition=1,
        made_at=NOW.isoformat(),
    )
    return msgspec.structs.replace(body, **changes)


def header(body: Body, **changes: Any) -> Header:
    """A header from the unit to Sở Nội vụ."""
    made = Header(
        format=FORMAT,
        program="0.1.0",
        sender=PON,
        recipient=SO,
        made_at=NOW.isoformat(),
        epoch="store.1",
        sequence=1,
        previous="",
        last_seen="",
        recipients_digest=DIGEST,
        practice=False,
        body=body,
    )
    return msgspec.structs.replace(made, **changes)


def sealed(
    pki: Province,
    signer: Identity,
    recipients: Sequence[Recipient],
    head: Header,
    files: Mapping[str, bytes],
    spoil: Callable[[bytes], bytes] = bytes,
    header_bytes: bytes | None = None,
) -> bytes:
    """A sealed file as an honest program makes it, but for what is asked.

    Args:
        pki: whose issuing authority goes with the signature.
        signer, recipients: who signs, who can open it.
        head: the header, without the recipients' digest.
        files: the other inner files.
        spoil: changes the signed container before it is encrypted.
        header_bytes: stands in place of the encoded header.
    """
    prepared = prepare(recipients)
    bound = canonical_json(msgspec.structs.replace(head, recipients_digest=prepared.digest.hex()))
    inner = build(
        {**files, HEADER: bound if header_bytes is None else header_bytes},
        lambda manifest: sign_detached(manifest, signer, NOW, [pki.issuing.certificate]),
    )
    return seal(prepared, spoil(inner))


def package(pki: Province, unit: UnitKeys, report: Submission | None = None, **changes: Any) -> bytes:
    """A good package of an enrolled unit; `changes` are of its header."""
    made = report or submission()
    everybody = to_everybody(pki, unit)
    return sealed(pki, unit.sign, everybody, header(made.body, **changes), submission_files(made))


def to_everybody(pki: Province, unit: UnitKeys) -> list[Recipient]:
    """Sở Nội vụ, its spare and the unit."""
    return [pki.so_encrypt.certificate, pki.so_spare.certificate, unit.encrypt.certificate]


def keys_of(pki: Province) -> tuple[DecryptionKey, ...]:
    """With what Sở Nội vụ opens."""
    return (pki.so_encrypt,)


def trust(pki: Province, *units: UnitKeys, **more: Any) -> TrustState:
    """What Sở Nội vụ knows when these units are enrolled."""
    state = TrustState(
        pki.root.certificate,
        (pki.issuing.certificate,),
        SO,
        enrolled={unit.holder: b"" for unit in units},
        revocations=(pki.crl(),),
        office=(frozenset(map(recipient_id, (pki.so_encrypt.certificate, pki.so_spare.certificate))),),
        units={unit.holder: frozenset({recipient_id(unit.encrypt.certificate)}) for unit in units},
    )
    return replace(state, **more)
