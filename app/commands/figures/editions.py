"""Which report of a period a package is, and in what words its forms say whose place it takes.

Any number of amendments may be under way; each one names the accepted report that it amends, which stays on both sides.
"""

from __future__ import annotations

from app.commands.chains import standing
from app.commands.figures.judging import Judged
from app.domain.storage import Document
from app.errors import refuse
from app.vietnamese.dates import write_date
from app.workspace import Workspace


def next_edition(ws: Workspace, period: str) -> tuple[int, str]:
    """Number of the unit's next report of a period, and the newest accepted package, which it amends ("" for none)."""
    sent = standing(ws, period)
    accepted = [item for item in sent if item.state == "accepted"]
    number = 1 + max((_number(item) for item in sent), default=0)
    return number, max(accepted, key=_order).id if accepted else ""


def edition_words(ws: Workspace, document: Document) -> str:
    """Of a sent or a received package: "Bản số 2, thay thế bản số 1 ngày 05/12/2026"; "" where it amends nothing."""
    old = _replaced(ws, document.body.get("replaces", ""))
    known = old is not None and (old.unit, old.period) == (document.unit, document.period)
    return _words(_number(document), document.body.get("replaces", ""), old if known else None)


def coming_words(ws: Workspace, period: str) -> str:
    """The same of the unit's next package of a period."""
    number, replaces = next_edition(ws, period)
    return _words(number, replaces, _replaced(ws, replaces))


def report_on_forms(ws: Workspace, judged: Judged) -> Document | None:
    """The newest package of the unit's live records, while its figures stand; None once they are others."""
    newest = max(standing(ws, str(judged.context.period)), key=_order, default=None)
    return newest if newest is not None and ws.store.figures(newest.id) == judged.figures.cells else None


def words_on_forms(ws: Workspace, judged: Judged) -> str:
    """Of the unit's live records: those of the newest package while its figures stand, else of the one to come."""
    newest = report_on_forms(ws, judged)
    return edition_words(ws, newest) if newest is not None else coming_words(ws, str(judged.context.period))


def refuse_unchanged(ws: Workspace, content: str, period: str) -> None:
    """Refuses a report that says what the newest one of its period says; one that was returned may come again.

    Args:
        content: digest of what it says.

    Raises:
        UserError: NOP-03, with number and day of the earlier one.
    """
    newest = max(standing(ws, period), key=_order, default=None)
    if newest is None or newest.body["content"] != content or newest.state == "returned":
        return
    numbers = [item.body["number"] for item in ws.store.documents("receipt") if item.body["package"] == newest.id]
    receipt = f"phiếu tiếp nhận số {max(numbers)}" if numbers else "chưa có phiếu tiếp nhận"
    raise refuse("NOP-03", number=_number(newest), date=_day(newest), receipt=receipt)


def _replaced(ws: Workspace, package: str) -> Document | None:
    return ws.store.document("received" if ws.mode == "province" else "sent", package) if package else None


def _words(number: int, replaces: str, old: Document | None) -> str:
    if not replaces:
        return ""
    if old is None:
        return f"Bản số {number}, thay thế bản đã được chấp nhận trước đó"
    return f"Bản số {number}, thay thế bản số {_number(old)} ngày {_day(old)}"


def _number(document: Document) -> int:
    return int(document.body.get("edition", 0))


def _order(document: Document) -> tuple[int, str]:
    """Two machines of a unit may have given one number."""
    return _number(document), document.at


def _day(document: Document) -> str:
    """When it was made, by its own header where that is known."""
    return write_date(document.body.get("made_at", document.at)[:10])
