"""The states of every record as the history tells them, for bringing two machines' records together.

Hides which line of the history made a state: a merge keeps the other machine's mark of the state that it took, and a
merge that was taken back counts as never done, so that the same file can be taken again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.commands.entry.undoing import REDOES, UNDOES, lines_back
from app.domain.merge import Chain, Key, Merged, State
from app.domain.storage import HistoryLine
from app.package.changes import LONGEST, MERGED
from app.workspace import Workspace

MARKS: Final = "marks"
"""What the history says of a merge for machines: "table/id" → mark of the state that was taken, as JSON."""

_FARTHEST: Final = 1_000_000
_PAGE: Final = 500
_NAMES: Final = frozenset(spec.name for spec in MERGED)


@dataclass(slots=True)
class _Telling:
    """The history as it is told, oldest line first.

    Attributes:
        states: record → its states, each with the merge that made it ("" for none).
        merges: entry of a merge → the marks that it took.
    """

    states: dict[Key, list[tuple[State, str]]] = field(default_factory=dict)
    merges: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def tell(self, line: HistoryLine) -> None:
        """Goes on by one command."""
        entry = line.entry
        if MARKS in entry.about:
            self.merges[entry.id] = json.loads(entry.about[MARKS])
        undone, again = entry.about.get(UNDOES, ""), entry.about.get(REDOES, "")
        merge = again if again in self.merges else entry.id if entry.id in self.merges else ""
        for change in line.changes:
            key = change.table, change.id
            if change.table not in _NAMES or change.before == change.after:
                continue
            known = self.states.setdefault(key, [])
            if not known and change.before is not None:
                known.append((State("", change.before), ""))
            if undone in self.merges and known and known[-1][1] == undone:
                known.pop()
                continue
            first = merge and (not known or known[-1][1] != merge)
            taken = self.merges[merge].get(key_text(key)) if first else None
            known.append((State(taken or entry.id, change.after), merge))


def chains_of(ws: Workspace) -> dict[Key, Chain]:
    """Every record that is or was here, with its states; the live one is last."""
    telling = _Telling()
    for line in reversed(tuple(lines_back(ws, _FARTHEST, _PAGE))):
        telling.tell(line)
    chains = {key: Chain(*key, tuple(state for state, _ in states)) for key, states in telling.states.items()}
    live = ws.store.load("", sorted(_NAMES))
    for table, rows in live.tables.items():
        for record_id, record in rows.items():
            key = table, record_id
            chains[key] = _ending_in(chains.get(key, Chain(*key)), record)
    return {key: _shortened(chain) for key, chain in chains.items() if chain.states}


def marks_of(merged: tuple[Merged, ...], theirs: Mapping[Key, Chain]) -> dict[str, str]:
    """What the history is to say of a merge, under `about`."""
    taken = {key_text(item.key): theirs[item.key].states[-1].mark for item in merged if item.changes}
    return {MARKS: json.dumps(taken, sort_keys=True)}


def key_text(key: Key) -> str:
    """A record in one word, as in the answers to the questions of a merge."""
    return "/".join(key)


def _ending_in(chain: Chain, record: Any) -> Chain:
    """A history whose values were erased does not tell the live record."""
    return chain if chain.live == record else Chain(*chain.key, (*chain.states, State("", record)))


def _shortened(chain: Chain) -> Chain:
    """A row that was changed very often tells its beginning and its last states."""
    states = chain.states
    return chain if len(states) <= LONGEST else Chain(*chain.key, (states[0], *states[1 - LONGEST :]))
