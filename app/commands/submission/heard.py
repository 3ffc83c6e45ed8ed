"""What a receipt tells a unit beside the verdict: the versions that are taken, and its page beside the province."""

from __future__ import annotations

from app.commands.policies import policy_change
from app.domain.storage import Document, DocumentChange
from app.package.exchange import Receipt
from app.workspace import Workspace

_PAGE = "compared/"


def policy_heard(ws: Workspace, given: Receipt) -> list[DocumentChange]:
    """The policy of the newest receipt is the one that counts, in whichever order receipts come."""
    newest = max((item.body["number"] for item in ws.store.documents("receipt")), default=0)
    if given.policy is None or given.body.number < newest:
        return []
    return [policy_change(ws, given.policy)]


def page_kept(given: Receipt) -> dict[str, bytes | None]:
    """The page "Đơn vị của bạn so với tỉnh" by the package that was accepted; a receipt without one takes none away."""
    return {_PAGE + given.body.package: given.compared} if given.compared else {}


def compared_pages(ws: Workspace, packages: tuple[Document, ...]) -> dict[str, bytes]:
    """The pages held for packages of this unit, by package."""
    found = {item.id: ws.store.blob(_PAGE + item.id) for item in packages}
    return {package: page for package, page in found.items() if page}
