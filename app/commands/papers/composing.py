"""Paragraphs of a paper: what is generated, what a person wrote in its place, and whether the numbers moved since.

A person's words are never written over: a paragraph that was edited stays as it is, with the sentence that would be
generated now beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.commands.papers.desk import ReportDesk
from app.domain.unit_records import ReportText
from app.plan.report_defs import Paper, ReportLine
from app.plan.report_values import sentence_of
from app.vietnamese.numbers import roman

State = Literal["generated", "edited", "stale", "omitted"]
STATES: Final[Mapping[State, str]] = {
    "generated": "tự sinh",
    "edited": "đã sửa",
    "stale": "số liệu đã thay đổi từ khi sửa",
    "omitted": "đã bỏ khỏi báo cáo",
}
_WORDS: Final = 6
_LETTERS: Final = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or heading of a paper.

    Attributes:
        line: of the pack. mark: "I.", "1.", "a)", or "" for none.
        generated: the sentence of now.
        kept: what a person wrote in its place, or None.
    """

    line: ReportLine
    mark: str
    generated: str
    kept: ReportText | None

    @property
    def key(self) -> str:
        """Its name in the pack."""
        return self.line.id

    @property
    def text(self) -> str:
        """What stands on paper: a person's words where there are any; "" for a paragraph that was left out."""
        return self.generated if self.kept is None else self.kept.text or ""

    @property
    def may_go(self) -> bool:
        """Whether a person may leave it out; headings, subject and addressees always stand."""
        return self.line.at == "body" and not self.line.heading

    @property
    def state(self) -> State:
        """Generated, edited, edited before the numbers moved, or left out."""
        if self.kept is None:
            return "generated"
        if not self.kept.text:
            return "omitted"
        return "edited" if (self.kept.replaced or "") == self.generated else "stale"


def paragraphs(desk: ReportDesk, paper: Paper = "report") -> tuple[Paragraph, ...]:
    """The paragraphs of a paper in order, numbered; those without anything to say are no part of it.

    One that a person left out is there without number and text.
    """
    lines = (desk.desk.pack or desk.ws.pack).report.of(paper, desk.scope, desk.period.kind)
    kept = kept_texts(desk)
    found = ((line, sentence_of(line, desk.data), kept.get(line.id)) for line in lines)
    told = [Paragraph(line, "", text, own) for line, text, own in found if text or own]
    marks = _marks(item.line for item in told if item.text)
    return tuple(replace(item, mark=next(marks)) if item.text else item for item in told)


def places(found: Iterable[Paragraph]) -> Mapping[str, str]:
    """Name of a paragraph in the pack → where it stands, as people say it: "mục V.3.a", "đoạn mở đầu"."""
    body = [item for item in found if item.line.at == "body" and item.text]
    path: list[str] = []
    told = {}
    for number, item in enumerate(body):
        if item.line.level:
            path = [*path[: item.line.level - 1], item.mark.rstrip(".)")]
        edge = "đoạn kết" if number == len(body) - 1 else "" if path else "đoạn mở đầu"
        told[item.key] = f"mục {'.'.join(path)}" if item.line.level or not edge else edge
    return told


def beginning(text: str) -> str:
    """The first words of a paragraph, by which people know it."""
    words = text.split()
    return f"«{' '.join(words[:_WORDS])}{'…' if len(words) > _WORDS else ''}»"


def kept_texts(desk: ReportDesk) -> Mapping[str, ReportText]:
    """Name of a paragraph → what a person wrote there for this period."""
    rows = desk.ws.store.load("", ["report_text"]).rows(ReportText)
    return {row.paragraph or "": row for row in rows if row.period == str(desk.period)}


def _marks(lines: Iterable[ReportLine]) -> Iterator[str]:
    """Numbers of headings and paragraphs; a lower one begins anew under each higher one."""
    counts = [0, 0, 0, 0]
    for line in lines:
        if not line.level:
            yield ""
            continue
        counts[line.level] += 1
        counts[line.level + 1 :] = [0] * (len(counts) - line.level - 1)
        number = counts[line.level]
        yield (f"{roman(number)}.", f"{number}.", f"{_LETTERS[number - 1]})")[line.level - 1]
