"""The records about the unit itself: its profile, bodies, staff numbers, population, tasks and money."""

from __future__ import annotations

from typing import Annotated as A

from app.domain.dates import PartialDate
from app.domain.schema import Field, Level, record


@record("unit_profile", "Thông tin đơn vị")
class UnitProfile:
    """What stands on the unit's paper. One record per unit."""

    id: str
    name: A[str | None, Field("Tên đơn vị trên văn bản", required=True)] = None
    parent: A[str | None, Field("Cơ quan chủ quản", help="Để trống với Ủy ban nhân dân xã, phường.")] = None
    place: A[str | None, Field("Địa danh", required=True)] = None
    symbol: A[str | None, Field("Ký hiệu văn bản", help="Ví dụ UBND hoặc SNV.")] = None
    authority: A[str | None, Field("Quyền hạn ký", codes="signing_authorities")] = None
    signer_title: A[str | None, Field("Chức vụ người ký", help="Ví dụ CHỦ TỊCH, GIÁM ĐỐC.")] = None
    signer: A[str | None, Field("Họ tên người ký")] = None
    preparer: A[str | None, Field("Người lập biểu")] = None
    checker: A[str | None, Field("Người kiểm tra biểu")] = None
    recipients: A[str | None, Field("Nơi nhận", multiline=True)] = None
    plan_number: A[str | None, Field("Số kế hoạch của tỉnh", help="Số của Kế hoạch ngày 18/02/2021.")] = None
    own_plan_number: A[str | None, Field("Số kế hoạch của đơn vị")] = None
    own_plan_date: A[PartialDate | None, Field("Ngày kế hoạch của đơn vị")] = None
    committee_number: A[str | None, Field("Quyết định Ban Vì sự tiến bộ của phụ nữ")] = None
    committee_date: A[PartialDate | None, Field("Ngày quyết định Ban Vì sự tiến bộ của phụ nữ")] = None
    committee_members: A[int | None, Field("Số thành viên Ban", unit="người")] = None
    committee_women: A[int | None, Field("Số thành viên nữ", unit="người")] = None
    committee_meetings: A[int | None, Field("Số phiên họp trong năm", unit="phiên")] = None


@record("body", "Cơ quan, tổ chức của đơn vị")
class Body:
    """A body with leading posts: HĐND, UBND, an office, a school, a station, a department."""

    id: str
    name: A[str | None, Field("Tên cơ quan", required=True, aliases=("Cơ quan", "Đơn vị"))] = None
    kind: A[str | None, Field("Loại cơ quan", required=True, codes="body_kinds")] = None
    tier: A[str | None, Field("Cấp", required=True, codes="tiers")] = None
    sector: A[str | None, Field("Ngành, lĩnh vực", codes="sectors", aliases=("Ngành", "Lĩnh vực"))] = None
    parent: A[str | None, Field("Thuộc", ref="body")] = None
    start: A[PartialDate | None, Field("Thành lập ngày")] = None
    end: A[PartialDate | None, Field("Kết thúc ngày")] = None
    key_posts_assigned: A[int | None, Field("Số lãnh đạo chủ chốt theo quy định", unit="người")] = None
    staff_assigned: A[int | None, Field("Biên chế được giao", unit="người")] = None
    head_vacant: A[bool | None, Field("Khuyết người đứng đầu")] = None
    order: A[int | None, Field("Thứ tự")] = None


@record("headcount", "Số lượng người làm việc")
class Headcount:
    """Staff of a body in one dimension; includes the people who are listed (design §3)."""

    id: str
    body: A[str | None, Field("Cơ quan", required=True, ref="body")] = None
    dimension: A[str | None, Field("Nhóm", required=True, codes="headcount_dimensions")] = None
    as_of: A[PartialDate | None, Field("Thời điểm", required=True)] = None
    total: A[int | None, Field("Tổng số có mặt", required=True, unit="người", aliases=("Tổng số", "Có mặt"))] = None
    women: A[int | None, Field("Nữ", required=True, unit="người")] = None
    dtts: A[int | None, Field("Dân tộc thiểu số", unit="người", aliases=("DTTS",))] = None
    dtts_women: A[int | None, Field("Nữ dân tộc thiểu số", unit="người", aliases=("Nữ DTTS",))] = None


