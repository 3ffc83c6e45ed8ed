"""Forms 01-07: rows, columns, symbols and totals, and agreement between forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from app.domain.codelists import Catalogue, load_catalogue
from app.domain.dataset import Dataset, dataset
from app.domain.figures import Figures, parse_cell_key
from app.domain.periods import parse_period
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.schema import Level
from app.domain.table import MARK, FilledForm, Points, Ratio, Symbol, Table, Value, header_depth
from app.domain.unit_records import Body, Population
from app.domain.units import Units, load_units
from app.errors import UserError
from app.paths import resource_root
from app.plan.counting import count
from app.plan.form_defs import read_form
from app.plan.forms import FormInput, fill
from app.plan.indicators import IndicatorInput, compute_indicators
from app.plan.pack import Pack, load_pack
from app.plan.source import SourceFile
from app.plan.wanted import required_cells
from tests.core.plan.figure_worlds import CUT_OFF, POON, SNV, TAM, VPUBND, context, d, drawn_unit

MUONG_LAY = "03151@2025-07-01"
CODES = ("01", "02", "03", "04", "05", "06", "07")


class Desk:
    """Fills forms of the shipped pack."""

    def __init__(self, units: Units, catalogue: Catalogue, pack: Pack) -> None:
        self.units, self.catalogue, self.pack = units, catalogue, pack
        self.wanted = required_cells(pack, catalogue)

    def figures(self, data: Dataset) -> Figures:
        return count(context(data, self.units, self.catalogue, self.pack), self.wanted)

    def fill(
        self, code: str, by_unit: Mapping[str, Figures], data: Dataset | None = None, expected: tuple[str, ...] = (),
        counted_here: Mapping[str, int] | None = None,
    ) -> FilledForm:  # fmt: skip
        around = IndicatorInput(
            by_unit, self.units, self.catalogue, self.pack.definitions, parse_period("2026"), self.pack.target, {},
            expected,
        )  # fmt: skip
        results = compute_indicators(self.pack.indicators, around)
        own = context(data, self.units, self.catalogue, self.pack) if data else None
        scope = "unit" if data else "province"
        return fill(
            self.pack.forms[code],
            FormInput(scope, around, results, CUT_OFF, "Xã Mường Pồn", "Sở Nội vụ", own, counted_here or {}),
        )

    def unit(self, code: str, *rows: object) -> FilledForm:
        data = dataset(POON, rows)
        return self.fill(code, {POON: self.figures(data)}, data)


@pytest.fixture(scope="module")
def desk() -> Desk:

    root = resource_root()
    return Desk(
        load_units(root / "units" / "units.csv"),
        load_catalogue(root / "codelists"),
        load_pack(root / "packs" / "dienbien-2282"),
    )


def rows_of(table: Table) -> dict[str, dict[str, Value]]:
    """Label → column id → value; the label is the second column, a repeated one gets the number of its repetition."""
    found: dict[str, dict[str, Value]] = {}
    for row in table.rows:
        label = str(row.cells[1].value)
        while label in found:
            label += "'"
        found[label] = {column.id: cell.value for column, cell in zip(table.columns, row.cells, strict=True)}
    return found


def values(row: Mapping[str, Value], columns: Iterable[str]) -> list[Value]:
    return [row[column] for column in columns]


def commune() -> list[object]:
    """HĐND and UBND with three leaders, one school, two planned women; ages at 14/12/2026 by month."""
    return [
        Body(id="h", name="HĐND xã Mường Pồn", kind="hdnd", tier="xa", key_posts_assigned=2, order=1),
        Body(id="u", name="UBND xã Mường Pồn", kind="ubnd", tier="xa", key_posts_assigned=3, order=2),
        Body(id="t", name="Trường Tiểu học Mường Pồn", kind="truong", tier="xa", sector="giao_duc",
             key_posts_assigned=1),
        Person(id="a", sex="f", ethnic="03", birth=d("1980-05"), body="u", staff_kind="cb", professional="dh",
               political="cc", administration="cvc", party_joined=d("2005")),
        Person(id="b", sex="m", ethnic="01", birth=d("1970-01"), body="u", staff_kind="cb", professional="ths",
               political="cc", administration="cvc", party_joined=d("2000")),
        Person(id="c", sex="f", ethnic="08", birth=d("1996-12"), body="t", staff_kind="vc", professional="dh",
               political="none", administration="none"),
        Appointment(id="1", person="a", body="u", post="ubnd.pct", start=d("2025-07-01"), mode="quyen"),
        Appointment(id="2", person="b", body="u", post="ubnd.ct", start=d("2025-07-01")),
        Appointment(id="3", person="a", body="h", post="hdnd.pct", start=d("2025-07-01"), concurrent=True),
        Appointment(id="4", person="c", body="t", post="truong.ht", start=d("2025-07-01")),
        PlanningList(id="l", number="12", date=d("2025-03-01"), term="2025-2030", tier="xa", secrecy="khong"),
        PlanningEntry(id="5", person="a", planning_list="l", post="ubnd.ct", body="u", start=d("2025-03-01")),
        PlanningEntry(id="6", person="c", planning_list="l", post="ubnd.ct", body="u", start=d("2025-03-01")),
        PlanningEntry(id="7", person="c", planning_list="l", post="ubnd.pct", body="u", start=d("2025-03-01")),
        Course(id="k", name="Bình đẳng giới", kind="binh_dang_gioi", organised=True, start=d("2026-03-02"), turns=40,
               turns_women=30, turns_women_dtts=25, cost=12_500_000),
        Training(id="8", person="c", course="k"),
        Population(id="n1", year=2026, ethnic="01", total=100, source="Báo cáo thống kê xã"),
        Population(id="n2", year=2026, ethnic="03", total=700), Population(id="n3", year=2026, ethnic="08", total=197),
        Population(id="n4", year=2026, ethnic="29", total=3),
    ]  # fmt: skip


def test_01_has_the_chosen_convention_first(desk: Desk) -> None:
    form = desk.unit("01", *commune())
    first = form.tables[0].rows[0]
    assert first.cells[0].value == "2.1a"
    assert "chỉ tiêu chính, theo quy ước D" in str(first.cells[1].value)
    row = rows_of(form.tables[0])[str(first.cells[1].value)]
    # D at a commune: one local government, with a woman: 1/1 = 100%, 25 points above 75%
    assert values(row, ["c1", "c2", "c3", "c4", "c5", "c6", "c7"]) == [1, 1, Ratio(1, 1), 75, Points(2500), 0, "Vượt"]
    assert row["c8"] is Symbol.UNKNOWN
    assert form.notes[0] == "Quy ước tính: D (sở, ban, ngành và chính quyền địa phương)."
    assert not any("Số đơn vị đã báo cáo" in note for note in form.notes)
    assert next(column.title for column in form.tables[0].columns if column.id == "c4") == "Mục tiêu 2030 (%)"
    assert form.cut_off_text == "(Số liệu tính đến ngày 14/12/2026)"
    numbers = [str(row.cells[0].value) for row in form.tables[0].rows if row.cells[0].value]
    assert numbers == ["2.1a", "2.1b", "2.2", "2.3", "2.4"]


def test_02_at_the_unit_lists_its_bodies(desk: Desk) -> None:
    table = desk.unit("02", *commune()).tables[0]
    rows = rows_of(table)
    columns = ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"]
    assert values(rows["HĐND xã Mường Pồn"], columns) == [2, 1, 1, 1, 1, 1, 0, 1]
    assert values(rows["UBND xã Mường Pồn"], columns) == [3, 2, 1, 1, 1, 1, 0, 1]
    assert values(rows["Trường Tiểu học Mường Pồn"], columns) == [1, 1, 0, 1, 1, 1, 1, 0]
    assert values(rows["Cộng cơ quan nhà nước"], columns) == [5, 3, 2, 2, 2, 2, 0, 2]
    assert values(rows["Cộng đơn vị sự nghiệp"], columns) == [1, 1, 0, 1, 1, 1, 1, 0]
    assert rows["UBND xã Mường Pồn"]["D"] == "Phó Chủ tịch UBND"
    assert rows["UBND xã Mường Pồn"]["N"] == "giao quyền"
    assert rows["HĐND xã Mường Pồn"]["N"] == "kiêm nhiệm"
    assert rows["HĐND xã Mường Pồn"]["c9"] == MARK
    total = table.rows[-1]
    assert total.style == "total"
    assert len(total.sums) == 1
    assert len(next(row for row in table.rows if row.style == "total").sums) == 2
    assert total.cells[3].formula == "sum"


def test_02_without_the_number_assigned_says_unknown(desk: Desk) -> None:
    rows = rows_of(desk.unit("02", Body(id="u", name="UBND", kind="ubnd", tier="xa")).tables[0])
    assert values(rows["UBND"], ["c1", "c2", "c3"]) == [Symbol.UNKNOWN, 0, Symbol.UNKNOWN]


def test_03_has_a_row_of_women_under_each_row(desk: Desk) -> None:
    form = desk.unit("03", *commune())
    leaders, staff = form.tables
    assert header_depth(leaders.columns) == 2
    assert len(leaders.columns) == 2 + 25 + 1
    labels = [str(row.cells[1].value) for row in leaders.rows]
    assert labels[1::2] == ["Trong đó: Nữ"] * (len(labels) // 2)
    rows = rows_of(leaders)
    assert values(rows["Phó Chủ tịch UBND"], ["c1", "c2", "c3", "c6", "c12", "c17", "c23"]) == [1] * 7
    # a holds two posts: two rows, one person in the section and in the total (a, b, c)
    assert values(rows["Cấp xã"], ["c1", "c2", "c3"]) == [2, 1, 2]
    assert values(rows["Cộng (không tính trùng)"], ["c1", "c2", "c3"]) == [3, 2, 2]
    women = rows["Trong đó: Nữ" + "'" * (len(labels) // 2 - 1)]
    # women: a (46, 41-50) and c (30 in 12/2026: up to 30)
    assert values(women, ["c1", "c2", "c21", "c23", "c25"]) == [2, 2, 1, 1, Symbol.NONE]
    everyone = rows_of(staff)
    assert everyone["Cộng"]["c1"] == 3
    assert everyone["Đơn vị sự nghiệp"]["c1"] == 1
    assert everyone["Viên chức"]["c6"] == 1


def test_04_persons_turns_and_posts(desk: Desk) -> None:
    form = desk.unit("04", *commune())
    rows = rows_of(form.tables[0])
    columns = [f"c{number}" for number in range(1, 13)]
    full = Ratio(1, 1)
    assert values(rows["Chủ tịch UBND"], columns) == [1, 2, 2, 2, 2, Ratio(2, 2), Ratio(2, 2), 2, 2, 1, 1, 0]
    assert values(rows["Phó Chủ tịch UBND"], columns) == [1, 1, 1, 1, 1, full, full, 1, 1, 1, 1, 0]
    # two persons, three person-posts, two posts; the rows add up to 3 persons, the total does not
    assert values(rows["Cộng (không tính trùng)"], columns[:3]) == [2, 2, 3]
    assert rows["Chủ tịch UBND"]["C"] == "2025-2030"
    assert "Quyết định số 12 ngày 01/03/2025" in form.notes[0]


def test_05_turns_and_persons(desk: Desk) -> None:
    turns, persons = desk.unit("05", *commune()).tables
    row = rows_of(turns)["Tập huấn bình đẳng giới"]
    assert values(row, [f"c{number}" for number in range(1, 8)]) == [1, 40, 30, 25, 1, 1, 12_500_000]
    rows = rows_of(persons)
    # two planned women, one trained this year and in the stage since 2026
    assert values(rows["Cộng (không tính trùng)"], ["d1", "d2", "d3", "d4", "d5", "d6", "d7"]) == [
        2, 1, 1, Ratio(1, 2), Ratio(1, 2), 1, 1,
    ]  # fmt: skip
    assert "Bí thư Đảng ủy" not in rows


def test_06_groups_and_the_small_ones_together(desk: Desk) -> None:
    form = desk.unit("06", *commune())
    rows = rows_of(form.tables[0])
    assert len(form.tables) == 1
    assert values(rows["Tổng số"], ["c1", "c3", "c5", "c7"]) == [1000, 3, 3, 2]
    # DTTS: 900 of 1000 residents, 2 of 3 leaders: 66.7 − 90 = −23.3 points, ratio 0.74
    row = rows["Dân tộc thiểu số"]
    assert values(row, ["c1", "c2", "c5", "c6"]) == [900, Ratio(900, 1000), 2, Ratio(2, 3)]
    assert row["c8"] == Points(-2330)
    assert row["c9"] == Ratio(2 * 1000, 3 * 900, 1, 2)
    assert rows["Dân tộc khác"]["c1"] == 3  # Khơ-mú, 3 residents, under the limit of 5
    assert "Khơ-mú" not in rows
    assert list(rows)[3:6] == ["Thái", "Mông (Hmông)", "Dân tộc khác"]
    assert form.notes[0] == "Nguồn dân số: Báo cáo thống kê xã, năm 2026."


def test_06_without_population_says_unknown(desk: Desk) -> None:
    rows = rows_of(desk.unit("06", *[row for row in commune() if not isinstance(row, Population)]).tables[0])
    assert rows["Tổng số"]["c1"] is Symbol.UNKNOWN
    assert rows["Tổng số"]["c8"] is Symbol.UNKNOWN
    assert "Gia-rai" not in rows


def test_07_sorts_by_the_share_of_women(desk: Desk) -> None:
    people = [Person(id=f"x{n}", sex="f" if n < 2 else "m", body="x", staff_kind="cc") for n in range(10)]
    rows = [*commune(), Body(id="x", name="Sở Công Thương", kind="so", tier="tinh", sector="cong_thuong"), *people]
    form = desk.unit("07", *rows)
    labels = [str(row.cells[1].value) for row in form.tables[0].rows]
    assert labels == ["Công Thương", "Giáo dục và đào tạo", "Chưa rõ ngành", "Cộng"]
    row = rows_of(form.tables[0])["Công Thương"]
    assert values(row, ["c1", "c2", "c3", "c4", "c5", "c6", "c9"]) == [1, 10, 2, Ratio(2, 10), MARK, MARK, None]
    assert form.notes[0] == "Số ngành diện tính: 1; có nữ: 0; tỷ lệ 0,0%; mục tiêu 60%."


@pytest.fixture(scope="module")
def province(desk: Desk) -> dict[str, Figures]:
    return {unit: desk.figures(drawn_unit(unit, 7, desk.catalogue)) for unit in (POON, TAM, SNV, VPUBND)}


def test_02_of_the_province_names_every_unit(desk: Desk, province: dict[str, Figures]) -> None:
    expected = (*province, MUONG_LAY)
    form = desk.fill("02", province, expected=expected)
    rows = rows_of(form.tables[0])
    groups = [str(row.cells[0].value) for row in form.tables[0].rows if row.style == "group"]
    assert groups == ["I", "II", "III", "IV"]
    for unit, label in ((POON, "xã Mường Pồn"), (TAM, "phường Điện Biên Phủ")):
        for kind, word in (("hdnd", "HĐND"), ("ubnd", "UBND")):
            cells = province[unit].cells
            row = rows[f"{word} {label}"]
            assert row["c2"] == cells[f"post_held{{key=1,kind={kind},tier=xa}}"]
            assert row["c4"] == cells[f"post_held{{key=1,kind={kind},sex=f,tier=xa}}"]
    assert rows["UBND phường Mường Lay"]["c2"] is Symbol.UNKNOWN
    assert "Chưa có báo cáo của: Phường Mường Lay." in form.notes
    counted = [row for row in form.tables[0].rows if row.style == "normal" and isinstance(row.cells[4].value, int)]
    totals = [rows[label]["c2"] for label in ("Cộng cơ quan nhà nước", "Cộng đơn vị sự nghiệp")]
    assert sum(totals) == sum(row.cells[4].value for row in counted)  # type: ignore[arg-type, misc]
    key = next(row for row in form.tables[0].rows if row.cells[1].value == "UBND xã Mường Pồn").cells[4].key
    assert key == f"post_held{{key=1,kind=ubnd,tier=xa}}@{POON}"


def test_the_province_is_the_sum_of_its_units(desk: Desk, province: dict[str, Figures]) -> None:
    """Every counted cell of a row that is not of one unit, by another way: the same row of each unit, added."""
    for code in ("03", "04", "05", "07"):
        whole = desk.fill(code, province)
        for table in whole.tables:
            for row in table.rows:
                for cell in row.cells:
                    if cell.key and isinstance(cell.value, int):
                        assert cell.value == sum(figures.cells[cell.key] for figures in province.values())


def test_06_of_the_province_has_a_row_for_each_commune(desk: Desk, province: dict[str, Figures]) -> None:
    form = desk.fill("06", province, expected=(*province, MUONG_LAY))
    rows = rows_of(form.tables[1])
    assert list(rows) == ["Phường Điện Biên Phủ", "Phường Mường Lay", "Xã Mường Pồn", "Cộng"]
    assert rows["Cộng"]["d1"] == sum(province[unit].cells["resident{}"] for unit in (POON, TAM))
    assert values(rows["Phường Mường Lay"], ["d1", "d2", "d8"]) == [Symbol.UNKNOWN] * 3


def test_women_of_02_are_the_women_of_03(desk: Desk) -> None:
    data = dataset(POON, commune())
    figures = {POON: desk.figures(data)}
    bodies = rows_of(desk.fill("02", figures, data).tables[0])
    posts = desk.fill("03", figures, data).tables[0].rows
    women = {
        str(row.cells[1].value): posts[index + 1].cells[2].value
        for index, row in enumerate(posts)
        if row.style == "normal" and row.indent == 0
    }
    assert women == {"Phó Chủ tịch HĐND": 1, "Chủ tịch UBND": Symbol.NONE, "Phó Chủ tịch UBND": 1, "Hiệu trưởng": 1}
    assert [bodies[f"Cộng {name}"]["c4"] for name in ("cơ quan nhà nước", "đơn vị sự nghiệp")] == [2, 1]


def test_cells_counted_from_records_held_stand_in_the_total(desk: Desk, province: dict[str, Figures]) -> None:
    form = desk.fill("04", province, counted_here={"planned_post{}": 17})
    assert rows_of(form.tables[0])["Cộng (không tính trùng)"]["c1"] == 17


def test_numbers_only_leave_cells_of_people_unknown(desk: Desk) -> None:
    figures = {POON: Figures(POON, "2026-12-14", "", Level.SO_LIEU, {"course{kind=llct}": 2})}
    for code in CODES:
        form = desk.fill(code, figures)
        assert form.legend[1] == "… chưa có số liệu"
        cells = [cell for table in form.tables for row in table.rows for cell in row.cells if cell.key]
        shown = {cell.value for cell in cells if not cell.key.startswith("course{kind=llct}")}
        assert shown <= {Symbol.UNKNOWN}


def test_every_number_has_a_key_that_is_counted(desk: Desk, province: dict[str, Figures]) -> None:
    for code in CODES:
        for table in desk.fill(code, province).tables:
            for row in table.rows:
                for cell in row.cells:
                    key = cell.key.partition("@")[0]
                    assert not key or (key in desk.wanted and str(parse_cell_key(key)) == key)


def test_quality_columns_make_the_total_where_everything_is_known(desk: Desk) -> None:
    rows = [row for row in commune() if not isinstance(row, Appointment) or row.person != "c"]
    for row in desk.unit("03", *rows).tables[0].rows:
        numbers = [cell.value if isinstance(cell.value, int) else 0 for cell in row.cells[2:27]]
        for first, last in ((4, 10), (11, 15), (16, 20), (21, 25)):
            assert sum(numbers[first - 1 : last]) == numbers[0]


HEAD = 'code = "99"\ntitle = "T"\nname = "t"\n[[table]]\nid = "A"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[column]]\nid = "a"\ntitle = "A"\ncells = ["leader{colour=1}"]\n', "dòng 6.*colour"),
        ('[[column]]\nid = "a"\ntitle = "A"\nratio = ["b", "c"]\n', "«b»"),
        ('[[column]]\nid = "a"\ntitle = "A"\ntext = "poem"\n', "poem"),
        ('[[column]]\nid = "a"\ntitle = "A"\ncolour = 1\n', "colour"),
        ('[[column]]\nid = "a"\ntitle = "A"\ncells = ["leader{sex=f}"]\n[[row]]\ndims = { sex = "m" }\n', "dòng 10"),
        ('[[column]]\nid = "a"\ntitle = "A"\ncells = ["resident{}"]\n[[row]]\ndims = { post = "x" }\n', "dòng 10"),
        ('[[row]]\nrows = "catalogue"\n', "codes"),
        ('[[row]]\ntables = ["Z"]\n', "«Z»"),
    ],
)
def test_a_wrong_form_names_its_line(text: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        read_form(SourceFile("99.toml", HEAD + text))


def test_a_note_with_an_unknown_place_is_refused() -> None:
    with pytest.raises(UserError, match="weather"):
        read_form(SourceFile("99.toml", 'notes = ["{weather}"]\n' + HEAD))
