"""The code of the refusal that a call must end in."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

import pytest

from app.errors import UserError

P = ParamSpec("P")


def code_of(call: Callable[P, object], *arguments: P.args, **named: P.kwargs) -> str:
    """Calls and gives the code of the `UserError` it raises; anything else fails the test."""
    with pytest.raises(UserError) as refused:
        call(*arguments, **named)
    return refused.value.code
