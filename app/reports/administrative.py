"""A document of words in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I, as a value: report, letter, sheet.

Sizes and places of the layout table stand here once; the PDF (`administrative_blocks`) and the Word file
(`administrative_word`) both take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.table import Table
from app.plan.trends import Trend
from app.reports.blocks import MM
from app.reports.chart_line import line_picture
from app.reports.chart_marks import Picture
from app.reports.fonts import Face
from app.reports.letterhead import Letterhead
from app.reports.metrics import Measure

NATION: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
COPIES: Final = "Nơi nhận:"
TO: Final = "Kính gửi:"
HEAD_SIZE: Final = 12
"""Quốc hiệu, names of offices, V/v of a letter: 12-13."""
LINE_SIZE: Final = 13
"""Tiêu ngữ, number, place and date."""
TEXT_SIZE: Final = 14
"""Kind, trích yếu, text, signature: 13-14."""
COPIES_SIZE: Final = 12
COPY_SIZE: Final = 11
FIRST_LINE: Final = 12.7 * MM
"""Indent of first lines: 1-1.27 cm."""
BETWEEN: Final = 6.0
"""Points between paragraphs."""
SIGNATURE: Final = 28 * MM
"""Left for a signature of real size with its seal."""
LEFT_SHARE: Final = 0.42
"""Of the width, for the names of the offices."""
PICTURE_HEIGHT: Final = 50 * MM
PICTURE_SIZE: Final = 9.0
RULE_SHARE: Final = 0.4
"""Length of the rules under names and trích yếu: 1/3 to 1/2 of the line above."""
BY_HAND: Final = "………………………"


@dataclass(frozen=True, slots=True)
class Words:
    """A heading or a paragraph; line feeds begin new paragraphs.

    Attributes:
        text: without its number. mark: "I.", "1.", "a)" or "".
        level: 0 for plain text, 1-3 for headings and numbered paragraphs. heading: bold, stays with what follows.
    """

    text: str
    mark: str = ""
    level: int = 0
    heading: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """Its paragraphs, the first with the number."""
        first, *more = self.text.split("\n")
        return (f"{self.mark} {first}".strip(), *more)


Item = Words | Table | Trend
"""A line of an indicator stands in the text as a picture."""


@dataclass(frozen=True, slots=True)
class AdministrativeSection:
    """A document of words.

    Attributes:
        parent: cơ quan chủ quản, "" where there is none above (a people's committee of a commune).
        issuer: name of the office that issues it, a line each.
        number: such as "Số: 05/BC-UBND", "" for none.
        letterhead: place and day.
        kind: "BÁO CÁO"; "" of a letter, whose subject then stands under its number.
        subject: trích yếu. to: whom it goes to.
        body: paragraphs, headings, small tables and lines of indicators.
        authority: lines over the signature, none where nobody signs. signer: name, "" by hand.
        copies: lines of "Nơi nhận". about: period, for the properties of the file.
    """

    parent: str
    issuer: tuple[str, ...]
    number: str
    letterhead: Letterhead
    kind: str
    subject: str
    to: tuple[str, ...]
    body: tuple[Item, ...]
    authority: tuple[str, ...] = ()
    signer: str = ""
    copies: tuple[str, ...] = ()
    about: str = ""

    @property
    def name(self) -> str:
        """As bookmarks and keywords call it."""
        return (self.kind or self.subject).capitalize() if self.kind else self.subject

    @property
    def title(self) -> str:
        """Of its first bookmark."""
        return f"{self.kind.capitalize()}. {self.subject}" if self.kind and self.subject else self.name

    @property
    def author(self) -> str:
        """Who issues it."""
        return " ".join(self.issuer)

    @property
    def day(self) -> date | None:
        """Of signing."""
        return self.letterhead.day

    @property
    def landscape(self) -> bool:
        """Words stand upright."""
        return False

    @property
    def large(self) -> bool:
        """Words stand on A4 (Nghị định 30/2020/NĐ-CP)."""
        return False

    @property
    def tied(self) -> bool:
        """No code at the foot: the layout of a document has no place for one (forms-and-rules §1.6)."""
        return False

    def to_lines(self) -> tuple[str, ...]:
        """ "Kính gửi: …." in one line, or each addressee on a line of its own."""
        if len(self.to) == 1:
            return (f"{TO} {self.to[0]}.",)
        ends = [";"] * (len(self.to) - 1) + ["."]
        return (TO, *(f"- {name}{end}" for name, end in zip(self.to, ends, strict=True))) if self.to else ()


def trend_caption(trend: Trend) -> str:
    """What a picture shows, above it."""
    return f"Chỉ tiêu {trend.line.code}. {trend.line.name} (%)"


def trend_picture(trend: Trend, width: float, measure: Measure) -> Picture:
    """A line of an indicator as a picture over the width of the text."""
    return line_picture(
        trend, width, PICTURE_HEIGHT, PICTURE_SIZE, lambda text, size: measure.width(text, Face.REGULAR, size)
    )
