"""Lines of the report (BC) and of its covering letter as the pack declares them; each sentence is checked when read.

A line has a name that stays the same in later versions of the pack: what a person wrote in its place is kept under it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from app.plan.indicator_defs import IndicatorDef
from app.plan.report_subjects import COMMON, SUBJECTS, Subject
from app.plan.sentences import Choice, Place, Sentence, read_sentence
from app.plan.source import Source, SourceFile

Paper = Literal["report", "letter"]
At = Literal["body", "subject", "to"]
ReportScope = Literal["", "unit", "province"]
_KINDS: Final = ("year", "half", "stage", "adhoc")
_LEVELS: Final = 3
FRAME: Final = "khung"
ROW: Final = "dong"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A paragraph or a heading.

    Attributes:
        id: its name for ever.
        sentence: what is generated, frames taken in.
        paper: of which paper. at: where on it.
        level: 0 without a number, 1 as "I.", 2 as "1.", 3 as "a)".
        heading: a heading of that level, bold.
        section: of the list report_sections; "" for what belongs to none.
        scope: whose paper; "" for both. kinds: of periods that have it.
        says: subjects that its places are of.
        indicator, tasks, agency: what it speaks of, for subjects that ask for it.
        optional: left out where every place of it is empty.
        table: name of the table under it; "" for none.
    """

    id: str
    sentence: Sentence
    paper: Paper
    at: At
    level: int
    heading: bool
    section: str
    scope: ReportScope
    kinds: tuple[str, ...]
    says: tuple[str, ...]
    indicator: str
    tasks: tuple[str, ...]
    agency: str
    optional: bool
    table: str


@dataclass(frozen=True, slots=True)
class ReportDef:
    """All lines, in the order of the paper."""

    lines: tuple[ReportLine, ...]

    def of(self, paper: Paper, scope: str, kind: str) -> tuple[ReportLine, ...]:
        """Lines of a paper of a unit or the province for a kind of period."""
        return tuple(
            line
            for line in self.lines
            if line.paper == paper and line.scope in ("", scope) and (not line.kinds or kind in line.kinds)
        )


def read_report(file: SourceFile, indicators: Collection[IndicatorDef]) -> ReportDef:
    """Reads report.toml.

    Args:
        file: the file.
        indicators: of the pack, whose lines sentences may name.

    Raises:
        UserError: QT-01 with file and line: an unknown key, place, choice, subject or indicator, or a name twice.
    """
    top = file.top()
    frames: dict[str, Sentence] = {}
    section = top.table("frames")
    names = section.keys()
    for name in names:
        frames[name] = _parsed(section, section.text(name))
    top.tables("line")
    top.close()
    found: dict[str, ReportLine] = {}
    for source in file.each("line"):
        line = _read(source, frames, indicators)
        if line.id in found:
            raise source.wrong(f"đoạn «{line.id}» khai hai lần")
        found[line.id] = line
    return ReportDef(tuple(found.values()))


def _read(source: Source, frames: Mapping[str, Sentence], indicators: Collection[IndicatorDef]) -> ReportLine:
    line = ReportLine(
        id=source.text("id"),
        sentence=_framed(source, _parsed(source, source.text("text")), frames),
        paper=_one_of(source, "paper", "report", get_args(Paper)),  # type: ignore[arg-type]
        at=_one_of(source, "at", "body", get_args(At)),  # type: ignore[arg-type]
        level=source.number("level", 0),
        heading=source.flag("heading"),
        section=source.text("section", ""),
        scope=_one_of(source, "scope", "", get_args(ReportScope)),  # type: ignore[arg-type]
        kinds=source.texts("kinds", ()),
        says=source.texts("says", ()),
        indicator=source.text("indicator", ""),
        tasks=source.texts("tasks", ()),
        agency=source.text("agency", ""),
        optional=source.flag("optional"),
        table=_one_of(source, "table", "", ("", "years")),
    )
    source.close()
    if not 0 <= line.level <= _LEVELS or (line.heading and not line.level):
        raise source.wrong(f"«level» phải từ 0 đến {_LEVELS}, đề mục từ 1")
    for kind in line.kinds:
        if kind not in _KINDS:
            raise source.wrong(f"không hiểu «{kind}»")
    _check_subjects(source, line, {item.code for item in indicators})
    _check_sentence(source, line, {item.id for item in indicators})
    return line


def _one_of(source: Source, key: str, default: str, allowed: tuple[str, ...]) -> str:
    value = source.text(key, default)
    if value not in allowed:
        raise source.wrong(f"không hiểu «{value}»")
    return value


def _parsed(source: Source, text: str) -> Sentence:
    try:
        return read_sentence(text)
    except ValueError as error:
        raise source.wrong(str(error)) from None


def _framed(source: Source, sentence: Sentence, frames: Mapping[str, Sentence]) -> Sentence:
    """The sentence with frames in the place of their names."""
    parts: list[str | Place | Choice] = []
    for part in sentence.parts:
        head, _, name = part.name.partition(":") if isinstance(part, Place) else ("", "", "")
        if head != FRAME:
            parts.append(part)
        elif name in frames:
            parts.extend(frames[name].parts)
        else:
            raise source.wrong(f"không có câu khung «{name}»")
    return Sentence(tuple(parts))


def _check_subjects(source: Source, line: ReportLine, indicators: Collection[str]) -> None:
    for name in line.says:
        subject = SUBJECTS.get(name)
        if subject is None:
            raise source.wrong(f"không hiểu «says» = «{name}»")
        if subject.needs and not getattr(line, subject.needs):
            raise source.wrong(f"«{name}» cần «{subject.needs}»")
    if line.indicator and line.indicator not in indicators:
        raise source.wrong(f"không có chỉ tiêu «{line.indicator}»")


def _check_sentence(source: Source, line: ReportLine, indicators: Collection[str]) -> None:
    subjects: tuple[Subject, ...] = (COMMON, *(SUBJECTS[name] for name in line.says))
    places = {place for subject in subjects for place in subject.places}
    choices = {name: count for subject in subjects for name, count in subject.choices.items()}
    for place in line.sentence.places():
        head, _, row = place.partition(":")
        if head == ROW and row:
            if row not in indicators:
                raise source.wrong(f"không có dòng chỉ tiêu «{row}»")
        elif place not in places:
            raise source.wrong(f"không có chỗ điền «{{{place}}}» ở đoạn này")
    for choice in line.sentence.choices():
        if choice.name not in choices:
            raise source.wrong(f"không có chỗ chọn «[{choice.name}: …]» ở đoạn này")
        if len(choice.options) != choices[choice.name]:
            raise source.wrong(f"«[{choice.name}: …]» phải có {choices[choice.name]} cách viết, cách nhau «|»")
