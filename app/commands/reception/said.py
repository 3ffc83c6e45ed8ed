"""What a person says in a file that travels: tidied as a reader of the file demands it, or refused before that."""

from __future__ import annotations

from app.errors import refuse
from app.package.header import TEXT_LONGEST, is_text
from app.vietnamese.tidy import clean_lines


def said(text: str, shortest: int = 0, what: str = "nội dung") -> str:
    """A text of several lines without what nobody sees.

    Args:
        text: as typed or pasted. shortest: characters that it needs; 0 where it may be empty. what: it is called.

    Raises:
        UserError: NHAP-03 too short, too long, or with a sign that no reader takes.
    """
    words = "\n".join(clean_lines(text))
    if not shortest <= len(words) <= TEXT_LONGEST or (words and not is_text(words)):
        detail = f"từ {shortest} đến {TEXT_LONGEST} ký tự" if shortest else f"nhiều nhất {TEXT_LONGEST} ký tự"
        shown = "".join(char for char in words[:40] if char.isprintable())
        raise refuse("NHAP-03", what=what, value=shown, detail=detail)
    return words
