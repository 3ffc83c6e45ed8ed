"""Kept originals opened once more: hides how a file of one's own, or one that came long ago, is judged today.

A certificate is judged as it was issued, whatever the clocks say and though it ended since: the question is whether the
file is still the one that was kept, not whether it would be taken in today.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from app.commands.keys.authorities import authorities_of
from app.commands.reception.quarantine import kept_bytes
from app.commands.verifying import decryption_keys
from app.crypto.certificates import Role, holder_of, is_self_signed, role_of
from app.crypto.envelope import open_envelope
from app.crypto.path import check_path
from app.crypto.recipients import DecryptionKey
from app.crypto.signing import SignatureStatus
from app.domain.storage import Document
from app.errors import UserError
from app.package.container import read, verify
from app.package.exchange import Authorities
from app.package.header import Header, decode_header
from app.package.sealing import HEADER, digest
from app.workspace import Workspace

Trouble = Literal["", "missing", "altered", "foreign", "record", "erased"]
_UNREAD: Final = "waiting_program"
ERASURE: Final = "erasure"
"""Kind of document: whose names of which period were erased, and which kept files went with them."""

_WORDS: Final = {
    "missing": "Không còn bản gốc của {name}.",
    "altered": "Bản gốc của {name} đã bị thay đổi sau khi lưu.",
    "foreign": "Chữ ký của {name} không phải của nơi gửi.",
    "record": "Bản ghi về {name} không còn khớp bản gốc đã ký.",
}


def altered_word(trouble: Trouble, name: str) -> str:
    """The sentence of a trouble."""
    return _WORDS[trouble].format(name=name)


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens what a workspace keeps; keys, authorities and what was erased are read once."""

    ws: Workspace
    keys: tuple[DecryptionKey, ...] = field(init=False, repr=False)
    authorities: Authorities = field(init=False)
    there: frozenset[str] = field(init=False)
    erased: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Reads keys and authorities."""
        object.__setattr__(self, "keys", tuple(decryption_keys(self.ws)))
        object.__setattr__(self, "authorities", authorities_of(self.ws)[0])
        object.__setattr__(self, "there", frozenset(info.sha256 for info in self.ws.store.originals()))
        gone = (name for item in self.ws.store.documents(ERASURE) for name in item.body["files"])
        object.__setattr__(self, "erased", frozenset(gone))

    def judged(self, item: Document) -> Trouble:
        """What is wrong with the kept file of a document; "" for nothing."""
        sealed = kept_bytes(self.ws, item.id)
        if sealed is None and item.id in self.erased & self.there:
            return "erased"
        if sealed is None:
            return "altered" if item.id in self.there else "missing"
        if digest(sealed) != item.id:
            return "altered"
        if item.state == _UNREAD:
            return ""
        try:
            container = read(open_envelope(sealed, self.keys).plaintext)
            signature, header = verify(container), decode_header(container.files[HEADER])
        except (UserError, KeyError):
            return "altered"
        if not self._is_of(signature, header, Role.SO_SIGN if item.kind == "receipt" else Role.UNIT_SIGN):
            return "foreign"
        return "" if _fits(header, item) else "record"

    def _is_of(self, signature: SignatureStatus, header: Header, role: Role) -> bool:
        """Whether the sender signed it, with a certificate of the province or, a unit's first, with its own new key."""
        certificate = signature.certificate
        if holder_of(certificate) != header.sender or role_of(certificate) is not role:
            return False
        if is_self_signed(certificate):
            return role is Role.UNIT_SIGN
        issuers, issued = (*signature.others, self.authorities.issuing), certificate.not_valid_before_utc
        try:
            check_path(certificate, issuers, self.authorities.root, (), issued, role)
        except UserError:
            return False
        return True


def _fits(header: Header, item: Document) -> bool:
    """Whether the document still says what the signed header does."""
    signed = {"previous": header.previous, "last_seen": header.last_seen}
    body = header.body
    for name in ("package", "number", "history", "period"):
        if hasattr(body, name):
            signed[name] = getattr(body, name)
    said = {"period": item.period, **item.body}
    return all(said[name] == value for name, value in signed.items() if name in said)
