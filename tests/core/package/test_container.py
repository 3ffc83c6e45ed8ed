"""The signed container: every file signed, none unsigned, the same verdict as openssl (threats.md F23-F25, G)."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.certificates import Identity, Role
from app.crypto.path import check_path
from app.crypto.signing import SignatureStatus
from app.errors import UserError
from app.package.container import DATA_NAMES, MANIFEST, MIMETYPE, MIMETYPE_VALUE, SIGNATURE, build, read, verify
from tests.core.crypto.judges import openssl_accepts, pyhanko_accepts
from tests.simulator.pki import NOW, Province, province
from tests.simulator.refusals import code_of

FILES = {
    "header.json": b'{"kind":"submission"}\n',
    "figures.csv": b"key,value\n" + b"post_held{post=ubnd.ct},1\n" * 40,
    "tables/person.csv": "id,họ tên\n".encode(),
}
REFUSALS = {"GOI-01", "GOI-02", "GOI-03", "KY-01", "KY-02", "KY-03", "KY-04", "KY-05", "KY-06"}


@pytest.fixture(scope="module")
def ours() -> Province:
    return province()


@pytest.fixture(scope="module")
def signer(ours: Province) -> Identity:
    return ours.unit("03202@2025-07-01").sign


@pytest.fixture(scope="module")
def good(ours: Province, signer: Identity) -> bytes:
    return build(FILES, lambda manifest: ours.sign(manifest, signer))


def judged(data: bytes) -> SignatureStatus:
    return verify(read(data))


def trusted(pki: Province, data: bytes) -> None:
    status = judged(data)
    check_path(status.certificate, status.others, pki.root.certificate, [], NOW, Role.UNIT_SIGN)


def rebuilt(data: bytes, **changed: bytes | None) -> bytes:
    """The archive with files replaced, added or (None) left out; keys with __ for / and ___ for a full stop."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files: dict[str, bytes | None] = {info.filename: archive.read(info) for info in archive.infolist()}
    files |= {name.replace("___", ".").replace("__", "/"): content for name, content in changed.items()}
    return zipped({name: content for name, content in files.items() if content is not None})


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content, compress_type=compression)
    return target.getvalue()


def test_a_container_is_read_back(ours: Province, signer: Identity, good: bytes) -> None:
    container = read(good)
    assert container.files == FILES
    assert verify(container).certificate == signer.certificate
    trusted(ours, good)


def test_the_same_files_give_the_same_archive(ours: Province, signer: Identity) -> None:
    one, two = (build(dict(order), lambda _: b"signature") for order in (FILES.items(), reversed(FILES.items())))
    assert one == two


@given(st.dictionaries(st.from_regex(DATA_NAMES, fullmatch=True), st.binary(max_size=200), min_size=1, max_size=9))
def test_any_files_come_back(files: dict[str, bytes]) -> None:
    container = read(build(files, lambda _: b"signature"))
    assert container.files == files


