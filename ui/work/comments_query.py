"""What the to-do list of Sở Nội vụ's comments shows: each with its field, where it stands, and how many are done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.commands.comments.rows import unit_rows
from app.domain.findings import Place
from app.workspace import Workspace

OPEN, PASSED, DONE, KEPT, CLOSED = "open", "passed", "done", "kept", "closed"
WORDS: Final[Mapping[str, str]] = {
    OPEN: "chưa trả lời",
    PASSED: "đã hết",
    DONE: "đã sửa",
    KEPT: "giữ nguyên, có giải trình",
    CLOSED: "đã khép lại",
}
"""How a comment stands → words."""


@dataclass(frozen=True, slots=True)
class TodoRow:
    """A comment as the list shows it.

    Attributes:
        id: of the comment. stand: key of `WORDS`. about: who and which field. text: what is asked.
        reply: what was answered. place: where to jump; None where there is nothing to jump to.
        screen: where to go instead; "" for that of the place.
        gone: the record was deleted. number: of the receipt. period: of the report.
    """

    id: str
    stand: str
    about: str
    text: str
    reply: str
    place: Place | None
    screen: str
    gone: bool
    number: int
    period: str

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.stand != OPEN

    @property
    def line(self) -> str:
        """Who, and what is asked, in one line."""
        return f"{self.about}: {self.text}" if self.about else self.text


def todo(ws: Workspace, checked: Mapping[str, Collection[str]]) -> tuple[TodoRow, ...]:
    """Comments that are not settled, oldest first; those of the newest return where all are settled.

    Args:
        ws: of the unit.
        checked: period → keys of the findings of a check that is at hand.
    """
    comments = ws.store.documents("comment")
    open_ = [item for item in comments if not item.body["settled"]]
    newest = max((item.body["number"] for item in comments), default=0)
    shown = open_ or [item for item in comments if item.body["number"] == newest]
    return tuple(_row(row) for row in unit_rows(ws, shown, checked))


def progress(rows: Sequence[TodoRow]) -> tuple[int, int]:
    """How many are done, of how many."""
    return sum(row.is_done for row in rows), len(rows)


def left(rows: Sequence[TodoRow]) -> int:
    """How many have no answer yet."""
    done, total = progress(rows)
    return total - done


def next_open(rows: Sequence[TodoRow], after: str = "") -> TodoRow | None:
    """The first one to do behind a comment, from the top again where there is none behind it."""
    place = next((number for number, row in enumerate(rows) if row.id == after), -1)
    turned = [*rows[place + 1 :], *rows[: place + 1]]
    return next((row for row in turned if not row.is_done), None)


def waiting_words(rows: Sequence[TodoRow]) -> str:
    """What the first page and Nộp báo cáo say of comments; "" where there is nothing to say."""
    done, total = progress(rows)
    if not any(item.stand != CLOSED for item in rows):
        return ""
    if done == total:
        return f"Đã xong {total} nội dung Sở Nội vụ đề nghị hoàn thiện; nộp lại báo cáo"
    return f"Sở Nội vụ đề nghị hoàn thiện: {done}/{total} nội dung đã xong"


def _row(row: Mapping[str, Any]) -> TodoRow:
    place, screen = _target(row)
    return TodoRow(
        row["comment"],
        _stand(row),
        row["about"],
        row["text"],
        row["reply"],
        place,
        screen,
        row["gone"],
        row["number"],
        row["period"],
    )


def _stand(row: Mapping[str, Any]) -> str:
    """A verdict says most; then an answer, then a rule that passes, then that the item left with a package."""
    if row["settled"]:
        return CLOSED
    if row["reply_state"]:
        return KEPT if row["reply_state"] == "kept" else DONE
    if row["passed"]:
        return PASSED
    return OPEN


def _target(row: Mapping[str, Any]) -> tuple[Place | None, str]:
    """Where a comment is mended: a field, a table, the forms for a figure, else the findings."""
    if row["gone"]:
        return None, ""
    if row["table"]:
        return Place(row["table"], row["record"], row["field"]), ""
    return None, "forms" if row["cell"] else "review"
