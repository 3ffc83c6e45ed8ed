"""What to do about what lacks: vacant posts with who fits them, women for planning, planned women to be trained.

A woman stands in one suggestion at most. Hides how many are offered: for planning and training as many as the unit
lacks; every vacant post, with a woman who is not known yet where nobody fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.commands.office.gap_desk import GapDesk, Scene, assigned
from app.plan.gaps import Gap
from app.plan.vacancies import Vacancy
from app.plan.whatif import Step
from app.progress import Progress
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import decimal, integer

UNKNOWN_WOMAN = "một nữ (chưa rõ người)"
_OTHERS = 5
_PLANNED, _TRAINED = "1.2", "1.3"


@dataclass(frozen=True, slots=True)
class Move:
    """What a step does to a target: number of the target, words before and after."""

    number: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A step with what a person wants to know of it.

    Attributes:
        step: what would be done. what: in words, with the post.
        who: her name as the level allows. others: who fits too.
        on: last day of the one who holds the post; None where it is no post. why: it falls vacant, and whose it is.
        gone: the day has passed or the post is vacant.
        moves: targets of the unit that it moves; of_province: at Sở Nội vụ, targets of the province.
    """

    step: Step
    unit_name: str
    what: str
    who: str
    others: tuple[str, ...]
    on: date | None
    why: str
    gone: bool
    moves: tuple[Move, ...]
    of_province: tuple[Move, ...]


def suggestions(desk: GapDesk, progress: Progress) -> tuple[Suggestion, ...]:
    """Everything that could be done, units that lack most first; at a unit only its own."""
    here = {unit: desk.gaps(unit=unit) for unit in desk.scenes}
    whole = desk.gaps(unit="") if desk.ws.mode == "province" else ()
    order = sorted(desk.scenes, key=lambda unit: (-sum(gap.needed or 0 for gap in here[unit]), unit))
    found: list[Suggestion] = []
    for done, unit in enumerate(order):
        progress.step(done, len(order), f"Tìm người phù hợp: {desk.ws.env.units.name(unit)}")
        found.extend(_of_unit(desk, desk.scenes[unit], here[unit], whole))
    return tuple(found)


def share_words(gap: Gap) -> str:
    """The share of a gap: "44,8 %"; of a single body "có" or "không"; "…" where figures are missing."""
    if gap.result.numerator is None or gap.result.denominator is None:
        return "…"
    if gap.result.denominator == 0:
        return "không có đối tượng"
    if gap.result.denominator == 1:
        return "có" if gap.result.numerator else "không"
    return f"{decimal(gap.result.numerator, gap.result.denominator, gap.result.decimals, 100)} %"


def needed_words(gap: Gap) -> str:
    """What lacks, in words; both ways where there are two."""
    if gap.result.numerator is None or not gap.result.denominator:
        return "chưa tính được" if gap.result.numerator is None else "không có đối tượng"
    if gap.needed == 0:
        return "đã đạt"
    noun = "nữ" if gap.of_women else gap.line.unit_word
    instead = f"; hoặc thay {integer(gap.instead)} người" if gap.instead else ""
    if gap.needed is None:
        return f"thêm bao nhiêu cũng không đạt{instead}"
    return f"thiếu {integer(gap.needed)} {noun}{instead}"


def moved(before: tuple[Gap, ...], after: tuple[Gap, ...]) -> tuple[Move, ...]:
    """The targets that differ."""
    return tuple(
        Move(old.result.number, share_words(old), share_words(new))
        for old, new in zip(before, after, strict=True)
        if old.share != new.share
    )


def _of_unit(desk: GapDesk, scene: Scene, here: tuple[Gap, ...], whole: tuple[Gap, ...]) -> Iterator[Suggestion]:
    useful = [item.id for item in scene.vacancies.values() if _helps(desk, scene, item, here)]
    taken = assigned(scene, useful)
    ordered = sorted(scene.vacancies.values(), key=lambda item: item.id not in set(useful))
    used = {fit.person for fit in taken.values()}
    for vacancy in ordered:
        fit = taken.get(vacancy.id)
        step = Step("appoint", scene.unit, fit.person if fit else "", vacancy.id)
        learns = fit is not None and fit.person not in scene.pool.trained_this_year
        others = [item.person for item in scene.fits[vacancy.id] if fit is None or item.person != fit.person]
        post = f"{vacancy.post.label}, {vacancy.body.name or scene.names.units.name(scene.unit)}"
        what = f"{'Đào tạo rồi bổ' if learns else 'Bổ'} nhiệm {post}"
        yield _suggestion(desk, scene, here, whole, step, what, others, vacancy)
    yield from _numbers(desk, scene, here, whole, used)


def _numbers(
    desk: GapDesk, scene: Scene, here: tuple[Gap, ...], whole: tuple[Gap, ...], used: set[str]
) -> Iterator[Suggestion]:
    """Women for planning and for training, as many as the unit lacks."""
    by_code = {gap.line.code: gap for gap in here}
    more = [person for person in scene.pool.unplanned() if person not in used]
    number = _lacks(by_code.get(_PLANNED))
    for place in range(number):
        person = more[place] if place < len(more) else ""
        step = Step("plan", scene.unit, person, number=0 if person else place)
        yield _suggestion(desk, scene, here, whole, step, "Đưa vào quy hoạch", more[number:])
    learners = [person for person in scene.pool.untrained() if person not in used]
    number = _lacks(by_code.get(_TRAINED))
    for person in learners[:number]:
        step = Step("train", scene.unit, person)
        yield _suggestion(desk, scene, here, whole, step, "Cử đi đào tạo, tập huấn trong năm", learners[number:])


def _lacks(gap: Gap | None) -> int:
    return gap.needed or 0 if gap is not None else 0


def _helps(desk: GapDesk, scene: Scene, vacancy: Vacancy, here: tuple[Gap, ...]) -> bool:
    """Whether any woman in the post brings a target of bodies on."""
    after = desk.gaps([Step("appoint", scene.unit, vacancy=vacancy.id)], scene.unit)
    pairs = zip(here, after, strict=True)
    return any((new.result.numerator or 0) > (old.result.numerator or 0) for old, new in pairs)


def _suggestion(
    desk: GapDesk,
    scene: Scene,
    here: tuple[Gap, ...],
    whole: tuple[Gap, ...],
    step: Step,
    what: str,
    others: list[str],
    vacancy: Vacancy | None = None,
) -> Suggestion:
    return Suggestion(
        step,
        desk.ws.env.units.name(scene.unit),
        what,
        scene.names.record("person", step.person) if step.person else UNKNOWN_WOMAN,
        tuple(scene.names.record("person", person) for person in others[:_OTHERS]),
        vacancy.on if vacancy else None,
        _why(scene, vacancy) if vacancy else "",
        vacancy is not None and vacancy.on <= scene.facts.context.cut_off,
        moved(here, desk.gaps([step], scene.unit)),
        moved(whole, desk.gaps([step], "")) if whole else (),
    )


def _why(scene: Scene, vacancy: Vacancy) -> str:
    if vacancy.held is None:
        return str(vacancy.reason)
    name = scene.names.record("person", vacancy.held.person.id)
    return f"{name} {vacancy.reason} {write_date(vacancy.on.isoformat())}"
