"""The PDF of the forms that was signed with the official token, on its way into a package and out of it.

pyHanko is loaded only where there is such a PDF.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from app.commands.late import late
from app.domain.tie import figures_code
from app.package.submission import Submission

_EVIDENCE: Final = "app.commands.pdf_evidence"


@dataclass(frozen=True, slots=True)
class Attached:
    """A report with its signed PDF, and what its signatures say; None where there is none."""

    submission: Submission
    row: dict[str, Any] | None


def attach(submission: Submission, path: Path | None) -> Attached:
    """Puts a signed PDF into a report.

    Raises:
        UserError: see `app.commands.pdf_evidence.attached_pdf`.
    """
    if path is None:
        return Attached(submission, None)
    content, evidence = late(f"{_EVIDENCE}:attached_pdf")(path, code_of(submission))
    return Attached(replace(submission, signed=content), evidence.row())


def signed_row(submission: Submission) -> dict[str, Any] | None:
    """What the signed PDF of a report that came says; None where there is none."""
    if not submission.signed:
        return None
    row: dict[str, Any] = late(f"{_EVIDENCE}:judged_pdf")(submission.signed, code_of(submission)).row()
    return row


def code_of(submission: Submission) -> str:
    """The code of the figures, as the forms of the same report print it."""
    body = submission.body
    return figures_code(body.unit, body.period, body.cut_off, submission.figures.cells)
