"""Figures of signed-off paper reports as the store keeps them: apart from packages, by year and unit.

Hides their documents. The unit "" is the whole province: a total whose split nobody has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.figures import OF_PAPER, Figures
from app.domain.periods import Period
from app.domain.schema import Level
from app.domain.storage import Document
from app.workspace import Workspace

PAPER: Final = "paper_figures"
IMPORT: Final = "paper_import"
WHOLE: Final = ""
"""Stands for the unit of a total of the province."""


def paper_id(period: str, unit: str) -> str:
    """Id of the document, and of its figures."""
    return f"{PAPER}:{period}:{unit}"


def paper_documents(ws: Workspace, period: str | None = None) -> tuple[Document, ...]:
    """Paper reports of a period or of all, the province's total first."""
    found = ws.store.documents(PAPER, period=period) if period else ws.store.documents(PAPER)
    return tuple(sorted(found, key=lambda item: (item.period, item.unit)))


def paper_figures(ws: Workspace, period: Period) -> Mapping[str, Figures]:
    """Unit key → figures of its paper report; under `WHOLE` those of the whole province."""
    documents = paper_documents(ws, str(period))
    cells = ws.store.figures_of([item.id for item in documents])
    return {item.unit: figures_of_paper(item, cells.get(item.id, {})) for item in documents}


def paper_of(ws: Workspace, unit: str, period: Period) -> Figures | None:
    """Figures of the paper report of one unit; None where there is none."""
    document = ws.store.document(PAPER, paper_id(str(period), unit))
    return figures_of_paper(document, ws.store.figures(document.id)) if document else None


def figures_of_paper(document: Document, cells: Mapping[str, int]) -> Figures:
    """The figures of a paper report; no definitions of a pack counted them."""
    return Figures(document.unit, document.body["cut_off"], OF_PAPER, Level.SO_LIEU, cells)
