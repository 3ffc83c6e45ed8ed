"""Codes that people type, as the keys that they stand for: of the sealed paper sheet, of a file of changes."""

from __future__ import annotations

from typing import Final

from app.crypto.codes import ACTIVATION_GROUPS, parse_activation_code, wrong_groups
from app.crypto.recipients import SharedKey
from app.errors import refuse

_IDENTIFIER: Final = b"so2282-ma-kich-hoat"
_OF_CHANGES: Final = b"so2282-ghep-hai-may"


def activation_key(code: str) -> SharedKey:
    """The key-encryption key of an enrolment file, as docs/package-format.md §2 derives it.

    Raises:
        UserError: KHOA-07.
    """
    return SharedKey(parse_activation_code(code), _IDENTIFIER)


def changes_key(code: str) -> SharedKey:
    """The key-encryption key of a file of changes; the same derivation under another name.

    Raises:
        UserError: GHEP-03, a group was mistyped or is missing.
    """
    if wrong := wrong_groups(code, ACTIVATION_GROUPS):
        groups = ", ".join(map(str, wrong))
        last = wrong[-1] > ACTIVATION_GROUPS
        raise refuse("GHEP-03", detail=f"cần đủ {ACTIVATION_GROUPS} nhóm năm chữ số" if last else f"nhóm {groups} sai")
    return SharedKey(parse_activation_code(code), _OF_CHANGES)
