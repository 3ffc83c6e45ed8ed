"""An officer's view of the data on a server: what differs from a store of files.

Originals are rows, the approvers' bundle is kept sealed on the server so that all approvers have the newest one, and
what somebody is typing is encrypted, because the pages of a server are not.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from app.crypto.blobs import decrypt_blob, encrypt_blob
from app.crypto.keys import subkey
from app.domain.storage import Batch, OriginalInfo, StoreInfo, draft_name
from app.errors import refuse
from app.progress import Progress, Silent
from db import backup, cipher, originals, reads
from db.faults import refusing
from db.folder import Folder
from db.migrations import HEAD as SCHEMA
from db.periodkeys import PeriodKeys
from db.postgres.address import read_address
from db.postgres.schema import is_founded, run_steps
from db.postgres.session import ServerSession
from db.postgres.tables import HEAD, ORIGINALS
from db.postgres.to_files import copy_to_folder, make_card, new_folder
from db.session import Session
from db.store import SqlStore


class ServerStore(SqlStore):
    """An open store on a server; see `db.postgres.opening`."""

    server: ServerSession

    def _connected(self) -> tuple[PeriodKeys, Session]:
        address = read_address(self.info.server)
        password = self._slots.server_password(self._unlocked, str(address))
        self.server = ServerSession(address, password, self.folder.root, self._unlocked.data_key)
        return self.server.keys, self.server

    def enter(self) -> None:
        """Compares the database with the card of this folder, and brings an older one up to date.

        Raises:
            UserError: MO-02 newer, MO-08 another store or none, MO-09 moved, MO-05 and others.
        """
        with self.server.transaction() as connection:
            head = connection.execute(select(HEAD)).one()
        if head.moved:
            raise refuse("MO-09", place=head.moved)
        if head.schema > SCHEMA:
            raise refuse("MO-02", version=head.schema)
        # A server that is behind what was seen was restored by its host; what was numbered since is unknown.
        if head.schema < SCHEMA or head.revision < self.info.seen:
            head = self._renew()
        self.server.seen = head.revision
        self.info = replace(self.info, epoch=head.epoch, seen=head.revision)

    def _renew(self) -> Row[Any]:
        with self.server.alone() as connection:
            head = connection.execute(select(HEAD)).one()
            if head.schema < SCHEMA:
                run_steps(connection, head.schema)
            epoch = head.epoch + (head.revision < self.info.seen)
            connection.execute(update(HEAD).values(schema=SCHEMA, epoch=epoch))
            return connection.execute(select(HEAD)).one()

    def require_own(self) -> None:
        """Refuses a database that holds nothing, or another store, and an officer whose work ended.

        Raises:
            UserError: MO-08, KHOA-21.
        """
        with self.server.transaction() as connection:
            place = read_address(self.info.server).place
            if not is_founded(connection):
                raise refuse("MO-08", place=place, detail="không có dữ liệu của phần mềm")
            if connection.execute(select(HEAD.c.store)).scalar_one() != self.info.id:
                raise refuse("MO-08", place=place, detail="là của dữ liệu khác")
            officer = reads.read_document(connection, "officer", self.user)
            if officer is not None and officer.state == "ended":
                raise refuse("KHOA-21", user=self.user, day=f"{datetime.fromisoformat(officer.at):%d/%m/%Y}")

    # --- who -----------------------------------------------------------------------------------------------------

    @property
    def secrets(self) -> bytes:
        """The approvers' bundle as the newest approver left it; raises KHOA-06, KHOA-03."""
        return self._slots.open_secrets(self._unlocked, self.sealed_secrets())

    def sealed_secrets(self) -> str:
        """The bundle as it is kept."""
        with self.server.transaction() as connection:
            return str(connection.execute(select(HEAD.c.secrets)).scalar_one())

    def set_secrets(self, secrets: bytes) -> None:
        """Replaces the bundle for all approvers; raises KHOA-06, MO-05."""
        sealed = self._slots.seal_secrets(self._unlocked, secrets)
        with self.server.alone() as connection:
            connection.execute(update(HEAD).values(secrets=sealed))

    # --- together ------------------------------------------------------------------------------------------------

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One transaction in which nobody else writes a command; raises MO-06 where others do for too long."""
        with self.server.alone():
            yield

    def news(self) -> tuple[tuple[str, str], ...]:
        """What other officers' commands touched since the last call; raises MO-05."""
        return self.server.news()

    # --- what is typed, what can be erased ---------------------------------------------------------------------------

    def keep_draft(self, draft: bytes | None) -> None:
        """Keeps what this user is typing, encrypted; raises MO-05."""
        name = draft_name(self.user)
        self.server.write(Batch(blobs={name: draft if draft is None else encrypt_blob(self._draft_key(), draft, name)}))

    def draft(self) -> bytes | None:
        """What this user was typing when it was last kept; None for nothing."""
        name = draft_name(self.user)
        hidden = self.blob(name)
        return None if hidden is None else decrypt_blob(self._draft_key(), hidden, name)

    def put_original(self, unit: str, period: str, data: bytes) -> str:
        """Keeps a sealed file as evidence; gives its SHA-256."""
        digest = hashlib.sha256(data).hexdigest()
        with self.server.writing() as connection:
            sealed = self._keys.encrypt(unit, period, data, originals.context_of(digest))
            row = {"sha256": digest, "unit": unit, "period": period, "sealed": sealed, "size": len(data)}
            connection.execute(insert(ORIGINALS).values(row).on_conflict_do_nothing())
        return digest

    def original(self, sha256: str) -> bytes | None:
        """A sealed file; None where there is none or its key was erased."""
        with self.server.transaction() as connection:
            row = connection.execute(select(ORIGINALS).where(ORIGINALS.c.sha256 == sha256)).one_or_none()
            if row is None:
                return None
            data = self._keys.decrypt(row.unit, row.period, row.sealed, originals.context_of(sha256))
        return data if data is not None and hashlib.sha256(data).hexdigest() == sha256 else None

    def originals(self) -> Iterator[OriginalInfo]:
        """All sealed files."""
        named = select(ORIGINALS.c.sha256, ORIGINALS.c.unit, ORIGINALS.c.period).order_by(ORIGINALS.c.sha256)
        with self.server.transaction() as connection:
            rows = connection.execute(named).fetchall()
        return (OriginalInfo(*row) for row in rows)

    def erase(self, unit: str, period: str) -> bool:
        """Erases the key of a unit and period for everybody; copies that the host made are the host's to destroy."""
        return self._keys.erase(unit, period)

    # --- the whole -----------------------------------------------------------------------------------------------

    def backup(self, to: Path | None = None, progress: Progress | None = None, *, reason: str = backup.DAILY) -> Path:
        """Makes a verified copy as a store of files, beside which nothing of the server is needed."""
        place = to or self.folder.backups
        with refusing(place):
            place.mkdir(parents=True, exist_ok=True)
            root = Path(tempfile.mkdtemp(prefix="may-chu-", dir=place))
            try:
                return self._copied(Folder(root), place, progress or Silent(), reason)
            finally:
                shutil.rmtree(root, ignore_errors=True)

    def _copied(self, temporary: Folder, place: Path, progress: Progress, reason: str) -> Path:
        with new_folder(temporary):
            copy_to_folder(self, self.server, self.sealed_secrets(), temporary, progress)
            info = make_card(self, temporary)
        connection = cipher.connect(temporary.database, self._unlocked.data_key)
        try:
            key = self._unlocked.data_key
            return backup.make_backup(temporary, info, connection, key, place, progress, reason)
        finally:
            connection.close()

    def _end(self, info: StoreInfo) -> None:
        super()._end(replace(info, seen=max(info.seen, self.server.newest)))

    def _draft_key(self) -> bytes:
        return subkey(self._unlocked.data_key, "draft")
