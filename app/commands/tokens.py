"""Signing devices: what is plugged in, and the certificates of Sở Nội vụ for their keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from cryptography import x509

from app.crypto.certificates import Role, Signer, certificate_pem, load_certificate, public_key_of
from app.crypto.holders import algorithm_of, named
from app.crypto.issuing import request_by
from app.crypto.keys import public_der
from app.crypto.token import Device, OnToken, list_devices
from app.domain.storage import Document, DocumentChange
from app.errors import UserError, refuse
from app.progress import Progress
from app.workspace import Environment, Outcome, Workspace

_KEPT: Final = "token_certificates"


def listed(env: Environment, progress: Progress, *, library: Path) -> Outcome:
    """Devices that are in, with their certificates and the addresses that `--sign` takes; needs no PIN.

    Raises:
        UserError: TB-01 the library cannot be loaded, TB-02 nothing is plugged in.
    """
    devices = list_devices(library)
    if not devices:
        raise refuse("TB-02", which="")
    return Outcome(data=[_row(device) for device in devices], message=f"Có {len(devices)} thiết bị ký số.")


def token_request(signer: Signer, holder: str, name: str) -> bytes:
    """A certificate request (PKCS #10, DER) for the key of a device, signed by the device.

    Raises:
        UserError: TB-09 a kind of key that signs no package; those of the device.
    """
    _usable(signer.certificate)
    return request_by(Role.UNIT_SIGN, holder, name, signer)


def issued_for(ws: Workspace, official: x509.Certificate) -> x509.Certificate:
    """The certificate that Sở Nội vụ has issued for the key of a device.

    Raises:
        UserError: TB-09 a kind of key that signs no package, TB-08 there is none.
    """
    key = _usable(official)
    kept = ws.store.document("setting", _KEPT)
    pem = kept.body.get(key.hex()) if kept else None
    if pem is None:
        raise refuse("TB-08")
    return load_certificate(pem.encode())


def keep_issued(ws: Workspace, issued: x509.Certificate) -> DocumentChange:
    """Keeps a certificate that Sở Nội vụ has issued for the key of a device; found again by that key."""
    old = ws.store.document("setting", _KEPT)
    body = dict(old.body) if old else {}
    body[public_der(public_key_of(issued)).hex()] = certificate_pem(issued).decode()
    return DocumentChange(old, Document("setting", _KEPT, body=body))


def _usable(official: x509.Certificate) -> bytes:
    try:
        return public_der(public_key_of(official))
    except UserError as wrong:
        raise refuse("TB-09", name=algorithm_of(official)) from wrong


def _row(device: Device) -> dict[str, Any]:
    return {
        "slot": device.slot,
        "token": device.token,
        "serial": device.serial,
        "pin_state": device.pin_state,
        "certificates": [_certificate(one) for one in device.certificates],
    }


def _certificate(found: OnToken) -> dict[str, str]:
    name, issuer = named(found.certificate)
    return {
        "label": found.label,
        "name": name,
        "issuer": issuer,
        "serial": f"{found.certificate.serial_number:X}",
        "to": found.certificate.not_valid_after_utc.date().isoformat(),
        "algorithm": algorithm_of(found.certificate),
        "uri": found.uri,
    }
