"""The core of Sổ 2282: records, plan, packages, reports and commands; no window, no database."""

from datetime import date
from typing import Final

PROGRAM_VERSION: Final = "0.1.0"
"""As in pyproject.toml; here, so that the first screen can say it without loading anything else."""

RELEASED: Final = date(2026, 7, 1)
"""No clock that shows an earlier day is right: this version did not exist."""

READER_SWITCH: Final = "--read-workbook"
"""First argument by which the program becomes the reader process of foreign workbooks."""

PICTURE_SWITCH: Final = "--read-picture"
"""First argument by which the program becomes the reader process of photographs and scans."""

DEVICE_SWITCH: Final = "--try-token-library"
"""First argument by which the program becomes the process that tries the library of a signing device."""
