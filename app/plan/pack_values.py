"""Values of a pack that rules, counting and reports read: definitions, targets, dates of periods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar, get_args

from app.domain.periods import Period
from app.plan.definitions import Convention, Definitions, PeriodDates, Setting, Target
from app.plan.source import Source, SourceFile

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets by phase; a period that ends in a phase is scored with that phase's row (domain §1)."""

    rows: tuple[Target, ...]

    def of(self, indicator: str, period: Period) -> Target | None:
        """Target of an indicator for a period; None outside the plan's years."""
        for row in self.rows:
            if row.indicator == indicator and row.first_year <= period.last_year <= row.last_year:
                return row
        return None


@dataclass(frozen=True, slots=True)
class Dates:
    """Cut-off and due dates by kind of period; "half1" and "half2" for the halves of a year."""

    by_kind: Mapping[str, PeriodDates]

    def of(self, period: Period) -> PeriodDates:
        """Cut-off and due date of a period."""
        return self.by_kind[f"half{period.number}" if period.kind == "half" else period.kind]

    def settings(self) -> tuple[Setting, ...]:
        """The dates as the pack screen lists them."""
        return tuple(
            Setting(
                f"periods.{name}",
                _PERIODS[name],
                f"chốt số liệu {_month_day(item.cut_off)}, hạn nộp {_month_day(item.due)}",
                "Kế hoạch 18/02/2021, đoạn cuối",
                item.unconfirmed,
            )
            for name, item in self.by_kind.items()
        )


_PERIODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "year": "Ngày chốt và hạn nộp báo cáo năm",
        "half1": "Ngày chốt và hạn nộp báo cáo 6 tháng đầu năm",
        "half2": "Ngày chốt và hạn nộp báo cáo 6 tháng cuối năm",
        "adhoc": "Ngày chốt và hạn nộp báo cáo đột xuất",
        "stage": "Ngày chốt và hạn nộp báo cáo sơ kết, tổng kết",
    }
)


def read_definitions(source: Source) -> Definitions:
    """Reads `[definitions.*]`: each with value, label, source and whether it is unconfirmed.

    Raises:
        UserError: QT-01 with file and line.
    """
    entries = _Entries(source)
    made = Definitions(
        headline=entries.headline("headline"),
        key_posts=entries.codes("key_posts"),
        service_key_posts=entries.codes("service_key_posts"),
        specific_sectors=entries.codes("specific_sectors"),
        specific_share=entries.number("specific_share"),
        specific_also_in_main=entries.flag("specific_also_in_main"),
        counted_training=entries.codes("counted_training"),
        young_under=entries.numbers_by_code("young_under"),
        age_bands=entries.ascending("age_bands"),
        representation_percent=entries.number("representation_percent"),
        population_change_percent=entries.number("population_change_percent"),
        yearly_change_percent=entries.number("yearly_change_percent"),
        yearly_change_people=entries.number("yearly_change_people"),
        small_cell=entries.number("small_cell"),
        stage_starts=entries.ascending("stage_starts"),
        break_days=entries.days("break_days"),
        settings=tuple(entries.settings),
    )
    source.close()
    return made


class _Entries:
    """Reads entries of `[definitions]` and notes each as a setting."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.settings: list[Setting] = []

    def number(self, name: str) -> int:
        return self._read(name, lambda item: item.number("value"), str)

    def flag(self, name: str) -> bool:
        return self._read(name, lambda item: item.flag("value"), lambda value: "có" if value else "không")

    def codes(self, name: str) -> frozenset[str]:
        return frozenset(self._read(name, lambda item: item.texts("value"), ", ".join))

    def ascending(self, name: str) -> tuple[int, ...]:
        return self._read(name, _ascending, lambda value: ", ".join(map(str, value)))

    def days(self, name: str) -> tuple[date, ...]:
        return self._read(name, _days, lambda value: ", ".join(f"{item:%d/%m/%Y}" for item in value))

    def numbers_by_code(self, name: str) -> Mapping[str, int]:
        return self._read(
            name, _numbers_by_code, lambda value: ", ".join(f"{code}: {number}" for code, number in value.items())
        )

    def headline(self, name: str) -> Convention:
        return self._read(name, _convention, str)

    def _read(self, name: str, read: Callable[[Source], V], show: Callable[[V], str]) -> V:
        item = self._source.table(name)
        value = read(item)
        self.settings.append(
            Setting(name, item.text("label"), show(value), item.text("source"), item.flag("unconfirmed"))
        )
        item.close()
        return value


def read_targets(file: SourceFile) -> Targets:
    """Reads `[[target]]`.

    Raises:
        UserError: QT-01: a value is wrong, or two phases of one indicator overlap.
    """
    rows: list[Target] = []
    for source in file.each("target"):
        row = Target(
            indicator=source.text("indicator"),
            number=source.text("number"),
            first_year=source.number("first_year"),
            last_year=source.number("last_year"),
            percent=source.number("percent") if source.has("percent") else None,
            clause=source.text("clause"),
        )
        source.close()
        same = (other for other in rows if other.indicator == row.indicator)
        if any(row.first_year <= other.last_year and other.first_year <= row.last_year for other in same):
            raise source.wrong(f"chỉ tiêu {row.indicator} có hai mục tiêu cho cùng một năm")
        rows.append(row)
    return Targets(tuple(rows))


def read_periods(source: Source) -> Dates:
    """Reads `[periods.*]`: cut-off and due day (MM-DD) of each kind of period.

    Raises:
        UserError: QT-01 with file and line.
    """
    found = {}
    for name in _PERIODS:
        item = source.table(name)
        found[name] = PeriodDates(
            name, _read_month_day(item, "cut_off"), _read_month_day(item, "due"), item.flag("unconfirmed")
        )
        item.close()
    source.close()
    return Dates(MappingProxyType(found))


def _convention(item: Source) -> Convention:
    value = item.text("value")
    for known in get_args(Convention):
        if value == known:
            made: Convention = known
            return made
    raise item.wrong(f"không có quy ước «{value}»")


def _ascending(item: Source) -> tuple[int, ...]:
    values = item.numbers("value")
    if list(values) != sorted(set(values)):
        raise item.wrong("các khoảng phải tăng dần")
    return values


def _days(item: Source) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(text) for text in item.texts("value"))
    except ValueError as error:
        raise item.wrong("phải là các ngày dạng 2025-07-01") from error


def _numbers_by_code(item: Source) -> Mapping[str, int]:
    table = item.table("value")
    return MappingProxyType({code: table.number(code) for code in table.keys()})  # noqa: SIM118 - not a dict


def _read_month_day(item: Source, key: str) -> tuple[int, int]:
    text = item.text(key)
    try:
        day = date.fromisoformat(f"2025-{text}")
    except ValueError as error:
        raise item.wrong(f"«{key}» phải là tháng-ngày dạng 12-31") from error
    return day.month, day.day


def _month_day(value: tuple[int, int]) -> str:
    month, day = value
    return f"{day:02d}/{month:02d}"
