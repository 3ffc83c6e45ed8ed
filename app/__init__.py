"""The core of Sổ 2282: records, plan, packages, reports and commands; no window, no database."""

from typing import Final

PROGRAM_VERSION: Final = "0.1.0"
"""As in pyproject.toml; here, so that the first screen can say it without loading anything else."""

READER_SWITCH: Final = "--read-workbook"
"""First argument by which the program becomes the reader process of foreign workbooks."""
