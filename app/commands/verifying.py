"""Judging a file without taking it in, with the keys of a store or with bare PEM files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.commands.files import read_chosen, write_chosen
from app.commands.keys.authorities import authorities_of, recipient_of
from app.commands.keys.province_identity import province_keys
from app.commands.keys.trusting import trust_state
from app.commands.keys.unit_identity import unit_decryption
from app.commands.office.agreeing import agree, agree_photograph
from app.commands.submission.signed_forms import signed_row
from app.crypto.certificates import load_certificate, name_of
from app.crypto.envelope import open_envelope, read_envelope
from app.crypto.keys import key_from_pem
from app.crypto.meaning import MEANING
from app.crypto.recipients import DecryptionKey
from app.errors import refuse
from app.package.bodies import ReceiptBody, SubmissionBody
from app.package.container import read
from app.package.container import verify as verify_container
from app.package.exchange import read_receipt
from app.package.sealing import digest
from app.package.submission import read_submission
from app.package.trust import Opened, TrustState, open_file
from app.progress import Progress
from app.workspace import Outcome, Workspace


def verify(
    ws: Workspace | None,
    progress: Progress,
    *,
    file: Path | None = None,
    key: Path | None = None,
    root: Path | None = None,
    code: str | None = None,
    photo: Path | None = None,
) -> Outcome:
    """Judges a file; what could not be judged is said. Or says whether paper and package agree.

    Args:
        ws: an open store, or None.
        file: that is judged.
        code: typed or scanned from the foot of a form, in place of a file; needs a store.
        photo: photograph or scan of forms, in place of a file; needs a store.
        key: decryption key (PEM) in place of a store; without either only the envelope is judged.
        root: the province's root certificate (PEM); without it the path of the signer is not judged.

    Raises:
        UserError: GOI, MAH, KY, NGH code of what is wrong; NHAP-01 neither file nor code, or no store for the code;
            NHAP-02 and NHAP-03 of the code; GIAY-01 paper and package do not agree; ANH-01 of the photograph.
    """
    if code is not None and ws is not None:
        return agree(ws, progress, code)
    if photo is not None and ws is not None:
        return agree_photograph(ws, progress, photo)
    if file is None:
        raise refuse("NHAP-01", detail="cần tệp gói, hoặc --code hay --photo cùng với --store")
    sealed = read_chosen(file)
    if ws is not None:
        now = ws.env.now()
        return _all(open_file(sealed, decryption_keys(ws), _judging_state(ws, sealed), now))
    if key is None:
        envelope = read_envelope(sealed)
        data = {"digest": digest(sealed), "judged": "envelope", "recipients": len(envelope.recipients)}
        return Outcome(data=data, message="Chỉ xét được phong bì: chưa có khóa để mở. Chưa kết luận về chữ ký.")
    keys = [key_from_pem(read_chosen(key))]
    if root is None:
        return _without_root(sealed, keys)
    state = TrustState(load_certificate(read_chosen(root)), (), "")
    return _all(open_file(sealed, keys, state, _now()))


def open_package(ws: Workspace, progress: Progress, *, file: Path, out: Path) -> Outcome:
    """Decrypts a file for this side into its signed container (ASiC-E), checked, for a stranger's tools."""
    opened = open_envelope(read_chosen(file), decryption_keys(ws))
    status = verify_container(read(opened.plaintext))
    write_chosen(out, opened.plaintext)
    data = {"file": str(out), "signer": name_of(status.certificate)}
    return Outcome(data=data, message=f"Đã mở phong bì: {out.name}.")


def decryption_keys(ws: Workspace) -> Sequence[DecryptionKey]:
    """Keys with which this side opens what was sealed to it."""
    return province_keys(ws).archive if ws.mode == "province" else unit_decryption(ws)


def _now() -> datetime:
    """The clock of the machine, where no workspace has one."""
    return datetime.now(UTC)


def _judging_state(ws: Workspace, sealed: bytes) -> TrustState:
    """Trust of this side; a unit judges its own package as Sở Nội vụ would."""
    state = trust_state(ws)
    if ws.mode == "unit" and ws.store.document("sent", digest(sealed)) is not None:
        return replace(state, recipient=recipient_of(authorities_of(ws)[0])[0])
    if ws.mode == "province" and ws.store.document("receipt", digest(sealed)) is not None:
        return replace(state, recipient="")
    return state


def _without_root(sealed: bytes, keys: Sequence[DecryptionKey]) -> Outcome:
    opened = open_envelope(sealed, keys)
    status = verify_container(read(opened.plaintext))
    data: dict[str, Any] = {"digest": digest(sealed), "judged": "signature", "signer": name_of(status.certificate)}
    return Outcome(data=data, message="Gói nguyên vẹn theo chữ ký; chưa xét chứng thư vì thiếu chứng thư gốc.")


def _all(opened: Opened) -> Outcome:
    """The verdict on a file whose trust was judged; its content is read too, so that nothing is left to be found."""
    signed: dict[str, Any] | None = None
    if isinstance(opened.header.body, SubmissionBody):
        signed = signed_row(read_submission(opened))
    elif isinstance(opened.header.body, ReceiptBody):
        read_receipt(opened)
    data = {
        "digest": opened.digest,
        "judged": "all",
        "sender": opened.header.sender,
        "signer": name_of(opened.signer),
        "made_at": opened.header.made_at,
        "files": sorted(opened.files),
        "pending": opened.pending is not None,
        "doubts": [str(doubt) for doubt in opened.doubts],
        "signed_pdf": signed,
        "meaning": MEANING,
    }
    word = "chờ ghi danh" if opened.pending else "hợp lệ"
    return Outcome(data=data, message=f"Gói nguyên vẹn; chữ ký {word}: {data['signer']}.")
