"""Which formats, programs and packs are taken during the campaign: kept at Sở Nội vụ, known at the unit."""

from __future__ import annotations

import msgspec

from app.domain.storage import Document
from app.package.header import FORMAT
from app.package.policy import Policy, default_policy
from app.workspace import Workspace


def campaign_policy(ws: Workspace) -> Policy:
    """What is taken: as Sở Nội vụ set it, or as the unit heard last; else everything that this program reads."""
    kept = ws.store.document("setting", "policy")
    if kept is None:
        return default_policy()
    policy = msgspec.convert(kept.body, Policy)
    return msgspec.structs.replace(policy, newest_format=FORMAT) if ws.mode == "province" else policy


def policy_document(policy: Policy) -> Document:
    """A policy as a store keeps it."""
    return Document("setting", "policy", body=msgspec.to_builtins(policy))
