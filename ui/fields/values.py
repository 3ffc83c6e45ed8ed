"""How a value of a record is written on screen: the words of the history, and how long ago something was."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.commands.words import Names, code_label, known_as, moment, shown

__all__ = ["Names", "age", "code_label", "known_as", "moment", "shown"]

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


def age(text: str, now: datetime) -> str:
    """How long ago an ISO moment was, in words; the moment itself where the clock was set back."""
    then = datetime.fromisoformat(text)
    if then.tzinfo is None:
        then = then.replace(tzinfo=now.tzinfo)
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 0:
        return f"lúc {moment(text)}"
    if minutes < 1:
        return "vừa xong"
    if minutes < _HOUR:
        return f"{minutes} phút trước"
    return f"{minutes // _HOUR} giờ trước" if minutes < _DAY else f"{minutes // _DAY} ngày trước"
