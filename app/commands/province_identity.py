"""Keys of Sở Nội vụ, as its store keeps them, and how a province is founded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from app.commands.authorities import authorities_of
from app.commands.key_material import key_text, own_key, years
from app.crypto.certificates import (
    Identity,
    Role,
)
from app.crypto.issuing import issue, issue_issuing, issue_root
from app.crypto.keys import PrivateKey, generate_key
from app.crypto.revocation import RevocationList, issue_revocations, load_revocations
from app.package.exchange import Authorities
from app.workspace import Workspace

_ROOT_YEARS: Final = 15


_LEAF_YEARS: Final = 3


_CRL_DAYS: Final = 400


class ProvinceSecrets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Secret bundle of Sở Nội vụ's store; the keys of root and spare are in files of their own, off this machine.

    Attributes:
        older: decryption keys that were in use before, newest first.
    """

    issuing: str
    so_sign: str
    so_encrypt: str
    token_key: str
    older: list[str] = []


@dataclass(frozen=True, slots=True)
class ProvinceKeys:
    """Keys of Sở Nội vụ that this machine holds."""

    issuing: Identity
    signer: Identity
    encryption: Identity
    token_key: bytes


@dataclass(frozen=True, slots=True)
class NewProvince:
    """What founding a province makes.

    Attributes:
        secrets: bundle of the store. authorities: certificates.
        root_key, spare_key: to be put away on media of their own.
    """

    secrets: ProvinceSecrets
    authorities: Authorities
    revocations: RevocationList
    root_key: PrivateKey
    spare_key: PrivateKey


def found_province(holder: str, now: datetime, token_key: bytes, *, practice: bool) -> NewProvince:
    """Makes root, issuing authority and the certificates of Sở Nội vụ (design §6, Keys of the province)."""
    root_key, issuing_key, sign_key, encrypt_key, spare_key = (generate_key() for _ in range(5))
    long, short = years(now, _ROOT_YEARS), years(now, _LEAF_YEARS)
    title = "Thực hành" if practice else "Tỉnh Điện Biên"
    root = issue_root(f"{title} - Gốc", root_key, long, practice=practice)
    issuing = issue_issuing(f"{title} - Cấp chứng thư", issuing_key, long, root)
    name = "Sở Nội vụ tỉnh Điện Biên"
    so_sign = issue(Role.SO_SIGN, holder, name, sign_key.public_key(), short, issuing)
    so_encrypt = issue(Role.SO_ENCRYPT, holder, name, encrypt_key.public_key(), short, issuing)
    so_spare = issue(Role.SO_SPARE, holder, name, spare_key.public_key(), long, issuing)
    return NewProvince(
        ProvinceSecrets(key_text(issuing_key), key_text(sign_key), key_text(encrypt_key), token_key.hex()),
        Authorities(root.certificate, issuing.certificate, so_sign, so_encrypt, so_spare),
        load_revocations(
            issue_revocations(issuing, (), number=1, this_update=now, next_update=now + timedelta(days=_CRL_DAYS))
        ),
        root_key,
        spare_key,
    )


def province_keys(ws: Workspace) -> ProvinceKeys:
    """Keys of Sở Nội vụ.

    Raises:
        UserError: KHOA-06, the user is no approver.
    """
    secrets = msgspec.json.decode(ws.store.secrets, type=ProvinceSecrets)
    held, _ = authorities_of(ws)
    return ProvinceKeys(
        Identity(held.issuing, own_key(secrets.issuing)),
        Identity(held.so_sign, own_key(secrets.so_sign)),
        Identity(held.so_encrypt, own_key(secrets.so_encrypt)),
        bytes.fromhex(secrets.token_key),
    )
