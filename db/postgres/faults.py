"""What an error of the server is called, as one Vietnamese sentence; no SQL text and no password leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError

from app.errors import UserError, refuse
from db.postgres.address import ServerAddress

_BY_STATE: Final = (
    ("55P03", "MO-06"),  # lock_not_available
    ("53100", "LUU-01"),  # disk_full
    ("25006", "LUU-05"),  # read_only_sql_transaction
    ("28", "MO-07"),  # invalid_authorization
    ("42501", "MO-07"),  # insufficient_privilege
    ("XX001", "LUU-04"),  # data_corrupted
    ("XX002", "LUU-04"),  # index_corrupted
)
_BY_TEXT: Final = (
    (re.compile("certificate|SSL|TLS", re.IGNORECASE), "MO-10"),
    (re.compile("authentication failed|no password supplied|role .* does not exist|permission denied"), "MO-07"),
    (re.compile(r"database .* does not exist"), "MO-08"),
)
_DETAILS: Final = (
    ("refused", "máy chủ không trả lời ở cổng đó"),
    ("timeout", "quá thời gian chờ"),
    ("No such file", "không có máy chủ ở đó"),
    ("resolve", "không tìm thấy tên máy chủ"),
    ("Name or service", "không tìm thấy tên máy chủ"),
)


def is_lost(wrong: BaseException) -> bool:
    """Whether the connection itself is gone, so that a new one may help."""
    cause = wrong.orig if isinstance(wrong, DBAPIError) else wrong
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    state = cause.sqlstate or ""
    return not state or state.startswith(("08", "57P"))


def as_refusal(wrong: BaseException, address: ServerAddress) -> UserError | None:
    """The refusal for an error of the server; None for a bug."""
    cause = wrong.orig if isinstance(wrong, DBAPIError) else wrong
    if not isinstance(cause, psycopg.Error):
        return None
    state, text = cause.sqlstate or "", str(cause)
    named = next((code for start, code in _BY_STATE if state.startswith(start)), None)
    if named is None and is_lost(wrong):
        named = next((code for form, code in _BY_TEXT if not state and form.search(text)), "MO-05")
    if named is None:
        return None
    unknown = "không có ở đó" if named == "MO-08" else "đường truyền bị ngắt"
    detail = next((told for part, told in _DETAILS if part in text), unknown)
    return refuse(named, place=address.place, detail=detail)


@contextmanager
def refusing(address: ServerAddress) -> Iterator[None]:
    """Within it, errors of the server become refusals.

    Raises:
        UserError: MO-05 gone, MO-06 others write for too long, MO-07, MO-08, MO-10, LUU-01, LUU-04, LUU-05.
    """
    try:
        yield
    except (DBAPIError, psycopg.Error) as wrong:
        refusal = as_refusal(wrong, address)
        if refusal is None:
            raise
        raise refusal from wrong
