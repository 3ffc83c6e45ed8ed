"""Which formats, programs and packs are taken during the campaign: set at Sở Nội vụ, known at the unit.

Hides where it is kept and how versions are compared; docs/versions.md tells the policy in words. What is newer than Sở
Nội vụ can read is held there, so it fits; what is older than asked, or by a pack that is not taken, is refused, with
the same words already at the unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from app.domain.storage import Document, DocumentChange
from app.errors import UserError, refuse
from app.package.header import FORMAT
from app.package.policy import Policy, default_policy
from app.progress import Progress
from app.workspace import PROGRAM_VERSION, Outcome, Workspace

_KEPT: Final = ("setting", "policy")
_EVERY: Final = "all"
_VERSION: Final = re.compile(r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?![\d.])")
_WHOLE: Final = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")


@dataclass(frozen=True, slots=True)
class Made:
    """By what a package was made: version of the program and of the format, and the pack as "id version"."""

    program: str
    format: int
    pack: str


def campaign_policy(ws: Workspace) -> Policy:
    """What is taken: as Sở Nội vụ set it, or as the unit heard last; else everything that this program reads."""
    kept = ws.store.document(*_KEPT)
    if kept is None:
        return default_policy()
    policy = msgspec.convert(kept.body, Policy)
    return msgspec.structs.replace(policy, newest_format=FORMAT) if ws.mode == "province" else policy


def policy_document(policy: Policy) -> Document:
    """A policy as a store keeps it."""
    return Document(*_KEPT, body=msgspec.to_builtins(policy))


def policy_change(ws: Workspace, policy: Policy) -> DocumentChange:
    """Keeps a policy; the change is empty where it is the one that is kept."""
    return DocumentChange(ws.store.document(*_KEPT), policy_document(policy))


def made_here(ws: Workspace) -> Made:
    """By what this store would make a package."""
    return Made(PROGRAM_VERSION, FORMAT, _name(ws.pack.id, ws.pack.version))


def misfits(policy: Policy, made: Made) -> tuple[UserError, ...]:
    """Why a package is refused for the version that made it; nothing where it fits or is held until it can be read."""
    found = []
    if _version(made.program) < _version(policy.oldest_program) or made.format < policy.oldest_format:
        found.append(refuse("NGH-13", version=made.program, needed=policy.oldest_program))
    if policy.packs and made.pack not in policy.packs:
        found.append(refuse("NGH-14", version=made.pack, taken=", ".join(policy.packs)))
    return tuple(found)


def waiting(policy: Policy, made: Made) -> str:
    """Why a package would be held unread at Sở Nội vụ, as the unit knows; "" where it would not."""
    if made.format <= policy.newest_format:
        return ""
    return (
        f"Gói lập ở máy này có dạng {made.format}, mới hơn dạng {policy.newest_format} mà Sở Nội vụ đọc được: Sở Nội "
        "vụ sẽ giữ lại, chưa đọc, đến khi cài phiên bản mới."
    )


def require_fit(ws: Workspace, made: Made) -> None:
    """Refuses what the campaign does not take: at Sở Nội vụ a package, at the unit before it makes one.

    Raises:
        UserError: NGH-13 an older program or format than asked, NGH-14 a pack that is not taken.
    """
    for wrong in misfits(campaign_policy(ws), made):
        raise wrong


def show(ws: Workspace, progress: Progress) -> Outcome:
    """What is taken, what this store has, and whether that fits."""
    return Outcome(data=_data(ws, campaign_policy(ws)))


def choose(ws: Workspace, progress: Progress, *, program: str | None = None, packs: str | None = None) -> Outcome:
    """Sets what is taken from now on; it travels with the next receipts and enrolment files.

    Args:
        program: least version of the units' program, such as "0.1.0"; None leaves it.
        packs: "id version", separated by commas; "all" for every pack that is held here; None leaves them.

    Raises:
        UserError: NHAP-03 no version, newer than the one here, or without the pack in use; NHAP-02 a pack that is not
            held here.
    """
    policy = campaign_policy(ws)
    if program is not None:
        policy = msgspec.structs.replace(policy, oldest_program=_asked_program(program))
    if packs is not None:
        policy = msgspec.structs.replace(policy, packs=_asked_packs(ws, packs))
    return Outcome(_data(ws, policy), "Đã đặt phiên bản được nhận.", documents=(policy_change(ws, policy),))


def sentences(policy: Policy, made: Made) -> list[str]:
    """The policy as people read it, and what does not fit."""
    formats = f"{policy.oldest_format}" + (
        f" đến {policy.newest_format}" if policy.newest_format > policy.oldest_format else ""
    )
    packs = ", ".join(policy.packs) if policy.packs else "mọi bộ Sở Nội vụ đang có"
    told = [
        f"Chương trình: từ phiên bản {policy.oldest_program} trở lên.",
        f"Bộ chỉ tiêu: {packs}.",
        f"Dạng gói: {formats}. Gói dạng mới hơn được giữ lại đến khi Sở Nội vụ cài phiên bản đọc được.",
    ]
    waits = waiting(policy, made)
    return [*told, *([waits] if waits else []), *(f"{wrong.message} {wrong.hint}" for wrong in misfits(policy, made))]


def _data(ws: Workspace, policy: Policy) -> dict[str, Any]:
    made = made_here(ws)
    return {
        "own": {"program": made.program, "format": made.format, "pack": made.pack},
        "policy": msgspec.to_builtins(policy),
        "fits": not misfits(policy, made),
        "sentences": sentences(policy, made),
    }


def _asked_program(text: str) -> str:
    """A version that Sở Nội vụ runs itself: it installs first, the units follow."""
    chosen = text.strip()
    if not _WHOLE.fullmatch(chosen):
        raise refuse("NHAP-03", what="phiên bản chương trình", value=text, detail="viết như 0.1.0")
    if _version(chosen) > _version(PROGRAM_VERSION):
        detail = f"mới hơn chương trình ở đây, {PROGRAM_VERSION}; Sở Nội vụ cài trước, đơn vị cài sau"
        raise refuse("NHAP-03", what="phiên bản chương trình", value=chosen, detail=detail)
    return chosen


def _asked_packs(ws: Workspace, text: str) -> list[str]:
    if text.strip() == _EVERY:
        return []
    chosen = sorted({" ".join(part.split()) for part in text.split(",") if part.strip()})
    held = {_name(*name) for name in ws.pack_names()}
    for pack in chosen:
        if pack not in held:
            raise refuse("NHAP-02", what="bộ chỉ tiêu", value=pack)
    own = _name(ws.pack.id, ws.pack.version)
    if own not in chosen:
        raise refuse("NHAP-03", what="bộ chỉ tiêu được nhận", value=text, detail=f"phải có bộ đang dùng, {own}")
    return chosen


def _version(text: str) -> tuple[int, ...]:
    """A version that can be compared; one that cannot be read is older than any."""
    found = _VERSION.match(text)
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def _name(pack: str, version: str) -> str:
    return f"{pack} {version}"
