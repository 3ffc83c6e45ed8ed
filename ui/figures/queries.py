"""Questions about official forms: which there are, one with its numbers, one as PDF."""

from __future__ import annotations

from dataclasses import dataclass

from app.commands.figures.asked import offered_forms
from app.commands.figures.judging import current_period
from app.commands.figures.paper import document, filled_form, is_wide
from app.commands.figures.reporting import desk_of
from app.domain.table import FilledForm
from app.progress import Progress
from app.reports.writers import render
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FormName:
    """A form as the list shows it; `wide` if A3 makes it easier to read."""

    code: str
    name: str
    wide: bool


def form_names(ws: Workspace) -> tuple[FormName, ...]:
    """Forms that can be made here for the period in hand."""
    return tuple(FormName(form.code, form.name, is_wide(form)) for form in offered_forms(ws, current_period(ws)))


def filled(ws: Workspace, code: str) -> FilledForm:
    """A form of this unit, or of the province."""
    return filled_form(ws, desk_of(ws, None, None), code)


def form_pdf(
    ws: Workspace,
    progress: Progress,
    codes: tuple[str, ...],
    *,
    unit: str = "",
    as_now: bool = False,
    publish: bool = False,
    large: bool = False,
) -> bytes:
    """Forms as they are printed: the very bytes that are saved.

    Args:
        codes: of the forms.
        unit: at Sở Nội vụ, whose figures were accepted; "" for the province.
        as_now, publish, large: as `app.commands.figures.batch.forms`.
    """
    progress.step(0, 2, "Lập biểu")
    desk = desk_of(ws, None, None, unit or None, as_now=as_now)
    progress.step(1, 2, "Dàn trang")
    return render(document(ws, desk, codes, publish=publish, large=large), ".pdf")
