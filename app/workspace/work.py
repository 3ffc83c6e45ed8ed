"""A Workspace: an open store with everything that commands read; runs a command and commits what it returns, once.

Commands are functions of a workspace that return an `Outcome`: what to show and what to write. Only `run` writes, in
one transaction with the history entry, and then tells the listeners which tables changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from typing import Any, Final

from app.domain.dataset import Change, Dataset
from app.domain.findings import Finding
from app.domain.storage import APPROVER, ROLE_NAMES, DocumentChange, HistoryEntry, Mode
from app.domain.units import Units
from app.errors import refuse
from app.log import logger
from app.plan.pack import Pack, read_pack, version_order
from app.progress import Progress
from app.workspace.environment import Environment
from app.workspace.kept_packs import PACK, blob_name, in_force, pack_key, unbundled
from app.workspace.lineage import REORGANISATION, units_of
from app.workspace.ports import Store
from app.workspace.specs import CommandSpec, Need

_DOCUMENT: Final = "document:"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command says and writes.

    Attributes:
        data: plain values for the window and `--json`.
        message: one Vietnamese sentence of what was done.
        ok: False where errors were found or something was refused (exit code 1).
        findings: data findings, with sentences in `data` where they are listed.
        about: the message for machines, kept in the history; see `HistoryEntry`.
        changes … scopes: see `Batch`.
    """

    data: Any = None
    message: str = ""
    ok: bool = True
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    documents: tuple[DocumentChange, ...] = ()
    figures: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    blobs: Mapping[str, bytes | None] = field(default_factory=dict)
    meta: Mapping[str, str | None] = field(default_factory=dict)
    scopes: Mapping[str, Dataset | None] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether anything is to be written."""
        return any((self.changes, self.documents, self.figures, self.blobs, self.meta, self.scopes))


@dataclass(frozen=True, slots=True)
class Notice:
    """What a command changed: tables of records with ids, and kinds of documents."""

    tables: Mapping[str, frozenset[str]]
    kinds: frozenset[str]


Action = Callable[..., Outcome]


class Workspace:
    """One open store with everything that its commands read."""

    __slots__ = ("_listeners", "_shipped", "_wrote", "env", "store")

    def __init__(self, env: Environment, store: Store) -> None:
        self._shipped = env.units
        self.env = env
        self.store = store
        self._read_lineage()
        self._listeners: list[Callable[[Notice], None]] = []
        self._wrote = False

    @property
    def mode(self) -> Mode:
        """Unit or province."""
        return self.store.info.mode

    @property
    def unit(self) -> str:
        """Key of the owner."""
        return self.store.info.unit

    @property
    def actor(self) -> str:
        """Who works."""
        return self.store.user

    @property
    def pack(self) -> Pack:
        """The pack for new work: that of the store, or a newer one of Sở Nội vụ that is in force today."""
        chosen = self.store.document("setting", "pack")
        base = self.pack_named(chosen.body["id"], chosen.body["version"]) if chosen else self.env.newest_pack
        issued = in_force(self.store.documents(PACK), base.id, self.today)
        if issued is None or version_order(issued.body["version"]) <= version_order(base.version):
            return base
        return self.pack_named(base.id, issued.body["version"])

    def pack_names(self) -> frozenset[tuple[str, str]]:
        """Id and version of every pack that is here: shipped with the program, or kept in the store."""
        kept = (item.body for item in self.store.documents(PACK))
        return frozenset({*self.env.packs, *((body["id"], body["version"]) for body in kept)})

    def pack_named(self, pack_id: str, version: str) -> Pack:
        """A pack by name: shipped with the program, or kept in the store.

        Raises:
            UserError: NGH-07, this machine has no such pack; QT-01, this program cannot read it.
        """
        shipped = self.env.packs.get((pack_id, version))
        if shipped is not None:
            return shipped
        kept = self.store.document(PACK, pack_key(pack_id, version))
        if kept is None:
            raise refuse("NGH-07", version=f"{pack_id} {version}")
        if kept.body["digest"] not in self.env.kept_packs:
            files = unbundled(self.store.blob(blob_name(kept)) or b"")
            self.env.kept_packs[kept.body["digest"]] = read_pack(files)
        return self.env.kept_packs[kept.body["digest"]]

    @property
    def today(self) -> date:
        """The day by the clock of the machine."""
        return self.env.now().date()

    @property
    def shipped_units(self) -> Units:
        """The list of units that the program ships, before any reorganisation was read from a file."""
        return self._shipped

    def listen(self, listener: Callable[[Notice], None]) -> None:
        """Calls a listener after every write."""
        self._listeners.append(listener)

    def run(self, spec: CommandSpec, action: Action, progress: Progress, **params: Any) -> Outcome:
        """Checks, runs and commits a command.

        Raises:
            UserError: the command is not for this mode, or refused; Cancelled by the person. Then nothing is written.
        """
        if spec.modes and self.mode not in spec.modes:
            where = "đơn vị" if "unit" in spec.modes else "Sở Nội vụ"
            raise refuse("NHAP-01", detail=f"lệnh này chỉ dùng ở {where}")
        self._require_role(spec, spec.roles)
        if spec.needs is Need.SIGNING_KEY:
            _ = self.store.secrets
        logger("command").info("%s %s", self.mode, spec.name)
        with self.store.alone() if spec.alone else nullcontext():
            outcome = action(self.env if spec.needs in (Need.RESOURCES, Need.KNOWN_UNITS) else self, progress, **params)
            if outcome.writes and not spec.roles:
                self._require_role(spec, (APPROVER,))
            self.commit(spec, outcome)
        return outcome

    def hear(self) -> None:
        """Announces what other officers have changed since the last time."""
        touched = self.store.news()
        if not touched:
            return
        tables: dict[str, set[str]] = {}
        for table, record in touched:
            tables.setdefault(table, set()).add(record)
        kinds = frozenset(name.removeprefix(_DOCUMENT) for name in tables if name.startswith(_DOCUMENT))
        records = {name: frozenset(ids) for name, ids in tables.items() if not name.startswith(_DOCUMENT)}
        self._tell(Notice(records, kinds))

    def commit(self, spec: CommandSpec, outcome: Outcome) -> None:
        """Writes an outcome in one transaction with its history entry, and announces it."""
        if not outcome.writes:
            return
        at = self.env.now().astimezone(UTC).isoformat(timespec="seconds")
        told = outcome.message or spec.title
        entry = HistoryEntry(spec.name, self.actor, at, told, self.unit, at[:4], about=outcome.about)
        self.store.apply(
            outcome.changes,
            entry,
            outcome.documents,
            figures=outcome.figures,
            blobs=outcome.blobs,
            meta=outcome.meta,
            scopes=outcome.scopes,
        )
        self._wrote = True
        self._announce(outcome)

    def close(self, progress: Progress) -> None:
        """Ends the session; what was written in it goes into a verified backup first.

        Raises:
            UserError: LUU-* of the backup; the store is closed all the same.
        """
        try:
            if self._wrote and not self.store.info.server:  # a server is copied by its host
                self.store.backup(None, progress)
        finally:
            self.store.close()

    def _read_lineage(self) -> None:
        documents = self.store.documents(REORGANISATION)
        if documents or self.env.units is not self._shipped:
            self.env = replace(self.env, units=units_of(self._shipped, documents))

    def _announce(self, outcome: Outcome) -> None:
        tables: dict[str, set[str]] = {}
        for change in outcome.changes:
            tables.setdefault(change.table, set()).add(change.id)
        notice = Notice(
            {name: frozenset(ids) for name, ids in tables.items()},
            frozenset(change.key[0] for change in outcome.documents),
        )
        self._tell(notice)

    def _tell(self, notice: Notice) -> None:
        if REORGANISATION in notice.kinds:
            self._read_lineage()
        for listener in self._listeners:
            listener(notice)

    def _require_role(self, spec: CommandSpec, allowed: tuple[str, ...]) -> None:
        """At Sở Nội vụ an officer does what is theirs; the one who signs may do everything (docs/decisions/0022).

        Raises:
            UserError: KHOA-20.
        """
        mine = self.store.roles
        if self.mode == "province" and allowed and not {APPROVER, *allowed} & set(mine):
            named = " hoặc ".join(ROLE_NAMES[name] for name in allowed)
            own = ", ".join(ROLE_NAMES.get(name, name) for name in mine) or "chưa được giao"
            raise refuse("KHOA-20", title=spec.title, allowed=named, user=self.actor, own=own)
