"""The plan pack: checked by file and line, and shown with what awaits confirmation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.plan.pack import Pack, load_pack
from app.progress import Progress
from app.workspace import Environment, Outcome


def check(env: Environment, progress: Progress, *, folder: Path | None = None) -> Outcome:
    """Loads a pack strictly.

    Raises:
        UserError: QT-01 with file and line.
    """
    pack = load_pack(folder) if folder else env.newest_pack
    message = f"Bộ {pack.id} {pack.version} đúng: {len(pack.rules)} quy tắc, {len(pack.forms)} biểu."
    return Outcome(data=_head(pack), message=message)


def show(env: Environment, progress: Progress) -> Outcome:
    """The newest pack: targets, forms, rules, and every value marked «mặc định, cần xác nhận»."""
    pack = env.newest_pack
    data = {
        **_head(pack),
        "unconfirmed": [asdict(item) for item in pack.unconfirmed()],
        "rules": [
            {"code": rule.code, "severity": str(rule.severity), "title": rule.title, "reference": rule.reference}
            for rule in pack.rules
        ],
        "forms": [{"code": form.code, "name": form.name} for form in pack.forms.values()],
    }
    return Outcome(data=data)


def _head(pack: Pack) -> dict[str, Any]:
    return {"id": pack.id, "version": pack.version, "title": pack.title, "digest": pack.digest}
