"""Keys that names are erased with: one random key for each unit and period, in a file of its own.

Hides `period-keys.json`: wrapped under the data key, copied beside and never inside a backup, so that erasing a key
erases what it hides in every copy of the database.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from app.crypto.blobs import decrypt_blob, encrypt_blob
from app.crypto.keys import KEY_BYTES, subkey
from app.crypto.passphrase import check_mac, with_mac
from app.errors import refuse
from db.files import DamagedFileError, align_spare, read_checked, write_checked

_FORMAT: Final = 1


class PeriodKeys:
    """The keys of one store; `path` None keeps them in memory only."""

    __slots__ = ("_data_key", "_erased", "_keys", "_path")

    def __init__(self, data_key: bytes, path: Path | None) -> None:
        """Reads the file.

        Raises:
            UserError: KHOA-03 damaged, missing or written by someone without the data key.
        """
        self._data_key = data_key
        self._path = path
        self._keys: dict[tuple[str, str], bytes] = {}
        self._erased: set[tuple[str, str]] = set()
        if path is not None:
            self._read(path)

    @staticmethod
    def create(data_key: bytes, path: Path) -> None:
        """Writes the file of a new store."""
        write_checked(path, with_mac({"format": _FORMAT, "keys": [], "erased": []}, data_key))

    @staticmethod
    def fill(
        data_key: bytes, path: Path, keys: Mapping[tuple[str, str], bytes], erased: Collection[tuple[str, str]]
    ) -> None:
        """Writes the file of a store that was moved here."""
        made = PeriodKeys(data_key, None)
        made._path = path
        made._write(keys, set(erased))

    def pairs(self) -> dict[tuple[str, str], bytes]:
        """All keys by unit and period."""
        return dict(self._keys)

    def key(self, unit: str, period: str) -> bytes | None:
        """The key of a unit and period; None where there is none, or none any more."""
        return self._keys.get((unit, period))

    def ensure(self, unit: str, period: str) -> bytes:
        """The key of a unit and period, made now where there was none; it is on the disk before it is used.

        A key made after an erasure is a new one: what the old one hid stays hidden.

        Raises:
            OSError: the disk refused.
        """
        place = (unit, period)
        if place not in self._keys:
            made = os.urandom(KEY_BYTES)
            self._write({**self._keys, place: made}, self._erased)
            self._keys[place] = made
        return self._keys[place]

    def erase(self, unit: str, period: str) -> bool:
        """Removes a key from file and spare; True where there was one.

        Raises:
            OSError: the disk refused; the key may still be in the spare.
        """
        place = (unit, period)
        if place not in self._keys:
            return False
        kept = {name: key for name, key in self._keys.items() if name != place}
        self._write(kept, self._erased | {place})
        self._keys, self._erased = kept, self._erased | {place}
        return True

    def erased(self) -> tuple[tuple[str, str], ...]:
        """Units and periods whose key was erased."""
        return tuple(sorted(self._erased))

    def encrypt(self, unit: str, period: str, data: bytes, context: str) -> bytes:
        """Hides bytes under the key of a unit and period."""
        return encrypt_blob(self.ensure(unit, period), data, context)

    def decrypt(self, unit: str, period: str, blob: bytes, context: str) -> bytes | None:
        """Opens what `encrypt` made; None where the key is gone or the bytes are not the same."""
        key = self.key(unit, period)
        return None if key is None else decrypt_blob(key, blob, context)

    def _read(self, path: Path) -> None:
        try:
            align_spare(path)
            content = read_checked(path)
        except DamagedFileError as wrong:
            raise refuse("KHOA-03", place=path.name) from wrong
        check_mac(content, self._data_key, place=path.name)
        for unit, period, wrapped in content["keys"]:
            key = decrypt_blob(self._wrapping(), base64.b64decode(wrapped), context_of(unit, period))
            if key is None:
                raise refuse("KHOA-03", place=path.name)
            self._keys[unit, period] = key
        self._erased = {(unit, period) for unit, period in content["erased"]}

    def _write(self, keys: Mapping[tuple[str, str], bytes], erased: set[tuple[str, str]]) -> None:
        if self._path is None:
            return
        wrapped = [
            [*place, base64.b64encode(encrypt_blob(self._wrapping(), key, context_of(*place))).decode()]
            for place, key in sorted(keys.items())
        ]
        content = {"format": _FORMAT, "keys": wrapped, "erased": [list(place) for place in sorted(erased)]}
        write_checked(self._path, with_mac(content, self._data_key))

    def _wrapping(self) -> bytes:
        return subkey(self._data_key, "period keys")


def context_of(unit: str, period: str) -> str:
    """What a wrapped key is bound to."""
    return f"period key {unit} {period}"
