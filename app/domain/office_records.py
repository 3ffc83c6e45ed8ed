"""Records of Sở Nội vụ about its own duties in the plan (KH 18/02/2021, VI.2): they stay in its store.

Never an edit of a unit's record, and never sent: what a unit is to know of them travels in files of their own.
"""

from __future__ import annotations

from typing import Annotated as A

from app.domain.dates import PartialDate
from app.domain.schema import Field, Level, record


@record("unit_check", "Kiểm tra đơn vị", Level.HO_SO, system=True)
class UnitCheck:
    """A check of a unit by Sở Nội vụ, with its conclusion (KH IV.5, VI.2)."""

    id: str
    unit: A[str | None, Field("Đơn vị được kiểm tra", required=True)] = None
    decision: A[str | None, Field("Quyết định, kế hoạch kiểm tra", help="Số, ngày.")] = None
    date: A[PartialDate | None, Field("Ngày kiểm tra", required=True)] = None
    team: A[str | None, Field("Đoàn kiểm tra", multiline=True)] = None
    subject: A[str | None, Field("Nội dung", required=True, multiline=True)] = None
    result: A[str | None, Field("Kết quả", multiline=True)] = None
    conclusion: A[str | None, Field("Kết luận", multiline=True)] = None
    concluded_on: A[PartialDate | None, Field("Ngày kết luận")] = None


@record("check_problem", "Tồn tại sau kiểm tra", Level.HO_SO, system=True)
class CheckProblem:
    """Something that a check found, and what became of it."""

    id: str
    check: A[str | None, Field("Cuộc kiểm tra", required=True, ref="unit_check")] = None
    text: A[str | None, Field("Tồn tại", required=True, multiline=True)] = None
    due: A[PartialDate | None, Field("Hạn khắc phục")] = None
    state: A[str | None, Field("Tình trạng", codes="follow_up_states")] = None
    done_on: A[PartialDate | None, Field("Khắc phục ngày")] = None
    note: A[str | None, Field("Đơn vị báo cáo khắc phục", multiline=True)] = None


@record("raised", "Vướng mắc đơn vị phản ánh", Level.HO_SO, system=True)
class Raised:
    """A difficulty as its unit sent it, and the answer of Sở Nội vụ; its id is that of the unit's record."""

    id: str
    unit: A[str | None, Field("Đơn vị", required=True)] = None
    sent_on: A[PartialDate | None, Field("Ngày phản ánh")] = None
    text: A[str | None, Field("Nội dung", multiline=True)] = None
    state: A[str | None, Field("Tình trạng", codes="difficulty_states")] = None
    answered_on: A[PartialDate | None, Field("Ngày trả lời")] = None
    answer: A[str | None, Field("Trả lời", multiline=True)] = None


@record("proposal", "Đề xuất chính sách", Level.HO_SO, system=True)
class Proposal:
    """A policy that Sở Nội vụ proposes (KH VI.2)."""

    id: str
    on: A[PartialDate | None, Field("Ngày đề xuất", required=True)] = None
    number: A[str | None, Field("Số văn bản")] = None
    text: A[str | None, Field("Nội dung đề xuất", required=True, multiline=True)] = None
    basis: A[str | None, Field("Từ vướng mắc, kiểm tra, rà soát nào", multiline=True)] = None
    sent_to: A[str | None, Field("Gửi")] = None
    state: A[str | None, Field("Tình trạng", codes="proposal_states")] = None
    answer: A[str | None, Field("Kết quả", multiline=True)] = None


@record("agency_part", "Phần của cơ quan khác", Level.HO_SO, system=True)
class AgencyPart:
    """What another agency of the plan (KH VI.3-VI.6) did in a period, as it reported on paper."""

    id: str
    period: A[str | None, Field("Kỳ", required=True, help="Ví dụ 2026.")] = None
    agency: A[str | None, Field("Cơ quan", required=True, codes="plan_agencies")] = None
    text: A[str | None, Field("Kết quả thực hiện", multiline=True)] = None
    paper: A[str | None, Field("Số, ngày văn bản")] = None
    received_on: A[PartialDate | None, Field("Nhận ngày")] = None
    reminded_on: A[PartialDate | None, Field("Đã nhắc ngày")] = None
