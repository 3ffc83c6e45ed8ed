"""Addresses of keys on devices (RFC 7512): "pkcs11:token=…;serial=…;id=%01?module-path=…"; hides their escapes."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.errors import UserError, refuse

SCHEME: Final = "pkcs11:"
_PLAIN: Final = string.ascii_letters + string.digits + "-._~"
_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_PATH_NAMES: Final = frozenset({"token", "serial", "id", "object", "type", "manufacturer", "model"})


@dataclass(frozen=True, slots=True)
class TokenUri:
    """Where a key is: library, token and object; empty parts match everything."""

    library: Path
    token: str = ""
    serial: str = ""
    key_id: bytes = b""
    label: str = ""

    def __str__(self) -> str:
        """The address as `read_uri` takes it."""
        parts = {"token": _quoted(self.token), "serial": _quoted(self.serial), "object": _quoted(self.label)}
        parts["id"] = "".join(f"%{octet:02X}" for octet in self.key_id)
        path = ";".join(f"{name}={value}" for name, value in parts.items() if value)
        return f"{SCHEME}{path}?module-path={_quoted(str(self.library), '/')}"


def read_uri(text: str) -> TokenUri:
    """Reads where a key is, as `list_devices` writes it: "pkcs11:token=…;id=%…?module-path=…".

    Raises:
        UserError: NHAP-03, it is not such an address, names no library, or has a PIN in it.
    """
    path, _, query = text.removeprefix(SCHEME).partition("?")
    named = dict(_pairs(path, ";"))
    asked = dict(_pairs(query, "&"))
    if "pin-value" in asked or "pin-source" in asked:
        raise _not_an_address("pkcs11:…", "không ghi mã PIN vào địa chỉ")
    if not text.startswith(SCHEME) or not set(named) <= _PATH_NAMES:
        raise _not_an_address(text, "chép nguyên dòng pkcs11:… mà lệnh token list in ra")
    if "module-path" not in asked:
        raise _not_an_address(text, "thiếu thư viện: module-path=…")
    texts = {name: value.decode("utf-8", "replace") for name, value in named.items() if name != "id"}
    library = Path(asked["module-path"].decode("utf-8", "replace"))
    return TokenUri(
        library, texts.get("token", ""), texts.get("serial", ""), named.get("id", b""), texts.get("object", "")
    )


def _quoted(text: str, also: str = "") -> str:
    """Escapes what may not stand in an address, and what separates its parts."""
    plain = _PLAIN + also
    return "".join(chr(octet) if chr(octet) in plain else f"%{octet:02X}" for octet in text.encode())


def _pairs(text: str, between: str) -> Iterator[tuple[str, bytes]]:
    for part in filter(None, text.split(between)):
        name, _, value = part.partition("=")
        yield name, _ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), value.encode())


def _not_an_address(text: str, detail: str) -> UserError:
    return refuse("NHAP-03", what="thiết bị ký số", value=text, detail=detail)
