"""Posts as lists write them: "PCT UBND xã, PBT Đảng ủy", "Trưởng phòng Kinh tế", "- PCT UBND⏎- PCT HĐND".

Hides how a post and its body are recognised in one text. An ambiguous post is decided by a body, never by guess; a text
that is no post is kept as it stands, until a person says once what the unit means by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.codelists import Code, CodeList
from app.domain.work_records import TitleMapping
from app.spreadsheets.references import References
from app.spreadsheets.values import EMPTY_SIGNS, suggest
from app.vietnamese.detect import clean, clean_lines
from app.vietnamese.fold import fold, fold_marked, fold_words, marked_words

_BULLET: Final = re.compile(r"^\s*(?:[-+*•–—]|\d{1,2}[.)])\s*")
_MORE: Final = re.compile(r"[,;+/]| - |\b(?:kiêm|phụ trách|quyền)\b", re.IGNORECASE)
"""What may begin a second post."""
_WORD: Final = re.compile(r"[^\W_]+")
_SEPARATORS: Final = (";", "+", ",", " kiêm ", "/", " - ")
_PLACE_WORDS: Final = frozenset({"xa", "phuong", "tinh", "huyen", "va"})


@dataclass(frozen=True, slots=True)
class PostRead:
    """A post that was read.

    Attributes:
        post: its code; None where the text is no post of the list.
        body: id of its body; None where it is not clear.
        leader: a leading post.
        question: what was assumed or could not be decided.
        title: the text where it is no post of the list.
        mapped: a person once said that the text means this post.
        text: as the list writes it.
    """

    post: str | None
    body: str | None = None
    leader: bool = False
    question: str = ""
    title: str | None = None
    mapped: bool = False
    text: str = ""


class TitleBook:
    """What titles mean by the unit's own decisions."""

    __slots__ = ("_exact", "_folded")

    def __init__(self, mappings: Iterable[TitleMapping]) -> None:
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        for mapping in mappings:
            if mapping.text and mapping.post:
                self._exact[clean(mapping.text)] = mapping.post
                self._folded[fold_marked(mapping.text)] = mapping.post

    def post(self, title: str) -> str | None:
        """Code of the post that a title means, whatever its capitals and points; None where nobody has said."""
        if not self._exact:
            return None
        return self._exact.get(clean(title)) or self._folded.get(fold_marked(title))


def read_posts(
    text: str, posts: CodeList, references: References, body: str | None, titles: TitleBook
) -> list[PostRead]:
    """Reads the posts of one cell.

    Args:
        text: of the cell, lines and all.
        posts: the list of posts.
        references: for the bodies known.
        body: id of the body that the row names; None where it names none.
        titles: what the unit means by titles that are no posts of the list.
    """
    found: list[PostRead] = []
    for line in clean_lines(text):
        line = _BULLET.sub("", line)
        for part in _parts(line, posts):
            if part in EMPTY_SIGNS:
                continue
            for read in _read_part(part, posts, references, body, titles):
                if all((read.post, read.body, read.title) != (other.post, other.body, other.title) for other in found):
                    found.append(read)
    return found


def read_title(title: str, post: Code, references: References, body: str | None) -> PostRead:
    """What a title means once its post is known: where it is held.

    Args:
        title: as the list writes it.
        post: what a person said that it means.
        references: for the bodies known.
        body: id of the body that the row names.
    """
    if not post.is_set("leader"):
        return PostRead(post.code, body, mapped=True)
    at, question = _body_of(post, title, references, body)
    return PostRead(post.code, at, leader=True, question=question, mapped=True)


def _parts(line: str, posts: CodeList) -> list[str]:
    """Splits a line into posts where every part is one; a name such as "Trưởng ban, Chủ nhiệm" stays whole."""
    if _match(line, posts):
        return [line]
    for separator in _SEPARATORS:
        parts = [part.strip() for part in line.split(separator) if part.strip()]
        if len(parts) > 1 and all(_candidates(part, posts) for part in parts):
            return [inner for part in parts for inner in _parts(part, posts)]
    return [line]


def _read_part(
    text: str, posts: CodeList, references: References, body: str | None, titles: TitleBook
) -> list[PostRead]:
    """Reads a text as one post; where it is none but a leading post stands in it between commas, as several."""
    read = _read_post(text, posts, references, body, titles)
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    if not read.title or not any(code.is_set("leader") for part in parts for code in _match(part, posts)):
        return [read]
    return [_read_post(part, posts, references, body, titles) for part in parts]


def _candidates(text: str, posts: CodeList) -> tuple[Code, ...]:
    """Codes that the text, or its longest beginning, can mean."""
    return _beginning(text, posts)[0]


def _beginning(text: str, posts: CodeList) -> tuple[tuple[Code, ...], str]:
    """Codes that the longest beginning of a text can mean, and what stands behind it."""
    for word in reversed(list(_WORD.finditer(text))):
        if found := _match(text[: word.end()], posts):
            return found, text[word.end() :]
    return (), text


def _match(text: str, posts: CodeList) -> tuple[Code, ...]:
    """Codes written like this; a text with marks has those of the code: "Trưởng bản" is no "Trưởng ban"."""
    found = posts.match(text)
    if not found or text.isascii():
        return found
    plain = fold(text)
    return tuple(
        code
        for code in found
        if fold(code.code) == plain or any(_is_written(text, word) for word in (code.label, *code.aliases))
    )


