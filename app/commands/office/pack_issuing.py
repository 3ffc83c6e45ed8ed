"""Issuing a plan pack: a draft becomes the next version, signed, in force from a day; a file for each unit.

It is signed with Sở's signing key, which the approver's slot alone opens: a key of its own would lie in the same slot.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from app.commands.campaign import addressed_file
from app.commands.days import as_of_date
from app.commands.files import write_chosen
from app.commands.keys.pairs import standing
from app.commands.keys.province_identity import province_keys
from app.commands.office.pack_drafts import draft_pack
from app.commands.office.packs_known import newest_issued, newest_known
from app.commands.policies import campaign_policy, policy_change
from app.commands.sending import moment
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.bodies import PackName, PlanPackBody
from app.package.plan_pack import packed
from app.package.policy import POLICY, policy_json
from app.plan.pack import Pack, version_order
from app.progress import Progress
from app.vietnamese.dates import write_date
from app.workspace import CommandSpec, Outcome, Workspace
from app.workspace.kept_packs import PACK, blob_name, bundled, pack_key

ISSUE: Final = CommandSpec("pack issue", "app.commands.office.pack_issuing:issue", "Ban hành bộ chỉ tiêu")
_LONGEST: Final = 120


def issue(
    ws: Workspace, progress: Progress, *, draft: str, effective: str, title: str, out: Path | None = None
) -> Outcome:
    """Issues a draft and writes a signed file of it for each enrolled unit.

    Kept before anything is written, so that a version never stands on two different packs.

    Args:
        draft: its version.
        effective: YYYY-MM-DD, from which new work goes by it; not before today.
        title: what changes, one line; units see it.
        out: folder for the files; None writes none: units then get it with their next receipt.

    Raises:
        UserError: NHAP-02 no such draft; QT-01 it is not whole; QT-02 not newer than every one known; NHAP-03 of day
            or title; KHOA-06 without the key; LUU-* of a file.
    """
    document, pack = draft_pack(ws, draft)
    day, said = _day(ws, effective), " ".join(title.split())
    if not 0 < len(said) <= _LONGEST:
        raise refuse("NHAP-03", what="nội dung thay đổi", value=said[:40], detail=f"1 đến {_LONGEST} ký tự")
    province_keys(ws)
    with ws.store.alone():  # two officers never issue one version
        known = newest_known(ws, pack.id)
        if version_order(pack.version) <= version_order(known):
            raise refuse("QT-02", version=pack.version, known=known)
        kept, changes, blobs = _kept(ws, document, pack, day, said)
        message = f"Đã ban hành bộ chỉ tiêu {pack.version}, áp dụng từ ngày {write_date(day.isoformat())}."
        ws.commit(ISSUE, Outcome(message=message, documents=changes, blobs=blobs))
    files = write_files(ws, kept, out, progress) if out is not None else []
    data = {**kept.body, "files": files}
    more = f" Đã lập tệp cho {len(files)} đơn vị." if out is not None else ""
    return Outcome(data=data, message=f"{message}{more}")


def files_again(ws: Workspace, progress: Progress, *, out: Path, version: str | None = None) -> Outcome:
    """Writes the files of an issued pack once more, such as for units that were enrolled since.

    Args:
        version: None for the newest.

    Raises:
        UserError: NHAP-02 none was issued; LUU-* of a file.
    """
    kept = ws.store.document(PACK, pack_key(ws.pack.id, version)) if version else newest_issued(ws)
    if kept is None:
        raise refuse("NHAP-02", what="bộ chỉ tiêu đã ban hành", value=version or "")
    files = write_files(ws, kept, out, progress)
    said = f"Đã lập tệp bộ chỉ tiêu {kept.body['version']} cho {len(files)} đơn vị."
    return Outcome(data={**kept.body, "files": files}, message=said)


def write_files(ws: Workspace, kept: Document, out: Path, progress: Progress) -> list[dict[str, Any]]:
    """A file for each unit that has certificates."""
    rows = []
    units = sorted({item.unit for item in standing(ws)})
    pack = ws.pack_named(kept.body["id"], kept.body["version"])
    files = {POLICY: policy_json(campaign_policy(ws)), **packed(pack.files)}
    for number, key in enumerate(units):
        unit = ws.env.units.get(key)
        if unit is None:
            continue
        progress.step(number, len(units), f"Tệp bộ chỉ tiêu: {unit.name}")
        path = out / f"2282_{unit.code}_bo-chi-tieu-{pack.version}.p7m"
        write_chosen(path, addressed_file(ws, key, notice_of(kept, key), files))
        rows.append({"unit": key, "name": unit.name or "", "file": str(path)})
    return rows


def notice_of(kept: Document, unit: str) -> PlanPackBody:
    """What a unit is told of an issued pack."""
    body = kept.body
    named = PackName(body["id"], body["version"], body["digest"])
    return PlanPackBody(unit, named, body["effective"], body["title"], body["by"])


def issued_for(ws: Workspace, document: Document) -> tuple[PlanPackBody, dict[str, bytes]] | None:
    """The newest issued pack, for the receipt of a package that names an older one; None where there is none."""
    kept = newest_issued(ws)
    if kept is None or version_order(kept.body["version"]) <= version_order(document.body["pack"]["version"]):
        return None
    pack = ws.pack_named(kept.body["id"], kept.body["version"])
    return notice_of(kept, document.unit), dict(pack.files)


def _kept(
    ws: Workspace, draft: Document, pack: Pack, day: date, said: str
) -> tuple[Document, tuple[DocumentChange, ...], dict[str, bytes | None]]:
    facts = {
        "id": pack.id,
        "version": pack.version,
        "digest": pack.digest,
        "effective": day.isoformat(),
        "title": said,
        "by": ws.actor,
    }
    kept = Document(PACK, pack_key(pack.id, pack.version), state="issued", at=moment(ws), body=facts)
    changes = [DocumentChange(None, kept), DocumentChange(draft, None)]
    policy = campaign_policy(ws)
    if policy.packs:  # the list of packs that are taken must go on naming the one in use
        wider = msgspec.structs.replace(policy, packs=sorted({*policy.packs, kept.id}))
        changes.append(policy_change(ws, wider))
    blobs: dict[str, bytes | None] = {blob_name(draft): None, blob_name(kept): bundled(pack.files)}
    return kept, tuple(changes), blobs


def _day(ws: Workspace, text: str) -> date:
    day = as_of_date(text)
    if day is None or day < ws.today:
        raise refuse("NHAP-03", what="ngày áp dụng", value=text, detail="không trước hôm nay")
    return day
