"""Sentences of the report (forms-and-rules §5): each way of saying a number, read as an official would read it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.codelists import Catalogue
from app.domain.dataset import dataset
from app.domain.figures import Figures
from app.domain.periods import parse_period
from app.domain.schema import Level
from app.domain.unit_records import Activity, Budget, Inspection, UnitProfile
from app.domain.units import Units
from app.errors import UserError
from app.paths import resource_root
from app.plan.forms import FormInput
from app.plan.indicator_results import IndicatorInput
from app.plan.indicators import compute_indicators
from app.plan.pack import Pack, load_pack
from app.plan.report_input import ReportInput
from app.plan.report_subjects import SUBJECTS
from app.plan.report_values import TELL, sentence_of
from app.plan.sentences import read_sentence
from tests.core.plan.figure_worlds import POON, TAM, context, d

SHIPPED = resource_root() / "packs" / "dienbien-2282"
Cells = dict[str, int]


def figures(unit: str, day: str, cells: Cells) -> Figures:
    return Figures(unit, day, "x", Level.HO_SO, cells)


class Desk:
    """Says lines of the shipped pack over figures that a test states."""

    def __init__(self, pack: Pack, units: Units, catalogue: Catalogue) -> None:
        self.pack, self.units, self.catalogue = pack, units, catalogue

    def data(
        self, now: Cells, before: Cells | None = None, period: str = "2027", records: tuple[Any, ...] = (), **more: Any
    ) -> ReportInput:
        """A unit's report; its year ends on 14/12."""
        chosen = parse_period(period)
        cut_off = date(chosen.last_year, 12, 14)
        last_year = f"{chosen.last_year - 1}-12-14"
        data = IndicatorInput(
            {POON: figures(POON, cut_off.isoformat(), now)},
            self.units,
            self.catalogue,
            self.pack.definitions,
            chosen,
            self.pack.target,
            {POON: figures(POON, last_year, before)} if before is not None else {},
            more.pop("expected", (POON,)),
        )
        held = context(dataset(POON, records), self.units, self.catalogue, self.pack, period, cut_off)
        scope = more.pop("scope", "unit")
        form = FormInput(
            scope, data, compute_indicators(self.pack.indicators, data), cut_off, "UBND xã Mường Pồn", "Sở Nội vụ",
            held if scope == "unit" else None,
        )  # fmt: skip
        profile = next((row for row in records if isinstance(row, UnitProfile)), None)
        return ReportInput(form, "UBND xã Mường Pồn", profile, **more)

    def says(self, key: str, data: ReportInput) -> str:
        """The paragraph of a name."""
        (line,) = [line for line in self.pack.report.lines if line.id == key]
        return sentence_of(line, data)


@pytest.fixture(scope="module")
def desk(pack: Pack, units: Units, catalogue: Catalogue) -> Desk:
    return Desk(pack, units, catalogue)


def planned(women: int, everybody: int, minority: int = 0) -> Cells:
    return {
        "planned{sex=f}": women, "planned{}": everybody, "planned{dtts=1,sex=f}": minority,
        "planned_slot{sex=f}": women, "planned_slot{}": everybody,
    }  # fmt: skip


