"""What to do about what lacks: vacant posts with who fits them, women for planning, planned women to be trained.

A woman stands in one suggestion at most. Hides how many are offered: for planning and training as many as the unit
lacks; every vacant post, with a woman who is not known yet where nobody fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from app.commands.office.gap_desk import GapDesk, Scene, assigned
from app.domain.figures import Figures
from app.plan.candidates import WOMAN
from app.plan.gaps import Gap
from app.plan.vacancies import Vacancy
from app.plan.whatif import Step
from app.progress import Progress
from app.vietnamese.numbers import decimal, integer

UNKNOWN_WOMAN = "một nữ (chưa rõ người)"
_OTHERS = 5
_PLANNED, _TRAINED = "1.2", "1.3"
GONE = "(không còn trong số liệu)"
_VERBS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "appoint": "Bổ nhiệm",
        "plan": "Đưa vào quy hoạch, đào tạo trong năm",
        "train": "Cử đi đào tạo, tập huấn trong năm",
    }
)


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
        gone: the day has passed, or the post is vacant.
        lost: where a woman holds the post, targets that fall if no woman follows her, of the province at Sở Nội vụ.
        moves: targets of the unit that it moves; of_province: at Sở Nội vụ, targets of the province.
    """

    step: Step
    unit_name: str
    what: str
    who: str = ""
    others: tuple[str, ...] = ()
    on: date | None = None
    why: str = ""
    gone: bool = False
    lost: tuple[Move, ...] = ()
    moves: tuple[Move, ...] = ()
    of_province: tuple[Move, ...] = ()


def suggestions(desk: GapDesk, progress: Progress) -> tuple[Suggestion, ...]:
    """Everything that could be done, units that lack most first; at a unit only its own."""
    board = Board(desk)
    order = sorted(desk.scenes, key=lambda unit: (-sum(gap.needed or 0 for gap in board.of(unit)), unit))
    found: list[Suggestion] = []
    for done, unit in enumerate(order):
        progress.step(done, len(order), f"Tìm người phù hợp: {desk.ws.env.units.name(unit)}")
        found.extend(_of_unit(board, desk.scenes[unit]))
    return tuple(found)


class Board:
    """The targets as they are now, counted once, beside which a step is described."""

    def __init__(self, desk: GapDesk) -> None:
        self.desk = desk
        self._here: dict[str, tuple[Gap, ...]] = {}
        self._tried: dict[str, Mapping[str, Figures]] = {}
        self._whole = desk.gaps(unit="") if desk.ws.mode == "province" else ()

    def of(self, unit: str) -> tuple[Gap, ...]:
        """What a unit lacks now."""
        if unit not in self._here:
            self._here[unit] = self.desk.gaps(unit=unit)
        return self._here[unit]

    def tried(self, step: Step) -> Mapping[str, Figures]:
        """Figures by unit after one step, counted once; a woman who is not known moves only what asks for the post."""
        if step.kind == "appoint" and not step.person:
            scene = self.desk.scenes[step.unit]
            if not _is_key(scene, scene.vacancies[step.vacancy]):
                return self.desk.data.by_unit
        if step.id not in self._tried:
            self._tried[step.id] = self.desk.after([step])
        return self._tried[step.id]

    def _lost(self, step: Step, vacancy: Vacancy | None) -> tuple[Move, ...]:
        """What falls if a woman goes and no woman follows."""
        if vacancy is None or vacancy.held is None or vacancy.held.person.sex != WOMAN:
            return ()
        if not _is_key(self.desk.scenes[step.unit], vacancy):
            return ()
        figures = self.tried(Step("leave", step.unit, vacancy=step.vacancy))
        if self._whole and not self.desk.scope:
            return moved(self._whole, self.desk.gaps_in(figures, ""))
        return moved(self.of(step.unit), self.desk.gaps_in(figures, step.unit))

    def described(self, step: Step, others: Iterable[str] = ()) -> Suggestion:
        """A step in words with what it does; of one whose records are gone, that it is gone.

        Args:
            step: of any unit of the scope.
            others: ids of women who could do the same.
        """
        desk, scene = self.desk, self.desk.scenes.get(step.unit)
        unit_name = desk.ws.env.units.name(step.unit)
        vacancy = scene.vacancies.get(step.vacancy) if scene else None
        if scene is None or not _holds(scene, step):
            return Suggestion(step, unit_name, f"{_VERBS[step.kind]} {GONE}")
        return Suggestion(
            step,
            unit_name,
            _what(scene, step, vacancy),
            scene.names.record("person", step.person) if step.person else UNKNOWN_WOMAN,
            tuple(scene.names.record("person", person) for person in list(others)[:_OTHERS]),
            vacancy.on if vacancy and vacancy.held else None,
            _why(scene, vacancy) if vacancy else "",
            vacancy is not None and vacancy.on <= scene.facts.context.cut_off,
            self._lost(step, vacancy),
            moved(self.of(step.unit), desk.gaps_in(self.tried(step), step.unit)),
            moved(self._whole, desk.gaps_in(self.tried(step), "")) if self._whole else (),
        )


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
    """What lacks, in words; both ways where there are two; "" where there is nobody to count."""
    if gap.result.numerator is None or not gap.result.denominator:
        return "chưa tính được" if gap.result.numerator is None else ""
    if gap.needed == 0:
        return "đã đạt"
    noun = "nữ" if gap.of_women else gap.line.unit_word
    instead = f"; hoặc thay {integer(gap.instead)} người" if gap.instead else ""
    if gap.needed is None:
        return f"thêm bao nhiêu cũng không đạt{instead}"
    return f"thiếu {integer(gap.needed)} {noun}{instead}"


