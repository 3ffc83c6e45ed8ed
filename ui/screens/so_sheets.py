"""The sealed sheets: a page for each unit with its activation code in groups and as a QR; made off the GUI thread."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final

import segno
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument

_DPI: Final = 300
_MARGIN_MM: Final = 20
_QR_PIXELS: Final = 150
_PAGE: Final = """
<div style="font-family:'Times New Roman','Liberation Serif',serif; font-size:14pt; {breaks}">
<p align="center"><b>PHIẾU KÍCH HOẠT</b><br/>Sổ 2282 - tệp đăng ký đơn vị</p>
<p>Đơn vị: <b>{name}</b><br/>Tệp đăng ký: {file}</p>
<p>Mã kích hoạt (mười nhóm năm chữ số):</p>
<p align="center" style="font-size:19pt"><b>{first}<br/>{second}</b></p>
<p align="center"><img src="qr{number}" width="{size}" height="{size}"/></p>
<p>Cách dùng: trên máy của đơn vị, mở phần mềm, chọn «Đơn vị báo cáo», chọn tệp đăng ký rồi nhập mã này.</p>
<p>Mã chỉ in một lần và không lưu ở Sở Nội vụ. Cho phiếu vào phong bì, niêm phong, giao tận tay; hủy phiếu sau khi
đơn vị kích hoạt xong. Không gửi mã cùng đường với tệp đăng ký.</p>{practice}</div>
"""
_PRACTICE: Final = "<p align='center'><b>DỮ LIỆU MẪU - KHÔNG NỘP</b></p>"


def sheets_pdf(made: Sequence[Mapping[str, str]], *, practice: bool) -> bytes:
    """Sheets as a PDF.

    Args:
        made: what `enrol file` gives: name, file and code of each unit.
        practice: marks every page.
    """
    document = QTextDocument()
    content = QByteArray()
    stream = QBuffer(content)
    stream.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(stream)
    writer.setResolution(_DPI)
    writer.setTitle("Phiếu kích hoạt")
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A5)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    for number, item in enumerate(made):
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"qr{number}"), _qr(item["code"]))
    document.setHtml("".join(_page(number, item, practice=practice) for number, item in enumerate(made)))
    document.setPageSize(QSizeF(size.size(QPageSize.Unit.Point).width(), size.size(QPageSize.Unit.Point).height()))
    document.print_(writer)
    stream.close()
    return bytes(content.data())


def _page(number: int, item: Mapping[str, str], *, practice: bool) -> str:
    groups = item["code"].split()
    return _PAGE.format(
        breaks="page-break-before:always" if number else "",
        name=html.escape(item["name"]),
        file=html.escape(item["file"].replace("\\", "/").rpartition("/")[2]),
        first=" ".join(groups[:5]),
        second=" ".join(groups[5:]),
        number=number,
        size=_QR_PIXELS,
        practice=_PRACTICE if practice else "",
    )


def _qr(code: str) -> QImage:
    stream = BytesIO()
    segno.make(code.replace(" ", ""), error="m").save(stream, kind="png", scale=6, border=3)
    return QImage.fromData(stream.getvalue(), "PNG")
