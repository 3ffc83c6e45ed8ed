"""A list of people in any layout: one row gives a person, the posts held and the posts planned for.

Hides several posts in a cell, and the same person twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.domain.registry import TABLES
from app.spreadsheets.intake import Draft, Intake, Page, drafts_of
from app.spreadsheets.outcome import Fate, RowFate
from app.spreadsheets.person_columns import PeopleColumns, sort_columns, tell_person
from app.spreadsheets.persons import NOBODY, disagreements
from app.spreadsheets.posts import PostRead, read_posts

_Attached = tuple[str, dict[str, Any], str]
"""A record that hangs on a person: its table, what the row says of it, and the text that says it."""
_TICK: Final = 500
_READ_LATER: Final = frozenset({"body", "posts"})
STAFF_KINDS: Final[Mapping[str, str]] = {"cong_chuc": "cc", "vien_chuc": "vc", "nhan_vien": "hd"}
"""Posts that lead nobody: a person with one is staff of this kind."""


def read_people(page: Page, intake: Intake, tick: Callable[[int, int], None]) -> list[RowFate]:
    """Reads a list of people.

    Args:
        page: the sheet.
        intake: the import; its ledger and references grow.
        tick: told rows done and all rows, now and then.

    Returns:
        The fate of each data row, in order.
    """
    columns = sort_columns(page.layout.columns)
    rows = _Rows(page, columns, intake)
    fates: list[RowFate] = []
    drafts = drafts_of(page, intake, later=_READ_LATER)
    skipped = intake.skipped_rows(page.sheet.name)
    for number, draft in enumerate(drafts):
        if number % _TICK == 0:
            tick(number, len(drafts))
        if draft.number in skipped:
            draft.leave_out()
        fates.append(rows.settle(draft))
    return fates


def find_person(draft: Draft, page: Page, intake: Intake) -> Any:
    """Whom a row speaks of; None for somebody new, or where the row waits or is refused.

    Args:
        draft: of the row; it learns the question and the answer.
        page: its sheet.
        intake: the import.
    """
    row = (page.sheet.name, draft.number)
    verdict = intake.people.find(row, draft.told, draft.record_id, (page.layout.columns, draft.values))
    if verdict is NOBODY:
        return None
    draft.refuse("Họ và tên", verdict.reason)
    if verdict.candidates:
        draft.candidates = verdict.candidates
        draft.wait(f"{verdict.why}. Là một người hay hai người khác nhau?")
    elif verdict.why:
        draft.answers = ((verdict.why, verdict.answer),)
    return verdict.person


def keep_person(draft: Draft, page: Page, intake: Intake, known: Any) -> tuple[Any, Fate]:
    """The person of a row with what the row says.

    Args:
        draft: of the row.
        page: its sheet.
        intake: the import; its ledger, people and references grow.
        known: whom `find_person` found.
    """
    ledger = intake.ledger
    if known is None:
        person = ledger.create("person", intake.new_id(), draft.told)
        fate = Fate.ADDED
    else:
        if (row := intake.people.row_of(known)) is not None:
            _keep_earlier(draft, known, row)
        person = ledger.update(known, "person", draft.told)
        fate = Fate.SAME if person is known else Fate.CHANGED
        if draft.told.get("full_name") not in (None, person.full_name):
            draft.ask("Họ và tên", f"giữ cách viết đã có: {person.full_name}")
    intake.people.note(person, (page.sheet.name, draft.number), draft.record_id, new=known is None)
    intake.references.add(person)
    return person, fate


def _keep_earlier(draft: Draft, known: Any, row: tuple[str, int]) -> None:
    """A further row of a person adds what was not known; where rows say different things the first one holds."""
    for name in disagreements(known, draft.told):
        if name != "body":
            draft.ask(TABLES["person"].field(name).label, f"khác dòng {row[1]}; giữ theo dòng {row[1]}")
        del draft.told[name]


class _Rows:
    """The rows of one list, in order."""

    def __init__(self, page: Page, columns: PeopleColumns, intake: Intake) -> None:
        self._page = page
        self._columns = columns
        self._intake = intake
        self._told: set[str] = set()
        self._posts: dict[tuple[str, str | None, int], list[PostRead]] = {}
        self._made: dict[tuple[str | None, ...], list[str]] = {}

    def settle(self, draft: Draft) -> RowFate:
        """Finds or makes the records of a row."""
        sheet = self._page.sheet.name
        if not draft.reasons:
            tell_person(draft, self._columns)
        if not draft.reasons and not draft.told.get("full_name"):
            draft.reasons.append("Chưa có họ và tên.")
        known = find_person(draft, self._page, self._intake) if not draft.reasons else None
        body = self._body_of(draft) if not draft.reasons else None
        if draft.reasons:
            return draft.fate(sheet, Fate.REJECTED)
        posts = self._read_posts(draft, self._columns.posts, body, "Chức vụ")
        if body is not None:
            draft.told["body"] = body
        self._tell_staff_kind(draft, posts, known)
        person, fate = keep_person(draft, self._page, self._intake, known)
        records = [("person", person.id)]
        fates = [fate]
        for table, told, text in (*self._appointments(draft, person, posts), *self._entries(draft, person, body)):
            record_id, change = self._attach(table, told, text)
            fates.append(change)
            if record_id:
                records.append((table, record_id))
        if fate is not Fate.ADDED and any(change is not Fate.SAME for change in fates):
            fate = Fate.CHANGED
        return draft.fate(sheet, fate, tuple(records))

    def _tell_staff_kind(self, draft: Draft, posts: list[PostRead], known: Any) -> None:
        for read in posts:
            kind = STAFF_KINDS.get(read.post or "")
            if kind and not (read.mapped and known is not None and known.staff_kind):
                draft.told.setdefault("staff_kind", kind)

    def _body_of(self, draft: Draft) -> str | None:
        """The body that the row, its group or its sheet names; what was assumed of a group or sheet is said once."""
        bodies = self._intake.bodies
        text = draft.values[self._columns.body] if self._columns.body is not None else None
        if text:
            read = bodies.of_text(text)
            draft.ask("Cơ quan", read.question)
        else:
            heading = draft.group if bodies.of_group(draft.group).id else self._page.sheet.name
            read = bodies.of_group(heading) if heading == draft.group else bodies.of_sheet(heading)
            draft.ask("Cơ quan", "" if heading in self._told else read.question)
            self._told.add(heading)
        draft.refuse("Cơ quan", read.reason)
        if read.id is not None:
            draft.ask("Cơ quan", bodies.need(read.id))
        return read.id

    def _read_posts(self, draft: Draft, places: tuple[int, ...], body: str | None, label: str) -> list[PostRead]:
        found: list[PostRead] = []
        for place in places:
            if text := draft.values[place]:
                key = (text, body, len(self._intake.references.all("body")))
                if key not in self._posts:
                    codes = self._intake.catalogue["posts"]
                    self._posts[key] = read_posts(text, codes, self._intake.references, body, self._intake.titles)
                found.extend(self._posts[key])
        for read in found:
            draft.ask(label, read.question)
        return found

    def _appointments(self, draft: Draft, person: Any, posts: list[PostRead]) -> list[_Attached]:
        """Posts that are held; a title that was mapped to no leading post keeps its turn among them."""
        held = [read for read in posts if read.leader or read.title or read.mapped]
        found = []
        for number, read in enumerate(held):
            if not (read.leader or read.title):
                continue
            told = {"person": person.id, "post": read.post, "body": read.body, "title": read.title}
            if number > 0:
                told["concurrent"] = True
            else:
                values = ((name, draft.values[place]) for place, name in self._columns.appointment)
                told |= {name: value for name, value in values if value is not None}
            found.append(("appointment", told, read.text))
        return found

    def _entries(self, draft: Draft, person: Any, body: str | None) -> list[_Attached]:
        planned = self._read_posts(draft, self._columns.planned, body, "Chức danh quy hoạch")
        if not planned:
            return []
        lists = list(self._intake.references.all("planning_list"))
        list_id = lists[0].id if len(lists) == 1 else None
        if list_id is None:
            draft.ask("Danh sách quy hoạch", "chưa rõ thuộc danh sách nào, chọn sau khi nhập")
        shared = {"person": person.id, "planning_list": list_id}
        return [
            ("planning_entry", {**shared, "post": read.post, "body": read.body, "title": read.title}, read.text)
            for read in planned
        ]

    def _attach(self, table: str, told: dict[str, Any], text: str) -> tuple[str, Fate]:
        """Finds or makes a record that hangs on the person; one that an earlier row made is not made again."""
        ledger = self._intake.ledger
        made = self._made.setdefault((table, told["person"], told["post"], told["title"]), [])
        for key in made:
            record = ledger.find(table, key)
            if told["body"] in (None, record.body):
                return "", Fate.SAME
            if record.body is None:
                updated = ledger.update(record, table, {"body": told["body"]})
                return key, Fate.SAME if updated is record else Fate.CHANGED
        said = {name: value for name, value in told.items() if value is not None}
        known = self._intake.claims.match(table, said).record
        kept = None
        if known is None and told["post"]:
            kept = self._intake.claims.match(table, {"person": told["person"], "title": text}).record
        if kept is not None:
            updated, fate = ledger.settle(kept, table, said), Fate.CHANGED
        elif known is None:
            updated, fate = ledger.create(table, self._intake.new_id(), said), Fate.ADDED
        else:
            updated = ledger.update(known, table, said)
            fate = Fate.SAME if updated is known else Fate.CHANGED
        made.append(updated.id)
        return updated.id, fate
