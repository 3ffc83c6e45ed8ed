"""The example row of each sheet of the template: an invented record that shows how to write, never read.

Hides the examples. Its first cell begins with `datarows.SAMPLE_MARK`; a row that begins so is no data, whether it was
left in, copied or moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from app.domain.codelists import Catalogue
from app.domain.dates import PartialDate
from app.domain.schema import TableSpec
from app.spreadsheets.datarows import SAMPLE_MARK
from app.spreadsheets.references import References
from app.spreadsheets.shown import shown

_PERSON: Final = "Lò Thị Pâng"
_BODY: Final = "Phòng Kinh tế"
_LIST: Final = "12-QĐ/ĐU"
_COURSE: Final = "Bồi dưỡng kỹ năng lãnh đạo cho cán bộ nữ"
_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "unit_profile": {"name": "Ủy ban nhân dân xã A", "place": "A", "symbol": "UBND", "signer_title": "CHỦ TỊCH"},
    "body": {"name": _BODY, "kind": "phong", "tier": "xa", "start": "2025-07-01", "staff_assigned": 9},
    "person": {
        "full_name": _PERSON, "sex": "f", "birth": "1985-03-12", "id_number": "011185000012", "ethnic": "03",
        "body": _BODY, "staff_kind": "cc", "professional": "dh", "ethnic_language": True, "party_joined": "2010",
    },
    "appointment": {
        "person": _PERSON, "body": _BODY, "post": "phong.tp", "start": "2025-07-01", "mode": "chinh_thuc",
    },
    "planning_list": {"number": _LIST, "date": "2025-03", "term": "2025-2030", "tier": "xa", "secrecy": "khong"},
    "planning_entry": {"person": _PERSON, "planning_list": _LIST, "post": "ubnd.pct"},
    "course": {
        "name": _COURSE, "kind": "binh_dang_gioi", "organised": True, "start": "2026-05-10", "end": "2026-05-12",
        "hours": 24, "turns": 30, "turns_women": 30,
    },
    "training": {"person": _PERSON, "course": _COURSE, "hours": 24},
    "headcount": {"body": _BODY, "dimension": "all", "as_of": "2026-06-30", "total": 9, "women": 4},
    "population": {"year": 2026, "ethnic": "03", "total": 3200, "women": 1610},
    "activity": {"task": "IV.3a", "name": "Hội nghị tuyên truyền", "start": "2026-03-08", "times": 1, "turns": 60},
    "budget": {"year": 2026, "source": "ctx_xa", "planned": 20_000_000, "paid": 18_500_000},
    "narrative": {"year": 2026, "section": "V.2", "text": "Viết từng đoạn như trong báo cáo."},
    "difficulty": {"sent_on": "2026-06-15", "text": "Chưa có giảng viên biết tiếng dân tộc.", "state": "gui"},
    "inspection": {"by": "tu_kiem_tra", "date": "2026-09", "subject": "Quy hoạch cán bộ nữ", "problems": 0},
}  # fmt: skip


def sample_cells(spec: TableSpec, catalogue: Catalogue) -> Iterator[tuple[int, str | int]]:
    """Column (0-based) and text of each filled cell of the example row of a table.

    Args:
        spec: the table; one without an example has no row.
        catalogue: for the labels of codes.
    """
    example = _EXAMPLES.get(spec.name, {})
    for column, field in enumerate(spec.fields):
        if field.name not in example:
            continue
        value = PartialDate(example[field.name]) if field.kind == "date" else example[field.name]
        text = str(value) if field.kind == "ref" else shown(value, field, References(()), catalogue)
        yield column, f"{SAMPLE_MARK} {text}" if column == 0 else text
