"""What forms-and-rules §2 asks of each form, where a number, a sign or a note once said something else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.codelists import Catalogue
from app.domain.dataset import dataset
from app.domain.figures import Figures
from app.domain.periods import parse_period
from app.domain.records import Appointment, Person, PlanningEntry, PlanningList
from app.domain.table import FilledForm, Points, Ratio, Symbol
from app.domain.unit_records import Body, Headcount, Population
from app.domain.units import Units
from app.plan.counting import count
from app.plan.counting_union import count_union
from app.plan.facts import Context
from app.plan.forms import LEGEND, MARK_LEGEND, FormInput, fill
from app.plan.indicators import IndicatorInput, compute_indicators
from app.plan.pack import Pack
from app.plan.wanted import required_cells
from app.reports.values import display
from tests.core.plan.figure_worlds import POON, SNV, d

SUMMED = ("c1", "c3", "c5", "c7")


class Press:
    """Fills forms of a period at its cut-off."""

    def __init__(self, units: Units, catalogue: Catalogue, pack: Pack) -> None:
        self.units, self.catalogue, self.pack = units, catalogue, pack
        self.wanted = required_cells(pack, catalogue)

    def context(self, unit: str, rows: Iterable[object], year: int = 2026) -> Context:
        cut_off = date(year, 12, 14)
        period, data = parse_period(str(year)), dataset(unit, rows)
        return Context(data, self.units, self.catalogue, self.pack.definitions, period, cut_off, cut_off)

    def figures(self, unit: str, rows: Iterable[object], year: int = 2026) -> Figures:
        return count(self.context(unit, rows, year), self.wanted)

    def fill(
        self, code: str, by_unit: dict[str, Figures], context: Context | None = None, year: int = 2026,
        previous: dict[str, Figures] | None = None, united: dict[str, int] | None = None,
        period: str = "",
    ) -> FilledForm:  # fmt: skip
        asked = parse_period(period or str(year))
        around = IndicatorInput(
            by_unit, self.units, self.catalogue, self.pack.definitions, asked, self.pack.target, previous or {},
        )  # fmt: skip
        results = compute_indicators(self.pack.indicators, around)
        scope = "unit" if context else "province"
        return fill(
            self.pack.forms[code], FormInput(scope, around, results, date(year, 12, 14), "", "", context, united or {})
        )

    def unit(self, code: str, *rows: object, unit: str = POON) -> FilledForm:
        context = self.context(unit, rows)
        return self.fill(code, {unit: count(context, self.wanted)}, context)


@pytest.fixture(scope="module")
def press(units: Units, catalogue: Catalogue, pack: Pack) -> Press:
    return Press(units, catalogue, pack)


def column(form: FilledForm, name: str, table: int = 0) -> dict[str, object]:
    """Label → value of one column."""
    place = [item.id for item in form.tables[table].columns].index(name)
    return {str(row.cells[1].value): row.cells[place].value for row in form.tables[table].rows}


def school(**told: int) -> list[object]:
    return [
        Body(id="t", name="Trường", kind="truong", tier="xa", sector="giao_duc"),
        Headcount(id="h", body="t", dimension="all", as_of=d("2026-12"), total=20, women=12, **told),
    ]


def test_06_the_groups_make_the_total_where_only_minorities_were_typed_in(press: Press) -> None:
    people = [Person(id=f"p{n}", sex="f", ethnic=code, body="u") for n, code in enumerate(("01", "03", "03", None))]
    rows = [
        *school(dtts=15, dtts_women=9), Body(id="u", name="UBND", kind="ubnd", tier="xa"), *people,
        Appointment(id="a", person="p0", body="u", post="ubnd.ct"),
        Appointment(id="b", person="p1", body="u", post="ubnd.pct"),
        *(Population(id=f"n{code}", year=2026, ethnic=code, total=total) for code, total in (("01", 90), ("03", 210))),
    ]  # fmt: skip
    form = press.unit("06", *rows)
    staff = column(form, "c3")
    assert (staff["Tổng số"], staff["Kinh"], staff["Dân tộc thiểu số"], staff["Chưa rõ dân tộc"]) == (24, 6, 17, 1)
    assert (staff["Thái"], staff["Chưa rõ là dân tộc nào"]) == (2, 15)
    for name in SUMMED:
        values = column(form, name)
        parts = [values.get(label, 0) for label in ("Kinh", "Dân tộc thiểu số", "Người nước ngoài", "Chưa rõ dân tộc")]
        assert values["Tổng số"] == sum(parts), name  # type: ignore[arg-type]


def test_06_of_an_agency_keeps_its_groups_apart(press: Press) -> None:
    people = [Person(id=f"p{n}", sex="m", ethnic="03" if n < 7 else "08", body="u") for n in range(9)]
    form = press.unit("06", Body(id="u", name="Sở Nội vụ", kind="so", tier="tinh"), *people, unit=SNV)
    staff = column(form, "c3")
    assert (staff["Thái"], staff["Dân tộc khác"]) == (7, 2)


def test_06_of_an_agency_has_no_residents_to_look_through(press: Press) -> None:
    people = [Person(id=f"p{n}", sex="m", ethnic="03", body="u") for n in range(9)]
    form = press.unit("06", Body(id="u", name="Sở Nội vụ", kind="so", tier="tinh"), *people, unit=SNV)
    for name in ("c1", "c2", "c8", "c9"):
        assert set(column(form, name).values()) == {Symbol.EXCLUDED}, name
    assert column(press.unit("06", *school()), "c1")["Kinh"] is Symbol.UNKNOWN  # a commune has not typed them in


def test_03_a_zero_is_unknown_while_some_are_not_told_apart(press: Press) -> None:
    listed = Person(id="p", sex="f", body="u", staff_kind="cc", professional="dh", political="tc", birth=d("1980"),
                    administration="cv")  # fmt: skip
    form = press.unit("03", *school(), Body(id="u", name="UBND", kind="ubnd", tier="xa"), listed)
    doctors, graduates = column(form, "c4", 1), column(form, "c6", 1)
    assert doctors["Đơn vị sự nghiệp"] is Symbol.UNKNOWN  # 20 people whose schooling was not told
    assert doctors["Cơ quan nhà nước"] is Symbol.NONE
    assert (graduates["Cộng"], doctors["Cộng"]) == (1, Symbol.UNKNOWN)
    assert column(form, "c3", 1)["Đơn vị sự nghiệp"] is Symbol.UNKNOWN


def test_07_says_that_the_list_of_sectors_awaits_confirmation(press: Press) -> None:
    form = press.unit("07", *school())
    assert any(note.startswith("Cột 5 chưa được xác nhận. Mặc định của phần mềm") for note in form.notes)
    settings = tuple(replace(item, unconfirmed=False) for item in press.pack.definitions.settings)
    confirmed = replace(press.pack, definitions=replace(press.pack.definitions, settings=settings))
    form = Press(press.units, press.catalogue, confirmed).unit("07", *school())
    assert not any("xác nhận" in note for note in form.notes)


def test_07_a_department_within_an_agency_is_no_agency(press: Press) -> None:
    rows = [
        Body(id="s", name="Sở Nội vụ", kind="so", tier="tinh", sector="noi_vu"),
        Body(id="p", name="Phòng Công chức", kind="phong", tier="tinh", sector="noi_vu"),
        Person(id="a", sex="f", body="p"),
    ]
    assert column(press.unit("07", *rows, unit=SNV), "c1")["Nội vụ"] == 1


BREAK = (
    "Do sắp xếp đơn vị hành chính từ ngày 01/7/2025 (Nghị quyết 1661/NQ-UBTVQH15), số liệu không so sánh trực tiếp với "
    "năm 2024."
)


def test_01_says_that_figures_before_the_new_boundaries_do_not_compare(press: Press) -> None:
    old = {"03202@2021-01-01": press.figures("03202@2021-01-01", [], 2024)}
    now = {POON: press.figures(POON, school(), 2025)}
    assert BREAK in press.fill("01", now, year=2025, previous=old).notes
    assert BREAK not in press.fill("01", now, year=2025).notes
    after = {POON: press.figures(POON, school())}
    assert not any("sắp xếp" in note for note in press.fill("01", after, previous=now).notes)


def test_01_of_a_year_without_provincial_agencies_is_scored(press: Press) -> None:
    old = "03202@2021-01-01"
    rows = [
        Body(id="h", name="HĐND", kind="hdnd", tier="xa"), Body(id="u", name="UBND", kind="ubnd", tier="xa"),
        Person(id="p", sex="f", body="u"), Appointment(id="a", person="p", body="u", post="ubnd.ct"),
    ]  # fmt: skip
    form = press.fill("01", {old: press.figures(old, rows, 2024)}, year=2024)
    first = form.tables[0].rows[0]
    assert [first.cells[place].value for place in (3, 4, 6, 9)] == [1, 1, 60, "Vượt"]
    assert next(item.title for item in form.tables[0].columns if item.id == "c4") == "Mục tiêu 2025 (%)"
    says = "Kỳ năm 2024 chưa có số liệu của sở, ban, ngành: quy ước D tính như quy ước B."
    assert says in form.notes and says in press.fill("02", {old: press.figures(old, rows, 2024)}, year=2024).notes
    agency = {SNV: press.figures(SNV, [Body(id="s", name="Sở Nội vụ", kind="so", tier="tinh")])}
    assert not any("quy ước B" in note for note in press.fill("01", agency).notes)


def test_small_cells_are_warned_about(press: Press) -> None:
    says = "Biểu có ô dưới 5 người, có thể nhận ra từng người: gộp lại trước khi công bố."
    lone = [Body(id="u", name="UBND", kind="ubnd", tier="xa"), Person(id="p", sex="f", ethnic="03", body="u")]
    assert all(says in press.unit(code, *lone).notes for code in ("03", "06"))
    crowd = [Person(id=f"p{n}", sex="f", ethnic="03", body="u", staff_kind="cc") for n in range(5)]
    assert says not in press.unit("03", lone[0], *crowd).notes


def test_a_tick_is_told_from_the_sign_of_the_legend(press: Press) -> None:
    assert press.unit("06").legend == LEGEND
    assert press.unit("02", Body(id="u", name="UBND", kind="ubnd", tier="xa")).legend == (*LEGEND, MARK_LEGEND)


def test_04_names_the_decisions_and_says_that_lists_are_open(press: Press) -> None:
    notes = press.fill("04", {POON: press.figures(POON, school())}).notes
    assert "Chỉ tổng hợp danh sách không mật." in notes
    assert not any("Quyết định" in note for note in notes)


def test_a_difference_of_percentages_can_be_checked_on_paper(press: Press) -> None:
    """«8=6-2» and «5=3-4»: what is written in the one column minus what is written in the other."""
    leaders = [Person(id=f"p{n}", sex="f", ethnic="03" if n < 9 else "01", body="u") for n in range(22)]
    posts = [Appointment(id=f"a{n}", person=f"p{n}", body="u", post="phong.ptp") for n in range(22)]
    homes = [Population(id=f"n{c}", year=2026, ethnic=c, total=t) for c, t in (("01", 8000), ("03", 10000))]
    form = press.unit("06", Body(id="u", name="Phòng", kind="phong", tier="xa"), *leaders, *posts, *homes)
    names = [item.id for item in form.tables[0].columns]
    for row in form.tables[0].rows:
        shown = {
            name: display(cell.value, item)
            for name, cell, item in zip(names, row.cells, form.tables[0].columns, strict=True)
        }
        first, second, told = (Decimal(shown[name].replace(",", ".")) for name in ("c6", "c2", "c8"))
        assert first - second == told
    thai = column(form, "c8")["Thái"]
    assert thai == Points(-1470)  # 9/22 = 40,909 → 40,9; 10.000/18.000 = 55,556 → 55,6


@pytest.mark.parametrize("code", ["02", "04", "05", "07"])
def test_a_zero_is_explained_like_every_other_sign(press: Press, code: str) -> None:
    """§1.9: under each table; a full commune without a «-», «…» or «x» still has zeros."""
    body = Body(id="u", name="UBND", kind="ubnd", tier="xa", sector="chinh_quyen", key_posts_assigned=1)
    person = Person(id="p", sex="m", ethnic="01", body="u", staff_kind="cb")
    plan = [
        PlanningList(id="l", number="1-QĐ", date=d("2026-01-01"), term="2026-2031", tier="xa", secrecy="khong"),
        PlanningEntry(id="q", person="p", planning_list="l", post="ubnd.ct", start=d("2026-01-01")),
        PlanningEntry(id="r", person="w", planning_list="l", post="ubnd.ct", start=d("2026-01-01")),
    ]
    woman = Person(id="w", sex="f", ethnic="03", body="u", staff_kind="cc")
    held = Appointment(id="a", person="p", body="u", post="ubnd.ct", start=d("2025-07-01"))
    form = press.unit(code, body, person, woman, held, *plan)
    shown = {display(cell.value, item) for table in form.tables for row in table.rows
             for cell, item in zip(row.cells, table.columns, strict=True)}  # fmt: skip
    assert "0" in shown
    assert form.legend[: len(LEGEND)] == LEGEND


@pytest.mark.parametrize("code", ["02", "03", "04", "05", "06", "07", "08", "09", "BM01"])
def test_where_nobody_has_reported_nothing_is_zero(press: Press, code: str) -> None:
    """«0» says that it was reviewed; of a year without a report nothing was."""
    year = 2024 if code == "BM01" else 2026
    form = press.fill(code, {}, year=year, united=count_union((), press.wanted))
    numbers = [cell.value for table in form.tables for row in table.rows for cell in row.cells]
    assert not [value for value in numbers if isinstance(value, int | Ratio)]


def test_bm01_sets_the_retired_beside_the_bands_of_age(press: Press) -> None:
    """domain.md §7: Độ tuổi [… trên 51-60 (tổng, nữ 51-55, nam 56-60), trên tuổi nghỉ hưu]."""
    (table,) = press.fill("BM01", {}, year=2024).tables
    under = {item.title: item.groups for item in table.columns if item.groups[:1] == ("Chia theo độ tuổi",)}
    assert [title for title, groups in under.items() if len(groups) == 2] == ["Tổng số", "Nữ 51-55", "Nam 56-60"]
    assert list(under)[-1] == "Trên tuổi nghỉ hưu"


@pytest.mark.parametrize(("period", "span"), [("2026", "năm"), ("2026-H1", "kỳ"), ("2026-2030", "giai đoạn")])
def test_headings_say_of_which_time_the_numbers_are(press: Press, period: str, span: str) -> None:
    training = press.fill("05", {}, period=period)
    assert training.tables[0].caption == f"Phần A. Lớp và lượt người trong {span}"
    titles = {item.title for item in training.tables[1].columns}
    assert {f"Đã đào tạo trong {span}", f"Trong {span} (%)"} <= titles
    assert f"Nữ đã bổ nhiệm trong {span}" in {
        item.title for item in press.fill("04", {}, period=period).tables[0].columns
    }
    results = [str(row.cells[1].value) for row in press.fill("01", {}, period=period).tables[0].rows]
    assert any(text.endswith(f"nâng cao năng lực: trong {span}") for text in results)
