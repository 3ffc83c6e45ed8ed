"""Evil certificates (threats.md G): expired, revoked, for something else, of somebody else; each signature fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.commands.keys.authorities import authorities_document
from app.commands.keys.unit_identity import unit_keys
from app.crypto import der
from app.crypto.certificates import Identity, Role, certificate_der
from app.crypto.issuing import Validity, issue, issue_issuing, request, self_signed
from app.crypto.keys import generate_key
from app.crypto.revocation import Revoked, issue_revocations, load_revocations
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST
from tests.simulator.evil.case import Evil, Maker
from tests.simulator.evil.forge import Forge
from tests.simulator.impostors import UNKNOWN, Change, altered, changing, kept, usage
from tests.simulator.pki import DAY, province
from tests.simulator.units import PON, TAM

Names: Final = x509.SubjectAlternativeName
Usages: Final = x509.ExtendedKeyUsage


def by(signer: Callable[[Forge], Identity], **more: Any) -> Maker:
    """A package signed by somebody else, all the rest as the unit makes it."""
    return lambda forge: forge.made(signer=signer(forge), **more)


def extension(change: Change, **more: Any) -> Maker:
    """A certificate of the real authority with one extension changed."""
    return by(lambda forge: altered(forge.issuing, change, holder=PON, at=forge.world.clock.at, **more))


def lasting(start: int, end: int) -> Maker:
    """A certificate valid between two days around today."""
    return by(lambda forge: forge.issued(start=start, end=end))


def named(*names: str) -> Change:
    """Other alternative names."""
    return changing(Names, Names([x509.UniformResourceIdentifier(name) for name in names]), critical=False)


def for_role(role: Role) -> Maker:
    """A certificate of another purpose signs for the unit."""
    return by(lambda forge: forge.issued(role))


def stranger(*, practice: bool = True, chained: bool = True, ours: bool = False) -> Maker:
    """The unit as another province would know it: the same names, other keys.

    Args:
        practice: as our root is. chained: their issuing authority goes along. ours: our issuing authority goes along.
    """

    def make(forge: Forge) -> bytes:
        theirs = province(forge.world.clock.at, practice=practice)
        chain = [theirs.issuing.certificate] if chained else []
        return forge.made(signer=theirs.unit(PON).sign, chain=[*chain, *([forge.issuing.certificate] if ours else [])])

    return make


def own_authority(forge: Forge) -> Identity:
    """A unit that plays authority: a certificate under its own one."""
    key, at = generate_key(), forge.world.clock.at
    made = issue(Role.UNIT_SIGN, PON, "x", key.public_key(), Validity(at - DAY, at + DAY), forge.neighbour)
    return Identity(made, key)


def under_the_unit(forge: Forge) -> bytes:
    return forge.made(signer=own_authority(forge), chain=[forge.issuing.certificate, forge.neighbour.certificate])


def long_path(forge: Forge) -> bytes:
    """root → issuing → another authority → unit."""
    at, key = forge.world.clock.at, generate_key()
    span = Validity(at - DAY, at + DAY)
    middle = issue_issuing("Cấp chứng thư", generate_key(), span, forge.issuing)
    made = issue(Role.UNIT_SIGN, PON, "x", key.public_key(), span, middle)
    return forge.made(signer=Identity(made, key), chain=[forge.issuing.certificate, middle.certificate])


def by_the_root(forge: Forge) -> Identity:
    """Issued by the root itself, past the issuing authority."""
    at, key = forge.world.clock.at, generate_key()
    made = issue(Role.UNIT_SIGN, PON, "x", key.public_key(), Validity(at - DAY, at + DAY), forge.root)
    return Identity(made, key)


def with_authority(change: Callable[[Forge], x509.Certificate]) -> Maker:
    """A good signer, and beside our issuing authority another certificate that claims to be one."""
    return lambda forge: forge.made(chain=[forge.issuing.certificate, change(forge)])


def leaf_of_the_root(forge: Forge) -> x509.Certificate:
    return by_the_root(forge).certificate


def false_authority(forge: Forge) -> x509.Certificate:
    """Names our root, signed by another one."""
    at = forge.world.clock.at
    fake = Identity(forge.root.certificate, generate_key())
    return issue_issuing("x", generate_key(), Validity(at - DAY, at + DAY), fake).certificate


def impostor(role: Role = Role.UNIT_SIGN, holder: str = PON) -> Callable[[Forge], Identity]:
    """A self-signed certificate with the names of the unit."""

    def make(forge: Forge) -> Identity:
        at = forge.world.clock.at
        return self_signed(role, holder, "Xã Mường Pồn", generate_key(), Validity(at - DAY, at + DAY))

    return make


def asking_again(holder: str = PON) -> Maker:
    """A self-signed report with requests, as a first package is, of a unit that has certificates."""

    def make(forge: Forge) -> bytes:
        one = impostor(holder=holder)(forge)
        asked: dict[str, bytes | None] = {
            SIGN_REQUEST: request(Role.UNIT_SIGN, PON, "x", one.key),
            ENCRYPT_REQUEST: request(Role.UNIT_ENCRYPT, PON, "x", generate_key()),
        }
        return forge.made(signer=one, files=asked, chain=[])

    return make


def another_holder(**header: str) -> Maker:
    """What the header says of the sender does not fit the signer."""
    return lambda forge: forge.made(header=forge.head(**header))


def der_changed(change: Callable[[bytes], bytes]) -> Maker:
    """The signer's certificate as bytes, changed in the signature (what refers to it is left)."""

    def signature(p7s: bytes, _: bytes, signer: Identity) -> bytes:
        own = certificate_der(signer.certificate)
        assert own in p7s
        return replaced_certificate(p7s, own, change(own))

    return lambda forge: forge.made(signature=signature)


