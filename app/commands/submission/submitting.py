"""The unit's report as a command: check, build, refuse what is unchanged, finalise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.commands.clocks import clock_doubt
from app.commands.comments.taken_in import answers
from app.commands.figures.editions import refuse_unchanged
from app.commands.figures.judging import cut_off_of, judge, require_period_open, sentences
from app.commands.figures.nil_reports import require_nothing
from app.commands.keys.own_keys import require_own_key
from app.commands.keys.signers import BY_PROGRAM, Signing, chosen_signer
from app.commands.keys.unit_identity import unit_keys
from app.commands.levels import named_level
from app.commands.policies import made_here, require_fit
from app.commands.submission.building import Asked, built, content_digest
from app.commands.submission.carrying import require_target
from app.commands.submission.finalising import finalised, read_back, sealed_package, sent_document
from app.commands.submission.signed_forms import attach
from app.crypto.meaning import MEANING
from app.domain.periods import parse_period
from app.domain.schema import Level
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace


def submit(
    ws: Workspace,
    progress: Progress,
    *,
    period: str,
    out: Path,
    level: str | None = None,
    nil: bool = False,
    minimal: bool = False,
    sign: str = BY_PROGRAM,
    pin_file: Path | None = None,
    signed_pdf: Path | None = None,
    pin: bytearray | None = None,
    try_last: bool = False,
) -> Outcome:
    """Checks the live records, seals them to Sở Nội vụ and writes the package; refuses while errors remain.

    Args:
        period: text of the period.
        out: file to write.
        level: "so-lieu", "rut-gon" or "ho-so"; None for what Sở's campaign asks, else "rut-gon".
        nil: the unit reports "không phát sinh".
        minimal: without the PDF of the forms.
        sign: "app", with the key of the program; or the address of a key on a device, "pkcs11:…".
        pin_file, pin, try_last: of the device, see `Signing`.
        signed_pdf: the forms as a PDF that was signed elsewhere, with the official token.

    Raises:
        UserError: NGH-13 and NGH-14 this program or pack is not taken, NGH-15 "không phát sinh" although there is
            something, NOP-01 errors remain, NOP-03 nothing changed, NOP-05 names in a text of a package without names,
            NHAP-03 another way of signing, KHOA-08 to KHOA-10 the program's key is not to sign, KHOA-06, TB-* of the
            device, PDF-01 to PDF-03 of the signed PDF, LUU-*; USB-01, the package is here and `sent copy` writes it.
    """
    signing = Signing(sign, pin_file, pin, try_last)
    signing.check()
    asked = Asked(parse_period(period), asked_level(ws, level), nil, minimal)
    require_period_open(ws, asked.period, ws.unit)
    require_fit(ws, made_here(ws))
    require_target(out)
    if sign == BY_PROGRAM:
        require_own_key(ws)
    clock = clock_doubt(ws)
    progress.step(0, 5, "Rà soát số liệu")
    judged = judge(ws, ws.pack, ws.store.load(), asked.period, cut_off_of(ws, asked.period), nil=nil)
    if nil:
        require_nothing(judged.context, judged.figures.cells)
    if judged.errors:
        listed = sentences(ws, ws.pack, judged.context.data, judged.findings)
        said = refuse("NOP-01", count=judged.errors).message
        return Outcome(data={"findings": listed}, message=said, ok=False, findings=judged.findings)
    progress.step(1, 5, "Lập biểu")
    keys = unit_keys(ws)
    replied = answers(ws, judged, asked.level)
    submission = replace(built(ws, judged, asked, keys), replies=replied.replies)
    attached = attach(submission, signed_pdf)
    submission = attached.submission
    content = content_digest(submission)
    refuse_unchanged(ws, content, str(asked.period))
    progress.step(2, 5, "Ký và mã hóa")
    with chosen_signer(ws, keys, signing) as signer:
        sealed = sealed_package(ws, submission, keys, signer)
    progress.step(3, 5, "Đọc lại gói")
    read_back(ws, sealed.content)
    progress.step(4, 5, "Ghi tệp")
    document = sent_document(ws, submission, sealed, content)
    message = f"Đã lập gói nộp kỳ {period}: {out.name}."
    recorded = Outcome(
        message=f"Đã ký gói nộp kỳ {period}; chưa ghi ra tệp.",
        documents=replied.changes(document.id),
        figures={document.id: judged.figures.cells},
    )
    written = finalised(ws, recorded, document, sealed.content, out)
    data = {"package": document.id, "file": str(out), "size": len(sealed.content), "warnings": judged.warnings}
    data |= {"level": asked.level.code, "edition": submission.body.edition, "replaces": submission.body.replaces}
    data |= {"unanswered": replied.unanswered, "signed_pdf": attached.row, "meaning": MEANING, "clock": clock}
    return Outcome(data=data, message=f"{message} {clock}".strip(), findings=judged.findings, documents=(written,))


def asked_level(ws: Workspace, level: str | None) -> Level:
    """Level of a package: as asked here, else by the campaign of Sở Nội vụ, else `rut-gon`."""
    campaign = ws.store.document("setting", "campaign")
    return named_level(level or (campaign.body["level"] if campaign else Level.RUT_GON.code))
