"""Whether paper and file agree: a code typed from the foot of a form, scanned, or photographed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.commands.files import read_chosen
from app.commands.office.showing import report_code, show
from app.domain.storage import Document
from app.domain.tie import Mark, read_mark, short_digest
from app.errors import refuse
from app.progress import Progress
from app.reports.photographs import marks_in
from app.workspace import Outcome, Workspace

_LARGEST_PHOTOGRAPH: Final = 40 * 1024 * 1024
_OURS: Final = "2282:"
_SHORTEST: Final = 12
"""Digits of a package that must be typed; fewer could be those of another one."""


def agree(ws: Workspace, progress: Progress, text: str) -> Outcome:
    """Says whether what stands on paper is what the package holds; with everything that `show` tells of the code.

    Args:
        text: the mark of a QR code, the line at the foot as printed, or the code alone.

    Raises:
        UserError: GIAY-01 they do not agree; NHAP-02 the code or the package is not here; NHAP-03 it is mistyped.
    """
    mark = read_mark(text)
    package = _named_package(ws, mark) if mark.package and mark.code else None
    outcome = show(ws, progress, code=mark.code or text)
    said = _of_package(ws, package) if package is not None else _of_code(outcome.data)
    paper = {"code": outcome.data["code"], "package": package.id if package else "", "sentence": said}
    return replace(outcome, data={**outcome.data, "paper": paper}, message=said)


def agree_photograph(ws: Workspace, progress: Progress, path: Path) -> Outcome:
    """The same of a photograph or a scan; every form on it must agree.

    Raises:
        UserError: ANH-01 no code of ours can be read; else as `agree`.
    """
    found = marks_in(read_chosen(path, _LARGEST_PHOTOGRAPH), path.name, progress)
    marks = [said for said in found if said.startswith(_OURS)]
    if not marks:
        detail = "có mã QR, nhưng không phải của biểu" if found else "không thấy mã QR nào"
        raise refuse("ANH-01", name=path.name, detail=detail)
    outcomes = [agree(ws, progress, said) for said in marks]
    papers = [outcome.data["paper"] for outcome in outcomes]
    data = {**outcomes[0].data, "papers": papers}
    return Outcome(data=data, message=" ".join(paper["sentence"] for paper in papers))


def _named_package(ws: Workspace, mark: Mark) -> Document:
    """The package that paper names, with the very figures of its code."""
    kind = "received" if ws.mode == "province" else "sent"
    found = [item for item in ws.store.documents(kind) if item.id.startswith(mark.package)]
    shown = short_digest(mark.package)
    if len(mark.package) != _SHORTEST:
        raise refuse("NHAP-03", what="mã gói", value=shown, detail="cần ba nhóm, mỗi nhóm bốn ký tự")
    if not found:
        raise refuse("NHAP-02", what="gói ghi ở chân biểu", value=shown)
    expected = report_code(ws, found[0])
    if expected != mark.code:
        raise refuse(
            "GIAY-01", found=mark.code, package=shown, what=_whose(ws, found[0]), expected=expected or "không có"
        )
    return found[0]


def _of_package(ws: Workspace, package: Document) -> str:
    kind = package.kind
    same = ws.store.documents(kind, unit=package.unit, period=package.period)
    newer = [item for item in same if item.body.get("replaces") == package.id]
    told = f" Sau đó đơn vị đã lập {len(newer)} bản thay thế." if newer else ""
    return f"Giấy và gói khớp nhau: {_whose(ws, package)}, gói {short_digest(package.id)}.{told}"


def _of_code(data: dict[str, Any]) -> str:
    if data["kind"] == "frozen":
        return f"Mã {data['code']} là của bản chốt số liệu kỳ {data['period']}."
    where = f"gói {short_digest(data['package'])}"
    return f"Mã {data['code']} khớp số liệu của {where}: báo cáo kỳ {data['period']} của {data['unit_name']}."


def _whose(ws: Workspace, package: Document) -> str:
    return f"báo cáo kỳ {package.period} của {ws.env.units.name(package.unit)}"