# Kỳ | nữ, tổng năm nay | nữ, tổng năm trước | phần của câu. 2030: mục tiêu 50%; 2025: 40%.
# Cần thêm k: (nữ + k)/(tổng + k) ≥ 50%.
SAID = [
    # 7/15 = 46,67%; 5/12 = 41,67%: tăng 5,0; 50 - 46,67 = 3,33; (7+1)/(15+1) = 50%
    ("2027", (7, 15), (5, 12), "đạt 46,7%, thấp hơn 3,3 điểm phần trăm so với mục tiêu đến năm 2030 (50%); tăng 5,0 "
     "điểm phần trăm so với năm 2026 (41,7%); để đạt mục tiêu cần thêm 1 người."),
    # 9/15 = 60%; 12/15 = 80%
    ("2027", (9, 15), (12, 15), "đạt 60,0%, vượt 10,0 điểm phần trăm so với mục tiêu đến năm 2030 (50%); giảm 20,0 "
     "điểm phần trăm so với năm 2026 (80,0%)."),
    # 5/10 = 50% = mục tiêu; năm trước 6/12 = 50%
    ("2027", (5, 10), (6, 12), "đạt 50,0%, bằng mục tiêu đến năm 2030 (50%); không thay đổi so với năm 2026 (50,0%)."),
    ("2027", (5, 10), None, "đạt 50,0%, bằng mục tiêu đến năm 2030 (50%). Chưa có số liệu so sánh."),
    # năm trước không có ai trong quy hoạch: không so sánh được
    ("2027", (5, 10), (0, 0), "đạt 50,0%, bằng mục tiêu đến năm 2030 (50%). Chưa có số liệu so sánh."),
    ("2027", (0, 0), (5, 10), "đơn vị không có đối tượng thuộc diện thống kê của mục tiêu này."),
    # 4999/10000 = 49,99%, làm tròn một chữ số là 50,0% sẽ trái với "thấp hơn": viết hai chữ số
    ("2027", (4999, 10000), None, "đạt 49,99%, thấp hơn 0,01 điểm phần trăm so với mục tiêu đến năm 2030 (50%); để đạt "
     "mục tiêu cần thêm 2 người. Chưa có số liệu so sánh."),
    # vạch gãy 01/7/2025: kỳ 2025 so với 2024
    ("2025", (5, 10), (5, 12), "đạt 50,0%, vượt 10,0 điểm phần trăm so với mục tiêu đến năm 2025 (40%). Do sắp xếp đơn "
     "vị hành chính từ ngày 01/7/2025 (Nghị quyết 1661/NQ-UBTVQH15), số liệu không so sánh trực tiếp với năm 2024."),
    # 7/16 = 43,75%, viết 43,8%: 50 - 43,8 = 6,2, người đọc trừ ra được; (7+2)/(16+2) = 50%
    ("2027", (7, 16), None, "đạt 43,8%, thấp hơn 6,2 điểm phần trăm so với mục tiêu đến năm 2030 (50%); để đạt mục "
     "tiêu cần thêm 2 người. Chưa có số liệu so sánh."),
    # 7/13 = 53,846%, 5/12 = 41,667%: 53,8 - 50 = 3,8; 53,8 - 41,7 = 12,1, không phải 12,18 làm tròn
    ("2027", (7, 13), (5, 12), "đạt 53,8%, vượt 3,8 điểm phần trăm so với mục tiêu đến năm 2030 (50%); tăng 12,1 điểm "
     "phần trăm so với năm 2026 (41,7%)."),
    # 4999/10000 = 49,99%, 417/1000 = 41,7%: 8,29
    ("2027", (4999, 10000), (417, 1000), "đạt 49,99%, thấp hơn 0,01 điểm phần trăm so với mục tiêu đến năm 2030 (50%); "
     "tăng 8,29 điểm phần trăm so với năm 2026 (41,7%); để đạt mục tiêu cần thêm 2 người."),
    # 5556/10000 và 5557/10000 đều viết 55,6%: trên giấy không có gì thay đổi
    ("2027", (5557, 10000), (5556, 10000), "đạt 55,6%, vượt 5,6 điểm phần trăm so với mục tiêu đến năm 2030 (50%); "
     "không thay đổi so với năm 2026 (55,6%)."),
    # sơ kết, tổng kết: không có năm trước để so
    ("2021-2025", (5, 10), None, "đạt 50,0%, vượt 10,0 điểm phần trăm so với mục tiêu đến năm 2025 (40%)."),
]  # fmt: skip


@pytest.mark.parametrize(("period", "now", "before", "said"), SAID)
def test_a_target(desk: Desk, period: str, now: Any, before: Any, said: str) -> None:
    data = desk.data(planned(*now), planned(*before) if before else None, period)
    assert desk.says("II.3", data).endswith(said)
    assert desk.says("II.3", data).startswith("Cán bộ nữ trong diện quy hoạch: ")


