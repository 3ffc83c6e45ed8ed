"""A cell becomes a value: what was understood, what was assumed, or why it cannot be.

Hides how people write dates, marks, numbers and codes in lists. Nothing here knows rows or records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from app.domain.codelists import Catalogue, Code, CodeList
from app.domain.dates import PartialDate
from app.domain.schema import FieldSpec
from app.vietnamese.dates import parse_date_noted, parse_number_noted
from app.vietnamese.detect import clean, clean_lines
from app.vietnamese.fold import fold, fold_words


@dataclass(frozen=True, slots=True)
class Understood:
    """What a cell says.

    Attributes:
        value: typed as the field wants it; None where it says nothing or cannot be understood.
        question: what was assumed, for a person to confirm; the row may go in.
        reason: why the cell cannot be taken; the row may not go in.
    """

    value: Any = None
    question: str = ""
    reason: str = ""


NOTHING: Final = Understood()

_TIDY: Final = re.compile(r"(?:[^\W_ÐƉðɖƢƣ]|[,;:./()'-]|(?<! ) (?![ ]|$))+")
"""Text that tidying would leave as it is; almost every cell, and tidying costs more than this look."""
EMPTY_SIGNS: Final = frozenset({"", "-", "--", "—", "–", "…", "...", "_", "x?", "?"})
_LONGEST_SIGN: Final = 10
_YES: Final = frozenset({"x", "1", "v", "co", "yes", "true", "✓", "✔", "☑", "☒", "√"})
_NO: Final = frozenset({"0", "khong", "ko", "k", "no", "false", "☐"})
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(?:[. \u00a0]\d{3})+")
_INTEGER: Final = re.compile(r"[+-]?\d+(?:[.,]0+)?")
_EXPONENT: Final = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_LONGEST_INTEGER: Final = 15
_ID_LENGTH: Final = 12
_ROUNDED: Final = 10**6
"""A number of 12 digits that ends in six zeros was written by Excel as 1.23E+11 and lost its digits."""
_YEARS_AS_DAYS: Final = range(1900, 2101)
_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_CLOSE: Final = 0.75
_PARTS: Final = re.compile(r"[,;/+\n]")
_NEVER_GUESSED: Final = frozenset({"posts", "money_sources"})
"""Lists whose codes are counted one by one in the forms: an ambiguous word is never decided for the person."""
_GRADED: Final = frozenset({
    "professional_levels", "political_levels", "administration_levels", "informatics_levels", "language_levels",
    "ranks", "staff_kinds", "body_kinds",
})  # fmt: skip
"""Lists whose values are written with more words behind ("ĐH Quản trị kinh doanh") or several at once."""
_ROMAN: Final = ("i", "ii", "iii", "iv", "v")
_CLASS_NUMBERS: Final = (*_ROMAN, "1", "2", "3", "4", "5")
_CLASS: Final = re.compile(r"(?:\bhang |^)(iv|i{1,3}|v|[1-5])$")
_RANKS: Final = "ranks"
_OTHER_RANK: Final = re.compile(r"(?:V\.?)?\d{2}[a-z]?(?:\.\d{2,3}){1,2}", re.IGNORECASE)
"""A code as teachers, doctors and accountants have it: V.07.02.25, 15a.201. The forms count none of them."""
_SPACED: Final = re.compile(r"[\s.]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is needed to read cells.

    Attributes:
        catalogue: the code lists.
        date1904: days of the workbook are counted from 1904.
    """

    catalogue: Catalogue
    date1904: bool = False


def read_value(raw: Any, field: FieldSpec, reading: Reading) -> Understood:
    """Understands one cell.

    Args:
        raw: value of the cell, decoded to Unicode, not yet tidied.
        field: what is expected; references are read as names by `app.spreadsheets.references`.
        reading: code lists and calendar.
    """
    if raw is None:
        return NOTHING
    if isinstance(raw, str) and len(raw) <= _LONGEST_SIGN and not raw[:2].isalnum() and clean(raw) in EMPTY_SIGNS:
        return NOTHING
    if field.name == "id_number":
        return read_id_number(raw)
    if field.kind == "date":
        return read_date(raw, date1904=reading.date1904)
    if field.kind == "code":
        return read_code(raw, reading.catalogue[field.declared.codes])
    return _PLAIN_READERS[field.kind](raw, field)


