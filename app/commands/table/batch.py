"""Rows of the command table about many papers at once."""

from __future__ import annotations

from typing import Final

from app.commands.table.rows import A3, AS_NOW, PERIOD, PUBLISH, command_row
from app.workspace import CommandSpec, Param

BATCH: Final[tuple[CommandSpec, ...]] = (
    command_row(
        "forms",
        "figures.batch:forms",
        "Lưu tất cả các biểu",
        Param("out", "Tệp .pdf, .docx, .xlsx có mọi biểu; tên khác là thư mục", "new_path", required=True),
        PERIOD,
        Param("unit", "Đơn vị (ở Sở Nội vụ); để trống là toàn tỉnh"),
        Param("each", "Mỗi đơn vị đã được chấp nhận một tệp (ở Sở Nội vụ)", "flag"),
        Param("kind", "Loại tệp trong thư mục", choices=("pdf", "docx", "xlsx"), default="pdf"),
        AS_NOW,
        PUBLISH,
        A3,
    ),
)
