"""Rows of the command table about papers of words: the report, its covering letter, the sheet for the leader."""

from __future__ import annotations

from typing import Final

from app.commands.table.rows import AS_OF, PERIOD, command_row
from app.workspace import Param

_KEY: Final = Param("key", "Mã của đoạn", positional=True, required=True)

PAPERS: Final = (
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
