"""What a unit takes in: a plan pack that Sở Nội vụ has issued; an older one never takes the place of a newer one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.commands.office.packs_known import newest_known
from app.commands.policies import policy_change
from app.commands.sending import moment
from app.commands.submission.certificates_in import require_so_and_us
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.bodies import PlanPackBody
from app.package.plan_pack import read_pack_file
from app.package.policy import POLICY, read_policy
from app.package.trust import Opened
from app.plan.pack import read_pack, version_order
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Workspace
from app.workspace.kept_packs import PACK, blob_name, bundled, pack_key

Blobs = dict[str, bytes | None]


def take_pack(ws: Workspace, opened: Opened, body: PlanPackBody, sealed: bytes, name: str) -> Outcome:
    """Takes a pack file in; the same one again changes nothing.

    Raises:
        UserError: BN-04 of another unit, QT-02 no newer than the one held, QT-03 not the pack that it says, QT-01 this
            program cannot read it; GOI-02, NGH-09 of the file.
    """
    files = read_pack_file(opened, frozenset({POLICY}))
    if body.unit != ws.unit:
        raise refuse("BN-04", unit=ws.env.units.name(body.unit))
    require_so_and_us(ws, opened, None)
    taken = _taken(ws, body, files)
    since = write_date(body.effective)
    message = f"Bộ chỉ tiêu {body.pack.version}, áp dụng từ ngày {since}: {body.title}."
    row: dict[str, Any] = {"name": name, "state": "pack", "version": body.pack.version, "message": message}
    if taken is None:
        return Outcome(data={**row, "state": "duplicate"})
    known = newest_known(ws, body.pack.id)
    if version_order(body.pack.version) <= version_order(known):
        raise refuse("QT-02", version=body.pack.version, known=known)
    _ = ws.store.put_original(ws.unit, "", sealed)
    policy = policy_change(ws, read_policy(opened.files[POLICY]))
    documents = [taken[0], *([policy] if policy.before != policy.after else [])]
    said = f"Đã nhận bộ chỉ tiêu và quy định của Sở Nội vụ. {message}"
    return Outcome(data=row, message=said, documents=tuple(documents), blobs=taken[1])


def pack_heard(
    ws: Workspace, issued: tuple[PlanPackBody, Mapping[str, bytes]] | None
) -> tuple[tuple[DocumentChange, ...], Blobs]:
    """What a receipt brings along: nothing where the pack is known or older.

    Raises:
        UserError: QT-01, QT-03.
    """
    if issued is None:
        return (), {}
    body, files = issued
    if version_order(body.pack.version) <= version_order(newest_known(ws, body.pack.id)):
        return (), {}
    taken = _taken(ws, body, files)
    return ((taken[0],), taken[1]) if taken else ((), {})


def _taken(ws: Workspace, body: PlanPackBody, files: Mapping[str, bytes]) -> tuple[DocumentChange, Blobs] | None:
    """The pack as it is kept; None where this very pack is held already."""
    named = body.pack
    pack = read_pack(files)
    if (pack.id, pack.version, pack.digest) != (named.id, named.version, named.digest):
        raise refuse("QT-03", version=named.version)
    held = ws.env.packs.get((named.id, named.version))
    known = ws.store.document(PACK, pack_key(named.id, named.version))
    digests = {held.digest if held else "", known.body["digest"] if known else ""} - {""}
    if digests == {named.digest}:
        return None
    if digests:
        raise refuse("QT-03", version=named.version)
    facts = {
        "id": named.id,
        "version": named.version,
        "digest": named.digest,
        "effective": body.effective,
        "title": body.title,
        "by": body.issued_by,
    }
    kept = Document(PACK, pack_key(named.id, named.version), state="taken", at=moment(ws), body=facts)
    return DocumentChange(None, kept), {blob_name(kept): bundled(files)}
