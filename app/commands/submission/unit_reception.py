"""Which kind of file of Sở Nội vụ a unit takes in: opened once, then handed to the one who reads its kind."""

from __future__ import annotations

from app.commands.keys.adopting import settle_keys
from app.commands.keys.trusting import trust_state
from app.commands.keys.unit_identity import unit_decryption
from app.commands.submission.asking import take_answers
from app.commands.submission.certificates_in import take_certificates
from app.commands.submission.pack_in import take_pack
from app.commands.submission.period_in import take_period
from app.commands.submission.receipts_in import take_receipt
from app.package.bodies import AnswerBody, CertificatesBody, PeriodBody, PlanPackBody
from app.package.trust import open_file
from app.workspace import Outcome, Workspace


def take_file(ws: Workspace, sealed: bytes, name: str) -> Outcome:
    """Takes one file of Sở Nội vụ in: a receipt, certificates, a đợt báo cáo or a plan pack.

    `settled` follows when it is written.

    Raises:
        UserError: BN code for a file that is not for this machine, GOI, MAH, KY or NGH code of what is wrong with it.
    """
    opened = open_file(sealed, unit_decryption(ws), trust_state(ws), ws.env.now())
    body = opened.header.body
    if isinstance(body, CertificatesBody):
        return take_certificates(ws, opened, body, sealed, name)
    if isinstance(body, PeriodBody):
        return take_period(ws, opened, body, sealed, name)
    if isinstance(body, AnswerBody):
        return take_answers(ws, opened, body, sealed, name)
    if isinstance(body, PlanPackBody):
        return take_pack(ws, opened, body, sealed, name)
    return take_receipt(ws, opened, sealed, name)


def settled(ws: Workspace) -> None:
    """After a file was written: keys that got their certificates are in use."""
    settle_keys(ws)
