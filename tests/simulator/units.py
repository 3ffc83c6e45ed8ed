"""Small invented units that pass the rules: twelve people of a commune, with posts, plans, a class and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.domain.dataset import Change, Dataset, dataset
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.unit_records import Activity, Body, Budget, Headcount, Narrative, Population, UnitProfile

PON = "03202@2025-07-01"
"""Xã Mường Pồn."""
TAM = "03127@2025-07-01"
"""Phường Điện Biên Phủ."""
THAU = "03158@2025-07-01"
"""Xã Sín Thầu."""

SIGNER, PREPARER, CHECKER = "Hạng A Dơ", "Điêu Thị Mai Chi", "Vũ Đình Khoa"

# name · sex · birth · ethnic group · body · post
_PEOPLE = """
Lò Thị Ánh Dương|f|1978-05-14|03|hdnd|hdnd.ct
Quàng Văn Thoan|m|1974-09-03|03|hdnd|hdnd.pct
Hạng A Dơ|m|1975-11-27|19|ubnd|ubnd.ct
Sùng Thị Dợ|f|1983-02-19|19|ubnd|ubnd.pct
Nguyễn Đức Thịnh|m|1980-08-08|01|ubnd|ubnd.pct
Cà Thị Hồng Nhung|f|1985-12-05|03|van_phong|vp.cvp
Tòng Văn Chiêu|m|1988-04-21|03|van_phong|vp.pcvp
Phạm Thị Hải Yến|f|1986-07-17|01|kinh_te|phong.tp
Giàng Thị Mỷ|f|1990-10-30|19|kinh_te|phong.ptp
Vì Văn Panh|m|1987-03|03|van_hoa|phong.tp
Lường Thị Diệu Hiền|f|1992-06-11|03|van_hoa|
Trần Thị Quỳnh Trang|f|1994|01|ttpvhcc|ttpvhcc.gd
""".strip().splitlines()

_BODIES = (
    ("hdnd", "Hội đồng nhân dân {name}", "hdnd", 2),
    ("ubnd", "Ủy ban nhân dân {name}", "ubnd", 3),
    ("van_phong", "Văn phòng HĐND và UBND", "van_phong", None),
    ("kinh_te", "Phòng Kinh tế", "phong", None),
    ("van_hoa", "Phòng Văn hóa - Xã hội", "phong", None),
    ("ttpvhcc", "Trung tâm Phục vụ hành chính công", "ttpvhcc", None),
)
_RESIDENTS = (("00", 5200, 2560), ("01", 270, 130), ("03", 3400, 1680), ("19", 1530, 750))
_PLANNED = ((3, "ubnd.ct", "ubnd"), (5, "ubnd.pct", "ubnd"), (8, "phong.tp", "kinh_te"), (10, "phong.ptp", "van_hoa"),
            (6, "vp.cvp", "van_phong"))  # fmt: skip


def key(unit: str, kind: str, number: int) -> str:
    """An id of a unit's record; the same wherever the unit is made."""
    return f"{unit.partition('@')[0].lower()}-{kind}-{number:03d}"


def small_unit(unit: str = PON, name: str = "xã Mường Pồn") -> Dataset:
    """A commune of twelve people; the same call gives the same records."""
    rows = [*_structure(unit, name), *_people(unit), *_plans(unit), *_report(unit)]
    return dataset(unit, rows)


def without_people(unit: str = PON, name: str = "xã Mường Pồn") -> Dataset:
    """A unit that has nothing but its structure."""
    return dataset(unit, _structure(unit, name))


def replaced(data: Dataset, old: Any, **values: Any) -> Change:
    """A change of some values of a record."""
    return Change(old.__table__.name, old.id, old, replace(old, **values))


def person_of(data: Dataset, number: int) -> Person:
    """The person of a line of the list, from 0."""
    found = data.get(Person, key(data.unit, "p", number))
    assert found is not None
    return found


