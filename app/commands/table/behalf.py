"""Rows of the command table about reports that Sở Nội vụ enters for units that send paper or plain Excel."""

from __future__ import annotations

from typing import Final

from app.commands.table.rows import command_row
from app.workspace import Need, Param

ON_BEHALF: Final = (
    command_row(
        "behalf open",
        "office.behalf:open_store",
        "Lập dữ liệu nhập thay",
        Param("unit", "Mã đơn vị", positional=True, required=True),
        Param("out", "Thư mục dữ liệu nhập thay", "new_path", required=True),
        Param("source", "Đơn vị đã gửi gì", choices=("paper", "excel"), required=True),
        Param("paper", "Số, ngày văn bản của đơn vị", required=True),
        Param("passphrase_file", "Tệp có mật khẩu của dữ liệu nhập thay ở dòng đầu, hoặc /dev/stdin", "path"),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row("behalf list", "office.behalf:listed", "Các dữ liệu nhập thay", modes=("province",)),
)
