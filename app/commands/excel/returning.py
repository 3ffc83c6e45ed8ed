"""Rejected rows go back in a copy of the user's own workbook; the original is never written."""

from __future__ import annotations

from pathlib import Path

from app.commands.excel.importing import look_at
from app.commands.files import read_chosen, write_chosen
from app.errors import refuse
from app.progress import Progress
from app.spreadsheets.choices import Choices
from app.spreadsheets.returned import returned_bytes
from app.workspace import Outcome, Workspace


def return_rows(
    ws: Workspace,
    progress: Progress,
    *,
    file: Path,
    out: Path,
    sheet: str | None = None,
    choices: Path | Choices | None = None,
) -> Outcome:
    """Writes a copy of a workbook in which each row that would not go in is coloured and carries its reasons.

    Args:
        file: the workbook, as it was or would be imported.
        out: the copy; .xlsx, or .xlsm for one with macros, or .csv and .tsv for a text file.
        sheet: the only sheet to look at.
        choices: as for the import.

    Returns:
        data: `file` (None where every row goes in and nothing is written) and the number of rows `rejected`.

    Raises:
        UserError: NHAP-01 the copy is the workbook itself, NHAP-03 its suffix does not suit, XLS-*, LUU-*.
    """
    if _is_same(file, out):
        raise refuse("NHAP-01", detail="tệp ghi ra trùng với tệp gốc; chọn tên khác để giữ nguyên tệp gốc")
    looked = look_at(ws, progress, file, sheet, choices)
    rejected = looked.seen.counters["rejected"]
    if not rejected:
        return Outcome({"file": None, "rejected": 0}, "Mọi dòng đều được nhận; không ghi tệp nào.")
    content = returned_bytes(read_chosen(file), looked.workbook, looked.seen, out.suffix.lower(), progress)
    write_chosen(out, content)
    return Outcome({"file": str(out), "rejected": rejected}, f"Đã ghi {rejected} dòng không nhận vào {out.name}.")


def _is_same(file: Path, out: Path) -> bool:
    """Whether both are one file, also through a link or another way to write the path."""
    try:
        return file.resolve() == out.resolve() or (out.exists() and file.samefile(out))
    except OSError:
        return False