def _is_written(text: str, spelling: str) -> bool:
    """Whether a text is a spelling, perhaps with marks left out, never with others."""
    words, right = marked_words(text), marked_words(spelling)
    return len(words) == len(right) and all(
        letters == others and marks <= known for (letters, marks), (others, known) in zip(words, right, strict=True)
    )


def _read_post(text: str, posts: CodeList, references: References, body: str | None, titles: TitleBook) -> PostRead:
    """Reads one post; what the unit means by a title counts where the catalogue does not know it."""
    read = _recognised(text, posts, references, body)
    if (decided := posts.get(titles.post(text)) if read.title else None) is not None:
        read = read_title(text, decided, references, body)
    return replace(read, text=text)


def _recognised(text: str, posts: CodeList, references: References, body: str | None) -> PostRead:
    codes, rest = _beginning(text, posts)
    if not codes:
        suggestion = suggest(text, posts)
        asked = f". Có phải {suggestion}?" if suggestion else ""
        return _kept(text, body, f'"{text}" không có trong danh mục chức vụ, giữ nguyên chữ để ghép sau{asked}')
    codes = _by_body(codes, references, body)
    if (behind := fold_words(rest)) and not _is_only_staff(codes, rest):
        codes = tuple(code for code in codes if _explains(code, behind, references, body))
        if not codes:
            return _kept(text, body, f'"{text}" chưa rõ là chức vụ nào trong danh mục, giữ nguyên chữ để ghép sau')
    if len({code.is_set("leader") for code in codes}) > 1:
        codes = tuple(code for code in codes if code.is_set("leader"))
    if len(codes) > 1 and any(code.is_set("leader") for code in codes):
        labels = "; ".join(code.label for code in codes)
        return _kept(text, body, f'"{text}" có thể là: {labels}. Ghi rõ cơ quan, hoặc ghép chức danh sau khi nhập')
    post = codes[0]
    if not post.is_set("leader"):
        return PostRead(post.code, body)
    at, question = _body_of(post, text, references, body)
    return PostRead(post.code, at, leader=True, question=question)


def _kept(text: str, body: str | None, question: str) -> PostRead:
    return PostRead(None, body, question=question, title=text)


def _is_only_staff(codes: tuple[Code, ...], rest: str) -> bool:
    """Whether a text says that somebody is staff, and of what: "Kế toán trường Mầm non" leads nobody."""
    return not any(code.is_set("leader") for code in codes) and not _MORE.search(rest)


def _explains(post: Code, behind: tuple[str, ...], references: References, body: str | None) -> bool:
    """Whether the words behind a post only say where: "Bí thư chi bộ bản" is not the Bí thư of the Party committee."""
    kinds = _kinds(post)
    if behind[0] in kinds:
        return True
    named = set(behind) - _PLACE_WORDS
    places = [record for record in references.all("body") if record.kind in kinds or record.id == body]
    return any(named <= set(fold_words(place.name or "")) for place in places)


def _by_body(codes: tuple[Code, ...], references: References, body: str | None) -> tuple[Code, ...]:
    """Keeps the codes that fit the row's body, else those that fit any body of the unit."""
    own = [record for record in references.all("body") if record.id == body]
    for bodies in (own, list(references.all("body"))):
        kinds = {record.kind for record in bodies}
        fitting = tuple(code for code in codes if kinds & _kinds(code))
        if fitting:
            return fitting
    return codes


def _body_of(post: Code, text: str, references: References, body: str | None) -> tuple[str | None, str]:
    kinds = _kinds(post)
    bodies = [record for record in references.all("body") if record.kind in kinds and record.end is None]
    if any(record.id == body for record in bodies):
        return body, ""
    if len(named := _named_in(text, bodies)) == 1:
        return named[0].id, ""
    if len(bodies) == 1:
        return bodies[0].id, ""
    if body is not None and not bodies:
        return body, ""
    what = "chưa có cơ quan" if not bodies else f"có {len(bodies)} cơ quan"
    return None, f'"{text}": {what} loại này, chưa rõ giữ chức vụ ở đâu'


def _named_in(text: str, bodies: Iterable[Any]) -> list[Any]:
    """Bodies all of whose words stand in the text, or their first letters at its end; the longest names only."""
    words = fold_words(text)
    fitting = [
        (len(own), body)
        for body in bodies
        if (own := set(fold_words(body.name or "")) - _PLACE_WORDS)
        and (own <= set(words) or _ends_in_initials(words, fold_words(body.name)))
    ]
    longest = max((length for length, _ in fitting), default=0)
    return [body for length, body in fitting if length == longest]


def _ends_in_initials(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether a text ends in the first letters of a body's name: "TP VH-XH", "PTP KT xã"."""
    own = "".join(word[0] for word in _without_place(name)[1:] if word != "va")
    told = _without_place(words)
    return len(own) > 1 and any("".join(told[place:]) == own for place in range(1, len(told)))


def _without_place(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words before the first one that begins a place: "xã Mường Pồn", but not "xã hội"."""
    for place, word in enumerate(words):
        if place and word in _PLACE_WORDS - {"va"} and words[place + 1 : place + 2] != ("hoi",):
            return words[:place]
    return words


def _kinds(post: Code) -> frozenset[str]:
    return frozenset(post.attributes.get("body_kinds", "").split())