def test_a_figure_that_was_not_counted(desk: Desk) -> None:
    assert desk.says("II.3", desk.data({})) == "Cán bộ nữ trong diện quy hoạch: chưa có số liệu."


def test_planning_names_persons_and_turns(desk: Desk) -> None:
    cells = {**planned(7, 15, 4), "planned_slot{sex=f}": 9, "planned_slot{}": 20}
    told = desk.says("II.3", desk.data(cells))
    assert "7 nữ trên tổng số 15 người được quy hoạch (không tính trùng), 9/20 (45,0%) lượt chức danh;" in told
    assert "nữ dân tộc thiểu số 4 người" in told


def test_units_that_did_not_report(desk: Desk, units: Units) -> None:
    missing = [unit.id for unit in units.on(date(2027, 12, 14)) if unit.tier == "xa" and unit.id != POON]
    two = desk.data({}, scope="province", expected=(POON, TAM))
    assert desk.says("II.0", two) == f"Số liệu tổng hợp từ 1/2 đơn vị; chưa có: {units.name(TAM)}."
    many = desk.says("II.0", desk.data({}, scope="province", expected=(POON, *missing)))
    assert many.endswith(f" và {len(missing) - 10} đơn vị khác.")
    assert desk.says("II.0", desk.data({}, scope="province")) == "Số liệu tổng hợp từ 1/1 đơn vị."


@pytest.mark.parametrize(
    ("leaders", "residents", "groups", "said"),
    [
        # 45/52 = 86,5%; 4.000/5.000 = 80,0%
        ((45, 52), (4000, 5000), {"03": (3000, 30), "08": (1000, 0)},
         "45/52 người (86,5%), dân số dân tộc thiểu số 80,0%; phù hợp với cơ cấu dân cư; dân tộc Mông (Hmông) chưa có "
         "cán bộ lãnh đạo."),
        # 10/50 = 20% < 80% của 80%
        ((10, 50), (4000, 5000), {"03": (4000, 10)},
         "10/50 người (20,0%), dân số dân tộc thiểu số 80,0%; chưa phù hợp với cơ cấu dân cư."),
        ((0, 5), (0, 5000), {}, "đơn vị không có đối tượng thuộc diện thống kê của mục tiêu này."),
    ],
)  # fmt: skip
def test_leaders_of_ethnic_minorities(desk: Desk, leaders: Any, residents: Any, groups: Any, said: str) -> None:
    cells = {"leader{dtts=1}": leaders[0], "leader{}": leaders[1], "resident{dtts=1}": residents[0],
             "resident{}": residents[1]}  # fmt: skip
    for code, (living, led) in groups.items():
        cells |= {f"resident{{ethnic={code}}}": living, f"leader{{ethnic={code}}}": led}
    assert desk.says("II.5", desk.data(cells)) == f"Cán bộ lãnh đạo là người dân tộc thiểu số: {said}"


def task(code: str, times: int, turns: int, women: int, cost: int) -> Cells:
    names = {"times": times, "turns": turns, "women": women, "cost": cost}
    return {f"activity.{measure}{{task={code}}}": number for measure, number in names.items()}


def test_a_task_with_work(desk: Desk) -> None:
    rows = (
        Activity(id="1", task="IV.1", name="Hội nghị", result="Ban hành kế hoạch.", turns=30, start=d("2027-03-08")),
        Activity(id="2", task="IV.1", name="Tọa đàm", result="Có biên bản", turns=90, start=d("2027-04-08")),
        Activity(id="3", task="IV.1", name="Năm trước", result="Có", turns=900, start=d("2025-04-08")),
        Activity(id="4", task="IV.1", name="Không ghi kết quả", turns=500, start=d("2027-04-08")),
    )
    told = desk.says("III.1.kq", desk.data(task("IV.1", 3, 200, 50, 12_340_000), records=rows))
    assert told == (
        "Trong năm, UBND xã Mường Pồn đã tổ chức 3 hoạt động với 200 lượt người tham gia (nữ 50, chiếm 25,0%), kinh "
        "phí 12,3 triệu đồng; nổi bật: Tọa đàm (Có biên bản); Hội nghị (Ban hành kế hoạch)."
    )


