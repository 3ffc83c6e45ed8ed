"""Where the server is, and how it may be reached: TLS with a certificate that is checked, or not over a network at all.

Hides libpq's parameters. Everything that its environment could change (PGHOSTADDR, PGOPTIONS, a service, password
files) is given here, so that a connection goes to the address of `store.toml` and nowhere else.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.errors import UserError, refuse

CERTIFICATE: Final = "may-chu.pem"
"""In the folder of an officer: the certificate, or its authority, that the server is known by."""
_FORM: Final = re.compile(
    r"postgresql://(?P<user>[^@/:?\s]+)@(?P<host>/[^:?\s]*|[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?\?(?P<database>[^?\s]+)"
)
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORT: Final = 5432
_LOCK_SECONDS: Final = 30
_CONNECT_SECONDS: Final = 10
_SILENT_MILLISECONDS: Final = 20_000
_OPTIONS: Final = (
    f"-c lock_timeout={_LOCK_SECONDS}s -c search_path=public -c synchronous_commit=on -c TimeZone=UTC "
    "-c standard_conforming_strings=on -c idle_in_transaction_session_timeout=10min"
)


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A database on a server, as `postgresql://user@host:port?database`; a host that begins with "/" is a socket."""

    user: str
    host: str
    port: int
    database: str

    @property
    def local(self) -> bool:
        """Nothing leaves this machine."""
        return self.host.startswith("/") or self.host in _LOCAL

    @property
    def place(self) -> str:
        """What a person is told."""
        return f"{self.host}:{self.port}/{self.database}"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"postgresql://{self.user}@{host}:{self.port}?{self.database}"


def read_address(text: str) -> ServerAddress:
    """Reads an address.

    Raises:
        UserError: NHAP-03.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None or not 0 < int(found["port"] or _PORT) < 65536:
        raise _unreadable(text)
    host = found["host"].removeprefix("[").removesuffix("]")
    return ServerAddress(found["user"], host, int(found["port"] or _PORT), found["database"])


def parameters(address: ServerAddress, password: str, folder: Path) -> dict[str, Any]:
    """What libpq is given.

    Args:
        folder: of the officer; its `may-chu.pem` is trusted, else the authorities of the system.
    """
    known = folder / CERTIFICATE
    root = str(known) if known.exists() else "system"
    protection = {"sslmode": "disable"} if address.local else {"sslmode": "verify-full", "sslrootcert": root}
    return {
        "host": address.host,
        "port": address.port,
        "dbname": address.database,
        "user": address.user,
        "password": password,
        "hostaddr": "",
        "passfile": os.devnull,
        "gssencmode": "disable",
        "client_encoding": "UTF8",
        "application_name": "so2282",
        "target_session_attrs": "read-write",
        "connect_timeout": _CONNECT_SECONDS,
        "tcp_user_timeout": _SILENT_MILLISECONDS,
        "options": _OPTIONS,
        **protection,
    }


def _unreadable(text: str) -> UserError:
    detail = "viết postgresql://người_dùng@máy_chủ:cổng?cơ_sở_dữ_liệu, không ghi mật khẩu"
    return refuse("NHAP-03", what="địa chỉ máy chủ", value=text, detail=detail)
