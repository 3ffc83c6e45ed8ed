"""A small province that never changes, and its forms as text: what tests/golden/forms holds.

`python -m tests.core.plan.golden_forms` writes the files anew; look at the difference before it is committed. Nobody
here exists; codes are written out, so that a new value of a code list changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from app.domain.codelists import load_catalogue
from app.domain.dataset import Dataset, dataset
from app.domain.figures import Figures
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.table import FilledForm
from app.domain.unit_records import Activity, Body, Budget, Headcount, Population
from app.domain.units import load_units
from app.paths import resource_root
from app.plan.counting import count
from app.plan.counting_union import count_union
from app.plan.forms import FormInput, fill
from app.plan.indicators import IndicatorInput, compute_indicators
from app.plan.pack import load_pack
from app.plan.wanted import required_cells
from app.reports.values import display
from tests.core.plan.figure_worlds import CUT_OFF, POON, SNV, TAM, VPUBND, context, d

FOLDER: Final = Path(__file__).parents[2] / "golden" / "forms"
CODES: Final = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "BM01")
OF_UNITS: Final = ("10",)
"""Forms that are made of one unit only."""
NAMES: Final = (
    *(f"{code}-{place}.txt" for code in CODES for place in ("xa", "tinh")),
    *(f"{code}-xa.txt" for code in OF_UNITS),
)
_LEADERS: Final = {
    POON: (("ubnd", "ubnd.ct"), ("ubnd", "ubnd.pct"), ("ubnd", "ubnd.pct"), ("hdnd", "hdnd.pct"), ("phong", "phong.tp"),
           ("truong", "truong.ht"), ("truong", "truong.pht"), ("dang", "dang.pbt")),
    TAM: (("ubnd", "ubnd.ct"), ("hdnd", "hdnd.ct"), ("van_phong", "vp.cvp"), ("truong", "truong.ht")),
    SNV: (("so", "so.gd"), ("so", "so.pgd"), ("so", "so.pgd"), ("phong", "phong.tp"), ("dvsn", "dvsn.gd")),
    VPUBND: (("hdnd", "hdnd.ct"), ("ubnd", "ubnd.ct"), ("ubnd", "ubnd.pct"), ("so", "so.cvp"), ("so", "so.pcvp")),
}  # fmt: skip
_SECTORS: Final = {"truong": "giao_duc", "phong": "kinh_te", "dang": "khac", "dvsn": "noi_vu", "van_phong": "tong_hop"}
_AGENCY_SECTOR: Final = {SNV: "noi_vu", VPUBND: "tong_hop"}


def unit(key: str) -> Dataset:
    """The records of one unit."""
    return dataset(key, _records(key))


def _records(key: str) -> Iterator[Any]:
    step = (POON, TAM, SNV, VPUBND).index(key)
    tier = "tinh" if key.startswith("DB-") else "xa"
    for kind in dict.fromkeys(kind for kind, _ in _LEADERS[key]):
        own = _AGENCY_SECTOR.get(key, "chinh_quyen") if kind in {"so", "hdnd", "ubnd"} else _SECTORS.get(kind)
        sector = "noi_vu" if (key, kind) == (SNV, "phong") else "chinh_quyen" if kind in {"hdnd", "ubnd"} else own
        yield Body(id=kind, name=f"{kind.upper()} của đơn vị {step}", kind=kind, tier=tier, sector=sector,
                   key_posts_assigned=3 if kind in {"ubnd", "so", "truong"} else None)  # fmt: skip
    for number in range(24):
        yield _person(number, step, _LEADERS[key])
    for number, (kind, post) in enumerate(_LEADERS[key]):
        mode = "quyen" if number == 1 and step == 0 else "chinh_thuc"
        yield Appointment(id=f"a{number}", person=f"p{number}", body=kind, post=post, start=d("2025-07-01"), mode=mode)
    yield Appointment(id="k", person="p0", body=_LEADERS[key][-1][0], post=_LEADERS[key][-1][1], concurrent=True,
                      start=d("2026-02-01"))  # fmt: skip
    yield from _plans(tier)
    yield from _courses(step)
    yield from _work(step)
    if key in (POON, TAM):
        yield Headcount(id="h", body="truong", dimension="all", as_of=d("2026-12-14"), total=40 + step, women=29,
                        dtts=31)  # fmt: skip
        for ethnic, total in (("00", 9_000), ("01", 900), ("03", 5_000), ("08", 2_900), ("29", 197), ("19", 3)):
            yield Population(id=f"n{ethnic}", year=2026, ethnic=ethnic, total=total, source="Công an xã")


def _person(number: int, step: int, leaders: tuple[tuple[str, str], ...]) -> Person:
    turn = number * 7 + step * 3
    return Person(
        id=f"p{number}",
        sex=(None if number == 23 else "mmf"[turn % 3]),
        birth=(d(str(1968 + turn % 30)) if number % 5 else d(f"{1966 + turn % 33}-{turn % 12 + 1:02}")),
        ethnic=("03", "08", "01", "03", "29", None)[turn % 6],
        body=leaders[number % len(leaders)][0],
        staff_kind=("cb", "cc", "cc", "hd", None)[turn % 5],
        professional=("dh", "ths", "dh", "cd", "tc", None)[turn % 6],
        political=("tc", "cc", "sc", "none")[turn % 4],
        administration=("cv", "cvc", "none")[turn % 3],
        party_joined=d(f"{2000 + turn % 20}") if turn % 4 else None,
        left_on=d("2026-03-31") if number == 22 else None,
    )


def _plans(tier: str) -> Iterator[Any]:
    yield PlanningList(id="l", number="12-QĐ", date=d("2025-11-03"), term="2026-2031", tier=tier, secrecy="khong")
    posts = ("so.gd", "so.pgd", "phong.tp") if tier == "tinh" else ("ubnd.ct", "ubnd.pct", "phong.tp")
    for number in range(9):
        yield PlanningEntry(id=f"q{number}", person=f"p{number + number // 3}", planning_list="l",
                            post=posts[number % 3], start=d("2025-11-03"))  # fmt: skip
    yield PlanningEntry(id="q9", person="p0", planning_list="l", post=posts[1], start=d("2025-11-03"))


def _courses(step: int) -> Iterator[Any]:
    kinds = ("llct", "vtvl", "binh_dang_gioi", "vuon_uom_sv", "hoi_thao")
    for number, kind in enumerate(kinds):
        yield Course(id=f"c{number}", name=f"Lớp {number}", kind=kind, organised=(number + step) % 2 == 0,
                     start=d(f"2026-0{number + 2}-05"), turns=30 + number, turns_women=18, turns_women_dtts=11 + step,
                     cost=(number + 1) * 4_500_000)  # fmt: skip
        for attended in range(number, 20, 4 + step):
            yield Training(id=f"t{number}.{attended}", person=f"p{attended}", course=f"c{number}")


def _work(step: int) -> Iterator[Any]:
    """Activities of tasks, one task that had none, and money by source."""
    for number, task in enumerate(("IV.1", "IV.2b", "IV.2b", "IV.3c.tu", "VI.1.2", "VI.2.2")):
        yield Activity(id=f"v{number}", task=task, name=f"Hội nghị số {number}", start=d(f"2026-0{number + 1}-12"),
                       lead="Văn phòng; Hội LHPN", times=1 + number % 2, turns=50 + step, turns_women=30,
                       turns_women_dtts=20 + step, cost=(number + step) * 1_250_000,
                       result=f"Báo cáo số {number + 10}/BC-UBND")  # fmt: skip
    yield Activity(id="v8", task="IV.4.1", none=True, none_reason="Chưa có chương trình hợp tác")
    yield Activity(id="v9", task="IV.1", name="Hội nghị năm trước", start=d("2025-02-01"), turns=99)
    for number, source in enumerate(("ctx_xa", "ctmtqg", "dong_gop_ngoai_nuoc", "ctda")):
        planned = (number + 2) * 10_500_000
        yield Budget(id=f"b{number}", year=2026, source=source, planned=None if source == "ctda" else planned,
                     paid=None if source == "ctda" else planned - step * 1_000_000, embedded=source == "ctda",
                     note="CTMTQG giảm nghèo bền vững" if source == "ctmtqg" else None)  # fmt: skip
    yield Budget(id="b9", year=2025, source="ctx_xa", planned=77_000_000, paid=77_000_000)


class Golden:
    """Fills the forms of the small province, or of other units; a unit's are those of the first."""

    def __init__(self, data: Mapping[str, Dataset] | None = None) -> None:
        root = resource_root()
        self._units, self._catalogue = load_units(root / "units" / "units.csv"), load_catalogue(root / "codelists")
        self.pack = load_pack(root / "packs" / "dienbien-2282")
        self._cells = required_cells(self.pack, self._catalogue)
        self._data = data or {key: unit(key) for key in (POON, TAM, SNV, VPUBND)}
        self._first = next(iter(self._data))
        self._figures = {key: count(self._context(key), self._cells) for key in self._data}

    def _context(self, key: str) -> Any:
        return context(self._data[key], self._units, self._catalogue, self.pack)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Name of the file and its content."""
        for code in (*CODES, *OF_UNITS):
            yield f"{code}-xa.txt", as_text(self.of_unit(code))
        for code in CODES:
            yield f"{code}-tinh.txt", as_text(self.of_province(code))

    def of_unit(self, code: str) -> FilledForm:
        """A form of a commune."""
        return self._filled(code, {self._first: self._figures[self._first]}, self._first)

    def of_province(self, code: str) -> FilledForm:
        """A form of the province, from which one unit is missing."""
        return self._filled(code, self._figures)

    def _filled(self, code: str, by_unit: dict[str, Figures], key: str = "") -> FilledForm:
        expected = (key,) if key else (*by_unit, "03151@2025-07-01")
        pack, period = self.pack, self._context(self._first).period
        around = IndicatorInput(
            by_unit, self._units, self._catalogue, pack.definitions, period, pack.target, {}, expected
        )
        results = compute_indicators(pack.indicators, around)
        here = {} if key else count_union(map(self._context, self._data), self._cells)
        scope, receiver = ("unit", "Sở Nội vụ") if key else ("province", "Ủy ban nhân dân tỉnh")
        own = self._context(key) if key else None
        form = FormInput(scope, around, results, CUT_OFF, self._units.name(key or SNV), receiver, own, here)
        return fill(pack.forms[code], form)


def as_text(form: FilledForm) -> str:
    """A form as lines: the header, each table with its columns and rows, the notes."""
    lines = [f"Biểu {form.code}. {form.title}", f"{form.period_text} {form.cut_off_text}",
             f"{form.reporter} → {form.receiver}"]  # fmt: skip
    for table in form.tables:
        lines += ["", f"[{table.id}] {table.caption} {table.unit_text}".strip()]
        lines += [" | ".join(" / ".join((*column.groups, column.title)) for column in table.columns)]
        lines += [" | ".join(column.number for column in table.columns)]
        for row in table.rows:
            cells = (display(cell.value, column) for cell, column in zip(row.cells, table.columns, strict=True))
            lines.append("  " * row.indent + " | ".join(cells))
    return "\n".join(line.rstrip() for line in (*lines, "", *form.notes, *form.legend)) + "\n"


def main() -> None:
    """Writes the files anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in Golden().texts():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
