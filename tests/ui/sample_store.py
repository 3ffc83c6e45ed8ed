"""A real practice store of a commune with invented people, made the way a unit makes it: by its enrolment file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from app.commands.enrolment.enrolling import enrol_file
from app.commands.storing import new_province, new_unit
from app.commands.table import command, resolve
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.unit_records import Activity, Body, Budget, Population
from app.progress import Silent
from app.workspace import Environment, Workspace, load_environment
from db.opening import SqlStores

UNIT_CODE = "03202"
NOW = datetime(2026, 12, 20, 3, 0, tzinfo=UTC)
"""After the cut-off and before the due date of the period that is reported."""
USER = "Lò Thị Ánh Dương"
PASSWORD = "hoa ban no trang doi"

_NAMES = (
    "Lò Thị Ánh Dương f 03", "Quàng Thị Thùy Linh f 03", "Cà Thị Hồng Nhung f 03", "Lường Thị Diệu Hiền f 03",
    "Tòng Thị Thu Ngân f 03", "Vì Thị Hương Trà f 03", "Điêu Thị Mai Chi f 03", "Lò Thị Pâng f 03",
    "Lò Văn Sương m 03", "Quàng Văn Thoan m 03", "Cà Văn Nhất m 03", "Lường Văn Ín m 03",
    "Tòng Văn Chiêu m 03", "Vì Văn Panh m 03", "Giàng Thị Mỷ f 08", "Sùng Thị Dợ f 08",
    "Vàng Thị Pà f 08", "Hạng Thị Chía f 08", "Mùa Thị Sênh f 08", "Thào Thị Dua f 08",
    "Giàng A Tủa m 08", "Sùng A Chống m 08", "Vừ A Lử m 08", "Hạng A Dơ m 08",
    "Ly A Páo m 08", "Cháng A Sình m 08", "Nguyễn Thị Thanh Loan f 01", "Phạm Thị Hải Yến f 01",
    "Trần Thị Quỳnh Trang f 01", "Đỗ Thị Lệ Thủy f 01", "Nguyễn Đức Thịnh m 01", "Vũ Đình Khoa m 01",
    "Bùi Quang Vịnh m 01",
)  # fmt: skip

_POSTS = (
    ("hdnd", "hdnd.ct"), ("hdnd", "hdnd.pct"), ("ubnd", "ubnd.ct"), ("ubnd", "ubnd.pct"), ("ubnd", "ubnd.pct"),
    ("van_phong", "vp.cvp"), ("van_phong", "vp.pcvp"), ("phong", "phong.tp"), ("phong", "phong.ptp"),
    ("ttpvhcc", "ttpvhcc.gd"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the store is, and who opens it."""

    env: Environment
    folder: Path
    province: Path
    user: str = USER
    password: str = PASSWORD

    def open(self) -> Workspace:
        """Opens the unit's store."""
        return Workspace(self.env, self.env.stores.open(self.folder, self.user, self.password))


def make_sample(folder: Path, people: int = 80) -> Sample:
    """Makes the store with some people, posts, plans, classes, activities, money and residents."""
    empty = make_empty(folder)
    ws = empty.open()
    try:
        records = tuple(_records(ws, people))
        changes = tuple(Change(type(item).__table__.name, item.id, None, item) for item in records)
        spec = command("record save")
        ws.run(spec, resolve(spec), Silent(), changes=changes)
    finally:
        ws.store.close()
    return empty


def make_empty(folder: Path) -> Sample:
    """Makes the store as it is on the first day: what the enrolment file says, and nobody in it."""
    env = replace(load_environment(SqlStores()), now=lambda: NOW)
    province = new_province(env, folder / "so", "Quản trị", PASSWORD, practice=True)
    try:
        given = enrol_file(province, Silent(), out=folder, unit=UNIT_CODE).data[0]
    finally:
        province.store.close()
    new_unit(env, folder / "don-vi", Path(given["file"]), given["code"], USER, PASSWORD).store.close()
    return Sample(env, folder / "don-vi", folder / "so")


