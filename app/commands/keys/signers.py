"""Who signs a package: the key of the program, or that of a device; the library of devices is loaded only for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.commands.keys.pins import pin_from
from app.commands.keys.unit_identity import UnitKeys
from app.commands.late import late
from app.crypto.certificates import Signer
from app.errors import refuse
from app.workspace import Workspace

BY_PROGRAM: Final = "app"
_DEVICE: Final = "pkcs11:"


@dataclass(frozen=True, slots=True)
class Signing:
    """How a package is to be signed.

    Attributes:
        by: "app", or the address of a key on a device (pkcs11:…).
        pin_file, pin: of the device; a typed PIN is overwritten when it was used.
        try_last: the person knows that a wrong PIN locks the device now.
    """

    by: str = BY_PROGRAM
    pin_file: Path | None = None
    pin: bytearray | None = None
    try_last: bool = False

    def check(self) -> None:
        """Refuses what is neither.

        Raises:
            UserError: NHAP-03.
        """
        if self.by != BY_PROGRAM and not self.by.startswith(_DEVICE):
            raise refuse("NHAP-03", what="cách ký", value=self.by, detail="viết app, hoặc địa chỉ pkcs11:…")


@contextmanager
def chosen_signer(ws: Workspace, keys: UnitKeys, signing: Signing) -> Iterator[Signer]:
    """The signer of one package.

    Raises:
        UserError: NHAP-03 neither, TB-* of the device, TB-08 also while the unit itself is not enrolled yet.
    """
    signing.check()
    if signing.by == BY_PROGRAM:
        yield keys.signer
        return
    if keys.encryption_certificate is None:
        raise refuse("TB-08")
    open_device = late("app.commands.keys.device_signing:device_signer")
    pin = pin_from(signing.pin_file, signing.pin)
    with open_device(ws, signing.by, pin, try_last=signing.try_last) as signer:
        yield signer
