"""Sở's own duties: vướng mắc go out and come back answered, by file and by receipt; checks, requests to agencies."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import docx

from app.commands.office.agency_parts import parts
from app.commands.office.raised import count_raised
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.office_records import AgencyPart, CheckProblem, Raised, UnitCheck
from app.domain.periods import parse_period
from app.domain.unit_records import Difficulty
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM

TEXT = "Chưa có hướng dẫn tính chức danh phụ trách khi khuyết trưởng phòng."


def wrote(ws: Workspace, *rows: Any) -> None:
    """Saves records as the window does."""
    name = {UnitCheck: "unit_check", CheckProblem: "check_problem", AgencyPart: "agency_part", Difficulty: "difficulty"}
    run(ws, "record save", changes=[Change(name[type(row)], row.id, None, row) for row in rows])


def asked(world: World, ws: Workspace, text: str = TEXT) -> Path:
    """A file of the unit's difficulties."""
    wrote(ws, Difficulty(id=world.env.new_id(), sent_on=PartialDate("2026-12-01"), text=text))
    out = world.folder / f"vuong-mac-{len(list(world.folder.iterdir()))}.p7m"
    run(ws, "difficulty send", out=out)
    return out


def answer(world: World, text: str = "Tính theo quyết định giao phụ trách.") -> None:
    """Sở answers every difficulty."""
    rows = list(world.so.store.load("", ["raised"]).rows(Raised))
    new = [replace(row, state="tra_loi", answered_on=PartialDate("2026-12-05"), answer=text) for row in rows]
    run(
        world.so,
        "record save",
        changes=[Change("raised", one.id, old, one) for old, one in zip(rows, new, strict=True)],
    )


def own(ws: Workspace) -> Difficulty:
    """The newest difficulty of a unit."""
    return list(ws.store.load("", ["difficulty"]).rows(Difficulty))[-1]


def test_a_difficulty_goes_out_and_its_answer_comes_back_by_file(world: World) -> None:
    pon = world.enrolled(PON)
    path = asked(world, pon)
    before = world.states(PON)
    assert codes(world.deliver(path)) == [("question", "")]
    assert codes(world.deliver(path)) == [("duplicate", "")]
    assert world.states(PON) == before  # the chain of packages knows nothing of it
    (row,) = run(world.so, "difficulty list").data
    assert (row["unit"], row["text"], row["answer"]) == (PON, TEXT, "")
    answer(world)
    (told,) = run(world.so, "difficulty answers", out=world.folder / "tra-loi").data
    assert codes(run(pon, "receive", paths=[Path(told["file"])]).data) == [("answers", "")]
    assert codes(run(pon, "receive", paths=[Path(told["file"])]).data) == [("duplicate", "")]
    found = own(pon)
    assert (found.state, found.answer) == ("tra_loi", "Tính theo quyết định giao phụ trách.")
    assert found.answered_on == PartialDate("2026-12-05")
    assert code_of(run, pon, "difficulty send", out=world.folder / "lai.p7m") == "NHAP-01"  # nothing waits any more


def test_an_answer_comes_with_the_next_receipt_too(world: World) -> None:
    pon = world.enrolled(PON)
    world.deliver(asked(world, pon))
    answer(world, "Đã ghi nhận.")
    path = corrected(world, pon)
    world.deliver(path)
    world.give_receipt(pon, world.received(path).id)
    assert own(pon).answer == "Đã ghi nhận."


def test_the_text_is_the_units_and_the_answer_the_offices(world: World) -> None:
    pon = world.enrolled(PON)
    world.deliver(asked(world, pon))
    answer(world, "Đang hỏi Bộ Nội vụ.")
    row = own(pon)
    changed = replace(row, text=f"{TEXT} Đề nghị trả lời sớm.")
    run(pon, "record save", changes=[Change("difficulty", row.id, row, changed)])
    again = world.folder / "lan-hai.p7m"
    run(pon, "difficulty send", out=again)
    world.deliver(again)
    (held,) = world.so.store.load("", ["raised"]).rows(Raised)
    assert (held.text, held.answer) == (changed.text, "Đang hỏi Bộ Nội vụ.")


def test_an_older_file_never_takes_a_newer_word_back(world: World) -> None:
    """Files come in any order: neither an old text of the unit nor an old answer of Sở Nội vụ replaces a newer one."""
    pon = world.enrolled(PON)
    first = asked(world, pon)
    row = own(pon)
    changed = replace(row, text=f"{TEXT} Đề nghị trả lời sớm.")
    run(pon, "record save", changes=[Change("difficulty", row.id, row, changed)])
    world.clock.at += timedelta(minutes=1)
    second = world.folder / "lan-hai.p7m"
    run(pon, "difficulty send", out=second)
    world.deliver(second)
    assert codes(world.deliver(first)) == [("question", "")]
    (held,) = world.so.store.load("", ["raised"]).rows(Raised)
    assert held.text == changed.text
    answer(world, "Đang hỏi Bộ Nội vụ.")
    (old,) = run(world.so, "difficulty answers", out=world.folder / "cu").data
    answer(world, "Tính cả người phụ trách.")
    world.clock.at += timedelta(minutes=1)
    (new,) = run(world.so, "difficulty answers", out=world.folder / "moi").data
    for told in (new, old):
        run(pon, "receive", paths=[Path(told["file"])])
    assert own(pon).answer == "Tính cả người phụ trách."


