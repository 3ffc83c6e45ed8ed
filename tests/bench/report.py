"""What was measured as ratios, against the targets of the programme, as JSON and as a table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.processes import Result

Results = Mapping[str, Result]
LARGEST_MB = 400.0


@dataclass(frozen=True, slots=True)
class Line:
    """One measure.

    Attributes:
        name: what is measured.
        value: a ratio or seconds, by `unit`.
        target: at most; None where there is no target, only a measure.
    """

    name: str
    value: float
    unit: str
    target: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        return None if self.target is None else self.value <= self.target


def lines(results: Results) -> list[Line]:
    """Every measure whose stages were run."""
    found = []
    for needs, make in _MEASURES:
        if all(name in results for name in needs):
            found.append(make(*(results[name] for name in needs)))
    return found


def _ratio(name: str, target: float | None = None) -> Callable[[Result, Result], Line]:
    return lambda ours, floor: Line(name, _paired(ours, floor), "x", target)


def _paired(ours: Result, floor: Result) -> float:
    """Median of the ratios of each round: what else the machine did then slowed both."""
    return statistics.median(one / other for one, other in zip(ours.repeats, floor.repeats, strict=True))


def _seconds(name: str, target: float | None = None) -> Callable[[Result], Line]:
    return lambda ours: Line(name, ours.seconds, "s", target)


def _milliseconds(name: str, what: str, target: float | None = None) -> Callable[[Result], Line]:
    return lambda ours: Line(name, ours.more[what], "ms", target)


_MEASURES: tuple[tuple[tuple[str, ...], Callable[..., Line]], ...] = (
    (
        ("excel_preview", "excel_bare"),
        _ratio("Excel 50,000 x 30 read, matched, previewed / bare reader", 3.0),
    ),
    (("excel_read", "excel_bare"), _ratio("Excel 50,000 x 30 read only / bare reader")),
    (
        ("excel_again", "excel_bare"),
        _ratio("Excel 50,000 x 30 once more, already taken in / bare reader"),
    ),
    (("excel_short",), _seconds("Excel 5,000 x 30 read, matched, previewed", 2.0)),
    (
        ("excel_preview",),
        lambda ours: Line("Excel rows previewed per second", ours.more["rows"] / ours.seconds, "/s"),
    ),
    (
        ("insert_program", "insert_raw"),
        _ratio("import of 30,000 people into the store / raw executemany of the same rows"),
    ),
    (("judge_one",), _seconds("check + count of 30,000 people in one unit", 3.0)),
    (("judge_units",), _seconds("check + count of 30,000 people in all units, one by one")),
    (("seal_open", "seal_open_floor"), _ratio("seal + open of a unit of 150 / bare crypto and deflate")),
    (("seal_open",), _seconds("seal + open of a unit of 150")),
    (("seal_open",), _milliseconds("the same again in the warm process", "warm_ms", 300.0)),
    (("submit",), _seconds("the whole submit of a unit of 150, paper included")),
    (("reception",), _seconds("reception of 60 packages with 30,000 people", 15.0)),
    (("reception", "reception_parts"), _ratio("reception / sum of its parts measured alone")),
    (("drop", "reception"), _ratio("the same as one dropped folder with 5 bad files / reception", 1.25)),
    (
        ("reception_memory",),
        lambda ours: Line("memory after 200 receptions / after 20", ours.more["growth"], "x", 1.25),
    ),
    (("window", "window_empty"), _ratio("window to first paint / empty PySide6 window", 2.5)),
    (("window",), _seconds("window to first paint")),
    (("people_list",), _seconds("from key in hand to a usable list of 500 people", 1.5)),
    (("grid_scroll",), _milliseconds("grid of 10,000 people: longest frame while scrolling", "max_ms", 50.0)),
    (("grid_scroll",), _milliseconds("grid of 10,000 people: 99 of 100 frames", "p99_ms")),
    (("grid_scroll",), _milliseconds("the same while all are checked: longest frame", "busy_max_ms", 50.0)),
    (("grid_scroll",), _milliseconds("the same while all are checked: 99 of 100 frames", "busy_p99_ms")),
)


def memory_lines(results: Results) -> list[Line]:
    """Peak memory of the largest process of each stage."""
    return [
        Line(f"peak memory: {name}", result.peak_mb, "MB", LARGEST_MB)
        for name, result in results.items()
        if name != "prepare"
    ]


def as_json(machine: Mapping[str, Any], runs: Mapping[str, Results]) -> dict[str, Any]:
    """Everything measured, by run ("free", and "slow" under limits)."""
    return {
        "machine": dict(machine),
        "runs": {
            name: {
                "stages": {stage: asdict(result) for stage, result in results.items()},
                "measures": [{**asdict(line), "met": line.met} for line in (*lines(results), *memory_lines(results))],
            }
            for name, results in runs.items()
        },
    }


def table(results: Results) -> str:
    """The measures for people."""
    rows = [_row(line) for line in (*lines(results), *memory_lines(results))]
    width = max(len(row[0]) for row in rows)
    return "\n".join(f"{name:<{width}}  {value:>10}  {rest}".rstrip() for name, value, rest in rows)


def details(results: Results) -> str:
    """Seconds, processor and what else each stage counted."""
    return "\n".join(f"{name:<18} {_detail(result)}" for name, result in results.items())


def _row(line: Line) -> tuple[str, str, str]:
    value = f"{line.value:,.2f} {line.unit}" if line.unit in ("x", "s", "ms") else f"{line.value:,.0f} {line.unit}"
    if line.target is None:
        return line.name, value, ""
    return line.name, value, f"target {line.target:g}: {'met' if line.met else 'NOT MET'}"


def _detail(result: Result) -> str:
    more: Iterable[str] = (f"{name} {_number(value)}" for name, value in result.more.items())
    repeats = ", ".join(f"{value:.2f}" for value in result.repeats)
    parts = (f"{result.seconds:7.3f} s", f"cpu {result.cpu:6.2f}", f"{result.peak_mb:5.0f} MB", f"[{repeats}]")
    return "  ".join((*parts, *more))


def _number(value: float) -> str:
    return f"{value:,.3f}" if value != int(value) else f"{value:,.0f}"
