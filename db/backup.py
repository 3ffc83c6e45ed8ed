"""Verified copies of a store: hides the backup interface of SQLite, names, rotation and what goes back.

A backup is a folder with the database, the key slots, the card and a list with digests. It gets its name only after it
was opened with the real key and every page was read. Period keys are copied beside, never inside.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.domain.storage import StoreInfo
from app.durable import PENDING, flush_folder, replace
from app.errors import refuse
from app.progress import Progress
from db import cipher
from db.faults import refusing
from db.files import DamagedFileError, copy_file, read_checked, sha256_of, spare_of, write_checked
from db.folder import Folder, info_of, read_card, write_card
from db.periodkeys import PeriodKeys

DAILY: Final = "thuong"
BEFORE_UPGRADE: Final = "truoc-nang-cap"
REPLACED: Final = "thay-the"
_KEPT: Final = 10
_PAGES_AT_ONCE: Final = 1000
_LIST: Final = "backup.json"


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A backup as it lies there.

    Attributes:
        path: of its folder.
        number: in the order in which they were made there; a clock that was wrong does not change it.
        at: UTC, ISO.
        reason: DAILY or another.
        store: that it is of.
    """

    path: Path
    number: int
    at: str
    reason: str
    store: StoreInfo


def make_backup(
    folder: Folder, info: StoreInfo, driver: Any, key: bytes, to: Path | None, progress: Progress, reason: str
) -> Path:
    """Makes a copy, opens it with the key, reads every page, and only then names it.

    Args:
        folder: of the store.
        info: of the store.
        driver: its open driver connection.
        key: data key.
        to: folder of backups elsewhere; None for the store's own. Elsewhere the originals are copied beside as well.
        progress: told of pages; may cancel, which leaves nothing.
        reason: part of the name; of DAILY ones the newest 10 are kept, all others stay.

    Raises:
        UserError: LUU-04 the copy did not pass.
        OSError, dbapi2.Error: the disk refused.
    """
    place = to or folder.backups
    place.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    final = _free_name(place, f"{now:%Y%m%dT%H%M%SZ}-{reason}")
    pending = final.with_name(final.name + PENDING)
    pending.mkdir()
    try:
        _copy_database(driver, pending / folder.database.name, key, progress)
        for path in (folder.keys, folder.card):
            copy_file(path, pending / path.name)
        write_checked(
            pending / _LIST,
            {
                "number": 1 + max((item.number for item in list_backups(place)), default=0),
                "at": now.isoformat(timespec="seconds"),
                "reason": reason,
                "store": asdict(info),
                "files": {path.name: sha256_of(path) for path in sorted(pending.iterdir())},
            },
        )
        _rehearse(pending, key)
        flush_folder(pending)
        replace(pending, final)
    except BaseException:
        shutil.rmtree(pending, ignore_errors=True)
        raise
    copy_period_keys(folder, place)
    if to is not None:
        _copy_originals(folder, place)
    _rotate(place)
    return final


def list_backups(place: Path) -> tuple[BackupInfo, ...]:
    """Backups in a folder, newest first; what is no backup is passed over."""
    found = []
    for path in place.glob("*") if place.is_dir() else ():
        try:
            content = read_checked(path / _LIST) if not path.name.endswith(PENDING) else None
        except (DamagedFileError, NotADirectoryError):
            continue
        if content is not None:
            found.append(_info(path, content))
    return tuple(sorted(found, key=lambda item: item.number, reverse=True))


def _info(path: Path, content: dict[str, Any]) -> BackupInfo:
    return BackupInfo(path, content["number"], content["at"], content["reason"], info_of(content["store"]))


def check_backup(path: Path) -> BackupInfo:
    """Compares the files of a backup with its list, without a key.

    Raises:
        UserError: LUU-08 no backup there, LUU-04 damaged.
    """
    if not (path / _LIST).exists():
        raise refuse("LUU-08", place=path / _LIST)
    try:
        content = read_checked(path / _LIST)
        intact = all(sha256_of(path / name) == digest for name, digest in content["files"].items())
    except (DamagedFileError, FileNotFoundError) as wrong:
        raise refuse("LUU-04", place=path) from wrong
    if not intact:
        raise refuse("LUU-04", place=path)
    return _info(path, content)


