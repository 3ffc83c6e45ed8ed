"""The report as a command: sections and annexes, edits that no regeneration writes over, PDF and Word alike."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.commands.figures.asked import asked_forms
from app.domain.dataset import Change, dataset
from app.domain.dates import PartialDate
from app.domain.office_records import AgencyPart
from app.domain.records import PlanningEntry
from app.domain.unit_records import Activity, Narrative, Obligation, ReportText, UnitProfile
from app.errors import UserError
from app.workspace import Workspace
from tests.simulator.paper_reader import convert
from tests.simulator.province import PERIOD, World, change, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, SIGNER, replaced


def rows(ws: Workspace, **more: Any) -> dict[str, dict[str, Any]]:
    """Paragraphs by name."""
    return {row["key"]: row for row in run(ws, "report show", **{"period": PERIOD, **more}).data}


def texts(ws: Workspace) -> dict[str, str]:
    return {key: row["text"] for key, row in rows(ws).items()}


def pdf_text(path: Path) -> str:
    """Text in the order drawn, blanks made one."""
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def one_woman_less(ws: Workspace) -> None:
    """A planning entry of a woman goes, so that the numbers of 1.2 move."""
    data = ws.store.load()
    women = {row.id for row in data.tables["person"].values() if row.sex == "f"}
    entry = next(row for row in data.rows(PlanningEntry) if row.person in women)
    change(ws, Change("planning_entry", entry.id, entry, None))


def test_an_edited_paragraph_stays_and_says_when_its_numbers_moved(world: World) -> None:
    unit = world.enrolled(PON)
    before = rows(unit)["II.3"]
    run(unit, "report edit", key="II.3", text="Quy hoạch nữ giữ ổn định.\n\nĐã rà soát.", period=PERIOD)
    edited = rows(unit)["II.3"]
    assert (edited["text"], edited["state"]) == ("Quy hoạch nữ giữ ổn định.\nĐã rà soát.", "edited")
    one_woman_less(unit)
    moved = rows(unit)["II.3"]
    assert (moved["text"], moved["state"]) == (edited["text"], "stale")
    assert moved["generated"] != before["generated"]
    assert moved["generated"].startswith("Cán bộ nữ trong diện quy hoạch: ")
    run(unit, "report edit", key="II.3", text="Viết lại theo số mới.", period=PERIOD)
    assert rows(unit)["II.3"]["state"] == "edited"
    run(unit, "report reset", key="II.3", period=PERIOD)
    again = rows(unit)["II.3"]
    assert (again["text"], again["state"]) == (moved["generated"], "generated")
    assert not list(unit.store.load().rows(ReportText))


def test_a_paragraph_without_words_is_left_out_of_the_paper(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    before = rows(unit)
    run(unit, "report edit", key="II.3", text=" \n ", period=PERIOD)
    gone = rows(unit)
    assert (gone["II.3"]["state"], gone["II.3"]["text"], gone["II.3"]["mark"]) == ("omitted", "", "")
    assert gone["II.4"]["mark"] == before["II.3"]["mark"], "the numbers on paper have no hole"
    run(unit, "report", out=tmp_path / "bc.pdf", period=PERIOD)
    assert before["II.3"]["generated"][:40] not in pdf_text(tmp_path / "bc.pdf")
    run(unit, "review sheet", out=tmp_path / "phieu.pdf", period=PERIOD)
    assert "1 đoạn đã bỏ khỏi báo cáo: «Cán bộ nữ trong diện quy…»" in pdf_text(tmp_path / "phieu.pdf")
    one_woman_less(unit)
    assert rows(unit)["II.3"]["state"] == "omitted"
    run(unit, "report reset", key="II.3", period=PERIOD)
    assert rows(unit)["II.3"]["text"].startswith("Cán bộ nữ trong diện quy hoạch: ")


def test_what_cannot_be_edited(world: World) -> None:
    unit = world.enrolled(PON)
    assert code_of(run, unit, "report edit", key="IX.9", text="x", period=PERIOD) == "NHAP-02"
    for key in ("II", "CV.trich_yeu"):
        assert code_of(run, unit, "report edit", key=key, text=" \n ", period=PERIOD) == "NHAP-01"
    assert code_of(run, unit, "report reset", key="II.3", period=PERIOD) == "NHAP-01"
    assert code_of(run, unit, "report reset", key="IX.9", period=PERIOD) == "NHAP-02"
    generated = rows(unit)["II.3"]["generated"]
    run(unit, "report edit", key="II.3", text=generated, period=PERIOD)
    assert rows(unit)["II.3"]["state"] == "generated"


ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
WORDS = st.text("Lò Thị ăâđêôơư 0123,.%\n", min_size=1, max_size=60).filter(str.strip)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.sampled_from(["II.1", "II.3", "V.3a", "VI.3", "ket"]), WORDS),
        st.tuples(st.just("numbers"), st.integers(1, 40), st.just("")),
        st.tuples(st.just("words"), st.sampled_from(["V.3a", "VI.3"]), WORDS),
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_regeneration_writes_over_what_a_person_wrote(world: World, steps: list[tuple[str, Any, str]]) -> None:
    """Whatever is edited and whatever moves: each edited paragraph is what was written there last."""
    unit = world.enrolled(PON) if PON not in world.units else world.units[PON]
    for old in list(unit.store.load().rows(ReportText)):
        change(unit, Change("report_text", old.id, old, None))
    written: dict[str, str] = {}
    for number, (step, what, text) in enumerate(steps):
        if step == "edit":
            run(unit, "report edit", key=what, text=text, period=PERIOD)
            written[what] = "\n".join(line.strip() for line in text.splitlines() if line.strip())
        elif step == "numbers":
            profile = next(iter(unit.store.load().rows(UnitProfile)))
            change(unit, replaced(unit.store.load(), profile, committee_members=what))
        else:
            row = Narrative(id=f"n{number}", year=2026, section=what, text=text)
            old_row = unit.store.load().get(Narrative, row.id)
            change(unit, Change("narrative", row.id, old_row, row))
        shown = rows(unit)
        for key, said in written.items():
            assert shown[key]["text"] in (said, shown[key]["generated"])
            assert shown[key]["text"] == said
        assert all(row["text"] == row["generated"] for key, row in shown.items() if key not in written)


def test_the_report_of_a_unit_on_paper(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    run(unit, "report edit", key="VI.3", text="Mỗi chức danh giới thiệu một nữ.\nĐoạn thứ hai.", period=PERIOD)
    out = tmp_path / "bc.pdf"
    run(unit, "report", out=out, period=PERIOD, number=5, on="2027-01-05")
    told = pdf_text(out)
    assert "ỦY BAN NHÂN DÂN XÃ 03202" in told
    assert "03202, ngày 05 tháng 01 năm 2027" in told
    assert "Số: 05/BC-UBND" in told
    assert "Kính gửi: Ủy ban nhân dân tỉnh Điện Biên (qua Sở Nội vụ)." in told
    assert "Nơi nhận: - Như trên;" in told
    for row in rows(unit).values():
        if row["paper"] == "report" and row["at"] == "body":
            for line in row["text"].split("\n"):
                assert line in told, row["key"]
    heads = [f"{mark}. {name}" for mark, name in (("I", "CÔNG TÁC CHỈ ĐẠO"), ("IV", "KINH PHÍ"), ("VII", "KIẾN NGHỊ"))]
    assert all(head in told for head in heads)
    assert re.findall(r"Phụ lục ([IVX]+) ", told) == ROMAN[: len(asked_forms(unit, PERIOD))]
    assert "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 01 năm 2027 của Ủy ban nhân dân xã 03202)" in told
    assert "Biểu số 01" not in told
    assert "Người lập biểu" not in told


def test_word_and_pdf_say_the_same(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    for suffix in ("pdf", "docx"):
        run(unit, "report", out=tmp_path / f"bc.{suffix}", period=PERIOD)
        run(unit, "letter", out=tmp_path / f"cv.{suffix}", period=PERIOD)
        run(unit, "review sheet", out=tmp_path / f"ps.{suffix}", period=PERIOD)
    word = docx.Document(str(tmp_path / "bc.docx"))
    heads = [item.text for item in word.paragraphs if item.style.name == "Heading 1"]
    assert [head.partition(" ")[0] for head in heads] == ["I.", "II.", "III.", "IV.", "V.", "VI.", "VII."]
    for name in ("cv", "ps"):
        assert words_of(convert(tmp_path / f"{name}.docx", "pdf", tmp_path / "w")) == words_of(tmp_path / f"{name}.pdf")
    report = (convert(tmp_path / "bc.docx", "pdf", tmp_path / "w"), tmp_path / "bc.pdf")
    first, second = (words_of(path, through=SIGNER) for path in report)
    assert first == second


def words_of(path: Path, through: str = "") -> list[str]:
    """Letters of a PDF, sorted: two programs draw a page in another order; through the page with some words."""
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.split("\f")
    last = next((number for number, page in enumerate(pages) if through and through in page), len(pages))
    return sorted(re.sub(r"\s", "", "".join(pages[: last + 1])))


def test_an_ad_hoc_report_has_the_forms_asked_for_and_no_others(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    period = "2026-X01"
    owed = [
        Obligation(id=f"o{code}", period=period, section=code, due=PartialDate("2026-12-20"),
                   request="Công văn số 99/UBND-TH ngày 01/12/2026 của UBND tỉnh")
        for code in ("02", "04")
    ]  # fmt: skip
    change(unit, *(Change("obligation", row.id, None, row) for row in owed))
    out = tmp_path / "bc.pdf"
    run(unit, "report", out=out, period=period)
    told = pdf_text(out)
    assert "Thực hiện Công văn số 99/UBND-TH ngày 01/12/2026 của UBND tỉnh về việc báo cáo đột xuất" in told
    assert re.findall(r"Phụ lục ([IVX]+) ", told) == ["I", "II"]
    assert "I. KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU" in told
    assert "KINH PHÍ THỰC HIỆN" not in told


def test_a_report_of_a_stage(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    out = tmp_path / "bc.pdf"
    run(unit, "report", out=out, period="2021-2026")
    told = pdf_text(out)
    assert "giai đoạn 2021-2030” giai đoạn 2021-2026" in told
    assert "Bài học kinh nghiệm: ……" in told
    assert "Kết quả từng năm:" in told
    shown = rows(unit, period="2021-2026")
    assert "III.0" not in shown
    assert "Chưa có số liệu so sánh" not in shown["II.3"]["text"]


def table_of_years(path: Path) -> list[list[str]]:
    """The table of a stage in a Word file: head, then number, name and a figure a year."""
    tables = (
        table for table in docx.Document(str(path)).tables if "Năm" in [cell.text for cell in table.rows[0].cells]
    )
    return [[cell.text for cell in row.cells] for row in next(tables).rows]


def test_a_stage_that_goes_on_knows_no_year_to_come(world: World, tmp_path: Path) -> None:
    """2026-2030 reported in 2026: no column for 2030, nothing counted twice, the numbers of the plan's second phase."""
    unit = world.enrolled(PON)
    out = tmp_path / "bc.docx"
    run(unit, "report", out=out, period="2026-2030")
    grid = table_of_years(out)
    assert grid[1][2:] == ["2026"]
    assert [row[0] for row in grid[2:]] == ["2.1a", "2.1b", "2.2", "2.3", "2.4"]
    year, stage = texts(unit), rows(unit, period="2026-2030")
    for key in ("III.1.kq", "III.2.kq", "III.3.kq", "III.4.kq", "III.5.kq"):
        assert stage[key]["text"].replace("giai đoạn", "năm", 1) == year[key], key
    assert stage["IV.1"]["text"] == year["IV.1"]


