"""A reorganisation at Sở Nội vụ: shown, kept, taken back; packages, forms, board and people after it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from app.commands.enrolment.own_list import own_list
from app.commands.office.boundaries import breaks, listing_of, of_district, straddling
from app.commands.office.reorganising import preview_of
from app.domain.periods import parse_period
from app.domain.records import Appointment, Person
from app.domain.unit_records import Body, UnitProfile
from app.errors import UserError
from app.paths import resource_root
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, codes, corrected, found, run
from tests.simulator.units import PON, TAM, THAU

HEAD = "Từ ngày,Việc,Mã cũ,Tên cũ,Mã mới,Tên mới,Dân số,Văn bản\n"
NQ = "Nghị quyết thử 01/NQ"
MERGER = (
    f"{HEAD}01/01/2027,sáp nhập,03202,Xã Mường Pồn,03202,Xã Pồn Phủ,59606,{NQ}\n"
    f"01/01/2027,Sáp nhập,03127,Phường Điện Biên Phủ,03202,Xã Pồn Phủ,59606,{NQ}\n"
)
NEW = "03202@2027-01-01"
CHOSEN = ("planned{}", "leader{}", "resident{}")


def saved(folder: Path, text: str, name: str = "sap-xep.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def merged(world: World) -> Iterator[World]:
    """Two communes have reported for 2026; they are one from 2027 on; it is February 2027."""
    for key in (PON, TAM):
        world.enrolled(key)
    run(world.so, "units reorganise", file=saved(world.folder, MERGER))
    world.clock.at = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    yield world


def sums(so: Workspace, *, now: bool) -> Counter[str]:
    total: Counter[str] = Counter()
    for figures in listing_of(so, parse_period(PERIOD), now=now).data.by_unit.values():
        total.update(figures.cells)
    return total


def text_of(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(io.BytesIO(path.read_bytes()))
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())


def test_a_dry_run_says_what_would_change_and_keeps_nothing(world: World) -> None:
    world.enrolled(PON)
    before = world.so.store.documents("reorganisation")
    outcome = run(world.so, "units reorganise", file=saved(world.folder, MERGER), dry_run=True)
    data = outcome.data
    assert data["days"] == [{"day": "2027-01-01", "before": 59, "after": 58}]
    assert [(row["old"], row["new"], row["label"]) for row in data["rows"]] == [
        (PON, NEW, "sáp nhập"),
        (TAM, NEW, "sáp nhập"),
    ]
    (new,) = data["new"]
    assert new["parts"] == ["Phường Điện Biên Phủ", "Xã Mường Pồn"]
    assert (new["code_before"], new["population"], new["cluster"]) == ("Xã Mường Pồn", 59606, "")
    assert [(item["unit"], item["state"], item["after_end"]) for item in data["packages"]] == [(PON, "accepted", False)]
    assert [item["unit"] for item in data["enrolments"]] == [PON]
    assert outcome.message.startswith("Xem trước, chưa ghi: 2 dòng sáp nhập; từ 01/01/2027 59 → 58 đơn vị.")
    assert world.so.store.documents("reorganisation") == before == ()
    assert world.so.env.units.get(NEW) is None


def test_a_kept_one_changes_the_list_and_stays_after_reopening(merged: World) -> None:
    so = merged.so
    assert [unit.id for unit in so.env.units.on(so.today) if unit.code in ("03202", "03127")] == [NEW]
    again = Workspace(merged.env, so.store)
    assert again.env.units.name(NEW) == "Xã Pồn Phủ"
    (row,) = run(so, "units reorganisations").data
    assert (row["file"], row["rows"], row["days"], row["resolutions"]) == ("sap-xep.csv", 2, ["2027-01-01"], [NQ])
    (kept,) = so.store.documents("reorganisation")
    assert [item["unit"] for item in preview_of(so, kept)["new"]] == [NEW]
    with pytest.raises(UserError) as told:  # the same file again
        run(so, "units reorganise", file=saved(merged.folder, MERGER))
    assert told.value.code == "DV-01"
    assert run(so, "units list", successors_of="03202").data[-1]["predecessors"][0]["key"] in (PON, TAM)


def test_figures_of_old_units_stand_under_their_successor_and_no_sum_changes(merged: World) -> None:
    so = merged.so
    reported, now = (listing_of(so, parse_period(PERIOD), now=choice) for choice in (False, True))
    assert set(reported.data.by_unit) == {PON, TAM} and set(now.data.by_unit) == {NEW}
    as_reported, again = sums(so, now=False), sums(so, now=True)
    kept = {PON: so.store.documents("received", unit=PON)[-1].id, TAM: so.store.documents("received", unit=TAM)[-1].id}
    for cell in CHOSEN:  # counted from what the store holds
        assert as_reported[cell] == sum(so.store.figures(key)[cell] for key in kept.values())
    assert {cell for cell in as_reported if as_reported[cell] != again[cell]} <= {
        "government{}", "government{tier=xa}", "government{woman_key=1}", "government{tier=xa,woman_key=1}",
    }  # fmt: skip
    assert (as_reported["government{}"], again["government{}"]) == (2, 1)
    assert (now.moved, len(now.data.expected), len(reported.data.expected)) == (True, 57, 58)
    assert NQ in now.words and "58 đơn vị khi báo cáo, gom về 57 đơn vị hiện nay" in now.words


@pytest.mark.fault("I12")
def test_a_late_package_is_taken_for_its_time_and_shown_under_the_successor(world: World) -> None:
    unit, other = world.enrolled(PON), world.enrolled(TAM)
    path = corrected(world, unit)
    assert other.unit == TAM
    run(world.so, "units reorganise", file=saved(world.folder, MERGER))
    world.clock.at = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    (row,) = world.deliver(path)
    assert codes([row]) == [("received", "")] and row["unit"] == PON
    run(world.so, "accept", package=row["id"])
    listing = listing_of(world.so, parse_period(PERIOD), now=True)
    assert [place.parts for place in listing.places if place.key == NEW] == [(TAM, PON)]
    board = run(world.so, "board", period=PERIOD, as_now=True).data
    (shown,) = [item for item in board["places"] if item["unit"] == NEW]
    assert (shown["accepted"], len(shown["parts"]), shown["label"]) == (2, 2, "2/2 đơn vị cũ · đã chấp nhận số liệu")
    assert sum(len(item["parts"]) for item in board["places"]) == len(board["rows"]) == 58


@pytest.mark.fault("I11")
def test_a_package_of_days_after_the_end_is_refused(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    early = MERGER.replace("01/01/2027", "15/11/2026")
    seen = run(world.so, "units reorganise", file=saved(world.folder, early), dry_run=True)
    assert [item["after_end"] for item in seen.data["packages"]] == [True]
    assert "1 gói có ngày chốt sau ngày đơn vị kết thúc" in seen.message
    run(world.so, "units reorganise", file=saved(world.folder, early))
    assert codes(world.deliver(path)) == [("refused", "NGH-06")]


def test_a_partly_missing_successor_says_which_old_unit_lacks(world: World) -> None:
    world.enrolled(PON)
    run(world.so, "units reorganise", file=saved(world.folder, MERGER))
    world.clock.at = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    outcome = run(world.so, "indicators", period=PERIOD, as_now=True)
    (short,) = outcome.data["boundaries"]["lacking"]
    assert (short["unit"], short["parts"]) == (NEW, ["Phường Điện Biên Phủ"])
    assert outcome.data["boundaries"]["breaks"] == [{"day": "2027-01-01", "resolution": NQ}]
    plain = run(world.so, "indicators", period=PERIOD)
    assert plain.data["boundaries"]["as_now"] is False
    b_now, b_then = (next(row for row in item.data["rows"] if row["convention"] == "B") for item in (outcome, plain))
    assert (b_now["numerator"], b_now["denominator"]) == (b_then["numerator"], b_then["denominator"]) == (1, 1)


def test_forms_of_the_province_by_the_units_of_today_say_so(merged: World) -> None:
    told = {}
    for now in (False, True):
        out = merged.folder / f"form-{now}.pdf"
        run(merged.so, "form", code="01", out=out, period=PERIOD, as_now=now)
        told[now] = text_of(out)
    assert "gom về 57 đơn vị hiện nay" in told[True] and NQ in told[True]
    assert "hiện nay" not in told[False]
    form = run(merged.so, "form", code="06", out=merged.folder / "06.pdf", period=PERIOD, as_now=True)
    assert form.ok and "Xã Pồn Phủ" in text_of(merged.folder / "06.pdf")


def test_people_of_merged_units_are_in_the_enrolment_file_of_the_new_one(tmp_path: Path) -> None:
    world = found(tmp_path)
    run(world.so, "period issue", period=PERIOD, cut_off="2026-11-30", level="ho-so")
    for key in (PON, TAM):
        unit = world.unit(key)
        world.deliver(world.package(unit, level="ho-so"))
        world.confirm(unit)
        run(world.so, "accept", package=unit.store.documents("sent")[-1].id)
    run(world.so, "units reorganise", file=saved(world.folder, MERGER))
    world.clock.at = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    new = world.so.env.units.get(NEW)
    assert new is not None
    given = own_list(world.so, new)
    people = list(given.rows(Person))
    assert len(people) == 24 and all(person.full_name for person in people)
    held = [row for row in given.rows(Appointment) if row.end is None]
    assert held == []
    own = {body.id for body in given.rows(Body) if body.end is None}
    assert {person.body for person in people if person.body} <= own
    assert all(str(body.end) == "2026-12-31" for body in given.rows(Body) if body.id not in own)
    out = tmp_path / "bb.pdf"
    minutes = run(world.so, "units minutes", out=out)
    assert (minutes.data["old"], minutes.data["places"]) == (2, 1)
    text = text_of(out)
    assert "Xã Pồn Phủ; 24 người theo gói gần nhất" in text and NQ in text
    assert "Xã Mường Pồn (sáp nhập): gói đã chấp nhận kỳ 2026 (12 người)" in text


def test_a_unit_with_another_name_keeps_its_people_and_their_posts(tmp_path: Path) -> None:
    world = found(tmp_path)
    run(world.so, "period issue", period=PERIOD, cut_off="2026-11-30", level="ho-so")
    unit = world.unit(PON)
    world.deliver(world.package(unit, level="ho-so"))
    world.confirm(unit)
    run(world.so, "accept", package=unit.store.documents("sent")[-1].id)
    text = f"{HEAD}01/01/2027,đổi tên,03202,Xã Mường Pồn,03202,Xã Pồn Mới,,{NQ}\n"
    run(world.so, "units reorganise", file=saved(world.folder, text))
    world.clock.at = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    new = world.so.env.units.get(NEW)
    assert new is not None
    given, sent = own_list(world.so, new), unit.store.load()
    assert [profile.place for profile in given.rows(UnitProfile)] == ["Pồn Mới"]
    for kind in (Person, Appointment, Body):
        assert {row.id: row for row in given.rows(kind)} == {row.id: row for row in sent.rows(kind)}


def test_a_split_leaves_people_in_one_cluster_and_shares_residents_only(world: World) -> None:
    world.enrolled(PON)
    rows = "".join(
        f"01/01/2027,chia tách,3202,Xã Mường Pồn,{code},{name},{people},{NQ}\n"
        for code, name, people in (("3202", "Xã Pồn Trên", "2.000"), ("3991", "Xã Pồn Dưới", "1.000"))
    )  # Excel took the zeros away
    run(world.so, "units reorganise", file=saved(world.folder, HEAD + rows))
    world.clock.at = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    listing = listing_of(world.so, parse_period(PERIOD), now=True)
    (cluster,) = [place for place in listing.places if place.is_cluster]
    assert cluster.name == "Cụm Xã Pồn Trên, Xã Pồn Dưới"
    assert listing.data.units.name(cluster.key) == cluster.name
    assert sums(world.so, now=True) == sums(world.so, now=False)
    new = world.so.env.units.get("03991@2027-01-01")
    assert new is not None and list(own_list(world.so, new).rows(Person)) == []
    out = world.folder / "bb.pdf"
    run(world.so, "units minutes", out=out)
    text = text_of(out)
    assert "(số liệu để chung)" in text
    form = world.folder / "06.pdf"
    run(world.so, "form", code="06", out=form, period=PERIOD, as_now=True)
    assert "Cụm Xã Pồn Trên, Xã Pồn Dưới" in text_of(form)
    shown = run(world.so, "indicators", period=PERIOD, as_now=True).data["boundaries"]["clusters"]
    assert shown == ["Cụm Xã Pồn Trên, Xã Pồn Dưới"]
    assert "Xã Pồn Trên 3.467 người (ước tính), Xã Pồn Dưới 1.733 người (ước tính)" in text  # of 5,200 residents


def test_an_abolished_unit_keeps_its_figures_under_its_own_name(world: World) -> None:
    world.enrolled(PON)
    run(world.so, "units reorganise", file=saved(world.folder, f"{HEAD}1/1/2027,giải thể,03202,Xã Mường Pồn,,,,{NQ}\n"))
    world.clock.at = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    assert set(listing_of(world.so, parse_period(PERIOD), now=True).data.by_unit) == {PON}
    out = world.folder / "bb.pdf"
    run(world.so, "units minutes", out=out)
    assert "Giải thể, không có đơn vị kế thừa; 12 người theo gói gần nhất" in text_of(out)


def test_the_latest_is_taken_back_while_nothing_stands_on_it(merged: World) -> None:
    so = merged.so
    (kept,) = so.store.documents("reorganisation")
    run(so, "enrol file", out=merged.folder / "new", unit="03202")
    with pytest.raises(UserError) as told:
        run(so, "units withdraw", reorganisation=kept.id)
    assert told.value.code == "NHAP-01" and "Xã Pồn Phủ" in told.value.message


def test_taking_back_gives_the_old_list(merged: World) -> None:
    so = merged.so
    (kept,) = so.store.documents("reorganisation")
    later = "1/1/2028,đổi tên,03202,Xã Pồn Phủ,03202,Xã Pồn Mới,,Nghị quyết thử 02/NQ\n"
    second = run(so, "units reorganise", file=saved(merged.folder, HEAD + later)).data["reorganisation"]
    with pytest.raises(UserError, match="rút lần sau trước"):
        run(so, "units withdraw", reorganisation=kept.id)
    for key in (second, kept.id):
        run(so, "units withdraw", reorganisation=key)
    assert list(so.env.units) == list(merged.env.units)
    with pytest.raises(UserError) as told:
        run(so, "units withdraw", reorganisation=kept.id)
    assert told.value.code == "NHAP-02"


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("", 1, "không có dòng nào"),
        ("a,b\n", 1, "thiếu cột Từ ngày"),
        (HEAD, 1, "không có dòng nào dưới"),
        (HEAD + "\n2027,giải thể,03202,Xã Mường Pồn,,,,NQ\n", 3, "không phải ngày đủ"),
        (HEAD + "1/1/2027,xóa,03202,Xã Mường Pồn,,,,NQ\n", 2, "không phải một trong"),
        (HEAD + "1/1/2027,giải thể,03202,Xã Mường Pồn,,,,\n", 2, "thiếu số văn bản"),
        (HEAD + "1/1/2027,giải thể,03202,Xã Mường Pồn,,,nhiều,NQ\n", 2, "không phải số nguyên"),
        (HEAD + "1/1/2027,giải thể,03202,Xã Mường Mươn,,,,NQ\n", 2, "là Xã Mường Pồn, không phải Xã Mường Mươn"),
    ],
)
def test_a_row_that_breaks_the_tree_is_refused_with_file_and_line(
    world: World, text: str, line: int, part: str
) -> None:
    with pytest.raises(UserError) as told:
        run(world.so, "units reorganise", file=saved(world.folder, text))
    assert told.value.code == "DV-01"
    assert f"Tệp sap-xep.csv, dòng {line}: " in told.value.message and part in told.value.message


def test_a_dry_run_names_every_bad_row(world: World) -> None:
    units = (("09999", "Xã X"), ("03202", "Xã Mường Pồn"), ("09998", "Xã Y"))
    rows = "".join(f"1/1/2027,giải thể,{code},{name},,,,NQ\n" for code, name in units)
    outcome = run(world.so, "units reorganise", file=saved(world.folder, HEAD + rows), dry_run=True)
    assert not outcome.ok and [item["line"] for item in outcome.data["faults"]] == [2, 4]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_as_excel_saves_them(world: World, encoding: str) -> None:
    text = MERGER.replace(",", ";")
    assert run(world.so, "units reorganise", file=saved(world.folder, text, encoding=encoding), dry_run=True).ok


def test_minutes_of_1_july_2025(world: World) -> None:
    out = world.folder / "bb.pdf"
    outcome = run(world.so, "units minutes", out=out)
    assert (outcome.data["old"], outcome.data["places"]) == (139, 46)
    text = text_of(out)
    assert "Trước sắp xếp: 153 đơn vị; sau sắp xếp: 59 đơn vị; 139 đơn vị kết thúc" in text
    assert "Nghị quyết 1661/NQ-UBTVQH15" in text and "Huyện Mường Nhé (giải thể)" in text


def test_the_shipped_file_says_nothing_new(world: World) -> None:
    path = resource_root() / "units" / "sap-xep-2025-07-01.csv"
    with pytest.raises(UserError, match="đã kết thúc ngày 30/06/2025 theo lần sắp xếp trước"):
        run(world.so, "units reorganise", file=path)


def test_forms_after_a_reorganisation_mark_the_break_with_its_resolution(merged: World) -> None:
    merged.clock.at = datetime(2027, 12, 1, 8, 0, tzinfo=UTC)
    run(merged.so, "period issue", period="2027", cut_off="2027-11-30")
    out = merged.folder / "01.pdf"
    run(merged.so, "form", code="01", out=out, period="2027")
    told = "Do sắp xếp đơn vị hành chính từ ngày 01/01/2027 (Nghị quyết thử 01/NQ), số liệu không so sánh trực tiếp"
    assert told in text_of(out)


def test_breaks_name_their_resolution(merged: World) -> None:
    told = breaks(merged.so, date(2024, 12, 14), date(2027, 2, 1))
    assert [(item.day.isoformat(), item.resolution) for item in told] == [
        ("2025-07-01", "Nghị quyết 1661/NQ-UBTVQH15"),
        ("2027-01-01", NQ),
    ]
    assert breaks(merged.so, date(2025, 7, 1), date(2026, 12, 31)) == ()


@pytest.mark.fault("I13")
def test_old_districts_of_today_cannot_be_told_apart(world: World) -> None:
    so, units = world.so, world.so.env.units
    world.enrolled(PON)
    districts = [unit for unit in units if unit.tier == "huyen"]
    torn = {unit.id for district in districts for unit in straddling(units, district.id)}
    assert len(torn) == 8
    refused = {}
    for district in districts:
        try:
            run(so, "indicators", period=PERIOD, district=district.code)
        except UserError as error:
            refused[district.id] = error
    assert {error.code for error in refused.values()} == {"DV-02"}
    assert set(refused) == {unit.id for unit in districts if straddling(units, unit.id)}
    old = listing_of(so, parse_period("2024"), now=False).reported
    parts = [of_district(so, old, district.id).expected for district in districts]
    assert sum(map(len, parts)) == 129 and len({key for part in parts for key in part}) == 129
    with pytest.raises(UserError) as told:
        run(so, "indicators", period=PERIOD, district="999")
    assert told.value.code == "NHAP-02"


def test_agencies_do_not_move(world: World) -> None:
    listing = listing_of(world.so, parse_period(PERIOD), now=True)
    assert not listing.moved and listing.words == "" and listing.data.expected == listing.reported.expected
    assert THAU in listing.data.expected


def test_a_new_unit_knows_itself_from_its_enrolment_file(merged: World) -> None:
    merged.clock.at = datetime(2027, 12, 1, 8, 0, tzinfo=UTC)
    run(merged.so, "period issue", period="2027", cut_off="2027-11-30")
    unit = merged.unit(NEW)
    assert unit.env.units.name(NEW) == "Xã Pồn Phủ"
    assert {part.id for part in unit.env.units.predecessors(NEW)} == {PON, TAM}
    assert merged.env.units.get(NEW) is None  # the program itself does not ship it
    merged.deliver(merged.package(unit, period="2027"))
    merged.confirm(unit)
    (held,) = merged.so.store.documents("received", unit=NEW)
    assert (held.state, held.body["differences"]) == ("received", 0)