def test_a_difficulty_under_the_mark_of_another_unit_is_refused(world: World) -> None:
    pon, tam = world.enrolled(PON), world.enrolled(TAM)
    world.deliver(asked(world, pon))
    wrote(tam, replace(own(pon), text="Việc khác.", state=None))
    path = world.folder / "trung.p7m"
    run(tam, "difficulty send", out=path)
    assert [row["state"] for row in world.deliver(path)] == ["refused"]
    (held,) = world.so.store.load("", ["raised"]).rows(Raised)
    assert (held.unit, held.text) == (PON, TEXT)


def test_names_of_people_do_not_leave_in_a_difficulty(world: World) -> None:
    pon = world.enrolled(PON)
    name = next(iter(pon.store.load().tables["person"].values())).full_name
    wrote(pon, Difficulty(id=world.env.new_id(), sent_on=PartialDate("2026-12-01"), text=f"Hồ sơ của {name} chưa rõ."))
    assert code_of(run, pon, "difficulty send", out=world.folder / "x.p7m") == "NOP-05"


def test_files_that_are_not_for_here_or_were_changed_are_refused(world: World) -> None:
    pon, tam = world.enrolled(PON), world.enrolled(TAM)
    path = asked(world, pon)
    bent = bytearray(path.read_bytes())
    bent[len(bent) // 2] ^= 1
    other = world.folder / "hong.p7m"
    other.write_bytes(bytes(bent))
    assert [row["state"] for row in world.deliver(other)] == ["refused"]
    assert [row["state"] for row in run(tam, "receive", paths=[path]).data] == ["refused"]
    world.deliver(path)
    answer(world)
    (told,) = run(world.so, "difficulty answers", out=world.folder / "tra-loi").data
    assert [row["state"] for row in run(tam, "receive", paths=[Path(told["file"])]).data] == ["refused"]
    run(world.so, "enrol revoke", unit=TAM[:5], reason="compromise")
    assert [row["state"] for row in world.deliver(asked(world, tam))] == ["refused"]


def test_minutes_of_a_check_say_what_is_open(world: World, tmp_path: Path) -> None:
    check = UnitCheck(
        id="k1", unit="Xã Mường Pồn", date=PartialDate("2026-11-20"), subject="Quy hoạch cán bộ nữ", conclusion="Đạt"
    )
    problem = CheckProblem(id="t1", check="k1", text="Thiếu quyết định phê duyệt", due=PartialDate("2026-11-25"))
    wrote(world.so, check, problem)
    out = tmp_path / "bb.pdf"
    run(world.so, "check minutes", check="k1", out=out)
    text = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True).stdout
    said = " ".join(text.split())
    assert "Kiểm tra việc thực hiện Kế hoạch tại Xã Mường Pồn" in said
    assert "1) Thiếu quyết định phê duyệt. Thời hạn: 25/11/2026. Tình trạng: chưa khắc phục." in said
    (row,) = run(world.so, "check problems").data
    assert (row["unit"], row["late"]) == ("Xã Mường Pồn", True)
    assert code_of(run, world.so, "check minutes", check="zz", out=out) == "NHAP-02"


def test_minutes_of_a_check_as_a_word_file_say_the_same(world: World, tmp_path: Path) -> None:
    check = UnitCheck(id="k1", unit="Xã Mường Pồn", date=PartialDate("2026-11-20"), subject="Quy hoạch cán bộ nữ")
    problem = CheckProblem(id="t1", check="k1", text="Thiếu quyết định phê duyệt", due=PartialDate("2026-11-25"))
    wrote(world.so, check, problem)
    out = tmp_path / "bb.docx"
    run(world.so, "check minutes", check="k1", out=out)
    paragraphs = [item.text for item in docx.Document(str(out)).paragraphs]
    assert "Kiểm tra việc thực hiện Kế hoạch tại Xã Mường Pồn" in paragraphs
    assert "1) Thiếu quyết định phê duyệt. Thời hạn: 25/11/2026. Tình trạng: chưa khắc phục." in paragraphs
    assert any(text.startswith("Người lập biên bản (Ký") for text in paragraphs), paragraphs
    assert code_of(run, world.so, "check minutes", check="k1", out=tmp_path / "bb.txt") == "NHAP-03"


