"""Rows of the command table about the plan pack: drafts, trial, issue."""

from __future__ import annotations

from typing import Final

from app.commands.table.rows import OUT, PERIOD, command_row
from app.workspace import Need, Param

_DRAFT: Final = Param("draft", "Phiên bản của bản thảo, ví dụ 2027.1", positional=True, required=True)
_VERSION: Final = Param("version", "Phiên bản, ví dụ 2027.1; để trống là số kế tiếp")
_FOLDER: Final = Param("out", "Thư mục ghi ra", "new_path", required=True)

PACK_DESK: Final = (
    command_row(
        "pack draft new",
        "office.pack_drafts:new",
        "Lập bản thảo bộ chỉ tiêu",
        _VERSION,
        Param("base", "Phiên bản lấy làm gốc; để trống là bản mới nhất"),
        modes=("province",),
    ),
    command_row(
        "pack draft load",
        "office.pack_drafts:load",
        "Nhập bản thảo bộ chỉ tiêu từ thư mục",
        Param("folder", "Thư mục có các tệp của bộ", "path", positional=True, required=True),
        _VERSION,
        modes=("province",),
    ),
    command_row("pack draft list", "office.pack_drafts:listed", "Các bản thảo bộ chỉ tiêu", modes=("province",)),
    command_row(
        "pack draft show",
        "office.pack_drafts:show",
        "Giá trị của bản thảo bộ chỉ tiêu",
        _DRAFT,
        Param("find", "Chữ cần tìm, không cần dấu; để trống là những giá trị đã đổi", default=""),
        modes=("province",),
    ),
    command_row(
        "pack draft set",
        "office.pack_drafts:set_value",
        "Đặt giá trị trong bản thảo bộ chỉ tiêu",
        _DRAFT,
        Param("key", "Khóa của giá trị, như pack draft show đưa ra", positional=True, required=True),
        Param("value", "Giá trị mới; để trống là bỏ", positional=True, required=True),
        modes=("province",),
    ),
    command_row(
        "pack draft export", "office.pack_drafts:export", "Ghi bản thảo bộ chỉ tiêu ra thư mục", _DRAFT, _FOLDER,
        modes=("province",),
    ),
    command_row("pack draft drop", "office.pack_drafts:drop", "Bỏ bản thảo bộ chỉ tiêu", _DRAFT, modes=("province",)),
    command_row(
        "pack confirm",
        "office.pack_drafts:confirm",
        "Ghi xác nhận của Sở Nội vụ",
        _DRAFT,
        Param("key", "Khóa của nội dung chờ xác nhận", positional=True, required=True),
        Param("paper", "Số, ngày văn bản làm căn cứ", default=""),
        Param("on", "Ngày xác nhận, viết YYYY-MM-DD; để trống là hôm nay", "date"),
        modes=("province",),
    ),
    command_row(
        "pack try", "office.pack_trial:try_draft", "Chạy thử bản thảo bộ chỉ tiêu", _DRAFT, PERIOD, modes=("province",)
    ),
    command_row(
        "pack issue",
        "office.pack_issuing:issue",
        "Ban hành bộ chỉ tiêu",
        _DRAFT,
        Param("effective", "Áp dụng từ ngày, viết YYYY-MM-DD", "date", required=True),
        Param("title", "Nội dung thay đổi, một dòng", required=True),
        Param("out", "Thư mục ghi tệp cho từng đơn vị", "new_path"),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "pack files",
        "office.pack_issuing:files_again",
        "Lập lại tệp bộ chỉ tiêu cho các đơn vị",
        OUT,
        Param("version", "Phiên bản; để trống là bản ban hành mới nhất"),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
)  # fmt: skip
