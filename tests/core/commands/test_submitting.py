"""Making a package: what stops it, what must not be in it, and that no failure leaves half of one (threats.md G34)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.commands.keys.unit_identity import unit_decryption
from app.commands.withheld import refuse_names
from app.crypto.envelope import open_envelope
from app.domain.dataset import Change, dataset, redact
from app.domain.dates import PartialDate
from app.domain.records import Course, Person, Training
from app.domain.schema import Level
from app.domain.unit_records import Body, Narrative, UnitProfile
from app.errors import UserError, refuse
from app.package.bodies import SubmissionBody
from app.package.container import read
from app.package.header import decode_header
from app.workspace import Workspace
from tests.simulator.province import CUT_OFF, PERIOD, World, change, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, key, person_of, replaced, small_unit


def submitted(ws: Workspace, out: Path, **more: object) -> str:
    """Code of the refusal."""
    return code_of(run, ws, "submit", period=PERIOD, out=out, minimal=True, **more)


def test_errors_stop_it_and_are_listed(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    data = unit.store.load()
    change(unit, replaced(data, person_of(data, 10), sex=None))
    out = tmp_path / "x.p7m"
    outcome = run(unit, "submit", period=PERIOD, out=out)
    assert not outcome.ok
    assert not out.exists()
    assert any(row["severity"] == "error" and row["record"] == key(PON, "p", 10) for row in outcome.data["findings"])
    assert unit.store.documents("sent") == ()


def test_an_unchanged_report_is_not_sent_again(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    out = tmp_path / "x.p7m"
    assert submitted(unit, out) == "NOP-03"
    assert not out.exists()
    world.package(unit, level="ho-so")  # another level is another report
    assert submitted(unit, out, level="ho-so") == "NOP-03"


def test_a_returned_report_may_be_sent_again_as_it_is(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    run(world.so, "return", package=world.received(path).id, reason="Đề nghị xem lại.")
    world.give_receipt(unit, world.received(path).id)
    assert world.package(unit).exists()


def test_a_unit_without_certificates_signs_with_the_program_s_own_key(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    assert submitted(unit, tmp_path / "x.p7m", sign="pkcs11:token=x") == "TB-08"
    assert submitted(unit, tmp_path / "x.p7m", level="tat-ca") == "NHAP-03"
    assert submitted(unit, tmp_path / "x.p7m", sign="") == "NHAP-03"
    assert world.package(unit, sign="app").exists()


def test_the_campaign_sets_level_and_cut_off(world: World) -> None:
    run(world.so, "period issue", period=PERIOD, cut_off=CUT_OFF, level="so-lieu")
    unit = world.unit(PON)
    body = header_body(unit, world.package(unit))
    assert (body.level, body.cut_off, body.period) == ("so-lieu", CUT_OFF, PERIOD)
    assert body.counts["body"] == 6
    assert "person" not in body.counts
    other = header_body(unit, world.package(unit, level="rut-gon"))
    assert other.counts["person"] == 12


def header_body(ws: Workspace, path: Path) -> SubmissionBody:
    inner = read(open_envelope(path.read_bytes(), unit_decryption(ws)).plaintext)
    body = decode_header(inner.files["header.json"]).body
    assert isinstance(body, SubmissionBody)
    return body


def test_the_header_names_the_pack_and_continues_the_chain(world: World) -> None:
    unit = world.enrolled(PON)
    first, receipt = unit.store.documents("sent")[0], unit.store.documents("receipt")[0]
    path = corrected(world, unit)
    header = decode_header(read(open_envelope(path.read_bytes(), unit_decryption(unit)).plaintext).files["header.json"])
    assert header.previous == first.id
    assert header.last_seen == receipt.id
    assert header.sequence == 2
    assert isinstance(header.body, SubmissionBody)
    assert header.body.pack.digest == world.env.newest_pack.digest
    assert header.body.counts == header_body(unit, path).counts


def test_a_file_that_cannot_be_written_leaves_no_package(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    sent = unit.store.documents("sent")
    blocked = tmp_path / "tep"
    blocked.write_bytes(b"")
    change(unit, replaced(unit.store.load(), person_of(unit.store.load(), 0), ethnic="01"))
    with pytest.raises(UserError) as refused:
        run(unit, "submit", period=PERIOD, out=blocked / "x.p7m", minimal=True)
    assert refused.value.code.startswith("LUU-")
    assert unit.store.documents("sent") == sent
    path = world.package(unit)
    assert [row["state"] for row in world.deliver(path)] == ["received"]  # the chain misses nothing


def test_a_store_that_cannot_be_written_leaves_no_file(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.unit(PON)

    def full(*_: object, **__: object) -> int:
        raise refuse("LUU-01")

    monkeypatch.setattr(unit.store, "apply", full)
    assert submitted(unit, tmp_path / "x.p7m") == "LUU-01"
    assert list(tmp_path.glob("*.p7m")) == []


@pytest.mark.fault("G34")
def test_a_package_that_cannot_be_read_back_is_not_written(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.unit(PON)

    def damaged(*_: object) -> bytes:
        return b"not an envelope"

    monkeypatch.setattr("app.commands.submission.finalising.seal_file", damaged)
    assert submitted(unit, tmp_path / "x.p7m") == "GOI-01"
    assert unit.store.documents("sent") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Đồng chí Cà Thị Hồng Nhung chủ trì.", True),
        ("ĐỒNG CHÍ CÀ THỊ HỒNG NHUNG", True),
        ("ca thi hong nhung", True),
        ("Cà Thị Hồng và Nhung", False),
        ("số 011185020005 trên thẻ", True),
        ("sinh ngày 05/12/1985", True),
        ("sinh 5.12.1985", True),
        ("1985-12-05", True),
        ("họp ngày 05/12/2026, 12 người", False),
        ("mã 9011185020005", False),
        ("Phòng Văn hóa - Xã hội", False),
    ],
)
def test_a_text_that_names_a_person_stops_a_package_without_names(
    world: World, tmp_path: Path, text: str, told: bool
) -> None:
    unit = world.unit(PON)
    narrative = Narrative(id="n-9", year=2026, section="V.2", text=text)
    change(unit, Change("narrative", "n-9", None, narrative))
    if told:
        assert submitted(unit, tmp_path / "x.p7m") == "NOP-05"
        assert submitted(unit, tmp_path / "x.p7m", level="so-lieu") == "NOP-05"
    else:
        assert world.package(unit).exists()
    assert world.package(unit, level="ho-so").exists()


def test_every_text_is_looked_at_not_only_the_long_ones() -> None:
    people = list(small_unit().rows(Person))
    name = people[5].full_name

    def sent(*rows: object) -> None:
        refuse_names(redact(dataset(PON, rows), Level.RUT_GON), people)

    assert code_of(sent, Training(id="t", result=f"{name} đạt loại giỏi")) == "NOP-05"
    assert code_of(sent, Course(id="c", name=f"Lớp của {name}")) == "NOP-05"
    sent(UnitProfile(id="u", signer=name, preparer=name))  # signers are meant to be read
    sent(Body(id="b", name=f"Trường {name}"))  # and a school may be called after someone of the name
    sent(Person(id="p", full_name=name, note=f"{name} ốm"))  # withheld anyway
    refuse_names(dataset(PON, [Training(id="t", result=name)]), people)  # with names all may be said


def test_short_names_are_compared_letter_for_letter() -> None:
    people = [replace(person_of(small_unit(), 0), full_name="Lò Mai"), Person(id="x", birth=PartialDate("1980"))]

    def sent(text: str) -> None:
        refuse_names(dataset(PON, [Narrative(id="n", text=text)], Level.RUT_GON), people)

    assert code_of(sent, "Bà Lò Mai, chủ tịch") == "NOP-05"
    sent("Lỗ mãi không hết")
    sent("năm 1980")