def moved(before: tuple[Gap, ...], after: tuple[Gap, ...]) -> tuple[Move, ...]:
    """The targets whose share is written otherwise."""
    pairs = zip(before, after, strict=True)
    moves = (Move(old.result.number, share_words(old), share_words(new)) for old, new in pairs)
    return tuple(move for move in moves if move.before != move.after)


def _of_unit(board: Board, scene: Scene) -> Iterator[Suggestion]:
    keys = [item for item in scene.vacancies.values() if _is_key(scene, item)]
    useful = frozenset(item.id for item in keys if _helps(board, scene, item))
    taken = assigned(scene, useful)
    for vacancy in sorted(scene.vacancies.values(), key=lambda item: item.id not in useful):
        fit = taken.get(vacancy.id)
        others = [item.person for item in scene.fits[vacancy.id] if fit is None or item.person != fit.person]
        yield board.described(Step("appoint", scene.unit, fit.person if fit else "", vacancy.id), others)
    yield from _numbers(board, scene, frozenset(fit.person for fit in taken.values()))


def _numbers(board: Board, scene: Scene, used: frozenset[str]) -> Iterator[Suggestion]:
    """Women for planning and for training, as many as the unit lacks."""
    lacks = {gap.line.code: gap.needed or 0 for gap in board.of(scene.unit)}
    more = [person for person in scene.pool.unplanned() if person not in used]
    number = lacks.get(_PLANNED, 0)
    for place in range(number):
        person = more[place] if place < len(more) else ""
        yield board.described(Step("plan", scene.unit, person, number=0 if person else place), more[number:])
    learners = [person for person in scene.pool.untrained() if person not in used]
    number = lacks.get(_TRAINED, 0)
    for person in learners[:number]:
        yield board.described(Step("train", scene.unit, person), learners[number:])


def _is_key(scene: Scene, vacancy: Vacancy) -> bool:
    """Whether the post is lãnh đạo chủ chốt, which targets of bodies ask for (KH II.1.1)."""
    return vacancy.post.code in scene.facts.context.definitions.key_posts


def _helps(board: Board, scene: Scene, vacancy: Vacancy) -> bool:
    """Whether any woman in the post brings a target of bodies on."""
    figures = board.tried(Step("appoint", scene.unit, vacancy=vacancy.id))
    after = board.desk.gaps_in(figures, scene.unit)
    pairs = zip(board.of(scene.unit), after, strict=True)
    return any((new.result.numerator or 0) > (old.result.numerator or 0) for old, new in pairs)


def _holds(scene: Scene, step: Step) -> bool:
    """Whether the records still have the person and the vacant post of a step."""
    known = not step.person or scene.facts.context.data.find("person", step.person) is not None
    return known and (step.kind != "appoint" or step.vacancy in scene.vacancies)


def _what(scene: Scene, step: Step, vacancy: Vacancy | None) -> str:
    if vacancy is None:
        return _VERBS[step.kind]
    learns = bool(step.person) and step.person not in scene.pool.trained_this_year
    place = vacancy.body.name or scene.names.units.name(scene.unit)
    return f"{'Đào tạo rồi bổ nhiệm' if learns else _VERBS[step.kind]} {vacancy.post.label}, {place}"


def _why(scene: Scene, vacancy: Vacancy) -> str:
    if vacancy.held is None:
        return str(vacancy.reason)
    person = vacancy.held.person
    name = scene.names.record("person", person.id) + (" (nữ)" if person.sex == WOMAN else "")
    return f"{name}: {vacancy.reason}"
