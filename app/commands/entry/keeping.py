"""Kept warnings: a written reason bound to the finding and to the values it explains; it travels with the report."""

from __future__ import annotations

from typing import Final

from app.commands.figures.judging import judge_live
from app.domain.dataset import Change
from app.domain.findings import Severity
from app.domain.unit_records import Explanation
from app.errors import refuse
from app.plan.explanations import values_digest
from app.progress import Progress
from app.workspace import Outcome, Workspace

SHORTEST_REASON: Final = 10


def keep(ws: Workspace, progress: Progress, *, finding: str, reason: str) -> Outcome:
    """Keeps a warning with a reason; an earlier reason for the same finding is replaced.

    Args:
        finding: its key. reason: at least ten characters.

    Raises:
        UserError: NHAP-02 no such warning now, NHAP-03 the reason is too short.
    """
    text = reason.strip()
    if len(text) < SHORTEST_REASON:
        raise refuse("NHAP-03", what="lý do", value=text, detail=f"cần ít nhất {SHORTEST_REASON} ký tự")
    judged = judge_live(ws)
    data = judged.context.data
    found = next((item for item in judged.findings if item.key == finding), None)
    if found is None or found.severity is not Severity.WARNING:
        raise refuse("NHAP-02", what="cảnh báo", value=finding)
    old = next((row for row in data.rows(Explanation) if row.finding == finding), None)
    new = Explanation(
        id=old.id if old else ws.env.new_id(),
        finding=finding,
        values_digest=values_digest(found, data),
        reason=text,
    )
    return Outcome(changes=(Change("explanation", new.id, old, new),), message="Đã ghi lý do giữ cảnh báo.")
