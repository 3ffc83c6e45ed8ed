"""What a person has decided about an import so far; each decision leads to another dry run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.spreadsheets.choices import NEW, Choices


@dataclass(slots=True)
class Decisions:
    """Sheet, columns, answers and letters that were chosen by hand."""

    sheet: str = ""
    columns: dict[str, dict[int, str]] = field(default_factory=dict)
    same: dict[tuple[str, int], str] = field(default_factory=dict)
    texts: dict[tuple[str, int, int], str] = field(default_factory=dict)
    skip: set[tuple[str, int]] = field(default_factory=set)

    def choose_column(self, sheet: str, place: int, target: str) -> None:
        """Takes a column for a field; "" leaves it out."""
        self.columns.setdefault(sheet, {})[place] = target

    def answer(self, row: tuple[str, int], record: str) -> None:
        """Says whose row it is: id of a record, or `NEW`."""
        self.skip.discard(row)
        self.same[row] = record

    def leave_out(self, rows: Iterable[tuple[str, int]]) -> None:
        """Rows that are not to be read."""
        for row in rows:
            self.same.pop(row, None)
            self.skip.add(row)

    def ask_again(self, row: tuple[str, int]) -> None:
        """Takes the answer to a row back."""
        self.same.pop(row, None)
        self.skip.discard(row)

    def answer_of(self, row: tuple[str, int]) -> str:
        """What was answered about a row, in words; empty for nothing."""
        if row in self.skip:
            return "Bỏ qua dòng này"
        if row in self.same:
            return "Là hai người khác nhau" if self.same[row] == NEW else "Là một người"
        return ""

    def choices(self) -> Choices:
        """As the command takes them."""
        return Choices(
            self.sheet,
            {sheet: dict(places) for sheet, places in self.columns.items()},
            dict(self.same),
            dict(self.texts),
            frozenset(self.skip),
        )
