"""Rows of the command table about Sở's own duties (KH VI.2) and vướng mắc between a unit and Sở Nội vụ."""

from __future__ import annotations

from typing import Final

from app.commands.table.rows import OUT, PERIOD, command_row
from app.workspace import Need, Param

DUTIES: Final = (
    command_row(
        "difficulty send",
        "submission.asking:send",
        "Gửi vướng mắc",
        OUT,
        modes=("unit",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "difficulty list",
        "office.raised:listed",
        "Vướng mắc đơn vị phản ánh",
        Param("unit", "Mã đơn vị"),
        modes=("province",),
    ),
    command_row(
        "check minutes",
        "office.duty_papers:minutes",
        "Biên bản kiểm tra đơn vị",
        Param("check", "Mã cuộc kiểm tra (các ký tự đầu)", positional=True, required=True),
        Param("out", "Tệp .pdf hoặc .docx", "new_path", required=True),
        modes=("province",),
    ),
    command_row("check problems", "office.duty_papers:open_problems", "Tồn tại chưa khắc phục", modes=("province",)),
    command_row("part list", "office.agency_parts:parts_listed", "Phần của các cơ quan", PERIOD, modes=("province",)),
    command_row(
        "part remind",
        "office.agency_parts:remind",
        "Công văn gửi các cơ quan chưa gửi phần của mình",
        Param("out", "Thư mục ghi công văn", "new_path", required=True),
        PERIOD,
        Param("kind", "Loại tệp", choices=("pdf", "docx"), default="pdf"),
        modes=("province",),
    ),
    command_row(
        "difficulty answers",
        "office.raised:answers",
        "Lập tệp trả lời vướng mắc",
        Param("out", "Thư mục ghi ra", "new_path", required=True),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
)
