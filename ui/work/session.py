"""What every screen shares while a store is open: its card, the catalogue, the findings, and how to ask and to write.

Screens never call each other: they say where to go and hear of changes by notices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands.entry.confirming import waiting
from app.domain.codelists import Catalogue
from app.domain.dataset import Change
from app.domain.findings import Place
from app.errors import UserError
from app.workspace import Environment, Notice, Outcome, Workspace
from ui.fields.editors import code_options
from ui.fields.options import Option
from ui.work import queries
from ui.work.actions import title_of, work_of
from ui.work.comments_query import TodoRow, todo
from ui.work.drafts import Drafts
from ui.work.jobs import Jobs, Run
from ui.work.queries import Card, FindingRow

T = TypeVar("T")
_CHECK_AFTER_MS: Final = 400


class Session(QObject):
    """An open store as the window sees it; lives in the GUI thread."""

    changed = Signal(object)
    """A `Notice`: tables and kinds of documents that a command has changed."""
    checked = Signal()
    """The findings are new."""
    went = Signal(str, object)
    """Somebody wants to go: name of a screen and a `Place` or None."""
    saved = Signal()
    """A record was written."""
    renewed = Signal()
    """The card is new."""
    marked = Signal()
    """`unconfirmed` is new."""
    todo_read = Signal()
    """`todo` is new."""
    ended = Signal()
    """The one who works here may no longer open the data."""
    comment_wanted = Signal(object)
    """Somebody goes to the field of a `TodoRow`."""

    def __init__(self, env: Environment, jobs: Jobs, card: Card, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.env = env
        self.jobs = jobs
        self.card = card
        self.findings: tuple[FindingRow, ...] = ()
        self.has_checked = False
        self.unconfirmed: Mapping[str, str] = {}
        self.todo: tuple[TodoRow, ...] = ()
        self.drafts = Drafts(jobs, env.now, self)
        self._options: dict[str, tuple[Option, ...]] = {}
        self._by_record: dict[str, list[FindingRow]] = {}
        self._by_owner: dict[str, list[FindingRow]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check)
        jobs.changed.connect(self._on_changed)

    @property
    def catalogue(self) -> Catalogue:
        """All code lists."""
        return self.env.catalogue

    def code_options(self, name: str) -> tuple[Option, ...]:
        """What may be chosen from a code list; made once, because many fields share a list."""
        found = self._options.get(name)
        if found is None:
            found = self._options[name] = code_options(self.catalogue[name], self.card.today)
        return found

    def codes_near(self, name: str, text: str) -> tuple[str, ...]:
        """Codes of a list that a text may mean which the list does not have: to be offered, never taken unasked."""
        today = self.card.today
        return tuple(code.code for code in self.catalogue[name].near(text) if code.usable_on(today))

    def go(self, screen: str, place: Place | None = None) -> None:
        """Asks the window to show a screen, at a place."""
        self.went.emit(screen, place)

    def go_to_comment(self, found: TodoRow) -> None:
        """Asks the window to show the field that a comment of Sở Nội vụ is about."""
        if found.place is not None or found.screen:
            self.went.emit(found.screen, found.place)
        self.comment_wanted.emit(found)

    def ask(self, owner: QObject, topic: str, query: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        """Asks a question for an owner; see `Jobs.ask`. The query must not hold widgets."""
        self.jobs.ask(owner, topic, query, then)

    def run(
        self,
        name: str,
        then: Callable[[Outcome], None],
        failed: Callable[[Exception], None] | None = None,
        **params: Any,
    ) -> Run:
        """Runs a command of the table with progress and cancel."""
        return self.jobs.run(title_of(name), work_of(name, **params), then, failed)

    def save(self, changes: Sequence[Change], failed: Callable[[Exception], None], verb: str = "") -> None:
        """Writes changes of records before everything that waits; see `editing.save` for the verb."""
        self.write("record save", lambda _: None, failed, changes=tuple(changes), verb=verb)

    def write(
        self,
        name: str,
        then: Callable[[Outcome], None],
        failed: Callable[[Exception], None] | None = None,
        **params: Any,
    ) -> None:
        """Runs a short command that changes records before everything that waits; a refusal is shown."""

        def on_written(outcome: Outcome) -> None:
            self.saved.emit()
            then(outcome)

        self.jobs.save(work_of(name, **params), on_written, failed or self.tell)

    def tell(self, wrong: Exception) -> None:
        """Shows a refusal to the person; a bug is shown by the one who met it."""
        if isinstance(wrong, UserError):
            self.jobs.refused.emit(wrong)

    def findings_of(self, record_id: str) -> Sequence[FindingRow]:
        """Findings of a record."""
        return self._by_record.get(record_id, ())

    def findings_about(self, record_id: str) -> Sequence[FindingRow]:
        """Findings of a record and, where it is a person, of the posts, plans and classes of that person."""
        return (*self._by_record.get(record_id, ()), *self._by_owner.get(record_id, ()))

    def count(self, severity: str) -> int:
        """Findings of a severity."""
        return sum(row.severity == severity for row in self.findings)

    def check(self) -> None:
        """Checks all records anew; the answer comes as `checked`."""
        if self.card.mode == "unit":
            self.ask(self, "check", queries.check, self._on_checked)
            self._ask_marks()

    def renew(self) -> None:
        """Reads the card anew; the answer comes as `renewed`."""
        self.ask(self, "card", queries.card, self._on_card)

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables:
            self._timer.start()
        if "confirmation" in notice.tables:
            self._ask_marks()
        if notice.kinds:
            self.renew()
        if "comment" in notice.kinds:
            self._ask_todo()
        self.changed.emit(notice)

    def _on_checked(self, rows: tuple[FindingRow, ...]) -> None:
        self.findings = rows
        self.has_checked = True
        self._by_record, self._by_owner = {}, {}
        for row in rows:
            self._by_record.setdefault(row.record, []).append(row)
            if row.owner:
                self._by_owner.setdefault(row.owner, []).append(row)
        self.checked.emit()
        self._ask_todo()

    def _ask_todo(self) -> None:
        """Comments of Sở Nội vụ; those whose rule passes by the check that is at hand are ticked."""
        if self.card.mode == "unit":
            found = {str(self.card.period): frozenset(row.key for row in self.findings)} if self.has_checked else {}
            self.ask(self, "todo", lambda ws: todo(ws, found), self._on_todo)

    def _on_todo(self, rows: tuple[TodoRow, ...]) -> None:
        if rows != self.todo:
            self.todo = rows
            self.todo_read.emit()

    def _ask_marks(self) -> None:
        self.ask(self, "marks", waiting, self._on_marks)

    def _on_marks(self, found: Mapping[str, str]) -> None:
        """Rows copied from the period before that nobody has confirmed, with where they come from."""
        if found != self.unconfirmed:
            self.unconfirmed = found
            self.marked.emit()

    def _on_card(self, card: Card) -> None:
        self.card = card
        self.renewed.emit()
