"""The plan pack: it loads, it is refused with file and line, and its values are those of the plan."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codelists import Catalogue
from app.domain.dates import PartialDate
from app.domain.periods import parse_period
from app.errors import UserError
from app.paths import resource_root
from app.plan.pack import Pack, list_packs, load_pack
from app.plan.retirement import read_retirement

SHIPPED = resource_root() / "packs" / "dienbien-2282"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    shutil.copytree(SHIPPED, folder)
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> str:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text


def refused(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        load_pack(folder)
    assert caught.value.code == "QT-01"
    return caught.value.message


@pytest.mark.parametrize(
    ("indicator", "period", "percent", "number"),
    [
        ("1.1a", "2025", 60, "1.1a"),
        ("1.1a", "2026", 75, "2.1a"),
        ("1.1b", "2026", 60, "2.1b"),
        ("1.2", "2024", 40, "1.2"),
        ("1.2", "2030", 50, "2.2"),
        ("1.3", "2026-H1", 90, "2.3"),
        ("1.4", "2026", None, "2.4"),
        ("1.2", "2021-2025", 40, "1.2"),
    ],
)
def test_targets_of_the_plan(pack: Pack, indicator: str, period: str, percent: int | None, number: str) -> None:
    target = pack.target(indicator, parse_period(period))
    assert target is not None
    assert (target.percent, target.number) == (percent, number)


def test_outside_the_plan_there_is_no_target(pack: Pack) -> None:
    assert pack.target("1.2", parse_period("2031")) is None
    assert pack.target("9.9", parse_period("2026")) is None


def test_dates_of_periods(pack: Pack) -> None:
    year = parse_period("2026")
    assert pack.dates(year).cut_off_of(year).isoformat() == "2026-12-14"
    assert pack.dates(year).due_of(year).isoformat() == "2026-12-30"
    half = parse_period("2026-H1")
    assert pack.dates(half).cut_off_of(half).month == 6


def test_what_awaits_confirmation_is_listed_with_label_and_source(pack: Pack) -> None:
    listed = pack.unconfirmed()
    names = {item.name for item in listed}
    assert {"headline", "key_posts", "representation_percent", "CV12", "DS04", "periods.year", "retirement"} <= names
    assert {"specific_sectors", "1.2/nguoi", "1.3/nam", "1.4/co"} <= names  # decisions of domain §10
    assert "specific_share" not in names  # 30% is the plan's own number
    assert all(item.label and item.source and item.value and item.unconfirmed for item in listed)


def test_codes_named_in_the_pack_exist(pack: Pack, catalogue: Catalogue) -> None:
    posts, kinds = catalogue["posts"], catalogue["training_kinds"]
    definitions = pack.definitions
    assert all(code in posts for code in definitions.key_posts | definitions.service_key_posts)
    assert all(code in kinds for code in definitions.counted_training)
    assert {code.code for code in catalogue["sectors"] if code.is_set("listed")} == definitions.specific_sectors
    assert all(code in catalogue["tiers"] for code in definitions.young_under)
    lists = {"posts": posts, "others": posts, "kinds": kinds, "staff_kinds": catalogue["staff_kinds"]}
    lists |= {"acting": catalogue["appointment_modes"], "unit_kinds": catalogue["unit_kinds"]}
    for rule in pack.rules:
        for name, value in rule.arguments.items():
            if name in lists:
                assert all(code in lists[name] for code in value), rule
        if "statement" in rule.arguments:
            assert rule.arguments["statement"] in catalogue["tasks"]


def test_every_service_post_of_the_list_is_counted(pack: Pack, catalogue: Catalogue) -> None:
    key = {code.code for code in catalogue["posts"] if code.is_set("key")}
    assert key == pack.definitions.key_posts | pack.definitions.service_key_posts


def test_digest_changes_with_any_byte_and_not_with_the_place(pack: Pack, copy: Path) -> None:
    assert load_pack(copy).digest == pack.digest
    with (copy / "rules.toml").open("a", encoding="utf-8") as stream:
        stream.write("# ghi chú\n")
    assert load_pack(copy).digest != pack.digest


def test_packs_are_found_by_id_and_version(tmp_path: Path) -> None:
    for version in ("2026.1", "2027.1"):
        folder = tmp_path / version
        shutil.copytree(SHIPPED, folder)
        edit(folder, "pack.toml", 'version = "2026.1"', f'version = "{version}"')
    assert list_packs(tmp_path) == {("dienbien-2282", name): tmp_path / name for name in ("2026.1", "2027.1")}
    shutil.copytree(tmp_path / "2027.1", tmp_path / "again")
    with pytest.raises(UserError, match="trùng bộ"):
        list_packs(tmp_path)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("rules.toml", 'kind = "digits"', 'kind = "digit"', "không có loại quy tắc «digit»"),
        ("rules.toml", "length = 12", "lenght = 12", "thiếu «length»"),
        ("rules.toml", "length = 12", "length = 12\nmin = 1", "không hiểu «min»"),
        ("rules.toml", "length = 12", 'length = "12"', "«length» phải là số nguyên"),
        ("rules.toml", '"person.id_number"', '"person.id_numer"', "không có trường «person.id_numer»"),
        ("rules.toml", '"person.id_number"', '"people.id_number"', "không có trường «people.id_number»"),
        ("rules.toml", "{record}: số định danh", "{recrod}: số định danh", "thông báo dùng {recrod}"),
        ("rules.toml", "{birth:retirement}", "{birth:retiring}", "không có cách đọc «retiring»"),
        ("forms/01.toml", "{target_year}", "{targetyear}", "có chỗ điền lạ «targetyear»"),
        ("pack.toml", '"2025-07-01"', '"01/07/2025"', "phải là các ngày dạng"),
        ("rules.toml", 'severity = "error"', 'severity = "fatal"', "«severity» không thể là «fatal»"),
        ("rules.toml", '"2025-10-15"', '"15/10/2025"', "«from» phải là ngày"),
        ("rules.toml", '"2021-2026" = "2026-03"', '"2021-2026" = "3/2026"', "phải là tháng dạng 2026-03"),
        ("rules.toml", '"post_held{post=ubnd.pct,tier=xa}"', '"post_held{post"', "không phải ô số liệu"),
        ("rules.toml", '"body", "appointment"', '"bodies", "appointment"', "không có bảng «bodies»"),
        ("rules.toml", "Lớp {record}: {problem}.", "Lớp «{record}»: {problem}.", "đã có câu thông báo khác"),
        ("pack.toml", 'value = "D"', 'value = "E"', "không có quy ước «E»"),
        ("pack.toml", "[30, 40, 50, 60]", "[30, 40, 40, 60]", "phải tăng dần"),
        ("pack.toml", 'cut_off = "12-14"', 'cut_off = "14-12"', "«cut_off» phải là tháng-ngày"),
        ("pack.toml", "last_year = 2025", "last_year = 2026", "hai mục tiêu cho cùng một năm"),
        ("pack.toml", "[definitions.small_cell]", "[definitions.smal_cell]", "thiếu «small_cell»"),
        ("pack.toml", 'title = "', 'titel = "x"\ntitle = "', "không hiểu «titel»"),
        ("retirement.csv", "m,1961-10", "m,1961-11", "nối liền nhau"),
        ("retirement.csv", "m,1966-04,,", "m,1966-04,1980-12,", "khoảng cuối của «m» phải để mở"),
        ("retirement.csv", "m,1961-01,1961-09,60", "m,1961-01,1961-09,sáu mươi", "không đọc được"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_file(copy: Path, name: str, old: str, new: str, says: str) -> None:
    edit(copy, name, old, new)
    message = refused(copy)
    assert says in message
    assert Path(name).name in message


def test_the_line_of_the_entry_is_named(copy: Path) -> None:
    text = edit(copy, "rules.toml", 'kind = "digits"', 'kind = "digit"')
    before = text[: text.index('kind = "digits"')]
    line = before[: before.rindex("[[rule]]")].count("\n") + 1
    assert f"rules.toml, dòng {line}:" in refused(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "rules.toml").unlink()
    with pytest.raises(UserError) as caught:
        load_pack(copy)
    assert caught.value.code == "QT-01"
    assert "rules.toml" in caught.value.message
    (copy / "pack.toml").unlink()
    with pytest.raises(UserError, match=r"LUU-08.*pack\.toml"):
        load_pack(copy)


@pytest.mark.parametrize(
    ("sex", "birth", "month"),
    [
        ("m", "1965-01", (2026, 7)),  # 61 tuổi 6 tháng
        ("m", "1965", (2026, 7)),  # chỉ biết năm: tính từ 01/01
        ("m", "1966-03-31", (2027, 12)),  # 61 tuổi 9 tháng
        ("m", "1966-04-01", (2028, 4)),  # 62 tuổi
        ("m", "1980-05", (2042, 5)),
        ("f", "1969-09", (2026, 9)),  # 57 tuổi
        ("f", "1969-05", (2026, 5)),  # 57 tuổi, dòng cần xác nhận
        ("f", "1975-05", (2035, 5)),  # 60 tuổi
        ("f", "1975-04", (2034, 12)),  # 59 tuổi 8 tháng
        ("f", "1990-12-31", (2050, 12)),
    ],
)
def test_retirement_by_decree_135(pack: Pack, sex: str, birth: str, month: tuple[int, int]) -> None:
    assert pack.retirement.retirement_month(sex, PartialDate(birth)) == month


def test_retirement_of_unknown_sex_or_birth_is_unknown(pack: Pack) -> None:
    assert pack.retirement.retirement_month(None, PartialDate("1970")) is None
    assert pack.retirement.retirement_month("f", None) is None


@given(st.integers(1940, 2005), st.integers(1, 12), st.sampled_from("mf"))
def test_who_is_born_later_does_not_retire_earlier(year: int, month: int, sex: str) -> None:
    table = load_pack_retirement()
    later = (year + month // 12, month % 12 + 1)
    first = table.retirement_month(sex, PartialDate(f"{year}-{month:02d}"))
    second = table.retirement_month(sex, PartialDate(f"{later[0]}-{later[1]:02d}"))
    assert first is not None and second is not None and first <= second


def load_pack_retirement():  # type: ignore[no-untyped-def]
    return read_retirement("retirement.csv", (SHIPPED / "retirement.csv").read_text(encoding="utf-8"))
