"""`store rebuild`: the data of Sở Nội vụ anew from the signed originals and from quarantine, beside the data in use.

Proved by the files: every package with its figures and findings, the receipts, the certificates. Read from the book in
use: when something came, and what Sở Nội vụ decided without signing it to anybody (`_CARRIED`); the list says how much.
The data in use are only read. The new folder has its own id, so that its receipts take numbers that were never given.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.commands.files import first_line
from app.commands.office.replaying import REBUILD, Found, carried, play, read_files
from app.domain.dataset import Change
from app.domain.storage import Document
from app.errors import refuse
from app.progress import Progress
from app.workspace import NewStore, Outcome, Workspace

_FIRST: Final = (
    "setting",
    "reorganisation",
    "period",
    "certificate",
    "enrolment",
    "request",
    "comment",
    "officer",
    "pack",
)
"""Needed before the first file is read."""
_CARRIED: Final = {
    "setting": "thiết lập, đợt báo cáo",
    "period": "đợt báo cáo",
    "reorganisation": "sắp xếp đơn vị",
    "comment": "góp ý",
    "exception": "cho phép nộp muộn, nộp sau khi đóng kỳ",
    "exemption": "không thuộc diện báo cáo",
    "closed": "đóng kỳ",
    "frozen": "bản chốt số liệu",
    "paper_figures": "số liệu báo cáo giấy",
    "paper_import": "lần nhập số liệu báo cáo giấy",
    "whatif": "danh sách tính thử",
    "reminder": "công văn đôn đốc",
    "drill": "lần diễn tập",
    "erasure": "lần xóa dữ liệu cá nhân",
    "names_seen": "lượt xem, xuất họ tên",
    "question": "tệp vướng mắc đơn vị gửi",
    "crosscheck": "đối chiếu giữa các đơn vị",
    "pack": "bộ chỉ tiêu đã ban hành",
    "behalf": "dữ liệu nhập thay",
    "pack_draft": "bản thảo bộ chỉ tiêu",
}
"""Kinds that no signed file holds whole, in words; copied as they are."""
_REGISTERS: Final = ("unit_profile", "unit_check", "check_problem", "raised", "proposal", "agency_part")
_BLOBS: Final = ("{kind}/{id}", "{kind}:{file}")
"""Names of what is kept beside a document: of a frozen report, of the file of paper figures."""


def rebuild(
    ws: Workspace, progress: Progress, *, out: Path, passphrase_file: Path | None = None, passphrase: str = ""
) -> Outcome:
    """Makes new data from the originals and compares them with those in use.

    Args:
        out: new folder.
        passphrase: that opens the new data; or passphrase_file, whose first line it is.

    Raises:
        UserError: NHAP-01 no passphrase, KHOA-04 too short, KHOA-06 no signing key, LUU-*.
    """
    secret = passphrase or (first_line(passphrase_file) if passphrase_file else "")
    if not secret:
        raise refuse("NHAP-01", detail="cần mật khẩu mở dữ liệu mới")
    info = ws.store.info
    store = ws.env.stores.create(
        NewStore(out, "province", ws.unit, ws.actor, secret, ws.store.secrets, practice=info.practice)
    )
    try:
        data = replay(ws, Workspace(ws.env, store), progress)
    finally:
        store.close()
    same = data["same"] and not data["damaged"]
    said = (
        f"Đã dựng lại {data['packages']} gói, {data['receipts']} phiếu từ tệp gốc; "
        + ("số liệu và tình trạng giống hệt dữ liệu đang dùng." if data["same"] else "có chỗ khác dữ liệu đang dùng.")
        + (f" {len(data['damaged'])} tệp gốc hỏng hoặc đã xóa khóa." if data["damaged"] else "")
    )
    return Outcome(data={"store": str(out), **data}, message=said, ok=same)


def replay(ws: Workspace, new: Workspace, progress: Progress) -> dict[str, Any]:
    """Fills new data from the files and from what the book alone knows; says what is the same."""
    found = read_files(ws, progress)
    _carry(ws, new, _FIRST)
    enrolled = {("certificate", pair.id): pair for pair in found.pairs.values()}
    if enrolled:
        carried(ws, new, enrolled)
    failed = dict(play(ws, new, found, progress))
    _carry(ws, new, tuple(kind for kind in _CARRIED if kind not in _FIRST))
    _carry_registers(ws, new)
    differences = list(_differences(ws, new, failed))
    return {
        "packages": len(new.store.documents("received")),
        "receipts": len(new.store.documents("receipt")),
        "certificates": len(new.store.documents("certificate")),
        "same": not differences,
        "differences": differences,
        "unproved": list(_unproved(ws, found)),
        "damaged": [_damaged(ws, digest) for digest in found.damaged],
    }


def _carry(ws: Workspace, new: Workspace, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        documents = {(kind, item.id): item for item in ws.store.documents(kind)}
        figures = {name: cells for _, name in documents if (cells := ws.store.figures(name))}
        blobs = {
            name: content
            for item in documents.values()
            for name in (shape.format(kind=item.kind, id=item.id, file=item.body.get("digest")) for shape in _BLOBS)
            if (content := ws.store.blob(name)) is not None
        }
        if documents:
            carried(ws, new, documents, figures=figures, blobs=blobs)


def _carry_registers(ws: Workspace, new: Workspace) -> None:
    """Records of Sở's own duties, which no file of a unit holds whole."""
    data = ws.store.load("", list(_REGISTERS))
    changes = tuple(
        Change(name, key, None, row) for name in _REGISTERS for key, row in data.tables.get(name, {}).items()
    )
    if changes:
        new.commit(REBUILD, Outcome(message="Chép sổ việc của Sở Nội vụ.", changes=changes))


