"""Numbers as Vietnamese reports write them: 1.234 and 46,7, in words and in Roman figures.

Hides rounding: quotients are taken from integers and rounded half up once, at the last step (domain.md §2).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION: Final = 10**9
_LARGEST_IN_WORDS: Final = 10**18 - 1
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST_ROMAN: Final = 3999


def integer(n: int) -> str:
    """Writes an integer with a full stop between thousands: 1234 → "1.234"."""
    return f"{n:,}".replace(",", ".")


def decimal(numerator: int, denominator: int, decimals: int, scale: int = 1) -> str:
    """Writes scale·numerator/denominator with a decimal comma, rounded half up (away from zero).

    Args:
        numerator: integer above the line.
        denominator: integer below the line, not 0.
        decimals: digits after the comma, 0 or more.
        scale: factor before the division, 100 for a percentage.

    Returns:
        Such as "46,7" or "1.234,50"; never "-0,0".

    Raises:
        ZeroDivisionError: if the denominator is 0; the caller writes "không có đối tượng", never 0%.
    """
    quotient = Fraction(scale * numerator, denominator)
    unit = 10**decimals
    rounded = int(abs(quotient) * unit + Fraction(1, 2))
    whole, rest = divmod(rounded, unit)
    sign = "-" if quotient < 0 and rounded else ""
    tail = f",{rest:0{decimals}d}" if decimals else ""
    return f"{sign}{integer(whole)}{tail}"


def written(numerator: int, denominator: int, decimals: int, scale: int = 1) -> Fraction:
    """The number that `decimal` writes, to reckon on with what stands on paper.

    Raises:
        ZeroDivisionError: as `decimal`.
    """
    return _rounded(Fraction(scale * numerator, denominator), decimals)


def percent(n: int, d: int) -> str:
    """Writes 100·n/d with one decimal and no sign: percent(7, 15) → "46,7".

    Raises:
        ZeroDivisionError: if d is 0.
    """
    return decimal(n, d, 1, scale=100)


def percent_against(n: int, d: int, target: int | Fraction) -> str:
    """Writes 100·n/d so that the figure shown never contradicts the verdict 100·n ≥ target·d.

    One decimal; two (or, very near the target, as many as needed) where rounding would show a missed target as
    reached or the reverse.

    Args:
        n: integer above the line.
        d: integer below the line, positive.
        target: the target in percent.

    Returns:
        The figure without the percent sign.

    Raises:
        ZeroDivisionError: if d is 0.
    """
    exact = Fraction(100 * n, d)
    reached = exact >= target
    decimals = 1
    while (_rounded(exact, decimals) >= target) != reached:
        decimals += 1
    return decimal(n, d, decimals, scale=100)


def millions(dong: int, decimals: int = 1) -> str:
    """Writes an amount of đồng in triệu đồng: 12345678 → "12,3"."""
    return decimal(dong, 10**6, decimals)


def words(n: int) -> str:
    """Writes an integer in words, as read officially: 2024 → "hai nghìn không trăm hai mươi tư".

    Args:
        n: integer of at most 18 digits.

    Returns:
        Lower-case words (linh for an empty ten, mốt, tư, lăm after a ten; tỷ for 10⁹, triệu tỷ for 10¹⁵).

    Raises:
        ValueError: if the number has more than 18 digits.
    """
    if abs(n) > _LARGEST_IN_WORDS:
        raise ValueError("more than 18 digits cannot be read")
    if n == 0:
        return _DIGITS[0]
    return ("âm " if n < 0 else "") + _read(abs(n), continued=False)


def roman(n: int) -> str:
    """Writes 1 to 3999 in Roman figures (numbers of phụ lục and of đề mục).

    Raises:
        ValueError: if the number is out of that range.
    """
    if not 1 <= n <= _LARGEST_ROMAN:
        raise ValueError("Roman figures go from 1 to 3999")
    written = ""
    for value, sign in _ROMAN:
        count, n = divmod(n, value)
        written += sign * count
    return written


def _rounded(exact: Fraction, decimals: int) -> Fraction:
    unit = 10**decimals
    size = Fraction(int(abs(exact) * unit + Fraction(1, 2)), unit)
    return size if exact >= 0 else -size


def _read(n: int, *, continued: bool) -> str:
    """Reads a positive integer; `continued` says that a higher group was read, so that empty hundreds are spoken."""
    spoken: list[str] = []
    billions, below = divmod(n, _BILLION)
    if billions:
        spoken.append(f"{_read(billions, continued=continued)} tỷ")
    for size, name in ((10**6, " triệu"), (10**3, " nghìn"), (1, "")):
        group = below // size % 1000
        if group:
            spoken.append(_read_group(group, continued=continued or bool(spoken)) + name)
    return " ".join(spoken)


def _read_group(group: int, *, continued: bool) -> str:
    hundreds, rest = divmod(group, 100)
    spoken = [f"{_DIGITS[hundreds]} trăm"] if hundreds or continued else []
    tens, ones = divmod(rest, 10)
    if tens == 0:
        if ones:
            spoken.append(f"linh {_DIGITS[ones]}" if spoken else _DIGITS[ones])
        return " ".join(spoken)
    spoken.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    if ones:
        spoken.append(_read_ones(tens, ones))
    return " ".join(spoken)


def _read_ones(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    if tens > 1 and ones == 1:
        return "mốt"
    if tens > 1 and ones == 4:
        return "tư"
    return _DIGITS[ones]
