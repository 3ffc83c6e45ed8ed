"""New certificates of Sở Nội vụ: the one command that needs the root's key, which lives on a stick of its own.

The former certificates are kept: what they issued stays good until it ends, packages that are sealed to them are taken
for `province_identity.OVERLAP`, and their keys go on opening what was kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from app.commands.files import first_line, read_chosen
from app.commands.keys.authorities import authorities_document, authorities_of, former_authorities, former_of
from app.commands.keys.province_identity import renewed_office
from app.commands.sending import moment
from app.crypto.certificates import public_key_of
from app.crypto.codes import fingerprint_groups
from app.crypto.keys import PrivateKey, key_from_pem, public_der
from app.domain.storage import DocumentChange
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace

_LARGEST: Final = 64 * 1024
_PROTECTED: Final = b"ENCRYPTED"


def renew(
    ws: Workspace, progress: Progress, *, root_key: Path, passphrase_file: Path | None = None, passphrase: str = ""
) -> Outcome:
    """Makes a new issuing authority and new keys of Sở Nội vụ for signing and decryption; the spare's key stays.

    Units learn of them by the next file that they get from here.

    Args:
        root_key: PEM of the root's key, put away when the store was made.
        passphrase: of that key; or passphrase_file, whose first line it is.

    Raises:
        UserError: KHOA-01 wrong passphrase, KHOA-03 no key, NHAP-01 passphrase missing or root at its end, NHAP-03 the
            key of another root, LUU-* of the file.
    """
    authorities, revocations = authorities_of(ws)
    key = _root_key(root_key, passphrase or (first_line(passphrase_file) if passphrase_file else ""))
    if public_der(key) != public_der(public_key_of(authorities.root)):
        root = fingerprint_groups(public_der(public_key_of(authorities.root)))
        detail = f"không phải khóa của chứng thư gốc đang dùng, dấu vân tay {root}"
        raise refuse("NHAP-03", what="tệp khóa gốc", value=root_key.name, detail=detail)
    if ws.env.now() > authorities.root.not_valid_after_utc:
        raise refuse("NHAP-01", detail="chứng thư gốc của tỉnh đã hết hạn; phải lập gốc mới và tệp đăng ký mới")
    progress.step(0, 1, "Cấp lại chứng thư của Sở Nội vụ")
    made = renewed_office(ws, key)
    before = former_of(authorities, revocations, moment(ws))
    document = authorities_document(made.authorities, made.revocations, (before, *former_authorities(ws)))
    # Keys first: a key is found by its certificate, so a stop between the two writes leaves the old ones in use.
    ws.store.set_secrets(msgspec.json.encode(made.secrets))
    named = {
        "issuing": made.authorities.issuing,
        "so_sign": made.authorities.so_sign,
        "so_encrypt": made.authorities.so_encrypt,
    }
    data = {name: fingerprint_groups(public_der(public_key_of(item))) for name, item in named.items()}
    message = (
        "Đã cấp lại chứng thư của Sở Nội vụ. Cất USB có khóa gốc; đơn vị nhận chứng thư mới theo phiếu tiếp nhận "
        "tiếp theo, gói lập theo chứng thư cũ vẫn được nhận trong một năm."
    )
    change = DocumentChange(ws.store.document("setting", "authorities"), document)
    return Outcome(data=data, message=message, documents=(change,))


def _root_key(path: Path, passphrase: str) -> PrivateKey:
    pem = read_chosen(path, _LARGEST)
    if _PROTECTED not in pem:
        return key_from_pem(pem, place=path.name)
    if not passphrase:
        raise refuse("NHAP-01", detail="tệp khóa gốc có mật khẩu, chưa có mật khẩu đó")
    return key_from_pem(pem, passphrase, place=path.name)
