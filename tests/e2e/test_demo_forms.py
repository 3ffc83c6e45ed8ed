"""Total rows of the province's forms, in workbook and PDF, against plain loops over the units' records."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from app.domain.dataset import Dataset
from app.domain.dates import PartialDate
from app.domain.records import Course, Person, PlanningEntry, Training
from app.domain.unit_records import Body, Headcount, Population
from tests.e2e.plain import codes, existing, held, within, working

Row = Mapping[str, object]
"""Number of a column, as printed under the headings → value."""

STATE_KEY = {"hdnd.ct", "hdnd.pct", "ubnd.ct", "ubnd.pct", "so.gd", "so.pgd", "so.cvp", "so.pcvp", "so.ctt", "so.pctt"}
STATE_BODIES = {"hdnd", "ubnd", "so"}


@pytest.fixture(scope="module")
def forms(demo: Path) -> Path:
    return demo / "forms" / "province"


def _rows(forms: Path, code: str, sheet: int, labels: Collection[str]) -> list[Row]:
    """Rows of a sheet that have one of the labels, in order."""
    book = openpyxl.load_workbook(forms / f"bieu-{code}.xlsx", data_only=True)
    rows = [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]
    numbers = next(row for row in rows if "A" in row and "B" in row)
    names = [str(value).split("=")[0] if value is not None else "" for value in numbers]
    return [
        {name: value for name, value in zip(names, row, strict=True) if name.isdigit()}
        for row in rows
        if any(value in labels for value in row)
    ]


def _printed(forms: Path, code: str, row: Row) -> bool:
    """Whether the whole numbers of a row stand one after the other in the text of the PDF."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(forms / f"bieu-{code}.pdf"), "-"], capture_output=True, check=True
    )
    tokens = " ".join(re.findall(r"(?<!\S)(?:\d{1,3}(?:\.\d{3})*|[-…x])(?!\S)", done.stdout.decode("utf-8")))
    shown = [_shown(value) for value in row.values() if isinstance(value, int | float) and value == int(value)]
    return " ".join(shown) in tokens


def _shown(value: float) -> str:
    return f"{int(value):,}".replace(",", ".")


def _year(today: date) -> tuple[date, date]:
    """Twelve months to the cut-off day."""
    return date(today.year - 1, today.month, today.day) + timedelta(days=1), today


def _took_place(start: PartialDate | None, end: PartialDate | None, window: tuple[date, date]) -> bool:
    day = end or start
    return day is not None and day.earliest <= window[1] and day.latest >= window[0]


def _dtts(person: Person) -> bool:
    return person.ethnic is not None and codes("ethnic_groups")[person.ethnic]["dtts"] == "1"


def test_form_02_key_leaders(records: list[Dataset], today: date, forms: Path) -> None:
    """Posts of key leaders at HĐND, UBND and departments; women; heads and deputies among the women."""
    posts = codes("posts")
    key = [
        (row, person)
        for data in records
        for row, person, body in held(data, today)
        if row.post in STATE_KEY and body.kind in STATE_BODIES
    ]
    women = [row for row, person in key if person.sex == "f"]
    total = _rows(forms, "02", 0, {"Cộng cơ quan nhà nước"})[0]
    assert total["2"] == len(key) > 10
    assert total["4"] == len(women) > 0
    assert total["7"] == sum(posts[row.post or ""]["head"] == "1" for row in women)
    assert total["8"] == sum(posts[row.post or ""]["head"] == "0" for row in women)
    assert total["5"] == sum(_dtts(person) for _, person in key)
    assert total["6"] == sum(_dtts(person) for _, person in key if person.sex == "f")
    assert total["1"] == sum(
        body.key_posts_assigned or 0
        for data in records
        for body in existing(data, today).values()
        if body.kind in STATE_BODIES
    )
    assert _printed(forms, "02", total)


def _leaders(records: list[Dataset], today: date) -> list[Person]:
    posts = codes("posts")
    found = []
    for data in records:
        people = {person.id: person for row, person, _ in held(data, today) if posts[row.post or ""]["leader"] == "1"}
        found += people.values()
    return found


def _staff(records: list[Dataset], today: date) -> tuple[int, int]:
    """All staff and the women: the number typed for a body where there is one, else the people listed there."""
    total = women = 0
    for data in records:
        typed: dict[str, Headcount] = {}
        for row in data.rows(Headcount):
            if row.dimension == "all" and row.body in existing(data, today) and row.as_of.earliest <= today:
                newest = typed.get(row.body)
                if newest is None or newest.as_of.latest < row.as_of.latest:
                    typed[row.body] = row
        total += sum(row.total for row in typed.values())
        women += sum(row.women for row in typed.values())
        listed = [person for person in working(data, today).values() if person.body not in typed]
        total += len(listed)
        women += sum(person.sex == "f" for person in listed)
    return total, women


