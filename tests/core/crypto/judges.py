"""Independent judges of our files: the openssl program and pyHanko."""

from __future__ import annotations

import asyncio
import subprocess
from datetime import datetime
from pathlib import Path

from asn1crypto import cms
from asn1crypto.x509 import Certificate
from cryptography import x509
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from app.crypto.certificates import certificate_der, certificate_pem
from tests.simulator.pki import NOW


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Runs openssl in a folder."""
    return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False, timeout=60)


def openssl_accepts(folder: Path, data: bytes, p7s: bytes, root: x509.Certificate) -> bool:
    """The verdict of `openssl cms -verify -cades` at the moment of the tests."""
    (folder / "data").write_bytes(data)
    (folder / "p7s").write_bytes(p7s)
    (folder / "root.pem").write_bytes(certificate_pem(root))
    done = openssl(
        folder,
        *("cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "p7s", "-content", "data"),
        *("-CAfile", "root.pem", "-purpose", "any", "-attime", str(int(NOW.timestamp())), "-out", "out"),
    )
    return done.returncode == 0


def pyhanko_accepts(data: bytes, p7s: bytes, root: x509.Certificate, at: datetime = NOW) -> bool:
    """The verdict of pyHanko on signature and path (not on our own key usages)."""
    context = ValidationContext(
        trust_roots=[Certificate.load(certificate_der(root))],
        allow_fetching=False,
        moment=at,
        best_signature_time=at,
        revocation_mode="soft-fail",
    )
    try:
        status = asyncio.run(
            async_validate_detached_cms(
                data,
                cms.ContentInfo.load(p7s, strict=True)["content"],
                signer_validation_context=context,
                key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature"}),
            )
        )
    except Exception:
        return False
    return bool(status.intact and status.valid and status.trusted)
