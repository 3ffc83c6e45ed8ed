"""PDFs signed with the official token, and the signatures of a PDF shown; both need no store."""

from __future__ import annotations

from pathlib import Path

from app.commands.files import read_chosen, write_chosen
from app.commands.keys.pins import pin_from
from app.commands.pdf_evidence import LARGEST_PDF, judged_pdf
from app.crypto.holders import named
from app.crypto.meaning import MEANING
from app.crypto.token import open_token
from app.crypto.token_uri import read_uri
from app.errors import refuse
from app.progress import Progress
from app.reports.pades import sign_pdf
from app.reports.pdf_check import is_pdf
from app.reports.stamp import Look
from app.workspace import Environment, Outcome


def sign(
    env: Environment,
    progress: Progress,
    *,
    file: Path,
    out: Path,
    sign: str,
    pin_file: Path | None = None,
    annex: bool = False,
    number: str = "",
    image: Path | None = None,
    seal: Path | None = None,
    pin: bytearray | None = None,
    try_last: bool = False,
) -> Outcome:
    """Signs a PDF (PAdES B-B); the signature is seen at the signature place, or at the top right of an annex.

    Args:
        file, out: what is signed, and where the signed file goes.
        sign: address of the key, see `app.crypto.token_uri`.
        pin_file, pin, try_last: see `app.commands.keys.signers.Signing`.
        annex: the PDF is an annex in a file of its own.
        number: of the document that the annex belongs to.
        image, seal: pictures of signature and seal.

    Raises:
        UserError: PDF-01 no PDF, TB-* of the device, NHAP-03 the address, LUU-*.
    """
    uri = read_uri(sign)
    content = read_chosen(file, LARGEST_PDF)
    if not is_pdf(content):
        raise refuse("PDF-01", name=file.name, detail="không bắt đầu bằng %PDF")
    look = Look(annex, number, read_chosen(image) if image else b"", read_chosen(seal) if seal else b"")
    progress.step(0, 2, "Ký tệp PDF")
    with open_token(uri, pin_from(pin_file, pin), try_last=try_last) as signer:
        signed = sign_pdf(content, signer, env.now(), look, file.name)
        name, issuer = named(signer.certificate)
    progress.step(1, 2, "Ghi tệp")
    write_chosen(out, signed)
    message = f"Đã ký số tệp {out.name}: {name}."
    return Outcome(data={"file": str(out), "signer": name, "issuer": issuer}, message=message)


def check(env: Environment, progress: Progress, *, file: Path) -> Outcome:
    """Says who signed a PDF and what came after; ok is False where it was changed or cannot be judged.

    Raises:
        UserError: PDF-01 no PDF, LUU-*.
    """
    content = read_chosen(file, LARGEST_PDF)
    if not is_pdf(content):
        raise refuse("PDF-01", name=file.name, detail="không bắt đầu bằng %PDF")
    found = judged_pdf(content)
    data = {"signatures": list(found.signatures), "verdict": found.verdict, "sentence": found.sentence}
    ok = found.verdict in ("good", "none")
    return Outcome(data=data | {"meaning": MEANING}, message=found.sentence, ok=ok)
