"""The level of a package, as a person or a campaign names it."""

from __future__ import annotations

from app.domain.schema import Level, level_of
from app.errors import refuse


def named_level(code: str) -> Level:
    """A level by its code.

    Raises:
        UserError: NHAP-03.
    """
    try:
        return level_of(code)
    except KeyError as error:
        detail = ", ".join(item.code for item in Level)
        raise refuse("NHAP-03", what="mức số liệu", value=code, detail=detail) from error
