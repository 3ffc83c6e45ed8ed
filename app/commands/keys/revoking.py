"""Revocation at Sở Nội vụ: pairs that end, and the lists that say so to everybody; a list never stands still for long.

Each issuing authority has a list of its own, whose number grows with every issue; it goes out with every receipt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from app.commands.keys.authorities import authorities_document, authorities_of, former_authorities, list_in
from app.commands.keys.pairs import certificates_of, ended, pair_id, run_out, standing
from app.commands.keys.province_identity import CRL_DAYS, province_keys
from app.commands.sending import moment
from app.crypto.certificates import Identity
from app.crypto.codes import FINGERPRINT_GROUPS, wrong_groups
from app.crypto.revocation import RevocationList, Revoked, issue_revocations, load_revocations
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

REASONS: Final = {
    "compromise": "khóa bị lộ hoặc mất",
    "handover": "bàn giao cho người khác",
    "replaced": "đã có chứng thư mới",
    "other": "lý do khác",
}
"""Why a pair ends, in words."""

_KEEP: Final = CommandSpec("enrol revoke", "app.commands.keys.revoking:revoke", "Phát hành danh sách thu hồi")
_PER_EPOCH: Final = 10_000
_EARLY: Final = timedelta(days=60)
"""How long before it is due a list is issued anew: a unit may not hear from Sở Nội vụ for weeks."""


def revoke(
    ws: Workspace, progress: Progress, *, unit: str, reason: str, fingerprint: str | None = None, note: str = ""
) -> Outcome:
    """Revokes the certificates of a unit; what was accepted stays, what comes from now on is refused (KY-04).

    Args:
        unit: code or key. fingerprint: of one pair; None for every pair that stands. reason: of `REASONS`.

    Raises:
        UserError: NHAP-02 no such unit or pair, NHAP-03 the fingerprint was mistyped.
    """
    key, at = _unit_key(ws, unit), moment(ws)
    if fingerprint:
        require_fingerprint(fingerprint)
    stand = standing(ws, key)
    chosen = [item for item in stand if not fingerprint or item.id == pair_id(fingerprint)]
    name = ws.env.units.name(key)
    if not chosen:
        raise refuse("NHAP-02", what="chứng thư đang dùng của đơn vị", value=fingerprint or name)
    gone = [DocumentChange(item, ended(item, "revoked", at, reason, note.strip())) for item in chosen]
    lists = list_changes(ws, [change.after for change in gone if change.after])
    left = [item for item in stand if item not in chosen]
    newest = list_in(lists[0].after) if lists and lists[0].after else None
    documents = (*gone, *lists, *_enrolment(ws, key, left, at))
    message = f"Đã thu hồi {len(gone)} chứng thư của {name} ({REASONS[reason]})."
    if not left:
        message += " Đơn vị không còn chứng thư nào; muốn gửi tiếp phải ghi danh lại."
    return Outcome(
        data={"unit": key, "revoked": len(gone), "list": newest.number if newest else 0},
        message=message,
        documents=documents,
    )


def list_changes(ws: Workspace, gone: Sequence[Document]) -> tuple[DocumentChange, ...]:
    """The lists of the authorities that issued these pairs, each one number on; those that near their end too."""
    held, present = authorities_of(ws)
    keys, former = province_keys(ws), former_authorities(ws)
    lists = [_renewed(ws, keys.issuing, present, gone)]
    lists += [_renewed(ws, key, item.revocations, gone) for key, item in zip(keys.former, former, strict=True)]
    after = authorities_document(
        held, lists[0], [replace(item, revocations=new) for item, new in zip(former, lists[1:], strict=True)]
    )
    before = ws.store.document("setting", "authorities")
    assert before is not None
    return (DocumentChange(before, after),) if before.body != after.body else ()


def keep_lists(ws: Workspace) -> None:
    """Before files come in or a receipt goes out: ends pairs whose overlap is over, renews lists that near their end.

    Commits by itself, because what follows is judged and sent by it.
    """
    over = [DocumentChange(item, ended(item, "revoked", item.body["ended_at"], "replaced")) for item in run_out(ws)]
    lists = list_changes(ws, [change.after for change in over if change.after])
    if over or lists:
        ws.commit(_KEEP, Outcome(message="Đã phát hành danh sách thu hồi mới.", documents=(*over, *lists)))


def require_fingerprint(text: str) -> None:
    """Demands six groups with right check digits.

    Raises:
        UserError: NHAP-03, naming the groups that were mistyped.
    """
    if wrong := wrong_groups(text, FINGERPRINT_GROUPS):
        groups = ", ".join(map(str, wrong))
        detail = f"nhóm gõ sai: {groups}" if wrong[-1] <= FINGERPRINT_GROUPS else f"cần {FINGERPRINT_GROUPS} nhóm 5 số"
        raise refuse("NHAP-03", what="dấu vân tay", value=text, detail=detail)


def _renewed(
    ws: Workspace, authority: Identity, held: RevocationList | None, gone: Sequence[Document]
) -> RevocationList | None:
    now = ws.env.now()
    fresh = list(_entries(authority, gone))
    if held is not None and not fresh and held.next_update - now > _EARLY:
        return held
    known = {entry.serial: entry for entry in (*(held.revoked if held else ()), *fresh)}
    # Units may hold lists that a restored backup does not know: each epoch counts from a number of its own.
    number = max(held.number + 1 if held else 1, (ws.store.info.epoch - 1) * _PER_EPOCH)
    due = now + timedelta(days=CRL_DAYS)
    return load_revocations(
        issue_revocations(authority, known.values(), number=number, this_update=now, next_update=due)
    )


def _entries(authority: Identity, gone: Sequence[Document]) -> Iterator[Revoked]:
    for pair in gone:
        at, why = datetime.fromisoformat(pair.body["ended_at"]), pair.body["ended_why"]
        for certificate in certificates_of(pair):
            if certificate.issuer == authority.certificate.subject:
                yield Revoked(certificate.serial_number, at, why)


def _enrolment(ws: Workspace, unit: str, left: Sequence[Document], at: str) -> tuple[DocumentChange, ...]:
    """A unit without any pair is enrolled no longer; else its newest pair that stands is what it is known by."""
    old = ws.store.document("enrolment", unit)
    if old is None:
        return ()
    if not left:
        return (DocumentChange(old, replace(old, state="revoked", at=at)),)
    named = ("fingerprint", "sign", "encrypt", "key", "encryption_key")
    body = {**old.body, **{name: left[-1].body[name] for name in named}}
    return (DocumentChange(old, replace(old, body=body)),) if body != old.body else ()


def _unit_key(ws: Workspace, text: str) -> str:
    known = {item.unit for item in ws.store.documents("enrolment")}
    found = ws.env.units.by_code(text, ws.today)
    if text in known:
        return text
    if found is not None and found.id in known:
        return found.id
    raise refuse("NHAP-02", what="đơn vị đã ghi danh", value=text)
