"""What a killed session left of a package's file: a part is tidied away, a whole one is recognised."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.commands.chains import LAPSED
from app.commands.submission.carrying import clear_leftover, holds
from app.commands.submission.finalising import SUBMIT, as_written
from app.domain.storage import Document, DocumentChange
from app.errors import UserError
from app.workspace import Outcome, Workspace


def settle_unfinished(ws: Workspace) -> None:
    """Looks where packages were being written: a part is removed, a whole file counts as written.

    A medium that is not at hand changes nothing; the package stays one that can be copied again.
    """
    if ws.mode != "unit":
        return
    begun = [item for item in ws.store.documents("sent") if item.body.get("writing")]
    for document in begun:
        clear_leftover(Path(document.body["writing"]))
    proved = tuple(DocumentChange(item, as_written(item, _place(item))) for item in begun if _is_there(item))
    if proved:
        with suppress(UserError):  # a store that cannot be written now says so when a person works
            ws.commit(SUBMIT, Outcome(message="Tệp của gói đã lập có đủ ở nơi ghi.", documents=proved))


def _is_there(document: Document) -> bool:
    return document.state != LAPSED and holds(_place(document), document.id)


def _place(document: Document) -> Path:
    return Path(document.body["writing"])
