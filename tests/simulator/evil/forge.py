"""What a hostile sender has: keys that units hold, certificates bought or made, and one good package in its parts.

A package is made in the steps of an honest program (files, manifest, signature, archive, envelope); each step can be
replaced, so that everything before and after it stays good.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from cryptography import x509

from app.commands.keys.authorities import authorities_of
from app.commands.keys.province_identity import ProvinceKeys, province_keys
from app.commands.keys.unit_identity import unit_keys
from app.crypto.certificates import Identity, Role
from app.crypto.envelope import open_envelope, prepare, seal
from app.crypto.issuing import Validity, issue
from app.crypto.keys import PrivateKey, generate_key, key_from_pem
from app.crypto.recipients import Recipient
from app.crypto.signing import sign_detached
from app.package.container import MANIFEST, SIGNATURE, build, read
from app.package.exchange import Authorities
from app.package.header import Header, canonical_json, decode_header
from app.package.sealing import HEADER
from app.workspace import Workspace
from tests.simulator.pki import DAY
from tests.simulator.province import PASSPHRASE, World, corrected
from tests.simulator.units import PON, TAM
from tests.simulator.zips import Member, archive, members

Pack = Callable[[list[Member]], bytes]
Signed = Callable[[bytes, bytes, Identity], bytes]


@dataclass(frozen=True, slots=True)
class Forge:
    """Makes packages; see the module.

    Attributes:
        world: a province where both units are enrolled and have one accepted package.
        unit, other: the unit that sends, and another one.
        root, issuing: the authorities with their keys.
        so: keys of Sở Nội vụ. held: its certificates.
        signer: of the unit, as issued. neighbour: of the other unit.
        good: a good package of the unit, not delivered; spare: one of the other unit.
        header: of the good package. files: its other inner files.
    """

    world: World
    unit: Workspace
    other: Workspace
    root: Identity
    issuing: Identity
    so: ProvinceKeys
    held: Authorities
    signer: Identity
    neighbour: Identity
    good: bytes
    spare: bytes
    header: Header
    files: Mapping[str, bytes]

    @property
    def office(self) -> list[Recipient]:
        """Sở Nội vụ and its spare."""
        return [self.held.so_encrypt, self.held.so_spare]

    @property
    def recipients(self) -> list[Recipient]:
        """Who a package of the unit is for."""
        return [*self.office, unit_keys(self.unit).own_recipient]

    @property
    def key(self) -> PrivateKey:
        """With what Sở Nội vụ opens."""
        return self.so.encryption.key

    def plaintext(self, sealed: bytes) -> bytes:
        """The container in an envelope for Sở Nội vụ."""
        return open_envelope(sealed, [self.key]).plaintext

    def made(
        self,
        *,
        files: Mapping[str, bytes | None] | None = None,
        header: Header | None = None,
        header_bytes: Callable[[bytes], bytes] = bytes,
        signer: Identity | None = None,
        chain: Sequence[x509.Certificate] | None = None,
        manifest: Callable[[bytes], bytes] = bytes,
        signature: Signed = lambda p7s, manifest, signer: p7s,
        pack: Pack = lambda found: archive(*found),
        inner: Callable[[bytes], bytes] = bytes,
        recipients: Sequence[Recipient] | None = None,
        bound: Sequence[Recipient] | None = None,
        sealed: Callable[[bytes], bytes] = bytes,
    ) -> bytes:
        """A package that is good but for what is asked.

        Args:
            files: inner files to replace, to add, or (None) to leave out.
            header: in place of the good one; its digest of recipients is filled in.
            header_bytes: changes the encoded header before it is signed.
            signer, chain: who signs, and what goes along.
            manifest: changes the manifest before it is signed.
            signature: changes the signature; gets it with manifest and signer.
            pack: makes the archive of its files.
            inner: changes the archive.
            recipients: who can open it. bound: whom the signed header names, where that differs.
            sealed: changes the envelope.
        """
        one = signer or self.signer
        along = [self.issuing.certificate] if chain is None else chain
        prepared = prepare(recipients or self.recipients)
        digest = prepare(bound).digest if bound else prepared.digest
        head = msgspec.structs.replace(header or self.header, recipients_digest=digest.hex())
        whole: dict[str, bytes | None] = {**self.files, HEADER: header_bytes(canonical_json(head)), **(files or {})}
        at = self.world.clock.at
        built = build(
            {name: content for name, content in whole.items() if content is not None},
            lambda listed: sign_detached(listed, one, at, along),
        )
        found = members(built)
        listed = manifest(_content(found, MANIFEST))
        p7s = signature(sign_detached(listed, one, at, along), listed, one)
        found = [_with(item, {MANIFEST: listed, SIGNATURE: p7s}) for item in found]
        return sealed(seal(prepared, inner(pack(found))))

    def body(self, **changes: Any) -> Header:
        """The good header with other values in its body."""
        return msgspec.structs.replace(self.header, body=msgspec.structs.replace(self.header.body, **changes))

    def head(self, **changes: Any) -> Header:
        """The good header with other values."""
        return msgspec.structs.replace(self.header, **changes)

    def edited(self, path: str, before: bytes, after: bytes) -> dict[str, bytes | None]:
        """One inner file with a passage replaced, which must be there once at least."""
        content = self.files[path]
        assert before in content, (path, before)
        return {path: content.replace(before, after, 1)}

    def issued(self, role: Role = Role.UNIT_SIGN, holder: str = PON, **span: int) -> Identity:
        """A certificate from the real authority; days from `start` to `end` around today."""
        now, key = self.world.clock.at, generate_key()
        validity = Validity(now + span.get("start", -1) * DAY, now + span.get("end", 300) * DAY)
        return Identity(issue(role, holder, "Xã Mường Pồn", key.public_key(), validity, self.issuing), key)


def forge_in(world: World) -> Forge:
    """Two enrolled units; one good package of each lies ready."""
    unit, other = world.enrolled(PON), world.enrolled(TAM)
    held, keys = authorities_of(world.so)[0], province_keys(world.so)
    pem = (world.so.store.root / "keys" / "root.pem").read_bytes()
    root = Identity(held.root, key_from_pem(pem, PASSPHRASE))
    good, spare = corrected(world, unit).read_bytes(), corrected(world, other).read_bytes()
    files = dict(read(open_envelope(good, [keys.encryption.key]).plaintext).files)
    header = decode_header(files.pop(HEADER))
    signers = unit_keys(unit).signer, unit_keys(other).signer
    return Forge(world, unit, other, root, keys.issuing, keys, held, *signers, good, spare, header, files)


def _content(found: Sequence[Member], name: str) -> bytes:
    return next(item.content for item in found if item.name == name.encode())


def _with(item: Member, changed: Mapping[str, bytes]) -> Member:
    return replace(item, content=changed.get(item.name.decode(), item.content))
