"""Which code table a cell was typed in: Unicode, NFD, TCVN3 or VNI, seldom VPS or VISCII.

Hides how the choice is made: proof by characters that only Unicode has, then the name of the font, then which reading
gives Vietnamese syllables, then the rest of the column. Correct Unicode is never changed; where two readings are
equally good the text stays as it is and is flagged.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.vietnamese.capitals import capitalise, lacks_capital, natural_letters, restore_capitals
from app.vietnamese.legacy import from_tcvn3, from_vni, strict_tcvn3, strict_vni
from app.vietnamese.letters import nfc
from app.vietnamese.one_byte import ONE_BYTE_NAMES, OneByte, reads_as, strict_one_byte, table_of
from app.vietnamese.syllables import LETTERS, is_natural_case, is_syllable
from app.vietnamese.tidy import clean, clean_lines

__all__ = [
    "Certainty",
    "Decoded",
    "Encoding",
    "clean",
    "clean_lines",
    "decode_cell",
    "decode_column",
    "decode_columns",
    "proven_table",
]

Encoding = Literal["unicode", "nfd", "tcvn3", "vni", "vps", "viscii"]
Certainty = Literal["sure", "likely", "doubtful"]
_Legacy = Literal["tcvn3", "vni"]

_LATIN_1: Final = 0xFF
_UNICODE_ONLY: Final = frozenset(letter for letter in LETTERS if ord(letter) > _LATIN_1)
_TOKEN: Final = re.compile(r"(?:(?![°±²³´º¿])(?:[^\W\d_]|[\u00a1-\u00ff]))+")  # without the signs no table uses
_LONE_SIGNS: Final = frozenset("µª")  # letters to Unicode
_LONGEST_ACRONYM: Final = 8
_ENOUGH: Final = 0.75  # share of words that must read well where not all do
_MOSTLY: Final = 0.8  # share of a column's cells that begin with a capital
_TABLE_NAMES: Final = {"tcvn3": "TCVN3", "vni": "VNI"}
_TCVN3_FONT: Final = re.compile(r"^(?:\.vn(?!i)|vn(?:time|arial))", re.IGNORECASE)
_VNI_FONT: Final = re.compile(r"^vni\b|^vni[-_ ]", re.IGNORECASE)
_STYLE: Final = re.compile(r"\s+(?:bold|italic|regular)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a cell in Unicode, and how we know.

    Attributes:
        text: NFC where it was decoded or composed; exactly the input where `encoding` is "unicode".
        encoding: the code table the cell was typed in.
        certainty: "sure"; "likely" (worth a look in the preview); "doubtful" (left unchanged, ask the person).
        evidence: why, in Vietnamese.
    """

    text: str
    encoding: Encoding
    certainty: Certainty
    evidence: str


@dataclass(frozen=True, slots=True)
class _Font:
    table: _Legacy | None
    capitals: bool
    name: str


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A cell and how many of its words with non-ASCII characters read well under each table.

    Not counted (0) where it has a letter that only Unicode has: that decides alone.
    """

    text: str
    words: int
    as_unicode: int
    as_tcvn3: int
    as_vni: int
    only_unicode: bool

    def good(self, table: _Legacy) -> int:
        return self.as_tcvn3 if table == "tcvn3" else self.as_vni

    def full(self, table: _Legacy) -> bool:
        return 0 < self.words == self.good(table)

    @property
    def proven_unicode(self) -> bool:
        no_legacy = not (self.full("tcvn3") or self.full("vni"))
        return self.only_unicode or (0 < self.words == self.as_unicode and no_legacy)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How many cells around were decided for each table: all of them, and those under no old font."""

    every: Counter[Encoding]
    plain: Counter[Encoding]

    def of(self, font: _Font) -> Counter[Encoding]:
        """What speaks for a cell under this font that reads well as it stands."""
        return self.every if font.table else self.plain


def decode_cell(text: str, font: str | None = None) -> Decoded:
    """Decodes one cell.

    Args:
        text: the cell as stored; nothing may have been cleaned away from it.
        font: the name of its font, if known (".VnTime", ".VnTimeH", "VNI-Times").

    Returns:
        The text in Unicode with the table, the certainty and the evidence.
    """
    cell, known = _weigh(text), _classify(font)
    return _by_one_byte(cell, known, None) or _decide(cell, known, None)