def replaced_certificate(p7s: bytes, old: bytes, new: bytes) -> bytes:
    """Another certificate in the set, all lengths right."""
    outer = der.read_one(p7s)
    kind, signed = outer.element(der.OBJECT_IDENTIFIER), outer.enter(der.explicit(0)).enter()
    head = [signed.element(tag) for tag in (der.INTEGER, der.SET, der.SEQUENCE)]
    held = [new if one == old else one for one in signed.members(der.explicit(0))]
    infos = signed.element(der.SET)
    body = der.sequence(*head, der.set_of(*held, tag=der.explicit(0)), infos)
    return der.sequence(kind, der.tlv(der.explicit(0), body))


def _version_1(own: bytes) -> bytes:
    return own.replace(der.tlv(der.explicit(0), der.integer(2)), der.tlv(der.explicit(0), der.integer(0)), 1)


def unused_bits(own: bytes) -> bytes:
    """The same certificate for most libraries: its signature says that bits of the last octet are unused."""
    body = der.read_one(own)
    parts = [body.element(der.SEQUENCE), body.element(der.SEQUENCE)]
    value = body.content(der.BIT_STRING)
    return der.sequence(*parts, der.tlv(der.BIT_STRING, b"\1" + value[1:]))


def revoked(forge: Forge) -> None:
    """Sở Nội vụ has revoked the unit's certificate."""
    _hold(forge, [forge.signer.certificate])


def revoked_other(forge: Forge) -> None:
    """Sở Nội vụ has revoked the other unit's certificate."""
    _hold(forge, [forge.neighbour.certificate])


def _hold(forge: Forge, certificates: Sequence[x509.Certificate]) -> None:
    at, store = forge.world.clock.at, forge.world.so.store
    entries = [Revoked(one.serial_number, at - timedelta(days=2)) for one in certificates]
    made = issue_revocations(forge.issuing, entries, number=9, this_update=at, next_update=at + 400 * DAY)
    document = authorities_document(forge.held, load_revocations(made))
    old = store.document("setting", "authorities")
    assert old is not None
    kept_body = {**old.body, "revocations": document.body["revocations"]}
    store._content.documents["setting", "authorities"] = replace(old, body=kept_body)  # type: ignore[attr-defined]


def neighbour_signs(forge: Forge) -> bytes:
    """The other unit's certificate on this unit's data."""
    return forge.made(signer=forge.neighbour)


def neighbour_sends(forge: Forge) -> bytes:
    """The other unit signs as itself, seals as itself, and reports for this unit."""
    own = [*forge.office, unit_keys(forge.other).own_recipient]
    return forge.made(signer=forge.neighbour, header=forge.head(sender=TAM), recipients=own)


TIME = (
    Evil("expired", "KY-04", lasting(-30, -2), "G20", "đã hết hạn"),
    Evil("not yet valid", "KY-04", lasting(3, 30), "G20", "chưa có hiệu lực"),
    Evil("revoked", "KY-04", lambda forge: forge.made(), "G21", "đã thu hồi", before=revoked),
)

PURPOSE = (
    Evil(
        "certificate for e-mail",
        "KY-05",
        extension(changing(Usages, Usages([ExtendedKeyUsageOID.EMAIL_PROTECTION]))),
        "G23",
    ),
    Evil(
        "certificate of a web server",
        "KY-05",
        extension(changing(Usages, Usages([ExtendedKeyUsageOID.SERVER_AUTH]))),
        "G23",
    ),
    Evil(
        "certificate for two purposes",
        "KY-05",
        extension(changing(Usages, Usages([Role.UNIT_SIGN.eku, ExtendedKeyUsageOID.SERVER_AUTH]))),
        "G23",
    ),
    Evil(
        "certificate for any purpose",
        "KY-05",
        extension(changing(Usages, Usages([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]))),
        "G23",
    ),
    Evil("certificate without purpose", "KY-05", extension(changing(Usages, None)), "G23"),
    Evil("key usage: agreement", "KY-05", extension(changing(x509.KeyUsage, usage("key_agreement"))), "G23"),
    Evil(
        "key usage: signs certificates too",
        "KY-05",
        extension(changing(x509.KeyUsage, usage("digital_signature", "key_cert_sign"))),
        "G23",
    ),
    Evil("no key usage", "KY-05", extension(changing(x509.KeyUsage, None)), "G23"),
    Evil("no basic constraints", "KY-05", extension(changing(x509.BasicConstraints, None)), "G23"),
    Evil(
        "authority flag",
        "KY-05",
        extension(changing(x509.BasicConstraints, x509.BasicConstraints(ca=True, path_length=0))),
        "G19 G23",
    ),
    Evil("the unit's decryption certificate signs", "KY-05", for_role(Role.UNIT_ENCRYPT), "G24"),
    Evil("the decryption certificate of Sở Nội vụ signs", "KY-05", for_role(Role.SO_ENCRYPT), "G24"),
    Evil("the signing certificate of Sở Nội vụ for a report", "KY-05", for_role(Role.SO_SIGN), "G24"),
    Evil("the certificate of plan packs for a report", "KY-05", for_role(Role.PACK_SIGN), "G24"),
)