def _differences(ws: Workspace, new: Workspace, failed: dict[str, str]) -> Iterator[dict[str, str]]:
    """Packages whose state or figures are not as they were; what is here now and was not, too."""
    before = {item.id: item for item in ws.store.documents("received")}
    after = {item.id: item for item in new.store.documents("received")}
    for digest in sorted({*before, *after}):
        one, two = before.get(digest), after.get(digest)
        shown = one or two
        assert shown is not None
        row = {"package": digest, "unit": shown.unit, "period": shown.period}
        states = [item.state if item else "" for item in (one, two)]
        if states[0] != states[1]:
            yield {"what": "state", **row, "before": states[0], "after": states[1] or failed.get(digest, "")}
        elif ws.store.figures(digest) != new.store.figures(digest):
            yield {"what": "figures", **row, "before": "", "after": ""}
    numbers = [{(item.id, item.state) for item in store.documents("receipt")} for store in (ws.store, new.store)]
    for digest, state in sorted(numbers[0] ^ numbers[1]):
        here = (digest, state) in numbers[1]
        row = {"what": "receipt", "package": digest, "unit": "", "period": ""}
        yield {**row, "before": "" if here else state, "after": state if here else ""}


def _unproved(ws: Workspace, found: Found) -> Iterator[dict[str, Any]]:
    judged = [item for item in ws.store.documents("received") if item.state in ("accepted", "returned", "checked")]
    silent = [item for item in judged if (item.id, item.state) not in found.proved]
    if silent:
        said = f"{len(silent)} quyết định chưa có phiếu ký gửi đơn vị; lấy theo sổ đang dùng."
        yield {"what": "verdict", "count": len(silent), "sentence": said}
    if found.erased:
        said = f"{len(found.erased)} tệp gốc đã xóa khóa theo chủ ý; số liệu lấy theo sổ đang dùng."
        yield {"what": "erased", "count": len(found.erased), "sentence": said}
    for kind, words in _CARRIED.items():
        count = len(ws.store.documents(kind))
        if count:
            said = f"{count} mục «{words}» không có trong tệp ký; chép nguyên từ sổ đang dùng."
            yield {"what": kind, "count": count, "sentence": said}


def _damaged(ws: Workspace, digest: str) -> dict[str, str]:
    document: Document | None = ws.store.document("received", digest) or ws.store.document("receipt", digest)
    name = ws.env.units.name(document.unit) if document is not None and document.unit else "không rõ đơn vị"
    period = document.period if document is not None else ""
    said = f"Tệp gốc {digest[:12]} ({name}, kỳ {period or '?'}) hỏng hoặc khóa của kỳ đã xóa; không dựng lại được."
    return {"file": digest, "sentence": said}
