"""Rows of the command table about who needs which training."""

from __future__ import annotations

from typing import Final

from app.commands.table.rows import PERIOD, command_row
from app.workspace import Param

TRAINING: Final = (
    command_row(
        "training needs",
        "office.training:needs",
        "Ai cần bồi dưỡng gì",
        Param("need", "Mã tiêu chí; để trống là tất cả"),
        Param("unit", "Mã đơn vị"),
        PERIOD,
        Param("out", "Tệp .pdf, .xlsx hoặc .docx của danh sách", "new_path"),
        modes=("province",),
    ),
)
