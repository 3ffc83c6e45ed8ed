"""The records about the work at the unit itself: remarks on fields, marks of the roll-over, titles matched to posts.

They are kept, undone and brought together like all records, and never leave the unit in a package.
"""

from __future__ import annotations

from typing import Annotated as A

from app.domain.schema import Field, Level, record


@record("remark", "Ghi chú, việc theo dõi", Level.HO_SO, system=True)
class Remark:
    """What a person notes on a field of a record, or must come back to."""

    id: str
    table: A[str | None, Field("Bảng", required=True)] = None
    record: A[str | None, Field("Bản ghi", required=True)] = None
    field: A[str | None, Field("Ô", help="Để trống khi ghi chú cho cả bản ghi.")] = None
    text: A[str | None, Field("Nội dung", multiline=True, free_text=True)] = None
    follow_up: A[bool | None, Field("Cần theo dõi")] = None
    done: A[bool | None, Field("Đã xong")] = None
    by: A[str | None, Field("Người ghi")] = None
    at: A[str | None, Field("Lúc ghi", help="Giờ quốc tế, dạng ISO.")] = None


@record("confirmation", "Xác nhận đầu kỳ", Level.HO_SO, system=True)
class Confirmation:
    """Whether a record of an earlier period, or of Sở's prefilled list, still holds in a period; at most one each."""

    id: str
    period: A[str | None, Field("Kỳ", required=True)] = None
    table: A[str | None, Field("Bảng", required=True)] = None
    record: A[str | None, Field("Bản ghi", required=True)] = None
    state: A[str | None, Field("Kết quả", required=True, codes="confirmation_states")] = None
    source: A[str | None, Field("Chép từ", help="Kỳ báo cáo hoặc nơi đã điền sẵn.")] = None


@record("title_mapping", "Chức danh đã ghép", Level.HO_SO, system=True)
class TitleMapping:
    """What a title of the unit's own lists means, as a person once decided; used at every later import."""

    id: str
    text: A[str | None, Field("Chữ trong danh sách", required=True)] = None
    post: A[str | None, Field("Chức vụ, chức danh", required=True, codes="posts")] = None
