"""Sentences about targets: each against its target and last year, leaders of ethnic minorities, what is left to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from app.plan.form_notes import NOTES
from app.plan.indicator_results import IndicatorResult, Verdict
from app.plan.report_defs import ReportLine
from app.plan.report_input import ReportInput, Told, headline_of, known, next_period, points_text, scored, share_text
from app.vietnamese.numbers import integer, percent

_SHOWN_UNITS: Final = 10


def tell_units(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """Units that reported, of how many, and whose report is missing."""
    inside = data.form.data
    expected = len(inside.expected or inside.by_unit)
    names = [inside.units.name(unit) for unit in inside.missing]
    more = len(names) - _SHOWN_UNITS
    shown = ", ".join(names[:_SHOWN_UNITS]) + (f" và {integer(more)} đơn vị khác" if more > 0 else "")
    told.values.update(x=integer(expected - len(names)), y=integer(expected), ds=shown)
    told.when(thieu=bool(names))


def tell_years(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """Years of a stage that have figures."""
    told.values["ds_nam"] = ", ".join(str(item.year) for item in data.years)
    told.when(co_nam=bool(data.years), nhieu_nam=len(data.years) > 1)


def tell_indicator(told: Told, line: ReportLine, data: ReportInput) -> None:
    """A target: what was reached, against the target and against last year."""
    result = headline_of(data, line.indicator)
    above = result.numerator if result else None
    below = result.denominator if result else None
    target = result.target if result else None
    definitions = data.form.data.definitions
    told.values.update(
        tu=known(above),
        mau=known(below),
        con_lai=integer(below - above) if above is not None and below is not None else "",
        dvt=result.definition.unit_word if result else "",
        p=share_text(result) if result else "",
        mt="" if target is None else str(target),
        nam_mt=NOTES["target_year"](data.form),
        k=known(result.needed if result else None),
        quy_uoc=definitions.headline,
        nguong=str(definitions.specific_share),
    )
    told.picks["tinh_trang"] = 2 if above is None or below is None else 0 if below else 1
    told.when(
        co_doi_tuong=bool(below),
        co_tu=bool(above),
        con_nguoi=bool(below and above is not None and below > above),
        co_muc_tieu=target is not None,
        can_them=bool(result is not None and result.needed and result.verdict is Verdict.BELOW),
    )
    to_target = (result.to_target if result else None) or 0
    told.values["d"] = points_text(to_target, result.decimals if result else 1)
    told.picks["so_muc_tieu"] = _three_ways(result)
    _since_last_year(told, result, data)


def _three_ways(result: IndicatorResult | None) -> int:
    """Above, on or below the target, as the verdict of form 01 has it."""
    order = {Verdict.ABOVE: 0, Verdict.REACHED: 1, Verdict.BELOW: 2}
    return order.get(result.verdict, 1) if result else 1


def _since_last_year(told: Told, result: IndicatorResult | None, data: ReportInput) -> None:
    """Beside last year; across new boundaries figures do not compare, and then the sentence says so."""
    before, change = (result.previous, result.to_previous) if result else (None, None)
    broken = NOTES["break_day"](data.form)
    yearly = data.form.data.period.kind == "year"
    comparable = change is not None and not broken
    earlier = str(data.form.data.period.last_year - 1)
    told.values.update(
        nam_truoc=NOTES["break_year"](data.form) or earlier,
        p_truoc=percent(before.numerator, before.denominator) if before and before.denominator else "",
        d2=points_text(change or 0, result.decimals if result else 1),
        ngay_sx=broken,
    )
    told.picks["so_nam_truoc"] = 0 if (change or 0) > 0 else 1 if (change or 0) < 0 else 2
    told.when(co_nam_truoc=comparable)
    told.picks["so_sanh"] = 0 if comparable or not yearly else 2 if broken else 1


def tell_planning(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """Women of ethnic minorities in planning."""
    told.values["n_dt"] = known(data.stock("planned", sex="f", dtts="1"))


def tell_minority_leaders(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """Leaders of ethnic minorities beside the residents."""
    led, leaders = data.stock("leader", dtts="1"), data.stock("leader")
    living, residents = data.stock("resident", dtts="1"), data.stock("resident")
    whole = None not in (led, leaders, residents, living)
    someone = bool(leaders and residents and living)
    fits = next((item for item in data.form.results if item.definition.id == "1.4/phu_hop"), None)
    groups = tuple(_unled(data)) if someone else ()
    told.values.update(
        n=known(led),
        m=known(leaders),
        p_lanh_dao=percent(led or 0, leaders) if leaders else "",
        p_dan_so=percent(living or 0, residents) if residents else "",
        ds=", ".join(groups),
    )
    told.picks["co_dtts"] = 2 if not whole else 0 if someone else 1
    told.when(phu_hop=bool(fits and fits.numerator), co_dan_toc=bool(groups))


def _unled(data: ReportInput) -> Iterator[str]:
    """Ethnic minorities among the residents that no leader is of."""
    for group in data.form.data.catalogue["ethnic_groups"]:
        if group.is_set("dtts"):
            living, led = data.stock("resident", ethnic=group.code), data.stock("leader", ethnic=group.code)
            if living and led == 0:
                yield group.label


def tell_verdicts(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """Targets that were reached, and those that were not."""
    seen = scored(data.form.results)
    unclear = [item for item in data.form.results if item.headline and item.verdict is Verdict.UNKNOWN]
    reached = [item for item in seen if item.verdict is not Verdict.BELOW]
    below = [item for item in seen if item.verdict is Verdict.BELOW]
    told.values.update(
        n_dat=integer(len(reached)),
        n_ct=integer(len(seen)),
        ds_dat=_numbers(reached),
        n_cd=integer(len(below)),
        ds_cd=_numbers(below),
        n_cr=integer(len(unclear)),
        ds_cr=_numbers(unclear),
    )
    told.when(
        co_danh_gia=bool(seen), co_dat=bool(reached), co_chua_dat=bool(below), co_chua_ro=bool(unclear)
    )  # fmt: skip


def _numbers(results: Iterable[IndicatorResult]) -> str:
    return ", ".join(item.number for item in results)


def tell_ahead(told: Told, _line: ReportLine, data: ReportInput) -> None:
    """What the period after this one is to reach, and whom it is to train: those whom no class of the stage reached."""
    after = next_period(data)
    targets = [
        (item, target)
        for item in data.form.results
        if item.headline and item.denominator and after is not None
        and (target := data.form.data.target_of(item.code, after)) is not None and target.percent is not None
    ]  # fmt: skip
    below = [
        f"tỷ lệ {item.definition.name[:1].lower()}{item.definition.name[1:]} đạt {target.percent}%"
        for item, target in targets
        if 100 * (item.numerator or 0) < (target.percent or 0) * (item.denominator or 0)
    ]
    left = _untrained(data)
    told.values.update(phan_dau="; ".join(below), k=integer(left))
    held = any(item.verdict is not Verdict.BELOW for item in scored(data.form.results))
    told.when(co_phan_dau=bool(below), co_da_dat=held, chua_dao_tao=left > 0)


def _untrained(data: ReportInput) -> int:
    """Planned women without a class since the stage of the plan began, as form 05 has them."""
    line = next((item for item in data.form.results if item.definition.id == "1.3/giai_doan"), None)
    if line is None or line.numerator is None or line.denominator is None:
        return 0
    return line.denominator - line.numerator
