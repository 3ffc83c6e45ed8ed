"""Evil manifests (threats.md G), most of them rightly signed: of another form, or not fitting the files."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from app.package.container import MANIFEST, SIGNATURE, read
from tests.simulator.evil.archives import EXTRA, adding, on, packed, without
from tests.simulator.evil.case import Evil, Maker
from tests.simulator.evil.forge import Forge
from tests.simulator.zips import Member, archive

FORM = "bảng kê sai cấu trúc"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def listed(change: Callable[[bytes], bytes]) -> Maker:
    """A manifest changed and then signed by the rightful signer."""
    return lambda forge: forge.made(manifest=change)


def text(before: str, after: str, count: int = 1) -> Maker:
    """A passage of the manifest replaced."""

    def change(manifest: bytes) -> bytes:
        assert before.encode() in manifest, before
        return manifest.replace(before.encode(), after.encode(), count)

    return listed(change)


def _references(manifest: bytes) -> list[bytes]:
    return re.findall(rb"  <DataObjectReference.*?</DataObjectReference>\n", manifest, re.DOTALL)


def _twice(manifest: bytes) -> bytes:
    first = _references(manifest)[0]
    return manifest.replace(first, first + first)


def _two_digests(manifest: bytes) -> bytes:
    """One file listed twice, with a right and a wrong digest."""
    first = _references(manifest)[0]
    other = re.sub(rb"(<ds:DigestValue>)[^<]*", rb"\1" + base64.b64encode(bytes(32)), first)
    return manifest.replace(first, other + first)


def _wrong(manifest: bytes) -> bytes:
    return re.sub(rb"(<ds:DigestValue>)[^<]*", rb"\1" + base64.b64encode(bytes(32)), manifest, count=1)


def _disordered(manifest: bytes) -> bytes:
    first, second, *_ = _references(manifest)
    return manifest.replace(first + second, second + first)


def _none(manifest: bytes) -> bytes:
    for one in _references(manifest):
        manifest = manifest.replace(one, b"")
    return manifest


def _shorter(manifest: bytes) -> bytes:
    return manifest.replace(_references(manifest)[3], b"")


def _also(name: str, content: bytes) -> Callable[[bytes], bytes]:
    """Lists one file more, in its place."""

    def change(manifest: bytes) -> bytes:
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        one = (
            f'  <DataObjectReference URI="{name}" MimeType="text/csv">\n'
            f'    <ds:DigestMethod Algorithm="{SHA256}"/>\n'
            f"    <ds:DigestValue>{digest}</ds:DigestValue>\n  </DataObjectReference>\n"
        )
        return manifest.replace(b"</ASiCManifest>", one.encode() + b"</ASiCManifest>")

    return change


def _foreign(part: str) -> Maker:
    """Manifest, signature, or both of another package of the same unit."""

    def make(forge: Forge) -> bytes:
        other = read(forge.plaintext(forge.good))
        taken = {MANIFEST: other.manifest} if part != "signature" else {}
        if part != "manifest":
            taken[SIGNATURE] = other.signature

        def pack(found: list[Member]) -> bytes:
            return archive(*(replace(item, content=taken.get(item.name.decode(), item.content)) for item in found))

        return forge.made(files=forge.edited("figures.csv", b",0\n", b",1\n"), pack=pack)

    return make


XML = (
    Evil("manifest with a DTD", "GOI-02", text("<ASiCManifest", "<!DOCTYPE a>\n<ASiCManifest"), "G30", FORM),
    Evil(
        "manifest with an entity",
        "GOI-02",
        text("<ASiCManifest", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>\n<ASiCManifest"),
        "G30",
        FORM,
    ),
    Evil(
        "manifest with XInclude",
        "GOI-02",
        text(
            "</ASiCManifest>",
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></ASiCManifest>',
        ),
        "G30",
        FORM,
    ),
    Evil("manifest with a second root", "GOI-02", text("</ASiCManifest>\n", "</ASiCManifest>\n<a/>\n"), "G30", FORM),
    Evil("manifest with a comment", "GOI-02", text("</ASiCManifest>", "<!-- --></ASiCManifest>"), "G30", FORM),
    Evil("manifest with an extension", "GOI-02", text("</ASiC", "<ASiCManifestExtensions/></ASiC"), "G30", FORM),
    Evil("manifest in another namespace", "GOI-02", text("02918/v1.2.1", "02918/v1.2.2"), "G30", FORM),
    Evil("manifest with a prefix", "GOI-02", text("xmlns:ds=", 'xmlns:x="a" xmlns:ds='), "G30", FORM),
    Evil("manifest in UTF-7", "GOI-02", text('encoding="UTF-8"', 'encoding="UTF-7"'), "G30", FORM),
    Evil("manifest in UTF-16", "GOI-02", listed(lambda old: old.decode().encode("utf-16")), "G30", FORM),
    Evil("manifest with a byte order mark", "GOI-02", listed(lambda old: b"\xef\xbb\xbf" + old), "G30", FORM),
    Evil("manifest with other line ends", "GOI-02", listed(lambda old: old.replace(b"\n", b"\r\n")), "G30", FORM),
    Evil("manifest without its last line end", "GOI-02", listed(lambda old: old[:-1]), "G30", FORM),
    Evil("manifest that is no XML", "GOI-02", listed(lambda old: b"{}"), "G30", FORM),
    Evil("manifest too large", "GOI-02", listed(lambda old: old + b" " * 300_000), "I07", "thiếu bảng kê"),
)

NAMES = (
    Evil("manifest: name with percent signs", "GOI-02", text('"figures.csv"', '"%66igures.csv"'), "G29", FORM),
    Evil("manifest: address of a file", "GOI-02", text('"figures.csv"', '"file:figures.csv"'), "G29", FORM),
    Evil("manifest: address of the web", "GOI-02", text('"figures.csv"', '"http://a.vn/figures.csv"'), "G29", FORM),
    Evil("manifest: name with a fragment", "GOI-02", text('"figures.csv"', '"figures.csv#x"'), "G29", FORM),
    Evil("manifest: name with a path", "GOI-02", text('"figures.csv"', '"./figures.csv"'), "G29", FORM),
    Evil("manifest: parent folder", "GOI-02", text('"figures.csv"', '"../figures.csv"'), "G29", FORM),
    Evil("manifest: name in capitals", "GOI-02", text('"figures.csv"', '"FIGURES.CSV"'), "G29", FORM),
    Evil("manifest: another media type", "GOI-02", text("text/csv", "text/html"), "G30", FORM),
    Evil("manifest: another signature file", "GOI-02", text("signature.p7s", "other.p7s"), "G05", FORM),
    Evil("manifest lists itself", "GOI-02", listed(_also(MANIFEST, b"")), "G29", FORM),
    Evil("manifest lists the signature", "GOI-02", listed(_also(SIGNATURE, b"")), "G29", FORM),
    Evil("manifest lists a file twice", "GOI-02", listed(_twice), "G30", FORM),
    Evil("manifest with two digests of a file", "GOI-02", listed(_two_digests), "G30", FORM),
    Evil("manifest out of order", "GOI-02", listed(_disordered), "G30", FORM),
    Evil("manifest without files", "GOI-02", listed(_none), "G02", FORM),
    Evil("digest with blanks", "GOI-02", text("<ds:DigestValue>", "<ds:DigestValue> "), "G30", FORM),
    Evil("digest without padding", "GOI-02", text("=</ds:DigestValue>", "</ds:DigestValue>"), "G30", FORM),
)

DIGESTS = (
    Evil("digests of MD5", "KY-06", text("xmlenc#sha256", "xmlenc#md5", -1), "G15", "md5"),
    Evil("digests of SHA-1", "KY-06", text(SHA256, "http://www.w3.org/2000/09/xmldsig#sha1", -1), "G15", "sha1"),
    Evil("digests of SHA-512", "KY-06", text("xmlenc#sha256", "xmlenc#sha512", -1), "G15", "sha512"),
    Evil("one digest of SHA-1 among strong ones", "KY-06", text("xmlenc#sha256", "xmlenc#sha1"), "G15", "sha1"),
    Evil("a file changed", "KY-01", on(b"figures.csv", content=b"cell,value\nleader{},99\n"), "G01", "(figures.csv)"),
    Evil("a digest changed", "KY-01", listed(_wrong), "G04", "("),
    Evil("a file missing", "KY-01", without(b"data/person.csv"), "G02", "(data/person.csv)"),
    Evil("a file listed that is not there", "KY-01", listed(_also("zz.csv", b"x")), "G02", "(zz.csv)"),
    Evil("a file that is not signed", "KY-02", adding(EXTRA), "G03", "data/extra.csv"),
    Evil("a file that the manifest leaves out", "KY-02", listed(_shorter), "G03"),
    Evil("manifest of another package", "KY-01", _foreign("manifest"), "I05 I06"),
    Evil("signature of another package", "KY-01", _foreign("signature"), "I05"),
    Evil("manifest and signature of another package", "KY-01", _foreign("both"), "I05 I06 N10", "("),
    Evil("no manifest", "GOI-02", without(MANIFEST.encode()), "G05", "thiếu bảng kê"),
    Evil("no signature", "KY-03", without(SIGNATURE.encode()), "G06 H08"),
    Evil(
        "manifest changed after signing",
        "KY-01",
        packed(lambda found: archive(*(_touched(item) for item in found))),
        "G04",
    ),
)


def _touched(item: Member) -> Member:
    """Lists the files in their order still, one of them with the digest of other bytes, which are there."""
    if item.name == b"figures.csv":
        return replace(item, content=b"cell,value\n")
    if item.name != MANIFEST.encode():
        return item
    digest = base64.b64encode(hashlib.sha256(b"cell,value\n").digest())
    pattern = rb'(URI="figures.csv".*?<ds:DigestValue>)[^<]*'
    changed = re.sub(pattern, lambda found: found[1] + digest, item.content, count=1, flags=re.DOTALL)
    return replace(item, content=changed)


MANIFESTS = (*XML, *NAMES, *DIGESTS)
