"""Diễn tập: whether Sở Nội vụ could go on after a lost machine, or after a lost decryption key; with minutes each time.

Hides where the rehearsal happens: a lost machine is played in a new folder beside the minutes, which is removed
afterwards; the spare key is read from its own medium and never kept. The data in use are only read, but for one
document ("drill") that says when it was rehearsed and how it ended.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.commands.files import first_line, read_chosen, write_chosen
from app.commands.keys.authorities import authorities_of
from app.commands.reception.quarantine import kept_bytes
from app.commands.sending import moment
from app.crypto.certificates import public_key_of
from app.crypto.envelope import open_envelope
from app.crypto.keys import PrivateKey, key_from_pem, public_der
from app.domain.registry import SENT
from app.domain.storage import Document, DocumentChange
from app.durable import reachable
from app.errors import UserError, refuse
from app.package.container import read
from app.package.header import decode_header
from app.package.sealing import HEADER
from app.progress import Progress
from app.reports.drill_paper import DrillPaper, drill_pdf
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Store, Workspace

KIND: Final = "drill"
MACHINE: Final = "machine"
KEY: Final = "key"
EVERY: Final = timedelta(days=182)
"""A drill is offered twice a year."""
SUBJECTS: Final = {MACHINE: "mất máy tính", KEY: "mất khóa giải mã"}
_DOCUMENTS: Final = {"received": "Gói đã nhận", "receipt": "Phiếu tiếp nhận", "certificate": "Chứng thư đã cấp"}
_LIST: Final = "backup.json"
_PLACE: Final = ".dien-tap"
_MISTYPED: Final = ("KHOA-01", "KHOA-03", "KHOA-05", "NHAP-")
"""The person can mend this at once; it says nothing of the backup or of the key."""
_LARGEST_KEY: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Played:
    """How a drill went: sentences of what was done, label with both values, a sentence, and whether it passed."""

    steps: tuple[str, ...]
    facts: tuple[tuple[str, str, str], ...]
    result: str
    passed: bool


def drill(
    ws: Workspace,
    progress: Progress,
    *,
    kind: str,
    out: Path,
    passphrase_file: Path | None = None,
    passphrase: str = "",
    backup: Path | None = None,
    spare: Path | None = None,
) -> Outcome:
    """Plays a loss through, and writes the minutes.

    Args:
        kind: MACHINE restores a backup into a new folder, KEY opens a received package with the offline spare.
        out: minutes, a PDF.
        passphrase: that opens the backup, or the spare's file; or passphrase_file, whose first line it is.
        backup: one, or a folder of them, of which the newest is taken; None for those of this store.
        spare: PEM of the spare's key.

    Raises:
        UserError: NHAP-01 something is missing, KHOA-01 wrong passphrase, NHAP-03 another key, LUU-* of the minutes.
    """
    secret = passphrase or (first_line(passphrase_file) if passphrase_file else "")
    if not secret:
        raise refuse("NHAP-01", detail="cần mật khẩu của bản sao lưu hoặc của tệp khóa dự phòng")
    try:
        if kind == MACHINE:
            played = _lost_machine(ws, progress, newest_backup(ws, backup), out, secret)
        else:
            played = _lost_key(ws, _spare_key(ws, spare, secret))
    except UserError as wrong:
        if wrong.code.startswith(_MISTYPED):
            raise
        played = Played(("Bắt đầu diễn tập.",), (), f"{wrong.message} {wrong.hint}".strip(), passed=False)
    now, office = ws.env.now(), ws.env.units.name(ws.unit)
    minutes = DrillPaper(
        office, now, ws.actor, SUBJECTS[kind], played.steps, played.facts, played.result, played.passed,
        ws.store.info.practice,
    )  # fmt: skip
    write_chosen(out, drill_pdf(minutes))
    facts = [list(fact) for fact in played.facts]
    state, body = "passed" if played.passed else "failed", {"kind": kind, "by": ws.actor, "facts": facts}
    kept = Document(KIND, ws.env.new_id(), state=state, at=moment(ws), body=body)
    message = f"Diễn tập {SUBJECTS[kind]}: {'đạt' if played.passed else 'không đạt'}. {played.result}"
    data = {"kind": kind, "passed": played.passed, "file": str(out), "facts": facts}
    return Outcome(data, f"{message} Biên bản: {out.name}.", played.passed, documents=(DocumentChange(None, kept),))


def listed(ws: Workspace, progress: Progress) -> Outcome:
    """Drills so far, oldest first."""
    rows = [
        {"id": item.id, "kind": item.body["kind"], "at": item.at, "by": item.body["by"]}
        | {"passed": item.state == "passed"}
        for item in ws.store.documents(KIND)
    ]
    return Outcome(data=rows)


def due(ws: Workspace) -> dict[str, tuple[str, bool]]:
    """Kind of drill → when it last passed ("" for never), and whether it is due again."""
    found: dict[str, tuple[str, bool]] = {}
    for kind in SUBJECTS:
        passed = [item.at for item in ws.store.documents(KIND, state="passed") if item.body["kind"] == kind]
        last = passed[-1] if passed else ""
        found[kind] = last, not last or datetime.fromisoformat(last) + EVERY < ws.env.now()
    return found


def newest_backup(ws: Workspace, place: Path | None) -> Path:
    """A backup: the one named, or the newest in a folder.

    Raises:
        UserError: LUU-08 there is none, NHAP-01 the data are on a server, whose host makes copies.
    """
    if ws.store.info.server and place is None:
        raise refuse("NHAP-01", detail="dữ liệu ở máy chủ do người quản trị máy chủ sao lưu; hãy chọn một bản sao lưu")
    folder = place or ws.store.root / "backups"
    if (folder / _LIST).is_file():
        return folder
    found = sorted(path.parent for path in folder.glob(f"*/{_LIST}"))
    if not found:
        raise refuse("LUU-08", place=folder / "(bản sao lưu)")
    return found[-1]


def _lost_machine(ws: Workspace, progress: Progress, backup: Path, out: Path, passphrase: str) -> Played:
    place = reachable(out.absolute()).with_name(out.stem + _PLACE)
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    progress.step(0, 3, "Khôi phục bản sao lưu vào thư mục tạm")
    try:
        restored = ws.env.stores.restore(backup, place, ws.actor, passphrase)
        try:
            progress.step(1, 3, "Kiểm tra dữ liệu đã khôi phục")
            faults, history = restored.check(), restored.verify_history()
            progress.step(2, 3, "Đối chiếu")
            facts = _compared(ws.store, restored)
        finally:
            restored.close()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    whole = not faults and not history.broken
    steps = (
        f"Khôi phục bản sao lưu {backup.name} vào một thư mục mới, mở bằng mật khẩu của {ws.actor}.",
        "Đọc mọi trang dữ liệu và kiểm tra chuỗi lịch sử của bản đã khôi phục.",
        "Đếm lại và đối chiếu với dữ liệu đang dùng; xóa thư mục diễn tập.",
    )
    told = "Bản sao lưu dùng được để làm tiếp trên máy khác." if whole else "Bản sao lưu có hư hỏng; hãy sao lưu lại."
    behind = [fact[0].lower() for fact in facts if fact[1] != fact[2]]
    more = f" Bản sao lưu cũ hơn dữ liệu đang dùng ở: {', '.join(behind)}." if behind and whole else ""
    return Played(steps, facts, told + more, whole)


def _compared(now: Store, restored: Store) -> tuple[tuple[str, str, str], ...]:
    facts = [
        (label, str(len(now.documents(kind))), str(len(restored.documents(kind)))) for kind, label in _DOCUMENTS.items()
    ]
    records = [str(sum(store.count(spec.name) for spec in SENT)) for store in (now, restored)]
    facts.append(("Dòng hồ sơ", records[0], records[1]))
    periods = [
        Counter(item.period for item in store.documents("received", state="accepted")) for store in (now, restored)
    ]
    facts += [
        (f"Đơn vị đã chấp nhận kỳ {period}", str(periods[0][period]), str(periods[1][period]))
        for period in sorted({*periods[0], *periods[1]})
    ]
    lines = [str(store.verify_history().entries) for store in (now, restored)]
    return (*facts, ("Dòng lịch sử", lines[0], lines[1]))


def _spare_key(ws: Workspace, path: Path | None, passphrase: str) -> PrivateKey:
    if path is None:
        raise refuse("NHAP-01", detail="cần tệp khóa dự phòng (spare.pem) đã cất riêng khi lập dữ liệu")
    key = key_from_pem(read_chosen(path, _LARGEST_KEY), passphrase, place=path.name)
    if public_der(key) != public_der(public_key_of(authorities_of(ws)[0].so_spare)):
        raise refuse(
            "NHAP-03", what="tệp khóa dự phòng", value=path.name, detail="không phải khóa của chứng thư dự phòng"
        )
    return key


def _lost_key(ws: Workspace, key: PrivateKey) -> Played:
    document, sealed = _sample(ws)
    header = decode_header(read(open_envelope(sealed, [key]).plaintext).files.get(HEADER, b""))
    period = str(getattr(header.body, "period", ""))
    name = ws.env.units.name(document.unit)
    facts = (
        ("Đơn vị gửi", name, ws.env.units.name(header.sender)),
        ("Kỳ báo cáo", document.period, period),
    )
    passed = (header.sender, period) == (document.unit, document.period)
    steps = (
        f"Lấy gói đã nhận của {name}, kỳ {document.period}, nhận ngày {write_date(document.at[:10])}.",
        "Mở gói chỉ bằng khóa dự phòng cất riêng, không dùng khóa giải mã của máy này; không ghi lại khóa, nội dung.",
        "Đối chiếu đơn vị và kỳ ghi trong gói với sổ tiếp nhận.",
    )
    told = "Khóa dự phòng mở được gói đã nhận." if passed else "Nội dung gói khác sổ tiếp nhận."
    return Played(steps, facts, told, passed)


def _sample(ws: Workspace) -> tuple[Document, bytes]:
    """The newest package that is still here.

    Raises:
        UserError: NHAP-01, nothing was received yet.
    """
    for document in reversed(ws.store.documents("received")):
        sealed = kept_bytes(ws, document.id) if document.unit and document.period else None
        if sealed is not None:
            return document, sealed
    raise refuse("NHAP-01", detail="chưa nhận gói nào nên chưa diễn tập được")


def drill_row(item: dict[str, Any]) -> str:
    """A drill in words."""
    verdict = "đạt" if item["passed"] else "không đạt"
    return f"{write_date(item['at'][:10])}: {SUBJECTS[item['kind']]}, {verdict}, {item['by']}"
