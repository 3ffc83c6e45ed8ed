"""What ties paper to figures: the code at the foot of the forms and in the properties of their PDF, and of what it is.

A unit's forms carry the code of its figures. The province's carry that of the packages whose figures are added up, with
the rules and boundaries: naming 3,300 packages by their SHA-256 costs nothing, writing out all their cells does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.short_codes import SHAPE, read_code, short_code

_WORDS: Final = "Mã đối chiếu: "
_FOUND: Final = re.compile(f"{_WORDS}({SHAPE})")
_MARK: Final = "2282"
_DIGITS: Final = re.compile(r"\s*(?:Gói:)?([\s0-9A-Fa-f-]*)")
_SHORT: Final = 12
"""Hexadecimal digits of a package's SHA-256 that stand on paper: 48 bits tell the packages of a province apart."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What stands at the foot of forms and annexes.

    Attributes:
        words: the line that is printed; "" prints no foot at all.
        mark: what the QR code says; "" draws none.
    """

    words: str = ""
    mark: str = ""


NO_TIE: Final = Tie()


@dataclass(frozen=True, slots=True)
class Mark:
    """What was read off a form.

    Attributes:
        code: of the figures, as printed; "" where it is mistyped.
        package: first hexadecimal digits of the SHA-256 of the package; "" where none is named.
    """

    code: str
    package: str = ""


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


def tie_of(code: str, package: str = "") -> Tie:
    """The foot of forms.

    Args:
        code: of their figures.
        package: SHA-256, hex, of the sealed package that carries just these figures; "" while there is none.
    """
    if not package:
        return Tie(_WORDS + code, f"{_MARK}:{code}")
    short = short_digest(package)
    return Tie(f"{_WORDS}{code} · Gói: {short}", f"{_MARK}:{code}:{short.replace('-', '')}")


def short_digest(package: str) -> str:
    """A package as paper names it, such as "1A2B-3C4D-5E6F"."""
    digits = package[:_SHORT].upper()
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def read_mark(text: str) -> Mark:
    """What a QR code, or a person who types from the foot of a form, says.

    Args:
        text: the mark, the line as printed, or the code alone; case, blanks and hyphens do not matter.
    """
    said = text.strip().removeprefix(_WORDS.strip())
    if said.startswith(f"{_MARK}:"):
        code, _, package = said.removeprefix(f"{_MARK}:").partition(":")
    else:
        code, _, package = said.partition("·")
    digits = _DIGITS.match(package)
    return Mark(read_code(code), "".join(filter(str.isalnum, digits.group(1))).lower() if digits else "")


def code_in(text: str) -> str:
    """The code in a text; "" where there is none."""
    found = _FOUND.search(text)
    return found.group(1) if found else ""
