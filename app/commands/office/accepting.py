"""Acceptance of many packages at once: those in which nothing was found, each as a transaction of its own."""

from __future__ import annotations

from typing import Any, Final

from app.commands.office.differences import has_outlier
from app.commands.reception.verdicts import accept, found_package
from app.commands.table import command
from app.domain.storage import Document
from app.errors import UserError
from app.progress import Progress
from app.workspace import Outcome, Workspace

WAITING: Final = ("received", "checked")


def accept_clean(ws: Workspace, progress: Progress, *, packages: str | None = None, dry_run: bool = False) -> Outcome:
    """Accepts every waiting package in which nothing was found; stopped half way, what was accepted stays.

    Args:
        packages: SHA-256, apart by commas, to accept only those among them; None for all.
        dry_run: only names them.

    Returns:
        data: {"accepted": packages, "refused": [{package, unit, code, message}]}; ok is False where one was refused.
    """
    wanted = None if packages is None else {found_package(ws, part.strip()).id for part in packages.split(",")}
    found = [item for item in clean_packages(ws) if wanted is None or item.id in wanted]
    if dry_run:
        data = {"accepted": [item.id for item in found], "refused": []}
        return Outcome(data=data, message=f"{len(found)} báo cáo không có phát hiện.")
    accepted: list[str] = []
    refused: list[dict[str, Any]] = []
    for number, item in enumerate(found):
        progress.step(number, len(found), f"Chấp nhận số liệu: {ws.env.units.name(item.unit)}")
        try:
            ws.run(command("accept"), accept, progress, package=item.id)
            accepted.append(item.id)
        except UserError as error:
            about = {"package": item.id, "unit": item.unit}
            refused.append({**about, "code": error.code, "message": error.message})
    rest = f" {len(refused)} báo cáo không được: {refused[0]['message']}" if refused else ""
    message = f"Đã chấp nhận {len(accepted)} báo cáo không có phát hiện.{rest}"
    return Outcome(data={"accepted": accepted, "refused": refused}, message=message, ok=not refused)


def clean_packages(ws: Workspace) -> tuple[Document, ...]:
    """Waiting packages in which nothing was found."""
    return tuple(item for item in ws.store.documents("received") if is_clean(ws, item))


def is_clean(ws: Workspace, document: Document) -> bool:
    """No error, no warning, declared as counted, nothing doubtful about the file, and no figure that jumped."""
    body = document.body
    if document.state not in WAITING or "errors" not in body:
        return False
    found = (body["errors"], body["warnings"], body["differences"], body.get("doubts"))
    return not any(found) and not has_outlier(ws, document)
