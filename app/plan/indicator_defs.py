"""Indicators as the pack declares them: which cells stand above and below the line, and for which reading.

Each entry is one line of form 01; the lines of one indicator share its code, one of them is the headline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from app.domain.figures import cell_key
from app.plan.cells import read_cells
from app.plan.source import Source, SourceFile

IndicatorKind = Literal["share", "share_of_bodies", "share_of_groups", "share_of_units"]
NeededBy = Literal["fixed", "added", "none"]
UnitTest = Literal["", "leader", "fits"]
REPORTED: Final = "line"
"""Subject of cells that state the result of a line as a signed report has it; counting never makes them."""
_NOT_SUMMED: Final = frozenset({"share_of_groups", "share_of_units"})


@dataclass(frozen=True, slots=True)
class IndicatorDef:
    """One line of an indicator.

    Attributes:
        code: of the indicator, "1.1a" … "1.4".
        line: name of the line within it; (code, line) is unique.
        kind: how numerator and denominator are made of figures.
        name: of the indicator, as sentences use it; lines of one indicator may share it.
        title: of the line, as printed.
        unit_word: what is counted ("cơ quan", "người").
        clause: of the plan.
        numerator, denominator: cells that are summed; for groups and units, of one group or unit. A group counts
            where its denominator is not 0, and is reached where its numerator is not.
        convention: of 1.1a: the line is the headline where the pack's headline convention is this one.
        headline: this line is the indicator's result.
        needed: "fixed": how many more with the denominator as it is; "added": each one more also adds to the
            denominator.
        test: of share_of_units: a unit counts where it has a leader, or where leaders fit residents.
        scored: the line is compared with the target of the indicator.
        indent: 0 for a main line, 1 for "trong đó".
        doubt: which decision of ours in it awaits confirmation by Sở Nội vụ; empty where there is none.
    """

    code: str
    line: str
    kind: IndicatorKind
    name: str
    title: str
    unit_word: str
    clause: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    convention: str = ""
    headline: bool = False
    needed: NeededBy = "fixed"
    test: UnitTest = ""
    scored: bool = True
    indent: int = 0
    doubt: str = ""

    @property
    def id(self) -> str:
        """Name of the line in forms: "1.1a/D"."""
        return f"{self.code}/{self.line}"


def reported_cells(line: IndicatorDef) -> tuple[str, str] | None:
    """Cells of numerator and denominator as a report of the province states them; None where other cells give them."""
    if line.kind not in _NOT_SUMMED:
        return None
    return cell_key(REPORTED, "above", id=line.id), cell_key(REPORTED, "below", id=line.id)


def read_indicators(file: SourceFile) -> tuple[IndicatorDef, ...]:
    """Reads indicators.toml.

    Raises:
        UserError: QT-01 with file and line.
    """
    found: dict[str, IndicatorDef] = {}
    for source in file.each("indicator"):
        item = _read(source)
        if item.id in found:
            raise source.wrong(f"chỉ tiêu «{item.id}» khai hai lần")
        found[item.id] = item
    return tuple(found.values())


_KINDS: Final = get_args(IndicatorKind)
_NEEDED: Final = get_args(NeededBy)
_TESTS: Final = get_args(UnitTest)


def _read(source: Source) -> IndicatorDef:
    kind, needed, test = source.text("kind"), source.text("needed", "fixed"), source.text("test", "")
    for value, allowed in ((kind, _KINDS), (needed, _NEEDED), (test, _TESTS)):
        if value not in allowed:
            raise source.wrong(f"không hiểu «{value}»")
    title = source.text("title")
    item = IndicatorDef(
        code=source.text("code"),
        line=source.text("line"),
        kind=kind,  # type: ignore[arg-type]
        name=source.text("name", title),
        title=title,
        unit_word=source.text("unit"),
        clause=source.text("clause"),
        numerator=read_cells(source, "numerator"),
        denominator=read_cells(source, "denominator"),
        convention=source.text("convention", ""),
        headline=source.flag("headline"),
        needed=needed,  # type: ignore[arg-type]
        test=test,  # type: ignore[arg-type]
        scored=source.flag("scored", default=True),
        indent=source.number("indent", 0),
        doubt=source.text("doubt", ""),
    )
    source.close()
    if item.kind != "share_of_units" and not (item.numerator and item.denominator):
        raise source.wrong("chỉ tiêu thiếu «numerator» hoặc «denominator»")
    return item
