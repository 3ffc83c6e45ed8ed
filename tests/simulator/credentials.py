"""Certificate files made by hand, good and evil: what Sở Nội vụ answers a request with, from the floor of app.package.

`app.commands.enrolment.certifying` is the program's own way; this one takes whatever is asked of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from app.commands.chains import chain_of, links
from app.commands.keys.authorities import authorities_of, office_of
from app.commands.keys.province_identity import province_keys
from app.commands.keys.trusting import trust_state
from app.commands.sending import new_header
from app.crypto.certificates import Identity, Role, public_key_of
from app.crypto.issuing import Validity, check_request, issue
from app.crypto.keys import PublicKey
from app.crypto.recipients import Recipient
from app.crypto.revocation import RevocationList, Revoked, issue_revocations, load_revocations
from app.package.bodies import CertificatesBody
from app.package.credentials import Certificates, Office, certificates_files, read_requests
from app.package.header import Header
from app.package.order import head
from app.package.sealing import digest, seal_file
from app.package.trust import Opened, open_file
from app.workspace import Workspace
from tests.simulator.province import World, cloned, run


@dataclass(frozen=True, slots=True)
class Answer:
    """What a certificate file is made of; any part may be exchanged for an evil one before it is sealed.

    Attributes:
        unit: holder. keys: for signing and encryption. request: digest of what is answered.
        authority: issues. signer: of the file. office, revocations: inside.
        recipients: beside Sở Nội vụ; None for the new decryption key.
        years: how long the certificates stand. seen: the newest package of the unit at Sở Nội vụ.
    """

    unit: str
    keys: tuple[PublicKey, PublicKey]
    request: str
    authority: Identity
    signer: Identity
    office: Office
    revocations: RevocationList
    recipients: Sequence[Recipient] | None = None
    years: float = 3
    seen: str = ""
    holder: str = ""


def opened_request(world: World, path: Path) -> Opened:
    """A request file as Sở Nội vụ reads it."""
    keys = (province_keys(world.so).encryption,)
    return open_file(path.read_bytes(), keys, trust_state(world.so), world.env.now())


def answer_to(world: World, path: Path) -> Answer:
    """The honest answer to a request file."""
    opened = opened_request(world, path)
    unit = opened.header.sender
    found = read_requests(opened.files, unit)
    keys = (check_request(found.sign).public_key, check_request(found.encrypt).public_key)
    office, own = authorities_of(world.so), province_keys(world.so)
    revocations = cast(RevocationList, office[1])
    seen = head(links(chain_of(world.so, unit).taken))
    made = Answer(unit, keys, digest(path.read_bytes()), own.issuing, own.signer, office_of(office[0]), revocations)
    return replace(made, seen=seen)


def sealed_answer(world: World, answer: Answer) -> bytes:
    """The file, as it travels."""
    now, holder = world.env.now(), answer.holder or answer.unit
    start = now - timedelta(days=1 if answer.years > 0 else 4 * 365)
    validity = Validity(start, now + timedelta(days=int(365 * answer.years)))
    sign, encrypt = (
        issue(role, holder, "Đơn vị mẫu", key, validity, answer.authority)
        for role, key in zip((Role.UNIT_SIGN, Role.UNIT_ENCRYPT), answer.keys, strict=True)
    )
    body = CertificatesBody(answer.unit, answer.request)
    header = new_header(world.so, answer.unit, body, sent=(), last_seen=answer.seen)
    files = certificates_files(Certificates(body, sign, encrypt, answer.office, answer.revocations))
    bare = cast(ec.EllipticCurvePublicKey, public_key_of(encrypt))
    recipients = [answer.office.so_encrypt, *([bare] if answer.recipients is None else answer.recipients)]
    return seal_file(_bare(header), files, answer.signer, recipients, now, (answer.authority.certificate,))


def answered(world: World, request: Path, **changes: object) -> Path:
    """Writes the answer to a request, exchanged in parts where asked, beside it."""
    answer = replace(answer_to(world, request), **changes)  # type: ignore[arg-type]
    world.sent += 1
    path = request.with_name(f"chung-thu-{world.sent:02d}.p7m")
    path.write_bytes(sealed_answer(world, answer))
    return path


def requested(world: World, ws: Workspace, reason: str, **more: object) -> Path:
    """A request file of a unit."""
    world.sent += 1
    path = world.folder / "requests" / f"{world.sent:02d}.p7m"
    run(ws, "enrol request", out=path, reason=reason, **more)
    return path


def on_another_machine(world: World, ws: Workspace) -> Workspace:
    """The same store, copied or restored on a machine of another mark."""
    other = cloned(world, ws)
    other.store.info = replace(other.store.info, machine="may-thu-hai")  # type: ignore[misc]
    return other


def newer_list(authority: Identity, number: int, world: World, *revoked: int) -> RevocationList:
    """A revocation list of an authority."""
    from_now = world.env.now()
    entries = [Revoked(serial, from_now - timedelta(hours=1)) for serial in revoked]
    made = issue_revocations(
        authority, entries, number=number, this_update=from_now, next_update=from_now + timedelta(days=90)
    )
    return load_revocations(made)


def _bare(header: Header) -> Header:
    """Where the unit's chain at Sở Nội vụ stands is what `last_seen` tells; the file itself is in no chain."""
    return msgspec.structs.replace(header, previous="")
