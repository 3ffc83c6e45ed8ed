"""What the signatures of a PDF say, in words; and the PDF signed with the official token that goes into a package.

A PDF from outside is never evidence by itself (threats K12): what cannot be judged is said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509

from app.commands.files import read_chosen
from app.crypto.meaning import CHAIN_UNKNOWN
from app.domain.tie import code_in
from app.errors import refuse
from app.reports.pdf_check import PdfSignature, PdfStatus, check_pdf, is_pdf
from app.reports.stamp import VIETNAM
from app.settings import load_settings
from app.vietnamese.dates import write_date

LARGEST_PDF: Final = 20 * 1024 * 1024
NOT_CONFIRMED: Final = "không xác nhận"
_SENTENCES: Final = {
    "good": "Tệp PDF có chữ ký số nguyên vẹn, không có thay đổi sau khi ký.",
    "changed": "Không xác nhận: tệp PDF đã bị thay đổi sau khi ký, hoặc chữ ký không khớp nội dung.",
    "none": "Tệp PDF không có chữ ký số.",
    "unknown": "Không xác nhận: có phần trong tệp PDF mà chữ ký không phủ, hoặc không đọc được chữ ký.",
}
_TIED: Final = {
    "same": "Mã đối chiếu trong tệp PDF khớp số liệu của gói.",
    "other": "Mã đối chiếu trong tệp PDF KHÁC số liệu của gói: tệp ký cho số liệu khác.",
    "unknown": "Không xác nhận được tệp PDF là của cùng số liệu này.",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a signed PDF in a package shows.

    Attributes:
        verdict: good, changed, none or unknown. sentence: of it.
        signatures: one row each, as in `pdf check`.
        tie: same, other or unknown: whether it is of the figures of the package. tie_sentence: in words.
        code: found in the PDF, "" for none.
    """

    verdict: str
    sentence: str
    signatures: tuple[dict[str, Any], ...]
    tie: str
    tie_sentence: str
    code: str

    def row(self) -> dict[str, Any]:
        """As data of a command."""
        return {
            "verdict": self.verdict,
            "sentence": self.sentence,
            "signatures": list(self.signatures),
            "tie": self.tie,
            "tie_sentence": self.tie_sentence,
        }


def judged_pdf(pdf: bytes, code: str = "") -> Evidence:
    """Judges a PDF and compares its code with that of the figures."""
    status = check_pdf(pdf, official_roots())
    verdict = _verdict(status)
    found = code_in(status.keywords)
    tie = "unknown" if not found or not code or verdict != "good" else "same" if found == code else "other"
    rows = tuple(map(_row, status.signatures))
    return Evidence(verdict, _SENTENCES[verdict], rows, tie, _TIED[tie], found)


def attached_pdf(path: Path, code: str) -> tuple[bytes, Evidence]:
    """Reads the signed PDF that is to go into a package.

    Args:
        path: the file.
        code: of the figures that are about to be sent.

    Raises:
        UserError: LUU-*, GOI-03 too large, PDF-01 no PDF, PDF-02 no intact signature over the whole file, PDF-03 it was
            signed for other figures.
    """
    content = read_chosen(path, LARGEST_PDF)
    if not is_pdf(content):
        raise refuse("PDF-01", name=path.name, detail="không bắt đầu bằng %PDF")
    evidence = judged_pdf(content, code)
    if evidence.verdict != "good":
        raise refuse("PDF-02", name=path.name, detail=evidence.sentence)
    if evidence.tie == "other":
        raise refuse("PDF-03", name=path.name, found=evidence.code, expected=code)
    return content, evidence


def official_roots() -> tuple[x509.Certificate, ...]:
    """Authorities of official signatures that this person trusts: a PEM file named in the settings, or none."""
    path = load_settings().signature_roots
    try:
        return tuple(x509.load_pem_x509_certificates(Path(path).read_bytes())) if path else ()
    except (OSError, ValueError):
        return ()


def _verdict(status: PdfStatus) -> str:
    found = status.signatures
    if not status.readable or any(not one.known for one in found):
        return "unknown"
    if not found:
        return "none"
    if any(not one.intact or one.later == "content" for one in found):
        return "changed"
    return "good" if found[-1].whole or found[-1].later == "none" else "unknown"


def _row(one: PdfSignature) -> dict[str, Any]:
    return {
        "signer": one.signer,
        "issuer": one.issuer,
        "at": one.at.isoformat() if one.at else "",
        "intact": one.intact,
        "whole": one.whole,
        "later_changes": one.later,
        "trusted": bool(one.root),
        "sentence": _sentence(one),
    }


def _sentence(one: PdfSignature) -> str:
    when = f", ký lúc {_moment(one.at)} theo máy người ký" if one.at else ""
    if not one.known:
        state = f"{NOT_CONFIRMED}: chữ ký không phủ trọn phần tệp mà nó nhận là đã ký"
    elif not one.intact:
        state = f"{NOT_CONFIRMED}: nội dung đã khác lúc ký"
    elif one.later == "content":
        state = f"{NOT_CONFIRMED}: sau khi ký tệp đã được thêm hoặc sửa nội dung"
    else:
        state = "nguyên vẹn" + (", sau đó có chữ ký khác" if one.later == "signing" else "")
    chain = f"chứng thư thuộc {one.root}" if one.root else CHAIN_UNKNOWN
    return f"Chữ ký số của {one.signer} (nơi cấp: {one.issuer}){when}: {state}; {chain}."


def _moment(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {write_date(local.date().isoformat())}"
