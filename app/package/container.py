"""The signed container: ASiC-E with one CAdES signature (ETSI EN 319 162-1); hides ZIP and manifest.

The manifest is read by re-writing: what was understood is written again and must be the same bytes. So there is no XML
parser, no DTD, no namespace trick and one form only; a stranger's tools read it as ordinary XML.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from app.crypto.signing import SignatureStatus, verify_detached
from app.errors import refuse
from app.package.zip_reader import read_zip

MIMETYPE: Final = "mimetype"
MANIFEST: Final = "META-INF/ASiCManifest.xml"
SIGNATURE: Final = "META-INF/signature.p7s"
MIMETYPE_VALUE: Final = b"application/vnd.etsi.asic-e+zip"
_DEVICES: Final = r"(?!([a-z0-9_-]*/)?(con|prn|aux|nul|com\d|lpt\d)\.)"  # whoever unpacks on Windows opens a device
DATA_NAMES: Final = re.compile(
    _DEVICES + r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)?\.(json|csv|pdf|toml|cer|p10|crl|png|txt)"
)

_MANIFEST_LARGEST: Final = 256 * 1024
_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
    f'  <SigReference URI="{SIGNATURE}" MimeType="application/pkcs7-signature"/>\n'
)
_REFERENCE: Final = (
    '  <DataObjectReference URI="{name}" MimeType="{mime}">\n'
    '    <ds:DigestMethod Algorithm="{algorithm}"/>\n'
    "    <ds:DigestValue>{digest}</ds:DigestValue>\n"
    "  </DataObjectReference>\n"
)
_TAIL: Final = "</ASiCManifest>\n"
_READ_REFERENCE: Final = re.compile(
    r'  <DataObjectReference URI="([^"<>&]*)" MimeType="[^"<>&]*">\n'
    r'    <ds:DigestMethod Algorithm="([^"<>&]*)"/>\n'
    r"    <ds:DigestValue>([A-Za-z0-9+/=]*)</ds:DigestValue>\n"
    r"  </DataObjectReference>\n"
)
_MIME_TYPES: Final = {
    "json": "application/json",
    "csv": "text/csv",
    "pdf": "application/pdf",
    "toml": "application/toml",
    "cer": "application/pkix-cert",
    "p10": "application/pkcs10",
    "crl": "application/pkix-crl",
    "png": "image/png",
    "txt": "text/plain",
}
_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the same files give the same archive
_REGULAR_FILE: Final = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Container:
    """A container whose form was checked; its digests and signature were not.

    Attributes:
        files: content by name, without the files of the container itself.
        manifest: the bytes that were signed.
        signature: the CAdES signature over them.
    """

    files: Mapping[str, bytes]
    manifest: bytes
    signature: bytes


def build(files: Mapping[str, bytes], sign: Callable[[bytes], bytes]) -> bytes:
    """Makes a signed container.

    Args:
        files: content by name; names as in `DATA_NAMES`.
        sign: gives the detached signature over the manifest.

    Returns:
        The archive; the same but for the signature whenever the files are the same.
    """
    if not files or any(not DATA_NAMES.fullmatch(name) for name in files):
        raise ValueError("no file, or a name that the reader refuses")
    manifest = _write_manifest([(name, hashlib.sha256(files[name]).digest()) for name in sorted(files)])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        _add(archive, MIMETYPE, MIMETYPE_VALUE)
        for name in sorted(files):
            _add(archive, name, files[name])
        _add(archive, MANIFEST, manifest)
        _add(archive, SIGNATURE, sign(manifest))
    return target.getvalue()


def read(data: bytes, names: re.Pattern[str] = DATA_NAMES) -> Container:
    """Takes a container apart.

    Args:
        data: the archive.
        names: what the names of its files may be.

    Raises:
        UserError: GOI-01 not an archive, GOI-02 of a doubtful form, GOI-03 beyond the limits.
    """
    own = "|".join(map(re.escape, (MIMETYPE, MANIFEST, SIGNATURE)))
    files = read_zip(data, re.compile(f"(?:{own}|{names.pattern})"))
    # Uncompressed and first, so that the type stands in clear at byte 38 (EN 319 162-1 A.1).
    if next(iter(files)) != MIMETYPE or data[38 : 38 + len(MIMETYPE_VALUE)] != MIMETYPE_VALUE:
        raise refuse("GOI-02", detail="thiếu mimetype ở đầu gói")
    if files.pop(MIMETYPE) != MIMETYPE_VALUE:
        raise refuse("GOI-02", detail="mimetype khác")
    manifest, signature = files.pop(MANIFEST, None), files.pop(SIGNATURE, None)
    if manifest is None or len(manifest) > _MANIFEST_LARGEST:
        raise refuse("GOI-02", detail="thiếu bảng kê")
    if signature is None:
        raise refuse("KY-03")
    return Container(files, manifest, signature)


def verify(container: Container, known: Iterable[x509.Certificate] = ()) -> SignatureStatus:
    """Checks every digest, that nothing is unsigned, and the signature over the manifest.

    Args:
        container: what `read` gave; the same bytes are read later.
        known: certificates to look among when the signature does not carry its own.

    Raises:
        UserError: GOI-02 manifest or signature of another form, KY-01 changed or missing file, KY-02 unsigned file,
            KY-03 signer's certificate missing or another, KY-06 weak algorithm.
    """
    digests = _read_manifest(container.manifest)
    for name in container.files:
        if name not in digests:
            raise refuse("KY-02", name=name)
    for name, digest in digests.items():
        content = container.files.get(name)
        if content is None or not hmac.compare_digest(hashlib.sha256(content).digest(), digest):
            raise refuse("KY-01", detail=f" ({name})")
    return verify_detached(container.manifest, container.signature, known)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.create_system = 3
    info.external_attr = _REGULAR_FILE
    smaller = name != MIMETYPE and len(zlib.compress(content, 6)) < len(content)
    info.compress_type = zipfile.ZIP_DEFLATED if smaller else zipfile.ZIP_STORED
    archive.writestr(info, content, compresslevel=6)


def _write_manifest(digests: Iterable[tuple[str, bytes]]) -> bytes:
    references = (
        _REFERENCE.format(
            name=name,
            mime=_MIME_TYPES[name.rpartition(".")[2]],
            algorithm=_SHA256,
            digest=base64.b64encode(digest).decode("ascii"),
        )
        for name, digest in digests
    )
    return (_HEAD + "".join(references) + _TAIL).encode("ascii")


def _read_manifest(manifest: bytes) -> dict[str, bytes]:
    """Gives the digest of each file, or refuses a manifest we would not have written."""
    found = _READ_REFERENCE.findall(manifest.decode("ascii", "replace"))
    for _, algorithm, _ in found:
        if algorithm != _SHA256:
            raise refuse("KY-06", name=algorithm)
    try:
        digests = {name: base64.b64decode(digest, validate=True) for name, _, digest in found}
        written = _write_manifest(sorted(digests.items()))
    except (ValueError, KeyError):
        digests, written = {}, b""
    if written != manifest or not digests or not all(map(DATA_NAMES.fullmatch, digests)):
        raise refuse("GOI-02", detail="bảng kê sai cấu trúc")
    return digests
