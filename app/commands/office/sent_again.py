"""A report of this unit as it was sent, judged again from the sealed package that is kept here.

Whose signature it is was judged when it was made; here only its integrity counts, because a first package is signed by
a certificate that nobody takes any more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.commands.figures.editions import edition_words
from app.commands.figures.judging import Judged, judge
from app.commands.figures.paper import Desk, unit_desk
from app.commands.keys.unit_identity import unit_decryption
from app.crypto.envelope import open_envelope
from app.domain.periods import parse_period
from app.domain.storage import Document
from app.errors import refuse
from app.package.container import read, verify
from app.package.header import decode_header
from app.package.sealing import HEADER
from app.package.submission import read_submission
from app.package.trust import Opened
from app.workspace import Workspace


def sent_judged(ws: Workspace, document: Document) -> Judged:
    """The records of a sent package with the figures that were counted when it was made.

    Raises:
        UserError: NHAP-01 the package is not kept here any more; NGH-07 its pack is not here.
    """
    sealed = ws.store.original(document.id)
    if sealed is None:
        raise refuse("NHAP-01", detail="bản gốc của báo cáo này không còn đọc được trên máy này")
    container = read(open_envelope(sealed, unit_decryption(ws)).plaintext)
    signature = verify(container)
    files = dict(container.files)
    header = decode_header(files.pop(HEADER))
    submission = read_submission(Opened(document.id, header, files, signature.certificate, None, (), ()))
    body = submission.body
    pack = ws.pack_named(body.pack.id, body.pack.version)
    cut_off = date.fromisoformat(body.cut_off)
    judged = judge(ws, pack, submission.data, parse_period(body.period), cut_off, nil=body.nil)
    return replace(judged, figures=replace(judged.figures, cells=ws.store.figures(document.id)))


def frozen_report(ws: Workspace, frozen: Document) -> Document:
    """The sent package of frozen figures of this unit.

    Raises:
        UserError: NHAP-01, it is not kept here any more.
    """
    package = frozen.body["sources"][ws.unit]["package"]
    found = ws.store.document("sent", package)
    if found is None:
        raise refuse("NHAP-01", detail="báo cáo của bản chốt này không còn trên máy này")
    return found


def sent_desk(ws: Workspace, document: Document) -> Desk:
    """Forms of a sent package.

    Raises:
        UserError: as `sent_judged`.
    """
    return unit_desk(ws, sent_judged(ws, document), edition_words(ws, document), document.id)
