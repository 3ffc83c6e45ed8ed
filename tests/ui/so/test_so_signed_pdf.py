"""What Sở Nội vụ sees of the PDF in a package: signed, changed since, of other figures, or none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pytestqt.qtbot import QtBot

from app.commands import pdf_evidence
from app.crypto.meaning import MEANING
from app.reports.pades import sign_pdf
from app.reports.stamp import Look
from tests.simulator.province import CUT_OFF, PERIOD, START, World, corrected, found, run
from tests.simulator.softhsm import OFFICER, certified, ec_key
from tests.simulator.units import PON
from ui.pdf.signatures import PdfSignatures
from ui.screens.so.package_data import paper_inside, preview

ROOT, OFFICIAL = certified(START, ec_key())


def signed_forms(world: World) -> bytes:
    path = world.folder / "bieu.pdf"
    run(world.units[PON], "form", code="all", out=path, period=PERIOD, as_of=CUT_OFF, level="rut-gon")
    return sign_pdf(path.read_bytes(), OFFICIAL, START, Look())


def received(world: World, pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with whatever PDF a unit puts in: the program of a unit may have been changed."""
    judged = pdf_evidence.judged_pdf(pdf)
    monkeypatch.setattr(pdf_evidence, "attached_pdf", lambda *_: (pdf, judged))
    path = corrected(world, world.units[PON], number=3, signed_pdf=Path("x.pdf"))
    assert world.deliver(path)[0]["state"] == "received"
    return world.received(path).id


def shown(qtbot: QtBot, world: World, package: str) -> str:
    content, row = paper_inside(world.so, package)
    assert content.startswith(b"%PDF")
    widget = PdfSignatures()
    qtbot.addWidget(widget)
    widget.show_row(row)
    return widget.text


@pytest.mark.fault("K12")
@pytest.mark.fault("N06")
def test_a_pdf_of_other_figures_is_named(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed before `corrected` changed a figure."""
    world = found(tmp_path)
    world.enrolled(PON)
    package = received(world, signed_forms(world), monkeypatch)
    told = shown(qtbot, world, package)
    assert OFFICER in told
    assert "KHÁC số liệu của gói" in told
    assert MEANING in told
    assert "chưa kiểm tra được ngoại tuyến" in told
    seen = preview(world.so, package)
    assert seen is not None
    facts = dict(seen.facts)
    assert facts["PDF đã ký số"].startswith("có")
    assert facts["Ý nghĩa chữ ký"] == MEANING


@pytest.mark.fault("K12")
def test_a_pdf_that_was_changed_after_signing_is_not_confirmed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = found(tmp_path)
    world.enrolled(PON)
    writer = IncrementalPdfFileWriter(io.BytesIO(signed_forms(world)))
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    changed = io.BytesIO()
    writer.write(changed)
    told = shown(qtbot, world, received(world, changed.getvalue(), monkeypatch))
    assert "không xác nhận" in told
    assert "Không xác nhận được tệp PDF là của cùng số liệu" in told


def test_no_signed_pdf_shows_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    world = found(tmp_path)
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    package = world.received(path).id
    assert paper_inside(world.so, package) == (b"", None)
    widget = PdfSignatures()
    qtbot.addWidget(widget)
    widget.show_row(None)
    assert widget.text == ""
    assert not widget.isVisible()
