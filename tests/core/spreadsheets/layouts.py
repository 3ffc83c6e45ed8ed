"""The columns of the lists that units keep, from left to right, with what a person says in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.core.spreadsheets.invented import Invented

Value = Callable[[Invented, int], Any]
"""What a person says in a column, given the running number."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Attributes:
        titles: its headings from top to bottom; neighbours with the same one share a joined cell.
        value: of a person.
        role: what the column tells; "" where nothing is expected of it.
    """

    titles: tuple[str, ...]
    value: Value
    role: str = ""


def _birth_of(sex: str) -> Value:
    return lambda person, _: person.born if person.sex == sex else None


def _cross(*texts: str) -> Value:
    return lambda person, number: "xX"[number % 2] if person.level.startswith(texts) else None


_ORDINAL: Final = Column(("TT",), lambda _, number: number, "ordinal")
_NAME: Final = Column(("Họ và tên",), lambda person, _: person.name, "name")
_ETHNIC: Final = Column(("Dân tộc",), lambda person, _: person.ethnic, "ethnic")
_BORN: Final = Column(("Ngày sinh",), lambda person, _: person.born, "birth")
_SEX: Final = Column(("Giới tính",), lambda person, _: {"m": "Nam", "f": "Nữ"}[person.sex], "sex")
_NUMBER: Final = Column(("Số CCCD",), lambda person, _: person.id_number, "number")
_POST: Final = Column(("Chức vụ",), lambda person, _: person.post, "post")
_NOTE: Final = Column(("Ghi chú",), lambda person, number: "Nữ dân tộc" if number % 4 == 0 else None)

L1: Final = (
    _ORDINAL,
    _NAME,
    Column(("Ngày, tháng, năm sinh", "Nam"), _birth_of("m"), "birth m"),
    Column(("Ngày, tháng, năm sinh", "Nữ"), _birth_of("f"), "birth f"),
    _ETHNIC,
    Column(("Quê quán",), lambda person, _: person.home),
    Column(("Chức vụ, đơn vị công tác",), lambda person, _: person.post, "post"),
    Column(("Ngày vào Đảng", "DB"), lambda person, _: person.party[0]),
    Column(("Ngày vào Đảng", "CT"), lambda person, _: person.party[1]),
    Column(("Trình độ", "VH"), lambda person, _: person.school),
    Column(("Trình độ", "CM"), lambda person, _: person.level),
    Column(("Trình độ", "LLCT"), lambda person, _: person.political),
    Column(("Trình độ", "QLNN"), lambda person, _: person.administration),
    Column(("Trình độ", "NN"), lambda *_: None),
    Column(("Trình độ", "TH"), lambda *_: None),
    _NOTE,
)
L2: Final = (
    Column(("STT",), lambda _, number: number, "ordinal"),
    Column(("Họ tên",), lambda person, _: person.name, "name"),
    Column(("Năm sinh Nam",), _birth_of("m"), "birth m"),
    Column(("Năm sinh Nữ",), _birth_of("f"), "birth f"),
    Column(("DT",), lambda person, _: person.ethnic, "ethnic"),
    Column(("CV hiện nay",), lambda person, _: person.post, "post"),
    Column(("QH chức danh 1",), lambda person, _: person.planned),
    Column(("QH chức danh 2",), lambda *_: None),
    Column(("NK 2025-2030, 2026-2031",), lambda person, _: "2025-2030" if person.planned else None),
    _NOTE,
)
L3: Final = (
    _ORDINAL,
    _NAME,
    Column(("Năm sinh",), lambda person, _: person.born, "birth"),
    Column(("Nữ",), lambda person, number: "xX1v"[number % 4] if person.sex == "f" else None, "woman"),
    Column(("DTTS",), lambda person, _: "x" if person.people != "Kinh" else None),
    Column(("ĐV",), lambda person, _: "x" if person.party[0] else None),
    Column(("ThS",), _cross("ThS")),
    Column(("ĐH",), _cross("ĐH")),
    Column(("CĐ",), _cross("CĐ")),
    Column(("TC",), _cross("TC")),
)
L3_DEEP: Final = (
    *L3[:3],
    Column(("Trong đó", "Nữ"), L3[3].value, "woman"),
    Column(("Trong đó", "DTTS"), L3[4].value),
    L3[5],
    Column(("Trình độ", "Chuyên môn", "ThS"), L3[6].value),
    Column(("Trình độ", "Chuyên môn", "ĐH"), L3[7].value),
    Column(("Trình độ", "Chuyên môn", "CĐ"), L3[8].value),
)
L4: Final = (_NAME, _BORN, _ETHNIC, _POST, _NUMBER, Column(("Trình độ CM",), lambda person, _: person.level))
L5: Final = (_ORDINAL, _NAME, _BORN, _SEX, _ETHNIC, _POST, _NOTE)
PLAIN: Final = (_NAME, _BORN, _SEX, _ETHNIC, _NUMBER, _POST, _NOTE)
SPLIT: Final = (
    _ORDINAL,
    Column(("Họ và chữ đệm",), lambda person, _: person.name.rpartition(" ")[0], "name"),
    Column(("Tên",), lambda person, _: person.name.rpartition(" ")[2], "name"),
    *PLAIN[1:],
)
