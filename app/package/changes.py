"""The file of changes by which two machines of one unit bring their records together: values and bytes.

A sealed envelope like that of an enrolment file, opened by a code that is said or carried apart from it; inside is one
compressed JSON text in canonical form. It is not signed: a clerk may hold no key, and whoever knows the code is trusted
(docs/decisions/0011). Hides how a record's states are written; a reader refuses what it would not have written.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

from app.crypto.envelope import LARGEST, open_envelope, prepare, seal
from app.crypto.recipients import SharedKey
from app.domain.dates import PartialDate
from app.domain.merge import Chain, State
from app.domain.registry import TABLES
from app.domain.schema import FieldKind, TableSpec
from app.errors import UserError, refuse
from app.package.header import canonical_json
from app.package.tables import RECORD_ID

FORMAT: Final = 1
LONGEST: Final = 200
"""States that the chain of one record may have in a file."""
MERGED: Final[tuple[TableSpec, ...]] = tuple(
    spec for spec in TABLES.values() if spec.name not in {"unit", "obligation", "adjustment"}
)
"""Tables that are brought together: all but those of Sở Nội vụ."""

_NAMES: Final = frozenset(spec.name for spec in MERGED)
_TYPES: Final[dict[FieldKind, type]] = {
    "text": str,
    "code": str,
    "ref": str,
    "date": PartialDate,
    "int": int,
    "bool": bool,
}
_MOST: Final = 2**63 - 1
_Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What one machine knows of a unit's records.

    Attributes:
        unit: code@valid_from. store: id, the same in every copy of it. practice: invented data only.
        actor, made_at: who wrote the file, and when (ISO with offset); shown, not trusted.
        chains: every record with its states.
    """

    unit: str
    store: str
    practice: bool
    actor: str
    made_at: str
    chains: tuple[Chain, ...]


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    table: str
    id: str
    states: list[tuple[int, dict[str, _Value] | None]]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Literal["changes"]
    format: int
    program: str
    unit: str
    store: str
    practice: bool
    actor: str
    made_at: str
    marks: list[str]
    records: list[_Record]


class _Version(msgspec.Struct):
    format: int
    program: str = "?"


def seal_changes(changes: Changes, key: SharedKey, program: str) -> bytes:
    """Makes the bytes of a file.

    Raises:
        UserError: GOI-03, too large.
    """
    plain = _encode(changes, program)
    if len(plain) > LARGEST:
        raise refuse("GOI-03")
    return seal(prepare([key]), zlib.compress(plain, 6))


def open_changes(sealed: bytes, key: SharedKey, name: str) -> Changes:
    """Opens and reads a file.

    Args:
        sealed: its bytes.
        key: of its code.
        name: of the file, for what is said of it.

    Raises:
        UserError: GHEP-01 no such file, GHEP-02 another code or changed bytes, GHEP-04 a newer program's, GOI-03,
            NGH-09.
    """
    try:
        packed = open_envelope(sealed, [key]).plaintext
    except UserError as wrong:
        if wrong.code == "GOI-03":
            raise
        raise refuse("GHEP-02" if wrong.code == "MAH-02" else "GHEP-01", name=name) from wrong
    plain = _unpacked(packed)
    read = _decoded(plain)
    changes = Changes(read.unit, read.store, read.practice, read.actor, read.made_at, tuple(_chains(read)))
    twice = len({chain.key for chain in changes.chains}) != len(changes.chains)
    if twice or _encode(changes, read.program) != plain:
        raise _wrong("dạng ghi")
    return changes


def _unpacked(packed: bytes) -> bytes:
    reader = zlib.decompressobj()
    try:
        plain = reader.decompress(packed, LARGEST)
    except zlib.error as error:
        raise _wrong("dạng nén") from error
    if reader.unconsumed_tail:
        raise refuse("GOI-03")
    if not reader.eof or reader.unused_data:
        raise _wrong("dạng nén")
    return plain


def _decoded(plain: bytes) -> _File:
    try:
        version = msgspec.json.decode(plain, type=_Version)
        if version.format > FORMAT:
            raise refuse("GHEP-04", version=version.program)
        return msgspec.json.decode(plain, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong("dạng ghi") from error


def _encode(changes: Changes, program: str) -> bytes:
    marks = sorted({state.mark for chain in changes.chains for state in chain.states})
    place = {mark: number for number, mark in enumerate(marks)}
    records = [
        _Record(
            chain.table, chain.id, [(place[state.mark], _plain(chain.table, state.record)) for state in chain.states]
        )
        for chain in sorted(changes.chains, key=lambda chain: chain.key)
    ]
    return canonical_json(
        _File(
            "changes",
            FORMAT,
            program,
            changes.unit,
            changes.store,
            changes.practice,
            changes.actor,
            changes.made_at,
            marks,
            records,
        )
    )


def _plain(table: str, record: Any) -> dict[str, _Value] | None:
    if record is None:
        return None
    named = ((field.name, getattr(record, field.name)) for field in TABLES[table].fields)
    return {name: value.text if isinstance(value, PartialDate) else value for name, value in named if value is not None}


def _chains(read: _File) -> Iterable[Chain]:
    for item in read.records:
        if item.table not in _NAMES:
            raise refuse("GHEP-04", version=read.program)
        yield Chain(item.table, item.id, tuple(_states(item, read)))


def _states(item: _Record, read: _File) -> Iterable[State]:
    spec = TABLES[item.table]
    kinds = {field.name: field.kind for field in spec.fields}
    if not 0 < len(item.states) <= LONGEST or not RECORD_ID.fullmatch(item.id):
        raise _wrong(spec.label)
    for mark, plain in item.states:
        if not 0 <= mark < len(read.marks):
            raise _wrong(spec.label)
        if plain is not None and not set(plain) <= set(kinds):
            raise refuse("GHEP-04", version=read.program)
        yield State(read.marks[mark], None if plain is None else _record(spec, item.id, plain, kinds))


def _record(spec: TableSpec, record_id: str, plain: dict[str, _Value], kinds: dict[str, FieldKind]) -> Any:
    values = {name: _value(kinds[name], value, spec) for name, value in plain.items()}
    return spec.cls(id=record_id, **values)


def _value(kind: FieldKind, value: _Value, spec: TableSpec) -> Any:
    wanted = _TYPES[kind]
    try:
        made = PartialDate(value) if wanted is PartialDate and isinstance(value, str) else value
    except ValueError as error:
        raise _wrong(spec.label) from error
    if type(made) is not wanted or (wanted is int and abs(made) > _MOST):  # type: ignore[arg-type]
        raise _wrong(spec.label)
    return made


def _wrong(detail: str) -> UserError:
    return refuse("NGH-09", detail=detail)