def copy_period_keys(folder: Folder, place: Path) -> None:
    """Puts today's period keys beside the backups of a folder, over yesterday's."""
    if not place.is_dir():
        return
    for path in (folder.period_keys, spare_of(folder.period_keys)):
        pending = place / (path.name + PENDING)
        copy_file(path, pending)
        replace(pending, place / path.name)


def put_back(source: BackupInfo, folder: Folder, card: StoreInfo, data_key: bytes) -> None:
    """Lays a backup's database and slots into a store's folder; what stood there is moved aside, never deleted.

    The period keys of the folder stay: a backup must not bring back a key that was erased. Only a folder without any
    takes those beside the backup; where those are lost, what they hid is lost as if erased, and the records are not.

    Raises:
        UserError: LUU-*.
    """
    with refusing(folder.root):
        pending = folder.database.with_name(folder.database.name + PENDING)
        copy_file(source.path / folder.database.name, pending)
        _move_aside(folder)
        write_card(folder, card)
        _take_period_keys(source.path.parent / folder.period_keys.name, folder, data_key)
        for path in (folder.keys, spare_of(folder.keys)):
            copy_file(source.path / folder.keys.name, path)
        replace(pending, folder.database)
        _bring_originals(source.path.parent / folder.originals.name, folder.originals)


def store_of(folder: Folder) -> StoreInfo | None:
    """The card of a folder; None where there is no store."""
    return read_card(folder) if folder.card.exists() or spare_of(folder.card).exists() else None


def _copy_database(driver: Any, target: Path, key: bytes, progress: Progress) -> None:
    def told(_status: int, remaining: int, total: int) -> None:
        progress.step(total - remaining, total, "Sao lưu dữ liệu")

    copy = cipher.connect_bare(target, key)
    try:
        driver.backup(copy, pages=_PAGES_AT_ONCE, progress=told)
    finally:
        copy.close()


def _rehearse(pending: Path, key: bytes) -> None:
    connection = cipher.connect(pending / "so.db", key)
    try:
        damage = cipher.integrity(connection, full=True)
    finally:
        connection.close()
    if damage:
        raise refuse("LUU-04", place=pending)


def _move_aside(folder: Folder) -> None:
    aside = _free_name(folder.backups, f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{REPLACED}")
    aside.mkdir(parents=True)
    # The database goes before its journal: a journal must never meet a database that is not its own.
    for path in (folder.database, folder.journal):
        if path.exists():
            replace(path, aside / path.name)
    for path in (folder.keys, folder.card):
        if path.exists():
            copy_file(path, aside / path.name)


def _take_period_keys(beside: Path, folder: Folder, data_key: bytes) -> None:
    if folder.period_keys.exists() or spare_of(folder.period_keys).exists():
        return
    try:
        write_checked(folder.period_keys, read_checked(beside))
    except DamagedFileError:
        PeriodKeys.create(data_key, folder.period_keys)


def _copy_originals(folder: Folder, place: Path) -> None:
    _bring_originals(folder.originals, place / folder.originals.name)


def _bring_originals(source: Path, target: Path) -> None:
    if not source.is_dir():
        return
    target.mkdir(exist_ok=True)
    for path in source.iterdir():
        there = target / path.name
        if not there.exists() and not path.name.endswith(PENDING):
            pending = there.with_name(there.name + PENDING)
            copy_file(path, pending)
            replace(pending, there)


def _rotate(place: Path) -> None:
    daily = [item for item in list_backups(place) if item.reason == DAILY]
    for item in daily[_KEPT:]:
        shutil.rmtree(item.path)


def _free_name(place: Path, name: str) -> Path:
    path, number = place / name, 2
    while path.exists():
        path = place / f"{name}-{number}"
        number += 1
    return path