@record("population", "Dân số theo dân tộc")
class Population:
    """Residents of the unit by ethnic group and year; code 00 is the stated total."""

    id: str
    year: A[int | None, Field("Năm", required=True)] = None
    ethnic: A[str | None, Field("Dân tộc", required=True, codes="population_groups")] = None
    total: A[int | None, Field("Tổng số", required=True, unit="người", aliases=("Dân số", "Số người"))] = None
    women: A[int | None, Field("Nữ", unit="người")] = None
    source: A[str | None, Field("Nguồn số liệu", free_text=True)] = None


@record("activity", "Hoạt động, nhiệm vụ")
class Activity:
    """An activity under a task of sections IV and VI, or the signed statement that there was none."""

    id: str
    task: A[str | None, Field("Nhiệm vụ", required=True, codes="tasks")] = None
    name: A[str | None, Field("Nội dung, hình thức", multiline=True, free_text=True)] = None
    none: A[bool | None, Field("Không phát sinh")] = None
    none_reason: A[str | None, Field("Lý do không phát sinh", free_text=True)] = None
    start: A[PartialDate | None, Field("Thời gian, từ")] = None
    end: A[PartialDate | None, Field("đến")] = None
    lead: A[str | None, Field("Chủ trì, phối hợp", free_text=True)] = None
    times: A[int | None, Field("Số hoạt động")] = None
    turns: A[int | None, Field("Lượt người", unit="lượt")] = None
    turns_women: A[int | None, Field("Lượt nữ", unit="lượt")] = None
    turns_women_dtts: A[int | None, Field("Lượt nữ dân tộc thiểu số", unit="lượt")] = None
    cost: A[int | None, Field("Kinh phí", unit="đồng")] = None
    result: A[str | None, Field("Kết quả, văn bản số", multiline=True, free_text=True)] = None


@record("budget", "Kinh phí")
class Budget:
    """Money by source and year, integer đồng."""

    id: str
    year: A[int | None, Field("Năm", required=True)] = None
    source: A[str | None, Field("Nguồn", required=True, codes="money_sources")] = None
    planned: A[int | None, Field("Dự toán", unit="đồng")] = None
    paid: A[int | None, Field("Thực hiện", unit="đồng")] = None
    embedded: A[bool | None, Field("Lồng ghép, không tách được")] = None
    note: A[str | None, Field("Ghi chú", free_text=True)] = None


@record("narrative", "Phần lời của báo cáo")
class Narrative:
    """A paragraph that a person wrote for a section of the report."""

    id: str
    year: A[int | None, Field("Năm", required=True)] = None
    section: A[str | None, Field("Mục", required=True, codes="report_sections")] = None
    text: A[str | None, Field("Nội dung", multiline=True, free_text=True)] = None


@record("report_text", "Đoạn đã sửa của báo cáo", system=True)
class ReportText:
    """What a person wrote in the place of a generated paragraph (nothing: it goes), and what stood there then."""

    id: str
    period: A[str | None, Field("Kỳ", required=True)] = None
    paragraph: A[str | None, Field("Đoạn", required=True, help="Mã của đoạn trong câu mẫu.")] = None
    text: A[str | None, Field("Nội dung", multiline=True, free_text=True, help="Trống: bỏ đoạn khỏi báo cáo.")] = None
    replaced: A[str | None, Field("Câu tự sinh khi sửa", multiline=True, free_text=True)] = None


@record("difficulty", "Vướng mắc")
class Difficulty:
    """A difficulty sent to Sở Nội vụ, with its answer."""

    id: str
    sent_on: A[PartialDate | None, Field("Ngày phản ánh", required=True)] = None
    text: A[str | None, Field("Nội dung", required=True, multiline=True, free_text=True)] = None
    state: A[str | None, Field("Tình trạng", codes="difficulty_states")] = None
    answered_on: A[PartialDate | None, Field("Ngày trả lời")] = None
    answer: A[str | None, Field("Trả lời", multiline=True, free_text=True)] = None


