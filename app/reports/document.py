"""Documents as values: what stands on the paper, without any thought of pages or file formats.

A document is a row of sections: statistical forms with their signature blocks (forms-and-rules §1.8), the same as
annexes of a report, and documents of words in the layout of Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.table import FilledForm
from app.domain.tie import NO_TIE, Tie
from app.reports.administrative import AdministrativeSection
from app.reports.letterhead import Letterhead

PRACTICE_TEXT = "DỮ LIỆU MẪU - KHÔNG NỘP"
"""The band on every page that practice or demo data made (ux.md, first start)."""

PREPARER_TITLE = "Người lập biểu"
CHECKER_TITLE = "Người kiểm tra biểu"
SIGN_AND_NAME = "(Ký, ghi rõ họ tên)"
SIGN_SEAL_AND_NAME = "(Ký, đóng dấu, họ tên)"


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
class Annex:
    """How a form stands behind a report: "Phụ lục II", and what it goes with; it is not signed on its own.

    Attributes:
        label: "Phụ lục", with its Roman number where there are several.
        reference: such as "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 01 năm 2027 của …)".
    """

    label: str
    reference: str


@dataclass(frozen=True, slots=True)
class FormSection:
    """A statistical form that stands alone: header block, tables, footers (forms-and-rules §1.8), or an annex.

    Attributes:
        form: the numbers.
        letterhead, signers: what stands at its foot.
        annex: its head in the place of the statistical one; it then has no signatures (forms-and-rules §1.5).
        replaces: such as "(Bản số 2, thay thế bản số 1 ngày 05/12/2026)"; empty if it is the first.
    """

    form: FilledForm
    letterhead: Letterhead
    signers: Signers
    replaces: str = ""
    annex: Annex | None = None

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

    @property
    def title(self) -> str:
        """Of its bookmark."""
        label = self.annex.label if self.annex else self.name if self.form.code else ""
        return f"{label}. {self.form.title}" if label else self.form.title

    @property
    def author(self) -> str:
        """Who reports."""
        return self.form.reporter

    @property
    def about(self) -> str:
        """Of which period it tells."""
        return self.form.period_text

    @property
    def day(self) -> date | None:
        """Of signing."""
        return self.letterhead.day

    @property
    def landscape(self) -> bool:
        """Its pages lie."""
        return self.form.landscape

    @property
    def large(self) -> bool:
        """On A3."""
        return self.form.large

    @property
    def tied(self) -> bool:
        """Its foot has the code of the figures."""
        return True

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


Section = FormSection | AdministrativeSection


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

    @property
    def forms(self) -> tuple[FormSection, ...]:
        """Its forms and annexes."""
        return tuple(section for section in self.sections if isinstance(section, FormSection))
