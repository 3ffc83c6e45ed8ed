"""Rows of the command table that keep the work going: rest of a drop, watched folder, rebuilding, drills, support."""

from __future__ import annotations

from typing import Final

from app.commands.table.rows import command_row
from app.workspace import CommandSpec, Need, Param

_FOLDER: Final = Param("folder", "Thư mục", "path", positional=True, required=True)

KEEPING: Final[tuple[CommandSpec, ...]] = (
    command_row(
        "receive resume",
        "receiving:resume",
        "Nhận tiếp tệp còn lại",
        Param("forget", "Bỏ, không nhận tiếp", "flag"),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row("watch set", "office.watching_folder:choose", "Theo dõi thư mục", _FOLDER, modes=("province",)),
    command_row("watch off", "office.watching_folder:end", "Thôi theo dõi thư mục", modes=("province",)),
    command_row("watch show", "office.watching_folder:show", "Thư mục đang theo dõi", modes=("province",)),
    command_row(
        "watch take",
        "office.watching_folder:take",
        "Nhận tệp mới trong thư mục theo dõi",
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "drill",
        "office.drilling:drill",
        "Diễn tập",
        Param(
            "kind",
            "Tình huống: machine mất máy, key mất khóa giải mã",
            positional=True,
            required=True,
            choices=("machine", "key"),
        ),
        Param("out", "Biên bản diễn tập (PDF)", "new_path", required=True),
        Param(
            "passphrase_file",
            "Tệp có mật khẩu của bản sao lưu (machine) hoặc của tệp khóa dự phòng (key) ở dòng đầu",
            "path",
        ),
        Param("backup", "Bản sao lưu (machine); để trống là bản mới nhất", "path"),
        Param("spare", "Tệp khóa dự phòng (key)", "path"),
        modes=("province",),
    ),
    command_row("drill list", "office.drilling:listed", "Các lần diễn tập", modes=("province",)),
    command_row(
        "store rebuild",
        "office.rebuilding:rebuild",
        "Dựng lại dữ liệu từ tệp gốc",
        Param("out", "Thư mục dữ liệu mới", "new_path", required=True),
        Param("passphrase_file", "Tệp có mật khẩu mở dữ liệu mới ở dòng đầu", "path", required=True),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "support bundle",
        "office.supporting:bundle",
        "Lập gói hỗ trợ",
        Param("out", "Tệp .zip ghi ra", "new_path", required=True),
        needs=Need.OPTIONAL_STORE,
    ),
)
