"""An independent judge of every evil package: openssl and a lenient reader of ZIP and XML (threats.md G33, M16).

What openssl refuses we refuse. What it accepts and we refuse stands in a table with the reason why we are stricter.
"""

from __future__ import annotations

import base64
import hashlib
import io
import lzma
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from asn1crypto import cms

from app.commands.keys.authorities import authorities_of
from app.crypto.certificates import certificate_pem
from app.crypto.signing import verify_detached
from app.errors import UserError
from app.package.container import MANIFEST, MIMETYPE, SIGNATURE
from tests.core.crypto.judges import openssl, pyhanko_accepts
from tests.simulator.evil import LAYERS
from tests.simulator.evil.case import Evil
from tests.simulator.evil.forge import Forge, forge_in
from tests.simulator.province import found

ETSI, DS = "{http://uri.etsi.org/02918/v1.2.1#}", "{http://www.w3.org/2000/09/xmldsig#}"
DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
}
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
    lzma.LZMAError,
)


@dataclass(frozen=True)
class Question:
    """What a judge of signatures is asked: files, manifest, signature, roots and lists, moment."""

    files: Mapping[str, bytes]
    manifest: bytes
    signature: bytes
    trust: bytes
    at: int


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    return forge_in(found(tmp_path_factory.mktemp("judged")))


def asked(forge: Forge, case: Evil) -> Question | None:
    """The signature of an evil package, as a stranger gets at it; None where there is none to be got."""
    store = forge.world.so.store
    kept = store._content  # type: ignore[attr-defined]
    store._content = kept.copy()  # type: ignore[attr-defined]
    try:
        case.before(forge)
        content = case.make(forge)
        held, revocations = authorities_of(forge.world.so)
    finally:
        store._content = kept  # type: ignore[attr-defined]
    try:
        with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(io.BytesIO(forge.plaintext(content))) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
            manifest, signature = files[MANIFEST], files[SIGNATURE]
    except (UserError, *UNREADABLE):
        return None
    assert revocations is not None
    crl = base64.encodebytes(revocations.der)
    trust = certificate_pem(held.root) + b"-----BEGIN X509 CRL-----\n" + crl + b"-----END X509 CRL-----\n"
    return Question(files, manifest, signature, trust, int(forge.world.clock.at.timestamp()))


