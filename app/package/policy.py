"""Which formats, programs and packs Sở Nội vụ takes during a campaign; travels so that both sides can show it."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from app.errors import refuse
from app.package.header import FORMAT, canonical_json

POLICY: Final = "policy.json"

_PROGRAM: Final = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}")
_PACK: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99} [A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is taken.

    Attributes:
        oldest_format, newest_format: versions of this format; an older one is brought up, a newer one held.
        oldest_program: least version of the unit's program, such as "0.1.0"; an older one is refused.
        packs: "id version" of the plan packs that are taken; empty for every pack that is held here.
    """

    oldest_format: int
    newest_format: int
    oldest_program: str
    packs: list[str]


def default_policy() -> Policy:
    """Everything that this program can read."""
    return Policy(1, FORMAT, "0.1.0", [])


def policy_json(policy: Policy) -> bytes:
    """A policy as a file."""
    return canonical_json(policy)


def read_policy(content: bytes) -> Policy:
    """Reads a policy.

    Raises:
        UserError: NGH-09.
    """
    try:
        policy = msgspec.json.decode(content, type=Policy)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("NGH-09", detail=POLICY) from error
    fits = 0 < policy.oldest_format <= policy.newest_format and bool(_PROGRAM.fullmatch(policy.oldest_program))
    if policy_json(policy) != content or not fits or not all(map(_PACK.fullmatch, policy.packs)):
        raise refuse("NGH-09", detail=POLICY)
    return policy