def test_form_03_leaders_and_staff(records: list[Dataset], today: date, forms: Path) -> None:
    """Distinct leaders, then everybody; each with the row of the women under it."""
    leaders = _leaders(records, today)
    everyone, women = _rows(forms, "03", 0, {"Cộng (không tính trùng)", "Trong đó: Nữ"})[-2:]
    assert everyone["1"] == len(leaders) > 50
    assert women["1"] == sum(person.sex == "f" for person in leaders)
    assert everyone["2"] == sum(_dtts(person) for person in leaders)
    assert everyone["3"] == sum(person.party_joined is not None for person in leaders)
    assert everyone["6"] == sum(person.professional == "dh" for person in leaders)
    total, female = _rows(forms, "03", 1, {"Cộng", "Trong đó: Nữ"})[-2:]
    assert (total["1"], female["1"]) == _staff(records, today)
    assert _printed(forms, "03", {name: everyone[name] for name in ("1", "2", "3")})


def test_form_05_classes_and_trained_women(records: list[Dataset], today: date, forms: Path) -> None:
    """Classes by their organiser; planned women, trained in the year and since the stage began."""
    year = _year(today)
    classes = [
        row for data in records for row in data.rows(Course) if row.organised and _took_place(row.start, row.end, year)
    ]
    total = _rows(forms, "05", 0, {"Cộng"})[0]
    assert total["1"] == len(classes) > 3
    assert total["2"] == sum(row.turns or 0 for row in classes)
    assert total["3"] == sum(row.turns_women or 0 for row in classes)
    assert total["4"] == sum(row.turns_women_dtts or 0 for row in classes)
    planned, in_year, in_stage = _trained(records, today)
    people = _rows(forms, "05", 1, {"Cộng (không tính trùng)"})[0]
    assert (people["1"], people["2"], people["3"]) == (planned, in_year, in_stage)
    assert people["6"] == planned - in_stage
    assert _printed(forms, "05", {name: total[name] for name in ("1", "2", "3", "4")})
    assert _printed(forms, "05", {name: people[name] for name in ("1", "2", "3")})


def _trained(records: list[Dataset], today: date) -> tuple[int, int, int]:
    kinds = {code for code, row in codes("training_kinds").items() if row["counted"] == "1"}
    planned = in_year = in_stage = 0
    for data in records:
        people = working(data, today)
        women = {
            row.person
            for row in data.rows(PlanningEntry)
            if row.person in people and people[row.person].sex == "f" and within(row.start, row.end, today)
        }
        done: dict[str, set[str]] = {"year": set(), "stage": set()}
        for row in data.rows(Training):
            course = data.get(Course, row.course)
            if course and course.kind in kinds and row.person in women:
                for name, window in (("year", _year(today)), ("stage", (date(2026, 1, 1), today))):
                    if _took_place(course.start, course.end, window):
                        done[name].add(row.person)
        planned, in_year, in_stage = planned + len(women), in_year + len(done["year"]), in_stage + len(done["stage"])
    return planned, in_year, in_stage


def test_form_06_residents_and_leaders(records: list[Dataset], today: date, forms: Path) -> None:
    """Residents and leaders by ethnic group; the total of the communes beside it."""
    residents = sum(_residents(data, today, None) for data in records)
    leaders = _leaders(records, today)
    total = _rows(forms, "06", 0, {"Tổng số"})[0]
    assert total["1"] == residents > 1000
    assert total["5"] == len(leaders)
    assert total["7"] == sum(person.sex == "f" for person in leaders)
    minority = _rows(forms, "06", 0, {"Dân tộc thiểu số"})[0]
    assert minority["1"] == sum(_residents(data, today, "1") for data in records)
    assert minority["5"] == sum(_dtts(person) for person in leaders)
    communes = _rows(forms, "06", 1, {"Cộng"})[0]
    assert communes["1"] == residents
    assert _printed(forms, "06", {name: communes[name] for name in ("1",)})


def _residents(data: Dataset, today: date, dtts: str | None) -> int:
    rows = [row for row in data.rows(Population) if row.year <= today.year]
    newest = max((row.year for row in rows), default=0)
    by_group = {row.ethnic: row.total for row in rows if row.year == newest}
    if dtts is None:
        return max(by_group.get("00") or 0, sum(number for code, number in by_group.items() if code != "00"))
    groups = codes("population_groups")
    return sum(number for code, number in by_group.items() if code != "00" and groups[code]["dtts"] == dtts)


def test_form_07_sectors(records: list[Dataset], today: date, forms: Path) -> None:
    """Staff and women over all sectors, key leaders of state bodies."""
    total = _rows(forms, "07", 0, {"Cộng"})[0]
    assert (total["2"], total["3"]) == _staff(records, today)
    kinds = codes("body_kinds")
    key = [
        person
        for data in records
        for row, person, body in held(data, today)
        if row.post in STATE_KEY and _is_state(kinds, body)
    ]
    assert total["7"] == len(key)
    assert total["8"] == sum(person.sex == "f" for person in key)
    assert total["1"] == sum(
        body.kind in STATE_BODIES for data in records for body in existing(data, today).values()
    )  # fmt: skip
    assert _printed(forms, "07", {name: total[name] for name in ("1", "2", "3")})


def _is_state(kinds: Mapping[str, Mapping[str, str]], body: Body) -> bool:
    return kinds[body.kind or ""]["dvsn"] != "1" and kinds[body.kind or ""]["party"] != "1"
