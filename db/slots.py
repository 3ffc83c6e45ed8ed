"""Who may open the store: hides `keys.json`, one slot for each user, and the secret bundle of the approvers.

A slot wraps the data key under a passphrase. The slot of an approver wraps a second key as well, under which the bundle
(signing keys and the like) is kept; so a user without that role never holds it, whatever the program does. The folder
of an officer with a server also keeps the password of that server, bound to its address.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from app.crypto.blobs import decrypt_blob, encrypt_blob
from app.crypto.keys import KEY_BYTES, subkey
from app.crypto.passphrase import CHEAP, NORMAL, Argon2Parameters, check_mac, check_passphrase, unwrap, with_mac, wrap
from app.domain.storage import APPROVER, RECEPTION, UserSlot
from app.errors import UserError, refuse
from db.files import DamagedFileError, align_spare, read_checked, write_checked

_FORMAT: Final = 1
_SECRET: Final = frozenset({APPROVER, RECEPTION})
"""Roles whose slot opens the bundle: signing, and opening what is received, take keys of it."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a passphrase opened.

    Attributes:
        user: whose slot it was.
        roles: of that user.
        data_key: of the database and everything in the folder.
        secret_key: of the bundle; None for a user who is no approver.
    """

    user: str
    roles: tuple[str, ...]
    data_key: bytes
    secret_key: bytes | None


class KeyFile:
    """The slots of one store."""

    __slots__ = ("_content", "_path")

    def __init__(self, path: Path, content: dict[str, Any]) -> None:
        self._path = path
        self._content = content

    @staticmethod
    def create(
        path: Path, store_id: str, user: str, passphrase: str, params: Argon2Parameters, secrets: bytes
    ) -> tuple[KeyFile, Unlocked]:
        """Makes keys for a new store; its first user is an approver.

        Raises:
            UserError: KHOA-04 passphrase too weak.
        """
        check_passphrase(passphrase)
        unlocked = Unlocked(user, (APPROVER,), os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))
        made = KeyFile(path, {"format": _FORMAT, "store": store_id, "users": [], "secrets": ""})
        made._content["users"] = [_slot(unlocked, passphrase, params)]
        made.write_secrets(unlocked, secrets)
        return made, unlocked

    @staticmethod
    def read(path: Path, *, align: bool = True) -> KeyFile:
        """Reads the file, from its spare where it is damaged.

        Args:
            path: of the file.
            align: make file and spare equal again; False where nothing may be written.

        Raises:
            UserError: KHOA-03.
        """
        try:
            if align:
                align_spare(path)
            return KeyFile(path, read_checked(path))
        except DamagedFileError as wrong:
            raise refuse("KHOA-03", place=path.name) from wrong

    def users(self) -> tuple[UserSlot, ...]:
        """Who may open the store."""
        return tuple(
            UserSlot(entry["name"], tuple(entry["roles"]), entry["slot"].get("setting", ""))
            for entry in self._content["users"]
        )

    def unlock(self, user: str | None, passphrase: str) -> Unlocked:
        """Opens a slot; without a user the slots are tried in turn.

        Raises:
            UserError: KHOA-01 no slot opens, KHOA-03 the file was changed by someone without the data key.
        """
        for entry in self._content["users"]:
            if user is not None and entry["name"] != user:
                continue
            try:
                keys = unwrap(entry["slot"], passphrase)
            except UserError as wrong:
                if wrong.code != "KHOA-01":
                    raise
                continue
            data_key, secret_key = keys[:KEY_BYTES], keys[KEY_BYTES:]
            check_mac(self._content, data_key)
            return Unlocked(entry["name"], tuple(entry["roles"]), data_key, secret_key or None)
        raise refuse("KHOA-01")

    def secrets(self, unlocked: Unlocked) -> bytes:
        """The bundle.

        Raises:
            UserError: KHOA-06 the user is no approver, KHOA-03 damaged.
        """
        return self.open_secrets(unlocked, self._content["secrets"])

    def open_secrets(self, unlocked: Unlocked, sealed: str) -> bytes:
        """A bundle that `seal_secrets` made, here or at another officer; raises as `secrets` does."""
        if unlocked.secret_key is None:
            raise refuse("KHOA-06")
        bundle = decrypt_blob(unlocked.secret_key, base64.b64decode(sealed), self._context())
        if bundle is None:
            raise refuse("KHOA-03", place=self._path.name)
        return bundle

    def seal_secrets(self, unlocked: Unlocked, secrets: bytes) -> str:
        """A bundle under the second key.

        Raises:
            UserError: KHOA-06 the user is no approver.
        """
        if unlocked.secret_key is None:
            raise refuse("KHOA-06")
        return base64.b64encode(encrypt_blob(unlocked.secret_key, secrets, self._context())).decode()

    @property
    def sealed_secrets(self) -> str:
        """The bundle as it is kept."""
        return str(self._content["secrets"])

    def write_secrets(self, unlocked: Unlocked, secrets: bytes) -> None:
        """Replaces the bundle.

        Raises:
            UserError: KHOA-06 the user is no approver.
        """
        self._write(unlocked, secrets=self.seal_secrets(unlocked, secrets))

    def server_password(self, unlocked: Unlocked, address: str) -> str:
        """The password of the server at an address.

        Raises:
            UserError: KHOA-03 there is none, or it belongs to another address.
        """
        kept = base64.b64decode(self._content.get("server", ""))
        password = decrypt_blob(subkey(unlocked.data_key, "server"), kept, f"{self._context()} {address}")
        if password is None:
            raise refuse("KHOA-03", place=self._path.name)
        return password.decode()

    def for_folder(
        self,
        path: Path,
        unlocked: Unlocked,
        server: tuple[str, str] | None = None,
        *,
        secrets: str = "",
        only: tuple[Unlocked, str] | None = None,
    ) -> None:
        """Writes the slots of another folder of the same data.

        Args:
            path: of the file there.
            unlocked: of the one who writes.
            server: address and password; None for a folder with a file of its own.
            secrets: a newer sealed bundle.
            only: what an officer is to open and the passphrase; theirs is then the only slot.
        """
        content = {name: value for name, value in self._content.items() if name != "server"}
        content["secrets"] = secrets or content["secrets"]
        if server is not None:
            bound = f"{self._context()} {server[0]}"
            hidden = encrypt_blob(subkey(unlocked.data_key, "server"), server[1].encode(), bound)
            content["server"] = base64.b64encode(hidden).decode()
        if only is not None:
            content["users"] = [_slot(only[0], only[1], _cost(self.users()))]
        write_checked(path, with_mac(content, unlocked.data_key))

    def add(
        self, unlocked: Unlocked, user: str, passphrase: str, roles: Sequence[str], params: Argon2Parameters
    ) -> None:
        """Adds a user.

        Raises:
            UserError: NHAP-03 the name is taken or empty, KHOA-04 weak passphrase, KHOA-06 only an approver makes one.
        """
        check_passphrase(passphrase)
        if not user.strip() or user in {slot.name for slot in self.users()}:
            raise refuse("NHAP-03", what="tên người dùng", value=user, detail="để trống hoặc đã có")
        theirs = self.theirs(unlocked, user, roles)
        self._write(unlocked, users=[*self._content["users"], _slot(theirs, passphrase, params)])

    def theirs(self, unlocked: Unlocked, user: str, roles: Sequence[str]) -> Unlocked:
        """What another user with these roles is to open; raises KHOA-06 where the giver does not hold it."""
        secret_key = unlocked.secret_key if _SECRET & set(roles) else None
        if secret_key is None and _SECRET & set(roles):
            raise refuse("KHOA-06")
        return replace(unlocked, user=user, roles=tuple(roles), secret_key=secret_key)

    def remove(self, unlocked: Unlocked, user: str) -> None:
        """Removes a user.

        Raises:
            UserError: NHAP-02 no such user, NHAP-03 the last approver stays.
        """
        if user not in {slot.name for slot in self.users()}:
            raise refuse("NHAP-02", what="người dùng", value=user)
        if not any(APPROVER in slot.roles for slot in self.users() if slot.name != user):
            raise refuse("NHAP-03", what="tên người dùng", value=user, detail="người ký duyệt cuối cùng phải ở lại")
        self._write(unlocked, users=[entry for entry in self._content["users"] if entry["name"] != user])

    def change(self, unlocked: Unlocked, user: str, old: str, new: str, params: Argon2Parameters) -> None:
        """Changes a passphrase; killed midway, the old one or the new one works.

        Raises:
            UserError: KHOA-01 the old one is wrong, KHOA-04 the new one is weak.
        """
        check_passphrase(new)
        theirs = self.unlock(user, old)
        slot = _slot(theirs, new, params)
        entries = [slot if entry["name"] == user else entry for entry in self._content["users"]]
        self._write(unlocked, users=entries)

    def _write(self, unlocked: Unlocked, **changed: object) -> None:
        content = with_mac({**self._content, **changed}, unlocked.data_key)
        write_checked(self._path, content)
        self._content = content

    def _context(self) -> str:
        return f"secrets {self._content['store']}"


def _cost(slots: Sequence[UserSlot]) -> Argon2Parameters:
    return CHEAP if any(slot.setting == CHEAP.setting for slot in slots) else NORMAL


def _slot(keys: Unlocked, passphrase: str, params: Argon2Parameters) -> dict[str, Any]:
    wrapped = wrap(keys.data_key + (keys.secret_key or b""), passphrase, params)
    return {"name": keys.user, "roles": list(keys.roles), "slot": wrapped}
