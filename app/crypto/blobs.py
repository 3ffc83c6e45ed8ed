"""Bytes encrypted under a key we hold: AES-256-GCM bound to a context; hides nonce and layout."""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12


def encrypt_blob(key: bytes, data: bytes, context: str) -> bytes:
    """Encrypts bytes under a 32-byte key.

    Args:
        key: 32 bytes.
        data: what is hidden.
        context: says what the bytes are, such as the table and the unit; the same is needed to open them.

    Returns:
        Nonce, ciphertext and tag, 28 bytes longer than the data.
    """
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def decrypt_blob(key: bytes, blob: bytes, context: str) -> bytes | None:
    """Opens what `encrypt_blob` made; None where key, context or bytes are not the same."""
    try:
        return AESGCM(key).decrypt(blob[:_NONCE], blob[_NONCE:], context.encode())
    except (InvalidTag, ValueError):
        return None
