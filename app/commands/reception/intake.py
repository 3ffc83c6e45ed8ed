"""What was dropped and is not yet in: remembered before the first file is taken, so that a killed session goes on.

One document ("intake") for each drop of several files: paths with the SHA-256 of their bytes, never the bytes. A file
is done when something stands under its digest; no line is written for it. States: "open" while files are taken, and
after a kill; "stopped" by the person, or because this machine could not keep some.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.commands.files import LARGEST
from app.commands.sending import moment
from app.domain.storage import Document, DocumentChange
from app.workspace import Outcome, Workspace

KIND: Final = "intake"
_KEPT_AS: Final = ("received", "request", "receipt")


def begun(ws: Workspace, files: Sequence[Path]) -> Document | None:
    """The document of a drop; None for a single file, which is one transaction anyway."""
    named = [[str(path), digest_at(path)] for path in files if _is_text(path)]
    if len(named) < 2:
        return None
    return Document(KIND, ws.env.new_id(), state="open", at=moment(ws), body={"by": ws.actor, "files": named})


def unfinished(ws: Workspace, *states: str) -> tuple[Document, ...]:
    """Drops of this person that have not come to an end, oldest first; paths are of this person's machine."""
    every = (item for state in states for item in ws.store.documents(KIND, state=state))
    return tuple(item for item in every if item.body["by"] == ws.actor)


def left(ws: Workspace, document: Document) -> tuple[Path, ...]:
    """Files of a drop under whose digest nothing stands yet."""
    return tuple(Path(path) for path, digest in document.body["files"] if not digest or not is_kept(ws, digest))


def forgotten(documents: Sequence[Document]) -> Outcome:
    """These drops are at an end."""
    said = "Danh sách tệp thả vào đã nhận xong."
    return Outcome(message=said, documents=tuple(DocumentChange(item, None) for item in documents))


def stopped(ws: Workspace, document: Document) -> Outcome:
    """This drop waits for the person."""
    held = replace(document, state="stopped")
    current = ws.store.document(KIND, document.id)
    return Outcome(message="Dừng nhận tệp; phần còn lại được nhớ.", documents=(DocumentChange(current, held),))


def is_kept(ws: Workspace, digest: str) -> bool:
    """Whether something stands under the SHA-256 of a file, whatever was said of it."""
    return any(ws.store.document(kind, digest) is not None for kind in _KEPT_AS)


def digest_at(path: Path) -> str:
    """SHA-256 of a file; "" where it cannot be read, or is none that would be taken."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ""
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _is_text(path: Path) -> bool:
    """Whether a path can be kept; a name in another encoding cannot, and is taken in without being remembered."""
    return str(path).encode("utf-8", "replace").decode() == str(path)
