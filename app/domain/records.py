"""The records about people: who leads, who is planned, who was trained. Each is declared once, here."""

from __future__ import annotations

from typing import Annotated as A

from app.domain.dates import PartialDate
from app.domain.schema import Field, Level, record

_KeptTitle = A[
    str | None,
    Field(
        "Chức danh ghi trong danh sách gốc",
        free_text=True,
        help="Chữ của tệp Excel mà chương trình chưa nhận ra; giữ nguyên cho đến khi được ghép với một chức danh.",
    ),
]
"""What a list says of a post that is not known yet; held until a person matches it."""


@record("person", "Cán bộ, công chức, viên chức", Level.RUT_GON)
class Person:
    """A person whose file the unit keeps."""

    id: str
    full_name: A[
        str | None,
        Field("Họ và tên", required=True, level=Level.HO_SO, aliases=("Họ tên", "Họ và chữ đệm tên", "Tên")),
    ] = None
    sex: A[str | None, Field("Giới tính", required=True, codes="sex", aliases=("Giới", "Nam/Nữ", "Phái"))] = None
    birth: A[
        PartialDate | None,
        Field(
            "Ngày sinh",
            required=True,
            level=Level.HO_SO,
            coarse="month",
            past=True,
            aliases=("Ngày, tháng, năm sinh", "Ngày tháng năm sinh", "Năm sinh", "Sinh ngày", "NTNS"),
            help="Có thể chỉ ghi năm (1975) hoặc tháng, năm (3/1975); không điền 01/01 khi chưa biết.",
        ),
    ] = None
    id_number: A[
        str | None,
        Field(
            "Số định danh cá nhân",
            level=Level.HO_SO,
            aliases=("Số CCCD", "CCCD", "Số căn cước", "Số căn cước công dân", "Số định danh"),
            help="Không bắt buộc; 12 chữ số, giữ số 0 ở đầu.",
        ),
    ] = None
    ethnic: A[str | None, Field("Dân tộc", codes="ethnic_groups", aliases=("DT", "Thành phần dân tộc"))] = None
    body: A[
        str | None,
        Field("Cơ quan, đơn vị công tác", ref="body", aliases=("Đơn vị", "Đơn vị công tác", "Cơ quan", "Nơi công tác")),
    ] = None
    staff_kind: A[
        str | None,
        Field("Loại", codes="staff_kinds", aliases=("Loại cán bộ", "Đối tượng", "CB, CC, VC")),
    ] = None
    rank: A[str | None, Field("Ngạch", codes="ranks", aliases=("Ngạch công chức", "Mã ngạch"))] = None
    professional: A[
        str | None,
        Field(
            "Trình độ chuyên môn",
            codes="professional_levels",
            aliases=("Chuyên môn", "CM", "Trình độ CM", "Chuyên môn nghiệp vụ"),
        ),
    ] = None
    political: A[
        str | None,
        Field("Lý luận chính trị", codes="political_levels", aliases=("LLCT", "Trình độ LLCT", "Trình độ chính trị")),
    ] = None
    administration: A[
        str | None,
        Field("Quản lý nhà nước", codes="administration_levels", aliases=("QLNN", "Trình độ QLNN")),
    ] = None
    informatics: A[str | None, Field("Tin học", codes="informatics_levels", aliases=("TH", "Trình độ tin học"))] = None
    language: A[str | None, Field("Ngoại ngữ", codes="language_levels", aliases=("NN", "Trình độ ngoại ngữ"))] = None
    ethnic_language: A[bool | None, Field("Chứng chỉ tiếng dân tộc", aliases=("Tiếng dân tộc", "Tiếng DT"))] = None
    party_joined: A[
        PartialDate | None,
        Field("Ngày kết nạp Đảng", past=True, aliases=("Ngày vào Đảng", "Vào Đảng", "Ngày vào Đảng (DB)", "DB")),
    ] = None
    party_official: A[
        PartialDate | None,
        Field("Ngày chính thức", past=True, aliases=("Ngày vào Đảng chính thức", "Ngày vào Đảng (CT)", "CT")),
    ] = None
    left_on: A[PartialDate | None, Field("Ngày thôi công tác tại đơn vị", aliases=("Ngày nghỉ", "Ngày chuyển"))] = None
    left_reason: A[str | None, Field("Lý do thôi công tác", codes="leaving_reasons")] = None
    note: A[
        str | None,
        Field("Ghi chú", level=Level.HO_SO, multiline=True, free_text=True),
    ] = None


