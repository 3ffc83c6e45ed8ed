"""How a row of the command table is written, and the parameters that several rows share."""

from __future__ import annotations

from typing import Final

from app.workspace import CommandSpec, Param

PERIOD: Final = Param("period", "Kỳ báo cáo, ví dụ 2026")
AS_OF: Final = Param("as_of", "Ngày chốt số liệu, viết YYYY-MM-DD", "date")
AS_NOW: Final = Param("as_now", "Theo đơn vị hiện nay (ở Sở Nội vụ)", "flag")
PUBLISH: Final = Param("publish", "Để công bố: che các số nhỏ có thể nhận ra từng người", "flag")
A3: Final = Param("a3", "Biểu nhiều cột in khổ A3", "flag")
OUT: Final = Param("out", "Tệp ghi ra", "new_path", required=True)
PACKAGE: Final = Param("package", "Mã gói (các ký tự đầu của SHA-256)", positional=True, required=True)
PIN_FILE: Final = Param("pin_file", "Tệp có mã PIN của thiết bị ký số ở dòng đầu, hoặc /dev/stdin", "path")


def command_row(name: str, function: str, title: str, *params: Param, **more: object) -> CommandSpec:
    """A row; the function is "module:name" below `app.commands`."""
    return CommandSpec(name, f"app.commands.{function}", title, params=params, **more)  # type: ignore[arg-type]
