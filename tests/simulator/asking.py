"""Request files made by hand, good and evil, from the floor of app.package: whoever holds keys can ask for anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.commands.keys.authorities import authorities_of, recipient_of
from app.commands.keys.key_material import years
from app.crypto.certificates import Identity, Role
from app.crypto.issuing import request, self_signed
from app.crypto.keys import generate_key
from app.crypto.recipients import Recipient
from app.package.bodies import RequestBody, RequestReason
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST
from app.package.header import FORMAT, Header
from app.package.sealing import seal_file
from tests.simulator.province import World


@dataclass(frozen=True, slots=True)
class Asking:
    """What a request file is made of.

    Attributes:
        holder: of header and requests. unit: of the body; "" for the holder. asker: holder of the requests, likewise.
        signer: of the file; None for the new key itself. chain: authorities that go along.
        recipient: the unit, beside Sở Nội vụ; None for the bare new key.
        more: inner files to add, or (None) to leave out.
    """

    holder: str
    unit: str = ""
    asker: str = ""
    reason: RequestReason = "first"
    machine: str = ""
    signer: Identity | None = None
    chain: tuple[x509.Certificate, ...] = ()
    recipient: Recipient | None = None
    sign: ec.EllipticCurvePrivateKey = field(default_factory=generate_key)
    encrypt: ec.EllipticCurvePrivateKey = field(default_factory=generate_key)
    more: Mapping[str, bytes | None] = field(default_factory=dict)
    practice: bool = True


def asked(world: World, asking: Asking) -> Path:
    """Writes the file."""
    now, asker = world.env.now(), asking.asker or asking.holder
    files: dict[str, bytes | None] = {
        SIGN_REQUEST: request(Role.UNIT_SIGN, asker, "Đơn vị mẫu", asking.sign),
        ENCRYPT_REQUEST: request(Role.UNIT_ENCRYPT, asker, "Đơn vị mẫu", asking.encrypt),
        **asking.more,
    }
    signer = asking.signer or self_signed(Role.UNIT_SIGN, asking.holder, "Đơn vị mẫu", asking.sign, years(now, 1))
    office, certificates = recipient_of(authorities_of(world.so)[0])
    header = Header(
        format=FORMAT,
        program="0.1.0",
        sender=asking.holder,
        recipient=office,
        made_at=now.isoformat(timespec="seconds"),
        epoch="store.1",
        sequence=1,
        previous="",
        last_seen="",
        recipients_digest="",
        practice=asking.practice,
        body=RequestBody(asking.unit or asking.holder, asking.reason, asking.machine),
    )
    inner = {name: content for name, content in files.items() if content is not None}
    recipients = [*certificates, asking.recipient or asking.encrypt.public_key()]
    world.sent += 1
    path = world.folder / "requests" / f"tay-{world.sent:02d}.p7m"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(seal_file(header, inner, signer, recipients, now, asking.chain))
    return path


def signed_by(asking: Asking, signer: Identity, world: World, recipient: Recipient | None = None) -> Asking:
    """The same, signed with a certificate that was issued."""
    return replace(asking, signer=signer, chain=(authorities_of(world.so)[0].issuing,), recipient=recipient)
