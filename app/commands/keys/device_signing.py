"""The key of a device as the signer of a package, with the certificate that Sở Nội vụ has issued for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.commands.keys.device_keys import issued_for
from app.crypto.certificates import Signer
from app.crypto.token import open_token
from app.crypto.token_uri import read_uri
from app.workspace import Workspace


@contextmanager
def device_signer(ws: Workspace, sign: str, pin: bytearray, *, try_last: bool) -> Iterator[Signer]:
    """Logs in to the device for one signature.

    Raises:
        UserError: TB-*, NHAP-03 the address.
    """
    with open_token(read_uri(sign), pin, try_last=try_last) as device:
        yield replace(device, certificate=issued_for(ws, device.certificate))