def test_agencies_that_are_only_asked_are_never_late(world: World, tmp_path: Path) -> None:
    wrote(world.so, AgencyPart(id="p1", period=PERIOD, agency="VI.3", text="Thẩm định 5 văn bản."))
    rows = {row["agency"]: row for row in run(world.so, "part list", period=PERIOD).data}
    assert rows["VI.3"]["state"] == "đã nhận"
    assert [rows[code]["requested"] for code in ("VI.3", "VI.4", "VI.5", "VI.6")] == [False, False, True, True]
    made = run(world.so, "part remind", out=tmp_path, period=PERIOD).data
    assert [row["agency"] for row in made] == ["VI.4", "VI.5", "VI.6"]
    for row in made:
        done = subprocess.run(["pdftotext", row["file"], "-"], capture_output=True, text=True, check=True)
        said = " ".join(done.stdout.split())
        assert row["name"] in said
        assert "quá hạn" not in said
    rows = {row["agency"]: row for row in run(world.so, "part list", period=PERIOD).data}
    assert rows["VI.5"]["state"].startswith("đã nhắc ngày")
    assert [row.agency for row in parts(world.so, parse_period(PERIOD))] == ["VI.3", "VI.4", "VI.5", "VI.6"]


def letter(row: dict[str, Any]) -> str:
    done = subprocess.run(["pdftotext", row["file"], "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_who_owes_a_part_is_written_to_otherwise_than_who_is_asked(world: World, tmp_path: Path) -> None:
    made = run(world.so, "part remind", out=tmp_path, period=PERIOD).data
    assert [row["requested"] for row in made] == [False, False, True, True]
    for row in made:
        said = letter(row)
        assert "quá hạn" not in said
        assert ("đề nghị" in said) == row["requested"], row["agency"]
        assert ("nhiệm vụ được giao" in said) != row["requested"], row["agency"]


def test_a_part_that_came_on_paper_is_here_before_its_words_are(world: World, tmp_path: Path) -> None:
    came = AgencyPart(
        id="p1", period=PERIOD, agency="VI.3", paper="12/BC-STP ngày 01/12/2026", received_on=PartialDate("2026-12-02")
    )
    wrote(world.so, came, AgencyPart(id="p2", period=PERIOD, agency="VI.4", paper="chưa rõ"))
    states = {row["agency"]: row["state"] for row in run(world.so, "part list", period=PERIOD).data}
    assert (states["VI.3"], states["VI.4"]) == ("đã nhận", "chưa có")
    made = run(world.so, "part remind", out=tmp_path, period=PERIOD).data
    assert [row["agency"] for row in made] == ["VI.4", "VI.5", "VI.6"]
    told = {row["key"]: row["text"] for row in run(world.so, "report show", period=PERIOD).data}
    assert told["III.6.a"] == "Sở Tư pháp: đã gửi kết quả tại văn bản 12/BC-STP ngày 01/12/2026."


def test_of_two_rows_of_an_agency_the_one_received_later_counts(world: World) -> None:
    days = {"p1": "2026-12-05", "p2": "2026-12-01"}
    rows = [
        AgencyPart(id=key, period=PERIOD, agency="VI.3", text=f"Bản {key}.", received_on=PartialDate(day))
        for key, day in days.items()
    ]
    wrote(world.so, *rows, AgencyPart(id="p3", period=PERIOD, agency="VI.3"))
    assert [row.text for row in parts(world.so, parse_period(PERIOD))] == ["Bản p1."]
    told = run(world.so, "part list", period=PERIOD).message
    assert told.count("dùng dòng nhận sau: Sở Tư pháp.") == 1


def test_unit_and_office_count_the_same_answers(world: World) -> None:
    answers = (("gui", None), ("gui", "Tính cả người phụ trách."), ("xu_ly", "Đang hỏi Bộ."), ("tra_loi", None))
    facts = [{"id": str(n), "sent_on": PartialDate("2026-03-01"), "text": "Khó", "state": state, "answer": answer}
             for n, (state, answer) in enumerate(answers)]  # fmt: skip
    period = parse_period(PERIOD)
    for kind in (Raised, Difficulty):
        assert count_raised(world.so, [kind(**row) for row in facts], period) == (4, 2)


def test_a_rebuild_keeps_the_registers(world: World, tmp_path: Path) -> None:
    pon = world.enrolled(PON)
    world.deliver(asked(world, pon))
    answer(world)
    wrote(world.so, UnitCheck(id="k1", unit="Xã Mường Pồn", date=PartialDate("2026-11-20"), subject="Quy hoạch"))
    told = run(world.so, "store rebuild", out=tmp_path / "moi", passphrase="mật khẩu dựng lại 2026")
    assert told.ok, json.dumps(told.data, ensure_ascii=False, default=str)
