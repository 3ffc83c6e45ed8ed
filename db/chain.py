"""The history as a chain that survives erasing: hides what a line seals and how the next one binds it.

Values before and after are encrypted under the key of their (unit, period). The chain links an HMAC of the values under
that same key, never a plain digest, because a 12-digit number is found by trial. Knows no database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.crypto.keys import subkey
from app.domain.dataset import Change
from app.domain.registry import TABLES
from app.domain.storage import Batch, HistoryCheck, HistoryEntry, HistoryLine
from db.periodkeys import PeriodKeys
from db.rows import from_plain, to_plain

START: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class SealedLine:
    """A line as it is stored: columns of the table `history`, in order."""

    revision: int
    id: str
    command: str
    actor: str
    at: str
    unit: str
    period: str
    payload: bytes
    mac: bytes
    link: bytes


def seal_line(keys: PeriodKeys, previous: bytes, revision: int, entry: HistoryEntry, batch: Batch) -> SealedLine:
    """Makes the line of a command.

    Args:
        keys: of the store; the key of (unit, period) is made where there is none.
        previous: link of the line before, `START` for the first.
        revision: of the store after the command.
        entry: with unit and period filled in.
        batch: what the command writes.
    """
    plain = _payload(entry, batch)
    mac = _mac(keys.ensure(entry.unit, entry.period), plain)
    hidden = keys.encrypt(entry.unit, entry.period, zlib.compress(plain, 1), _context(revision, entry.id))
    head = (revision, entry.id, entry.command, entry.actor, entry.at, entry.unit, entry.period)
    return SealedLine(*head, payload=hidden, mac=mac, link=_link(previous, head, mac))


def touched(batch: Batch) -> list[tuple[str, str]]:
    """What a command touches, as pairs of table (or "document:" and its kind) and id."""
    pairs = {(change.table, change.id) for change in batch.changes}
    pairs |= {(f"document:{kind}", key) for kind, key in (change.key for change in batch.documents)}
    return sorted(pairs)


def open_line(keys: PeriodKeys, line: SealedLine) -> HistoryLine:
    """Reads a line; without its key, what the command was and who ran it."""
    known = payload_of(keys, line)
    content = known or {"text": "", "changes": []}
    head = (line.command, line.actor, line.at, content["text"], line.unit, line.period, line.id)
    entry = HistoryEntry(*head, content.get("about", {}))
    changes = tuple(_change(*item) for item in content["changes"] if item[0] in TABLES)
    return HistoryLine(line.revision, entry, changes, not known, line.link.hex())


def payload_of(keys: PeriodKeys, line: SealedLine) -> dict[str, Any]:
    """What a line keeps of its command, as plain values; empty where its key was erased."""
    plain = _open(keys, line)
    content: dict[str, Any] = json.loads(plain) if plain is not None else {}
    return content


def follow(keys: PeriodKeys, lines: Iterable[SealedLine]) -> HistoryCheck:
    """Follows the chain from its start."""
    previous, entries, erased, expected = START, 0, 0, 1
    broken: list[int] = []
    for line in lines:
        head = (line.revision, line.id, line.command, line.actor, line.at, line.unit, line.period)
        key = keys.key(line.unit, line.period)
        plain = _open(keys, line)
        hidden = plain is None and (key is None or (line.unit, line.period) in keys.erased())
        genuine = hidden or (plain is not None and key is not None and hmac.compare_digest(_mac(key, plain), line.mac))
        if line.revision != expected or _link(previous, head, line.mac) != line.link or not genuine:
            broken.append(line.revision)
        entries, erased = entries + 1, erased + hidden
        previous, expected = line.link, line.revision + 1
    return HistoryCheck(entries, erased, tuple(broken), previous.hex())


def _payload(entry: HistoryEntry, batch: Batch) -> bytes:
    content = {
        "text": entry.text,
        "changes": [
            [item.table, item.id, to_plain(item.table, item.before), to_plain(item.table, item.after)]
            for item in batch.changes
        ],
        "documents": [
            [*item.key, item.before.state if item.before else None, item.after.state if item.after else None]
            for item in batch.documents
        ],
        "scopes": [
            [scope, {name: len(rows) for name, rows in data.tables.items()} if data else None]
            for scope, data in batch.scopes.items()
        ],
        "figures": {document: len(cells) for document, cells in batch.figures.items()},
    }
    if entry.about:
        content["about"] = dict(entry.about)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _change(table: str, record: str, before: Any, after: Any) -> Change:
    return Change(table, record, from_plain(table, before), from_plain(table, after))


def _open(keys: PeriodKeys, line: SealedLine) -> bytes | None:
    packed = keys.decrypt(line.unit, line.period, line.payload, _context(line.revision, line.id))
    return None if packed is None else zlib.decompress(packed)


def _mac(key: bytes, plain: bytes) -> bytes:
    return hmac.new(subkey(key, "history"), plain, hashlib.sha256).digest()


def _link(previous: bytes, head: Sequence[object], mac: bytes) -> bytes:
    text = json.dumps([*head, mac.hex()], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def _context(revision: int, entry: str) -> str:
    return f"history {revision} {entry}"
