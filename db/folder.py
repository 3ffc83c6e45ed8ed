"""The folder that a store is: its files, its card `store.toml`, its lock; refuses places where data gets lost."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from app.domain.storage import StoreInfo
from app.durable import PENDING, write_whole
from app.errors import refuse
from db.faults import as_refusal
from db.files import spare_of

if sys.platform == "win32":
    import ctypes
    import msvcrt
else:
    import fcntl

_SYNCHRONISED: Final = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "my drive",
    "drivefs",
    "iclouddrive",
    "icloud drive",
    "megasync",
    "nextcloud",
    "owncloud",
    "pcloud",
    "syncthing",
    "zalo received files",
    "zalopc",
)
_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse"}
)
_DRIVE_REMOTE: Final = 4  # GetDriveTypeW


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the parts of a store are."""

    root: Path

    @property
    def card(self) -> Path:
        """Who the store is."""
        return self.root / "store.toml"

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.root / "so.db"

    @property
    def journal(self) -> Path:
        """SQLite's rollback journal; there after a crash."""
        return self.root / "so.db-journal"

    @property
    def keys(self) -> Path:
        """Key slots of the users."""
        return self.root / "keys.json"

    @property
    def period_keys(self) -> Path:
        """Keys that names are erased with."""
        return self.root / "period-keys.json"

    @property
    def originals(self) -> Path:
        """Sealed files kept as evidence."""
        return self.root / "originals"

    @property
    def quarantine(self) -> Path:
        """Files refused before their sender was proved; see app.commands.reception.quarantine."""
        return self.root / "quarantine"

    @property
    def backups(self) -> Path:
        """Verified copies."""
        return self.root / "backups"


def refuse_unsafe_place(root: Path) -> None:
    """Refuses a folder that another program copies or another machine holds.

    Raises:
        UserError: LUU-06.
    """
    resolved = root.resolve()
    parts = [part.lower() for part in resolved.parts]
    if any(part.startswith(name) for part in parts for name in _SYNCHRONISED) or _is_remote(resolved):
        raise refuse("LUU-06", place=resolved)


def make_folders(folder: Folder) -> None:
    """Makes the folder of a new store.

    Raises:
        UserError: LUU-07 there is data already, LUU-05 read-only.
    """
    if folder.card.exists() or folder.database.exists():
        raise refuse("LUU-07", place=folder.root)
    try:
        for path in (folder.root, folder.originals, folder.backups):
            path.mkdir(parents=True, exist_ok=True)
            if os.name != "nt":
                path.chmod(0o700)
    except OSError as wrong:
        raise as_refusal(wrong, folder.root) or wrong from wrong


def clean_pending(folder: Folder) -> None:
    """Removes what a killed session was still writing."""
    for place in (folder.root, folder.originals, folder.quarantine):
        for path in place.glob(f"*{PENDING}"):
            if path.is_file():
                path.unlink()
    for path in folder.backups.glob(f"*{PENDING}"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)


def write_card(folder: Folder, info: StoreInfo) -> None:
    """Writes `store.toml` and its spare."""
    lines = [f"{name} = {_toml(value)}" for name, value in asdict(info).items()]
    body = "\n".join(lines) + "\n"
    content = f"{body}# sha256 {_digest(body)}\n".encode()
    write_whole(folder.card, content)
    write_whole(spare_of(folder.card), content)


def read_card(folder: Folder) -> StoreInfo:
    """Reads `store.toml`, from its spare where it is damaged.

    Raises:
        UserError: MO-04 no store here, LUU-04 damaged.
    """
    if not folder.card.exists() and not spare_of(folder.card).exists():
        raise refuse("MO-04", place=folder.root)
    for path in (folder.card, spare_of(folder.card)):
        info = _read_card(path)
        if info is not None:
            return info
    raise refuse("LUU-04", place=folder.card)


def info_of(content: Mapping[str, Any]) -> StoreInfo:
    """Reads the values of a card; what a newer program added is passed over."""
    names = {item.name for item in fields(StoreInfo)}
    return StoreInfo(**{name: value for name, value in content.items() if name in names})


def this_machine(store_id: str) -> str:
    """A mark that differs between machines and says nothing of them elsewhere."""
    return hashlib.sha256(f"{store_id} {platform.node()}".encode()).hexdigest()[:16]


class FolderLock:
    """The operating system's lock on a store: released by the kernel, whatever happens to us."""

    __slots__ = ("_handle",)

    def __init__(self, folder: Folder) -> None:
        """Takes the lock.

        Raises:
            UserError: MO-01 open elsewhere, LUU-05 read-only.
        """
        try:
            self._handle = os.open(folder.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as wrong:
            raise as_refusal(wrong, folder.root) or wrong from wrong
        try:
            _lock(self._handle)
        except OSError as wrong:
            os.close(self._handle)
            raise refuse("MO-01") from wrong

    def release(self) -> None:
        """Gives the lock back; a second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_remote(path: Path) -> bool:
    if sys.platform == "win32":
        drive = path.drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == _DRIVE_REMOTE
    return _mounted_as(path) in _NETWORK


def _mounted_as(path: Path) -> str:
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in mounts:
        point, found = line.split(" ")[1:3]
        point = point.replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), found
    return kind


def _read_card(path: Path) -> StoreInfo | None:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    body, mark, digest = text.rpartition("# sha256 ")
    if not mark or digest.strip() != _digest(body):
        return None
    return info_of(tomllib.loads(body))


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