def test_the_work_of_a_stage_is_that_of_its_annexes(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    out = tmp_path / "bc.docx"
    run(unit, "report", out=out, period="2021-2026")
    last = [[cell.text for cell in table.rows[-1].cells] for table in docx.Document(str(out)).tables]
    total = next(row for row in last if row[1] == "Cộng" and len(row) == 11)
    told = re.findall(r"tổ chức ([0-9.]+) hoạt động", " ".join(texts_of(unit, "2021-2026")))
    data = unit.store.load()
    times = sum(row.times or 1 for row in data.rows(Activity) if not row.none)
    assert int(total[5].replace(".", "")) == times
    assert sum(int(number.replace(".", "")) for number in told) <= times


def texts_of(ws: Workspace, period: str) -> list[str]:
    return [row["text"] for row in rows(ws, period=period).values()]


def test_the_leader_reads_where_a_blank_is_and_no_name_of_the_pack(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    out = tmp_path / "ps.pdf"
    run(unit, "review sheet", out=out, period=PERIOD)
    told = pdf_text(out).partition("Còn chỗ trống phải ghi: ")[2]
    assert told.startswith("đoạn mở đầu, mục V.3.a, mục V.3.b, mục VI.3.")


def test_a_long_warning_is_cut_between_words_and_keeps_its_reason(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON, dataset(PON, ()))
    out = tmp_path / "ps.pdf"
    run(unit, "review sheet", out=out, period=PERIOD)
    told = pdf_text(out)
    warnings = re.findall(r"- [A-Z]{2}[0-9]{2}: .*?(?= - [A-Z]{2}[0-9]{2}: | Còn [0-9]+ dòng)", told)
    assert len(warnings) == 8
    assert all("Lý do: CHƯA GHI LÝ DO." in text for text in warnings)
    whole = {row["sentence"] for row in run(unit, "check", period=PERIOD).data}
    for text in (text.partition(": ")[2].partition("… Lý do")[0] for text in warnings if "… Lý do" in text):
        assert any(sentence.startswith(text) and sentence[len(text)] in " .,;:" for sentence in whole), text


def test_who_is_addressed_stands_once_among_the_copies(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    profile = next(iter(unit.store.load().rows(UnitProfile)))
    change(unit, replaced(unit.store.load(), profile, recipients="- Như trên;\n- Sở Nội vụ;\n- Lưu: VT."))
    for name, copies in (("letter", "- Như trên; - Lưu: VT."), ("report", "- Như trên; - Sở Nội vụ; - Lưu: VT.")):
        out = tmp_path / f"{name}.pdf"
        run(unit, name, out=out, period=PERIOD)
        assert f"Nơi nhận: {copies}" in pdf_text(out), name


def test_the_report_of_the_province(world: World, tmp_path: Path) -> None:
    world.enrolled(PON)
    out = tmp_path / "bc.pdf"
    run(world.so, "report", out=out, period=PERIOD)
    told = pdf_text(out)
    assert "ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN" in told
    assert "Kính gửi: Bộ Nội vụ." in told
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH" in told
    assert "a) Sở Tư pháp: chưa gửi kết quả thực hiện." in told
    assert re.search(r"Số liệu tổng hợp từ 1/\d+ đơn vị; chưa có: ", told)


def test_the_province_at_the_end_of_a_stage_is_told_by_its_last_year(world: World, tmp_path: Path) -> None:
    world.enrolled(PON)
    for suffix in ("pdf", "docx"):
        run(world.so, "report", out=tmp_path / f"bc.{suffix}", period="2021-2026")
    told = pdf_text(tmp_path / "bc.pdf")
    assert len(re.findall(r"Chỉ tiêu 1\.[0-9]", told)) == 5
    assert "mục tiêu 2030: 75 %" in told
    word = docx.Document(str(tmp_path / "bc.docx"))
    assert sum("<w:drawing>" in item._p.xml for item in word.paragraphs) == 5
    year, stage = rows(world.so), rows(world.so, period="2021-2026")
    assert stage["II.0"]["text"] == year["II.0"]["text"]
    share = year["II.3"]["text"].partition(" Chưa có")[0]
    assert stage["II.3"]["text"] == share
    assert "II.nam" in stage
    assert stage["III.0"]["text"] == (
        "Số liệu hoạt động, kinh phí của cả giai đoạn cộng từ báo cáo năm 2026; các phụ lục là số liệu của năm cuối đã "
        "báo cáo."
    )


def test_the_province_in_the_middle_of_a_stage_is_told_by_the_year_that_was_reported(
    world: World, tmp_path: Path
) -> None:
    world.enrolled(PON)
    year, stage = rows(world.so), rows(world.so, period="2026-2030")
    assert stage["II.3"]["text"] == year["II.3"]["text"].partition(" Chưa có")[0]
    assert stage["V.1"]["text"] == year["V.1"]["text"]
    assert "2030):" not in stage["mo_dau.tinh"]["text"]  # the cut-off is that of 2026
    out = tmp_path / "bc.pdf"
    run(world.so, "report", out=out, period="2026-2030")
    annex = pdf_text(out).partition("Phụ lục I ")[2]
    assert "Năm 2026" in annex
    assert "Giai đoạn 2026-2030" not in annex


def test_parts_of_other_agencies_stand_in_the_report_of_the_province(world: World) -> None:
    part = AgencyPart(id="p1", period=PERIOD, agency="VI.6", text="Đã giám sát 3 cuộc")
    change(world.so, Change("agency_part", "p1", None, part))
    told = rows(world.so)
    assert told["III.6.d"]["text"] == "Hội Liên hiệp Phụ nữ Việt Nam tỉnh: Đã giám sát 3 cuộc."
    assert told["III.6.a"]["text"] == "Sở Tư pháp: chưa gửi kết quả thực hiện."


def test_a_name_in_an_edited_paragraph_is_found_before_it_is_sent(world: World) -> None:
    unit = world.enrolled(PON)
    name = next(row.full_name for row in unit.store.load().tables["person"].values() if row.full_name)
    run(unit, "report edit", key="VI.3", text=f"Cử {name} đi học.", period=PERIOD)
    with pytest.raises(UserError, match="Đoạn đã sửa của báo cáo: Nội dung"):
        world.package(unit)


def test_edited_paragraphs_travel_with_the_package(world: World) -> None:
    unit = world.enrolled(PON)
    run(unit, "report edit", key="VI.3", text="Giữ nguồn nữ.", period=PERIOD)
    path = world.package(unit)
    world.deliver(path)
    received = world.so.store.load(world.received(path).id, ["report_text"])
    assert [(row.paragraph, row.text) for row in received.rows(ReportText)] == [("VI.3", "Giữ nguồn nữ.")]


def test_a_long_list_of_warnings_keeps_the_sheet_to_two_pages(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    data = unit.store.load()
    people = [replace(row, ethnic=None, birth=PartialDate("1990")) for row in data.tables["person"].values()]
    change(unit, *(Change("person", row.id, data.tables["person"][row.id], row) for row in people))
    out = tmp_path / "ps.pdf"
    run(unit, "review sheet", out=out, period=PERIOD)
    told = pdf_text(out)
    assert "cảnh báo, trong đó" in told
    pages = subprocess.run(["pdfinfo", str(out)], capture_output=True, text=True, check=True).stdout
    assert int(re.search(r"Pages:\s+(\d+)", pages)[1]) <= 2  # type: ignore[index]


@pytest.mark.parametrize("name", ["report", "letter", "review sheet"])
def test_words_are_no_workbook(world: World, tmp_path: Path, name: str) -> None:
    unit = world.enrolled(PON)
    with pytest.raises(UserError) as caught:
        run(unit, name, out=tmp_path / "bc.xlsx", period=PERIOD)
    assert caught.value.code == "NHAP-03"
    assert not list(tmp_path.glob("bc*"))
