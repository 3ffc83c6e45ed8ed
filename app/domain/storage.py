"""What a store is asked and what it answers: pages, documents, history; plain values that every store speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from app.domain.dataset import Change, Dataset
from app.domain.dates import PartialDate
from app.domain.ids import new_id

Mode: TypeAlias = Literal["unit", "province"]
FilterValue: TypeAlias = "str | int | bool | PartialDate | None"
NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})
APPROVER: Final = "approver"
"""The role (người ký duyệt) whose slot also opens the store's secret bundle; may do everything."""
RECEPTION: Final = "reception"
"""The role (tiếp nhận) that takes files in, looks them through and comments; needs the bundle to open packages."""
ADMIN: Final = "admin"
"""The role (quản trị) that looks after the data and its users; holds no signing key."""
ROLE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {APPROVER: "người ký duyệt", RECEPTION: "người tiếp nhận", ADMIN: "người quản trị"}
)
_DRAFT: Final = "draft:"


def draft_name(user: str) -> str:
    """Name of the blob that holds what a user is typing; like a live row it is gone as soon as it is saved."""
    return _DRAFT + user


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What stands in a store's `store.toml`.

    Attributes:
        id: of the store; a copy keeps it.
        mode: whose program opens it.
        unit: key code@valid_from of the owner.
        generation: times the store was opened; tells two copies apart.
        epoch: grows when a backup is restored or the folder appears on another machine.
        practice: invented data only; never to be sent to the real Sở Nội vụ.
        schema: version of the database.
        created: UTC, ISO.
        machine: mark of the machine it was last opened on.
        clean: the last session closed it.
        server: address of the PostgreSQL server that holds the data (see `db.postgres.address`); "" for a file here.
        moved: where the data was moved to; such a store is kept as it was and not opened any more.
        seen: newest revision that this folder has seen on the server; an older server was restored from a copy.
    """

    id: str
    mode: Mode
    unit: str
    generation: int
    epoch: int
    practice: bool
    schema: int
    created: str
    machine: str = ""
    clean: bool = True
    server: str = ""
    moved: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class UserSlot:
    """A person who may open the store.

    Attributes:
        name: as typed at sign-in.
        roles: such as APPROVER.
        setting: "normal", or "cheap" in a demo or practice store.
    """

    name: str
    roles: tuple[str, ...]
    setting: str


@dataclass(frozen=True, slots=True)
class PageQuery:
    """A list as a person looks at it.

    Attributes:
        table: of the registry.
        scope: "" for the live records; at Sở Nội vụ a submission's id.
        text: words to find without marks; each must occur in the row or in a row it refers to.
        filters: field → value (None: empty), or a tuple of values of which one must fit.
        sort: field, "-" before it for descending; "" for the table's own order (by name where it has one).
        after: `Page.next` of the page before.
        limit: most rows.
    """

    table: str
    scope: str = ""
    text: str = ""
    filters: Mapping[str, FilterValue | tuple[FilterValue, ...]] = field(default_factory=dict)
    sort: str = ""
    after: str | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Records of one page, where the next one starts (None: no more), and how many rows fit the query at all."""

    rows: tuple[Any, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What a command says of itself.

    Attributes:
        command: name in the command table.
        actor: user name.
        at: UTC, ISO.
        text: Vietnamese sentence; encrypted with the values, because it may hold a name.
        unit: key of the unit whose values these are; "" for the store's own.
        period: whose key hides the values; "" for the year of `at`.
        id: a repeated `apply` of the same entry writes nothing.
        about: the sentence for machines, such as the verb of a change or the entry that is taken back; encrypted too.
    """

    command: str
    actor: str
    at: str
    text: str = ""
    unit: str = ""
    period: str = ""
    id: str = field(default_factory=new_id)
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One command as it was kept.

    Attributes:
        revision: of the store after it.
        entry: what the command said; its text is empty where the key was erased.
        changes: values before and after; empty where the key was erased.
        erased: the key of its unit and period is gone.
        link: of the chain, hex.
    """

    revision: int
    entry: HistoryEntry
    changes: tuple[Change, ...]
    erased: bool
    link: str


@dataclass(frozen=True, slots=True)
class HistoryCheck:
    """Result of following the chain.

    Attributes:
        entries: lines read.
        erased: lines whose values can no longer be compared, by design.
        broken: revisions whose line does not fit the chain.
        head: last link, hex; what a receipt prints.
    """

    entries: int
    erased: int
    broken: tuple[int, ...]
    head: str


@dataclass(frozen=True, slots=True)
class Document:
    """Something that was sent, received or decided: a submission, a receipt, an enrolment, a freeze.

    Attributes:
        kind: such as "submission".
        id: unique within its kind.
        unit: key of the unit concerned; "" for none.
        period: text of the period; "" for none.
        state: where it stands.
        at: UTC, ISO.
        body: plain JSON values.
    """

    kind: str
    id: str
    unit: str = ""
    period: str = ""
    state: str = ""
    at: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that becomes another: `before` None is a new one, `after` None a removal."""

    before: Document | None
    after: Document | None

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id."""
        found = self.after or self.before
        assert found is not None
        return found.kind, found.id


@dataclass(frozen=True, slots=True)
class OriginalInfo:
    """A sealed file kept as evidence: SHA-256 of its bytes, unit and period whose key wraps it once more."""

    sha256: str
    unit: str
    period: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that one transaction writes.

    Attributes:
        changes: of live records.
        entry: of the history; None for a write that is no command.
        documents: that become others.
        figures: document id → cells, whole.
        blobs: name → bytes, None removes.
        meta: key → text, None removes.
        scopes: id → records, whole; None removes.
    """

    changes: tuple[Change, ...] = ()
    entry: HistoryEntry | None = None
    documents: tuple[DocumentChange, ...] = ()
    figures: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    blobs: Mapping[str, bytes | None] = field(default_factory=dict)
    meta: Mapping[str, str | None] = field(default_factory=dict)
    scopes: Mapping[str, Dataset | None] = field(default_factory=dict)
