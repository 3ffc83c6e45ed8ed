"""What ties paper to figures: the code at the foot of the forms and in the properties of their PDF, and of what it is.

A unit's forms carry the code of its figures. The province's carry that of the packages whose figures are added up, with
the rules and boundaries: naming 3,300 packages by their SHA-256 costs nothing, writing out all their cells does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.domain.short_codes import SHAPE, short_code

_WORDS: Final = "Mã đối chiếu: "
_FOUND: Final = re.compile(f"{_WORDS}({SHAPE})")


def figures_code(unit: str, period: str, cut_off: str, cells: Mapping[str, int]) -> str:
    """The code of the figures of a report; any changed figure gives another code.

    Args:
        unit: unit key.
        period: text of the period.
        cut_off: ISO day.
        cells: cell key → integer.
    """
    said = "\n".join([unit, period, cut_off, *(f"{key}={cells[key]}" for key in sorted(cells))])
    return short_code(said.encode())


def basis_code(period: str, cut_off: str, rules: str, boundaries: str, sources: Mapping[str, str]) -> str:
    """The code of the figures of the province; another package, pack or boundary gives another code.

    Args:
        period: text of the period.
        cut_off: ISO day.
        rules: digest of the plan pack, with that of the reports of the year before.
        boundaries: digest of the catalogue of units.
        sources: unit key → what its figures are of: SHA-256 of its package, and the definitions they are counted by.
    """
    said = "\n".join([period, cut_off, rules, boundaries, *(f"{unit}={sources[unit]}" for unit in sorted(sources))])
    return short_code(b"toan tinh\n" + said.encode())


def code_line(code: str) -> str:
    """The code as it is printed."""
    return _WORDS + code


def code_in(text: str) -> str:
    """The code in a text; "" where there is none."""
    found = _FOUND.search(text)
    return found.group(1) if found else ""