def is_crossed(raw: Any) -> bool:
    """Whether a cell of a column that is only crossed holds a cross."""
    text = plain_text(raw).lower()
    return text not in EMPTY_SIGNS and fold(text) not in _NO


def plain_text(raw: Any) -> str:
    """Text of any cell: 5.0 → "5", a date → 12/03/1985."""
    if raw is None:
        return ""
    if isinstance(raw, date):
        return raw.strftime("%d/%m/%Y")
    if isinstance(raw, bool):
        return "x" if raw else ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 10**_LONGEST_INTEGER:
        return str(int(raw))
    text = str(raw)
    if _TIDY.fullmatch(text) and unicodedata.is_normalized("NFC", text):
        return text
    return clean(text)


def read_date(raw: Any, *, date1904: bool = False) -> Understood:
    """A date of any precision.

    A year typed into a cell that Excel shows as a date (1981 becomes 03/06/1905) is taken as the year, with a question.
    """
    if isinstance(raw, date):
        days = (raw - _EXCEL_DAY_ZERO).days
        if days in _YEARS_AS_DAYS:
            shown = raw.strftime("%d/%m/%Y")
            return Understood(PartialDate(str(days)), question=f"ô ghi ngày {shown}, hiểu là năm {days}")
        return Understood(PartialDate.of(raw))
    if isinstance(raw, bool):
        return Understood(reason="không đọc được thành ngày")
    if isinstance(raw, int | float):
        iso, note = parse_number_noted(float(raw), date1904=date1904)
    else:
        iso, note = parse_date_noted(clean(raw))
    if iso is None:
        return Understood(reason=f'"{plain_text(raw)}": {note}') if note else NOTHING
    return Understood(PartialDate(iso), question=note)


def read_id_number(raw: Any) -> Understood:
    """A personal identification number: 12 digits as text.

    Every such number begins with 0 (codes of provinces run from 001 to 096), so 11 digits have lost it in Excel; that
    is taken with a question. Digits that Excel rounded away are never guessed.
    """
    if type(raw) is str and len(raw) == _ID_LENGTH and raw.isascii() and raw.isdecimal():
        return Understood(raw)
    if isinstance(raw, float):
        if not raw.is_integer() or raw < 0:
            return Understood(reason=f"số {raw:.10g} không phải số định danh")
        raw = int(raw)
    if isinstance(raw, int):
        if raw >= 10 ** (_ID_LENGTH - 2) and raw % _ROUNDED == 0:
            return Understood(reason="Excel đã làm tròn, mất chữ số cuối; nhập lại dạng văn bản")
        raw = str(raw)
    written = plain_text(raw)
    text = _SPACED.sub("", written).lstrip("'’")
    if not text or text in EMPTY_SIGNS:
        return NOTHING
    if _EXPONENT.fullmatch(written):
        return Understood(reason=f'"{written}": Excel đã làm tròn, mất chữ số cuối; nhập lại dạng văn bản')
    if not text.isdecimal() or not text.isascii():
        return Understood(reason=f'"{text}" có ký tự không phải chữ số')
    if len(text) == _ID_LENGTH - 1:
        return Understood(f"0{text}", question=f"có 11 chữ số, số 0 ở đầu có thể đã mất; hiểu là 0{text}")
    if len(text) != _ID_LENGTH:
        return Understood(text, question=f"có {len(text)} chữ số, phải đủ 12")
    return Understood(text)


def read_code(raw: Any, codes: CodeList) -> Understood:
    """A code of a list, from its code, label, an alias, the first words of the text, or the best of several parts."""
    text = plain_text(raw)
    found = codes.match(text)
    labelled = [code for code in found if fold(code.label) == fold(text)]
    if len(found) == 1 or len(labelled) == 1:
        return Understood((labelled or found)[0].code)
    if found:
        others = "; ".join(code.label for code in found[1:])
        if codes.name in _NEVER_GUESSED:
            return Understood(reason=f'"{text}" có thể là {found[0].label}; {others}. Ghi rõ')
        return Understood(found[0].code, question=f'"{text}" hiểu là {found[0].label}; cũng có thể là: {others}')
    if isinstance(raw, float) and len(padded := codes.match(f"0{text}")) == 1:
        return Understood(padded[0].code, question=f"số 0 ở đầu có thể đã mất; hiểu là {padded[0].label}")
    near = _near(text, codes) if codes.name in _GRADED else None
    if near is not None:
        return Understood(near.code, question=f'"{text}" hiểu là {near.label}')
    if codes.name == _RANKS and _OTHER_RANK.fullmatch(text):
        return Understood(question=f'"{text}" là mã của ngạch hoặc chức danh nghề nghiệp khác; ô Ngạch để trống')
    suggestion = suggest(text, codes)
    asked = f". Có phải {suggestion}?" if suggestion else ""
    return Understood(reason=f'"{text}" không có trong danh mục{asked}')


