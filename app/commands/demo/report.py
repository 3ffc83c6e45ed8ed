"""What an invented unit says besides its people: its paper, tasks, words, difficulties and checks.

No text names a person; what stands in these fields travels without names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from app.commands.demo.bodies import place_of
from app.commands.demo.dice import Dice
from app.commands.demo.samples import ActivitySample, Samples
from app.commands.demo.staff import Roster
from app.domain.codelists import Catalogue
from app.domain.dates import PartialDate
from app.domain.records import Person
from app.domain.unit_records import Activity, Difficulty, Inspection, Narrative, Unit, UnitProfile

_HUNDRED_THOUSAND: Final = 100_000
_PER_MILLION: Final = 10
_HEADS: Final = ("ubnd.ct", "so.gd", "so.cvp", "so.ctt")
_DEPUTIES: Final = ("ubnd.pct", "so.pgd", "so.pcvp", "so.pctt")
_TITLES: Final = {
    "ubnd.ct": "CHỦ TỊCH",
    "ubnd.pct": "PHÓ CHỦ TỊCH",
    "so.gd": "GIÁM ĐỐC",
    "so.pgd": "PHÓ GIÁM ĐỐC",
    "so.cvp": "CHÁNH VĂN PHÒNG",
    "so.pcvp": "PHÓ CHÁNH VĂN PHÒNG",
    "so.ctt": "CHÁNH THANH TRA",
    "so.pctt": "PHÓ CHÁNH THANH TRA",
}
_OWN_TASKS: Final = frozenset({"A"})


def make_profile(unit: Unit, roster: Roster, cut_off: date, dice: Dice) -> UnitProfile:
    """What stands on the unit's paper; the number of the province's plan is left to a person who has the plan.

    Args:
        unit: the reporting unit.
        roster: its people: the head signs, else a deputy for the head (KT.).
        cut_off: day of the report.
        dice: chance.
    """
    name, agency = unit.name or "", unit.kind == "agency"
    post, signer = _signer(roster, agency=agency)
    symbol = (unit.code or "").removeprefix("DB-") if agency else "UBND"
    first, last = cut_off - timedelta(days=335), cut_off - timedelta(days=270)
    planned, committee = dice.chance(94), dice.chance(93)
    members = dice.between(7, 13)
    return UnitProfile(
        id=dice.id(),
        name=name if agency else f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}",
        parent="Ủy ban nhân dân tỉnh Điện Biên" if agency else None,
        place=place_of(unit),
        symbol=symbol,
        authority="kt" if post in _DEPUTIES else "none" if agency else "tm",
        signer_title=_TITLES.get(post),
        signer=signer,
        preparer=_name_of_staff(roster, dice),
        checker=next((person.full_name for slot, person in roster.leaders if slot.post == "vp.cvp"), None),
        recipients=_recipients(agency=agency),
        own_plan_number=f"{dice.between(11, 160)}/KH-{symbol}" if planned else None,
        own_plan_date=dice.day(first, last) if planned else None,
        committee_number=f"{dice.between(60, 900)}/QĐ-{symbol}" if committee else None,
        committee_date=dice.day(first, last) if committee else None,
        committee_members=members if committee else None,
        committee_women=dice.between(members // 2, members - 2) if committee else None,
        committee_meetings=dice.between(1, 4) if committee else None,
    )


def _signer(roster: Roster, *, agency: bool) -> tuple[str, str | None]:
    """Post and name of who signs; of a commune and an agency alike the UBND of the province never signs."""
    for posts in (_HEADS, _DEPUTIES):
        for slot, person in roster.leaders:
            if slot.post in posts and (slot.place.sample.kind == "so") == agency:
                return slot.post, person.full_name
    return "", None


def _name_of_staff(roster: Roster, dice: Dice) -> str | None:
    people: list[Person] = [roster.people[key] for key in roster.staff if roster.people[key].left_on is None]
    return dice.pick(people).full_name if people else None


def _recipients(*, agency: bool) -> str:
    if agency:
        return "- Như trên;\n- Sở Nội vụ;\n- Lãnh đạo đơn vị;\n- Lưu: VT, VP."
    return "- Như trên;\n- Sở Nội vụ;\n- TT. Đảng ủy, TT. HĐND;\n- CT, PCT UBND;\n- Lưu: VT, VHXH."


def make_activities(
    unit: Unit, samples: Samples, catalogue: Catalogue, cut_off: date, dice: Dice
) -> Iterator[Activity]:
    """An activity for every task of the unit, or the statement that there was none, with its reason.

    Args:
        unit: whose tasks: those of everyone (IV, VI.1) and those that the plan gives this agency.
        samples: what was done.
        catalogue: the tasks.
        cut_off: day of the report.
        dice: chance.
    """
    for task in catalogue["tasks"]:
        sample = samples.activities.get(task.code)
        mine = task.attributes["part"] in _OWN_TASKS or task.attributes["agency"] == unit.code
        if sample is None or not mine:
            continue
        if dice.chance(sample.likely):
            yield _activity(task.code, sample, cut_off, dice)
        else:
            year = PartialDate(str(cut_off.year))
            yield Activity(id=dice.id(), task=task.code, none=True, none_reason=sample.none_reason, start=year)


def _activity(task: str, sample: ActivitySample, cut_off: date, dice: Dice) -> Activity:
    start = dice.day(cut_off - timedelta(days=330), cut_off - timedelta(days=20))
    turns = dice.between(24, 240)
    women = round(turns * dice.share(0.38, 0.66))
    low, high = (bound * _PER_MILLION for bound in sample.cost)
    return Activity(
        id=dice.id(),
        task=task,
        name=sample.name,
        start=start,
        end=start if dice.chance(60) else dice.day(start.earliest, cut_off),
        lead=sample.lead,
        times=dice.between(1, 4),
        turns=turns,
        turns_women=women,
        turns_women_dtts=round(women * dice.share(0.5, 0.9)),
        cost=dice.between(low, high) * _HUNDRED_THOUSAND,
        result=sample.result,
    )


def make_words(samples: Samples, cut_off: date, dice: Dice) -> Iterator[Any]:
    """Paragraphs of the report, difficulties with their answers, and checks.

    Args:
        samples: texts to choose from.
        cut_off: day of the report.
        dice: chance.
    """
    for use, section in samples.texts:
        if use == "narrative" and dice.chance(80 if section.startswith("V.") else 45):
            text = dice.pick(samples.texts[use, section])
            yield Narrative(id=dice.id(), year=cut_off.year, section=section, text=text)
    if dice.chance(35):
        yield _difficulty(samples, cut_off, dice)
    if dice.chance(55):
        yield _inspection("tu_kiem_tra", samples, cut_off, dice)
    if dice.chance(15):
        yield _inspection("so_noi_vu", samples, cut_off, dice)


def _difficulty(samples: Samples, cut_off: date, dice: Dice) -> Difficulty:
    sent = dice.day(cut_off - timedelta(days=310), cut_off - timedelta(days=60))
    answered = dice.chance(55)
    return Difficulty(
        id=dice.id(),
        sent_on=sent,
        text=dice.pick(samples.texts["difficulty", "1"]),
        state="tra_loi" if answered else dice.pick(("gui", "xu_ly")),
        answered_on=dice.day(sent.earliest + timedelta(days=5), cut_off) if answered else None,
        answer=dice.pick(samples.texts["answer", "1"]) if answered else None,
    )


def _inspection(by: str, samples: Samples, cut_off: date, dice: Dice) -> Inspection:
    problems = dice.pick((0, 0, 1, 2))
    return Inspection(
        id=dice.id(),
        by=by,
        date=dice.day(cut_off - timedelta(days=280), cut_off - timedelta(days=15)),
        subject=dice.pick(samples.texts["inspection", "1"]),
        conclusion=dice.pick(samples.texts["conclusion", "1" if problems else "0"]),
        problems=problems,
        follow_up=dice.pick(samples.texts["follow_up", "1"]) if problems else None,
    )
