"""By whose hand a report came: the unit's, or that of Sở Nội vụ for a unit that sends paper; by its key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.domain.storage import Document
from app.workspace import Workspace

BEHALF: Final = "behalf"
"""Kind of document at Sở Nội vụ: a key of a working store; in such a store the setting that says what it is."""
SOURCES: Final[Mapping[str, str]] = MappingProxyType({"paper": "báo cáo giấy", "excel": "danh sách Excel"})
"""What the unit sent."""


@dataclass(frozen=True, slots=True)
class Hand:
    """By whose hand a report was entered: officer, "báo cáo giấy" or "danh sách Excel", number and day of the paper."""

    by: str
    source: str
    paper: str

    @property
    def words(self) -> str:
        """As it is shown beside the report."""
        return f"Sở Nội vụ nhập thay ({self.by}), theo {self.source} {self.paper}".rstrip()


def hand_of(ws: Workspace, document: Document) -> Hand | None:
    """By whose hand a received package was entered; None where the unit made it."""
    known = ws.store.document(BEHALF, str(document.body.get("signed_with", ""))) if document.body else None
    if known is None:
        return None
    return Hand(known.body["by"], SOURCES[known.body["source"]], known.body["paper"])


def hands(ws: Workspace, documents: Iterable[Document]) -> dict[str, Hand]:
    """Package → by whose hand, of those that Sở Nội vụ entered; read at once."""
    known = {item.id: item for item in ws.store.documents(BEHALF)}
    found = {}
    for item in documents if known else ():
        if (made := known.get(str(item.body.get("signed_with", "")))) is not None:
            found[item.id] = Hand(made.body["by"], SOURCES[made.body["source"]], made.body["paper"])
    return found


def working_words(ws: Workspace) -> str:
    """What the band over a working store says; "" in any other store."""
    kept = ws.store.document("setting", BEHALF)
    if kept is None:
        return ""
    return f"NHẬP THAY: {ws.env.units.name(ws.unit)} - theo {SOURCES[kept.body['source']]} {kept.body['paper']}"