@record("inspection", "Kiểm tra")
class Inspection:
    """A check of the unit, its own or by Sở Nội vụ, with the follow-up."""

    id: str
    by: A[str | None, Field("Bên kiểm tra", required=True, codes="inspectors")] = None
    date: A[PartialDate | None, Field("Ngày kiểm tra", required=True)] = None
    subject: A[str | None, Field("Nội dung", multiline=True, free_text=True)] = None
    conclusion: A[str | None, Field("Kết luận", multiline=True, free_text=True)] = None
    problems: A[int | None, Field("Số tồn tại phát hiện")] = None
    follow_up: A[str | None, Field("Khắc phục sau kiểm tra", multiline=True, free_text=True)] = None


@record("obligation", "Nghĩa vụ báo cáo", system=True)
class Obligation:
    """What the unit owes in a period, from the period file of Sở Nội vụ."""

    id: str
    period: A[str | None, Field("Kỳ", required=True)] = None
    section: A[str | None, Field("Phần báo cáo", required=True, codes="report_parts")] = None
    due: A[PartialDate | None, Field("Hạn nộp", required=True)] = None
    request: A[str | None, Field("Văn bản yêu cầu", help="Số, ngày văn bản của UBND tỉnh với báo cáo đột xuất.")] = None


@record("explanation", "Giải trình cảnh báo", system=True)
class Explanation:
    """The written reason for a kept warning; it lapses when the values it explains change."""

    id: str
    finding: A[str | None, Field("Khóa phát hiện", required=True)] = None
    values_digest: A[str | None, Field("Dấu giá trị", required=True)] = None
    reason: A[str | None, Field("Lý do", required=True, multiline=True, free_text=True)] = None


@record("adjustment", "Số điều chỉnh của Sở Nội vụ", system=True)
class Adjustment:
    """A signed correction at Sở Nội vụ: a difference on a cell, never an edit of a unit's record."""

    id: str
    unit: A[str | None, Field("Đơn vị", required=True)] = None
    period: A[str | None, Field("Kỳ", required=True)] = None
    cell: A[str | None, Field("Ô số liệu", required=True)] = None
    delta: A[int | None, Field("Cộng, trừ", required=True, minimum=None)] = None
    reason: A[str | None, Field("Lý do", required=True, multiline=True)] = None
    decided_by: A[str | None, Field("Người quyết định", required=True)] = None
    decided_on: A[PartialDate | None, Field("Ngày quyết định", required=True)] = None


@record("unit", "Đơn vị báo cáo", Level.SO_LIEU, system=True)
class Unit:
    """A reporting unit as of its dates; its id is code@valid_from, because codes are reused (domain §5)."""

    id: str
    code: A[str | None, Field("Mã", required=True)] = None
    name: A[str | None, Field("Tên", required=True)] = None
    kind: A[str | None, Field("Loại", required=True, codes="unit_kinds")] = None
    tier: A[str | None, Field("Cấp", required=True, codes="tiers")] = None
    valid_from: A[PartialDate | None, Field("Từ ngày", required=True)] = None
    valid_to: A[PartialDate | None, Field("Đến ngày")] = None
    within: A[str | None, Field("Thuộc cấp huyện (đến 30/6/2025)")] = None
    successor: A[
        str | None, Field("Đơn vị kế thừa", help="code@valid_from của đơn vị mới; cách nhau dấu cách khi chia.")
    ] = None
    other_spelling: A[str | None, Field("Cách viết khác")] = None
    sector: A[str | None, Field("Ngành, lĩnh vực", codes="sectors")] = None
    population: A[int | None, Field("Dân số", unit="người")] = None
    unconfirmed: A[bool | None, Field("Cần xác nhận")] = None
