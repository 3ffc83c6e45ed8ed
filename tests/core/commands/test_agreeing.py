"""Paper and package: a typed, scanned or photographed code says whether they agree; tampered paper is told."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from app.domain.tie import short_digest
from app.errors import UserError
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM


def printed(ws: Workspace, out: Path, **more: Any) -> Path:
    """Every form as PDF."""
    run(ws, "form", code="01", out=out, period=PERIOD, **more)
    return out


def foot(path: Path) -> str:
    """The line at the foot of the first page."""
    with pypdfium2.PdfDocument(path) as document:
        text: str = document[0].get_textpage().get_text_bounded()
    return next(line.strip() for line in text.splitlines() if line.startswith("Mã đối chiếu"))


def photograph(path: Path, out: Path, *, turned: float = 7, scale: float = 3, blur: float = 1.2) -> Path:
    """The lower half of a page as a hand would take it: turned, a little out of focus, strongly compressed."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[0].render(scale=scale).to_pil()
    lower = page.crop((0, page.height // 2, page.width, page.height))
    taken = lower.rotate(turned, expand=True, fillcolor="gray").filter(ImageFilter.GaussianBlur(blur))
    taken.save(out, "JPEG", quality=45)
    return out


def test_the_paper_of_a_sent_report_names_its_package_and_agrees_on_both_sides(world: World, tmp_path: Path) -> None:
    pon = world.enrolled(PON)
    (package,) = (item.id for item in world.so.store.documents("received", unit=PON))
    paper = printed(pon, tmp_path / "bieu.pdf")
    line = foot(paper)
    assert short_digest(package) in line
    for ws in (pon, world.so):
        told = run(ws, "verify", code=line)
        assert told.ok
        assert told.data["paper"]["package"] == package
        assert "khớp nhau" in told.message
    assert foot(printed(world.so, tmp_path / "so.pdf", unit=PON)) == line


def test_a_photograph_of_a_form_is_read(world: World, tmp_path: Path) -> None:
    pon = world.enrolled(PON)
    paper = printed(pon, tmp_path / "bieu.pdf")
    for number, turned in enumerate((0.0, 8.0, -12.0, 90.0, 180.0)):
        told = run(world.so, "verify", photo=photograph(paper, tmp_path / f"anh{number}.jpg", turned=turned))
        assert "Giấy và gói khớp nhau" in told.message
    assert "khớp nhau" in run(world.so, "verify", photo=paper).message


def test_paper_of_other_figures_than_the_package_it_names_is_told(world: World, tmp_path: Path) -> None:
    pon = world.enrolled(PON)
    first = foot(printed(pon, tmp_path / "mot.pdf"))
    world.deliver(corrected(world, pon))
    second = foot(printed(pon, tmp_path / "hai.pdf"))
    code, package = first.split(" · ")[0], second.split(" · ")[1]
    with pytest.raises(UserError, match=r"GIAY-01.*KHÔNG khớp.*Mường Pồn"):
        run(world.so, "verify", code=f"{code} · {package}")
    assert "1 bản thay thế" in run(world.so, "verify", code=first).message


def test_the_code_alone_names_the_package(world: World, tmp_path: Path) -> None:
    tam = world.enrolled(TAM)
    line = foot(printed(tam, tmp_path / "bieu.pdf"))
    code = line.removeprefix("Mã đối chiếu: ").split(" · ")[0]
    told = run(world.so, "verify", code=code.lower())
    assert line.split("Gói: ")[1][:14] in told.message


def test_forms_of_figures_not_sent_name_no_package_and_no_other_code_is_taken(world: World, tmp_path: Path) -> None:
    pon = world.unit(PON)
    line = foot(printed(pon, tmp_path / "bieu.pdf"))
    assert "Gói" not in line
    assert code_of(run, world.so, "verify", code=line.split(" Trang")[0]) == "NHAP-02"
    assert code_of(run, world.so, "verify", code="2282:4K7PX") == "NHAP-03"
    assert code_of(run, world.so, "verify", code=f"{line.split(' Trang')[0]} · Gói: 1A2B") == "NHAP-03"
    assert code_of(run, world.so, "verify", code=f"{line.split(' Trang')[0]} · Gói: 1A2B-3C4D-5E6F") == "NHAP-02"


def test_what_is_no_photograph_is_refused_in_one_sentence(world: World, tmp_path: Path) -> None:
    blank = tmp_path / "trang.png"
    Image.new("L", (400, 300), 255).save(blank)
    torn = tmp_path / "rach.jpg"
    whole = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(whole, "JPEG")
    torn.write_bytes(whole.getvalue()[:600])
    other = tmp_path / "khac.txt"
    other.write_text("không phải ảnh", encoding="utf-8")
    for path in (blank, torn, other):
        assert code_of(run, world.so, "verify", photo=path) == "ANH-01"
