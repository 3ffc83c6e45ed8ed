"""Which plan packs are known here: shipped with the program, issued or taken since, in force or to come."""

from __future__ import annotations

from app.domain.storage import Document
from app.plan.pack import version_order
from app.workspace import Workspace
from app.workspace.kept_packs import PACK


def known_versions(ws: Workspace, pack_id: str) -> tuple[str, ...]:
    """Versions of a pack from the oldest to the newest, those that are not in force yet too."""
    return tuple(sorted((version for name, version in ws.pack_names() if name == pack_id), key=version_order))


def newest_known(ws: Workspace, pack_id: str) -> str:
    """The newest version known; "" where none is."""
    return (*("",), *known_versions(ws, pack_id))[-1]


def newest_issued(ws: Workspace) -> Document | None:
    """The newest pack that Sở Nội vụ has issued by itself; None where there is none."""
    return max(ws.store.documents(PACK), key=lambda item: version_order(item.body["version"]), default=None)