@record("appointment", "Chức vụ đang giữ, đã giữ", Level.RUT_GON)
class Appointment:
    """A post held by a person at a body for a time."""

    id: str
    person: A[str | None, Field("Người giữ chức vụ", required=True, ref="person")] = None
    body: A[str | None, Field("Cơ quan, đơn vị", required=True, ref="body")] = None
    post: A[
        str | None,
        Field(
            "Chức vụ",
            required=True,
            codes="posts",
            aliases=("Chức danh", "Chức vụ hiện nay", "CV hiện nay", "Chức vụ, đơn vị công tác"),
        ),
    ] = None
    start: A[PartialDate | None, Field("Ngày giữ chức vụ", aliases=("Ngày bổ nhiệm", "Từ ngày"))] = None
    end: A[PartialDate | None, Field("Ngày thôi giữ chức vụ", aliases=("Ngày thôi", "Đến ngày"))] = None
    mode: A[
        str | None,
        Field("Hình thức", codes="appointment_modes", help="Chính thức, giao quyền hoặc phụ trách."),
    ] = None
    concurrent: A[bool | None, Field("Kiêm nhiệm")] = None
    term: A[str | None, Field("Nhiệm kỳ", help="Ví dụ 2026-2031; chỉ với chức vụ bầu.")] = None
    decision_number: A[str | None, Field("Số quyết định")] = None
    decision_date: A[PartialDate | None, Field("Ngày quyết định")] = None
    reappointed: A[PartialDate | None, Field("Ngày bổ nhiệm lại")] = None
    title: _KeptTitle = None


@record("planning_list", "Danh sách quy hoạch", Level.RUT_GON)
class PlanningList:
    """A decision that approves a list of planned people."""

    id: str
    number: A[str | None, Field("Số quyết định", aliases=("Quyết định số",))] = None
    date: A[PartialDate | None, Field("Ngày quyết định")] = None
    term: A[str | None, Field("Nhiệm kỳ, giai đoạn", aliases=("Nhiệm kỳ", "NK"), help="Ví dụ 2025-2030.")] = None
    tier: A[str | None, Field("Cấp quy hoạch", codes="tiers")] = None
    secrecy: A[str | None, Field("Độ mật", codes="secrecy", required=True)] = None
    reviewed: A[PartialDate | None, Field("Ngày rà soát gần nhất")] = None


@record("planning_entry", "Người được quy hoạch", Level.RUT_GON)
class PlanningEntry:
    """A person planned for a post."""

    id: str
    person: A[str | None, Field("Người được quy hoạch", required=True, ref="person")] = None
    planning_list: A[str | None, Field("Danh sách quy hoạch", required=True, ref="planning_list")] = None
    post: A[
        str | None,
        Field("Chức danh quy hoạch", required=True, codes="posts", aliases=("QH chức danh", "Quy hoạch chức danh")),
    ] = None
    body: A[str | None, Field("Cơ quan của chức danh quy hoạch", ref="body")] = None
    start: A[PartialDate | None, Field("Ngày vào quy hoạch")] = None
    end: A[PartialDate | None, Field("Ngày đưa ra khỏi quy hoạch")] = None
    end_reason: A[str | None, Field("Lý do đưa ra", free_text=True)] = None
    title: _KeptTitle = None


@record("course", "Lớp đào tạo, bồi dưỡng, tập huấn")
class Course:
    """A class; counted by its organiser only."""

    id: str
    name: A[str | None, Field("Tên lớp, chương trình", required=True, aliases=("Tên lớp",), free_text=True)] = None
    kind: A[str | None, Field("Loại chương trình", required=True, codes="training_kinds")] = None
    organised: A[bool | None, Field("Đơn vị tổ chức", help="Đánh dấu nếu lớp do đơn vị mình tổ chức.")] = None
    start: A[PartialDate | None, Field("Từ ngày", required=True, aliases=("Ngày khai giảng",))] = None
    end: A[PartialDate | None, Field("Đến ngày", aliases=("Ngày bế giảng",))] = None
    hours: A[int | None, Field("Số tiết", unit="tiết")] = None
    turns: A[int | None, Field("Lượt người tham gia", unit="lượt", help="Tất cả, kể cả người ngoài đơn vị.")] = None
    turns_women: A[int | None, Field("Lượt nữ", unit="lượt")] = None
    turns_women_dtts: A[int | None, Field("Lượt nữ dân tộc thiểu số", unit="lượt")] = None
    turns_students: A[int | None, Field("Trong đó sinh viên", unit="lượt")] = None
    cost: A[int | None, Field("Kinh phí", unit="đồng")] = None


@record("training", "Người tham gia đào tạo, bồi dưỡng", Level.RUT_GON)
class Training:
    """A person in a class."""

    id: str
    person: A[str | None, Field("Người tham gia", required=True, ref="person")] = None
    course: A[str | None, Field("Lớp", required=True, ref="course")] = None
    hours: A[int | None, Field("Số tiết đã học", unit="tiết")] = None
    result: A[str | None, Field("Kết quả, chứng chỉ")] = None
