"""Rows of the command table about papers of words: the report, its covering letter, the sheet for the leader."""

from __future__ import annotations

from typing import Final

from app.commands.table.rows import AS_OF, OUT, PERIOD, command_row
from app.workspace import Param

_KEY: Final = Param("key", "Mã của đoạn", positional=True, required=True)

_NUMBER: Final = Param("number", "Số văn bản; để trống thì ghi tay", "int")
_ON: Final = Param("on", "Ngày văn bản, viết YYYY-MM-DD; để trống thì ghi tay", "date")

PAPERS: Final = (
    command_row("report", "papers.report:write_report", "Lập báo cáo kèm phụ lục", OUT, PERIOD, AS_OF, _NUMBER, _ON),
    command_row("letter", "papers.report:write_letter", "Lập công văn gửi báo cáo", OUT, PERIOD, _NUMBER, _ON),
    command_row(
        "review sheet", "papers.review_sheet:write_sheet", "Lập phiếu rà soát cho lãnh đạo", OUT, PERIOD, AS_OF
    ),
    command_row("report show", "papers.report:show", "Các đoạn của báo cáo", PERIOD, AS_OF),
    command_row(
        "report edit",
        "papers.report:edit",
        "Sửa một đoạn của báo cáo",
        _KEY,
        Param("text", "Nội dung mới", required=True),
        PERIOD,
        undoable=True,
    ),
    command_row("report reset", "papers.report:reset", "Lấy lại câu tự sinh", _KEY, PERIOD, undoable=True),
)
