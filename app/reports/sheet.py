"""The activation sheet of a unit: one A4 page to be printed, sealed in an envelope and handed over by hand.

Hides how it is drawn. The code on it opens the unit's enrolment file, so the page says that it is secret.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Final

from app.reports.blocks import MM
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.paper import LEFT, RIGHT, Paper
from app.reports.qr import draw_qr

_QR_SIDE: Final = 44 * MM
_GROUPS_PER_LINE: Final = 5
_OFFICE: Final = "SỞ NỘI VỤ"
_ABOVE: Final = "ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN"
_TITLE: Final = "PHIẾU KÍCH HOẠT"
_SUBTITLE: Final = "Sổ 2282 - dùng một lần để tạo dữ liệu của đơn vị"
_WARNING: Final = (
    "MẬT MÃ CỦA ĐƠN VỊ. Ai có phiếu này và tệp đăng ký đều mở được tệp. Không chụp ảnh, không gửi qua mạng, không đọc "
    "qua điện thoại. Giao tận tay trong phong bì niêm phong, riêng với tệp đăng ký. Mất phiếu thì báo ngay Sở Nội vụ."
)
_STEPS: Final = (
    "Kiểm tra phong bì còn nguyên niêm phong. Nếu phong bì đã bị mở, không dùng phiếu và báo Sở Nội vụ.",
    "Cài phần mềm, mở tệp đăng ký đơn vị do Sở Nội vụ gửi.",
    "Gõ mười nhóm số ở trên (hoặc quét mã QR bằng máy quét nối với máy tính); nhóm gõ sai được báo ngay.",
    "Đặt mật khẩu, rà soát danh sách có sẵn, lập và gửi gói báo cáo đầu tiên.",
    "Gọi Sở Nội vụ, đọc sáu nhóm số dấu vân tay trên màn hình (lời đọc ở dưới), rồi cất hoặc hủy phiếu này.",
)
_SCRIPT: Final = (
    "Lời đọc qua điện thoại: “Tôi là … (họ tên, chức vụ) ở {unit}, đọc dấu vân tay của khóa ký. Nhóm một: … (năm chữ "
    "số, đọc rời từng số); nhóm hai: …; cho đến nhóm sáu.” Cán bộ Sở Nội vụ gõ theo, nhóm nào sai thì đề nghị đọc "
    "lại, và không đọc trước. Không ai được hỏi mười nhóm số của mã kích hoạt."
)


def activation_sheet(
    unit_name: str, code: str, issued_on: date, *, root_fingerprint: str = "", fonts: FontSet | None = None
) -> bytes:
    """Draws the activation sheet of a unit.

    Args:
        unit_name: such as "Xã Mường Pồn".
        code: ten groups of five digits.
        issued_on: day of issue, for the place and date line.
        root_fingerprint: six groups of the province's root certificate; empty for none.
        fonts: the typeface; None looks for the installed one.

    Returns:
        A PDF of one page; equal arguments give equal bytes.

    Raises:
        UserError: FONT-01.
    """
    target = io.BytesIO()
    sheet = Paper(target, fonts or find_fonts(), f"{_TITLE} - {unit_name}", "Sở Nội vụ tỉnh Điện Biên", issued_on)
    sheet.heading(((_ABOVE, Face.REGULAR), (_OFFICE, Face.BOLD)), "", "Điện Biên", issued_on)
    centre = (LEFT + RIGHT) / 2
    sheet.y -= 12 * MM
    sheet.line(_TITLE, Face.BOLD, 18, centre)
    sheet.y -= 1 * MM
    sheet.line(_SUBTITLE, Face.ITALIC, 13, centre)
    sheet.y -= 5 * MM
    sheet.line(unit_name, Face.BOLD, 16, centre)
    _code(sheet, code)
    _steps(sheet)
    _script(sheet, unit_name)
    _warning(sheet)
    if root_fingerprint:
        sheet.y -= 6 * MM
        text = f"Dấu vân tay chứng thư gốc của tỉnh (để đối chiếu): {root_fingerprint}"
        sheet.paragraph(text, Face.REGULAR, 11, LEFT, RIGHT)
    sheet.canvas.showPage()
    sheet.canvas.save()
    return target.getvalue()


def _code(sheet: Paper, code: str) -> None:
    """The groups on the left in a frame, the same as a QR on the right."""
    sheet.y -= 8 * MM
    top, height = sheet.y, _QR_SIDE + 8 * MM
    sheet.canvas.setLineWidth(1)
    sheet.canvas.rect(LEFT, top - height, RIGHT - LEFT, height)
    sheet.canvas.setLineWidth(0.5)
    groups = code.split()
    centre = LEFT + (RIGHT - LEFT - _QR_SIDE - 8 * MM) / 2
    sheet.y = top - 6 * MM
    sheet.line("Mã kích hoạt", Face.BOLD, 13, centre)
    sheet.y -= 5 * MM
    for start in range(0, len(groups), _GROUPS_PER_LINE):
        sheet.y -= 3 * MM
        sheet.line("   ".join(groups[start : start + _GROUPS_PER_LINE]), Face.BOLD, 18, centre)
    draw_qr(sheet.canvas, "".join(code.split()), RIGHT - _QR_SIDE - 4 * MM, top - height + 4 * MM, _QR_SIDE)
    sheet.y = top - height - 4 * MM


def _steps(sheet: Paper) -> None:
    sheet.y -= 4 * MM
    for number, step in enumerate(_STEPS, 1):
        sheet.y -= 1.5 * MM
        top = sheet.y
        sheet.paragraph(f"{number}.", Face.REGULAR, 13, LEFT, RIGHT)
        sheet.y = top
        sheet.paragraph(step, Face.REGULAR, 13, LEFT + 7 * MM, RIGHT)


def _script(sheet: Paper, unit_name: str) -> None:
    """What is said on the telephone; the officer never reads the digits first, or anybody could say yes to them."""
    sheet.y -= 3 * MM
    sheet.paragraph(_SCRIPT.format(unit=unit_name), Face.ITALIC, 12, LEFT, RIGHT)


def _warning(sheet: Paper) -> None:
    sheet.y -= 7 * MM
    top = sheet.y
    sheet.y -= 1 * MM
    sheet.paragraph(_WARNING, Face.BOLD, 13, LEFT + 4 * MM, RIGHT - 4 * MM)
    sheet.y -= 4 * MM
    sheet.canvas.setLineWidth(1.2)
    sheet.canvas.rect(LEFT, sheet.y, RIGHT - LEFT, top - sheet.y)
    sheet.canvas.setLineWidth(0.5)