def decode_column(texts: Sequence[str], fonts: Sequence[str | None] | None = None) -> list[Decoded]:
    """Decodes the cells of a column, each helped by the others.

    A cell that reads well in two ways follows the column where every decided cell agrees; in a mixed column it stays
    as it is and is marked doubtful.

    Args:
        texts: the cells as stored.
        fonts: the name of each cell's font, in the same order.

    Returns:
        One result for each cell, in order.

    Raises:
        ValueError: if `fonts` has another length than `texts`.
    """
    known = fonts if fonts is not None else [None] * len(texts)
    return decode_columns([[(text, font, None) for text, font in zip(texts, known, strict=True)]])[0]


def proven_table(text: str) -> Encoding | None:
    """The table in which a cell without a font must have been typed; None where it may be one of several, or ASCII."""
    cell = _weigh(text)
    if cell.proven_unicode or any(map(unicodedata.combining, text)):
        return "unicode"
    read = [table for table in _tables() if cell.full(table)]
    return read[0] if len(read) == 1 and cell.as_unicode < cell.words else None


def decode_columns(columns: Iterable[Sequence[tuple[str, str | None, Encoding | None]]]) -> list[list[Decoded]]:
    """Decodes the columns of a sheet, each as `decode_column` does.

    A column that decides nothing by itself (a heading above numbers) follows the sheet where that is all one old table;
    where a sheet holds Unicode too, a cell that reads well as Unicode is never changed because of its column.

    Args:
        columns: the cells of each: as stored, the name of the font (None where it is no old one), and the only table
            that the other cells of the row without such fonts were proven to be typed in (None where there is none).
    """
    rows = [[(_weigh(text), _classify(font), row) for text, font, row in cells] for cells in columns]
    read = [[(cell, font) for cell, font, _ in cells] for cells in rows]
    evidence = [_evidence(cells) for cells in read]
    sheet = _Evidence(sum((own.every for own in evidence), Counter()), sum((own.plain for own in evidence), Counter()))
    found = []
    for cells, own in zip(rows, evidence, strict=True):
        plain = Counter(own.plain or _only_old(sheet.plain))
        if plain:
            plain["unicode"] += sheet.plain["unicode"]
        around = _Evidence(own.every or _only_old(sheet.every), plain)
        decided = [_by_row(cell, font, row) or _decide(cell, font, around) for cell, font, row in cells]
        found.append(_with_initial_capitals(_with_one_byte([(cell, font) for cell, font, _ in cells], decided)))
    return found


def _by_row(cell: _Weighed, font: _Font, row: Encoding | None) -> Decoded | None:
    """Reads a cell that may be one of several tables as the other cells of its row were typed."""
    if row is None or font.table or cell.words == 0 or proven_table(cell.text):
        return None
    if row not in _tables():
        kept = Decoded(cell.text, "unicode", "sure", "đọc thẳng đã là âm tiết tiếng Việt")
        return kept if cell.as_unicode == cell.words else None
    table: _Legacy = "tcvn3" if row == "tcvn3" else "vni"
    strict = strict_tcvn3(cell.text) if table == "tcvn3" else strict_vni(cell.text)
    if cell.full(table) or (strict is not None and cell.as_unicode < cell.words):
        return _decoded(cell, table, "likely", f"cả dòng là {_TABLE_NAMES[table]}")
    return None


def _evidence(cells: Sequence[tuple[_Weighed, _Font]]) -> _Evidence:
    every: Counter[Encoding] = Counter()
    plain: Counter[Encoding] = Counter()
    for cell, font in cells:
        table: Encoding = "unicode" if cell.proven_unicode else _decide(cell, font, None).encoding
        if cell.proven_unicode or table in _TABLE_NAMES:
            every[table] += 1
            plain[table] += font.table is None
    return _Evidence(+every, +plain)


def _only_old(tally: Counter[Encoding]) -> Counter[Encoding]:
    """What a sheet says where all of it is one old table, else nothing."""
    return tally if _only_table(tally) else Counter()


def _only_table(tally: Counter[Encoding]) -> _Legacy | None:
    """The one old table in which all decided cells were typed."""
    around = [table for table in _tables() if tally[table]]
    return around[0] if len(around) == 1 and not tally["unicode"] else None


def _classify(font: str | None) -> _Font:
    name = (font or "").strip()
    if _TCVN3_FONT.match(name):
        face = _STYLE.sub("", name)
        one_case = face[1:].islower() or face[1:].isupper()
        return _Font("tcvn3", face.endswith("H") or (one_case and face.lower().endswith("h")), name)
    return _Font("vni" if _VNI_FONT.match(name) else None, capitals=False, name=name)