def _structure(unit: str, name: str) -> Iterator[Any]:
    yield UnitProfile(
        id=key(unit, "u", 0), name=f"Ủy ban nhân dân {name}", place=name.partition(" ")[2], symbol="UBND",
        signer_title="CHỦ TỊCH", signer=SIGNER, preparer=PREPARER, checker=CHECKER,
        own_plan_number="12/KH-UBND", own_plan_date=PartialDate("2026-02-02"),
    )  # fmt: skip
    for number, (short, title, kind, posts) in enumerate(_BODIES):
        yield Body(
            id=_body(unit, short), name=title.format(name=name), kind=kind, tier="xa", start=PartialDate("2025-07-01"),
            order=number + 1, key_posts_assigned=posts, staff_assigned=10,
        )  # fmt: skip


def _people(unit: str) -> Iterator[Any]:
    for number, line in enumerate(_PEOPLE):
        name, sex, birth, ethnic, body, post = line.split("|")
        yield Person(
            id=key(unit, "p", number), full_name=name, sex=sex, birth=PartialDate(birth), ethnic=ethnic,
            id_number=_number(unit, sex, birth, number), body=_body(unit, body),
            staff_kind="cb" if number < 5 else "cc",
            rank=None if number < 5 else "cv", professional="dh", political="tc", administration="cv",
            party_joined=PartialDate("2012-05-19"), note=f"Ghi chú riêng của {name}.",
        )  # fmt: skip
        if post:
            yield Appointment(
                id=key(unit, "a", number), person=key(unit, "p", number), body=_body(unit, body), post=post,
                start=PartialDate("2025-07-01"), mode="chinh_thuc", term="2026-2031" if number < 5 else None,
                decision_number="15/QĐ-UBND", decision_date=PartialDate("2025-07-01"),
            )  # fmt: skip


def _plans(unit: str) -> Iterator[Any]:
    yield PlanningList(
        id=key(unit, "l", 0), number="12-QĐ/ĐU", date=PartialDate("2025-09-20"), term="2026-2031", tier="xa",
        secrecy="khong", reviewed=PartialDate("2026-05-10"),
    )  # fmt: skip
    yield Course(
        id=key(unit, "c", 0), name="Bồi dưỡng kỹ năng lãnh đạo cho nữ", kind="vtvl", organised=True, hours=40,
        start=PartialDate("2026-04-06"), end=PartialDate("2026-04-10"), turns=25, turns_women=20, turns_women_dtts=17,
        cost=18_000_000,
    )  # fmt: skip
    for number, (person, post, body) in enumerate(_PLANNED):
        yield PlanningEntry(
            id=key(unit, "e", number), person=key(unit, "p", person), planning_list=key(unit, "l", 0), post=post,
            body=_body(unit, body), start=PartialDate("2025-09-20"),
        )  # fmt: skip
    for number, person in enumerate((3, 5, 8)):
        yield Training(
            id=key(unit, "t", number), person=key(unit, "p", person), course=key(unit, "c", 0), hours=40,
            result="Hoàn thành",
        )  # fmt: skip


def _report(unit: str) -> Iterator[Any]:
    yield Headcount(
        id=key(unit, "h", 0), body=_body(unit, "van_phong"), dimension="all", as_of=PartialDate("2026-11-15"),
        total=6, women=3, dtts=4, dtts_women=2,
    )  # fmt: skip
    for number, (code, total, women) in enumerate(_RESIDENTS):
        yield Population(
            id=key(unit, "d", number), year=2026, ethnic=code, total=total, women=women, source="Công an xã, 11/2026"
        )
    yield Activity(
        id=key(unit, "v", 0), task="IV.1", name="Hội nghị phổ biến chính sách về cán bộ nữ", times=2, turns=120,
        turns_women=70, turns_women_dtts=61, cost=12_500_000, result="Báo cáo số 21/BC-UBND",
    )  # fmt: skip
    yield Budget(id=key(unit, "b", 0), year=2026, source="ctx_xa", planned=40_000_000, paid=30_500_000)
    yield Narrative(
        id=key(unit, "n", 0), year=2026, section="V.1", text="Tỷ lệ nữ lãnh đạo tăng; cần thêm lớp bồi dưỡng."
    )


def _body(unit: str, short: str) -> str:
    return key(unit, "o", [item[0] for item in _BODIES].index(short))


def _number(unit: str, sex: str, birth: str, number: int) -> str:
    """Twelve digits that agree with sex and year of birth (Nghị định 137/2015 Điều 13)."""
    return f"011{int(sex == 'f')}{birth[2:4]}{unit[3:5]}{number:04d}"