def accepted(question: Question) -> bool:
    """The verdict of openssl on the signature, and of ElementTree and hashlib on the files."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "data").write_bytes(question.manifest)
        (folder / "p7s").write_bytes(question.signature)
        (folder / "trust.pem").write_bytes(question.trust)
        done = openssl(
            folder,
            *("cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "p7s", "-content", "data"),
            *("-CAfile", "trust.pem", "-crl_check", "-purpose", "any", "-attime", str(question.at), "-out", "out"),
        )
    return done.returncode == 0 and _digests_fit(question)


def _digests_fit(question: Question) -> bool:
    try:
        references = ElementTree.fromstring(question.manifest).findall(f"{ETSI}DataObjectReference")
        listed = {str(one.get("URI")): _fits(one, question.files) for one in references}
    except (ElementTree.ParseError, LookupError, ValueError):
        return False
    rest = {name for name in question.files if name != MIMETYPE and not name.startswith("META-INF/")}
    return all(listed.values()) and rest <= set(listed)


def _fits(reference: ElementTree.Element, files: Mapping[str, bytes]) -> bool:
    method, value = reference.find(f"{DS}DigestMethod"), reference.findtext(f"{DS}DigestValue")
    assert method is not None
    name = DIGESTS[str(method.get("Algorithm"))]
    return hashlib.new(name, files[str(reference.get("URI"))]).digest() == base64.b64decode(value or "")


def verdicts(forge: Forge, cases: Sequence[Evil]) -> dict[str, bool]:
    """What the judge says of each package that it can judge."""
    questions = {case.name: question for case in cases if (question := asked(forge, case)) is not None}
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(questions, pool.map(accepted, questions.values()), strict=True))


def ours(case: Evil) -> bool:
    """Whether we took the signature, whatever we then said of the content."""
    return not case.code.startswith(("GOI-", "KY-"))


FORM = (
    "openssl sees manifest and signature only: the form of the archive (F) and of the manifest (G30) is for the reader"
)
ENVELOPE = "the list of recipients lies outside the signed container; its digest is in the signed header (H06, H07)"
HEADER = "what the signer says of itself in the header is for the reader (G24, I27)"
ENCODING = "one encoding only: strict DER, one signer, no room for anything that nobody has signed (G26, G27)"
ATTRIBUTES = "exactly four signed attributes, each in its one form (G11, G31)"
ALGORITHMS = "P-256 with SHA-256, RSA of 3072 bits from a token, nothing else (G13, G14)"
PURPOSE = (
    "openssl is asked for any purpose; ours is one extended key usage, a key usage and no authority flag (G23, G24)"
)
HOLDER = "who a certificate belongs to stands in one URI of ours (I09)"
PATH = "every authority that goes along must be one of the root's, and be named by its key (G19)"

BY_FORM = {"archive": FORM, "manifest": FORM, "inner files": FORM, "envelope": ENVELOPE, "content": HEADER}
"""In these layers a difference is always this one."""

STRICTER = {
    ENCODING: {
        "content inside the signature", "two good signers", "a counter-signature", "a revocation list inside",
        "version 3", "two digest algorithms", "too many certificates", "bytes after the signature", "signature twice",
        "indefinite length", "length that is not minimal", "signature of 100 kilobytes",
        "version of the signer", "certificate of 70 kilobytes",
    },
    ATTRIBUTES: {
        "no signing time", "unknown signed attribute", "wrong content type", "signing time without seconds",
        "signing time in the wrong form", "signing time that is none",
    },
    ALGORITHMS: {
        "SHA-1 named by the signature", "another digest in the signature", "digested and signed with SHA-1",
        "digested with SHA-512", "RSA of 1024 bits", "RSA of 2048 bits", "curve P-384", "curve brainpool",
        "curve of coins", "certificate signed with SHA-224", "certificate signed with SHA-512",
        "authority with an RSA key goes along",
    },
    PURPOSE: {
        "certificate for e-mail", "certificate of a web server", "certificate for two purposes",
        "certificate for any purpose", "certificate without purpose", "key usage: agreement",
        "key usage: signs certificates too", "no key usage", "no basic constraints", "authority flag",
        "the unit's decryption certificate signs", "the decryption certificate of Sở Nội vụ signs",
        "the signing certificate of Sở Nội vụ for a report", "the certificate of plan packs for a report",
    },
    HOLDER: {
        "no holder", "holder as a name of the web", "holder of another kind", "two holders", "holder with a path",
        "practice data said to be real",
        "certificate without subject",
    },
    PATH: {
        "an authority that is none goes along", "a false authority goes along",
        "the other unit's certificate goes along", "no key of the authority named", "name constraints",
        "authority without key usage goes along",
    },
    ENVELOPE: {"a machine that nobody knows"},
}  # fmt: skip
EXPLAINED = {name: reason for reason, names in STRICTER.items() for name in names}


OF_PYHANKO = {
    ENCODING: {
        "an unsigned attribute",
        "no digest algorithm",
        "SHA-1 named as digest",
        "certificate in a second encoding, stated",
    },
    ATTRIBUTES: {"no signing certificate"},
    PATH: {"issued by the root itself"},
    "pyHanko is given no revocation list here": {"revoked"},
}
"""What pyHanko takes besides, which openssl refuses as we do."""


@pytest.mark.fault("G33")
@pytest.mark.parametrize(
    "layer", [pytest.param(layer, marks=pytest.mark.faults) if layer in BY_FORM else layer for layer in LAYERS]
)
def test_our_verdict_is_that_of_openssl_or_stricter_for_a_reason(forge: Forge, layer: str) -> None:
    told = verdicts(forge, LAYERS[layer])
    by_name = {case.name: case for case in LAYERS[layer]}
    assert [name for name, good in told.items() if ours(by_name[name]) and not good] == []
    stricter = {name for name, good in told.items() if good and not ours(by_name[name])}
    assert told
    if layer not in BY_FORM:
        assert stricter == set(EXPLAINED) & set(by_name)
    assert {by_name[name].code for name in stricter} <= {
        "archive": {"GOI-01", "GOI-02", "GOI-03"},
        "manifest": {"GOI-02"},
        "inner files": {"GOI-02"},
        "envelope": {"GOI-02", "KY-01"},
        "content": {"KY-05"},
    }.get(layer, {"GOI-02", "KY-03", "KY-05", "KY-06", "KY-07"})


@pytest.mark.fault("G33")
def test_good_packages_are_good_for_both(forge: Forge) -> None:
    cases = [Evil("good", "", lambda forge: forge.good), Evil("made", "", lambda forge: forge.made())]
    spare = Evil("of another unit", "", lambda forge: forge.spare)
    assert verdicts(forge, [*cases, spare]) == {"good": True, "made": True, "of another unit": True}


@pytest.mark.fault("G33")
def test_asn1crypto_reads_in_good_packages_what_we_read(forge: Forge) -> None:
    question = asked(forge, Evil("good", "", lambda forge: forge.good))
    assert question is not None
    signed = cms.ContentInfo.load(question.signature, strict=True)["content"]
    (info,) = signed["signer_infos"]
    attributes = {one["type"].native: one["values"][0].native for one in info["signed_attrs"]}
    assert attributes["message_digest"] == hashlib.sha256(question.manifest).digest()
    assert info["sid"].chosen["serial_number"].native == forge.signer.certificate.serial_number
    assert attributes["signing_time"] == verify_detached(question.manifest, question.signature).signed_at


@pytest.mark.faults
@pytest.mark.fault("G33")
@pytest.mark.filterwarnings("ignore")
def test_our_verdict_is_that_of_pyhanko_or_stricter_for_a_reason(forge: Forge) -> None:
    """pyHanko, with its own reader of CMS and its own validator of paths, over the layers that it can judge."""
    cases = {case.name: case for layer in ("signature", "certificate", "corners") for case in LAYERS[layer]}
    questions = {name: question for name, case in cases.items() if (question := asked(forge, case)) is not None}
    root, at = forge.held.root, forge.world.clock.at
    told = {name: pyhanko_accepts(one.manifest, one.signature, root, at) for name, one in questions.items()}
    assert [name for name, good in told.items() if ours(cases[name]) and not good] == []
    besides = {name for names in OF_PYHANKO.values() for name in names}
    assert {name for name, good in told.items() if good and not ours(cases[name])} - set(EXPLAINED) == besides