def test_a_task_without_work_says_why(desk: Desk) -> None:
    row = Activity(id="1", task="IV.4.1", none=True, none_reason="Chưa có chương trình hợp tác.")
    told = desk.says("III.4.kq", desk.data(task("IV.4.1", 0, 0, 0, 0), records=(row,)))
    assert told == "Trong năm UBND xã Mường Pồn chưa triển khai nội dung này do chưa có chương trình hợp tác."
    assert desk.says("III.4.kq", desk.data({})).endswith("chưa có hoạt động được ghi nhận ở nội dung này.")


def money(**sources: tuple[int, int]) -> Cells:
    every = ("ctx_tinh", "ctx_xa", "ctmtqg", "ctda", "dong_gop_trong_nuoc", "dong_gop_ngoai_nuoc")
    pairs = {code: sources.get(code, (0, 0)) for code in every}
    return {
        f"money.{m}{{source={code}}}": pair[at]
        for code, pair in pairs.items()
        for at, m in enumerate(("paid", "planned"))
    }


def test_money(desk: Desk) -> None:
    # thực hiện 18,5 + 2 = 20,5; dự toán 20 + 5 = 25; 20,5/25 = 82%
    cells = money(ctx_xa=(18_500_000, 20_000_000), dong_gop_trong_nuoc=(2_000_000, 5_000_000))
    assert desk.says("IV.1", desk.data(cells)) == (
        "Tổng kinh phí thực hiện 20,5/25,0 triệu đồng, đạt 82,0% dự toán; trong đó: chi thường xuyên 18,5/20,0; chương "
        "trình mục tiêu quốc gia 0,0/0,0; chương trình, đề án khác 0,0/0,0; nguồn đóng góp, hỗ trợ 2,0/5,0 (thực "
        "hiện/dự toán, triệu đồng)."
    )
    assert desk.says("IV.1", desk.data(money())) == "Không phát sinh kinh phí bố trí riêng."
    assert desk.says("IV.1", desk.data({})) == "Chưa có số liệu kinh phí."
    inside = desk.data(money(), records=(Budget(id="1", year=2027, source="ctx_xa", embedded=True),))
    assert desk.says("IV.1", inside).endswith("Kinh phí được lồng ghép trong chi thường xuyên, không bố trí riêng.")


def test_plan_committee_and_checks(desk: Desk) -> None:
    profile = UnitProfile(id="u", name="UBND xã", own_plan_number="12/KH-UBND", own_plan_date=d("2027-02-02"),
                          committee_number="9/QĐ-UBND", committee_members=13, committee_women=11)  # fmt: skip
    checks = (Inspection(id="1", by="tu_kiem_tra", date=d("2027-05"), problems=2),
              Inspection(id="2", by="so_noi_vu", date=d("2027-05"), problems=9))  # fmt: skip
    # 60 lượt/80 người = 75,0%; 60 lượt/40 người: có người dự nhiều lần, không phải 150% tổng số
    cells = {**task("VI.1.1", 3, 60, 0, 0), **task("VI.1.2", 0, 0, 0, 0), "headcount{}": 80}
    data = desk.data(cells, records=(profile, *checks))
    assert desk.says("I.1", data) == (
        "UBND xã Mường Pồn đã ban hành Kế hoạch số 12/KH-UBND ngày 02/02/2027; tổ chức 3 hội nghị quán triệt, phổ biến "
        "với 60 lượt cán bộ, công chức, viên chức tham gia (đạt 75,0% tổng số)."
    )
    assert desk.says("I.1", desk.data({**cells, "headcount{}": 40})).endswith(
        "với 60 lượt cán bộ, công chức, viên chức tham gia."
    )
    assert desk.says("I.2", data) == (
        "Ban Vì sự tiến bộ của phụ nữ được thành lập, kiện toàn tại Quyết định số 9/QĐ-UBND, gồm 13 thành viên (11 "
        "nữ); trong năm chưa họp."
    )
    assert desk.says("I.3", data) == "Đã tự kiểm tra 1 cuộc; kịp thời chấn chỉnh 2 tồn tại."
    nothing = desk.data({})
    assert "chưa ban hành kế hoạch riêng; chưa tổ chức hội nghị" in desk.says("I.1", nothing)
    assert desk.says("I.3", nothing) == "Chưa tự kiểm tra việc thực hiện Kế hoạch."


