"""Match tokens: keyed digests by which Sở Nội vụ sees a person in two units without the name (design §6, Levels)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from app.domain.records import Person
from app.vietnamese.fold import fold


@dataclass(frozen=True, slots=True)
class MatchTokens:
    """Tokens of one person; an empty token says nothing."""

    person: str
    by_id: str
    by_name: str


def match_tokens(person: Person, token_key: bytes) -> MatchTokens:
    """HMAC-SHA-256 under the province's token key: of the ID number, and of folded name + birth + sex.

    Args:
        person: with name and ID number.
        token_key: 32 bytes, the same for all units of the province.
    """
    by_id = _mac(token_key, "id", person.id_number) if person.id_number else ""
    complete = person.full_name and person.birth and person.sex
    by_name = _mac(token_key, "name", fold(person.full_name or ""), str(person.birth), person.sex or "")
    return MatchTokens(person.id, by_id, by_name if complete else "")


def _mac(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()[:32]
