"""Documents as values: what stands on the paper, without any thought of pages or file formats.

A document is a row of sections. Today a section is a statistical form with its signature block (forms-and-rules §1.8);
a letter in the layout of Nghị định 30/2020/NĐ-CP becomes a second kind of section beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.table import FilledForm
from app.domain.tie import NO_TIE, Tie
from app.vietnamese.dates import long_date

PRACTICE_TEXT = "DỮ LIỆU MẪU - KHÔNG NỘP"
"""The band on every page that practice or demo data made (ux.md, first start)."""

PREPARER_TITLE = "Người lập biểu"
CHECKER_TITLE = "Người kiểm tra biểu"
SIGN_AND_NAME = "(Ký, ghi rõ họ tên)"
SIGN_SEAL_AND_NAME = "(Ký, đóng dấu, họ tên)"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Place and date of a form.

    Attributes:
        place: địa danh, such as "Mường Pồn" (a commune writes its own name, a department the province's).
        day: date of signing; None leaves it to be written by hand.
    """

    place: str
    day: date | None = None

    def line(self) -> str:
        """ "Mường Pồn, ngày 05 tháng 01 năm 2027", or with dots for what is written by hand."""
        place = self.place or "………………"
        return f"{place}, {long_date(self.day) if self.day else 'ngày …… tháng …… năm 20……'}"


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs a form; a name left empty is signed by hand.

    Attributes:
        authority: lines of the right box in capitals, such as ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH") or ("GIÁM ĐỐC",).
        signer, preparer, checker: names without academic titles (forms-and-rules §1.3).
    """

    authority: tuple[str, ...]
    signer: str = ""
    preparer: str = ""
    checker: str = ""


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """One of the boxes of a signature block: lines above the space for the signature, and the name under it."""

    day: str
    titles: tuple[str, ...]
    remark: str
    name: str


@dataclass(frozen=True, slots=True)
class FormSection:
    """A statistical form that stands alone: header block, tables, footers (forms-and-rules §1.8).

    Attributes:
        form: the numbers.
        letterhead, signers: what stands at its foot.
        replaces: such as "(Bản số 2, thay thế bản số 1 ngày 05/12/2026)"; empty if it is the first.
    """

    form: FilledForm
    letterhead: Letterhead
    signers: Signers
    replaces: str = ""

    def boxes(self) -> tuple[SignatureBox, SignatureBox, SignatureBox]:
        """The three boxes of the foot, left to right."""
        signers = self.signers
        return (
            SignatureBox("", (PREPARER_TITLE,), SIGN_AND_NAME, signers.preparer),
            SignatureBox("", (CHECKER_TITLE,), SIGN_AND_NAME, signers.checker),
            SignatureBox(self.letterhead.line(), signers.authority, SIGN_SEAL_AND_NAME, signers.signer),
        )

    @property
    def name(self) -> str:
        """As bookmarks, keywords and sheets call it: "Biểu 01"; a list that is no form goes by its title."""
        return f"Biểu {self.form.code}" if self.form.code else self.form.title.capitalize()

    def left_block(self) -> tuple[str, ...]:
        """Lines at the top left: form code, then its legal basis."""
        return (f"Biểu số {self.form.code}", *self.form.basis) if self.form.code else self.form.basis

    def right_block(self) -> tuple[str, ...]:
        """Lines at the top right: who reports, to whom; labels and names in turn."""
        return ("Đơn vị báo cáo:", self.form.reporter, "Đơn vị nhận báo cáo:", self.form.receiver)

    def subtitles(self) -> tuple[str, ...]:
        """Lines under the title that are not empty: period, cut-off, what it replaces."""
        lines = (self.form.period_text, self.form.cut_off_text, self.replaces)
        return tuple(line for line in lines if line)


Section = FormSection


@dataclass(frozen=True, slots=True)
class Document:
    """Ordered sections that go into one file.

    Attributes:
        title: of the file's properties and of the first bookmark.
        sections: at least one.
        tie: small foot of forms: the code of their figures, or that nothing is frozen yet (forms-and-rules §1.6).
        practice: text of the band on every page; empty on real documents, else `PRACTICE_TEXT`.
    """

    title: str
    sections: tuple[Section, ...]
    tie: Tie = NO_TIE
    practice: str = ""