def test_what_a_person_wrote_for_a_section(desk: Desk) -> None:
    data = desk.data(planned(4, 10), words={"V.2": "Nguồn nữ còn ít", "VII.2": "Mở lớp bồi dưỡng."}, raised=(3, 2))
    assert desk.says("V.2", data) == (
        "Tồn tại, hạn chế: còn 1 mục tiêu chưa đạt (2.2); còn 4 mục tiêu chưa đủ số liệu để đánh giá (2.1a, 2.1b, 2.3, "
        "2.4). Nguồn nữ còn ít."
    )
    assert desk.says("VII.2", data) == (
        "Với Sở Nội vụ: Mở lớp bồi dưỡng. Vướng mắc đã phản ánh: 3, đã được trả lời: 2."
    )
    assert desk.says("VII.1", data) == "Với Ủy ban nhân dân tỉnh: không có kiến nghị."
    assert desk.says("V.3a", data) == "Khách quan: ……"
    assert desk.says("I.them", data) == ""


def trained(in_year: int, in_stage: int, women: int) -> Cells:
    return {**planned(women, 2 * women), "trained{sex=f,window=year}": in_year, "trained{sex=f,window=stage}": in_stage}


def test_nothing_is_praised_or_blamed_before_it_was_judged(desk: Desk) -> None:
    nothing = desk.data({}, period="2026")
    assert desk.says("V.1", nothing) == "Kết quả đạt được: chưa có mục tiêu nào đủ số liệu để đánh giá."
    assert desk.says("V.2", nothing) == (
        "Tồn tại, hạn chế: còn 5 mục tiêu chưa đủ số liệu để đánh giá (2.1a, 2.1b, 2.2, 2.3, 2.4)."
    )
    assert desk.says("VI.1", nothing) == "Tiếp tục quán triệt, thực hiện nghiêm Kế hoạch."
    one = desk.data(planned(5, 10), period="2026")
    assert desk.says("V.1", one) == "Kết quả đạt được: 1/1 mục tiêu đạt, vượt (2.2)."
    assert desk.says("V.2", one).startswith("Tồn tại, hạn chế: còn 4 mục tiêu chưa đủ số liệu để đánh giá (")
    assert desk.says("VI.1", one).endswith("; giữ vững các mục tiêu đã đạt.")
    both = desk.data(planned(4, 10), period="2026")
    assert "còn 1 mục tiêu chưa đạt (2.2); còn 4 mục tiêu chưa đủ số liệu để đánh giá (" in desk.says("V.2", both)


@pytest.mark.parametrize(
    ("period", "head"),
    [
        ("2026", "NĂM 2027"),
        ("2026-H1", "6 THÁNG CUỐI NĂM 2026"),
        ("2026-H2", "NĂM 2027"),
        ("2021-2025", "GIAI ĐOẠN 2026-2030"),
        ("2026-2028", "GIAI ĐOẠN 2029-2030"),
        ("2026-2029", "NĂM 2030"),
        ("2021-2030", "THỜI GIAN TỚI"),
    ],
)
def test_what_comes_after_a_period(desk: Desk, period: str, head: str) -> None:
    assert desk.says("VI", desk.data({}, period=period)) == f"PHƯƠNG HƯỚNG, NHIỆM VỤ {head}"


