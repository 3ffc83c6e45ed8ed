"""Imports of a unit, from the file to the log of what was done: answers, ids, taking back, titles, erasure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import Font

from app.commands.entry.confirming import waiting
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Person, PlanningEntry, PlanningList, Training
from app.domain.schema import spec_of
from app.domain.unit_records import Population
from app.domain.work_records import TitleMapping
from app.spreadsheets.choices import Choices
from app.vietnamese.legacy import to_tcvn3
from app.workspace import Environment, Outcome, Workspace, load_environment
from db.opening import SqlStores, create_store
from tests.core.spreadsheets.lists import content, table
from tests.simulator.province import change, fill, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, without_people

_LIST = (
    ("Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ"),
    ("Lò Thị Pâng", "12/3/1985", "Nữ", "Phó Chủ tịch UBND"),
    ("Sùng A Chống", "1979", "Nam", "Trưởng ban Thanh tra nhân dân"),
    ("Lỳ Mỳ Xớ", "3/1990", "Nữ", "Công chức"),
)
_SHEET = "Danh sách"


@pytest.fixture(scope="module")
def environment() -> Environment:
    return load_environment(SqlStores())


@pytest.fixture
def unit(tmp_path: Path, environment: Environment) -> Iterator[Workspace]:
    """A real store of a commune that has nothing but its structure."""
    moments = (datetime(2026, 12, 1, 8, tzinfo=UTC) + timedelta(seconds=number) for number in count())
    env = replace(environment, now=moments.__next__)
    store = create_store(tmp_path / "so", "unit", PON, "Người lập biểu", "mật khẩu của bài thử", cheap=True)
    ws = Workspace(env, store)
    fill(ws, without_people())
    yield ws
    store.close()


def saved(unit: Workspace, *rows: tuple[Any, ...], name: str = "a.xlsx", font: str = "") -> Path:
    """A workbook of the unit; under an old font its letters are those of TCVN3."""
    book = table([[to_tcvn3(cell) if font and isinstance(cell, str) else cell for cell in row] for row in rows], _SHEET)
    for row in book.worksheets[0].iter_rows() if font else ():
        for cell in row:
            cell.font = Font(name=font)
    path = Path(unit.store.root).parent / name
    path.write_bytes(content(book))
    return path


def take(unit: Workspace, *rows: tuple[Any, ...], font: str = "", **more: Any) -> Outcome:
    """Imports a list."""
    return run(unit, "import", file=saved(unit, *rows, font=font), **more)


def counters(outcome: Outcome) -> dict[str, int]:
    """The four counters, which make what was read."""
    named = {name: outcome.data[name] for name in ("added", "changed", "same", "rejected")}
    assert sum(named.values()) == outcome.data["read"]
    return named


def people(unit: Workspace) -> dict[str, Person]:
    """People by name."""
    return {person.full_name or "": person for person in unit.store.load().rows(Person)}


def test_an_import_has_an_id_and_a_log(unit: Workspace) -> None:
    made = take(unit, *_LIST)
    (row,) = run(unit, "import list").data
    assert row["id"] == made.data["import"]
    assert (row["file"], row["who"], row["undone"]) == ("a.xlsx", "Người lập biểu", False)
    assert row["counters"] == {"read": 3, "added": 3, "changed": 0, "same": 0, "rejected": 0}
    shown = run(unit, "import show", imported=row["id"][:20]).data
    assert not shown["erased"]
    assert shown["sheets"] == [_SHEET]
    assert any("Trưởng ban Thanh tra" in item["question"] for item in shown["questions"])
    assert code_of(run, unit, "import show", imported="khong-co") == "NHAP-02"


@pytest.mark.fault("J19")
def test_the_same_file_again_changes_nothing_and_asks_nothing(unit: Workspace) -> None:
    take(unit, *_LIST)
    before = unit.store.load()
    again = take(unit, *_LIST)
    assert counters(again) == {"added": 0, "changed": 0, "same": 3, "rejected": 0}
    assert again.data["waiting"] == 0
    assert not again.writes
    assert unit.store.load() == before
    assert len(run(unit, "import list").data) == 1


def test_an_answer_is_given_once(unit: Workspace) -> None:
    take(unit, *_LIST)
    other = (_LIST[0], ("Sùng A Chống", "5/6/1979", "Nam", "Công chức"))
    asked = take(unit, *other)
    (row,) = asked.data["rows"]
    assert (row["fate"], row["waits"], asked.data["waiting"]) == ("rejected", True, 1)
    assert row["reasons"][0].startswith("chờ trả lời:")
    (candidate,) = row["candidates"]
    assert candidate["values"]["Ngày sinh"] == "1979"
    assert not asked.writes
    answers = Choices(same={(_SHEET, 2): candidate["id"]})
    given = take(unit, *other, choices=answers)
    assert counters(given)["changed"] == 1
    assert given.data["changes"][0]["changes"][0] == {
        "record": "Cán bộ, công chức, viên chức",
        "label": "Ngày sinh",
        "before": "1979",
        "after": "05/06/1979",
    }
    assert people(unit)["Sùng A Chống"].birth == PartialDate("1979-06-05")
    for more in ({}, {"choices": answers}):
        assert counters(take(unit, *other, **more)) == {"added": 0, "changed": 0, "same": 1, "rejected": 0}
        assert counters(take(unit, *_LIST, **more))["same"] == 3
    log = run(unit, "import show", imported=given.data["import"]).data
    assert any("là một người với Sùng A Chống" in item["answer"] for item in log["questions"])


def test_two_people_of_one_name_and_year_stay_two(unit: Workspace) -> None:
    rows = (_LIST[0], ("Lò Thị Mai", "1985", "Nữ", "Công chức"), ("Lò Thị Mai", "1985", "Nữ", "Công chức"))
    asked = take(unit, *rows, dry_run=True)
    assert asked.data["waiting"] == 1
    choices = Choices(same={(_SHEET, 3): "new"})
    assert counters(take(unit, *rows, choices=choices))["added"] == 2
    for more in ({}, {"choices": choices}):
        again = take(unit, *rows, **more)
        assert counters(again) == {"added": 0, "changed": 0, "same": 2, "rejected": 0}
    third = take(unit, *rows, rows[1])
    assert third.data["waiting"] == 1


def test_one_person_in_two_rows_of_a_file_if_a_person_says_so(unit: Workspace) -> None:
    rows = (_LIST[0], ("Lò Thị Mai", "1985", "Nữ", "Chủ tịch UBND"), ("Lò Thị Mai", "1985", "Nữ", "Chủ tịch HĐND"))
    asked = take(unit, *rows, dry_run=True)
    choices = Choices(same={(_SHEET, 3): asked.data["rows"][1]["candidates"][0]["id"]})
    made = take(unit, *rows, choices=choices)
    assert counters(made) == {"added": 1, "changed": 1, "same": 0, "rejected": 0}
    assert {held.post for held in unit.store.load().rows(Appointment)} == {"ubnd.ct", "hdnd.ct"}
    for more in ({}, {"choices": choices}):
        assert counters(take(unit, *rows, **more))["same"] == 2


def test_a_left_out_row_is_counted_and_logged(unit: Workspace) -> None:
    made = take(unit, *_LIST, choices=Choices(skip=frozenset({(_SHEET, 3)})))
    assert counters(made) == {"added": 2, "changed": 0, "same": 0, "rejected": 1}
    assert made.data["rows"][1]["reasons"] == ["người nhập bỏ qua dòng này"]
    assert made.data["waiting"] == 0
    log = run(unit, "import show", imported=made.data["import"]).data
    assert ("người nhập bỏ qua dòng này", 3) in {(item["answer"], item["row"]) for item in log["questions"]}


def test_a_whole_import_is_taken_back(unit: Workspace) -> None:
    before = unit.store.load()
    made = take(unit, *_LIST)
    after = unit.store.load()
    run(unit, "import undo", imported=made.data["import"])
    assert unit.store.load() == before
    assert run(unit, "import list").data[0]["undone"]
    assert code_of(run, unit, "import undo", imported=made.data["import"]) == "NHAP-01"
    run(unit, "undo")
    assert unit.store.load() == after
    assert not run(unit, "import list").data[0]["undone"]
    run(unit, "undo")
    assert unit.store.load() == before
    assert run(unit, "import list").data[0]["undone"]
    assert counters(take(unit, *_LIST))["added"] == 3


def test_an_import_whose_rows_were_changed_or_used_stays(unit: Workspace) -> None:
    made = take(unit, *_LIST)
    person = people(unit)["Lỳ Mỳ Xớ"]
    training = Training(id="t", person=person.id)
    run(unit, "record save", changes=(_insert(training),))
    kept = unit.store.load()
    assert code_of(run, unit, "import undo", imported=made.data["import"]) == "NHAP-04"
    run(unit, "record delete", table="training", record="t")
    other = people(unit)["Lò Thị Pâng"]
    change(unit, Change("person", other.id, other, replace(other, note="đã gặp")))
    with pytest.raises(Exception, match=r"1 bản ghi .*Lò Thị Pâng"):
        run(unit, "import undo", imported=made.data["import"])
    assert len(list(unit.store.load().rows(Person))) == len(list(kept.rows(Person)))


def test_letters_are_logged_and_given_back(unit: Workspace) -> None:
    rows = (
        ("Họ và tên", "Ngày sinh", "Dân tộc", "Chức vụ", "Đơn vị"),
        ("Vừ A Lử", "1/2/1980", "Mông", "Tổ trưởng tổ rà soát", "Trường Mầm non số 9"),
    )
    made = take(unit, *rows, font=".VnTime")
    log = run(unit, "import show", imported=made.data["import"]).data
    cells = {cell["after"]: cell for cell in log["cells"]}
    name, title, ethnic = cells["Vừ A Lử"], cells["Tổ trưởng tổ rà soát"], cells["Mông"]
    assert (name["table"], name["field"], name["holds"]) == ("person", "full_name", True)
    assert (title["table"], title["field"], title["holds"]) == ("appointment", "title", True)
    assert (ethnic["table"], ethnic["field"], ethnic["holds"]) == ("person", "ethnic", False)
    assert (cells["Trường Mầm non số 9"]["table"], cells["Trường Mầm non số 9"]["field"]) == ("body", "name")
    assert ".VnTime" in name["evidence"]
    assert code_of(run, unit, "import letters", imported=log["id"], cells=str(ethnic["number"])) == "NHAP-01"
    assert code_of(run, unit, "import letters", imported=log["id"], cells="99") == "NHAP-02"
    assert code_of(run, unit, "import letters", imported=log["id"], cells=" , ") == "NHAP-03"
    run(unit, "import letters", imported=log["id"], cells=f"{name['number']}, {title['number']}")
    assert list(people(unit)) == [to_tcvn3("Vừ A Lử")]
    assert [held.title for held in unit.store.load().rows(Appointment)] == [to_tcvn3("Tổ trưởng tổ rà soát")]
    assert code_of(run, unit, "import letters", imported=log["id"], cells=str(name["number"])) == "NHAP-01"
    run(unit, "undo")
    assert list(people(unit)) == ["Vừ A Lử"]


def test_a_doubtful_name_waits_and_the_answer_is_kept(unit: Workspace) -> None:
    rows = (("Họ và tên", "Ngày sinh"), ("Lò Thị Pâng", "1/1/1980"), ("Vµng A Sïn ș", "1/2/1980"))
    asked = take(unit, *rows, dry_run=True)
    (cell,) = [cell for cell in asked.data["sheets"][0]["conversions"] if cell["doubtful"]]
    assert (cell["sheet"], cell["row"], cell["column"], asked.data["doubtful"]) == (_SHEET, 3, 0, 1)
    assert asked.data["rows"][1]["waits"]
    choices = Choices(texts={(_SHEET, 3, 0): "Vàng A Sùng"})
    made = take(unit, *rows, choices=choices)
    assert made.data["doubtful"] == 0
    assert set(people(unit)) == {"Lò Thị Pâng", "Vàng A Sùng"}
    log = run(unit, "import show", imported=made.data["import"]).data
    assert [(item["after"], item["by"]) for item in log["cells"]] == [("Vàng A Sùng", "Người lập biểu")]
    assert counters(take(unit, *rows)) == {"added": 0, "changed": 0, "same": 2, "rejected": 0}


def test_columns_that_were_chosen_are_remembered(unit: Workspace) -> None:
    rows = (("Họ và tên", "Ngày sinh", "Bản sắc", "Mã thẻ"), ("Lò Thị Pâng", "1/1/1980", "Thái", "7"))
    made = take(unit, *rows, choices=Choices(columns={_SHEET: {2: "person.ethnic", 3: ""}}))
    assert people(unit)["Lò Thị Pâng"].ethnic == "03"
    assert made.data["import"]
    later = (rows[0], ("Vì Văn Panh", "2/1/1980", "Kinh", "8"))
    seen = take(unit, *later, dry_run=True)
    assert "“Bản sắc” → Dân tộc" in seen.data["sheets"][0]["notices"][0]
    chosen = [column for column in seen.data["sheets"][0]["columns"] if column["chosen"]]
    assert [(column["place"], column["target"], column["label"]) for column in chosen] == [
        (2, "person.ethnic", "Dân tộc")
    ]
    again = take(unit, *later, choices=Choices(columns={_SHEET: {2: ""}}))
    assert again.ok
    assert people(unit)["Vì Văn Panh"].ethnic is None
    assert "“Bản sắc” bỏ qua" in take(unit, *later, dry_run=True).data["sheets"][0]["notices"][0]


def test_what_the_log_names_goes_with_its_key(unit: Workspace) -> None:
    made = take(unit, *_LIST)
    unit.store.erase(PON, "2026")  # type: ignore[attr-defined]
    shown = run(unit, "import show", imported=made.data["import"])
    assert shown.data["erased"]
    assert "đã được xóa" in shown.message
    assert not shown.data["questions"]
    assert code_of(run, unit, "import undo", imported=made.data["import"]) == "NHAP-01"
    assert code_of(run, unit, "import letters", imported=made.data["import"], cells="1") == "NHAP-01"
    assert take(unit, *_LIST).data["waiting"] == 2


_TITLES = (
    ("Họ và tên", "Ngày sinh", "Chức vụ", "Ngày bổ nhiệm", "Quy hoạch"),
    ("Lò Thị Pâng", "12/3/1985", "Tổ trưởng Tổ rà soát", "1/7/2025", "Trưởng bản"),
    ("Sùng A Chống", "1/1/1979", "tổ trưởng tổ rà soát", "", ""),
    ("Vì Văn Panh", "2/1/1979", "Phó ban công tác\n- Chủ tịch HĐND", "", ""),
)


def test_unknown_titles_wait_to_be_mapped(unit: Workspace) -> None:
    change(unit, _insert(PlanningList(id="pl", number="1-QĐ/ĐU", secrecy="khong")))
    made = take(unit, *_TITLES)
    assert counters(made)["added"] == 3
    told = {(item["severity"], item["field"], item["sentence"]) for item in made.data["findings"]}
    assert ("error", "post", "Lò Thị Pâng, Tổ trưởng Tổ rà soát: chưa có chức vụ. Bổ sung trước khi nộp.") in told
    rows = run(unit, "title list").data
    assert [(row["text"], row["held"], row["planned"]) for row in rows] == [
        ("Tổ trưởng Tổ rà soát", 2, 0),
        ("Phó ban công tác", 1, 0),
        ("Trưởng bản", 0, 1),
    ]
    assert [item["code"] for item in rows[1]["offered"]] == ["ban.ptb"]
    again = take(unit, *_TITLES)
    assert counters(again)["same"] == 3
    assert code_of(run, unit, "title map", text="Phó ban", post="khong.co") == "NHAP-02"
    assert code_of(run, unit, "title map", text="Chưa từng có", post="phong.tp") == "NHAP-02"


def test_a_mapped_title_settles_all_its_rows_and_later_imports(unit: Workspace) -> None:
    change(unit, _insert(PlanningList(id="pl", number="1-QĐ/ĐU", secrecy="khong")))
    take(unit, *_TITLES)
    before = unit.store.load()
    run(unit, "title map", text="Tổ trưởng Tổ rà soát", post="phong.tp")
    run(unit, "title map", text="Phó ban công tác", post="cong_chuc")
    run(unit, "title map", text="trưởng bản", post="ubnd.pct")
    data = unit.store.load()
    names = {person.id: person.full_name for person in data.rows(Person)}
    assert sorted(
        (names[held.person or ""], held.post, held.title, str(held.start or "")) for held in data.rows(Appointment)
    ) == [
        ("Lò Thị Pâng", "phong.tp", None, "2025-07-01"),
        ("Sùng A Chống", "phong.tp", None, ""),
        ("Vì Văn Panh", "hdnd.ct", None, ""),
    ]
    assert [(entry.post, entry.title) for entry in data.rows(PlanningEntry)] == [("ubnd.pct", None)]
    assert people(unit)["Vì Văn Panh"].staff_kind == "cc"
    assert run(unit, "title list").data == []
    again = take(unit, *_TITLES)
    assert counters(again) == {"added": 0, "changed": 0, "same": 3, "rejected": 0}
    assert not again.writes
    for _ in range(3):
        run(unit, "undo")
    assert unit.store.load() == before
    assert not list(before.rows(TitleMapping))


def test_a_title_that_says_a_known_post_again_goes_into_it(unit: Workspace) -> None:
    rows = (
        ("Họ và tên", "Ngày sinh", "Chức vụ"),
        ("Lò Thị Pâng", "12/3/1985", "Chủ tịch HĐND\nNgười đứng đầu Hội đồng"),
        ("Sùng A Chống", "1/1/1979", "Người đứng đầu Hội đồng"),
    )
    take(unit, *rows)
    assert len(list(unit.store.load().rows(Appointment))) == 3
    run(unit, "title map", text="người đứng đầu hội đồng", post="hdnd.ct")
    held = list(unit.store.load().rows(Appointment))
    assert sorted((row.post, row.title, row.concurrent) for row in held) == [("hdnd.ct", None, None)] * 2
    assert len({row.person for row in held}) == 2
    assert counters(take(unit, *rows)) == {"added": 0, "changed": 0, "same": 2, "rejected": 0}


def test_a_mapping_may_be_thought_over(unit: Workspace) -> None:
    take(unit, *_TITLES[:2])
    run(unit, "title map", text="Tổ trưởng Tổ rà soát", post="phong.tp")
    run(unit, "title map", text="Tổ trưởng Tổ rà soát", post="phong.ptp")
    (mapping,) = unit.store.load().rows(TitleMapping)
    assert mapping.post == "phong.ptp"


def _insert(record: Any) -> Change:
    return Change(spec_of(type(record)).name, record.id, None, record)


_POST_TEXTS = (
    "Trưởng bản", "Tổ trưởng", "HUV, Chủ tịch UBND", "PCT UBND", "Phó ban X\n- Chủ tịch HĐND", "Chủ tịch", "nt", "",
    "Bí thư chi bộ", "Công chức", "Kế toán trường", "Tổ trưởng, Trưởng phòng Kinh tế", "Trưởng phòng", "PTP VHXH",
    "Phó ban X; Tổ trưởng", "- Tổ trưởng\n- Bí thư chi bộ", "tổ trưởng", "Hiệu trưởng",
)  # fmt: skip
_MEANT = ("ubnd.ct", "phong.tp", "cong_chuc", "vien_chuc", "dang.other", "truong.ht", "hdnd.ct", "phong.ptp")


@pytest.mark.parametrize("seed", range(8))
def test_a_list_changes_nothing_again_whatever_its_titles_mean(unit: Workspace, seed: int) -> None:
    chance = random.Random(seed)
    change(unit, _insert(PlanningList(id="pl", number="1-QĐ/ĐU", secrecy="khong")))
    names = ("Lò Thị Mai", "Lò Thị Mái", "Vừ A Lử", "Ly A Páo", "Po Po", "Sùng A Chống")
    rows = [
        (
            chance.choice(names),
            f"{chance.randint(1, 28)}/1/{chance.randint(1960, 1999)}" if chance.random() < 0.8 else "1985",
            chance.choice(_POST_TEXTS),
            chance.choice(("", "1/7/2025", "2024")),
            chance.choice(("", "Phòng Kinh tế", "Trường Mầm non số 9", "UBND xã")),
            chance.choice((*_POST_TEXTS, *([""] * 10))),
        )
        for _ in range(chance.randint(4, 10))
    ]
    listed = (("Họ và tên", "Ngày sinh", "Chức vụ", "Ngày bổ nhiệm", "Đơn vị công tác", "Quy hoạch"), *rows)
    first = counters(take(unit, *listed))
    again = take(unit, *listed)
    assert not again.writes
    assert counters(again)["same"] == len(rows) - first["rejected"]
    for row in run(unit, "title list").data:
        run(unit, "title map", text=row["text"], post=chance.choice(_MEANT))
    assert run(unit, "title list").data == []
    mapped = take(unit, *listed)
    assert not mapped.writes
    assert counters(mapped)["same"] == len(rows) - first["rejected"]


def test_an_import_that_changes_a_copied_row_confirms_it(unit: Workspace, tmp_path: Path) -> None:
    rows = (Population(id=f"r{code}", year=2025, ethnic=code, total=100) for code in ("00", "03"))
    change(unit, *(Change("population", row.id, None, row) for row in rows))
    first, second = run(unit, "copy period", table="population").data["records"]
    row = unit.store.load().get(Population, first)
    assert row is not None
    change(unit, Change("population", first, row, replace(row, total=5300)))
    run(unit, "export", out=tmp_path / "tat-ca.xlsx")
    run(unit, "undo")
    assert {waiting(unit)[key] for key in (first, second)} == {"kỳ 2025"}
    assert counters(run(unit, "import", file=tmp_path / "tat-ca.xlsx"))["changed"] == 1
    assert set(waiting(unit)) == {second}
