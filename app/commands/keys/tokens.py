"""Signing devices: what is plugged in, and requests for certificates of Sở Nội vụ for their keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.commands.keys.device_keys import usable_key
from app.crypto.certificates import Role, Signer
from app.crypto.holders import algorithm_of, named
from app.crypto.issuing import request_by
from app.crypto.token import Device, OnToken, list_devices
from app.crypto.token_probe import require_loadable
from app.errors import refuse
from app.progress import Progress
from app.workspace import Environment, Outcome


def listed(env: Environment, progress: Progress, *, library: Path, probe: bool = False) -> Outcome:
    """Devices that are in, with their certificates and the addresses that `--sign` takes; needs no PIN.

    Args:
        library: of the vendor.
        probe: try it in a process of its own first, as the window does: its crash must not take the window along.

    Raises:
        UserError: TB-01 the library cannot be loaded, TB-02 nothing is plugged in.
    """
    if probe:
        progress.step(0, 0, "Đang tìm thiết bị ký số")
        require_loadable(library)
    devices = list_devices(library)
    if not devices:
        raise refuse("TB-02", which="")
    return Outcome(data=[_row(device) for device in devices], message=f"Có {len(devices)} thiết bị ký số.")


def token_request(signer: Signer, holder: str, name: str) -> bytes:
    """A certificate request (PKCS #10, DER) for the key of a device, signed by the device.

    Raises:
        UserError: TB-09 a kind of key that signs no package; those of the device.
    """
    usable_key(signer.certificate)
    return request_by(Role.UNIT_SIGN, holder, name, signer)


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
