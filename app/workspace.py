"""A Workspace: store + pack + catalogues + clock + actor; runs a command and commits what it returns, once.

Commands are functions of a workspace that return an `Outcome`: what to show and what to write. Only `run` writes, in
one transaction with the history entry, and then tells the listeners which tables changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from app.domain.codelists import Catalogue, load_catalogue
from app.domain.dataset import Change, Dataset
from app.domain.findings import Finding
from app.domain.ids import new_id
from app.domain.storage import (
    NOTHING,
    Document,
    DocumentChange,
    HistoryCheck,
    HistoryEntry,
    HistoryLine,
    Mode,
    Page,
    PageQuery,
    StoreInfo,
    UserSlot,
)
from app.domain.units import Units, load_units
from app.errors import refuse
from app.paths import resource_root
from app.plan.counting import CellPlan, plan_cells
from app.plan.pack import Pack, list_packs, load_pack
from app.plan.wanted import required_cells
from app.progress import Progress

PROGRAM_VERSION: Final = "0.1.0"


class Store(Protocol):
    """What a workspace needs of a store; app.domain.storage has the values."""

    @property
    def info(self) -> StoreInfo:
        """Card of the store."""

    @property
    def root(self) -> Path:
        """Folder where it is."""

    @property
    def user(self) -> str:
        """Who opened it."""

    @property
    def secrets(self) -> bytes:
        """Secret bundle; KHOA-06 for a user who is no approver."""

    def set_secrets(self, secrets: bytes) -> None:
        """Replaces the secret bundle."""

    def users(self) -> tuple[UserSlot, ...]:
        """Who may open it."""

    def add_user(self, user: str, passphrase: str, roles: Sequence[str] = ()) -> None:
        """Adds a user."""

    def remove_user(self, user: str) -> None:
        """Removes a user."""

    def change_passphrase(self, user: str, old: str, new: str) -> None:
        """Changes a passphrase in one step."""

    def load(self, scope: str = "", tables: Collection[str] | None = None) -> Dataset:
        """Records of a scope; "" is the live ones."""

    def page(self, query: PageQuery) -> Page:
        """A page of a list."""

    def count(self, table: str, scope: str = "") -> int:
        """Number of records of a table."""

    def apply(
        self,
        changes: Sequence[Change],
        entry: HistoryEntry,
        documents: Sequence[DocumentChange] = (),
        *,
        figures: Mapping[str, Mapping[str, int]] = NOTHING,
        blobs: Mapping[str, bytes | None] = NOTHING,
        meta: Mapping[str, str | None] = NOTHING,
        scopes: Mapping[str, Dataset | None] = NOTHING,
    ) -> int:
        """One transaction with its line of the history; gives the new revision."""

    def history(
        self, table: str | None = None, record: str | None = None, *, before: int | None = None, limit: int = 100
    ) -> tuple[HistoryLine, ...]:
        """Newest first."""

    def verify_history(self) -> HistoryCheck:
        """Follows the chain."""

    def document(self, kind: str, document_id: str) -> Document | None:
        """A document."""

    def documents(
        self, kind: str, *, unit: str | None = None, period: str | None = None, state: str | None = None
    ) -> tuple[Document, ...]:
        """Documents of a kind, by time."""

    def figures(self, document: str) -> Mapping[str, int]:
        """Cells kept with a document."""

    def figures_of(self, documents: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Cells of several documents."""

    def blob(self, name: str) -> bytes | None:
        """A stored blob."""

    def put_original(self, unit: str, period: str, data: bytes) -> str:
        """Keeps a sealed file as evidence; gives its SHA-256."""

    def original(self, sha256: str) -> bytes | None:
        """A kept sealed file; None where its key was erased."""

    def encrypt_personal(self, unit: str, period: str, data: bytes) -> bytes:
        """Encrypts under the key of (unit, period)."""

    def decrypt_personal(self, unit: str, period: str, data: bytes) -> bytes | None:
        """Decrypts; None where the key was erased."""

    def backup(self, to: Path | None = None, progress: Progress | None = None) -> Path:
        """A verified copy."""

    def check(self) -> tuple[str, ...]:
        """Faults of the file; empty where it is whole."""

    def close(self) -> None:
        """Releases file and lock."""


@dataclass(frozen=True, slots=True)
class NewStore:
    """What a new store is made of.

    Attributes:
        folder, mode, unit: where, whose.
        user, passphrase: of the first user, who is an approver.
        secrets: signing keys and the like.
        practice: invented data only; opens with a cheap passphrase setting.
    """

    folder: Path
    mode: Mode
    unit: str
    user: str
    passphrase: str = field(repr=False)
    secrets: bytes = field(repr=False)
    practice: bool = False