def test_the_year_after_is_held_to_its_own_target(desk: Desk) -> None:
    # 2025: 45% quá 40% của giai đoạn trước, nhưng năm 2026 phải đạt 50%; đào tạo 4/5 = 80% quá 75%, năm 2026 là 90%
    cells = {**planned(45, 100), "trained{sex=f,window=year}": 36, "trained{sex=f,window=stage}": 40}
    told = desk.says("VI.1", desk.data(cells, period="2025"))
    assert told.endswith(
        "; phấn đấu tỷ lệ cán bộ nữ trong diện quy hoạch các chức danh quản lý, lãnh đạo các cấp đạt 50%; tỷ lệ cán bộ "
        "nữ trong diện quy hoạch được đào tạo, tập huấn, nâng cao năng lực đạt 90%."
    )
    # biểu 05, phần B, cột 6: 45 - 40 = 5 người chưa được đào tạo từ đầu giai đoạn, không phải 45 - 36
    assert "cử 5 nữ trong diện quy hoạch chưa qua đào tạo" in desk.says("VI.2", desk.data(cells, period="2025"))


def test_training_says_of_which_time_it_speaks(desk: Desk) -> None:
    told = desk.says("II.4", desk.data(trained(5, 7, 7), period="2026"))
    assert told.startswith(
        "Đào tạo: 5/7 nữ trong diện quy hoạch đã được đào tạo, tập huấn, nâng cao năng lực trong năm; còn 2 người chưa "
        "được đào tạo trong năm; đạt 71,4%"
    )
    everyone = desk.says("II.4", desk.data(trained(7, 7, 7), period="2026"))
    assert "nâng cao năng lực trong năm; đạt 100,0%" in everyone


def test_no_sector_and_nobody(desk: Desk) -> None:
    cells: Cells = {}
    for code in (item.code for item in desk.catalogue["sectors"]):
        staff = (100, 20, 1) if code == "xay_dung" else (0, 0, 0)
        cells |= {
            f"headcount{{sector={code}}}": staff[0], f"headcount{{sector={code},sex=f}}": staff[1],
            f"body{{kind=so,sector={code}}}": staff[2], f"body{{group=co_quan,sector={code},woman_key=1}}": 0,
        }  # fmt: skip
    none = desk.says("II.2", desk.data(cells))
    assert "có 1 ngành có tỷ lệ nữ dưới 30%, chưa có ngành nào có lãnh đạo chủ chốt là nữ; đạt 0,0%" in none
    cells["body{group=co_quan,sector=xay_dung,woman_key=1}"] = 1
    one = desk.says("II.2", desk.data(cells))
    assert "dưới 30%, trong đó 1 ngành có lãnh đạo chủ chốt là nữ; đạt 100,0%" in one
    nobody = {**task("VI.1.1", 2, 0, 0, 0), **task("VI.1.2", 0, 0, 0, 0), "headcount{}": 40}
    assert desk.says("I.1", desk.data(nobody)).endswith("; tổ chức 2 hội nghị quán triệt, phổ biến.")


def test_a_plan_from_after_the_cut_off_is_not_that_of_the_period(desk: Desk) -> None:
    profile = UnitProfile(id="u", name="UBND xã", own_plan_number="12/KH-UBND", own_plan_date=d("2026-02-02"),
                          committee_number="9/QĐ-UBND", committee_date=d("2026-01-26"), committee_members=13,
                          committee_women=11, committee_meetings=4)  # fmt: skip
    before = desk.data({}, period="2021-2025", records=(profile,))
    assert desk.says("I.1", before).startswith("UBND xã Mường Pồn đã ban hành Kế hoạch số …… ngày ……;")
    assert desk.says("I.2", before) == (
        "Ban Vì sự tiến bộ của phụ nữ được thành lập, kiện toàn tại Quyết định số ……, gồm …… thành viên (…… nữ); trong "
        "giai đoạn họp …… phiên."
    )
    after = desk.data({}, period="2026", records=(profile,))
    assert desk.says("I.1", after).startswith("UBND xã Mường Pồn đã ban hành Kế hoạch số 12/KH-UBND ngày 02/02/2026;")
    assert desk.says("I.2", after).endswith("gồm 13 thành viên (11 nữ); trong năm họp 4 phiên.")


