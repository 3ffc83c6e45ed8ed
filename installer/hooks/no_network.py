"""Runs first in the frozen program: stand-ins for aiohttp and what fetches with it, which none of our calls reaches.

The bundle has no HTTP client (docs/decisions/0018-tokens-and-pdf.md) and no TLS of Python's. Whatever would use the
network fails here; the one connection of Sở Nội vụ to its own server is libpq's (docs/decisions/0022).
"""

import sys
from types import ModuleType


class _Nothing:
    """A class that cannot be used, only named."""

    def __init__(self, *_: object, **__: object) -> None:
        raise RuntimeError("this program opens no connection")


def _stub(name: str, unusable: tuple[str, ...], errors: tuple[str, ...] = ()) -> None:
    made = ModuleType(name)
    for part in unusable:
        setattr(made, part, type(part, (_Nothing,), {}))
    for part in errors:
        setattr(made, part, type(part, (Exception,), {}))
    sys.modules[name] = made


# psycopg imports ssl for what it does to libcrypto, asyncio because it may be there; TLS to the server is libpq's own.
_stub("ssl", ("SSLContext", "SSLObject"), ("SSLError", "SSLWantReadError", "SSLSyscallError"))
_FETCHERS = "pyhanko_certvalidator.fetchers.aiohttp_fetchers"
_stub("aiohttp", ("BasicAuth", "ClientSession", "ClientTimeout"), ("ClientError", "ContentTypeError"))
_stub(_FETCHERS, ("AIOHttpFetcherBackend",))
_stub(f"{_FETCHERS}.util", ("LazySession",))
