"""Runs first in the frozen program: stand-ins for aiohttp and what fetches with it, which none of our calls reaches.

The bundle has no HTTP client (docs/decisions/0018-tokens-and-pdf.md). Whatever would use the network fails here.
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


_FETCHERS = "pyhanko_certvalidator.fetchers.aiohttp_fetchers"
_stub("aiohttp", ("BasicAuth", "ClientSession", "ClientTimeout"), ("ClientError", "ContentTypeError"))
_stub(_FETCHERS, ("AIOHttpFetcherBackend",))
_stub(f"{_FETCHERS}.util", ("LazySession",))
