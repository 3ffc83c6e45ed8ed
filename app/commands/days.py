"""Days as given on the command line."""

from __future__ import annotations

from datetime import date

from app.errors import refuse


def as_of_date(text: str | None) -> date | None:
    """A day written YYYY-MM-DD; None for none.

    Raises:
        UserError: NHAP-03.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise refuse("NHAP-03", what="ngày", value=text or "", detail="viết YYYY-MM-DD") from error
