"""What a person has decided about an import so far; each decision leads to another dry run.

Hides that the choices are one value that is replaced: what could not be read is simply not taken, and the choices of
the answer that is shown hold again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.spreadsheets.choices import NEW, Choices


@dataclass(slots=True)
class Decisions:
    """Sheet, headings, columns, answers and letters that were chosen by hand, as the command takes them."""

    now: Choices = field(default_factory=Choices)

    def choose_sheet(self, name: str) -> None:
        """Reads one sheet only; "" reads all."""
        self.now = replace(self.now, sheet=name)

    def choose_header(self, sheet: str, first: int, last: int) -> None:
        """Says in which rows the headings of a sheet stand; 0 lets them be found."""
        others = {name: rows for name, rows in self.now.header.items() if name != sheet}
        self.now = replace(self.now, header=others | ({sheet: (first, max(first, last))} if first else {}))

    def choose_column(self, sheet: str, place: int, target: str) -> None:
        """Takes a column for a field; "" leaves it out."""
        places = {**self.now.columns.get(sheet, {}), place: target}
        self.now = replace(self.now, columns={**self.now.columns, sheet: places})

    def choose_text(self, cell: tuple[str, int, int], text: str) -> None:
        """Says what a cell is."""
        self.now = replace(self.now, texts={**self.now.texts, cell: text})

    def answer(self, row: tuple[str, int], record: str) -> None:
        """Says whose row it is: id of a record, or `NEW`."""
        self.now = replace(self.now, same={**self.now.same, row: record}, skip=self.now.skip - {row})

    def leave_out(self, rows: Iterable[tuple[str, int]]) -> None:
        """Rows that are not to be read."""
        left = frozenset(rows)
        same = {row: record for row, record in self.now.same.items() if row not in left}
        self.now = replace(self.now, same=same, skip=self.now.skip | left)

    def ask_again(self, row: tuple[str, int]) -> None:
        """Takes the answer to a row back, one of an earlier import too."""
        same = {key: record for key, record in self.now.same.items() if key != row}
        self.now = replace(self.now, same=same, anew=self.now.anew | {row}, skip=self.now.skip - {row})

    def answer_of(self, row: tuple[str, int]) -> str:
        """What was answered about a row, in words; empty for nothing."""
        if row in self.now.skip:
            return "Bỏ qua dòng này"
        if row in self.now.same:
            return "Là hai người khác nhau" if self.now.same[row] == NEW else "Là một người"
        return ""