class Stores(Protocol):
    """Makes and opens stores; the database implements it and the composition root hands it in."""

    def create(self, new: NewStore) -> Store:
        """Makes a store and opens it."""

    def open(self, folder: Path, user: str | None, passphrase: str) -> Store:
        """Opens a store; user None tries the slots in turn."""

    def card(self, folder: Path) -> StoreInfo:
        """Who a store is, without opening it."""

    def restore(self, source: Path, folder: Path, user: str | None, passphrase: str) -> Store:
        """Makes a store anew from a backup, in a new epoch; what stood there is kept aside."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What every workspace of this process shares.

    Attributes:
        stores: see `Stores`.
        catalogue, units: of the program's resources.
        packs: (id, version) → pack, every one shipped.
        now: the clock, with time zone.
        new_id: source of record ids.
    """

    stores: Stores
    catalogue: Catalogue
    units: Units
    packs: Mapping[tuple[str, str], Pack]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    @property
    def newest_pack(self) -> Pack:
        """The pack for new work."""
        return self.packs[max(self.packs)]


def load_environment(stores: Stores) -> Environment:
    """The environment of the program's own resources, the real clock and real ids.

    Raises:
        UserError: QT-01 for a damaged pack.
    """
    root = resource_root()
    folders = list_packs(root / "packs")
    return Environment(
        stores,
        load_catalogue(root / "codelists"),
        load_units(root / "units" / "units.csv"),
        {name: load_pack(folder) for name, folder in folders.items()},
        lambda: datetime.now().astimezone(),
        new_id,
    )


class Need(Enum):
    """What a command needs to run."""

    NOTHING = "nothing"
    RESOURCES = "resources"
    OPTIONAL_STORE = "optional store"
    STORE = "store"
    SIGNING_KEY = "signing key"


ParamKind = Literal["text", "path", "paths", "new_path", "int", "flag", "date"]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a command, for the command line and for help.

    Attributes:
        name: of the keyword; `--name` on the command line, or its place where `positional`.
        label: Vietnamese.
        flag_name: on the command line, where it differs from the keyword.
    """

    name: str
    label: str
    kind: ParamKind = "text"
    required: bool = False
    positional: bool = False
    choices: tuple[str, ...] = ()
    default: object = None
    flag_name: str = ""


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command as data: name, function, title, who may run it where.

    Attributes:
        name: as typed, such as "store new".
        function: "module:function", resolved when run, so that the first screen needs none of their libraries.
        title: Vietnamese, as in menus and history.
        modes: in which stores it runs; empty for both.
        internal: takes values that cannot be typed; not on the command line.
    """

    name: str
    function: str
    title: str
    modes: tuple[Mode, ...] = ()
    needs: Need = Need.STORE
    params: tuple[Param, ...] = ()
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command says and writes.

    Attributes:
        data: plain values for the window and `--json`.
        message: one Vietnamese sentence of what was done.
        ok: False where errors were found or something was refused (exit code 1).
        findings: data findings, with sentences in `data` where they are listed.
        changes … scopes: see `Batch`.
    """

    data: Any = None
    message: str = ""
    ok: bool = True
    findings: tuple[Finding, ...] = ()
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

    __slots__ = ("_listeners", "_plans", "_wrote", "env", "store")

    def __init__(self, env: Environment, store: Store) -> None:
        self.env = env
        self.store = store
        self._listeners: list[Callable[[Notice], None]] = []
        self._wrote = False
        self._plans: dict[str, CellPlan] = {}

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
        """The pack that this store works by."""
        chosen = self.store.document("setting", "pack")
        if chosen is None:
            return self.env.newest_pack
        return self.pack_named(chosen.body["id"], chosen.body["version"])

    def pack_named(self, pack_id: str, version: str) -> Pack:
        """A pack by name.

        Raises:
            UserError: NGH-07, this machine has no such pack.
        """
        found = self.env.packs.get((pack_id, version))
        if found is None:
            raise refuse("NGH-07", version=f"{pack_id} {version}")
        return found

    def cell_plan(self, pack: Pack) -> CellPlan:
        """The cells that a pack asks for, read once for many units."""
        if pack.digest not in self._plans:
            self._plans[pack.digest] = plan_cells(required_cells(pack, self.env.catalogue))
        return self._plans[pack.digest]

    @property
    def today(self) -> date:
        """The day by the clock of the machine."""
        return self.env.now().date()

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
        if spec.needs is Need.SIGNING_KEY:
            _ = self.store.secrets
        outcome = action(self.env if spec.needs is Need.RESOURCES else self, progress, **params)
        self.commit(spec, outcome)
        return outcome

    def commit(self, spec: CommandSpec, outcome: Outcome) -> None:
        """Writes an outcome in one transaction with its history entry, and announces it."""
        if not outcome.writes:
            return
        at = self.env.now().astimezone(UTC).isoformat(timespec="seconds")
        entry = HistoryEntry(spec.name, self.actor, at, outcome.message or spec.title, self.unit, at[:4])
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
            if self._wrote:
                self.store.backup(None, progress)
        finally:
            self.store.close()

    def _announce(self, outcome: Outcome) -> None:
        tables: dict[str, set[str]] = {}
        for change in outcome.changes:
            tables.setdefault(change.table, set()).add(change.id)
        notice = Notice(
            {name: frozenset(ids) for name, ids in tables.items()},
            frozenset(change.key[0] for change in outcome.documents),
        )
        for listener in self._listeners:
            listener(notice)


def put(kind: str, document_id: str, old: Document | None = None, **values: Any) -> DocumentChange:
    """A document written new or in place of an old one."""
    return DocumentChange(old, Document(kind, document_id, **values))
