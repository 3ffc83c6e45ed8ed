"""What a broken disk or database is called: turns errors of the driver into Vietnamese refusals; no SQL text leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from app import durable
from app.errors import UserError, refuse

_FULL: Final = "disk is full"
_BY_TEXT: Final = (
    (_FULL, "LUU-01"),
    ("readonly database", "LUU-05"),
    ("not a database", "LUU-04"),
    ("malformed", "LUU-04"),
    ("disk i/o error", "LUU-02"),
    ("unable to open database", "LUU-02"),
    ("locked", "MO-01"),
)


def fault_code(wrong: BaseException) -> str | None:
    """Reason code of an error of disk or database; None for anything else, which is a bug."""
    if isinstance(wrong, OSError):
        return durable.fault_code(wrong)
    if isinstance(wrong, DBAPIError):
        wrong = wrong.orig or wrong
    if isinstance(wrong, dbapi2.Error):
        text = str(wrong).lower()
        return next((code for part, code in _BY_TEXT if part in text), None)
    return None


def as_refusal(wrong: BaseException, place: Path) -> UserError | None:
    """The refusal for an error of disk or database; None for a bug."""
    code = fault_code(wrong)
    if code is None:
        return None
    detail = (wrong.strerror if isinstance(wrong, OSError) else None) or "so.db"
    return refuse(code, place=place, detail=detail)


@contextmanager
def refusing(place: Path) -> Iterator[None]:
    """Within it, errors of disk and database become refusals.

    Raises:
        UserError: LUU-01 full, LUU-02 input/output error, LUU-04 damaged, LUU-05 read-only, MO-01 locked.
    """
    try:
        yield
    except (OSError, DBAPIError, dbapi2.Error) as wrong:
        refusal = as_refusal(wrong, place)
        if refusal is None:
            raise
        raise refusal from wrong