def _records(ws: Workspace, people: int) -> Iterator[Any]:
    dice = random.Random(2282)
    new_id = ws.env.new_id
    bodies = sorted(ws.store.load("", ["body"]).rows(Body), key=lambda item: (item.order or 0, item.name or ""))
    members = [_person(number, new_id(), dice, bodies) for number in range(people)]
    yield from members
    yield from _posts(new_id, bodies, members)
    listed = PlanningList(
        id=new_id(), number="12-QĐ/ĐU", date=PartialDate("2025-09-20"), term="2025-2030", tier="xa", secrecy="khong",
        reviewed=PartialDate("2026-05-10"),
    )  # fmt: skip
    course = Course(
        id=new_id(), name="Bồi dưỡng kỹ năng lãnh đạo, quản lý cho nữ", kind="vtvl", organised=True,
        start=PartialDate("2026-04-06"), end=PartialDate("2026-04-10"), hours=40, turns=25, turns_women=20,
        turns_women_dtts=17, cost=18_000_000,
    )  # fmt: skip
    yield listed
    yield course
    posts = ("phong.tp", "phong.ptp", "vp.pcvp", "ubnd.pct", "hdnd.pct")
    for number, person in enumerate(members[10:24]):
        yield PlanningEntry(
            id=new_id(), person=person.id, planning_list=listed.id, post=posts[number % 5],
            body=bodies[(number + 1) % len(bodies)].id, start=PartialDate("2025-09-20"),
        )  # fmt: skip
        if person.sex == "f" and number % 3:
            yield Training(id=new_id(), person=person.id, course=course.id, hours=40, result="Hoàn thành")
    yield from _report(new_id)


def _person(number: int, key: str, dice: random.Random, bodies: list[Body]) -> Person:
    *name, sex, ethnic = _NAMES[number % len(_NAMES)].split()
    birth = f"{dice.randint(1968, 2000)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    return Person(
        id=key,
        full_name=" ".join(name),
        sex=sex,
        birth=None if number == 7 else PartialDate(birth[: (10, 7, 4)[number % 9 // 7]]),
        ethnic=ethnic,
        body=bodies[number % len(bodies)].id,
        staff_kind="cb" if number < 5 else "cc",
        rank=None,
        professional=("dh", "dh", "ths", "cd")[number % 4],
        political=("tc", "cc", "tc", "sc")[number % 4],
        administration=("cv", "cvc")[number % 2],
        party_joined=PartialDate("2012-05-19") if number % 3 else None,
    )


def _posts(new_id: Any, bodies: list[Body], members: list[Person]) -> Iterator[Appointment]:
    used = count()
    for kind, post in _POSTS:
        body = next(item for item in bodies if item.kind == kind)
        yield Appointment(
            id=new_id(), person=members[next(used)].id, body=body.id, post=post, start=PartialDate("2025-07-01"),
            mode="chinh_thuc", term="2021-2026" if kind in {"hdnd", "ubnd"} else None,
            decision_number="15/QĐ-UBND", decision_date=PartialDate("2025-07-01"),
        )  # fmt: skip


def _report(new_id: Any) -> Iterator[Any]:
    yield Activity(
        id=new_id(), task="IV.1", name="Hội nghị phổ biến chính sách về cán bộ nữ", times=2, turns=120, turns_women=70,
        turns_women_dtts=61, cost=12_500_000, result="Báo cáo số 21/BC-UBND",
    )  # fmt: skip
    yield Budget(id=new_id(), year=2026, source="ctx_xa", planned=40_000_000, paid=30_500_000)
    for code, total, women in (("00", 5200, 2560), ("01", 270, 130), ("03", 3400, 1680), ("08", 1530, 750)):
        yield Population(id=new_id(), year=2026, ethnic=code, total=total, women=women, source="Công an xã, 1/12/2026")
