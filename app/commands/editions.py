"""Which report of a period a package is, and in what words its forms say whose place it takes.

Any number of amendments may be under way; each one names the accepted report that it amends, which stays on both sides.
"""

from __future__ import annotations

from app.commands.chains import standing
from app.commands.judging import Judged
from app.domain.storage import Document
from app.errors import refuse
from app.vietnamese.dates import write_date
from app.workspace import Workspace


def next_edition(ws: Workspace, period: str) -> tuple[int, str]:
    """Number of the unit's next report of a period, and the newest accepted package, which it amends ("" for none)."""
    sent = standing(ws, period)
    accepted = [item for item in sent if item.state == "accepted"]
    number = 1 + max((_number(item) for item in sent), default=0)
    return number, max(accepted, key=_number).id if accepted else ""


def edition_words(ws: Workspace, document: Document) -> str:
    """Of a sent or a received package: "Bản số 2, thay thế bản số 1 ngày 05/12/2026"; "" where it amends nothing."""
    return _words(ws, _number(document), document.body.get("replaces", ""))


def coming_words(ws: Workspace, period: str) -> str:
    """The same of the unit's next package of a period."""
    return _words(ws, *next_edition(ws, period))


def words_on_forms(ws: Workspace, judged: Judged) -> str:
    """Of the unit's live records: those of the newest package while its figures stand, else of the one to come."""
    sent = standing(ws, str(judged.context.period))
    newest = max(sent, key=_number, default=None)
    if newest is not None and ws.store.figures(newest.id) == judged.figures.cells:
        return edition_words(ws, newest)
    return coming_words(ws, str(judged.context.period))


def refuse_unchanged(ws: Workspace, content: str, period: str) -> None:
    """Refuses a report that says what the newest one of its period says; one that was returned may come again.

    Args:
        content: digest of what it says.

    Raises:
        UserError: NOP-03, with number and day of the earlier one.
    """
    newest = max(standing(ws, period), key=_number, default=None)
    if newest is None or newest.body["content"] != content or newest.state == "returned":
        return
    numbers = [item.body["number"] for item in ws.store.documents("receipt") if item.body["package"] == newest.id]
    receipt = f"phiếu tiếp nhận số {max(numbers)}" if numbers else "chưa có phiếu tiếp nhận"
    raise refuse("NOP-03", number=_number(newest), date=write_date(newest.at[:10]), receipt=receipt)


def _words(ws: Workspace, number: int, replaces: str) -> str:
    if not replaces:
        return ""
    old = ws.store.document("received" if ws.mode == "province" else "sent", replaces)
    if old is None:
        return f"Bản số {number}, thay thế bản đã được chấp nhận trước đó"
    day = write_date(old.body.get("made_at", old.at)[:10])
    return f"Bản số {number}, thay thế bản số {_number(old)} ngày {day}"


def _number(document: Document) -> int:
    return int(document.body.get("edition", 0))