def test_an_ad_hoc_report_is_no_ad_hoc_plan(desk: Desk) -> None:
    data = desk.data({}, period="2026-X01", request="Công văn số 9/UBND-TH")
    assert desk.says("trich_yeu", data).endswith("giai đoạn 2021-2030” (báo cáo đột xuất lần 1 năm 2026)")
    assert desk.says("ket", data).startswith(
        "Trên đây là báo cáo đột xuất lần 1 năm 2026 của UBND xã Mường Pồn về kết quả thực hiện Kế hoạch, đề nghị"
    )
    assert (
        desk.says("CV.trich_yeu", data) == "V/v gửi báo cáo đột xuất lần 1 năm 2026 kết quả thực hiện Chương trình 2282"
    )
    assert "và Công văn số 9/UBND-TH, UBND xã Mường Pồn đã lập báo cáo đột xuất lần 1" in desk.says("CV.1", data)
    year = desk.data({}, period="2026")
    assert desk.says("trich_yeu", year).endswith("giai đoạn 2021-2030” năm 2026")
    assert desk.says("CV.trich_yeu", year) == "V/v gửi báo cáo kết quả thực hiện Chương trình 2282 năm 2026"
    assert "kết quả thực hiện năm 2026 của Kế hoạch số ……/KH-UBND ngày 18/02/2021 của" in desk.says("CV.1.tinh", year)


def test_money_inside_another_source_is_named(desk: Desk) -> None:
    inside = desk.data(money(), records=(Budget(id="1", year=2027, source="ctda", embedded=True),))
    assert desk.says("IV.1", inside).endswith("Kinh phí được lồng ghép, không tách được: chương trình, đề án khác.")


def test_every_subject_is_filled(pack: Pack) -> None:
    assert set(TELL) == set(SUBJECTS)
    assert {name for line in pack.report.lines for name in line.says} == set(SUBJECTS)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (
            "{n_hn} hội nghị quán triệt, phổ biến[co_nguoi:",
            "{n_hop} hội nghị quán triệt, phổ biến[co_nguoi:",
            "không có chỗ điền «{n_hop}»",
        ),
        ("[co_hop: họp", "[co_hopp: họp", "không có chỗ chọn «[co_hopp: …]»"),
        ("họp {n_hop} phiên|chưa họp]", "họp {n_hop} phiên]", "phải có 2 cách viết"),
        ("{dong:1.1a/tinh}", "{dong:1.1a/tỉnh}", "không có dòng chỉ tiêu «1.1a/tỉnh»"),
        ("{khung:share}", "{khung:shar}", "không có câu khung «shar»"),
        ('says = ["kiem_tra"]', 'says = ["kiemtra"]', "không hiểu «says» = «kiemtra»"),
        ('id = "I.2"\nlevel = 2', 'id = "I.1"\nlevel = 2', "đoạn «I.1» khai hai lần"),
        ("chưa phát hiện vi phạm]", "chưa phát hiện vi phạm", "chưa có dấu «]»"),
        ('id = "I.3"\nlevel = 2', 'id = "I.3"\nlevels = 2', "không hiểu «levels»"),
    ],
)
def test_a_typo_fails_at_load_with_its_line(tmp_path: Path, old: str, new: str, what: str) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(SHIPPED, folder)
    path = folder / "report.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_pack(folder)
    assert caught.value.code == "QT-01"
    assert what in caught.value.message
    line = int(caught.value.message.partition("report.toml, dòng ")[2].partition(":")[0])
    changed = text[: text.index(old)].count("\n") + 1
    assert text.splitlines()[line - 1] == "[[line]]"
    assert changed - 12 <= line <= changed


def test_the_grammar() -> None:
    read = read_sentence("a {x}[c: b{y}|[d:|z]]")
    assert list(read.places()) == ["x", "y"]
    assert [choice.name for choice in read.choices()] == ["c", "d"]
    assert read.fill({"x": "1", "y": ""}, {"c": 0}) == "a 1b……"
    assert read.fill({"x": "1", "y": ""}, {"c": 1, "d": 1}) == "a 1z"
    for wrong in ("a]", "{x", "[c: a", "a|b", "[: a|b]"):
        with pytest.raises(ValueError, match="«"):
            read_sentence(wrong)