def code_text(code: str, codes: CodeList) -> str:
    """The text by which `read_code` finds a code again without a question: its label, else the code itself."""
    label = codes.label(code)
    return label if read_code(label, codes) == Understood(code) else code


def suggest(text: str, codes: CodeList) -> str:
    """Label of the code whose spelling is nearest; empty where none is near."""
    spellings = {fold(word): code for code in codes for word in (code.label, *code.aliases)}
    close = get_close_matches(fold(text), spellings, n=1, cutoff=_CLOSE)
    return spellings[close[0]].label if close else ""


def _near(text: str, codes: CodeList) -> Code | None:
    """The code that a longer text means: the best of its parts, its first words, or the class that it numbers."""
    return _best_part(text, codes) or _by_first_words(text, codes) or _by_class(text, codes)


def _by_class(text: str, codes: CodeList) -> Code | None:
    """The rank that a class of public employees equals: hạng I is that of chuyên viên cao cấp, and so on down."""
    match = _CLASS.search(fold(text)) if codes.name == "ranks" else None
    if match is None:
        return None
    number = _CLASS_NUMBERS.index(match[1]) % len(_ROMAN) + 1
    return next((code for code in codes if code.number("order") == number), None)


def _by_first_words(text: str, codes: CodeList) -> Code | None:
    words = fold_words(text)
    for length in range(len(words) - 1, 0, -1):
        found = codes.match(" ".join(words[:length]))
        if len(found) == 1:
            return found[0]
    return None


def _best_part(text: str, codes: CodeList) -> Code | None:
    """The highest of several levels written in one cell ("ThS, ĐHSP"): lists stand in order of rank."""
    parts = [part for part in _PARTS.split(text) if part.strip()]
    if len(parts) < 2:
        return None
    order = {code.code: place for place, code in enumerate(codes)}
    known: list[Code] = []
    for part in parts:
        found = codes.match(part)
        code = found[0] if len(found) == 1 else _by_first_words(part, codes)
        if code is None:
            return None
        known.append(code)
    return min(known, key=lambda code: order[code.code])


def _read_text(raw: Any, field: FieldSpec) -> Understood:
    if isinstance(raw, str) and field.declared.multiline:
        return Understood("\n".join(clean_lines(raw)) or None)
    return Understood(plain_text(raw) or None)


def _read_int(raw: Any, field: FieldSpec) -> Understood:
    if isinstance(raw, date | bool):
        return Understood(reason=f'"{plain_text(raw)}" không phải số nguyên')
    if isinstance(raw, int | float):
        if raw != int(raw) or abs(raw) >= 10**_LONGEST_INTEGER:
            return Understood(reason=f"{raw:.10g} không phải số nguyên")
        return _at_least(int(raw), field)
    text = clean(raw)
    if field.declared.unit:
        text = text.removesuffix(field.declared.unit).strip()
    if _THOUSANDS.fullmatch(text):
        return _at_least(int(_SPACED.sub("", text)), field)
    if _INTEGER.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        return _at_least(int(re.split(r"[.,]", text)[0]), field)
    return Understood(reason=f'"{text}" không phải số nguyên')


def _at_least(number: int, field: FieldSpec) -> Understood:
    least = field.declared.minimum
    if least is not None and number < least:
        return Understood(reason=f"{number} nhỏ hơn {least}")
    return Understood(number)


def _read_bool(raw: Any, field: FieldSpec) -> Understood:
    if isinstance(raw, bool):
        return Understood(raw)
    text = plain_text(raw).lower()
    key = fold(text) or text
    if key in _YES:
        return Understood(value=True)
    if key in _NO:
        return Understood(value=False)
    return Understood(reason=f'"{text}": ghi x nếu có, để trống nếu không')


_PLAIN_READERS: Final[dict[str, Callable[[Any, FieldSpec], Understood]]] = {
    "text": _read_text,
    "int": _read_int,
    "bool": _read_bool,
}
