"""Vector pictures in Word: hides parts, relations and the drawing element around a metafile."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from app.reports.chart_emf import picture_emf
from app.reports.chart_marks import Picture, Width
from app.reports.docx_xml import Style, paragraph

_EMU: Final = 12700
"""English Metric Units in a point."""
_INLINE: Final = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:drawing>'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{number}" name="Hình {number}"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="Hình {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r>"
)


def picture_paragraph(part: Any, picture: Picture, width_of: Width, style: Style) -> Any:
    """A paragraph with a chart in it; who cannot see it is told what it says.

    Args:
        part: of the Word file in which the paragraph will stand.
        picture: what is drawn, of its own size.
        width_of: a text on paper.
        style: of the paragraph.
    """
    relation, number = _related(part, picture_emf(picture, width_of))
    cx, cy = (round(side * _EMU) for side in (picture.width, picture.height))
    run = parse_xml(_INLINE.format(cx=cx, cy=cy, number=number, relation=relation))
    described = next(node for node in run.iter() if node.tag.endswith("}docPr"))
    described.set("descr", picture.text)
    node = paragraph("", style)
    node.append(run)
    return node


def _related(part: Any, content: bytes) -> tuple[str, int]:
    """Puts a metafile into the package once."""
    name = PackURI(f"/word/media/{hashlib.sha256(content).hexdigest()[:16]}.emf")
    known = {str(item.target_part.partname): item.rId for item in part.rels.values() if not item.is_external}
    relation = known.get(name) or part.relate_to(
        Part(name, "image/x-emf", content, part.package), RELATIONSHIP_TYPE.IMAGE
    )
    return relation, len(part.rels) + 1