def _weigh(text: str) -> _Weighed:
    only_unicode = not _UNICODE_ONLY.isdisjoint(text)
    if text.isascii() or only_unicode:
        return _Weighed(text, 0, 0, 0, 0, only_unicode)
    tokens = [token for token in _TOKEN.findall(text) if _tells(token)]
    return _Weighed(
        text,
        len(tokens),
        sum(_reads_well(token.replace("Ð", "Đ")) for token in tokens),
        sum(_reads_well(strict_tcvn3(token), natural_letters) for token in tokens),
        sum(_reads_well(strict_vni(token)) for token in tokens),
        only_unicode,
    )


def _tells(token: str) -> bool:
    """Says whether a run of characters tells the tables apart: ASCII and a sign alone (§, ×, », µ) do not."""
    return not token.isascii() and (len(token) > 1 or (token.isalpha() and token not in _LONE_SIGNS))


def _reads_well(word: str | None, written: Callable[[str], str] = str) -> bool:
    if word is None:
        return False
    if is_syllable(word):
        return is_natural_case(written(word))
    short = len(word) <= _LONGEST_ACRONYM
    return short and word.isupper() and all(char.isascii() or char in "ĐƯ" for char in word)


def _decide(cell: _Weighed, font: _Font, around: _Evidence | None) -> Decoded:
    if cell.text.isascii():
        if font.capitals and cell.text.upper() != cell.text:
            return Decoded(cell.text.upper(), "tcvn3", "sure", f"phông {font.name} hiện chữ hoa")
        return Decoded(cell.text, "unicode", "sure", "không có chữ mang dấu")
    if any(map(unicodedata.combining, cell.text)):
        return Decoded(nfc(cell.text), "nfd", "sure", "dấu viết rời (Unicode tổ hợp)")
    if cell.only_unicode:
        return _decide_mixed(cell)
    if cell.words == 0:
        return Decoded(cell.text, "unicode", "sure", "không có chữ mang dấu")
    if font.table and (chosen := _by_font(cell, font, font.table)):
        return chosen
    if cell.as_unicode == cell.words:
        # Cells under an old font say nothing of one under a font of today: it was typed apart from them.
        return _decide_plausible(cell, around.of(font) if around is not None else None)
    return _decide_legacy(cell, font, around)


def _decide_mixed(cell: _Weighed) -> Decoded:
    """Decides a cell with letters that only Unicode has; words of another table may have been pasted beside them."""
    others = [token for token in _TOKEN.findall(cell.text) if _tells(token) and _UNICODE_ONLY.isdisjoint(token)]
    for token in others:
        if not _reads_well(token) and any(_weigh(token).full(table) for table in ("tcvn3", "vni")):
            return Decoded(cell.text, "unicode", "doubtful", "có chữ Unicode lẫn chữ giống bảng mã cũ")
    return Decoded(cell.text, "unicode", "sure", "có chữ chỉ Unicode mới có")


def _by_font(cell: _Weighed, font: _Font, table: _Legacy) -> Decoded | None:
    """Takes the font at its word unless only the Unicode reading makes sense (Unicode typed under an old font)."""
    if cell.full(table):
        likely = cell.as_unicode == cell.words
        return _decoded(cell, table, "likely" if likely else "sure", f"phông {font.name}", capitals=font.capitals)
    if cell.as_unicode < cell.words and cell.good(table) >= cell.as_unicode:
        return _decoded(cell, table, "likely", f"phông {font.name}", capitals=font.capitals)
    return None


def _decide_plausible(cell: _Weighed, tally: Counter[Encoding] | None) -> Decoded:
    """Decides a cell that reads well as it stands."""
    kept = Decoded(cell.text, "unicode", "sure", "đọc thẳng đã là âm tiết tiếng Việt")
    rivals = [table for table in _tables() if cell.full(table) and _read(cell.text, table) != cell.text]
    if not rivals:
        return kept
    if tally is None:
        return replace(kept, certainty="likely")
    around = [table for table in _tables() if tally[table]]
    if not around:
        return replace(kept, certainty="sure" if tally["unicode"] else "likely")
    if len(around) == 1 and around[0] in rivals and not tally["unicode"]:
        return _decoded(cell, around[0], "likely", f"cả cột là {_TABLE_NAMES[around[0]]}")
    return replace(kept, certainty="doubtful", evidence="đọc được theo hai bảng mã và chung quanh lẫn nhiều bảng mã")


