"""The activation sheet: everything on one page, the code readable by eye and by machine."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from app.crypto.codes import digits_with_check, parse_activation_code
from app.errors import UserError
from app.reports.fonts import find_fonts
from app.reports.sheet import activation_sheet

CODE = digits_with_check(20260702, 10)
DAY = date(2026, 2, 3)


def shown(folder: Path, content: bytes, *options: str) -> str:
    (folder / "sheet.pdf").write_bytes(content)
    done = subprocess.run(
        ["pdftotext", *options, folder / "sheet.pdf", "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_what_stands_on_it(tmp_path: Path) -> None:
    text = shown(
        tmp_path, activation_sheet("Phường Điện Biên Phủ", CODE, DAY, root_fingerprint="12345 67890"), "-layout"
    )
    assert "PHIẾU KÍCH HOẠT" in text
    assert "Phường Điện Biên Phủ" in text
    assert "ngày 03 tháng 02 năm 2026" in text
    assert "12345 67890" in text
    assert "MẬT MÃ CỦA ĐƠN VỊ" in text
    assert [f"{number}." in text for number in range(1, 6)] == [True] * 5
    assert all(group in text for group in CODE.split())
    assert text.count("\f") == 1  # one page


def test_a_long_name_and_no_fingerprint(tmp_path: Path) -> None:
    text = shown(tmp_path, activation_sheet("Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân", CODE, DAY))
    assert "Hội đồng nhân dân" in text
    assert "Dấu vân tay chứng thư gốc" not in text
    assert text.count("\f") == 1


def test_equal_sheets_are_equal_bytes_and_every_font_is_embedded(tmp_path: Path) -> None:
    one, two = (activation_sheet("Xã Mường Pồn", CODE, DAY, fonts=find_fonts()) for _ in range(2))
    assert one == two
    (tmp_path / "sheet.pdf").write_bytes(one)
    fonts = subprocess.run(["pdffonts", tmp_path / "sheet.pdf"], capture_output=True, text=True, check=True).stdout
    lines = fonts.splitlines()[2:]
    assert lines
    assert all(line.split()[-5] == "yes" for line in lines)


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbar-tools is not installed")
def test_a_machine_reads_the_same_code(tmp_path: Path) -> None:
    (tmp_path / "sheet.pdf").write_bytes(activation_sheet("Xã Mường Pồn", CODE, DAY))
    subprocess.run(["pdftoppm", "-r", "150", "-png", "sheet.pdf", "sheet"], cwd=tmp_path, check=True)
    (image,) = tmp_path.glob("*.png")
    read = subprocess.run(["zbarimg", "-q", "--raw", image], capture_output=True, text=True, check=True).stdout
    assert parse_activation_code(read.strip()) == parse_activation_code(CODE)


def test_the_page_says_what_to_read_over_the_telephone(tmp_path: Path) -> None:
    name = "Ban Quản lý các dự án đầu tư xây dựng và phát triển nông thôn miền núi tỉnh Điện Biên"
    path = tmp_path / "sheet.pdf"
    path.write_bytes(activation_sheet(name, CODE, DAY, root_fingerprint=CODE[:35]))
    said = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(said.split())
    assert "đọc dấu vân tay của khóa ký. Nhóm một:" in words
    assert "Không ai được hỏi mười nhóm số" in words
    assert said.count("\f") == 1


def test_without_a_typeface_there_is_no_sheet(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="FONT-01"):
        activation_sheet("Xã Mường Pồn", CODE, DAY, fonts=find_fonts((tmp_path,)))
