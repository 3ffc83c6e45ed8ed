"""Forms of records: 08 and 10 tell activities and people, 09 money; each number again by a plain loop."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.codelists import load_catalogue
from app.domain.dataset import Dataset, dataset, redact
from app.domain.records import Course, Person
from app.domain.schema import Level
from app.domain.table import Symbol, Table
from app.domain.unit_records import Activity, Budget
from app.domain.units import load_units
from app.errors import UserError
from app.paths import resource_root
from app.plan.counting import count
from app.plan.form_defs import read_form
from app.plan.pack import load_pack, read_pack
from app.plan.source import SourceFile
from app.vietnamese.dates import write_date
from tests.core.plan.figure_worlds import POON, SNV, TAM, VPUBND, context, d
from tests.core.plan.golden_forms import Golden, unit

UNITS = (POON, TAM, SNV, VPUBND)
HEAD = 'code = "99"\ntitle = "T"\nname = "t"\n[[table]]\nid = "A"\n'


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden()


def grid(table: Table) -> list[list[object]]:
    return [["" if cell.value is None else cell.value for cell in row.cells] for row in table.rows]


def activities(data: Dataset) -> list[Activity]:
    """Of the twelve months to 14/12/2026, the plain way: all days of the small province lie in 2025 or 2026."""
    return [row for row in data.rows(Activity) if row.start and row.start.text[:4] == "2026"]


def amount(value: object) -> int:
    return 0 if value is Symbol.NONE else int(str(value))


def test_08_of_a_unit_tells_every_activity_once_and_adds_them_once(golden: Golden) -> None:
    part_a, part_b = golden.of_unit("08").tables
    rows = activities(unit(POON))
    told = [line[2] for table in (part_a, part_b) for line in grid(table)]
    assert sorted(text for text in told if str(text).startswith("Hội nghị")) == sorted(row.name or "" for row in rows)
    for table, section in ((part_a, ("IV", "VI.1")), (part_b, ("VI.2",))):
        mine = [row for row in rows if (row.task or "").startswith(section)]
        sums = [0, 0, 0, 0, 0]
        for row in mine:
            for place, number in enumerate((row.times, row.turns, row.turns_women, row.turns_women_dtts, row.cost)):
                sums[place] += number or 0
        assert [amount(value) for value in grid(table)[-1][5:10]] == sums


def test_08_of_the_province_is_the_sum_of_the_units(golden: Golden) -> None:
    tables = golden.of_province("08").tables
    for place, field in enumerate(("times", "turns", "turns_women", "turns_women_dtts", "cost"), 2):
        total = sum(getattr(row, field) or 0 for key in UNITS for row in activities(unit(key)))
        assert sum(amount(grid(table)[-1][place]) for table in tables) == total


def test_08_says_why_nothing_happened_and_which_tasks_nobody_answered(golden: Golden) -> None:
    form = golden.of_unit("08")
    contents = [str(line[2]) for line in grid(form.tables[0])]
    assert "Không phát sinh, lý do: Chưa có chương trình hợp tác" in contents
    assert contents.count("…") == 14  # 19 tasks of part A: 4 with activities, 1 with its reason
    for line in grid(form.tables[0]):
        if line[2] == "…":
            assert line[5:10] == [Symbol.UNKNOWN] * 5  # nobody said that there was none
        elif "Không phát sinh" in str(line[2]):
            assert line[5:10] == [Symbol.NONE] * 5
    assert any("IV.2a" in note and "chưa ghi lý do" in note for note in form.notes)


def test_08_tells_tasks_apart_and_begins_each_with_a_capital(golden: Golden) -> None:
    for form in (golden.of_unit("08"), golden.of_province("08")):
        rows = [line for table in form.tables for line in grid(table) if line[1] not in ("", "Cộng")]
        assert all(str(line[1])[0].isupper() for line in rows)
        codes = [str(line[0]) for line in rows]
        assert [code for code in codes if code.startswith(("IV.4", "IV.5"))] == ["IV.4.1", "IV.4.2", "IV.5.1", "IV.5.2"]


def test_08_writes_a_time_in_one_piece_and_none_for_what_did_not_happen() -> None:
    rows = (
        Activity(id="1", task="IV.1", name="Lớp", start=d("2026-10-10"), end=d("2026-10-31")),
        Activity(id="2", task="IV.2a", none=True, none_reason="Chung của tỉnh", start=d("2026")),
    )
    found = {line[0]: line[3] for line in grid(Golden({POON: dataset(POON, rows)}).of_unit("08").tables[0])}
    assert found["IV.1"] == "10/10/2026\N{NO-BREAK SPACE}- 31/10/2026"
    assert found["IV.2a"] == ""


def test_08_leaves_part_b_out_where_the_unit_leads_nothing() -> None:
    mine = unit(POON)
    rest = {key: row for key, row in mine.tables["activity"].items() if not (row.task or "").startswith("VI.2")}
    form = Golden({POON: Dataset(mine.unit, mine.level, {**mine.tables, "activity": rest})}).of_unit("08")
    assert [table.id for table in form.tables] == ["A"]


@pytest.mark.parametrize(("period", "paid"), [("2026", 7), ("2021-2026", 12), ("2026-2030", 7)])
def test_a_stage_has_the_work_and_money_of_all_its_years(period: str, paid: int) -> None:
    rows = (
        *(Budget(id=f"b{year}", year=year, source="ctx_xa", planned=9, paid=n) for year, n in ((2025, 5), (2026, 7))),
        *(Course(id=f"c{year}", name="Lớp", kind="llct", organised=True, start=d(f"{year}-03-01"), turns=4)
          for year in (2024, 2026)),
    )  # fmt: skip
    root = resource_root()
    pack, units = load_pack(root / "packs" / "dienbien-2282"), load_units(root / "units" / "units.csv")
    around = context(dataset(POON, rows), units, load_catalogue(root / "codelists"), pack, period, date(2026, 12, 14))
    cells = count(around, {"money.paid{source=ctx_xa}", "course{}"}).cells
    assert cells == {"money.paid{source=ctx_xa}": paid, "course{}": 2 if paid == 12 else 1}


def test_09_adds_the_money_of_the_year_by_source(golden: Golden) -> None:
    lines = {line[0]: line for line in grid(golden.of_province("09").tables[0])}
    for number, sources in (
        ("1", {"ctx_tinh", "ctx_xa"}), ("1.2", {"ctx_xa"}), ("2", {"ctmtqg"}),
        ("4", {"dong_gop_trong_nuoc", "dong_gop_ngoai_nuoc"}),
        ("", {"ctx_xa", "ctmtqg", "ctda", "dong_gop_ngoai_nuoc"}),
    ):  # fmt: skip
        planned = paid = 0
        for key in UNITS:
            for row in unit(key).rows(Budget):
                if row.year == 2026 and row.source in sources:
                    planned, paid = planned + (row.planned or 0), paid + (row.paid or 0)
        assert [amount(value) for value in lines[number][2:4]] == [planned, paid]
    assert any(note.startswith("Lồng ghép, không tách được: Chương trình") for note in golden.of_unit("09").notes)


def named_unit() -> Dataset:
    """The first unit with names and numbers, so that something could leak and something can be sorted."""
    data = unit(POON)
    names = ("Lò Thị Ánh", "Vàng A Dơ", "Quàng Thị Ê", "Giàng A Đăm", "Cà Văn Ổn", "Tòng Thị Ươm")
    people = {
        row.id: Person(id=row.id, full_name=names[number % 6], sex=row.sex, birth=d(f"1980-02-{number % 27 + 1:02}"),
                       body=row.body, ethnic=row.ethnic, id_number=f"0110800000{number:02}")
        for number, row in enumerate(data.rows(Person))
    }  # fmt: skip
    return Dataset(data.unit, data.level, {**data.tables, "person": people})


def test_10_is_by_body_rank_and_name_and_says_how_many() -> None:
    form = Golden({POON: named_unit()}).of_unit("10")
    lines = grid(form.tables[0])
    people = [line for line in lines if str(line[0]).isdigit()]
    assert [line[0] for line in lines if not str(line[0]).isdigit()] == ["I", "II", "III", "IV", "V"]
    committee = lines[[line[0] for line in lines].index("II") + 1 :][:6]
    assert [str(line[5]).split(",")[0] for line in committee[1:3]] == ["Phó Chủ tịch UBND"] * 2
    given = [("Ánh", "Dơ", "Đăm", "Ê", "Ổn", "Ươm").index(str(line[1]).split()[-1]) for line in committee[3:]]
    assert len(given) == 3
    assert given == sorted(given)
    assert f"Danh sách có {len(people)} người." in form.notes
    assert "0110800000" not in str(form)


def test_10_without_names_has_post_and_unit_and_no_day_of_birth() -> None:
    whole = named_unit()
    form = Golden({POON: redact(whole, Level.RUT_GON)}).of_unit("10")
    people = [line for line in grid(form.tables[0]) if str(line[0]).isdigit()]
    assert all(line[1] == "" and line[5] for line in people)
    assert {str(line[2]) + str(line[3]) for line in people} <= {"02/1980", ""}
    assert any("không ghi họ tên" in note for note in form.notes)
    assert not any((row.full_name or "") in str(form) for row in whole.rows(Person))
    assert write_date("1980-02-05") not in str(form)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[column]]\nid = "a"\ntitle = "A"\nfield = "activity.colour"\n', "dòng 6.*activity.colour"),
        ('[[column]]\nid = "a"\ntitle = "A"\nfield = "poem.name"\n', "dòng 6.*poem.name"),
        ('[[column]]\nid = "a"\ntitle = "A"\nfield = "remark.text"\n', "dòng 6.*remark"),
        ('[[column]]\nid = "a"\ntitle = "A"\nfield = "person.id_number"\n', "dòng 6.*không in"),
        ('[[row]]\nrows = "records"\nrecords = "poem"\n', "dòng 6.*poem"),
        ('[[row]]\nrecords = "activity"\n', "dòng 6.*records"),
        ('[[row]]\nrows = "catalogue"\ncodes = "tasks"\ndim = "task"\nrecords = "activity.x"\n', "dòng 6.*activity.x"),
    ],
)
def test_a_wrong_record_names_its_line(text: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        read_form(SourceFile("99.toml", HEAD + text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('valid_from = "2026-13-01"\n', "99.toml, dòng 1: .*2026-13-01"),
        ('valid_from = "2026-07-01"\nvalid_to = "2025-06-30"\n', "99.toml, dòng 1: .*2025-06-30"),
    ],
)
def test_wrong_dates_name_their_line(text: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        read_form(SourceFile("99.toml", text + HEAD))


def test_two_versions_of_a_form_stand_side_by_side(golden: Golden) -> None:
    files = dict(golden.pack.files)
    now = files["forms/09.toml"].decode()
    files["forms/09.toml"] = ('valid_from = "2026-01-01"\n' + now).encode()
    old = 'valid_to = "2025-12-31"\n' + now.replace("KINH PHÍ THỰC HIỆN", "KINH PHÍ (MẪU CŨ)")
    files["forms/09-2021.toml"] = old.encode()
    pack = read_pack(files)
    titles = [form.title for day in (date(2025, 12, 14), date(2026, 12, 14)) if (form := pack.form("09", day))]
    assert titles == ["KINH PHÍ (MẪU CŨ)", "KINH PHÍ THỰC HIỆN"]
    assert [form.code for form in pack.forms_of(date(2025, 12, 14))].count("09") == 1
    files["forms/09-2021.toml"] = now.encode()
    with pytest.raises(UserError, match="trùng mã biểu 09"):
        read_pack(files)


def test_bm01_counts_civil_servants_of_the_agencies_of_the_province(golden: Golden) -> None:
    table = golden.of_province("BM01").tables[0]
    assert len(table.columns) == 41
    lines = grid(table)
    assert [line[1] for line in lines] == ["Văn phòng UBND tỉnh", "Sở Nội vụ", "Tổng cộng"]
    for line, key in zip(lines, (VPUBND, SNV), strict=False):
        staff = [row for row in unit(key).rows(Person) if row.staff_kind == "cc" and row.left_on is None]
        women = [row for row in staff if row.sex == "f"]
        degrees = [sum(row.professional == code for row in staff) for code in ("ths", "dh", "cd", "tc")]
        assert (line[3], line[5], line[14:18]) == (len(staff), len(women), degrees)
        assert line[7] == ""  # religion is not collected
    assert [line[3] for line in lines][-1] == sum(int(str(line[3])) for line in lines[:-1])


def test_bm01_is_the_form_of_old_years_only(golden: Golden) -> None:
    assert golden.pack.form("BM01", date(2024, 12, 14)) is not None
    assert golden.pack.form("BM01", date(2026, 12, 14)) is None


def test_an_activity_without_a_date_is_counted_as_the_rule_takes_it() -> None:
    world = Golden({POON: dataset(POON, [Activity(id="a", task="IV.1", name="Hội nghị", turns=30)])})
    form = world.of_unit("08")
    (row,) = (line for table in form.tables for line in grid(table) if "Hội nghị" in line)
    assert 1 in row
    assert 30 in row
    assert not any("IV.1" in note for note in form.notes if "chưa" in note.lower())