def test_the_type_stands_in_clear_at_the_start(good: bytes, tmp_path: Path) -> None:
    assert good[30:38] == b"mimetype"
    assert good[38:69] == MIMETYPE_VALUE
    (tmp_path / "a.asice").write_bytes(good)
    said = subprocess.run(["file", "-b", "a.asice"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode or "asic-e" in said.stdout or "Zip" in said.stdout


def test_the_manifest_is_ordinary_xml_with_true_digests(good: bytes) -> None:
    container = read(good)
    etsi, ds = "{http://uri.etsi.org/02918/v1.2.1#}", "{http://www.w3.org/2000/09/xmldsig#}"
    root = ElementTree.fromstring(container.manifest)
    assert root.tag == f"{etsi}ASiCManifest"
    reference = root.find(f"{etsi}SigReference")
    assert reference is not None
    assert reference.get("URI") == SIGNATURE
    listed = {}
    for one in root.findall(f"{etsi}DataObjectReference"):
        method = one.find(f"{ds}DigestMethod")
        assert method is not None
        assert method.get("Algorithm") == "http://www.w3.org/2001/04/xmlenc#sha256"
        listed[one.get("URI")] = base64.b64decode(one.findtext(f"{ds}DigestValue") or "")
    assert listed == {name: hashlib.sha256(content).digest() for name, content in FILES.items()}


@pytest.mark.fault("G33")
def test_openssl_and_pyhanko_verify_the_manifest(ours: Province, good: bytes, tmp_path: Path) -> None:
    container = read(good)
    assert openssl_accepts(tmp_path, container.manifest, container.signature, ours.root.certificate)
    assert pyhanko_accepts(container.manifest, container.signature, ours.root.certificate)


@pytest.mark.fault("G01", "G04")
def test_every_flipped_bit_of_a_small_container_is_refused(ours: Province, signer: Identity) -> None:
    small = build({"header.json": b"{}"}, lambda manifest: ours.sign(manifest, signer))
    files = read(small).files
    for place in range(len(small)):
        damaged = bytearray(small)
        damaged[place] ^= 1 << (place * 5) % 8
        try:
            trusted(ours, bytes(damaged))
        except UserError as refused:
            assert refused.code in REFUSALS
        else:  # the unused bits behind a deflate stream say nothing
            assert read(bytes(damaged)).files == files


def test_every_truncation_is_refused(good: bytes) -> None:
    for size in range(len(good)):
        assert code_of(read, good[:size]) in REFUSALS


@pytest.mark.fault("G01", "G02", "G03", "N10")
def test_changed_missing_and_unsigned_files_are_named(good: bytes) -> None:
    changed = rebuilt(good, header___json=b"{}")
    assert code_of(judged, changed) == "KY-01"
    with pytest.raises(UserError, match=r"header\.json"):
        judged(changed)
    assert code_of(judged, rebuilt(good, header___json=None)) == "KY-01"
    assert code_of(judged, rebuilt(good, extra___csv=b"x")) == "KY-02"
    assert code_of(judged, rebuilt(good, tables__extra___csv=b"")) == "KY-02"


@pytest.mark.fault("I05", "I06")
def test_the_manifest_of_another_package_does_not_fit(ours: Province, signer: Identity, good: bytes) -> None:
    other = read(build({**FILES, "header.json": b"{}"}, lambda manifest: ours.sign(manifest, signer)))
    swapped = rebuilt(good, **{"META-INF__ASiCManifest___xml": other.manifest})
    assert code_of(judged, swapped) == "KY-01"
    agreeing = rebuilt(good, header___json=b"{}", **{"META-INF__ASiCManifest___xml": other.manifest})
    assert code_of(judged, agreeing) == "KY-01"
    both = {"META-INF__ASiCManifest___xml": other.manifest, "META-INF__signature___p7s": other.signature}
    assert code_of(judged, rebuilt(good, **both)) == "KY-01"
    judged(rebuilt(good, header___json=b"{}", **both))


@pytest.mark.fault("G05", "G06")
def test_forms_that_are_not_ours_are_refused(good: bytes) -> None:
    assert code_of(judged, rebuilt(good, mimetype=b"application/zip")) == "GOI-02"
    assert code_of(judged, rebuilt(good, mimetype=MIMETYPE_VALUE + b"\n")) == "GOI-02"
    assert code_of(judged, rebuilt(good, mimetype=None)) == "GOI-02"
    assert code_of(judged, rebuilt(good, **{"META-INF__ASiCManifest___xml": None})) == "GOI-02"
    assert code_of(judged, rebuilt(good, **{"META-INF__signature___p7s": None})) == "KY-03"
    assert code_of(judged, rebuilt(good, **{"META-INF__signature2___p7s": b"x"})) == "GOI-02"
    assert code_of(judged, rebuilt(good, **{"META-INF__ASiCManifest2___xml": b"x"})) == "GOI-02"
    assert code_of(judged, rebuilt(good, **{"META-INF__timestamp___tst": b"x"})) == "GOI-02"
    assert code_of(judged, rebuilt(good, **{"META-INF__signature___p7s": b"x"})) == "GOI-02"
    assert code_of(judged, rebuilt(good, evil___exe=b"MZ")) == "GOI-02"
    assert code_of(judged, b"%PDF-1.7\n" + good) == "GOI-01"


@pytest.mark.fault("F23")
def test_mimetype_must_be_stored_and_first(good: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    assert verify(read(zipped(files)))
    assert code_of(read, zipped(files, zipfile.ZIP_DEFLATED)) == "GOI-02"
    last = {name: files[name] for name in (*[name for name in files if name != MIMETYPE], MIMETYPE)}
    assert code_of(read, zipped(last)) == "GOI-02"
    assert code_of(read, zipped({"abcd.txt": MIMETYPE_VALUE, **files})) == "GOI-02"


def with_manifest(pki: Province, signer: Identity, good: bytes, before: str, after: str) -> bytes:
    """A manifest changed and signed again by the rightful signer: form alone is judged."""
    manifest = read(good).manifest.decode()
    assert before in manifest
    changed = manifest.replace(before, after, 1).encode()
    signature = pki.sign(changed, signer)
    return rebuilt(good, **{"META-INF__ASiCManifest___xml": changed, "META-INF__signature___p7s": signature})


@pytest.mark.fault("G15", "G29", "G30")
@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("xmlenc#sha256", "xmlenc#md5", "KY-06"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1", "KY-06"),
        ("<ASiCManifest", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>\n<ASiCManifest", "GOI-02"),
        ("</ASiCManifest>\n", "</ASiCManifest>", "GOI-02"),
        ("</ASiCManifest>\n", "</ASiCManifest>\n<ASiCManifest/>", "GOI-02"),
        ("</ASiCManifest>", "<ASiCManifestExtensions/></ASiCManifest>", "GOI-02"),
        ('URI="header.json"', 'URI="%68eader.json"', "GOI-02"),
        ('URI="header.json"', 'URI="file:header.json"', "GOI-02"),
        ('URI="header.json"', 'URI="header.json#x"', "GOI-02"),
        ('URI="header.json"', 'URI="./header.json"', "GOI-02"),
        ('URI="header.json"', 'URI="figures.csv"', "GOI-02"),
        ("application/json", "text/html", "GOI-02"),
        ("signature.p7s", "other.p7s", "GOI-02"),
        ('encoding="UTF-8"', 'encoding="UTF-7"', "GOI-02"),
        ("02918/v1.2.1", "02918/v1.2.2", "GOI-02"),
        ("<ds:DigestValue>", "<ds:DigestValue> ", "GOI-02"),
    ],
)
def test_other_manifests_are_refused_though_rightly_signed(
    ours: Province, signer: Identity, good: bytes, before: str, after: str, code: str
) -> None:
    data = with_manifest(ours, signer, good, before, after)
    assert code_of(judged, data) == code


def test_a_manifest_names_each_file_once_in_order(ours: Province, signer: Identity, good: bytes) -> None:
    manifest = read(good).manifest.decode()
    one, two, *_ = re.findall(r"  <DataObjectReference.*?</DataObjectReference>\n", manifest, re.DOTALL)
    for after in (one + one + two, two + one):
        assert code_of(judged, with_manifest(ours, signer, good, one + two, after)) == "GOI-02"


def test_a_manifest_without_files_is_refused(ours: Province, signer: Identity, good: bytes) -> None:
    manifest = re.sub(rb"  <DataObjectReference.*</DataObjectReference>\n", b"", read(good).manifest, flags=re.DOTALL)
    made = zipped({MIMETYPE: MIMETYPE_VALUE, MANIFEST: manifest, SIGNATURE: ours.sign(manifest, signer)})
    assert code_of(judged, made) == "GOI-02"


def test_too_large_a_manifest_is_refused(good: bytes) -> None:
    assert code_of(read, rebuilt(good, **{"META-INF__ASiCManifest___xml": b" " * 300_000})) == "GOI-02"


def test_a_callers_list_narrows_the_names(good: bytes) -> None:
    assert code_of(read, good, re.compile(r"header\.json")) == "GOI-02"


@pytest.mark.fault("B10")
@pytest.mark.parametrize(
    "name",
    ["../x.json", "Header.json", "x.exe", "mimetype", "META-INF/x.json", "a/b/c.json", "", "nul.csv", "pack/com1.toml"],
)
def test_names_that_the_reader_refuses_are_never_written(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        build({name: b""}, lambda _: b"")
    with pytest.raises(ValueError, match="file"):
        build({}, lambda _: b"")
