"""Công văn đôn đốc and other letters of Sở Nội vụ to one addressee, as a PDF and as a Word file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

from app.reports.administrative import AdministrativeSection, Words
from app.reports.document import PRACTICE_TEXT, Document
from app.reports.docx import write_docx
from app.reports.fonts import FontSet
from app.reports.letterhead import Letterhead
from app.reports.pdf import write_pdf

_PARENT: Final = "ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A letter to one unit.

    Attributes:
        office: who writes, such as "Sở Nội vụ". number: such as "Số: 05/SNV". subject: trích yếu. place: địa danh.
        on: day of the letter. to: addressee. paragraphs: the text, the last one without its end mark.
        copies: lines under "Nơi nhận". authority: lines over the signature. signer: name, "" by hand.
    """

    office: str
    number: str
    subject: str
    place: str
    on: date
    to: str
    paragraphs: tuple[str, ...]
    copies: tuple[str, ...]
    authority: tuple[str, ...]
    signer: str
    practice: bool = False

    @property
    def body(self) -> tuple[str, ...]:
        """The text with the mark that ends a letter."""
        return (*self.paragraphs[:-1], f"{self.paragraphs[-1].rstrip('.')}./.")


def reminder_pdf(letter: Reminder, fonts: FontSet | None = None) -> bytes:
    """Draws the letter; equal arguments give equal bytes.

    Raises:
        UserError: FONT-01.
    """
    target = BytesIO()
    write_pdf(_document(letter), target, fonts)
    return target.getvalue()


def reminder_docx(letter: Reminder) -> bytes:
    """The same letter as a Word file, so that the office can change it before it is signed.

    Raises:
        UserError: FONT-01.
    """
    target = BytesIO()
    write_docx(_document(letter), target)
    return target.getvalue()


def _document(letter: Reminder) -> Document:
    section = AdministrativeSection(
        parent=_PARENT,
        issuer=(letter.office.upper(),),
        number=letter.number,
        letterhead=Letterhead(letter.place, letter.on),
        kind="",
        subject=letter.subject,
        to=(letter.to,),
        body=tuple(map(Words, letter.body)),
        authority=letter.authority,
        signer=letter.signer,
        copies=letter.copies,
    )
    return Document(f"{letter.subject} - {letter.to}", (section,), practice=PRACTICE_TEXT if letter.practice else "")
