"""Gói hỗ trợ: one ZIP that tells a helper about this program and these data, and nothing of any person (threats K14).

Hides what goes in. It is built of names that the program itself knows (tables, rules, states) and of numbers; texts
that were written elsewhere pass `app.crash_lines` first. No file name, folder, user, unit's record or comment is read
into it.
"""

from __future__ import annotations

import io
import json
import platform
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from app.commands.figures.judging import judge_live
from app.commands.files import write_chosen
from app.crash_lines import sayable
from app.crash_report import FOLDER
from app.domain.finding_json import finding_from_json
from app.domain.findings import Finding
from app.domain.registry import SENT, TABLES
from app.errors import UserError
from app.paths import settings_folder
from app.progress import Progress
from app.settings import load_settings
from app.workspace import PROGRAM_VERSION, Outcome, Workspace

_PARTS: Final = (
    "PySide6-Essentials",
    "SQLAlchemy",
    "sqlcipher3",
    "cryptography",
    "pyHanko",
    "reportlab",
    "openpyxl",
    "python-calamine",
    "psycopg",
)
_KINDS: Final = (
    "received",
    "receipt",
    "request",
    "enrolment",
    "certificate",
    "comment",
    "exception",
    "exemption",
    "closed",
    "frozen",
    "paper_figures",
    "sent",
    "request_sent",
    "import",
    "handover",
)
_LARGEST: Final = 1024 * 1024
_DAY: Final = (1980, 1, 1, 0, 0, 0)
_ABOUT: Final = """Gói hỗ trợ của Sổ 2282.

Chỉ có: phiên bản chương trình và thư viện, lựa chọn hiển thị, cấu trúc dữ liệu, số dòng của từng bảng, số lượng theo
tình trạng và theo quy tắc rà soát, nhật ký lệnh và báo cáo sự cố của chương trình.
Không có: họ tên, số định danh, tên tệp, thư mục, tên người dùng, nội dung hồ sơ, góp ý hay phiếu.
Mở từng tệp bằng Notepad để xem trước khi gửi.
"""


def bundle(ws: Workspace | None, progress: Progress, *, out: Path) -> Outcome:
    """Writes the bundle; without a store that part is missing.

    Raises:
        UserError: LUU-* of the file.
    """
    parts = {"doc-truoc.txt": _ABOUT, "versions.json": _json(_versions()), "settings.json": _json(_settings())}
    parts["schema.json"] = _json({name: [field.name for field in spec.fields] for name, spec in TABLES.items()})
    parts |= dict(_texts())
    if ws is not None:
        progress.step(0, 1, "Đếm dữ liệu")
        parts |= {"store.json": _json(_card(ws)), "counts.json": _json(_counts(ws))}
        parts["findings.json"] = _json(_findings(ws))
    write_chosen(out, _zipped(parts))
    said = f"Đã lập gói hỗ trợ {out.name}: {len(parts)} phần, không có dữ liệu cá nhân."
    return Outcome(data={"file": str(out), "parts": sorted(parts)}, message=said)


def _zipped(parts: Mapping[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, _DAY), parts[name].encode(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _versions() -> dict[str, str]:
    found = {"so2282": PROGRAM_VERSION, "python": platform.python_version(), "system": platform.system()}
    found |= {"release": platform.release(), "machine": platform.machine()}
    for name in _PARTS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # the frozen program carries no lists of files
            found[name] = ""
    return found


def _settings() -> dict[str, Any]:
    """Choices; of what is a place only whether there is one."""
    held = load_settings()
    places = {name: bool(getattr(held, name)) for name in ("last_store", "signature_roots", "token_library")}
    return {"theme": held.theme, "text_points": held.text_points, "as_now": held.as_now, **places}


def _texts() -> Iterator[tuple[str, str]]:
    """Logs and reports of crashes; their own names are made here."""
    for folder, shape, name in (("log", "so2282.log*", "log"), (FOLDER, "*.txt", "su-co")):
        for number, path in enumerate(sorted((settings_folder() / folder).glob(shape)), 1):
            try:
                text = path.read_bytes()[-_LARGEST:].decode("utf-8", "replace")
            except OSError:
                continue
            yield f"{name}/{number:03d}.txt", sayable(text)


def _card(ws: Workspace) -> dict[str, Any]:
    info, roles = ws.store.info, Counter(role for slot in ws.store.users() for role in slot.roles)
    kept = {name: getattr(info, name) for name in ("mode", "generation", "epoch", "practice", "schema", "clean")}
    more = {"server": bool(info.server), "users": len(ws.store.users()), "roles": dict(roles)}
    pack = {"id": ws.pack.id, "version": ws.pack.version}
    return {**kept, **more, "pack": pack, "last_backup": ws.store.last_backup(), "created": info.created}


def _counts(ws: Workspace) -> dict[str, Any]:
    documents = {kind: dict(Counter(item.state for item in ws.store.documents(kind))) for kind in _KINDS}
    history = ws.store.verify_history()
    return {
        "records": {spec.name: ws.store.count(spec.name) for spec in SENT},
        "documents": {kind: states for kind, states in documents.items() if states},
        "refusals": dict(Counter(str(item.body.get("code", "")) for item in ws.store.documents("received"))),
        "originals": sum(1 for _ in ws.store.originals()),
        "history": {"entries": history.entries, "erased": history.erased, "broken": len(history.broken)},
        "faults": len(ws.store.check()),
    }


def _findings(ws: Workspace) -> dict[str, int]:
    """Rule and severity → number, of the live records, at Sở Nội vụ of the received packages."""
    try:
        found = Counter(f"{item.rule} {item.severity}" for item in _found(ws))
    except UserError as wrong:  # a period that the pack does not know is no reason for no bundle
        return {wrong.code: 1}
    return dict(sorted(found.items()))


def _found(ws: Workspace) -> Iterator[Finding]:
    if ws.mode == "unit":
        yield from judge_live(ws, None, None).findings
        return
    for item in ws.store.documents("received"):
        yield from map(finding_from_json, item.body.get("findings", ()))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