def _decide_legacy(cell: _Weighed, font: _Font, evidence: _Evidence | None) -> Decoded:
    """Decides a cell that does not read well as it stands."""
    best = max(cell.as_tcvn3, cell.as_vni)
    if best <= cell.as_unicode or best < _ENOUGH * cell.words:
        return _decide_unreadable(cell, font, evidence)
    certainty: Certainty = "sure" if best == cell.words else "likely"
    if cell.as_tcvn3 != cell.as_vni or _read(cell.text, "tcvn3") == _read(cell.text, "vni"):
        table: _Legacy = "tcvn3" if best == cell.as_tcvn3 else "vni"
        return _decoded(cell, table, certainty, f"đọc theo {_TABLE_NAMES[table]} thành âm tiết tiếng Việt")
    around = [table for table in _tables() if evidence and evidence.every[table]]
    if len(around) == 1:
        return _decoded(cell, around[0], "likely", f"các ô khác trong cột là {_TABLE_NAMES[around[0]]}")
    return Decoded(cell.text, "unicode", "doubtful", "có thể là TCVN3 hoặc VNI")


def _decide_unreadable(cell: _Weighed, font: _Font, evidence: _Evidence | None) -> Decoded:
    """Decides a cell that no reading makes Vietnamese: a foreign word, or a rare name in a column of one old table."""
    table = _only_table(evidence.of(font)) if evidence else None
    if table and (strict_tcvn3 if table == "tcvn3" else strict_vni)(cell.text) is not None:
        return _decoded(cell, table, "likely", f"cả cột là {_TABLE_NAMES[table]}")
    if all(char.isascii() or char in LETTERS for token in _TOKEN.findall(cell.text) for char in token):
        return Decoded(cell.text, "unicode", "likely", "chữ đều có trong tiếng Việt")
    if evidence and (table := _only_table(evidence.every)):
        return _decoded(cell, table, "likely", f"cả cột là {_TABLE_NAMES[table]}")
    return Decoded(cell.text, "unicode", "doubtful", "không bảng mã nào đọc thành tiếng Việt")


def _decoded(cell: _Weighed, table: _Legacy, certainty: Certainty, evidence: str, *, capitals: bool = False) -> Decoded:
    text = _read(cell.text, table, capitals=capitals)
    restored = restore_capitals(text) if table == "tcvn3" else text
    if restored == text:
        return Decoded(text, table, certainty, evidence)
    return Decoded(restored, table, "likely", f"{evidence}; chữ hoa có dấu được suy ra")


def _with_one_byte(cells: Sequence[tuple[_Weighed, _Font]], decided: list[Decoded]) -> list[Decoded]:
    """Reads by VPS or VISCII what stands under such a font, and a column that makes sense in no other way."""
    unread = any(
        known.certainty == "doubtful" and cell.as_unicode < cell.words
        for (cell, _), known in zip(cells, decided, strict=True)
    )
    alone = not any(cell.only_unicode or font.table for cell, font in cells)
    texts = {cell.text for cell, _ in cells if not cell.text.isascii()}
    whole = table_of(sorted(texts)) if unread and alone else None
    return [_by_one_byte(cell, font, whole) or known for (cell, font), known in zip(cells, decided, strict=True)]


def _by_one_byte(cell: _Weighed, font: _Font, whole: OneByte | None) -> Decoded | None:
    named = next((table for table in ONE_BYTE_NAMES if font.name.lower().startswith(table)), None)
    table = named or whole
    if table is None or not reads_as(cell.text, table):
        return None
    text = strict_one_byte(cell.text, table)
    if text is None or text == cell.text:
        return None
    if named:
        return Decoded(text, table, "sure", f"phông {font.name}")
    return Decoded(text, table, "likely", f"cả cột chỉ đọc được theo {ONE_BYTE_NAMES[table]}")


def _tables() -> tuple[_Legacy, _Legacy]:
    return "tcvn3", "vni"


def _read(text: str, table: _Legacy, *, capitals: bool = False) -> str:
    return from_tcvn3(text, capitals) if table == "tcvn3" else from_vni(text)


def _with_initial_capitals(cells: list[Decoded]) -> list[Decoded]:
    """Gives TCVN3 cells the first capital that the table could not write, where the column's cells begin with one."""
    others = [cell.text for cell in cells if cell.text[:1].isalpha() and not lacks_capital(cell.text)]
    if not others or sum(text[0].isupper() for text in others) < _MOSTLY * len(others):
        return cells
    return [
        replace(
            cell,
            text=capitalise(cell.text),
            certainty="likely",
            evidence=f"{cell.evidence}; chữ hoa có dấu được suy ra",
        )
        if cell.encoding == "tcvn3" and lacks_capital(cell.text)
        else cell
        for cell in cells
    ]