HOLDER = (
    Evil("no holder", "KY-03", extension(changing(Names, None)), "G17"),
    Evil(
        "holder as a name of the web",
        "KY-03",
        extension(changing(Names, Names([x509.DNSName("a.vn")]), critical=False)),
        "G17",
    ),
    Evil("holder of another kind", "KY-03", extension(named("urn:03202@2025-07-01")), "G17"),
    Evil("two holders", "KY-03", extension(named(f"so2282:{PON}", f"so2282:{TAM}")), "G17"),
    Evil("holder with a path", "KY-03", extension(named("so2282:../03202")), "G17"),
    Evil("signed by another unit", "NGH-04", neighbour_signs, "I09", f"ký bởi {TAM} nhưng số liệu của {PON}"),
    Evil(
        "another unit reports for this one", "NGH-04", neighbour_sends, "I09", f"ký bởi {TAM} nhưng số liệu của {PON}"
    ),
    Evil("sender of the header is another unit", "NGH-04", another_holder(sender=TAM), "I09", f"số liệu của {TAM}"),
    Evil(
        "data of another unit",
        "NGH-04",
        lambda forge: forge.made(header=forge.body(unit=TAM)),
        "I09 I10",
        f"số liệu của {TAM}",
    ),
    Evil("the code without its first day", "NGH-04", another_holder(sender="03202"), "I10", "số liệu của 03202"),
    Evil("the code of before 1/7/2025", "NGH-04", another_holder(sender="03202@2005-01-01"), "I10"),
)

PATH = (
    Evil("self-signed impostor", "KY-03", by(impostor()), "G17"),
    Evil("self-signed, a decryption certificate", "KY-03", by(impostor(Role.UNIT_ENCRYPT)), "G17 G24"),
    Evil("self-signed with requests, of an enrolled unit", "KY-03", asking_again(), "G17"),
    Evil("another province", "KY-03", stranger(), "G18 G32"),
    Evil("another province, without its authority", "KY-03", stranger(chained=False), "G17"),
    Evil("another province beside our authority", "KY-03", stranger(ours=True), "G17"),
    Evil("another province that is not for practice", "KY-03", stranger(practice=False), "I27"),
    Evil("a unit plays authority", "KY-03", under_the_unit, "G19"),
    Evil("the path is too long", "KY-03", long_path, "G19"),
    Evil("issued by the root itself", "KY-03", by(by_the_root), "G19"),
    Evil("an authority that is none goes along", "KY-03", with_authority(leaf_of_the_root), "G19"),
    Evil("a false authority goes along", "KY-03", with_authority(false_authority), "G19"),
    Evil(
        "the other unit's certificate goes along",
        "KY-03",
        with_authority(lambda forge: forge.neighbour.certificate),
        "G19",
    ),
    Evil(
        "signed by another key than the issuer's",
        "KY-03",
        by(lambda forge: altered(forge.issuing, kept, holder=PON, at=forge.world.clock.at, signer=forge.neighbour)),
        "G18",
    ),
    Evil("no key of the authority named", "KY-03", extension(changing(x509.AuthorityKeyIdentifier, None)), "G19"),
    Evil("unknown critical extension", "KY-03", extension(changing(x509.SubjectKeyIdentifier, UNKNOWN)), "G25"),
    Evil(
        "name constraints",
        "KY-03",
        extension(changing(Names, x509.NameConstraints([x509.DNSName("a.vn")], None))),
        "G25",
    ),
    Evil(
        "certificate signed with SHA-224",
        "KY-06",
        extension(kept, digest=hashes.SHA224()),
        "G13",
        "1.2.840.10045.4.3.1",
    ),
    Evil(
        "certificate signed with SHA-512",
        "KY-06",
        extension(kept, digest=hashes.SHA512()),
        "G13",
        "1.2.840.10045.4.3.4",
    ),
    Evil("certificate of version 1", "KY-03", der_changed(_version_1), "G27"),
    Evil("certificate with unused bits", "KY-03", der_changed(unused_bits), "G27"),
    Evil("certificate cut off", "KY-03", der_changed(lambda own: der.sequence(own[4:-8])), "G27"),
    Evil("practice data said to be real", "KY-03", lambda forge: forge.made(header=forge.head(practice=False)), "I27"),
)

CERTIFICATES = (*TIME, *PURPOSE, *HOLDER, *PATH)
