"""Rows of the command table about the work of Sở Nội vụ over all units."""

from __future__ import annotations

from typing import Final

from app.commands.table_rows import OUT, PERIOD, command_row
from app.workspace import CommandSpec, Param

UNITS: Final = (
    command_row(
        "units reorganise",
        "office.reorganising:reorganise",
        "Nhập sắp xếp đơn vị hành chính",
        Param("file", "Tệp các dòng kế thừa (CSV)", "path", positional=True, required=True),
        Param("dry_run", "Chỉ xem trước, không ghi", "flag"),
        modes=("province",),
    ),
)

PAST: Final = (
    command_row(
        "figures import",
        "office.paper_figures:import_figures",
        "Nhập số liệu báo cáo giấy",
        Param("file", "Tệp Excel hoặc CSV theo mẫu", "path", positional=True, required=True),
        Param("dry_run", "Chỉ xem trước, không ghi", "flag"),
        modes=("province",),
    ),
    command_row("figures template", "office.paper_figures:template", "Mẫu nhập số liệu giấy", OUT, modes=("province",)),
    command_row("figures list", "office.paper_figures:listed", "Số liệu báo cáo giấy", modes=("province",)),
    command_row(
        "trend",
        "office.trends:trend",
        "Chỉ tiêu qua các năm",
        Param("indicator", "Mã chỉ tiêu", positional=True),
        Param("unit", "Đơn vị; để trống là toàn tỉnh"),
        Param("as_now", "Theo đơn vị hiện nay", "flag"),
        modes=("province",),
    ),
)

GAPS: Final = (
    command_row(
        "gap",
        "office.gaps:gap",
        "Cần thêm bao nhiêu người",
        Param("indicator", "Mã chỉ tiêu; để trống là tất cả"),
        Param("unit", "Đơn vị; để trống là toàn tỉnh"),
        PERIOD,
    ),
)

OFFICE: Final[tuple[CommandSpec, ...]] = (*UNITS, *PAST, *GAPS)
