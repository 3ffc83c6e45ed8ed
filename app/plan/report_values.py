"""The sentences of the report: what is generated for a line of the pack from results, figures and records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.plan import report_on_targets as targets
from app.plan import report_on_work as work
from app.plan.form_notes import NOTES
from app.plan.report_defs import ROW, ReportLine
from app.plan.report_input import ReportInput, Told, next_period, period_words, share_text
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import integer


def sentence_of(line: ReportLine, data: ReportInput) -> str:
    """The paragraph that is generated; "" where an optional line has nothing to say."""
    told = Told()
    _common(told, data)
    for name in line.says:
        TELL[name](told, line, data)
    for place in line.sentence.places():
        head, _, row = place.partition(":")
        if head == ROW and row:
            told.values[place] = _row(data, row)
    if line.optional and not any(told.values[place] for place in line.sentence.places()):
        return ""
    return line.sentence.fill(told.values, told.picks)


def _common(told: Told, data: ReportInput) -> None:
    period, after = data.form.data.period, next_period(data)
    told.values.update(
        don_vi=data.who,
        chu_the=data.who if data.form.scope == "unit" else "các cơ quan, đơn vị, địa phương",
        nam=str(period.last_year),
        nam_sau=str(period.last_year + 1),
        ky=period_words(data),
        ky_sau=after.label.upper() if after else "THỜI GIAN TỚI",
        thoi_gian=NOTES["span"](data.form),
        ngay_chot=write_date(data.form.cut_off.isoformat()),
        so_kh_tinh=((data.profile.plan_number if data.profile else None) or "").partition("/")[0],
        yeu_cau=data.request,
    )
    told.when(
        dot_xuat=bool(data.request),
        ky_dot_xuat=period.kind == "adhoc",
        ky_len_truoc=period.kind in ("half", "adhoc"),
        pham_vi=data.form.scope == "unit",
    )


def _row(data: ReportInput, line: str) -> str:
    """A line of an indicator in short: "12/15 (80,0%)"."""
    result = next(item for item in data.form.results if item.definition.id == line)
    if result.numerator is None or result.denominator is None:
        return "chưa có số liệu"
    if not result.denominator:
        return "không có đối tượng"
    return f"{integer(result.numerator)}/{integer(result.denominator)} ({share_text(result)}%)"


TELL: Final[Mapping[str, Callable[[Told, ReportLine, ReportInput], None]]] = MappingProxyType(
    {
        "chi_dao": work.tell_directing,
        "ban_tien_bo": work.tell_committee,
        "kiem_tra": work.tell_own_checks,
        "cac_don_vi": targets.tell_units,
        "cac_nam": targets.tell_years,
        "chi_tieu": targets.tell_indicator,
        "quy_hoach": targets.tell_planning,
        "lanh_dao_dtts": targets.tell_minority_leaders,
        "ten_nhiem_vu": work.tell_task_name,
        "nhiem_vu": work.tell_task,
        "co_quan": work.tell_agency,
        "kinh_phi": work.tell_money,
        "danh_gia": targets.tell_verdicts,
        "phuong_huong": targets.tell_ahead,
        "loi": work.tell_words,
        "vuong_mac": work.tell_difficulties,
        "gui_kem": work.tell_enclosed,
    }
)
