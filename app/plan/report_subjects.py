"""What sentences of the report may speak of: each subject with its places and choices, known before any figure is.

A place is a text; a choice has a fixed number of ways to say it. The functions that fill them are in `report_values`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Subject:
    """Names that a sentence may use.

    Attributes:
        places: names of places. choices: name → how many ways there are.
        needs: what a line must name to speak of it; "" for nothing.
    """

    places: frozenset[str]
    choices: Mapping[str, int] = field(default_factory=dict)
    needs: Literal["", "indicator", "tasks", "agency", "section"] = ""


def _subject(
    places: str, choices: str = "", needs: Literal["", "indicator", "tasks", "agency", "section"] = ""
) -> Subject:
    """Names in one line each; a choice has two ways unless it says another number, such as "tinh_trang=3"."""
    counts = {name: int(count or 2) for name, _, count in (item.partition("=") for item in choices.split())}
    return Subject(frozenset(places.split()), MappingProxyType(counts), needs)


COMMON: Final = _subject(
    "don_vi chu_the nam nam_sau ky ky_sau thoi_gian ngay_chot so_kh_tinh yeu_cau",
    "dot_xuat ky_dot_xuat ky_len_truoc pham_vi",
)
"""Of every sentence: who, which years, the cut-off, the number of the province's plan, who asked."""

SUBJECTS: Final[Mapping[str, Subject]] = MappingProxyType(
    {
        "chi_dao": _subject(
            "so_kh ngay_kh n_vb n_hn n_nguoi p", "co_ke_hoach co_van_ban co_hoi_nghi co_nguoi co_ty_le"
        ),
        "ban_tien_bo": _subject("so_qd ngay_qd n_tv n_nu n_hop", "co_quyet_dinh co_ngay_qd co_hop"),
        "kiem_tra": _subject("n_kt n_tt", "co_kiem_tra co_ton_tai"),
        "cac_don_vi": _subject("x y ds", "thieu"),
        "cac_nam": _subject("ds_nam", "co_nam nhieu_nam"),
        "chi_tieu": _subject(
            "tu mau con_lai dvt p d mt nam_mt d2 nam_truoc p_truoc k ngay_sx quy_uoc nguong",
            "tinh_trang=3 co_doi_tuong co_tu con_nguoi co_muc_tieu so_muc_tieu=3 co_nam_truoc so_nam_truoc=3 can_them "
            "so_sanh=3",
            "indicator",
        ),
        "quy_hoach": _subject("n_dt"),
        "lanh_dao_dtts": _subject("n m p_lanh_dao p_dan_so ds", "co_dtts=3 phu_hop co_dan_toc"),
        "ten_nhiem_vu": _subject("ten", needs="tasks"),
        "nhiem_vu": _subject("n l l_nu p kp ly_do noi_bat", "tinh_hinh=3 co_luot co_kp co_noi_bat", "tasks"),
        "co_quan": _subject("ten phan", "co_phan", "agency"),
        "kinh_phi": _subject(
            "th dt p ctx ctmtqg ctda dong_gop ds_long_ghep", "co_kinh_phi=3 co_du_toan long_ghep nguon_ctx"
        ),
        "danh_gia": _subject("n_dat n_ct ds_dat n_cd ds_cd n_cr ds_cr", "co_danh_gia co_dat co_chua_dat co_chua_ro"),
        "phuong_huong": _subject("phan_dau k", "co_phan_dau co_da_dat chua_dao_tao"),
        "loi": _subject("nhap", "co_nhap", "section"),
        "vuong_mac": _subject("n m", "co_vuong_mac"),
        "gui_kem": _subject("bieu goi ma", "co_goi co_ma"),
    }
)
